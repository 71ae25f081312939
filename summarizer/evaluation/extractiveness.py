"""How much of a summary is copied from its article.

Fragments, coverage, density and compression follow Grusky, Naaman and Artzi, "Newsroom: a
dataset of 1.3 million summaries with diverse extractive strategies", 2018.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from summarizer.evaluation.rouge import ngrams


def fragments(article: Sequence[str], summary: Sequence[str]) -> list[int]:
    """Lengths in words of the longest shared runs, found greedily along the summary."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for j, word in enumerate(article):
        places[word].append(j)
    lengths: list[int] = []
    i = 0
    while i < len(summary):
        best = 0
        for j in places.get(summary[i], ()):
            n = 1
            while (
                i + n < len(summary) and j + n < len(article) and summary[i + n] == article[j + n]
            ):
                n += 1
            best = max(best, n)
        if best:
            lengths.append(best)
        i += max(best, 1)
    return lengths


def coverage(lengths: Sequence[int], n_summary: int) -> float | None:
    """Share of summary words inside a shared run, 0 to 1; None for an empty summary."""
    return sum(lengths) / n_summary if n_summary else None


def density(lengths: Sequence[int], n_summary: int) -> float | None:
    """Mean length of the shared run that a summary word stands in; None for an empty summary."""
    return sum(n * n for n in lengths) / n_summary if n_summary else None


def novel_share(article: Sequence[str], summary: Sequence[str], n: int) -> float | None:
    """Share of the summary's ``n``-grams that the article lacks; None when it has none."""
    grams = ngrams(summary, n)
    if not grams:
        return None
    known = ngrams(article, n)
    total = sum(grams.values())
    return sum(count for gram, count in grams.items() if gram not in known) / total


def repeated_share(words: Sequence[str], n: int) -> float | None:
    """Share of ``n``-grams that occurred before in the same text; None when there are none."""
    grams = ngrams(words, n)
    total = sum(grams.values())
    return (total - len(grams)) / total if total else None
