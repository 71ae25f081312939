"""What the page does when it is asked to: run, stop, show an example, give files to download."""

from __future__ import annotations

import logging
import shutil
import tempfile
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import gradio as gr

from summarizer.errors import InputError, SummarizerError
from summarizer.examples import load_example
from summarizer.presenters import html, messages
from summarizer.presenters.docx import render_docx
from summarizer.presenters.jsonl import render_json
from summarizer.presenters.markdown import render_markdown
from summarizer.presenters.messages import say
from summarizer.presenters.service import Request, Service, Step, status_line
from summarizer.result import Length, Result

log = logging.getLogger(__name__)

_REDRAW_S: Final = 0.2
"""Seconds between two drawings of the view while sentences come in."""
_KEPT_FOLDERS: Final = 32
"""Folders of files to download; gradio has copied a file long before its folder goes."""
_MAX_SESSIONS: Final = 256


@dataclass(frozen=True, slots=True)
class Limits:
    """What the page takes from one reader at a time."""

    max_chars: int = 200_000
    max_file_bytes: int = 10 * 2**20
    max_glossary_rows: int = 2_000


class Handlers:
    """The page's functions. One instance serves all readers; nothing of theirs is kept in it
    but a flag per session, which asks a run to stop."""

    def __init__(self, service: Service, limits: Limits) -> None:
        self._service = service
        self._limits = limits
        self._stops: OrderedDict[str, threading.Event] = OrderedDict()
        self._lock = threading.Lock()
        self._folders: deque[Path] = deque()

    # --- events

    def greet(self, request: gr.Request) -> str:
        """``"fr"`` or ``"en"``, by the first language the browser asks for."""
        wanted = str(request.headers.get("accept-language", "")).lower()
        return "fr" if wanted.startswith("fr") else "en"

    def example_loader(self, name: str) -> Callable[[], str]:
        """A function that gives the example's text."""

        def load() -> str:
            return load_example(name).text

        return load

    def stop(self, request: gr.Request) -> Any:
        """Asks this session's run to stop, and the button to wait."""
        with self._lock:
            flag = self._stops.get(request.session_hash or "")
        if flag is not None:
            flag.set()
        return gr.update(interactive=False)

    def leave(self, request: gr.Request) -> None:
        """Stops the run of a reader who closed the page."""
        with self._lock:
            flag = self._stops.pop(request.session_hash or "", None)
        if flag is not None:
            flag.set()

    def summarize(self, text: str, length: str = "short") -> dict[str, Any]:
        """The whole result of a pasted French article, as JSON.

        `length` is one of title, short, medium, long, bullets.
        """
        try:
            self._check_text(text, "en")
            if length not in set(Length):
                names = ", ".join(Length)
                raise InputError(f"Unknown length {length!r}. Available: {names}.")
            request = Request(text, length=Length(length))
            *_, last = self._service.snapshots(request, lambda: False)
            assert last.result is not None
            return last.result.to_dict()
        except SummarizerError as error:
            raise gr.Error(str(error), print_exception=False) from error

    def run(
        self,
        text: str,
        file: str | None,
        address: str,
        source: str,
        length: str,
        glossary_table: Sequence[Sequence[str]],
        glossary_file: str | None,
        ui_lang: str,
        request: gr.Request,
    ) -> Iterator[list[Any]]:
        """The view as it fills, then the result and the files to download."""
        flag = self._new_flag(request.session_hash or "")
        quiet = [gr.skip()] * 5
        shown: Result | None = None
        drawn_at = 0.0
        drawn_step: Step | None = None
        try:
            job = self._request(
                text, file, address, source, length, glossary_table, glossary_file, ui_lang
            )
            yield [
                html.render_waiting(say("reading", ui_lang)),
                None,
                gr.update(interactive=False),
                gr.update(visible=True, interactive=True),
                gr.update(visible=False),
                *[gr.skip()] * 4,
            ]
            for snapshot in self._service.snapshots(job, flag.is_set):
                shown = snapshot.result or shown
                if shown is None or snapshot.step in (Step.DONE, Step.STOPPED):
                    continue
                now = time.monotonic()
                if snapshot.step is drawn_step and now - drawn_at < _REDRAW_S:
                    continue
                drawn_at, drawn_step = now, snapshot.step
                view = html.render_view(shown, ui_lang, status=status_line(snapshot, ui_lang))
                yield [view, gr.skip(), gr.skip(), gr.skip(), *quiet]
            is_stopped = flag.is_set()
            last = self._last(shown, ui_lang, is_stopped=is_stopped)
            yield last
            if shown is not None and not is_stopped:
                # After the view: a Word file takes longer to write than a reader likes to wait.
                paths = self._write_files(shown, ui_lang)
                # The same view again: a client keeps the last outputs.
                yield [*last[:4], gr.update(visible=True), *(str(p) for p in paths)]
        except SummarizerError as error:
            log.info("refused: %s", type(error).__name__)
            yield self._failed(str(error))
        except Exception:
            log.exception("a run failed")
            yield self._failed(say("internal_error", ui_lang))
        finally:
            # Also when the reader left: gradio closes this generator, the work must end too.
            flag.set()

    # --- parts

    def _new_flag(self, session: str) -> threading.Event:
        flag = threading.Event()
        with self._lock:
            old = self._stops.pop(session, None)
            if old is not None:
                old.set()
            self._stops[session] = flag
            while len(self._stops) > _MAX_SESSIONS:
                self._stops.popitem(last=False)
        return flag

    def _check_text(self, text: str, ui_lang: str) -> None:
        if len(text) > self._limits.max_chars:
            raise InputError(
                say(
                    "text_too_long",
                    ui_lang,
                    count=messages.count(len(text), ui_lang),
                    limit=messages.count(self._limits.max_chars, ui_lang),
                )
            )

    def _request(
        self,
        text: str,
        file: str | None,
        address: str,
        source: str,
        length: str,
        glossary_table: Sequence[Sequence[str]],
        glossary_file: str | None,
        ui_lang: str,
    ) -> Request:
        """The reader's fields as a request.

        Raises:
            InputError: the field of the chosen tab is empty, or over a limit.
        """
        article: str | Path
        if source == "file" and file:
            article = Path(file)
            size = article.stat().st_size
            if size > self._limits.max_file_bytes:
                raise InputError(
                    say(
                        "file_too_large",
                        ui_lang,
                        count=messages.count(size // 1000, ui_lang),
                        limit=messages.count(self._limits.max_file_bytes // 1000, ui_lang),
                    )
                )
        elif source == "address" and address.strip():
            return Request(
                address.strip(),
                is_address=True,
                length=Length(length),
                glossary=self._glossary(glossary_table),
                glossary_file=Path(glossary_file) if glossary_file else None,
            )
        elif source == "text" and text and text.strip():
            self._check_text(text, ui_lang)
            article = text
        else:
            raise InputError(say("nothing_given", ui_lang))
        return Request(
            article,
            length=Length(length),
            glossary=self._glossary(glossary_table),
            glossary_file=Path(glossary_file) if glossary_file else None,
        )

    def _glossary(self, table: Sequence[Sequence[str]]) -> tuple[tuple[str, str, str], ...]:
        rows = []
        for row in list(table or [])[: self._limits.max_glossary_rows]:
            source, target, note = (str(c or "").strip() for c in [*row, "", "", ""][:3])
            if source or target or note:  # half a row is refused by name, not dropped
                rows.append((source, target, note))
        return tuple(rows)

    def _last(self, result: Result | None, ui_lang: str, *, is_stopped: bool) -> list[Any]:
        """The final drawing of the view, and the buttons as they were."""
        view = "" if result is None else html.render_view(result, ui_lang)
        if is_stopped:
            view = html.render_notice(say("stopped", ui_lang)) + view
        buttons = [gr.update(interactive=True), gr.update(visible=False, interactive=True)]
        return [view, result, *buttons, gr.update(visible=False), *[gr.skip()] * 4]

    def _failed(self, message: str) -> list[Any]:
        return [
            html.render_alert(message),
            None,
            gr.update(interactive=True),
            gr.update(visible=False, interactive=True),
            gr.update(visible=False),
            *[gr.skip()] * 4,
        ]

    def _write_files(self, result: Result, ui_lang: str) -> list[Path]:
        folder = Path(tempfile.mkdtemp(prefix="summarizer-"))
        contents = {
            "md": render_markdown(result, ui_lang).encode(),
            "json": render_json(result).encode(),
            "docx": render_docx(result, ui_lang),
            "html": html.render_report(result, ui_lang).encode(),
        }
        paths = []
        for name, content in contents.items():
            path = folder / f"summary.{name}"
            path.write_bytes(content)
            paths.append(path)
        with self._lock:
            self._folders.append(folder)
            stale = [self._folders.popleft() for _ in range(len(self._folders) - _KEPT_FOLDERS)]
        for old in stale:
            shutil.rmtree(old, ignore_errors=True)
        return paths
