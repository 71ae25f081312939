"""Rows on their way in, and the records they become."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summarizer.errors import InputError, InputTooLong, UnreadableFile
from summarizer.extraction import MAX_CHARS, read_file
from summarizer.result import Result

if TYPE_CHECKING:
    from summarizer.engines.llm_settings import LlmUsage

RowId = str | int
Record = dict[str, Any]
"""One output row; what a JSONL line holds. Has ``id``, and ``error`` when the row failed."""


@dataclass(frozen=True, slots=True)
class Row:
    """One article to work on.

    Attributes:
        id: as in the input; the place of the row where it has none.
        text: the article, or None when ``path`` or ``error`` stands for it.
        path: file to read the article from, when the row's turn comes.
        error: why there is nothing to work on.
    """

    id: RowId
    text: str | None = None
    path: Path | None = None
    error: InputError | None = None

    def article(self) -> str:
        """The text of the row.

        Raises:
            InputError: the row has none, or its file cannot be read.
        """
        if self.error is not None:
            raise self.error
        if self.path is not None:
            return read_file(self.path)
        text = self.text or ""
        if len(text) > MAX_CHARS:
            raise InputTooLong(
                f"The row is too long: {len(text):,} characters, at most {MAX_CHARS:,} can be "
                "read. Cut it into parts.",
                count=len(text),
                limit=MAX_CHARS,
                unit="characters",
            )
        # A few stray control characters are pasting; more than one in 200 is not a text, the
        # same bound as for files.
        n_binary = sum(c < " " and c not in "\t\n\r\x0b\x0c\x1b" for c in text)
        if n_binary > len(text) // 200:
            raise UnreadableFile(
                f"The row is not a text: {n_binary:,} of its {len(text):,} characters are "
                "control characters. Give the article's words."
            )
        return text


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows worked on together: ``number`` counts chunks from 0; only the last may be short."""

    number: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ChunkDone:
    """The records of a chunk's rows, in order.

    Attributes:
        documents: rendered files by name, for an output that is a folder.
        n_words: words of the articles that were worked on.
        elapsed_s: seconds of work, waiting for a turn left out.
        usage: by name, what each served model was asked for.
    """

    number: int
    records: tuple[Record, ...]
    documents: tuple[tuple[str, bytes], ...] = ()
    n_words: int = 0
    elapsed_s: float = 0.0
    usage: tuple[tuple[str, LlmUsage], ...] = ()

    @property
    def n_failed(self) -> int:
        return sum("error" in r for r in self.records)


def error_record(row_id: RowId, error: Exception) -> Record:
    """``{"id": …, "error": {"type": …, "message": …}}``."""
    message = " ".join(str(error).split()) or "No message was given."
    return {"id": row_id, "error": {"type": type(error).__name__, "message": message}}


def without_timings(result: Result) -> Result:
    """The result without its seconds, which would differ between two runs of one row."""
    return dataclasses.replace(result, timings=())


def result_record(row_id: RowId, result: Result, *, is_full: bool) -> Record:
    """The texts of a result, or all of it when ``is_full``; the same at each run."""
    if is_full:
        data = without_timings(result).to_dict()
        del data["timings"]
        return {"id": row_id, **data}
    record: Record = {"id": row_id, "title": result.document.title}
    if result.summary is not None:
        record["summary_fr"] = result.summary.text_fr
        if result.summary.text_en is not None:
            record["summary_en"] = result.summary.text_en
        record["read_share"] = round(result.summary.read_share, 4)
    if result.translation is not None:
        record["translation_en"] = result.translation.text
    record["n_checked"] = result.verdict.n_checked
    record["n_found"] = result.verdict.n_found
    record["findings"] = [
        {
            "kind": str(f.kind),
            "severity": str(f.severity),
            "part": str(f.part),
            "sentence": f.sentence,
            "message": f.message_en,
        }
        for f in result.findings
    ]
    return record
