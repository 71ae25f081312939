"""Names of people, places and organisations, found and compared across spellings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from summarizer.checks.calendar_units import EN_MONTHS, EN_WEEKDAYS, FR_MONTHS, FR_WEEKDAYS
from summarizer.checks.common_words import (
    EN_COMMON,
    EN_OPENERS,
    ENGLISH_OFFICES,
    FR_OPENERS,
    PARTICLES,
    TITLES,
)
from summarizer.checks.exonyms import exonym_table
from summarizer.checks.lettering import Word, alike, distance, ends_alike, plain, sound, words_of
from summarizer.checks.lexicon import everyday_words
from summarizer.checks.remembering import remembered
from summarizer.document import Span

_DATES_FR = frozenset(FR_MONTHS) | frozenset(FR_WEEKDAYS)
_DATES_EN = (
    frozenset(m.lower() for m in EN_MONTHS)
    | frozenset(EN_WEEKDAYS)
    | {d + "s" for d in EN_WEEKDAYS}
)
_OPENING = re.compile(r'(?:^|[.!?:;…]["\')\]]*|[\n"(\[•]|(?:^|\s)-)\s*["\'(\[-]*\s*$')
_PREFIXES = re.compile(r"^(?:anti|pro|non|post|pre|neo|philo|russo|euro)(?=\w{4})")
_ENDINGS = re.compile(
    r"(?:eurs?|ors?|ers?|iques?|ical|ics?|aires?|ary|i?ens?|i?ennes?|i?ans?|tes?|ty|ismes?|isms?|"
    r"istes?|ists?|ites?|ies?|y|es?|s|al|aux|els?|elles?|eux|ous|ances?|ancy|ences?|ency)$"
)
_EN_PREFIX = re.compile(r"^(?:sub|inter|under|over|non)(?=\w{5})")
_FOREIGN_LETTER = re.compile(r"[^\W\d_a-zàâæçéèêëîïôœùûÿ]", re.IGNORECASE)
_JOINT = re.compile(r"[ \-'&]{1,2}|\.? ?-?")


@dataclass(frozen=True, slots=True)
class Name:
    """A run of capitalised words, with the particles between them.

    Attributes:
        words: the capitalised words only.
        is_certain: False for a lone capital that may only open a sentence or title.
    """

    text: str
    span: Span
    words: tuple[Word, ...]
    is_certain: bool

    @property
    def key(self) -> str:
        """The word that identifies it: the last one that is not a common noun."""
        return self.words[-1].folded


@dataclass(frozen=True, slots=True)
class TextWords:
    """A text's words and everything that its names may be called elsewhere."""

    text: str
    lang: str
    words: tuple[Word, ...]
    folded: frozenset[str]
    names: tuple[Name, ...]
    elsewhere: frozenset[str]
    """Words of the other language's forms of the names that occur here."""
    forms: frozenset[tuple[str, ...]]
    """English forms, whole, of the names that occur here."""
    capitals: tuple[str, ...]
    """Folded capitalised words, for fuzzy comparison."""
    initials: frozenset[str]
    """First letters of all words."""
    lone_initials: frozenset[str]
    """Capitals that stand for a first name: « V. Poutine »."""
    sounds: frozenset[str]
    prefixes: frozenset[str]


@remembered(1024)
def read_words(text: str, lang: str) -> TextWords:
    """``text`` ready for comparing names; ``lang`` is ``"fr"`` or ``"en"``."""
    words = words_of(plain(text))
    order = [w.folded for w in words]
    table = exonym_table()
    elsewhere: set[str] = set()
    forms: set[tuple[str, ...]] = set()
    if lang == "fr":
        stripped = [_PREFIXES.sub("", f) for f in order]
        for _, _, row in (*table.found_in_french(order), *table.found_in_french(stripped)):
            forms.update(row.english)
            for tokens in row.english:
                elsewhere.update(tokens)
    else:
        for _, _, row in table.found_in_english(order):
            forms.update(row.english)
            elsewhere.update(row.french)
    names = find_names(text, lang)
    capitals = [w.folded for w in words if w.text[0].isupper() and len(w.folded) > 2]
    folded = frozenset(order)
    return TextWords(
        text,
        lang,
        words,
        folded,
        names,
        frozenset(elsewhere),
        frozenset(forms),
        tuple(dict.fromkeys(capitals)),
        frozenset(f[0] for f in order),
        frozenset(
            w.folded for n in names for w in n.words if len(w.text) == 1 and len(n.words) > 1
        ),
        frozenset(sound(f) for f in folded if len(f) > 3),
        frozenset(f[:5] for f in folded if len(f) >= 5),
    )


