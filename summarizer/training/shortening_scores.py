"""How well a network shortens sentences, beside what a person left out of the same ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.engines.safe_cuts import safe_form
from summarizer.engines.shortening import Shortener
from summarizer.errors import ConfigError
from summarizer.evaluation.rouge import rouge_n
from summarizer.evaluation.tokenization import unicode_words


@dataclass(frozen=True, slots=True)
class ShorteningScores:
    """Shares from 0 to 1 over ``n`` sentences that a person shortened.

    Attributes:
        believed: sentences for which a shorter form passed the checks.
        person_believed: what the person wrote that would.
        kept, person_kept: words that stayed, of all; whole where no form was believed.
        f1: mean F1 of the words that stayed against the person's.
        f1_whole: the same for the sentences left whole.
    """

    n: int
    believed: float
    person_believed: float
    kept: float
    person_kept: float
    f1: float
    f1_whole: float

    def __str__(self) -> str:
        return (
            f"{self.n:,} sentences: {100 * self.believed:.1f} % with a shorter form that is "
            f"believed (a person's: {100 * self.person_believed:.1f} %), {100 * self.kept:.1f} % "
            f"of the words kept (a person: {100 * self.person_kept:.1f} %); words against the "
            f"person's, F1: {100 * self.f1:.1f} (left whole: {100 * self.f1_whole:.1f})"
        )


def score_shortening(pairs: Sequence[tuple[str, str]], shortener: Shortener) -> ShorteningScores:
    """The scores on (sentence, shorter sentence) pairs.

    Raises:
        ConfigError: no pairs.
        EngineError: the network failed.
    """
    if not pairs:
        raise ConfigError("No sentences to shorten: give lines of `sentence<TAB>shorter sentence`.")
    wholes = [whole for whole, _ in pairs]
    made = shortener.shorten(wholes)
    given = [whole if short is None else short for whole, short in zip(wholes, made, strict=True)]
    n = len(pairs)
    n_words = sum(len(unicode_words(whole)) for whole in wholes)
    wanted = [unicode_words(short) for _, short in pairs]
    return ShorteningScores(
        n,
        believed=sum(short is not None for short in made) / n,
        person_believed=sum(safe_form(*pair) is not None for pair in pairs) / n,
        kept=sum(len(unicode_words(text)) for text in given) / n_words,
        person_kept=sum(map(len, wanted)) / n_words,
        f1=_mean_f1(wanted, given),
        f1_whole=_mean_f1(wanted, wholes),
    )


def _mean_f1(wanted: Sequence[Sequence[str]], texts: Sequence[str]) -> float:
    scores = [rouge_n(w, unicode_words(t), 1).f1 for w, t in zip(wanted, texts, strict=True)]
    return sum(scores) / len(scores)
