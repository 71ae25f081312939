"""A batch from its inputs to its output: locked, journaled, resumed, published in one step."""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from summarizer.batch.inputs import Inputs, Source, find_inputs, mark_of
from summarizer.batch.journal import Header, Journal
from summarizer.batch.lock import OutputLock
from summarizer.batch.options import BatchOptions, OutputFormat, fingerprint
from summarizer.batch.processes import run_here, run_in_processes
from summarizer.batch.reader import count_rows, parquet_module, read_chunks
from summarizer.batch.rows import Chunk, ChunkDone
from summarizer.batch.work import EngineFactory, RowFailed, load_engines
from summarizer.batch.writers import write_documents, write_output
from summarizer.engines.base import Task
from summarizer.errors import ConfigError
from summarizer.result import Length

if TYPE_CHECKING:
    from summarizer.engines.llm_settings import LlmUsage

Runner = Literal["local", "ray"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is, counted in rows; those of an earlier run that was cut off included."""

    n_done: int
    n_total: int
    n_failed: int
    n_resumed: int


@dataclass(frozen=True, slots=True)
class BatchReport:
    """How a batch ended.

    Attributes:
        n_rows, n_failed: in the output.
        n_resumed: rows that an earlier, unfinished run had done.
        n_words: of the articles worked on in this run.
        n_ignored: files in folders that were no article.
        elapsed_s: of this run, loading included.
        usage: by name, what each served model was asked for in this run.
    """

    output: Path
    n_rows: int
    n_failed: int
    n_resumed: int
    n_words: int
    n_ignored: int
    elapsed_s: float
    usage: Mapping[str, LlmUsage] = field(default_factory=dict)


def run_batch(
    inputs: str | Path | Sequence[str | Path],
    output: str | Path,
    options: BatchOptions | None = None,
    *,
    make_engines: EngineFactory = load_engines,
    runner: Runner = "local",
    ray_address: str | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> BatchReport:
    """Works on every row of the inputs and writes the output; goes on where a killed run stopped.

    With several workers, or on Ray, a script must keep its call under
    ``if __name__ == "__main__":``, since other processes import it.

    Args:
        inputs: files, folders, globs, or ``"-"`` for standard input.
        output: a ``.jsonl``, ``.csv`` or ``.parquet`` file, or a folder.
        make_engines: what loads the engines in each process.
        runner: ``"ray"`` spreads the chunks over Ray actors.
        ray_address: of a Ray cluster; None starts a local one.
        on_progress: told of each row that ends, or of each chunk with several workers.

    Raises:
        InputError: an input is missing or a table cannot be read.
        EngineError: a model cannot be loaded.
        RowFailed: a row failed and ``fail_fast`` is set.
        ConfigError: the output exists, is being written by another run, or belongs to another
            batch; a column or an optional package is missing.
    """
    names = [str(i) for i in ([inputs] if isinstance(inputs, str | Path) else inputs)]
    batch = _Batch(names, Path(output), options or BatchOptions(), make_engines)
    return batch.run(runner, ray_address, on_progress or (lambda progress: None))


class _Batch:
    """One run, and the names of the files that lie beside its output until it ends."""

    def __init__(
        self, names: Sequence[str], output: Path, options: BatchOptions, factory: EngineFactory
    ) -> None:
        self._names = names
        self._output = output
        self._options = options
        self._factory = factory
        self._format = options.format_of(output)
        if options.is_full and self._format is not OutputFormat.JSONL:
            raise ConfigError(
                f"Whole results do not fit in {self._format}. Write .jsonl, or leave out --full."
            )
        if self._format is OutputFormat.PARQUET:
            parquet_module()  # missing now rather than after hours of work
        self._draft = self._beside("partial")
        self._journal_path = self._beside("journal")
        self._stdin_copy = self._beside("stdin")

    def _beside(self, suffix: str) -> Path:
        return self._output.with_name(f"{self._output.name}.{suffix}")

    def run(
        self, runner: Runner, ray_address: str | None, on_progress: Callable[[Progress], None]
    ) -> BatchReport:
        start = time.perf_counter()
        try:
            self._output.parent.mkdir(parents=True, exist_ok=True)
            with OutputLock(self._beside("lock")):
                self._refuse_finished()
                return self._run(start, runner, ray_address, on_progress)
        except OSError as exc:
            raise ConfigError(
                f"The output {str(self._output)!r} cannot be written: {exc.strerror or exc}. "
                "Mend that and run the same command again; what is done is kept."
            ) from exc

    def _refuse_finished(self) -> None:
        if self._journal_path.exists() or self._options.overwrite or not self._output.exists():
            return
        raise ConfigError(
            f"The output {str(self._output)!r} exists. Choose another, or replace it with "
            "--overwrite."
        )

    def _run(
        self,
        start: float,
        runner: Runner,
        ray_address: str | None,
        on_progress: Callable[[Progress], None],
    ) -> BatchReport:
        found = find_inputs(
            self._names,
            input_format=self._options.input_format,
            stdin_copy=self._stdin_copy,
            apart_from=self._output,
        )
        n_total = count_rows(found.sources, self._options)
        if not self._journal_path.exists() and self._format.is_folder:
            shutil.rmtree(self._draft, ignore_errors=True)
        with Journal(self._journal_path, self._header(found)) as journal:
            if self._options.fail_fast and journal.n_failed:
                raise RowFailed(
                    f"{journal.n_failed} rows failed in the part that is done. Run again without "
                    "--fail-fast to go on."
                )
            n_resumed = journal.n_rows
            counter = _Counter(n_total, n_resumed, journal.n_failed, on_progress)
            n_words = 0
            usage: dict[str, LlmUsage] = {}
            chunks = (
                c for c in read_chunks(found.sources, self._options) if c.number not in journal
            )
            for done in self._executed(chunks, runner, ray_address, counter, found, journal):
                if done.documents:
                    write_documents(done.documents, self._draft)
                journal.add(done)
                n_words += done.n_words
                for name, used in done.usage:
                    usage[name] = usage[name] + used if name in usage else used
            is_published = (
                self._format.is_folder and self._output.exists() and not self._draft.exists()
            ) and n_resumed == n_total
            if not is_published:
                write_output(journal.records(), self._output, self._format, self._draft)
            report = BatchReport(
                output=self._output,
                n_rows=journal.n_rows,
                n_failed=journal.n_failed,
                n_resumed=n_resumed,
                n_words=n_words,
                n_ignored=found.n_ignored,
                elapsed_s=time.perf_counter() - start,
                usage=usage,
            )
            journal.remove()
            self._stdin_copy.unlink(missing_ok=True)
            return report

    def _header(self, found: Inputs) -> Header:
        if self._factory is load_engines:
            engines = models_mark(self._options)
        else:
            engines = f"{self._factory.__module__}.{self._factory.__qualname__}"
        return Header(
            inputs=mark_of(found.sources),
            options=fingerprint(self._options, self._format, engines),
            batch_size=self._options.batch_size,
        )

    def _executed(
        self,
        chunks: Iterator[Chunk],
        runner: Runner,
        ray_address: str | None,
        counter: _Counter,
        found: Inputs,
        journal: Journal,
    ) -> Iterator[ChunkDone]:
        arguments = (self._options, self._format, self._factory, counter.row)
        if runner == "ray":
            from summarizer.batch.ray_runner import run_on_ray

            n_chunks = -(-counter.n_total // self._options.batch_size)
            todo = [n for n in range(n_chunks) if n not in journal]
            sources: Sequence[Source] = found.sources
            return run_on_ray(sources, todo, *arguments, address=ray_address)
        if self._options.workers == 1:
            return run_here(chunks, *arguments)
        return run_in_processes(chunks, *arguments)


class _Counter:
    """Counts rows as they end and tells who asked."""

    def __init__(
        self, n_total: int, n_resumed: int, n_failed: int, tell: Callable[[Progress], None]
    ) -> None:
        self.n_total = n_total
        self._n_resumed = n_resumed
        self._n_done = n_resumed
        self._n_failed = n_failed
        self._tell = tell
        self._say()

    def row(self, failed: bool) -> None:
        self._n_done += 1
        self._n_failed += failed
        self._say()

    def _say(self) -> None:
        self._tell(Progress(self._n_done, self.n_total, self._n_failed, self._n_resumed))


def models_mark(options: BatchOptions) -> str:
    """What tells two versions of the models apart without loading them."""
    from summarizer.engines.registry import ASSETS, PRESETS, find_preset

    wanted = options.pipeline_options
    task = Task.TITLE if wanted.length is Length.TITLE else Task.ABSTRACT
    names = [
        *([(options.summariser, task)] if wanted.summarise else []),
        *([(options.translator, Task.TRANSLATE)] if wanted.wants_english else []),
    ]
    parts: list[str] = []
    for name, needed in names:
        if options.backend == "llm" and name not in PRESETS:
            parts.append(f"{name} of a server")
            continue
        preset = find_preset(name, needed)
        parts.append(f"{name} {preset.repo} {preset.revision}")
        folders = [preset.path] if preset.path is not None else []
        if preset.path is None and preset.repo is None:
            folders = sorted(p.parent for p in ASSETS.glob("*/SHA256SUMS"))
        for folder in folders:
            sums = folder / "SHA256SUMS"
            if sums.is_file():
                parts.append(hashlib.sha256(sums.read_bytes()).hexdigest())
            else:
                files = sorted(p for p in folder.iterdir() if p.is_file())
                parts += [f"{p.name} {p.stat().st_size}" for p in files]
    return "\n".join(parts)
