"""Alarms on human references, and what a reader found each of them to be.

An alarm on a reference is not always false: references are edited, convert miles, lose a quotation
mark, misspell a name. ``tests/golden/reference_alarms.tsv`` says of each alarm that was read whether
the English ``differs`` from the French or says the ``same``. Only its place is kept, not the text.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from summarizer.errors import InputError

COLUMNS = ["set", "line", "family", "verdict", "why"]


class Reading(StrEnum):
    """What a reader found an alarm to be."""

    DIFFERS = "differs"
    SAME = "same"


Place = tuple[str, int, str]
"""Name of the set, line from 1, family of findings."""


@dataclass(frozen=True, slots=True)
class FalseAlarms:
    """One family on one set.

    Attributes:
        n_pairs: pairs of the set.
        n_alarms: pairs with a finding of the family.
        n_true: those of them in which the English was found to differ from the French.
        n_unread: those that nobody has read; they count as false.
    """

    n_pairs: int
    n_alarms: int
    n_true: int
    n_unread: int

    @property
    def rate(self) -> float:
        """Share of the pairs with an alarm that is false, or not known to be true."""
        return (self.n_alarms - self.n_true) / max(1, self.n_pairs)


def read_readings(path: Path) -> dict[Place, Reading]:
    """The verdicts by place.

    Raises:
        InputError: another header, a verdict that is none, or a place named twice.
    """
    found: dict[Place, Reading] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        header = next(rows, [])
        if header != COLUMNS:
            raise InputError(
                f"{path.name} has the columns {', '.join(header)}. Write {', '.join(COLUMNS)}."
            )
        for number, (name, line, family, verdict, _why) in enumerate(rows, 2):
            place = (name, int(line), family)
            if verdict not in list(Reading) or place in found:
                raise InputError(
                    f"{path.name} line {number}: {' '.join(place[:1])} {line} {family} {verdict}. "
                    "Give each place once, with the verdict differs or same."
                )
            found[place] = Reading(verdict)
    return found


def false_alarms(
    name: str,
    n_pairs: int,
    alarms: Iterable[tuple[int, str]],
    readings: Mapping[Place, Reading],
) -> dict[str, FalseAlarms]:
    """What became of the ``(line, family)`` alarms of the set ``name``, by family."""
    places = {(name, line, family) for line, family in alarms}
    n_alarms = Counter(family for _, _, family in places)
    verdicts = Counter((p[2], readings.get(p)) for p in places)
    return {
        family: FalseAlarms(n_pairs, n, verdicts[family, Reading.DIFFERS], verdicts[family, None])
        for family, n in n_alarms.items()
    }
