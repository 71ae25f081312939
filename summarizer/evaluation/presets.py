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
from summarizer.pipeline import Pipeline, PipelineOptions
from summarizer.result import Length

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
    name: str = ""
    """What to call it; "" takes the engine's own name."""

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
        name = self.name or self.engine.name
        return Outputs(name, tuple(texts), tuple(seconds), "engine", note)

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


@dataclass(frozen=True, slots=True)
class PipelineSystem:
    """The whole product, as a reader gets it: cleaning, models, checks and repair.

    An article that the product refuses gives an empty output, and the note counts them.
    """

    name: str
    pipeline: Pipeline
    options: PipelineOptions

    def run(self, dataset: Dataset, on_item: Progress | None = None) -> Outputs:
        """The summary, title or translation of every item, in plain typography."""
        texts: list[str] = []
        seconds: list[float] = []
        n_refused = 0
        for item in dataset.items:
            start = time.perf_counter()
            try:
                text = self._text(item.source)
            except (InputError, GenerationFailed):
                text = ""
                n_refused += 1
            texts.append(to_model_text(text))
            seconds.append(time.perf_counter() - start)
            if on_item is not None:
                on_item()
        note = f"{n_refused} of {len(dataset.items)} articles refused" if n_refused else ""
        return Outputs(self.name, tuple(texts), tuple(seconds), "engine", note)

    def _text(self, source: str) -> str:
        result = self.pipeline.run(source, self.options)
        if self.options.summarise:
            return result.summary.text_fr if result.summary is not None else ""
        return result.translation.text if result.translation is not None else ""


PIPELINE = "pipeline:"
SERVED = "llm:"


def preset_system(name: str, dataset: Dataset) -> System:
    """The preset, hub id or model directory ``name``, loaded for the set's task.

    ``pipeline:NAME`` is the whole product around that preset, ``NAME`` the bare engine;
    ``llm:MODEL`` stands for a language model served at ``SUMMARIZER_LLM_BASE_URL``.

    Raises:
        UnknownEngine: no such preset, or it does another task.
        ModelNotFound: its files are not here.
    """
    task = ENGINE_TASKS[dataset.task]
    if not name.startswith(PIPELINE):
        return EngineSystem(_loaded(name, task), SEARCH, name=name)
    engine = _loaded(name.removeprefix(PIPELINE), task)
    if dataset.task is EvalTask.TRANSLATION:
        options = PipelineOptions(target="en", summarise=False)
        return PipelineSystem(name, Pipeline(None, engine), options)
    length = Length.TITLE if dataset.task is EvalTask.TITLE else Length.SHORT
    options = PipelineOptions(length=length, target="fr", translate=False)
    return PipelineSystem(name, Pipeline(engine, None), options)


def _loaded(name: str, task: Task) -> Engine:
    from summarizer.engines.registry import load_engine

    if name.startswith(SERVED):
        return load_engine(name.removeprefix(SERVED), task, backend="llm")
    return load_engine(name, task)
