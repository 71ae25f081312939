"""Hints that references seldom say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner

from summarizer.errors import ConfigError
from summarizer.training.__main__ import app
from summarizer.training.doubtful_hints import DoubtfulHint, doubtful_hints

TranslatorWith = Callable[[Mapping[str, str]], Path]

TABLE = {"fusée": "poured in", "brume": "fog"}
PAIRS = [
    ("La fusée a décollé.", "The rocket took off."),
    ("Une fusée rouge.", "A red rocket."),
    ("La brume est épaisse.", "The fog is thick."),
    ("Sous la brume.", "Under the mist."),
]


def test_what_references_say_otherwise_each_time_is_doubtful(
    translator_with: TranslatorWith,
) -> None:
    model = translator_with(TABLE)
    rocket = DoubtfulHint("fusée", "poured in", 0, 2, PAIRS[0])
    assert doubtful_hints(PAIRS, model) == [rocket]
    fog = DoubtfulHint("brume", "fog", 1, 2, PAIRS[3])
    assert doubtful_hints(PAIRS, model, max_share=0.5) == [fog, rocket]


def test_the_command_shows_a_pair(translator_with: TranslatorWith, tmp_path: Path) -> None:
    file = tmp_path / "pairs.tsv"
    file.write_text("".join(f"{fr}\t{en}\n" for fr, en in PAIRS), encoding="utf-8")
    arguments = [str(translator_with(TABLE)), str(file), "--min-told", "2"]
    done = CliRunner().invoke(app, ["doubtful-hints", *arguments])
    assert done.exit_code == 0, done.output
    assert done.output == f"fusée\tpoured in\t0 of 2\t{PAIRS[0][0]}\t{PAIRS[0][1]}\n"


def test_a_model_without_a_table_is_told_how_to_get_one(tiny_translator: Path) -> None:
    with pytest.raises(ConfigError, match="--hints"):
        doubtful_hints(PAIRS, tiny_translator)
