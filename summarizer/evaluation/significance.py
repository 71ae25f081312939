"""Intervals and tests by resampling texts; everything seeded, everything vectorised.

Percentile bootstrap (Efron, 1979), its tails moved outwards for few texts (Hesterberg, "What
teachers should know about the bootstrap", 2015); paired bootstrap and approximate randomisation between
systems (Koehn, 2004; Riezler and Maxwell, 2005); Holm's correction (1979). A resampled corpus
is a row of counts; its statistics are one matrix product with the per-text statistics, which
holds for corpus BLEU and chrF as it does for means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from summarizer.errors import ConfigError, InputError
from summarizer.evaluation.scoring import Better, FloatArray, MetricSpec

DEFAULT_SEED = 12345
_NORMAL = NormalDist()
_CHUNK_CELLS = 4_000_000
"""Resampling weights held at once, about 32 MB; more is no faster on two cores."""


@dataclass(frozen=True, slots=True)
class Resampling:
    """How intervals and tests are drawn.

    Attributes:
        n_samples: bootstrap samples.
        n_shuffles: of a randomisation test; many, because Holm multiplies the smallest
            p-value, 1 / (n_shuffles + 1), by the number of pairs.
        confidence: of the intervals, 0 to 1.
    """

    n_samples: int = 1000
    confidence: float = 0.95
    seed: int = DEFAULT_SEED
    n_shuffles: int = 10_000

    def __post_init__(self) -> None:
        if self.n_samples < 1 or self.n_shuffles < 1:
            raise ConfigError(
                f"The numbers of samples and shuffles must be at least 1, got {self.n_samples} "
                f"and {self.n_shuffles}."
            )
        if not 0 < self.confidence < 1:
            raise ConfigError(f"Confidence must be between 0 and 1, got {self.confidence}.")

    @property
    def signature(self) -> str:
        return f"bs:{self.n_samples}|ci:{self.confidence:g}|tails:expanded|seed:{self.seed}"


@dataclass(frozen=True, slots=True)
class Interval:
    """A score and its interval; ``n`` texts stand behind it."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """System ``a`` against system ``b`` on one metric; differences are ``a - b``.

    Attributes:
        p_bootstrap: share of resampled corpora where the difference loses its sign, doubled.
        p_randomisation: how often random exchange gives a difference at least as large.
        p_holm: ``p_randomisation`` corrected for all pairs compared on this metric.
        n_wins, n_losses, n_ties: texts where a scores better than, worse than, the same as b.
    """

    metric: str
    a: str
    b: str
    difference: float
    low: float
    high: float
    p_bootstrap: float
    p_randomisation: float
    p_holm: float
    n_wins: int
    n_losses: int
    n_ties: int

    @property
    def n(self) -> int:
        return self.n_wins + self.n_losses + self.n_ties


def bootstrap_sums(stats: FloatArray, resampling: Resampling) -> FloatArray:
    """Sums of resampled corpora: (S, K) statistics -> (B, K).

    The same seed and number of texts give the same resamples, so that two calls are paired.

    Raises:
        InputError: there are no texts.
    """
    _require_texts(stats)
    parts = [weights @ stats for weights in _weights(stats.shape[0], resampling)]
    return np.concatenate(parts)


def _weights(n_texts: int, resampling: Resampling) -> Iterator[FloatArray]:
    rng = np.random.default_rng(resampling.seed)
    per_chunk = max(1, _CHUNK_CELLS // n_texts)
    left = resampling.n_samples
    while left > 0:
        n = min(left, per_chunk)
        drawn = rng.integers(0, n_texts, size=(n, n_texts))
        drawn += np.arange(n)[:, None] * n_texts
        yield np.bincount(drawn.ravel(), minlength=n * n_texts).reshape(n, n_texts).astype(float)
        left -= n


def _require_texts(stats: FloatArray) -> None:
    if stats.shape[0] == 0:
        raise InputError("No texts to score: 0 rows were given. Check the data file or the limit.")


def interval(stats: FloatArray, spec: MetricSpec, resampling: Resampling) -> Interval:
    """The score of (S, K) statistics with its percentile bootstrap interval."""
    return intervals({spec.name: stats}, [spec], resampling)[spec.name]


def intervals(
    table: dict[str, FloatArray], specs: Sequence[MetricSpec], resampling: Resampling
) -> dict[str, Interval]:
    """``interval`` for several metrics of the same texts, with one set of resamples."""
    if not specs:
        return {}
    stacked = np.concatenate([table[s.name] for s in specs], axis=1)
    sums = bootstrap_sums(stacked, resampling)
    totals = stacked.sum(axis=0)
    found: dict[str, Interval] = {}
    at = 0
    for spec in specs:
        columns = slice(at, at + spec.n_columns)
        at += spec.n_columns
        value = float(spec.aggregate(totals[columns]))
        low, high = _percentiles(
            spec.aggregate(sums[:, columns]), tail(resampling.confidence, stacked.shape[0])
        )
        found[spec.name] = Interval(value, low, high, stacked.shape[0])
    return found


def tail(confidence: float, n_texts: int) -> float:
    """The share of resamples to leave out on each side, so that few texts too are covered.

    Resamples of n texts vary by (n - 1) / n too little, and the normal's quantiles are too near
    for an estimated spread: 2.5 % becomes 1.7 % for 24 texts and stays 2.5 % for 1,500.
    """
    plain = (1 - confidence) / 2
    if n_texts < 2:
        return plain
    return _NORMAL.cdf(_t_quantile(plain, n_texts - 1) * sqrt(n_texts / (n_texts - 1)))


def _t_quantile(p: float, df: int) -> float:
    """Student's quantile, by its series in 1 / df; within 0.3 % at 2.5 % from df = 4 on."""
    z = _NORMAL.inv_cdf(p)
    return (
        z
        + (z**3 + z) / (4 * df)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * df**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * df**3)
    )


