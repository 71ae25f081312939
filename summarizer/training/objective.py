"""The loss: label-smoothed, optionally over sampled pieces, optionally guided by alignments."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from summarizer.training.dataset import Batch
from summarizer.training.model import PAD_ID, Seq2Seq

ROWS_AT_ONCE = 256
"""Target tokens scored together on a CPU: 256 rows of 2,000 scores stay in a core's cache."""
ROWS_AT_ONCE_ON_GPU = 16_384
"""The same on a GPU, which wants large pieces: 800 MB of scores over 12,000 pieces in float32."""

RowScorer = Callable[[Tensor, Tensor, Tensor, float], tuple[Tensor, Tensor, Tensor, Tensor]]
"""``score_rows``, or the same compiled."""


def score_rows(
    scores: Tensor, added: Tensor, right: Tensor, smoothing: float
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Gradient of the smoothed loss by the scores, summed losses, and the gradient's sum of rows.

    Args:
        scores: (R, C), not kept. added: (C,) float32, added to them. right: (R, 1) ids.

    Returns:
        (R, C) in the scores' type; the negative log-likelihood and the mean distance of all scores
        from their normaliser, each summed over rows; (C,) float32.
    """
    dtype, n_classes = scores.dtype, scores.shape[1]
    # in place where it can: on a CPU the rows stay in its cache
    scores = scores.float().add_(added)
    normalizer = torch.logsumexp(scores, -1, keepdim=True)
    nll = (normalizer - scores.gather(1, right)).sum()
    spread = (normalizer.squeeze(1) - scores.mean(-1)).sum()
    gradient = scores.sub_(normalizer).exp_().sub_(smoothing / n_classes)
    gradient.scatter_add_(1, right, gradient.new_full(right.shape, smoothing - 1))
    return gradient.to(dtype), nll, spread, gradient.sum(0)


class SmoothedLoss(torch.autograd.Function):
    """Label-smoothed cross-entropy of a linear layer whose scores never exist all at once.

    The gradients are made with the loss, a few rows at a time, as in Liger Kernel (Hsu et al.
    2024, arXiv:2410.10989); matrix products run in ``dtype``, sums in float32.
    """

    @staticmethod
    def forward(
        ctx: Any,
        states: Tensor,
        weight: Tensor,
        bias: Tensor,
        correction: Tensor,
        index: Tensor,
        smoothing: float,
        dtype: torch.dtype,
        score: RowScorer,
    ) -> tuple[Tensor, Tensor]:
        """(smoothed loss, negative log-likelihood), both means per row, in nats.

        Args:
            states: (N, D); weight: (C, D); bias: (C,); index: (N,) the right answers.
            correction: (C,) added to the scores for the normaliser only.
            score: ``score_rows``, or the same compiled.
        """
        n, c = len(states), len(weight)
        x, w = states.to(dtype), weight.to(dtype)
        added = (bias + correction).float()
        d_states = torch.empty_like(x)
        d_weight = torch.zeros(weight.shape, dtype=torch.float32, device=weight.device)
        d_bias = torch.zeros(c, dtype=torch.float32, device=weight.device)
        nll = torch.zeros((), device=weight.device)
        spread = torch.zeros((), device=weight.device)
        rows = ROWS_AT_ONCE if states.device.type == "cpu" else ROWS_AT_ONCE_ON_GPU
        for start in range(0, n, rows):
            part = slice(start, start + rows)
            gradient, part_nll, part_spread, part_bias = score(
                x[part] @ w.t(), added, index[part, None], smoothing
            )
            nll += part_nll
            spread += part_spread
            d_bias += part_bias
            d_states[part] = gradient @ w
            d_weight += gradient.t() @ x[part]
        ctx.save_for_backward(d_states, d_weight, d_bias)
        ctx.n = n
        nll, spread = nll / n, spread / n + correction.mean()
        ctx.mark_non_differentiable(nll)
        return (1 - smoothing) * nll + smoothing * spread, nll

    @staticmethod
    def backward(ctx: Any, d_loss: Tensor, _: Tensor) -> tuple[Tensor | None, ...]:
        d_states, d_weight, d_bias = ctx.saved_tensors
        share = d_loss / ctx.n
        return d_states * share, d_weight * share, d_bias * share, *[None] * 5


@dataclass(slots=True)
class Objective:
    """What a batch costs.

    Attributes:
        precision: "float32", or "bfloat16" for the matrix products.
        score: ``score_rows``, or the same compiled.
        n_negatives: pieces drawn as wrong answers besides the batch's own and ``frequent``
            (sampled softmax, Jean et al. 2015); 0 scores the whole vocabulary.
        frequent: (K,) ids that are always among the answers.
    """

    model: Seq2Seq
    label_smoothing: float
    n_negatives: int
    frequent: Tensor
    precision: str = "float32"
    score: RowScorer = score_rows

    def __call__(
        self,
        batch: Batch,
        *,
        is_full: bool,
        guided_weight: float,
        generator: torch.Generator | None = None,
    ) -> tuple[Tensor, Tensor]:
        """(loss to minimise, negative log-likelihood), both means per target token, in nats."""
        weight: Tensor = self.model.shared.weight
        bias: Tensor = self.model.final_logits_bias
        device = weight.device
        want_guide = guided_weight > 0 and batch.alignment is not None
        is_short = self.precision == "bfloat16"
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=is_short):
            states, attention = self.model(
                batch.source_ids.to(device, non_blocking=True),
                batch.decoder_ids.to(device, non_blocking=True),
                need_weights=want_guide,
                is_padded=bool((batch.source_ids == PAD_ID).any()),
            )
        # found on the CPU: to look for them on a GPU, one would have to wait for it
        labels = batch.labels.flatten()
        is_token = (labels != PAD_ID).nonzero().squeeze(1)
        index = labels[is_token].to(device, non_blocking=True)
        is_token = is_token.to(device, non_blocking=True)
        correction = torch.zeros_like(bias)
        if not is_full and self.n_negatives > 0:
            vocabulary, correction, index = self._sampled(index, generator)
            weight, bias = weight[vocabulary], bias[vocabulary]
        loss: Tensor
        nll: Tensor
        loss, nll = SmoothedLoss.apply(  # type: ignore[no-untyped-call]
            states.flatten(0, 1)[is_token],
            weight,
            bias,
            correction,
            index,
            self.label_smoothing,
            torch.bfloat16 if is_short else torch.float32,
            self.score,
        )
        if want_guide and attention is not None and batch.alignment is not None:
            alignment = batch.alignment.to(device)
            known = alignment >= 0
            if bool(known.any()):
                share = attention.gather(2, alignment.clamp_min(0)[..., None]).squeeze(-1)
                loss = loss - guided_weight * torch.log(share[known].float() + 1e-5).mean()
        return loss, nll.detach()

    def prepare(self) -> None:
        """Called before the micro-batches of a step: the weights have changed."""

    def accumulate(
        self,
        batch: Batch,
        *,
        share: float,
        is_full: bool,
        guided_weight: float,
        generator: torch.Generator | None = None,
    ) -> float | Tensor:
        """Adds the gradient of ``share`` of the loss to ``.grad``; the negative log-likelihood.

        That is a tensor on a GPU, as asking for its value would wait for all the work before it.
        """
        loss, nll = self(batch, is_full=is_full, guided_weight=guided_weight, generator=generator)
        torch.autograd.backward(loss * share)
        return float(nll) if nll.device.type == "cpu" else nll

    def _sampled(
        self, targets: Tensor, generator: torch.Generator | None
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Candidate piece ids (C,), what to add to their scores (C,), targets as places in C.

        The batch's own pieces and the most frequent ones are always there; the rest is sampled
        and weighted up by what it stands for, so that the normaliser stays unbiased.
        """
        size = self.model.arch.vocab_size
        certain = torch.zeros(size, dtype=torch.bool)
        certain[targets.cpu()] = True
        certain[self.frequent] = True
        others = torch.nonzero(~certain).squeeze(1)
        n = min(self.n_negatives, len(others))
        drawn = others[torch.randperm(len(others), generator=generator)[:n]]
        fixed = torch.nonzero(certain).squeeze(1)
        vocabulary = torch.cat([fixed, drawn])
        correction = torch.zeros(len(vocabulary))
        correction[len(fixed) :] = math.log(len(others) / n) if n else 0.0
        place = torch.empty(size, dtype=torch.long)
        place[vocabulary] = torch.arange(len(vocabulary))
        device = targets.device
        return vocabulary.to(device), correction.to(device), place[targets.cpu()].to(device)
