"""Baselines by sentence choice that need no training: the first, the most central sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from summarizer.engines.article_view import Lexicon, view_article
from summarizer.engines.base import Generation, GenerationOptions, ModelIdentity, Task
from summarizer.engines.clauses import MAX_WORDS as MAX_TITLE_WORDS
from summarizer.engines.sentence_rules import (
    UNLIMITED,
    eligible_sentences,
    generation_of,
    split_article,
)


def _within(texts: Sequence[str], order: Sequence[int], n: int, max_words: int) -> str:
    """The first ``n`` of ``order`` that fit, in article order; at least one."""
    chosen: list[int] = []
    words = 0
    for i in order:
        size = len(texts[i].split())
        if len(chosen) < n and (not chosen or words + size <= max_words):
            chosen.append(i)
            words += size
    return " ".join(texts[i] for i in sorted(chosen))


def _lead_order(texts: Sequence[str]) -> list[int]:
    return list(range(len(texts)))


_BLOCK = 300
_NO_LEXICON = Lexicon(
    np.zeros(0, np.uint32),
    np.zeros((0, 2), np.float32),
    np.zeros(0, np.uint32),
    np.zeros(0, np.float32),
    np.array([1.0, 0.0, 0.0], np.float32),
)


def _lexrank_order(texts: Sequence[str]) -> list[int]:
    """Sentences by how central they are in the graph of similar ones (Erkan and Radev, 2004).

    Longer articles are ranked block by block, and the blocks' best, second best… put together.
    """
    ranked: list[tuple[int, int]] = []
    for start in range(0, len(texts), _BLOCK):
        ranks = _lexrank(texts[start : start + _BLOCK])
        order = np.argsort(-ranks, kind="stable")
        ranked += [(place, start + int(i)) for place, i in enumerate(order)]
    return [i for _, i in sorted(ranked)]


def _lexrank(texts: Sequence[str]) -> NDArray[np.float64]:
    links = (view_article(texts, None, _NO_LEXICON).similarity > 0.1).astype(np.float64)
    moves = links / np.maximum(links.sum(axis=1, keepdims=True), 1.0)
    rank = np.full(len(texts), 1.0 / len(texts))
    for _ in range(50):
        rank = 0.15 / len(texts) + 0.85 * (rank @ moves)
    return rank


@dataclass(frozen=True, slots=True)
class _BaselineEngine:
    order: Callable[[Sequence[str]], list[int]]
    label: str
    n_sentences: int
    max_words: int
    task: Task = Task.ABSTRACT
    max_input_tokens: int = UNLIMITED

    @property
    def name(self) -> str:
        return self.label

    @property
    def identity(self) -> ModelIdentity:
        return ModelIdentity(name=self.label, engine=self.label, licence="Apache-2.0")

    def count_tokens(self, text: str) -> int:
        """White-space separated words."""
        return len(text.split())

    def generate(self, sources: Sequence[str], options: GenerationOptions) -> list[Generation]:
        """One generation of one candidate per source."""
        out = []
        for source in sources:
            texts, starts = split_article(source)
            texts = [texts[i] for i in eligible_sentences(texts, starts)]
            words = MAX_TITLE_WORDS if self.task is Task.TITLE else self.max_words
            n = 1 if self.task is Task.TITLE else self.n_sentences
            out.append(
                generation_of(
                    [_within(texts, self.order(texts), n, words)] if texts else [], options
                )
            )
        return out


def LeadEngine(  # noqa: N802 - an engine like the others to its callers
    task: Task = Task.ABSTRACT, *, n_sentences: int = 2, max_words: int = 200
) -> _BaselineEngine:
    """The first sentences of the article: the baseline that news makes hard to beat."""
    return _BaselineEngine(_lead_order, "lead", n_sentences, max_words, task)


def LexRankEngine(  # noqa: N802
    task: Task = Task.ABSTRACT, *, n_sentences: int = 2, max_words: int = 200
) -> _BaselineEngine:
    """The most central sentences of the article, without training."""
    return _BaselineEngine(_lexrank_order, "lexrank", n_sentences, max_words, task)
