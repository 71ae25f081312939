"""The published measure of invention: numbers and capitalised words that the article lacks."""

from __future__ import annotations

import re

from summarizer.checks.lettering import fold

_NUMBER = re.compile(r"\d+(?:[ \u00a0\u202f]\d{3})*(?:[.,]\d+)*")
_WORD = re.compile(r"\b[^\W\d_]+\b")
_SPACES = re.compile(r"[ \u00a0\u202f]")
_SKIPPED = " \"«»“”'’-–—("
_ENDS = ".!?…:\n"


def unsupported_terms(article: str, summary: str) -> list[str]:
    """Numbers and capitalised words of ``summary`` that ``article`` does not contain, in order.

    Numbers are compared as written (spaces out, comma as point); words of two letters or more
    without accents or case. Words that open a sentence or a quotation are not asked for. This
    is the definition behind the figures of ``docs/CHECKS.md``; ``check_summary`` is the finer
    instrument.
    """
    numbers = set(_numbers(article))
    words = {fold(w) for w in _WORD.findall(article)}
    terms = [n for n in _numbers(summary) if n not in numbers]
    for m in _WORD.finditer(summary):
        word = m[0]
        if len(word) < 2 or not word[0].isupper() or fold(word) in words:
            continue
        before = summary[: m.start()].rstrip()
        if not before or before[-1] in '"«“':
            continue
        before = before.rstrip(_SKIPPED)
        if before and before[-1] not in _ENDS:
            terms.append(word)
    return terms


def _numbers(text: str) -> list[str]:
    return [_SPACES.sub("", m[0]).replace(",", ".") for m in _NUMBER.finditer(text)]
