"""Do the intervals hold what they promise? Simulations whose truth is known.

Kept apart from ``significance`` because it is an experiment, not a tool of the evaluation.
"""

from __future__ import annotations

import numpy as np

from summarizer.evaluation.scoring import Better, FloatArray, MetricSpec, mean_of
from summarizer.evaluation.significance import Coverage, Resampling, simulate_coverage

_MEAN = MetricSpec("mean", "mean", "mean", mean_of, 2)
_RATIO = MetricSpec("ratio", "ratio", "ratio", mean_of, 2, Better.NEITHER)

_SHARE = 0.14
_LOG_SCALE = 0.75
_MATCH_SHARE = 0.4


def _with_ones(values: FloatArray) -> FloatArray:
    return np.column_stack([values, np.ones_like(values)])


def _shares(rng: np.random.Generator, n: int) -> FloatArray:
    return _with_ones((rng.random(n) < _SHARE).astype(float))


def _normal(rng: np.random.Generator, n: int) -> FloatArray:
    return _with_ones(rng.normal(30.0, 12.0, n))


def _skewed(rng: np.random.Generator, n: int) -> FloatArray:
    return _with_ones(rng.lognormal(0.0, _LOG_SCALE, n))


def _beta(rng: np.random.Generator, n: int) -> FloatArray:
    return _with_ones(rng.beta(2.0, 5.0, n))


def _corpus_ratio(rng: np.random.Generator, n: int) -> FloatArray:
    # Matches over lengths, as in corpus BLEU: texts of unequal length, unequal difficulty.
    lengths = rng.integers(5, 60, n)
    ease = rng.beta(4.0, 6.0, n)
    return np.column_stack([rng.binomial(lengths, ease), lengths]).astype(float)


def run(n_trials: int, resampling: Resampling, sizes: tuple[int, ...]) -> list[Coverage]:
    """Observed coverage for means of four shapes and a corpus ratio, at each sample size.

    The truths: a share of 0.14 (the size of an unsupported rate), a normal mean of 30 (a
    ROUGE-like score), exp(s²/2) for a log-normal, 2/7 for a Beta(2, 5), 0.4 for the ratio.
    """
    studies = (
        ("share", _shares, _MEAN, _SHARE),
        ("normal", _normal, _MEAN, 30.0),
        ("log-normal", _skewed, _MEAN, float(np.exp(_LOG_SCALE**2 / 2))),
        ("beta", _beta, _MEAN, 2.0 / 7.0),
        ("corpus ratio", _corpus_ratio, _RATIO, _MATCH_SHARE),
    )
    return [
        simulate_coverage(
            name, draw, spec, truth, n_texts=size, n_trials=n_trials, resampling=resampling
        )
        for size in sizes
        for name, draw, spec, truth in studies
    ]
