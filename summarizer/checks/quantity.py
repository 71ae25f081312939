"""A number, date part, time or amount, and when two of them agree."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from summarizer.checks.calendar_units import Key
from summarizer.document import Span


class Strength(IntEnum):
    """How much a quantity claims. WEAK ones (« premier », "both") only answer for others."""

    WEAK = 0
    PLAIN = 1
    STRONG = 2


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, date part, time or amount found in a text.

    Attributes:
        kind: ``"number"``, ``"ordinal"``, ``"time"``, ``"month"``, ``"weekday"``, ``"rate"`` or ``"code"``.
        keys: the values it can stand for; see ``calendar_units.Key``.
        unit: canonical unit (``"%"``, ``"eur"``, ``"km"``, ``"year"``…) or None.
        is_rounded: the text says about, nearly, more than.
        is_ranged: another figure follows that gives the unit: « 10 à 15 % ».
    """

    kind: str
    keys: frozenset[Key]
    unit: str | None
    strength: Strength
    span: Span
    text: str
    is_rounded: bool = False
    is_ranged: bool = False

    @property
    def value(self) -> float | None:
        """The plain number it stands for, the smallest when ambiguous; None for dates, times."""
        numbers = [float(v) for k, v in self.keys if k == "n"]
        return min(numbers) if numbers else None


def agree(a: Quantity, b: Quantity) -> bool:
    """True when both can stand for the same value; units decide only when both are known."""
    return not a.keys.isdisjoint(b.keys) and units_agree(a, b)


def units_agree(a: Quantity, b: Quantity) -> bool:
    """False when both units are known and differ."""
    return a.unit is None or b.unit is None or a.unit == b.unit


def close(a: Quantity, b: Quantity) -> bool:
    """True when one rounds the other: at most 5 % apart, said to be approximate, same unit."""
    if not (a.is_rounded or b.is_rounded) or not units_agree(a, b):
        return False
    return any(
        abs(x - y) <= 0.05 * max(abs(x), abs(y))
        for kx, x in a.keys
        for ky, y in b.keys
        if kx == ky == "n" and isinstance(x, float) and isinstance(y, float) and x > 10
    )
