"""Hints that references seldom say."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from summarizer.engines.hints import HINTS_FILE, write_hints
from summarizer.errors import ConfigError
from summarizer.training.__main__ import app
from summarizer.training.doubtful_hints import DoubtfulHint, doubtful_hints
from summarizer.training.export import write_checksums

PAIRS = [
    ("La fusée a décollé.", "The rocket took off."),
    ("Une fusée rouge.", "A red rocket."),
    ("La brume est épaisse.", "The fog is thick."),
    ("Sous la brume.", "Under the mist."),
]


def a_model(shipped: Path, folder: Path) -> Path:
    model = folder / "model"
    shutil.copytree(shipped, model)
    write_hints({"fusée": "poured in", "brume": "fog"}, model / HINTS_FILE)
    write_checksums(model)
    return model


def test_what_references_say_otherwise_each_time_is_doubtful(
    shipped_translator: Path, tmp_path: Path
) -> None:
    model = a_model(shipped_translator, tmp_path)
    rocket = DoubtfulHint("fusée", "poured in", 0, 2, PAIRS[0])
    assert doubtful_hints(PAIRS, model) == [rocket]
    fog = DoubtfulHint("brume", "fog", 1, 2, PAIRS[3])
    assert doubtful_hints(PAIRS, model, max_share=0.5) == [fog, rocket]


def test_the_command_shows_a_pair(shipped_translator: Path, tmp_path: Path) -> None:
    file = tmp_path / "pairs.tsv"
    file.write_text("".join(f"{fr}\t{en}\n" for fr, en in PAIRS), encoding="utf-8")
    arguments = [str(a_model(shipped_translator, tmp_path)), str(file), "--min-told", "2"]
    done = CliRunner().invoke(app, ["doubtful-hints", *arguments])
    assert done.exit_code == 0, done.output
    assert done.output == f"fusée\tpoured in\t0 of 2\t{PAIRS[0][0]}\t{PAIRS[0][1]}\n"


def test_a_model_without_a_table_is_told_how_to_get_one(tiny_translator: Path) -> None:
    with pytest.raises(ConfigError, match="--hints"):
        doubtful_hints(PAIRS, tiny_translator)
