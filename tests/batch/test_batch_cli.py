"""The command: exit codes, what stands on which stream, errors in one sentence."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from batch_engines import make_engines, read_jsonl, row, write_jsonl
from typer.testing import CliRunner

from summarizer.batch import Progress
from summarizer.batch.cli import app
from summarizer.batch.progress import duration, rate_and_time_left
from summarizer.presenters.cli import app as whole_app


@pytest.fixture(autouse=True)
def _fake_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    from summarizer.batch import estimate, runner

    real = runner.run_batch
    monkeypatch.setattr(
        runner, "run_batch", lambda *a, **k: real(*a, **(k | {"make_engines": make_engines}))
    )
    guess = estimate.estimate_batch
    monkeypatch.setattr(estimate, "estimate_batch", lambda *a: guess(*a, make_engines=make_engines))


def call(*args: Any) -> Any:
    return CliRunner().invoke(app, [str(a) for a in args])


def test_all_rows_done_is_exit_code_0_and_the_summary_is_on_stderr(tmp_path: Path) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", [row(i) for i in range(3)])
    done = call(source, "-o", tmp_path / "out.jsonl", "-t", "title", "--to", "fr")
    assert done.exit_code == 0, done.output
    assert done.stdout == ""
    assert "3 rows in" in done.stderr and "0 failed" in done.stderr
    assert len(read_jsonl(tmp_path / "out.jsonl")) == 3


def test_a_row_that_failed_is_exit_code_1(tmp_path: Path) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", [row(0), {"id": 1, "text": ""}])
    done = call(source, "-o", tmp_path / "out.jsonl", "-t", "title", "--to", "fr")
    assert done.exit_code == 1
    assert "1 failed" in done.stderr


def test_one_bad_row_of_each_kind_in_a_thousand_gives_error_rows_and_the_others_right(
    tmp_path: Path,
) -> None:
    """Hard case 23."""
    bad: dict[int, tuple[Any, str]] = {
        121: ({"id": "empty", "text": "   \n "}, "EmptyArticle"),
        253: (
            {
                "id": "english",
                "text": "The council of the town voted for the new library on Monday evening. "
                "The building will open its doors to the readers before the end of the year.",
            },
            "UnsupportedLanguage",
        ),
        407: ({"id": "binary", "text": "\x89PNG\x00\x01\x02\x1a" * 40}, "UnreadableFile"),
        561: ({"id": "huge", "text": "Une ville. " * 950_000}, "InputTooLong"),
        748: ({"id": "nothing", "titre": "Sans texte"}, "UnreadableFile"),
        990: (None, "UnreadableFile"),
    }
    lines = [
        "{not json"
        if i in bad and bad[i][0] is None
        else json.dumps(bad[i][0] if i in bad else row(i))
        for i in range(1000)
    ]
    source = tmp_path / "in.jsonl"
    source.write_text("\n".join(lines), "utf-8")
    done = call(source, "-o", tmp_path / "out.jsonl", "-t", "title", "--to", "fr")
    assert done.exit_code == 1, done.output
    assert "1,000 rows in" in done.stderr and "6 failed" in done.stderr
    rows = read_jsonl(tmp_path / "out.jsonl")
    assert len(rows) == 1000
    for i, made in enumerate(rows):
        if i in bad:
            assert set(made) == {"id", "error"}
            assert made["error"]["type"] == bad[i][1], made
            assert len(made["error"]["message"]) < 400
        else:
            assert made["id"] == f"r{i:03d}"
            assert made["summary_fr"]
    assert "English" in rows[253]["error"]["message"] or "anglais" in rows[253]["error"]["message"]


def test_rows_from_standard_input_are_read_and_their_copy_is_removed(tmp_path: Path) -> None:
    done = CliRunner().invoke(
        app,
        ["-", "-o", str(tmp_path / "out.jsonl"), "-t", "title", "--to", "fr", "-q"],
        input=json.dumps(row(4)) + "\n",
    )
    assert done.exit_code == 0, done.output
    assert done.stderr == ""
    assert [p.name for p in tmp_path.iterdir()] == ["out.jsonl"]


def test_a_dry_run_says_how_many_and_how_long_and_writes_nothing(tmp_path: Path) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", [row(i) for i in range(4)])
    done = call(source, "--dry-run", "-t", "title", "--to", "fr")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("4 rows, 0.0 MB.\n4 of them took ")
    assert [p.name for p in tmp_path.iterdir()] == ["in.jsonl"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["in.jsonl"], "No output is given"),
        (["nowhere.jsonl", "-o", "out.jsonl"], "no file or folder 'nowhere.jsonl'"),
        (["in.jsonl", "-o", "out.xlsx"], "tells no known format"),
        (["in.jsonl", "-o", "out.jsonl", "--limit", "0"], "limit must be at least 1"),
        (["in.jsonl", "-o", "out.jsonl", "-g", "none.csv"], "glossary 'none.csv'"),
    ],
)
def test_bad_usage_is_exit_code_2_and_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    write_jsonl(tmp_path / "in.jsonl", [row(0)])
    done = CliRunner().invoke(whole_app, ["batch", *arguments])
    assert done.exit_code == 2, done.output
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_served_model_works_on_rows_and_its_address_may_change_on_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from llm_server import serving

    from summarizer.batch import BatchOptions, runner

    monkeypatch.undo()  # the real engines
    source = write_jsonl(tmp_path / "in.jsonl", [row(i) for i in range(2)])
    words = ["-t", "title", "--to", "fr", "--engine", "llm", "--model", "tiny", "--base-url"]
    with serving() as server:
        done = call(source, "-o", tmp_path / "out.jsonl", *words, server.url)
    assert done.exit_code == 0, done.output
    assert len(server.chats) >= 2
    used = re.search(
        r"tiny: (\d+) requests, 0 retries, ([\d,]+) tokens read, (\d+) written", done.output
    )
    assert used is not None, done.output
    assert int(used[1]) == len(server.chats) and int(used[3]) > 0
    assert all(r["summary_fr"] for r in read_jsonl(tmp_path / "out.jsonl"))
    here = BatchOptions(backend="llm", summariser="tiny", base_url="http://127.0.0.1:1/v1")
    there = BatchOptions(backend="llm", summariser="other")
    assert runner.models_mark(here) != runner.models_mark(there)
    no_model = call(source, "-o", tmp_path / "o.jsonl", "--engine", "llm")
    assert no_model.exit_code != 0


def test_the_rate_counts_this_run_alone_and_times_are_readable() -> None:
    half = Progress(n_done=60, n_total=100, n_failed=0, n_resumed=40)
    assert rate_and_time_left(half, 10.0) == "2.0/s, 20 s left"
    assert rate_and_time_left(half, 100.0) == "12.0/min, 3 min left"
    assert rate_and_time_left(Progress(40, 100, 0, 40), 10.0) == ""
    assert [duration(s) for s in (5, 600, 3 * 3600 + 300, 100 * 3600)] == [
        "5 s",
        "10 min",
        "3 h 05 min",
        "4 d 4 h",
    ]
