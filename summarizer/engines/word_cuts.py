"""A sentence as words and the text between them, and which words of it a shorter one lacks."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.checks.lettering import fold
from summarizer.normalization import to_model_text

WORD = re.compile(r"\w+(?:[.,]\d+)*'?")


@dataclass(frozen=True, slots=True)
class Cut:
    """Words lost in a row: places in the whole sentence's words, ``start`` to ``end`` exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence in model form, its words, and the text between them.

    ``gaps[i]`` stands before word ``i``; the last one stands at the end.
    """

    words: tuple[str, ...]
    gaps: tuple[str, ...]

    @classmethod
    def of(cls, sentence: str) -> Words:
        text = to_model_text(sentence).strip()
        found = list(WORD.finditer(text))
        bounds = [0, *itertools.chain.from_iterable((m.start(), m.end()) for m in found), len(text)]
        gaps = [text[a:b] for a, b in zip(bounds[::2], bounds[1::2], strict=True)]
        return cls(tuple(m[0] for m in found), tuple(gaps))

    def lost(self, cut: Cut) -> list[str]:
        return [w.lower() for w in self.words[cut.start : cut.end]]


def find_cuts(words: Sequence[str], kept: Sequence[str]) -> list[Cut] | None:
    """The fewest cuts that make ``kept`` of ``words``; None when no cuts do.

    Case counts except in the first word kept.
    """
    n, m = len(words), len(kept)
    if not m or m > n:
        return None
    # table[i][j]: fewest cuts with kept[: j + 1] found and words[i] the last one kept, and the
    # place of the word kept before.
    table: list[list[tuple[int, int]]] = []
    for i, word in enumerate(words):
        row: list[tuple[int, int]] = [(n + 1, -1)] * m
        for j in range(min(i + 1, m)):
            if not _is_same(word, kept[j], is_first=j == 0):
                continue
            if j == 0:
                row[j] = (int(i > 0), -1)
                continue
            row[j] = min(
                (table[before][j - 1][0] + int(before < i - 1), before)
                for before in range(j - 1, i)
            )
        table.append(row)
    last = min(range(m - 1, n), key=lambda i: (table[i][m - 1][0] + int(i < n - 1), -i))
    if table[last][m - 1][0] > n:
        return None
    places = [last]
    for j in range(m - 1, 0, -1):
        places.append(table[places[-1]][j][1])
    places.reverse()
    bounds = [-1, *places, n]
    return [Cut(a + 1, b) for a, b in itertools.pairwise(bounds) if b > a + 1]


def _is_same(word: str, kept: str, *, is_first: bool) -> bool:
    return word == kept or (is_first and fold(word.lower()) == fold(kept.lower()))
