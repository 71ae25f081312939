"""The share of placeholders that come back is counted right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from summarizer.engines.base import Task
from summarizer.engines.fake import ScriptedEngine
from summarizer.evaluation import placeholders

SENTENCES = ["Il a vu la maison et le jardin.", "Il dort.", "Elle ferme la fenêtre."]


def test_only_sentences_with_enough_nouns_are_masked() -> None:
    one = [m.text for m in placeholders.masked_sentences(SENTENCES, "[{n}]", 1)]
    assert one == ["Il a vu la [1] et le jardin.", "Elle ferme la [1]."]
    two = [m.text for m in placeholders.masked_sentences(SENTENCES, "[{n}]", 2)]
    assert two == ["Il a vu la [1] et le [2]."]


def test_what_came_back_was_doubled_or_lost_its_article_is_counted() -> None:
    answers = {
        "Il a vu la [1] et le jardin.": "He saw the [1] and the [1].",
        "Elle ferme la [1].": "She shuts [1].",
        "Il a vu la [1] et le [2].": "He saw the [1].",
    }
    engine = ScriptedEngine(answers, task=Task.TRANSLATE)
    one = placeholders.measure(engine, SENTENCES, "[{n}]", n_terms=1, limit=9)
    assert (one.n, one.n_back, one.n_doubled, one.n_led) == (2, 2, 1, 1)
    two = placeholders.measure(engine, SENTENCES, "[{n}]", n_terms=2, limit=9)
    assert (two.n, two.n_back, two.rate) == (2, 1, 0.5)


def test_the_command_prints_a_row_for_each_style(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text("\n".join(json.dumps({"fr": s, "en": "-"}) for s in SENTENCES), "utf-8")
    arguments = ["--pairs", str(path), "--style", "TERM{n}", "--style", "[{n}]"]
    assert placeholders.main(arguments) == 0
    rows = capsys.readouterr().out.splitlines()
    assert [row.split()[0] for row in rows] == ["style", "TERM{n}", "[{n}]"]
