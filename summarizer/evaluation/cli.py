"""``summarizer evaluate``: leaderboards, the gate, the judge, and a check of the intervals.

Exit codes: 0 all good, 1 a floor was broken, 2 bad usage or missing data.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ParamSpec, TypeVar

import typer

from summarizer.errors import InputError, SummarizerError

if TYPE_CHECKING:
    from summarizer.evaluation.dataset import Dataset, Outputs
    from summarizer.evaluation.gate import Check
    from summarizer.evaluation.runner import Evaluation
    from summarizer.evaluation.significance import Resampling

app = typer.Typer(
    help="Score outputs against references, compare systems, guard quality.",
    no_args_is_help=False,
    rich_markup_mode=None,
)

P = ParamSpec("P")
R = TypeVar("R")

FORMATS = ("html", "md", "csv", "json")

Samples = Annotated[int, typer.Option("--samples", min=1, help="Bootstrap samples.")]
Seed = Annotated[int, typer.Option("--seed", help="Of every random draw.")]
Metrics = Annotated[
    list[str] | None,
    typer.Option("--metrics", "-m", help="Metric group, repeatable; 'all' for every one."),
]
Systems = Annotated[
    list[str] | None,
    typer.Option(
        "--system",
        "-s",
        help="lead-2, lexrank-2, textrank-2, oracle-1, a file, a preset, pipeline:PRESET, llm:MODEL.",
    ),
]
OutFolder = Annotated[
    Path | None, typer.Option("--out", "-o", help="Folder for the reports and outputs.")
]
Articles = Annotated[
    int, typer.Option("--articles", min=0, help="Articles shown in full in the HTML; 0 for all.")
]
Limit = Annotated[
    int | None, typer.Option("--limit", min=1, help="Only this many items, always the same ones.")
]
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=1, help="Processes that score.")]
DataFolder = Annotated[
    Path | None, typer.Option("--data", help="Folder where data sets lie (or SUMMARIZER_DATA).")
]


def _told(command: Callable[P, R]) -> Callable[P, R]:
    """Errors of ours as one line on stderr and exit code 2."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except SummarizerError as exc:
            typer.echo(str(exc), err=True)
            raise typer.Exit(2) from exc

    return run


