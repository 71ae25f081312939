"""Data sets: items with a source and references, read from local files.

Formats: JSONL, CSV and TSV with ``id, source, reference[, reference2 …]``; parallel text
files, one item a line; JSONL with published splits as OrangeSum's. Any of them may be
compressed (.xz, .gz, .bz2). The SHA-256 of the bytes read stands in every score's signature.
"""

from __future__ import annotations

import bz2
import csv
import gzip
import hashlib
import io
import json
import lzma
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from summarizer.errors import InputError, UnreadableFile


class EvalTask(StrEnum):
    """What the references are; decides the default metrics."""

    SUMMARY = "summary"
    TITLE = "title"
    TRANSLATION = "translation"


@dataclass(frozen=True, slots=True)
class Item:
    """One text of a set; ``source`` is "" when only outputs and references are known."""

    id: str
    source: str
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dataset:
    """Items in order, and where they came from.

    Attributes:
        sha256: of the file's bytes; of the digests of all its files when there are several.
        origin: file names, for the reader.
    """

    name: str
    task: EvalTask
    items: tuple[Item, ...]
    sha256: str
    origin: str

    @property
    def signature(self) -> str:
        """``data:<name>|n:<count>|sha256:<first 12 digits>``."""
        return f"data:{self.name}|n:{len(self.items)}|sha256:{self.sha256[:12]}"

    def sample(self, n: int | None) -> Dataset:
        """At most ``n`` items, the same ones every time whatever the file's order."""
        if n is None or n >= len(self.items):
            return self
        ranked = sorted(
            range(len(self.items)),
            key=lambda i: hashlib.sha256(self.items[i].id.encode()).digest(),
        )
        chosen = sorted(ranked[:n])
        return replace(self, items=tuple(self.items[i] for i in chosen), name=f"{self.name}[{n}]")


@dataclass(frozen=True, slots=True)
class Outputs:
    """One system's texts, aligned with a data set's items.

    Attributes:
        elapsed_s: seconds per text, or None when not timed.
        kind: ``stored``, ``baseline``, ``oracle`` or ``engine``.
    """

    system: str
    texts: tuple[str, ...]
    elapsed_s: tuple[float, ...] | None = None
    kind: str = "stored"
    note: str = ""
    """What a reader must know of these outputs, such as sources that had to be cut."""


def sha256_of(path: Path) -> str:
    """Hex SHA-256 of the file as it lies on disk."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def sha256_of_all(paths: Sequence[Path]) -> str:
    """The file's digest, or for several files the digest of their digests in order."""
    digests = [sha256_of(p) for p in paths]
    return (
        digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()
    )


def read_text(path: Path) -> str:
    """The file's text, decompressed by its ending, UTF-8.

    Raises:
        UnreadableFile: missing, damaged or not UTF-8.
    """
    try:
        raw = path.read_bytes()
        if path.suffix == ".xz":
            raw = lzma.decompress(raw)
        elif path.suffix == ".gz":
            raw = gzip.decompress(raw)
        elif path.suffix == ".bz2":
            raw = bz2.decompress(raw)
        return raw.decode("utf-8-sig")
    except FileNotFoundError as exc:
        raise UnreadableFile(f"No such file: {path}. Check the path.") from exc
    except (OSError, EOFError, lzma.LZMAError, ValueError) as exc:
        raise UnreadableFile(
            f"{path} cannot be read as UTF-8 text ({exc}). Save it as UTF-8 and try again."
        ) from exc


def text_lines(text: str) -> list[str]:
    """Lines cut at line feeds only: a text may hold U+2028 or U+0085 and is still one item."""
    lines = text.replace("\r\n", "\n").split("\n")
    return lines[:-1] if lines and lines[-1] == "" else lines


def format_of(path: Path) -> str:
    """``jsonl``, ``csv``, ``tsv`` or ``txt`` by the name, compression endings set aside."""
    suffixes = [s for s in path.suffixes if s not in {".xz", ".gz", ".bz2"}]
    last = suffixes[-1].lower() if suffixes else ""
    return {".jsonl": "jsonl", ".json": "jsonl", ".csv": "csv", ".tsv": "tsv"}.get(last, "txt")


def stem_of(path: Path) -> str:
    """The file's name without its format and compression endings."""
    return re.sub(r"(\.(jsonl|json|csv|tsv|txt|xz|gz|bz2))+$", "", path.name)


def read_rows(path: Path) -> list[dict[str, object]]:
    """Rows of a JSONL, CSV or TSV file as dicts.

    Raises:
        UnreadableFile: a line is not a JSON object, or the table has no header; names the line.
    """
    text = read_text(path)
    kind = format_of(path)
    if kind == "jsonl":
        return _json_rows(text, path)
    if kind == "txt":
        raise UnreadableFile(
            f"{path.name} is not JSONL, CSV or TSV. Rename it by its format, or use it with --pairs."
        )
    reader = csv.DictReader(io.StringIO(text), delimiter="," if kind == "csv" else "\t")
    rows: list[dict[str, object]] = []
    for row in reader:
        if None in row or None in row.values():
            raise UnreadableFile(
                f"{path.name} line {reader.line_num}: the number of fields differs from the header "
                f"({', '.join(reader.fieldnames or [])}). Quote fields that hold the separator."
            )
        rows.append(dict(row))
    return rows


