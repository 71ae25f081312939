"""The objective's gradients in few passes over memory, for processors with matrix units.

There the matrix products are a small part of a training step in torch's own operations: norms,
masks, softmaxes, casts and copies take the rest, a pass over memory each. Here torch multiplies
the matrices, and ``kernels.cpp`` does what lies between two products in one pass. Sentences lie
end to end, so no padding is computed. It is the loss of ``Objective`` in bfloat16;
tests/training/test_fused.py holds the gradients equal.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import torch
from torch import Tensor

from summarizer.errors import ConfigError
from summarizer.training.dataset import Batch
from summarizer.training.kernels import call, load_kernels
from summarizer.training.model import PAD_ID
from summarizer.training.objective import Objective
from summarizer.training.streams import Block, Dropout, Network, Packed, Stream, filled_up

LANES = 16
"""Floats that a kernel takes at a time."""
SCORED_ROWS = 1024
"""Target tokens scored together: 1,024 rows of 3,000 scores are 6 MB."""


class FeedForward:
    """``fc2(relu(fc1(x)))``."""

    def __init__(self, network: Network, layer: str) -> None:
        self.network = network
        self.first, self.second = f"{layer}.fc1", f"{layer}.fc2"
        self.bias = f"{self.second}.bias"

    def forward(self, normed: Tensor) -> Tensor:
        network = self.network
        self.normed = normed
        self.hidden = torch.mm(normed, network.weight(self.first).t())
        call(
            "bias_relu",
            *(self.hidden, network.value(f"{self.first}.bias"), *self.hidden.shape),
        )
        return torch.mm(self.hidden, network.weight(self.second).t())

    def backward(self, d_out: Tensor) -> Tensor:
        network = self.network
        network.add_weight_gradient(d_out, self.hidden, self.second)
        d_hidden = torch.mm(d_out, network.weight(self.second))
        call(
            "relu_backward",
            *(d_hidden, self.hidden, *d_hidden.shape),
            network.gradient(f"{self.first}.bias"),
        )
        network.add_weight_gradient(d_hidden, self.normed, self.first)
        return torch.mm(d_hidden, network.weight(self.first))


@dataclass(slots=True)
class Guide:
    """Word alignments that an attention is trained to follow.

    Attributes:
        aligned: (n,) int32: the key place that each query row should look at, -1 where unknown.
        share: (n,) float32: the weight that it gives that place, averaged over heads.
        d_share: the loss's gradient with respect to it, set before the backward pass.
    """

    aligned: Tensor
    share: Tensor
    d_share: Tensor | None = None


@dataclass(slots=True)
class Memory:
    """The encoder's states (N, D) that decoder layers look at, and their gradient so far."""

    packed: Packed
    states: Tensor
    gradient: Tensor | None = None

    def add_gradient(self, d_keys: Tensor, weight: Tensor) -> None:
        """Adds ``d_keys weight``, the share of one decoder layer."""
        if self.gradient is None:
            self.gradient = torch.mm(d_keys, weight)
        else:
            self.gradient.addmm_(d_keys, weight)


class SelfAttention:
    """Attention of a layer's rows on those of the same sentence; three projections in one."""

    def __init__(self, network: Network, layer: str, packed: Packed, *, is_causal: bool) -> None:
        name = f"{layer}.self_attn"
        self.network, self.packed, self.is_causal = network, packed, is_causal
        self.names = (f"{name}.q_proj", f"{name}.k_proj", f"{name}.v_proj")
        self.output = f"{name}.out_proj"
        self.bias = f"{self.output}.bias"

    def forward(self, normed: Tensor) -> Tensor:
        network = self.network
        self.normed = normed
        projected = torch.mm(normed, network.weight(*self.names).t())
        q, k, v = projected.chunk(3, 1)
        self.heads = Heads(network, self.names, self.packed, self.packed, q, k, v, self.is_causal)
        return torch.mm(self.heads.forward(), network.weight(self.output).t())

    def backward(self, d_out: Tensor) -> Tensor:
        network = self.network
        network.add_weight_gradient(d_out, self.heads.out, self.output)
        d_projected = torch.empty(len(d_out), 3 * d_out.shape[1], dtype=d_out.dtype)
        d_heads = torch.mm(d_out, network.weight(self.output))
        self.heads.backward(d_heads, *d_projected.chunk(3, 1))
        network.add_weight_gradient(d_projected, self.normed, *self.names)
        return torch.mm(d_projected, network.weight(*self.names))


