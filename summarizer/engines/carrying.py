"""What a small model garbled or lost, put right from where it was looking.

A compact translator spells a name it never saw from its pieces and sometimes gets one wrong
(« Narychkine » became "Narckine"). Its cross-attention still says which French word it was
rendering. So where a French name or figure has no counterpart in the output, and an output word
that belongs to nothing else was made while looking at it, that word gives way to the name: in its
English form where the table of exonyms has one, as it stands otherwise.

Only words that are plainly wrong are touched: never an everyday English word written small, never
a word that another source word accounts for. At the end a name that only resembles the source's gets
its letters, one of several parts that came out garbled its parts, a surname taken for a saint's its French, and a country, city or people left in French becomes English. Quotation marks that it
lost are put back (quotation_marks.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from importlib import resources
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from summarizer.checks.common_words import EN_OPENERS, PARTICLES
from summarizer.checks.exonyms import exonym_table
from summarizer.checks.lettering import Word, alike, fold, plain, words_of
from summarizer.checks.lexicon import everyday_words
from summarizer.checks.names import misspelled, read_words
from summarizer.document import Span
from summarizer.engines.quotation_marks import MARK, restored_marks

_TOKEN = re.compile(r"\S+")
_ELISION = re.compile(r"^(?:[cdjlmnst]|qu)'", re.IGNORECASE)
_OUTER = "\"'()[]{}.,;:!?…«»“”-"
_BYTE_PIECE = re.compile(r"^<0x([0-9A-F]{2})>$")

_MOVED = frozenset({"place", "city", "demonym"})
"""Kinds of exonyms that are put into English when they were left in French."""

_INTRODUCING = frozenset(
    [
        "le",
        "la",
        "les",
        "l",
        "un",
        "une",
        "des",
        "du",
        "de",
        "d",
        "au",
        "aux",
        "ces",
        "ce",
        "cet",
        "cette",
        "en",
        "a",
        "vers",
        "dans",
    ]
)

_SURNAMES = frozenset(
    [
        "alexandre",
        "andre",
        "antoine",
        "auguste",
        "benoit",
        "cesar",
        "etienne",
        "francois",
        "frederic",
        "georges",
        "gregoire",
        "guillaume",
        "henri",
        "homere",
        "jacques",
        "jean",
        "laurent",
        "leon",
        "luc",
        "marc",
        "marie",
        "matthieu",
        "michel",
        "moise",
        "nicolas",
        "noe",
        "philippe",
        "pierre",
        "salomon",
    ]
)
"""Persons' names with an English form that are surnames in France today."""

_HONORIFICS = {"mr": ("m",), "mrs": ("mme",), "ms": ("mme", "mlle"), "miss": ("mlle",)}

_COMPOUND = re.compile(r"(?<![\w-])[^\W\d_a-z]\w+(?:-\w+)+")
_GARBLED_COMPOUND = re.compile(_COMPOUND.pattern + r"-?(?!\w)")

MIN_LIKENESS = 0.7
"""Of two names of several parts, for one to be the other garbled."""

MIN_ATTENTION = 0.4
"""Share of an output word's attention that must rest on the French word; from reading 300
sentences of flores-dev: below it the word often renders a neighbour."""


@dataclass(frozen=True, slots=True)
class _Token(Span):
    """A word without the punctuation around it, and its place in the text."""

    text: str

    @property
    def folded(self) -> str:
        return fold(self.text)

    @property
    def digits(self) -> str:
        return "".join(c for c in self.text if c.isdigit())


