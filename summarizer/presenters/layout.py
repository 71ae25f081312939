"""How a result is laid out for reading, whatever the medium: rows, marks and links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from summarizer.checks.finding import Finding, Part
from summarizer.document import Document, Furniture, Paragraph, Span
from summarizer.result import AlignedSentence, Result


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence and the findings that mark it (indices into ``Result.findings``)."""

    text: str
    findings: tuple[int, ...] = ()


def split_pieces(text: str, marks: Sequence[tuple[Span, int]]) -> list[Piece]:
    """``text`` cut where marks begin and end; the pieces joined give ``text`` back.

    Args:
        marks: spans within ``text`` (clipped to it; empty ones ignored) and what marks them.
    """
    clipped = [(max(0, s.start), min(len(text), s.end), i) for s, i in marks]
    clipped = [(start, end, i) for start, end, i in clipped if start < end]
    edges = sorted({0, len(text), *(e for start, end, _ in clipped for e in (start, end))})
    return [
        Piece(text[a:b], tuple(i for start, end, i in clipped if start <= a and b <= end))
        for a, b in pairwise(edges)
    ]


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph with the number of its first sentence, or a furniture line."""

    paragraph: Paragraph | None
    first_sentence: int
    furniture: Furniture | None = None


def make_rows(document: Document) -> list[Row]:
    """Paragraphs and furniture lines in reading order."""
    rows: list[Row] = []
    first = 0
    for p, paragraph in enumerate(document.paragraphs):
        rows += [Row(None, first, f) for f in document.furniture if f.before_paragraph == p]
        rows.append(Row(paragraph, first))
        first += len(paragraph.sentences)
    end = len(document.paragraphs)
    rows += [Row(None, first, f) for f in document.furniture if f.before_paragraph >= end]
    return rows


def sentence_at(document: Document, span: Span) -> int | None:
    """Index of the sentence where ``span`` begins, or None when it is in none."""
    for index, sentence in enumerate(document.sentences):
        if sentence.span.start <= span.start < max(sentence.span.end, sentence.span.start + 1):
            return index
    return None


def marks_of(findings: Sequence[Finding], part: Part, sentence: int) -> list[tuple[Span, int]]:
    """Spans to mark in one sentence of ``part``, with the index of their finding."""
    return [
        (f.output_span, i)
        for i, f in enumerate(findings)
        if f.part is part and f.sentence == sentence and f.output_span is not None
    ]


def source_marks(findings: Sequence[Finding], sentence_span: Span) -> list[tuple[Span, int]]:
    """Source spans of findings that lie in one article sentence, relative to its start."""
    marks: list[tuple[Span, int]] = []
    for i, finding in enumerate(findings):
        span = finding.source_span
        if span is None or span.end <= sentence_span.start or span.start >= sentence_span.end:
            continue
        if span.start <= sentence_span.start and span.end >= sentence_span.end:
            continue  # the whole sentence: the link says it, an underline would shout
        start = max(0, span.start - sentence_span.start)
        marks.append((Span(start, span.end - sentence_span.start), i))
    return marks


def aligned(result: Result) -> dict[int, AlignedSentence]:
    """English sentences by the number of the article sentence that they render."""
    if result.translation is None:
        return {}
    return {s.sentence: s for s in result.translation.sentences}


def target_of(result: Result, finding: Finding) -> int | None:
    """The article sentence that a finding leads to, or None."""
    if finding.source_span is not None:
        return sentence_at(result.document, finding.source_span)
    if finding.part in (Part.ARTICLE, Part.TRANSLATION):
        return finding.sentence
    return None


def enumerate_findings(result: Result) -> Iterator[tuple[int, Finding]]:
    """Findings with their index, gravest first, then in reading order."""
    gravity = {"hard": 0, "soft": 1, "note": 2}
    order = sorted(
        enumerate(result.findings),
        key=lambda item: (
            gravity[item[1].severity.value],
            -1 if item[1].sentence is None else item[1].sentence,
        ),
    )
    yield from order
