"""A leaderboard as text: terminal table, Markdown, CSV and JSON. All pure."""

from __future__ import annotations

import csv
import io
import json
import math
from typing import TYPE_CHECKING, Any

import summarizer
from summarizer.evaluation.runner import Evaluation
from summarizer.evaluation.scoring import Better, MetricSpec
from summarizer.evaluation.significance import Comparison, Interval

if TYPE_CHECKING:
    from rich.console import RenderableType

SCHEMA_VERSION = "1.0"
ALPHA = 0.05
"""Differences with a corrected p-value below this are called shown."""


def number(value: float, decimals: int) -> str:
    """``value`` with fixed decimals, an en dash when undefined."""
    return "–" if math.isnan(value) else f"{value:.{decimals}f}"


def with_interval(score: Interval, spec: MetricSpec) -> str:
    """``31.85 [31.15, 32.52]``."""
    d = spec.decimals
    return f"{number(score.value, d)} [{number(score.low, d)}, {number(score.high, d)}]"


def headline(evaluation: Evaluation) -> str:
    """One line: the set, its size, how intervals were drawn."""
    r = evaluation.resampling
    return (
        f"{evaluation.dataset.name}: {len(evaluation.dataset.items):,} texts, "
        f"{len(evaluation.systems)} systems; {r.confidence:.0%} intervals from "
        f"{r.n_samples:,} bootstrap samples, seed {r.seed}"
    )


def p_value(p: float) -> str:
    """``p`` with three decimals; never ``0.000``."""
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def notes(evaluation: Evaluation) -> list[str]:
    """What must be known of single systems, as ``system: note``."""
    return [f"{s.name}: {s.outputs.note}" for s in evaluation.systems if s.outputs.note]


def verdict(comparison: Comparison, spec: MetricSpec) -> str:
    """What a comparison shows, in words."""
    if comparison.p_holm >= ALPHA or comparison.difference == 0:
        return "no difference shown"
    is_a = (comparison.difference > 0) is not (spec.better is Better.LOWER)
    return f"{comparison.a if is_a else comparison.b} is better"


