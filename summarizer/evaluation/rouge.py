"""ROUGE on word lists, fast, equal to rouge_score 0.1.2 to the last digits.

Lin, "ROUGE: a package for automatic evaluation of summaries", 2004. Longest common
subsequences are found with bit vectors (Hyyrö, "Bit-parallel LCS-length computation
revisited", 2004): one big-integer operation per word instead of a table row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Overlap:
    """Precision, recall and their harmonic mean, each from 0 to 1."""

    precision: float
    recall: float
    f1: float

    @classmethod
    def of(cls, n_match: int, n_hypothesis: int, n_reference: int) -> Overlap:
        """The overlap for these counts; an empty side gives 0."""
        precision = n_match / max(n_hypothesis, 1)
        recall = n_match / max(n_reference, 1)
        total = precision + recall
        return cls(precision, recall, 2 * precision * recall / total if total > 0 else 0.0)


def ngrams(words: Sequence[str], n: int) -> Counter[tuple[str, ...]]:
    """How often each run of ``n`` words occurs."""
    return Counter(zip(*(words[i:] for i in range(n)), strict=False))


def rouge_n(reference: Sequence[str], hypothesis: Sequence[str], n: int) -> Overlap:
    """Overlap of word ``n``-grams, each counted as often as it occurs in both."""
    in_reference = ngrams(reference, n)
    in_hypothesis = ngrams(hypothesis, n)
    small, large = sorted((in_reference, in_hypothesis), key=len)
    n_match = sum(min(count, large[gram]) for gram, count in small.items() if gram in large)
    return Overlap.of(n_match, max(len(hypothesis) - n + 1, 0), max(len(reference) - n + 1, 0))


def rouge_l(reference: Sequence[str], hypothesis: Sequence[str]) -> Overlap:
    """Overlap as the longest common subsequence of the two texts."""
    if not reference or not hypothesis:
        return Overlap(0.0, 0.0, 0.0)
    return Overlap.of(lcs_length(reference, hypothesis), len(hypothesis), len(reference))


def rouge_lsum(reference: Sequence[Sequence[str]], hypothesis: Sequence[Sequence[str]]) -> Overlap:
    """Summary-level ROUGE-L: per reference sentence, the union of its LCS with every sentence.

    Args:
        reference, hypothesis: sentences as word lists.
    """
    n_reference = sum(map(len, reference))
    n_hypothesis = sum(map(len, hypothesis))
    if not n_reference or not n_hypothesis:
        return Overlap(0.0, 0.0, 0.0)
    left_reference = Counter(word for s in reference for word in s)
    left_hypothesis = Counter(word for s in hypothesis for word in s)
    n_match = 0
    for sentence in reference:
        union: set[int] = set()
        for other in hypothesis:
            union.update(lcs_positions(sentence, other))
        # A word may be matched only as often as it occurs on both sides.
        for i in sorted(union):
            word = sentence[i]
            if left_hypothesis[word] > 0 and left_reference[word] > 0:
                n_match += 1
                left_hypothesis[word] -= 1
                left_reference[word] -= 1
    return Overlap.of(n_match, n_hypothesis, n_reference)


def _masks(words: Sequence[str]) -> dict[str, int]:
    masks: dict[str, int] = {}
    for i, word in enumerate(words):
        masks[word] = masks.get(word, 0) | 1 << i
    return masks


def lcs_length(first: Sequence[str], second: Sequence[str]) -> int:
    """Length in words of a longest common subsequence."""
    masks = _masks(first)
    full = (1 << len(first)) - 1
    row = full
    for word in second:
        mask = masks.get(word)
        if mask is not None:
            matched = row & mask
            row = (row + matched | row - matched) & full
    return len(first) - row.bit_count()


def lcs_positions(reference: Sequence[str], hypothesis: Sequence[str]) -> list[int]:
    """Positions in ``reference`` of one longest common subsequence, rising.

    Among equally long ones it walks back as rouge_score does (towards the reference's start
    on a tie), because ROUGE-Lsum depends on which one is taken.
    """
    masks = _masks(hypothesis)
    full = (1 << len(hypothesis)) - 1
    rows = [full]
    # A zero bit j of rows[i] says that the table grows by one between columns j and j+1.
    for word in reference:
        row = rows[-1]
        mask = masks.get(word)
        if mask is not None:
            matched = row & mask
            row = (row + matched | row - matched) & full
        rows.append(row)

    def length(i: int, j: int) -> int:
        return j - (rows[i] & ((1 << j) - 1)).bit_count()

    i, j = len(reference), len(hypothesis)
    positions: list[int] = []
    while i > 0 and j > 0:
        if reference[i - 1] == hypothesis[j - 1]:
            positions.append(i - 1)
            i -= 1
            j -= 1
        elif length(i, j - 1) > length(i - 1, j):
            j -= 1
        else:
            i -= 1
    return positions[::-1]
