"""Numbers written in words, French and English."""

from __future__ import annotations

from collections.abc import Sequence

FR_UNITS = {
    "zero": 0, "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6,
    "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "treize": 13,
    "quatorze": 14, "quinze": 15, "seize": 16,
}  # fmt: skip
FR_TENS = {
    "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60,
    "septante": 70, "huitante": 80, "octante": 80, "nonante": 90,
}  # fmt: skip
FR_MAGNITUDES = {
    "mille": 1e3, "millier": 1e3, "milliers": 1e3, "million": 1e6, "millions": 1e6,
    "milliard": 1e9, "milliards": 1e9, "billion": 1e12, "billions": 1e12,
}  # fmt: skip
EN_UNITS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13,
    "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19,
}  # fmt: skip
EN_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
EN_MAGNITUDES = {
    "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
    "mn": 1e6, "bn": 1e9,
}  # fmt: skip

_FR_ORDINAL_STEMS = {
    "deux": 2, "trois": 3, "quatr": 4, "cinqu": 5, "six": 6, "sept": 7, "huit": 8, "neuv": 9,
    "dix": 10, "onz": 11, "douz": 12, "treiz": 13, "quatorz": 14, "quinz": 15, "seiz": 16,
    "vingt": 20, "trent": 30, "quarant": 40, "cinquant": 50, "soixant": 60, "cent": 100,
    "mill": 1000, "un": 1,
}  # fmt: skip
EN_ORDINALS = {
    "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14,
    "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19,
    "twentieth": 20, "thirtieth": 30, "fortieth": 40, "fiftieth": 50, "sixtieth": 60,
    "seventieth": 70, "eightieth": 80, "ninetieth": 90, "hundredth": 100, "thousandth": 1000,
}  # fmt: skip
FR_ORDINALS = {
    stem + ending: value
    for stem, value in _FR_ORDINAL_STEMS.items()
    for ending in ("ieme", "iemes")
}

STARTS_FR = FR_UNITS.keys() | FR_TENS.keys() | FR_MAGNITUDES.keys() | {"cent", "cents"}
STARTS_EN = EN_UNITS.keys() | EN_TENS.keys() | {"hundred", "a", "an", "half"}

Parsed = tuple[float, int]


def parse_french(words: Sequence[str], i: int) -> Parsed | None:
    """``(value, next index)`` of the French number that begins at word ``i``, or None.

    ``words`` are folded and joined by spaces or hyphens only in the text. « un » alone is an
    article as often as a number and gives None.
    """
    total = 0.0
    start = i
    has_article_only = False
    while i < len(words):
        part = _french_below_thousand(words, i)
        if part is None:
            if words[i] == "mille" and (total == 0 or total >= 1e6):
                value, j = 1.0, i
            else:
                break
        else:
            value, j = part
        if j < len(words) and words[j] == "mille":
            value, j = value * 1e3, j + 1
            rest = _french_below_thousand(words, j)
            if rest is not None and rest[0] != 1 and not _has_magnitude(words, rest[1]):
                value, j = value + rest[0], rest[1]
        has_article_only = value == 1 and j == i + 1 and words[i] in ("un", "une")
        if j < len(words) and words[j] in FR_MAGNITUDES and words[j] != "mille":
            magnitude = FR_MAGNITUDES[words[j]]
            if total and magnitude >= total:
                break
            total, i = total + value * magnitude, j + 1
            has_article_only = False
            if words[i : i + 2] in (["et", "demi"], ["et", "demie"]):
                return total + magnitude / 2, i + 2
            continue
        if total and value == 1:
            break
        total, i = total + value, j
        break
    if i == start or has_article_only:
        return None
    return total, i


