"""A long batch: does its memory stay flat, and does it survive being killed?

    python benchmarks/endurance.py --articles 10000 --to fr
    python benchmarks/endurance.py --articles 300 --kills 5 --task both
    python benchmarks/endurance.py --source orangesum_train.jsonl.xz --articles 4000 --kills 0 --to fr

The articles are made from the package's own texts, or read from a file (``--source``: JSONL rows with
a ``text``), and streamed to ``summarizer batch`` twice: once
without a break, its resident memory noted at every article, and once killed with SIGKILL at random
moments and started again each time. Prints the growth of memory and whether the two outputs are
equal; exits 1 when they are not or when memory grew by more than 5 %.
"""

from __future__ import annotations

import argparse
import itertools
import json
import lzma
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from texts import make_articles

MAX_GROWTH = 0.05
"""Of the memory at article 100; the floor in this project's table of targets."""

N_KINDS = 500
"""Different articles; the number in front of each makes every row another text."""


def write_rows(path: Path, n: int) -> None:
    """``n`` JSONL rows, one held at a time."""
    texts = make_articles(min(n, N_KINDS))
    with path.open("w", encoding="utf-8") as file:
        for i in range(n):
            text = f"Récit numéro {i + 1}. {texts[i % len(texts)]}"
            file.write(json.dumps({"id": i, "text": text}, ensure_ascii=False) + "\n")


def copy_rows(path: Path, n: int, source: Path) -> int:
    """The first ``n`` rows of ``source``, numbered anew; how many there were."""
    opened = lzma.open if source.suffix == ".xz" else open
    with opened(source, "rt", encoding="utf-8") as rows, path.open("w", encoding="utf-8") as file:
        count = 0
        for count, line in enumerate(itertools.islice(rows, n), 1):
            row = {"id": count - 1, "text": json.loads(line)["text"]}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return count


def command(source: Path, output: Path, options: list[str]) -> list[str]:
    """The batch as a user would start it, apart from progress."""
    arguments = ["-m", "summarizer", "batch", str(source), "-o", str(output), "--quiet"]
    return [sys.executable, *arguments, *options]


def run_once(
    start: Callable[[], subprocess.Popen[bytes]], journal: Path
) -> tuple[list[tuple[int, float]], float]:
    """``(rows done, resident megabytes)`` through a run, and its seconds.

    Raises:
        SystemExit: the batch failed.
    """
    began = time.perf_counter()
    process = start()
    seen: list[tuple[int, float]] = []
    tail = Tail(journal)
    while process.poll() is None:
        n_rows = tail.n_rows()
        if n_rows > (seen[-1][0] if seen else 0):
            seen.append((n_rows, resident_mb(process.pid)))
        time.sleep(0.05)
    if process.returncode:
        raise SystemExit(f"The batch ended with {process.returncode}.")
    return [(n, mb) for n, mb in seen if mb], time.perf_counter() - began


