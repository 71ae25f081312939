"""What a batch is asked for, and the mark by which a resumed run knows it is the same batch."""

from __future__ import annotations

import dataclasses
import hashlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

from summarizer import __version__
from summarizer.errors import ConfigError
from summarizer.pipeline import PipelineOptions
from summarizer.result import Length


class BatchTask(StrEnum):
    """What is made of each article."""

    SUMMARISE = "summarise"
    TRANSLATE = "translate"
    BOTH = "both"
    TITLE = "title"


class OutputFormat(StrEnum):
    """Form of the output: one file, or for MD and DOCX a folder with a document a row."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    MD = "md"
    DOCX = "docx"

    @property
    def is_folder(self) -> bool:
        return self in (OutputFormat.MD, OutputFormat.DOCX)


class InputFormat(StrEnum):
    """Form of an input whose name does not tell, such as standard input."""

    AUTO = "auto"
    JSONL = "jsonl"
    CSV = "csv"
    TSV = "tsv"
    PARQUET = "parquet"
    TEXT = "text"


DEFAULT_BATCH_SIZE = 16
"""Articles whose sentences share engine batches. A kill loses at most this much work a worker."""

MAX_BATCH_SIZE = 256
_BY_SUFFIX = {f".{f}": f for f in (OutputFormat.JSONL, OutputFormat.CSV, OutputFormat.PARQUET)}


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """How a batch is run.

    Attributes:
        target: languages of the summary, as in ``PipelineOptions``.
        output_format: None lets the output's name tell.
        id_column, text_column: None takes the first usual name found.
        limit: rows at most; None is all.
        batch_size: articles whose sentences share engine batches.
        workers: processes (or Ray actors), each with its own engines.
        is_full: the whole ``Result`` in each JSONL row instead of its texts.
        base_url: of a server, for the backend ``"llm"``.
        fail_fast: stop at the first row that fails.
        overwrite: replace an output that exists.
    """

    task: BatchTask = BatchTask.BOTH
    length: Length = Length.SHORT
    target: Literal["fr", "en", "both"] = "both"
    glossary: tuple[tuple[str, str, str], ...] = ()
    num_beams: int | None = None
    summariser: str = "compact"
    translator: str = "compact"
    backend: str = "auto"
    precision: str = "auto"
    device: str = "auto"
    base_url: str | None = None
    input_format: InputFormat = InputFormat.AUTO
    output_format: OutputFormat | None = None
    id_column: str | None = None
    text_column: str | None = None
    ui_lang: Literal["fr", "en"] = "en"
    is_full: bool = False
    limit: int | None = None
    batch_size: int = DEFAULT_BATCH_SIZE
    workers: int = 1
    fail_fast: bool = False
    overwrite: bool = False

    def __post_init__(self) -> None:
        if self.limit is not None and self.limit < 1:
            raise ConfigError(f"limit must be at least 1, got {self.limit}.")
        if not 1 <= self.batch_size <= MAX_BATCH_SIZE:
            raise ConfigError(
                f"batch_size must be from 1 to {MAX_BATCH_SIZE}, got {self.batch_size}."
            )
        if self.workers < 1:
            raise ConfigError(f"workers must be at least 1, got {self.workers}.")
        _ = self.pipeline_options  # says now what a row would say later

    @property
    def pipeline_options(self) -> PipelineOptions:
        """The same wish in the pipeline's words."""
        is_title = self.task is BatchTask.TITLE
        only_translate = self.task is BatchTask.TRANSLATE
        return PipelineOptions(
            length=Length.TITLE if is_title else self.length,
            target="both" if only_translate else self.target,
            translate=self.task in (BatchTask.TRANSLATE, BatchTask.BOTH),
            summarise=not only_translate,
            ui_lang=self.ui_lang,
            glossary=self.glossary,
            num_beams=self.num_beams,
        )

    def format_of(self, output: Path) -> OutputFormat:
        """The output's format.

        Raises:
            ConfigError: neither an option nor the name tells it.
        """
        if self.output_format is not None:
            return self.output_format
        suffix = output.suffix.lower()
        if suffix in _BY_SUFFIX:
            return _BY_SUFFIX[suffix]
        if suffix == "":
            return OutputFormat.MD
        known = ", ".join(_BY_SUFFIX)
        raise ConfigError(
            f"The output {output.name!r} tells no known format ({known}, or a folder of "
            "Markdown). Add --format."
        )


_NOT_SHAPING = frozenset(
    {"workers", "fail_fast", "overwrite", "output_format", "batch_size", "base_url"}
)
"""Fields that may change between a run and the one that resumes it. ``output_format`` is marked
as what it comes to, ``batch_size`` is checked by itself, with a message of its own, and a served
model is known by its name wherever it is served."""


def fingerprint(options: BatchOptions, output_format: OutputFormat, engines: str) -> str:
    """Hash of all that shapes a row: options, models and the program's version.

    Args:
        engines: marks of the models, such as their checksums.
    """
    data: dict[str, Any] = {
        k: v for k, v in dataclasses.asdict(options).items() if k not in _NOT_SHAPING
    }
    parts = [__version__, str(output_format), engines, repr(sorted(data.items()))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
