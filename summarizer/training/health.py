"""How well a network does, and which of its parts no longer learn or never began to."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from summarizer.training.dataset import Batch, BatchStream
from summarizer.training.model import PAD_ID, Attention, Seq2Seq

IDLE_SHARE = 0.02
"""A layer that adds less than this share of what tells the pieces apart is idle."""
SETTLED_SHARE = 0.9
"""An attention is settled when more than this share of its queries is."""

UNSETTLING = 0.95
"""What queries and keys of a settled head are multiplied by, each time."""


def sample(stream: BatchStream, n: int = 60) -> Batch:
    """About ``n`` examples from the whole corpus."""
    return stream.collate(np.arange(0, len(stream.corpus), max(1, len(stream.corpus) // n)))


@torch.no_grad()
def mean_loss(model: Seq2Seq, stream: BatchStream) -> float:
    """Negative log-likelihood per target token, in nats."""
    model.eval()
    device = model.shared.weight.device
    total, n = 0.0, 0
    for batch in stream.in_order(max_tokens=4000):
        states, _ = model(batch.source_ids.to(device), batch.decoder_ids.to(device))
        labels = batch.labels.to(device)
        is_token = labels != PAD_ID
        logits = model.logits(states[is_token].float())
        total += float(F.cross_entropy(logits, labels[is_token], reduction="sum"))
        n += int(is_token.sum())
    return total / max(1, n)


@torch.no_grad()
def settled_shares(model: Seq2Seq, batch: Batch) -> dict[str, Tensor]:
    """For each attention, (H,) the share of queries that look at one place for good, on this batch.

    Their gradients are mere rounding, which Muon takes full steps of, so an attention of such
    queries does not come back (docs/LOG.md 9). Known on a CPU only, else empty.
    """
    if model.shared.weight.device.type != "cpu":
        return {}
    attentions = {n: m for n, m in model.named_modules() if isinstance(m, Attention)}
    for attention in attentions.values():
        attention.settled_shares = []
    model.eval()
    model(batch.source_ids, batch.decoder_ids)
    shares = {name: a.settled_shares[0] for name, a in attentions.items() if a.settled_shares}
    for attention in attentions.values():
        attention.settled_shares = None
    return shares


@torch.no_grad()
def unsettle(model: Seq2Seq, batch: Batch, max_share: float) -> int:
    """Lowers the scores of heads of which more than ``max_share`` queries are settled; how many.

    Queries and keys are made shorter, so that the weights spread a little (the clip on scores of
    Kimi K2, arXiv:2507.20534, does so at a bound of the scores).
    """
    n = 0
    for name, shares in settled_shares(model, batch).items():
        attention = model.get_submodule(name)
        factors = torch.where(shares > max_share, UNSETTLING, 1.0)
        n += int((shares > max_share).sum())
        for projection in (attention.q_proj, attention.k_proj):
            assert isinstance(projection, nn.Linear)
            rows = factors.repeat_interleave(len(projection.bias) // len(factors))
            projection.weight.mul_(rows[:, None])
            projection.bias.mul_(rows)
    return n


@torch.no_grad()
def layer_shares(model: Seq2Seq, batch: Batch) -> dict[str, float]:
    """What each layer adds, by name, as a share of the stream that it adds to.

    Both are measured by how far the pieces of the batch lie from their mean: what a layer adds to
    all pieces alike tells none from another.
    """
    device = model.shared.weight.device
    source, decoder = batch.source_ids.to(device), batch.decoder_ids.to(device)
    shares: dict[str, float] = {}

    def note(name: str, mask: Tensor) -> Any:
        def hook(_: torch.nn.Module, inputs: tuple[Tensor, ...], output: Any) -> None:
            stream = inputs[0][mask]
            made = output[0] if isinstance(output, tuple) else output
            shares[name] = float(_spread(made[mask] - stream) / _spread(stream))

        return hook

    masks = {"encoder": batch.source_ids != PAD_ID, "decoder": batch.labels != PAD_ID}
    handles = [
        layer.register_forward_hook(note(f"{name}.layers.{i}", mask.to(device)))
        for name, mask in masks.items()
        for i, layer in enumerate(getattr(model, name).layers)
    ]
    model.eval()
    model(source, decoder)
    for handle in handles:
        handle.remove()
    return shares


def _spread(rows: Tensor) -> Tensor:
    """Mean length of (N, D) rows without their mean."""
    lengths: Tensor = (rows - rows.mean(0)).norm(dim=1)
    return lengths.mean()
