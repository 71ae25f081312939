"""Checks of an output against its source: numbers, names, denial, form, coverage.

Pure and fast; every doubt is a ``Finding`` with a message in French and English.
"""

from __future__ import annotations

from summarizer.checks.article_index import ArticleIndex, index_article
from summarizer.checks.coverage import coverage_findings, spoken_sentences
from summarizer.checks.finding import Finding, FindingKind, Part, Severity
from summarizer.checks.numbers import Quantity, find_quantities
from summarizer.checks.summary import (
    check_summary,
    check_summary_english,
    check_summary_sentence,
)
from summarizer.checks.translation import check_translation
from summarizer.checks.unsupported import unsupported_terms
from summarizer.checks.verdict import count_claims, verdict_line

__all__ = [
    "ArticleIndex",
    "Finding",
    "FindingKind",
    "Part",
    "Quantity",
    "Severity",
    "check_summary",
    "check_summary_english",
    "check_summary_sentence",
    "check_translation",
    "count_claims",
    "coverage_findings",
    "find_quantities",
    "index_article",
    "spoken_sentences",
    "unsupported_terms",
    "verdict_line",
]
