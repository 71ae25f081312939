"""A prepared corpus of pairs that are aligned word by word."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import sentencepiece

from summarizer.training.dataset import PreparedCorpus
from summarizer.training.prepare import make_corpus

AlignedPair = tuple[str, str, list[int]]
"""French and English words between spaces, and which French word renders each English one."""


def aligned_corpus(pairs: Sequence[AlignedPair], tokenizer: Path) -> PreparedCorpus:
    """Every piece of an English word looks at the first piece of its French word."""
    model = sentencepiece.SentencePieceProcessor(model_file=str(tokenizer))
    sources, targets, places = [], [], []
    for french, english, links in pairs:
        words = [model.encode(w) for w in french.split()]
        starts = np.cumsum([0, *map(len, words)])
        rendered = [model.encode(w) for w in english.split()]
        sources.append([i for w in words for i in w])
        targets.append([i for w in rendered for i in w])
        place = [int(starts[s]) for s, w in zip(links, rendered, strict=True) for _ in w]
        places.append(np.array([*place, -1], np.int16))
    return make_corpus(sources, targets, [1.0] * len(sources), places)
