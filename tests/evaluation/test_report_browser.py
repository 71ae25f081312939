"""The report in a real Chromium, opened from disk: no network, sortable, readable on a phone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from evaluation_samples import small_dataset, small_systems

from summarizer.evaluation.report_html import render_html
from summarizer.evaluation.runner import evaluate
from summarizer.evaluation.significance import Resampling
from summarizer.evaluation.systems import outputs_of

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # Long names of wide letters and an unbroken origin are what overflows first.
    dataset = replace(
        small_dataset(), origin="a_very_long_file_name_of_stored_outputs.jsonl.xz" * 2
    )
    systems = [*small_systems(), *(outputs_of(n, dataset) for n in ("lexrank-1", "oracle-1"))]
    for name in ("mmmmmembert2mmmmmembert", "camembert2camembert"):
        systems.append(replace(systems[1], system=name))
    found = evaluate(dataset, systems, resampling=Resampling(100, n_shuffles=200))
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(render_html(found), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


def opened(browser: Any, report: Path, width: int) -> tuple[Any, list[str], list[str]]:
    """The page, and the lists of its console messages and of its requests."""
    page = browser.new_page(viewport={"width": width, "height": 800})
    told: list[str] = []
    requests: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(report.as_uri())
    return page, told, requests


@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_opens_without_error_network_or_sideways_scrolling(
    browser: Any, report: Path, width: int
) -> None:
    page, told, requests = opened(browser, report, width)
    for summary in page.query_selector_all(".art summary"):
        summary.click()
    assert told == []
    assert requests == [report.as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_plot_text_is_large_enough_on_a_phone(browser: Any, report: Path) -> None:
    page, _, _ = opened(browser, report, 360)
    heights = page.evaluate(
        "[...document.querySelectorAll('.plot text')].map(t => {"
        "const box = t.ownerSVGElement;"
        "return parseFloat(getComputedStyle(t).fontSize) * box.clientWidth / 380})"
    )
    assert heights and min(heights) >= 8
    clipped = page.evaluate(
        "[...document.querySelectorAll('.plot text')].filter(t => {"
        "const b = t.getBoundingClientRect(), s = t.ownerSVGElement.getBoundingClientRect();"
        "return b.left < s.left - 1 || b.right > s.right + 1 || b.top < s.top - 1})"
        ".map(t => t.textContent)"
    )
    assert clipped == []
    page.close()


def test_names_of_common_length_are_not_cut_in_the_plots(browser: Any, report: Path) -> None:
    page, _, _ = opened(browser, report, 360)
    shown = page.evaluate("[...document.querySelectorAll('.plot text')].map(t => t.textContent)")
    assert "mmmmmembert2mmmmmembert" not in shown  # wider than half a plot: cut, and said so
    assert "camembert2camembert" in shown
    page.close()


def test_a_phone_shows_each_verdict_without_sideways_scrolling(browser: Any, report: Path) -> None:
    page, _, _ = opened(browser, report, 360)
    sticking_out = page.evaluate(
        "[...document.querySelectorAll('.words td:last-child')].filter(c => {"
        "const b = c.getBoundingClientRect(); return b.width === 0 || b.right > 360})"
        ".map(c => c.textContent)"
    )
    assert page.locator(".words td:last-child").count() > 0
    assert sticking_out == []
    page.close()


def test_articles_are_sorted_by_the_gap_between_the_two_systems_chosen(
    browser: Any, report: Path
) -> None:
    page, _, _ = opened(browser, report, 1280)
    names = page.evaluate("[...document.getElementById('first').options].map(o => o.text)")
    page.select_option("#first", label="wrong")
    page.select_option("#second", label="copy")
    a, b = names.index("wrong"), names.index("copy")
    gaps = page.evaluate(
        "([a, b]) => [...document.querySelectorAll('.art')].map(e => {"
        "const s = JSON.parse(e.dataset.scores); return s[a] - s[b]})",
        [a, b],
    )
    assert [abs(g) for g in gaps] == sorted((abs(g) for g in gaps), reverse=True)
    shown = page.inner_text(".art .gap")
    assert shown.startswith("−")
    page.select_option("#order", "place")
    places = page.evaluate("[...document.querySelectorAll('.art')].map(e => +e.dataset.place)")
    assert places == sorted(places)
    page.close()


def test_a_column_head_sorts_the_leaderboard_both_ways(browser: Any, report: Path) -> None:
    page, _, _ = opened(browser, report, 1280)
    button = page.locator("table.sortable").first.locator("thead button", has_text="words").first
    read = (
        "(() => {const t = document.querySelector('table.sortable');"
        "const i = [...t.tHead.rows[0].cells].findIndex(c => c.textContent === 'words');"
        "return [...t.tBodies[0].rows].map(r => +r.cells[i].dataset.key)})()"
    )
    button.click()
    falling = page.evaluate(read)
    button.click()
    rising = page.evaluate(read)
    assert falling == sorted(falling, reverse=True)
    assert rising == sorted(rising)
    assert falling != rising
    page.close()
