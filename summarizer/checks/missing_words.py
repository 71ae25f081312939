"""Words whose English the translator was told, and that its translation does not say."""

from __future__ import annotations

import re
from collections.abc import Sequence

from summarizer.checks import messages
from summarizer.checks.finding import Finding, FindingKind, Severity
from summarizer.checks.place import Place
from summarizer.document import Span

_BETWEEN = re.compile(r"[' ]+")


def missing_word_findings(
    source: str, unsaid: Sequence[tuple[str, str]], place: Place
) -> list[Finding]:
    """One SOFT finding for each of ``unsaid``, as ``ReadsHints.unsaid_hints`` gives them."""
    findings = []
    for french, english in unsaid:
        span = _span(source, french)
        written = source[span.start : span.end] if span else french
        message = messages.word_missing(place.part, written, english)
        findings.append(
            place.finding(FindingKind.WORD_MISSING, Severity.SOFT, message, source=span)
        )
    return findings


def _span(source: str, french: str) -> Span | None:
    """Where a word or phrase stands, whatever lies between its words there."""
    words = (re.escape(w) for w in _BETWEEN.split(french))
    found = re.search(r"\b" + r"[^\w]+".join(words) + r"\b", source, re.IGNORECASE)
    return Span(found.start(), found.end()) if found else None
