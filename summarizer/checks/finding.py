"""A doubt about an output, with its place in the output and in the source."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from summarizer.document import Span


class FindingKind(StrEnum):
    NUMBER_CHANGED = "number_changed"
    NUMBER_MISSING = "number_missing"
    NUMBER_INVENTED = "number_invented"
    NAME_CHANGED = "name_changed"
    NAME_MISSING = "name_missing"
    NAME_INVENTED = "name_invented"
    WORD_INVENTED = "word_invented"
    WORD_MISSING = "word_missing"
    NEGATION_LOST = "negation_lost"
    NEGATION_ADDED = "negation_added"
    DIRECTION_CHANGED = "direction_changed"
    MODALITY_LOST = "modality_lost"
    ATTRIBUTION_CHANGED = "attribution_changed"
    REPETITION = "repetition"
    UNTRANSLATED = "untranslated"
    LENGTH = "length"
    UNFINISHED = "unfinished"
    DROPPED = "dropped"
    QUOTES = "quotes"
    COVERAGE = "coverage"
    LANGUAGE = "language"
    GLOSSARY = "glossary"


class Severity(StrEnum):
    """HARD: the sentence must be repaired or marked; SOFT: worth a look; NOTE: told, no more."""

    HARD = "hard"
    SOFT = "soft"
    NOTE = "note"


class Part(StrEnum):
    """Which text of the result a finding speaks of."""

    ARTICLE = "article"
    SUMMARY_FR = "summary_fr"
    SUMMARY_EN = "summary_en"
    TRANSLATION = "translation"


@dataclass(frozen=True, slots=True)
class Finding:
    """One doubt.

    Attributes:
        part: the text it speaks of.
        sentence: index of the sentence in that part (summary sentence, or article sentence
            for ARTICLE and TRANSLATION); None when it speaks of the whole.
        output_span: characters within that output sentence; None when something is absent.
        source_span: characters of ``Document.text``; None when there is no counterpart.
        message_fr, message_en: one sentence for the reader.
    """

    kind: FindingKind
    severity: Severity
    part: Part
    message_fr: str
    message_en: str
    sentence: int | None = None
    output_span: Span | None = None
    source_span: Span | None = None

    def message(self, ui_lang: str) -> str:
        """The message in ``"fr"`` or ``"en"``."""
        return self.message_fr if ui_lang == "fr" else self.message_en
