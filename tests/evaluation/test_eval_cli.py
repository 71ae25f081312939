"""The commands: what they print, write and return."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from summarizer.evaluation.cli import app

RUN = CliRunner()


@pytest.fixture
def news(tmp_path: Path) -> Path:
    rows = [
        {"id": str(i), "source": f"Le pont {i} ferme. La pluie tombe.", "reference": f"Pont {i}."}
        for i in range(8)
    ]
    path = tmp_path / "news.jsonl"
    path.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in rows), "utf-8")
    return path


def test_run_prints_a_leaderboard_and_writes_every_format(news: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = RUN.invoke(
        app,
        ["run", str(news), "-s", "lead-1", "-s", "oracle-1", "-o", str(out), "--samples", "50"],
    )
    assert done.exit_code == 0, done.output
    assert "lead-1" in done.stdout and "tok:unicode" in done.stdout
    assert {p.name for p in out.iterdir()} == {
        "news.html",
        "news.md",
        "news.csv",
        "news.json",
        "news.lead-1.jsonl",
        "news.oracle-1.jsonl",
    }


def test_stored_scores_a_table(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text('{"fr": "un", "en": "one two three four", "sys": "one two three four"}\n')
    done = RUN.invoke(app, ["stored", str(path), "-m", "bleu", "--samples", "20"])
    assert done.exit_code == 0, done.output
    assert "100.00 [100.00, 100.00]" in done.stdout


def test_pairs_scores_parallel_files_and_refuses_other_counts(tmp_path: Path) -> None:
    reference, good, short = (tmp_path / n for n in ("r.en", "good.en", "short.en"))
    reference.write_text("one two three four\nfive six seven eight\n")
    good.write_text("one two three four\nfive six seven eight\n")
    short.write_text("one\n")
    arguments = ["-r", str(reference), "-m", "bleu", "--samples", "20"]
    assert "100.00" in RUN.invoke(app, ["pairs", str(good), *arguments]).stdout
    refused = RUN.invoke(app, ["pairs", str(short), *arguments])
    assert refused.exit_code == 2
    assert "1 lines for 2 items" in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "nowhere", "-s", "lead-1"], "Unknown data set 'nowhere'"),
        (["run", "corpus-summary"], "No system given"),
        (
            ["run", "corpus-summary", "-s", "lead-1", "-m", "beauty"],
            "Unknown metric group 'beauty'",
        ),
        (["run", "corpus-summary", "-s", "no-such-preset"], "Unknown model 'no-such-preset'"),
        (["run", "corpus-summary", "-s", "lead-1", "--task", "poem"], "Unknown task 'poem'"),
        (["stored", "/nowhere"], "No such file or folder"),
    ],
)
def test_bad_usage_is_one_line_on_stderr_and_code_2(arguments: list[str], message: str) -> None:
    done = RUN.invoke(app, arguments)
    assert done.exit_code == 2, done.output
    assert message in done.stderr
    assert done.stderr.strip().count("\n") == 0


def floors_file(path: Path, news: Path, bound: float) -> Path:
    from summarizer.evaluation.dataset import sha256_of

    path.write_text(
        f'[[check]]\nname = "c"\ndataset = "{news}"\nsystem = "lead-1"\n'
        f'sha256 = "{sha256_of(news)}"\nmetrics = ["rouge"]\n[check.min]\nrouge1 = {bound}\n'
    )
    return path


def test_the_gate_opens_above_its_floor_and_shuts_below(news: Path, tmp_path: Path) -> None:
    low = floors_file(tmp_path / "low.toml", news, 1.0)
    done = RUN.invoke(app, ["--gate", "--floors", str(low)])
    assert done.exit_code == 0, done.output
    assert "could be raised" in done.stdout and "the gate is open" in done.stdout
    high = floors_file(tmp_path / "high.toml", news, 99.0)
    done = RUN.invoke(app, ["--gate", "--floors", str(high)])
    assert done.exit_code == 1
    assert "FAIL rouge1" in done.stdout and "the gate is closed" in done.stdout


def test_coverage_prints_what_was_promised_and_what_was_seen() -> None:
    done = RUN.invoke(app, ["coverage", "--trials", "5", "--samples", "20"])
    assert done.exit_code == 0, done.output
    assert "corpus ratio" in done.stdout and "95.0%" in done.stdout


def test_datasets_are_listed_with_their_licences() -> None:
    done = RUN.invoke(app, ["datasets"])
    assert "orangesum-abstract" in done.stdout and "CC BY-SA 4.0" in done.stdout


def test_without_a_command_the_help_is_shown() -> None:
    done = RUN.invoke(app, [])
    assert done.exit_code == 0
    assert "--gate" in done.stdout
