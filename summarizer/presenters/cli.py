"""The command line: progress on stderr, results on stdout, one sentence for an error.

Exit codes: 0 all good, 1 some work failed, 2 bad usage or input.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from summarizer import __version__
from summarizer.errors import (
    ConfigError,
    GenerationFailed,
    InputError,
    ModelNotFound,
    SummarizerError,
)
from summarizer.presenters import messages
from summarizer.presenters.messages import say
from summarizer.result import Length

if TYPE_CHECKING:
    from summarizer.engines.registry import Preset
    from summarizer.presenters.service import Request, Snapshot
    from summarizer.result import Result

app = typer.Typer(
    name="summarizer",
    help="A French article in; a French summary, its English version and the full English "
    "translation out, with the evidence in sight. Offline, on a plain CPU.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

_EXIT_FAILED = 1
_EXIT_USAGE = 2
_EXIT_INTERRUPTED = 130


class Languages(StrEnum):
    """Languages of the summary."""

    FR = "fr"
    EN = "en"
    BOTH = "both"


class Format(StrEnum):
    """Form of the output."""

    TEXT = "text"
    JSON = "json"
    MD = "md"
    HTML = "html"
    DOCX = "docx"


_BY_SUFFIX = {
    ".txt": Format.TEXT,
    ".json": Format.JSON,
    ".md": Format.MD,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".docx": Format.DOCX,
}

Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress on stderr.")]
UiLang = Annotated[
    str | None, typer.Option("--ui-lang", help="fr or en; the locale's language when left out.")
]


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        typer.echo(f"summarizer {__version__}")
        raise typer.Exit()


@app.command()
def run(
    article: Annotated[str, typer.Argument(help="A file, an http(s) address, or - for stdin.")],
    length: Annotated[
        Length, typer.Option("--length", "-l", help="Of the summary.")
    ] = Length.SHORT,
    to: Annotated[
        Languages, typer.Option("--to", "-t", help="Languages of the summary.")
    ] = Languages.BOTH,
    translate: Annotated[
        bool | None,
        typer.Option(
            "--translate/--no-translate",
            help="The whole article in English; by default unless --to fr.",
            show_default=False,
        ),
    ] = None,
    output_format: Annotated[
        Format | None,
        typer.Option("--format", "-f", help="By default that of --output's name, else text."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write here instead of stdout.")
    ] = None,
    engine: Annotated[
        str,
        typer.Option("--engine", help="How models run: auto, ct2, seq2seq, llm; or extractive."),
    ] = "auto",
    base_url: Annotated[
        str | None, typer.Option("--base-url", help="For --engine llm: the server's address.")
    ] = None,
    model: Annotated[
        str | None, typer.Option("--model", "-m", help="See `summarizer models`.")
    ] = None,
    summariser: Annotated[
        str | None, typer.Option("--summariser", help="A model for the summary alone.")
    ] = None,
    translator: Annotated[
        str | None, typer.Option("--translator", help="A model for the English alone.")
    ] = None,
    device: Annotated[str, typer.Option("--device", help="auto, cpu or cuda.")] = "auto",
    glossary: Annotated[
        Path | None,
        typer.Option("--glossary", "-g", help="CSV, TSV or TBX of forced terms: source,target."),
    ] = None,
    explain: Annotated[
        bool,
        typer.Option("--explain", "-e", help="Also the evidence, furniture and provenance."),
    ] = False,
    quiet: Quiet = False,
    ui_lang: UiLang = None,
) -> None:
    """Summarise and translate one article."""
    lang = _language(ui_lang)
    with _one_sentence_errors(lang):
        chosen = _chosen_format(output_format, output)
        if chosen is Format.DOCX and output is None and sys.stdout.isatty():
            raise ConfigError(
                "A .docx is binary and stdout is a terminal. Add `--output FILE.docx`."
            )
        request = _request(article, length, to, translate, glossary)
        from summarizer.presenters.service import PipelineService

        service = PipelineService(
            model=model,
            summariser=summariser,
            translator=translator,
            engine=engine,
            device=device,
            base_url=base_url,
        )
        result = _follow(service.snapshots(request, lambda: False), lang, is_quiet=quiet)
        if engine == "llm" and not quiet:
            for line in service.usage_lines():
                typer.echo(line, err=True)
        show_french = to is not Languages.EN
        if output is None:
            _print(_rendered(result, chosen, lang, explain, show_french))
            return
        try:
            output.write_bytes(_rendered(result, chosen, lang, explain, show_french, is_file=True))
        except OSError as exc:
            raise ConfigError(
                f"Cannot write {str(output)!r}: {exc.strerror}. Choose another --output."
            ) from exc
        if not quiet:
            typer.echo(say("wrote", lang, path=output), err=True)


@app.command()
def models(ui_lang: UiLang = None) -> None:
    """What models are available: task, size, licence, where."""
    lang = _language(ui_lang)
    with _one_sentence_errors(lang):
        from summarizer.engines.registry import available_models

        heads = ("model_name", "model_tasks", "model_size", "licence", "model_where", "model_what")
        rows = [tuple(say(key, lang).capitalize() for key in heads)]
        for preset in available_models():
            size = f"{messages.count(preset.size_mb, lang)} {say('megabytes', lang)}"
            rows.append(
                (
                    preset.name,
                    ", ".join(t.value for t in preset.tasks),
                    size if preset.size_mb else "–",
                    preset.licence,
                    _place(preset) or say("shipped", lang),
                    preset.summary,
                )
            )
        if not sys.stdout.isatty():
            _print("".join("\t".join(row) + "\n" for row in rows).encode())
            return
        from rich import box
        from rich.console import Console
        from rich.table import Table

        table = Table(*rows[0], box=box.SIMPLE_HEAD, pad_edge=False)
        for row in rows[1:]:
            table.add_row(*row)
        Console(highlight=False).print(table)


def _place(preset: Preset) -> str | None:
    """Repository and the start of its commit, or the branch."""
    return f"{preset.repo}@{(preset.revision or 'main')[:10]}" if preset.repo else None


@app.command()
def info(ui_lang: UiLang = None) -> None:
    """Versions, processor and places: what to say when reporting a fault."""
    import importlib.metadata as metadata
    import platform

    lang = _language(ui_lang)
    with _one_sentence_errors(lang):
        from summarizer.engines.registry import ASSETS

        lines = [("summarizer", __version__), ("python", platform.python_version())]
        for package in ("torch", "transformers", "ctranslate2", "sentencepiece", "gradio"):
            try:
                lines.append((package, metadata.version(package)))
            except metadata.PackageNotFoundError:
                lines.append((package, say("not_installed", lang)))
        n_cores = (
            len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
        )
        lines += [
            (say("system", lang), platform.platform()),
            (say("cores", lang), str(n_cores)),
            (say("weights", lang), str(ASSETS)),
            (say("language_label", lang), lang),
        ]
        width = max(len(name) for name, _ in lines)
        for name, value in lines:
            typer.echo(f"{name.ljust(width)}  {value}")


@app.command()
def demo(ui_lang: UiLang = None) -> None:
    """The result for the example article, with the time it took."""
    import time

    lang = _language(ui_lang)
    with _one_sentence_errors(lang):
        from summarizer.examples import NAMES, load_example
        from summarizer.presenters.service import PipelineService, Request

        started = time.monotonic()
        request = Request(load_example(NAMES[0]).text)
        service = PipelineService()
        result = _follow(service.snapshots(request, lambda: False), lang, is_quiet=False)
        _print(_rendered(result, Format.TEXT, lang, False, True))
        elapsed = messages.seconds(time.monotonic() - started, lang)
        typer.echo(say("demo_took", lang, seconds=elapsed))


@app.command()
def web(
    port: Annotated[int | None, typer.Option("--port", "-p", help="7860 when left out.")] = None,
    model: Annotated[str | None, typer.Option("--model", "-m", help="See `models`.")] = None,
    device: Annotated[str, typer.Option("--device", help="auto, cpu or cuda.")] = "auto",
    ui_lang: UiLang = None,
) -> None:
    """Serve the web page on this machine."""
    with _one_sentence_errors(_language(ui_lang)):
        from summarizer.presenters.web import serve

        serve(port=port, model=model, device=device)


_LEND = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}


@app.command(context_settings=_LEND, add_help_option=False)
def batch(ctx: typer.Context) -> None:
    """Many articles: JSONL, CSV or Parquet in, one row out for each."""
    _hand_over("batch", ctx.args)


@app.command(context_settings=_LEND, add_help_option=False)
def evaluate(ctx: typer.Context) -> None:
    """Score systems on data sets, compare them, hold the floors."""
    _hand_over("evaluation", ctx.args, name="evaluate")


def _hand_over(room: str, args: list[str], *, name: str | None = None) -> None:
    """Lets the room's own command line read the rest; imported only when asked for."""
    import importlib

    with _one_sentence_errors(_language(None)):
        try:
            module = importlib.import_module(f"summarizer.{room}.cli")
        except ModuleNotFoundError as exc:
            extra = f"[{room}]" if room == "evaluation" else ""  # batches need nothing more
            raise ConfigError(
                f"`summarizer {name or room}` needs {exc.name!r}, which is not installed. "
                f"Run `pip install 'summarizer{extra}'`."
            ) from exc
        command: Callable[..., object] = (
            typer.main.get_command(module.app)
            if isinstance(module.app, typer.Typer)
            else module.app
        )
        command(args=args, prog_name=f"summarizer {name or room}")


