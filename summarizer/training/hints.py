"""Hints: the English of rare words, put in their place in the source.

A compact translator has seen most words of a language a dozen times or never, and guesses at them.
A dictionary knows them, but not their sentence. So a rare word gives way to its English, between two
marks (« la <en> flood <fr> de la Seine »), and the translator is trained to take it over, in
the form that fits (after Dinu et al. 2019, doi:10.18653/v1/P19-1294, who did so for given terms).

Here are the table of rare words, out of aligned pairs and a dictionary, and the examples with
hints; ``engines/hints.py`` writes the same into what is to be translated.
"""

from __future__ import annotations

import bisect
import itertools
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path

import numpy as np
import numpy.typing as npt

from summarizer.engines.hints import END, MARK, Hints
from summarizer.errors import ConfigError
from summarizer.glossary.inflection import english_plural
from summarizer.normalization import to_model_text
from summarizer.training.conjugation import as_french_form, is_verb_form
from summarizer.training.dataset import PreparedCorpus, starts_of
from summarizer.training.dictionaries import Entry, count_words, main_meanings
from summarizer.training.word_links import Link, LinkCounts, PieceWords, word_links

MIN_LETTERS = 4
"""Shorter French words are common ones, or have too many meanings."""

MIN_WEIGHT = 1.5
"""Links, or their worth, that an English word needs to stand for a French one."""

PREFERRED_RANGE = 3
"""So many times as frequent as others may a word be whose English was written for this project."""

PLURAL_SHARE = 0.02
"""A noun's plural is read at least so often for its singular."""

DICTIONARY_SHARE = 0.4
"""So much of its best entry's support another entry of a word needs."""

DICTIONARY_WEIGHT = 4.0
"""Links that the dictionary's best meaning of a word is worth."""

LEFT_ALONE = "-"
"""Stands in ``news_words.tsv`` for the English of a word that means too much to have a hint."""

_FUNCTION_WORDS = frozenset(
    [
        "also",
        "and",
        "are",
        "been",
        "being",
        "but",
        "did",
        "does",
        "for",
        "from",
        "had",
        "has",
        "have",
        "her",
        "him",
        "his",
        "into",
        "its",
        "may",
        "must",
        "not",
        "off",
        "out",
        "over",
        "she",
        "should",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "they",
        "this",
        "through",
        "too",
        "under",
        "was",
        "were",
        "what",
        "when",
        "which",
        "while",
        "who",
        "will",
        "with",
        "would",
        "you",
        "your",
    ]
)


# « voit-il », « enfants-là »: more than the word would be lost.
_POINTING = re.compile(
    r"-(?:t-)?(?:je|tu|il|elle|on|nous|vous|ils|elles|ce|moi|toi|lui|leur|le|la|les|en|y|là|ci)$"
)


def are_forms(a: str, b: str) -> bool:
    """Whether two English words look like forms of one: "study" and "studies", not "count"."""
    a, b = a.lower(), b.lower()
    shorter = min(len(a), len(b))
    n = max(3, shorter - (1 if shorter < 6 else 2))
    return a[:n] == b[:n]


def meaning_of(
    word: str, counts: LinkCounts, entries: Sequence[Entry], preferred: str = ""
) -> str | None:
    """The likeliest English of a French word, in the form that the word calls for.

    Args:
        entries: the dictionary's of the word's lemma.
        preferred: what the word's lemma means first of all, or nothing.
    """
    weights: dict[str, float] = {
        english: float(k)
        for english, k in counts.links.get(word, Counter()).items()
        if len(english) >= MIN_LETTERS - 1 and english not in _FUNCTION_WORDS
    }
    best = max((e.support for e in entries), default=1.0)
    rows = [(e.english, DICTIONARY_WEIGHT * e.support / best) for e in entries]
    if preferred:
        rows = [(preferred, 1.0)]
        weights = {w: k for w, k in weights.items() if are_forms(w, preferred)}
    for english, weight in rows:
        same = [w for w in weights if " " not in english and are_forms(w, english)]
        wording = max(same, key=weights.__getitem__) if same else english
        weights[wording] = weights.get(wording, 0.0) + weight
    if not weights:
        return None
    english, weight = min(weights.items(), key=lambda w: (-w[1], w[0]))
    return english if preferred or weight >= MIN_WEIGHT else None


