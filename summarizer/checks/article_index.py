"""The article read once: its sentences' words, numbers and names, ready to be asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from summarizer.checks.calendar_units import Key
from summarizer.checks.common_words import FR_OPENERS
from summarizer.checks.lettering import plain, words_of
from summarizer.checks.names import TextWords, read_words
from summarizer.checks.numbers import find_quantities
from summarizer.checks.quantity import Quantity, agree, close
from summarizer.checks.remembering import MAX_LONG, remembered
from summarizer.document import Document

# Letters of a word that count when sentences are compared: enough to tell words apart, few
# enough for « décide », « décidé » and « décision » to meet.
STEM_LENGTH = 6


@remembered(2048)
def content_stems(text: str) -> frozenset[str]:
    """Beginnings of the words of ``text`` that carry meaning: names and figures included."""
    return frozenset(
        w.folded[:STEM_LENGTH]
        for w in words_of(plain(text))
        if (len(w.folded) > 3 and w.folded not in FR_OPENERS) or w.folded[0].isdigit()
    )


@dataclass(frozen=True, slots=True)
class IndexedSentence:
    """A sentence of the article with what the checks ask of it."""

    text: str
    start: int
    stems: frozenset[str]
    quantities: tuple[Quantity, ...]


@dataclass(frozen=True, slots=True)
class ArticleIndex:
    """A document made ready for checks; build it once with ``index_article``."""

    sentences: tuple[IndexedSentence, ...]
    words: TextWords
    by_key: dict[Key, tuple[Quantity, ...]]
    """Quantities of the article, spans in ``Document.text``, by each value they can stand for."""

    def supports(self, quantity: Quantity) -> bool:
        """True when some quantity of the article agrees with this one."""
        return any(
            agree(q, quantity) for key in quantity.keys for q in self.by_key.get(key, ())
        ) or (any(close(q, quantity) for q in _all(self.by_key)))

    def nearest(self, text: str) -> tuple[int, float] | None:
        """``(sentence index, share of text's stems it holds)`` of the likest sentence, or None."""
        stems = content_stems(text)
        if not stems:
            return None
        best = max(
            range(len(self.sentences)),
            key=lambda i: (len(stems & self.sentences[i].stems), -i),
            default=None,
        )
        if best is None:
            return None
        return best, len(stems & self.sentences[best].stems) / len(stems)

    def around(self, index: int, reach: int = 1) -> tuple[IndexedSentence, ...]:
        """The sentence and its neighbours."""
        return self.sentences[max(0, index - reach) : index + reach + 1]


@lru_cache(maxsize=MAX_LONG)
def index_article(document: Document) -> ArticleIndex:
    """The index of ``document``; the last few are remembered."""
    by_key: dict[Key, list[Quantity]] = {}
    for quantity in find_quantities(document.text, "fr"):
        for key in quantity.keys:
            by_key.setdefault(key, []).append(quantity)
    sentences = tuple(
        IndexedSentence(s.text, s.span.start, content_stems(s.text), find_quantities(s.text, "fr"))
        for s in document.sentences
    )
    return ArticleIndex(
        sentences,
        read_words(document.text, "fr"),
        {k: tuple(v) for k, v in by_key.items()},
    )


def _all(by_key: dict[Key, tuple[Quantity, ...]]) -> Iterable[Quantity]:
    for quantities in by_key.values():
        yield from quantities
