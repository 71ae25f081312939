"""Terms and protected spans carried through a translator as short placeholders."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from summarizer.document import Span
from summarizer.errors import ConfigError
from summarizer.glossary.entries import TermMatch
from summarizer.glossary.inflection import english_article
from summarizer.glossary.protection import settle

STYLE = "T{n}T"
"""What the shipped translator copies best: on 150 sentences of flores-dev, all placeholders for one noun
came back and 99 % of those for two, 69 % of them behind an article or its like. "TERM{n}": 99, 98 and
54 %; "Z{n}": 98, 96 and 77 %; "[{n}]": 98, 98 and 51 %. Measure anew with the model:
``python -m summarizer.evaluation.placeholders``."""


_PLURAL = r"(?:s(?!\w))?"
"""An ending that a model gives to a placeholder ("T1Ts"); the term has its own."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What one placeholder stands for.

    Attributes:
        source: the text it replaced.
        replacement: what ``unmask`` puts there.
        is_term: True for a glossary term, False for a protected span.
        touches_before, touches_after: the text has no space there: <b>le maire</b>. The
            placeholder is given one, and ``unmask`` takes it away again.
    """

    placeholder: str
    source: str
    replacement: str
    is_term: bool
    touches_before: bool = False
    touches_after: bool = False


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with placeholders, and what each stands for, in order."""

    text: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Unmasked:
    """A translator's output with the pieces back in.

    Attributes:
        missing: pieces whose placeholder the output lost; their content is not in ``text``.
        doubled: pieces whose placeholder stood there more than once; each was replaced.
    """

    text: str
    missing: tuple[Piece, ...]
    doubled: tuple[Piece, ...] = ()


def mask(
    text: str,
    terms: Sequence[TermMatch],
    protected: Sequence[Span] = (),
    style: str = STYLE,
) -> Masked:
    """``text`` with a placeholder for each term and protected span, all else as it was.

    A term inside a protected span is left to it, a protected span inside a term likewise.
    Protected spans that touch each other, or letters, become one with them; tags at a word's
    edge stand apart from it.

    Args:
        style: the placeholder, ``{n}`` standing for a number from 1. Numbers that would repeat
            something of the text are passed over. Choose what the model at hand copies best.

    Raises:
        ConfigError: ``style`` has no ``{n}``.
    """
    if "{n}" not in style:
        raise ConfigError(
            f"The placeholder style {style!r} has no {{n}}. Use one such as 'TERM{{n}}'."
        )
    kept_terms, spans = settle(text, terms, protected)
    slots: list[tuple[Span, TermMatch | None]] = [(t.span, t) for t in kept_terms]
    slots += [(s, None) for s in spans]
    slots.sort(key=lambda slot: slot[0].start)
    folded = text.casefold()
    pieces: list[Piece] = []
    out: list[str] = []
    at = number = 0
    for span, term in slots:
        number += 1
        while style.format(n=number).casefold() in folded:
            number += 1
        source = text[span.start : span.end]
        replacement = _cased(term, source) if term else source
        touches = (
            (text[span.start - 1 : span.start].isalnum(), text[span.end : span.end + 1].isalnum())
            if term is None
            else (False, False)
        )
        # Two tags around a term: the term's placeholder is a letter to them as well.
        if term is None and any(t.span.start == span.end for t in kept_terms):
            touches = (touches[0], True)
        if term is None and any(t.span.end == span.start for t in kept_terms):
            touches = (True, touches[1])
        pieces.append(
            Piece(style.format(n=number), source, replacement, term is not None, *touches)
        )
        before, after = (" " if touch else "" for touch in touches)
        out += [text[at : span.start], before + pieces[-1].placeholder + after]
        at = span.end
    return Masked("".join([*out, text[at:]]), tuple(pieces))


def unmask(output: str, masked: Masked) -> Unmasked:
    """``output`` with its placeholders replaced; those it lost are reported, not dropped.

    A placeholder that the model wrote in another case or with a space in it is recognised when
    it is nowhere in its exact form. A term takes a capital at the start of a sentence, the ``a`` or
    ``an`` before it the right form, and no plural ending beside its own.
    """
    hits: list[tuple[int, int, Piece]] = []
    counts: dict[str, int] = {}
    for is_exact in (True, False):
        pieces = {p.placeholder: p for p in masked.pieces if p.placeholder not in counts}
        if not pieces:
            break
        for start, end, piece in _placeholders(output, pieces, is_exact):
            if all(end <= s or start >= e for s, e, _ in hits):
                hits.append((start, end, piece))
                counts[piece.placeholder] = counts.get(piece.placeholder, 0) + 1
    text, at = "", 0
    for start, end, piece in sorted(hits, key=lambda hit: hit[0]):
        text += output[at:start]
        if piece.touches_before:
            text = text.removesuffix(" ")
        text = _joined(text, piece) if piece.is_term else text + piece.replacement
        at = end + (piece.touches_after and output[end : end + 1] == " ")
    return Unmasked(
        text + output[at:],
        tuple(p for p in masked.pieces if p.placeholder not in counts),
        tuple(p for p in masked.pieces if counts.get(p.placeholder, 0) > 1),
    )


def _cased(term: TermMatch, source: str) -> str:
    """The English term; in capitals where the French is and the entry is not."""
    target = term.target
    is_shouted = source.isupper() and len(source) > 1 and not term.entry.source.isupper()
    return target.upper() if is_shouted else target


def _placeholders(
    output: str, pieces: dict[str, Piece], is_exact: bool
) -> Iterator[tuple[int, int, Piece]]:
    for placeholder in sorted(pieces, key=len, reverse=True):
        if is_exact:
            pattern = re.escape(placeholder)
        else:
            pattern = r"(?<![^\W_])" + r"\s?".join(re.escape(c) for c in placeholder)
        if placeholder[-1].isdigit():
            pattern += r"(?!\d)"
        if pieces[placeholder].is_term:
            pattern += _PLURAL
        for match in re.finditer(pattern, output, 0 if is_exact else re.IGNORECASE):
            yield match.start(), match.end(), pieces[placeholder]


def _joined(text: str, piece: Piece) -> str:
    """``text`` and the term after it, with its capital and the article before it in form."""
    term = piece.replacement
    if re.search(r"(?:^|[.!?…]\s+)[\s\"'“‘«(\[*•–—-]*$", text) and term[:1].islower():
        term = term[0].upper() + term[1:]
    article = re.search(r"(?:^|(?<=[\s\"'“‘(]))([Aa])n?\s$", text)
    if article and not term.split()[0][1:].isupper():
        text = text[: article.start(1)] + article[1] + english_article(term)[1:] + text[-1]
    return text + term
