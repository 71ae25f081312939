"""Numbers, dates, times and amounts of a text as values that French and English share.

A reading is lenient where a notation is ambiguous: « 1,500 » in French is 1.5 and 1500. It keeps
every value a reader could mean, and two quantities agree when one value is common to both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from summarizer.checks import spelled
from summarizer.checks.calendar_units import (
    EN_MONTHS,
    EN_PLAIN,
    EN_WEAK,
    EN_WEEKDAYS,
    FR_MONTHS,
    FR_PLAIN,
    FR_WEAK,
    FR_WEEKDAYS,
    RATES,
    TIME_UNITS,
    UNITS,
    Key,
)
from summarizer.checks.lettering import Word, fold, plain, words_of
from summarizer.checks.notation import digit_values, roman_value
from summarizer.checks.quantity import Quantity, Strength, agree, close, units_agree
from summarizer.checks.remembering import remembered
from summarizer.document import Span

__all__ = [
    "Quantity",
    "Strength",
    "agree",
    "close",
    "digit_values",
    "find_quantities",
    "units_agree",
]

_ANY_DIGIT = re.compile(r"\d")
_DIGITS = re.compile(r"(?<!\d)(?:\d{1,3}(?: \d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*)")
_CLOCK_FR = re.compile(r"(?<![\d.,:])([01]?\d|2[0-4])(?: ?(?:h|H|heures?) ?|:)([0-5]\d)(?!\d)")
_HOUR_FR = re.compile(r"(?<![\d.,])([01]?\d|2[0-4]) ?(?:h|H|heures?)(?![\w/])")
_CLOCK_EN = re.compile(
    r"(?<![\d.,:])([01]?\d|2[0-4])(?:([:.h])([0-5]\d))? ?(?:(a\.?m|p\.?m)\b\.?|o'clock)|"
    r"(?<![\d.,:])([01]?\d|2[0-4])[:h]([0-5]\d)(?!\d)(?::[0-5]\d)?|"
    r"(?<![\d.,:])([01]\d|2[0-4])([0-5]\d)(?= (?:GMT|UTC|CET|hours|hrs|local time)\b)",
    re.IGNORECASE,
)
_DATE_FIGURES = re.compile(
    r"(?<!\d)(?:(\d{1,2})([/.-])(\d{1,2})\2((?:19|20)?\d{2})|((?:19|20)\d{2})-(\d{2})-(\d{2}))(?!\d)"
)
_ORDINAL_FR = re.compile(r"(?:ers?|eres?|ères?|res?|es?|è|[eèi]mes?|ièmes?|nde?s?)(?!\w)")
_ORDINAL_EN = re.compile(r"(?:st|nd|rd|th)(?!\w)", re.IGNORECASE)
_MAGNITUDE_FR = re.compile(
    r"[ -]?(?:(mille|milliers?|k(?=€))|(millions?|M(?=€| €))|(milliards?|Mds?|Mrds?)|(billions?))(?!\w)"
)
_MAGNITUDE_EN = re.compile(
    r"[ -]?(?:(thousand(?! million)|k(?![\w/]))|(million|mn|m(?= ?(?:euro|dollar|pound)))|(billion|bn|thousand million)|(trillion|tn))(?!\w)",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"[ -]?(?:de |d'|of )?(%|€|\$|£|¥|pour[ -]?cents?(?!\w)|per ?cent(?!\w)|p\. ?100|km/h|[^\W\d_]+)"
)
_SYMBOL_BEFORE = re.compile(r"([€$£¥])\s?$")
_SYMBOLS = {"€": "eur", "$": "usd", "£": "pound", "¥": "yen"}
_RATE_FR = re.compile(
    r"\b(?:par|chaque) (an|mois|jour|semaine|heure|seconde)\b|\b(quotidien|annuel|mensuel|hebdomadaire)",
    re.IGNORECASE,
)
_RATE_EN = re.compile(
    r"\b(?:an?|per|each|every) (year|month|day|week|hour|(?<!\ba )second)\b|"
    r"\b(annual|yearly|monthly|daily|weekly|hourly)",
    re.IGNORECASE,
)
_IS_PERCENT = re.compile(r"pour[ -]?cents?|per ?cent|p\. ?100")
_KNOCKOUT = re.compile(r" de finale")
_AND_A_HALF = re.compile(r" et demie?(?!\w)")
_NOUN_AND_A_HALF = re.compile(r" [^\W\d_]+ et demie?(?!\w)")
_PERCENT_WORD = re.compile(r" (?:pour ?cent|per ?cent)(?!\w)")
_DECADE_FR = re.compile(r"ann[ée]es $", re.IGNORECASE)
_ROMAN = re.compile(
    r"(?:(?<![\w'-])|(?<=[IVX]-)|(?<=[IVX]e-))(?=[IVXL])(L?X{0,3}(?:IX|IV|V?I{0,3}))"
    r"(er(?<=Ier)|re(?<=Ire)|es?|[eè]mes?|(?:st|nd|rd|th)(?<=[IVX]..))?(?!\w|'(?!s\b))(?!-[a-z])"
)
_APPROXIMATELY = re.compile(
    r"(?:environ|pr[eè]s d[eu']|plus d[eu']|moins d[eu']|quelque|presque|autour d[eu']|vers|"
    r"pas loin d[eu']|about|around|nearly|almost|roughly|some|over|under|more than|less than|"
    r"approximately|close to)\s?(?:[€$£¥]|les )?$",
    re.IGNORECASE,
)
_RANGE_FR = re.compile(r" ?(?:à|et|ou|-|/|sur) ?")
_RANGE_EN = re.compile(r" ?(?:to|and|or|-|/|out of|of|in) ?")
_FRACTIONS = {0.5: 50.0, 0.25: 25.0, 0.75: 75.0, 0.2: 20.0, 0.3333: 33.0, 0.6667: 67.0}


@remembered(2048)
def find_quantities(text: str, lang: str) -> tuple[Quantity, ...]:
    """The quantities of ``text`` in order of place, none overlapping.

    « un », "one" and "a" are not counted. ``lang`` is ``"fr"`` or ``"en"``.
    """
    return _Scan(text, lang).run()


class _Scan:
    """One pass over one text; characters once taken are not read again."""

    def __init__(self, text: str, lang: str) -> None:
        self.text = text
        self.plain = plain(text)
        self.is_french = lang == "fr"
        self.taken = bytearray(len(text))
        self.found: list[Quantity] = []

    def run(self) -> tuple[Quantity, ...]:
        p = self.plain
        if _ANY_DIGIT.search(p):
            for m in _DATE_FIGURES.finditer(p):
                self._date_figures(m)
            for m in (_CLOCK_FR if self.is_french else _CLOCK_EN).finditer(p):
                self._clock(m)
            if self.is_french:
                for m in _HOUR_FR.finditer(p):
                    self._hour(m)
            for m in _DIGITS.finditer(p):
                self._digits(m)
        for m in _ROMAN.finditer(p):
            self._roman(m)
        for m in (_RATE_FR if self.is_french else _RATE_EN).finditer(p):
            unit = next(u for u in m.groups() if u).lower()
            keys = [("rate", RATES[fold(unit)])]
            self._add("rate", keys, m.start(), m.end(), strength=Strength.PLAIN)
        self._words(words_of(p))
        self.found.sort(key=lambda q: q.span.start)
        self._extend_ranges()
        return tuple(self.found)

    def _add(
        self,
        kind: str,
        keys: Iterable[Key],
        start: int,
        end: int,
        *,
        unit: str | None = None,
        strength: Strength = Strength.STRONG,
    ) -> None:
        if any(self.taken[start:end]):
            return
        self.taken[start:end] = b"\1" * (end - start)
        rounded = _APPROXIMATELY.search(self.plain[max(0, start - 18) : start]) is not None
        self.found.append(
            Quantity(
                kind, frozenset(keys), unit, strength,
                Span(start, end), self.text[start:end], rounded,
            )
        )  # fmt: skip

    def _date_figures(self, m: re.Match[str]) -> None:
        if m[5]:
            groups, year = ((6, m[6]), (7, m[7])), (5, m[5])
        else:
            groups, year = ((1, m[1]), (3, m[3])), (4, m[4])
        values = [int(v) for _, v in groups]
        if not any(1 <= v <= 12 for v in values) or max(values) > 31 or min(values) < 1:
            return
        months: list[Key] = [("month", v) for v in values if v <= 12]
        numbers: list[Key] = [("n", float(v)) for v in values]
        for group, _ in groups:
            self._add("number", [*numbers, *months], m.start(group), m.end(group))
        full = int(year[1]) if len(year[1]) == 4 else 2000 + int(year[1])
        keys: list[Key] = [("n", float(full)), ("n", float(full - 100)), ("n", float(full % 100))]
        self._add("number", keys if len(year[1]) == 2 else keys[:1], *m.span(year[0]))

    def _clock(self, m: re.Match[str]) -> None:
        if self.is_french:
            hour, minute, half = int(m[1]), int(m[2]), None
        elif m[5] or m[7]:
            hour, minute, half = int(m[5] or m[7]), int(m[6] or m[8]), None
        else:
            hour, minute = int(m[1]), int(m[3] or 0)
            half = (m[4] or "").lower().replace(".", "")
        keys: set[Key] = {("t", hour * 60 + minute)}
        if hour <= 12 and half != "am":
            keys.add(("t", (hour % 12 + 12) * 60 + minute))
        if half == "pm":
            keys = {("t", (hour % 12 + 12) * 60 + minute)}
        elif half == "am":
            keys = {("t", hour % 12 * 60 + minute)}
        keys.add(("n", _rounded(hour + minute / 60)))
        if m[0].isdecimal():
            keys.add(("n", float(m[0])))
        self._add("time", keys, m.start(), m.end())

    def _hour(self, m: re.Match[str]) -> None:
        hour = int(m[1])
        keys: set[Key] = {("n", float(hour)), ("t", hour * 60), ("t", (hour % 12 + 12) * 60)}
        strength = Strength.STRONG if hour > 1 else Strength.WEAK
        self._add("time", keys, m.start(), m.start(1) + len(m[1]), unit="hour", strength=strength)

    def _digits(self, m: re.Match[str]) -> None:
        start, end = m.span()
        p = self.plain
        if start and p[start - 1].isalpha():
            self._code(start, end)
            return
        values = digit_values(m[0], is_french=self.is_french)
        ordinal = (_ORDINAL_FR if self.is_french else _ORDINAL_EN).match(p, end)
        if ordinal and len(values) == 1:
            strength = Strength.WEAK if values[0] == 1 else Strength.STRONG
            keys = [("n", values[0])]
            if _KNOCKOUT.match(p, ordinal.end()):
                keys.append(("n", 2 * values[0]))
            self._add("ordinal", keys, start, ordinal.end(), strength=strength)
            return
        if not self.is_french and re.match(r"'?s(?!\w)", p[end : end + 3]):
            self._decade(values, start, end + (2 if p[end] == "'" else 1))
            return
        is_decade = self.is_french and _DECADE_FR.search(p[max(0, start - 8) : start])
        if is_decade and values[0] >= 10 and values[0] % 10 == 0:
            self._decade(values, start, end)
            return
        self._number(values, start, end, Strength.STRONG)

    def _decade(self, values: Sequence[float], start: int, end: int) -> None:
        keys: set[Key] = {("n", v) for v in values}
        keys |= {("n", v + 1900) for v in values if v < 100}
        keys |= {("n", v - 1900) for v in values if 1900 <= v < 2000}
        self._add("number", keys, start, end)

    def _code(self, start: int, end: int) -> None:
        p = self.plain
        first = start
        while first and p[first - 1].isalnum():
            first -= 1
        last = end
        while last < len(p) and p[last].isalnum():
            last += 1
        code = fold(p[first:last])
        number = re.sub(r"\D", "", p[start:end])
        if code in ("km2", "m2", "km3", "m3", "cm2", "cm3"):
            self.taken[first:last] = b"\1" * (last - first)
            return
        keys: list[Key] = [("code", code), ("n", float(number[:15]))]
        self._add("code", keys, first, last)

    def _number(self, values: Sequence[float], start: int, end: int, strength: Strength) -> None:
        """A cardinal with the magnitude, percent sign, currency or unit around it."""
        p = self.plain
        magnitude = (_MAGNITUDE_FR if self.is_french else _MAGNITUDE_EN).match(p, end)
        is_slashed = p[end : end + 1] == "/" and p[end + 1 : end + 3].strip().isdigit()
        if is_slashed and not self.is_french and 1 <= values[0] <= 12 and values[0] % 1 == 0:
            self._add("number", [("n", values[0]), ("month", int(values[0]))], start, end)
            return
        if magnitude:
            powers = (1e3, 1e6, 1e9, 1e12)
            factor = next(x for x, g in zip(powers, magnitude.groups(), strict=True) if g)
            values, end, strength = [v * factor for v in values], magnitude.end(), Strength.STRONG
            half = _AND_A_HALF.match(p, end)
            if half:
                values, end = [v + factor / 2 for v in values], half.end()
        if self.is_french and _NOUN_AND_A_HALF.match(p, end):
            values = [*values, *(v + 0.5 for v in values)]
        unit, end = self._unit_after(end)
        before = _SYMBOL_BEFORE.search(p[max(0, start - 2) : start])
        if before:
            unit, start = _SYMBOLS[before[1]], start - (2 if before[0] != before[1] else 1)
        keys: set[Key] = {("n", _rounded(v)) for v in values}
        if unit == "day" and self.is_french and values[0] in (8.0, 15.0):
            keys |= {
                ("n", 2.0 if values[0] == 15.0 else 7.0),
                ("n", 14.0 if values[0] == 15.0 else 1.0),
            }
            unit = None
        if unit == "%":
            keys |= {("f", f) for f, percent in _FRACTIONS.items() if percent in values}
            strength = Strength.STRONG
        elif values == [1.0] and unit not in _SYMBOLS.values():
            strength = Strength.WEAK
        if unit in TIME_UNITS and strength is Strength.WEAK:
            unit = None
        code = re.match(r"[^\W\d_]+", p[end:]) if unit is None and magnitude is None else None
        if code and p[end - 1].isdigit():
            keys.add(("code", fold(p[start : end + code.end()])))
            end += code.end()
        elif start > 1 and p[start - 1] == "-" and p[start - 2].isalpha():
            strength = Strength.WEAK if p[:start].lower().endswith("covid-") else strength
        self._add("number", keys, start, end, unit=unit, strength=strength)

    def _unit_after(self, end: int) -> tuple[str | None, int]:
        m = _UNIT.match(self.plain, end)
        if m is None:
            return None, end
        word = fold(m[1])
        if _IS_PERCENT.match(word):
            return "%", m.end()
        unit = UNITS.get(word)
        if unit is None or (len(word) == 1 and word.isalpha() and self.plain[m.end() :][:1] == "'"):
            return None, end
        return unit, (m.end() if word in ("%", "€", "$", "£", "¥") else end)

    def _roman(self, m: re.Match[str]) -> None:
        numeral, suffix = m[1], m[2]
        if not numeral:
            return
        follows_name = re.search(r"[A-ZÀ-Ý][\w-]+ $", self.plain[: m.start()]) is not None
        if not suffix and (len(numeral) < 2 and not (follows_name and numeral != "I")):
            return
        if numeral == "L":
            return
        value = roman_value(numeral)
        strength = Strength.PLAIN if value > 1 else Strength.WEAK
        self._add("ordinal", [("n", float(value))], m.start(), m.end(), strength=strength)

    def _words(self, words: tuple[Word, ...]) -> None:
        folded = [w.folded for w in words]
        starts = spelled.STARTS_FR if self.is_french else spelled.STARTS_EN
        i = 0
        while i < len(words):
            if self.taken[words[i].start]:
                i += 1
                continue
            if folded[i] in starts:
                j = self._spelled(words, folded, i)
                if j > i:
                    i = j
                    continue
            i = self._single(words, folded, i)

    def _spelled(self, words: tuple[Word, ...], folded: list[str], i: int) -> int:
        run = i
        while (
            run + 1 < len(words)
            and run - i < 14
            and self.plain[words[run].end : words[run + 1].start] in (" ", "-")
            and not self.taken[words[run + 1].start]
        ):
            run += 1
        parse = spelled.parse_french if self.is_french else spelled.parse_english
        before = folded[i - 1] if i else ""
        if folded[i] in ("cent", "cents") and before in ("un", "pour", "one", "a"):
            return i + 1
        parsed = parse(folded[i : run + 1], 0)
        if parsed is None:
            return self._one_percent(words, folded, i)
        if folded[i + 1 : i + 3] == ["fois", "moins"]:
            self._add("number", [("n", parsed[0]), ("f", round(1 / max(parsed[0], 1), 4))],
                      words[i].start, words[i].end, strength=Strength.WEAK)  # fmt: skip
            return i + 1
        value, used = parsed
        j = i + used
        ordinals = spelled.FR_ORDINALS if self.is_french else spelled.EN_ORDINALS
        start, end = words[i].start, words[j - 1].end
        if self.is_french and folded[i] == "neuf" and used == 1 and not _next_is_plural(folded, j):
            return j
        if folded[j - 1] in ("cents", "million", "millions") and used == 1:
            return i
        if folded[i] == "hundred" and used == 1:
            self._add("number", [("n", 100.0), ("~", 2)], start, end, strength=Strength.PLAIN)
            return j
        is_teen = value == 10 and folded[j : j + 1] in (["septieme"], ["huitieme"], ["neuvieme"])
        if j <= run and folded[j] in ordinals and (value >= 20 or is_teen):
            whole = value * 1000 if folded[j] == "millieme" else value + ordinals[folded[j]]
            self._add("ordinal", [("n", whole)], start, words[j].end, strength=Strength.PLAIN)
            return j + 1
        if folded[j : j + 2] == ["et", "unieme"]:
            self._add("ordinal", [("n", value + 1)], start, words[j + 1].end)
            return j + 2
        if self._fraction_after(folded, j, value, start, words):
            return j + 1
        if (
            self.is_french
            and _DECADE_FR.search(self.plain[max(0, start - 8) : start])
            and value < 100
        ):
            self._decade([value], start, end)
            return j
        strength = Strength.STRONG if value >= 11 else Strength.PLAIN
        strength = strength if value and not self._is_in_name(words, i, j) else Strength.WEAK
        hour = re.match(r" heures?(?: ([a-z-]+))?", self.plain[end:]) if self.is_french else None
        o_clock = re.match(r" o'clock| (?:a|p)\.?m\b", self.plain[end:]) if value <= 24 else None
        if (hour or o_clock) and value <= 24:
            h = int(value)
            keys: list[Key] = [("n", value), ("t", h * 60), ("t", (h % 12 + 12) * 60)]
            unit = "hour" if hour else None
            self._add("time", keys, start, end, unit=unit, strength=strength)
            return j
        self._number([value], start, end, strength)
        return j

    def _is_in_name(self, words: tuple[Word, ...], i: int, j: int) -> bool:
        """ "Three Mile Island": a capital on the number word and on the word behind it."""
        if i == 0 or j >= len(words) or self.is_french:
            return False
        between = self.plain[words[i - 1].end : words[i].start]
        is_inside = words[i].text[0].isupper() and between in (" ", ", ", "-")
        return is_inside and words[j].text[0].isupper() and words[j].text.title() not in EN_MONTHS

    def _one_percent(self, words: tuple[Word, ...], folded: list[str], i: int) -> int:
        """« un pour cent », "one percent": the only lone « un » that counts."""
        if folded[i] in ("un", "one") and _PERCENT_WORD.match(self.plain, words[i].end):
            start, end = words[i].start, words[i].end
            self._add("number", [("n", 1.0)], start, end, unit="%", strength=Strength.PLAIN)
            return i + 1
        return i

    def _fraction_after(
        self, folded: list[str], j: int, value: float, start: int, words: tuple[Word, ...]
    ) -> bool:
        """« deux tiers », « trois quarts », "two-thirds", "three quarters"."""
        if j >= len(words):
            return False
        parts = {"tiers": 3, "thirds": 3, "quarts": 4, "quarters": 4, "fifths": 5, "cinquiemes": 5}
        if folded[j] not in parts or not 1 < value < parts[folded[j]]:
            return False
        share = round(value / parts[folded[j]], 4)
        self._add("number", [("f", share)], start, words[j].end, strength=Strength.PLAIN)
        return True

    def _single(self, words: tuple[Word, ...], folded: list[str], i: int) -> int:
        word, w = words[i], folded[i]
        start, end = word.start, word.end
        if w == "demi" and folded[i + 1 : i + 2] in (["million"], ["milliard"]):
            half = spelled.FR_MAGNITUDES[folded[i + 1]] / 2
            self._number([half], start, words[i + 1].end, Strength.STRONG)
            return i + 2
        strength = Strength.PLAIN
        before = folded[i - 1] if i else ""
        if self.is_french:
            if w in FR_MONTHS and (word.text[0].islower() or i + 1 == len(words) or before):
                is_planet = w == "mars" and word.text[0].isupper()
                weak = is_planet or (len(w) < 4 and w not in ("mai", "oct", "nov", "dec"))
                if w in ("janv", "fevr", "avr", "juil", "oct", "nov", "dec"):
                    weak = self.plain[end : end + 1] != "."
                strength = Strength.WEAK if weak else Strength.PLAIN
                self._add("month", [("month", FR_MONTHS[w])], start, end, strength=strength)
            elif w.removesuffix("s") in FR_WEEKDAYS:
                day = FR_WEEKDAYS[w.removesuffix("s")]
                self._add("weekday", [("weekday", day)], start, end, strength=strength)
            elif w in spelled.FR_ORDINALS:
                self._add("ordinal", _ordinal_keys(w), start, end, strength=strength)
            elif w in FR_PLAIN and before != "mise":
                if w in ("quarantaine",) and before == "en":
                    return i + 1
                self._add("number", FR_PLAIN[w], start, end, strength=strength)
            elif w in FR_WEAK:
                is_extra = w in ("demi", "demie") and folded[max(0, i - 3) : i : 2] == ["une", "et"]
                keys = (*FR_WEAK[w], ("n", 1.5)) if is_extra else FR_WEAK[w]
                self._add("number", keys, start, end, strength=Strength.WEAK)
            return i + 1
        if word.text in EN_MONTHS or (word.text.isupper() and word.text.title() in EN_MONTHS):
            month = EN_MONTHS[word.text.title()]
            opens = i == 0 or self.plain[start - 2 : start - 1] in (".", '"', ":")
            near_number = any(
                f.isdigit() for f in (*folded[max(0, i - 2) : i], *folded[i + 1 : i + 2])
            )
            weak = (len(word.text) < 6 or opens) and month in (3, 5) and not near_number
            if len(word.text) <= 4 and word.text not in ("May", "June", "July"):
                weak = not (near_number or self.plain[end : end + 1] == ".")
            strength = Strength.WEAK if weak else Strength.PLAIN
            self._add("month", [("month", month)], start, end, strength=strength)
        elif w.removesuffix("s") in EN_WEEKDAYS:
            day = EN_WEEKDAYS[w.removesuffix("s")]
            self._add("weekday", [("weekday", day)], start, end, strength=strength)
        elif w in spelled.EN_ORDINALS or (w.endswith("s") and w[:-1] in spelled.EN_ORDINALS):
            value = float(spelled.EN_ORDINALS[w.removesuffix("s")])
            share = round(1 / value, 4)
            self._add("ordinal", [("n", value), ("f", share)], start, end, strength=strength)
        elif w in EN_PLAIN:
            self._add("number", EN_PLAIN[w], start, end, strength=strength)
        elif w in EN_WEAK:
            self._add("number", EN_WEAK[w], start, end, strength=Strength.WEAK)
        return i + 1

    def _extend_ranges(self) -> None:
        """Give the first half of « 2 à 3 millions d'euros » the scale of the second."""
        between = _RANGE_FR if self.is_french else _RANGE_EN
        for i in range(len(self.found) - 1):
            a, b = self.found[i], self.found[i + 1]
            if a.kind != "number" or b.kind != "number" or a.unit is not None:
                continue
            if between.fullmatch(self.plain, a.span.end, b.span.start) is None:
                continue
            values = [float(v) for k, v in a.keys if k == "n"]
            keys = a.keys | {("n", _rounded(v * s)) for v in values for s in (1e3, 1e6, 1e9)
                             if (b.value or 0) >= s}  # fmt: skip
            strength = max(a.strength, b.strength) if a.strength else a.strength
            self.found[i] = Quantity(
                a.kind, frozenset(keys), None, strength, a.span, a.text, a.is_rounded, True
            )


def _rounded(value: float) -> float:
    """``value`` to 9 significant figures, so that 1.1 x 1e6 meets 1,100,000."""
    return float(f"{value:.9g}")


def _ordinal_keys(folded: str) -> list[Key]:
    value = float(spelled.FR_ORDINALS[folded])
    return [("n", value), ("f", round(1 / value, 4))]


def _next_is_plural(folded: list[str], j: int) -> bool:
    """« neuf » counts before a plural (« neuf mois »), elsewhere it means new."""
    return j < len(folded) and folded[j].endswith(("s", "x", "z"))