def carry_names(
    source_pieces: Sequence[str],
    output_pieces: Sequence[str],
    attention: npt.NDArray[np.float32],
) -> str:
    """The output's text with garbled names and figures replaced, lost quotation marks put back.

    Args:
        source_pieces: (S,) SentencePiece pieces of the plain French, end mark included; hints in it stand
            without their marks (hints.py).
        output_pieces: (T,) pieces of the English, without end mark.
        attention: (T, S) cross-attention of the last decoder layer; rows sum to 1.
    """
    source, source_owner = _joined(source_pieces)
    output, output_owner = _joined(output_pieces)
    if source is None or output is None or source.isupper():
        return output if output is not None else ""
    french = _tokens(source, is_french=True)
    english = _tokens(output, is_french=False)
    if not french or not english:
        return output
    missing = _missing(french, english)
    lacks_marks = output.count(MARK) < source.count(MARK)
    if not missing and not lacks_marks:
        return _finished(output, source)
    weights = _word_attention(attention, french, source_owner, english, output_owner)
    looked_at = weights.argmax(1)
    if lacks_marks:
        edits = restored_marks(source, output, french, english, looked_at)
        for start, end, mark in reversed(edits):
            output = output[:start] + mark + output[end:]
        english = _tokens(output, is_french=False)
    replaced: dict[int, str] = {}
    for wanted in missing:
        span = range(wanted.first, wanted.last)
        mass = weights[:, wanted.first : wanted.last].sum(1)
        run = [
            e
            for e in range(len(english))
            if mass[e] >= MIN_ATTENTION and looked_at[e] in span and e not in replaced
        ]
        run = _contiguous(run, mass)
        run = [e for e in run if _is_free(english[e], french, wanted)]
        if run:
            replaced[run[0]] = wanted.english
            replaced |= dict.fromkeys(run[1:], "")
    return _finished(_apply(output, english, replaced), source)


def _finished(output: str, source: str) -> str:
    own = _with_own_compounds(_with_own_letters(output, source), source)
    return without_french_names(_with_own_surnames(own, source), source)


def _with_own_compounds(output: str, source: str) -> str:
    """``output`` with garbled names of several parts ("Hauts-de-Saint") as the source has them.

    The first part must be the source's: what is another's name in English begins otherwise
    ("Emilia-Romagna").
    """
    there = {name for name in _COMPOUND.findall(source) if name[0].isupper()}
    lost = [name for name in there if name not in output]
    lost += [name for name in there if f"{name}-" in output]
    if not lost:
        return output

    def own(match: re.Match[str]) -> str:
        found = match[0]
        if found in there or not found[0].isupper():
            return found
        first = fold(found).split("-", 1)[0]
        near = [n for n in lost if len(first) > 3 and fold(n).split("-", 1)[0] == first]
        ranked = [(SequenceMatcher(None, fold(n), fold(found)).ratio(), n) for n in near]
        share, name = max(ranked, default=(0.0, found))
        return name if share >= MIN_LIKENESS else found

    return _GARBLED_COMPOUND.sub(own, output)


def _with_own_surnames(output: str, source: str) -> str:
    """``output`` with surnames as the source has them where they were taken for a saint's or king's.

    "Jérôme Solomon" and "Mr Moses" become "Jérôme Salomon" and "Mr Moïse"; "King Solomon" stays.
    """
    by_french = exonym_table().by_french
    french = {
        (before.folded, *english): surname.text
        for before, surname in _neighbours(source)
        if surname.folded in _SURNAMES and surname.text[0].isupper() and before.text[0].isupper()
        if before.folded != "saint"
        for exonym in by_french.get(surname.folded, ())
        for english in exonym.english
        if len(exonym.french) == 1 and english != exonym.french
    }
    if not french:
        return output
    for before, word in reversed(list(_neighbours(output))):
        given = _HONORIFICS.get(before.folded, (before.folded,))
        own = next((french[g, word.folded] for g in given if (g, word.folded) in french), None)
        if own is not None:
            output = output[: word.start] + own + output[word.end :]
    return output


def _neighbours(text: str) -> list[tuple[Word, Word]]:
    """Words with a space between them, a dot before it at most."""
    return [(a, b) for a, b in pairwise(words_of(text)) if text[a.end : b.start] in (" ", ". ")]


def _with_own_letters(output: str, source: str) -> str:
    """``output`` with names that only resemble the source's ("Szekers") in the source's letters."""
    wrong = misspelled(read_words(output, "en"), read_words(source, "fr"))
    for word, own in sorted(wrong, key=lambda pair: -pair[0].start):
        output = output[: word.start] + own.text + output[word.end :]
    return _with_own_accents(output, source)


