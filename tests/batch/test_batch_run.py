"""A batch from end to end: order, resumption, kills, bad rows, formats."""

from __future__ import annotations

import csv
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from batch_engines import (
    french,
    make_dying_engines,
    make_engines,
    make_slow_engines,
    read_jsonl,
    row,
    write_jsonl,
)

from summarizer.batch import (
    BatchOptions,
    BatchTask,
    OutputFormat,
    Progress,
    RowFailed,
    estimate_batch,
    run_batch,
)
from summarizer.batch.runner import models_mark
from summarizer.batch.work import document_name
from summarizer.errors import ConfigError, GenerationFailed, ModelNotFound

HERE = Path(__file__).resolve().parent
TITLE = BatchOptions(task=BatchTask.TITLE, target="fr", batch_size=4)
TRANSLATE = BatchOptions(task=BatchTask.TRANSLATE, batch_size=4)


def run(source: Path, output: Path, options: BatchOptions = TITLE, **more: Any) -> Any:
    return run_batch(source, output, options, **({"make_engines": make_engines} | more))


@pytest.fixture
def ten(tmp_path: Path) -> Path:
    return write_jsonl(tmp_path / "in.jsonl", [row(i) for i in range(10)])


def left_beside(output: Path) -> list[str]:
    return sorted(p.name for p in output.parent.glob(f"{output.name}.*"))


