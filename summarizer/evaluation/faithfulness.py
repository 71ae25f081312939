"""Numbers and names of a text that its source does not contain.

A yardstick, frozen on purpose: the product's own checks may grow cleverer, this count must
mean the same thing from one release to the next. It agrees with the lists published beside
the OrangeSum validation abstracts on 99 % of them (see tests/evaluation).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from summarizer.evaluation.tokenization import nfc

VERSION = "terms1"
"""Goes into the signature of the ``unsupported`` score; changes with any rule below."""

_SPACE = " \u00a0\u202f\u2009"
_NUMBER = re.compile(rf"\d{{1,3}}(?:[{_SPACE}]\d{{3}})+(?:,\d+)?(?!\d)|\d+(?:[.,]\d+)*")
_LETTERS = re.compile(r"(?<!\w)[^\W\d_]{2,}(?!\w)")
_SENTENCE_START = re.compile(r"(?:^|[.!?…:\n]|[\"«“])[\s\"«“”»'’‘(–-]*$")
_THOUSANDS = re.compile(r"^\d{1,3}(?:\.\d{3})+$")


@dataclass(frozen=True, slots=True)
class Term:
    """A number or capitalised word; offsets in characters of the text it was found in."""

    text: str
    start: int
    end: int


def unsupported_terms(text: str, source: str) -> list[Term]:
    """Numbers and capitalised words of ``text`` that ``source`` lacks, in order.

    Numbers are compared without thousands separators and with a decimal point; words without
    case and accents. A capital that opens a sentence or a quotation tells nothing and is
    passed over.
    """
    text, source = nfc(text), nfc(source)
    numbers = {_plain_number(m.group()) for m in _NUMBER.finditer(source)}
    words = {_bare(m.group()) for m in re.finditer(r"[^\W\d_]+", source)}
    terms = [
        Term(m.group(), m.start(), m.end())
        for m in _NUMBER.finditer(text)
        if _plain_number(m.group()) not in numbers
    ]
    for m in _LETTERS.finditer(text):
        if not m.group()[0].isupper() or _bare(m.group()) in words:
            continue
        if _SENTENCE_START.search(text, max(0, m.start() - 8), m.start()):
            continue
        terms.append(Term(m.group(), m.start(), m.end()))
    return sorted(terms, key=lambda t: t.start)


def _plain_number(number: str) -> str:
    number = re.sub(rf"[{_SPACE}]", "", number)
    if _THOUSANDS.match(number):
        return number.replace(".", "")
    return number.replace(",", ".")


def _bare(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))
