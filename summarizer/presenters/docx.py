"""A result as a Word document, through python-docx."""

from __future__ import annotations

import io
from typing import Any

from summarizer.document import ParagraphKind
from summarizer.errors import ConfigError
from summarizer.presenters import layout, messages
from summarizer.presenters.messages import say
from summarizer.presenters.text import provenance_lines
from summarizer.result import Length, Result, Summary


def render_docx(result: Result, ui_lang: str = "en", *, show_french: bool = True) -> bytes:
    """The bytes of a .docx: summaries, article and translation in a two-column table, findings.

    Args:
        show_french: False leaves the French summary out.

    Raises:
        ConfigError: python-docx is not installed.
    """
    try:
        import docx
        from docx.shared import Cm, Pt
    except ImportError as exc:
        raise ConfigError(
            "Writing .docx needs python-docx, which is not installed. Run `pip install python-docx`."
        ) from exc
    book = docx.Document()
    for section in book.sections:
        section.left_margin = section.right_margin = Cm(2)
        section.top_margin = section.bottom_margin = Cm(2)
    normal = book.styles["Normal"]
    normal.font.name = "Calibri"
    normal.font.size = Pt(10.5)
    book.core_properties.author = f"summarizer {result.provenance.version}"
    book.core_properties.title = _safe(result.document.title or say("report_title", ui_lang))

    book.add_heading(_safe(result.document.title or say("report_title", ui_lang)), level=0)
    if result.summary is not None:
        if show_french:
            book.add_heading(say("summary_fr", ui_lang), level=1)
            _add_summary(book, result.summary, "fr")
        if result.summary.text_en is not None:
            book.add_heading(say("summary_en", ui_lang), level=1)
            _add_summary(book, result.summary, "en")
    verdict = book.add_paragraph()
    verdict.add_run(messages.verdict_line(result, ui_lang)).bold = True
    verdict.add_run("\n" + messages.facts_line(result, ui_lang))
    _add_article(book, result, ui_lang)
    _add_furniture(book, result, ui_lang)
    _add_findings(book, result, ui_lang)
    _add_evidence(book, result, ui_lang)
    book.add_heading(say("provenance", ui_lang), level=1)
    for line in provenance_lines(result, ui_lang):
        book.add_paragraph(_safe(line))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _safe(text: str) -> str:
    """``text`` without the control characters that XML forbids."""
    return "".join(c for c in text if c >= " " or c in "\t\n")


def _add_bullet(book: Any, text: str) -> Any:
    """A bulleted paragraph; by the style's id, since python-docx is slow at looking names up."""
    paragraph = book.add_paragraph(_safe(text))
    paragraph._p.style = "ListBullet"
    return paragraph


def _add_summary(book: Any, summary: Summary, lang: str) -> None:
    texts = [s.text_fr if lang == "fr" else s.text_en or "" for s in summary.sentences]
    if summary.length is Length.BULLETS:
        for text in texts:
            _add_bullet(book, text)
    else:
        book.add_paragraph(_safe(" ".join(texts)))


def _add_article(book: Any, result: Result, ui_lang: str) -> None:
    english = layout.aligned(result)
    document = result.document
    book.add_heading(say("article", ui_lang), level=1)
    rows = [r for r in layout.make_rows(document) if r.paragraph is not None]
    table = book.add_table(rows=1, cols=2 if english else 1)
    table.style = "Table Grid"
    header = table.rows[0].cells
    header[0].paragraphs[0].add_run(say("article_fr", ui_lang)).bold = True
    if english:
        header[1].paragraphs[0].add_run(say("article_en", ui_lang)).bold = True
    for row in rows:
        paragraph = row.paragraph
        assert paragraph is not None
        is_heading = paragraph.kind in (ParagraphKind.TITLE, ParagraphKind.HEADING)
        cells = table.add_row().cells
        french = document.text[paragraph.span.start : paragraph.span.end]
        cells[0].paragraphs[0].add_run(_safe(french)).bold = is_heading
        if english:
            numbers = range(row.first_sentence, row.first_sentence + len(paragraph.sentences))
            text = "".join(english[n].text + english[n].separator for n in numbers if n in english)
            cells[1].paragraphs[0].add_run(_safe(text.strip())).bold = is_heading


def _add_furniture(book: Any, result: Result, ui_lang: str) -> None:
    if not result.document.furniture:
        return
    from docx.shared import RGBColor

    book.add_heading(say("furniture", ui_lang), level=1)
    for item in result.document.furniture:
        name = messages.furniture_name(item.kind, ui_lang)
        run = book.add_paragraph().add_run(_safe(f"{name}{messages.colon(ui_lang)}{item.text}"))
        run.font.color.rgb = RGBColor(0x70, 0x76, 0x80)


def _add_findings(book: Any, result: Result, ui_lang: str) -> None:
    book.add_heading(say("findings", ui_lang), level=1)
    if not result.findings:
        book.add_paragraph(say("no_findings", ui_lang))
    for _, finding in layout.enumerate_findings(result):
        where = messages.part_name(finding.part, ui_lang)
        if finding.sentence is not None:
            where += f", {say('sentence', ui_lang)} {finding.sentence + 1}"
        line = _add_bullet(book, "")
        line.add_run(_safe(messages.kind_name(finding.kind, ui_lang))).bold = True
        line.add_run(_safe(f" ({where}){messages.colon(ui_lang)}{finding.message(ui_lang)}"))


def _add_evidence(book: Any, result: Result, ui_lang: str) -> None:
    if result.summary is None or not result.summary.sentences:
        return
    sources = result.document.sentences
    book.add_heading(say("evidence", ui_lang), level=1)
    for sentence in result.summary.sentences:
        book.add_paragraph(_safe(sentence.text_fr)).runs[0].italic = True
        for proof in sentence.evidence:
            if proof.sentence < len(sources):
                score = messages.percent(proof.score, ui_lang)
                lead = f"{say('sentence', ui_lang)} {proof.sentence + 1} ({score}){messages.colon(ui_lang)}"
                _add_bullet(book, lead + sources[proof.sentence].text)
