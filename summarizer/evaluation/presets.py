"""Engines as systems to be evaluated: a preset of the registry, run on a set's sources."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from summarizer.engines.base import Engine, GenerationOptions, Task
from summarizer.errors import GenerationFailed, InputError
from summarizer.evaluation.dataset import Dataset, EvalTask, Outputs
from summarizer.evaluation.systems import Progress, System
from summarizer.evaluation.tokenization import split_sentences
from summarizer.normalization import to_model_text

ENGINE_TASKS = {
    EvalTask.SUMMARY: Task.ABSTRACT,
    EvalTask.TITLE: Task.TITLE,
    EvalTask.TRANSLATION: Task.TRANSLATE,
}


SEARCH = GenerationOptions(num_beams=4)
"""The pipeline's search, without its choice among candidates."""


@dataclass(frozen=True, slots=True)
class EngineSystem:
    """An engine fed one source per item; the time of a batch is shared by its items."""

    engine: Engine
    options: GenerationOptions = field(default_factory=GenerationOptions)
    batch_size: int = 8

    def run(self, dataset: Dataset, on_item: Progress | None = None) -> Outputs:
        """The best candidate for every item.

        A source over the engine's limit loses its last sentences, as in published
        evaluations of such models; how many were cut stands in the outputs' note. A source
        that fails gives an empty output, counted by the ``empty`` score.
        """
        texts: list[str] = []
        seconds: list[float] = []
        n_cut = 0
        items = dataset.items
        for at in range(0, len(items), self.batch_size):
            batch = [self._fitted(i.source) for i in items[at : at + self.batch_size]]
            n_cut += sum(is_cut for _, is_cut in batch)
            start = time.perf_counter()
            texts += self._generate([source for source, _ in batch])
            share = (time.perf_counter() - start) / len(batch)
            seconds += [share] * len(batch)
            for _ in batch:
                if on_item is not None:
                    on_item()
        limit = self.engine.max_input_tokens
        note = f"{n_cut} of {len(items)} sources cut to {limit} tokens" if n_cut else ""
        return Outputs(self.engine.name, tuple(texts), tuple(seconds), "engine", note)

    def _fitted(self, source: str) -> tuple[str, bool]:
        """``source`` in model form, without its last sentences where it is too long."""
        text = to_model_text(source)
        limit = self.engine.max_input_tokens
        if self.engine.count_tokens(text) <= limit:
            return text, False
        sentences = [to_model_text(s) for s in split_sentences(source)]
        low, high = 1, len(sentences)
        while low < high:
            middle = (low + high + 1) // 2
            if self.engine.count_tokens(" ".join(sentences[:middle])) <= limit:
                low = middle
            else:
                high = middle - 1
        return " ".join(sentences[:low]), True

    def _generate(self, sources: Sequence[str]) -> list[str]:
        try:
            return [g.text for g in self.engine.generate(sources, self.options)]
        except (InputError, GenerationFailed):
            if len(sources) == 1:
                return [""]
            # One bad text must not empty its neighbours.
            return [self._generate([source])[0] for source in sources]


def preset_system(name: str, dataset: Dataset) -> System:
    """The preset, hub id or model directory ``name``, loaded for the set's task.

    Raises:
        UnknownEngine: no such preset, or it does another task.
        ModelNotFound: its files are not here.
    """
    from summarizer.engines.registry import load_engine

    return EngineSystem(load_engine(name, ENGINE_TASKS[dataset.task]), SEARCH)