def inflected(english: str, word: str, lemma: str, known: Mapping[str, int]) -> str:
    """The English of a lemma in the form that its form ``word`` calls for.

    Args:
        known: how often English words were read, to tell nouns, which have plurals.
    """
    if is_verb_form(word, lemma):
        return as_french_form(english, word, lemma)
    if word != lemma and word.endswith(("s", "x")):
        plural = english_plural(english)
        if known.get(plural.split()[-1], 0) > PLURAL_SHARE * known.get(english.split()[-1], 0):
            return plural
    return english


def news_words() -> dict[str, str]:
    """Words of French news that parliaments and laws hardly use, with their English: written here."""
    return dict(_rows("news_words.tsv"))


def news_phrases() -> dict[str, str]:
    """Set phrases of French news with their English: written here; « mis/mise en examen » are two."""
    return {
        " ".join(forms): english
        for french, english in _rows("news_phrases.tsv")
        for forms in itertools.product(*(word.split("/") for word in french.split()))
    }


def _rows(name: str) -> Iterator[tuple[str, str]]:
    text = resources.files("summarizer.training").joinpath(name).read_text("utf-8")
    for line in text.splitlines():
        french, english = line.split("\t")
        yield french, english


def lemmas(word: str) -> list[str]:
    """What a dictionary may list a French word under, itself first.

    Raises:
        ConfigError: simplemma is not installed.
    """
    try:
        import simplemma
    except ImportError as exc:
        raise ConfigError(
            "A table of hints needs simplemma, which is not installed. "
            "Install it with `pip install summarizer[training]`."
        ) from exc
    found = [word, simplemma.lemmatize(word, lang="fr")]
    if participle := re.search(r"(?:é|ée|és|ées)$", word):
        found.append(word[: participle.start()] + "er")
    if word.endswith(("s", "x")):
        found.append(word[:-1])
    return found


def small_words(counts: LinkCounts, texts: Iterable[str]) -> set[str]:
    """French words in small letters that the pairs or the texts hold."""
    read = count_words(to_model_text(text) for text in texts)
    return {word for word in (*counts.n, *read) if word.islower()}


def make_hints(
    words: Iterable[str],
    counts: LinkCounts,
    entries: Iterable[Entry],
    preferred: Mapping[str, str],
) -> dict[str, str]:
    """The English of every word that has some, those that ``entries`` and ``preferred`` list included.

    Args:
        words: French words in small letters.
        entries: a dictionary's.
        preferred: by lemma, what comes before all else.
    """
    usable = (e for e in entries if e.french.islower() and " " not in e.french)
    dictionary = main_meanings(usable, DICTIONARY_SHARE)
    known: Counter[str] = Counter()
    for renderings in counts.links.values():
        known.update(renderings)
    made = {}
    for word in sorted({*words, *dictionary, *preferred}):
        if len(word) < MIN_LETTERS or _POINTING.search(word):
            continue
        forms = lemmas(word)
        first = next((form for form in forms if form in preferred), None)
        if first and preferred[first] == LEFT_ALONE:
            continue
        lemma = first or next((form for form in forms if form in dictionary), word)
        listed = [
            replace(e, english=inflected(e.english, word, lemma, known))
            for e in dictionary.get(lemma, ())
        ]
        wanted = inflected(preferred[first], word, first, known) if first else ""
        english = wanted if first == word else meaning_of(word, counts, listed, wanted)
        if english:
            made[word] = english
    return made


def rare_hints(
    table: Mapping[str, str], counts: LinkCounts, preferred: Mapping[str, str], max_count: int
) -> dict[str, str]:
    """What of the table a translator needs: words that the pairs hold at most ``max_count`` times.

    Those of ``preferred``, which are surer, may be three times as frequent. A word that is mostly
    written with a capital (« Véronique ») is a name, and is left out.
    """

    def is_name(word: str) -> bool:
        return counts.n[word.capitalize()] > 2 + 2 * counts.n[word]

    def limit(word: str) -> int:
        is_ours = any(form in preferred for form in lemmas(word))
        return PREFERRED_RANGE * max_count if is_ours else max_count

    return {
        word: english
        for word, english in table.items()
        if counts.n[word] <= limit(word) and not is_name(word)
    }


