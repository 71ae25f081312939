"""What the sentence chooser sees of an article, as numpy matrices.

Four views, each feeding one model: words (will a summary use this word?), pairs of
neighbouring words, sentences, and candidate summaries (sets of sentences). The later views
use the earlier models' answers.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from summarizer.engines.article_view import (
    ArticleView,
    Floats,
    Ints,
    Lexicon,
)
from summarizer.evidence import STOPWORDS, light_stem, listed
from summarizer.normalization import to_model_text

_WORD = re.compile(r"\w+")

PRONOUN_OPENINGS = listed(
    "il elle ils elles cela ceci celui celle ceux celles ce cet cette ces c lui leur son sa ses "
    "leurs en y tous toutes ainsi tout tel telle telles certains certaines autre "
    "ça dernier dernière"
)
CONNECTIVES = listed(
    "mais or donc car ensuite puis enfin ainsi pourtant cependant toutefois néanmoins aussi "
    "également alors parallèlement résultat reste outre quant sinon surtout bref"
)
CONNECTIVE_PHRASES = (
    "en effet", "en outre", "de plus", "par ailleurs", "d'autre part", "au contraire",
    "en revanche", "de son côté", "pour sa part", "de même", "du coup", "par exemple",
    "dans le même temps", "à l'inverse", "en fait", "c'est pourquoi", "pour autant",
    "malgré tout", "d'ailleurs", "au passage", "en conséquence", "pour leur part",
)  # fmt: skip
SAYING = listed(
    "dit déclaré annoncé indiqué affirmé expliqué ajouté précisé souligné estimé assuré rapporté "
    "confié raconté rappelé confirmé appelé dénoncé promis averti explique affirme précise "
    "annonce indique estime rapporte souligne assure ajoute rappelle confie raconte selon "
    "communiqué poursuit conclut déclare lancé insisté réagi jugé regretté"
)
ANNOUNCING = listed(
    "annoncé annonce décidé décide condamné arrêté interpellé mort morts tué tués blessés "
    "nommé élu adopté voté lancé remporté battu victoire publié publie révèle révélé étude "
    "sondage premier première record"
)
WEEKDAYS = listed("lundi mardi mercredi jeudi vendredi samedi dimanche")
MONTHS = listed(
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
)
FIRST_PERSON = listed("je j me m mon ma mes nous notre nos moi")


def _grouped(
    n: int, groups: Ints, values: NDArray[np.generic], how: np.ufunc, start: float
) -> Floats:
    out = np.full(n, start, np.float32)
    how.at(out, groups, values.astype(np.float32))
    return out


WORD_FEATURES = (
    "idf", "log_odds", "count", "share", "n_sentences", "first_sentence", "first_place",
    "last_place", "name_share", "quoted_share", "is_digit", "length", "stem_count",
    "best_centrality", "mean_centrality", "opens_paragraph", "n_article_sentences",
    "n_article_words", "first_in_sentence", "is_stopword", "n_first_paragraph",
)  # fmt: skip


def word_features(view: ArticleView) -> Floats:
    """(U, len(WORD_FEATURES)): one row per different word."""
    n, n_types, n_tokens = view.n_sentences, len(view.types), max(len(view.token_type), 1)
    token, sentence = view.token_type, view.token_sentence
    count = view.word_counts.sum(axis=0)
    place = np.arange(len(token), dtype=np.float32) / n_tokens
    has = view.word_counts > 0
    n_with = np.maximum(has.sum(axis=0), 1)
    first_sentence = _grouped(n_types, token, sentence, np.minimum, 1e6)
    stems = [light_stem(w) for w in view.types]
    stem_count: dict[str, float] = {}
    for stem, c in zip(stems, count, strict=True):
        stem_count[stem] = stem_count.get(stem, 0.0) + float(c)
    starts = np.r_[0, np.cumsum(view.n_tokens)[:-1]]
    in_sentence = np.arange(len(token)) - starts[sentence]
    opens = np.r_[True, np.diff(view.paragraph) > 0][:n]
    columns = [
        view.lexical[:, 0],
        view.lexical[:, 1],
        count,
        count / n_tokens,
        n_with,
        first_sentence,
        _grouped(n_types, token, place, np.minimum, 2.0),
        _grouped(n_types, token, place, np.maximum, -1.0),
        _grouped(n_types, token, view.token_is_name, np.add, 0.0) / count,
        _grouped(n_types, token, view.token_in_quotes, np.add, 0.0) / count,
        np.array([w[0].isdigit() for w in view.types]),
        np.array([len(w) for w in view.types]),
        np.array([stem_count[s] for s in stems]),
        (has * view.centrality[:, None]).max(axis=0),
        (has * view.centrality[:, None]).sum(axis=0) / n_with,
        (has & opens[:, None]).sum(axis=0),
        np.full(n_types, n),
        np.full(n_types, n_tokens),
        _grouped(n_types, token, in_sentence, np.minimum, 1e6),
        np.array([w in STOPWORDS for w in view.types]),
        has[view.paragraph == 0].sum(axis=0),
    ]
    return np.stack([np.asarray(c, np.float32) for c in columns], axis=1)


PAIR_FEATURES = (
    "chance_first", "chance_second", "lower_chance", "product", "log_odds", "count",
    "first_sentence", "n_sentences", "idf_first", "idf_second", "count_first", "count_second",
    "bound", "name_first", "name_second", "n_article_sentences", "quoted_share",
)  # fmt: skip


def pair_features(view: ArticleView, chances: Floats, lexicon: Lexicon) -> Floats:
    """(P, len(PAIR_FEATURES)); ``chances`` (U,): how likely a summary uses each word."""
    n_pairs = len(view.pairs)
    index = {w: u for u, w in enumerate(view.types)}
    first = np.array([index[a] for a, _ in view.pairs], np.int32)
    second = np.array([index[b] for _, b in view.pairs], np.int32)
    if not n_pairs:
        return np.zeros((0, len(PAIR_FEATURES)), np.float32)
    count = view.pair_counts.sum(axis=0)
    word_count = view.word_counts.sum(axis=0)
    names = _grouped(len(view.types), view.token_type, view.token_is_name, np.add, 0.0) / word_count
    quoted = (
        _grouped(len(view.types), view.token_type, view.token_in_quotes, np.add, 0.0) / word_count
    )
    p, q = chances[first], chances[second]
    columns = [
        p,
        q,
        np.minimum(p, q),
        p * q,
        lexicon.of_pairs(view.pairs),
        count,
        _grouped(n_pairs, view.pair_type, view.pair_sentence, np.minimum, 1e6),
        (view.pair_counts > 0).sum(axis=0),
        view.lexical[first, 0],
        view.lexical[second, 0],
        word_count[first],
        word_count[second],
        count / np.minimum(word_count[first], word_count[second]),
        names[first],
        names[second],
        np.full(n_pairs, view.n_sentences),
        np.minimum(quoted[first], quoted[second]),
    ]
    return np.stack([np.asarray(c, np.float32) for c in columns], axis=1)


TYPICAL_WORDS = 34.0
"""Words of a reference abstract as ``\\w+`` counts them: the mean of OrangeSum's train split."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a summary is expected to use of the article.

    Attributes:
        words: (U,) chance of each word. pairs: (P,) chance of each neighbouring pair.
    """

    words: Floats
    pairs: Floats

    def matches(self, word_counts: Floats, pair_counts: Floats) -> tuple[Floats, Floats]:
        """Expected words and pairs shared with a summary, for rows of counts (R, U), (R, P).

        A word's second occurrence is worth little: two thirds less each time (a summary
        seldom repeats any but the commonest words).
        """
        repeats = np.maximum(word_counts - 1.0, 0.0)
        worth = np.minimum(word_counts, 1.0) + np.minimum(repeats, 2.0) / 3.0 * (self.words > 0.5)
        return worth @ self.words, np.minimum(pair_counts, 1.0) @ self.pairs


def expected_f1(matches: Floats, n_words: Floats, n_reference: float = TYPICAL_WORDS) -> Floats:
    """The F1 that so many matches give against a reference of typical length."""
    return (2.0 * matches / (n_words + n_reference)).astype(np.float32)


SENTENCE_FEATURES = (
    "index", "place", "n_sentences", "paragraph", "place_in_paragraph", "opens_paragraph",
    "paragraph_sentences", "n_words", "letters_per_word", "word_matches", "word_precision",
    "word_f1", "pair_matches", "pair_precision", "pair_f1", "word_f1_rank", "pair_f1_rank",
    "content_chance", "best_chances", "centrality", "centrality_rank", "to_first", "to_second",
    "to_previous", "to_next", "mean_similarity", "most_similar_before", "most_similar_after",
    "names", "name_share", "new_names", "numbers", "quoted_share", "opens_with_quote",
    "closes_with_quote", "question", "exclamation", "colon", "no_stop", "pronoun_opening",
    "demonstrative", "connective", "saying", "announcing", "weekday", "month", "first_person",
    "parentheses", "commas", "dash_opening", "capitals", "max_idf", "mean_idf", "mean_log_odds",
    "f1_previous", "f1_next", "f1_best", "new_words", "n_article_words", "expected_words",
)  # fmt: skip


def _ranks(values: Floats) -> Floats:
    """0 for the highest value, 1 for the next…"""
    order = np.argsort(-values, kind="stable")
    ranks = np.empty(len(values), np.float32)
    ranks[order] = np.arange(len(values))
    return ranks


def _shifted(values: Floats, by: int) -> Floats:
    out = np.zeros_like(values)
    if by > 0:
        out[by:] = values[:-by]
    else:
        out[:by] = values[-by:]
    return out


def opens_with_pronoun(text: str) -> bool:
    """Whether the sentence begins with a word that needs the sentence before it."""
    words = _WORD.findall(to_model_text(text)[:40].lower())
    return bool(words) and words[0] in PRONOUN_OPENINGS


def opens_with_connective(text: str) -> bool:
    """Whether the sentence begins with a word that ties it to the one before."""
    plain = to_model_text(text)[:40].lower().lstrip('" -')
    words = _WORD.findall(plain)
    return bool(words) and (words[0] in CONNECTIVES or plain.startswith(CONNECTIVE_PHRASES))


def sentence_features(view: ArticleView, expectation: Expectation) -> Floats:
    """(S, len(SENTENCE_FEATURES)): one row per sentence."""
    n = view.n_sentences
    index = np.arange(n, dtype=np.float32)
    words = np.maximum(view.n_tokens, 1).astype(np.float32)
    matches, pair_matches = expectation.matches(view.word_counts, view.pair_counts)
    f1, pair_f1 = expected_f1(matches, words), expected_f1(pair_matches, words)
    opens = np.r_[True, np.diff(view.paragraph) > 0][:n]
    first_of_paragraph = np.maximum.accumulate(np.where(opens, index, 0))
    size = np.bincount(view.paragraph, minlength=int(view.paragraph[-1]) + 1)[view.paragraph]
    has = view.word_counts > 0
    content = np.array([w not in STOPWORDS for w in view.types], bool)
    n_content = np.maximum((has & content).sum(axis=1), 1)
    by_chance = np.sort(has * (expectation.words * content), axis=1)[:, -5:].sum(axis=1)
    similarity = view.similarity.copy()
    wide = similarity.shape[1]
    np.fill_diagonal(similarity, 0.0)
    before = np.tril(similarity, -1)
    after = np.triu(similarity, 1)
    names = np.bincount(view.token_sentence, view.token_is_name, n)
    first_use = np.zeros(len(view.token_type), bool)
    first_use[np.unique(view.token_type, return_index=True)[1]] = True
    new_names = np.bincount(view.token_sentence, view.token_is_name & first_use, n)
    new_words = np.bincount(view.token_sentence, first_use & content[view.token_type], n)
    digit = np.array([w[0].isdigit() for w in view.types], bool)
    weighted = view.lexical[:, 0] * content
    surface = np.array([_surface(t) for t in view.texts], np.float32).reshape(n, -1)
    in_lists = [_share_of(has, view.types, words_) for words_ in _LISTS]
    columns = [
        index,
        index / n,
        np.full(n, n),
        view.paragraph,
        index - first_of_paragraph,
        opens,
        size,
        words,
        np.array([len(t) for t in view.texts]) / words,
        matches,
        matches / words,
        f1,
        pair_matches,
        pair_matches / words,
        pair_f1,
        _ranks(f1),
        _ranks(pair_f1),
        (has * (expectation.words * content)).sum(axis=1) / n_content,
        by_chance,
        view.centrality,
        _ranks(view.centrality),
        view.similarity[:, 0],
        view.similarity[:, min(2, wide) - 1],
        np.r_[0.0, np.diagonal(view.similarity, -1)[: n - 1], np.zeros(n)][:n],
        np.r_[np.diagonal(view.similarity, 1), np.zeros(n)][:n],
        similarity.mean(axis=1),
        before.max(axis=1),
        after.max(axis=1),
        names,
        names / words,
        new_names,
        (has & digit).sum(axis=1),
        np.bincount(view.token_sentence, view.token_in_quotes, n) / words,
        *surface[:, :8].T,
        *in_lists[:1],
        surface[:, 8],
        *in_lists[1:],
        *surface[:, 9:].T,
        (has * weighted).max(axis=1, initial=0.0),
        (has * weighted).sum(axis=1) / n_content,
        (has * view.lexical[:, 1]).sum(axis=1) / np.maximum(has.sum(axis=1), 1),
        _shifted(f1, 1),
        _shifted(f1, -1),
        np.full(n, f1.max()),
        new_words,
        np.full(n, len(view.token_type)),
        np.full(n, expectation.words.sum()),
    ]
    return np.stack([np.asarray(c, np.float32) for c in columns], axis=1)


_LISTS = (SAYING, ANNOUNCING, WEEKDAYS, MONTHS, FIRST_PERSON)


def _share_of(has: NDArray[np.bool_], types: Sequence[str], wanted: frozenset[str]) -> Floats:
    found = np.array([w in wanted for w in types], bool)
    return np.asarray((has & found).sum(axis=1), np.float32)


def _surface(text: str) -> tuple[float, ...]:
    words = _WORD.findall(text)
    bare = text.rstrip()
    first = words[0].lower() if words else ""
    return (
        float(text.startswith('"')),
        float(bare.endswith(('"', '".', '",'))),
        float("?" in text),
        float("!" in text),
        float(":" in text),
        float(not bare.endswith((".", "!", "?", '"', "..."))),
        float(first in PRONOUN_OPENINGS),
        float(first in ("ce", "cet", "cette", "ces", "cela", "c")),
        float(opens_with_connective(text)),
        float("(" in text),
        float(text.count(",")),
        float(text.startswith("-")),
        sum(w.isupper() and len(w) > 1 for w in words) / max(len(words), 1),
    )


CANDIDATE_FEATURES = (
    "n_chosen", "n_words", "score_mean", "score_max", "score_min", "score_by_words",
    "rank_sum", "score_best", "score_gap", "word_matches", "word_precision", "word_f1",
    "pair_matches", "pair_precision", "pair_f1", "word_recall", "redundancy", "adjacent",
    "first", "last", "has_first", "dangling", "centrality", "to_rest", "quoted_share",
    "n_sentences", "expected_words", "expected_pairs", "names", "numbers", "questions",
    "first_words", "score_sd", "word_f1_rank", "pair_f1_rank", "order_kept", "no_stop",
    "new_words", "paragraph_openings", "same_paragraph",
)  # fmt: skip


def candidate_features(
    view: ArticleView,
    expectation: Expectation,
    features: Floats,
    scores: Floats,
    candidates: Sequence[tuple[int, ...]],
) -> Floats:
    """(C, len(CANDIDATE_FEATURES)): one row per set of sentences, each in article order.

    Args:
        features: ``sentence_features`` of the article.
        scores: (S,) the sentence model's answers.
    """
    c, n = len(candidates), view.n_sentences
    used = sorted({i for chosen in candidates for i in chosen})
    at = {i: k for k, i in enumerate(used)}
    member = np.zeros((c, len(used)), np.float32)
    for row, chosen in enumerate(candidates):
        member[row, [at[i] for i in chosen]] = 1.0
    first = np.array([chosen[0] for chosen in candidates])
    last = np.array([chosen[-1] for chosen in candidates])
    size = member.sum(axis=1)
    col = {name: features[used, k] for k, name in enumerate(SENTENCE_FEATURES)}
    s, ranks = scores[used], _ranks(scores)[used]
    words = member @ col["n_words"]
    word_counts = member @ view.word_counts[used]
    matches, pair_matches = expectation.matches(word_counts, member @ view.pair_counts[used])
    f1, pair_f1 = expected_f1(matches, words), expected_f1(pair_matches, words)
    among = _among(view, used)
    redundancy = np.einsum("ci,ij,cj->c", member, among, member) / np.maximum(size * (size - 1), 1)
    high = np.where(member > 0, s, -1e9).max(axis=1)
    low = np.where(member > 0, s, 1e9).min(axis=1)
    mean = member @ s / size
    adjacent = np.array([sum(b - a == 1 for a, b in itertools.pairwise(x)) for x in candidates])
    same = np.array(
        [
            sum(view.paragraph[a] == view.paragraph[b] for a, b in itertools.pairwise(x))
            for x in candidates
        ]
    )
    needs = features[:, SENTENCE_FEATURES.index("pronoun_opening")]
    dangling = np.array(
        [sum(needs[i] > 0 and (i - 1) not in x for i in x) for x in candidates], np.float32
    )
    best = np.sort(scores)[::-1]
    total = max(float(expectation.words.sum()), 1e-6)
    in_order = scores[first] >= scores[last]
    columns = [
        size,
        words,
        mean,
        high,
        low,
        member @ (s * col["n_words"]) / words,
        member @ ranks,
        np.full(c, best[0]),
        np.full(c, best[0] - best[min(1, n - 1)]),
        matches,
        matches / words,
        f1,
        pair_matches,
        pair_matches / words,
        pair_f1,
        matches / total,
        redundancy,
        adjacent,
        first,
        last,
        first == 0,
        dangling,
        member @ col["centrality"] / size,
        member @ col["mean_similarity"] / size,
        member @ (col["quoted_share"] * col["n_words"]) / words,
        np.full(c, n),
        np.full(c, total),
        np.full(c, expectation.pairs.sum()),
        member @ col["names"],
        member @ col["numbers"],
        member @ col["question"],
        features[first, SENTENCE_FEATURES.index("n_words")],
        np.sqrt(np.maximum(member @ (s * s) / size - mean**2, 0.0)),
        _ranks(f1),
        _ranks(pair_f1),
        in_order,
        member @ col["no_stop"],
        member @ col["new_words"],
        member @ col["opens_paragraph"],
        same,
    ]
    return np.stack([np.asarray(x, np.float32) for x in columns], axis=1)


LEAD_FEATURES = SENTENCE_FEATURES + CANDIDATE_FEATURES
_LONGEST_LEAD = 3


def lead_features(
    view: ArticleView, expectation: Expectation, features: Floats, scores: Floats
) -> Floats:
    """(1, len(LEAD_FEATURES)): the first sentence, and the first paragraph as a summary.

    No more than three sentences of it: where paragraphs are unknown, all is one.
    """
    first = tuple(int(i) for i in np.flatnonzero(view.paragraph == 0)[:_LONGEST_LEAD])
    as_summary = candidate_features(view, expectation, features, scores, [first])
    return np.concatenate([features[:1], as_summary], axis=1)


def _among(view: ArticleView, used: Sequence[int]) -> Floats:
    """(K, K) similarities between the used sentences, zero on the diagonal."""
    wide = view.similarity.shape[1]
    among = np.zeros((len(used), len(used)), np.float32)
    for x, i in enumerate(used):
        for y, j in enumerate(used):
            if x < y:
                low, high = min(i, j), max(i, j)
                among[x, y] = among[y, x] = view.similarity[high, low] if low < wide else 0.0
    return among
