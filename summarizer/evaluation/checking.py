"""The product's own checks as a score, and as marks in the report.

``unsupported`` is the published yardstick (``checks.unsupported_terms``); ``hard_findings``
counts texts with at least one hard finding of the full checks, the ones a reader is warned of.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import summarizer
from summarizer.checks import (
    ArticleIndex,
    Part,
    Severity,
    check_summary_sentence,
    check_translation,
    index_article,
)
from summarizer.errors import InputError
from summarizer.evaluation.scoring import Better, Case, MetricSpec, mean_row, percent_of
from summarizer.extraction import clean_article
from summarizer.segmentation import make_document, split_sentences


@dataclass(frozen=True, slots=True)
class Mark:
    """A doubt about some characters of an output, in words."""

    start: int
    end: int
    message: str
    is_hard: bool


@lru_cache(maxsize=128)
def _index(source: str) -> ArticleIndex | None:
    try:
        return index_article(make_document(clean_article(source)))
    except InputError:
        return None


def summary_marks(text: str, source: str, *, is_title: bool = False) -> tuple[list[Mark], bool]:
    """Marks in a French summary, in order, and whether any finding was hard.

    A title needs no full stop and is not called unfinished. Findings without a place in the
    text (something absent) count but mark nothing.
    """
    index = _index(source)
    if index is None:
        return [], False
    marks: list[Mark] = []
    is_hard = False
    for number, span in enumerate(split_sentences(text)):
        sentence = text[span.start : span.end]
        for found in check_summary_sentence(index, sentence, number, is_title=is_title):
            hard = found.severity is Severity.HARD
            is_hard = is_hard or hard
            if found.output_span is not None and found.severity is not Severity.NOTE:
                start = span.start + found.output_span.start
                end = span.start + found.output_span.end
                marks.append(Mark(start, end, found.message_en, hard))
    return sorted(marks, key=lambda m: (m.start, not m.is_hard)), is_hard


def translation_marks(text: str, source: str) -> tuple[list[Mark], bool]:
    """``summary_marks`` for an English sentence that renders ``source``."""
    findings = check_translation(source, text, sentence=0, part=Part.TRANSLATION)
    marks = [
        Mark(f.output_span.start, f.output_span.end, f.message_en, f.severity is Severity.HARD)
        for f in findings
        if f.output_span is not None and f.severity is not Severity.NOTE
    ]
    is_hard = any(f.severity is Severity.HARD for f in findings)
    return sorted(marks, key=lambda m: (m.start, not m.is_hard)), is_hard


class Checked(StrEnum):
    """What kind of text is checked."""

    SUMMARY = "summary"
    TITLE = "title"
    TRANSLATION = "translation"


@dataclass(frozen=True, slots=True)
class ChecksScorer:
    """Share of texts with a hard finding; an empty output has none and counts in ``empty``."""

    kind: Checked = Checked.SUMMARY

    @property
    def specs(self) -> tuple[MetricSpec, ...]:
        kind = self.kind
        return (
            MetricSpec(
                "hard_findings",
                "hard %",
                f"hard_findings|{kind}|summarizer:{summarizer.__version__}",
                percent_of,
                2,
                Better.LOWER,
                needs_source=True,
            ),
        )

    def rows(self, case: Case) -> list[list[float]]:
        if not case.hypothesis.strip():
            return [mean_row(0.0)]
        return [mean_row(float(marks_of(case.hypothesis, case.source, self.kind)[1]))]


def marks_of(text: str, source: str, kind: Checked) -> tuple[list[Mark], bool]:
    """The marks of ``text`` by what it is, and whether any finding was hard."""
    if kind is Checked.TRANSLATION:
        return translation_marks(text, source)
    return summary_marks(text, source, is_title=kind is Checked.TITLE)
