"""How long a batch would take, from a few of its rows."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from summarizer.batch.inputs import find_inputs
from summarizer.batch.options import BatchOptions, OutputFormat
from summarizer.batch.reader import read_rows
from summarizer.batch.rows import Chunk, Row
from summarizer.batch.work import ChunkWorker, EngineFactory, load_engines
from summarizer.engines.batching import n_cores

SAMPLE_ROWS = 8


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a batch would be.

    Attributes:
        n_bytes: of text, or of files where rows are files.
        n_sampled, n_failed: rows that were tried, and those that gave an error.
        elapsed_s: seconds that the whole would take, loading left out; 0 when there is no row.
    """

    n_rows: int
    n_bytes: int
    n_sampled: int
    n_failed: int
    n_ignored: int
    sample_s: float
    elapsed_s: float


def estimate_batch(
    inputs: str | Path | Sequence[str | Path],
    options: BatchOptions | None = None,
    *,
    make_engines: EngineFactory = load_engines,
) -> Estimate:
    """The size of a batch and the time it would take here; writes nothing.

    A few rows, drawn evenly with a fixed seed, are worked on for real; their seconds per byte
    stand for the rest. With several workers the estimate divides by them, up to the cores.

    Raises:
        InputError, EngineError, ConfigError: as ``run_batch``.
    """
    options = options or BatchOptions()
    names = [str(i) for i in ([inputs] if isinstance(inputs, str | Path) else inputs)]
    with tempfile.TemporaryDirectory() as folder:
        found = find_inputs(
            names,
            input_format=options.input_format,
            stdin_copy=Path(folder) / "stdin",
            apart_from=Path(folder),
        )
        rng = random.Random(0)
        sample: list[tuple[int, Row]] = []
        n_rows = n_bytes = 0
        for row in read_rows(found.sources, options):
            n_rows += 1
            n_bytes += _size(row)
            if len(sample) < SAMPLE_ROWS:
                sample.append((n_rows, row))
            elif (place := rng.randrange(n_rows)) < SAMPLE_ROWS:
                sample[place] = (n_rows, row)
        rows = tuple(row for _, row in sorted(sample, key=lambda s: s[0]))
        if not rows:
            return Estimate(0, 0, 0, 0, found.n_ignored, 0.0, 0.0)
        worker = ChunkWorker(options, OutputFormat.JSONL, make_engines(options, None))
        start = time.perf_counter()
        done = worker.work(Chunk(0, rows))
        sample_s = time.perf_counter() - start
    sampled_bytes = sum(_size(row) for row in rows)
    share = n_bytes / sampled_bytes if sampled_bytes else n_rows / len(rows)
    # The engines of one process use all cores; several processes gain where Python's part,
    # which uses one, is the larger. Half of the ideal gain is assumed (docs/BATCH.md).
    gain = 1 + 0.5 * (min(options.workers, n_cores()) - 1)
    return Estimate(
        n_rows=n_rows,
        n_bytes=n_bytes,
        n_sampled=len(rows),
        n_failed=done.n_failed,
        n_ignored=found.n_ignored,
        sample_s=sample_s,
        elapsed_s=sample_s * share / gain,
    )


def _size(row: Row) -> int:
    if row.path is not None:
        try:
            return row.path.stat().st_size
        except OSError:
            return 0
    return len((row.text or "").encode())
