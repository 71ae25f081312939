"""Scores of the sentence chooser beside its baselines on one split of OrangeSum."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from summarizer.checks import unsupported_terms
from summarizer.engines.base import Engine, GenerationOptions, Task
from summarizer.engines.extractive import (
    ExtractiveEngine,
    LeadEngine,
    LexRankEngine,
    SentenceChooser,
)
from summarizer.engines.registry import DEFAULT_PRESET, load_engine
from summarizer.evaluation.rouge import rouge_l, rouge_n
from summarizer.evaluation.tokenization import library_words, unicode_words
from summarizer.training.sentence_choice import read_articles

_RESAMPLINGS = 1000


@dataclass(frozen=True, slots=True)
class Score:
    """Means in percent over the articles (words in words), and their 95 % intervals.

    Attributes:
        values: library ROUGE-1/2/L, Unicode ROUGE-1/2/L, words, unsupported.
        low, high: bounds by bootstrap over articles, 1,000 resamplings, seed 0.
    """

    values: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


def score_texts(texts: Sequence[str], references: Sequence[str], sources: Sequence[str]) -> Score:
    """The scores of ``texts``; ROUGE as rouge_score 0.1.2 computes it, without stemming."""
    rows: list[list[float]] = []
    for text, reference, source in zip(texts, references, sources, strict=True):
        row: list[float] = []
        for words in (library_words, unicode_words):
            wanted, given = words(reference), words(text)
            row += [rouge_n(wanted, given, 1).f1, rouge_n(wanted, given, 2).f1]
            row.append(rouge_l(wanted, given).f1)
        row = [100 * x for x in row]
        row += [float(len(text.split())), 100.0 * bool(unsupported_terms(source, text))]
        rows.append(row)
    table = np.array(rows)
    rng = np.random.default_rng(0)
    means = np.stack(
        [table[rng.integers(0, len(table), len(table))].mean(axis=0) for _ in range(_RESAMPLINGS)]
    )
    low, high = np.percentile(means, [2.5, 97.5], axis=0)
    return Score(_plain(table.mean(axis=0)), _plain(low), _plain(high))


def _plain(row: NDArray[np.float64]) -> tuple[float, ...]:
    return tuple(float(x) for x in row)


def report(
    data: Path,
    split: str,
    model: Path | None,
    *,
    with_lead: bool = False,
    n: int | None = None,
    tasks: Sequence[Task] = (Task.ABSTRACT, Task.TITLE),
) -> str:
    """A Markdown table of every engine's scores on the tasks of ``split``."""
    chooser = SentenceChooser.load(model)
    digest = hashlib.sha256((data / f"orangesum_{split}.jsonl.xz").read_bytes()).hexdigest()
    lines = [
        f"OrangeSum {split}, file SHA-256 {digest[:12]}…, chooser {(chooser.sha256 or '')[:12]}…",
        f"lead in front: {'yes' if with_lead else 'no'}; ROUGE F1, rouge_score 0.1.2 algorithm",
        "",
        "| system | R-1/R-2/R-L library | R-1/R-2/R-L Unicode | words | unsupported |",
        "|---|---|---|---|---|",
    ]
    for task in tasks:
        rows = list(itertools.islice(read_articles(data, split, task.value), n))
        sources = [_source(row, with_lead) for row in rows]
        engines: dict[str, Engine] = {
            "first sentences": LeadEngine(task),
            "LexRank": LexRankEngine(task),
            "sentence chooser": ExtractiveEngine(task, chooser),
        }
        if task is Task.ABSTRACT:
            engines["first sentence"] = LeadEngine(task, n_sentences=1)
        else:
            engines["headline writer"] = load_engine(DEFAULT_PRESET, task)
        for name, engine in engines.items():
            texts = [g.text for g in engine.generate(sources, GenerationOptions())]
            score = score_texts(texts, [row[task.value] for row in rows], sources)
            lines.append(_line(f"{task.value} ({len(rows)}): {name}", score))
    return "\n".join(lines)


def _source(row: dict[str, Any], with_lead: bool) -> str:
    return f"{row['abstract']}\n{row['text']}" if with_lead and row["abstract"] else row["text"]


def _line(name: str, score: Score) -> str:
    v, low, high = score.values, score.low, score.high
    half = [(h - b) / 2 for b, h in zip(low, high, strict=True)]

    def three(k: int) -> str:
        means = "/".join(f"{x:.2f}" for x in v[k : k + 3])
        return f"{means} (± {'/'.join(f'{x:.2f}' for x in half[k : k + 3])})"

    return f"| {name} | {three(0)} | {three(3)} | {v[6]:.1f} | {v[7]:.1f} % |"