@remembered(1024)
def find_names(text: str, lang: str) -> tuple[Name, ...]:
    """The names of ``text`` in order of place; months, weekdays and forms of address left out."""
    p = plain(text)
    words = words_of(p)
    if not words or _is_shouted(words):
        return ()
    is_title = lang == "en" and _is_title_case(words)
    table = exonym_table()
    known = table.known_french if lang == "fr" else table.known_english
    openers = FR_OPENERS if lang == "fr" else EN_OPENERS
    dates = _DATES_FR if lang == "fr" else _DATES_EN
    names: list[Name] = []
    run: list[Word] = []
    last_index = -1

    def close_run() -> None:
        nonlocal run
        while run and (run[0].folded in TITLES or run[0].folded in dates):
            run = run[1:]
        while run and run[-1].folded in dates:
            run = run[:-1]
        if run and _opens_sentence(p, run[0].start):
            first = run[0]
            is_acronym = len(first.text) > 1 and first.text.isupper()
            is_initial = len(first.text) == 1 and len(run) > 1 and p[first.end] == "."
            if first.folded in openers and not is_acronym and not is_initial:
                run = run[1:]
            elif len(run) == 1 and (
                (first.folded not in known and not is_acronym)
                or (lang == "fr" and is_acronym and _is_label(p, first))
            ):
                names.append(_name(text, run, is_certain=False))
                run = []
        if run:
            lone = len(run) == 1 and len(run[0].text) == 1
            certain = not lone and (not is_title or any(w.folded in known for w in run))
            names.append(_name(text, run, is_certain=certain))
        run = []

    for i, word in enumerate(words):
        if not word.text[0].isupper() or not _is_capital(word, lang, p[word.end : word.end + 1]):
            continue
        if run and (run[-1].folded in dates or not _continues(p, words, last_index, i)):
            close_run()
        if word.folded in dates and not run:
            continue
        run.append(word)
        last_index = i
    close_run()
    return tuple(names)


def _name(text: str, run: list[Word], *, is_certain: bool) -> Name:
    span = Span(run[0].start, run[-1].end)
    return Name(text[span.start : span.end], span, tuple(run), is_certain)


def _is_capital(word: Word, lang: str, follower: str) -> bool:
    first = word.text[0]
    if not first.isupper() or not word.text.replace(".", "").isalpha():
        return False
    if len(word.text) == 1:
        return follower != "'" and word.text not in ("I", "À", "A", "Y", "Ô")
    return re.fullmatch(r"[IVX]{2,}(?:st|nd|rd|th)?|[IVX]+(?:e|er|ème)", word.text) is None


def _continues(p: str, words: Sequence[Word], i: int, j: int) -> bool:
    """True when word ``j`` goes on with the name that word ``i`` is in."""
    gap = p[words[i].end : words[j].start]
    if j == i + 1:
        if gap.startswith("."):
            return len(words[i].text) <= 2 or words[i].folded in TITLES
        return _JOINT.fullmatch(gap) is not None and gap != " '"
    between = words[i + 1 : j]
    if " " not in gap and gap.count("-") == len(between) + 1:
        return True
    if len(between) > 2 or any(w.folded not in PARTICLES for w in between):
        return False
    return all(c in " -'" for c in re.sub(r"[^\W\d_]", "", gap)) and len(gap) < 14


def _is_label(p: str, word: Word) -> bool:
    """« VIDÉO. », « SONDAGE - »: a label of the newsroom, not a name."""
    return len(word.text) > 4 and re.match(r"\s?[.:-]|$", p[word.end :]) is not None


def _opens_sentence(p: str, start: int) -> bool:
    before = p[max(0, start - 6) : start]
    if start <= 6 and not before.strip(" \"'([-•"):
        return True
    return _OPENING.search(before) is not None and not re.search(
        r"(?:\b[A-Z]|\b(?:St|Mr|Dr|Mrs|Ms|Sgt|Gen|Col|Sen|Rep|Gov|Lt|No|MM|Me))\.\s*$", before
    )


def _is_shouted(words: Sequence[Word]) -> bool:
    """Half the letters or more are capitals: a headline, where capitals say nothing."""
    if len(words) <= 3:
        return False
    letters = "".join(w.text for w in words)
    return 2 * sum(map(str.isupper, letters)) >= sum(map(str.isalpha, letters))


def _is_title_case(words: Sequence[Word]) -> bool:
    long_words = [w for w in words if len(w.text) > 3 and not w.text[0].isdigit()]
    capitals = sum(w.text[0].isupper() for w in long_words)
    return len(words) > 3 and len(long_words) > 3 and capitals >= 0.85 * len(long_words)


