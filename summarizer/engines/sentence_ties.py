"""How an article's sentences hang together: what needs the one before, repeats or stays open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.engines.repetition import repeating_sentences
from summarizer.engines.sentence_chooser import Reading
from summarizer.engines.sentence_rules import is_dangling, long_quotations, opens_on_possession


def needing_sentences(
    texts: Sequence[str], paragraphs: Sequence[int] | None = None
) -> frozenset[int]:
    """Those that mean nothing without the one before: they point back, answer a question, or go
    on with a quotation that it opened."""
    inside = {
        i for first, last in long_quotations(texts, paragraphs) for i in range(first + 1, last + 1)
    }
    return frozenset(
        i
        for i, text in enumerate(texts)
        if is_dangling(text)
        or opens_on_possession(text)
        or i in inside
        or (i > 0 and texts[i - 1].rstrip().endswith("?"))
    )


@dataclass(frozen=True, slots=True)
class Ties:
    """How an article's sentences hang together.

    Attributes:
        needing: those that mean nothing without the one before.
        quotations: first and last sentence of each that runs over several.
        repeats: for each sentence, those that it tells again or that tell it again.
    """

    needing: frozenset[int]
    quotations: list[tuple[int, int]]
    repeats: list[frozenset[int]]

    @classmethod
    def of(cls, reading: Reading) -> Ties:
        texts, paragraphs = reading.view.texts, reading.view.paragraph.tolist()
        return cls(
            needing_sentences(texts, paragraphs),
            long_quotations(texts, paragraphs),
            repeating_sentences(texts),
        )

    def let_stand(self, chosen: Sequence[int]) -> bool:
        """Whether none lacks the one before that it needs."""
        return all(i not in self.needing or i == 0 or i - 1 in chosen for i in chosen)

    def n_faults(self, chosen: Sequence[int]) -> int:
        """Sentences that tell another again, and quotations left open."""
        n_repeated = sum(not self.repeats[i].isdisjoint(chosen) for i in chosen)
        return n_repeated + sum(a in chosen and b not in chosen for a, b in self.quotations)
