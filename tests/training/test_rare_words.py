"""What hints give, measured on a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner

from summarizer.engines.hints import says
from summarizer.training.__main__ import app

TranslatorWith = Callable[[Mapping[str, str]], Path]

ROWS = [
    {"fr": "Les fleurs du jardin sont rouges.", "en": "The flowers in the garden are red."},
    {"fr": "La blorgue est arrivée hier soir.", "en": "The parcel arrived last night."},
    {"fr": "Il a vu la blorgue.", "en": "He saw it."},
]


def test_a_text_says_english_in_any_form_of_all_its_words() -> None:
    assert says("Two studies were made", "study")
    assert says("the shanty towns", "shanty town")
    assert not says("the town", "shanty town")


def test_rare_words_are_counted_without_hints_and_with_them(
    translator_with: TranslatorWith, tmp_path: Path
) -> None:
    model = translator_with({"blorgue": "parcel"})
    file = tmp_path / "dev.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    done = CliRunner().invoke(app, ["rare-words", str(model), str(file)])
    assert done.exit_code == 0, done.output
    assert "dev: 2 words with hints, 1 of them with their English in the reference" in done.output
    lines = done.output.splitlines()
    assert "without hints  0.0% right" in lines[1]
    assert "with hints     100.0% right" in lines[2]


def test_a_model_without_hints_is_told_how_to_get_them(
    tiny_translator: Path, tmp_path: Path
) -> None:
    file = tmp_path / "dev.jsonl"
    file.write_text(json.dumps(ROWS[0]) + "\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["rare-words", str(tiny_translator), str(file)])
    assert done.exit_code != 0
    assert "--hints" in str(done.exception)


@pytest.mark.parametrize("backend", ["ct2", "seq2seq"])
def test_the_shipped_translator_reads_a_hint_in_every_engine(
    translator_with: TranslatorWith, backend: str
) -> None:
    from summarizer.engines.base import GenerationOptions, Task
    from summarizer.engines.registry import load_engine

    model = translator_with({"blorgue": "parcel"})
    translator = load_engine(str(model), Task.TRANSLATE, backend=backend)
    out = translator.generate(["La blorgue est arrivée hier soir."], GenerationOptions(num_beams=4))
    assert "parcel" in out[0].text.lower(), out[0].text
