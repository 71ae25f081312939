"""What a batch says of itself on stderr: a bar on a terminal, a line a minute elsewhere."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator

from summarizer.batch.runner import BatchReport, Progress

LINE_EVERY_S = 60.0


@contextlib.contextmanager
def show_progress(*, is_quiet: bool) -> Iterator[Callable[[Progress], None]]:
    """A function to be told of progress, which shows it while the block lasts."""
    if is_quiet:
        yield lambda progress: None
    elif sys.stderr.isatty():
        with _bar() as tell:
            yield tell
    else:
        yield _lines()


@contextlib.contextmanager
def _bar() -> Iterator[Callable[[Progress], None]]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        TextColumn,
        TimeElapsedColumn,
    )
    from rich.progress import Progress as RichProgress

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[rate]}"),
    )
    with RichProgress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("reading", total=None, rate="")
        start = time.monotonic()

        def tell(p: Progress) -> None:
            failed = f", {p.n_failed} failed" if p.n_failed else ""
            bar.update(
                task,
                completed=p.n_done,
                total=p.n_total,
                description=f"articles{failed}",
                rate=rate_and_time_left(p, time.monotonic() - start),
            )

        yield tell


def _lines() -> Callable[[Progress], None]:
    start = time.monotonic()
    last = start

    def tell(p: Progress) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last < LINE_EVERY_S:
            return
        last = now
        failed = f", {p.n_failed} failed" if p.n_failed else ""
        words = rate_and_time_left(p, now - start)
        print(f"{p.n_done:,} of {p.n_total:,} articles{failed}, {words}", file=sys.stderr)

    return tell


def rate_and_time_left(progress: Progress, elapsed_s: float) -> str:
    """``"2.1/s, 3 min left"``; rows of an earlier run do not count as speed."""
    n_now = progress.n_done - progress.n_resumed
    if n_now <= 0 or elapsed_s <= 0:
        return ""
    rate = n_now / elapsed_s
    left = (progress.n_total - progress.n_done) / rate
    speed = f"{rate:.1f}/s" if rate >= 1 else f"{rate * 60:.1f}/min"
    return f"{speed}, {duration(left)} left"


def duration(seconds: float) -> str:
    """``"45 s"``, ``"12 min"``, ``"3 h 05 min"`` or ``"2 d 4 h"``."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h {minutes % 60:02} min"
    return f"{minutes // 1440} d {minutes % 1440 // 60} h"


def summary_lines(report: BatchReport) -> list[str]:
    """What a run says at its end, a line each."""
    n_new = report.n_rows - report.n_resumed
    lines = [f"{report.n_rows:,} rows in {report.output}, {report.n_failed:,} failed."]
    if report.n_resumed:
        lines.append(f"{report.n_resumed:,} of them were done by an earlier run.")
    if n_new and report.elapsed_s > 0:
        lines.append(
            f"{n_new:,} rows, {report.n_words:,} words in {duration(report.elapsed_s)} "
            f"({report.n_words / report.elapsed_s:,.0f} words per second)."
        )
    lines += [f"{name}: {used}." for name, used in report.usage.items()]
    if report.n_ignored:
        lines.append(f"{report.n_ignored:,} files in folders were no kind of article: ignored.")
    return lines
