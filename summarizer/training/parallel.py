"""Gradients from several processes that share one set of weights.

Two threads inside each operation wait for each other some five thousand times a step; when
anything else runs on the machine, each wait costs a scheduler's slice, and a step was seen to take
ten times as long. Processes with one thread each that take micro-batches from a common pile wait
for each other once a step, and the activations of a micro-batch fit a core's cache.
"""

from __future__ import annotations

import multiprocessing.connection
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import torch
import torch.multiprocessing as mp
from torch import Tensor

from summarizer.training.allocation import keep_freed_memory
from summarizer.training.dataset import BatchStream, PreparedCorpus
from summarizer.training.optimizer import Muon, MuonRates, muon_update

if TYPE_CHECKING:
    from summarizer.training.objective import Objective

Examples = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Work:
    """One step's micro-batches, and what the loss needs to know.

    Attributes:
        seed: for the sampled negatives; with the number of the micro-batch it fixes them.
    """

    micro_batches: list[Examples]
    n_pairs: int
    n_target_tokens: int
    is_full: bool
    guided_weight: float
    seed: int


def split_evenly(
    corpus: PreparedCorpus, examples: Examples, max_tokens: int, n_workers: int
) -> list[Examples]:
    """``examples``, in order, in runs of like size, ``max_tokens`` padded tokens or hardly more.

    Their number is a multiple of ``n_workers`` where there are examples enough: three equal pieces
    keep two processes busy for three quarters of the time.
    """
    longest = np.maximum(corpus.source_lengths[examples], corpus.target_lengths[examples]) + 1
    n_pieces = -(-int(longest.max()) * len(examples) // max_tokens)
    n_pieces = min(len(examples), -(-n_pieces // n_workers) * n_workers)
    return list(np.array_split(examples, n_pieces))


def accumulate(objective: Objective, stream: BatchStream, work: Work, pile: Any) -> float | Tensor:
    """Adds the gradients of the micro-batches this process gets hold of; their summed loss."""
    total: float | Tensor = 0.0
    objective.prepare()
    while True:
        with pile.get_lock():
            k = pile.value
            pile.value += 1
        if k >= len(work.micro_batches):
            return total
        batch = stream.collate(work.micro_batches[k])
        generator = torch.Generator().manual_seed(work.seed * 1009 + k)
        share = batch.n_target_tokens / work.n_target_tokens
        total += share * objective.accumulate(
            batch,
            share=share,
            is_full=work.is_full,
            guided_weight=work.guided_weight,
            generator=generator,
        )


class Workers:
    """Helper processes that share weights, gradients and the work of the Muon update.

    All tensors that two processes touch lie in shared memory: the weights, one set of gradients a
    process, and Muon's momenta. Each hidden matrix is updated by one process.
    """

    def __init__(self, objective: Objective, muon: Muon, corpus: Path, n_workers: int) -> None:
        context = mp.get_context("spawn")
        self._pile = context.Value("q", 0)
        self._links: list[multiprocessing.connection.Connection] = []
        self._processes = []
        objective.model.share_memory()
        parameters = list(objective.model.parameters())
        self._gradients = [
            [_shared(torch.zeros_like(p)) for p in parameters] for _ in range(n_workers)
        ]
        for parameter, gradient in zip(parameters, self._gradients[0], strict=True):
            parameter.grad = gradient
        momenta = [_shared(muon.momentum_of(p)) for p in muon.parameters]
        places = {id(p): i for i, p in enumerate(parameters)}
        hidden = [places[id(p)] for p in muon.parameters]
        self._others = sorted(set(range(len(parameters))) - set(hidden))
        shards = [
            _Shard(tuple(hidden[w::n_workers]), tuple(momenta[w::n_workers]))
            for w in range(n_workers)
        ]
        self._shard = shards[0]
        for w in range(1, n_workers):
            here, there = context.Pipe()
            process = context.Process(
                target=_serve,
                args=(objective, corpus, self._gradients, w, shards[w], self._pile, there),
                daemon=True,
            )
            process.start()
            self._links.append(here)
            self._processes.append(process)

    def gradients(self, objective: Objective, stream: BatchStream, work: Work) -> float | Tensor:
        """Mean loss per target token; afterwards ``.grad`` of all but the hidden matrices is whole."""
        self._pile.value = 0
        for gradient in self._gradients[0]:
            gradient.zero_()
        for link in self._links:
            link.send(work)
        total = accumulate(objective, stream, work, self._pile)
        total += sum(float(link.recv()) for link in self._links)
        _sum_gradients(self._gradients, self._others)
        return total

    def update(self, objective: Objective, rates: MuonRates) -> None:
        """Updates the hidden matrices, each process its own."""
        for link in self._links:
            link.send(rates)
        self._shard.update(objective, self._gradients, rates)
        for link in self._links:
            link.recv()

    def close(self) -> None:
        """Ends the helper processes."""
        for link in self._links:
            link.send(None)
        for process in self._processes:
            process.join(timeout=10)


@dataclass(frozen=True, slots=True)
class _Shard:
    """The hidden matrices one process updates: places among the parameters, and momenta."""

    places: tuple[int, ...]
    momenta: tuple[Tensor, ...]

    def update(
        self, objective: Objective, gradients: Sequence[Sequence[Tensor]], rates: MuonRates
    ) -> None:
        _sum_gradients(gradients, self.places)
        parameters = list(objective.model.parameters())
        muon_update(
            [parameters[i] for i in self.places],
            [gradients[0][i] for i in self.places],
            self.momenta,
            rates,
        )


def _shared(tensor: Tensor) -> Tensor:
    """``tensor``, moved to shared memory in place."""
    tensor.share_memory_()  # type: ignore[no-untyped-call]
    return tensor


@torch.no_grad()
def _sum_gradients(gradients: Sequence[Sequence[Tensor]], places: Sequence[int]) -> None:
    """Adds every process's gradients at ``places`` to the first process's."""
    for i in places:
        for others in gradients[1:]:
            gradients[0][i].add_(others[i])


def _serve(
    objective: Objective,
    corpus: Path,
    gradients: Sequence[Sequence[Tensor]],
    number: int,
    shard: _Shard,
    pile: Any,
    link: multiprocessing.connection.Connection,
) -> None:
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    keep_freed_memory()
    stream = BatchStream(PreparedCorpus.load(corpus), seed=0)
    mine = gradients[number]
    for parameter, gradient in zip(objective.model.parameters(), mine, strict=True):
        parameter.grad = gradient
    objective.model.train()
    while (order := link.recv()) is not None:
        if isinstance(order, MuonRates):
            shard.update(objective, gradients, order)
            link.send(None)
        else:
            for gradient in mine:
                gradient.zero_()
            link.send(accumulate(objective, stream, order, pile))
