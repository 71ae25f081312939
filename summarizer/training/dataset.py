"""Prepared examples as flat arrays, and the order in which training sees them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from summarizer.errors import ConfigError
from summarizer.training.model import EOS_ID, PAD_ID

Ids = npt.NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class PreparedCorpus:
    """Token ids of all examples end to end, without end marks.

    Attributes:
        source_ids, target_ids: (sum of lengths,) uint16.
        source_lengths, target_lengths: (N,) int32.
        alignment: (sum of target lengths + N,) int16: for each target token and the end mark the
            source position it renders, -1 where unknown; None without word alignments.
        weights: (N,) float32: how often an example is drawn, relative to the others.
        final_weights: (N,) the same at the end of a run, of which it has more and more on the way;
            None leaves the weights as they are.
    """

    source_ids: Ids
    target_ids: Ids
    source_lengths: npt.NDArray[np.int32]
    target_lengths: npt.NDArray[np.int32]
    weights: npt.NDArray[np.float32]
    alignment: npt.NDArray[np.int16] | None = None
    final_weights: npt.NDArray[np.float32] | None = None

    def __len__(self) -> int:
        return len(self.source_lengths)

    def save(self, path: Path) -> None:
        """Writes one ``.npz`` file."""
        arrays = {
            "source_ids": self.source_ids,
            "target_ids": self.target_ids,
            "source_lengths": self.source_lengths,
            "target_lengths": self.target_lengths,
            "weights": self.weights,
        }
        if self.alignment is not None:
            arrays["alignment"] = self.alignment
        if self.final_weights is not None:
            arrays["final_weights"] = self.final_weights
        np.savez(path, **arrays)  # type: ignore[arg-type]

    def weights_at(self, progress: float) -> npt.NDArray[np.float32]:
        """(N,) how often examples are drawn when this share of a run is done."""
        if self.final_weights is None:
            return self.weights
        return self.weights + np.float32(progress) * (self.final_weights - self.weights)

    @classmethod
    def load(cls, path: Path) -> PreparedCorpus:
        """The corpus in ``path``; raises ConfigError when the file is not a prepared corpus."""
        try:
            with np.load(path) as data:
                return cls(**{name: data[name] for name in data.files})
        except (OSError, TypeError, ValueError) as exc:
            raise ConfigError(
                f"{path} is not a prepared corpus ({exc}). "
                "Make one with `python -m summarizer.training prepare`."
            ) from exc


def mixed(
    corpora: Sequence[PreparedCorpus],
    shares: Sequence[float],
    final_shares: Sequence[float] | None = None,
) -> PreparedCorpus:
    """The examples of all, weighted so that each corpus has its share of the target tokens drawn.

    Args:
        shares: one per corpus, relative to one another.
        final_shares: the same for the end of a run; None keeps the shares.

    Raises:
        ConfigError: not one positive share per corpus, a corpus of which nothing is drawn, or one
            whose own shares move.
    """
    for given in (shares, final_shares if final_shares is not None else shares):
        if not corpora or len(given) != len(corpora) or min(given) <= 0:
            raise ConfigError(
                f"Got the shares {list(given)} for {len(corpora)} corpora. Give each one above 0."
            )
    if any(c.final_weights is not None for c in corpora):
        raise ConfigError(
            "A corpus whose shares move cannot be mixed again: mix its parts instead."
        )
    drawn = [float((c.weights * c.target_lengths).sum()) for c in corpora]
    if not all(drawn):
        raise ConfigError(f"Nothing is drawn of corpus {drawn.index(0) + 1}: its weights are 0.")
    weights = _scaled_weights(corpora, drawn, [s / shares[0] for s in shares])
    final_weights = None
    if final_shares is not None:
        # both add up to the same, so that the shares move evenly from the first to the last
        whole = sum(shares) / sum(final_shares)
        final_weights = _scaled_weights(
            corpora, drawn, [whole * s / shares[0] for s in final_shares]
        )
    places = [c.alignment for c in corpora]
    alignment = None
    if any(p is not None for p in places):
        n_places = (len(c.target_ids) + len(c) for c in corpora)
        alignment = np.concatenate(
            [
                np.full(n, -1, np.int16) if p is None else p
                for p, n in zip(places, n_places, strict=True)
            ]
        )
    return PreparedCorpus(
        source_ids=np.concatenate([c.source_ids for c in corpora]),
        target_ids=np.concatenate([c.target_ids for c in corpora]),
        source_lengths=np.concatenate([c.source_lengths for c in corpora]),
        target_lengths=np.concatenate([c.target_lengths for c in corpora]),
        weights=weights,
        alignment=alignment,
        final_weights=final_weights,
    )


def _scaled_weights(
    corpora: Sequence[PreparedCorpus], drawn: Sequence[float], scales: Sequence[float]
) -> npt.NDArray[np.float32]:
    """Weights of all examples, where each corpus draws as the first one does, times its scale."""
    return np.concatenate(
        [
            c.weights * np.float32(scale * drawn[0] / d)
            for c, d, scale in zip(corpora, drawn, scales, strict=True)
        ]
    )


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded ids; ``decoder_ids`` is ``labels`` moved right behind a pad."""

    source_ids: Tensor  # (B, S) int64
    decoder_ids: Tensor  # (B, T) int64
    labels: Tensor  # (B, T) int64, PAD_ID where there is none
    alignment: Tensor | None  # (B, T) int64, -1 where unknown

    @property
    def n_target_tokens(self) -> int:
        return int((self.labels != PAD_ID).sum())

    def pin_memory(self) -> Batch:
        """The same where a GPU can fetch it while it computes."""
        return Batch(
            self.source_ids.pin_memory(),
            self.decoder_ids.pin_memory(),
            self.labels.pin_memory(),
            None if self.alignment is None else self.alignment.pin_memory(),
        )


