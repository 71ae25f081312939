"""BLEU, chrF2 and TER: sacrebleu's own counts per text, summed and scored here.

The counting is sacrebleu's; the score from the sums is written for arrays, so that a thousand
resampled corpora cost one matrix product. tests/evaluation holds both to sacrebleu's figures.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from summarizer.errors import ConfigError
from summarizer.evaluation.scoring import Better, Case, FloatArray, MetricSpec
from summarizer.evaluation.tokenization import nfc

_MAX_ORDER = 4
_CHAR_ORDER = 6
_BETA = 2


def bleu_of(sums: FloatArray) -> FloatArray:
    """BLEU (Papineni et al., 2002), exponential smoothing as in mteval-v13a.

    Args:
        sums: (..., 10): hypothesis and reference length, matches and totals for n = 1..4.
    """
    length, reference = sums[..., 0], sums[..., 1]
    match, total = sums[..., 2:6], sums[..., 6:10]
    with np.errstate(divide="ignore", invalid="ignore"):
        brevity = np.where(
            length < reference,
            np.where(length > 0, np.exp(1.0 - reference / np.maximum(length, 1.0)), 0.0),
            1.0,
        )
        smooth = np.ones_like(length)
        logs = np.zeros_like(length)
        for n in range(_MAX_ORDER):
            is_missed = (match[..., n] == 0) & (total[..., n] > 0)
            smooth = np.where(is_missed, smooth * 2.0, smooth)
            precision = np.where(
                is_missed, 1.0 / (smooth * total[..., n]), match[..., n] / total[..., n]
            )
            # No n-gram of this order at all: the product is 0, as in sacrebleu without
            # effective order.
            logs = logs + np.where(total[..., n] > 0, np.log(precision), -np.inf)
        score = 100.0 * brevity * np.exp(logs / _MAX_ORDER)
    return np.asarray(np.where(match.any(axis=-1), score, 0.0), dtype=np.float64)


def chrf_of(sums: FloatArray) -> FloatArray:
    """chrF2 (Popović, 2015) with effective order.

    Args:
        sums: (..., 18): for n = 1..6 the n-grams of hypothesis, reference and both.
    """
    counts = sums.reshape(*sums.shape[:-1], _CHAR_ORDER, 3)
    hypothesis, reference, match = counts[..., 0], counts[..., 1], counts[..., 2]
    is_counted = (hypothesis > 0) & (reference > 0)
    n_orders = is_counted.sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        precision = np.where(is_counted, match / hypothesis, 0.0).sum(axis=-1) / n_orders
        recall = np.where(is_counted, match / reference, 0.0).sum(axis=-1) / n_orders
        factor = _BETA**2
        score = 100.0 * (1 + factor) * precision * recall / (factor * precision + recall)
    return np.asarray(np.nan_to_num(score, nan=0.0), dtype=np.float64)


def ter_of(sums: FloatArray) -> FloatArray:
    """Translation edit rate, percent of reference words (Snover et al., 2006).

    Args:
        sums: (..., 2): edits, mean reference length.
    """
    edits, length = sums[..., 0], sums[..., 1]
    with np.errstate(divide="ignore", invalid="ignore"):
        score = np.where(length > 0, 100.0 * edits / length, np.where(edits > 0, 100.0, 0.0))
    return np.asarray(score, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class SacrebleuScorer:
    """One of sacrebleu's metrics, counted text by text."""

    metric: Any
    spec: MetricSpec
    reference_info: Callable[[tuple[str, ...]], Any]

    @property
    def specs(self) -> tuple[MetricSpec, ...]:
        return (self.spec,)

    def rows(self, case: Case) -> list[list[float]]:
        # The public corpus_score() hides the counts that intervals need; these three methods
        # are what sacrebleu's own significance tests run on.
        hypothesis = self.metric._preprocess_segment(nfc(case.hypothesis))
        info = self.reference_info(case.references)
        if self.spec.name == "ter":
            return [_ter_row(hypothesis.split(), info["ref_words"])]
        row = self.metric._compute_segment_statistics(hypothesis, info)
        return [[float(value) for value in row]]


def _ter_row(words: list[str], references: list[list[str]]) -> list[float]:
    """Edits to the nearest reference, mean length of the references."""
    from summarizer.evaluation.ter import edits

    return [
        float(min(edits(words, reference) for reference in references)),
        sum(map(len, references)) / len(references),
    ]


def make(name: str) -> SacrebleuScorer:
    """The scorer ``bleu``, ``chrf`` or ``ter``.

    Raises:
        ConfigError: sacrebleu is not installed.
    """
    try:
        import sacrebleu
        from sacrebleu.metrics import BLEU, CHRF, TER
    except ImportError as exc:
        raise ConfigError(
            f"The metric '{name}' needs sacrebleu, which is not installed. "
            "Run `pip install 'summarizer[evaluation]'`."
        ) from exc
    version = sacrebleu.__version__
    metric: Any
    if name == "bleu":
        metric, columns, aggregate, better = BLEU(force=True), 10, bleu_of, Better.HIGHER
        signature = "case:mixed|eff:no|tok:13a|smooth:exp"
    elif name == "chrf":
        metric, columns, aggregate, better = CHRF(), 18, chrf_of, Better.HIGHER
        signature = "case:mixed|eff:yes|nc:6|nw:0|space:no"
    else:
        metric, columns, aggregate, better = TER(), 2, ter_of, Better.LOWER
        signature = "case:lc|tok:tercom|norm:no|punct:yes|asian:no"
    spec = MetricSpec(
        name=name,
        label={"bleu": "BLEU", "chrf": "chrF2", "ter": "TER"}[name],
        signature=f"{name}|{signature}|nfc:yes|sacrebleu:{version}",
        aggregate=aggregate,
        n_columns=columns,
        better=better,
        needs_reference=True,
    )

    # References are the same for every system: count their n-grams once.
    @lru_cache(maxsize=20_000)
    def reference_info(references: tuple[str, ...]) -> Any:
        lines = [metric._preprocess_segment(nfc(text)) for text in references]
        return metric._extract_reference_info(lines)

    return SacrebleuScorer(metric, spec, reference_info)
