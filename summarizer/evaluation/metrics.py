"""The metrics by name: overlap, extractiveness, faithfulness, length and speed.

Scores are on the scale readers know: ROUGE, BLEU, chrF and shares from 0 to 100, lengths in
words, speed in words per second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from summarizer.checks import unsupported_terms
from summarizer.errors import ConfigError
from summarizer.evaluation import extractiveness
from summarizer.evaluation.checking import Checked, ChecksScorer
from summarizer.evaluation.rouge import Overlap, rouge_l, rouge_lsum, rouge_n
from summarizer.evaluation.scoring import (
    Better,
    Case,
    MetricSpec,
    Scorer,
    mean_of,
    mean_row,
    percent_of,
)
from summarizer.evaluation.tokenization import (
    FRENCH_STEMS,
    LIBRARY,
    UNICODE,
    Tokenizer,
    nfc,
    split_sentences,
    unicode_words,
)

ROUGE_KINDS = ("rouge1", "rouge2", "rougeL", "rougeLsum")


@dataclass(frozen=True, slots=True)
class RougeScorer:
    """ROUGE-1, 2, L and Lsum F1; with several references the best one per metric counts.

    Args:
        tokenizer: how words are compared.
        suffix: appended to the metric names, "" for the default tokenizer.
    """

    tokenizer: Tokenizer = UNICODE
    suffix: str = ""

    @property
    def specs(self) -> tuple[MetricSpec, ...]:
        shown = {"": "", "_lib": " lib", "_stem": " stem"}.get(self.suffix, self.suffix)
        return tuple(
            MetricSpec(
                name=kind + self.suffix,
                label=kind.replace("rouge", "R-") + shown,
                signature=f"{kind}|f1|tok:{self.tokenizer.name}|nfc:yes|refs:best"
                + ("|sent:punct1" if kind == "rougeLsum" else ""),
                aggregate=percent_of,
                n_columns=2,
                needs_reference=True,
            )
            for kind in ROUGE_KINDS
        )

    def rows(self, case: Case) -> list[list[float]]:
        tokenize = self.tokenizer.tokenize
        hypothesis = nfc(case.hypothesis)
        words = tokenize(hypothesis)
        sentences = [tokenize(s) for s in split_sentences(hypothesis)]
        best = [0.0] * len(ROUGE_KINDS)
        for reference in map(nfc, case.references):
            target = tokenize(reference)
            overlaps: tuple[Overlap, ...] = (
                rouge_n(target, words, 1),
                rouge_n(target, words, 2),
                rouge_l(target, words),
                rouge_lsum([tokenize(s) for s in split_sentences(reference)], sentences),
            )
            best = [max(b, o.f1) for b, o in zip(best, overlaps, strict=True)]
        return [mean_row(value) for value in best]


@dataclass(frozen=True, slots=True)
class SourceScorer:
    """How the text relates to its source: extractive fragments, new n-grams, support."""

    @property
    def specs(self) -> tuple[MetricSpec, ...]:
        def spec(
            name: str,
            label: str,
            *,
            percent: bool = False,
            signature: str = "tok:unicode",
            better: Better = Better.NEITHER,
        ) -> MetricSpec:
            return MetricSpec(
                name=name,
                label=label,
                signature=f"{name}|{signature}|nfc:yes",
                aggregate=percent_of if percent else mean_of,
                n_columns=2,
                better=better,
                needs_source=True,
            )

        return (
            spec(
                "unsupported",
                "unsup. %",
                percent=True,
                signature="numbers+capitals",
                better=Better.LOWER,
            ),
            spec("coverage", "cover. %", percent=True),
            spec("density", "density"),
            spec("compression", "compr."),
            spec("novel1", "new 1-g %", percent=True),
            spec("novel2", "new 2-g %", percent=True),
            spec("novel3", "new 3-g %", percent=True),
        )

    def rows(self, case: Case) -> list[list[float]]:
        article = unicode_words(case.source)
        summary = unicode_words(case.hypothesis)
        fragments = extractiveness.fragments(article, summary)
        terms = unsupported_terms(nfc(case.source), nfc(case.hypothesis))
        return [
            mean_row(1.0 if terms else 0.0),
            mean_row(extractiveness.coverage(fragments, len(summary))),
            mean_row(extractiveness.density(fragments, len(summary))),
            mean_row(len(article) / len(summary) if summary else None),
            *(mean_row(extractiveness.novel_share(article, summary, n)) for n in (1, 2, 3)),
        ]


@dataclass(frozen=True, slots=True)
class OutputScorer:
    """What the text is by itself: words, repeated bigrams, emptiness."""

    @property
    def specs(self) -> tuple[MetricSpec, ...]:
        return (
            MetricSpec("words", "words", "words|split:space", mean_of, 2, Better.NEITHER, 1),
            MetricSpec(
                "redundancy",
                "redund. %",
                "redundancy|repeated-bigrams|tok:unicode|nfc:yes",
                percent_of,
                2,
                Better.LOWER,
            ),
            MetricSpec("empty", "empty %", "empty|share", percent_of, 2, Better.LOWER),
        )

    def rows(self, case: Case) -> list[list[float]]:
        words = unicode_words(case.hypothesis)
        return [
            mean_row(len(case.hypothesis.split())),
            mean_row(extractiveness.repeated_share(words, 2)),
            mean_row(0.0 if case.hypothesis.strip() else 1.0),
        ]


@dataclass(frozen=True, slots=True)
class SpeedScorer:
    """Source words read per second and seconds per text; nothing for untimed outputs."""

    @property
    def specs(self) -> tuple[MetricSpec, ...]:
        return (
            MetricSpec(
                "words_per_s", "words/s", "words_per_s|source words", mean_of, 2, decimals=0
            ),
            MetricSpec("seconds", "s/text", "seconds|mean", mean_of, 2, Better.LOWER, 3),
        )

    def rows(self, case: Case) -> list[list[float]]:
        if case.elapsed_s is None:
            return [[0.0, 0.0], [0.0, 0.0]]
        return [[float(len(case.source.split())), case.elapsed_s], mean_row(case.elapsed_s)]


def _corpus(name: str) -> Scorer:
    from summarizer.evaluation import corpus_metrics

    return corpus_metrics.make(name)


def _bertscore(language: str) -> Scorer:
    from summarizer.evaluation import learned_metrics

    return learned_metrics.make_bertscore(language)


def _comet() -> Scorer:
    from summarizer.evaluation import learned_metrics

    return learned_metrics.make_comet()


_FACTORIES: dict[str, Callable[[], Scorer]] = {
    "rouge": RougeScorer,
    "rouge_lib": lambda: RougeScorer(LIBRARY, "_lib"),
    "rouge_stem": lambda: RougeScorer(FRENCH_STEMS, "_stem"),
    "bleu": lambda: _corpus("bleu"),
    "chrf": lambda: _corpus("chrf"),
    "ter": lambda: _corpus("ter"),
    "source": SourceScorer,
    "checks": ChecksScorer,
    "checks_title": lambda: ChecksScorer(Checked.TITLE),
    "checks_en": lambda: ChecksScorer(Checked.TRANSLATION),
    "output": OutputScorer,
    "speed": SpeedScorer,
    "bertscore": lambda: _bertscore("fr"),
    "bertscore_en": lambda: _bertscore("en"),
    "comet": _comet,
}

SUMMARY_GROUPS = ("rouge", "rouge_lib", "source", "checks", "output", "speed")
TITLE_GROUPS = ("rouge", "rouge_lib", "source", "checks_title", "output", "speed")
TRANSLATION_GROUPS = ("bleu", "chrf", "ter", "checks_en", "output", "speed")
LEARNED_GROUPS = ("bertscore", "bertscore_en", "comet")
"""Models of their own: asked for by name, and loaded once, not in every process."""
ALL_GROUPS = tuple(g for g in _FACTORIES if g not in ("checks_title", "checks_en", *LEARNED_GROUPS))
"""Every group that needs no model, for a summary; titles and translations have checks of their own."""


def group_names() -> tuple[str, ...]:
    """Names that ``make_scorers`` knows."""
    return tuple(_FACTORIES)


def make_scorers(groups: Iterable[str]) -> list[Scorer]:
    """Scorers for the named groups, in order; ``all`` stands for every one without a model.

    Raises:
        ConfigError: an unknown name, or an optional package that is not installed.
    """
    return [_FACTORIES[name]() for name in expand(groups)]


def expand(groups: Iterable[str]) -> list[str]:
    """The groups named, once each, with ``all`` spelt out.

    Raises:
        ConfigError: an unknown name.
    """
    wanted: list[str] = []
    for group in groups:
        for name in ALL_GROUPS if group == "all" else (group,):
            if name not in _FACTORIES:
                raise ConfigError(
                    f"Unknown metric group '{name}'. Available: all, {', '.join(_FACTORIES)}."
                )
            if name not in wanted:
                wanted.append(name)
    return wanted


def usable(scorers: Sequence[Scorer], cases: Sequence[Case]) -> list[Scorer]:
    """Those of ``scorers`` whose needs all ``cases`` meet: a source, a reference, a time."""
    has_source = all(c.source for c in cases)
    has_reference = all(c.references for c in cases)
    is_timed = any(c.elapsed_s is not None for c in cases)
    return [
        scorer
        for scorer in scorers
        if (has_source or not any(s.needs_source for s in scorer.specs))
        and (has_reference or not any(s.needs_reference for s in scorer.specs))
        and (is_timed or not isinstance(scorer, SpeedScorer))
    ]