def is_supported_in_french(word: Word, source: TextWords) -> bool:
    """True when a capitalised word of English has a counterpart in the French ``source``."""
    f = word.folded
    table = exonym_table()
    if f in source.elsewhere or f.removesuffix("s") in source.elsewhere:
        return True
    if f in source.folded:
        return word.text not in table.french_acronyms
    if len(f) == 1 or f in TITLES:
        return True
    if word.text.isupper() and any(f == w.replace(".", "") for w in source.folded if "." in w):
        return True
    plural = f[:-1] if f.endswith("s") else f + "s"
    if plural in source.folded or f[0] in source.lone_initials:
        return True
    if ENGLISH_OFFICES.get(f, frozenset()) & source.folded or _is_written_together(f, source):
        return True
    if any(_meets(f, c, table.known_english, table.known_french) for c in source.capitals):
        return True
    if word.text.isupper() and len(f) <= 6:
        return _is_acronym_of(f, source)
    if f in table.known_english:
        return _is_compound(f, source, table.known_french)
    return _is_cognate(f, source)


def misspelled(output: TextWords, source: TextWords) -> list[tuple[Word, Word]]:
    """``(word of the English, word of the French)`` for names that only resemble each other.

    "Szekers" for « Szekeres »: close enough to be meant for it, and neither its English form, nor
    another spelling of the same sounds, nor the same word with an English ending. A name in letters
    that French has not (« Müslümov ») may be respelled by either language and is left.
    """
    table = exonym_table()
    own = [w for w in source.words if w.text[0].isupper() and len(w.folded) > 3]
    found = []
    for word in dict.fromkeys(w for name in output.names for w in name.words):
        f = word.folded
        is_in_source = any(
            x in source.folded or x in source.elsewhere for x in (f, f.removesuffix("s"))
        )
        if is_in_source or len(f) < 4 or f in table.known_english or is_everyday(word, "en"):
            continue
        near = [w for w in own if alike(f, w.folded)]
        if near and not any(
            is_respelled(f, w.folded) or is_everyday(w, "fr") or _FOREIGN_LETTER.search(w.text)
            for w in near
        ):
            found.append((word, min(near, key=lambda w: distance(f, w.folded, 9))))
    return found


def renamed(output: TextWords, source: TextWords) -> list[tuple[Word, Word]]:
    """``(word of the English, word of the French)`` where an everyday word took a first name's place.

    "Cyclone Cahuzac" for « Jérôme Cahuzac »: the last name came through, and before it stands a
    capitalised word that nothing in the French supports, in the middle of a sentence.
    """
    lost = {
        last.folded: first
        for name in source.names
        for first, last in pairwise(name.words)
        if len(first.folded) > 3
        and last.folded in output.folded
        and source.text[first.end : last.start] == " "
        and not is_everyday(first, "fr")
        and not is_found_in_english(first, output)
    }
    if not lost:
        return []
    text = plain(output.text)
    return [
        (before, lost[word.folded])
        for before, word in pairwise(output.words)
        if word.folded in lost
        and word.text[0].isupper()
        and before.text[0].isupper()
        and len(before.folded) > 3
        and text[before.end : word.start] == " "
        and not _opens_sentence(text, before.start)
        and before.folded not in ENGLISH_OFFICES
        and is_everyday(before, "en")  # any other is told as invented
        and not is_supported_in_french(before, source)
    ]


def is_respelled(english: str, french: str) -> bool:
    """The same name in another spelling: equal by sound, by last vowel or by stem."""
    if sound(english) == sound(french) or ends_alike(english, french):
        return True
    stems = _ENDINGS.sub("", english), _ENDINGS.sub("", french)
    return sound(stems[0]) == sound(stems[1]) and len(stems[0]) >= 4


def is_everyday(word: Word, lang: str) -> bool:
    """True for a word that needs no counterpart by itself: « Leader », "Spring", "Prime"."""
    f = word.folded
    if lang == "en":
        if f in exonym_table().known_english:
            return f in EN_COMMON and not word.text.isupper()
        return (
            f in EN_COMMON or f in EN_OPENERS or (_is_listed(f, "en") and not word.text.isupper())
        )
    if f in _NEUTRAL_FR:
        return True
    if f in exonym_table().known_french:
        return False
    return (_is_listed(f, "fr") and not word.text.isupper()) or f in FR_OPENERS


def _is_listed(folded: str, lang: str) -> bool:
    listed = everyday_words(lang)
    if lang == "en":
        folded = _EN_PREFIX.sub("", folded)
        if folded.endswith(("hood", "ship", "ness")) and folded[:-4] in listed:
            return True
        if folded.removesuffix("s") in EN_COMMON:
            return True
    return folded in listed or (folded.endswith("s") and folded[:-1] in listed)


