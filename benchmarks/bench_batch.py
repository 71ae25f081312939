"""Batch throughput against the pipeline run on one article after the other, in the same run.

    python benchmarks/bench_batch.py [--articles 12] [--batch-size 16]

Prints words per core second, the ratio to the peer, memory growth, how many texts differ
between the two (another composition of engine batches), and what a million articles a day takes
at that rate. One engine thread and one process: a core's worth.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path

from machine import describe_machine
from texts import make_articles

from summarizer.batch import BatchOptions, Progress, run_batch
from summarizer.batch.work import load_engines
from summarizer.pipeline import Pipeline

SECONDS_A_DAY = 86_400


def resident_mb() -> float:
    """Memory of this process in use now, in megabytes; 0 where /proc is absent."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0.0
    return pages * 4096 / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=12)
    parser.add_argument("--batch-size", type=int, default=16)
    asked = parser.parse_args()
    options = BatchOptions(batch_size=asked.batch_size)
    articles = make_articles(asked.articles)
    n_words = sum(len(a.split()) for a in articles)
    engines = load_engines(options, 1)
    pipeline = Pipeline(*engines)
    pipeline.run(articles[0], options.pipeline_options)  # caches and lazy tables, for both alike

    seconds: list[float] = []
    cpu_start = time.process_time()
    alone: list[str] = []
    for article in articles:
        start = time.perf_counter()
        result = pipeline.run(article, options.pipeline_options)
        seconds.append(time.perf_counter() - start)
        alone.append(result.translation.text if result.translation else "")
    peer_s, peer_cpu_s = sum(seconds), time.process_time() - cpu_start

    memory: list[float] = []

    def note(progress: Progress) -> None:
        memory.append(resident_mb())

    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "in.jsonl", Path(folder) / "out.jsonl"
        rows = [json.dumps({"id": i, "text": a}) for i, a in enumerate(articles)]
        source.write_text("\n".join(rows), encoding="utf-8")
        start, cpu_start = time.perf_counter(), time.process_time()
        run_batch(source, out, options, make_engines=lambda o, n: engines, on_progress=note)
        batch_s, batch_cpu_s = time.perf_counter() - start, time.process_time() - cpu_start
        made = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    n_same = sum(a == m.get("translation_en") for a, m in zip(alone, made, strict=True))

    # Seconds of processor time: on a busy machine the clock measures the others' work.
    rate = n_words / batch_cpu_s
    mean = n_words / len(articles)
    cores = 1_000_000 * mean / SECONDS_A_DAY / rate
    print(f"machine            {dict(describe_machine())['processor']}, one engine thread")
    print(f"articles           {len(articles)}, {mean:.0f} words each, task both")
    print(f"one by one         {n_words / peer_cpu_s:8.0f} words per core second")
    print(f"batch of {asked.batch_size:<10}{rate:8.0f} words per core second")
    print(
        f"ratio              {peer_cpu_s / batch_cpu_s:8.2f} x processor time, "
        f"{peer_s / batch_s:.2f} x clock"
    )
    print(f"median article     {statistics.median(seconds):8.2f} s by the clock, one by one")
    print(f"same translation   {n_same} of {len(articles)} articles")
    if memory and memory[0]:
        print(f"memory             {memory[0]:.0f} MB at the start, {memory[-1]:.0f} MB at the end")
    print(f"a million a day    {1_000_000 * mean / SECONDS_A_DAY:,.0f} words/s: {cores:,.0f} cores")


if __name__ == "__main__":
    main()
