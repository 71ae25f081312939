"""Lines that a mail program, a terminal or a PDF broke are made paragraphs again."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from summarizer.extraction.hyphens import join_hyphenated

_EDGES = " \t\x1c\x1d\x1e\x1f\u00a0\u1680\u202f\u205f\u3000\u200b\ufeff" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_LINE_BREAK = re.compile("\r\n|[\n\r\x0b\x85\u2028\u2029]")
_PAGE_BREAK = re.compile(r"\n?\f\n?")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BULLET = re.compile(r"^(?:[-–*•·▪◦●‣■□➢►✓]|[oO](?=\t| {2,}))[ \t\u00a0]+(?=\S)")
_NUMBERED = re.compile(
    r"^(?:\(?\d{1,2}[.)]|\(?[a-zA-Z]\)|[ivx]{1,4}[.)]|[IVX]{2,4}[.)])[ \t\u00a0]+(?=\S)"
)
_DIALOGUE = re.compile(r"^—[ \u00a0]?")
_SENTENCE_END = re.compile(r"[.!?…:;][»”\")\]\s\u00a0’]*$")
_HYPHEN_END = re.compile(r"[^\W_][-‐‑\u00ad]$")
_MAX_WRAP_WIDTH = 140
_MIN_WRAP_WIDTH = 25
# Share of line breaks followed by a lower-case letter from which a text counts as wrapped:
# about 0.85 in wrapped French, near 0 where each line is a paragraph or a headline.
_MIN_LOWER_SHARE = 0.35
# A line is full when the next word would have passed this share of the usual width.
_FULL_SHARE = 0.88
_MIN_FULL_SHARE = 0.6
_MIN_PAGES = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the raw text, without the white space at its ends.

    Attributes:
        number: place among all lines of the raw text.
        indent: white-space characters before it.
        is_first: True after a blank line, a page break or at the start.
        is_after_page: True for the first line of a page but the first.
    """

    text: str
    number: int
    indent: int
    is_first: bool
    is_after_page: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """One unwrapped paragraph; ``number`` is that of its first line, see ``Line``."""

    text: str
    number: int
    is_first: bool


def list_mark(text: str) -> re.Match[str] | None:
    """The mark, with its space, that makes ``text`` a list item; None when there is none."""
    return _BULLET.match(text) or _NUMBERED.match(text)


def is_numbered(text: str) -> bool:
    """Whether ``text`` begins with a number or letter as lists have ("3.", "a)")."""
    return _NUMBERED.match(text) is not None


def is_separator(text: str) -> bool:
    """Whether ``text`` draws a line and says nothing ("---", "***", "\\\\")."""
    return bool(text) and all(c in "-_=*~#•·–—\\/|+<>─━═" for c in text)


def unwrap_lines(
    raw: str, is_apart: Callable[[str], bool] = lambda line: False
) -> tuple[list[Piece], list[Piece]]:
    """Paragraphs of ``raw`` in order, and running heads, feet and numbers of its pages.

    Pages are divided by form feeds. A break is undone when the line before it was full, or
    when the text plainly goes on; blank lines, list marks and separators always divide.

    Args:
        is_apart: tells lines that are never part of a paragraph (page furniture).
    """
    lines, running = _lines_of(raw)
    widths = _wrap_widths(lines)
    words = {w.lower() for line in lines for w in _WORD.findall(line.text)}
    pieces: list[Piece] = []
    parts: list[Line] = []
    has_item = False
    for line in lines:
        if parts and _continues(parts, line, widths, has_item=has_item, is_apart=is_apart):
            parts.append(line)
            continue
        if parts:
            pieces.append(_joined(parts, words))
        has_item = (has_item and not line.is_first) or list_mark(line.text) is not None
        parts = [line]
    if parts:
        pieces.append(_joined(parts, words))
    return pieces, running


def _lines_of(raw: str) -> tuple[list[Line], list[Piece]]:
    pages = [_LINE_BREAK.split(page) for page in _PAGE_BREAK.split(raw)]
    drop = _running_lines(pages)
    lines: list[Line] = []
    running: list[Piece] = []
    number = 0
    for p, page in enumerate(pages):
        is_first = p == 0
        is_new_page = p > 0
        for i, raw_line in enumerate(page):
            number += 1
            text = raw_line.strip(_EDGES)
            if not text:
                is_first = True
            elif (p, i) in drop:
                running.append(Piece(text, number, True))
            else:
                indent = len(raw_line) - len(raw_line.lstrip(_EDGES))
                lines.append(Line(text, number, indent, is_first or is_new_page, is_new_page))
                is_first = is_new_page = False
    return lines, running


