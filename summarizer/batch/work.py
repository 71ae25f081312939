"""A chunk of rows in, its records out: the same work in one process, in many, or on Ray."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from summarizer.batch.options import BatchOptions, OutputFormat
from summarizer.batch.rows import (
    Chunk,
    ChunkDone,
    Record,
    Row,
    RowId,
    error_record,
    result_record,
    without_timings,
)
from summarizer.batch.sharing import Sharing
from summarizer.checks.remembering import forget_texts
from summarizer.engines.base import Engine, Task
from summarizer.errors import ConfigError, GenerationFailed, ModelNotFound, UnknownEngine
from summarizer.pipeline import Pipeline
from summarizer.result import Length, Result

if TYPE_CHECKING:
    from summarizer.engines.llm_settings import LlmUsage

Engines = tuple[Engine | None, Engine | None]
"""Summariser and translator; None where the options ask for none."""

EngineFactory = Callable[[BatchOptions, int | None], Engines]
"""Called once in each process, with the threads it may use (None: all). Must be importable from
there, so a function at the top of a module."""

RowSeen = Callable[[bool], None]
"""Told of each row as it ends: whether it failed."""


class RowFailed(GenerationFailed):
    """The first row that failed, when the batch was asked to stop there."""


def load_engines(options: BatchOptions, n_threads: int | None) -> Engines:
    """The engines that the options name.

    Raises:
        EngineError: unknown, or files missing.
    """
    from summarizer.engines.registry import load_engine

    wanted = options.pipeline_options

    def load(name: str, task: Task) -> Engine:
        return load_engine(
            name,
            task,
            device=options.device,
            precision=options.precision,
            backend=options.backend,
            n_threads=n_threads,
            base_url=options.base_url,
        )

    task = Task.TITLE if wanted.length is Length.TITLE else Task.ABSTRACT
    return (
        load(options.summariser, task) if wanted.summarise else None,
        load(options.translator, Task.TRANSLATE) if wanted.wants_english else None,
    )


class ChunkWorker:
    """Works on chunks, one at a time, with engines loaded once."""

    def __init__(
        self, options: BatchOptions, output_format: OutputFormat, engines: Engines
    ) -> None:
        self._options = options
        self._format = output_format
        self._sharing = Sharing()
        self._engines = [e for e in engines if e is not None]
        self._pipeline = Pipeline(*(self._sharing.share(e) for e in engines))

    def work(self, chunk: Chunk, on_row: RowSeen = lambda failed: None) -> ChunkDone:
        """The records of the chunk's rows; a row that fails gives an error record.

        Raises:
            RowFailed: a row failed and ``fail_fast`` is set.
            EngineError: a model cannot be loaded, which no row is to blame for.
        """
        start = time.perf_counter()
        used_before = self._usage()
        options = self._options.pipeline_options

        def seen(index: int, outcome: Result | Exception) -> None:
            if isinstance(outcome, ModelNotFound | UnknownEngine | ConfigError):
                raise outcome  # not the row's fault: the next million would fail alike
            failed = isinstance(outcome, Exception)
            if failed and self._options.fail_fast:
                raise RowFailed(
                    f"Row {chunk.rows[index].id!r} failed: {outcome} Mend it, or run again "
                    "without --fail-fast."
                ) from (outcome if isinstance(outcome, Exception) else None)
            on_row(failed)

        def job(row: Row) -> Callable[[], Result]:
            return lambda: self._pipeline.run(row.article(), options)

        outcomes = self._sharing.run([job(row) for row in chunk.rows], seen)
        records: list[Record] = []
        documents: list[tuple[str, bytes]] = []
        n_words = 0
        for at, (row, outcome) in enumerate(zip(chunk.rows, outcomes, strict=True)):
            if isinstance(outcome, Exception):
                records.append(error_record(row.id, outcome))
                continue
            n_words += outcome.document.n_words
            record = result_record(row.id, outcome, is_full=self._options.is_full)
            if self._format.is_folder:
                place = chunk.number * self._options.batch_size + at + 1
                name = document_name(row.id, place, self._format)
                documents.append((name, self._rendered(outcome)))
                record = {"id": row.id, "file": name}
            records.append(record)
        # Else memory would grow for thousands of rows, until caches meant for one article are full.
        forget_texts()
        elapsed_s = time.perf_counter() - start
        usage = tuple((name, u - used_before[name]) for name, u in self._usage().items())
        return ChunkDone(chunk.number, tuple(records), tuple(documents), n_words, elapsed_s, usage)

    def _usage(self) -> dict[str, LlmUsage]:
        """What the served models have used so far, by name; one that does two tasks counts both."""
        meters = {id(u): (e.name, u) for e in self._engines if (u := getattr(e, "usage", None))}
        found: dict[str, LlmUsage] = {}
        for name, used in meters.values():
            found[name] = found[name] + used if name in found else used
        return found

    def _rendered(self, result: Result) -> bytes:
        result = without_timings(result)
        lang, show_french = self._options.ui_lang, self._options.target != "en"
        if self._format is OutputFormat.DOCX:
            from summarizer.presenters.docx import render_docx

            return render_docx(result, lang, show_french=show_french)
        from summarizer.presenters.markdown import render_markdown

        return render_markdown(result, lang, show_french=show_french).encode()


def document_name(row_id: RowId, place: int, output_format: OutputFormat) -> str:
    """A file name of its own for each row: its place from 1, then what is safe of its id."""
    safe = re.sub(r"[^\w.-]+", "-", str(row_id)).strip("-.")
    stem = re.sub(r"\.(?:txt|md|html?|docx|pdf)$", "", safe)[:60].rstrip("-.")
    return f"{place:06d}{'-' + stem if stem else ''}.{output_format}"
