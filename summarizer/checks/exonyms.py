"""The table of names that French and English spell differently.

``summarizer/assets/exonyms.tsv``: ``french<TAB>english<TAB>kind<TAB>source``; several English
forms are divided by ``|``. Source ``cldr`` rows come from Unicode CLDR (Unicode licence), ``own``
rows were written for this project.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from summarizer.checks.lettering import words_of
from summarizer.checks.lexicon import everyday_words

Tokens = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exonym:
    """One row: a French name and its English forms, all as folded words."""

    french: Tokens
    english: tuple[Tokens, ...]
    kind: str
    is_acronym: bool


@dataclass(frozen=True, slots=True)
class ExonymTable:
    """The rows by their first word on either side."""

    by_french: dict[str, tuple[Exonym, ...]]
    by_english: dict[str, tuple[tuple[Tokens, Exonym], ...]]
    known_french: frozenset[str]
    """Single words that only a French name of the table has."""
    known_english: frozenset[str]
    peoples: dict[str, tuple[Exonym, ...]]
    """Rows of peoples by their French adjective in every form, written small in French."""
    french_acronyms: frozenset[str]
    """Acronyms that English writes otherwise: OTAN, ONU, OMS."""

    def found_in_french(self, folded: Sequence[str]) -> list[tuple[int, int, Exonym]]:
        """``(first word, past the last word, row)`` for every row that occurs in the words."""
        found = []
        for i, word in enumerate(folded):
            for row in self.by_french.get(word, ()):
                j = i + len(row.french)
                if tuple(folded[i:j]) == row.french:
                    found.append((i, j, row))
        return found

    def found_in_english(self, folded: Sequence[str]) -> list[tuple[int, int, Exonym]]:
        """As ``found_in_french``, by the English forms."""
        found = []
        for i, word in enumerate(folded):
            for tokens, row in self.by_english.get(word, ()):
                j = i + len(tokens)
                if tuple(folded[i:j]) == tokens:
                    found.append((i, j, row))
        return found


# Kinds whose single words are sure to be names wherever they stand.
_SURE_KINDS = frozenset(
    {"place", "city", "demonym", "adjective", "person", "organisation", "history"}
)
_INFLECTED = frozenset({"demonym", "adjective"})


@lru_cache(maxsize=1)
def exonym_table() -> ExonymTable:
    """The shipped table, read once per process from the package's assets."""
    text = resources.files("summarizer.assets").joinpath("exonyms.tsv").read_text("utf-8")
    return parse_table(text.splitlines()[1:])


def parse_table(lines: Iterable[str]) -> ExonymTable:
    """The table that tab-separated ``lines`` (without heading) describe."""
    by_french: dict[str, list[Exonym]] = {}
    by_english: dict[str, list[tuple[Tokens, Exonym]]] = {}
    known_french: set[str] = set()
    known_english: set[str] = set()
    acronyms: set[str] = set()
    for line in lines:
        french, english, kind, _source = line.split("\t")
        english_forms = tuple(_tokens(e) for e in english.split("|"))
        is_acronym = french.isupper() and len(french) <= 7 and " " not in french
        for form in _french_forms(_tokens(french), kind):
            row = Exonym(form, english_forms, kind, is_acronym)
            by_french.setdefault(form[0], []).append(row)
            if kind in _SURE_KINDS and len(form) == 1:
                known_french.add(form[0])
        row = Exonym(_tokens(french), english_forms, kind, is_acronym)
        for tokens in english_forms:
            plural = (*tokens[:-1], tokens[-1] + "s")
            for form in (tokens, plural) if kind in _INFLECTED else (tokens,):
                by_english.setdefault(form[0], []).append((form, row))
            if kind in _SURE_KINDS and len(tokens) == 1 and len(tokens[0]) > 2:
                known_english.add(tokens[0])
                if kind in _INFLECTED:
                    known_english.add(tokens[0] + "s")
        if is_acronym and all(_tokens(french) != e for e in english_forms):
            acronyms.add(french)
    known_english -= everyday_words("en")
    peoples = {
        word: tuple(rows)
        for word, found in by_french.items()
        if (
            rows := [
                r
                for r in found
                if r.kind == "demonym"
                and len(r.french) == 1
                and any(e[0] in known_english for e in r.english)
            ]
        )
    }
    return ExonymTable(
        {k: tuple(v) for k, v in by_french.items()},
        {k: tuple(v) for k, v in by_english.items()},
        frozenset(known_french),
        frozenset(known_english),
        peoples,
        frozenset(acronyms),
    )


def _tokens(text: str) -> Tokens:
    return tuple(w.folded for w in words_of(text))


def _french_forms(tokens: Tokens, kind: str) -> tuple[Tokens, ...]:
    """The masculine given, with feminine and plurals where the row is an adjective."""
    if kind not in _INFLECTED:
        return (tokens,)
    *head, last = tokens
    stems = {last}
    if last.endswith("en"):
        stems.add(last + "ne")
    elif last.endswith("c"):
        stems |= {last + "que", last[:-1] + "que"}
    elif last.endswith(("in", "an")):
        stems |= {last + "e", last + "ne"}
    elif last.endswith("eur"):
        stems.add(last[:-3] + "rice")
    elif last.endswith("el"):
        stems.add(last + "le")
    elif last.endswith("al"):
        stems |= {last + "e", last[:-2] + "aux"}
    elif last.endswith(("on",)):
        stems.add(last + "ne")
    elif last.endswith("f"):
        stems.add(last[:-1] + "ve")
    elif not last.endswith("e"):
        stems.add(last + "e")
    elif last.endswith("e"):
        stems.add(last + "sse")
    plural = {s if s.endswith(("s", "x")) else s + "s" for s in stems}
    return tuple((*head, s) for s in sorted(stems | plural))