def is_supported_in_article(word: Word, article: TextWords) -> bool:
    """True when a capitalised word of a French summary occurs in the article in some form.

    French keeps its own spelling: « Kasssym » for « Kassym » is none of the article's names.
    """
    f = word.folded
    if f in article.folded or len(f) == 1 or f in TITLES:
        return True
    if f.removesuffix("s") in article.folded or f + "s" in article.folded:
        return True
    if f[0] in article.lone_initials and any(w.folded == f[0] for w in article.words):
        return True
    table = exonym_table()
    for row in table.by_french.get(f, ()):
        if len(row.french) == 1 and any(e in article.forms for e in row.english):
            return True
    return word.text.isupper() and 2 <= len(f) <= 6 and _is_acronym_of(f, article)


def is_found_in_english(word: Word, output: TextWords) -> bool:
    """True when a capitalised word of the French source has a counterpart in the English."""
    f = word.folded
    table = exonym_table()
    if f in output.folded:
        return word.text not in table.french_acronyms
    is_symbol = any(c.isupper() for c in word.text[1:])
    if is_symbol and any(f in w and not w.isalpha() for w in output.folded):
        return True
    if len(f) == 1:
        return f in output.initials
    if "." in f and f.replace(".", "") in output.folded:
        return True
    if f in TITLES or f in output.elsewhere or f.removesuffix("s") in output.folded:
        return True
    for row in table.by_french.get(f, ()):
        if len(row.french) == 1 and any(
            all(any(t + end in output.folded for end in ("", "s", "n")) for t in e)
            for e in row.english
        ):
            return True
    if any(_meets(c, f, table.known_english, table.known_french) for c in output.capitals):
        return True
    if word.text.isupper() and len(f) <= 6:
        return _is_acronym_of(f, output)
    if f in table.known_french:
        return False
    return _is_cognate(f, output)


_NEUTRAL_FR = frozenset(
    {
        "etat", "etats", "eglise", "ministere", "gouvernement", "parlement", "president",
        "presidente", "internet", "bourse", "constitution", "conseil", "commission", "chambre",
        "terre", "croix", "antiquite", "mondial", "republique", "revolution", "premier", "cour",
        "assemblee", "union", "association",
        "comite", "roi", "reine", "royaume", "royaumes", "saint", "sainte", "traite", "convention", "federation",
    }
)  # fmt: skip


def _meets(
    english: str, french: str, known_english: frozenset[str], known_french: frozenset[str]
) -> bool:
    """Fuzzy meeting; two words that the table both knows must meet through the table."""
    if english in known_english and french in known_french:
        return False
    return alike(english, french)


def _is_acronym_of(folded: str, text: TextWords) -> bool:
    """Spelled by initials of consecutive words, or the same letters in another order.

    Two letters answer in the French order only: "AI" for « intelligence artificielle ».
    """
    letters = folded.replace(".", "")
    significant = [w.folded[0] for w in text.words if w.folded not in PARTICLES and w.folded != "l"]
    joined = "".join(significant)
    if len(letters) > 2 and (letters in joined or letters[::-1] in joined):
        return True
    if len(letters) == 2:
        spelled_out = any(a + b == letters[::-1] for a, b in pairwise(significant))
        return spelled_out or any(
            w.text.isupper() and w.folded == letters[::-1] for w in text.words
        )
    table = exonym_table()
    return any(
        w.text.isupper()
        and w.text not in table.french_acronyms
        and 2 < len(w.folded) == len(letters)
        and sorted(w.folded) == sorted(letters)
        for w in text.words
    )


def _is_written_together(folded: str, text: TextWords) -> bool:
    """One word on one side, two or a part of one on the other: "JPMorgan" for « JP Morgan »,
    "Strasse" for « Tegelerstrasse »."""
    if len(folded) >= 6 and any(a.folded + b.folded == folded for a, b in pairwise(text.words)):
        return True
    return len(folded) >= 6 and any(c.endswith(folded) for c in text.capitals)


def _is_compound(folded: str, text: TextWords, known: frozenset[str]) -> bool:
    """« tibéto-mongoles » for "Tibetan": same beginning, in a word that is no other name.

    A long name may also be the whole beginning of another: "Christian", « christianisme ».
    """
    if len(folded) >= 8 and any(w.startswith(folded) for w in text.folded):
        return True
    return folded[:5] in text.prefixes and any(
        w[:5] == folded[:5] and w not in known for w in text.folded
    )


def _is_cognate(folded: str, text: TextWords) -> bool:
    """Shares its first five letters with a word, or one spelling rule apart from it."""
    if len(folded) >= 4 and sound(folded) in text.sounds:
        return True
    stem = _ENDINGS.sub("", folded)
    if len(stem) >= 4 and any(_ENDINGS.sub("", w) == stem for w in text.folded):
        return True
    return len(folded) >= 6 and (
        folded[:5] in text.prefixes
        or any(alike(folded, w) for w in text.folded if len(w) >= 6 and w[0] == folded[0])
    )
