"""A headline cut out of the article: one clause of one sentence, nothing added."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

import numpy as np

from summarizer.engines.article_view import Floats
from summarizer.engines.clauses import OPENS_CIRCUMSTANCE, Clause, cut_clauses
from summarizer.engines.sentence_chooser import Reading, SentenceChooser, logistic
from summarizer.engines.sentence_features import (
    ANNOUNCING,
    FIRST_PERSON,
    MONTHS,
    PRONOUN_OPENINGS,
    SAYING,
    SENTENCE_FEATURES,
    WEEKDAYS,
    Expectation,
    pair_features,
    word_features,
)
from summarizer.evidence import STOPWORDS
from summarizer.normalization import to_model_text

TYPICAL_TITLE_WORDS = 13.0
"""Words of a title as ``\\w+`` counts them: the mean of OrangeSum's train split."""
MAX_SENTENCES_READ = 12
"""Sentences that candidates are cut from: the best by the sentence model, and the first two."""

_WORD = re.compile(r"\w+")
_VERBISH = re.compile(
    r"^(?:a|ont|est|sont|va|vont|sera|seront|était|étaient|avait|avaient|fait|font|doit|peut|"
    r"veut|\w{2,}(?:era|eront|ait|aient|ent))$"
)

TITLE_FEATURES = (
    "n_words", "word_matches", "word_precision", "word_f1", "pair_matches", "pair_precision",
    "pair_f1", "sentence_score", "sentence_rank", "sentence_index", "is_whole", "starts_whole",
    "ends_whole", "sentence_words", "share_of_sentence", "names", "numbers", "quotes",
    "question", "colon", "comma", "pronoun_opening", "circumstance_opening", "verbs", "saying",
    "announcing", "weekday", "month", "first_person", "content_chance", "first_chance",
    "last_chance", "end_kind", "expected_words", "best_f1_gap", "opens_with_stopword",
    "sentence_quoted", "n_sentences", "centrality",
)  # fmt: skip


def title_expectation(chooser: SentenceChooser, reading: Reading) -> Expectation:
    """Which words and pairs a headline of this article is expected to use."""
    view = reading.view
    rows = word_features(view)
    rows[:, :2] = chooser.title_lexicon.of_words(view.types)
    chances = logistic(chooser.title_words.predict(rows))
    rows = pair_features(view, chances, chooser.title_lexicon)
    return Expectation(chances, logistic(chooser.title_pairs.predict(rows)))


def clauses_of(reading: Reading, eligible: Sequence[int], texts: Sequence[str]) -> list[Clause]:
    """Candidates from the most promising eligible sentences, in article order; sound ones if any."""
    best = sorted(eligible, key=lambda i: (-float(reading.scores[i]), i))[:MAX_SENTENCES_READ]
    kept = sorted({*best, *sorted(eligible)[:2]})
    clauses = [clause for i in kept for clause in cut_clauses(i, texts[i])]
    return [c for c in clauses if c.is_sound] or clauses


def title_features(reading: Reading, expectation: Expectation, clauses: Sequence[Clause]) -> Floats:
    """(len(clauses), len(TITLE_FEATURES)); ``expectation`` as ``title_expectation`` gives it."""
    view = reading.view
    word_index = {w: u for u, w in enumerate(view.types)}
    pair_index = {p: k for k, p in enumerate(view.pairs)}
    ranks = np.argsort(np.argsort(-reading.scores, kind="stable"), kind="stable")
    quoted = reading.features[:, SENTENCE_FEATURES.index("quoted_share")]
    rows = []
    for clause in clauses:
        plain = to_model_text(clause.text)
        forms = _WORD.findall(plain)
        words = [w.lower() for w in forms]
        known = {word_index[w] for w in words if w in word_index}
        pairs = {pair_index[p] for p in itertools.pairwise(words) if p in pair_index}
        matches = float(sum(expectation.words[u] for u in known))
        pair_matches = float(sum(expectation.pairs[k] for k in pairs))
        n = max(len(words), 1)
        content = [u for u in known if view.types[u] not in STOPWORDS]
        i = clause.sentence
        chance = [
            float(expectation.words[word_index[w]]) if w in word_index else 0.0 for w in words
        ]
        of_sentence = max(int(view.n_tokens[i]), 1)
        starts_whole = clause.start == 0
        ends_whole = clause.end_kind == 0
        present = set(words)
        rows.append(
            (
                n,
                matches,
                matches / n,
                2 * matches / (n + TYPICAL_TITLE_WORDS),
                pair_matches,
                pair_matches / n,
                2 * pair_matches / (n + TYPICAL_TITLE_WORDS),
                reading.scores[i],
                ranks[i],
                i,
                starts_whole and ends_whole,
                starts_whole,
                ends_whole,
                of_sentence,
                n / of_sentence,
                sum(f[0].isupper() for f in forms[1:]),
                sum(w[0].isdigit() for w in words),
                plain.count('"'),
                "?" in plain,
                ":" in plain,
                plain.count(","),
                bool(words) and words[0] in PRONOUN_OPENINGS,
                bool(words) and words[0] in OPENS_CIRCUMSTANCE,
                sum(bool(_VERBISH.match(w)) for w in words),
                len(present & SAYING),
                len(present & ANNOUNCING),
                len(present & WEEKDAYS),
                len(present & MONTHS),
                len(present & FIRST_PERSON),
                sum(float(expectation.words[u]) for u in content) / max(len(content), 1),
                chance[0] if chance else 0.0,
                chance[-1] if chance else 0.0,
                clause.end_kind,
                expectation.words.sum(),
                0.0,
                bool(words) and words[0] in STOPWORDS,
                quoted[i],
                view.n_sentences,
                view.centrality[i],
            )
        )
    table = np.array(rows, dtype=np.float32).reshape(len(rows), len(TITLE_FEATURES))
    if len(table):
        f1 = table[:, TITLE_FEATURES.index("word_f1")]
        table[:, TITLE_FEATURES.index("best_f1_gap")] = f1.max() - f1
    return table


def rank_clauses(
    chooser: SentenceChooser,
    reading: Reading,
    eligible: Sequence[int],
    expectation: Expectation,
) -> list[tuple[Clause, float]]:
    """Headline candidates with their scores, best first; empty when no clause is short enough.

    Args:
        expectation: as ``title_expectation`` gives it.
    """
    clauses = clauses_of(reading, eligible, reading.view.texts)
    if not clauses:
        return []
    rows = title_features(reading, expectation, clauses)
    scores = chooser.titles.predict(rows)
    order = np.argsort(-scores, kind="stable")
    return [(clauses[k], float(scores[k])) for k in order]
