"""A language model as a judge of summary pairs: asked twice, with the places swapped.

A verdict counts only when it survives the swap; what flips with the place is a tie and is
reported as position bias. The judge is optional and never gates: its agreement with the
metrics is printed so that it can be doubted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from string import Template

import numpy as np

from summarizer.engines.base import Engine, GenerationOptions
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
        n_invalid: items where an answer named no verdict.
        agreement: per metric, the share of items decided by both judge and metric on which
            they name the same winner; None when there was no such item.
    """

    judge: str
    first: str
    second: str
    judgements: tuple[Judgement, ...]
    n_flipped: int
    agreement: dict[str, tuple[float | None, int]]

    def count(self, verdict: Verdict) -> int:
        """How many items ended so."""
        return sum(j.verdict is verdict for j in self.judgements)


def load_prompt(path: Path | None = None) -> Template:
    """The judge's template, with ``$source``, ``$summary_a`` and ``$summary_b``.

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
    for item, a, b in zip(dataset.items, first.texts, second.texts, strict=True):
        straight = _ask(engine, options, template, item.source, a, b, is_swapped=False)
        swapped = _ask(engine, options, template, item.source, b, a, is_swapped=True)
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
        engine.name, first.system, second.system, tuple(judgements), n_flipped, agreement
    )


def _ask(
    engine: Engine,
    options: GenerationOptions,
    template: Template,
    source: str,
    a: str,
    b: str,
    *,
    is_swapped: bool,
) -> Verdict:
    prompt = template.substitute(source=source, summary_a=a, summary_b=b)
    try:
        answer = engine.generate([prompt], options)[0].text
    except (GenerationFailed, InputError):
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


def render_text(report: JudgeReport) -> str:
    """The report in a few lines."""
    n = len(report.judgements)
    lines = [
        f"{report.judge} on {n} items, each asked twice with places swapped",
        f"  {report.first} better: {report.count(Verdict.FIRST)}",
        f"  {report.second} better: {report.count(Verdict.SECOND)}",
        f"  tie or undecided: {report.count(Verdict.TIE)}, of which the winner changed with "
        f"the place: {report.n_flipped}",
        f"  no verdict in the answer: {report.count(Verdict.INVALID)}",
    ]
    for name, (share, decided) in report.agreement.items():
        said = "no item decided by both" if share is None else f"{share:.0%} of {decided} items"
        lines.append(f"  agrees with {name}: {said}")
    return "\n".join(lines) + "\n"
