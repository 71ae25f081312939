"""The English of rare words, put in their place for a translator that was trained to read it.

A source becomes « la <en> flood <fr> de la Seine ». How the table and the translator come about
is in training/hints.py. A name that English leaves as it is (« Ouest-France ») is told in pieces of a few
letters, in which none of its words is seen, so that none is translated.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from summarizer.errors import ModelNotFound

HINTS_FILE = "hints.tsv.gz"
MARK = "<en>"
END = "<fr>"
LEFT_ALONE = "-"
"""Stands for the English of what is to have no hint."""

SPELLED_LETTERS = 3
"""Longest piece of a name that is told as it is."""

_WORD = re.compile(r"\w+")


def begins_word(piece: str) -> bool:
    """Whether a word of letters, perhaps with hyphens, may start with this piece."""
    return piece.startswith("▁") and not piece.startswith("▁-") and _is_lettered(piece[1:])


def goes_on(piece: str) -> bool:
    """Whether the word before this piece goes on in it."""
    return bool(piece) and not piece.startswith("▁") and _is_lettered(piece)


def _is_lettered(text: str) -> bool:
    return all(c.isalpha() or c == "-" for c in text)


def spelled(name: str, vocabulary: Collection[str]) -> list[str]:
    """``name`` in pieces of at most ``SPELLED_LETTERS`` letters; a letter that is none stays one."""
    pieces = []
    for word in name.split():
        rest = f"▁{word}"
        while rest:
            longest = SPELLED_LETTERS + rest.startswith("▁")
            n = next((n for n in range(longest, 1, -1) if rest[:n] in vocabulary), 1)
            pieces.append(rest[:n])
            rest = rest[n:]
    return pieces


class Hints:
    """The English of rare words and of set phrases.

    Args:
        english: by French word in small letters, or by name or phrase of several words as the
            model's sources have them.
        encode: a text's pieces, without end mark.
        spell: a name's, small ones.
    """

    def __init__(
        self,
        english: Mapping[str, str],
        encode: Callable[[str], list[str]],
        spell: Callable[[str], list[str]],
    ) -> None:
        self._english = english
        self._encode = encode
        self._spell = spell
        self._longest: dict[str, int] = {}  # by a phrase's first word, in words
        for words in (key.split() for key in english if " " in key):
            first = words[0].rstrip("'")
            self._longest[first] = max(len(words), self._longest.get(first, 0))

    def pieces(self, english: str, *, is_kept: bool = False) -> list[str]:
        """A hint: the English between its marks, spelled where it is the French as it stands."""
        return [MARK, *(self._spell if is_kept else self._encode)(english), END]

    def find(self, pieces: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """Where words and phrases of the table begin and end in ``pieces``, and their English.

        A capital counts only at the beginning, since elsewhere it makes a name. There the English
        has one too. « Cannes » has no hint there either if the table has it with LEFT_ALONE.
        """
        done = 0
        spans = list(_words(pieces))
        for k, (start, end) in enumerate(spans):
            if start < done:
                continue
            word = _text(pieces[start:end])
            first = {word, small(word)} if start == 0 else {word}
            longest = max(self._longest.get(w, 1) for w in first)
            for _, last in reversed(spans[k : k + longest]):
                text = _text(pieces[start:last])
                english = self._english.get(text)
                if english is None and start == 0 and (english := self._english.get(small(text))):
                    english = english[0].upper() + english[1:]
                if english == LEFT_ALONE:
                    break
                if english:
                    yield start, last, english
                    done = last
                    break

    def add_to(self, pieces: Sequence[str], *, said_in: str | None = None) -> list[str]:
        """``pieces`` of a French text with hints, or with those that its English says."""
        out: list[str] = []
        done = 0
        for start, end, english in self.find(pieces):
            if said_in is not None and not says(said_in, english):
                continue
            is_kept = _text(pieces[start:end]).replace("' ", "'") == english
            out += [*pieces[done:start], *self.pieces(english, is_kept=is_kept)]
            done = end
        return [*out, *pieces[done:]]

    def told(self, pieces: Sequence[str]) -> list[tuple[str, str]]:
        """Words and phrases of a source that have a hint, and their English."""
        return [(_text(pieces[start:end]), english) for start, end, english in self.find(pieces)]

    def unsaid(self, pieces: Sequence[str], output: str) -> list[tuple[str, str]]:
        """Those of ``told`` whose English the translation does not say."""
        return [hint for hint in self.told(pieces) if not says(output, hint[1])]


def are_forms(a: str, b: str) -> bool:
    """Whether two English words look like forms of one: "study" and "studies", not "count"."""
    a, b = a.lower(), b.lower()
    shorter = min(len(a), len(b))
    n = max(3, shorter - (1 if shorter < 6 else 2))
    return a[:n] == b[:n]


def says(text: str, english: str) -> bool:
    """Whether a text holds a form of every word of ``english``."""
    words = _WORD.findall(text)
    return all(any(are_forms(word, other) for other in words) for word in _WORD.findall(english))


def small(text: str) -> str:
    """``text`` with a small first letter."""
    return text[:1].lower() + text[1:]


def _text(pieces: Sequence[str]) -> str:
    return "".join(pieces).replace("▁", " ").strip()


def _words(pieces: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where words begin and end; « Covid- » before a figure ends at its last letter."""
    start = None
    for i, piece in enumerate([*pieces, "▁"]):
        if start is not None and not goes_on(piece):
            end = next(k for k in range(i, start, -1) if pieces[k - 1] != "-")
            yield start, end
            start = None
        if begins_word(piece):
            start = i


def read_table(path: Path) -> dict[str, str]:
    """A gzipped table of a word or phrase and its English, between tabs.

    Raises:
        ModelNotFound: the file cannot be read.
    """
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            return dict(line.rstrip("\n").split("\t") for line in lines)
    except (OSError, EOFError, ValueError) as exc:
        raise ModelNotFound(
            f"The hints in {path} cannot be read ({exc}). Install the model again."
        ) from exc


def write_hints(english: Mapping[str, str], path: Path) -> None:
    """Writes what ``read_table`` reads, the same bytes for the same table."""
    text = "".join(f"{french}\t{english[french]}\n" for french in sorted(english))
    path.write_bytes(gzip.compress(text.encode("utf-8"), 9, mtime=0))


def without_marks(
    pieces: Sequence[str], attention: npt.NDArray[np.float32]
) -> tuple[list[str], npt.NDArray[np.float32]]:
    """A source with its hints but not their marks; who looks at a mark looks at the hint.

    Args:
        pieces: (S,).
        attention: (T, S).

    Returns:
        (S',) pieces and (T, S') attention.
    """
    if MARK not in pieces:
        return list(pieces), attention
    kept = [i for i, piece in enumerate(pieces) if piece not in (MARK, END)]
    n_before = np.cumsum([piece not in (MARK, END) for piece in pieces])
    owner = [n if piece == MARK else n - 1 for piece, n in zip(pieces, n_before, strict=True)]
    folded = np.zeros((len(attention), len(kept)), dtype=np.float32)
    np.add.at(folded.T, owner, attention.T)
    return [pieces[i] for i in kept], folded
