"""How many summaries of OrangeSum's test articles hold a number or name that the article lacks.

The stored outputs of published systems and what the shipped summariser makes of the same articles
stand in one table, by the published measure (``checks.unsupported_terms``) and by the hard
findings of the full checks.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from summarizer.checks import unsupported_terms
from summarizer.engines.base import Engine
from summarizer.evaluation.checking import summary_marks
from summarizer.pipeline import Pipeline, PipelineOptions

ARTICLES = "orangesum_test.jsonl.xz"
OUTPUTS = "orangesum_abstract_test_system_outputs.jsonl.xz"
SHIPPED = "shipped"
REFERENCE = "gold"
_NOT_TEXTS = frozenset({"line", "id"})


@dataclass(frozen=True, slots=True)
class Unsupported:
    """One system's summaries.

    Attributes:
        n: summaries.
        n_unsupported: those with a number or capitalised word that the article lacks.
        n_hard: those with a hard finding of the full checks.
        n_words: words of all of them.
    """

    n: int = 0
    n_unsupported: int = 0
    n_hard: int = 0
    n_words: int = 0

    def with_summary(self, article: str, summary: str) -> Unsupported:
        """These counts and one summary more."""
        return Unsupported(
            self.n + 1,
            self.n_unsupported + bool(unsupported_terms(article, summary)),
            self.n_hard + summary_marks(summary, article)[1],
            self.n_words + len(summary.split()),
        )

    @property
    def rate(self) -> float:
        return self.n_unsupported / max(1, self.n)

    @property
    def hard_rate(self) -> float:
        return self.n_hard / max(1, self.n)

    @property
    def mean_words(self) -> float:
        return self.n_words / max(1, self.n)


def unsupported_rates(
    folder: Path, summariser: Engine | None = None, limit: int | None = None
) -> dict[str, Unsupported]:
    """Counts by system over the first ``limit`` test abstracts, or all 1,500.

    Args:
        folder: holds ``ARTICLES`` and ``OUTPUTS``.
        summariser: makes the summaries of the system ``SHIPPED``, by the pipeline with its
            default options; None leaves that row out.
    """
    articles = {row["id"]: str(row["text"]) for row in _rows(folder / ARTICLES)}
    pipeline = Pipeline(summariser, None) if summariser is not None else None
    counts: dict[str, Unsupported] = {}
    for number, row in enumerate(_rows(folder / OUTPUTS)):
        if limit is not None and number >= limit:
            break
        article = articles[row["id"]]
        texts = {k: str(v) for k, v in row.items() if k not in _NOT_TEXTS}
        if pipeline is not None:
            texts[SHIPPED] = _summary(pipeline, article)
        for system, text in texts.items():
            counts[system] = counts.get(system, Unsupported()).with_summary(article, text)
    return counts


def _summary(pipeline: Pipeline, article: str) -> str:
    summary = pipeline.run(article, PipelineOptions(target="fr")).summary
    return " ".join(s.text_fr for s in summary.sentences) if summary else ""


def _rows(path: Path) -> Iterator[Mapping[str, Any]]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def render_rates(counts: Mapping[str, Unsupported]) -> str:
    """The table, the fewest unsupported first."""
    order: Sequence[str] = sorted(counts, key=lambda s: (counts[s].rate, s))
    lines = [f"{'system':<20} summaries  unsupported  hard findings  words"]
    lines += [
        f"{system:<20} {c.n:>9}  {c.rate:>11.1%}  {c.hard_rate:>13.1%}  {c.mean_words:>5.1f}"
        for system in order
        for c in (counts[system],)
    ]
    return "\n".join(lines)
