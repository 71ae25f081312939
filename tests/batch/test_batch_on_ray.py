"""The batch on a real local Ray, one of whose actors is killed at work."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest
from batch_engines import make_engines, read_jsonl, row, write_jsonl

from summarizer.batch import BatchOptions, BatchTask, run_batch

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import sys
from batch_engines import make_dying_engines
from summarizer.batch import BatchOptions, BatchTask, run_batch
report = run_batch(
    sys.argv[1], sys.argv[2],
    BatchOptions(task=BatchTask.TRANSLATE, workers=2, batch_size=2),
    make_engines=make_dying_engines, runner="ray",
)
print(report.n_rows, report.n_failed)
"""


@pytest.mark.skipif(
    importlib.util.find_spec("ray") is None, reason="ray is not installed (extra `ray`)"
)
def test_a_ray_actor_killed_at_work_loses_and_doubles_nothing(tmp_path: Path) -> None:
    rows = [row(i) for i in range(16)]
    rows[7]["text"] += " Un sort funeste attend pourtant les promeneurs imprudents."
    source = write_jsonl(tmp_path / "in.jsonl", rows)
    flag = tmp_path / "died"
    paths = os.pathsep.join([str(ROOT), str(Path(__file__).parent)])
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(source), str(tmp_path / "ray.jsonl")],
        env={**os.environ, "PYTHONPATH": paths, "BATCH_TEST_FLAG": str(flag)},
        capture_output=True,
        text=True,
        timeout=900,  # 213 s were measured on two busy cores
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert flag.exists()
    # Ray itself tells of the death on stdout.
    assert "16 0" in done.stdout.splitlines()
    options = BatchOptions(task=BatchTask.TRANSLATE, batch_size=2)
    run_batch(source, tmp_path / "here.jsonl", options, make_engines=make_engines)
    assert read_jsonl(tmp_path / "ray.jsonl") == read_jsonl(tmp_path / "here.jsonl")
    assert not list(tmp_path.glob("ray.jsonl.*"))
