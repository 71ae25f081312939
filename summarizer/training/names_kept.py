"""How many names of French news a translator keeps."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from summarizer.checks.names import find_names, is_found_in_english, read_words
from summarizer.engines.base import Engine, GenerationOptions
from summarizer.errors import ConfigError
from summarizer.training.back_translation import french_sentences, translated


def sentences_with_names(rows: Iterable[Mapping[str, Any]], n: int, seed: int = 1) -> list[str]:
    """``n`` sentences of articles (key ``text``) that surely hold a name, drawn at random.

    Raises:
        ConfigError: there is none.
    """
    held = [s for s in french_sentences(rows) if any(x.is_certain for x in find_names(s, "fr"))]
    if not held:
        raise ConfigError("The articles have no sentence with a name: 6 to 40 words, in French.")
    return random.Random(seed).sample(held, min(n, len(held)))


def count_names_kept(
    sentences: Sequence[str], engine: Engine, options: GenerationOptions
) -> tuple[int, int]:
    """(kept, all): words of the sentences' names that the checks find in the translations."""
    kept = total = 0
    for sentence, english in translated(sentences, engine, options):
        output = read_words(english, "en")
        words = [w for x in find_names(sentence, "fr") if x.is_certain for w in x.words]
        kept += sum(is_found_in_english(w, output) for w in words)
        total += len(words)
    return kept, total