def _running_lines(pages: Sequence[Sequence[str]]) -> set[tuple[int, int]]:
    """``(page, line)`` of heads and feet: the same, figures apart, on half of the pages."""
    if len(pages) < 2:
        return set()
    edges: list[tuple[int, int, str]] = []
    for p, page in enumerate(pages):
        filled = [i for i, line in enumerate(page) if line.strip(_EDGES)]
        for i in {*filled[:2], *filled[-2:]}:
            edges.append((p, i, re.sub(r"\d+", "0", page[i].strip(_EDGES))))
    seen: dict[str, set[int]] = {}
    for p, _, shape in edges:
        seen.setdefault(shape, set()).add(p)
    found: set[tuple[int, int]] = set()
    for p, i, shape in edges:
        n_pages = len(seen[shape])
        is_repeated = n_pages >= _MIN_PAGES and n_pages * 2 >= len(pages) and len(shape) <= 120
        is_number = re.fullmatch(r"(?:page )?[-–( ]*0[-–) ]*(?:(?:/|sur|of) ?0)?", shape.lower())
        if is_repeated or is_number:
            found.add((p, i))
    return found


def _wrap_widths(lines: Sequence[Line]) -> dict[int, int]:
    """Usual width of the wrapped lines by line number; absent where lines are not wrapped."""
    blocks: list[list[Line]] = []
    for line in lines:
        if blocks and (line.is_after_page or not line.is_first):
            blocks[-1].append(line)
        else:
            blocks.append([line])
    overall = _width_of(blocks)
    widths: dict[int, int] = {}
    for block in blocks:
        width = _width_of([block]) if len(block) >= 4 else overall
        if width is not None:
            widths.update((line.number, width) for line in block)
    return widths


def _width_of(blocks: Sequence[Sequence[Line]]) -> int | None:
    pairs = [(a, b) for block in blocks for a, b in pairwise(block)]
    pairs = [(a, b) for a, b in pairs if list_mark(b.text) is None]
    if not pairs:
        return None
    n_lower = sum(b.text[0].islower() or a.text.endswith("-") for a, b in pairs)
    lengths = sorted(len(a.text) for a, _ in pairs)
    width = lengths[min(len(lengths) - 1, int(0.9 * len(lengths)))]
    if n_lower < _MIN_LOWER_SHARE * len(pairs):
        return None
    return width if _MIN_WRAP_WIDTH <= width <= _MAX_WRAP_WIDTH else None


def _continues(
    parts: Sequence[Line],
    line: Line,
    widths: dict[int, int],
    *,
    has_item: bool,
    is_apart: Callable[[str], bool],
) -> bool:
    """Whether ``line`` goes on with the paragraph that ``parts`` began."""
    last = parts[-1]
    a, b = last.text, line.text
    ends = _SENTENCE_END.search(a) is not None
    if line.is_first and not line.is_after_page:
        return False
    width = widths.get(last.number)
    room = len(a) + 1 + len(b.partition(" ")[0])
    is_full = width is not None and _FULL_SHARE * width <= room <= 1.8 * width
    if is_separator(a) or is_separator(b) or b.startswith(("#", "|", ">")):
        return False
    if parts[0].text.startswith("#") or is_apart(a) or (is_apart(b) and (ends or not is_full)):
        return False
    if list_mark(b) and (has_item or ends or a.endswith(",")):
        return False
    if _DIALOGUE.match(b) and ends:
        return False
    if _HYPHEN_END.search(a) and b[0].isalnum():
        return True
    opening = b[2:] if b.startswith(("– ", "- ")) else b  # an aside between dashes
    goes_on = (opening[0].islower() or b[0] in ",;:!?)»”…") and not ends
    if goes_on or line.is_after_page:
        return goes_on
    if line.indent >= 2 and last.indent == 0 and list_mark(parts[0].text) is None and ends:
        return False
    return is_full or (width is not None and not ends and len(a) >= _MIN_FULL_SHARE * width)


def _joined(parts: Sequence[Line], words: set[str]) -> Piece:
    text = parts[0].text
    for line in parts[1:]:
        if text.endswith("\u00ad"):
            text = text[:-1] + line.text
        elif _HYPHEN_END.search(text) and line.text[0].isalnum():
            text = join_hyphenated(text[:-1] + "-", line.text, words)
        elif text.endswith(("’", "'")) and len(text) > 1 and text[-2].isalpha():
            text += line.text
        else:
            text += " " + line.text
    return Piece(text, parts[0].number, parts[0].is_first)
