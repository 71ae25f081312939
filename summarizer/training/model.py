"""The network as it is trained: a lean Pegasus whose weights load into transformers unchanged.

Why not transformers' own module: on two cores its mask building and unfused losses cost a third
of the time, and guided attention needs one layer's weights without slowing the others. Parameter
names are transformers' own, and tests/training/test_export.py holds the outputs equal.

Layout (Zhang et al. 2020, arXiv:1912.08777): pre-norm layers, sinusoidal positions, ReLU,
embeddings shared by encoder, decoder and output, a bias on the output.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

PAD_ID = 0
EOS_ID = 1
UNK_ID = 2


@dataclass(frozen=True, slots=True)
class Architecture:
    """Sizes of the network; ``max_positions`` only bounds a table of sinusoids."""

    vocab_size: int = 12000
    d_model: int = 256
    ffn_dim: int = 1024
    n_heads: int = 4
    encoder_layers: int = 4
    decoder_layers: int = 2
    max_positions: int = 1024

    def __post_init__(self) -> None:
        if self.d_model % self.n_heads:
            raise ValueError(
                f"d_model ({self.d_model}) must be divisible by n_heads ({self.n_heads})."
            )


def sinusoids(n_positions: int, dim: int) -> Tensor:
    """(n_positions, dim), float32: sines in the first half of the columns, cosines in the second."""
    position = torch.arange(n_positions, dtype=torch.float64)[:, None]
    column = torch.arange(dim // 2, dtype=torch.float64)[None]
    angle = position / torch.pow(torch.tensor(10000.0, dtype=torch.float64), 2 * column / dim)
    return torch.cat([angle.sin(), angle.cos()], dim=1).float()


SETTLED_WEIGHT = 0.99
"""A query that gives one place more than this has next to no gradient left."""


class Attention(nn.Module):
    """Multi-head attention over (B, T, D) queries and (B, S, D) keys.

    Attributes:
        settled_shares: while it is a list, each forward pass on a CPU adds, (H,) for each head, the
            share of queries that give one place more than SETTLED_WEIGHT.
    """

    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        self.n_heads = n_heads
        self.settled_shares: list[Tensor] | None = None
        self.k_proj = nn.Linear(d_model, d_model)
        self.v_proj = nn.Linear(d_model, d_model)
        self.q_proj = nn.Linear(d_model, d_model)
        self.out_proj = nn.Linear(d_model, d_model)

    def _heads(self, x: Tensor) -> Tensor:
        b, t, d = x.shape
        return x.view(b, t, self.n_heads, d // self.n_heads).transpose(1, 2)

    def forward(
        self,
        x: Tensor,
        memory: Tensor,
        *,
        mask: Tensor | None = None,
        is_causal: bool = False,
        need_weights: bool = False,
    ) -> tuple[Tensor, Tensor | None]:
        """Output (B, T, D) and, when asked for, weights averaged over heads (B, T, S).

        Args:
            mask: True where attention is allowed, broadcastable to (B, H, T, S).
        """
        q, k, v = (
            self._heads(self.q_proj(x)),
            self._heads(self.k_proj(memory)),
            self._heads(self.v_proj(memory)),
        )
        weights = None
        if need_weights or x.device.type == "cpu":
            # torch's fused attention goes backward four times slower than this on a CPU
            scores = q @ k.transpose(-1, -2) * q.shape[-1] ** -0.5
            lowest = torch.finfo(scores.dtype).min
            if is_causal:
                t = scores.shape[-1]
                future = torch.ones(t, t, dtype=torch.bool, device=x.device).triu(1)
                scores = scores.masked_fill(future, lowest)
            if mask is not None:
                scores = scores.masked_fill(~mask, lowest)
            attention = scores.softmax(-1)
            if self.settled_shares is not None:
                is_settled = attention.amax(-1) > SETTLED_WEIGHT
                self.settled_shares.append(is_settled.float().mean((0, 2)))
            out = attention @ v
            weights = attention.mean(1) if need_weights else None
        else:
            out = F.scaled_dot_product_attention(q, k, v, attn_mask=mask, is_causal=is_causal)
        b, _, t, _ = out.shape
        return self.out_proj(out.transpose(1, 2).reshape(b, t, -1)), weights


class EncoderLayer(nn.Module):
    def __init__(self, arch: Architecture, dropout: float) -> None:
        super().__init__()
        self.self_attn = Attention(arch.d_model, arch.n_heads)
        self.self_attn_layer_norm = nn.LayerNorm(arch.d_model)
        self.fc1 = nn.Linear(arch.d_model, arch.ffn_dim)
        self.fc2 = nn.Linear(arch.ffn_dim, arch.d_model)
        self.final_layer_norm = nn.LayerNorm(arch.d_model)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        normed = self.self_attn_layer_norm(x)
        x = x + self.dropout(self.self_attn(normed, normed, mask=mask)[0])
        hidden = F.relu(self.fc1(self.final_layer_norm(x)))
        out: Tensor = x + self.dropout(self.fc2(hidden))
        return out


class DecoderLayer(nn.Module):
    def __init__(self, arch: Architecture, dropout: float) -> None:
        super().__init__()
        self.self_attn = Attention(arch.d_model, arch.n_heads)
        self.self_attn_layer_norm = nn.LayerNorm(arch.d_model)
        self.encoder_attn = Attention(arch.d_model, arch.n_heads)
        self.encoder_attn_layer_norm = nn.LayerNorm(arch.d_model)
        self.fc1 = nn.Linear(arch.d_model, arch.ffn_dim)
        self.fc2 = nn.Linear(arch.ffn_dim, arch.d_model)
        self.final_layer_norm = nn.LayerNorm(arch.d_model)
        self.dropout = nn.Dropout(dropout)

    def forward(
        self, x: Tensor, memory: Tensor, mask: Tensor | None, need_weights: bool
    ) -> tuple[Tensor, Tensor | None]:
        normed = self.self_attn_layer_norm(x)
        x = x + self.dropout(self.self_attn(normed, normed, is_causal=True)[0])
        crossed, weights = self.encoder_attn(
            self.encoder_attn_layer_norm(x), memory, mask=mask, need_weights=need_weights
        )
        x = x + self.dropout(crossed)
        hidden = F.relu(self.fc1(self.final_layer_norm(x)))
        return x + self.dropout(self.fc2(hidden)), weights


class Stack(nn.Module):
    """Layers and the norm that closes a pre-norm stack."""

    def __init__(self, layers: list[nn.Module], d_model: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(layers)
        self.layer_norm = nn.LayerNorm(d_model)


class Seq2Seq(nn.Module):
    """Encoder–decoder; forward gives decoder states, ``logits`` turns states into scores."""

    positions: Tensor

    def __init__(self, arch: Architecture, dropout: float = 0.0) -> None:
        super().__init__()
        self.arch = arch
        self.shared = nn.Embedding(arch.vocab_size, arch.d_model, padding_idx=PAD_ID)
        self.encoder = Stack(
            [EncoderLayer(arch, dropout) for _ in range(arch.encoder_layers)], arch.d_model
        )
        self.decoder = Stack(
            [DecoderLayer(arch, dropout) for _ in range(arch.decoder_layers)], arch.d_model
        )
        self.final_logits_bias = nn.Parameter(torch.zeros(arch.vocab_size))
        self.dropout = nn.Dropout(dropout)
        self.register_buffer(
            "positions", sinusoids(arch.max_positions, arch.d_model), persistent=False
        )
        self.scale = math.sqrt(arch.d_model)

    def _embed(self, ids: Tensor) -> Tensor:
        embedded: Tensor = self.shared(ids) * self.scale + self.positions[: ids.shape[1]]
        dropped: Tensor = self.dropout(embedded)
        return dropped

    def encode(self, source_ids: Tensor, mask: Tensor | None) -> Tensor:
        """(B, S) ids to (B, S, D) states; ``mask`` (B, 1, 1, S) is True on real tokens."""
        x = self._embed(source_ids)
        for layer in self.encoder.layers:
            x = layer(x, mask)
        return self.encoder.layer_norm(x)  # type: ignore[no-any-return]

    def forward(
        self,
        source_ids: Tensor,
        decoder_ids: Tensor,
        *,
        need_weights: bool = False,
        is_padded: bool | None = None,
    ) -> tuple[Tensor, Tensor | None]:
        """Decoder states (B, T, D) and the last layer's cross-attention (B, T, S) when asked for.

        Args:
            is_padded: whether sources differ in length. None looks, which on a GPU waits for all
                that it was given to do.
        """
        mask = None
        if bool((source_ids == PAD_ID).any()) if is_padded is None else is_padded:
            mask = (source_ids != PAD_ID)[:, None, None]
        return self.decode(
            decoder_ids, self.encode(source_ids, mask), mask, need_weights=need_weights
        )

    def decode(
        self,
        decoder_ids: Tensor,
        memory: Tensor,
        mask: Tensor | None,
        *,
        need_weights: bool = False,
    ) -> tuple[Tensor, Tensor | None]:
        """As ``forward``, from encoder states (B, S, D) and their mask (B, 1, 1, S)."""
        x = self._embed(decoder_ids)
        weights = None
        last = len(self.decoder.layers) - 1
        for i, layer in enumerate(self.decoder.layers):
            x, weights = layer(x, memory, mask, need_weights and i == last)
        return self.decoder.layer_norm(x), weights

    def logits(self, states: Tensor, vocabulary: Tensor | None = None) -> Tensor:
        """(N, D) states to (N, V) scores, over ``vocabulary`` ids only when given."""
        if vocabulary is None:
            return F.linear(states, self.shared.weight, self.final_logits_bias)
        return F.linear(states, self.shared.weight[vocabulary], self.final_logits_bias[vocabulary])
