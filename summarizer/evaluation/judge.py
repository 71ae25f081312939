"""A language model as a judge of summary pairs: asked twice, with the places swapped.

A verdict counts only when it survives the swap; what flips with the place is a tie and is
reported as position bias. The judge is optional and never gates: its agreement with the
metrics is printed so that it can be doubted. Article and summaries travel as fenced data: none
of them can speak for the judge.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from string import Template

import numpy as np

from summarizer.engines.base import Engine, GenerationOptions, Task
from summarizer.engines.llm_prompts import Prompt, fenced, make_fence
from summarizer.engines.prefixes import prompts_dir
from summarizer.errors import ConfigError, GenerationFailed, InputError
from summarizer.evaluation.dataset import Dataset, Outputs
from summarizer.evaluation.scoring import FloatArray

PROMPT_NAME = "judge.txt"
_VERDICT = re.compile(r"VERDICT\W{0,4}\s*(A|B|TIE)\b", re.IGNORECASE)


class Verdict(StrEnum):
    """Who wins: FIRST and SECOND are the systems as given, not their places in the prompt."""

    FIRST = "first"
    SECOND = "second"
    TIE = "tie"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Judgement:
    """Both answers on one item, and what they come to together."""

    item_id: str
    straight: Verdict
    swapped: Verdict
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class JudgeReport:
    """What a judge said of ``first`` against ``second``.

    Attributes:
        n_flipped: items whose winner changed with the place: position bias.
        failures: what the model said when it did not answer at all; those items are invalid.
        agreement: per metric, the share of items decided by both judge and metric on which
            they name the same winner; None when there was no such item.
    """

    judge: str
    first: str
    second: str
    judgements: tuple[Judgement, ...]
    n_flipped: int
    failures: tuple[str, ...]
    agreement: dict[str, tuple[float | None, int]]

    def count(self, verdict: Verdict) -> int:
        """How many items ended so."""
        return sum(j.verdict is verdict for j in self.judgements)


def load_prompt(path: Path | None = None) -> Template:
    """The judge's template, with ``$source``, ``$summary_a``, ``$summary_b``, perhaps ``$fence``.

    Args:
        path: a template of one's own; None for the shipped one.

    Raises:
        ConfigError: the file is missing or lacks a placeholder.
    """
    file = path or prompts_dir() / PROMPT_NAME
    try:
        template = Template(file.read_text(encoding="utf-8"))
    except OSError as exc:
        raise ConfigError(f"The judge prompt {file} cannot be read. Pass --prompt FILE.") from exc
    missing = {"source", "summary_a", "summary_b"} - set(template.get_identifiers())
    if missing:
        raise ConfigError(
            f"The judge prompt lacks the placeholders {', '.join(sorted(missing))}. "
            "Write them as $source, $summary_a and $summary_b."
        )
    return template


def load_judge(model: str, base_url: str | None = None) -> Engine:
    """The language model ``model`` behind an OpenAI-compatible address, asked as it is.

    Args:
        base_url: None takes it from the environment variable ``SUMMARIZER_LLM_BASE_URL``.

    Raises:
        ConfigError: no address, or a context too short for the prompt.
        ModelNotFound: no server answers there.
    """
    from summarizer.engines.llm import load_llm
    from summarizer.engines.llm_settings import settings_from_environment

    settings = replace(settings_from_environment(model), prompt=Prompt.PLAIN)
    return load_llm(settings, Task.ABSTRACT, base_url=base_url)


def render_prompt(template: Template, source: str, summary_a: str, summary_b: str) -> str:
    """The whole question: the three texts between marks that none of them contains."""
    fence = make_fence(source, summary_a, summary_b)
    return template.substitute(
        fence=fence,
        source=fenced("ARTICLE", source, fence),
        summary_a=fenced("SUMMARY A", summary_a, fence),
        summary_b=fenced("SUMMARY B", summary_b, fence),
    )


def parse_verdict(answer: str, *, is_swapped: bool) -> Verdict:
    """The last ``VERDICT: A``, ``B`` or ``TIE`` of an answer, told of the systems as given."""
    found = _VERDICT.findall(answer)
    if not found:
        return Verdict.INVALID
    letter = found[-1].upper()
    if letter == "TIE":
        return Verdict.TIE
    return Verdict.FIRST if (letter == "A") is not is_swapped else Verdict.SECOND


def together(straight: Verdict, swapped: Verdict) -> Verdict:
    """The one verdict of two answers: equal ones stand, contradictory ones are a tie."""
    if Verdict.INVALID in (straight, swapped):
        return Verdict.INVALID
    return straight if straight is swapped else Verdict.TIE


def judge_pair(
    engine: Engine,
    dataset: Dataset,
    first: Outputs,
    second: Outputs,
    *,
    template: Template | None = None,
    per_text: dict[str, tuple[FloatArray, FloatArray]] | None = None,
    max_new_tokens: int = 400,
    on_item: Callable[[], None] | None = None,
) -> JudgeReport:
    """What ``engine`` says of two systems on every item, and how far the metrics agree.

    Args:
        per_text: per metric the scores of both systems, higher is better, to compare with.

    Raises:
        InputError: counts differ.
    """
    n = len(dataset.items)
    if len(first.texts) != n or len(second.texts) != n:
        raise InputError(
            f"The judge needs one output per item: {n} items, {len(first.texts)} and "
            f"{len(second.texts)} outputs. Check the files."
        )
    template = template or load_prompt()
    options = GenerationOptions(max_new_tokens=max_new_tokens)
    judgements: list[Judgement] = []
    failures: list[str] = []
    for item, a, b in zip(dataset.items, first.texts, second.texts, strict=True):
        question = render_prompt(template, item.source, a, b)
        straight = _ask(engine, options, question, failures, is_swapped=False)
        question = render_prompt(template, item.source, b, a)
        swapped = _ask(engine, options, question, failures, is_swapped=True)
        judgements.append(Judgement(item.id, straight, swapped, together(straight, swapped)))
        if on_item is not None:
            on_item()
    decided = {Verdict.FIRST, Verdict.SECOND}
    n_flipped = sum(
        j.straight in decided and j.swapped in decided and j.straight is not j.swapped
        for j in judgements
    )
    agreement = {
        name: _agreement(judgements, scores[0] - scores[1])
        for name, scores in (per_text or {}).items()
    }
    return JudgeReport(
        engine.name, first.system, second.system, tuple(judgements), n_flipped,
        tuple(failures), agreement,
    )  # fmt: skip


def _ask(
    engine: Engine,
    options: GenerationOptions,
    question: str,
    failures: list[str],
    *,
    is_swapped: bool,
) -> Verdict:
    try:
        answer = engine.generate([question], options)[0].text
    except (GenerationFailed, InputError) as exc:
        failures.append(str(exc))
        return Verdict.INVALID
    return parse_verdict(answer, is_swapped=is_swapped)


def _agreement(judgements: Sequence[Judgement], gaps: FloatArray) -> tuple[float | None, int]:
    both = [
        (j.verdict is Verdict.FIRST, bool(gap > 0))
        for j, gap in zip(judgements, np.nan_to_num(gaps), strict=True)
        if j.verdict in (Verdict.FIRST, Verdict.SECOND) and gap != 0
    ]
    if not both:
        return None, 0
    return sum(judge is metric for judge, metric in both) / len(both), len(both)


def render_jsonl(report: JudgeReport) -> str:
    """One line per item: its id, the two answers and the verdict, by the systems' names."""
    names = {Verdict.FIRST: report.first, Verdict.SECOND: report.second}
    rows = (
        {
            "id": j.item_id,
            "straight": names.get(j.straight, j.straight.value),
            "swapped": names.get(j.swapped, j.swapped.value),
            "verdict": names.get(j.verdict, j.verdict.value),
        }
        for j in report.judgements
    )
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def render_text(report: JudgeReport) -> str:
    """The report in a few lines."""
    n = len(report.judgements)
    lines = [
        f"{report.judge} on {n} items, each asked twice with places swapped",
        f"  {report.first} better: {report.count(Verdict.FIRST)}",
        f"  {report.second} better: {report.count(Verdict.SECOND)}",
        f"  tie or undecided: {report.count(Verdict.TIE)}, of which the winner changed with "
        f"the place: {report.n_flipped}",
        f"  no verdict: {report.count(Verdict.INVALID)}",
    ]
    if report.failures:
        lines.append(
            f"  questions not answered: {len(report.failures)}, first {report.failures[0]}"
        )
    for name, (share, decided) in report.agreement.items():
        said = "no item decided by both" if share is None else f"{share:.0%} of {decided} items"
        lines.append(f"  agrees with {name}: {said}")
    return "\n".join(lines) + "\n"
