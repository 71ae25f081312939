"""Words of a text with their places, and the forms under which two spellings meet."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from summarizer.checks.remembering import MAX_WORDS, remembered

_SAME_LENGTH = str.maketrans(
    {
        "’": "'", "‘": "'", "ʼ": "'", "‛": "'", "′": "'",
        "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"', "«": '"', "»": '"',
        "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u200a": " ", "\u2007": " ",
        "\u2002": " ", "\u2003": " ", "\t": " ", "\n": " ", "\r": " ",
        "–": "-", "—": "-", "−": "-", "‑": "-", "‐": "-",
    }
)  # fmt: skip
_WORD = re.compile(r"(?<![^\W_])[^\W\d_](?:\.[^\W\d_])+(?![^\W_])\.?|[^\W_]+")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"})

# Spellings of one sound across French, English and the usual romanisations of Russian, Arabic
# and the like. Longest first; the result is compared, never shown.
_SOUNDS = (
    ("tch", "s"), ("tsch", "s"), ("sch", "s"), ("ch", "s"), ("sh", "s"), ("kh", "k"),
    ("gh", "g"), ("dj", "j"), ("ph", "f"), ("th", "t"), ("dh", "d"), ("rh", "r"),
    ("ck", "k"), ("qu", "k"), ("ou", "u"), ("oo", "u"), ("ew", "ev"), ("gu", "g"),
    ("x", "ks"), ("c", "k"), ("q", "k"), ("w", "v"), ("y", "i"), ("j", "i"), ("z", "s"),
    ("h", ""), ("'", ""),
)  # fmt: skip
_DOUBLED = re.compile(r"(.)\1+")


@dataclass(frozen=True, slots=True)
class Word:
    """A run of letters and digits; hyphens and apostrophes divide, dotted initials do not."""

    text: str
    folded: str
    start: int
    end: int


@remembered(2048)
def plain(text: str) -> str:
    """``text`` with straight quotes, plain hyphens and plain spaces; same length, same places."""
    return text.translate(_SAME_LENGTH)


@lru_cache(maxsize=MAX_WORDS)
def fold(text: str) -> str:
    """``text`` in lower case without accents: the form in which words are compared."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFD", text.lower().translate(_LIGATURES))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


@remembered(4096)
def words_of(text: str) -> tuple[Word, ...]:
    """The words of ``text`` in order, spans within it."""
    return tuple(
        Word(m[0], fold(m[0]).rstrip("."), m.start(), m.end()) for m in _WORD.finditer(text)
    )


@lru_cache(maxsize=MAX_WORDS)
def sound(folded: str) -> str:
    """A rough key of how a folded name sounds, for names spelled another way in English."""
    key = folded
    for spelling, letter in _SOUNDS:
        if spelling in key:
            key = key.replace(spelling, letter)
    key = _DOUBLED.sub(r"\1", key)
    if len(key) > 3 and key[-1] == "e":
        key = key[:-1]
    return key


@lru_cache(maxsize=MAX_WORDS)
def distance(a: str, b: str, limit: int) -> int:
    """Edit distance of ``a`` and ``b``, or ``limit + 1`` when it is larger than ``limit``."""
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    previous = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        current = [i]
        best = i
        for j, y in enumerate(b, 1):
            cost = min(previous[j] + 1, current[-1] + 1, previous[j - 1] + (x != y))
            current.append(cost)
            best = min(best, cost)
        if best > limit:
            return limit + 1
        previous = current
    return previous[-1]


@lru_cache(maxsize=MAX_WORDS)
def alike(a: str, b: str) -> bool:
    """True when two folded words may be one name spelled by two languages.

    One edit is allowed from 5 letters of the sound key on, two from 8 and three from 12: the
    largest allowances that keep Iran and Irak, Martin and Marin apart. Shorter keys must be
    equal.
    """
    if a == b:
        return True
    ka, kb = sound(a), sound(b)
    if ka == kb:
        return len(ka) > 2
    if not ka or not kb or ka[0] != kb[0]:
        return False
    if ends_alike(a, b):
        return True
    shorter = min(len(ka), len(kb))
    limit = 0 if shorter < 5 else 1 if shorter < 8 else 2 if shorter < 12 else 3
    return limit > 0 and distance(ka, kb, limit) <= limit


def ends_alike(a: str, b: str) -> bool:
    """« Gizeh » and "Giza", « Malte » and "Malta": the last vowel alone differs."""
    for x, y in ((a, b), (b, a)):
        if x.endswith(("e", "eh")) and y.endswith(("a", "ah")):
            kx, ky = sound(x.removesuffix("h")[:-1]), sound(y.removesuffix("h")[:-1])
            return kx == ky and len(kx) > 2
    return False