def _json_rows(text: str, path: Path) -> list[dict[str, object]]:
    rows = []
    for number, line in enumerate(text_lines(text), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as exc:
            raise UnreadableFile(
                f"{path.name} line {number} is not JSON ({exc.msg}). Write one object per line."
            ) from exc
        if not isinstance(row, dict):
            raise UnreadableFile(
                f"{path.name} line {number} holds a {type(row).__name__}, not an object. "
                "Write one object per line."
            )
        rows.append(row)
    return rows


_REFERENCE_KEY = re.compile(r"references?_?\d*$")


def read_dataset(path: Path, task: EvalTask = EvalTask.SUMMARY) -> Dataset:
    """The set in a JSONL, CSV or TSV file with ``id, source, reference[, reference2 …]``.

    ``id`` defaults to the line number; JSONL may give ``references`` as a list.

    Raises:
        UnreadableFile: the file cannot be parsed.
        InputError: a row has no reference, two rows share an id, or there are no rows.
    """
    items = [_item(row, number, path) for number, row in enumerate(read_rows(path), 1)]
    return make_dataset(stem_of(path), task, items, [path])


def _item(row: dict[str, object], number: int, path: Path) -> Item:
    references: list[str] = []
    for key in sorted((k for k in row if _REFERENCE_KEY.match(k)), key=lambda k: (len(k), k)):
        value = row[key]
        values = value if isinstance(value, list) else [value]
        references.extend(str(v) for v in values if v)
    if not references:
        raise InputError(
            f"{path.name} row {number} has no reference; its fields are {', '.join(row)}. "
            "Name the reference column 'reference'."
        )
    return Item(str(row.get("id", number)), str(row.get("source") or ""), tuple(references))


def make_dataset(
    name: str, task: EvalTask, items: Iterable[Item], paths: Sequence[Path]
) -> Dataset:
    """A set of these items, read from ``paths``.

    Raises:
        InputError: no items, or an id occurs twice.
    """
    items = tuple(items)
    origin = ", ".join(p.name for p in paths)
    if not items:
        raise InputError(f"{origin} holds no items. Check the file and the split.")
    seen: set[str] = set()
    for item in items:
        if item.id in seen:
            raise InputError(f"{origin}: the id '{item.id}' occurs twice. Make ids unique.")
        seen.add(item.id)
    return Dataset(name, task, items, sha256_of_all(paths), origin)


def read_parallel(
    source: Path | None, references: Sequence[Path], task: EvalTask = EvalTask.TRANSLATION
) -> Dataset:
    """The set in parallel text files: line i of each file is item i.

    Raises:
        InputError: the files have different numbers of lines, or there is no reference file.
    """
    if not references:
        raise InputError("Parallel files need a reference, got none. Add --reference FILE.")
    columns = [text_lines(read_text(p)) for p in references]
    sources = text_lines(read_text(source)) if source is not None else [""] * len(columns[0])
    paths = ([source] if source is not None else []) + list(references)
    counts = [len(sources), *(len(c) for c in columns)]
    if len(set(counts)) > 1:
        seen = ", ".join(
            f"{p.name}: {n}"
            for p, n in zip(paths, counts if source is not None else counts[1:], strict=True)
        )
        raise InputError(f"Parallel files differ in lines ({seen}). They must match line by line.")
    items = [
        Item(str(i), s, tuple(refs))
        for i, (s, *refs) in enumerate(zip(sources, *columns, strict=True), 1)
    ]
    return make_dataset(stem_of(references[0]), task, items, paths)


_OUTPUT_KEYS = ("hypothesis", "output", "summary", "translation", "title", "text")


def read_outputs(path: Path, dataset: Dataset, system: str | None = None) -> Outputs:
    """A system's stored outputs for ``dataset``: a line per item, or rows matched by ``id``.

    Rows hold the text under ``hypothesis``, ``output``, ``summary``, ``translation``,
    ``title`` or ``text``, and may hold ``elapsed_s``.

    Raises:
        InputError: the counts differ, an item has no output, or no text field is found.
    """
    name = system or stem_of(path)
    if format_of(path) == "txt":
        lines = text_lines(read_text(path))
        if len(lines) != len(dataset.items):
            raise InputError(
                f"{path.name} has {len(lines)} lines for {len(dataset.items)} items of "
                f"{dataset.name}. Give one line per item, empty where there is no output."
            )
        return Outputs(name, tuple(lines))
    rows = read_rows(path)
    if not rows:
        raise InputError(f"{path.name} holds no rows. Check the file.")
    key = next((k for k in _OUTPUT_KEYS if k in rows[0]), None)
    if key is None:
        raise InputError(
            f"{path.name} has no output field; its fields are {', '.join(rows[0])}. "
            f"Name it one of {', '.join(_OUTPUT_KEYS)}."
        )
    by_id = {str(row.get("id", n)): row for n, row in enumerate(rows, 1)}
    missing = [item.id for item in dataset.items if item.id not in by_id]
    if missing or len(rows) != len(dataset.items):
        raise InputError(
            f"{path.name} has {len(rows)} rows for {len(dataset.items)} items of {dataset.name}; "
            f"{len(missing)} ids have no output (first: {missing[0] if missing else 'none'}). "
            "Outputs and items must match one to one."
        )
    chosen = [by_id[item.id] for item in dataset.items]
    texts = tuple(str(row.get(key) or "") for row in chosen)
    seconds = [row.get("elapsed_s") for row in chosen]
    timed = tuple(float(s) for s in seconds if isinstance(s, int | float))
    return Outputs(name, texts, timed if len(timed) == len(texts) else None)


def save_outputs(path: Path, dataset: Dataset, outputs: Outputs) -> None:
    """Write ``outputs`` as JSONL that ``read_outputs`` reads back."""
    with path.open("w", encoding="utf-8") as file:
        for i, item in enumerate(dataset.items):
            row: dict[str, object] = {"id": item.id, "output": outputs.texts[i]}
            if outputs.elapsed_s is not None:
                row["elapsed_s"] = round(outputs.elapsed_s[i], 6)
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
