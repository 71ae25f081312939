"""Between the page and the pipeline: a request becomes snapshots of a result that fills up."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from summarizer.document import Document
from summarizer.engines.base import Engine, Task
from summarizer.errors import ConfigError, SummarizerError
from summarizer.examples import NAMES, load_example
from summarizer.presenters.messages import say
from summarizer.result import Length, Result


class Step(StrEnum):
    """Where a run is."""

    READING = "reading"
    SUMMARISING = "summarising"
    TRANSLATING = "translating"
    CHECKING = "checking"
    DONE = "done"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Request:
    """What a reader asks for.

    Attributes:
        article: pasted text, an address when ``is_address``, or a file.
        to_french, to_english: languages of the summary.
        translate: whether the whole article is put in English.
        glossary: rows of source term, target term and note.
    """

    article: str | Path
    is_address: bool = False
    length: Length = Length.SHORT
    to_french: bool = True
    to_english: bool = True
    translate: bool = True
    glossary: tuple[tuple[str, str, str], ...] = ()
    glossary_file: Path | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A run at one moment; ``result`` holds what is ready, None before the article is read."""

    step: Step
    result: Result | None
    n_done: int = 0
    n_total: int = 0


class Service(Protocol):
    """What the page needs of the rest of the program."""

    def snapshots(self, request: Request, is_cancelled: Callable[[], bool]) -> Iterator[Snapshot]:
        """Snapshots as the run goes on; the last one is DONE, or STOPPED once cancelled.

        Raises:
            SummarizerError: the article cannot be worked on, or an engine failed.
        """
        ...


def status_line(snapshot: Snapshot, ui_lang: str) -> str:
    """What is being done, in a few words."""
    if snapshot.step is Step.TRANSLATING and snapshot.n_total:
        return say("translating", ui_lang, done=snapshot.n_done, total=snapshot.n_total)
    return say(
        {
            Step.READING: "reading",
            Step.SUMMARISING: "summarising",
            Step.CHECKING: "checking",
        }.get(snapshot.step, "reading"),
        ui_lang,
    )


class PipelineService:
    """The real thing: the pipeline on the chosen models, each loaded once, when first needed."""

    def __init__(
        self,
        *,
        model: str | None = None,
        summariser: str | None = None,
        translator: str | None = None,
        engine: str = "auto",
        device: str = "auto",
        base_url: str | None = None,
    ) -> None:
        """
        Args:
            model: a preset, hub id or directory, used for the tasks that it can do.
            summariser, translator: the same for one task; stronger than ``model``.
            engine: ``"auto"``, ``"ct2"`` or ``"seq2seq"`` says how models run; any other name
                is taken as a summariser, such as ``"extractive"``. ``"llm"`` takes names that
                are no presets as those of models served at ``base_url``.
            base_url: of an OpenAI-compatible server.

        Raises:
            ConfigError: ``"llm"`` without any model's name.
        """
        if engine == "llm" and not (model or summariser or translator):
            raise ConfigError(
                "--engine llm has no model. Name one that the server has: --model NAME."
            )
        self._base_url = base_url
        self._engine = engine
        self._device = device
        self._choice = (model, summariser, translator)
        self._loaded: dict[Task, Engine] = {}
        self._lock = threading.Lock()

    def warm_up(self) -> threading.Thread:
        """The thread that gets everything ready on an example, so that the first request is quick.

        What fails here fails again, in words, at the first request.
        """

        def load() -> None:
            with contextlib.suppress(SummarizerError):
                # Tables and rules are built at their first use, not only weights loaded.
                request = Request(load_example(NAMES[0]).text)
                for snapshot in self.snapshots(request, lambda: False):
                    if snapshot.step is Step.TRANSLATING:
                        break

        thread = threading.Thread(target=load, name="warm-up", daemon=True)
        thread.start()
        return thread

    def snapshots(self, request: Request, is_cancelled: Callable[[], bool]) -> Iterator[Snapshot]:
        """Snapshots of the pipeline's run; see ``Service``."""
        from summarizer import pipeline
        from summarizer.glossary import load_glossary

        yield Snapshot(Step.READING, None)
        document = read_document(request)
        glossary = request.glossary
        if request.glossary_file is not None:
            entries = load_glossary(request.glossary_file).entries
            glossary += tuple((e.source, e.target, e.note) for e in entries)
        options = pipeline.PipelineOptions(
            length=request.length,
            target="both" if request.to_english else "fr",
            translate=request.translate,
            glossary=glossary,
        )
        task = Task.TITLE if request.length is Length.TITLE else Task.ABSTRACT
        engines = (
            self._engine_for(task),
            self._engine_for(Task.TRANSLATE) if options.wants_english else None,
        )
        stream = pipeline.Pipeline(*engines).stream(document, options, cancelled=is_cancelled)
        for event in stream:
            match event:
                case pipeline.Finished(result):
                    yield Snapshot(Step.DONE, result)
                case pipeline.Stopped(result):
                    yield Snapshot(Step.STOPPED, result)
                case pipeline.TranslatedSentences(n_done=n_done, n_total=n_total, result=result):
                    step = Step.TRANSLATING if n_done < n_total else Step.CHECKING
                    yield Snapshot(step, result, n_done, n_total)
                case _:
                    yield Snapshot(Step.SUMMARISING, event.result)

    def _engine_for(self, task: Task) -> Engine:
        # One at a time: two first requests at once must not load the same weights twice.
        with self._lock:
            if task not in self._loaded:
                from summarizer.engines.registry import BACKENDS, load_engine

                backend = self._engine if self._engine in BACKENDS else "auto"
                name = self._name(task)
                self._loaded[task] = load_engine(
                    name, task, device=self._device, backend=backend, base_url=self._base_url
                )
            return self._loaded[task]

    def usage_lines(self) -> list[str]:
        """For each served model that was used: its name, tokens and cost."""
        used = {id(u): f"{e.name}: {u}" for e in self._loaded.values() if (u := _usage(e))}
        return list(used.values())

    def _name(self, task: Task) -> str:
        """The model for a task; a preset named for all is used for what it can do."""
        from summarizer.engines.registry import BACKENDS, DEFAULT_PRESET, PRESETS

        model, summariser, translator = self._choice
        if task is Task.TRANSLATE:
            own = translator
        else:
            own = summariser or (None if self._engine in BACKENDS else self._engine)
        if own is not None:
            return own
        if model is None or (model in PRESETS and task not in PRESETS[model].tasks):
            return DEFAULT_PRESET
        return model


def _usage(engine: Engine) -> object | None:
    return getattr(engine, "usage", None)


def read_document(request: Request) -> Document:
    """The article of a request, read, cleaned and cut into sentences.

    Raises:
        InputError: it cannot be read.
    """
    from summarizer.extraction import clean_article, read_address, read_file
    from summarizer.segmentation import make_document

    if isinstance(request.article, Path):
        raw, origin = read_file(request.article), request.article.name
    elif request.is_address:
        raw, origin = read_address(request.article), request.article
    else:
        raw, origin = request.article, "text"
    return make_document(clean_article(raw, origin=origin))
