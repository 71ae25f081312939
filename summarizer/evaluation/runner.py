"""From a data set and outputs to a leaderboard: scores, intervals, comparisons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from summarizer.errors import ConfigError, InputError
from summarizer.evaluation import metrics
from summarizer.evaluation.dataset import Dataset, EvalTask, Outputs
from summarizer.evaluation.scoring import (
    Better,
    Case,
    FloatArray,
    MetricSpec,
    check_counts,
)
from summarizer.evaluation.scoring_run import score_systems
from summarizer.evaluation.significance import (
    Comparison,
    Interval,
    Resampling,
    compare,
    intervals,
)

_MAIN = {
    EvalTask.SUMMARY: ("rouge1", "rouge2", "rougeL"),
    EvalTask.TITLE: ("rouge1", "rouge2", "rougeL"),
    EvalTask.TRANSLATION: ("bleu", "chrf"),
}


@dataclass(frozen=True, slots=True)
class SystemResult:
    """One system's scores; ``stats`` per metric is (S, K) for the report and further tests."""

    outputs: Outputs
    scores: dict[str, Interval]
    stats: dict[str, FloatArray] = field(repr=False)

    @property
    def name(self) -> str:
        return self.outputs.system


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything one run found out; systems from best to worst by the main metric."""

    dataset: Dataset
    specs: tuple[MetricSpec, ...]
    main: tuple[str, ...]
    systems: tuple[SystemResult, ...]
    comparisons: tuple[Comparison, ...]
    resampling: Resampling

    def signature(self, metric: str) -> str:
        """All that the printed value depends on: metric, data with its hash, resampling."""
        spec = self.spec(metric)
        return f"{spec.signature}|{self.dataset.signature}|{self.resampling.signature}"

    def spec(self, metric: str) -> MetricSpec:
        """The metric's description.

        Raises:
            ConfigError: it was not computed in this run.
        """
        for spec in self.specs:
            if spec.name == metric:
                return spec
        names = ", ".join(s.name for s in self.specs)
        raise ConfigError(f"The metric '{metric}' was not computed. Computed: {names}.")

    def system(self, name: str) -> SystemResult:
        """One system's result by its name.

        Raises:
            ConfigError: no system of this run has it.
        """
        for system in self.systems:
            if system.name == name:
                return system
        names = ", ".join(s.name for s in self.systems)
        raise ConfigError(f"No system '{name}' in this evaluation. Available: {names}.")


_DEFAULTS = {
    EvalTask.SUMMARY: metrics.SUMMARY_GROUPS,
    EvalTask.TITLE: metrics.TITLE_GROUPS,
    EvalTask.TRANSLATION: metrics.TRANSLATION_GROUPS,
}


def _groups(groups: Sequence[str] | None, task: EvalTask) -> list[str]:
    """The groups asked for, or the task's own; ``all`` is what makes sense for the task."""
    if groups is None:
        return list(_DEFAULTS[task])
    if task is EvalTask.TRANSLATION:
        everything: tuple[str, ...] = (*_DEFAULTS[task], "rouge", "rouge_lib")
    else:
        everything = (*_DEFAULTS[task], *(g for g in metrics.ALL_GROUPS if g != "checks"))
    wanted = [name for g in groups for name in (everything if g == "all" else (g,))]
    if task is EvalTask.TRANSLATION:
        # The outputs are English: bert_score chooses its model by their language.
        wanted = ["bertscore_en" if name == "bertscore" else name for name in wanted]
    return wanted


def cases_of(dataset: Dataset, outputs: Outputs) -> list[Case]:
    """One case per item.

    Raises:
        InputError: the numbers of outputs and items differ.
    """
    check_counts(outputs.texts, dataset.items, outputs.system)
    return [
        Case(
            text, item.references, item.source, outputs.elapsed_s[i] if outputs.elapsed_s else None
        )
        for i, (item, text) in enumerate(zip(dataset.items, outputs.texts, strict=True))
    ]


def evaluate(
    dataset: Dataset,
    systems: Sequence[Outputs],
    *,
    groups: Sequence[str] | None = None,
    resampling: Resampling | None = None,
    n_jobs: int = 1,
    on_case: Callable[[], None] | None = None,
) -> Evaluation:
    """Scores, intervals and all pairwise comparisons of ``systems`` on ``dataset``.

    Args:
        groups: metric groups of ``metrics.group_names()``; None for the task's defaults.
        n_jobs: processes that score; the figures do not depend on it.
        on_case: called once per output scored, for a progress bar.

    Raises:
        InputError: an output count differs from the item count, or two systems share a name.
    """
    resampling = resampling or Resampling()
    names = [s.system for s in systems]
    if len(set(names)) < len(names):
        raise InputError(f"Two systems share a name ({', '.join(names)}). Use NAME=FILE.")
    by_system = {outputs.system: cases_of(dataset, outputs) for outputs in systems}
    specs, tables = score_systems(
        _groups(groups, dataset.task), by_system, n_jobs=n_jobs, on_case=on_case
    )
    results = [
        SystemResult(o, intervals(tables[o.system], specs, resampling), tables[o.system])
        for o in systems
    ]
    main = tuple(m for m in _MAIN[dataset.task] if any(s.name == m for s in specs))
    main = main or tuple(s.name for s in specs[:1])
    results.sort(key=lambda r: _rank_key(r, specs, main))
    return Evaluation(
        dataset, specs, main, tuple(results), _comparisons(results, specs, main, resampling),
        resampling,
    )  # fmt: skip


def _rank_key(
    result: SystemResult, specs: Sequence[MetricSpec], main: Sequence[str]
) -> tuple[bool, float]:
    if not main:
        return False, 0.0
    better = next(s.better for s in specs if s.name == main[0])
    value = result.scores[main[0]].value
    return result.outputs.kind == "oracle", value if better is Better.LOWER else -value


def _comparisons(
    results: Sequence[SystemResult],
    specs: Sequence[MetricSpec],
    main: Sequence[str],
    resampling: Resampling,
) -> tuple[Comparison, ...]:
    """All pairs on the main metrics and on support; oracles are no competitors."""
    compared = [r for r in results if r.outputs.kind != "oracle"]
    found: list[Comparison] = []
    for spec in specs:
        if spec.name in main or spec.name in ("unsupported", "hard_findings"):
            found += compare({r.name: r.stats[spec.name] for r in compared}, spec, resampling)
    return tuple(found)
