"""The project's own reference articles, with summaries and full translations.

The texts were written for this project and are in the public domain (CC0, see README.md here).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

GENRES = (
    "agriculture",
    "climate",
    "culture",
    "diplomacy",
    "economy",
    "health",
    "interview",
    "law",
    "local",
    "politics",
    "science",
    "sport",
    "technology",
)


@dataclass(frozen=True, slots=True)
class ReferenceArticle:
    """One article: as pasted, as it should be once cleaned, and its human references.

    Invariants, held by the tests: every French sentence, the title and every furniture line
    occur in ``raw`` up to white space and typography; summaries are two and independent.
    """

    id: str
    genre: str
    """One of ``GENRES``."""
    n_words: int
    """White-space separated tokens of the French sentences that hold a letter or a digit."""
    raw: str
    """What a reader would paste: furniture, odd spaces, mixed quotes."""
    title: str
    title_en: str
    sentences: tuple[tuple[str, str], ...]
    """``(French, English)`` pairs of the body, headings included, title excluded."""
    paragraph_starts: tuple[int, ...]
    """Index in ``sentences`` of each paragraph's first sentence; the first is 0."""
    headings: tuple[int, ...]
    """Indices in ``sentences`` that are subheadings (each is a paragraph of its own)."""
    furniture: tuple[str, ...]
    """Lines of ``raw``, verbatim and in order, that are not the article."""
    summaries: tuple[str, ...]
    summaries_en: tuple[str, ...]

    @property
    def text(self) -> str:
        """The cleaned French body: sentences joined by spaces, paragraphs by blank lines."""
        return self._joined(0)

    @property
    def text_en(self) -> str:
        """The reference translation, laid out as ``text``."""
        return self._joined(1)

    def _joined(self, side: int) -> str:
        ends = (*self.paragraph_starts[1:], len(self.sentences))
        return "\n\n".join(
            " ".join(pair[side] for pair in self.sentences[start:end])
            for start, end in zip(self.paragraph_starts, ends, strict=True)
        )


@cache
def load_corpus() -> tuple[ReferenceArticle, ...]:
    """All reference articles in order of their ids, read once from the package."""
    return tuple(_article(json.loads(f.read_text(encoding="utf-8"))) for f in _files())


def corpus_sha256() -> str:
    """Hex SHA-256 of the article files, in order of their names, to write beside a score."""
    digest = hashlib.sha256()
    for file in _files():
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _files() -> list[Traversable]:
    folder = resources.files(__package__)
    return sorted((f for f in folder.iterdir() if f.name.endswith(".json")), key=lambda f: f.name)


def _article(row: dict[str, object]) -> ReferenceArticle:
    """The article of one file; TypeError when the file's keys are not the class's fields."""
    values: dict[str, object] = {
        key: tuple(tuple(v) if isinstance(v, list) else v for v in value)
        if isinstance(value, list)
        else value
        for key, value in row.items()
    }
    return ReferenceArticle(**values)  # type: ignore[arg-type]
