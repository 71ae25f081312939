"""The article as frozen nouns: a text and the spans that divide it.

All offsets are in characters of ``Document.text``, end exclusive.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class ParagraphKind(StrEnum):
    """What a paragraph is in the article."""

    TITLE = "title"
    HEADING = "heading"
    TEXT = "text"
    LIST_ITEM = "list_item"


class FurnitureKind(StrEnum):
    """What a set-aside line of the page is."""

    COMMENTS = "comments"
    NAVIGATION = "navigation"
    RELATED = "related"
    SHARE = "share"
    COOKIES = "cookies"
    BYLINE = "byline"
    CAPTION = "caption"
    ADVERTISING = "advertising"
    NEWSLETTER = "newsletter"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start`` to ``end`` (exclusive) of a text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"A span needs 0 <= start <= end, got {self.start}..{self.end}.")

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; ``document.text[span.start:span.end] == text``."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences in order; what stands between two of them is white space only."""

    kind: ParagraphKind
    span: Span
    sentences: tuple[Sentence, ...]
    language: str | None = None
    """ISO 639-1 code once detected; None before, ``"und"`` when undecidable."""


@dataclass(frozen=True, slots=True)
class Furniture:
    """A line of the page that is not the article, kept and shown as such."""

    text: str
    kind: FurnitureKind
    before_paragraph: int
    """Index of the paragraph it stood before; ``len(paragraphs)`` when at the end."""


@dataclass(frozen=True, slots=True)
class Document:
    """A cleaned article.

    Invariants: paragraphs are in order and do not overlap; what stands between them in
    ``text`` is white space; every non-space character of ``text`` is in exactly one sentence.
    """

    text: str
    paragraphs: tuple[Paragraph, ...]
    furniture: tuple[Furniture, ...] = ()
    origin: str = "text"
    """``"text"``, a file name or an address."""

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences of the article, in order."""
        return tuple(s for p in self.paragraphs for s in p.sentences)

    @property
    def title(self) -> str | None:
        """The title's text when the article begins with one."""
        for paragraph in self.paragraphs:
            if paragraph.kind is ParagraphKind.TITLE:
                return self.text[paragraph.span.start : paragraph.span.end]
        return None

    @property
    def n_words(self) -> int:
        """White-space separated words in the article."""
        return len(self.text.split())

    def enumerate_sentences(self) -> Iterator[tuple[int, int, Sentence]]:
        """``(sentence index, paragraph index, sentence)`` in order."""
        index = 0
        for p, paragraph in enumerate(self.paragraphs):
            for sentence in paragraph.sentences:
                yield index, p, sentence
                index += 1
