"""Sentences end to end, the network's weights, and the stream that blocks add to (fused.py)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from summarizer.training.kernels import call

ROW_STEP = 256
"""Rows and candidates are filled up to a multiple: oneDNN compiles a product for every shape."""


@dataclass(slots=True)
class Packed:
    """The sentences of a batch end to end.

    Attributes:
        ids, places: (n,) int32: pieces, and where in its sentence each stands.
        starts: (B + 1,) int64: the first row of each sentence, and n.
        n_rows: n, filled up to a multiple of ROW_STEP.
    """

    ids: Tensor
    places: Tensor
    starts: Tensor
    n_rows: int

    @classmethod
    def of(cls, padded: Tensor, is_token: Tensor) -> Packed:
        """From ids (B, L) and where they count."""
        lengths = is_token.sum(1)
        starts = torch.zeros(len(lengths) + 1, dtype=torch.long)
        starts[1:] = lengths.cumsum(0)
        places = torch.arange(padded.shape[1], dtype=torch.int32).expand_as(padded)[is_token]
        return cls(padded[is_token].int(), places, starts, filled_up(int(starts[-1])))

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def lengths(self) -> Tensor:
        """(B,) int64."""
        return self.starts.diff()


class Network:
    """The model's weights in bfloat16 and its gradients, by parameter name."""

    def __init__(self, model: torch.nn.Module, n_heads: int) -> None:
        self.parameters = dict(model.named_parameters())
        self.n_heads = n_heads
        self._short: dict[tuple[str, ...], Tensor] = {}

    def weight(self, *names: str) -> Tensor:
        """Weights of these layers one above the other, (sum of E, D)."""
        if names not in self._short:
            self._short[names] = torch.cat([self.parameters[f"{n}.weight"] for n in names]).to(
                torch.bfloat16
            )
        return self._short[names]

    def value(self, name: str) -> Tensor:
        """The parameter as it is, float32."""
        return self.parameters[name].detach()

    def gradient(self, name: str) -> Tensor:
        """What gradients of the parameter are added to, float32."""
        parameter = self.parameters[name]
        if parameter.grad is None:
            parameter.grad = torch.zeros_like(parameter)
        return parameter.grad

    def add_weight_gradient(self, d_out: Tensor, x: Tensor, *names: str) -> None:
        """Of ``weight(*names)`` in out = x weightᵀ, from d_out (N, sum of E) and x (N, D)."""
        made = torch.mm(d_out.t(), x)
        parts = torch.split(made, [len(self.parameters[f"{n}.weight"]) for n in names])
        for name, part in zip(names, parts, strict=True):
            call("add_to", self.gradient(f"{name}.weight"), part, part.numel())


class Block(Protocol):
    """What stands between two norms; its bias is added by the norm behind it."""

    bias: str

    def forward(self, normed: Tensor) -> Tensor:
        """What is added to the stream, (N, D), from its norm."""

    def backward(self, d_out: Tensor) -> Tensor:
        """Gradient of the norm's output, from that of what was added; adds those of the weights."""


class Norm:
    """A layer norm of a stream to which a block's output is added."""

    def __init__(self, network: Network, name: str) -> None:
        self.network, self.name = network, name

    def forward(
        self, stream: Tensor, added: Tensor | None, bias: str | None
    ) -> tuple[Tensor, Tensor]:
        """(stream + added + bias, its norm), (N, D) float32 and bfloat16."""
        network, (n, d) = self.network, stream.shape
        self.bias = bias
        own = torch.zeros(d) if bias is None else network.value(bias)
        self.stream = stream if added is None else torch.empty_like(stream)
        self.stats = torch.empty(n, 2)
        normed = torch.empty(n, d, dtype=torch.bfloat16)
        call(
            "add_norm",
            *(stream, added, own, n, d),
            network.value(f"{self.name}.weight"),
            network.value(f"{self.name}.bias"),
            *(self.stream, normed, self.stats),
        )
        return self.stream, normed

    def backward(self, d_normed: Tensor, d_stream: Tensor | None) -> Tensor:
        """Gradient of the stream, from those of the norm and of what else reads the stream."""
        network, (n, d) = self.network, d_normed.shape
        d_total = torch.empty_like(d_normed)
        call(
            "norm_backward",
            *(d_normed, d_stream, self.stream, self.stats, n, d),
            network.value(f"{self.name}.weight"),
            d_total,
            network.gradient(f"{self.name}.weight"),
            network.gradient(f"{self.name}.bias"),
            None if self.bias is None else network.gradient(self.bias),
        )
        return d_total


