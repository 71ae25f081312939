"""The whole path in one call, for scripts, and engines chosen by name for the screens."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any

from summarizer.document import Document
from summarizer.engines.base import Engine, Task
from summarizer.engines.registry import DEFAULT_PRESET, PRESETS, load_engine
from summarizer.extraction import clean_article, read_address, read_file
from summarizer.languages import paragraph_languages
from summarizer.pipeline import Pipeline, PipelineOptions
from summarizer.result import Length, Result
from summarizer.segmentation import make_document

_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)


@functools.lru_cache(maxsize=4)
def _engine(name: str, task: Task, backend: str, device: str, precision: str) -> Engine:
    return load_engine(name, task, backend=backend, device=device, precision=precision)


def make_pipeline(
    options: PipelineOptions | None = None,
    *,
    summariser: str | None = None,
    translator: str | None = None,
    model: str | None = None,
    backend: str = "auto",
    device: str = "auto",
    precision: str = "auto",
) -> Pipeline:
    """A pipeline of named engines; those that ``options`` do not ask for are not loaded.

    The last few engines stay loaded, so a second call is quick.

    Args:
        model: one name for whatever it can do: a preset takes the place of the summariser, the
            translator or both; a hub id or a directory that of the translator. ``summariser``
            and ``translator`` go before it.
        backend: how models run: ``"auto"``, ``"ct2"`` or ``"seq2seq"``; ``"extractive"`` means
            summaries by sentence choice and leaves the translator to ``"auto"``.

    Raises:
        EngineError: a name is unknown, or a model cannot be loaded.
        ConfigError: an unknown backend, device or precision.
    """
    options = options or PipelineOptions()
    tasks = PRESETS[model].tasks if model in PRESETS else (Task.TRANSLATE,)
    if model is not None:
        if summariser is None and (Task.ABSTRACT in tasks or Task.TITLE in tasks):
            summariser = model
        if translator is None and Task.TRANSLATE in tasks:
            translator = model
    if backend == "extractive":
        summariser, backend = "extractive", "auto"
    summariser = summariser or DEFAULT_PRESET
    able = PRESETS[summariser].tasks if summariser in PRESETS else (Task.ABSTRACT,)
    task = Task.ABSTRACT if Task.ABSTRACT in able else Task.TITLE
    settings = (backend, device, precision)
    return Pipeline(
        _engine(summariser, task, *settings) if options.summarise else None,
        _engine(translator or DEFAULT_PRESET, Task.TRANSLATE, *settings)
        if options.wants_english
        else None,
    )


def read_document(source: str | Path) -> Document:
    """The cleaned document of a file (``Path``), an http(s) address or a text (``str``).

    Raises:
        InputError: it cannot be read.
    """
    if isinstance(source, Path):
        cleaned = clean_article(read_file(source), origin=source.name)
    elif _ADDRESS.fullmatch(source.strip()):
        cleaned = clean_article(read_address(source.strip()), origin=source.strip())
    else:
        cleaned = clean_article(source)
    return paragraph_languages(make_document(cleaned))


def run(
    source: str | Path | Document,
    *,
    summariser: str | None = None,
    translator: str | None = None,
    backend: str = "auto",
    device: str = "auto",
    precision: str = "auto",
    **options: Any,
) -> Result:
    """The whole result for a text, a file (``Path``), an address or a document.

    Args:
        options: fields of ``PipelineOptions``, such as ``length="medium"``.

    Raises:
        InputError: unreadable, empty, too long, or not French.
        EngineError: a model cannot be loaded or failed.
        ConfigError: an option is out of range.
    """
    if "length" in options:
        options["length"] = Length(options["length"])
    chosen = PipelineOptions(**options)
    document = source if isinstance(source, Document) else read_document(source)
    pipeline = make_pipeline(
        chosen,
        summariser=summariser,
        translator=translator,
        backend=backend,
        device=device,
        precision=precision,
    )
    return pipeline.run(document, chosen)


def summarize(source: str | Path | Document, *, length: str = "short", **options: Any) -> str:
    """The French summary's text; ``options`` as for ``run``."""
    fixed: dict[str, Any] = {"target": "fr", "translate": False, "length": length}
    result = run(source, **(fixed | options))
    return result.summary.text_fr if result.summary else ""


def translate(source: str | Path | Document, **options: Any) -> str:
    """The article in English, line breaks kept; ``options`` as for ``run``."""
    result = run(source, summarise=False, **options)
    return result.translation.text if result.translation else ""
