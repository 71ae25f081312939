"""What hints give a translator: how many rare words come out right, with them and without."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from summarizer.engines.base import GenerationOptions, Task
from summarizer.engines.checkpoint import read_checkpoint
from summarizer.engines.hints import HINTS_FILE, Hints, read_table, says
from summarizer.engines.pieces import MarianPieces
from summarizer.engines.registry import load_engine
from summarizer.training.card import SetScore, read_rows, score_file
from summarizer.training.hint_effects import without_hints


@dataclass(frozen=True, slots=True)
class RareWordScores:
    """Words of the table of hints in one file.

    Attributes:
        n_words: all of them in the sources.
        n_known: those whose English stands in the reference.
        n_right: of the known, with their English in the output, without hints and with them.
        scores: the file's, without hints and with them.
    """

    n_words: int
    n_known: int
    n_right: tuple[int, int]
    scores: tuple[SetScore, SetScore]


def score_rare_words(path: Path, model: Path, options: GenerationOptions) -> RareWordScores:
    """Scores of a JSONL file with the keys fr and en, translated twice.

    Raises:
        ConfigError: the model has no table of hints.
    """
    rows = read_rows(path)
    with without_hints(model) as bare:
        engine = load_engine(str(bare), Task.TRANSLATE)
        without, plain = score_file(path, engine, options)
        words = _words_of([french for french, _ in rows], bare, model / HINTS_FILE)
    with_hints, hinted = score_file(path, load_engine(str(model), Task.TRANSLATE), options)
    known = [(i, english) for i, english in words if says(rows[i][1], english)]
    n_right = [sum(says(out[i], english) for i, english in known) for out in (plain, hinted)]
    return RareWordScores(len(words), len(known), (n_right[0], n_right[1]), (without, with_hints))


def _words_of(sources: Sequence[str], bare: Path, table: Path) -> list[tuple[int, str]]:
    """(source, english) of every word of the table."""
    pieces, form = MarianPieces(bare), read_checkpoint(bare).form
    hints = Hints(read_table(table), pieces.encode, pieces.encode)
    return [
        (i, english)
        for i, source in enumerate(sources)
        for *_, english in hints.find(pieces.encode(form.prepare(source)))
    ]
