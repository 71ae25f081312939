"""What the benchmarks make of their measurements; the measuring itself is `make bench`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))


def test_a_ratio_is_taken_round_by_round_and_shown_with_its_spread() -> None:
    from measure import Spread, speed_up

    peer, case = Spread((8.0, 2.0, 9.0)), Spread((2.0, 1.0, 3.0))
    ratio = speed_up(peer, case)
    assert ratio.values == (4.0, 2.0, 3.0)
    assert ratio.shown(1) == "3.0 (2.0 to 4.0)"
    assert Spread((1234.5,)).shown(0) == "1,234"
    assert case.rate(600).values == (300.0, 600.0, 200.0)


def test_cases_are_run_in_turns_forwards_and_backwards_within_their_budget() -> None:
    from measure import interleave

    calls: list[str] = []
    cases = {name: lambda name=name: calls.append(name) for name in "ab"}
    found = interleave(cases, 2)
    assert calls == ["a", "b", "a", "b", "b", "a"]
    assert [len(s.values) for s in found.values()] == [2, 2]
    assert len(interleave(cases, 9, budget_s=0.0)["a"].values) == 1


def test_targets_are_compared_in_their_own_direction() -> None:
    from run import render_targets

    words = render_targets({"ratio_avx2": 6.0, "article_s": 2.5, "peak_mb": 901.0, "growth": 0.004})
    verdicts = [line.split("|")[-2].strip() for line in words.splitlines()[2:]]
    assert verdicts == ["goal", "floor", "BELOW THE FLOOR", "goal"]
    assert render_targets({"cold_s": 3.4}).count("\n") == 2


def test_the_page_describes_the_machine_and_holds_each_section(shipped_translator: Path) -> None:
    from machine import describe_machine
    from run import Report, render_report

    report = Report()
    report.add("Engines", "words", "| a |")
    page = render_report(describe_machine(), report, 120.0)
    assert page.startswith("# Benchmarks\n\nWritten by `make bench`")
    for name in ("processor", "instruction sets", "ctranslate2", "shipped translator"):
        assert f"| {name} | " in page
    assert page.endswith("## Engines\n\nwords\n\n| a |\n")


def test_every_script_of_the_folder_is_part_of_the_run() -> None:
    import run

    text = (BENCHMARKS / "run.py").read_text("utf-8")
    for path in BENCHMARKS.glob("*.py"):
        assert path.name in (*run.OTHERS, "run.py") or path.stem in text, path.name


def test_growth_is_counted_from_the_hundredth_row_between_medians() -> None:
    from endurance import growth_of

    flat = [(16 * i, 80.0 + min(i, 6)) for i in range(1, 60)]
    assert growth_of(flat, 100) == (112, 0.0)
    rising = [(16 * i, 100.0 + i) for i in range(1, 60)]
    assert growth_of(rising, 100)[1] == pytest.approx(157 / 109 - 1)


def test_a_short_endurance_run_is_killed_resumed_and_equal(shipped_translator: Path) -> None:
    """Hard case 22, on the command and the shipped weights."""
    arguments = ["--articles", "40", "--kills", "3", "--to", "fr", "--json"]
    done = subprocess.run(
        [sys.executable, str(BENCHMARKS / "endurance.py"), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert found["is_equal"], done.stderr
    assert found["n_killed"] >= 1