def _percentiles(samples: FloatArray, tail: float) -> tuple[float, float]:
    finite = samples[np.isfinite(samples)]
    if finite.size == 0:
        return float("nan"), float("nan")
    low, high = np.quantile(finite, [tail, 1 - tail])
    return float(low), float(high)


def compare(
    stats: dict[str, FloatArray],
    spec: MetricSpec,
    resampling: Resampling,
    pairs: Sequence[tuple[str, str]] | None = None,
) -> list[Comparison]:
    """Every pair of systems on one metric, Holm-corrected over these pairs.

    Args:
        stats: per system the (S, K) statistics of the same texts in the same order.
        pairs: which to compare; None for all, in the order of ``stats``.

    Raises:
        InputError: the systems have different numbers of texts.
    """
    names = list(stats)
    if pairs is None:
        pairs = [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]]
    counts = {name: array.shape[0] for name, array in stats.items()}
    if len(set(counts.values())) > 1:
        raise InputError(
            f"Systems with different numbers of texts cannot be compared: {counts}. "
            "Score them on the same items."
        )
    if not pairs:
        return []
    sums = {name: bootstrap_sums(array, resampling) for name, array in stats.items()}
    totals = {name: spec.aggregate(array.sum(axis=0)) for name, array in stats.items()}
    p_random = _randomisation(stats, spec, resampling, pairs)
    corrected = holm(p_random)
    left_out = tail(resampling.confidence, next(iter(counts.values())))
    found = []
    for (a, b), p, p_holm in zip(pairs, p_random, corrected, strict=True):
        samples = spec.aggregate(sums[a]) - spec.aggregate(sums[b])
        difference = float(totals[a] - totals[b])
        low, high = _percentiles(samples, left_out)
        wins, losses, ties = _outcomes(stats[a], stats[b], spec)
        found.append(
            Comparison(
                spec.name, a, b, difference, low, high,
                _sign_p(samples), p, p_holm, wins, losses, ties,
            )
        )  # fmt: skip
    return found


def _sign_p(samples: FloatArray) -> float:
    finite = samples[np.isfinite(samples)]
    if finite.size == 0:
        return 1.0
    smaller = min(int((finite <= 0).sum()), int((finite >= 0).sum()))
    return min(1.0, 2.0 * (smaller + 1) / (finite.size + 1))


