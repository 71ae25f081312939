"""Examples whose names are told as they are, which teach a translator to copy them.

Names of French places, papers and people are made of words that mean something (« Hauts-de-Seine »,
« Ouest-France », « Le Maire »), and a translator renders those. A hint that spells a name in small pieces
(engines/hints.py) is copied if the translator was taught so: in pairs whose two sides have the same
name, another one takes its place on both, told and written in such pieces.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from summarizer.errors import ConfigError
from summarizer.training.dataset import PreparedCorpus, starts_of
from summarizer.training.hinted_examples import Example, HintPieces, corpus_of
from summarizer.training.word_links import Link, PieceWords, word_links

_LARGE = "A-ZÀÂÇÉÈÊÎÔ"
_PART = rf"[{_LARGE}](?:[\w-]|'(?=[{_LARGE}]))*\w"
_NAME = re.compile(
    rf"(?<![\w'-])(?:L'|(?:Le|La|Les) )?{_PART}"
    rf"(?: (?:(?:de la|du|des|de|et|en) |d'|de l')?{_PART}){{0,3}}(?![\w'-])"
)
_MIN_LETTERS = 4


@dataclass(frozen=True, slots=True)
class SpellingConfig:
    """How examples with spelled names are made.

    Attributes:
        share: of the pairs with a name that both sides have, how many to take.
        own_share: of the names, how many stay the pair's own.
    """

    share: float = 0.3
    own_share: float = 0.3
    seed: int = 1


def names_of(sentences: Iterable[str], min_count: int = 2) -> list[str]:
    """Names inside French sentences, of one to some words: « La Voix du Nord »."""
    counts: Counter[str] = Counter()
    for sentence in sentences:
        counts.update(match[0] for match in _NAME.finditer(sentence, 1))
    return sorted(name for name, n in counts.items() if n >= min_count and len(name) < 40)


def spelled_corpus(
    corpus: PreparedCorpus,
    words: PieceWords,
    pieces: HintPieces,
    names: Sequence[str],
    config: SpellingConfig,
) -> PreparedCorpus:
    """Examples of ``corpus`` with one name told, spelled, and written so.

    Raises:
        ConfigError: the corpus has no word alignments, or no pair with a name on both sides.
    """
    rng = random.Random(config.seed)
    source_starts, target_starts = (
        starts_of(corpus.source_lengths),
        starts_of(corpus.target_lengths),
    )
    made: list[Example] = []
    kept: list[int] = []
    for chunk in word_links(corpus, words):
        assert corpus.alignment is not None
        for i, links in chunk.by_example():
            shared = [x for x in links if _is_shared_name(x)]
            if not shared or rng.random() >= config.share:
                continue
            link = rng.choice(shared)
            name = link.french if rng.random() < config.own_share else rng.choice(names)
            try:
                hint = pieces.ids(name, is_kept=True)
            except KeyError:
                continue
            example = Example(
                corpus.source_ids[source_starts[i] : source_starts[i + 1]],
                corpus.target_ids[target_starts[i] : target_starts[i + 1]],
                corpus.alignment[target_starts[i] + i : target_starts[i + 1] + i + 1],
            )
            before = example.source[: link.source_span[0]].tolist()
            if before.count(hint[0]) > before.count(hint[-1]):
                continue  # in another hint
            made.append(_with_name(example, link, np.array(hint, np.uint16)))
            kept.append(i)
    if not kept:
        raise ConfigError(f"No pair of {len(corpus):,} has the same name on both sides.")
    return corpus_of(made, corpus.weights[np.array(kept, dtype=np.int64)])


def _is_shared_name(link: Link) -> bool:
    name = link.french
    return name == link.english and name[:1].isupper() and len(name) >= _MIN_LETTERS


def _with_name(example: Example, link: Link, hint: np.ndarray) -> Example:
    (start, end), (first, last) = link.source_span, link.target_span
    written = hint[1:-1]
    places = example.places.copy()
    places[places >= end] += len(hint) - (end - start)
    looked_at = np.arange(start + 1, start + 1 + len(written), dtype=np.int16)
    return Example(
        np.concatenate([example.source[:start], hint, example.source[end:]]),
        np.concatenate([example.target[:first], written, example.target[last:]]),
        np.concatenate([places[:first], looked_at, places[last:]]),
    )
