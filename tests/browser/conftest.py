"""A served page and a real Chromium to look at it with; skipped, in words, without one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from served_page import Site, serve_page

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


def _chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((path for name in names if (path := shutil.which(name))), None)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serve_page() as made:
        yield made


# one module at a time: Playwright refuses a second driver in a process while the first runs
@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    path = _chromium()
    if path is None:
        pytest.skip("no Chromium on this machine: install Debian's chromium to run these tests")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        made = driver.chromium.launch(executable_path=path, args=list(FLAGS))
        yield made
        made.close()


@dataclass
class Tab:
    """A tab of its own profile, what it fetched from elsewhere and what it complained of."""

    page: Any
    outside: list[str]
    complaints: list[str]


@pytest.fixture
def open_tab(browser: Any, site: Site) -> Iterator[Any]:
    """Opens tabs on the page: ``open_tab(width=…, scheme=…, locale=…)``; requests ``held`` get no answer."""
    contexts: list[Any] = []

    def open_one(
        width: int = 1280,
        scheme: str = "light",
        locale: str = "fr-FR",
        address: str | Path | None = None,
        held: str | None = None,
    ) -> Tab:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, locale=locale
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        if held is not None:
            page.route(held, lambda route: None)
        tab = Tab(page, [], [])
        own = (site.address, "data:", "blob:", "file:")
        page.on("request", lambda r: None if r.url.startswith(own) else tab.outside.append(r.url))
        page.on("pageerror", lambda e: tab.complaints.append(str(e)))
        page.on("console", lambda m: tab.complaints.append(m.text) if m.type == "error" else None)
        if isinstance(address, Path):
            page.goto(address.as_uri())
        else:
            page.goto(site.address)
            page.wait_for_selector("#run")
        return tab

    yield open_one
    for context in contexts:
        context.close()
