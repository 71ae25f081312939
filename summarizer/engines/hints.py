"""What is known of rare words, put beside them for a translator that was trained to read it.

A source becomes « la crue <en> flood <en> spate <fr> de la Seine ». How the table and the
translator come about is in training/hints.py.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from summarizer.errors import ModelNotFound

HINTS_FILE = "hints.tsv.gz"
MARK = "<en>"
END = "<fr>"
MIN_LETTERS = 4
"""Shorter words are common ones, or have too many meanings."""


def begins_word(piece: str) -> bool:
    """Whether a word of letters, perhaps with hyphens, may start with this piece."""
    return piece.startswith("▁") and not piece.startswith("▁-") and _is_lettered(piece[1:])


def goes_on(piece: str) -> bool:
    """Whether the word before this piece goes on in it."""
    return bool(piece) and not piece.startswith("▁") and _is_lettered(piece)


def _is_lettered(text: str) -> bool:
    return all(c.isalpha() or c == "-" for c in text)


class Hints:
    """Meanings of rare words.

    Args:
        meanings: by French word in small letters, its English, best first.
        encode: a text's pieces, without end mark.
    """

    def __init__(
        self, meanings: Mapping[str, Sequence[str]], encode: Callable[[str], list[str]]
    ) -> None:
        self._meanings = meanings
        self._encode = encode

    def pieces(self, meanings: Iterable[str]) -> list[str]:
        """A hint: each meaning behind a mark, and the end mark."""
        return [p for meaning in meanings for p in (MARK, *self._encode(meaning))] + [END]

    def find(self, pieces: Sequence[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Where words of the table end in ``pieces``, and what they mean.

        A capital counts only at the beginning, since elsewhere it makes a name.
        """
        for start, end in _words(pieces):
            word = "".join(pieces[start:end])[1:]
            if start == 0:
                word = word[:1].lower() + word[1:]
            if meanings := self._meanings.get(word):
                yield end, tuple(meanings)

    def add_to(self, pieces: Sequence[str]) -> list[str]:
        """``pieces`` of a French text with a hint behind every word of the table."""
        out: list[str] = []
        done = 0
        for end, meanings in self.find(pieces):
            out += [*pieces[done:end], *self.pieces(meanings)]
            done = end
        return [*out, *pieces[done:]]


def _words(pieces: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where words begin and end."""
    start = None
    for i, piece in enumerate(pieces):
        if start is not None and not goes_on(piece):
            yield start, i
            start = None
        if begins_word(piece):
            start = i
    if start is not None:
        yield start, len(pieces)


def read_hints(path: Path, encode: Callable[[str], list[str]]) -> Hints:
    """The hints in ``path``: a gzipped table of a word and its meanings, between tabs.

    Raises:
        ModelNotFound: the file cannot be read.
    """
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            rows = [line.rstrip("\n").split("\t") for line in lines]
    except (OSError, EOFError, ValueError) as exc:
        raise ModelNotFound(
            f"The hints in {path} cannot be read ({exc}). Install the model again."
        ) from exc
    return Hints({row[0]: tuple(row[1:]) for row in rows if len(row) > 1}, encode)


def write_hints(meanings: Mapping[str, Sequence[str]], path: Path) -> None:
    """Writes what ``read_hints`` reads, the same bytes for the same table."""
    text = "".join("\t".join((word, *meanings[word])) + "\n" for word in sorted(meanings))
    path.write_bytes(gzip.compress(text.encode("utf-8"), 9, mtime=0))


def without_hints(
    pieces: Sequence[str], attention: npt.NDArray[np.float32]
) -> tuple[list[str], npt.NDArray[np.float32]]:
    """A source as it was before the hints, who look at a hint now looking at its word.

    Args:
        pieces: (S,) with hints.
        attention: (T, S).

    Returns:
        (S',) pieces and (T, S') attention.
    """
    if MARK not in pieces:
        return list(pieces), attention
    kept: list[int] = []
    owner = np.empty(len(pieces), dtype=np.int64)
    is_inside = False
    for i, piece in enumerate(pieces):
        is_inside = is_inside or piece == MARK
        if not is_inside:
            kept.append(i)
        owner[i] = max(0, len(kept) - 1)
        is_inside = is_inside and piece != END
    folded = np.zeros((len(attention), len(kept)), dtype=np.float32)
    np.add.at(folded.T, owner, attention.T)
    return [pieces[i] for i in kept], folded
