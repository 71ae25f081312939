"""Sentences that tell again what another one tells: news repeats its lead in the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations

from summarizer.checks.lettering import fold
from summarizer.checks.told import content_words
from summarizer.engines.sentence_features import MONTHS, WEEKDAYS

MIN_SHARED = 0.5
"""Of the shorter sentence's content words that the other has, for it to tell nothing new."""

MIN_WORDS = 4
"""Sentences of fewer content words repeat nothing."""

MAX_NEW_NAMES = 1
"""That a repetition may add; a new figure makes it none."""

_DATES = frozenset(
    content_words(" ".join([*WEEKDAYS, *MONTHS, "jour matin soir nuit hier année mois semaine"]))
)
_NAME = re.compile(r"(?<![.?!\"] )(?<!^)\b[^\W\d_a-zà-ÿ]\w+")
_FIGURE = re.compile(r"\d[\d.,]*(?![\d.,])(?! (?:" + "|".join(MONTHS) + r"))")


def repeating_sentences(texts: Sequence[str]) -> list[frozenset[int]]:
    """For each sentence in model form, those that it tells again, or that tell it again."""
    words = [_stems(text) for text in texts]
    names = [{fold(m[0]) for m in _NAME.finditer(text)} for text in texts]
    figures = [{m[0].rstrip(".,") for m in _FIGURE.finditer(text)} for text in texts]
    repeats: list[set[int]] = [set() for _ in texts]
    for i, j in combinations(range(len(texts)), 2):
        shorter, longer = (i, j) if len(words[i]) <= len(words[j]) else (j, i)
        n = len(words[shorter])
        if n < MIN_WORDS or len(words[i] & words[j]) < MIN_SHARED * n:
            continue
        tells_more = len(names[shorter] - names[longer]) > MAX_NEW_NAMES
        if not tells_more and figures[shorter] <= figures[longer]:
            repeats[i].add(j)
            repeats[j].add(i)
    return [frozenset(others) for others in repeats]


def _stems(text: str) -> set[str]:
    return {w for w in content_words(text) if w not in _DATES and not w.isdigit()}
