"""The journal and the lock: cut off anywhere, taken over, never mistaken for another's."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from summarizer.batch.journal import Header, Journal
from summarizer.batch.lock import OutputLock
from summarizer.batch.rows import ChunkDone
from summarizer.errors import ConfigError

HEADER = Header("inputs", "options", 2)


def chunk(number: int) -> ChunkDone:
    ids = (2 * number, 2 * number + 1)
    return ChunkDone(number, tuple({"id": i, "text": f"é {i}\u2028"} for i in ids))


def test_a_journal_cut_at_any_byte_keeps_every_whole_chunk_and_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "j"
    with Journal(path, HEADER) as journal:
        journal.add(chunk(0))
        size_before = path.stat().st_size
        journal.add(chunk(1))
    whole = path.read_bytes()
    for cut in range(len(whole) + 1):
        path.write_bytes(whole[:cut])
        with Journal(path, HEADER) as journal:
            assert (0 in journal) == (cut >= size_before)
            assert (1 in journal) == (cut == len(whole))
            journal.add(chunk(0))
            journal.add(chunk(1))
            assert [r["id"] for r in journal.records()] == [0, 1, 2, 3]
            assert journal.n_rows == 4


def test_a_damaged_line_and_what_follows_it_are_done_again(tmp_path: Path) -> None:
    path = tmp_path / "j"
    with Journal(path, HEADER) as journal:
        for i in range(3):
            journal.add(chunk(i))
    lines = path.read_bytes().splitlines(keepends=True)
    lines[2] = lines[2].replace(b"3", b"8")
    path.write_bytes(b"".join(lines))
    with Journal(path, HEADER) as journal:
        assert [n in journal for n in range(3)] == [True, False, False]


def test_chunks_noted_out_of_order_or_twice_come_out_once_and_in_order(tmp_path: Path) -> None:
    with Journal(tmp_path / "j", HEADER) as journal:
        for i in (2, 0, 2, 1, 0):
            journal.add(chunk(i))
        assert [r["id"] for r in journal.records()] == list(range(6))
        assert (journal.n_chunks, journal.n_rows) == (3, 6)


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (Header("others", "options", 2), "inputs have changed"),
        (Header("inputs", "others", 2), "options or models were others"),
        (Header("inputs", "options", 3), "batch size was 2, not 3"),
    ],
)
def test_a_journal_of_another_batch_is_refused_with_the_next_step(
    tmp_path: Path, header: Header, words: str
) -> None:
    Journal(tmp_path / "j", HEADER).close()
    with pytest.raises(ConfigError, match=f"{words}.*or remove that file"):
        Journal(tmp_path / "j", header)


def test_a_file_that_is_no_journal_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "j"
    path.write_text("some notes of mine\nand more\n")
    with pytest.raises(ConfigError, match="not a journal"):
        Journal(path, HEADER)
    assert path.read_text() == "some notes of mine\nand more\n"


def test_a_second_run_is_refused_with_the_process_that_holds_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with OutputLock(path):
        code = f"from summarizer.batch.lock import *\nwith OutputLock(Path({str(path)!r})): pass"
        root = str(Path(__file__).resolve().parents[2])
        second = subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONPATH": root},
            capture_output=True,
            text=True,
            check=False,
        )
        assert f"Another run (process {os.getpid()})" in second.stderr
    assert not path.exists()


def test_the_lock_file_of_a_dead_process_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    path.write_text("999999\n")
    with OutputLock(path):
        assert path.read_text() == f"{os.getpid()}\n"
    assert not path.exists()
