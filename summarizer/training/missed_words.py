"""Words that a translator gets wrong although its training pairs hold them.

A compact network loses not only the rarest words: one that the pairs hold a hundred times (« dieu »,
« ceinture ») may come out wrong each time. Whether it does is seen in translations: none of the
English that the pairs have for the word stands in them. Those that have one English in most
sentences go into ``missed_words.tsv``, by hand; the others are left.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from summarizer.engines.hints import are_forms
from summarizer.training.hints import MIN_LETTERS
from summarizer.training.word_links import LinkCounts

MIN_LINKS = 15
"""Words with fewer links have renderings too doubtful to judge by."""

MIN_SHARE = 0.02
"""Of a word's links that a rendering needs to be one."""

_SMALL_WORD = re.compile(r"(?<![\w-])[^\W\d_A-Z]+(?![\w-])")
_ENGLISH_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class MissedWord:
    """A French word in small letters.

    Attributes:
        n_missed, n_read: sentences with it whose English has none of its renderings, and all.
        n_pairs: how often the training pairs hold it.
        renderings: its English in them, the most frequent first.
    """

    word: str
    n_missed: int
    n_read: int
    n_pairs: int
    renderings: tuple[str, ...]

    @property
    def share(self) -> float:
        return self.n_missed / self.n_read


def missed_words(
    pairs: Iterable[tuple[str, str]], counts: LinkCounts, told: Iterable[str] = ()
) -> list[MissedWord]:
    """The words of (French, English by the translator) that were missed, the most often first.

    Args:
        told: words that have a hint, and are not looked at.
    """
    known: dict[str, list[str]] = {}
    done = set(told)
    n_read: Counter[str] = Counter()
    n_missed: Counter[str] = Counter()
    for french, english in pairs:
        said = set(_ENGLISH_WORD.findall(english.lower()))
        for word in set(_SMALL_WORD.findall(french)) - done:
            if word not in known:
                known[word] = _renderings(word, counts)
            if renderings := known[word]:
                n_read[word] += 1
                n_missed[word] += not any(are_forms(r, w) for r in renderings for w in said)
    found = [
        MissedWord(word, n, n_read[word], counts.n[word], tuple(known[word]))
        for word, n in n_missed.items()
        if n
    ]
    return sorted(found, key=lambda m: (-m.n_missed, m.word))


def _renderings(word: str, counts: LinkCounts) -> list[str]:
    links = counts.links.get(word, Counter())
    total = sum(links.values())
    if len(word) < MIN_LETTERS or total < MIN_LINKS:
        return []
    return [english for english, n in links.most_common() if n >= MIN_SHARE * total]