class CrossAttention:
    """Attention of a decoder layer's rows on the encoder's states."""

    def __init__(
        self, network: Network, layer: str, packed: Packed, memory: Memory, guide: Guide | None
    ) -> None:
        name = f"{layer}.encoder_attn"
        self.network, self.packed, self.memory, self.guide = network, packed, memory, guide
        self.names = (f"{name}.q_proj", f"{name}.k_proj", f"{name}.v_proj")
        self.output = f"{name}.out_proj"
        self.bias = f"{self.output}.bias"

    def forward(self, normed: Tensor) -> Tensor:
        network, memory = self.network, self.memory
        self.normed = normed
        q = torch.mm(normed, network.weight(self.names[0]).t())
        k, v = torch.mm(memory.states, network.weight(*self.names[1:]).t()).chunk(2, 1)
        self.heads = Heads(
            network, self.names, self.packed, memory.packed, q, k, v, False, self.guide
        )
        return torch.mm(self.heads.forward(), network.weight(self.output).t())

    def backward(self, d_out: Tensor) -> Tensor:
        network, memory, (query, *keys) = self.network, self.memory, self.names
        network.add_weight_gradient(d_out, self.heads.out, self.output)
        d_q = torch.empty_like(d_out)
        d_keys = torch.empty(memory.packed.n_rows, 2 * d_out.shape[1], dtype=d_out.dtype)
        d_heads = torch.mm(d_out, network.weight(self.output))
        self.heads.backward(d_heads, d_q, *d_keys.chunk(2, 1))
        network.add_weight_gradient(d_keys, memory.states, *keys)
        memory.add_gradient(d_keys, network.weight(*keys))
        network.add_weight_gradient(d_q, self.normed, query)
        return torch.mm(d_q, network.weight(query))


