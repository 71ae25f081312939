"""The one boundary behind which every model stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from summarizer.errors import ConfigError

if TYPE_CHECKING:
    from summarizer.result import Length


class Task(StrEnum):
    """What an engine is asked to make of a source text."""

    TRANSLATE = "translate"
    ABSTRACT = "abstract"
    TITLE = "title"
    SHORTEN = "shorten"
    """A sentence, by leaving words out."""


@dataclass(frozen=True, slots=True)
class GenerationOptions:
    """How to search; names and meanings are those of transformers.

    Attributes:
        max_new_tokens: None lets the engine choose from the source's length.
        num_return_sequences: candidates per source, best first; at most ``num_beams``.
    """

    num_beams: int = 1
    max_new_tokens: int | None = None
    length_penalty: float = 1.0
    repetition_penalty: float = 1.0
    no_repeat_ngram_size: int = 0
    num_return_sequences: int = 1

    def __post_init__(self) -> None:
        if self.num_beams < 1:
            raise ConfigError(f"num_beams must be at least 1, got {self.num_beams}.")
        if self.max_new_tokens is not None and self.max_new_tokens < 1:
            raise ConfigError(f"max_new_tokens must be at least 1, got {self.max_new_tokens}.")
        if not 1 <= self.num_return_sequences <= self.num_beams:
            raise ConfigError(
                f"num_return_sequences must be from 1 to num_beams ({self.num_beams}), "
                f"got {self.num_return_sequences}."
            )


@dataclass(frozen=True, slots=True)
class Candidate:
    """One hypothesis of the search.

    Attributes:
        score: mean log-probability per token, or None when the engine has none.
        is_finished: False when the search stopped at ``max_new_tokens``.
    """

    text: str
    score: float | None = None
    is_finished: bool = True


@dataclass(frozen=True, slots=True)
class Generation:
    """What an engine made of one source: at least one candidate, best first."""

    candidates: tuple[Candidate, ...]

    def __post_init__(self) -> None:
        if not self.candidates:
            raise ValueError("A generation needs at least one candidate.")

    @property
    def text(self) -> str:
        """The best candidate's text."""
        return self.candidates[0].text


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """Which model spoke: enough to find it again.

    Attributes:
        revision: commit or version; None when there is none.
        sha256: of the weights file; None for engines without weights.
        licence: SPDX name or a short sentence.
        n_parameters: 0 for engines without weights.
    """

    name: str
    engine: str
    revision: str | None = None
    sha256: str | None = None
    licence: str | None = None
    n_parameters: int = 0
    precision: str | None = None


@runtime_checkable
class Engine(Protocol):
    """A text-to-text model that does one task.

    Contract, tested for every engine: the output has the length and order of ``sources``;
    ``[]`` gives ``[]``; nothing is ever truncated (``InputTooLong`` instead); pinned greedy
    cases do not change with the batch they are in.
    """

    @property
    def name(self) -> str: ...

    @property
    def task(self) -> Task: ...

    @property
    def identity(self) -> ModelIdentity: ...

    @property
    def max_input_tokens(self) -> int: ...

    def count_tokens(self, text: str) -> int:
        """Length of ``text`` in model tokens, special tokens and prefixes included."""
        ...

    def generate(self, sources: Sequence[str], options: GenerationOptions) -> list[Generation]:
        """One generation per source, in order."""
        ...


@runtime_checkable
class ReadsHints(Protocol):
    """What an engine has besides when its model is told the English of rare words (hints.py)."""

    def unsaid_hints(self, source: str, output: str) -> list[tuple[str, str]]:
        """Words and phrases of ``source``, each with the English that the model was told, where
        ``output`` does not say it; French in small letters, elisions apart (« chiffre d' affaires »).
        """
        ...


@runtime_checkable
class WritesToLength(Protocol):
    """What an engine has besides when it can be told how long a summary to write."""

    def for_length(self, length: Length) -> Engine:
        """The same model, asked for a summary or title of ``length``."""
        ...