def test_rows_come_out_in_order_each_with_its_own_texts(ten: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    seen: list[Progress] = []
    report = run(ten, out, BatchOptions(batch_size=4), on_progress=seen.append)
    rows = read_jsonl(out)
    assert [r["id"] for r in rows] == [f"r{i:03d}" for i in range(10)]
    for i, made in enumerate(rows):
        first, last = french(i).split(". ")
        assert made["summary_fr"].startswith(first)
        assert made["translation_en"].rstrip(".").endswith(last.rstrip(".").split()[-1])
        assert made["summary_en"]
    assert (report.n_rows, report.n_failed, report.n_resumed) == (10, 0, 0)
    assert [p.n_done for p in seen] == list(range(11))
    assert {p.n_total for p in seen} == {10}
    assert left_beside(out) == []


def test_a_run_cut_off_by_an_error_goes_on_and_gives_what_a_whole_run_gives(
    ten: Path, tmp_path: Path
) -> None:
    run(ten, tmp_path / "whole.jsonl")
    out = tmp_path / "out.jsonl"

    def stop(progress: Progress) -> None:
        if progress.n_done == 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(ten, out, on_progress=stop)
    assert not out.exists()
    assert left_beside(out) == ["out.jsonl.journal"]
    report = run(ten, out)
    assert report.n_resumed == 4
    assert out.read_bytes() == (tmp_path / "whole.jsonl").read_bytes()
    assert left_beside(out) == []


def _start(source: Path, out: Path, workers: int) -> subprocess.Popen[bytes]:
    paths = os.pathsep.join([str(HERE.parents[1]), str(HERE)])
    return subprocess.Popen(
        [sys.executable, str(HERE / "killed_run.py"), str(source), str(out), str(workers)],
        env={**os.environ, "PYTHONPATH": paths},
        stderr=subprocess.PIPE,
    )


def test_a_run_killed_at_random_moments_loses_no_row_and_doubles_none(tmp_path: Path) -> None:
    """Hard case 22; benchmarks/endurance.py does it with ten thousand rows."""
    source = write_jsonl(tmp_path / "in.jsonl", [row(i) for i in range(300)])
    out = tmp_path / "out.jsonl"
    journal = tmp_path / "out.jsonl.journal"
    rng = random.Random(22)
    n_killed = 0
    for share in (0.1, 0.4, 0.8):
        process = _start(source, out, 1)
        # The journal's lines tell how far the run is, however fast the machine.
        goal = int(share * 75)
        deadline = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < deadline:
            if journal.exists() and journal.read_bytes().count(b"\n") > goal:
                time.sleep(rng.uniform(0, 0.05))
                break
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        n_killed += process.returncode == -signal.SIGKILL
        assert not out.exists() or process.returncode == 0
    assert n_killed >= 2
    last = _start(source, out, 1)
    _, stderr = last.communicate(timeout=120)
    assert last.returncode == 0, stderr.decode()
    whole = tmp_path / "whole.jsonl"
    run(source, whole, TRANSLATE, make_engines=make_slow_engines)
    assert out.read_bytes() == whole.read_bytes()
    assert len(read_jsonl(out)) == 300
    assert left_beside(out) == []


@pytest.mark.parametrize("name", ["out.jsonl", "docs"])
def test_a_run_killed_while_it_publishes_is_finished_by_the_next(
    ten: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / name
    run(ten, tmp_path / "whole" / name)

    def killed(*args: Any) -> None:
        raise KeyboardInterrupt

    # After the output has its name and before the journal is gone.
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("summarizer.batch.journal.Journal.remove", killed)
        run(ten, out)
    assert out.exists()
    assert run(ten, out).n_resumed == 10
    for made in sorted(p for p in [out, *out.rglob("*")] if p.is_file()):
        twin = tmp_path / "whole" / made.relative_to(tmp_path)
        assert made.read_bytes() == twin.read_bytes()
    assert left_beside(out) == []


def test_inputs_or_options_changed_since_are_refused_with_the_next_step(
    ten: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"

    def stop(progress: Progress) -> None:
        if progress.n_done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(ten, out, on_progress=stop)
    with pytest.raises(ConfigError, match="options or models were others"):
        run(ten, out, TRANSLATE)
    with pytest.raises(ConfigError, match="batch size was 4"):
        run(ten, out, BatchOptions(task=BatchTask.TITLE, target="fr", batch_size=5))
    write_jsonl(ten, [row(i) for i in range(1, 11)])
    with pytest.raises(ConfigError, match="inputs have changed since"):
        run(ten, out)


def test_an_output_that_exists_is_kept_unless_it_may_be_replaced(ten: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("precious")
    with pytest.raises(ConfigError, match=r"exists.*--overwrite"):
        run(ten, out)
    assert out.read_text() == "precious"
    run(ten, out, BatchOptions(task=BatchTask.TITLE, target="fr", overwrite=True))
    assert len(read_jsonl(out)) == 10


def test_fail_fast_stops_at_the_first_failure_and_a_run_without_it_goes_on(tmp_path: Path) -> None:
    rows = [row(i) for i in range(12)]
    rows[6]["text"] = ""
    source = write_jsonl(tmp_path / "in.jsonl", rows)
    out = tmp_path / "out.jsonl"
    fast = BatchOptions(task=BatchTask.TITLE, target="fr", batch_size=4, fail_fast=True)
    with pytest.raises(RowFailed, match=r"Row 'r006' failed.*without --fail-fast"):
        run(source, out, fast)
    report = run(source, out)
    assert (report.n_resumed, report.n_rows, report.n_failed) == (4, 12, 1)


def test_several_processes_give_the_bytes_of_one_and_one_that_dies_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [row(i) for i in range(16)]
    rows[5]["text"] += " Un sort funeste attend pourtant les promeneurs imprudents."
    source = write_jsonl(tmp_path / "in.jsonl", rows)
    monkeypatch.setenv("BATCH_TEST_FLAG", str(tmp_path / "died"))
    monkeypatch.syspath_prepend(str(HERE))
    two = BatchOptions(task=BatchTask.TRANSLATE, batch_size=4, workers=2)
    run(source, tmp_path / "two.jsonl", two, make_engines=make_dying_engines)
    assert (tmp_path / "died").exists()
    run(source, tmp_path / "one.jsonl", TRANSLATE)
    assert (tmp_path / "two.jsonl").read_bytes() == (tmp_path / "one.jsonl").read_bytes()


def test_csv_and_parquet_hold_the_same_rows_as_jsonl(tmp_path: Path) -> None:
    parquet = pytest.importorskip(
        "pyarrow.parquet", reason="pyarrow is not installed (extra `parquet`)"
    )
    source = write_jsonl(tmp_path / "in.jsonl", [row(0), {"id": 5, "text": ""}, row(2)])
    options = BatchOptions(batch_size=4)
    for suffix in ("jsonl", "csv", "parquet"):
        run(source, tmp_path / f"out.{suffix}", options)
    rows = read_jsonl(tmp_path / "out.jsonl")
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as file:
        flat = list(csv.DictReader(file))
    columns = parquet.read_table(tmp_path / "out.parquet").to_pylist()
    for made, line, cells in zip(rows, flat, columns, strict=True):
        assert line["id"] == cells["id"] == str(made["id"])
        if "error" in made:
            assert line["error_type"] == cells["error_type"] == "EmptyArticle"
            assert cells["summary_fr"] is None
            continue
        for key in ("summary_fr", "summary_en", "translation_en"):
            assert line[key] == cells[key] == made[key]
        assert json.loads(line["findings"]) == made["findings"]
        assert cells["n_checked"] == made["n_checked"]


def test_a_folder_holds_a_document_for_each_row_and_an_index(ten: Path, tmp_path: Path) -> None:
    rows = [row(0), {"id": "../é/x.txt", "text": french(1)}, {"id": "bad", "text": ""}]
    write_jsonl(ten, rows)
    run(ten, tmp_path / "md", TITLE)
    index = read_jsonl(tmp_path / "md" / "index.jsonl")
    assert [r.get("file") for r in index] == ["000001-r000.md", "000002-é-x.md", None]
    assert index[2]["error"]["type"] == "EmptyArticle"
    assert "Les habitants" in (tmp_path / "md" / "000001-r000.md").read_text("utf-8")
    assert len(list((tmp_path / "md").iterdir())) == 3
    docx = BatchOptions(task=BatchTask.TITLE, target="fr", output_format=OutputFormat.DOCX)
    run(ten, tmp_path / "word", docx)
    assert (tmp_path / "word" / "000001-r000.docx").read_bytes().startswith(b"PK")


def test_no_id_can_name_a_file_outside_its_folder_or_hide_it() -> None:
    for bad in ("../../etc/passwd", "/abs", "..", "", "a\x00b", "x" * 300):
        name = document_name(bad, 7, OutputFormat.MD)
        assert name.startswith("000007") and "/" not in name and len(name) < 80
        assert ".." not in name and "\x00" not in name


def test_full_rows_hold_the_whole_result_and_nothing_that_changes_with_time(
    ten: Path, tmp_path: Path
) -> None:
    options = BatchOptions(task=BatchTask.TITLE, target="fr", is_full=True, limit=3)
    for name in ("a.jsonl", "b.jsonl"):
        run(ten, tmp_path / name, options)
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()
    made = read_jsonl(tmp_path / "a.jsonl")
    assert len(made) == 3
    assert made[0]["document"]["text"]
    assert made[0]["summary"]["sentences"][0]["evidence"]
    with pytest.raises(ConfigError, match="--full"):
        run(ten, tmp_path / "a.csv", options)


def test_an_engine_that_fails_costs_its_row_alone(ten: Path, tmp_path: Path) -> None:
    from summarizer.engines.base import GenerationOptions, Task
    from summarizer.engines.fake import ScriptedEngine

    def translate(source: str, options: GenerationOptions) -> str:
        if "gare" in source:
            raise GenerationFailed("Out of luck.")
        return f"The town is quiet and the people walk for {len(source.split())} hours."

    def engines(options: BatchOptions, n_threads: int | None) -> Any:
        return None, ScriptedEngine(translate, Task.TRANSLATE)

    run(ten, tmp_path / "out.jsonl", TRANSLATE, make_engines=engines)
    failed = [r["id"] for r in read_jsonl(tmp_path / "out.jsonl") if "error" in r]
    assert failed == [f"r{i:03d}" for i in range(10) if "gare" in french(i)]


def test_models_that_cannot_be_loaded_end_the_run_instead_of_failing_every_row(
    ten: Path, tmp_path: Path
) -> None:
    from summarizer.engines.base import GenerationOptions, Task
    from summarizer.engines.fake import ScriptedEngine

    def translate(source: str, options: GenerationOptions) -> str:
        raise ModelNotFound("The weights are damaged. Install the package again.")

    def engines(options: BatchOptions, n_threads: int | None) -> Any:
        return None, ScriptedEngine(translate, Task.TRANSLATE)

    with pytest.raises(ModelNotFound, match="damaged"):
        run(ten, tmp_path / "out.jsonl", TRANSLATE, make_engines=engines)
    assert not (tmp_path / "out.jsonl").exists()


def test_an_empty_input_gives_an_empty_output(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").touch()
    assert run(tmp_path / "in.jsonl", tmp_path / "out.jsonl").n_rows == 0
    assert (tmp_path / "out.jsonl").read_bytes() == b""


def test_an_estimate_tries_a_few_rows_and_writes_nothing(tmp_path: Path) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", [row(i) for i in range(30)])
    before = sorted(tmp_path.iterdir())
    estimate = estimate_batch(source, TITLE, make_engines=make_engines)
    assert (estimate.n_rows, estimate.n_sampled, estimate.n_failed) == (30, 8, 0)
    assert estimate.elapsed_s == pytest.approx(estimate.sample_s * 30 / 8, rel=0.25)
    assert sorted(tmp_path.iterdir()) == before


def test_the_mark_of_models_names_each_that_is_used() -> None:
    assert "opus-mt-fr-en" in models_mark(BatchOptions(translator="opus"))
    assert "opus" not in models_mark(BatchOptions(translator="opus", target="fr"))


@pytest.mark.parametrize("wrong", [{"limit": 0}, {"batch_size": 0}, {"workers": 0}])
def test_options_out_of_range_are_refused_with_the_value(wrong: dict[str, int]) -> None:
    with pytest.raises(ConfigError, match=r"got 0"):
        BatchOptions(**wrong)  # type: ignore[arg-type]


def test_an_output_whose_name_tells_no_format_is_refused() -> None:
    with pytest.raises(ConfigError, match="--format"):
        TITLE.format_of(Path("out.xlsx"))
