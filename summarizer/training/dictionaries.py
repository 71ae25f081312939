"""A French-English dictionary out of many, and pairs for training out of it.

Parallel texts show a rare word too seldom to be learned. FreeDict's dictionaries (https://freedict.org,
many of them from Wiktionary) know it, but hardly from French to English: what counts here is in how
many third languages a French word and an English one share a translation. Two that do agree mean
the same thing with few exceptions (after Tanaka & Umemura 1994, doi:10.3115/991886.991937).
"""

from __future__ import annotations

import gzip
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from summarizer.errors import ConfigError
from summarizer.glossary.inflection import (
    english_article,
    english_plural,
    french_feminines,
    french_plurals,
)
from summarizer.normalization import to_model_text
from summarizer.training.conjugation import gerund, participle, past, third_person
from summarizer.training.corpus import Pair, open_text

DIRECT_SUPPORT = 1.5
"""What a French-English dictionary's own word is worth, in third languages."""

MAX_MEANINGS = 4

_HEAD = re.compile(r"^(?P<word>\S.*?)\s+(?P<sound>/.*/)?\s*(?:<(?P<grammar>[^<>]*)>)?$")
_REMARK = re.compile(r"\([^)]*\)|\[[^\]]*\]|<[^>]*>|\{[^}]*\}")
_SENSE = re.compile(r"^\d+\.\s+")
_WORDS = re.compile(r"[\w' .’-]{1,40}")
MAX_SHARE = 2e-4
"""Of all words of the texts; what is more frequent has meanings besides the dictionary's."""

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_VOWELS = "aâeéèêiîoôuy"
_KINDS = {"n": "noun", "v": "verb", "adj": "adjective", "pn": "name", "adv": "adverb"}
_GENDERS = {"masc": "m", "fem": "f"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One translation of a French word.

    Attributes:
        kind: noun, verb, adjective, name, adverb, or "" where no dictionary says.
        gender: "m", "f", or "" where unknown.
        support: third languages in which the two words share a translation; a dictionary from
            French to English or back counts ``DIRECT_SUPPORT``.
    """

    french: str
    english: str
    kind: str = ""
    gender: str = ""
    support: float = 0.0


@dataclass(frozen=True, slots=True)
class _Headword:
    word: str
    grammar: tuple[str, ...]
    translations: tuple[str, ...]


def read_dictd(path: Path) -> Iterator[_Headword]:
    """Headwords of a dictd file (``.dict.dz``) as FreeDict lays them out.

    A head's line ends in its sound or grammar; the translations are on the next line, or on lines
    that begin with a number. Definitions and examples are passed over.
    """
    try:
        with gzip.open(path, "rt", encoding="utf-8", errors="replace") as file:
            lines = file.read().split("\n")
    except OSError as exc:
        raise ConfigError(f"{path} cannot be read as a dictd file ({exc}).") from exc
    head: re.Match[str] | None = None
    is_next = False
    for line in lines:
        match = None if _SENSE.match(line) else _HEAD.match(line)
        if match and (match["sound"] or match["grammar"]):
            head, is_next = match, True
        elif head is not None and line.strip() and not line[0].isspace():
            if is_next or _SENSE.match(line):
                text = _REMARK.sub("", _SENSE.sub("", line))
                found = (part.strip() for part in re.split(r"[,;]", text))
                grammar = tuple(g.strip() for g in (head["grammar"] or "").split(","))
                words = tuple(w for w in found if w and _WORDS.fullmatch(w))
                yield _Headword(head["word"].strip(), grammar, words)
            is_next = False


def pivoted(folder: Path, min_support: float = 2.0) -> list[Entry]:
    """Entries on which at least ``min_support`` languages agree, from a folder of FreeDict files.

    Raises:
        ConfigError: the folder holds no ``freedict-*.dict.dz``, or none from or to French.
    """
    files = sorted(folder.glob("freedict-*-*.dict.dz"))
    if not any("fra" in file.name.split(".")[0].split("-") for file in files):
        raise ConfigError(
            f"{folder} holds no FreeDict file of French ({len(files)} files seen). Unpack packages "
            "such as dict-freedict-fra-deu and dict-freedict-deu-eng, and name their folder."
        )
    of_french: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    to_english: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    support: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    grammar: dict[str, tuple[str, ...]] = {}
    for file in files:
        _, source, target = file.name.split(".")[0].split("-")
        heads = list(read_dictd(file))
        links = {(head.word, word) for head in heads for word in head.translations}
        if source == "fra":
            for head in heads:
                if any(head.grammar):
                    grammar.setdefault(head.word, head.grammar)
        if source == "eng" or target == "fra":
            source, target, links = target, source, {(b, a) for a, b in links}
        if (source, target) == ("fra", "eng"):
            for french, english in {(f, e.removeprefix("to ")) for f, e in links}:
                support[french][english] += DIRECT_SUPPORT
        elif source == "fra":
            for french, word in links:
                of_french[target][french].add(word)
        elif target == "eng":
            for word, english in links:
                to_english[source][word].add(english.removeprefix("to "))
    for language in sorted(of_french.keys() & to_english.keys()):
        meanings = to_english[language]
        for french, words in of_french[language].items():
            for english in {e for word in words for e in meanings.get(word, ())}:
                support[french][english] += 1.0
    return [
        _entry(french, english, grammar.get(french, ()), n)
        for french, counts in sorted(support.items())
        for english, n in sorted(counts.items(), key=lambda c: (-c[1], c[0]))[:MAX_MEANINGS]
        if n >= min_support and _WORDS.fullmatch(french)
    ]


def _entry(french: str, english: str, grammar: Sequence[str], support: float) -> Entry:
    kind = next((_KINDS[g] for g in grammar if g in _KINDS), "")
    gender = next((_GENDERS[g] for g in grammar if g in _GENDERS), "")
    return Entry(to_model_text(french), to_model_text(english), kind, gender, support)


def write_entries(entries: Iterable[Entry], path: Path) -> None:
    """A ``.tsv`` of French, English, kind, gender, support."""
    with path.open("w", encoding="utf-8") as file:
        for e in entries:
            file.write(f"{e.french}\t{e.english}\t{e.kind}\t{e.gender}\t{e.support:g}\n")


def read_entries(path: Path) -> list[Entry]:
    """What ``write_entries`` wrote; raises ConfigError naming a line of another shape."""
    entries = []
    with open_text(path) as lines:
        for number, line in enumerate(lines, 1):
            try:
                french, english, kind, gender, support = line.rstrip("\n").split("\t")
                entries.append(Entry(french, english, kind, gender, float(support)))
            except ValueError as exc:
                raise ConfigError(
                    f"{path}, line {number}: expected French, English, kind, gender and support "
                    f"between tabs, got {line[:60]!r}."
                ) from exc
    return entries


def main_meanings(entries: Iterable[Entry], share: float = 0.5) -> dict[str, list[Entry]]:
    """By French word, the translations with at least ``share`` of the best one's support."""
    grouped: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        grouped[entry.french].append(entry)
    return {
        french: [e for e in group if e.support >= share * max(g.support for g in group)]
        for french, group in grouped.items()
    }


def _first_known(forms: Iterable[str], known: Mapping[str, int]) -> str | None:
    return next((form for form in forms if form in known), None)


def _noun_plurals(entry: Entry, known: Mapping[str, int]) -> tuple[str, str] | None:
    """The plural on both sides, where texts hold both and the French one can be told apart."""
    many = _first_known(french_plurals(entry.french), known)
    plural = english_plural(entry.english)
    return (many, plural) if many and many != entry.french and plural in known else None


def _adjective_forms(adjective: str, known: Mapping[str, int]) -> Iterator[tuple[str, str, str]]:
    """(gender, number, form) that texts hold, itself first; "" is what both have."""
    feminines = french_feminines(adjective, in_phrase=True)
    m = "m" if feminines else ""
    plurals = french_plurals(adjective)
    yield m, "" if adjective in plurals else "one", adjective
    if adjective not in plurals and (plural := _first_known(plurals, known)):
        yield m, "many", plural
    if feminine := _first_known(feminines, known):
        yield "f", "one", feminine
        if plural := _first_known(french_plurals(feminine), known):
            yield "f", "many", plural


def _tenses(french: str, english: str) -> list[tuple[str, str]]:
    """Forms of verbs in -er and of those in -ir that go like finir."""
    stem, ending = french[:-2], french[-2:]
    if len(stem) < 3 or " " in french or ending not in ("er", "ir"):
        return []
    doing, third, done_with = gerund(english), third_person(english), participle(english)
    now, then, done = ("", "", "é") if ending == "er" else ("iss", "iss", "i")
    he = "e" if ending == "er" else "it"
    made = [
        (f"il {stem}{he}", f"he {third}"),
        (f"qui {stem}{he}", f"which {third}"),
        (f"ils {stem}{now}ent", f"they {english}"),
        (f"vous {stem}{now}ez", f"you {english}"),
        (f"{stem}{now}ez", english),
        (f"en {stem}{now}ant", f"by {doing}"),
        (f"il {stem}{then}ait", f"he was {doing}"),
        (f"ils {stem}{then}aient", f"they were {doing}"),
        (f"il {french}a", f"he will {english}"),
        (f"ils {french}ont", f"they will {english}"),
        (f"il {french}ait", f"he would {english}"),
        (f"a {stem}{done}", past(english)),
        (f"ont {stem}{done}", f"have {done_with}"),
        (f"a été {stem}{done}", f"was {done_with}"),
        (f"ont été {stem}{done}s", f"were {done_with}"),
        (f"{stem}{done}e par", f"{done_with} by"),
        (f"{stem}{done}es", done_with),
    ]
    return made + ([(f"il {stem}a", f"he {past(english)}")] if ending == "er" else [])


def _is_known(french: str, english: str, known: Mapping[str, int]) -> bool:
    return all(word in known for word in (*WORD.findall(french), *WORD.findall(english)))


def phrases(entry: Entry, known: Mapping[str, int]) -> list[Pair]:
    """Short pairs around the entry: with articles, in the plural, a verb's simplest tenses.

    Args:
        known: counts of words in real texts of both languages; a form made by rule that none of
            them holds is left out.
    """
    french, english = entry.french, entry.english
    made = [(french, english)]
    if entry.kind == "noun" and french[0].islower() and english[0].islower():
        is_elided = french[0] in _VOWELS
        if entry.gender and not french.startswith("h"):
            the = "l'" if is_elided else {"m": "le ", "f": "la "}[entry.gender]
            of = "de l'" if is_elided else {"m": "du ", "f": "de la "}[entry.gender]
            a = {"m": "un", "f": "une"}[entry.gender]
            made += [(the + french, f"the {english}"), (of + french, f"of the {english}")]
            made.append((f"{a} {french}", f"{english_article(english)} {english}"))
        if plurals := _noun_plurals(entry, known):
            many, plural = plurals
            made += [(f"les {many}", f"the {plural}"), (f"des {many}", plural)]
    if entry.kind == "verb" and english.isalpha():
        of = "d'" if french[0] in _VOWELS else "de "
        if not french.startswith("h"):
            made.append((of + french, f"to {english}"))
        made += [(f, e) for f, e in _tenses(french, english) if _is_known(f, e, known)]
    if entry.kind == "adjective" and WORD.fullmatch(french):
        made += [(form, english) for *_, form in _adjective_forms(french, known)][1:]
    return [Pair(f, e) for f, e in made]


Slot = tuple[str, ...]
"""What two words must share to stand in each other's place: kind, gender, number, elision."""


class WordSwapper:
    """Puts rare words in the places of common ones, on both sides of a pair.

    What comes out means little, but shows the rare word among others, in its grammar (Fadaee,
    Bisazza & Monz 2017, doi:10.18653/v1/P17-2090). A noun gives way to one of the same gender and
    number, an adjective to one of the same form, an infinitive to another.

    Args:
        meanings: as ``main_meanings`` gives them; the first of each is put in.
        weights: by French word, how often to teach it; words without one are never put in.
        known: as in ``phrases``.
    """

    def __init__(
        self,
        meanings: Mapping[str, Sequence[Entry]],
        weights: Mapping[str, float],
        known: Mapping[str, int],
    ) -> None:
        self._slots: dict[str, dict[str, Slot]] = defaultdict(dict)
        self._pools: dict[Slot, tuple[list[tuple[str, str]], list[float]]] = {}
        pools: dict[Slot, list[tuple[str, str, float]]] = defaultdict(list)
        common = MAX_SHARE * sum(known.values())
        for french, entries in meanings.items():
            for k, entry in enumerate(entries):
                for slot, f, e in _slots(entry, known):
                    if len(f) > 3 and max(known.get(f, 0), known.get(e, 0)) < common:
                        self._slots[f][e] = slot
                    if k == 0 and french in weights:
                        pools[slot].append((f, e, weights[french]))
        for slot, rows in pools.items():
            self._pools[slot] = ([(f, e) for f, e, _ in rows], [w for *_, w in rows])

    def swap(self, pair: Pair, rng: random.Random) -> Pair | None:
        """The pair with one word exchanged; None when no word of it is known on both sides."""
        french, english = WORD.findall(pair.french), WORD.findall(pair.english)
        once = {w for w, n in Counter(english).items() if n == 1}
        places = [
            (f, e, slot)
            for f, n in Counter(french).items()
            if n == 1 and f in self._slots
            for e, slot in self._slots[f].items()
            if e in once
            and slot in self._pools
            and (slot[0] != "verb" or f" to {e}" in pair.english)
        ]
        if not places:
            return None
        old_french, old_english, slot = rng.choice(places)
        new_french, new_english = rng.choices(*self._pools[slot])[0]
        if new_french in french or new_english in english:
            return None
        return Pair(
            re.sub(rf"(?<![\w-]){old_french}(?![\w-])", new_french, pair.french),
            re.sub(
                rf"(?:\b(an?) )?(?<![\w-]){old_english}(?![\w-])",
                lambda m: (f"{english_article(new_english)} " if m[1] else "") + new_english,
                pair.english,
            ),
        )


def _slots(entry: Entry, known: Mapping[str, int]) -> Iterator[tuple[Slot, str, str]]:
    """(slot, French, English) of the forms of an entry that can be put in and replaced."""
    f, e = entry.french, entry.english
    if not (WORD.fullmatch(f) and WORD.fullmatch(e) and f.islower() and e.islower()):
        return
    if f.startswith("h"):  # may or may not elide
        return
    elision = "elided" if f[0] in _VOWELS else "whole"
    if entry.kind == "verb":
        yield ("verb", elision), f, e
    elif entry.kind == "adjective":
        for gender, number, form in _adjective_forms(f, known):
            yield ("adjective", gender, number, elision), form, e
    elif entry.kind == "noun" and entry.gender:
        yield ("noun", entry.gender, "one", elision), f, e
        if plurals := _noun_plurals(entry, known):
            yield ("noun", entry.gender, "many", elision), *plurals


def teaching_weights(
    entries: Iterable[Entry],
    taught: Mapping[str, int],
    wanted: Mapping[str, int],
    max_count: int = 150,
) -> dict[str, float]:
    """How often to teach each French word: rare where one learns, read where one translates.

    Args:
        taught: counts of words in the French of the parallel texts.
        wanted: counts of words in French articles.
        max_count: a word that the parallel texts hold more often needs no teaching.
    """
    weights: dict[str, float] = {}
    for entry in entries:
        forms = {entry.french, *french_plurals(entry.french)}
        seen = sum(taught.get(form, 0) for form in forms)
        read = sum(wanted.get(form, 0) for form in forms)
        if seen <= max_count:
            weights[entry.french] = (1.0 + min(read, 30)) / (10.0 + seen)
    return weights


def dictionary_pairs(
    entries: Sequence[Entry],
    pairs: Iterable[Pair],
    taught: Mapping[str, int],
    wanted: Mapping[str, int],
    known: Mapping[str, int],
    *,
    n_swapped: int = 250_000,
    max_words: int = 24,
    seed: int = 1,
) -> Iterator[tuple[str, Pair]]:
    """("phrase" or "swap", pair): every rare entry in short phrases, then in others' places.

    Args:
        pairs: sentences to put rare words into, the first of at most ``max_words`` that take one.
        taught, wanted, known: as in ``teaching_weights`` and ``phrases``.
    """
    rng = random.Random(seed)
    weights = teaching_weights(entries, taught, wanted)
    meanings = main_meanings(entries)
    for french in weights:
        for entry in meanings[french]:
            yield from (("phrase", pair) for pair in phrases(entry, known))
    swapper = WordSwapper(meanings, weights, known)
    for pair in pairs:
        if n_swapped <= 0:
            return
        if len(pair.french.split()) <= max_words:
            swapped = swapper.swap(pair, rng)
            if swapped is not None:
                n_swapped -= 1
                yield "swap", swapped


def count_words(texts: Iterable[str]) -> Counter[str]:
    """Words of texts with straight apostrophes, as written, hyphened ones whole."""
    return Counter(word for text in texts for word in WORD.findall(text))
