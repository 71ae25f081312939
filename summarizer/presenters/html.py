"""A result as HTML: the view shared by the web page and the printable report. No network."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from html import escape
from importlib import resources
from typing import Final

from summarizer.checks.finding import Finding, Part, Severity
from summarizer.document import Document, Paragraph, ParagraphKind, Span
from summarizer.engines.base import ModelIdentity
from summarizer.presenters import layout, messages
from summarizer.presenters.messages import say
from summarizer.result import AlignedSentence, Length, Origin, Result, Summary, SummarySentence

_LIGHT: Final = """
--sz-paper:#fbfaf8;--sz-card:#fff;--sz-ink:#20242a;--sz-soft:#5a626d;--sz-faint:#6f7680;
--sz-line:#e4e1db;--sz-chip:#efece6;--sz-accent:#1f5f80;--sz-accent-strong:#174a64;--sz-lit:#fdeeb5;--sz-proof:#d7ede4;
--sz-good:#2e7d5b;--sz-warn:#9a6207;--sz-bad:#b3261e;--sz-bad-bg:#fcefed;color-scheme:light;
"""
_DARK: Final = """
--sz-paper:#15181c;--sz-card:#1c2026;--sz-ink:#e7e4de;--sz-soft:#a6adb6;--sz-faint:#8b929b;
--sz-line:#2e343c;--sz-chip:#272c34;--sz-accent:#82c0de;--sz-accent-strong:#a4d3ea;--sz-lit:#54491a;--sz-proof:#1d463a;
--sz-good:#57b48b;--sz-warn:#dda44a;--sz-bad:#f28b82;--sz-bad-bg:#3a1f1e;color-scheme:dark;
"""
_FONTS: Final = """
--sz-sans:"Source Sans Pro","Source Sans 3",system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;
--sz-serif:Charter,"Iowan Old Style","Source Serif 4",Georgia,var(--sz-sans);
"""
_PAGE: Final = """
body{margin:0;background:var(--sz-paper)}
.sz{max-width:74rem;margin:0 auto;padding:2.2rem 1.5rem 4rem}
.sz-title{font:600 1.35rem/1.3 var(--sz-sans);margin:0 0 .2rem!important}
.sz-origin{color:var(--sz-soft);margin:0 0 1.2rem!important;overflow-wrap:anywhere}
@page{margin:16mm}
@media print{body{background:#fff}.sz{padding:0;max-width:none}}
"""

_SHOWN_FINDINGS: Final = 10
"""Findings listed at once, the gravest; the rest waits behind a line that opens."""


@cache
def _resource(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def style(*, dark_selector: str | None = None) -> str:
    """The style sheet of a result's view.

    Args:
        dark_selector: ancestor that asks for dark colours (``".dark"`` in the web page);
            None follows the reader's system.
    """
    if dark_selector is None:
        # Printed on white whatever the screen shows, hence `screen`.
        dark = f"@media screen and (prefers-color-scheme:dark){{:root{{{_DARK}}}}}"
    else:
        dark = f"{dark_selector}{{{_DARK}}}"
    return f":root{{{_LIGHT}{_FONTS}}}{dark}\n{_resource('page.css')}"


def script() -> str:
    """The view's behaviour; expects ``element``, the node around the view."""
    return _resource("page.js")


def render_report(result: Result, ui_lang: str = "en") -> str:
    """A whole self-contained page: styles and script inside, nothing fetched, made to print."""
    title = result.document.title or say("report_title", ui_lang)
    origin = "" if result.document.origin == "text" else result.document.origin
    head = f'<p class="sz-title">{escape(say("report_title", ui_lang))}</p>'
    head += f'<p class="sz-origin">{escape(origin)}</p>'
    body = render_view(result, ui_lang, heading=head)
    return (
        f'<!doctype html>\n<html lang="{ui_lang}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)}</title>\n<style>{style()}{_PAGE}</style>\n</head>\n<body>\n"
        f"{body}\n<script>(function(element){{{script()}}})(document.body)</script>\n"
        "</body>\n</html>\n"
    )


def render_view(
    result: Result,
    ui_lang: str = "en",
    *,
    heading: str = "",
    status: str | None = None,
    wants_summary: bool = True,
    wants_english: bool = True,
) -> str:
    """The view of a result, or of an unfinished one.

    Args:
        heading: HTML put first, already escaped.
        status: what is being done, while the run goes on: shown in place of the verdict, and
            what is still missing is drawn as waiting.
        wants_summary: whether a summary is still to come while the run goes on.
        wants_english: whether English is still to come while the run goes on.
    """
    is_pending = status is not None
    parts = [heading, _verdict(result, ui_lang, status)]
    if result.summary is not None:
        parts.append(_summary(result, result.summary, ui_lang, is_pending and wants_english))
    elif is_pending and wants_summary:
        parts.append(_waiting_summary(ui_lang, wants_english))
    parts.append(_reader(result, ui_lang, is_pending and wants_english))
    if not is_pending:
        parts += [_findings(result, ui_lang), _evidence(result, ui_lang)]
        parts.append(_provenance(result, ui_lang))
    return f'<div class="sz" lang="{ui_lang}">{"".join(parts)}</div>'


def render_alert(message: str) -> str:
    """An error shown in the page, escaped."""
    return f'<div class="sz"><div class="sz-alert" role="alert">{escape(message)}</div></div>'


def render_waiting(status: str) -> str:
    """What is shown before anything is known of the article."""
    return (
        f'<div class="sz"><div class="sz-verdict busy" role="status">'
        f"<strong>{escape(status)}</strong></div></div>"
    )


def render_notice(message: str) -> str:
    """A quiet remark put before the view, escaped."""
    return f'<div class="sz"><p class="sz-notice" role="status">{escape(message)}</p></div>'


def _verdict(result: Result, ui_lang: str, status: str | None) -> str:
    facts = f"<span>{escape(messages.facts_line(result, ui_lang))}</span>"
    if status is not None:
        return (
            f'<div class="sz-verdict busy" role="status"><strong>{escape(status)}</strong>'
            f"{facts}</div>"
        )
    grave = any(f.severity is Severity.HARD for f in result.findings)
    doubt = any(f.severity is Severity.SOFT for f in result.findings)
    tone = " bad" if grave else " warn" if doubt else ""
    line = escape(messages.verdict_line(result, ui_lang))
    return f'<div class="sz-verdict{tone}" role="status"><strong>{line}</strong>{facts}</div>'


def _summary(result: Result, summary: Summary, ui_lang: str, is_waiting: bool) -> str:
    has_english = any(s.text_en is not None for s in summary.sentences)
    columns = [_summary_column(result, summary, "fr", ui_lang)]
    if has_english:
        columns.append(_summary_column(result, summary, "en", ui_lang))
    elif is_waiting:
        columns.append(_waiting_column("summary_en", ui_lang))
    one = " one" if len(columns) == 1 else ""
    return (
        f'<section class="sz-card sz-summary {summary.length.value}"><div class="sz-pair{one}">'
        f"{''.join(columns)}</div></section>"
    )


def _waiting_column(key: str, ui_lang: str) -> str:
    bars = '<span class="sz-wait"></span><span class="sz-wait"></span>'
    return f'<div><p class="sz-label">{escape(say(key, ui_lang))}</p>{bars}</div>'


def _waiting_summary(ui_lang: str, wants_english: bool) -> str:
    columns = _waiting_column("summary_fr", ui_lang)
    if wants_english:
        columns += _waiting_column("summary_en", ui_lang)
    one = "" if wants_english else " one"
    return (
        f'<section class="sz-card sz-summary"><div class="sz-pair{one}">{columns}</div></section>'
    )


def _summary_column(result: Result, summary: Summary, lang: str, ui_lang: str) -> str:
    part = Part.SUMMARY_FR if lang == "fr" else Part.SUMMARY_EN
    sentences = [
        _summary_sentence(result, i, s, lang, part, ui_lang)
        for i, s in enumerate(summary.sentences)
    ]
    if summary.length is Length.BULLETS:
        body = f'<ul class="sz-text">{"".join(f"<li>{s}</li>" for s in sentences)}</ul>'
    else:
        body = f'<p class="sz-text">{" ".join(sentences)}</p>'
    label = say(f"summary_{lang}", ui_lang)
    return (
        f'<div lang="{lang}"><p class="sz-label" lang="{ui_lang}">{escape(label)}</p>{body}</div>'
    )


def _summary_sentence(
    result: Result, index: int, sentence: SummarySentence, lang: str, part: Part, ui_lang: str
) -> str:
    text = sentence.text_fr if lang == "fr" else sentence.text_en
    if text is None:
        return ""
    marked = _marked(result, text, layout.marks_of(result.findings, part, index), ui_lang)
    proofs = " ".join(str(e.sentence) for e in sentence.evidence)
    html = (
        f'<span class="sz-s" lang="{lang}" data-m="{index}" data-e="{proofs}" '
        f'tabindex="{0 if index == 0 else -1}">{marked}</span>'
    )
    origin = sentence.origin if lang == "fr" else sentence.origin_en
    html += _origin_tag(origin, ui_lang)
    if lang == "fr":
        html += "".join(
            f'<a class="sz-ref" href="#sz-fr-{e.sentence}" data-go="#sz-fr-{e.sentence}" '
            f'aria-label="{escape(say("evidence", ui_lang))}{messages.colon(ui_lang)}{say("sentence", ui_lang)} '
            f'{e.sentence + 1}">{e.sentence + 1}</a>'
            for e in sentence.evidence
        )
    return html


def _origin_tag(origin: Origin, ui_lang: str) -> str:
    """A small tag on the sentences that are not simply the model's own."""
    if origin not in (Origin.REPAIRED, Origin.KEPT, Origin.SHORTENED):
        return ""
    name = escape(messages.origin_name(origin, ui_lang))
    tip = escape(say(f"{origin.value}_tip", ui_lang))
    return f'<span class="sz-tag" lang="{ui_lang}" tabindex="0" data-tip="{tip}">{name}</span>'


def _marked(
    result: Result,
    text: str,
    marks: Sequence[tuple[Span, int]],
    ui_lang: str,
    *,
    is_source: bool = False,
) -> str:
    """``text`` escaped, with the stretches that findings speak of underlined."""
    html: list[str] = []
    for piece in layout.split_pieces(text, marks):
        if not piece.findings:
            html.append(escape(piece.text, quote=False))
            continue
        found = [result.findings[i] for i in piece.findings]
        tip = escape(" ".join(f.message(ui_lang) for f in found))
        grade = _gravest(found).value + (" source" if is_source else "")
        html.append(
            f'<mark class="{grade}" tabindex="0" data-tip="{tip}" '
            f'aria-describedby="sz-finding-{piece.findings[0]}">'
            f"{escape(piece.text, quote=False)}</mark>"
        )
    return "".join(html)


def _gravest(findings: Sequence[Finding]) -> Severity:
    order = (Severity.HARD, Severity.SOFT, Severity.NOTE)
    return min((f.severity for f in findings), key=order.index)


def _reader(result: Result, ui_lang: str, is_waiting: bool) -> str:
    """The article and its translation, a row for each paragraph; furniture greyed in its place."""
    english = layout.aligned(result)
    is_pair = bool(english) or is_waiting
    rows = []
    for row in layout.make_rows(result.document):
        if row.furniture is not None:
            name = escape(messages.furniture_name(row.furniture.kind, ui_lang))
            text = escape(row.furniture.text, quote=False)
            label = escape(say("furniture", ui_lang))
            rows.append(
                f'<div class="sz-aside"><b title="{label}">{name}</b>'
                f'<span lang="fr">{text}</span></div>'
            )
        elif row.paragraph is not None:
            rows.append(_row(result, row.paragraph, row.first_sentence, english, is_pair, ui_lang))
    switch = ""
    if english and not is_waiting:
        buttons = "".join(
            f'<button type="button" data-view="{view}" aria-pressed="{str(view == "both").lower()}">'
            f"{escape(say(f'view_{view}', ui_lang))}</button>"
            for view in ("both", "fr", "en")
        )
        label = escape(say("view", ui_lang))
        switch = f'<div class="sz-switch" role="group" aria-label="{label}">{buttons}</div>'
    columns = ""
    if is_pair:
        columns = (
            '<div class="sz-pair sz-cols" aria-hidden="true">'
            f'<p class="sz-label fr">{escape(say("article_fr", ui_lang))}</p>'
            f'<p class="sz-label en">{escape(say("article_en", ui_lang))}</p></div>'
        )
    title = escape(say("article_pair" if is_pair else "article", ui_lang))
    return (
        f'<section class="sz-reader"><div class="sz-head"><h2>{title}</h2>{switch}</div>'
        f"{columns}{''.join(rows)}</section>"
    )


def _row(
    result: Result,
    paragraph: Paragraph,
    first: int,
    english: dict[int, AlignedSentence],
    is_pair: bool,
    ui_lang: str,
) -> str:
    """One paragraph in both languages; the space between sentences is the article's own."""
    document = result.document
    french: list[str] = []
    translated: list[str] = []
    n = len(paragraph.sentences)
    for offset, sentence in enumerate(paragraph.sentences):
        index = first + offset
        end = paragraph.sentences[offset + 1].span.start if offset + 1 < n else sentence.span.end
        gap = document.text[sentence.span.end : end]
        marks = layout.marks_of(result.findings, Part.ARTICLE, index)
        marks += layout.source_marks(result.findings, sentence.span)
        body = _marked(result, sentence.text, marks, ui_lang, is_source=True)
        french.append(_sentence(index, "fr", body) + gap)
        aligned = english.get(index)
        if aligned is not None:
            marks = layout.marks_of(result.findings, Part.TRANSLATION, index)
            body = _marked(result, aligned.text, marks, ui_lang)
            tag = _origin_tag(aligned.origin, ui_lang) if _is_translated(paragraph) else ""
            translated.append(_sentence(index, "en", body) + tag + gap)
    tag = {ParagraphKind.TITLE: "h3", ParagraphKind.HEADING: "h4"}.get(paragraph.kind, "p")
    css = "sz-text"
    css += " item" if paragraph.kind is ParagraphKind.LIST_ITEM else ""
    css += "" if _is_translated(paragraph) else " sz-foreign"
    cells = f'<div class="fr" lang="{_lang(paragraph)}"><{tag} class="{css}">{"".join(french)}</{tag}></div>'
    if is_pair:
        if translated:
            lang = "en" if _is_translated(paragraph) else _lang(paragraph)
            inner = f'<{tag} class="{css}">{"".join(translated)}</{tag}>'
        else:
            lang = "en"
            inner = '<span class="sz-wait"></span>' * (2 if n > 1 else 1)
        cells += f'<div class="en" lang="{lang}">{inner}</div>'
    return f'<div class="sz-row{"" if is_pair else " one"}">{cells}</div>'


def _lang(paragraph: Paragraph) -> str:
    return paragraph.language if paragraph.language not in (None, "und") else "fr"


def _is_translated(paragraph: Paragraph) -> bool:
    return paragraph.language in (None, "fr", "und")


def _sentence(index: int, lang: str, body: str) -> str:
    return (
        f'<span class="sz-s" id="sz-{lang}-{index}" lang="{lang}" data-s="{index}" '
        f'tabindex="{0 if index == 0 else -1}">{body}</span>'
    )


def _findings(result: Result, ui_lang: str) -> str:
    items = []
    for index, finding in layout.enumerate_findings(result):
        where = messages.part_name(finding.part, ui_lang)
        target = layout.target_of(result, finding)
        link = _finding_link(finding, target, ui_lang)
        items.append(
            f'<li id="sz-finding-{index}"><span class="sz-kind {finding.severity.value}" '
            f'title="{escape(messages.severity_name(finding.severity, ui_lang))}">'
            f"{escape(messages.kind_name(finding.kind, ui_lang))}</span>"
            f"<div>{escape(finding.message(ui_lang), quote=False)} "
            f'<span class="sz-where">{escape(where)}{link}</span></div></li>'
        )
    rest = items[_SHOWN_FINDINGS:]
    more = ""
    if rest:
        label = escape(say("more_findings", ui_lang, n=len(rest)))
        more = (
            f'<details class="sz-more"><summary>{label}</summary>'
            f'<ul class="sz-list">{"".join(rest)}</ul></details>'
        )
    body = (
        f'<ul class="sz-list">{"".join(items[:_SHOWN_FINDINGS])}</ul>{more}'
        if items
        else (f'<p class="sz-calm">{escape(say("no_findings", ui_lang))}</p>')
    )
    n = f" ({len(items)})" if items else ""
    title = escape(say("findings", ui_lang))
    return f'<section class="sz-findings"><div class="sz-head"><h2>{title}{n}</h2></div>{body}</section>'


def _finding_link(finding: Finding, target: int | None, ui_lang: str) -> str:
    if target is None:
        if finding.sentence is None or finding.part not in (Part.SUMMARY_FR, Part.SUMMARY_EN):
            return ""
        lang = "fr" if finding.part is Part.SUMMARY_FR else "en"
        goal = f".sz-s[data-m='{finding.sentence}'][lang='{lang}']"
        number = finding.sentence + 1
    else:
        lang = "en" if finding.part is Part.TRANSLATION else "fr"
        goal = f"#sz-{lang}-{target}"
        number = target + 1
    name = f"{say('sentence', ui_lang)} {number}"
    return f' · <a href="#" data-go="{escape(goal)}">{escape(name)}</a>'


def _evidence(result: Result, ui_lang: str) -> str:
    if result.summary is None or not result.summary.sentences:
        return ""
    items = [_proofs(result.document, s, ui_lang) for s in result.summary.sentences]
    return (
        f"<section><details><summary>{escape(say('evidence', ui_lang))}</summary>"
        f'<p class="sz-lead">{escape(say("evidence_lead", ui_lang))}</p>'
        f'<ul class="sz-proofs">{"".join(items)}</ul></details></section>'
    )


def _proofs(document: Document, sentence: SummarySentence, ui_lang: str) -> str:
    sources = document.sentences
    proofs = "".join(
        f'<li><div title="{escape(say("support", ui_lang))} {messages.percent(e.score, ui_lang)}">'
        f'<a class="sz-ref" href="#sz-fr-{e.sentence}" data-go="#sz-fr-{e.sentence}">{e.sentence + 1}</a>'
        f'<div class="sz-bar"><i style="width:{max(0.0, min(1.0, e.score)):.0%}"></i></div></div>'
        f'<span lang="fr">{escape(sources[e.sentence].text, quote=False)}</span></li>'
        for e in sentence.evidence
        if e.sentence < len(sources)
    )
    if not proofs:
        proofs = f"<li><span></span><span>{escape(say('no_evidence', ui_lang))}</span></li>"
    claim = f'<p class="claim" lang="fr">{escape(sentence.text_fr, quote=False)}</p>'
    return f"<li>{claim}<ol>{proofs}</ol></li>"


def _provenance(result: Result, ui_lang: str) -> str:
    provenance = result.provenance
    rows = [
        (say("summariser", ui_lang), _model(provenance.summariser, ui_lang)),
        (say("translator", ui_lang), _model(provenance.translator, ui_lang)),
        (say("programme", ui_lang), f"summarizer {escape(provenance.version)}"),
    ]
    if result.document.origin != "text":
        rows.insert(0, (say("article", ui_lang), escape(result.document.origin)))
    body = "".join(f"<dt>{escape(name)}</dt><dd>{value}</dd>" for name, value in rows)
    return (
        f"<section><details><summary>{escape(say('provenance', ui_lang))}</summary>"
        f'<dl class="sz-meta">{body}</dl></details></section>'
    )


def _model(model: ModelIdentity | None, ui_lang: str) -> str:
    if model is None:
        return escape(say("no_model", ui_lang))
    facts = [escape(model.name), f"{say('engine', ui_lang)} {escape(model.engine)}"]
    if model.revision:
        facts.append(f"{say('revision', ui_lang)} {escape(model.revision)}")
    if model.n_parameters:
        facts.append(f"{messages.count(model.n_parameters, ui_lang)} {say('parameters', ui_lang)}")
    if model.precision:
        facts.append(escape(model.precision))
    if model.licence:
        facts.append(f"{say('licence', ui_lang)} {escape(model.licence)}")
    if model.sha256:
        facts.append(f"{say('checksum', ui_lang)} <code>{escape(model.sha256[:16])}</code>")
    return " · ".join(facts)
