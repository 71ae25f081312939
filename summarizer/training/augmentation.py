"""Variants of a pair that teach what the corpora show too rarely.

Parliament names few people, never writes in capitals, and hands over one sentence at a time;
articles do otherwise. Each function gives a new pair, or None when the pair does not lend itself.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence

from summarizer.training.corpus import Pair

_NAME = re.compile(r"(?<=[\w,] )[A-Z][a-zé]+(?:-[A-Z][a-z]+)?\b")
_FIGURE = re.compile(r"(?<![\w.,])\d{1,4}(?![\w.,]\w|\w)")


def with_other_name(pair: Pair, names: Sequence[str], rng: random.Random) -> Pair | None:
    """One name that both sides spell alike, inside the sentence, exchanged for one of ``names``."""
    shared = [
        name
        for name in dict.fromkeys(_NAME.findall(pair.french))
        if pair.french.count(name) == 1 == pair.english.count(name)
    ]
    if not shared:
        return None
    old, new = rng.choice(shared), rng.choice(names)
    return Pair(pair.french.replace(old, new), pair.english.replace(old, new))


def with_other_figures(pair: Pair, rng: random.Random) -> Pair | None:
    """Every whole figure that both sides share, exchanged for a random one of as many digits."""
    french, english = pair.french, pair.english
    shared = [
        figure
        for figure in dict.fromkeys(_FIGURE.findall(french))
        if french.count(figure) == 1 == english.count(figure) and len(figure) > 1
    ]
    if not shared:
        return None
    for figure in shared:
        low = 10 ** (len(figure) - 1)
        new = str(rng.randrange(1900, 2031) if len(figure) == 4 else rng.randrange(low, low * 10))
        if new in french or new in english:
            return None
        french, english = french.replace(figure, new), english.replace(figure, new)
    return Pair(french, english)


def in_capitals(pair: Pair, max_words: int = 12) -> Pair | None:
    """A short pair as a headline in capitals."""
    if len(pair.french.split()) > max_words:
        return None
    return Pair(pair.french.rstrip(".").upper(), pair.english.rstrip(".").upper())


def joined(first: Pair, second: Pair, max_words: int = 50) -> Pair | None:
    """Two pairs as one, when together they stay short and the first ends its sentence."""
    if len(first.french.split()) + len(second.french.split()) > max_words:
        return None
    if first.french[-1:] not in ".!?" or first.english[-1:] not in ".!?":
        return None
    return Pair(f"{first.french} {second.french}", f"{first.english} {second.english}")


def augmented(
    pairs: Sequence[Pair], names: Sequence[str], shares: dict[str, float], seed: int
) -> Iterator[Pair]:
    """New pairs, about ``shares[kind] * len(pairs)`` of each kind.

    Args:
        shares: of "name", "figure", "capitals" and "joined"; missing kinds are left out.
    """
    rng = random.Random(seed)
    for pair in pairs:
        variants: Iterable[Pair | None] = (
            with_other_name(pair, names, rng) if rng.random() < shares.get("name", 0) else None,
            with_other_figures(pair, rng) if rng.random() < shares.get("figure", 0) else None,
            in_capitals(pair) if rng.random() < shares.get("capitals", 0) else None,
            joined(pair, rng.choice(pairs)) if rng.random() < shares.get("joined", 0) else None,
        )
        yield from (variant for variant in variants if variant is not None)


def collect_names(texts: Iterable[str], min_count: int = 2) -> list[str]:
    """Capitalised words inside sentences, each once, for ``with_other_name``."""
    counts: dict[str, int] = {}
    for text in texts:
        for name in _NAME.findall(text):
            counts[name] = counts.get(name, 0) + 1
    return sorted(name for name, n in counts.items() if n >= min_count)