def _randomisation(
    stats: dict[str, FloatArray],
    spec: MetricSpec,
    resampling: Resampling,
    pairs: Sequence[tuple[str, str]],
) -> list[float]:
    """P-values of approximate randomisation: exchange the two outputs of a text at random."""
    n_texts = next(iter(stats.values())).shape[0]
    rng = np.random.default_rng(resampling.seed + 1)
    gaps = np.concatenate([stats[b] - stats[a] for a, b in pairs], axis=1)
    per_chunk = max(1, _CHUNK_CELLS // max(n_texts, 1))
    moved = []
    left = resampling.n_shuffles
    while left > 0:
        n = min(left, per_chunk)
        moved.append(rng.integers(0, 2, size=(n, n_texts)).astype(float) @ gaps)
        left -= n
    shifts = np.concatenate(moved)
    found = []
    for i, (a, b) in enumerate(pairs):
        shift = shifts[:, i * spec.n_columns : (i + 1) * spec.n_columns]
        sum_a, sum_b = stats[a].sum(axis=0), stats[b].sum(axis=0)
        seen = abs(float(spec.aggregate(sum_a) - spec.aggregate(sum_b)))
        random = np.abs(spec.aggregate(sum_a + shift) - spec.aggregate(sum_b - shift))
        # A hair of tolerance, or rounding would call equal systems different.
        n_extreme = int((random >= seen - 1e-9).sum())
        found.append((n_extreme + 1) / (resampling.n_shuffles + 1))
    return found


def _outcomes(a: FloatArray, b: FloatArray, spec: MetricSpec) -> tuple[int, int, int]:
    score_a, score_b = spec.aggregate(a), spec.aggregate(b)
    gap = np.nan_to_num(score_a - score_b, nan=0.0)
    if spec.better is Better.LOWER:
        gap = -gap
    wins, losses = int((gap > 1e-9).sum()), int((gap < -1e-9).sum())
    return wins, losses, a.shape[0] - wins - losses


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's step-down correction, in the order given; never below the raw value, at most 1."""
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    corrected = [1.0] * len(p_values)
    worst = 0.0
    for rank, i in enumerate(order):
        worst = max(worst, min(1.0, p_values[i] * (len(p_values) - rank)))
        corrected[i] = worst
    return corrected


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often intervals held the true value, in a simulation that knows it."""

    name: str
    n_texts: int
    n_trials: int
    nominal: float
    observed: float

    @property
    def margin(self) -> float:
        """Two standard errors of ``observed`` by the simulation's own size."""
        return float(2 * np.sqrt(max(self.observed * (1 - self.observed), 1e-9) / self.n_trials))


Draw = Callable[[np.random.Generator, int], FloatArray]


def simulate_coverage(
    name: str,
    draw: Draw,
    spec: MetricSpec,
    truth: float,
    *,
    n_texts: int,
    n_trials: int,
    resampling: Resampling,
) -> Coverage:
    """Share of ``n_trials`` simulated corpora whose interval contains ``truth``."""
    rng = np.random.default_rng(resampling.seed)
    n_inside = 0
    for trial in range(n_trials):
        setting = Resampling(resampling.n_samples, resampling.confidence, resampling.seed + trial)
        found = interval(draw(rng, n_texts), spec, setting)
        n_inside += found.low <= truth <= found.high
    return Coverage(name, n_texts, n_trials, resampling.confidence, n_inside / n_trials)


def spearman(first: npt.NDArray[np.float64], second: npt.NDArray[np.float64]) -> float:
    """Rank correlation, -1 to 1, ties at their mean rank; NaN when one side is constant."""
    usable = np.isfinite(first) & np.isfinite(second)
    if usable.sum() < 2:
        return float("nan")
    a, b = _ranks(first[usable]), _ranks(second[usable])
    a, b = a - a.mean(), b - b.mean()
    scale = np.sqrt((a * a).sum() * (b * b).sum())
    return float((a * b).sum() / scale) if scale > 0 else float("nan")


def _ranks(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return np.asarray((ends - (counts - 1) / 2)[place], dtype=np.float64)
