"""Folders of stored system outputs: wide tables with one column per system.

A table is a JSONL file whose rows hold a reference (``gold``, ``reference`` or ``en``),
perhaps a source (``source`` or ``fr``), and one text per system. Sources that lie in another
file of the same folder (rows with ``id`` and ``text``) are joined by id.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from summarizer.errors import InputError
from summarizer.evaluation.dataset import (
    Dataset,
    EvalTask,
    Item,
    Outputs,
    format_of,
    make_dataset,
    read_rows,
    stem_of,
)

REFERENCE_KEYS = ("gold", "reference", "en")
SOURCE_KEYS = ("source", "fr")
_NOT_SYSTEMS = frozenset({"id", "line", "date", "lang", *REFERENCE_KEYS, *SOURCE_KEYS})
_ARTICLE_KEYS = frozenset({"text", "title_split", "abstract_split"})


@dataclass(frozen=True, slots=True)
class StoredTable:
    """A data set and what each system made of it."""

    dataset: Dataset
    outputs: tuple[Outputs, ...]


def read_table(path: Path, sources: dict[str, str] | None = None) -> StoredTable:
    """The table in ``path``; ``sources`` by id fills in articles that the table lacks.

    Raises:
        InputError: no reference column, no system column, or rows with different columns.
    """
    rows = read_rows(path)
    if not rows:
        raise InputError(f"{path.name} holds no rows. Check the file.")
    columns = list(rows[0])
    reference = next((k for k in REFERENCE_KEYS if k in columns), None)
    source = next((k for k in SOURCE_KEYS if k in columns), None)
    systems = [k for k in columns if k not in _NOT_SYSTEMS and isinstance(rows[0][k], str)]
    if reference is None or not systems:
        raise InputError(
            f"{path.name} is no table of outputs; its columns are {', '.join(columns)}. "
            f"It needs a reference ({', '.join(REFERENCE_KEYS)}) and a column per system."
        )
    short = next((n for n, row in enumerate(rows, 1) if list(row) != columns), None)
    if short is not None:
        raise InputError(
            f"{path.name} row {short} has the columns {', '.join(rows[short - 1])}, the first row "
            f"{', '.join(columns)}. Every row must hold every system's output."
        )
    items = []
    for number, row in enumerate(rows, 1):
        identity = str(row.get("id", row.get("line", number)))
        article = str(row[source]) if source else (sources or {}).get(identity, "")
        items.append(Item(identity, article, (str(row[reference]),)))
    dataset = make_dataset(stem_of(path), _task_of(path, reference), items, [path])
    outputs = tuple(Outputs(name, tuple(str(row[name] or "") for row in rows)) for name in systems)
    return StoredTable(dataset, outputs)


def _task_of(path: Path, reference: str) -> EvalTask:
    if reference == "en":
        return EvalTask.TRANSLATION
    return EvalTask.TITLE if "title" in path.name else EvalTask.SUMMARY


def read_folder(path: Path, only: str | None = None) -> list[StoredTable]:
    """Every table of stored outputs in a folder (or the one file), sources joined where found.

    Args:
        only: keep tables whose file name contains this.

    Raises:
        InputError: nothing there is a table of outputs.
    """
    files = [path] if path.is_file() else sorted(path.rglob("*.jsonl*"))
    tables = [f for f in files if format_of(f) == "jsonl" and (only is None or only in f.name)]
    tables = [f for f in tables if _first_row_is_table(f)]
    if not tables:
        raise InputError(
            f"No table of stored outputs in {path} ({len(files)} JSONL files seen). A row needs "
            f"a reference ({', '.join(REFERENCE_KEYS)}) and a text per system."
        )
    found = []
    for file in tables:
        table = read_table(file)
        if not any(item.source for item in table.dataset.items):
            wanted = {item.id for item in table.dataset.items}
            table = read_table(file, _articles(file.parent, wanted))
        found.append(table)
    return found


def _first_row(path: Path) -> dict[str, object]:
    import json
    import lzma

    try:
        if path.suffix == ".xz":
            with lzma.open(path, "rt", encoding="utf-8") as file:
                row = json.loads(file.readline() or "{}")
        else:
            with path.open(encoding="utf-8") as file:
                row = json.loads(file.readline() or "{}")
    except (OSError, ValueError, lzma.LZMAError):
        return {}
    return row if isinstance(row, dict) else {}


def _first_row_is_table(path: Path) -> bool:
    row = _first_row(path)
    has_systems = any(k not in _NOT_SYSTEMS and isinstance(v, str) for k, v in row.items())
    return any(k in row for k in REFERENCE_KEYS) and has_systems and not _ARTICLE_KEYS & set(row)


def _articles(folder: Path, wanted: set[str]) -> dict[str, str]:
    """Article texts by id from the first file of the folder that has all of ``wanted``."""
    candidates = sorted(folder.glob("*.jsonl*"), key=lambda p: ("test" not in p.name, p.name))
    for file in candidates:
        row = _first_row(file)
        if "text" not in row or "id" not in row:
            continue
        texts = {str(r["id"]): str(r["text"]) for r in read_rows(file)}
        if wanted <= texts.keys():
            return texts
    return {}


def find_table(name: str, folders: Sequence[Path]) -> StoredTable:
    """The table whose file is called ``name`` (endings set aside) in one of ``folders``.

    Raises:
        InputError: it is in none of them; says where it was looked for.
    """
    for folder in folders:
        for file in sorted(folder.rglob(f"{name}.jsonl*")):
            return read_folder(file)[0]
    looked = ", ".join(str(f) for f in folders)
    raise InputError(
        f"No stored outputs '{name}' in {looked}. Put {name}.jsonl.xz there or pass --data FOLDER."
    )
