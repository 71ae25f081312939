"""What a run of figures or a Roman numeral is worth, and figures left in French notation."""

from __future__ import annotations

import re

from summarizer.document import Span

_FRENCH_FIGURES = re.compile(
    r"(?<![\d.,])\d+,\d{1,2}(?![\d,])(?=\s?(?:%|million|billion|euro|dollar|per|km|kg|\u20ac|$|[.;)]))"
    r"|(?<![\d.,/-])\b[1-9]\d{0,2}[ \u00a0\u202f]\d{3}\b(?![\d/-])|\b\d{1,2} ?h ?\d{2}\b"
)


def french_figures(english: str) -> list[Span]:
    """Places where an English text keeps figures as French writes them: 55,41% · 3 000 · 14 h 30."""
    return [Span(*m.span()) for m in _FRENCH_FIGURES.finditer(english)]


def digit_values(digits: str, *, is_french: bool) -> list[float]:
    """The values a run of figures can mean, the likelier first.

    A comma or a point before exactly three figures may divide thousands or decimals in either
    language, so both readings are given.
    """
    digits = digits.replace(" ", "")
    marks = [c for c in digits if c in ".,"]
    if not marks:
        return [float(digits[:300])]
    if len(set(marks)) == 2:
        decimal = marks[-1]
        if marks.count(decimal) > 1:
            return [float(re.sub(r"\D", "", digits)[:300])]
        other = "," if decimal == "." else "."
        return [float(digits.replace(other, "").replace(decimal, "."))]
    mark = marks[0]
    groups = digits.split(mark)
    whole = float("".join(groups)[:300])
    is_grouped = all(len(g) == 3 for g in groups[1:]) and 1 <= len(groups[0]) <= 3
    if len(groups) > 2:
        return [whole]
    decimal_value = float(".".join(groups))
    if not is_grouped or groups[0] == "0":
        return [decimal_value]
    thousands_first = mark == ("." if is_french else ",")
    return [whole, decimal_value] if thousands_first else [decimal_value, whole]


def roman_value(numeral: str) -> int:
    """The value of a Roman numeral made of I, V, X and L."""
    values = {"I": 1, "V": 5, "X": 10, "L": 50}
    total = 0
    for a, b in zip(numeral, [*numeral[1:], ""], strict=True):
        total += -values[a] if b and values[a] < values[b] else values[a]
    return total