@dataclass(slots=True)
class Heads:
    """Attention of projected queries, keys and values, without their biases, (N, D) each."""

    network: Network
    names: tuple[str, str, str]
    queries: Packed
    keys: Packed
    q: Tensor
    k: Tensor
    v: Tensor
    is_causal: bool
    guide: Guide | None = None
    out: Tensor = field(init=False)
    weights: Tensor = field(init=False)

    def _inputs(self) -> list[Tensor | int]:
        """What both kernels are told first."""
        n_heads = self.network.n_heads
        inputs: list[Tensor | int] = [self.q, self.q.stride(0), self.k, self.v, self.k.stride(0)]
        inputs += [self.network.value(f"{name}.bias") for name in self.names]
        inputs += [self.queries.starts, self.keys.starts, len(self.queries.starts) - 1]
        return [*inputs, n_heads, self.q.shape[1] // n_heads]

    def forward(self) -> Tensor:
        """(N, D): the heads' outputs side by side, before the last projection."""
        self.out = torch.empty(self.q.shape, dtype=self.q.dtype)
        self.out[len(self.queries) :] = 0
        widths = -(-self.keys.lengths // LANES) * LANES
        n_weights = int((self.queries.lengths * widths).sum())
        self.weights = torch.empty(n_weights * self.network.n_heads, dtype=self.q.dtype)
        guide = (self.guide.aligned, self.guide.share) if self.guide else (None, None)
        call("attend", *self._inputs(), int(self.is_causal), self.out, self.weights, *guide)
        return self.out

    def backward(self, d_out: Tensor, d_q: Tensor, d_k: Tensor, d_v: Tensor) -> None:
        """Fills the gradients of q, k and v (strided as they are) and adds those of the biases."""
        guide = (self.guide.aligned, self.guide.d_share) if self.guide else (None, None)
        call("attend_backward", *self._inputs(), d_out, self.weights, *guide, d_q, d_k, d_v)
        made = ((d_q, self.queries), (d_k, self.keys), (d_v, self.keys))
        for name, (gradient, packed) in zip(self.names, made, strict=True):
            gradient[len(packed) :] = 0
            call(
                "column_sums",
                *(gradient, len(packed), gradient.stride(0), gradient.shape[1]),
                self.network.gradient(f"{name}.bias"),
            )


@dataclass(slots=True)
class FusedObjective(Objective):
    """An ``Objective`` whose gradients are made here; for one thread and bfloat16."""

    network: Network | None = None

    def prepare(self) -> None:
        arch = self.model.arch
        sizes = (arch.d_model, arch.ffn_dim, arch.d_model // arch.n_heads)
        if any(size % LANES for size in sizes):
            raise ConfigError(
                "Fused training needs d_model, ffn_dim and the width of a head to be multiples of "
                f"{LANES}, got {sizes}. Change the architecture, or set is_fused = false."
            )
        load_kernels()
        self.network = Network(self.model, self.model.arch.n_heads)

    def accumulate(
        self,
        batch: Batch,
        *,
        share: float,
        is_full: bool,
        guided_weight: float,
        generator: torch.Generator | None = None,
    ) -> float:
        if self.network is None:
            self.prepare()
        assert self.network is not None
        with torch.no_grad():
            return self._accumulate(self.network, batch, share, is_full, guided_weight, generator)

    def _accumulate(
        self,
        network: Network,
        batch: Batch,
        share: float,
        is_full: bool,
        guided_weight: float,
        generator: torch.Generator | None,
    ) -> float:
        model, arch = self.model, self.model.arch
        is_token = batch.labels != PAD_ID
        labels = batch.labels[is_token]
        source = Packed.of(batch.source_ids, batch.source_ids != PAD_ID)
        target = Packed.of(batch.decoder_ids, is_token)
        guide = None
        if guided_weight > 0 and batch.alignment is not None:
            guide = Guide(batch.alignment[is_token].int(), torch.zeros(len(target)))

        share_dropped = model.dropout.p if model.training else 0.0
        dropouts = [Dropout(share_dropped, generator) for _ in range(2)]
        encoder = Stream(network, model.positions, model.scale, source, dropouts[0])
        steps: list[tuple[str, Block]] = []
        for i in range(arch.encoder_layers):
            layer = f"encoder.layers.{i}"
            attention = SelfAttention(network, layer, source, is_causal=False)
            steps.append((f"{layer}.self_attn_layer_norm", attention))
            steps.append((f"{layer}.final_layer_norm", FeedForward(network, layer)))
        memory = Memory(source, encoder.forward(steps, "encoder.layer_norm"))

        decoder = Stream(network, model.positions, model.scale, target, dropouts[1])
        steps = []
        for i in range(arch.decoder_layers):
            layer = f"decoder.layers.{i}"
            guided = guide if i == arch.decoder_layers - 1 else None
            attention = SelfAttention(network, layer, target, is_causal=True)
            cross = CrossAttention(network, layer, target, memory, guided)
            steps.append((f"{layer}.self_attn_layer_norm", attention))
            steps.append((f"{layer}.encoder_attn_layer_norm", cross))
            steps.append((f"{layer}.final_layer_norm", FeedForward(network, layer)))
        states = decoder.forward(steps, "decoder.layer_norm")

        nll, d_states = self._loss(network, states, labels, is_full, generator, share)
        if guide is not None:
            is_known = guide.aligned >= 0
            weight = guided_weight * share / max(1, int(is_known.sum()))
            guide.d_share = torch.where(is_known, -weight / (guide.share + 1e-5), 0.0)
        decoder.backward(d_states)
        assert memory.gradient is not None
        encoder.backward(memory.gradient)
        return nll

    def _loss(
        self,
        network: Network,
        states: Tensor,
        labels: Tensor,
        is_full: bool,
        generator: torch.Generator | None,
        share: float,
    ) -> tuple[float, Tensor]:
        """Mean negative log-likelihood in nats, and the gradient of the states (N, D)."""
        n, n_pieces = len(labels), self.model.arch.vocab_size
        if is_full or not self.n_negatives:
            vocabulary, correction, index = torch.arange(n_pieces), torch.zeros(n_pieces), labels
        else:
            vocabulary, correction, index = self._sampled(labels, generator)
        c = len(vocabulary)
        width = filled_up(c)
        weight = torch.zeros(width, states.shape[1], dtype=torch.bfloat16)
        weight[:c] = network.value("shared.weight")[vocabulary]
        added = torch.full((width,), -1e30)
        added[:c] = network.value("final_logits_bias")[vocabulary] + correction
        right = index.int()
        d_weight = torch.zeros(weight.shape)
        d_bias = torch.zeros(width)
        total = torch.zeros(1, dtype=torch.float64)
        d_states = torch.empty_like(states)
        for start in range(0, n, SCORED_ROWS):
            part = states[start : start + SCORED_ROWS]
            scores = torch.mm(part, weight.t())
            n_right = min(len(part), n - start)
            call(
                "softmax_loss",
                *(scores, n_right, c, width, added, right[start:]),
                *(float(self.label_smoothing), share / n, d_bias, total),
            )
            scores[n_right:] = 0
            torch.mm(scores, weight, out=d_states[start : start + SCORED_ROWS])
            call("add_to", d_weight, torch.mm(scores.t(), part), d_weight.numel())
        d_states[-(-n // SCORED_ROWS) * SCORED_ROWS :] = 0
        network.gradient("shared.weight").index_add_(0, vocabulary, d_weight[:c])
        network.gradient("final_logits_bias").index_add_(0, vocabulary, d_bias[:c])
        return float(total) / n, d_states
