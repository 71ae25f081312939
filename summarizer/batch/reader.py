"""Rows out of sources, one at a time: what cannot be a row becomes an error row."""

from __future__ import annotations

import contextlib
import csv
import io
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from summarizer.batch.inputs import Source
from summarizer.batch.options import BatchOptions, InputFormat
from summarizer.batch.rows import Chunk, Row, RowId
from summarizer.errors import ConfigError, EmptyArticle, InputTooLong, UnreadableFile

MAX_ROW_BYTES = 64 << 20
"""Bytes of one line or field that are held in memory; an article of 2 million characters takes
at most 12 MB of JSON in \\u escapes, whatever other columns stand beside it."""

TEXT_COLUMNS = ("text", "article", "texte", "content", "contenu", "body", "document")
ID_COLUMNS = ("id", "ID", "Id", "uid", "url")

T = TypeVar("T")


def read_rows(sources: Sequence[Source], options: BatchOptions) -> Iterator[Row]:
    """The rows of all sources, in order, at most ``options.limit``; holds one at a time.

    Raises:
        ConfigError: a table lacks a column that was named, or pyarrow is missing.
        UnreadableFile: a table cannot be opened.
    """
    rows = itertools.chain.from_iterable(_rows_of(s, options) for s in sources)
    return itertools.islice(rows, options.limit)


def count_rows(sources: Sequence[Source], options: BatchOptions) -> int:
    """How many rows ``read_rows`` gives; reads tables once, articles not at all."""
    if all(s.format is InputFormat.TEXT for s in sources):
        return min(len(sources), options.limit or len(sources))
    return sum(1 for _ in read_rows(sources, options))


def read_chunks(sources: Sequence[Source], options: BatchOptions) -> Iterator[Chunk]:
    """The rows in chunks of ``options.batch_size``."""
    rows = read_rows(sources, options)
    for number in itertools.count():
        taken = tuple(itertools.islice(rows, options.batch_size))
        if not taken:
            return
        yield Chunk(number, taken)


def _rows_of(source: Source, options: BatchOptions) -> Iterator[Row]:
    if source.format is InputFormat.TEXT:
        return iter((Row(source.name, path=source.path),))
    if source.format is InputFormat.JSONL:
        return _jsonl_rows(source, options)
    if source.format is InputFormat.PARQUET:
        return _parquet_rows(source, options)
    return _csv_rows(source, options)


def _open(source: Source) -> io.BufferedReader:
    try:
        return Path(source.path).open("rb")
    except OSError as exc:
        raise UnreadableFile(
            f"The file {str(source.path)!r} could not be read: {exc.strerror}. Check its rights."
        ) from exc


# --- JSON lines


def _jsonl_rows(source: Source, options: BatchOptions) -> Iterator[Row]:
    with _open(source) as file:
        for number, (line, size) in enumerate(_bounded_lines(file), start=1):
            place = f"{source.name}:{number}"
            if size > MAX_ROW_BYTES:
                yield Row(place, error=_too_large(place, size))
            elif line.strip():
                yield _jsonl_row(line, place, options)


def _bounded_lines(file: io.BufferedReader) -> Iterator[tuple[bytes, int]]:
    """Lines with their sizes; of a line beyond ``MAX_ROW_BYTES`` only the start is held."""
    while line := file.readline(MAX_ROW_BYTES + 1):
        size = len(line)
        last = line
        while len(last) > MAX_ROW_BYTES and not last.endswith(b"\n"):
            last = file.readline(MAX_ROW_BYTES + 1)
            size += len(last)
            if not last:
                break
        yield line.removeprefix(b"\xef\xbb\xbf"), size


def _jsonl_row(line: bytes, place: str, options: BatchOptions) -> Row:
    try:
        data = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as exc:
        message = f"{place} is not UTF-8 (byte {exc.start}). Save the file as UTF-8."
        return Row(place, error=UnreadableFile(message))
    except (ValueError, RecursionError) as exc:
        message = f"{place} is not valid JSON ({exc}). Mend the line."
        return Row(place, error=UnreadableFile(message))
    if isinstance(data, str):
        return Row(place, text=_whole(data))
    if not isinstance(data, dict):
        kind = type(data).__name__
        message = f"{place} holds a JSON {kind}. Give an object with a text column, or a string."
        return Row(place, error=UnreadableFile(message))
    return _row(data, place, options)


# --- CSV and TSV


def _csv_rows(source: Source, options: BatchOptions) -> Iterator[Row]:
    # Bytes that are not UTF-8 become lone surrogates, and the row that holds them an error row.
    text = io.TextIOWrapper(
        _open(source), encoding="utf-8-sig", errors="surrogateescape", newline=""
    )
    with text as file:
        delimiter = "\t" if source.format is InputFormat.TSV else _delimiter(file)
        reader = csv.reader(file, delimiter=delimiter)
        # The reader's own limit is the process's; an article does not fit its default.
        csv.field_size_limit(max(csv.field_size_limit(), MAX_ROW_BYTES))
        header = next(reader, [])
        _check_columns(header, source.name, options)
        for number in itertools.count(2):
            place = f"{source.name}:{number}"
            try:
                fields = next(reader)
            except StopIteration:
                return
            except csv.Error as exc:
                message = f"{place} is not valid CSV ({exc}). Look for a quote left open."
                yield Row(place, error=UnreadableFile(message))
                continue
            if fields:
                yield _csv_row(header, fields, place, options)


