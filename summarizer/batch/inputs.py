"""Folders, globs, files and standard input become a list of sources, each with its mark."""

from __future__ import annotations

import glob
import hashlib
import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from summarizer.batch.options import InputFormat
from summarizer.errors import ConfigError, UnreadableFile
from summarizer.extraction import READABLE_SUFFIXES

_TABLES = {
    ".jsonl": InputFormat.JSONL,
    ".ndjson": InputFormat.JSONL,
    ".csv": InputFormat.CSV,
    ".tsv": InputFormat.TSV,
    ".parquet": InputFormat.PARQUET,
}
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """A file that holds rows, or is one.

    Attributes:
        path: where it is read.
        name: how error messages and ids call it.
    """

    path: Path
    name: str
    format: InputFormat


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a batch reads.

    Attributes:
        n_ignored: files of folders that are no kind of article or table.
    """

    sources: tuple[Source, ...]
    n_ignored: int = 0


def find_inputs(
    inputs: Sequence[str], *, input_format: InputFormat, stdin_copy: Path, apart_from: Path
) -> Inputs:
    """The sources behind paths, globs and ``-``, folders in the order of their names.

    Args:
        stdin_copy: file that standard input is copied to, so that it can be read twice.
        apart_from: the output, which a folder given as input may contain.

    Raises:
        UnreadableFile: something does not exist.
        ConfigError: nothing to read, or standard input twice.
    """
    if not inputs:
        raise ConfigError("No input is given. Give files, folders, globs, or - for stdin.")
    if list(inputs).count("-") > 1:
        raise ConfigError("Standard input (-) is given twice. Give it once.")
    sources: list[Source] = []
    n_ignored = 0
    for text in inputs:
        if text == "-":
            _copy_stdin(stdin_copy)
            kind = InputFormat.JSONL if input_format is InputFormat.AUTO else input_format
            sources.append(Source(stdin_copy, "stdin", kind))
            continue
        path = Path(text)
        if path.is_dir():
            for found in _files_of(path, apart_from):
                kind_found = _kind_in_folder(found)
                if kind_found is None:
                    n_ignored += 1
                else:
                    name = found.relative_to(path).as_posix()
                    sources.append(Source(found, name, kind_found))
        elif path.exists():
            sources.append(Source(path, path.name, _kind(path, input_format)))
        else:
            # Path.glob wants a folder and a relative pattern; a user's pattern may be either.
            found_names = glob.glob(text, recursive=True)  # noqa: PTH207
            matches = sorted(m for m in found_names if Path(m).is_file())
            if not matches:
                raise UnreadableFile(
                    f"There is no file or folder {text!r}, and nothing matches it as a pattern. "
                    "Check its name."
                )
            sources += [Source(Path(m), m, _kind(Path(m), input_format)) for m in matches]
    if not sources:
        kinds = " ".join((*READABLE_SUFFIXES, *_TABLES))
        raise ConfigError(f"No article is found in {', '.join(inputs)}. Readable kinds: {kinds}.")
    return Inputs(tuple(sources), n_ignored)


def mark_of(sources: Sequence[Source]) -> str:
    """Hash of the names and contents of all sources; reads them once, a block at a time."""
    digest = hashlib.sha256()
    for source in sources:
        digest.update(f"{source.name}\0{source.format}\0".encode())
        inner = hashlib.sha256()
        try:
            with source.path.open("rb") as file:
                for block in _blocks(file):
                    inner.update(block)
        except OSError as exc:
            # An article that cannot be read is an error row, not the end of the run.
            inner.update(repr(exc.errno).encode())
        digest.update(inner.digest())
    return digest.hexdigest()


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    while block := file.read(_BLOCK):
        yield block


def _copy_stdin(copy: Path) -> None:
    with copy.open("wb") as file:
        for block in _blocks(sys.stdin.buffer):
            file.write(block)


def _files_of(folder: Path, apart_from: Path) -> Iterator[Path]:
    apart = os.fspath(apart_from.resolve())
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(d for d in folders if not d.startswith("."))
        for name in sorted(names):
            path = Path(root) / name
            own = os.fspath(path.resolve())
            # The output, and the journal, lock and drafts beside it, are not articles.
            if name.startswith(".") or own == apart or re.match(re.escape(apart) + r"[./]", own):
                continue
            yield path


def _kind_in_folder(path: Path) -> InputFormat | None:
    suffix = path.suffix.lower()
    if suffix in _TABLES:
        return _TABLES[suffix]
    return InputFormat.TEXT if suffix in READABLE_SUFFIXES else None


def _kind(path: Path, input_format: InputFormat) -> InputFormat:
    if input_format is not InputFormat.AUTO:
        return input_format
    return _TABLES.get(path.suffix.lower(), InputFormat.TEXT)
