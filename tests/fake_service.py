"""A service that plays a hand-made result sentence by sentence, for the page's tests."""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Callable, Iterator

from sample_results import make_result, make_translation

from summarizer.errors import ForbiddenAddress, UnsupportedLanguage
from summarizer.presenters.service import Request, Snapshot, Step


class FakeService:
    """Answers any text with the sample result.

    Attributes:
        delay_s: wait before each translated sentence.
        n_running: runs at work now.
        n_stopped: runs that ended because they were asked to.
        requests: what was asked, in order.
    """

    def __init__(self, delay_s: float = 0.0) -> None:
        self.delay_s = delay_s
        self.n_running = 0
        self.n_stopped = 0
        self.requests: list[Request] = []
        self._lock = threading.Lock()

    def snapshots(self, request: Request, is_cancelled: Callable[[], bool]) -> Iterator[Snapshot]:
        with self._lock:
            self.requests.append(request)
            self.n_running += 1
        try:
            yield from self._play(request, is_cancelled)
        finally:
            with self._lock:
                self.n_running -= 1

    def _play(self, request: Request, is_cancelled: Callable[[], bool]) -> Iterator[Snapshot]:
        article = str(request.article)
        if request.is_address:
            raise ForbiddenAddress(
                f"The address {article!r} is private or local. Paste the text instead."
            )
        if "ENGLISH" in article:
            raise UnsupportedLanguage(
                "The article is in English (en). Give a French article.", language="en"
            )
        if "CRASH" in article:
            raise RuntimeError("a secret from inside")
        whole = make_result(request.length, origin=article[:40])
        nothing = dataclasses.replace(
            whole, summary=None, translation=None, findings=(), timings=()
        )
        yield Snapshot(Step.SUMMARISING, nothing)
        assert whole.translation is not None
        total = len(whole.translation.sentences)
        for done in range(total):
            if is_cancelled():
                with self._lock:
                    self.n_stopped += 1
                partial = dataclasses.replace(
                    whole, translation=make_translation(whole.document, done), findings=()
                )
                yield Snapshot(Step.STOPPED, partial, done, total)
                return
            time.sleep(self.delay_s)
            partial = dataclasses.replace(
                whole, translation=make_translation(whole.document, done + 1), findings=()
            )
            yield Snapshot(Step.TRANSLATING, partial, done + 1, total)
        yield Snapshot(Step.DONE, whole, total, total)
