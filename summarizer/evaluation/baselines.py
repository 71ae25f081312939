"""Summaries that need no model: leading sentences, graph centrality, and oracles.

The oracles read the reference: they say how well choosing sentences could do at best, and are
never systems to be shipped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from math import comb, log

import numpy as np

from summarizer.evaluation.rouge import rouge_l, rouge_n
from summarizer.evaluation.scoring import FloatArray
from summarizer.evaluation.tokenization import split_sentences, unicode_words

_DAMPING = 0.85
"""Brin and Page's value, kept by both papers below."""
_LEXRANK_THRESHOLD = 0.1
"""Edges below this cosine are cut (Erkan and Radev, 2004, their best value)."""
_MAX_ITERATIONS = 100
_ORACLE_POOL = 12
"""Sentences the exhaustive part of the oracle combines; the rest score too low to matter."""


def lead(article: str, k: int) -> str:
    """The first ``k`` sentences."""
    return " ".join(split_sentences(article)[:k])


def lexrank(article: str, k: int) -> str:
    """The ``k`` most central sentences by thresholded cosine, in article order.

    Erkan and Radev, "LexRank: graph-based lexical centrality as salience in text
    summarization", 2004; inverse frequencies are counted over the article's own sentences.
    """
    sentences = split_sentences(article)
    similarity = _cosines([unicode_words(s) for s in sentences])
    similarity[similarity < _LEXRANK_THRESHOLD] = 0.0
    # A sentence that resembles only itself must not feed its own rank.
    np.fill_diagonal(similarity, 0.0)
    return _chosen(sentences, _centrality(similarity), k)


def textrank(article: str, k: int) -> str:
    """The ``k`` most central sentences by word overlap, in article order.

    Mihalcea and Tarau, "TextRank: bringing order into text", 2004.
    """
    sentences = split_sentences(article)
    words = [set(unicode_words(s)) for s in sentences]
    n = len(sentences)
    similarity = np.zeros((n, n))
    for i, j in combinations(range(n), 2):
        scale = log(max(len(words[i]), 1)) + log(max(len(words[j]), 1))
        if scale > 0:
            similarity[i, j] = similarity[j, i] = len(words[i] & words[j]) / scale
    return _chosen(sentences, _centrality(similarity), k)


def _cosines(sentences: Sequence[Sequence[str]]) -> FloatArray:
    vocabulary = {w: i for i, w in enumerate(sorted({w for s in sentences for w in s}))}
    vectors = np.zeros((len(sentences), max(len(vocabulary), 1)))
    for row, words in enumerate(sentences):
        for word, count in Counter(words).items():
            vectors[row, vocabulary[word]] = count
    n_with = np.maximum((vectors > 0).sum(axis=0), 1)
    vectors *= np.log(len(sentences) / n_with) + 1.0 if len(sentences) else 1.0
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors /= np.where(norms > 0, norms, 1.0)
    return np.asarray(vectors @ vectors.T, dtype=np.float64)


def _centrality(similarity: FloatArray) -> FloatArray:
    n = similarity.shape[0]
    if n == 0:
        return np.zeros(0)
    totals = similarity.sum(axis=1, keepdims=True)
    transition = np.divide(
        similarity, totals, out=np.full_like(similarity, 1.0 / n), where=totals > 0
    )
    rank = np.full(n, 1.0 / n)
    for _ in range(_MAX_ITERATIONS):
        after = (1 - _DAMPING) / n + _DAMPING * (transition.T @ rank)
        if np.abs(after - rank).sum() < 1e-9:
            break
        rank = after
    return np.asarray(rank, dtype=np.float64)


def _chosen(sentences: Sequence[str], rank: FloatArray, k: int) -> str:
    best = np.argsort(-rank, kind="stable")[:k]
    return " ".join(sentences[i] for i in sorted(best))


def _gain(reference: Sequence[str], hypothesis: Sequence[str]) -> float:
    return (
        rouge_n(reference, hypothesis, 1).f1
        + rouge_n(reference, hypothesis, 2).f1
        + rouge_l(reference, hypothesis).f1
    )


def oracle(article: str, references: Sequence[str], k: int) -> str:
    """The ``k`` sentences, at most, that score best against the references, in article order.

    Best by the sum of ROUGE-1, 2 and L (Unicode words). All subsets of the twelve best single
    sentences are tried, so the choice is exhaustive in all but name.
    """
    sentences = split_sentences(article)
    words = [unicode_words(s) for s in sentences]
    targets = [unicode_words(r) for r in references]

    def value(indices: Sequence[int]) -> float:
        joined = [w for i in indices for w in words[i]]
        return max((_gain(t, joined) for t in targets), default=0.0)

    ranked = sorted(range(len(sentences)), key=lambda i: -value((i,)))[:_ORACLE_POOL]
    pool = sorted(ranked if comb(len(ranked), k) > 1 else range(len(sentences)))
    subsets = [s for n in range(1, k + 1) for s in combinations(pool, n)]
    best = max(subsets, key=value, default=())
    return " ".join(sentences[i] for i in best)
