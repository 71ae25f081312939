"""The loss: label-smoothed, optionally over sampled pieces, optionally guided by alignments."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from summarizer.training.dataset import Batch
from summarizer.training.model import PAD_ID, Seq2Seq


@dataclass(slots=True)
class Objective:
    """What a batch costs.

    Attributes:
        n_negatives: pieces drawn as wrong answers besides the batch's own and ``frequent``
            (sampled softmax, Jean et al. 2015); 0 scores the whole vocabulary.
        frequent: (K,) ids that are always among the answers.
    """

    model: Seq2Seq
    label_smoothing: float
    n_negatives: int
    frequent: Tensor

    def __call__(
        self,
        batch: Batch,
        *,
        is_full: bool,
        guided_weight: float,
        generator: torch.Generator | None = None,
    ) -> tuple[Tensor, Tensor]:
        """(loss to minimise, negative log-likelihood), both means per target token, in nats."""
        device = self.model.shared.weight.device
        labels = batch.labels.to(device)
        want_guide = guided_weight > 0 and batch.alignment is not None
        states, attention = self.model(
            batch.source_ids.to(device), batch.decoder_ids.to(device), need_weights=want_guide
        )
        is_token = labels != PAD_ID
        targets = labels[is_token]
        kept = states[is_token].float()  # (N, D)
        if is_full or self.n_negatives == 0:
            plain = self.model.logits(kept)
            logits, index = plain, targets
        else:
            vocabulary, correction, index = self._sampled(targets, generator)
            plain = self.model.logits(kept, vocabulary)
            logits = plain + correction
        normalizer = torch.logsumexp(logits, dim=-1)
        nll = (normalizer - logits.gather(1, index[:, None]).squeeze(1)).mean()
        loss = nll
        if epsilon := self.label_smoothing:
            loss = (1 - epsilon) * nll + epsilon * (normalizer - plain.mean(-1)).mean()
        if want_guide and attention is not None and batch.alignment is not None:
            alignment = batch.alignment.to(device)
            known = alignment >= 0
            if bool(known.any()):
                share = attention.float().gather(2, alignment.clamp_min(0)[..., None]).squeeze(-1)
                loss = loss - guided_weight * torch.log(share[known] + 1e-5).mean()
        return loss, nll.detach()

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
