"""Which sentences are worth a person's translation: those that the translator is least sure of.

Those with the lowest mean log-probability a piece have most to teach (uncertainty sampling, as Haffari
et al. 2009 do it for translation, aclanthology.org/N09-1047).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from summarizer.engines.base import Engine, GenerationOptions
from summarizer.errors import ConfigError
from summarizer.training.back_translation import readable


@dataclass(frozen=True, slots=True)
class ScoredTranslation:
    """A French sentence, its translation, and the mean log-probability of the latter's pieces."""

    french: str
    english: str
    score: float


def scored_translations(
    sentences: Iterable[str], engine: Engine, options: GenerationOptions
) -> list[ScoredTranslation]:
    """The translations of those sentences that the engine can read.

    Raises:
        ConfigError: the engine gives no scores.
    """
    french = list(readable(sentences, engine))
    scored = []
    for sentence, generation in zip(french, engine.generate(french, options), strict=True):
        best = generation.candidates[0]
        if best.score is None:
            raise ConfigError(f"The engine {engine.name} gives no scores. Use the engine ct2.")
        scored.append(ScoredTranslation(sentence, best.text, best.score))
    return scored


def least_sure(
    scored: Sequence[ScoredTranslation], share: float, skipped: float = 0.0
) -> list[ScoredTranslation]:
    """The ``share`` with the lowest scores, lowest first.

    Args:
        skipped: share at the very bottom that is left out: fragments, lists, other languages.

    Raises:
        ConfigError: the shares leave nothing.
    """
    first, end = round(skipped * len(scored)), round((skipped + share) * len(scored))
    chosen = sorted(scored, key=lambda s: s.score)[first:end]
    if not chosen:
        raise ConfigError(
            f"A share of {share} after {skipped} of {len(scored)} sentences leaves none. "
            "Give more sentences or a larger share."
        )
    return chosen
