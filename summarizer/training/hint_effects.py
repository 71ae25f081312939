"""What each hint of a table changes, and the table without those that are not needed.

A table is made for weights that know little. As they learn, hints grow needless, and some do harm: the
translator, asked without them, finds the better word. Both are seen in pairs that it was not trained
on, translated with hints and without.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from summarizer.engines.base import GenerationOptions, Task
from summarizer.engines.checkpoint import read_checkpoint
from summarizer.engines.hints import HINTS_FILE, says, small
from summarizer.engines.pieces import MarianPieces
from summarizer.engines.registry import load_engine
from summarizer.errors import ConfigError
from summarizer.training.export import write_checksums


@dataclass(frozen=True, slots=True)
class HintEffect:
    """A word or phrase of the table.

    Attributes:
        n_told: pairs in which it has its hint.
        n_won, n_lost: of these, where the translator says ``english`` only when told, and the
            reference says it, or does not.
    """

    french: str
    english: str
    n_told: int
    n_won: int
    n_lost: int


@contextmanager
def without_hints(model: Path) -> Iterator[Path]:
    """A directory with the model's files but its table of hints.

    Raises:
        ConfigError: the model has none.
    """
    if not (model / HINTS_FILE).is_file():
        raise ConfigError(f"{model} has no {HINTS_FILE}: export it with --hints.")
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "model"
        bare.mkdir()
        for file in model.iterdir():
            if file.name not in (HINTS_FILE, "SHA256SUMS"):
                (bare / file.name).symlink_to(file.resolve())
        write_checksums(bare)
        yield bare


def hint_effects(
    pairs: Iterable[tuple[str, str]], model: Path, options: GenerationOptions
) -> list[HintEffect]:
    """All hints told in the pairs, those with the most losses over wins first.

    Args:
        pairs: French sentences and their references, unknown to the model.

    Raises:
        ConfigError: the model has no table of hints.
        ModelNotFound: a file of the model is missing or damaged.
    """
    with without_hints(model) as bare:
        pieces, form = MarianPieces(model), read_checkpoint(model).form
        plain = load_engine(str(bare), Task.TRANSLATE)
        hinted = load_engine(str(model), Task.TRANSLATE)
        told = [
            (french, english, hints)
            for french, english in pairs
            if (hints := pieces.told_hints(form.prepare(french)))
            and plain.count_tokens(french) <= plain.max_input_tokens
            and hinted.count_tokens(french) <= hinted.max_input_tokens
        ]
        sources = [french for french, _, _ in told]
        outputs = [
            [generation.text for generation in engine.generate(sources, options)]
            for engine in (plain, hinted)
        ]
    return _effects([(english, hints) for _, english, hints in told], outputs[0], outputs[1])


def _effects(
    told: Sequence[tuple[str, Sequence[tuple[str, str]]]],
    plain: Sequence[str],
    hinted: Sequence[str],
) -> list[HintEffect]:
    n_told: Counter[tuple[str, str]] = Counter()
    n_won: Counter[tuple[str, str]] = Counter()
    n_lost: Counter[tuple[str, str]] = Counter()
    for (reference, hints), without, with_hints in zip(told, plain, hinted, strict=True):
        for hint in hints:
            n_told[hint] += 1
            if says(with_hints, hint[1]) and not says(without, hint[1]):
                (n_won if says(reference, hint[1]) else n_lost)[hint] += 1
    return sorted(
        (HintEffect(*hint, n, n_won[hint], n_lost[hint]) for hint, n in n_told.items()),
        key=lambda e: (e.n_won - e.n_lost, e.french),
    )


def needed(
    table: Mapping[str, str], effects: Iterable[HintEffect], min_told: int = 3
) -> dict[str, str]:
    """``table`` without what was told ``min_told`` times or more and did not win more than it lost.

    A hint that changes nothing goes too: where its word comes out right anyway, the rest of the
    sentence comes out better without the mark. Names stay, and words told more seldom.
    """
    n_told: Counter[str] = Counter()
    gain: Counter[str] = Counter()
    for effect in effects:
        key = effect.french if effect.french in table else small(effect.french)
        n_told[key] += effect.n_told
        gain[key] += effect.n_won - effect.n_lost
    return {
        french: english
        for french, english in table.items()
        if french[0].isupper() or n_told[french] < min_told or gain[french] > 0
    }