@contextmanager
def _progress(label: str, total: int) -> Iterator[Callable[[], None]]:
    """A progress bar on stderr; gives the function that moves it by one."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    # A bar that cannot move would only leave blank lines in a log.
    is_hidden = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=is_hidden) as progress:
        task = progress.add_task(label, total=total)
        yield lambda: progress.advance(task)


def _resampling(samples: int, seed: int) -> Resampling:
    from summarizer.evaluation.significance import Resampling

    return Resampling(n_samples=samples, seed=seed)


def _gather(names: list[str], dataset: Dataset) -> list[Outputs]:
    """Outputs of each named system, with a bar per system."""
    from summarizer.evaluation.presets import preset_system
    from summarizer.evaluation.systems import outputs_of

    found = []
    for name in names:
        with _progress(f"running {name}", len(dataset.items)) as step:
            found.append(outputs_of(name, dataset, make_system=preset_system, on_item=step))
    return found


def _evaluated(
    dataset: Dataset,
    systems: list[Outputs],
    metrics: list[str] | None,
    resampling: Resampling,
    n_jobs: int,
) -> Evaluation:
    from summarizer.evaluation.runner import evaluate

    total = len(dataset.items) * len(systems)
    with _progress(f"scoring {dataset.name}", total) as step:
        return evaluate(
            dataset, systems, groups=metrics, resampling=resampling, n_jobs=n_jobs, on_case=step
        )


def _report(evaluation: Evaluation, out: Path | None, articles: int, is_saving: bool) -> None:
    """The leaderboard on the terminal, and every format in ``out``."""
    from rich.console import Console

    from summarizer.evaluation.dataset import save_outputs
    from summarizer.evaluation.report import (
        render_csv,
        render_json,
        render_markdown,
        render_terminal,
    )
    from summarizer.evaluation.report_html import render_html

    # Cells must not be cut when the output goes into a file or a pipe.
    width = None if sys.stdout.isatty() else 200
    Console(width=width).print(render_terminal(evaluation))
    if out is None:
        return
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise InputError(f"The folder {out} cannot be made ({exc}). Choose another --out.") from exc
    name = "".join(c if c.isalnum() or c in "-_." else "-" for c in evaluation.dataset.name)
    pages = {
        "html": render_html(evaluation, n_articles=articles or None),
        "md": render_markdown(evaluation),
        "csv": render_csv(evaluation),
        "json": render_json(evaluation),
    }
    for ending in FORMATS:
        (out / f"{name}.{ending}").write_text(pages[ending], encoding="utf-8")
    if is_saving:
        for system in evaluation.systems:
            safe = "".join(c if c.isalnum() or c in "-_." else "-" for c in system.name)
            save_outputs(out / f"{name}.{safe}.jsonl", evaluation.dataset, system.outputs)
    typer.echo(f"Reports in {out}: {', '.join(f'{name}.{e}' for e in FORMATS)}", err=True)


@app.callback(invoke_without_command=True)
@_told
def main(
    context: typer.Context,
    gate: Annotated[bool, typer.Option("--gate", help="Check the floors; exit 1 below.")] = False,
    floors: Annotated[Path | None, typer.Option("--floors", help="Another floors file.")] = None,
    data: DataFolder = None,
    limit: Limit = None,
    samples: Samples = 1000,
    seed: Seed = 12345,
) -> None:
    """Score outputs against references, compare systems, guard quality."""
    if context.invoked_subcommand is not None:
        return
    if not gate:
        typer.echo(context.get_help())
        return
    raise typer.Exit(_run_gate(floors, data, limit, _resampling(samples, seed)))


def _run_gate(
    floors: Path | None, data: Path | None, limit: int | None, resampling: Resampling
) -> int:
    from summarizer.evaluation import gate

    outcomes = []
    for check in gate.read_floors(floors or gate.FLOORS_PATH):
        outcome = gate.run_check(check, lambda c: _load_check(c, data, limit), resampling)
        outcomes.append(outcome)
        typer.echo(f"{outcome.status.upper()} {check.name}: {check.system} on {check.dataset}")
        for line in outcome.lines:
            typer.echo(f"  {line}")
    code = gate.exit_code(outcomes)
    n_failed = sum(o.status is gate.Status.FAILED for o in outcomes)
    n_skipped = sum(o.status is gate.Status.SKIPPED for o in outcomes)
    typer.echo(
        f"{len(outcomes)} checks, {n_failed} failed, {n_skipped} skipped"
        + (": the gate is closed." if code else ": the gate is open.")
    )
    return code


def _load_check(check: Check, data: Path | None, limit: int | None) -> tuple[Dataset, Outputs]:
    from summarizer.evaluation import named_sets
    from summarizer.evaluation.stored import find_table

    kind, _, name = check.dataset.partition("stored:")
    if not kind and name:
        table = find_table(name, named_sets.data_folders(data))
        dataset = table.dataset
        stored_outputs = next((o for o in table.outputs if o.system == check.system), None)
        if stored_outputs is not None and limit is None and check.limit is None:
            return dataset, stored_outputs
    else:
        dataset = named_sets.load(check.dataset, data=data, allow_download=False)
    dataset = dataset.sample(check.limit).sample(limit)
    return dataset, _gather([check.system], dataset)[0]


@app.command()
@_told
def stored(
    path: Annotated[Path, typer.Argument(help="A table of stored outputs, or a folder of them.")],
    only: Annotated[
        str | None, typer.Option("--only", help="Only files whose name contains this.")
    ] = None,
    system: Systems = None,
    metrics: Metrics = None,
    out: OutFolder = None,
    articles: Articles = 200,
    jobs: Jobs = 2,
    samples: Samples = 1000,
    seed: Seed = 12345,
) -> None:
    """Score tables that hold a reference and one column of outputs per system."""
    from summarizer.evaluation.stored import read_folder

    if not path.exists():
        raise InputError(f"No such file or folder: {path}. Check the path.")
    for table in read_folder(path, only):
        systems = [*table.outputs, *_gather(system or [], table.dataset)]
        found = _evaluated(table.dataset, systems, metrics, _resampling(samples, seed), jobs)
        _report(found, out, articles, is_saving=False)


@app.command()
@_told
def run(
    dataset: Annotated[str, typer.Argument(help="A named set, or a JSONL, CSV or TSV file.")],
    system: Systems = None,
    task: Annotated[
        str, typer.Option("--task", help="Of a file: summary, title or translation.")
    ] = "summary",
    metrics: Metrics = None,
    out: OutFolder = None,
    data: DataFolder = None,
    limit: Limit = None,
    articles: Articles = 200,
    jobs: Jobs = 2,
    samples: Samples = 1000,
    seed: Seed = 12345,
) -> None:
    """Run and score systems on a data set; their outputs are saved beside the report."""
    from summarizer.evaluation import named_sets
    from summarizer.evaluation.dataset import EvalTask

    if task not in set(EvalTask):
        raise InputError(f"Unknown task '{task}'. Available: {', '.join(EvalTask)}.")
    if not system:
        raise InputError("No system given. Add --system lead-2, a file of outputs or a preset.")
    loaded = named_sets.load(dataset, data=data, task=EvalTask(task)).sample(limit)
    found = _evaluated(loaded, _gather(system, loaded), metrics, _resampling(samples, seed), jobs)
    _report(found, out, articles, is_saving=True)


@app.command()
@_told
def pairs(
    hypotheses: Annotated[list[Path], typer.Argument(help="Files of outputs, one a line.")],
    reference: Annotated[list[Path], typer.Option("--reference", "-r", help="Repeatable.")],
    source: Annotated[Path | None, typer.Option("--source", help="The sources.")] = None,
    task: Annotated[str, typer.Option("--task", help="summary, title or translation.")] = (
        "translation"
    ),
    metrics: Metrics = None,
    out: OutFolder = None,
    articles: Articles = 200,
    jobs: Jobs = 2,
    samples: Samples = 1000,
    seed: Seed = 12345,
) -> None:
    """Score parallel text files, line against line, as sacrebleu does."""
    from summarizer.evaluation.dataset import EvalTask, read_outputs, read_parallel

    if task not in set(EvalTask):
        raise InputError(f"Unknown task '{task}'. Available: {', '.join(EvalTask)}.")
    loaded = read_parallel(source, reference, EvalTask(task))
    outputs = [read_outputs(path, loaded) for path in hypotheses]
    found = _evaluated(loaded, outputs, metrics, _resampling(samples, seed), jobs)
    _report(found, out, articles, is_saving=False)


@app.command()
def datasets() -> None:
    """List the named data sets, and where each is looked for."""
    from summarizer.evaluation import named_sets

    for name in named_sets.names():
        known = named_sets.SETS.get(name)
        if known is None:
            typer.echo(f"{name:20} the project's own articles, shipped (CC0)")
        else:
            typer.echo(f"{name:20} {known.description} ({known.licence})")
    typer.echo(f"{'wmt08 … wmt15':20} WMT news tests, French to English, through sacrebleu")
    folders = ", ".join(str(f) for f in named_sets.data_folders())
    typer.echo(f"Looked for in: {folders}")


@app.command()
@_told
def coverage(
    trials: Annotated[int, typer.Option("--trials", min=1, help="Simulated corpora.")] = 1000,
    samples: Samples = 500,
    seed: Seed = 12345,
) -> None:
    """Measure by simulation how often the intervals hold the true value."""
    from summarizer.evaluation import coverage_study

    typer.echo(f"{trials} simulated corpora each, {samples} bootstrap samples, seed {seed}")
    typer.echo(f"{'distribution':14} {'texts':>6} {'nominal':>8} {'observed':>9}")
    for found in coverage_study.run(trials, _resampling(samples, seed), (30, 100, 1000)):
        typer.echo(
            f"{found.name:14} {found.n_texts:6d} {found.nominal:8.1%} {found.observed:9.1%}"
            f" ± {found.margin:.1%}"
        )


@app.command()
@_told
def judge(
    dataset: Annotated[str, typer.Argument(help="A named set, or a file.")],
    first: Annotated[str, typer.Argument(help="A system, as for run.")],
    second: Annotated[str, typer.Argument(help="Another one.")],
    model: Annotated[str, typer.Option("--model", "-m", help="The model to ask, as served.")],
    base_url: Annotated[
        str | None,
        typer.Option("--base-url", help="Its server (or SUMMARIZER_LLM_BASE_URL)."),
    ] = None,
    prompt: Annotated[Path | None, typer.Option("--prompt", help="Another template.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="JSON lines: each item's verdicts.")
    ] = None,
    data: DataFolder = None,
    limit: Limit = 50,
    seed: Seed = 12345,
) -> None:
    """Ask a language model which of two summaries is better, places swapped."""
    from summarizer.evaluation import judge as judging
    from summarizer.evaluation import named_sets
    from summarizer.evaluation.report_html import per_text
    from summarizer.evaluation.scoring import Better

    # Asked first: without a server the systems need not run at all.
    asked = judging.load_judge(model, base_url)
    template = judging.load_prompt(prompt)
    loaded = named_sets.load(dataset, data=data).sample(limit)
    a, b = _gather([first, second], loaded)
    found = _evaluated(loaded, [a, b], None, _resampling(100, seed), 1)
    scores = {}
    for name in found.main:
        spec = found.spec(name)
        sign = -1.0 if spec.better is Better.LOWER else 1.0
        of = {s.name: sign * per_text(s, spec) for s in found.systems}
        scores[name] = (of[a.system], of[b.system])
    with _progress(f"asking {model}", len(loaded.items)) as step:
        report = judging.judge_pair(
            asked, loaded, a, b, template=template, per_text=scores, on_item=step
        )
    typer.echo(judging.render_text(report), nl=False)
    if out is not None:
        try:
            out.write_text(judging.render_jsonl(report), encoding="utf-8")
        except OSError as exc:
            raise InputError(f"{out} cannot be written ({exc}). Choose another --out.") from exc


if __name__ == "__main__":
    app()