@dataclass(frozen=True, slots=True)
class HintingConfig:
    """How examples with hints are made.

    Attributes:
        max_count: a French word that the pairs hold more often teaches nothing.
        half_count: a word as frequent as this is chosen half as often as the rarest.
        other_form_share: of the hints, how many may be in the table's form instead of the
            reference's, so that the translator learns to inflect them.
        phrase_share: of the hints, how many take in the words around, where these render one
            another and nothing else.
        n_examples: how many to make at most.
    """

    max_count: int = 20_000
    half_count: int = 400
    other_form_share: float = 0.3
    phrase_share: float = 0.4
    n_examples: int = 600_000
    seed: int = 1


class HintPieces:
    """Hints as ids of a SentencePiece file.

    Raises:
        ConfigError: the file cannot be read, or lacks the marks.
    """

    def __init__(self, tokenizer: Path) -> None:
        import sentencepiece

        try:
            model = sentencepiece.SentencePieceProcessor(model_file=str(tokenizer))
        except (OSError, RuntimeError) as exc:
            raise ConfigError(f"{tokenizer} is not a SentencePiece file ({exc}).") from exc
        self.vocabulary = tuple(model.id_to_piece(i) for i in range(model.get_piece_size()))
        self._ids = {piece: i for i, piece in enumerate(self.vocabulary)}
        if not {MARK, END} <= self._ids.keys():
            raise ConfigError(f"{tokenizer} lacks the marks {MARK} and {END} around a hint.")
        self._hints = Hints({}, lambda text: list(model.encode(text, out_type=str)))

    def ids(self, english: str) -> list[int]:
        """The ids of a hint, its marks included."""
        return [self._ids[p] for p in self._hints.pieces(english)]


MAX_PHRASE_WORDS = 4
MAX_PHRASE_PIECES = 10
"""Longest English of a phrase that examples teach."""


class _Hinter:
    """Puts hints into examples."""

    def __init__(
        self,
        table: Mapping[str, str],
        to_ids: Callable[[str], list[int]],
        words: PieceWords,
        counts: LinkCounts,
        config: HintingConfig,
    ) -> None:
        self._table, self._to_ids, self._counts = table, to_ids, counts
        self._words = words
        self._config = config
        self._rng = random.Random(config.seed)

    def choose(self, links: Iterable[Link], share: float) -> list[Link]:
        """One to three links of an example to hint at, rare words more often; mostly none.

        Args:
            share: of the examples to take, on average.
        """
        worth = {link: self._worth(link) for link in links}
        worth = {link: w for link, w in worth.items() if w}
        if not worth or self._rng.random() > share * (0.3 + 2.0 * max(worth.values())):
            return []
        n = self._rng.choices((1, 2, 3), (0.6, 0.3, 0.1))[0]
        # an exponential race draws by weight without replacement (Efraimidis & Spirakis 2006)
        return sorted(worth, key=lambda link: -(self._rng.random() ** (1.0 / worth[link])))[:n]

    def _worth(self, link: Link) -> float:
        """How much a hint teaches here: 0 where the link may be wrong."""
        french, english = link.french, link.english
        n = self._counts.n[french]
        if not french.islower() or len(french) < MIN_LETTERS or len(english) < MIN_LETTERS - 1:
            return 0.0
        k = self._counts.links[french][english]
        is_known = are_forms(english, self._table.get(french, ""))
        if n > self._config.max_count or not (is_known or (k >= 3 and k >= 0.03 * n)):
            return 0.0
        return 1.0 / (1.0 + n / self._config.half_count)

    def _hint(self, link: Link) -> list[int]:
        """The reference's word, or now and then the table's form of it."""
        listed = self._table.get(link.french, "")
        is_other = self._rng.random() < self._config.other_form_share
        use_listed = is_other and are_forms(listed, link.english)
        return self._to_ids(listed if use_listed else link.english)

    def put(self, example: Example, links: Iterable[Link]) -> Example:
        """An example with hints, and the alignment that goes with it."""
        source, places = example.source, example.places.copy()
        free_from = len(source)
        for link in sorted(links, key=lambda link: -link.source_span[0]):
            grown = None
            if self._rng.random() < self._config.phrase_share:
                n_words = self._rng.randint(2, MAX_PHRASE_WORDS)
                grown = grown_spans(example, self._words, link, n_words)
            (start, end), (first, last) = grown or (link.source_span, link.target_span)
            if end > free_from:
                continue
            free_from = start
            if grown:
                mark, *_, end_mark = self._to_ids(link.english)
                hint = np.array([mark, *example.target[first:last], end_mark], np.uint16)
            else:
                hint = np.array(self._hint(link), np.uint16)
            places[places >= end] += len(hint) - (end - start)
            places[first:last] = start + 1 + np.minimum(np.arange(last - first), len(hint) - 3)
            source = np.concatenate([source[:start], hint, source[end:]])
        return Example(source, example.target, places)


