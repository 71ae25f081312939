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

from summarizer.training.dataset import BatchStream, PreparedCorpus

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
    n_target_tokens: int
    is_full: bool
    guided_weight: float
    seed: int


def split_by_tokens(corpus: PreparedCorpus, examples: Examples, max_tokens: int) -> list[Examples]:
    """``examples``, in order, cut into runs of at most ``max_tokens`` padded tokens."""
    longest = np.maximum(corpus.source_lengths[examples], corpus.target_lengths[examples]) + 1
    pieces, start, widest = [], 0, 0
    for i, length in enumerate(longest):
        widest = max(widest, int(length))
        if i > start and (i + 1 - start) * widest > max_tokens:
            pieces.append(examples[start:i])
            start, widest = i, int(length)
    pieces.append(examples[start:])
    return pieces


def accumulate(objective: Objective, stream: BatchStream, work: Work, pile: Any) -> float:
    """Adds the gradients of the micro-batches this process gets hold of; their summed loss."""
    total = 0.0
    while True:
        with pile.get_lock():
            k = pile.value
            pile.value += 1
        if k >= len(work.micro_batches):
            return total
        batch = stream.collate(work.micro_batches[k])
        generator = torch.Generator().manual_seed(work.seed * 1009 + k)
        loss, nll = objective(
            batch, is_full=work.is_full, guided_weight=work.guided_weight, generator=generator
        )
        share = batch.n_target_tokens / work.n_target_tokens
        (loss * share).backward()
        total += float(nll) * share


class Workers:
    """Helper processes; ``gradients`` of a step are summed into the parent's ``.grad``."""

    def __init__(self, objective: Objective, corpus: Path, n_workers: int) -> None:
        context = mp.get_context("spawn")
        self._parameters = list(objective.model.parameters())
        self._pile = context.Value("q", 0)
        self._links: list[multiprocessing.connection.Connection] = []
        self._processes = []
        self._shared: list[list[Tensor]] = []
        objective.model.share_memory()
        for _ in range(n_workers - 1):
            gradients = [torch.zeros_like(p).share_memory_() for p in self._parameters]
            here, there = context.Pipe()
            process = context.Process(
                target=_serve, args=(objective, corpus, gradients, self._pile, there), daemon=True
            )
            process.start()
            self._links.append(here)
            self._processes.append(process)
            self._shared.append(gradients)

    def gradients(self, objective: Objective, stream: BatchStream, work: Work) -> float:
        """Fills ``.grad`` of the parent's parameters; the mean loss per target token."""
        self._pile.value = 0
        for link in self._links:
            link.send(work)
        total = accumulate(objective, stream, work, self._pile)
        for link, gradients in zip(self._links, self._shared, strict=True):
            total += link.recv()
            with torch.no_grad():
                for parameter, gradient in zip(self._parameters, gradients, strict=True):
                    if parameter.grad is None:
                        parameter.grad = gradient.clone()
                    else:
                        parameter.grad.add_(gradient)
        return total

    def close(self) -> None:
        """Ends the helper processes."""
        for link in self._links:
            link.send(None)
        for process in self._processes:
            process.join(timeout=10)


def _serve(
    objective: Objective,
    corpus: Path,
    gradients: Sequence[Tensor],
    pile: Any,
    link: multiprocessing.connection.Connection,
) -> None:
    torch.set_num_threads(1)
    stream = BatchStream(PreparedCorpus.load(corpus), seed=0)
    for parameter, gradient in zip(objective.model.parameters(), gradients, strict=True):
        parameter.grad = gradient
    objective.model.train()
    while (work := link.recv()) is not None:
        for gradient in gradients:
            gradient.zero_()
        link.send(accumulate(objective, stream, work, pile))
