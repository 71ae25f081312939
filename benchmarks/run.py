"""Every benchmark in one run, written to docs/BENCHMARKS.md with the machine's description.

    python benchmarks/run.py                                 # what `make bench` does
    python benchmarks/run.py --quick --output /tmp/b.md      # a few sentences, to try the code

Each table compares things measured in turns within this run; a ratio is taken round by round, and
its median stands before the least and the most.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import engine_speed as engines
from engine_speed import BARE, CT2, INT8, TORCH
from machine import describe_machine
from measure import Spread, interleave, speed_up, table
from texts import ROOT, article_of, flores_pairs, make_articles, pairs

from summarizer.engines.base import Task
from summarizer.engines.batching import n_cores
from summarizer.engines.registry import load_engine
from summarizer.english import SEARCH
from summarizer.pipeline import Pipeline, SummarySentenceReady

AVX2_ONLY = {
    "CT2_FORCE_CPU_ISA": "AVX2",
    "ONEDNN_MAX_CPU_ISA": "AVX2",
    "MKL_ENABLE_INSTRUCTIONS": "AVX2",
    "ATEN_CPU_CAPABILITY": "avx2",
}
"""Keeps the kernels of CTranslate2 and torch from AVX-512 and AMX, as on machines without."""

OTHERS = (
    "bench_batch.py",
    "bench_checks.py",
    "bench_segmentation.py",
    "bench_training.py",
    "bench_web_visits.py",
)
"""Benchmarks of other rooms, run as they are; their output is quoted."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured."""

    n_rounds: int
    n_sentences: int
    n_quality: int
    lengths: tuple[int, ...]
    n_batch_articles: int
    n_endurance: int


WHOLE = Size(5, 64, 200, (150, 300, 600, 1200, 2400), 24, 400)
QUICK = Size(1, 4, 6, (150, 300), 4, 60)


class Report:
    """Sections as they come, and the figures that the table of targets asks for."""

    def __init__(self) -> None:
        self.sections: list[str] = []
        self.figures: dict[str, float] = {}

    def add(self, title: str, *parts: str) -> None:
        self.sections.append("\n\n".join([f"## {title}", *parts]))
        print(f"{time.strftime('%H:%M:%S')} {title}", flush=True)


def measure_engines(report: Report, size: Size) -> None:
    """Words per second of a batch, with all instruction sets and without the newest."""
    sources = [french for french, _ in pairs(size.n_sentences)]
    n_words = sum(len(s.split()) for s in sources)
    everything = engines.time_engines(sources, size.n_rounds)
    old = _child("speed", str(max(1, size.n_rounds - 2)), str(size.n_sentences), **AVX2_ONLY)
    without = {name: Spread(tuple(values)) for name, values in old.items()}
    heads = ("engine", "words per second", f"times {BARE}", f"times {TORCH}")
    tables = []
    for key, found in (("here", everything), ("avx2", without)):
        rows = [
            (
                name,
                seconds.rate(n_words).shown(0),
                speed_up(found[BARE], seconds).shown(1),
                speed_up(found[TORCH], seconds).shown(1),
            )
            for name, seconds in found.items()
        ]
        tables.append(table(heads, rows))
        report.figures[f"ratio_{key}"] = speed_up(found[BARE], found[INT8]).median
    report.add(
        "Engines",
        f"{len(sources)} sentences of {n_words} words in one call, {SEARCH.num_beams} beams "
        "and as many candidates, all cores. The first row is the search of transformers alone on "
        "one padded batch; the second is our engine around it, "
        "which also sorts by length and scores each candidate.",
        tables[0],
        "The same with AVX-512 and AMX forbidden to both libraries:",
        tables[1],
    )


