"""What is done, on disk, in a form that survives being cut off anywhere.

A header line, then one line a finished chunk, each with its checksum in front and forced to disk
before it counts. A line that a kill cut short fails its checksum and is dropped at the next start.
Nothing is ever changed in place.
"""

from __future__ import annotations

import json
import os
import zlib
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from summarizer.batch.rows import ChunkDone, Record
from summarizer.errors import ConfigError

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Header:
    """What the run is, so that another one is not taken for it.

    Attributes:
        inputs: hash of the sources' names and contents.
        options: hash of the options, models and version.
    """

    inputs: str
    options: str
    batch_size: int


class Journal:
    """The chunks done so far; holds their places in memory, 9 bytes a chunk, not their rows."""

    def __init__(self, path: Path, header: Header) -> None:
        """Opens the journal, or starts one.

        Raises:
            ConfigError: it belongs to other inputs or options, or is not a journal.
        """
        self._path = path
        self._offsets = array("q")
        self.n_rows = 0
        self.n_failed = 0
        self.n_chunks = 0
        self._file: BinaryIO = path.open("a+b")
        try:
            self._open(header)
        except BaseException:
            self._file.close()
            raise

    def _open(self, header: Header) -> None:
        self._file.seek(0)
        line = self._file.readline()
        found = _checked(line)
        if found is None:
            if line.endswith(b"\n"):
                raise ConfigError(
                    f"{str(self._path)!r} is not a journal of this program. Move it away, or "
                    "choose another output."
                )
            # Nothing, or a header that was cut off before any row was done.
            self._file.truncate(0)
            self._append({"format": FORMAT, **_as_dict(header)})
            return
        self._compare(found, header)
        end = self._file.tell()
        while data := _checked(line := self._file.readline()):
            self._note(data, end)
            end += len(line)
        # What follows the last whole line was cut off by a kill.
        self._file.truncate(end)
        self._file.seek(end)

    def _compare(self, found: dict[str, Any], header: Header) -> None:
        beginning = f"An unfinished run lies in {str(self._path)!r}, and"
        remove = "or remove that file to start anew."
        if found.get("format") != FORMAT:
            raise ConfigError(f"{beginning} another version wrote it. Use that version, {remove}")
        if found["inputs"] != header.inputs:
            raise ConfigError(
                f"{beginning} its inputs have changed since. Put them back to go on, {remove}"
            )
        if found["options"] != header.options:
            raise ConfigError(
                f"{beginning} its options or models were others. Repeat them to go on, {remove}"
            )
        if found["batch_size"] != header.batch_size:
            raise ConfigError(
                f"{beginning} its batch size was {found['batch_size']}, not {header.batch_size}. "
                f"Repeat it to go on, {remove}"
            )

    def _note(self, data: dict[str, Any], offset: int) -> None:
        number = data["chunk"]
        if number >= len(self._offsets):
            self._offsets.extend([-1] * (number + 1 - len(self._offsets)))
        if self._offsets[number] >= 0:
            return
        self._offsets[number] = offset
        self.n_chunks += 1
        self.n_rows += len(data["records"])
        self.n_failed += sum("error" in r for r in data["records"])

    def __contains__(self, number: int) -> bool:
        return number < len(self._offsets) and self._offsets[number] >= 0

    def add(self, done: ChunkDone) -> None:
        """Writes a chunk's records and forces them to disk; a chunk noted before is left alone."""
        if done.number in self:
            return
        data = {"chunk": done.number, "records": list(done.records)}
        offset = self._append(data)
        self._note(data, offset)

    def _append(self, data: dict[str, Any]) -> int:
        body = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        raw = body.encode("utf-8", "surrogatepass")
        offset = self._file.seek(0, os.SEEK_END)
        self._file.write(b"%08x " % zlib.crc32(raw) + raw + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        return offset

    def records(self) -> Iterator[Record]:
        """All records in the order of the input; every chunk must be there."""
        self._file.flush()
        with self._path.open("rb") as file:
            for number, offset in enumerate(self._offsets):
                file.seek(offset)
                data = _checked(file.readline()) if offset >= 0 else None
                if data is None or data["chunk"] != number:
                    raise RuntimeError(f"Chunk {number} is not in the journal {self._path}.")
                yield from data["records"]

    def close(self) -> None:
        self._file.close()

    def remove(self) -> None:
        """Closes the journal and deletes it; its rows are in the output."""
        self.close()
        self._path.unlink(missing_ok=True)

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def _as_dict(header: Header) -> dict[str, Any]:
    return {
        "inputs": header.inputs,
        "options": header.options,
        "batch_size": header.batch_size,
    }


def _checked(line: bytes) -> dict[str, Any] | None:
    """The data of a line, or None when it is not whole."""
    if not line.endswith(b"\n") or line[8:9] != b" ":
        return None
    raw = line[9:-1]
    try:
        if int(line[:8], 16) != zlib.crc32(raw):
            return None
        data = json.loads(raw.decode("utf-8", "surrogatepass"))
    except ValueError:
        return None
    return data if isinstance(data, dict) else None
