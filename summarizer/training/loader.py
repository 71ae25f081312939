"""Batches made ahead of a GPU, which would else wait for them, by processes of their own."""

from __future__ import annotations

from collections.abc import Iterator
from multiprocessing.sharedctypes import Synchronized
from typing import TYPE_CHECKING

import torch.multiprocessing as mp
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from summarizer.training.dataset import Batch, BatchStream

if TYPE_CHECKING:
    from summarizer.training.config import TrainingConfig

_AHEAD = 8
"""Batches that each process has ready."""


class BatchLoader:
    """Endless collated batches, in pinned memory, each with the number of its chunk.

    Each process draws and collates every nth chunk, and the batches of all are handed out in turn;
    the corpus is not copied, since processes are forked.

    Attributes:
        progress: share of the run that is done, which decides on length, size and mixture of the
            chunks to come: set it now and then.
    """

    def __init__(
        self, stream: BatchStream, config: TrainingConfig, *, first_chunk: int = 0
    ) -> None:
        self._progress: Synchronized[float] = mp.get_context("fork").Value("d", 0.0)
        self._loader: DataLoader[tuple[int, Batch]] = DataLoader(
            _Chunks(stream, config, first_chunk, self._progress),
            batch_size=None,
            num_workers=config.n_loaders,
            prefetch_factor=_AHEAD,
            pin_memory=config.device.startswith("cuda"),
            multiprocessing_context="fork",
        )

    @property
    def progress(self) -> float:
        return self._progress.value

    @progress.setter
    def progress(self, value: float) -> None:
        self._progress.value = value

    def __iter__(self) -> Iterator[tuple[int, Batch]]:
        return iter(self._loader)


class _Chunks(IterableDataset[tuple[int, Batch]]):
    def __init__(
        self,
        stream: BatchStream,
        config: TrainingConfig,
        first_chunk: int,
        progress: Synchronized[float],
    ) -> None:
        self._stream, self._config = stream, config
        self._first, self._progress = first_chunk, progress

    def __iter__(self) -> Iterator[tuple[int, Batch]]:
        worker = get_worker_info()
        number, stride = self._first, 1
        if worker is not None:
            number, stride = number + worker.id, worker.num_workers
        while True:
            progress = min(1.0, self._progress.value)
            for examples in self._stream.chunk(
                number,
                max_length=self._config.max_length_at(progress),
                max_tokens=self._config.batch_tokens_at(progress),
                progress=progress,
            ):
                yield number, self._stream.collate(examples)
            number += stride