def main() -> None:
    """Run the command line and exit."""
    app()


# --- parts of `run`


def _language(option: str | None) -> str:
    if option is not None and option not in messages.UI_LANGUAGES:
        typer.echo(f"Error: unknown interface language {option!r}. Available: fr, en.", err=True)
        raise typer.Exit(_EXIT_USAGE)
    return messages.choose_ui_lang(option, os.environ)


@contextlib.contextmanager
def _one_sentence_errors(lang: str) -> Iterator[None]:
    """Errors as one line on stderr, with the exit code that goes with them."""
    try:
        yield
    except SummarizerError as error:
        line = " ".join(str(error).split())
        typer.echo(f"{say('error', lang)}{messages.colon(lang)}{line}", err=True)
        failed = isinstance(error, GenerationFailed | ModelNotFound)
        raise typer.Exit(_EXIT_FAILED if failed else _EXIT_USAGE) from error
    except KeyboardInterrupt as error:
        typer.echo(say("interrupted", lang), err=True)
        raise typer.Exit(_EXIT_INTERRUPTED) from error
    except BrokenPipeError:
        # The reader of stdout has left (`| head`): not an error. Python would complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (typer.Exit, typer.Abort):
        raise
    except Exception as error:
        if os.environ.get("SUMMARIZER_DEBUG"):
            raise
        name = type(error).__name__
        typer.echo(
            f"{say('error', lang)}{messages.colon(lang)}{say('cli_internal_error', lang, name=name)}",
            err=True,
        )
        raise typer.Exit(_EXIT_FAILED) from error


