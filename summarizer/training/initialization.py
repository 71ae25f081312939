"""First weights that already translate word by word.

A random network spends its first hour on a CPU learning which words go together. Word alignments
know that after a minute, so two things are built in instead:

* the shared embeddings are the leading eigenvectors of the symmetric matrix of positive pointwise
  mutual information between aligned pieces: a French piece and its English counterpart point the
  same way (the factorisation view of Levy & Goldberg 2014);
* the last decoder layer's cross-attention passes on what it attends to (value and output
  projections near the identity), so that attending to a French word raises its translation.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from summarizer.training.model import PAD_ID, Attention, Seq2Seq

EMBEDDING_NORM = 0.65
"""Length of an embedding; times sqrt(d_model) it matches the sinusoids' length at width 256."""


def aligned_embeddings(
    source_ids: npt.NDArray[np.int64],
    target_ids: npt.NDArray[np.int64],
    counts: npt.NDArray[np.int64],
    vocab_size: int,
    dim: int,
    *,
    seed: int = 0,
) -> npt.NDArray[np.float32]:
    """(vocab_size, dim) embeddings from counts of aligned piece pairs; unseen pieces are random.

    Args:
        source_ids, target_ids, counts: (N,) how often a source piece is linked to a target piece.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.linalg import eigsh

    rng = np.random.default_rng(seed)
    pair = counts.astype(np.float64)
    total = pair.sum()
    # Context smoothing with exponent 0.75 (Levy, Goldberg & Dagan 2015) keeps rare pairs modest.
    source_mass = np.bincount(source_ids, pair, vocab_size)
    target_mass = np.bincount(target_ids, pair, vocab_size) ** 0.75
    target_mass /= target_mass.sum()
    pmi = np.log(
        (pair / total) / ((source_mass[source_ids] / total) * target_mass[target_ids] + 1e-12)
    )
    keep = (pmi > 0) & (counts >= 2)
    weight = pmi[keep] * np.minimum(1.0, pair[keep] / 10.0) ** 0.5
    s, t = source_ids[keep], target_ids[keep]
    matrix = coo_matrix((weight, (s, t)), shape=(vocab_size, vocab_size)).tocsr()
    symmetric = (matrix + matrix.T) * 0.5
    values, vectors = eigsh(symmetric, k=dim, which="LA", v0=rng.normal(size=vocab_size))
    embeddings = vectors * np.sqrt(np.maximum(values, 0.0))
    # A random rotation spreads the information over all heads.
    rotation, _ = np.linalg.qr(rng.normal(size=(dim, dim)))
    embeddings = embeddings @ rotation
    norms = np.linalg.norm(embeddings, axis=1, keepdims=True)
    noise = rng.normal(size=embeddings.shape) / np.sqrt(dim)
    is_known = norms > 1e-3
    unit = np.where(is_known, embeddings / np.maximum(norms, 1e-3) + 0.3 * noise, noise)
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    unit[PAD_ID] = 0.0
    scaled: npt.NDArray[np.float32] = (unit * EMBEDDING_NORM).astype(np.float32)
    return scaled


@torch.no_grad()
def initialize(
    model: Seq2Seq,
    *,
    embeddings: npt.NDArray[np.float32] | None,
    target_counts: npt.NDArray[np.int64] | None,
) -> None:
    """Sets every weight in place.

    Args:
        embeddings: (V, D) from ``aligned_embeddings``; random of the same length when None.
        target_counts: (V,) how often each piece occurs in the targets: the output bias.
    """
    for module in model.modules():
        if isinstance(module, nn.Linear):
            nn.init.xavier_uniform_(module.weight, gain=0.7)
            nn.init.zeros_(module.bias)
    for stack in (model.encoder, model.decoder):
        for layer in stack.layers:
            # Small outputs keep the path from embedding to output open at the start.
            for name in ("self_attn", "encoder_attn"):
                attention = getattr(layer, name, None)
                if isinstance(attention, Attention):
                    attention.out_proj.weight.mul_(0.3)
            layer.fc2.weight.mul_(0.3)  # type: ignore[union-attr,operator]
    d = model.arch.d_model
    if embeddings is None:
        nn.init.normal_(model.shared.weight, std=EMBEDDING_NORM / d**0.5)
        model.shared.weight[PAD_ID].zero_()
    else:
        model.shared.weight.copy_(torch.from_numpy(embeddings))
        cross = model.decoder.layers[-1].encoder_attn
        assert isinstance(cross, Attention)
        noise = torch.randn(d, d) * 0.02
        cross.v_proj.weight.copy_(torch.eye(d) + noise)
        cross.out_proj.weight.copy_(torch.eye(d) + noise.T)
    if target_counts is not None:
        counts = torch.from_numpy(target_counts.astype(np.float32)) + 1.0
        model.final_logits_bias.copy_((counts / counts.sum()).log().clamp_min(-11.0) + 6.0)
        model.final_logits_bias[PAD_ID] = 0.0
