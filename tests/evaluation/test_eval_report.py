"""Reports: the same numbers in every format, and a page that is safe and whole."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from html import escape
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from evaluation_samples import small_dataset, small_systems

from summarizer.evaluation import plots
from summarizer.evaluation.dataset import EvalTask
from summarizer.evaluation.meanings import MEANINGS
from summarizer.evaluation.metrics import make_scorers
from summarizer.evaluation.report import (
    p_value,
    render_csv,
    render_json,
    render_markdown,
    render_terminal,
    verdict,
)
from summarizer.evaluation.report_html import most_different, render_html
from summarizer.evaluation.runner import Evaluation, evaluate
from summarizer.evaluation.scoring import Better, MetricSpec, mean_of
from summarizer.evaluation.significance import Comparison, Resampling
from summarizer.evaluation.systems import outputs_of


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    dataset = small_dataset()
    systems = [*small_systems(), outputs_of("oracle-1", dataset)]
    return evaluate(dataset, systems, resampling=Resampling(100, n_shuffles=200))


def test_csv_and_json_hold_every_score_with_its_signature(evaluation: Evaluation) -> None:
    rows = list(csv.DictReader(io.StringIO(render_csv(evaluation))))
    data = json.loads(render_json(evaluation))
    assert len(rows) == len(evaluation.systems) * len(evaluation.specs)
    for row in rows:
        system = next(s for s in data["systems"] if s["name"] == row["system"])
        value = system["scores"][row["metric"]]["value"]
        assert (value is None) == (row["value"] == "")
        if value is not None:
            assert float(row["value"]) == pytest.approx(value)
        assert row["signature"] == data["signatures"][row["metric"]]
    assert data["dataset"]["sha256"] == evaluation.dataset.sha256


def test_json_has_no_number_that_json_forbids(evaluation: Evaluation) -> None:
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    json.loads(render_json(evaluation), parse_constant=refuse)


def test_markdown_has_one_row_per_system_and_all_signatures(evaluation: Evaluation) -> None:
    text = render_markdown(evaluation)
    for system in evaluation.systems:
        assert re.search(rf"^\| {system.name} \|", text, re.MULTILINE)
    for spec in evaluation.specs:
        assert evaluation.signature(spec.name) in text


def test_the_terminal_shows_intervals_verdicts_and_counts(evaluation: Evaluation) -> None:
    from rich.console import Console

    console = Console(width=220, record=True, file=io.StringIO())
    console.print(render_terminal(evaluation))
    text = console.export_text()
    assert "100.00 [100.00, 100.00]" in text
    assert "oracle-1 (oracle)" in text
    # Six texts cannot show a difference once three pairs are corrected for: 3 * 2/64 > 0.05.
    assert "no difference shown" in text
    assert "6/0/0" in text


def test_a_verdict_names_the_better_system_whichever_way_is_better() -> None:
    found = Comparison("m", "a", "b", -2.0, -3.0, -1.0, 0.001, 0.001, 0.002, 1, 9, 0)
    spec = MetricSpec("m", "m", "m", mean_of, 2)
    assert verdict(found, spec) == "b is better"
    assert verdict(found, replace(spec, better=Better.LOWER)) == "a is better"
    assert verdict(replace(found, p_holm=0.06), spec) == "no difference shown"


def test_a_tiny_p_value_is_not_shown_as_zero() -> None:
    assert p_value(0.0004) == "<0.001"
    assert p_value(0.0504) == "0.050"


class Links(HTMLParser):
    """Collects what a page would load, and checks that tags close."""

    VOID = frozenset({"meta"})

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.loads += [f"{tag} {k}={v}" for k, v in attrs if k in {"src", "href", "srcset"}]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.loads += [f"{tag} {k}={v}" for k, v in attrs if k in {"src", "href", "srcset"}]

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, (tag, self.open[-4:])
        self.open.pop()


def test_the_page_loads_nothing_and_closes_every_tag(evaluation: Evaluation) -> None:
    page = render_html(evaluation)
    parser = Links()
    parser.feed(page)
    assert parser.loads == []
    assert parser.open == []
    assert "default-src 'none'" in page
    assert "http://" not in page and "https://" not in page


def test_outputs_cannot_put_markup_into_the_page(evaluation: Evaluation) -> None:
    page = render_html(evaluation)
    articles = page[page.index('id="list"') : page.index("Signatures")]
    assert "<b>" not in articles
    assert "&amp; &lt;" in articles


def test_the_page_marks_what_the_article_lacks(evaluation: Evaluation) -> None:
    assert re.search(r'<mark class="u" title="[^"]+">[^<]*Nivelle</mark>', render_html(evaluation))


def test_the_page_has_every_plot(evaluation: Evaluation) -> None:
    page = render_html(evaluation)
    for title in (
        "R-1 with intervals",
        "R-1 against speed",
        "Length of outputs",
        "R-1 by source length",
        "Agreement of metrics",
    ):
        assert title in page
    for svg in re.findall(r"<svg.*?</svg>", page, re.DOTALL):
        ElementTree.fromstring(svg)
        assert "nan" not in svg.lower().replace("finance", "")


def test_articles_where_systems_differ_most_come_first_and_can_be_limited(
    evaluation: Evaluation,
) -> None:
    order = most_different(evaluation, None)
    assert sorted(order) == list(range(6))
    page = render_html(evaluation, n_articles=2)
    assert page.count('<details class="art"') == 2
    assert "The 2 of 6 articles" in page
    assert f'data-place="{order[0]}"' in page


def test_a_translation_report_needs_no_summary_metric() -> None:
    dataset = small_dataset(EvalTask.TRANSLATION)
    found = evaluate(dataset, small_systems(), resampling=Resampling(50, n_shuffles=50))
    assert found.main == ("bleu", "chrf")
    assert 'lang="en"' in render_html(found)


@pytest.mark.parametrize(
    ("low", "high"), [(0.0, 1.0), (27.3, 33.1), (0.0, 1666.0), (-1.0, 1.0), (5.0, 5.0)]
)
def test_ticks_are_few_rising_and_inside(low: float, high: float) -> None:
    found = plots.ticks(low, high)
    assert 1 <= len(found) <= 11
    assert found == sorted(found)
    assert all(low - 1e-6 <= t <= high + 1e-6 for t in found)


def test_plots_survive_values_that_are_not_there() -> None:
    nan = float("nan")
    for svg in (
        plots.interval_plot("t", [plots.Bar("a", nan, nan, nan), plots.Bar("b", 1, nan, nan)]),
        plots.line_plot("t", ["x", "y"], "l", [plots.Line("a", (nan, 1.0))]),
        plots.heat_map("t", ["a", "b"], [[1.0, nan], [nan, 1.0]]),
        plots.scatter_plot("t", "x", "y", [plots.Point("a", 10.0, 1.0, 1.0, 1.0)]),
    ):
        ElementTree.fromstring(svg)
        assert "nan" not in svg


def test_a_wide_number_at_the_end_of_an_axis_is_not_cut() -> None:
    """The scale ends just above 100,000 here."""
    points = [plots.Point(str(x), x, 1.0, 1.0, 1.0) for x in (20.0, 41_000.0)]
    svg = ElementTree.fromstring(plots.scatter_plot("t", "x", "y", points))
    (label,) = [t for t in svg.iter() if t.text == "100,000"]
    width = 6.5 * len("100,000")  # at 12 units a line
    assert float(label.attrib["x"]) + width / 2 <= plots.WIDTH


def test_every_score_is_explained_to_the_reader(evaluation: Evaluation) -> None:
    learned = {"bertscore", "comet"}
    computed = {s.name for scorer in make_scorers(["all"]) for s in scorer.specs}
    assert computed | learned == set(MEANINGS)
    page = render_html(evaluation)
    assert all(page.count(f"<dd>{escape(MEANINGS[s.name])}</dd>") == 1 for s in evaluation.specs)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.834, ".83"), (-0.57, "−.57"), (1.0, "1"), (-1.0, "−1"), (-0.004, "0"), (0.999, "1"),
     (float("nan"), "–")],
)  # fmt: skip
def test_a_correlation_fits_its_cell_and_is_never_minus_nothing(value: float, shown: str) -> None:
    assert plots._correlation(value) == shown


def test_the_ninth_line_is_told_from_the_first_by_its_dashes() -> None:
    lines = [plots.Line(f"s{i}", (1.0, 2.0), i) for i in range(9)]
    svg = plots.line_plot("t", ["a", "b"], "x", lines)
    assert svg.count("stroke-dasharray") == 2  # the line and its key