def _delimiter(file: io.TextIOWrapper) -> str:
    """Comma, or semicolon where spreadsheets of French locales put it."""
    header = file.readline(1 << 16)
    file.seek(0)
    return ";" if header.count(";") > header.count(",") else ","


def _csv_row(
    header: Sequence[str], fields: Sequence[str], place: str, options: BatchOptions
) -> Row:
    data = dict(zip(header, fields, strict=False))
    if any("\udc80" <= c <= "\udcff" for c in "".join(fields)):
        row_id = _id_of(data, place, options)
        safe = str(row_id).encode("utf-8", "replace").decode()
        message = f"{place} is not UTF-8. Save the file as UTF-8."
        return Row(safe, error=UnreadableFile(message))
    return _row(data, place, options)


# --- Parquet


def _parquet_rows(source: Source, options: BatchOptions) -> Iterator[Row]:
    parquet = parquet_module()
    try:
        with contextlib.closing(parquet.ParquetFile(source.path)) as file:
            names = file.schema_arrow.names
            _check_columns(names, source.name, options)
            wanted = [n for n in _wanted(names, options) if n is not None]
            number = 0
            # A few rows at a time: articles are long, and a row group may hold a million.
            for batch in file.iter_batches(batch_size=64, columns=wanted):
                for data in batch.to_pylist():
                    number += 1
                    yield _row(data, f"{source.name}:{number}", options)
    except (OSError, ValueError) as exc:
        raise UnreadableFile(
            f"The Parquet file {str(source.path)!r} could not be read: {exc}. Write it again."
        ) from exc


def parquet_module() -> Any:
    """``pyarrow.parquet``.

    Raises:
        ConfigError: pyarrow is not installed.
    """
    try:
        import pyarrow.parquet as parquet
    except ImportError as exc:
        raise ConfigError(
            "Parquet needs the package pyarrow, which is not installed. "
            "Run `pip install 'summarizer[parquet]'`, or use JSONL or CSV."
        ) from exc
    return parquet


# --- columns


def _check_columns(names: Sequence[str], name: str, options: BatchOptions) -> None:
    """A whole table without the column is a wrong command, not a thousand bad rows."""
    found = ", ".join(repr(n) for n in names) or "none"
    wanted = (options.text_column, options.id_column)
    for column, option in zip(wanted, ("--text-column", "--id-column"), strict=True):
        if column is not None and column not in names:
            raise ConfigError(
                f"{name} has no column {column!r}. Its columns: {found}. Change {option}."
            )
    if options.text_column is None and not any(c in names for c in TEXT_COLUMNS):
        raise ConfigError(
            f"{name} has none of the columns {', '.join(TEXT_COLUMNS)}. Its columns: {found}. "
            "Name the articles' with --text-column."
        )


def _wanted(names: Iterable[str], options: BatchOptions) -> tuple[str | None, str | None]:
    text = options.text_column or next((c for c in TEXT_COLUMNS if c in names), None)
    return options.id_column or next((c for c in ID_COLUMNS if c in names), None), text


def _id_of(data: Mapping[str, Any], place: str, options: BatchOptions) -> RowId:
    column = options.id_column or next((c for c in ID_COLUMNS if c in data), None)
    value = data.get(column) if column is not None else None
    if value is None or value == "" or isinstance(value, bool):
        return place
    return value if isinstance(value, int) else _whole(str(value))


def _whole(text: str) -> str:
    """``text`` without lone surrogates, which JSON can spell and no file can hold."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _row(data: Mapping[str, Any], place: str, options: BatchOptions) -> Row:
    row_id = _id_of(data, place, options)
    column = options.text_column or next((c for c in TEXT_COLUMNS if c in data), None)
    if column is None or column not in data:
        wanted = options.text_column or " or ".join(TEXT_COLUMNS[:2])
        found = ", ".join(repr(str(k)) for k in itertools.islice(data, 8)) or "none"
        message = f"{place} has no column {wanted}. Its columns: {found}. See --text-column."
        return Row(row_id, error=UnreadableFile(message))
    value = data[column]
    if value is None or value == "":
        message = f"{place} has nothing in the column {column!r}. Fill it or drop the row."
        return Row(row_id, error=EmptyArticle(message))
    if isinstance(value, bytes):
        try:
            value = value.decode("utf-8")
        except UnicodeDecodeError:
            message = f"{place} holds bytes that are not UTF-8 text. Give the article's words."
            return Row(row_id, error=UnreadableFile(message))
    if not isinstance(value, str):
        kind = type(value).__name__
        message = f"{place} has a {kind} in the column {column!r}, not a text. Give a string."
        return Row(row_id, error=UnreadableFile(message))
    return Row(row_id, text=_whole(value))


def _too_large(place: str, size: int) -> InputTooLong:
    return InputTooLong(
        f"{place} is too large: {size:,} bytes, at most {MAX_ROW_BYTES:,} a row. Cut it in parts.",
        count=size,
        limit=MAX_ROW_BYTES,
        unit="bytes",
    )
