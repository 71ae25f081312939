"""Edits for TER, equal to sacrebleu's and several times faster on summaries.

Nearly all of sacrebleu's time goes into the edit distance of every possible shift, of which
only the number is used. Here that number comes from bit vectors (Myers, 1999; Hyyrö, 2003)
wherever it provably equals the one of sacrebleu's beam; everything else is sacrebleu's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sacrebleu.metrics import lib_ter

_BEAM = 24
"""One less than the beam of sacrebleu 2.6, whose upper edge is exclusive.

A path that leaves the beam costs more than ``2 * _BEAM`` less the difference in length, so a
smaller distance was found inside it; for lengths that differ by more than the beam this does
not hold.
"""


def edits(hypothesis: list[str], reference: list[str]) -> int:
    """Insertions, deletions, substitutions and shifts that turn one word list into the other."""
    if not reference:
        return len(hypothesis)
    distance = _Distance(reference)
    words, n_shifts, n_checked = hypothesis, 0, 0
    while True:
        gain, shifted, n_checked = lib_ter._shift(words, reference, distance, n_checked)
        if n_checked >= lib_ter._MAX_SHIFT_CANDIDATES or gain <= 0:
            break
        n_shifts += 1
        words = shifted
    return n_shifts + int(distance(words)[0])


class _Distance:
    """Stands in for sacrebleu's edit distance: the number at once, the trace when unpacked."""

    def __init__(self, reference: list[str]) -> None:
        self._beam: Any = lib_ter.BeamEditDistance(reference)
        self._n = len(reference)
        self._masks: dict[str, int] = {}
        for i, word in enumerate(reference):
            self._masks[word] = self._masks.get(word, 0) | 1 << i

    def __call__(self, words: list[str]) -> _Answer:
        return _Answer(self, words)

    def number(self, words: list[str]) -> int:
        """The distance that the beam search would find."""
        gap = abs(len(words) - self._n)
        if gap <= _BEAM:
            found = _levenshtein(self._masks, self._n, words)
            if found < 2 * _BEAM - gap:
                return found
        return int(self._beam(words)[0])

    def traced(self, words: list[str]) -> tuple[int, str]:
        """The distance and sacrebleu's trace of operations."""
        number, trace = self._beam(words)
        return int(number), str(trace)


class _Answer:
    def __init__(self, distance: _Distance, words: list[str]) -> None:
        self._distance = distance
        self._words = words

    def __getitem__(self, index: int) -> int | str:
        if index == 0:
            return self._distance.number(self._words)
        return self._distance.traced(self._words)[index]

    def __iter__(self) -> Iterator[int | str]:
        return iter(self._distance.traced(self._words))


def _levenshtein(masks: dict[str, int], n: int, words: Sequence[str]) -> int:
    """Edit distance between ``words`` and the ``n`` words that ``masks`` hold the places of."""
    full = (1 << n) - 1
    last = 1 << (n - 1)
    rising, falling, distance = full, 0, n
    for word in words:
        match = masks.get(word, 0)
        diagonal = (((match & rising) + rising) ^ rising) | match | falling
        up = (falling | ~(diagonal | rising)) & full
        down = diagonal & rising
        if up & last:
            distance += 1
        elif down & last:
            distance -= 1
        up = up << 1 | 1
        down <<= 1
        rising = (down | ~(diagonal | up)) & full
        falling = up & diagonal & full
    return distance
