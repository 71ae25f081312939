"""A result as Markdown: summaries, article and translation, what was found, where it comes from."""

from __future__ import annotations

import re

from summarizer.document import ParagraphKind
from summarizer.presenters import layout, messages
from summarizer.presenters.messages import say
from summarizer.result import Length, Result, Summary

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")
_BULLET = re.compile(r"^\\?[•‣◦·▪–—\-+*]\s+")
_NUMBERED = re.compile(r"^\d+\\?[.)]\s")
_BLOCK_START = re.compile(r"^(\s*)([-+]|\d+[.)])(?=\s)", re.MULTILINE)


def render_markdown(result: Result, ui_lang: str = "en", *, show_french: bool = True) -> str:
    """The result as CommonMark; text from the article is escaped. Ends with a line break.

    Args:
        show_french: False leaves the French summary out.
    """
    title = result.document.title
    blocks = [f"# {_escape(title or say('report_title', ui_lang))}"]
    if result.summary is not None:
        if show_french:
            blocks += [f"## {say('summary_fr', ui_lang)}", _summary(result.summary, "fr")]
        if result.summary.text_en is not None:
            blocks += [f"## {say('summary_en', ui_lang)}", _summary(result.summary, "en")]
    blocks.append(
        f"> **{messages.verdict_line(result, ui_lang)}**  \n> {messages.facts_line(result, ui_lang)}"
    )
    if result.translation is not None:
        blocks += [f"## {say('article_en', ui_lang)}", *_paragraphs(result, is_english=True)]
    blocks += [f"## {say('article_fr', ui_lang)}", *_paragraphs(result, is_english=False)]
    if result.document.furniture:
        lines = [
            f"- *{messages.furniture_name(f.kind, ui_lang)}*{messages.colon(ui_lang)}{_escape(f.text)}"
            for f in result.document.furniture
        ]
        blocks += [f"## {say('furniture', ui_lang)}", "\n".join(lines)]
    if result.findings:
        blocks += [f"## {say('findings', ui_lang)}", _findings(result, ui_lang)]
    if result.summary is not None and result.summary.sentences:
        blocks += [f"## {say('evidence', ui_lang)}", _evidence(result, result.summary, ui_lang)]
    blocks += [f"## {say('provenance', ui_lang)}", _provenance(result, ui_lang)]
    return "\n\n".join(blocks) + "\n"


def _escape(text: str) -> str:
    text = _SPECIAL.sub(r"\\\1", text)
    return _BLOCK_START.sub(lambda m: f"{m[1]}{m[2][:-1]}\\{m[2][-1]}", text)


def _summary(summary: Summary, lang: str) -> str:
    texts = [s.text_fr if lang == "fr" else s.text_en or "" for s in summary.sentences]
    if summary.length is Length.BULLETS:
        return "\n".join(f"- {_escape(t)}" for t in texts)
    return _escape(" ".join(texts))


def _paragraphs(result: Result, *, is_english: bool) -> list[str]:
    document = result.document
    english = layout.aligned(result)
    blocks: list[str] = []
    for row in layout.make_rows(document):
        paragraph = row.paragraph
        if paragraph is None:
            continue
        if is_english:
            numbers = range(row.first_sentence, row.first_sentence + len(paragraph.sentences))
            text = "".join(english[n].text + english[n].separator for n in numbers if n in english)
        else:
            text = document.text[paragraph.span.start : paragraph.span.end]
        # A line break of the article stays one: two spaces before it in Markdown.
        text = _escape(text.strip()).replace("\n", "  \n")
        prefix = {
            ParagraphKind.TITLE: "### ",
            ParagraphKind.HEADING: "#### ",
        }.get(paragraph.kind, "")
        if paragraph.kind is ParagraphKind.LIST_ITEM:
            text = _as_item(text)
        blocks.append(prefix + text)
    return blocks


def _as_item(text: str) -> str:
    """A list item of the article, whose own mark is kept unless it is a bullet."""
    text = _BULLET.sub("", text)
    return text if _NUMBERED.match(text) else f"- {text}"


def _findings(result: Result, ui_lang: str) -> str:
    lines = []
    for _, finding in layout.enumerate_findings(result):
        where = messages.part_name(finding.part, ui_lang)
        if finding.sentence is not None:
            where += f", {say('sentence', ui_lang)} {finding.sentence + 1}"
        severity = messages.severity_name(finding.severity, ui_lang)
        lines.append(
            f"- **{severity}** ({where}){messages.colon(ui_lang)}{_escape(finding.message(ui_lang))}"
        )
    return "\n".join(lines)


def _evidence(result: Result, summary: Summary, ui_lang: str) -> str:
    sources = result.document.sentences
    lines = []
    for number, sentence in enumerate(summary.sentences, start=1):
        lines.append(f"{number}. {_escape(sentence.text_fr)}")
        proofs = [e for e in sentence.evidence if e.sentence < len(sources)]
        for proof in proofs:
            text = _escape(sources[proof.sentence].text.replace("\n", " "))
            score = messages.percent(proof.score, ui_lang)
            lines.append(
                f"   - {say('sentence', ui_lang)} {proof.sentence + 1} ({score}){messages.colon(ui_lang)}{text}"
            )
        if not proofs:
            lines.append(f"   - {say('no_evidence', ui_lang)}")
    return "\n".join(lines)


def _provenance(result: Result, ui_lang: str) -> str:
    lines = []
    for key, model in (
        ("summariser", result.provenance.summariser),
        ("translator", result.provenance.translator),
    ):
        if model is None:
            lines.append(
                f"- {say(key, ui_lang)}{messages.colon(ui_lang)}{say('no_model', ui_lang)}"
            )
            continue
        facts = [model.name, model.engine, model.revision, model.precision, model.licence]
        if model.sha256:
            facts.append(f"sha256 {model.sha256}")
        lines.append(
            f"- {say(key, ui_lang)}{messages.colon(ui_lang)}"
            + ", ".join(_escape(f) for f in facts if f)
        )
    lines.append(
        f"- {say('programme', ui_lang)}{messages.colon(ui_lang)}summarizer {result.provenance.version}"
    )
    return "\n".join(lines)
