"""What hints change, seen in translations with them and without."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner

from summarizer.engines.base import GenerationOptions
from summarizer.engines.hints import read_table
from summarizer.errors import ConfigError
from summarizer.training.__main__ import app
from summarizer.training.hint_effects import HintEffect, hint_effects, needed

TranslatorWith = Callable[[Mapping[str, str]], Path]

TABLE = {"blorgue": "parcel", "jardin": "courtyard", "maison": "house", "Blorgue": "Blorgue"}
PAIRS = [
    ("La blorgue est arrivée hier soir.", "The parcel arrived last night."),
    ("La maison est rouge.", "The house is red."),
    ("Le jardin est grand.", "The garden is big."),
]


def test_a_hint_wins_where_only_it_finds_the_references_word(
    translator_with: TranslatorWith,
) -> None:
    model = translator_with(TABLE)
    assert hint_effects(PAIRS, model, GenerationOptions()) == [
        HintEffect("jardin", "courtyard", 1, 0, 1),
        HintEffect("maison", "house", 1, 0, 0),
        HintEffect("blorgue", "parcel", 1, 1, 0),
    ]


def test_names_rare_words_and_winners_stay_in_the_table() -> None:
    table = {"jardin": "courtyard", "maison": "house", "blorgue": "parcel", "Blorgue": "Blorgue"}
    effects = [
        HintEffect("jardin", "courtyard", 3, 1, 1),
        HintEffect("Maison", "House", 1, 0, 0),
        HintEffect("maison", "house", 2, 0, 0),
        HintEffect("blorgue", "parcel", 9, 2, 1),
        HintEffect("Blorgue", "Blorgue", 9, 0, 9),
    ]
    assert needed(table, effects) == {"blorgue": "parcel", "Blorgue": "Blorgue"}
    assert needed(table, effects, min_told=4) == table


def test_the_command_prints_what_changes_and_writes_the_rest(
    translator_with: TranslatorWith, tmp_path: Path
) -> None:
    model, out = translator_with(TABLE), tmp_path / "needed.tsv.gz"
    file = tmp_path / "pairs.tsv"
    file.write_text("".join(f"{fr}\t{en}\n" for fr, en in PAIRS), encoding="utf-8")
    arguments = [str(model), str(file), "--table", str(out), "--min-told", "1"]
    done = CliRunner().invoke(app, ["hint-effects", *arguments])
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines() == [
        "jardin\tcourtyard\t0 won, 1 lost of 1",
        "blorgue\tparcel\t1 won, 0 lost of 1",
    ]
    assert "2 of 4 hints in" in done.stderr
    assert read_table(out) == {"blorgue": "parcel", "Blorgue": "Blorgue"}


def test_a_model_without_a_table_is_told_how_to_get_one(tiny_translator: Path) -> None:
    with pytest.raises(ConfigError, match="--hints"):
        hint_effects(PAIRS, tiny_translator, GenerationOptions())
