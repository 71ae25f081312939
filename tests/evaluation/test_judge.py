"""The judge: asked twice, believed only when it does not follow the place."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from evaluation_samples import small_dataset, small_systems

from summarizer.engines.base import GenerationOptions, Task
from summarizer.engines.fake import ScriptedEngine
from summarizer.errors import ConfigError, GenerationFailed, InputError
from summarizer.evaluation.dataset import Outputs
from summarizer.evaluation.judge import (
    Verdict,
    judge_pair,
    load_prompt,
    parse_verdict,
    render_text,
    together,
)


def part(prompt: str, letter: str) -> str:
    """The summary that stands in one place of the prompt."""
    return prompt.split(f"SUMMARY {letter}\n")[1].split("\nEND OF SUMMARY")[0]


def longer_wins(prompt: str, options: GenerationOptions) -> str:
    a, b = part(prompt, "A"), part(prompt, "B")
    return "Reasons.\nVERDICT: " + ("TIE" if len(a) == len(b) else "A" if len(a) > len(b) else "B")


def judge(script: object) -> ScriptedEngine:
    return ScriptedEngine(script, Task.ABSTRACT, name="judge")  # type: ignore[arg-type]


FIRST = Outputs("long", ("Une phrase nettement plus longue.",) * 6)
SECOND = Outputs("short", ("Courte.",) * 6)


def test_a_judge_with_an_opinion_keeps_it_when_places_are_swapped() -> None:
    engine = judge(longer_wins)
    report = judge_pair(engine, small_dataset(), FIRST, SECOND)
    assert report.count(Verdict.FIRST) == 6
    assert report.n_flipped == 0
    assert len(engine.calls) == 12
    back = judge_pair(judge(longer_wins), small_dataset(), SECOND, FIRST)
    assert back.count(Verdict.SECOND) == 6


def test_a_judge_that_follows_the_place_is_found_out() -> None:
    report = judge_pair(judge(lambda p, o: "VERDICT: A"), small_dataset(), FIRST, SECOND)
    assert report.count(Verdict.TIE) == 6
    assert report.n_flipped == 6
    assert "the winner changed with the place: 6" in render_text(report)


def test_an_answer_without_a_verdict_and_a_failure_are_invalid_not_a_crash() -> None:
    report = judge_pair(judge(lambda p, o: "Je ne sais pas."), small_dataset(), FIRST, SECOND)
    assert report.count(Verdict.INVALID) == 6

    def fail(prompt: str, options: GenerationOptions) -> str:
        raise GenerationFailed("busy")

    report = judge_pair(judge(fail), small_dataset(), FIRST, SECOND)
    assert report.count(Verdict.INVALID) == 6


def test_agreement_with_a_metric_is_counted_where_both_decide() -> None:
    scores = {
        "up": (np.array([2.0, 2, 2, 2, 1, 1]), np.array([1.0, 1, 1, 1, 1, 2])),
        "same": (np.ones(6), np.ones(6)),
    }
    report = judge_pair(judge(longer_wins), small_dataset(), FIRST, SECOND, per_text=scores)
    assert report.agreement["up"] == (pytest.approx(0.8), 5)
    assert report.agreement["same"] == (None, 0)
    assert "agrees with up: 80% of 5 items" in render_text(report)


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ("VERDICT: A", Verdict.FIRST),
        ("**Verdict:** B", Verdict.SECOND),
        ("verdict : tie", Verdict.TIE),
        ("VERDICT: A at first, then no.\nVERDICT: B", Verdict.SECOND),
        ("VERDICT: Both", Verdict.INVALID),
        ("", Verdict.INVALID),
    ],
)
def test_the_last_verdict_of_an_answer_counts(answer: str, verdict: Verdict) -> None:
    assert parse_verdict(answer, is_swapped=False) is verdict


def test_a_swapped_answer_is_told_of_the_systems_as_given() -> None:
    assert parse_verdict("VERDICT: A", is_swapped=True) is Verdict.SECOND
    assert together(Verdict.FIRST, Verdict.SECOND) is Verdict.TIE
    assert together(Verdict.TIE, Verdict.FIRST) is Verdict.TIE
    assert together(Verdict.FIRST, Verdict.FIRST) is Verdict.FIRST


def test_the_shipped_prompt_holds_article_and_both_summaries() -> None:
    text = load_prompt().substitute(source="L'ARTICLE", summary_a="UN", summary_b="DEUX")
    assert text.index("L'ARTICLE") < text.index("UN") < text.index("DEUX")
    assert "VERDICT: TIE" in text


def test_a_prompt_without_its_placeholders_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "p.txt"
    path.write_text("Which is better, $summary_a?")
    with pytest.raises(ConfigError, match="source, summary_b"):
        load_prompt(path)
    with pytest.raises(ConfigError, match="cannot be read"):
        load_prompt(tmp_path / "none.txt")


def test_counts_that_differ_are_refused() -> None:
    with pytest.raises(InputError, match="6 items, 1 and 6"):
        judge_pair(judge(longer_wins), small_dataset(), Outputs("x", ("a",)), small_systems()[0])