class BatchStream:
    """Endless batches of similar length, reproducible from ``seed`` and a chunk's number.

    A chunk draws ``chunk_size`` examples by weight without replacement, sorts them by length,
    cuts them into batches of at most ``max_tokens`` padded target (and source) tokens, and
    shuffles the batches. With ``is_even`` the sources of a batch have one length; batches of less
    than an eighth of ``max_tokens``, what is left over of a length, are not given out.
    """

    def __init__(
        self,
        corpus: PreparedCorpus,
        *,
        seed: int,
        chunk_size: int = 40_000,
        is_even: bool = False,
    ) -> None:
        self.corpus = corpus
        self.seed = seed
        self.chunk_size = chunk_size
        self.is_even = is_even
        self._source_starts = starts_of(corpus.source_lengths)
        self._target_starts = starts_of(corpus.target_lengths)
        self._alignment_starts = starts_of(corpus.target_lengths + 1)

    def chunk(
        self, number: int, *, max_length: int, max_tokens: int, progress: float = 0.0
    ) -> list[npt.NDArray[np.int64]]:
        """Batches of example indices of chunk ``number``; none longer than ``max_length`` tokens.

        Args:
            progress: share of the run that is done, which the weights may depend on.
        """
        corpus = self.corpus
        weights = corpus.weights_at(progress)
        longest = np.maximum(corpus.source_lengths, corpus.target_lengths) + 1
        allowed = np.nonzero((longest <= max_length) & (weights > 0))[0]
        if not len(allowed):
            raise ConfigError(
                f"No example has at most {max_length} tokens: raise max_length or shorten the data."
            )
        rng = np.random.default_rng([self.seed, number])
        # Exponential races draw by weight without replacement (Efraimidis & Spirakis 2006).
        race = rng.exponential(size=len(allowed)) / weights[allowed]
        n = min(self.chunk_size, len(allowed))
        drawn = allowed[np.argpartition(race, n - 1)[:n]]
        jitter = rng.random(n)
        order = drawn[
            np.lexsort((jitter, corpus.target_lengths[drawn], corpus.source_lengths[drawn]))
        ]
        batches, start = [], 0
        widest = 0
        for i, example in enumerate(order):
            widest = max(widest, int(longest[example]))
            is_full = (i + 1 - start) * widest > max_tokens
            if self.is_even:
                is_full |= corpus.source_lengths[example] != corpus.source_lengths[order[start]]
            if is_full and i > start:
                batches.append(order[start:i])
                start, widest = i, int(longest[example])
        batches.append(order[start:])
        if self.is_even:
            whole = [b for b in batches if longest[b].sum() > max_tokens / 8]
            batches = whole or batches
        rng.shuffle(batches)
        return batches

    def collate(self, examples: npt.NDArray[np.int64]) -> Batch:
        """The padded tensors of these examples."""
        corpus = self.corpus
        s, t = corpus.source_lengths[examples], corpus.target_lengths[examples]
        source = _padded(corpus.source_ids, self._source_starts[examples], s, PAD_ID)
        labels = _padded(corpus.target_ids, self._target_starts[examples], t, PAD_ID)
        rows = np.arange(len(examples))
        source[rows, s] = labels[rows, t] = EOS_ID
        decoder = np.full_like(labels, PAD_ID)
        decoder[:, 1:] = labels[:, :-1]
        places = None
        if corpus.alignment is not None:
            starts = self._alignment_starts[examples]
            places = torch.from_numpy(_padded(corpus.alignment, starts, t + 1, -1, width=0))
        return Batch(
            torch.from_numpy(source), torch.from_numpy(decoder), torch.from_numpy(labels), places
        )

    def in_order(self, max_tokens: int) -> Iterator[Batch]:
        """Every example once, shortest first: for validation."""
        order = np.argsort(self.corpus.target_lengths, kind="stable")
        start = 0
        for i in range(1, len(order) + 1):
            if (
                i == len(order)
                or (i + 1 - start) * (int(self.corpus.target_lengths[order[i]]) + 1) > max_tokens
            ):
                yield self.collate(order[start:i])
                start = i


def _padded(
    flat: npt.NDArray[np.integer[Any]],
    starts: npt.NDArray[np.int64],
    lengths: npt.NDArray[np.int32],
    padding: int,
    *,
    width: int = 1,
) -> npt.NDArray[np.int64]:
    """(N, longest + ``width``) rows of ``flat``, from ``starts`` on, filled up with ``padding``."""
    column = np.arange(int(lengths.max()) + width)
    place = np.minimum(starts[:, None] + column, max(len(flat) - 1, 0))
    is_inside = column < lengths[:, None]
    return np.where(is_inside, flat[place] if len(flat) else padding, padding).astype(np.int64)


def starts_of(lengths: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
