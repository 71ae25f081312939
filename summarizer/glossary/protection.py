"""Spans that no translator may touch, and their settling with terms."""

from __future__ import annotations

import re
from collections.abc import Sequence

from summarizer.document import Span
from summarizer.glossary.entries import TermMatch

_PROTECTED = re.compile(
    r"`[^`\n]+`"
    r"|</?[A-Za-z][^<>\n]*>"
    r"|\$?\{\{?[^{}\n]*\}\}?"
    r"|\b(?:https?|ftp)://[^\s<>«»“”\"]*[^\s<>«»“”\".,;:!?…)\]'’]"
    r"|\bwww\.[^\s<>«»“”\"]*[^\s<>«»“”\".,;:!?…)\]'’]"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.\w{2,}"
    r"|\b[\w-]+(?:\.[\w-]+)*\.(?:fr|com|org|net|info|eu|io|gouv|gov|edu|int|be|ch|tv|uk)\b"
    r"(?:/[^\s<>«»“”\"]*[^\s<>«»“”\".,;:!?…)\]'’])?"
    r"|(?<![\d%])(?<!\d[ \u00a0\u202f])%(?:\(\w+\))?(?:\d+\$)?[-+0#]*\d*(?:\.\d+)?[sdifgxXr](?!\w)"
    r"|\b(?=[A-Z0-9/_.-]*\d)(?=[A-Z0-9/_.-]*[A-Z])[A-Z0-9]+(?:[-_/.][A-Z0-9]+)+\b(?![-_/]\w)"
    r"|\b\w+(?:_\w+)+\b"
    r"|(?<![\w&/.])[#@](?=\d*[^\W\d_])\w{2,}"
    r"|\b[\w-]+\.(?:pdf|docx?|xlsx?|pptx?|odt|csv|tsv|json|xml|html?|py|js|txt|md|zip|png|jpe?g)\b"
)


def find_protected(text: str) -> list[Span]:
    """Spans to leave as they are: addresses, names of sites, e-mail, #hashtags, @accounts, ``code``,
    <tags>, {fields}, %s, AB-1234, file and variable names; in order, none overlapping."""
    return [Span(m.start(), m.end()) for m in _PROTECTED.finditer(text)]


def is_tag_at_edge(text: str, span: Span) -> bool:
    """Whether the span is markup with letters on one side at most."""
    before, after = text[span.start - 1 : span.start], text[span.end : span.end + 1]
    return text[span.start] == "<" and not (before.isalnum() and after.isalnum())


def overlap(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end


def settle(
    text: str, terms: Sequence[TermMatch], protected: Sequence[Span]
) -> tuple[list[TermMatch], list[Span]]:
    """Terms and protected spans that do not overlap: the larger of two keeps its place.

    A span takes in the letters that touch it, but for a tag at a word's edge, whose word is to be
    translated: <b>le maire</b>.
    """
    spans: list[Span] = []
    for span in sorted(protected, key=lambda s: s.start):
        if not len(span):
            continue
        start, end = span.start, span.end
        if not is_tag_at_edge(text, span):
            while start and text[start - 1].isalnum():
                start -= 1
            while end < len(text) and text[end].isalnum():
                end += 1
        if spans and start <= spans[-1].end:
            start, end = spans[-1].start, max(end, spans[-1].end)
            spans.pop()
        spans.append(Span(start, end))
    kept = [
        t
        for t in terms
        if all(
            not overlap(t.span, s) or (t.span.start <= s.start and s.end <= t.span.end)
            for s in spans
        )
    ]
    return kept, [s for s in spans if not any(overlap(t.span, s) for t in kept)]
