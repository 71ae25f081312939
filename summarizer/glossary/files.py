"""Glossaries from tables and files: CSV, TSV, TBX."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from xml.etree import ElementTree

from summarizer.errors import InputError, UnreadableFile
from summarizer.glossary.entries import Glossary, GlossaryEntry

_HEADERS = frozenset(
    {
        *("source", "target", "cible", "terme", "term", "translation", "traduction"),
        *("fr", "en", "french", "english", "français", "francais", "anglais"),
    }
)
_WORD = re.compile(r"[^\W_]")
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def load_glossary(path: Path | str) -> Glossary:
    """The glossary in a CSV, TSV or TBX file (UTF-8 or Windows-1252).

    Raises:
        UnreadableFile: the file is missing or cannot be read.
        InputError: a row is wrong; the message names it.
    """
    path = Path(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(
            f"The glossary {path.name} cannot be read: {error.strerror}. "
            "Give the path of a CSV, TSV or TBX file."
        ) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    return parse_glossary(text, path.name)


def parse_glossary(text: str, name: str = "glossary.csv") -> Glossary:
    """The glossary in the text of a CSV, TSV or TBX file; see ``load_glossary`` for errors.

    TBX is known by its first character. Columns are source, target and, optionally, note,
    between tabs, semicolons or commas, whichever the first line has; a header line is skipped.
    """
    text = text.lstrip("\ufeff")
    if text.lstrip().startswith("<"):
        return make_glossary(_tbx_rows(text, name), name)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = next((d for d in "\t;" if d in first), ",")
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise InputError(
            f"{name} is not a table: {error}. Write one term a line: source,target[,note]."
        ) from error
    return make_glossary(rows, name)


def make_glossary(rows: Iterable[Sequence[str | None]], name: str = "the table") -> Glossary:
    """The glossary in a table of ``source, target[, note]`` rows; empty rows are skipped.

    Raises:
        InputError: a row has no source or no target or too many columns, or a source has two
            targets; the message gives the row, counted from 1, and what is in it.
    """
    entries: dict[str, GlossaryEntry] = {}
    is_first = True
    for number, row in enumerate(rows, 1):
        cells = [" ".join(cell.split()) if isinstance(cell, str) else "" for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        is_header = is_first and len(cells) >= 2 and {c.casefold() for c in cells[:2]} <= _HEADERS
        is_first = False
        if is_header:
            continue
        seen = ", ".join(cells)
        if len(cells) > 3:
            raise InputError(
                f"Row {number} of {name} has {len(cells)} columns: {seen!r}. "
                "Write source,target[,note]; put a cell that has a comma between quotes."
            )
        if len(cells) < 2 or not cells[0] or not cells[1]:
            lacking = "target" if cells[0] else "source"
            raise InputError(
                f"Row {number} of {name} has no {lacking}: {seen!r}. Write source,target[,note]."
            )
        if not _WORD.search(cells[0]):
            raise InputError(
                f"Row {number} of {name} has no letter or figure in its source: {seen!r}. "
                "Write a French term there."
            )
        known = entries.setdefault(cells[0], GlossaryEntry(*cells))
        if known.target != cells[1]:
            raise InputError(
                f"Row {number} of {name} gives {cells[0]!r} a second target, {cells[1]!r} after "
                f"{known.target!r}. Keep one of the two rows."
            )
    return Glossary(tuple(entries.values()))


def _tbx_rows(text: str, name: str) -> Iterator[list[str]]:
    """Source, target, note of each French term; both TBX dialects, by the tags they share."""
    if "<!ENTITY" in text:
        raise InputError(f"{name} defines XML entities, which are not read. Remove <!ENTITY …>.")
    try:
        root = ElementTree.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except ElementTree.ParseError as error:
        raise InputError(
            f"{name} is not well-formed XML: {error}. Export it again as TBX, or as CSV."
        ) from error
    n_rows = 0
    for concept in root.iter():
        if _tag(concept) not in {"termEntry", "conceptEntry"}:
            continue
        terms: dict[str, list[str]] = {"fr": [], "en": []}
        for section in concept:
            language = (section.get(_XML_LANG) or section.get("lang") or "")[:2].casefold()
            if language in terms:
                words = ("".join(t.itertext()) for t in section.iter() if _tag(t) == "term")
                terms[language] += [w for w in words if w.strip()]
        notes = [e for e in concept.iter() if _tag(e) == "note"]
        note = "".join(notes[0].itertext()) if notes else ""
        for source in terms["fr"]:
            if terms["en"]:
                n_rows += 1
                yield [source, terms["en"][0], note]
    if not n_rows:
        raise InputError(
            f"{name} has no entry with a French and an English term. "
            'Mark its languages with xml:lang="fr" and xml:lang="en".'
        )


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]