def _chosen_format(option: Format | None, output: Path | None) -> Format:
    if option is not None:
        return option
    if output is None:
        return Format.TEXT
    suffix = output.suffix.lower()
    if suffix not in _BY_SUFFIX:
        known = ", ".join(_BY_SUFFIX)
        raise ConfigError(
            f"The name {output.name!r} tells no known format ({known}). Add --format."
        )
    return _BY_SUFFIX[suffix]


def _request(
    article: str, length: Length, to: Languages, translate: bool | None, glossary: Path | None
) -> Request:
    from summarizer.presenters.service import Request

    source: str | Path
    is_address = bool(re.match(r"(?i)[a-z][a-z0-9+.-]+:/", article))
    if article == "-":
        from summarizer.extraction import read_source

        source = read_source("-")[0]
    elif is_address:
        source = article
    else:
        source = Path(article)
        if not source.is_file():
            what = "is a folder" if source.is_dir() else "does not exist"
            raise InputError(
                f"The file {article!r} {what}. Give a file, an http(s) address, or - for stdin."
            )
    if glossary is not None and not glossary.is_file():
        raise InputError(f"The glossary {str(glossary)!r} does not exist. Check --glossary.")
    return Request(
        source,
        is_address=is_address,
        length=length,
        to_french=to is not Languages.EN,
        to_english=to is not Languages.FR,
        translate=to is not Languages.FR if translate is None else translate,
        glossary_file=glossary,
    )


def _follow(snapshots: Iterator[Snapshot], lang: str, *, is_quiet: bool) -> Result:
    """The last snapshot's result; meanwhile a line on stderr when it is a terminal."""
    result: Result | None = None
    if is_quiet or not sys.stderr.isatty():
        for snapshot in snapshots:
            result = snapshot.result
    else:
        from rich.console import Console

        from summarizer.presenters.service import status_line

        with Console(stderr=True).status(say("reading", lang)) as status:
            for snapshot in snapshots:
                status.update(status_line(snapshot, lang))
                result = snapshot.result
    assert result is not None
    return result


def _rendered(
    result: Result,
    chosen: Format,
    lang: str,
    explain: bool,
    show_french: bool,
    *,
    is_file: bool = False,
) -> bytes:
    """The result in the chosen format, UTF-8 unless binary."""
    if chosen is Format.JSON:
        from summarizer.presenters.jsonl import render_json

        return render_json(result).encode()
    if chosen is Format.MD:
        from summarizer.presenters.markdown import render_markdown

        return render_markdown(result, lang, show_french=show_french).encode()
    if chosen is Format.HTML:
        from summarizer.presenters.html import render_report

        return render_report(result, lang).encode()
    if chosen is Format.DOCX:
        from summarizer.presenters.docx import render_docx

        return render_docx(result, lang, show_french=show_french)
    from summarizer.presenters.text import plain, render_text

    is_terminal = not is_file and sys.stdout.isatty()
    # 88 columns: past that a line of prose is hard to follow.
    width = min(_terminal_width(), 88) if is_terminal else 80
    paint = _ansi if is_terminal and not os.environ.get("NO_COLOR") else plain
    text = render_text(
        result, lang, width=width, explain=explain, show_french=show_french, paint=paint
    )
    return text.encode()


def _terminal_width() -> int:
    import shutil

    return shutil.get_terminal_size().columns


_ANSI = {"heading": "1;36", "title": "1", "soft": "2", "good": "32", "warn": "33", "bad": "1;31"}


def _ansi(text: str, role: str) -> str:
    return f"\x1b[{_ANSI[role]}m{text}\x1b[0m"


def _print(content: bytes) -> None:
    # Bytes: a result is UTF-8 even where the locale's encoding cannot say "œ".
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()
