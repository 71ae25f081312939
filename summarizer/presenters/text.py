"""A result as plain text for a terminal. Pure: colours come from a function that is given."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

from summarizer.checks.finding import Severity
from summarizer.document import Document, ParagraphKind, Span
from summarizer.presenters import layout, messages
from summarizer.presenters.messages import say
from summarizer.result import Length, Origin, Result, Summary

Paint = Callable[[str, str], str]
"""``paint(text, role)`` gives the text in the role's colours.

Roles: heading, title, soft, good, warn, bad.
"""

_MARKS = {Severity.HARD: "✗", Severity.SOFT: "!", Severity.NOTE: "·"}
_ROLES = {Severity.HARD: "bad", Severity.SOFT: "warn", Severity.NOTE: "soft"}


def plain(text: str, role: str) -> str:
    """The text as it is."""
    return text


def render_text(
    result: Result,
    ui_lang: str = "en",
    *,
    width: int = 80,
    explain: bool = False,
    show_french: bool = True,
    paint: Paint = plain,
) -> str:
    """The summary in both languages, the translation, the verdict; ends with a line break.

    Args:
        width: columns to wrap at; at least 20.
        explain: also print the evidence, the furniture and the provenance.
        show_french: False leaves the French summary out.
    """
    width = max(20, width)
    blocks: list[str] = []
    summary = result.summary
    if summary is not None:
        if show_french:
            blocks.append(_heading(say("summary_fr", ui_lang), paint))
            blocks.append(_summary(summary, "fr", width, explain))
        if summary.text_en is not None:
            blocks.append(_heading(say("summary_en", ui_lang), paint))
            blocks.append(_summary(summary, "en", width, explain))
    if result.translation is not None:
        blocks.append(_heading(say("article_en", ui_lang), paint))
        blocks += _translation(result, width, paint)
    if explain:
        if summary is not None:
            blocks.append(_heading(say("evidence", ui_lang), paint))
            blocks += _evidence(result.document, summary, ui_lang, width, paint)
        if result.document.furniture:
            blocks.append(_heading(say("furniture", ui_lang), paint))
            blocks.append(_furniture(result.document, ui_lang, width, paint))
    if result.findings and (
        explain or any(f.severity is not Severity.NOTE for f in result.findings)
    ):
        blocks.append(_heading(say("findings", ui_lang), paint))
        blocks.append(_findings(result, ui_lang, width, explain, paint))
    if explain:
        blocks.append(_heading(say("provenance", ui_lang), paint))
        lines = [_wrap(line, width, "  ", "    ") for line in provenance_lines(result, ui_lang)]
        blocks.append("\n".join(lines))
    blocks.append(_verdict(result, ui_lang, width, paint))
    return "\n\n".join(blocks).replace("\x00\n\n", "\n") + "\n"


def _heading(text: str, paint: Paint) -> str:
    # The NUL marks a heading: it is joined to what follows by one line break, not two.
    return paint(text, "heading") + "\x00"


def _wrap(text: str, width: int, first: str = "", rest: str | None = None) -> str:
    # textwrap knows U+00A0 and U+202F as no-break: they must not become line breaks.
    lines = text.split("\n")
    wrapped = [
        textwrap.fill(
            line,
            width,
            initial_indent=first if i == 0 else (first if rest is None else rest),
            subsequent_indent=first if rest is None else rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for i, line in enumerate(lines)
    ]
    return "\n".join(wrapped)


def _summary(summary: Summary, lang: str, width: int, explain: bool) -> str:
    texts: list[str] = []
    for number, sentence in enumerate(summary.sentences, start=1):
        text = sentence.text_fr if lang == "fr" else sentence.text_en or ""
        origin = sentence.origin if lang == "fr" else sentence.origin_en
        mark = " ⟲" if explain and origin is Origin.REPAIRED else ""
        texts.append(f"{text}{mark} [{number}]" if explain else text)
    if summary.length is Length.BULLETS:
        return "\n".join(_wrap(t, width, "  • ", "    ") for t in texts)
    return _wrap(" ".join(texts), width, "  ")


def _translation(result: Result, width: int, paint: Paint) -> list[str]:
    english = layout.aligned(result)
    blocks: list[str] = []
    for row in layout.make_rows(result.document):
        if row.paragraph is None:
            continue
        numbers = range(row.first_sentence, row.first_sentence + len(row.paragraph.sentences))
        sentences = [english[n] for n in numbers if n in english]
        text = "".join(s.text + s.separator for s in sentences).strip()
        if not text:
            continue
        if row.paragraph.kind in (ParagraphKind.TITLE, ParagraphKind.HEADING):
            blocks.append(paint(_wrap(text, width, "  "), "title"))
        elif row.paragraph.kind is ParagraphKind.LIST_ITEM:
            blocks.append(_wrap(text, width, "  ", "    "))
        else:
            blocks.append(_wrap(text, width, "  "))
    return blocks


def _evidence(
    document: Document, summary: Summary, ui_lang: str, width: int, paint: Paint
) -> list[str]:
    blocks: list[str] = []
    sources = document.sentences
    for number, sentence in enumerate(summary.sentences, start=1):
        lead = f"  [{number}] "
        head = f"{sentence.text_fr} ({messages.origin_name(sentence.origin, ui_lang)})"
        lines = [_wrap(head, width, lead, " " * len(lead))]
        for proof in sentence.evidence:
            if proof.sentence >= len(sources):
                continue
            score = messages.percent(proof.score, ui_lang).rjust(5)
            head = f"      {score}  {say('sentence', ui_lang)} {proof.sentence + 1}"
            source = sources[proof.sentence].text.replace("\n", " ")
            if source == sentence.text_fr:
                lines.append(paint(f"{head}, {say('verbatim', ui_lang)}", "soft"))
                continue
            text = _wrap(source, width, head + messages.colon(ui_lang), " " * 13)
            lines.append(paint(text, "soft"))
        if not sentence.evidence:
            lines.append(paint(f"      {say('no_evidence', ui_lang)}", "warn"))
        blocks.append("\n".join(lines))
    return blocks


def _furniture(document: Document, ui_lang: str, width: int, paint: Paint) -> str:
    return "\n".join(
        paint(
            _wrap(
                f"{messages.furniture_name(f.kind, ui_lang)}{messages.colon(ui_lang)}{f.text}",
                width,
                "  ",
                "    ",
            ),
            "soft",
        )
        for f in document.furniture
    )


def _findings(result: Result, ui_lang: str, width: int, explain: bool, paint: Paint) -> str:
    lines: list[str] = []
    last: list[str] = []
    for _, finding in layout.enumerate_findings(result):
        if finding.severity is Severity.NOTE and not explain:
            continue
        where = messages.part_name(finding.part, ui_lang)
        if finding.sentence is not None:
            where += f", {say('sentence', ui_lang)} {finding.sentence + 1}"
        text = f"{finding.message(ui_lang)} ({where})"
        mark = _MARKS[finding.severity]
        lines.append(paint(_wrap(text, width, f"  {mark} ", "    "), _ROLES[finding.severity]))
        if explain:
            # A sentence with many doubts is quoted once, under the first of them.
            quoted = _quoted(result, finding.source_span, width, paint)
            lines += [] if quoted == last else quoted
            last = quoted or last
    return "\n".join(lines)


def _quoted(result: Result, span: Span | None, width: int, paint: Paint) -> list[str]:
    """The article sentence that a finding points to."""
    number = None if span is None else layout.sentence_at(result.document, span)
    if number is None:
        return []
    text = result.document.sentences[number].text.replace("\n", " ")
    return [paint(_wrap(text, width, "      ", "      "), "soft")]


def provenance_lines(result: Result, ui_lang: str) -> list[str]:
    """One line for each model and for the program."""
    lines = []
    for key, model in (
        ("summariser", result.provenance.summariser),
        ("translator", result.provenance.translator),
    ):
        if model is None:
            lines.append(f"{say(key, ui_lang)}{messages.colon(ui_lang)}{say('no_model', ui_lang)}")
            continue
        facts = [model.name, model.engine, model.revision, model.precision, model.licence]
        if model.sha256:
            facts.append(f"sha256 {model.sha256[:16]}")
        lines.append(
            f"{say(key, ui_lang)}{messages.colon(ui_lang)}" + ", ".join(f for f in facts if f)
        )
    lines.append(
        f"{say('programme', ui_lang)}{messages.colon(ui_lang)}summarizer {result.provenance.version}"
    )
    return lines


def _verdict(result: Result, ui_lang: str, width: int, paint: Paint) -> str:
    grave = any(f.severity is Severity.HARD for f in result.findings)
    doubt = any(f.severity is Severity.SOFT for f in result.findings)
    mark, role = ("✗", "bad") if grave else ("!", "warn") if doubt else ("✓", "good")
    line = _wrap(f"{mark} {messages.verdict_line(result, ui_lang)}", width)
    return (
        f"{paint(line, role)}\n{paint(_wrap(messages.facts_line(result, ui_lang), width), 'soft')}"
    )
