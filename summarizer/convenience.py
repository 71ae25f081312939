"""The whole path in one call, for scripts."""

from __future__ import annotations

import functools
from typing import Any

from summarizer.document import Document
from summarizer.engines.base import Engine, Task
from summarizer.engines.registry import DEFAULT_PRESET, load_engine
from summarizer.pipeline import Pipeline, PipelineOptions
from summarizer.result import Length, Result


@functools.lru_cache(maxsize=4)
def _engine(name: str, task: Task, device: str, precision: str) -> Engine:
    return load_engine(name, task, device=device, precision=precision)


def make_pipeline(
    options: PipelineOptions | None = None,
    *,
    summariser: str = DEFAULT_PRESET,
    translator: str = DEFAULT_PRESET,
    device: str = "auto",
    precision: str = "auto",
) -> Pipeline:
    """A pipeline of named engines; those that ``options`` do not ask for are not loaded.

    The last few engines stay loaded, so a second call is quick.

    Raises:
        EngineError: a name is unknown, or a model cannot be loaded.
    """
    options = options or PipelineOptions()
    needs_title_model = options.length is Length.TITLE and summariser == "barthez-title"
    task = Task.TITLE if needs_title_model else Task.ABSTRACT
    return Pipeline(
        _engine(summariser, task, device, precision) if options.summarise else None,
        _engine(translator, Task.TRANSLATE, device, precision) if options.wants_english else None,
    )


def run(
    source: str | Document,
    *,
    summariser: str = DEFAULT_PRESET,
    translator: str = DEFAULT_PRESET,
    device: str = "auto",
    precision: str = "auto",
    **options: Any,
) -> Result:
    """The whole result for a text or document.

    Args:
        source: the article itself; read files and addresses with ``summarizer.extraction``.
        options: fields of ``PipelineOptions``, such as ``length="medium"``.

    Raises:
        InputError: empty, too long, or not French.
        EngineError: a model cannot be loaded or failed.
        ConfigError: an option is out of range.
    """
    if "length" in options:
        options["length"] = Length(options["length"])
    chosen = PipelineOptions(**options)
    pipeline = make_pipeline(
        chosen,
        summariser=summariser,
        translator=translator,
        device=device,
        precision=precision,
    )
    return pipeline.run(source, chosen)


def summarize(source: str | Document, *, length: str = "short", **options: Any) -> str:
    """The French summary's text; ``options`` as for ``run``."""
    fixed: dict[str, Any] = {"target": "fr", "translate": False, "length": length}
    result = run(source, **(fixed | options))
    return result.summary.text_fr if result.summary else ""


def translate(source: str | Document, **options: Any) -> str:
    """The article in English, line breaks kept; ``options`` as for ``run``."""
    result = run(source, summarise=False, **options)
    return result.translation.text if result.translation else ""
