"""Text to model pieces and back: with SentencePiece alone, or with a hub tokenizer."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from summarizer.engines.hints import HINTS_FILE, Hints, read_table, spelled
from summarizer.errors import ModelNotFound

_SELDOM = frozenset("ÂÈÎÏÔÛ")
"""French capitals that stand fewer than 250 times in 1.5 M sentences."""

_MARKER = re.compile(r"^<(?!0x[0-9A-F]{2}>)[^<>\s]+>$")


class Pieces(Protocol):
    """What an engine needs of a tokenizer; pieces, not ids, as CTranslate2 takes them."""

    @property
    def eos(self) -> str: ...

    @property
    def unwanted(self) -> tuple[str, ...]:
        """Markers that no output should hold."""
        ...

    def encode(self, text: str) -> list[str]:
        """Pieces of a source, markers such as the end of sentence included."""
        ...

    def decode(self, pieces: Sequence[str]) -> str:
        """The text of target pieces, markers left out."""
        ...

    def unsaid_hints(self, text: str, output: str) -> list[tuple[str, str]]:
        """Words of a source that the model was told the English of, and this English, where
        its output does not say it."""
        ...


class MarianPieces:
    """Text to pieces and back for a directory with ``source.spm``, ``target.spm``, ``vocab.json``,
    and ``hints.tsv.gz`` where the model was trained to read hints (hints.py).

    The pieces are those of transformers' MarianTokenizer, end mark included, except that a
    ``</s>`` or ``<pad>`` typed in the text stays text.

    Attributes:
        vocabulary: pieces in the order of their ids.
        unwanted: markers that no output should hold (padding, unknown, task markers).
    """

    def __init__(self, path: Path, *, eos: str = "</s>", unk: str = "<unk>") -> None:
        """Raises ``ModelNotFound`` when a file is missing or damaged."""
        import sentencepiece

        try:
            self._source = sentencepiece.SentencePieceProcessor(model_file=str(path / "source.spm"))
            self._target = sentencepiece.SentencePieceProcessor(model_file=str(path / "target.spm"))
            ids = json.loads((path / "vocab.json").read_text(encoding="utf-8"))
            self.vocabulary: tuple[str, ...] = tuple(sorted(ids, key=ids.__getitem__))
        except (OSError, ValueError, RuntimeError, AttributeError) as exc:
            raise ModelNotFound(
                f"The tokenizer in {path} cannot be read ({exc}). Install the model again."
            ) from exc
        self._known = frozenset(self.vocabulary)
        self._letters = frozenset("".join(self.vocabulary))
        self.eos = eos
        self._unk = unk
        self._markers = frozenset(p for p in self.vocabulary if _MARKER.match(p)) | {eos}
        # A name that the sources have in smaller pieces is to be written in them, too.
        unused = {
            self._source.id_to_piece(i)
            for i in range(self._source.get_piece_size())
            if self._source.is_unused(i)
        }
        self.unwanted: tuple[str, ...] = tuple(
            p for p in self.vocabulary if p != eos and (p in self._markers or p in unused)
        )
        self._hints: Hints | None = None
        if (path / HINTS_FILE).is_file():
            plain = self._known - self._markers - unused
            self._hints = Hints(
                read_table(path / HINTS_FILE),
                self._source_pieces,
                lambda name: self._known_pieces(spelled(self._readable(name), plain)),
            )

    def encode(self, text: str) -> list[str]:
        """Pieces of ``text``, with hints where the model reads them, and the end mark."""
        pieces = self._source_pieces(text)
        return [*(self._hints.add_to(pieces) if self._hints else pieces), self.eos]

    def told_hints(self, text: str) -> list[tuple[str, str]]:
        """Words and phrases of ``text`` that have a hint, and their English."""
        return self._hints.told(self._source_pieces(text)) if self._hints else []

    def unsaid_hints(self, text: str, output: str) -> list[tuple[str, str]]:
        """See ``Pieces``; none where the model reads no hints."""
        return self._hints.unsaid(self._source_pieces(text), output) if self._hints else []

    def _source_pieces(self, text: str) -> list[str]:
        return self._known_pieces(self._source.encode(self._readable(text), out_type=str))

    def _known_pieces(self, pieces: Sequence[str]) -> list[str]:
        return [p if p in self._known else self._unk for p in pieces]

    def _readable(self, text: str) -> str:
        """``text`` with « Î » and "ğ" as "I" and "g" where no piece has them."""
        if text.isascii():
            return text
        return "".join(c if c in self._letters else _plain_letter(c) for c in text)

    def decode(self, pieces: Sequence[str]) -> str:
        """The text of target pieces; markers are left out."""
        text = self._target.decode_pieces([p for p in pieces if p not in self._markers])
        return str(text).strip()


def _plain_letter(letter: str) -> str:
    """A letter that training texts hardly have without its accent, others as they are.

    They are read as bytes: those of « Ç » and "ü" are learned, those of « Î » and "ğ" are not.
    """
    is_seldom = letter in _SELDOM or (letter > "ÿ" and letter.isalpha())
    return unicodedata.normalize("NFD", letter)[0] if is_seldom else letter


class HubPieces:
    """The pieces of a transformers tokenizer, whatever its kind."""

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        self.eos = str(tokenizer.eos_token)
        unk = tokenizer.unk_token
        self.unwanted: tuple[str, ...] = (str(unk),) if unk else ()

    def encode(self, text: str) -> list[str]:
        """Pieces of ``text`` with the marks its model expects; never truncated."""
        ids = self._tokenizer(text, truncation=False, verbose=False).input_ids
        return [str(p) for p in self._tokenizer.convert_ids_to_tokens(ids)]

    def decode(self, pieces: Sequence[str]) -> str:
        """The text of target pieces; special tokens are left out."""
        ids = self._tokenizer.convert_tokens_to_ids(list(pieces))
        return str(self._tokenizer.decode(ids, skip_special_tokens=True)).strip()

    def unsaid_hints(self, text: str, output: str) -> list[tuple[str, str]]:
        """None: these models are told nothing."""
        return []
