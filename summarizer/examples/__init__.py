"""Example articles in French, written for this project, with the furniture of real pages."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from typing import Final

NAMES: Final = ("sommet", "tramway", "martinets")
"""In the order in which they are offered; the first one is the demonstration's."""


@dataclass(frozen=True, slots=True)
class Example:
    """A pasted page: its short name, what to call it in each language, its raw text."""

    name: str
    label_fr: str
    label_en: str
    text: str

    def label(self, ui_lang: str) -> str:
        """What to call it in ``"fr"`` or ``"en"``."""
        return self.label_fr if ui_lang == "fr" else self.label_en


_LABELS: Final = {
    "sommet": ("Les eaux du fleuve", "Sharing a river’s data"),
    "tramway": ("Le tramway de nuit", "The night tram"),
    "martinets": ("Les martinets et la lumière", "Swifts and street lights"),
}


def load_example(name: str) -> Example:
    """The example called ``name``, one of ``NAMES``.

    Raises:
        KeyError: there is no such example.
    """
    label_fr, label_en = _LABELS[name]
    path = resources.files(__package__).joinpath(f"{name}.txt")
    return Example(name, label_fr, label_en, path.read_text(encoding="utf-8"))


def load_examples() -> list[Example]:
    """All examples, in the order of ``NAMES``."""
    return [load_example(name) for name in NAMES]
