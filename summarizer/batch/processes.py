"""Chunks through this process, or through several, each with its own engines."""

from __future__ import annotations

import logging
import multiprocessing
import os
import threading
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool

from summarizer.batch.options import BatchOptions, OutputFormat
from summarizer.batch.rows import Chunk, ChunkDone
from summarizer.batch.work import ChunkWorker, EngineFactory, RowSeen
from summarizer.errors import GenerationFailed

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
"""A chunk whose process dies this often ends the run: something in it kills processes."""


def run_here(
    chunks: Iterator[Chunk],
    options: BatchOptions,
    output_format: OutputFormat,
    factory: EngineFactory,
    on_row: RowSeen,
) -> Iterator[ChunkDone]:
    """The chunks' records, one chunk after the other; engines are loaded for the first."""
    worker: ChunkWorker | None = None
    for chunk in chunks:
        if worker is None:
            worker = ChunkWorker(options, output_format, factory(options, None))
        yield worker.work(chunk, on_row)


def run_in_processes(
    chunks: Iterator[Chunk],
    options: BatchOptions,
    output_format: OutputFormat,
    factory: EngineFactory,
    on_row: RowSeen,
) -> Iterator[ChunkDone]:
    """The chunks' records as they are ready, from ``options.workers`` processes.

    No more than two chunks a process are read ahead. A process that dies (out of memory, say) is
    replaced and its chunks are given out again.

    Raises:
        GenerationFailed: the same chunk was lost ``MAX_ATTEMPTS`` times.
    """
    attempts: dict[int, int] = {}
    again: list[Chunk] = []
    has_more = True
    while has_more or again:
        pool = _make_pool(options, output_format, factory)
        pending: dict[Future[ChunkDone], Chunk] = {}
        try:
            while True:
                while len(pending) < 2 * options.workers and (again or has_more):
                    chunk = again.pop(0) if again else next(chunks, None)
                    if chunk is None:
                        has_more = False
                        break
                    pending[_submit(pool, chunk, again)] = chunk
                if not pending:
                    break
                for future in wait(pending, return_when=FIRST_COMPLETED).done:
                    done = future.result()
                    del pending[future]
                    attempts.pop(done.number, None)
                    for record in done.records:
                        on_row("error" in record)
                    yield done
        except BrokenProcessPool as exc:
            lost = sorted({c.number: c for c in [*pending.values(), *again]}.items())
            again = [chunk for _, chunk in lost]
            for number, _ in lost:
                attempts[number] = attempts.get(number, 0) + 1
            if again and attempts[again[0].number] >= MAX_ATTEMPTS:
                ids = [row.id for row in again[0].rows]
                raise GenerationFailed(
                    f"A process died {MAX_ATTEMPTS} times near rows {ids[0]!r} to {ids[-1]!r}, "
                    "perhaps for want of memory. Run again with fewer --workers or a smaller "
                    "--batch-size; what is done is kept."
                ) from exc
            log.warning("a process died; %d chunks are given out again", len(again))
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _submit(pool: ProcessPoolExecutor, chunk: Chunk, again: list[Chunk]) -> Future[ChunkDone]:
    try:
        return pool.submit(_work, chunk)
    except BrokenProcessPool:
        again.append(chunk)
        raise


def _make_pool(
    options: BatchOptions, output_format: OutputFormat, factory: EngineFactory
) -> ProcessPoolExecutor:
    from summarizer.engines.batching import n_cores

    n_threads = max(1, n_cores() // options.workers)
    return ProcessPoolExecutor(
        options.workers,
        # A forked copy of a process that has loaded torch hangs in its threads' locks.
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start,
        initargs=(options, output_format, factory, n_threads),
    )


_WORKER: list[ChunkWorker | BaseException] = []


def _start(
    options: BatchOptions, output_format: OutputFormat, factory: EngineFactory, n_threads: int
) -> None:
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    # An error here would break the pool without a word; the first chunk raises it instead.
    try:
        os.environ.setdefault("OMP_NUM_THREADS", str(n_threads))
        _WORKER[:] = [ChunkWorker(options, output_format, factory(options, n_threads))]
    except Exception as error:
        _WORKER[:] = [error]


def _leave_with_parent() -> None:
    """Ends this process when the one that started it is killed, which closes no pipe."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(chunk: Chunk) -> ChunkDone:
    worker = _WORKER[0]
    if isinstance(worker, BaseException):
        raise worker
    return worker.work(chunk)
