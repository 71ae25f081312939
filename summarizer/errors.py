"""Every exception the package raises on purpose.

    SummarizerError
    ├── InputError
    │   ├── EmptyArticle
    │   ├── UnsupportedLanguage
    │   ├── InputTooLong
    │   ├── UnreadableFile
    │   └── ForbiddenAddress
    ├── EngineError
    │   ├── UnknownEngine
    │   ├── ModelNotFound
    │   └── GenerationFailed
    └── ConfigError

A message says what happened, the value seen and the next step.
"""

from __future__ import annotations


class SummarizerError(Exception):
    """Root of all errors that a caller may want to catch."""


class InputError(SummarizerError):
    """The text, file, address or row given cannot be worked on."""


class EmptyArticle(InputError):
    """Nothing is left to summarise once furniture is set aside."""


class UnsupportedLanguage(InputError):
    """The article is not in French; carries the language found.

    Attributes:
        language: ISO 639-1 code of the language found, or ``"und"``.
    """

    def __init__(self, message: str, *, language: str) -> None:
        super().__init__(message)
        self.language = language


class InputTooLong(InputError):
    """A text exceeds a limit; carries both counts.

    Attributes:
        count: what was seen.
        limit: what is allowed.
        unit: ``"tokens"``, ``"characters"`` or ``"bytes"``.
        index: position of the text among those given, or None.
    """

    def __init__(
        self, message: str, *, count: int, limit: int, unit: str, index: int | None = None
    ) -> None:
        super().__init__(message)
        self.count = count
        self.limit = limit
        self.unit = unit
        self.index = index


class UnreadableFile(InputError):
    """A file or page could not be turned into text."""


class ForbiddenAddress(InputError):
    """An address that must not be fetched: private, local or of another scheme."""


class EngineError(SummarizerError):
    """An engine could not be found, loaded or run."""


class UnknownEngine(EngineError):
    """No engine or preset has this name."""


class ModelNotFound(EngineError):
    """The model's files are missing, damaged or out of reach."""


class GenerationFailed(EngineError):
    """The engine ran and could not give an output."""


class ConfigError(SummarizerError):
    """An option or configuration value is out of range or contradictory."""
