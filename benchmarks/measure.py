"""Repeated timings side by side, their medians and spread, and tables of them."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spread:
    """What repeated measurements of one thing gave."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    def shown(self, digits: int = 2) -> str:
        """``"1.20 (1.15 to 1.31)"``: median, least, most; the value alone when it is one."""
        if len(self.values) == 1:
            return f"{self.values[0]:,.{digits}f}"
        least, most = min(self.values), max(self.values)
        return f"{self.median:,.{digits}f} ({least:,.{digits}f} to {most:,.{digits}f})"

    def times(self, factor: float) -> Spread:
        return Spread(tuple(v * factor for v in self.values))

    def rate(self, amount: float) -> Spread:
        """``amount`` a second, for values in seconds."""
        return Spread(tuple(amount / v for v in self.values))


def interleave(
    cases: Mapping[str, Callable[[], object]],
    n_rounds: int,
    *,
    warm: bool = True,
    budget_s: float = 60.0,
) -> dict[str, Spread]:
    """Seconds of each case, every round running all of them, in turn forwards and backwards.

    A machine that grows hot or busy in the meantime does so to all cases alike.

    Args:
        warm: run each case once, untimed, before.
        budget_s: no round is begun after so many seconds, but one is always done.
    """
    began = time.perf_counter()
    if warm:
        for run in cases.values():
            run()
    seconds: dict[str, list[float]] = {name: [] for name in cases}
    for i in range(n_rounds):
        if i and time.perf_counter() - began > budget_s:
            break
        for name in list(cases) if i % 2 == 0 else list(reversed(cases)):
            start = time.perf_counter()
            cases[name]()
            seconds[name].append(time.perf_counter() - start)
    return {name: Spread(tuple(values)) for name, values in seconds.items()}


def speed_up(peer: Spread, case: Spread) -> Spread:
    """How many times faster ``case`` was than ``peer``, round by round, for values in seconds."""
    return Spread(tuple(p / c for p, c in zip(peer.values, case.values, strict=True)))


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table, its first column to the left and the others to the right."""
    lines = ["| " + " | ".join(heads) + " |", "|---" + "|---:" * (len(heads) - 1) + "|"]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines)