def _with_own_accents(output: str, source: str) -> str:
    """``output`` with names that kept some of their accents only ("Jerôme") as the source has them.

    A name without any may be English ("Quebec") and is left so.
    """
    own = {w.folded: w.text for w in words_of(source) if w.text[0].isupper()}
    for word in reversed(words_of(output)):
        name = own.get(word.folded, word.text)
        if not word.text.isascii() and word.text[0].isupper() and word.text.lower() != name.lower():
            output = output[: word.start] + name + output[word.end :]
    return output


def without_french_names(output: str, source: str) -> str:
    """``output`` with countries, cities and peoples that were left in French put into English.

    "most Moldaves" becomes "most Moldovans". With a capital, only where the French stands behind an
    article or preposition (« Normand a dit » is a person, « les Normands » are not), and neither
    beside another capital nor behind a French particle in the output ("Cirque du Soleil").
    """
    french = words_of(plain(source))
    there = {word.folded for word in french}
    behind = {word.folded: before.folded for before, word in pairwise(french)}
    words = words_of(output)
    for i, word in reversed(list(enumerate(words))):
        f = word.folded
        english = _left_in_french(word) if len(f) > 3 and f in there else None
        before = words[i - 1] if i else None
        after = words[i + 1] if i + 1 < len(words) else None
        if english is None or "-" in output[max(0, word.start - 1) : word.end + 1]:
            continue
        if before is not None and before.folded in PARTICLES - {"of"}:
            continue
        if word.text[0].isupper() and (
            behind.get(f) not in _INTRODUCING
            or (before is not None and _is_one_name(output, before, word))
            or (after is not None and _is_one_name(output, word, after))
        ):
            continue
        output = output[: word.start] + english + output[word.end :]
    return output


def _left_in_french(word: Word) -> str | None:
    """The English for a French country, city or people, or None for any other word."""
    table, f = exonym_table(), word.folded
    rows = [row for row in table.by_french.get(f, ()) if len(row.french) == 1]
    if not rows or any(row.kind not in _MOVED for row in rows):
        return None
    if f in table.known_english or f in everyday_words("en"):
        return None
    if rows[0].kind != "demonym" and f in _english_forms():
        return _english_forms()[f][0]
    forms = [" ".join(t.capitalize() for t in form) for form in rows[0].english]
    if word.text[0].isupper():  # a person: "Turk", not "Turkish"
        nouns = [form for form in forms if not form.endswith(("s", "sh", "ch", "ese"))]
        forms = [form + "s" if f[-1] in "sx" else form for form in nouns] or forms
    return forms[0]


def _is_one_name(text: str, first: Word, second: Word) -> bool:
    """Whether neighbours are two capitalised words with nothing but a space between them."""
    return (
        text[first.end : second.start] == " "
        and first.text[0].isupper()
        and second.text[0].isupper()
        and first.folded not in EN_OPENERS
    )


@dataclass(frozen=True, slots=True)
class _Wanted:
    """French words ``first`` to ``last`` (exclusive) and what English should say for them."""

    first: int
    last: int
    english: str
    is_figure: bool


def _missing(french: list[_Token], english: list[_Token]) -> list[_Wanted]:
    """Names and figures of the source that the output lacks."""
    folded_english = [t.folded for t in english]
    joined_english = f" {' '.join(w.folded for t in english for w in words_of(t.text))} "
    digits = {t.digits for t in english if t.digits}
    found: list[_Wanted] = []
    taken: set[int] = set()
    folded_french = [t.folded for t in french]
    for i in range(len(french)):
        for j in range(min(len(french), i + 4), i, -1):
            form = _english_forms().get(" ".join(folded_french[i:j]))
            if form is None or i in taken or not french[i].text[0].isupper():
                continue
            taken.update(range(i, j))
            if not any(f" {_spaced(one)} " in joined_english for one in form):
                found.append(_Wanted(i, j, form[0], is_figure=False))
            break
    for i, token in enumerate(french):
        if i in taken:
            continue
        if token.digits:
            if len(token.digits) > 1 and token.digits not in digits:
                found.append(_Wanted(i, i + 1, token.text, is_figure=True))
        elif _is_name(token, is_first=i == 0) and not any(
            alike(token.folded, other) or token.folded in other for other in folded_english
        ):
            found.append(_Wanted(i, i + 1, token.text, is_figure=False))
    return found


