"""Floors under quality: a run fails when a score falls below its floor by more than chance.

Floors live in ``floors.toml`` beside this file, each with the hash of the data it was set on.
A score fails when even the better end of its interval is on the wrong side. Slack is
announced, so that floors are raised when quality rises; they never fall without a line in the
changelog (``lowered`` finds those that did).
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from summarizer.errors import ConfigError, InputError, SummarizerError
from summarizer.evaluation.dataset import Dataset, Outputs
from summarizer.evaluation.runner import Evaluation, evaluate
from summarizer.evaluation.significance import Interval, Resampling

FLOORS_PATH = Path(__file__).with_name("floors.toml")


class Side(StrEnum):
    """MIN: the score may not fall below; MAX: it may not rise above."""

    MIN = "min"
    MAX = "max"


@dataclass(frozen=True, slots=True)
class Floor:
    """One bound on one metric."""

    metric: str
    side: Side
    bound: float


@dataclass(frozen=True, slots=True)
class Check:
    """One system on one data set, with its floors.

    Attributes:
        name: of the check, unique.
        dataset: a named set, ``stored:<file name part>`` for a table of stored outputs.
        sha256: of the data; another file means other floors.
        limit: items of the set that are used, the same ones every time; None for all.
        is_required: False when the data is not shipped, so that its absence is told, not failed.
    """

    name: str
    dataset: str
    system: str
    sha256: str
    floors: tuple[Floor, ...]
    groups: tuple[str, ...]
    is_required: bool = True
    limit: int | None = None


class Status(StrEnum):
    """How a check ended."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check found; ``lines`` are sentences for the reader."""

    check: Check
    status: Status
    lines: tuple[str, ...]


def read_floors(path: Path = FLOORS_PATH) -> tuple[Check, ...]:
    """The checks in ``path``, in order.

    Raises:
        ConfigError: the file is missing or malformed; names the entry.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as exc:
        raise ConfigError(f"The floors file {path} cannot be read ({exc}). Pass --floors.") from exc
    return parse_floors(text)


def parse_floors(text: str) -> tuple[Check, ...]:
    """``read_floors`` of a text."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
        raise ConfigError(f"The floors file is not TOML: {exc}. Mend that line.") from exc
    checks = tuple(_check(entry) for entry in data.get("check", []))
    names = [c.name for c in checks]
    if len(set(names)) < len(names):
        raise ConfigError(f"Two checks share a name among {names}. Give each its own.")
    return checks


def _check(entry: dict[str, Any]) -> Check:
    try:
        floors = tuple(
            Floor(metric, side, float(bound))
            for side in Side
            for metric, bound in entry.get(side.value, {}).items()
        )
        check = Check(
            name=entry["name"],
            dataset=entry["dataset"],
            system=entry["system"],
            sha256=entry["sha256"],
            floors=floors,
            groups=tuple(entry["metrics"]),
            is_required=entry.get("required", True),
            limit=entry.get("limit"),
        )
    except (KeyError, TypeError, ValueError) as exc:
        raise ConfigError(
            f"A check in the floors file is malformed ({exc!r}): {entry}. It needs name, dataset, "
            "system, sha256, metrics and a [check.min] or [check.max] table."
        ) from exc
    if not floors:
        raise ConfigError(f"The check '{check.name}' has no floor. Add [check.min] or [check.max].")
    return check


Loader = Callable[[Check], tuple[Dataset, Outputs]]


def run_check(
    check: Check,
    load: Loader,
    resampling: Resampling | None = None,
    on_case: Callable[[], None] | None = None,
) -> Outcome:
    """The outcome of one check; data or models that are not here skip it, or fail it if required.

    Args:
        load: gives the data set and the system's outputs for it.
    """
    try:
        dataset, outputs = load(check)
    except SummarizerError as exc:
        status = Status.FAILED if check.is_required else Status.SKIPPED
        return Outcome(check, status, (f"not measured: {exc}",))
    if dataset.sha256 != check.sha256:
        return Outcome(
            check,
            Status.FAILED,
            (
                f"the data changed: SHA-256 {dataset.sha256}, floors were set on {check.sha256}. "
                "Measure again and set new floors, with a line in the changelog.",
            ),
        )
    try:
        evaluation = evaluate(
            dataset, [outputs], groups=check.groups, resampling=resampling, on_case=on_case
        )
    except InputError as exc:
        return Outcome(check, Status.FAILED, (str(exc),))
    return judge_floors(check, evaluation)


def judge_floors(check: Check, evaluation: Evaluation) -> Outcome:
    """Whether the one system of ``evaluation`` keeps the floors of ``check``."""
    scores = evaluation.systems[0].scores
    lines: list[str] = []
    has_failed = False
    for floor in check.floors:
        if floor.metric not in scores:
            lines.append(f"FAIL {floor.metric}: not computed. Add its group to metrics.")
            has_failed = True
            continue
        line, is_kept = _judge(floor, scores[floor.metric])
        lines.append(line)
        has_failed = has_failed or not is_kept
    return Outcome(check, Status.FAILED if has_failed else Status.PASSED, tuple(lines))


def _judge(floor: Floor, score: Interval) -> tuple[str, bool]:
    is_min = floor.side is Side.MIN
    word = "floor" if is_min else "ceiling"
    shown = f"{score.value:.2f} [{score.low:.2f}, {score.high:.2f}] (n={score.n})"
    is_kept = score.high >= floor.bound if is_min else score.low <= floor.bound
    # A score that cannot be computed keeps no floor: NaN compares false.
    if not is_kept:
        return f"FAIL {floor.metric}: {shown}, {word} {floor.bound:g}", False
    has_slack = score.low > floor.bound if is_min else score.high < floor.bound
    if has_slack:
        raised = score.low if is_min else score.high
        verb = "raised" if is_min else "lowered"
        return (
            f"ok   {floor.metric}: {shown}, {word} {floor.bound:g}; "
            f"it could be {verb} to {raised:.2f}",
            True,
        )
    return f"ok   {floor.metric}: {shown}, {word} {floor.bound:g}", True


def exit_code(outcomes: Sequence[Outcome]) -> int:
    """0 when something was measured and nothing failed, else 1."""
    if any(o.status is Status.FAILED for o in outcomes):
        return 1
    return 0 if any(o.status is Status.PASSED for o in outcomes) else 1


def lowered(before: Sequence[Check], after: Sequence[Check]) -> list[str]:
    """Floors of ``before`` that are weaker or gone in ``after``, as ``check metric: a -> b``."""
    now = {(c.name, f.metric, f.side): f.bound for c in after for f in c.floors}
    found = []
    for check in before:
        for floor in check.floors:
            bound = now.get((check.name, floor.metric, floor.side))
            name = f"{check.name} {floor.metric}"
            if bound is None:
                found.append(f"{name}: {floor.bound:g} -> removed")
            elif (bound < floor.bound) if floor.side is Side.MIN else (bound > floor.bound):
                found.append(f"{name}: {floor.bound:g} -> {bound:g}")
    return found