class Tail:
    """Rows in a journal that grows, each byte read once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._at = 0
        self._n = 0

    def n_rows(self) -> int:
        try:
            with self._path.open("rb") as file:
                file.seek(self._at)
                data = file.read()
        except FileNotFoundError:
            return self._n
        whole = data.rfind(b"\n") + 1
        self._at += whole
        self._n += data[:whole].count(b'{"id":')
        return self._n


def resident_mb(pid: int) -> float:
    """Memory of a process and its children in use now; 0 where it is gone."""
    import psutil

    try:
        process = psutil.Process(pid)
        family = [process, *process.children(recursive=True)]
        return float(sum(p.memory_info().rss for p in family)) / 1e6
    except psutil.NoSuchProcess:
        return 0.0


def run_killed(
    start: Callable[[], subprocess.Popen[bytes]], n_kills: int, whole_s: float, rng: random.Random
) -> int:
    """Starts and kills the batch ``n_kills`` times, then lets it end; how often it was killed.

    The moments are drawn over a share of the whole run's time each, and over its start and its
    end too, so that loading, work, a journal's write and the publishing can all be struck.
    """
    n_killed = 0
    for _ in range(n_kills):
        process = start()
        try:
            process.wait(timeout=rng.uniform(0.0, 2.0 * whole_s / n_kills))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        n_killed += process.returncode == -signal.SIGKILL
        if process.returncode == 0:
            return n_killed
    if start().wait():
        raise SystemExit("The batch failed after it was killed.")
    return n_killed


def growth_of(seen: list[tuple[int, float]], from_row: int) -> tuple[int, float]:
    """The row counted from, and the share by which memory grew from there to the end.

    Each end is the median of five readings, one a chunk, since a single one may fall into a peak.
    """
    later = [(n, mb) for n, mb in seen if n >= from_row] or seen
    n_ends = max(1, min(5, len(later) // 4))
    first = statistics.median(mb for _, mb in later[:n_ends])
    last = statistics.median(mb for _, mb in later[-n_ends:])
    return later[0][0], last / first - 1


def main() -> int:
    """0 when memory stayed flat and the outputs are equal."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--source", type=Path, help="JSONL of articles, .xz or not")
    parser.add_argument("--task", default="summarise", help="as of `summarizer batch`")
    parser.add_argument("--to", default="both", help="as of `summarizer batch`")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=22)
    parser.add_argument("--folder", type=Path, help="to work in; a temporary one by default")
    parser.add_argument("--json", action="store_true", help="the figures as one line of JSON")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.folder) as name:
        folder = Path(name)
        source = folder / "in.jsonl"
        if asked.source:
            asked.articles = copy_rows(source, asked.articles, asked.source)
        else:
            write_rows(source, asked.articles)

        def starter(output: str) -> Callable[[], subprocess.Popen[bytes]]:
            options = ["--task", asked.task, "--to", asked.to, "--workers", str(asked.workers)]
            words = command(source, folder / output, options)
            return lambda: subprocess.Popen(words)

        seen, whole_s = run_once(starter("whole.jsonl"), folder / "whole.jsonl.journal")
        n_killed = 0
        whole = killed = (folder / "whole.jsonl").read_bytes()
        if asked.kills:
            n_killed = run_killed(
                starter("killed.jsonl"), asked.kills, whole_s, random.Random(asked.seed)
            )
            if not (folder / "killed.jsonl").exists():
                raise SystemExit("The killed batch left no output.")
            killed = (folder / "killed.jsonl").read_bytes()
        left = sorted(p.name for p in folder.glob("killed.jsonl.*"))
    is_equal = whole == killed and not left and whole.count(b"\n") == asked.articles
    from_row, growth = growth_of(seen, 100)
    if asked.json:
        figures = {
            "growth": growth, "from_row": from_row, "n_killed": n_killed, "is_equal": is_equal
        }  # fmt: skip
        print(json.dumps(figures))
    else:
        at = dict(seen)
        marks = [n for n, _ in seen][:: max(1, len(seen) // 8)]
        if (last := max(at)) not in marks:
            marks.append(last)
        print(
            f"articles      {asked.articles:,}, task {asked.task}, to {asked.to}, "
            f"{asked.workers} worker(s)"
        )
        print(f"uninterrupted {whole_s:,.0f} s, {asked.articles / whole_s:,.1f} articles a second")
        print("memory        " + ", ".join(f"{at[n]:.0f} MB at {n:,}" for n in marks))
        print(f"growth        {growth:+.2%} from article {from_row:,} to the last")
        print(f"killed        {n_killed} times with SIGKILL")
        print(
            f"outputs       {'equal' if is_equal else 'NOT EQUAL'}, left over: {left or 'nothing'}"
        )
    return int(not is_equal or growth > MAX_GROWTH)


if __name__ == "__main__":
    sys.exit(main())
