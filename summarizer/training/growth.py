"""Trained weights in a network with other layers than theirs.

A new layer is a copy of a trained one whose output projections are zero: in a pre-norm stack it
passes on what it gets, so the network computes what it did before (block expansion, Wu et al. 2024,
arXiv:2401.02415). A layer of small random weights would do so too, but it learns next to nothing:
after a long run the stream that it adds to is a hundred times longer than what it can add, and its
attention settles on the end mark before it is of any use (docs/LOG.md 10).
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
_INPUTS = ("v_proj", "fc1")

LIFT = 4.0
"""What reads a new layer's input is made this much longer, which its zero outputs hide: a step of
Muon has one length, and from zero it would take half a run to reach what other layers add."""


def default_origins(n_trained: int, n_wanted: int) -> tuple[int, ...]:
    """The trained layers, then once more the last of them: 4 to 6 layers is 0, 1, 2, 3, 2, 3."""
    n_new = max(0, n_wanted - n_trained)
    copies = list(range(n_trained)) * -(-n_new // n_trained)
    return (*range(n_trained), *copies[len(copies) - n_new :])


@torch.no_grad()
def grow_into(
    model: Seq2Seq, state: Mapping[str, Tensor], encoder_origins: Sequence[int] | None = None
) -> None:
    """Loads ``state`` into ``model``, which may have more layers; those compute nothing at first.

    Args:
        encoder_origins: for each encoder layer the trained layer that it is made of; the second
            and later ones of the same are the new ones. A layer that is not named is left out.
            None takes ``default_origins``.

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
        origins: Sequence[int] = default_origins(n_trained, n_wanted)
        if stack == "encoder" and encoder_origins is not None:
            origins = encoder_origins
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
            is_new = origin in origins[:i]
            for name, value in layers[stack, origin].items():
                factor = 1.0
                if is_new and name.split(".")[-2] in _OUTPUTS:
                    factor = 0.0
                elif is_new and name.split(".")[-2] in _INPUTS:
                    factor = LIFT
                grown[f"{stack}.layers.{i}.{name}"] = value * factor
    model.load_state_dict(grown)
