"""Trained weights in a network of greater width, which computes nearly the same.

The trained numbers of each piece's vector keep their place among the new ones, with the positions'
waves nearest to theirs; what is new starts small and random. In a pre-norm network only the norms
see the whole vector: a norm over more numbers divides by less, so its scale takes that back (after
Chen et al. 2016, arXiv:1511.05641). What a layer adds is made to have a mean of zero first, which no norm can
tell, so that the mean over more numbers is the same.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path

import torch
from torch import Tensor

from summarizer.errors import ConfigError
from summarizer.training.export import architecture_of, read_weights
from summarizer.training.model import Architecture

_NEW_SHARE = 0.1
"""Size of new weights, as a share of the trained ones' root mean square."""
_LENGTH = 10.0
"""Spectral norm that the matrices behind a norm have at most in ``balanced`` weights."""


def new_places(old_width: int, new_width: int) -> Tensor:
    """(old_width,) where each number of a vector goes: waves to waves of the same or a like length."""
    half = torch.arange(old_width // 2)
    place = (half * new_width).div(old_width, rounding_mode="floor")
    return torch.cat([place, new_width // 2 + place])


@torch.no_grad()
def broadened(
    state: Mapping[str, Tensor], old: Architecture, new: Architecture, *, seed: int = 0
) -> dict[str, Tensor]:
    """The weights of ``old`` with the width and heads of ``new``; layers and their units stay.

    Raises:
        ConfigError: the width shrinks, or its heads would have another size.
    """
    if new.d_model < old.d_model or new.d_model // new.n_heads != old.d_model // old.n_heads:
        raise ConfigError(
            f"The weights have {old.n_heads} heads in a width of {old.d_model}, the architecture "
            f"{new.n_heads} in {new.d_model}. Heads must keep their size of "
            f"{old.d_model // old.n_heads}, and the width must not shrink."
        )
    if new.d_model == old.d_model:
        return dict(state)
    generator = torch.Generator().manual_seed(seed)
    places = new_places(old.d_model, new.d_model)
    heads = torch.arange(old.d_model)  # a head's rows stay together, new heads come behind
    ratio = math.sqrt(old.d_model / new.d_model)

    def matrix(value: Tensor, rows: Tensor | None, columns: Tensor | None) -> Tensor:
        n_rows = len(value) if rows is None else new.d_model
        n_columns = value.shape[1] if columns is None else new.d_model
        size = _NEW_SHARE * value.square().mean().sqrt()
        made = torch.randn(n_rows, n_columns, generator=generator) * size
        rows = torch.arange(len(value)) if rows is None else rows
        columns = torch.arange(value.shape[1]) if columns is None else columns
        made[rows[:, None], columns] = value
        return made

    def vector(value: Tensor, rows: Tensor, rest: float) -> Tensor:
        made = torch.full((new.d_model,), rest)
        made[rows] = value
        return made

    grown: dict[str, Tensor] = {}
    for name, value in state.items():
        part, kind = name.split(".")[-2:] if "." in name else ("", name)
        if part == "shared":
            made = matrix(value * ratio, None, places)
            made[value.abs().sum(1) == 0] = 0.0  # the pad
            grown[name] = made
        elif "layer_norm" in part:
            # the scores are made of the embeddings, which are shorter now
            factor = 1.0 if name.startswith("decoder.layer_norm") else ratio
            if kind == "weight":
                grown[name] = vector(value * factor, places, float(value.mean()) * factor)
            else:
                grown[name] = vector(value * factor / ratio, places, 0.0)
        elif part in ("q_proj", "k_proj", "v_proj"):
            if kind == "weight":
                grown[name] = matrix(value, heads, places)
            else:
                grown[name] = vector(value, heads, 0.0)
        elif part in ("out_proj", "fc2"):
            centred = value - value.mean(0)
            if kind == "weight":
                grown[name] = matrix(centred, places, heads if part == "out_proj" else None)
            else:
                grown[name] = vector(centred, places, 0.0)
        elif part == "fc1" and kind == "weight":
            grown[name] = matrix(value, None, places)
        else:
            grown[name] = value.clone()
    return grown


@torch.no_grad()
def narrowed(state: Mapping[str, Tensor], ffn_dim: int) -> dict[str, Tensor]:
    """The weights with at most ``ffn_dim`` units a layer: those that add least are left out."""
    made = dict(state)
    for name in [n for n in state if n.endswith("fc1.weight")]:
        stem = name.removesuffix("fc1.weight")
        inputs, outputs = state[name], state[stem + "fc2.weight"]
        kept = (inputs.norm(dim=1) * outputs.norm(dim=0)).topk(min(ffn_dim, len(inputs))).indices
        kept = kept.sort().values
        made[name], made[stem + "fc1.bias"] = inputs[kept], state[stem + "fc1.bias"][kept]
        made[stem + "fc2.weight"] = outputs[:, kept]
    return made


@torch.no_grad()
def balanced(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The same network, where matrices grown long are shorter and the norms before them larger.

    A step of Muon has one length: it hardly turns a matrix that is hundreds of steps long.
    """
    made = dict(state)
    inputs = {
        "self_attn_layer_norm": ("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"),
        "encoder_attn_layer_norm": ("encoder_attn.q_proj",),
        "final_layer_norm": ("fc1",),
    }
    for name in state:
        stem, _, norm = name.removesuffix(".weight").rpartition(".")
        if not name.endswith(".weight") or norm not in inputs:
            continue
        matrices = [f"{stem}.{m}.weight" for m in inputs[norm]]
        longest = max(float(torch.linalg.matrix_norm(state[m], 2)) for m in matrices)
        factor = max(1.0, longest / _LENGTH)
        for matrix in matrices:
            made[matrix] = state[matrix] / factor
        for kind in ("weight", "bias"):
            made[f"{stem}.{norm}.{kind}"] = state[f"{stem}.{norm}.{kind}"] * factor
    return made


def resize(weights: Path, output: Path, *, d_model: int, ffn_dim: int) -> Path:
    """Writes weights with another width, fewer units a layer or both, to train on from.

    Args:
        weights: ``averaged.pt``, ``checkpoint.pt`` or an exported directory.
        d_model: at least what it was, and a whole number of its heads.
        ffn_dim: at most what it was: ``train`` splits units where there are to be more.

    Raises:
        ConfigError: there are no weights, or they cannot be given these sizes.
    """
    old = architecture_of(weights)
    if ffn_dim > old.ffn_dim:
        raise ConfigError(
            f"The weights have layers of {old.ffn_dim} units: give at most as many, not {ffn_dim}. "
            "More are made by train, with ffn_dim of the architecture."
        )
    size = old.d_model // old.n_heads
    if d_model < old.d_model or d_model % size:
        raise ConfigError(
            f"A width of {d_model} will not do: give {old.d_model} or more, in steps of {size}, the "
            "size of the weights' heads."
        )
    new = replace(old, d_model=d_model, n_heads=d_model // size)
    state = broadened(narrowed(read_weights(weights), ffn_dim), old, new)
    made = {"model": balanced(state), "architecture": asdict(replace(new, ffn_dim=ffn_dim))}
    torch.save(made, output)
    return output