def measure_threads(report: Report, size: Size) -> None:
    """The same batch with one core, two, and so on up to all."""
    sources = [french for french, _ in pairs(size.n_sentences)]
    counts = sorted({1, 2, 4, 8, n_cores()} & set(range(1, n_cores() + 1)))
    rows = []
    for name in (CT2, INT8, TORCH):
        few = sources[: max(2, len(sources) // 4)] if name == TORCH else sources
        cases = {str(n): engines.run_of(name, few, n) for n in counts}
        found = interleave(cases, max(1, size.n_rounds - 2), budget_s=15)
        n_words = sum(len(s.split()) for s in few)
        rows += [
            (name, n, found[n].rate(n_words).shown(0), speed_up(found["1"], found[n]).shown(2))
            for n in cases
        ]
    report.add(
        "Threads",
        "CTranslate2 works on as many batches at once as it has threads; torch shares each batch "
        "among its threads, and is timed on a quarter of the sentences.",
        table(("engine", "threads", "words per second", "times one thread"), rows),
    )


def measure_batch_sizes(report: Report, size: Size) -> None:
    """The same sentences, so many in a call."""
    rows = []
    for name in (INT8, CT2, TORCH):
        n = size.n_sentences if name != TORCH else max(2, size.n_sentences // 4)
        sources = [french for french, _ in pairs(n)]
        n_words = sum(len(s.split()) for s in sources)
        steps = [s for s in (1, 4, 16, 64) if s <= n]
        cases = {str(s): partial(_in_steps, name, sources, s) for s in steps}
        found = interleave(cases, max(1, size.n_rounds - 2), budget_s=15)
        rows += [
            (name, s, found[s].rate(n_words).shown(0), speed_up(found["1"], found[s]).shown(2))
            for s in cases
        ]
    report.add(
        "Batch size",
        "Sentences given to the engine in one call, all cores.",
        table(("engine", "sentences a call", "words per second", "times one by one"), rows),
    )


def _in_steps(name: str, sources: list[str], step: int) -> None:
    for start in range(0, len(sources), step):
        engines.run_of(name, sources[start : start + step])()


def measure_latency(report: Report, size: Size) -> None:
    """One article from its text to the checked result, models warm."""
    chooser = load_engine("compact", Task.ABSTRACT)
    pipelines = {name: Pipeline(chooser, engines.engine(name)) for name in (INT8, CT2, TORCH)}
    rows = []
    for n in size.lengths:
        text = article_of(n)
        # transformers once, where it takes seconds and not minutes
        names = (INT8, CT2, TORCH) if n == 600 else (INT8, CT2)
        cases: dict[str, Callable[[], object]] = {
            name: partial(pipelines[name].run, text) for name in names
        }
        found = interleave(cases, size.n_rounds, budget_s=20)
        first = Spread(tuple(_first_words_s(pipelines[INT8], text) for _ in range(size.n_rounds)))
        if n == 600:
            report.figures |= {"article_s": found[INT8].median, "first_s": first.median}
        for name in names:
            rows.append(
                (
                    f"{len(text.split()):,}",
                    name,
                    found[name].shown(2),
                    first.shown(2) if name == INT8 else "",
                    speed_up(found[name], found[INT8]).shown(1),
                )
            )
    report.add(
        "Latency by article length",
        "Cleaned, summarised, both languages, fully translated and checked; models warm. The "
        "first words are the first summary sentence that the pipeline hands over.",
        table(("words", "engine", "seconds", "first words, s", f"times {INT8}"), rows),
    )


def _first_words_s(pipeline: Pipeline, text: str) -> float:
    start = time.perf_counter()
    events = pipeline.stream(text)
    for event in events:
        if isinstance(event, SummarySentenceReady):
            break
    elapsed = time.perf_counter() - start
    events.close()
    return elapsed


def measure_cold_start(report: Report, size: Size) -> None:
    """Processes that start, load, work on one article and end."""
    n_rounds = max(1, size.n_rounds - 2)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "article.txt"
        file.write_text(article_of(600 if 600 in size.lengths else 150), encoding="utf-8")
        run = ("-m", "summarizer", "run", str(file), "--quiet")
        cases = {
            "the command": partial(_command, run),
            "its first run ever (model converted)": partial(_command, run, fresh_cache=True),
            "`--engine seq2seq`": partial(_command, (*run, "--engine", "seq2seq")),
            "`--version`": partial(_command, ("-m", "summarizer", "--version")),
        }
        seconds: dict[str, list[float]] = {name: [] for name in cases}
        peaks: dict[str, list[float]] = {name: [] for name in cases}
        _command(run)
        for i in range(n_rounds):
            for name, start in cases.items() if i % 2 == 0 else reversed(cases.items()):
                elapsed_s, peak_mb = start()
                seconds[name].append(elapsed_s)
                peaks[name].append(peak_mb)
        found = {name: Spread(tuple(values)) for name, values in seconds.items()}
        slowest = found["`--engine seq2seq`"]
        rows = [
            (
                name,
                found[name].shown(2),
                speed_up(slowest, found[name]).shown(1),
                Spread(tuple(peaks[name])).shown(0),
            )
            for name in cases
        ]
        parts = []
        for label, (backend, precision) in engines.ENGINES.items():
            made = [_child("article", backend, precision, str(file)) for _ in range(n_rounds)]
            spread = {key: Spread(tuple(m[key] for m in made)) for key in made[0]}
            parts.append(
                (
                    label,
                    spread["load_s"].shown(2),
                    spread["run_s"].shown(2),
                    spread["peak_mb"].shown(0),
                )
            )
        report.figures |= {
            "cold_s": found["the command"].median,
            "peak_mb": Spread(tuple(peaks["the command"])).median,
        }
        n_words = len(file.read_text(encoding="utf-8").split())
    report.add(
        "Cold start and memory",
        f"`summarizer run` on an article of {n_words} words, from the start of the process to its "
        "end; its output is printed whole at the end. Memory is the most that was resident.",
        table(("command", "seconds", "times `--engine seq2seq`", "peak, MB"), rows),
        "The same work by each engine in a process of its own, the converted model in the cache:",
        table(("engine", "load, s", "article, s", "peak, MB"), parts),
    )


def _command(arguments: tuple[str, ...], *, fresh_cache: bool = False) -> tuple[float, float]:
    """Seconds and peak memory in megabytes of one Python process."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {"SUMMARIZER_CACHE": folder} if fresh_cache else {}
        found = _child("command", *arguments, **environment)
    return found["elapsed_s"], found["peak_mb"]


def measure_workers(report: Report, size: Size) -> None:
    """A batch of articles by one process, two and four."""
    from summarizer.batch import BatchOptions, run_batch

    articles = make_articles(size.n_batch_articles)
    n_words = sum(len(a.split()) for a in articles)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "in.jsonl"
        rows = [json.dumps({"id": i, "text": a}) for i, a in enumerate(articles)]
        source.write_text("\n".join(rows), encoding="utf-8")

        def run(n_workers: int) -> None:
            options = BatchOptions(batch_size=4, workers=n_workers, overwrite=True)
            run_batch(source, Path(folder) / "out.jsonl", options)

        counts = sorted({1, 2, 2 * n_cores()})
        cases = {str(n): partial(run, n) for n in counts}
        run(1)  # files in the system's cache, the converted model in ours
        found = interleave(cases, max(1, size.n_rounds - 2), warm=False, budget_s=45)
    lines = [
        (n, found[n].rate(n_words).shown(0), speed_up(found["1"], found[n]).shown(2)) for n in cases
    ]
    report.add(
        "Workers",
        f"`summarizer batch` on {len(articles)} articles of {n_words / len(articles):.0f} words, "
        "task both, chunks of 4, loading included. One worker's translator already uses all "
        f"cores, of which there are {n_cores()} here.",
        table(("workers", "words per second", "times one worker"), lines),
    )


def measure_quality(report: Report, size: Size) -> None:
    """What a precision costs: scores, and how many sentences stay the same."""
    import sacrebleu

    lines = flores_pairs(size.n_quality)
    name = f"the first {len(lines)} lines of flores-dev"
    if not lines:
        lines = pairs(size.n_quality)
        name = f"{len(lines)} sentences of the reference articles"
    sources = [french for french, _ in lines]
    references = [[english for _, english in lines]]
    made = {label: [g.text for g in engines.run_of(label, sources)()] for label in engines.ENGINES}
    bleu, chrf = sacrebleu.BLEU(), sacrebleu.CHRF()
    scores: dict[str, dict[str, float]] = {}
    rows = []
    for label, texts in made.items():
        scores[label] = {
            "bleu": bleu.corpus_score(texts, references).score,
            "chrf": chrf.corpus_score(texts, references).score,
        }
        own, peer = scores[label], scores[TORCH]
        n_same = sum(a == b for a, b in zip(texts, made[TORCH], strict=True))
        rows.append(
            (
                label,
                f"{own['bleu']:.2f}",
                f"{own['bleu'] / peer['bleu'] if peer['bleu'] else 1:.3f}",
                f"{own['chrf']:.2f}",
                f"{own['chrf'] / peer['chrf'] if peer['chrf'] else 1:.3f}",
                f"{n_same / len(texts):.1%}",
            )
        )
    report.add(
        "Quality at each precision",
        f"On {name}, the translator alone. The summary's sentences are chosen by a model that has "
        "one precision only.",
        table(("engine", "BLEU", f"of {TORCH}", "chrF2", f"of {TORCH}", "same sentences"), rows),
        f"Signatures: BLEU `{bleu.get_signature()}`, chrF2 `{chrf.get_signature()}`.",
    )


def measure_endurance(report: Report, size: Size) -> None:
    """A long batch, its memory, and kills."""
    arguments = ("--articles", str(size.n_endurance), "--kills", "3", "--to", "fr")
    out = _script("endurance.py", *arguments, "--json")
    found = json.loads(out.strip().splitlines()[-1])
    report.figures["growth"] = found["growth"]
    report.add(
        "A long batch",
        f"`python benchmarks/endurance.py {' '.join(arguments)}`: French summaries; ten thousand "
        "articles are run by hand (BATCH.md).",
        f"Memory grew by {found['growth']:+.1%} from article {found['from_row']} to the last; "
        f"killed {found['n_killed']} times, the output was "
        f"{'equal' if found['is_equal'] else 'NOT EQUAL'} to an uninterrupted run's.",
    )


def measure_others(report: Report, size: Size) -> None:
    """The benchmarks of other rooms, quoted."""
    arguments = {
        "bench_batch.py": ("--articles", str(min(12, size.n_batch_articles))),
        "bench_web_visits.py": ("10",) if size is QUICK else ("100",),
    }
    for name in OTHERS:
        report.add(f"`{name}`", f"```\n{_script(name, *arguments.get(name, ())).strip()}\n```")


def _child(*arguments: str, **environment: str) -> Any:
    return json.loads(_script("child.py", *arguments, **environment).strip().splitlines()[-1])


def _script(name: str, *arguments: str, **environment: str) -> str:
    """What a script of this folder prints.

    Raises:
        SystemExit: it failed.
    """
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name(name)), *arguments],
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        cwd=ROOT,
    )
    if done.returncode:
        raise SystemExit(f"benchmarks/{name} ended with {done.returncode}:\n{done.stdout}")
    return done.stdout


TARGETS = (
    ("ratio_avx2", "int8 to transformers float32, times, without AVX-512", 6.0, 3.0, True),
    ("ratio_here", "the same with all instruction sets", 6.0, 3.0, True),
    ("article_s", "an article of 600 words, s", 2.0, 6.0, False),
    ("first_s", "first summary sentence, s", 0.5, 1.5, False),
    ("cold_s", "cold start of the command to its output, s", 3.0, 8.0, False),
    ("peak_mb", "peak memory of the command, MB", 400.0, 900.0, False),
    ("growth", "growth of memory in a long batch, share", 0.0, 0.05, False),
)


def render_targets(figures: dict[str, float]) -> str:
    """Each target with what was measured; those that were not measured are left out."""
    rows = []
    for key, words, goal, floor, more_is_better in TARGETS:
        if key not in figures:
            continue
        value = figures[key]
        sign = 1 if more_is_better else -1
        # a share is compared as it is shown
        met = [sign * round(value, 2) >= sign * bound for bound in (goal, floor)]
        verdict = "goal" if met[0] else "floor" if met[1] else "BELOW THE FLOOR"
        rows.append((words, f"{value:.2f}", f"{goal:g}", f"{floor:g}", verdict))
    return table(("what", "measured", "goal", "floor", "reached"), rows)


def render_report(machine: list[tuple[str, str]], report: Report, elapsed_s: float) -> str:
    """The page."""
    head = (
        "# Benchmarks\n\nWritten by `make bench`; do not edit. Figures are medians with the least "
        "and the most in brackets. Cases of a table were run in turns, and each ratio was taken "
        "between two runs of the same round, so a machine that was busy for a while slowed both."
    )
    facts = table(("machine", ""), machine)
    parts = [head, facts, f"The whole took {elapsed_s / 60:.0f} minutes."]
    if report.figures:
        parts.append("## Against the targets\n\n" + render_targets(report.figures))
    return "\n\n".join([*parts, *report.sections]) + "\n"


STEPS: dict[str, Callable[[Report, Size], None]] = {
    "engines": measure_engines,
    "latency": measure_latency,
    "cold": measure_cold_start,
    "threads": measure_threads,
    "batches": measure_batch_sizes,
    "workers": measure_workers,
    "quality": measure_quality,
    "endurance": measure_endurance,
    "others": measure_others,
}


def _chosen(only: str | None) -> Iterator[Callable[[Report, Size], None]]:
    for name, step in STEPS.items():
        if only is None or name in only.split(","):
            yield step


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a few sentences, to try the code")
    parser.add_argument("--only", help=f"some of {','.join(STEPS)}")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "BENCHMARKS.md")
    asked = parser.parse_args()
    start = time.perf_counter()
    machine = describe_machine()
    report = Report()
    for step in _chosen(asked.only):
        step(report, QUICK if asked.quick else WHOLE)
    elapsed_s = time.perf_counter() - start
    asked.output.write_text(render_report(machine, report, elapsed_s), encoding="utf-8")
    print(f"{asked.output} written after {elapsed_s:.0f} s")


if __name__ == "__main__":
    main()
