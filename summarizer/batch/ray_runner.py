"""Chunks over Ray: a Data pipeline whose actors load the models once and fetch their rows.

The data set is the list of chunk numbers; the rows themselves stay with a feeder beside the
inputs, which hands a chunk out when an actor asks and keeps it until its records are in the
journal. So an actor that dies costs no row: Ray restarts it and gives its chunk out again.
"""

from __future__ import annotations

import logging
import os
import pickle
from collections.abc import Iterator, Sequence
from typing import Any

from summarizer.batch.inputs import Source
from summarizer.batch.options import BatchOptions, OutputFormat
from summarizer.batch.reader import read_chunks
from summarizer.batch.rows import Chunk, ChunkDone
from summarizer.batch.work import ChunkWorker, EngineFactory, RowSeen
from summarizer.errors import ConfigError, GenerationFailed, SummarizerError

MAX_BLOCKS = 10_000
"""Blocks of the data set; beyond, a block holds several chunks, so that Ray's own books stay
small. A block is what Ray gives out again when an actor dies."""

LOCAL_STORE_BYTES = 1 << 30
"""Of shared memory for a local Ray, whose own default is a third of the machine's memory. Ray
Data sets two blocks of 128 MiB aside for each step before it starts one."""


class Feeder:
    """Reads the inputs once, forward; holds what was read ahead or is not yet acknowledged."""

    def __init__(self, sources: Sequence[Source], options: BatchOptions, todo: Sequence[int]):
        self._todo = list(todo)
        self._wanted = set(todo)
        self._chunks = read_chunks(sources, options)
        self._held: dict[int, Chunk] = {}

    def get(self, index: int) -> Chunk:
        """The chunk at ``index`` of those to do."""
        number = self._todo[index]
        while number not in self._held:
            chunk = next(self._chunks)
            if chunk.number in self._wanted:
                self._held[chunk.number] = chunk
        return self._held[number]

    def drop(self, number: int) -> None:
        """Forgets a chunk whose records are safe."""
        self._wanted.discard(number)
        self._held.pop(number, None)


class Actor:
    """One worker of the pool: engines loaded once, then chunk after chunk."""

    def __init__(
        self,
        options: BatchOptions,
        output_format: OutputFormat,
        factory: EngineFactory,
        feeder: Any,
    ) -> None:
        self._feeder = feeder
        self._worker: ChunkWorker | Exception
        # An error that repeats at each attempt is an answer, not a reason to start again.
        try:
            self._worker = ChunkWorker(options, output_format, factory(options, 1))
        except SummarizerError as error:
            self._worker = error

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        import numpy as np
        import ray

        answers = np.empty(len(batch["id"]), dtype=object)
        for i, index in enumerate(batch["id"]):
            answer: ChunkDone | Exception
            if isinstance(self._worker, Exception):
                answer = self._worker
            else:
                chunk = ray.get(self._feeder.get.remote(int(index)))
                try:
                    answer = self._worker.work(chunk)
                except SummarizerError as error:
                    answer = error
            answers[i] = pickle.dumps(answer)
        return {"answer": answers}


def run_on_ray(
    sources: Sequence[Source],
    todo: Sequence[int],
    options: BatchOptions,
    output_format: OutputFormat,
    factory: EngineFactory,
    on_row: RowSeen,
    *,
    address: str | None = None,
) -> Iterator[ChunkDone]:
    """The records of the chunks ``todo`` as they are ready, from ``options.workers`` actors.

    Args:
        address: of a cluster; None starts Ray on this machine and ends it afterwards.

    Raises:
        ConfigError: Ray is not installed, or the cluster is out of reach.
        GenerationFailed: Ray gave up.
    """
    if not todo:
        return
    ray = _ray()
    is_ours = not ray.is_initialized()
    if is_ours:
        _start(ray, address, options.workers)
    feeder = None
    try:
        feeder = _feeder(ray, sources, options, todo)
        for row in _dataset(ray, len(todo), options, output_format, factory, feeder).iter_rows():
            answer = pickle.loads(row["answer"])
            if isinstance(answer, Exception):
                raise answer
            for record in answer.records:
                on_row("error" in record)
            yield answer
            # The caller has written it by the time it asks for the next one.
            feeder.drop.remote(answer.number)
    except ray.exceptions.RayError as exc:
        raise GenerationFailed(
            f"Ray gave up ({type(exc).__name__}: {str(exc).splitlines()[0] if str(exc) else ''}). "
            "Run the same command again to go on; what is done is kept."
        ) from exc
    finally:
        if is_ours:
            ray.shutdown()
        elif feeder is not None:
            ray.kill(feeder)


def _ray() -> Any:
    # No usage report leaves the machine unless its owner says so.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
        import ray.data
    except ImportError as exc:
        raise ConfigError(
            "--runner ray needs the package ray, which is not installed. "
            "Run `pip install 'summarizer[ray]'`, or leave the option out."
        ) from exc
    return ray


def _start(ray: Any, address: str | None, n_actors: int) -> None:
    quiet: dict[str, Any] = {"logging_level": "ERROR", "log_to_driver": False}
    if address is None:
        # As many again for the tasks that list the chunks: Ray Data reserves each step its share.
        ray.init(
            num_cpus=2 * n_actors + 2,
            object_store_memory=LOCAL_STORE_BYTES,
            include_dashboard=False,
            **quiet,
        )
        return
    try:
        ray.init(address=address, **quiet)
    except (ConnectionError, ValueError, RuntimeError) as exc:
        raise ConfigError(
            f"No Ray cluster answers at {address!r} ({exc}). Check --ray-address, or leave it out "
            "to start Ray here."
        ) from exc


def _feeder(ray: Any, sources: Sequence[Source], options: BatchOptions, todo: Sequence[int]) -> Any:
    """The feeder, held to this machine, where the inputs are."""
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    node = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=False)
    return (
        ray.remote(Feeder)
        .options(num_cpus=0, scheduling_strategy=node)
        .remote(list(sources), options, list(todo))
    )


def _dataset(
    ray: Any,
    n_chunks: int,
    options: BatchOptions,
    output_format: OutputFormat,
    factory: EngineFactory,
    feeder: Any,
) -> Any:
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)  # our own bar is on stderr
    # Ray Data restarts a dead actor and gives its tasks out again, without limit, by default.
    numbers = ray.data.range(n_chunks, override_num_blocks=min(n_chunks, MAX_BLOCKS))
    return numbers.map_batches(
        Actor,
        batch_size=1,
        compute=ray.data.ActorPoolStrategy(
            size=min(options.workers, n_chunks), max_tasks_in_flight_per_actor=2
        ),
        fn_constructor_args=(options, output_format, factory, feeder),
        num_cpus=1,
    )
