"""``summarizer batch``: progress and the summary on stderr, rows in the output.

Exit codes: 0 all rows done, 1 some failed, 2 bad usage or input, 130 interrupted.
"""

from __future__ import annotations

import dataclasses
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, cast

import typer

from summarizer.batch.options import (
    DEFAULT_BATCH_SIZE,
    BatchOptions,
    BatchTask,
    InputFormat,
    OutputFormat,
)
from summarizer.errors import ConfigError
from summarizer.result import Length

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    no_args_is_help=True,
)


class Target(StrEnum):
    """Languages of the summary."""

    FR = "fr"
    EN = "en"
    BOTH = "both"


class RunnerName(StrEnum):
    """Where the work is done."""

    LOCAL = "local"
    RAY = "ray"


@app.command()
def batch(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="INPUT...", help="Files, folders, globs, or - for stdin."),
    ],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="A .jsonl, .csv or .parquet file, or a folder."),
    ] = None,
    task: Annotated[
        BatchTask, typer.Option("--task", "-t", help="What is made of each article.")
    ] = BatchTask.BOTH,
    length: Annotated[
        Length, typer.Option("--length", "-l", help="Of the summary.")
    ] = Length.SHORT,
    to: Annotated[Target, typer.Option("--to", help="Languages of the summary.")] = Target.BOTH,
    text_column: Annotated[
        str | None, typer.Option("--text-column", help="Of the articles: text, article, …")
    ] = None,
    id_column: Annotated[
        str | None, typer.Option("--id-column", help="Of the rows' names: id, url, …")
    ] = None,
    input_format: Annotated[
        InputFormat, typer.Option("--input-format", help="Where the name does not tell (stdin).")
    ] = InputFormat.AUTO,
    output_format: Annotated[
        OutputFormat | None,
        typer.Option("--format", "-f", help="By default that of --output's name; a folder: md."),
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="The whole result in each JSONL row, not its texts.")
    ] = False,
    limit: Annotated[int | None, typer.Option("--limit", help="At most so many rows.")] = None,
    workers: Annotated[int, typer.Option("--workers", "-w", help="Processes or Ray actors.")] = 1,
    batch_size: Annotated[
        int, typer.Option("--batch-size", help="Articles whose sentences share engine batches.")
    ] = DEFAULT_BATCH_SIZE,
    fail_fast: Annotated[
        bool, typer.Option("--fail-fast", help="Stop at the first row that fails.")
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace an output that exists.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Count, try a few rows, estimate the time.")
    ] = False,
    glossary: Annotated[
        Path | None, typer.Option("--glossary", "-g", help="CSV, TSV or TBX of forced terms.")
    ] = None,
    model: Annotated[
        str | None, typer.Option("--model", "-m", help="For the tasks it can do; see `models`.")
    ] = None,
    summariser: Annotated[
        str | None, typer.Option("--summariser", help="A model for the summary alone.")
    ] = None,
    translator: Annotated[
        str | None, typer.Option("--translator", help="A model for the English alone.")
    ] = None,
    engine: Annotated[
        str, typer.Option("--engine", help="How models run: auto, ct2, seq2seq or llm.")
    ] = "auto",
    base_url: Annotated[
        str | None, typer.Option("--base-url", help="For --engine llm: the server's address.")
    ] = None,
    device: Annotated[str, typer.Option("--device", help="auto, cpu or cuda.")] = "auto",
    num_beams: Annotated[
        int | None, typer.Option("--num-beams", help="Of the translator's search.")
    ] = None,
    runner: Annotated[
        RunnerName, typer.Option("--runner", help="local, or ray for a cluster.")
    ] = RunnerName.LOCAL,
    ray_address: Annotated[
        str | None, typer.Option("--ray-address", help="Of a cluster; a local Ray is started.")
    ] = None,
    ui_lang: Annotated[
        Target, typer.Option("--ui-lang", help="fr or en: words around the texts of md and docx.")
    ] = Target.EN,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Nothing on stderr.")] = False,
) -> None:
    """Many articles: folders, JSONL, CSV or Parquet in, one output row for each.

    A run that was stopped or killed goes on where it was when the same command is repeated.
    """
    if ui_lang is Target.BOTH:
        raise ConfigError("--ui-lang must be fr or en, got 'both'.")
    if engine == "llm" and not (model or summariser or translator):
        raise ConfigError("--engine llm has no model. Name one that the server has: --model NAME.")
    options = BatchOptions(
        task=task,
        length=length,
        target=cast(Literal["fr", "en", "both"], str(to)),
        glossary=_glossary_rows(glossary),
        num_beams=num_beams,
        summariser=_model(summariser, model, is_translator=False),
        translator=_model(translator, model, is_translator=True),
        backend=engine,
        device=device,
        base_url=base_url,
        input_format=input_format,
        output_format=output_format,
        id_column=id_column,
        text_column=text_column,
        ui_lang=cast(Literal["fr", "en"], str(ui_lang)),
        is_full=full,
        limit=limit,
        batch_size=batch_size,
        workers=workers,
        fail_fast=fail_fast,
        overwrite=overwrite,
    )
    if dry_run:
        _say_estimate(inputs, options)
        return
    if output is None:
        raise ConfigError("No output is given. Add -o FILE.jsonl, .csv, .parquet, or a folder.")
    from summarizer.batch.progress import show_progress, summary_lines
    from summarizer.batch.runner import run_batch

    try:
        with show_progress(is_quiet=quiet) as on_progress:
            report = run_batch(
                inputs,
                output,
                options,
                runner="ray" if runner is RunnerName.RAY else "local",
                ray_address=ray_address,
                on_progress=on_progress,
            )
    except KeyboardInterrupt:
        typer.echo("Interrupted. Repeat the command to go on; what is done is kept.", err=True)
        raise typer.Exit(130) from None
    if not quiet:
        for line in summary_lines(report):
            typer.echo(line, err=True)
    if report.n_failed:
        raise typer.Exit(1)


