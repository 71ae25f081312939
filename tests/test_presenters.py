"""The pure renderers: nothing lost, everything escaped, both languages, no network."""

from __future__ import annotations

import dataclasses
import io
import json
import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_results import ENGLISH, make_bare_result, make_document, make_result

from summarizer.checks.finding import FindingKind, Part, Severity
from summarizer.document import FurnitureKind, Span
from summarizer.errors import EmptyArticle
from summarizer.examples import NAMES, load_examples
from summarizer.presenters import layout, messages
from summarizer.presenters.docx import render_docx
from summarizer.presenters.html import render_alert, render_report, render_view, style
from summarizer.presenters.jsonl import render_error_line, render_json, render_jsonl
from summarizer.presenters.markdown import render_markdown
from summarizer.presenters.text import render_text
from summarizer.result import Length, Origin

VOID = {"meta", "br", "img", "input", "hr", "link"}


class Tree(HTMLParser):
    """Text, tags and attributes of a page; fails on a tag closed out of order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in ("style", "script"):
            self.text += data

    def with_class(self, name: str) -> list[dict[str, str | None]]:
        return [a for _, a in self.tags if name in (a.get("class") or "").split()]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text)


# --- layout


@given(
    st.text(max_size=40), st.lists(st.tuples(st.integers(0, 50), st.integers(0, 20)), max_size=6)
)
def test_pieces_joined_give_the_sentence_back_whatever_the_marks(
    text: str, spans: list[tuple[int, int]]
) -> None:
    marks = [(Span(start, start + n), i) for i, (start, n) in enumerate(spans)]
    assert "".join(p.text for p in layout.split_pieces(text, marks)) == text


def test_overlapping_marks_share_the_piece_that_both_cover() -> None:
    pieces = layout.split_pieces("abcdef", [(Span(0, 4), 0), (Span(2, 6), 1)])
    assert [(p.text, p.findings) for p in pieces] == [("ab", (0,)), ("cd", (0, 1)), ("ef", (1,))]


def test_rows_keep_furniture_where_it_stood() -> None:
    rows = layout.make_rows(make_document())
    kinds = [r.furniture.kind if r.furniture else "paragraph" for r in rows]
    assert kinds[0] is FurnitureKind.COOKIES
    assert kinds[4] is FurnitureKind.RELATED
    assert kinds[-1] is FurnitureKind.COMMENTS
    firsts = [r.first_sentence for r in rows if r.paragraph]
    assert all(a < b for a, b in pairwise(firsts))


# --- words


@pytest.mark.parametrize("table", [Severity, Part, FindingKind, FurnitureKind, Origin, Length])
@pytest.mark.parametrize("ui_lang", ["fr", "en"])
def test_every_kind_has_a_name_in_both_languages(table: type, ui_lang: str) -> None:
    name = {
        Severity: messages.severity_name,
        Part: messages.part_name,
        FindingKind: messages.kind_name,
        FurnitureKind: messages.furniture_name,
        Origin: messages.origin_name,
        Length: messages.length_name,
    }[table]
    assert all(name(member, ui_lang).strip() for member in table)


def test_the_verdict_is_a_plain_sentence_in_both_languages() -> None:
    result = make_result()
    assert messages.verdict_line(result, "en") == (
        "12 numbers and names checked, 11 found in the article. 1 sentence repaired."
    )
    assert messages.verdict_line(result, "fr") == (
        "12 nombres et noms vérifiés, 11 retrouvés dans l’article. 1 phrase réparée."
    )
    assert messages.verdict_line(make_bare_result(), "fr") == "Aucun nombre ni nom à vérifier."


def test_a_share_just_below_one_is_never_shown_as_the_whole() -> None:
    assert messages.percent(0.9999, "en") == "99%"
    assert messages.percent(1.0, "fr") == "100\u00a0%"


@pytest.mark.parametrize(
    ("option", "environ", "expected"),
    [
        (None, {"LANG": "fr_CA.UTF-8"}, "fr"),
        (None, {"LANG": "de_DE.UTF-8"}, "en"),
        (None, {}, "en"),
        (None, {"LC_ALL": "en_GB", "LANG": "fr_FR"}, "en"),
        ("fr", {"LANG": "en_GB"}, "fr"),
    ],
)
def test_the_interface_language_comes_from_the_option_then_the_locale(
    option: str | None, environ: dict[str, str], expected: str
) -> None:
    assert messages.choose_ui_lang(option, environ) == expected


# --- terminal


def test_the_terminal_shows_both_summaries_the_translation_and_the_verdict() -> None:
    text = squeezed(render_text(make_result(), "en", width=60))
    assert "A ferry crosses Lake Orsay again." in text
    assert "Un bac traverse à nouveau le lac d’Orsay." in text
    for sentence in ENGLISH:
        assert sentence in text
    assert "12 numbers and names checked" in text


def test_terminal_lines_keep_to_the_width() -> None:
    text = render_text(make_result(), "fr", width=50, explain=True)
    assert max(map(len, text.splitlines())) <= 50


def test_the_terminal_never_breaks_at_a_no_break_space() -> None:
    text = render_text(make_result(), "fr", width=24, explain=True)
    assert not re.search(r"[\u00a0\u202f]\n|\n\s*[»%€]", text)


def test_explain_quotes_a_sentence_with_two_doubts_once() -> None:
    result = make_result()
    twice = tuple(f for f in result.findings if f.source_span is not None)[:1] * 2
    assert len(twice) == 2
    assert twice[0].source_span is not None
    number = layout.sentence_at(result.document, twice[0].source_span)
    assert number is not None
    quoted = squeezed(result.document.sentences[number].text)
    once, both = (
        squeezed(
            render_text(dataclasses.replace(result, findings=f, summary=None), "en", explain=True)
        )
        for f in (twice[:1], twice)
    )
    assert once.count(quoted) == both.count(quoted) == 1
    assert both.count(squeezed(twice[0].message_en)) == 2


def test_explain_shows_evidence_furniture_findings_and_provenance() -> None:
    short, explained = (render_text(make_result(), "en", explain=e) for e in (False, True))
    assert "91% sentence 2" in squeezed(explained)
    assert "55,41" in explained and "55,41" not in short
    assert "Comments are closed." in explained
    assert "Comments are closed." not in short
    assert "CC-BY-4.0" in explained
    assert "repaired" in explained
    assert "One paragraph is in English" in explained
    assert "One paragraph is in English" not in short  # a note waits for --explain
    assert "The negation “n’a pas” is lost" in short  # a doubt never does


def test_bullets_are_bullets_in_the_terminal() -> None:
    text = render_text(make_result(Length.BULLETS), "fr")
    assert "  • Un bac traverse" in text


def test_a_result_without_summary_or_translation_still_renders_everywhere() -> None:
    bare = make_bare_result()
    assert "No number or name to check." in render_text(bare, "en", explain=True)
    Tree(render_report(bare, "fr"))
    assert render_markdown(bare).endswith("\n")
    assert json.loads(render_json(bare))["summary"] is None
    assert render_docx(bare)[:2] == b"PK"


def test_french_can_be_left_out() -> None:
    text = render_text(make_result(), "en", show_french=False)
    assert "Un bac traverse" not in text
    assert "A ferry crosses" in text


# --- JSON


def test_json_holds_the_whole_result() -> None:
    result = make_result()
    data = json.loads(render_json(result))
    assert data == json.loads(result.to_json())
    assert data["findings"][1]["output_span"] == {"start": 12, "end": 23}


def test_a_jsonl_row_is_one_line_with_its_id_first() -> None:
    line = render_jsonl(make_result(), "row-7")
    assert line.count("\n") == 1 and line.endswith("\n")
    assert next(iter(json.loads(line))) == "id"


def test_an_error_row_names_its_type() -> None:
    row = json.loads(render_error_line(EmptyArticle("Nothing is left."), 3))
    assert row == {"id": 3, "error": {"type": "EmptyArticle", "message": "Nothing is left."}}


# --- Markdown and Word


def test_markdown_holds_every_sentence_and_escapes_markup() -> None:
    text = render_markdown(make_result(), "en")
    assert "\\<again\\>" in text and "<again>" not in text
    plain = re.sub(r"\\(.)", r"\1", text)
    for sentence in ENGLISH:
        assert sentence.removeprefix("• ") in plain
    assert "\n- fuel: €12 a crossing\n" in text
    assert "#### Un équilibre fragile" in text
    assert "## Worth a look" in text


def test_a_sentence_that_begins_like_a_list_stays_a_sentence_in_markdown() -> None:
    from summarizer.presenters.markdown import _escape

    assert _escape("1. Le premier point.") == "1\\. Le premier point."
    assert _escape("- Oui, dit-elle.") == "\\- Oui, dit-elle."
    assert _escape("1.5 million") == "1.5 million"


def test_word_holds_every_sentence_and_survives_control_characters() -> None:
    import docx

    result = make_result(Length.BULLETS)
    book = docx.Document(io.BytesIO(render_docx(result, "fr")))
    text = "\n".join(p.text for p in book.paragraphs)
    cells = "\n".join(c.text for t in book.tables for r in t.rows for c in r.cells)
    for english, french in zip(ENGLISH, result.document.sentences, strict=True):
        assert english in cells
        assert french.text in cells
    assert "Comments are closed." in text
    assert "La négation" in text


# --- HTML


@pytest.mark.parametrize("ui_lang", ["fr", "en"])
@pytest.mark.parametrize("length", list(Length))
def test_the_report_is_well_formed_and_holds_every_sentence(length: Length, ui_lang: str) -> None:
    result = make_result(length)
    tree = Tree(render_report(result, ui_lang))
    for english, french in zip(ENGLISH, result.document.sentences, strict=True):
        assert english in tree.text
        assert french.text in tree.text
    for line in result.document.furniture:
        assert line.text in tree.text


def test_the_report_fetches_nothing() -> None:
    html = render_report(make_result(origin="https://example.org/a?b=1&c"), "en")
    tree = Tree(html)
    assert not re.search(r"url\(|@import|src=|<link", html)
    # The one address is the article's own, as text; nothing links to it.
    assert all((a.get("href") or "#").startswith("#") for _, a in tree.tags)
    assert "https://example.org/a?b=1&c" in tree.text


def test_every_translated_sentence_has_its_partner() -> None:
    tree = Tree(render_report(make_result(), "en"))
    sentences = [a for a in tree.with_class("sz-s") if a.get("data-s") is not None]
    french = [a["data-s"] for a in sentences if a["lang"] == "fr"]
    english = [a["data-s"] for a in sentences if a["lang"] == "en"]
    assert french == english == [str(i) for i in range(len(ENGLISH))]


def test_summary_sentences_carry_their_evidence() -> None:
    tree = Tree(render_report(make_result(), "fr"))
    proofs = [a["data-e"] for a in tree.with_class("sz-s") if a.get("data-m") is not None]
    assert proofs == ["1", "2 1", "1", "2 1"]


def test_findings_are_underlined_with_their_message_and_listed() -> None:
    tree = Tree(render_report(make_result(), "en"))
    marks = [a for tag, a in tree.tags if tag == "mark"]
    tips = [m["data-tip"] for m in marks]
    assert "The negation “n’a pas” is lost <here>." in tips
    listed = [a for tag, a in tree.tags if tag == "li" and (a.get("id") or "").startswith("sz-f")]
    assert len(listed) == 3
    # Each mark is described by an item that exists.
    assert {m["aria-describedby"] for m in marks} <= {a["id"] for a in listed}
    # The gravest comes first.
    assert listed[0]["id"] == "sz-finding-1"


def test_furniture_is_escaped_and_set_apart() -> None:
    html = render_view(make_result(), "fr")
    assert "<script" not in html
    assert len(Tree(html).with_class("sz-aside")) == 3


def test_an_unfinished_result_shows_where_words_are_still_to_come() -> None:
    bare = make_bare_result()
    waiting = render_view(bare, "fr", status="Résumé en cours…")
    assert "sz-wait" in waiting and "Résumé en cours…" in waiting
    assert "sz-finding" not in waiting
    assert "sz-wait" not in render_view(bare, "fr")
    french_only = Tree(render_view(bare, "fr", status="…", wants_english=False))
    assert len(french_only.with_class("sz-wait")) == 2  # the French summary's two lines


def test_an_alert_is_announced_and_escaped() -> None:
    html = render_alert("Cannot read <b>x</b>. Paste the text.")
    assert 'role="alert"' in html and "<b>" not in html


def test_dark_colours_follow_the_system_in_the_report_and_the_class_in_the_page() -> None:
    assert "prefers-color-scheme:dark" in style()
    assert "prefers-color-scheme:dark" not in style(dark_selector=".dark")
    assert ".dark{" in style(dark_selector=".dark")


def test_a_kept_sentence_is_not_announced_as_english_when_it_is_not() -> None:
    tree = Tree(render_view(make_result(), "en"))
    assert len(tree.with_class("sz-foreign")) == 2


# --- examples


def test_examples_are_whole_articles_with_furniture_and_hard_typography() -> None:
    examples = load_examples()
    assert tuple(e.name for e in examples) == NAMES
    for example in examples:
        assert 250 <= len(example.text.split()) <= 600
        assert "«" in example.text
        assert example.label("fr") and example.label("en")
