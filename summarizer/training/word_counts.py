"""How often summaries use the words of their articles: what the chooser's lexicon is made of."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from summarizer.engines.article_view import Lexicon, hash_word
from summarizer.evaluation.tokenization import unicode_words
from summarizer.normalization import to_model_text


@dataclass(slots=True)
class WordCounts:
    """In how many articles words and pairs occur, and in how many of those the reference too."""

    n: int = 0
    words: Counter[str] = field(default_factory=Counter)
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    used_words: Counter[str] = field(default_factory=Counter)
    used_pairs: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, sentences: Iterable[str], reference: Sequence[str]) -> None:
        """Counts one article; ``reference`` as words."""
        words: set[str] = set()
        pairs: set[tuple[str, str]] = set()
        for sentence in sentences:
            tokens = unicode_words(to_model_text(sentence))
            words.update(tokens)
            pairs.update(itertools.pairwise(tokens))
        self.n += 1
        self.words.update(words)
        self.pairs.update(pairs)
        self.used_words.update(words.intersection(reference))
        self.used_pairs.update(pairs.intersection(itertools.pairwise(reference)))

    def update(self, other: WordCounts) -> None:
        """Adds the articles that ``other`` counted."""
        self.n += other.n
        self.words.update(other.words)
        self.pairs.update(other.pairs)
        self.used_words.update(other.used_words)
        self.used_pairs.update(other.used_pairs)


def make_lexicon(
    every: Sequence[WordCounts], labelled: Sequence[WordCounts], *, min_words: int, min_pairs: int
) -> Lexicon:
    """Frequencies from ``every`` part of the articles, log-odds from the ``labelled`` parts.

    Log-odds are drawn towards the mean by 20 articles' worth (words) and 30 (pairs).
    """
    n = sum(c.n for c in every)
    words: Counter[str] = sum((c.words for c in every), Counter())
    pairs: Counter[tuple[str, str]] = sum((c.pairs for c in every), Counter())
    has: Counter[str] = sum((c.words for c in labelled), Counter())
    used: Counter[str] = sum((c.used_words for c in labelled), Counter())
    has_pair: Counter[tuple[str, str]] = sum((c.pairs for c in labelled), Counter())
    used_pair: Counter[tuple[str, str]] = sum((c.used_pairs for c in labelled), Counter())
    base = used.total() / has.total()
    pair_base = used_pair.total() / has_pair.total()

    def log_odds(n_used: int, n_has: int, mean: float, strength: float) -> float:
        share = (n_used + mean * strength) / (n_has + strength)
        return math.log(share / (1 - share))

    by_hash = {hash_word(w): w for w, c in words.items() if c >= min_words}
    pair_by_hash = {hash_word(" ".join(p)): p for p, c in pairs.items() if c >= min_pairs}
    rows = [
        (math.log(n / words[w]), log_odds(used[w], has[w], base, 20.0))
        for _, w in sorted(by_hash.items())
    ]
    pair_rows = [
        log_odds(used_pair[p], has_pair[p], pair_base, 30.0)
        for _, p in sorted(pair_by_hash.items())
    ]
    unseen = [math.log(n / 3), math.log(base / (1 - base)), math.log(pair_base / (1 - pair_base))]
    return Lexicon(
        np.array(sorted(by_hash), np.uint32),
        np.array(rows, np.float32),
        np.array(sorted(pair_by_hash), np.uint32),
        np.array(pair_rows, np.float32),
        np.array(unseen, np.float32),
    )
