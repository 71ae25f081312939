"""French articles summarised in French and English and translated, every claim checked.

    import summarizer
    result = summarizer.run(text)                  # or a path, or an address
    result.summary.text_fr, result.summary.text_en, result.translation.text

Importing this package loads neither torch nor gradio: names are looked up when first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from summarizer.convenience import run, summarize, translate
    from summarizer.document import Document
    from summarizer.engines.base import Engine, GenerationOptions, Task
    from summarizer.engines.registry import available_models, load_engine
    from summarizer.errors import SummarizerError
    from summarizer.pipeline import Pipeline, PipelineOptions
    from summarizer.result import Length, Result

__version__ = "0.1.0"

__all__ = [
    "Document",
    "Engine",
    "GenerationOptions",
    "Length",
    "Pipeline",
    "PipelineOptions",
    "Result",
    "SummarizerError",
    "Task",
    "available_models",
    "load_engine",
    "run",
    "summarize",
    "translate",
]

_HOMES = {
    "Document": "document",
    "Engine": "engines.base",
    "GenerationOptions": "engines.base",
    "Length": "result",
    "Pipeline": "pipeline",
    "PipelineOptions": "pipeline",
    "Result": "result",
    "SummarizerError": "errors",
    "Task": "engines.base",
    "available_models": "engines.registry",
    "load_engine": "engines.registry",
    "run": "convenience",
    "summarize": "convenience",
    "translate": "convenience",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