def _glossary_rows(path: Path | None) -> tuple[tuple[str, str, str], ...]:
    if path is None:
        return ()
    if not path.is_file():
        raise ConfigError(f"The glossary {str(path)!r} does not exist. Check --glossary.")
    from summarizer.glossary import load_glossary

    return tuple((e.source, e.target, e.note) for e in load_glossary(path).entries)


def _model(own: str | None, model: str | None, *, is_translator: bool) -> str:
    """The model for a task; a preset named for all is used for what it can do."""
    from summarizer.engines.base import Task
    from summarizer.engines.registry import DEFAULT_PRESET, PRESETS

    if own is not None:
        return own
    wanted = {Task.TRANSLATE} if is_translator else {Task.ABSTRACT, Task.TITLE}
    if model is None or (model in PRESETS and wanted.isdisjoint(PRESETS[model].tasks)):
        return DEFAULT_PRESET
    return model


def _say_estimate(inputs: list[str], options: BatchOptions) -> None:
    from summarizer.batch.estimate import estimate_batch
    from summarizer.batch.progress import duration

    estimate = estimate_batch(inputs, dataclasses.replace(options, fail_fast=False))
    if estimate.n_ignored:
        typer.echo(f"{estimate.n_ignored:,} files in folders are no kind of article: ignored.")
    if not estimate.n_rows:
        typer.echo("No rows.")
        return
    typer.echo(f"{estimate.n_rows:,} rows, {estimate.n_bytes / 1e6:,.1f} MB.")
    typer.echo(
        f"{estimate.n_sampled} of them took {estimate.sample_s:.1f} s"
        + (f" ({estimate.n_failed} failed)" if estimate.n_failed else "")
        + f": about {duration(estimate.elapsed_s)} for all on this machine as busy as it is now."
    )
