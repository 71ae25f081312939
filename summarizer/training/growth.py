"""Trained weights in a network with other layers than theirs.

A trained layer is split: two copies stand where it stood, and each adds half of what it added. In a
pre-norm stack that computes nearly the same, since the second sees nearly what the first saw (the
step of a differential equation halved, Chang et al. 2018, arXiv:1710.10348), and both are in use from
the first step. New layers that add nothing at first stay so: after a long run what tells the pieces
apart is a thousand times longer than what a small new layer adds, and noise is all that it learns
(docs/LOG.md 10).

A unit between the two products of a layer is split likewise (Chen et al. 2016, arXiv:1511.05641): its
inputs are moved apart in opposite directions, so that the parts can learn different things, and each
adds half.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from summarizer.errors import ConfigError
from summarizer.training.model import Seq2Seq

_LAYER = re.compile(r"(encoder|decoder)\.layers\.(\d+)\.(.+)")
_OUTPUTS = ("out_proj", "fc2")
_APART = 0.15
"""How far the parts of a unit are moved from where it was, in lengths of its inputs."""


def default_origins(n_trained: int, n_wanted: int) -> tuple[int, ...]:
    """Every trained layer as often as there is room, the last ones first: 4 to 6 is 0 1 2 2 3 3."""
    times, n_more = divmod(n_wanted, n_trained)
    return tuple(i for i in range(n_trained) for _ in range(times + (i >= n_trained - n_more)))


@torch.no_grad()
def grow_into(
    model: Seq2Seq, state: Mapping[str, Tensor], encoder_origins: Sequence[int] | None = None
) -> None:
    """Loads ``state`` into ``model``, which may have more and wider layers: trained ones are split.

    Args:
        encoder_origins: for each encoder layer the trained layer that it is made of; n of the same
            add an nth each. A layer that is not named is left out. None takes
            ``default_origins``.

    Raises:
        ConfigError: the weights have layers that the architecture lacks, or lack those named; or
            their layers are wider than its own, or less than half as wide.
    """
    arch = model.arch
    wanted = {"encoder": arch.encoder_layers, "decoder": arch.decoder_layers}
    layers: dict[tuple[str, int], dict[str, Tensor]] = {}
    grown: dict[str, Tensor] = {}
    for name, value in state.items():
        if found := _LAYER.fullmatch(name):
            layers.setdefault((found[1], int(found[2])), {})[found[3]] = value
        else:
            grown[name] = value
    for stack, n_wanted in wanted.items():
        n_trained = sum(s == stack for s, _ in layers)
        origins: Sequence[int] = ()
        if stack == "encoder" and encoder_origins is not None:
            origins = encoder_origins
        elif n_wanted >= n_trained:
            origins = default_origins(n_trained, n_wanted)
        if len(origins) != n_wanted:
            raise ConfigError(
                f"The weights have {n_trained} {stack} layers, the architecture {n_wanted}. Set "
                f"{stack}_layers to {n_trained} or more, or name {n_wanted} in encoder_origins."
            )
        if missing := sorted({o for o in origins if (stack, o) not in layers}):
            raise ConfigError(
                f"encoder_origins names the layers {missing}; the weights have 0 to "
                f"{n_trained - 1}."
            )
        for i, origin in enumerate(origins):
            n_parts = list(origins).count(origin)
            layer = widened(layers[stack, origin], arch.ffn_dim, seed=i)
            for name, value in layer.items():
                is_output = name.split(".")[-2] in _OUTPUTS
                grown[f"{stack}.layers.{i}.{name}"] = value / n_parts if is_output else value
    model.load_state_dict(grown)


def widened(layer: Mapping[str, Tensor], ffn_dim: int, *, seed: int = 0) -> dict[str, Tensor]:
    """A layer's weights with ``ffn_dim`` units: those that add most are split in two.

    Args:
        layer: among them fc1.weight (F, D), fc1.bias (F) and fc2.weight (D, F).

    Raises:
        ConfigError: ``ffn_dim`` is not between F and 2 F.
    """
    inputs, thresholds, outputs = (layer[n] for n in ("fc1.weight", "fc1.bias", "fc2.weight"))
    n_units = len(inputs)
    if not n_units <= ffn_dim <= 2 * n_units:
        raise ConfigError(
            f"The weights have layers of {n_units} units, the architecture of {ffn_dim}. Set "
            f"ffn_dim to {n_units} to {2 * n_units}: a unit is split in two at most."
        )
    adds = inputs.norm(dim=1) * outputs.norm(dim=0)
    split = adds.argsort(descending=True)[: ffn_dim - n_units].sort().values
    noise = torch.randn(len(split), inputs.shape[1], generator=torch.Generator().manual_seed(seed))
    lengths = inputs[split].norm(dim=1, keepdim=True)
    apart = _APART * lengths * noise / noise.norm(dim=1, keepdim=True)
    halves = outputs.clone()
    halves[:, split] /= 2
    return dict(layer) | {
        "fc1.weight": torch.cat([inputs.index_add(0, split, apart), inputs[split] - apart]),
        "fc1.bias": torch.cat([thresholds, thresholds[split]]),
        "fc2.weight": torch.cat([halves, halves[:, split]], dim=1),
    }
