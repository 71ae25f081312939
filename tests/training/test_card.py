from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from summarizer.engines.base import GenerationOptions
from summarizer.engines.fake import EchoEngine
from summarizer.errors import ConfigError
from summarizer.training.__main__ import app
from summarizer.training.card import read_rows, render_examples, write_card


def test_a_card_holds_scores_signatures_and_examples(tmp_path: Path) -> None:
    rows = tmp_path / "sample.jsonl"
    rows.write_text(
        "".join(
            json.dumps(
                {"fr": f"La gare numéro {n} est fermée.", "en": f"La gare numéro {n} est fermée."}
            )
            + "\n"
            for n in range(6)
        ),
        encoding="utf-8",
    )
    template = tmp_path / "template.md"
    template.write_text("{scores}\n\n{examples}\n", encoding="utf-8")
    output = tmp_path / "README.md"
    (score,) = write_card(template, output, [rows], "sample", EchoEngine(), GenerationOptions())
    assert score.bleu == pytest.approx(100.0)
    text = output.read_text(encoding="utf-8")
    assert text.startswith("---\nlicense:")
    assert "tok:13a" in text and score.sha256[:12] in text
    assert text.count("**ref**") == 6


def test_examples_are_drawn_the_same_way_each_time() -> None:
    rows = [(str(n), str(n)) for n in range(100)]
    outputs = [str(n) for n in range(100)]
    assert render_examples(rows, outputs) == render_examples(rows, outputs)
    assert render_examples(rows, outputs).count("**out**") == 20


def test_a_file_without_the_keys_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"source": "a"}\n')
    with pytest.raises(ConfigError, match="keys fr and en"):
        read_rows(path)


def test_translators_are_scored_side_by_side_and_nothing_is_written(
    shipped_translator: Path, tmp_path: Path
) -> None:
    file = tmp_path / "dev.jsonl"
    rows = [("Oui, merci.", "Yes, thank you."), ("Non.", "No, never in my life.")]
    lines = [json.dumps({"fr": fr, "en": en}) for fr, en in rows]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    model = tmp_path / "model"
    shutil.copytree(shipped_translator, model)
    before = (model / "README.md").read_bytes()
    arguments = [str(shipped_translator), str(model), "--file", str(file), "--limit", "1"]
    done = CliRunner().invoke(app, ["scores", *arguments])
    assert done.exit_code == 0, done.output
    assert f"{model}:" in done.output
    assert done.output.count("| dev | 1 | 100.00 | 100.00 |") == 2
    assert "BLEU" in done.output and "nrefs:1" in done.output
    assert (model / "README.md").read_bytes() == before
