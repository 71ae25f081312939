"""What a metric is: per-text sufficient statistics, and a score from their sums.

Every score of this package, corpus scores included, is a function of sums over texts. That
makes intervals and tests cheap: a resampled corpus is a weighted sum of the same rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
import numpy.typing as npt

from summarizer.errors import InputError

FloatArray = npt.NDArray[np.float64]


class Better(StrEnum):
    """Which direction is good; NEITHER for descriptions such as length."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Case:
    """One text to be scored; ``source`` is "" when unknown, ``elapsed_s`` None when untimed."""

    hypothesis: str
    references: tuple[str, ...]
    source: str = ""
    elapsed_s: float | None = None


@dataclass(frozen=True, slots=True)
class MetricSpec:
    """One printed score.

    Attributes:
        name: key in JSON, CSV and on the command line, such as ``rougeL``.
        label: column head.
        signature: everything that changes the value: tokenizer, versions, settings.
        aggregate: sums (..., K) over texts -> scores (...).
        n_columns: K, the number of statistics of one text.
    """

    name: str
    label: str
    signature: str
    aggregate: Callable[[FloatArray], FloatArray]
    n_columns: int
    better: Better = Better.HIGHER
    decimals: int = 2
    needs_source: bool = False
    needs_reference: bool = False


class Scorer(Protocol):
    """Computes the rows of one or several metrics together, to share their work."""

    @property
    def specs(self) -> tuple[MetricSpec, ...]: ...

    def rows(self, case: Case) -> list[list[float]]:
        """One row of statistics per spec, in the order of ``specs``."""
        ...


def mean_of(sums: FloatArray) -> FloatArray:
    """Weighted mean from ``(value * weight, weight)`` sums; NaN where nothing was defined."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(sums[..., 0] / sums[..., 1], dtype=np.float64)


def percent_of(sums: FloatArray) -> FloatArray:
    """``mean_of`` times 100."""
    return 100.0 * mean_of(sums)


def mean_row(value: float | None) -> list[float]:
    """The row of a text whose value is ``value``; None leaves the text out of the mean."""
    return [0.0, 0.0] if value is None else [float(value), 1.0]


def check_counts(hypotheses: Sequence[object], references: Sequence[object], what: str) -> None:
    """Nothing when the counts agree.

    Raises:
        InputError: they differ; scores of misaligned texts would be meaningless.
    """
    if len(hypotheses) != len(references):
        raise InputError(
            f"{what}: {len(hypotheses)} outputs for {len(references)} references. "
            "Give exactly one output per item, in the same order (an empty line for no output)."
        )


def statistics(
    scorers: Sequence[Scorer],
    cases: Sequence[Case],
    on_case: Callable[[], None] | None = None,
) -> dict[str, FloatArray]:
    """Per-text statistics by metric name; each array is (S, K), S texts."""
    collected: dict[str, list[list[float]]] = {s.name: [] for sc in scorers for s in sc.specs}
    for case in cases:
        for scorer in scorers:
            for spec, row in zip(scorer.specs, scorer.rows(case), strict=True):
                collected[spec.name].append(row)
        if on_case is not None:
            on_case()
    shapes = {s.name: s.n_columns for sc in scorers for s in sc.specs}
    return {
        name: np.asarray(rows, dtype=np.float64).reshape(len(cases), shapes[name])
        for name, rows in collected.items()
    }


def score_all(scorers: Sequence[Scorer], cases: Sequence[Case]) -> dict[str, float]:
    """Score by metric name over all ``cases``; without intervals."""
    table = statistics(scorers, cases)
    return {
        spec.name: float(spec.aggregate(table[spec.name].sum(axis=0)))
        for scorer in scorers
        for spec in scorer.specs
    }
