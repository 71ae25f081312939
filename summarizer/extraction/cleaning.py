"""Pasted or read text becomes a cleaned article: whole paragraphs, kinds, furniture aside."""

from __future__ import annotations

import re

from summarizer.document import Furniture, FurnitureKind, ParagraphKind, Span
from summarizer.errors import InputTooLong
from summarizer.extraction.cleaned import CleanedArticle, CleanedParagraph
from summarizer.extraction.furniture import find_furniture, furniture_kind
from summarizer.extraction.limits import MAX_CHARS
from summarizer.extraction.repair import repair_text
from summarizer.extraction.wrapping import (
    Piece,
    is_numbered,
    is_separator,
    list_mark,
    unwrap_lines,
)
from summarizer.normalization import normalize_french

_MARKDOWN_HEADING = re.compile(r"^#{1,6}[ \u00a0]+(?=\S)(.*?)(?:[ \u00a0]+#+)?$")
_SUSPECT = re.compile("[&ÃÂÅ]|â[€‚]|ï¬")
_NO_FINAL_MARK = re.compile(r"[^.!?…:;,][»”\")\]\u00a0]*$")
_MAX_HEADING = 120
_MAX_TITLE = 200
# More short lines in a row than this are a list or verse, not headings.
_MAX_HEADINGS_IN_A_ROW = 2


def clean_article(raw: str, *, origin: str = "text") -> CleanedArticle:
    """The article in ``raw``: repaired, unwrapped, typographically uniform, furniture aside.

    Pure. ``clean_article(clean.text).text == clean.text``. Nothing is lost: every letter and
    digit is in ``text`` or in ``furniture``; what disappears is white space, invisible
    characters, hyphens of words cut at a line end and Markdown heading marks. Form feeds
    divide pages. The text is empty when there is no article.

    Raises:
        InputTooLong: ``raw`` has more than ``MAX_CHARS`` characters.
    """
    if len(raw) > MAX_CHARS:
        raise InputTooLong(
            f"The text is too long: {len(raw):,} characters, at most {MAX_CHARS:,} can be read. "
            "Cut it into parts.",
            count=len(raw),
            limit=MAX_CHARS,
            unit="characters",
        )
    pieces, running = unwrap_lines(repair_text(raw), _is_apart)
    pieces = _normalized(pieces)
    headings = {p.number for p in pieces if _is_markdown_heading(p.text)}
    pieces = [
        Piece(_plain(p.text) if p.number in headings else p.text, p.number, p.is_first)
        for p in pieces
    ]
    kept, aside = _set_aside(pieces)
    aside += [(p, FurnitureKind.NAVIGATION) for p in _normalized(running) if p.text]
    kinds = _kinds([p.text for p in kept], [p.number in headings for p in kept])
    texts = [_with_mark(p.text, kind) for p, kind in zip(kept, kinds, strict=True)]
    text, spans = _assembled(texts, kinds)
    numbers = [p.number for p in kept]
    return CleanedArticle(
        text=text,
        paragraphs=tuple(
            CleanedParagraph(kind, span) for kind, span in zip(kinds, spans, strict=True)
        ),
        furniture=tuple(
            Furniture(piece.text, kind, sum(n < piece.number for n in numbers))
            for piece, kind in sorted(aside, key=lambda pair: pair[0].number)
        ),
        origin=origin,
    )


def _is_apart(line: str) -> bool:
    """Whether a raw line is furniture that must not be joined to its neighbours."""
    return len(line) <= 80 and furniture_kind(line) is not None


def _is_markdown_heading(text: str) -> bool:
    return _MARKDOWN_HEADING.match(text) is not None


def _plain(text: str) -> str:
    while (match := _MARKDOWN_HEADING.match(text)) is not None:
        text = match[1]
    return text


def _normalized(pieces: list[Piece]) -> list[Piece]:
    """The pieces in French typography, those left empty dropped; one pass over all of them."""
    if not pieces:
        return []
    text = normalize_french("\n\n".join(p.text for p in pieces))
    for _ in range(5):  # what joining lines or normalising made look damaged is repaired as well
        if _SUSPECT.search(text) is None:
            break
        before = text
        lines = [" ".join(repair_text(line).splitlines()) for line in before.split("\n\n")]
        text = normalize_french("\n\n".join(lines))
        if text == before:
            break
    texts = text.split("\n\n")
    return [
        Piece(text, p.number, p.is_first) for text, p in zip(texts, pieces, strict=True) if text
    ]


