"""The page served in this process on a free port, and everything that it opened closed again."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from unittest import mock

from fake_service import FakeService

from summarizer.presenters.handlers import Limits


@dataclass(frozen=True)
class Site:
    """A served page and the service behind it."""

    service: FakeService
    address: str


@contextlib.contextmanager
def serve_page(limits: Limits | None = None) -> Iterator[Site]:
    """A page on a service that plays the sample result."""
    with warnings.catch_warnings():
        # What gradio and its dependencies warn of while being imported is not ours to mend.
        warnings.simplefilter("ignore")
        from summarizer.presenters import web

    service = FakeService()
    with _event_loops_made_here() as loops:
        blocks = web.build_page(service, limits=limits)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        address = web.launch(blocks, port=port, limits=limits, prevent_thread_lock=True)
    try:
        yield Site(service, address)
    finally:
        blocks.close(verbose=False)
        for loop in loops:
            loop.close()
        asyncio.set_event_loop(None)


@contextlib.contextmanager
def _event_loops_made_here() -> Iterator[list[asyncio.AbstractEventLoop]]:
    """The loops that gradio makes in this thread to own its locks, and forgets to close."""
    made: list[asyncio.AbstractEventLoop] = []
    original = asyncio.new_event_loop
    thread = threading.current_thread()

    def remember() -> asyncio.AbstractEventLoop:
        loop = original()
        if threading.current_thread() is thread:
            made.append(loop)
        return loop

    with mock.patch("asyncio.new_event_loop", remember):
        yield made
