"""A headline cut out of the article: one clause of one sentence, nothing added.

Candidates end where a French sentence can end (before a comma, a relative, a preposition that
opens a circumstance) and never lose the speaker of what they report.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from summarizer.engines.article_view import Floats
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
from summarizer.evidence import STOPWORDS, listed
from summarizer.normalization import to_model_text

MAX_WORDS = 15
"""Longest headline, in white-space separated words; OrangeSum's titles hold 11 on average."""
MIN_WORDS = 4
TYPICAL_TITLE_WORDS = 13.0
"""Words of a title as ``\\w+`` counts them: the mean of OrangeSum's train split."""
MAX_SENTENCES_READ = 12
"""Sentences that candidates are cut from: the best by the sentence model, and the first two."""

_WORD = re.compile(r"\w+")
_END = re.compile(
    r"\s*(?:[,;:(]|\s[-–—]\s)|\s+(?=(?:qui|dont|où|alors|tandis|après|avant|afin|selon|lors|"
    r"pour|pendant|depuis|dans|sur|en|à|au|aux|par|avec|contre|face|malgré|grâce|et|mais|car|"
    r"parce|lorsque|quand|ce|mardi|lundi|mercredi|jeudi|vendredi|samedi|dimanche|d'après|"
    r"d’après)\s)"
)
_LEADING = re.compile(r"^[^,:]{2,60}[,:]\s+")
_QUALIFIER = re.compile(
    r"\b(?:selon|d['’]après|a-t-(?:il|elle|on)|ont-(?:ils|elles)|-t-(?:il|elle|on)|"
    r"aurait|auraient|serait|seraient|présumée?s?|soupçonnée?s?|accusée?s?|"
    r"si|sauf|hormis|excepté|faute|sans|condition|réserve|à moins)\b",
    re.IGNORECASE,
)
_CANNOT_END = listed(
    "à au aux avec car ce cet cette ces chez contre d dans de des dès dont du elle elles en entre "
    "est et était été il ils l la là le les leur leurs lors mais ne ni on ont ou où par pas plus "
    "pour qu que quand qui s sa sans se selon ses si son sont sous sur très un une vers a avait "
    "avaient ont sera seront avoir être fait plusieurs quelque quelques afin alors depuis pendant"
)
_OPENS_CIRCUMSTANCE = listed(
    "selon après avant lors alors si quand lorsque depuis pendant dans en à au aux pour malgré "
    "grâce face outre sans comme afin durant parmi interrogé interrogée contacté contactée"
)
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


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a sentence that could stand as a headline.

    Attributes:
        text: ready to print: capital first, no final full stop.
        start, end: characters of the sentence's text it was cut from.
    """

    sentence: int
    text: str
    start: int
    end: int
    end_kind: int


def cut_clauses(sentence: int, text: str) -> list[Clause]:
    """Headline candidates of one sentence, at most ``MAX_WORDS`` words each, none twice."""
    whole_end = len(text.rstrip(" .…\u00a0\u202f"))
    starts = [0]
    leading = _LEADING.match(text)
    if leading and _may_go(leading[0]):
        starts.append(leading.end())
    ends = [(whole_end, 0)]
    for m in _END.finditer(text, 8, whole_end):
        kind = 1 if m.group().strip() else 2
        ends.append((m.start(), kind))
    found: dict[str, Clause] = {}
    for start in starts:
        for end, kind in ends:
            if start < end and _stands_alone(text, start, end, whole_end):
                clause = text[start:end].strip()
                clause = clause[0].upper() + clause[1:]
                found.setdefault(clause, Clause(sentence, clause, start, end, kind))
    return list(found.values())


def _may_go(leading: str) -> bool:
    """Whether an opening is a circumstance (« Mardi soir, ») or a label (« Football : »)."""
    words = _WORD.findall(leading.lower())
    if not words:
        return False
    is_circumstance = leading.rstrip().endswith(":") or (
        words[0] in _OPENS_CIRCUMSTANCE or words[0] in WEEKDAYS
    )
    return is_circumstance and '"' not in to_model_text(leading)


def _stands_alone(text: str, start: int, end: int, whole_end: int) -> bool:
    clause = text[start:end]
    if not MIN_WORDS <= len(clause.split()) <= MAX_WORDS:
        return False
    plain = to_model_text(clause)
    words = _WORD.findall(plain.lower())
    if not words or words[-1] in _CANNOT_END or plain.count('"') % 2:
        return False
    if plain.count("(") != plain.count(")") or plain[0] in ",;:)":
        return False
    lost = text[:start] + " " + text[end:whole_end]
    if _QUALIFIER.search(lost):
        return False
    if '"' not in plain:
        return True
    # What is cut off must not be the speaker of a quotation, before it or after.
    if (plain.endswith('"') and end < whole_end) or (plain.startswith('"') and start > 0):
        return False
    return not SAYING & set(_WORD.findall(to_model_text(lost).lower()))


def title_expectation(chooser: SentenceChooser, reading: Reading) -> Expectation:
    """Which words and pairs a headline of this article is expected to use."""
    view = reading.view
    rows = word_features(view)
    rows[:, :2] = chooser.title_lexicon.of_words(view.types)
    chances = logistic(chooser.title_words.predict(rows))
    rows = pair_features(view, chances, chooser.title_lexicon)
    return Expectation(chances, logistic(chooser.title_pairs.predict(rows)))


def clauses_of(reading: Reading, eligible: Sequence[int], texts: Sequence[str]) -> list[Clause]:
    """Candidates from the most promising eligible sentences, in article order."""
    best = sorted(eligible, key=lambda i: (-float(reading.scores[i]), i))[:MAX_SENTENCES_READ]
    kept = sorted({*best, *sorted(eligible)[:2]})
    return [clause for i in kept for clause in cut_clauses(i, texts[i])]


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
                bool(words) and words[0] in _OPENS_CIRCUMSTANCE,
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


def rank_headlines(
    chooser: SentenceChooser, reading: Reading, eligible: Sequence[int], texts: Sequence[str]
) -> list[Clause]:
    """Headline candidates, best first; empty when no sentence holds a clause short enough."""
    clauses = clauses_of(reading, eligible, texts)
    if not clauses:
        return []
    rows = title_features(reading, title_expectation(chooser, reading), clauses)
    scores = chooser.titles.predict(rows)
    order = np.argsort(-scores, kind="stable")
    return [clauses[k] for k in order]
