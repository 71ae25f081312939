"""What a run gives back: one frozen value, whole and serialisable."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from summarizer.checks.finding import Finding
from summarizer.document import Document, ParagraphKind, Span
from summarizer.engines.base import ModelIdentity

SCHEMA_VERSION = "1.0"


class Length(StrEnum):
    """How long a summary the reader asks for."""

    TITLE = "title"
    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"
    BULLETS = "bullets"


class Origin(StrEnum):
    """Where an output sentence comes from."""

    GENERATED = "generated"
    EXTRACTED = "extracted"
    SHORTENED = "shortened"
    """A sentence of the article with words left out."""
    REPAIRED = "repaired"
    """Replaced or retried because the first output failed a check."""
    KEPT = "kept"
    """The source text itself: not French, or protected, or nothing better passed."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """An article sentence that supports a summary sentence; ``score`` from 0 to 1."""

    sentence: int
    score: float


@dataclass(frozen=True, slots=True)
class SummarySentence:
    """One sentence of the summary in both languages; ``text_en`` is None when not asked for."""

    text_fr: str
    text_en: str | None
    evidence: tuple[Evidence, ...]
    origin: Origin = Origin.GENERATED
    origin_en: Origin = Origin.GENERATED


@dataclass(frozen=True, slots=True)
class Summary:
    """The summary; ``read_share`` is the share of the article's words the model read, 0 to 1."""

    length: Length
    sentences: tuple[SummarySentence, ...]
    read_share: float

    @property
    def text_fr(self) -> str:
        return self._joined([s.text_fr for s in self.sentences])

    @property
    def text_en(self) -> str | None:
        """The English version, or None when it was not asked for."""
        texts = [s.text_en for s in self.sentences]
        if any(t is None for t in texts):
            return None
        return self._joined([t for t in texts if t is not None])

    def _joined(self, texts: list[str]) -> str:
        if self.length is Length.BULLETS:
            return "\n".join(f"• {t}" for t in texts)
        return " ".join(texts)


@dataclass(frozen=True, slots=True)
class AlignedSentence:
    """One English sentence and the article sentence it renders.

    Attributes:
        sentence, paragraph: indices into the document's sentences and paragraphs.
        source_span: the source sentence in ``Document.text``.
        separator: white space that follows it in the article (line breaks preserved).
    """

    sentence: int
    paragraph: int
    kind: ParagraphKind
    source_span: Span
    text: str
    separator: str
    origin: Origin = Origin.GENERATED


@dataclass(frozen=True, slots=True)
class Translation:
    """The whole article in English; one aligned sentence per article sentence, in order."""

    sentences: tuple[AlignedSentence, ...]

    @property
    def text(self) -> str:
        return "".join(s.text + s.separator for s in self.sentences)


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds spent in one step."""

    step: str
    elapsed_s: float


@dataclass(frozen=True, slots=True)
class Provenance:
    """Which program and models made the result."""

    version: str
    summariser: ModelIdentity | None
    translator: ModelIdentity | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The plain count behind the verdict line."""

    n_checked: int
    """Numbers and names in the outputs."""
    n_found: int
    """Those with a counterpart in the article."""
    n_repaired: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """Everything a run found out. Stable JSON through ``to_json``."""

    document: Document
    summary: Summary | None
    translation: Translation | None
    findings: tuple[Finding, ...]
    verdict: Verdict
    timings: tuple[Timing, ...]
    provenance: Provenance

    @property
    def elapsed_s(self) -> float:
        return sum(t.elapsed_s for t in self.timings)

    def to_dict(self) -> dict[str, Any]:
        """Plain dicts, lists, strings and numbers; keys documented in docs/RESULT.md."""
        data = dataclasses.asdict(self)
        data["schema_version"] = SCHEMA_VERSION
        if self.summary is not None:
            data["summary"]["text_fr"] = self.summary.text_fr
            data["summary"]["text_en"] = self.summary.text_en
        if self.translation is not None:
            data["translation"]["text"] = self.translation.text
        return data

    def to_json(self, *, indent: int | None = 2) -> str:
        """JSON text, UTF-8 characters kept."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)
