"""Parts of a network that no longer learn, or never began to."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from summarizer.training.dataset import Batch
from summarizer.training.model import PAD_ID, Attention, Seq2Seq

IDLE_SHARE = 0.02
"""A layer that adds less than this share of what tells the pieces apart is idle."""


@torch.no_grad()
def n_settled_attentions(model: Seq2Seq, batch: Batch) -> int:
    """How many attentions look at one place for good, on this batch.

    Nine in ten of their queries do: their gradients are mere rounding, which Muon takes full
    steps of, so they do not come back (docs/LOG.md 9). Known on a CPU only, else 0.
    """
    if model.shared.weight.device.type != "cpu":
        return 0
    attentions = [m for m in model.modules() if isinstance(m, Attention)]
    for attention in attentions:
        attention.settled_shares = []
    model.eval()
    model(batch.source_ids, batch.decoder_ids)
    n = sum(max(attention.settled_shares or [0.0]) > 0.9 for attention in attentions)
    for attention in attentions:
        attention.settled_shares = None
    return n


@torch.no_grad()
def layer_shares(model: Seq2Seq, batch: Batch) -> list[float]:
    """What each layer adds, encoder first, as a share of the stream that it adds to.

    Both are measured by how far the pieces of the batch lie from their mean: what a layer adds to
    all pieces alike tells none from another. A new layer adds 0.
    """
    device = model.shared.weight.device
    source, decoder = batch.source_ids.to(device), batch.decoder_ids.to(device)
    shares: list[float] = []

    def note(mask: Tensor) -> Any:
        def hook(_: torch.nn.Module, inputs: tuple[Tensor, ...], output: Any) -> None:
            stream = inputs[0][mask]
            made = output[0] if isinstance(output, tuple) else output
            shares.append(float(_spread(made[mask] - stream) / _spread(stream)))

        return hook

    handles = [
        layer.register_forward_hook(note(mask.to(device)))
        for stack, mask in (
            (model.encoder, batch.source_ids != PAD_ID),
            (model.decoder, batch.labels != PAD_ID),
        )
        for layer in stack.layers
    ]
    model.eval()
    model(source, decoder)
    for handle in handles:
        handle.remove()
    return shares


def _spread(rows: Tensor) -> Tensor:
    """Mean length of (N, D) rows without their mean."""
    return (rows - rows.mean(0)).norm(dim=1).mean()
