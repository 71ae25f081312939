"""French typography: made uniform for reading, made plain for models, made English for output."""

from __future__ import annotations

import re
import unicodedata

_PLAIN = str.maketrans(
    {
        "’": "'", "‘": "'", "ʼ": "'", "‛": "'", "′": "'",
        "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"',
        "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u200a": " ", "\u2007": " ",
        "–": "-", "—": "-", "−": "-", "‑": "-", "‐": "-",
        "…": "...",
        "\u00ad": None, "\u200b": None, "\ufeff": None, "\u2060": None,
    }
)  # fmt: skip
_OPENING_GUILLEMET = re.compile(r"[«‹]\s*")
_CLOSING_GUILLEMET = re.compile(r"\s*[»›]")
_SPACES = re.compile(r"\s+")

_THOUSANDS = re.compile(r"(?<![\d.,])(\d{1,3})((?: \d{3})+)(?![\d])")
_DECIMAL_COMMA = re.compile(r"(?<![\d.,])(\d[\d,]*?\d|\d),(\d{1,2}|\d{4,})(?!\d|[.,]\d)")
_DECIMAL_THREE = re.compile(r"(?<![\d.,])0,(\d{3})(?!\d|,\d)")
_PERCENT = re.compile(r"(\d) ?%")
_CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-4]) ?h(?:eures)? ?([0-5]\d)(?!\d)")
_AMOUNT_BEFORE = re.compile(r"(?<![\d.,])(\d[\d.,]*\d|\d) ?([€$£])(?!\w)")


def to_model_text(text: str) -> str:
    """``text`` in the plain form that the shipped models are trained on.

    NFC; straight quotes and apostrophes, guillemets included; plain spaces; plain hyphens;
    three dots. Not reversible: outputs get their typography back from
    ``french_typography`` or ``english_typography``.
    """
    text = unicodedata.normalize("NFC", text).translate(_PLAIN)
    text = text.replace("''", '"').replace("``", '"')
    text = _CLOSING_GUILLEMET.sub('"', _OPENING_GUILLEMET.sub('"', text))
    return _SPACES.sub(" ", text).strip()


def english_numbers(text: str) -> str:
    """Plain French text with its figures in English form, so that a translator copies them.

    ``55,41 %`` → ``55.41%``; ``210 000`` → ``210,000``; ``14 h 30`` → ``14:30``;
    ``12 €`` → ``€12``. Words are left alone. Expects ``to_model_text`` output.
    """
    text = _CLOCK.sub(lambda m: f"{m[1]}:{m[2]}", text)
    text = _THOUSANDS.sub(lambda m: m[1] + m[2].replace(" ", ","), text)
    text = _DECIMAL_THREE.sub(r"0.\1", text)
    text = _DECIMAL_COMMA.sub(lambda m: f"{m[1]}.{m[2]}", text)
    text = _PERCENT.sub(r"\1%", text)
    return _AMOUNT_BEFORE.sub(r"\2\1", text)