def _is_name(token: _Token, *, is_first: bool) -> bool:
    if not token.text[0].isupper() or len(token.text) < 3:
        return False
    if token.text.isupper():
        return len(token.text) <= 6 and not is_first
    parts = [w.folded for w in words_of(token.text)]
    return all(p not in everyday_words("fr") for p in parts)


def _is_free(token: _Token, french: list[_Token], wanted: _Wanted) -> bool:
    """Whether an output word may be replaced: no other source word explains it."""
    if wanted.is_figure:
        return bool(token.digits) and all(t.digits != token.digits for t in french)
    if token.digits or token.folded in everyday_words("en"):
        return False
    if len(token.text) < 5 and token.text.islower():
        return False  # a function word: the list of everyday words leaves those out
    return not any(
        alike(token.folded, other.folded)
        for k, other in enumerate(french)
        if not wanted.first <= k < wanted.last and len(other.text) > 2
    )


def _contiguous(run: list[int], mass: npt.NDArray[np.float32]) -> list[int]:
    """The stretch of neighbouring words around the one that looked hardest."""
    if not run:
        return []
    best = max(run, key=lambda e: float(mass[e]))
    first = last = best
    while first - 1 in run:
        first -= 1
    while last + 1 in run:
        last += 1
    return list(range(first, last + 1))


def _apply(output: str, english: list[_Token], replaced: dict[int, str]) -> str:
    text, end = "", 0
    for e in sorted(replaced):
        token = english[e]
        text += output[end : token.start] + replaced[e]
        end = token.end
    return re.sub(r" {2,}", " ", text + output[end:]).strip()


def _tokens(text: str, *, is_french: bool) -> list[_Token]:
    tokens = []
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        while start < end and text[start] in _OUTER:
            start += 1
        while end > start and text[end - 1] in _OUTER:
            end -= 1
        if is_french and (elision := _ELISION.match(text[start:end])):
            start += elision.end()
        elif not is_french and text[start:end].endswith(("'s", "’s")):
            end -= 2
        if start < end:
            tokens.append(_Token(start, end, text[start:end]))
    return tokens


def _joined(pieces: Sequence[str]) -> tuple[str | None, list[int]]:
    """The pieces' text and, for each character, the piece it came from; None with odd bytes."""
    text, owner = "", []
    for i, piece in enumerate(pieces):
        if piece in ("</s>", "<pad>"):
            continue
        if match := _BYTE_PIECE.match(piece):
            if int(match[1], 16) >= 0x80:
                return None, []
            piece = chr(int(match[1], 16))
        piece = piece.replace("▁", " ")
        if not text:
            piece = piece.lstrip(" ")
        text += piece
        owner += [i] * len(piece)
    return text, owner


def _word_attention(
    attention: npt.NDArray[np.float32],
    french: list[_Token],
    source_owner: list[int],
    english: list[_Token],
    output_owner: list[int],
) -> npt.NDArray[np.float32]:
    """(E, F): mean over an output word's pieces of the attention on a French word's pieces."""
    weights = np.zeros((len(english), len(french)), dtype=np.float32)
    columns = [sorted(set(source_owner[t.start : t.end])) for t in french]
    for e, token in enumerate(english):
        rows = attention[sorted(set(output_owner[token.start : token.end]))].mean(0)
        for f, column in enumerate(columns):
            weights[e, f] = rows[column].sum()
    return weights


def _spaced(form: str) -> str:
    return " ".join(w.folded for w in words_of(form))


@lru_cache(maxsize=1)
def _english_forms() -> dict[str, tuple[str, ...]]:
    """Folded French name to its English forms as they are written, the usual one first."""
    text = resources.files("summarizer.assets").joinpath("exonyms.tsv").read_text("utf-8")
    forms: dict[str, tuple[str, ...]] = {}
    for line in text.splitlines()[1:]:
        french, english, kind, *_ = line.split("\t")
        if french[0].isupper() and kind not in ("month", "weekday"):
            forms.setdefault(fold(french), tuple(english.split("|")))
    return forms
