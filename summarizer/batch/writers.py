"""Records become the output, which appears whole under its name or not at all."""

from __future__ import annotations

import csv
import itertools
import json
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from summarizer.batch.options import OutputFormat
from summarizer.batch.reader import parquet_module
from summarizer.batch.rows import Record

COLUMNS = (
    "id",
    "title",
    "summary_fr",
    "summary_en",
    "translation_en",
    "read_share",
    "n_checked",
    "n_found",
    "findings",
    "error_type",
    "error_message",
)
"""Of CSV and Parquet; ``findings`` is JSON text, and what was not asked for is empty."""

INDEX = "index.jsonl"
"""In a folder of documents: a line a row, with its file's name or its error."""

_NUMBERS = {"read_share": "float64", "n_checked": "int64", "n_found": "int64"}


def write_output(
    records: Iterable[Record], output: Path, output_format: OutputFormat, draft: Path
) -> None:
    """Writes ``draft``, forces it to disk and gives it the output's name in one step.

    Args:
        draft: beside the output; for a folder it holds the documents already.
    """
    if output_format.is_folder:
        draft.mkdir(exist_ok=True)
        _write_file(draft / INDEX, lambda path: _write_jsonl(records, path))
        _publish_folder(draft, output)
    else:
        writer = {
            OutputFormat.JSONL: _write_jsonl,
            OutputFormat.CSV: _write_csv,
            OutputFormat.PARQUET: _write_parquet,
        }[output_format]
        _write_file(draft, lambda path: writer(records, path))
        draft.replace(output)
    sync_folder(output.parent)


def write_documents(documents: Iterable[tuple[str, bytes]], folder: Path) -> None:
    """Writes the documents of a chunk and forces them to disk."""
    folder.mkdir(exist_ok=True)
    for name, content in documents:
        with (folder / name).open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Forces a folder's names to disk, where the system can."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _publish_folder(draft: Path, output: Path) -> None:
    former = output.with_name(output.name + ".former")
    if output.exists():
        # A folder cannot be renamed over one that is not empty.
        shutil.rmtree(former, ignore_errors=True)
        output.rename(former)
    draft.rename(output)
    shutil.rmtree(former, ignore_errors=True)


def _write_file(path: Path, write: Callable[[Path], None]) -> None:
    write(path)
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _write_jsonl(records: Iterable[Record], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for record in records:
            file.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")


def _write_csv(records: Iterable[Record], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for record in records:
            flat = _flat(record)
            writer.writerow("" if (v := flat.get(c)) is None else v for c in COLUMNS)


def _write_parquet(records: Iterable[Record], path: Path) -> None:
    parquet = parquet_module()
    import pyarrow

    schema = pyarrow.schema(
        [
            (c, getattr(pyarrow, _NUMBERS[c])() if c in _NUMBERS else pyarrow.string())
            for c in COLUMNS
        ]
    )
    flat = map(_flat, records)
    with parquet.ParquetWriter(path, schema) as writer:
        while rows := list(itertools.islice(flat, 512)):
            whole = [{c: r.get(c) for c in COLUMNS} | {"id": str(r["id"])} for r in rows]
            writer.write_table(pyarrow.Table.from_pylist(whole, schema=schema))


def _flat(record: Record) -> dict[str, Any]:
    """The record with one value a column."""
    flat = dict(record)
    error = flat.pop("error", None)
    if error is not None:
        flat |= {"error_type": error["type"], "error_message": error["message"]}
    if "findings" in flat:
        flat["findings"] = json.dumps(flat["findings"], ensure_ascii=False)
    return flat
