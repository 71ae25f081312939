"""The gate: shut below a floor, open above it, and no floor falls in silence."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from summarizer.errors import ConfigError, InputError, ModelNotFound
from summarizer.evaluation import named_sets
from summarizer.evaluation.dataset import Dataset, EvalTask, Item, Outputs
from summarizer.evaluation.gate import (
    FLOORS_PATH,
    Check,
    Floor,
    Outcome,
    Side,
    Status,
    exit_code,
    lowered,
    parse_floors,
    read_floors,
    run_check,
)
from summarizer.evaluation.presets import preset_system
from summarizer.evaluation.significance import Resampling
from summarizer.evaluation.systems import outputs_of

ROOT = Path(__file__).resolve().parents[2]
QUICK = Resampling(n_samples=200)
ITEMS = tuple(
    Item(str(i), f"Le pont {i} ferme lundi à Vernay.", (f"Le pont {i} ferme lundi.",))
    for i in range(40)
)
DATA = Dataset("d", EvalTask.SUMMARY, ITEMS, "ab" * 32, "test")
HALF = Outputs("half", tuple(i.references[0] if n % 2 else "" for n, i in enumerate(ITEMS)))


def check(*floors: Floor, sha256: str = DATA.sha256, is_required: bool = True) -> Check:
    return Check("c", "d", "half", sha256, floors, ("rouge", "source"), is_required)


def outcome(*floors: Floor, **changes: object) -> Outcome:
    return run_check(check(*floors, **changes), lambda _: (DATA, HALF), QUICK)  # type: ignore[arg-type]


def test_a_score_far_below_its_floor_shuts_the_gate() -> None:
    found = outcome(Floor("rouge1", Side.MIN, 90.0))
    assert found.status is Status.FAILED
    assert found.lines[0].startswith("FAIL rouge1: 50.00")
    assert exit_code([found]) == 1


def test_a_score_below_its_floor_by_less_than_its_interval_passes() -> None:
    found = outcome(Floor("rouge1", Side.MIN, 55.0))
    assert found.status is Status.PASSED
    assert "could be" not in found.lines[0]
    assert exit_code([found]) == 0


def test_slack_is_announced_with_the_floor_that_could_be_set() -> None:
    found = outcome(Floor("rouge1", Side.MIN, 10.0))
    assert found.status is Status.PASSED
    assert "it could be raised to 3" in found.lines[0]


def test_a_ceiling_works_the_other_way_round() -> None:
    wrong = replace(HALF, texts=tuple("Selon Odile, le pont ferme." for _ in ITEMS))
    high = run_check(check(Floor("unsupported", Side.MAX, 2.0)), lambda _: (DATA, wrong), QUICK)
    assert high.status is Status.FAILED
    assert outcome(Floor("unsupported", Side.MAX, 2.0)).status is Status.PASSED


def test_an_undefined_or_missing_score_keeps_no_floor() -> None:
    empty = replace(HALF, texts=tuple("" for _ in ITEMS))
    found = run_check(check(Floor("coverage", Side.MIN, 1.0)), lambda _: (DATA, empty), QUICK)
    assert found.status is Status.FAILED
    assert outcome(Floor("beauty", Side.MIN, 1.0)).status is Status.FAILED


def test_other_data_than_the_floor_was_set_on_shut_the_gate() -> None:
    found = outcome(Floor("rouge1", Side.MIN, 1.0), sha256="cd" * 32)
    assert found.status is Status.FAILED
    assert "the data changed" in found.lines[0]


@pytest.mark.parametrize(("is_required", "status"), [(True, "failed"), (False, "skipped")])
def test_data_that_are_not_here_fail_only_where_they_are_required(
    is_required: bool, status: str
) -> None:
    def absent(_: Check) -> tuple[Dataset, Outputs]:
        raise InputError("not on this machine. Fetch it.")

    found = run_check(check(Floor("rouge1", Side.MIN, 1.0), is_required=is_required), absent, QUICK)
    assert found.status == status
    assert "Fetch it" in found.lines[0]


def test_a_gate_that_measured_nothing_is_shut() -> None:
    assert exit_code([]) == 1
    skipped = Outcome(check(Floor("rouge1", Side.MIN, 1.0)), Status.SKIPPED, ())
    assert exit_code([skipped]) == 1


@pytest.mark.parametrize(
    "text",
    [
        "[[check]]\nname = 'x'\n",
        "nonsense",
        "[[check]]\nname='x'\ndataset='d'\nsystem='s'\nsha256='0'\nmetrics=['rouge']\n",
    ],
)
def test_a_malformed_floors_file_is_refused(text: str) -> None:
    with pytest.raises(ConfigError):
        parse_floors(text)


def test_floors_that_fell_or_went_are_found() -> None:
    before = [check(Floor("rouge1", Side.MIN, 30.0), Floor("unsupported", Side.MAX, 2.0))]
    same_or_better = [check(Floor("rouge1", Side.MIN, 31.0), Floor("unsupported", Side.MAX, 1.0))]
    worse = [check(Floor("rouge1", Side.MIN, 29.0), Floor("unsupported", Side.MAX, 3.0))]
    assert lowered(before, same_or_better) == []
    assert lowered(before, worse) == ["c rouge1: 30 -> 29", "c unsupported: 2 -> 3"]
    assert lowered(before, []) == ["c rouge1: 30 -> removed", "c unsupported: 2 -> removed"]


def git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(ROOT), *arguments], capture_output=True, text=True, check=False
    )
    return done.stdout if done.returncode == 0 else ""


def test_no_floor_was_ever_lowered_without_a_line_in_the_changelog() -> None:
    name = str(FLOORS_PATH.relative_to(ROOT))
    commits = git("log", "--reverse", "--format=%H", "--", name).split()
    if not commits:
        pytest.skip("no git history here to compare the floors with")
    versions = [parse_floors(git("show", f"{c}:{name}")) for c in commits]
    versions.append(read_floors())
    changelog_path = ROOT / "CHANGELOG.md"
    changelog = changelog_path.read_text("utf-8") if changelog_path.is_file() else ""
    for before, after in pairwise(versions):
        for change in lowered(before, after):
            assert change in changelog, f"lowered without a line in CHANGELOG.md: {change}"


SLICE = 60
"""Items of the fast slice; its wider intervals make it milder than `make quality`."""
SHIPPED = [c for c in read_floors() if c.is_required]


@pytest.mark.parametrize("shipped", SHIPPED, ids=lambda c: c.name)
def test_a_fast_slice_of_the_shipped_floors_holds(shipped: Check) -> None:
    def load(c: Check) -> tuple[Dataset, Outputs]:
        dataset = named_sets.load(c.dataset, allow_download=False).sample(SLICE)
        try:
            return dataset, outputs_of(c.system, dataset, make_system=preset_system)
        except ModelNotFound as exc:
            pytest.skip(f"the shipped weights are not in this checkout: {exc}")

    found = run_check(shipped, load, QUICK)
    assert found.status is Status.PASSED, found.lines
