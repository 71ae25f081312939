"""What a glossary says, and where a text says it."""

from __future__ import annotations

from dataclasses import dataclass

from summarizer.document import Span
from summarizer.glossary.inflection import english_plural


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """A French term and the English that must stand for it; the note is for people."""

    source: str
    target: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Glossary:
    """Entries in the order given; ``make_glossary`` checks them."""

    entries: tuple[GlossaryEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class TermMatch:
    """One occurrence of a term; ``is_plural`` when the entry is singular and this is not."""

    span: Span
    entry: GlossaryEntry
    is_plural: bool = False

    @property
    def target(self) -> str:
        """The English term, in the plural where the French occurrence is."""
        return english_plural(self.entry.target) if self.is_plural else self.entry.target
