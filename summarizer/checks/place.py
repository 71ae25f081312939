"""Where a finding stands: which part, which sentence, how far into the article."""

from __future__ import annotations

from dataclasses import dataclass

from summarizer.checks.finding import Finding, FindingKind, Part, Severity
from summarizer.checks.messages import Message
from summarizer.document import Span


@dataclass(frozen=True, slots=True)
class Place:
    """The output sentence under check.

    Attributes:
        sentence: its index in the part, or None.
        source_start: where the source sentence begins in ``Document.text``; None when the
            source is no text of the document, and findings then carry no source span.
    """

    part: Part
    sentence: int | None
    source_start: int | None = 0

    def finding(
        self,
        kind: FindingKind,
        severity: Severity,
        message: Message,
        *,
        output: Span | None = None,
        source: Span | None = None,
    ) -> Finding:
        """A finding here; ``source`` is relative to the source sentence."""
        shifted = None
        if source is not None and self.source_start is not None:
            shifted = Span(source.start + self.source_start, source.end + self.source_start)
        return Finding(
            kind, severity, self.part, message[0], message[1], self.sentence, output, shifted
        )
