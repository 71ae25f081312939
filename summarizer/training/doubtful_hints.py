"""Hints that good translations seldom say, which is where a table of hints is wrong.

A dictionary's English may be a rare sense (« fusée »: "poured in"), and the pairs' that of parliament
(« antenne »: "branch"). Sentence pairs whose English is sound show it: the reference says another word.
What to say instead, or that a word with several senses is better left alone (``-``), is decided
by reading them, and written into ``news_words.tsv``, ``news_phrases.tsv`` and ``missed_words.tsv``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from summarizer.engines.checkpoint import read_checkpoint
from summarizer.engines.hints import HINTS_FILE, says
from summarizer.engines.pieces import MarianPieces
from summarizer.errors import ConfigError


@dataclass(frozen=True, slots=True)
class DoubtfulHint:
    """A word or phrase of the table.

    Attributes:
        n_said, n_told: pairs whose English says a form of ``english``, and all with the hint.
        pair: one whose English does not.
    """

    french: str
    english: str
    n_said: int
    n_told: int
    pair: tuple[str, str]


def doubtful_hints(
    pairs: Iterable[tuple[str, str]], model: Path, max_share: float = 0.33
) -> list[DoubtfulHint]:
    """Hints of a model's table that at most ``max_share`` of the references say, often told first.

    Args:
        pairs: French sentences and their references.

    Raises:
        ConfigError: the model has no table of hints.
        ModelNotFound: a file of the model is missing or damaged.
    """
    if not (model / HINTS_FILE).is_file():
        raise ConfigError(f"{model} has no {HINTS_FILE}: export it with --hints.")
    pieces, form = MarianPieces(model), read_checkpoint(model).form
    said: Counter[tuple[str, str]] = Counter()
    told: Counter[tuple[str, str]] = Counter()
    unsaid: dict[tuple[str, str], tuple[str, str]] = {}
    for french, english in pairs:
        for hint in pieces.told_hints(form.prepare(french)):
            told[hint] += 1
            if says(english, hint[1]):
                said[hint] += 1
            else:
                unsaid.setdefault(hint, (french, english))
    return sorted(
        (
            DoubtfulHint(*hint, said[hint], told[hint], pair)
            for hint, pair in unsaid.items()
            if said[hint] <= max_share * told[hint]
        ),
        key=lambda hint: (-hint.n_told, hint.french),
    )
