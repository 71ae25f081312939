"""The page as a reader meets it: paste, run, read, download, stop; by mouse, keyboard and thumb."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sample_results import make_result

from summarizer.presenters.html import render_report

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning"),
]


def paste_and_run(page: Any, text: str = "Un article.") -> None:
    page.fill("#article textarea", text)
    page.click("#run")


def read_result(page: Any) -> None:
    page.wait_for_selector("#download-md")


def lit(page: Any) -> list[str]:
    """Ids of the article sentences that are lit."""
    ids: list[str] = page.eval_on_selector_all(".sz-s[data-s].on", "nodes => nodes.map(n => n.id)")
    return ids


def test_paste_run_read_download(open_tab: Any) -> None:
    tab = open_tab()
    page = tab.page
    paste_and_run(page)
    read_result(page)
    assert "Un bac traverse à nouveau" in page.inner_text(".sz-summary")
    assert "A ferry crosses Lake Orsay again." in page.inner_text(".sz-summary")
    assert "12 nombres et noms vérifiés" in page.inner_text(".sz-verdict")
    assert page.locator(".sz-aside").count() == 3
    with page.expect_download() as waiting:
        page.click("#download-md")
    content = Path(waiting.value.path()).read_text("utf-8")
    assert "# Le bac revient sur le lac" in content
    assert waiting.value.suggested_filename == "summary.md"
    assert tab.outside == []
    assert tab.complaints == []


def test_an_example_fills_the_box(open_tab: Any) -> None:
    page = open_tab().page
    page.click("button.example >> nth=1")
    page.wait_for_function("document.querySelector('#article textarea').value.includes('Vernay')")


def test_stop_keeps_what_was_ready_and_gives_the_button_back(open_tab: Any, site: Any) -> None:
    page = open_tab().page
    site.service.delay_s = 0.4
    try:
        paste_and_run(page)
        page.wait_for_selector("#sz-en-1")
        page.click("#stop")
        page.wait_for_selector(".sz-notice")
    finally:
        site.service.delay_s = 0.0
    assert "Arrêté" in page.inner_text(".sz-notice")
    assert page.locator("#sz-en-1").count() == 1
    assert page.locator("#sz-en-7").count() == 0
    assert not page.locator("#stop").is_visible()
    paste_and_run(page)
    read_result(page)


def test_hover_focus_and_click_lead_to_the_partner(open_tab: Any) -> None:
    page = open_tab().page
    paste_and_run(page)
    read_result(page)
    page.hover("#sz-fr-2")
    assert lit(page) == ["sz-fr-2", "sz-en-2"]
    # The summary sentence that rests on it is lit as well.
    assert page.locator(".sz-s[data-m='1'].proof").count() == 2
    page.hover("#masthead")
    assert lit(page) == []
    page.focus("#sz-fr-0")
    assert lit(page) == ["sz-fr-0", "sz-en-0"]
    page.keyboard.press("ArrowDown")
    assert lit(page) == ["sz-fr-1", "sz-en-1"]
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.id") == "sz-en-1"
    page.hover(".sz-s[data-m='1'][lang='fr']")
    assert page.locator("#sz-fr-2.proof").count() == 1
    page.click(".sz-s[data-m='1'][lang='fr']")
    page.wait_for_selector("#sz-fr-2.flash")
    page.wait_for_function(
        "(() => { const b = document.querySelector('#sz-fr-2').getBoundingClientRect();"
        " return b.top >= 0 && b.bottom <= innerHeight; })()"
    )


def test_a_finding_tells_its_message_on_hover_and_its_link_goes_there(open_tab: Any) -> None:
    page = open_tab().page
    paste_and_run(page)
    read_result(page)
    page.hover("#sz-en-5 mark")
    tip = page.wait_for_selector(".sz-tip")
    assert "La négation" in tip.inner_text()
    box = tip.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 1280
    page.click("#sz-finding-1 a")
    page.wait_for_selector("#sz-en-5.flash")


def test_the_columns_can_be_shown_one_at_a_time(open_tab: Any) -> None:
    page = open_tab().page
    paste_and_run(page)
    read_result(page)
    page.click("button[data-view='en']")
    assert not page.locator("#sz-fr-1").is_visible()
    assert page.locator("#sz-en-1").is_visible()
    assert page.get_attribute("button[data-view='en']", "aria-pressed") == "true"
    page.click("button[data-view='both']")
    assert page.locator("#sz-fr-1").is_visible()


def test_errors_are_shown_in_the_page(open_tab: Any) -> None:
    page = open_tab(locale="en-GB").page
    page.wait_for_function("document.querySelector('#run').innerText.includes('Summarise')")
    paste_and_run(page, "ENGLISH")
    alert = page.wait_for_selector("[role='alert']")
    assert "The article is in English" in alert.inner_text()
    page.wait_for_selector("#run:not([disabled])")


def test_the_page_speaks_the_browsers_language_and_can_be_switched(open_tab: Any) -> None:
    page = open_tab(locale="en-GB").page
    page.wait_for_function("document.querySelector('#masthead').innerText.includes('Summarise')")
    page.click("#language label >> nth=0")
    page.wait_for_function("document.querySelector('#masthead').innerText.includes('Résumer')")
    assert "Résumer" in page.inner_text("#run")


def test_who_presses_before_the_page_knows_the_language_is_answered_in_it(open_tab: Any) -> None:
    page = open_tab(locale="en-GB", held="**/run/predict*").page  # the greeting never arrives
    paste_and_run(page, "ENGLISH")
    assert "The article is in English" in page.wait_for_selector("[role='alert']").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_nothing_sticks_out_and_the_columns_stack(open_tab: Any, scheme: str) -> None:
    page = open_tab(width=390, scheme=scheme).page
    paste_and_run(page)
    read_result(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    # Measured at one moment: the page may still be gliding to the result.
    below, aside = page.evaluate(
        "(() => { const [f, e] = ['fr', 'en'].map("
        "lang => document.querySelector(`#sz-${lang}-1`).getBoundingClientRect());"
        " return [e.top - f.bottom, Math.abs(e.left - f.left)]; })()"
    )
    assert below > -1 and aside < 40
    run = page.locator("#run").bounding_box()
    assert run["width"] > 250 and run["height"] >= 40  # for a thumb


def test_dark_is_dark(open_tab: Any) -> None:
    page = open_tab(scheme="dark").page
    paste_and_run(page)
    read_result(page)

    def luminance(selector: str, of: str) -> float:
        colour = page.eval_on_selector(selector, f"n => getComputedStyle(n).{of}")
        red, green, blue = (int(c) for c in colour.split("(")[1].rstrip(")").split(",")[:3])
        return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255

    assert luminance(".gradio-container", "backgroundColor") < 0.15
    assert luminance("#sz-fr-1", "color") > 0.7
    assert luminance("#article textarea", "color") > 0.7


def test_the_form_can_be_used_by_keyboard_alone(open_tab: Any) -> None:
    page = open_tab().page
    page.focus("#article textarea")
    page.keyboard.type("Un article.")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "run":
            break
    else:
        pytest.fail("the run button was not reached with Tab")
    page.keyboard.press("Enter")
    read_result(page)


def test_two_tabs_keep_to_themselves(open_tab: Any) -> None:
    one, two = open_tab().page, open_tab().page
    paste_and_run(one, "Texte du premier onglet.")
    paste_and_run(two, "Texte du second onglet.")
    for page in (one, two):
        read_result(page)
    assert "premier" in one.inner_html("#view") and "second" not in one.inner_html("#view")
    assert "second" in two.inner_html("#view") and "premier" not in two.inner_html("#view")


def test_the_report_works_from_a_file_with_nothing_fetched(open_tab: Any, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(render_report(make_result(), "en"), encoding="utf-8")
    tab = open_tab(address=path)
    tab.page.hover("#sz-en-4")
    assert lit(tab.page) == ["sz-fr-4", "sz-en-4"]
    tab.page.click("summary >> nth=0")
    assert tab.page.locator(".sz-proofs").is_visible()
    assert tab.outside == [] and tab.complaints == []
