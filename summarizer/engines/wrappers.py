"""Behaviour added around any engine: answers remembered, batches bounded."""

from __future__ import annotations

import functools
import operator
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence

from summarizer.engines.base import (
    Engine,
    Generation,
    GenerationOptions,
    ModelIdentity,
    ReadsHints,
    Task,
)
from summarizer.errors import InputTooLong


class _Wrapped:
    """All but ``generate``, handed on."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def name(self) -> str:
        return self._engine.name

    @property
    def task(self) -> Task:
        return self._engine.task

    @property
    def identity(self) -> ModelIdentity:
        return self._engine.identity

    @property
    def max_input_tokens(self) -> int:
        return self._engine.max_input_tokens

    def count_tokens(self, text: str) -> int:
        return self._engine.count_tokens(text)

    def unsaid_hints(self, source: str, output: str) -> list[tuple[str, str]]:
        """None where the engine behind reads no hints."""
        engine = self._engine
        return engine.unsaid_hints(source, output) if isinstance(engine, ReadsHints) else []


class CachedEngine(_Wrapped):
    """The same answer for the same source and options, least recently used forgotten first.

    Safe between threads; a source that comes twice in one call is generated once.
    """

    def __init__(self, engine: Engine, max_entries: int = 4096) -> None:
        if max_entries < 1:
            raise ValueError(f"max_entries must be at least 1, got {max_entries}.")
        super().__init__(engine)
        self._max_entries = max_entries
        self._entries: OrderedDict[tuple[str, GenerationOptions], Generation] = OrderedDict()
        self._lock = threading.Lock()

    def generate(self, sources: Sequence[str], options: GenerationOptions) -> list[Generation]:
        """One generation per source, in order; known ones without asking the engine."""
        found: dict[str, Generation] = {}
        with self._lock:
            for source in sources:
                entry = self._entries.get((source, options))
                if entry is not None:
                    self._entries.move_to_end((source, options))
                    found[source] = entry
        missing = [s for s in dict.fromkeys(sources) if s not in found]
        if missing:
            try:
                made = self._engine.generate(missing, options)
            except InputTooLong as exc:
                raise _at(exc, lambda i: sources.index(missing[i])) from exc
            found |= dict(zip(missing, made, strict=True))
            with self._lock:
                for source in missing:
                    self._entries[(source, options)] = found[source]
                while len(self._entries) > self._max_entries:
                    self._entries.popitem(last=False)
        return [found[s] for s in sources]


class BatchedEngine(_Wrapped):
    """Never more than ``max_batch_size`` sources at once to the engine behind."""

    def __init__(self, engine: Engine, max_batch_size: int) -> None:
        if max_batch_size < 1:
            raise ValueError(f"max_batch_size must be at least 1, got {max_batch_size}.")
        super().__init__(engine)
        self._max_batch_size = max_batch_size

    def generate(self, sources: Sequence[str], options: GenerationOptions) -> list[Generation]:
        """One generation per source, in order."""
        out: list[Generation] = []
        for start in range(0, len(sources), self._max_batch_size):
            batch = sources[start : start + self._max_batch_size]
            try:
                out += self._engine.generate(batch, options)
            except InputTooLong as exc:
                raise _at(exc, functools.partial(operator.add, start)) from exc
        return out


def _at(exc: InputTooLong, place: Callable[[int], int]) -> InputTooLong:
    """The same refusal with its index among the sources that the caller gave."""
    index = None if exc.index is None else place(exc.index)
    message = str(exc).replace(f"Text {exc.index} ", f"Text {index} ", 1)
    return InputTooLong(message, count=exc.count, limit=exc.limit, unit=exc.unit, index=index)
