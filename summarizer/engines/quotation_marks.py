"""Quotation marks that a small model lost, put back where it was looking.

A compact translator opens a quotation and forgets to close it, or the other way round. The words
between the marks were made while looking at the words between the source's marks, so the place of a
lost mark is known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from summarizer.document import Span

MARK = '"'
MIN_SHARE = 0.75
"""Of the words between two places for a pair of marks that must look between the source's, and of
the words that look there that must lie between the two places."""
MIN_LENGTH = 0.4
"""Words that a quotation must at least keep, for each of the source's."""
REACH = 3
"""Words between the place that attention gives and the mark that the model wrote for it."""


def restored_marks(
    source: str,
    output: str,
    french: Sequence[Span],
    english: Sequence[Span],
    looked_at: npt.NDArray[np.intp],
) -> list[tuple[int, int, str]]:
    """Edits of an output with fewer marks than its source: (from, to, text), in order.

    None where the source's marks do not pair, or where the words of a quotation do not lie
    together. An apostrophe that was written for a mark gives way to it.

    Args:
        french, english: the words, without the punctuation around them.
        looked_at: (E,) for each English word the French one that it was made from.
    """
    written = [i for i, c in enumerate(output) if c == MARK]
    pairs = _pairs(source)
    if not pairs:
        return []
    opening = {i for i in written if not output[:i].strip(" (") or output[i - 1] in " ("}
    free = set(written)
    edits: list[tuple[int, int, str]] = []
    for first_mark, last_mark in pairs:
        inside = {f for f, place in enumerate(french) if first_mark < place.start < last_mark}
        stretch = _stretch([int(f) in inside for f in looked_at])
        if stretch is None or stretch[1] + 1 - stretch[0] < MIN_LENGTH * len(inside):
            return []
        first, last = stretch
        is_left_open = last_mark == len(source)
        opens_at = _taken(free & opening, english, first)
        closes_at = None if is_left_open else _taken(free - opening, english, last)
        if opens_at is not None and closes_at is not None and closes_at < opens_at:
            return []
        free = {i for i in free if i not in (opens_at, closes_at)}
        if opens_at is None:
            edits.append(_opening(output, english[first]))
        if closes_at is None and not is_left_open:
            is_behind_stop = bool(re.search(r"[.!?]\s*$", source[:last_mark]))
            edits.append(_closing(output, english[last], is_behind_stop))
    return sorted(edits) if not free else []


def _opening(output: str, word: Span) -> tuple[int, int, str]:
    """The edit that opens a quotation before a word."""
    apostrophe = re.search(r"(?:^|(?<=\s))'\s?$", output[: word.start])
    return (apostrophe.start() if apostrophe else word.start, word.start, MARK + " ")


def _closing(output: str, word: Span, is_behind_stop: bool) -> tuple[int, int, str]:
    """The edit that closes a quotation behind a word, or behind the stop that follows it."""
    if apostrophe := re.match(r"[.,!?]?(')(?!\w)", output[word.end :]):
        return (word.end + apostrophe.start(1), word.end + apostrophe.end(1), MARK)
    is_stop_next = re.match("[.!?]", output[word.end :]) is not None
    place = word.end + (is_behind_stop and is_stop_next)
    return (place, place, MARK)


def _pairs(source: str) -> list[tuple[int, int]]:
    """Spans of the source's opening and closing marks; empty when they do not pair.

    A last mark that opens what the next sentence closes is paired with the end of the source.
    """
    marks = [i for i, c in enumerate(source) if c == MARK]
    if len(marks) % 2:
        marks.append(len(source))
    pairs = list(zip(marks[::2], marks[1::2], strict=True))
    is_sound = all(
        re.search(r"(?:^|\W)$", source[:a]) and re.match(r"\s?\w", source[a + 1 :])
        and not re.match(r"\w", source[b + 1 :])
        for a, b in pairs
    )  # fmt: skip
    return pairs if is_sound else []


def _stretch(is_inside: Sequence[bool]) -> tuple[int, int] | None:
    """First and last of the run of words that holds most of those inside and fewest others."""
    best, best_gain, start, gain = None, 0, 0, 0
    for i, inside in enumerate(is_inside):
        gain += 1 if inside else -1
        if gain > best_gain:
            best, best_gain = (start, i), gain
        if gain <= 0:
            start, gain = i + 1, 0
    if best is None:
        return None
    n_held = sum(is_inside[best[0] : best[1] + 1])
    is_clear = n_held >= MIN_SHARE * sum(is_inside) and n_held >= MIN_SHARE * (
        best[1] + 1 - best[0]
    )
    return best if is_clear else None


def _taken(marks: set[int], words: Sequence[Span], word: int) -> int | None:
    """The mark nearest to a word, no more than REACH words away."""

    def distance(mark: int) -> int:
        low, high = sorted((mark, words[word].start))
        return sum(low < place.start < high for place in words)

    near = [(distance(mark), mark) for mark in marks]
    return min(near)[1] if near and min(near)[0] <= REACH else None