@dataclass(frozen=True, slots=True)
class Example:
    """One of a corpus's.

    Attributes:
        source, target: ids. places: for each target id and the end mark its source position, or -1.
    """

    source: npt.NDArray[np.uint16]
    target: npt.NDArray[np.uint16]
    places: npt.NDArray[np.int16]


Span = tuple[int, int]


def grown_spans(
    example: Example, words: PieceWords, link: Link, n_words: int
) -> tuple[Span, Span] | None:
    """Pieces from and to of ``n_words`` French words around a link and of the English ones.

    None where the English does not lie together, holds what renders something else, is too long,
    or is not of whole words.
    """
    starts = words.starts(example.source)
    here = bisect.bisect_right(starts, link.source_span[0]) - 1
    target_starts = set(words.starts(example.target)) | {len(example.target)}
    places = example.places[: len(example.target)]
    for before in range(n_words):
        lower, upper = here - before, here - before + n_words
        if lower < 0 or upper > len(starts):
            continue
        start = starts[lower]
        end = starts[upper] if upper < len(starts) else len(example.source)
        if not words.are_words(example.source[start:end]):
            continue
        inside = (places >= start) & (places < end)
        first, last = int(inside.argmax()), len(inside) - int(inside[::-1].argmax())
        between = example.target[first:last]
        if (
            len(between) <= MAX_PHRASE_PIECES
            and (inside | (places < 0))[first:last].all()
            and {first, last} <= target_starts
            and words.are_words(between)
        ):
            return (start, end), (first, last)
    return None


def hinted_corpus(
    corpus: PreparedCorpus,
    words: PieceWords,
    counts: LinkCounts,
    table: Mapping[str, str],
    to_ids: Callable[[str], list[int]],
    config: HintingConfig,
) -> PreparedCorpus:
    """Examples of ``corpus`` with hints at one to three of their words.

    Raises:
        ConfigError: the corpus has no word alignments, or no word to hint at.
    """
    hinter = _Hinter(table, to_ids, words, counts, config)
    source_starts = starts_of(corpus.source_lengths)
    target_starts = starts_of(corpus.target_lengths)
    made: list[Example] = []
    kept: list[int] = []
    for chunk in word_links(corpus, words):
        assert corpus.alignment is not None
        for i, links in chunk.by_example():
            if chosen := hinter.choose(links, config.n_examples / len(corpus)):
                example = Example(
                    corpus.source_ids[source_starts[i] : source_starts[i + 1]],
                    corpus.target_ids[target_starts[i] : target_starts[i + 1]],
                    corpus.alignment[target_starts[i] + i : target_starts[i + 1] + i + 1],
                )
                made.append(hinter.put(example, chosen))
                kept.append(i)
    if not kept:
        raise ConfigError(
            f"No word of {len(corpus):,} examples is known well enough for a hint: "
            "prepare more pairs, or another dictionary."
        )
    index = np.array(kept, dtype=np.int64)
    return PreparedCorpus(
        source_ids=np.concatenate([e.source for e in made]),
        target_ids=np.concatenate([e.target for e in made]),
        source_lengths=np.array([len(e.source) for e in made], dtype=np.int32),
        target_lengths=corpus.target_lengths[index],
        weights=corpus.weights[index],
        alignment=np.concatenate([e.places for e in made]),
    )


def mixed(pairs: PreparedCorpus, hinted: PreparedCorpus, share: float) -> PreparedCorpus:
    """Both, so that ``share`` of the target tokens drawn is of ``hinted``."""

    def drawn(corpus: PreparedCorpus) -> float:
        return float((corpus.weights * corpus.target_lengths).sum())

    scale = share / (1.0 - share) * drawn(pairs) / drawn(hinted)
    assert pairs.alignment is not None
    assert hinted.alignment is not None
    return PreparedCorpus(
        np.concatenate([pairs.source_ids, hinted.source_ids]),
        np.concatenate([pairs.target_ids, hinted.target_ids]),
        np.concatenate([pairs.source_lengths, hinted.source_lengths]),
        np.concatenate([pairs.target_lengths, hinted.target_lengths]),
        np.concatenate([pairs.weights, hinted.weights * np.float32(scale)]),
        np.concatenate([pairs.alignment, hinted.alignment]),
    )
