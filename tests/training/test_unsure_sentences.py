"""The sentences chosen for a person are those that the translator is least sure of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from summarizer.engines.base import GenerationOptions, Task
from summarizer.engines.registry import load_engine
from summarizer.errors import ConfigError
from summarizer.training.__main__ import app
from summarizer.training.unsure_sentences import (
    ScoredTranslation,
    least_sure,
    scored_translations,
)

EASY = "Le président a rencontré les ministres mardi à Paris."
HARD = "Dare-dare, le pataud rétameur dégoisa des calembredaines."


def test_plain_news_scores_above_a_sentence_of_odd_words(shipped_translator: Path) -> None:
    engine = load_engine(str(shipped_translator), Task.TRANSLATE)
    easy, hard = scored_translations([EASY, HARD], engine, GenerationOptions(num_beams=1))
    assert easy.french == EASY
    assert "president" in easy.english.lower()
    assert hard.score < easy.score <= 0


def test_the_least_sure_come_first_and_the_very_bottom_is_skipped() -> None:
    scored = [ScoredTranslation(str(i), "", -float(i)) for i in range(10)]
    assert [s.french for s in least_sure(scored, 0.3)] == ["9", "8", "7"]
    assert [s.french for s in least_sure(scored, 0.3, skipped=0.2)] == ["7", "6", "5"]
    with pytest.raises(ConfigError, match=r"A share of 0\.01 after 0\.0 of 10 sentences"):
        least_sure(scored, 0.01)


def test_the_command_writes_score_source_and_translation(
    shipped_translator: Path, tmp_path: Path
) -> None:
    articles, output = tmp_path / "articles.jsonl", tmp_path / "unsure.tsv"
    articles.write_text(json.dumps({"text": f"{EASY} {HARD}"}) + "\n", encoding="utf-8")
    command = ["unsure-sentences", str(shipped_translator), str(articles), str(output)]
    done = CliRunner().invoke(app, [*command, "--share", "0.5", "--skipped", "0"])
    assert done.exit_code == 0, done.output
    assert done.output.startswith("2 sentences, 1 of them in ")
    score, french, english = output.read_text(encoding="utf-8").rstrip("\n").split("\t")
    assert (float(score) < 0, french, bool(english)) == (True, HARD, True)
