"""Sentences of several articles in one engine call, each article none the wiser.

Each article runs its own pipeline in a thread of its own, one thread at a time. A call to the
engine parks the thread; once all are parked or done, what they asked for goes to the engine in
one call, which sorts it into batches of like length. Since threads take turns in a fixed order,
what stands in a call depends on the articles alone, never on timing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from summarizer.engines.base import Engine, Generation, GenerationOptions

T = TypeVar("T")


class _Abandoned(BaseException):
    """Unwinds the threads of a chunk that is given up."""


@dataclass(slots=True)
class _Call:
    engine: Engine
    sources: list[str]
    options: GenerationOptions
    answer: list[Generation] | Exception | None = None


@dataclass(slots=True)
class _Turn(Generic[T]):
    """One article's thread: ``go`` lets it run, ``rest`` says that it is parked or done."""

    go: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    rest: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    call: _Call | None = None
    outcome: T | None = None
    error: BaseException | None = None
    is_done: bool = False
    is_abandoned: bool = False

    def result(self) -> T | Exception:
        """What the job returned or raised."""
        if isinstance(self.error, Exception):
            return self.error
        if self.error is not None:
            raise self.error
        return self.outcome  # type: ignore[return-value]


class SharedEngine:
    """An engine whose ``generate`` waits for the other articles' wishes; all else as it was."""

    def __init__(self, engine: Engine, turns: _Turns) -> None:
        self._engine = engine
        self._turns = turns

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def generate(self, sources: Sequence[str], options: GenerationOptions) -> list[Generation]:
        """One generation per source, in order, from a call shared with other articles."""
        turn = self._turns.current()
        if turn is None or not sources:
            return self._engine.generate(sources, options)
        turn.call = _Call(self._engine, list(sources), options)
        turn.rest.release()
        turn.go.acquire()
        if turn.is_abandoned:
            raise _Abandoned
        call, turn.call = turn.call, None
        if isinstance(call.answer, Exception):
            raise call.answer
        assert call.answer is not None
        return call.answer


class _Turns:
    """Which turn the running thread has."""

    def __init__(self) -> None:
        self._local = threading.local()

    def current(self) -> _Turn[Any] | None:
        return getattr(self._local, "turn", None)

    def enter(self, turn: _Turn[Any]) -> None:
        self._local.turn = turn


class Sharing:
    """Runs jobs side by side, their engine calls merged."""

    def __init__(self) -> None:
        self._turns = _Turns()

    def share(self, engine: Engine | None) -> Any:
        """The engine to give to the jobs."""
        return None if engine is None else SharedEngine(engine, self._turns)

    def run(
        self,
        jobs: Sequence[Callable[[], T]],
        on_done: Callable[[int, T | Exception], None] = lambda i, outcome: None,
    ) -> list[T | Exception]:
        """What each job returned or raised, in order.

        Args:
            on_done: told each outcome as soon as it is known; what it raises ends the run.
        """
        turns: list[_Turn[T]] = [_Turn() for _ in jobs]
        threads = [
            threading.Thread(target=self._work, args=(turn, job), daemon=True)
            for turn, job in zip(turns, jobs, strict=True)
        ]
        started: set[int] = set()
        try:
            live = list(range(len(jobs)))
            while live:
                for i in live:
                    if i in started:
                        turns[i].go.release()
                    else:
                        started.add(i)
                        threads[i].start()
                    turns[i].rest.acquire()
                    if turns[i].is_done:
                        on_done(i, turns[i].result())
                live = [i for i in live if not turns[i].is_done]
                _answer([call for i in live if (call := turns[i].call) is not None])
        finally:
            for i in started:
                if not turns[i].is_done:
                    turns[i].is_abandoned = True
                    turns[i].go.release()
                threads[i].join()
        return [t.result() for t in turns]

    def _work(self, turn: _Turn[T], job: Callable[[], T]) -> None:
        self._turns.enter(turn)
        try:
            turn.outcome = job()
        except BaseException as error:
            turn.error = error
        turn.is_done = True
        turn.rest.release()


def _answer(calls: Sequence[_Call]) -> None:
    """Answers the calls, those with the same engine and options together, in order."""
    groups: dict[tuple[int, GenerationOptions], list[_Call]] = {}
    for call in calls:
        groups.setdefault((id(call.engine), call.options), []).append(call)
    for group in groups.values():
        try:
            made = _generate(group[0].engine, [s for c in group for s in c.sources], group[0])
        except Exception as error:
            if len(group) == 1:
                group[0].answer = error
                continue
            # One bad source must not cost the other articles theirs.
            for call in group:
                _answer([call])
            continue
        for call in group:
            call.answer, made = made[: len(call.sources)], made[len(call.sources) :]


def _generate(engine: Engine, sources: list[str], like: _Call) -> list[Generation]:
    made = engine.generate(sources, like.options)
    if len(made) != len(sources):
        raise RuntimeError(
            f"The engine {engine.name} gave {len(made)} generations for {len(sources)} sources."
        )
    return made