def _set_aside(pieces: list[Piece]) -> tuple[list[Piece], list[tuple[Piece, FurnitureKind]]]:
    """Article and furniture, looked for again until a look finds nothing more."""
    aside: list[tuple[Piece, FurnitureKind]] = []
    while pieces:
        found = find_furniture([p.text for p in pieces], [p.is_first for p in pieces])
        if not found:
            break
        aside += [(pieces[i], kind) for i, kind in found.items()]
        pieces = [p for i, p in enumerate(pieces) if i not in found]
    return pieces, aside


def _kinds(texts: list[str], is_marked: list[bool]) -> list[ParagraphKind]:
    """The kind of each paragraph from its form and its neighbours."""
    kinds = [ParagraphKind.TEXT] * len(texts)
    for i, text in enumerate(texts):
        if _is_list_item(texts, i):
            kinds[i] = ParagraphKind.LIST_ITEM
        elif is_marked[i] or _looks_like_heading(text):
            kinds[i] = ParagraphKind.HEADING
    _drop_idle_headings(texts, kinds, is_marked)
    if len(texts) > 1 and kinds[0] is not ParagraphKind.LIST_ITEM:
        next_is_body = len(texts[1]) > len(texts[0]) or kinds[1] is ParagraphKind.HEADING
        if (kinds[0] is ParagraphKind.HEADING or _looks_like_title(texts[0])) and next_is_body:
            kinds[0] = ParagraphKind.TITLE
    return kinds


def _drop_idle_headings(
    texts: list[str], kinds: list[ParagraphKind], is_marked: list[bool]
) -> None:
    """Headings that head nothing, and long runs of short lines, are text after all."""
    i = 0
    while i < len(kinds):
        if kinds[i] is not ParagraphKind.HEADING:
            i += 1
            continue
        end = i
        while end < len(kinds) and kinds[end] is ParagraphKind.HEADING:
            end += 1
        allowed = _MAX_HEADINGS_IN_A_ROW + (i == 0)
        for j in range(i, end):
            if not is_marked[j] and (end == len(kinds) or end - i > allowed):
                kinds[j] = ParagraphKind.TEXT
        i = end


def _is_list_item(texts: list[str], i: int) -> bool:
    if list_mark(texts[i]) is None:
        return False
    if not is_numbered(texts[i]):
        return True
    neighbours = texts[max(0, i - 1) : i] + texts[i + 1 : i + 2]
    return any(is_numbered(t) for t in neighbours)


def _looks_like_heading(text: str) -> bool:
    is_question = text.endswith("?") and len(text) <= 80 and text.count("?") == 1
    is_capitals = text.isupper() and len(text.split()) > 1 and text[-1] in ",:;"
    limit = _MAX_HEADING + 40 * is_numbered(text)
    return (
        len(text) <= limit
        and (is_question or is_capitals or _NO_FINAL_MARK.search(text) is not None)
        and not text.startswith(("—", "(", "["))
        and "\u202f; " not in text  # a row of a table
        and (text[0].isupper() or text[0].isdigit() or text[0] in "«“\"‘’'")
        and any(c.isalpha() for c in text)
    )


def _looks_like_title(text: str) -> bool:
    if text.startswith("—"):
        return False
    mark = text[-1]
    is_open = _NO_FINAL_MARK.search(text) is not None or mark in "?!"
    return len(text) <= _MAX_TITLE and is_open and any(c.isalpha() for c in text)


def _with_mark(text: str, kind: ParagraphKind) -> str:
    """List items with one mark for all bullets, an en dash as French lists have it."""
    if kind is not ParagraphKind.LIST_ITEM or is_numbered(text):
        return text
    mark = list_mark(text)
    assert mark is not None
    rest = text[mark.end() :]
    return f"– {rest}" if not is_separator(rest) else text


def _assembled(texts: list[str], kinds: list[ParagraphKind]) -> tuple[str, list[Span]]:
    parts: list[str] = []
    spans: list[Span] = []
    at = 0
    for i, text in enumerate(texts):
        if i:
            both = kinds[i] is kinds[i - 1] is ParagraphKind.LIST_ITEM
            parts.append("\n" if both else "\n\n")
            at += len(parts[-1])
        parts.append(text)
        spans.append(Span(at, at + len(text)))
        at += len(text)
    return "".join(parts), spans
