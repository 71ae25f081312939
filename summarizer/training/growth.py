"""Trained weights in a network with other layers than theirs.

A trained layer is split: two copies stand where it stood, and each adds half of what it added. In a
pre-norm stack that computes nearly the same, since the second sees nearly what the first saw (the
step of a differential equation halved, Chang et al. 2018, arXiv:1710.10348), and both are in use from
the first step. New layers that add nothing at first stay so: after a long run what tells the pieces
apart is a thousand times longer than what a small new layer adds, and noise is all that it learns
(docs/LOG.md 10).
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


def default_origins(n_trained: int, n_wanted: int) -> tuple[int, ...]:
    """Every trained layer as often as there is room, the last ones first: 4 to 6 is 0 1 2 2 3 3."""
    times, n_more = divmod(n_wanted, n_trained)
    return tuple(i for i in range(n_trained) for _ in range(times + (i >= n_trained - n_more)))


@torch.no_grad()
def grow_into(
    model: Seq2Seq, state: Mapping[str, Tensor], encoder_origins: Sequence[int] | None = None
) -> None:
    """Loads ``state`` into ``model``, which may have more layers: trained ones are split.

    Args:
        encoder_origins: for each encoder layer the trained layer that it is made of; n of the same
            add an nth each. A layer that is not named is left out. None takes
            ``default_origins``.

    Raises:
        ConfigError: the weights have layers that the architecture lacks, or lack those named.
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
            for name, value in layers[stack, origin].items():
                is_output = name.split(".")[-2] in _OUTPUTS
                grown[f"{stack}.layers.{i}.{name}"] = value / n_parts if is_output else value
    model.load_state_dict(grown)
