"""Sentence pairs from files: read, made plain, filtered, deduplicated, mixed."""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from summarizer.errors import ConfigError
from summarizer.normalization import english_numbers, split_elisions, split_openings, to_model_text

_SPEAKER_TAG = re.compile(r"^\((?:[A-Z]{2})\)\s*")
_SINGLE_QUOTED = re.compile(r"(?:(?<=\s)|^)'([^']{2,60})'(?=[\s.,;:!?)]|$)")
_SPACE_BEFORE_MARK = re.compile(r" ([.,;:!?)])")
_SPACED_THOUSANDS = re.compile(r"(?<![\d.,])(\d{1,3})((?: \d{3})+)(?![\d])")
_SPACED_PERCENT = re.compile(r"(?<=\d) %")


@dataclass(frozen=True, slots=True)
class Pair:
    """A French sentence and its English version, in model form."""

    french: str
    english: str


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of the mix.

    Attributes:
        weight: how often a pair of it is drawn, relative to weight 1.
        max_pairs: cap, the first ones; None takes all.
        mark: a task piece put in front of the French, ``"<bt>"`` for back-translated pairs.
    """

    path: Path
    weight: float = 1.0
    max_pairs: int | None = None
    mark: str = ""


@dataclass(frozen=True, slots=True)
class PairFilter:
    """Cheap signs of a wrong pair; bounds from reading 300 pairs a source.

    The ratio of characters is asked only of sentences with at least ``min_words_for_ratio`` words:
    short ones vary too much ("Oui." / "That is quite right.").
    """

    max_words: int = 80
    min_ratio: float = 0.6
    max_ratio: float = 2.0
    min_words_for_ratio: int = 6

    def keeps(self, pair: Pair) -> bool:
        n_french, n_english = len(pair.french.split()), len(pair.english.split())
        if not (1 <= n_french <= self.max_words and 1 <= n_english <= self.max_words):
            return False
        if max(n_french, n_english) >= self.min_words_for_ratio:
            ratio = len(pair.french) / max(1, len(pair.english))
            if not self.min_ratio < ratio < self.max_ratio:
                return False
        return not (pair.french == pair.english and n_french > 3)


def make_pair(french: str, english: str) -> Pair:
    """Both sides in the plain form that the translator sees: figures of the French in English form.

    Parliament's language tags go, single quotation marks become double, and the English loses the
    space that some sources put before its punctuation and inside its figures (``200 000``, ``5 %``).
    Elisions, opening quotation marks and brackets stand apart from their words.
    """
    source = split_elisions(english_numbers(_SPEAKER_TAG.sub("", to_model_text(french))))
    target = _SPEAKER_TAG.sub("", to_model_text(english))
    target = _SPACE_BEFORE_MARK.sub(r"\1", _SINGLE_QUOTED.sub(r'"\1"', target))
    target = _SPACED_PERCENT.sub("%", target)
    target = _SPACED_THOUSANDS.sub(lambda m: m[1] + m[2].replace(" ", ","), target)
    return Pair(split_openings(source), split_openings(target))


def read_pairs(path: Path) -> Iterator[Pair]:
    """Pairs of a ``.tsv`` (``fr, en`` or ``source, fr, en``) or ``.jsonl`` (keys fr, en) file.

    Either may be compressed with xz. Lines of another shape are an error that names the line.
    """
    for french, english in _read_sides(path):
        yield make_pair(french, english)


def read_plain_pairs(path: Path) -> Iterator[Pair]:
    """The same pairs in plain typography only: figures as written, no mark set apart."""
    for french, english in _read_sides(path):
        yield Pair(to_model_text(french), to_model_text(english))


def _read_sides(path: Path) -> Iterator[tuple[str, str]]:
    with open_text(path) as lines:
        for number, line in enumerate(lines, 1):
            text = line.rstrip("\n")
            if not text.strip():
                continue
            if ".jsonl" in path.suffixes:
                try:
                    row = json.loads(text)
                    sides = row["fr"], row["en"]
                    if not all(isinstance(side, str) for side in sides):
                        raise TypeError("fr and en must be text")
                except (ValueError, KeyError, TypeError) as exc:
                    raise ConfigError(
                        f'{path}, line {number}: expected {{"fr": …, "en": …}}, got {text[:60]!r}.'
                    ) from exc
                yield sides
            else:
                fields = text.split("\t")
                if len(fields) not in (2, 3):
                    raise ConfigError(
                        f"{path}, line {number}: expected 2 or 3 tab-separated fields, "
                        f"got {len(fields)}. Write French<TAB>English."
                    )
                yield fields[-2], fields[-1]


def filtered(pairs: Iterable[Pair], pair_filter: PairFilter, seen: set[int]) -> Iterator[Pair]:
    """Pairs that pass and were not seen before, ignoring case; ``seen`` is added to."""
    for pair in pairs:
        key = hash((pair.french.lower(), pair.english.lower()))
        if key not in seen and pair_filter.keeps(pair):
            seen.add(key)
            yield pair


def open_text(path: Path) -> IO[str]:
    """A UTF-8 text file, unpacked when its name ends in .xz."""
    try:
        if path.suffix == ".xz":
            return lzma.open(path, "rt", encoding="utf-8")
        return path.open(encoding="utf-8")
    except OSError as exc:
        raise ConfigError(f"{path} cannot be read ({exc}). Check the path in the mix.") from exc
