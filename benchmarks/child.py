"""One measurement in a process of its own, as a line of JSON; started by run.py.

    python benchmarks/child.py article BACKEND PRECISION FILE    load, run, peak memory
    python benchmarks/child.py speed ROUNDS SENTENCES            the three engines side by side
    python benchmarks/child.py command ARGUMENT...               a Python process: time, memory

A process that is started from a large one is credited with that one's memory by the system until
it has replaced itself, so what is measured for memory is started from here, which is small.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path


def article(backend: str, precision: str, file: str) -> dict[str, float]:
    """Seconds to load and to work on one article, and the process's peak memory."""
    start = time.perf_counter()
    from summarizer.engines.base import Task
    from summarizer.engines.registry import load_engine
    from summarizer.pipeline import Pipeline

    translator = load_engine("compact", Task.TRANSLATE, backend=backend, precision=precision)
    pipeline = Pipeline(load_engine("compact", Task.ABSTRACT), translator)
    loaded = time.perf_counter()
    pipeline.run(Path(file).read_text(encoding="utf-8"))
    done = time.perf_counter()
    return {"load_s": loaded - start, "run_s": done - loaded, "peak_mb": own_peak_mb()}


def own_peak_mb() -> float:
    """The most memory that this process had resident since it began; 0 without /proc."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return next(float(x.split()[1]) * 1.024e-3 for x in lines if x.startswith("VmHWM"))


def command(*arguments: str) -> dict[str, float]:
    """Seconds and peak memory of ``python ARGUMENT...``.

    Raises:
        SystemExit: it failed.
    """
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    elapsed_s = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(arguments)} ended with {process.returncode}.")
    return {"elapsed_s": elapsed_s, "peak_mb": usage.ru_maxrss * 1.024e-3}


def speed(n_rounds: str, n_sentences: str) -> dict[str, list[float]]:
    """Seconds of each engine a round, under the instruction sets of this process."""
    import engine_speed
    from texts import pairs

    sources = [french for french, _ in pairs(int(n_sentences))]
    found = engine_speed.time_engines(sources, int(n_rounds))
    return {name: list(spread.values) for name, spread in found.items()}


if __name__ == "__main__":
    name, *arguments = sys.argv[1:]
    print(json.dumps({"article": article, "speed": speed, "command": command}[name](*arguments)))