def render_terminal(evaluation: Evaluation, *, with_comparisons: bool = True) -> RenderableType:
    """The leaderboard and the comparisons as rich tables."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    parts: list[RenderableType] = [Text(headline(evaluation), style="bold")]
    main = Table(box=None, header_style="bold", pad_edge=False)
    main.add_column("system", no_wrap=True)
    for name in evaluation.main:
        main.add_column(evaluation.spec(name).label, justify="right", no_wrap=True)
    others = [s for s in evaluation.specs if s.name not in evaluation.main]
    short = [s for s in others if _is_for_terminal(s.name)]
    for spec in short:
        main.add_column(spec.label, justify="right")
    for system in evaluation.systems:
        label = f"{system.name} (oracle)" if system.outputs.kind == "oracle" else system.name
        cells = [with_interval(system.scores[m], evaluation.spec(m)) for m in evaluation.main]
        cells += [number(system.scores[s.name].value, s.decimals) for s in short]
        main.add_row(label, *cells)
    parts.append(main)
    parts += [Text(note) for note in notes(evaluation)]
    if with_comparisons and evaluation.comparisons:
        parts += [Text(""), _comparison_table(evaluation)]
    parts.append(Text(""))
    parts += [Text(evaluation.signature(name), style="dim") for name in evaluation.main]
    return Group(*parts)


def _is_for_terminal(name: str) -> bool:
    # A terminal is narrow: the rest is in the files.
    return name in {
        "rouge1_lib", "rouge2_lib", "rougeL_lib", "unsupported", "hard_findings", "density", "words",
        "words_per_s", "ter", "redundancy", "bertscore", "comet",
    }  # fmt: skip


def _comparison_table(evaluation: Evaluation) -> RenderableType:
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False)
    for head in ("metric", "a", "b"):
        table.add_column(head, no_wrap=True)
    for head in ("a - b", "p", "p Holm", "wins/losses/ties"):
        table.add_column(head, justify="right", no_wrap=True)
    table.add_column("verdict")
    for c in evaluation.comparisons:
        if c.metric != evaluation.main[0]:
            continue
        spec = evaluation.spec(c.metric)
        table.add_row(
            spec.label, c.a, c.b,
            f"{c.difference:+.2f} [{c.low:+.2f}, {c.high:+.2f}]",
            p_value(c.p_randomisation), p_value(c.p_holm),
            f"{c.n_wins}/{c.n_losses}/{c.n_ties}", verdict(c, spec),
        )  # fmt: skip
    return table


def render_markdown(evaluation: Evaluation) -> str:
    """The leaderboard, the comparisons and every signature as Markdown."""
    specs = evaluation.specs
    lines = [f"# {headline(evaluation)}", ""]
    lines.append("| system | " + " | ".join(s.label for s in specs) + " |")
    lines.append("|---|" + "---:|" * len(specs))
    for system in evaluation.systems:
        cells = [
            with_interval(system.scores[s.name], s)
            if s.name in evaluation.main
            else number(system.scores[s.name].value, s.decimals)
            for s in specs
        ]
        lines.append(f"| {_cell(system.name)} | " + " | ".join(cells) + " |")
    lines += ["", *notes(evaluation)] if notes(evaluation) else []
    if evaluation.comparisons:
        lines += ["", "| metric | a | b | a - b | p | p (Holm) | wins/losses/ties | verdict |"]
        lines.append("|---|---|---|---:|---:|---:|---:|---|")
    for c in evaluation.comparisons:
        spec = evaluation.spec(c.metric)
        lines.append(
            f"| {spec.label} | {_cell(c.a)} | {_cell(c.b)} | {c.difference:+.2f} "
            f"[{c.low:+.2f}, {c.high:+.2f}] | {p_value(c.p_randomisation)} | {p_value(c.p_holm)} | "
            f"{c.n_wins}/{c.n_losses}/{c.n_ties} | {_cell(verdict(c, spec))} |"
        )
    lines += ["", "Signatures:", ""]
    lines += [f"- `{evaluation.signature(s.name)}`" for s in specs]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def render_csv(evaluation: Evaluation) -> str:
    """One row per system and metric: value, interval, count, signature."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["system", "kind", "metric", "value", "low", "high", "n", "signature"])
    for system in evaluation.systems:
        for spec in evaluation.specs:
            score = system.scores[spec.name]
            writer.writerow(
                [system.name, system.outputs.kind, spec.name]
                + [_plain(v) for v in (score.value, score.low, score.high)]
                + [score.n, evaluation.signature(spec.name)]
            )
    return out.getvalue()


def _plain(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.6f}"


def _json_number(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 6)


def to_dict(evaluation: Evaluation) -> dict[str, Any]:
    """Plain dicts, lists, strings and numbers; undefined scores are null."""
    return {
        "schema_version": SCHEMA_VERSION,
        "summarizer_version": summarizer.__version__,
        "dataset": {
            "name": evaluation.dataset.name,
            "task": str(evaluation.dataset.task),
            "n": len(evaluation.dataset.items),
            "sha256": evaluation.dataset.sha256,
            "origin": evaluation.dataset.origin,
        },
        "main": list(evaluation.main),
        "systems": [
            {
                "name": system.name,
                "kind": system.outputs.kind,
                "note": system.outputs.note,
                "scores": {
                    spec.name: {
                        "value": _json_number(system.scores[spec.name].value),
                        "low": _json_number(system.scores[spec.name].low),
                        "high": _json_number(system.scores[spec.name].high),
                        "n": system.scores[spec.name].n,
                    }
                    for spec in evaluation.specs
                },
            }
            for system in evaluation.systems
        ],
        "comparisons": [
            {
                "metric": c.metric,
                "a": c.a,
                "b": c.b,
                "difference": _json_number(c.difference),
                "low": _json_number(c.low),
                "high": _json_number(c.high),
                "p_bootstrap": c.p_bootstrap,
                "p_randomisation": c.p_randomisation,
                "p_holm": c.p_holm,
                "n": c.n,
                "n_wins": c.n_wins,
                "n_losses": c.n_losses,
                "n_ties": c.n_ties,
            }
            for c in evaluation.comparisons
        ],
        "signatures": {s.name: evaluation.signature(s.name) for s in evaluation.specs},
    }


def render_json(evaluation: Evaluation) -> str:
    """``to_dict`` as indented JSON."""
    return json.dumps(to_dict(evaluation), ensure_ascii=False, indent=2) + "\n"