def parse_english(words: Sequence[str], i: int) -> Parsed | None:
    """``(value, next index)`` of the English number that begins at word ``i``, or None.

    "one" alone and "a" alone give None.
    """
    total = 0.0
    start = i
    lone = False
    while i < len(words):
        part = _english_below_thousand(words, i)
        if part is None:
            break
        value, j = part
        lone = total == 0 and value == 1 and j == i + 1
        if words[j : j + 3] == ["and", "a", "half"]:
            value, j, lone = value + 0.5, j + 3, False
        if j < len(words) and words[j] in EN_MAGNITUDES:
            magnitude = EN_MAGNITUDES[words[j]]
            if total and magnitude >= total:
                break
            total, i, lone = total + value * magnitude, j + 1, False
            if words[i : i + 1] == ["and"] and _english_below_thousand(words, i + 1) is not None:
                follower = _english_below_thousand(words, i + 1)
                if follower is not None and follower[0] != 1 and words[i + 1] not in ("a", "an"):
                    i += 1
                    continue
                break
            continue
        if words[i] in ("a", "an", "half") and j == i + 1:
            break
        total, i = total + value, j
        break
    if i == start or lone:
        return None
    return total, i


def _has_magnitude(words: Sequence[str], i: int) -> bool:
    return i < len(words) and words[i] in FR_MAGNITUDES


def _french_below_twenty(words: Sequence[str], i: int) -> Parsed | None:
    if i >= len(words) or words[i] not in FR_UNITS:
        return None
    value = FR_UNITS[words[i]]
    if value == 10 and i + 1 < len(words) and words[i + 1] in ("sept", "huit", "neuf"):
        return value + FR_UNITS[words[i + 1]], i + 2
    return value, i + 1


def _french_below_hundred(words: Sequence[str], i: int) -> Parsed | None:
    if i >= len(words):
        return None
    if words[i] == "quatre" and i + 1 < len(words) and words[i + 1] in ("vingt", "vingts"):
        base, j, takes = 80, i + 2, 19
    elif words[i] in FR_TENS:
        base, j = FR_TENS[words[i]], i + 1
        takes = 19 if base == 60 else 9
    else:
        return _french_below_twenty(words, i)
    if j + 1 < len(words) and words[j] == "et" and words[j + 1] in ("un", "une", "onze"):
        return base + FR_UNITS[words[j + 1]], j + 2
    rest = _french_below_twenty(words, j)
    if rest is not None and 1 <= rest[0] <= takes:
        return base + rest[0], rest[1]
    return base, j


def _french_below_thousand(words: Sequence[str], i: int) -> Parsed | None:
    if i >= len(words):
        return None
    if words[i] in ("cent", "cents"):
        hundreds, j = 100.0, i + 1
    else:
        head = _french_below_hundred(words, i)
        if head is None:
            return None
        value, j = head
        if not (2 <= value <= 9 and j < len(words) and words[j] in ("cent", "cents")):
            return value, j
        hundreds, j = value * 100, j + 1
    rest = _french_below_hundred(words, j)
    if rest is not None and rest[0] > 0:
        return hundreds + rest[0], rest[1]
    return hundreds, j


def _english_below_hundred(words: Sequence[str], i: int) -> Parsed | None:
    if i >= len(words):
        return None
    if words[i] in EN_TENS:
        value, j = EN_TENS[words[i]], i + 1
        if j < len(words) and 1 <= EN_UNITS.get(words[j], 0) <= 9:
            return value + EN_UNITS[words[j]], j + 1
        return value, j
    if words[i] in EN_UNITS:
        return EN_UNITS[words[i]], i + 1
    return None


def _english_below_thousand(words: Sequence[str], i: int) -> Parsed | None:
    if i >= len(words):
        return None
    if words[i] == "half" and words[i + 1 : i + 3] in (["a", "million"], ["a", "billion"]):
        return 0.5, i + 2
    if words[i] in ("a", "an"):
        if i + 1 < len(words) and (words[i + 1] in EN_MAGNITUDES or words[i + 1] == "hundred"):
            value, j = 1.0, i + 1
        else:
            return None
    elif words[i] == "hundred":
        value, j = 1.0, i
    else:
        head = _english_below_hundred(words, i)
        if head is None:
            return None
        value, j = head
    if j < len(words) and words[j] == "hundred":
        value, j = value * 100, j + 1
        k = j + 1 if j < len(words) and words[j] == "and" else j
        rest = _english_below_hundred(words, k)
        if rest is not None:
            return value + rest[0], rest[1]
    return value, j
