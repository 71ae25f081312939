"""What reading leaves: the cleaned text, its paragraphs by kind, the furniture beside it."""

from __future__ import annotations

from dataclasses import dataclass

from summarizer.document import Furniture, ParagraphKind, Span


@dataclass(frozen=True, slots=True)
class CleanedParagraph:
    """One paragraph before it is cut into sentences; ``span`` is in ``CleanedArticle.text``."""

    kind: ParagraphKind
    span: Span


@dataclass(frozen=True, slots=True)
class CleanedArticle:
    """A typographically uniform article, not yet cut into sentences.

    Invariants: paragraphs are in order, not empty, without white space at either end; two
    neighbours are ``"\\n\\n"`` apart, two list items ``"\\n"``; ``text`` begins with the first
    and ends with the last. A list item keeps its mark ("•", "-", "a)", "1.").

    Attributes:
        furniture: lines set aside; ``before_paragraph`` indexes ``paragraphs``.
        origin: ``"text"``, a file name or an address.
    """

    text: str
    paragraphs: tuple[CleanedParagraph, ...]
    furniture: tuple[Furniture, ...] = ()
    origin: str = "text"