class Dropout:
    """Zeroes a share of numbers and scales the others, the same ones in the gradient.

    Args:
        share: 0 to 1, of the numbers; 0 leaves all.
        generator: where the choice comes from; torch's own when None.
    """

    def __init__(self, share: float, generator: torch.Generator | None) -> None:
        self.keep, self.generator = 1.0 - share, generator
        self.masks: list[Tensor] = []

    @property
    def is_on(self) -> bool:
        return self.keep < 1.0

    def forward(self, x: Tensor) -> Tensor:
        """Changes ``x`` (N, D)."""
        mask = torch.empty(x.shape, dtype=torch.bfloat16)
        mask.bernoulli_(self.keep, generator=self.generator).mul_(1.0 / self.keep)
        self.masks.append(mask)
        return x.mul_(mask)

    def backward(self, d_x: Tensor) -> Tensor:
        """Of the last forward that was not yet gone back through; ``d_x`` stays."""
        return d_x * self.masks.pop()


class Stream:
    """Embedded pieces and the blocks that add to them, closed by a norm.

    The sum is float32: after a long run it has a hundred times the length of what a layer adds, and
    bfloat16, which knows 128 steps between a number and its double, would round that away.
    """

    def __init__(
        self, network: Network, positions: Tensor, scale: float, packed: Packed, dropout: Dropout
    ) -> None:
        self.network, self.packed, self.scale, self.dropout = network, packed, scale, dropout
        table = network.value("shared.weight")
        self.state = torch.empty(packed.n_rows, table.shape[1])
        call(
            "embed",
            *(packed.ids, packed.places, len(packed), *self.state.shape),
            *(table, positions, float(scale), self.state),
        )
        if dropout.is_on:
            dropout.forward(self.state)
        self.norms: list[Norm] = []
        self.blocks: list[Block] = []

    def forward(self, steps: list[tuple[str, Block]], last: str) -> Tensor:
        """The closing norm's output (N, D), behind blocks with the names of their norms."""
        added, bias = None, None
        for name, block in steps:
            normed = self._norm(name, added, bias)
            added, bias = block.forward(normed), block.bias
            if self.dropout.is_on:  # which takes the bias too
                self.dropout.forward(added.add_(self.network.value(bias)))
                bias = None
            self.blocks.append(block)
        return self._norm(last, added, bias)

    def _norm(self, name: str, added: Tensor | None, bias: str | None) -> Tensor:
        norm = Norm(self.network, name)
        self.state, normed = norm.forward(self.state, added, bias)
        self.norms.append(norm)
        return normed

    def backward(self, d_normed: Tensor) -> None:
        """Adds all gradients, down to the embeddings'."""
        d_state = None
        for block, norm in zip(reversed(self.blocks), reversed(self.norms[1:]), strict=True):
            d_state = norm.backward(d_normed, d_state)
            d_out = d_state
            if self.dropout.is_on:
                d_out = self.dropout.backward(d_state)
                call(
                    "column_sums",
                    *(d_out, len(self.packed), d_out.stride(0), d_out.shape[1]),
                    self.network.gradient(block.bias),
                )
            d_normed = block.backward(d_out)
        d_state = self.norms[0].backward(d_normed, d_state)
        if self.dropout.is_on:
            d_state = self.dropout.backward(d_state)
        call(
            "add_rows",
            *(self.network.gradient("shared.weight"), self.packed.ids, d_state),
            *(len(self.packed), d_state.shape[1], float(self.scale)),
        )


def filled_up(n: int) -> int:
    return -(-n // ROW_STEP) * ROW_STEP
