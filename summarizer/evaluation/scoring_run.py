"""Scoring many outputs: item by item through all systems, over one or two processes.

Going through the items, not the systems, lets what was worked out for an article or a
reference be used for every system at once.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor

import numpy as np

from summarizer.evaluation import metrics
from summarizer.evaluation.scoring import Case, FloatArray, MetricSpec, Scorer, statistics

_CHUNK = 50
"""Items a process scores at a time: small enough for a smooth progress bar."""
_MIN_CASES = 1000
"""Fewer outputs are scored sooner than a second process has started."""

Tables = dict[str, dict[str, FloatArray]]


def score_systems(
    groups: Sequence[str],
    cases: dict[str, list[Case]],
    *,
    n_jobs: int = 1,
    on_case: Callable[[], None] | None = None,
) -> tuple[tuple[MetricSpec, ...], Tables]:
    """The metrics that could be computed, and per system and metric the (S, K) statistics.

    Args:
        groups: metric groups; those whose needs the cases do not meet are left out.
        cases: per system, one case per item, the same items in the same order.
        n_jobs: processes; the results do not depend on it.
    """
    everything = [case for of_system in cases.values() for case in of_system]
    names = metrics.expand(groups)
    made = dict(zip(names, metrics.make_scorers(names), strict=True))
    usable = [n for n in names if metrics.usable([made[n]], everything)]
    scorers = [made[n] for n in usable]
    specs = tuple(spec for scorer in scorers for spec in scorer.specs)
    if not cases:
        return specs, {}
    parts: list[Tables] = []
    n_items = len(next(iter(cases.values())))
    chunks = [
        {name: of_system[at : at + _CHUNK] for name, of_system in cases.items()}
        for at in range(0, max(n_items, 1), _CHUNK)
    ]
    is_learned = any(name in metrics.LEARNED_GROUPS for name in usable)
    if n_jobs > 1 and len(everything) >= _MIN_CASES and not is_learned:
        results = _in_processes(usable, chunks, n_jobs)
    else:
        results = (_score_chunk(scorers, chunk) for chunk in chunks)
    for chunk, part in zip(chunks, results, strict=True):
        parts.append(part)
        if on_case is not None:
            for _ in range(sum(map(len, chunk.values()))):
                on_case()
    tables = {
        system: {s.name: np.concatenate([p[system][s.name] for p in parts]) for s in specs}
        for system in cases
    }
    return specs, tables


def _score_chunk(scorers: Sequence[Scorer], chunk: dict[str, list[Case]]) -> Tables:
    rows: Tables = {name: {} for name in chunk}
    n_items = len(next(iter(chunk.values())))
    collected: dict[str, list[dict[str, FloatArray]]] = {name: [] for name in chunk}
    for i in range(n_items):
        for name, of_system in chunk.items():
            collected[name].append(statistics(scorers, of_system[i : i + 1]))
    for name, tables in collected.items():
        for scorer in scorers:
            for spec in scorer.specs:
                rows[name][spec.name] = (
                    np.concatenate([t[spec.name] for t in tables])
                    if tables
                    else np.zeros((0, spec.n_columns))
                )
    return rows


_worker_scorers: list[Scorer] = []


def _start_worker(groups: Sequence[str]) -> None:
    _worker_scorers[:] = metrics.make_scorers(groups)


def _work(chunk: dict[str, list[Case]]) -> Tables:
    return _score_chunk(_worker_scorers, chunk)


def _in_processes(
    groups: Sequence[str], chunks: Sequence[dict[str, list[Case]]], n_jobs: int
) -> Iterator[Tables]:
    # Spawned, not forked: the progress bar's thread, or a loaded model's, must not be copied.
    with ProcessPoolExecutor(
        n_jobs,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start_worker,
        initargs=(tuple(groups),),
    ) as pool:
        yield from pool.map(_work, chunks)
