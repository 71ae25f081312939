"""Trains and scores the sentence chooser: ``python -m summarizer.training.sentence_choice``.

Every model is fitted twice, on either half of the articles. The half that did not see an
article makes the inputs that the next model is trained on; the mean of both is shipped.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import lzma
import math
import sys
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from summarizer.engines.article_view import ArticleView, Floats, Lexicon, view_article
from summarizer.engines.base import Task
from summarizer.engines.boosted_trees import BoostedTrees
from summarizer.engines.clauses import Clause
from summarizer.engines.headline import (
    TITLE_FEATURES,
    clauses_of,
    title_features,
)
from summarizer.engines.sentence_chooser import (
    DEFAULT_DIRECTORY,
    WEIGHTS_NAME,
    Reading,
    SentenceChooser,
    logistic,
    make_sets,
)
from summarizer.engines.sentence_features import (
    CANDIDATE_FEATURES,
    LEAD_FEATURES,
    Expectation,
    candidate_features,
    lead_features,
    pair_features,
    sentence_features,
    word_features,
)
from summarizer.engines.sentence_rules import split_article
from summarizer.errors import UnreadableFile
from summarizer.evaluation.rouge import rouge_l, rouge_n
from summarizer.evaluation.tokenization import unicode_words
from summarizer.normalization import to_model_text
from summarizer.training.boosting import export_trees, fit_trees
from summarizer.training.word_counts import WordCounts, make_lexicon

MAX_WORDS = 55
LEAD_SHARE = 0.2
"""Share of the training articles that get their abstract back in front, as pasted pages have."""
UNSUPPORTED_WEIGHT = 0.5
"""Weight of an article whose reference states something that the article does not."""


LEAD_WEIGHT = 0.05
"""Weight of an article with its abstract in front, when sentences and sets are scored: there
one choice is worth three times any other, and squared errors would speak of nothing else."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How much is trained; the defaults made the shipped weights."""

    max_articles: int = 20_000
    n_word_articles: int = 10_000
    """Articles per half that the word models see; the pair models see three fifths of them."""
    seed: int = 1
    n_threads: int = 1
    n_trees_share: float = 1.0
    """Share of the usual number of trees that is fitted; less for a trial."""

    @property
    def fitting(self) -> dict[str, Any]:
        """What every ``fit_trees`` is given."""
        return {
            "seed": self.seed,
            "n_threads": self.n_threads,
            "n_trees_share": self.n_trees_share,
        }


@dataclass(slots=True)
class Example:
    """One training article and, stage by stage, what the models make of it."""

    sentences: list[str]
    starts: list[bool]
    reference: list[str]
    weight: float
    half: int
    has_lead: bool
    view: ArticleView = field(init=False)
    expectation: Expectation = field(init=False)
    features: Floats = field(init=False)
    scores: Floats = field(init=False)

    @property
    def reading(self) -> Reading:
        return Reading(self.view, self.expectation, self.features, self.scores)


def read_articles(data: Path, split: str, task: str) -> Iterator[dict[str, Any]]:
    """OrangeSum's rows of ``split`` that have a reference for ``task`` (abstract or title).

    Raises:
        UnreadableFile: the split's file is missing or no xz-packed JSONL.
    """
    path = data / f"orangesum_{split}.jsonl.xz"
    try:
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                if row[task] and row[f"{task}_split"] == split:
                    yield row
    except (OSError, lzma.LZMAError, ValueError, KeyError) as exc:
        raise UnreadableFile(
            f"The OrangeSum file cannot be read. {path}: {exc}. "
            "Give the directory that holds orangesum_{train,valid,test}.jsonl.xz as --data."
        ) from exc


def make_example(row: dict[str, Any], task: str, *, with_lead: bool) -> Example:
    """The article as sentences, its abstract put in front as a paragraph ``with_lead``."""
    text = row["text"]
    if with_lead:
        text = row["abstract"] + "\n" + text
    sentences, starts = split_article(text)
    return Example(
        sentences,
        starts,
        unicode_words(to_model_text(row[task])),
        UNSUPPORTED_WEIGHT if row.get(f"{task}_unsupported") else 1.0,
        zlib.crc32(row["id"].encode()) & 1,
        with_lead,
    )


def set_rouge(example: Example, sets: Sequence[tuple[int, ...]]) -> Floats:
    """(len(sets), 3): ROUGE-1, 2 and L F1 of each set of the article's sentences."""
    words = np.split(example.view.token_type, np.cumsum(example.view.n_tokens)[:-1])
    return rouge_of(example, [[int(t) for i in s for t in words[i]] for s in sets])


def rouge_of(example: Example, hypotheses: Sequence[Sequence[int]]) -> Floats:
    """(len(hypotheses), 3): ROUGE F1 of texts given as word numbers of the article's view."""
    index = {w: u for u, w in enumerate(example.view.types)}
    # A word the article lacks gets a number that no hypothesis has.
    reference = [index.get(w, -1 - k) for k, w in enumerate(example.reference)]
    names = [str(u) for u in range(len(index))]
    wanted = [names[u] if u >= 0 else f"-{u}" for u in reference]
    rows = []
    for hypothesis in hypotheses:
        words = [names[u] for u in hypothesis]
        rows.append(
            (
                rouge_n(wanted, words, 1).f1,
                rouge_n(wanted, words, 2).f1,
                rouge_l(wanted, words).f1,
            )
        )
    return np.array(rows, np.float32).reshape(len(rows), 3)


class HalfModels:
    """Two boosters, each fitted on one half of the examples."""

    def __init__(self, boosters: Sequence[Any], n_features: int) -> None:
        self._boosters = boosters
        self.shipped = export_trees(boosters, n_features)

    def unseen(self, example: Example, rows: Floats) -> Floats:
        """Raw scores by the model that was not fitted on this example's half."""
        if not len(rows):
            return np.zeros(0, np.float32)
        booster = self._boosters[1 - example.half]
        return np.asarray(booster.predict(rows, raw_score=True, num_threads=1), np.float32)


_Stage = Callable[[Example], tuple[Floats, Floats]]


def fit_halves(
    examples: Sequence[Example],
    stage: _Stage,
    settings: Settings,
    cap: int,
    weigh: Callable[[Example], float] = lambda example: example.weight,
    **options: Any,
) -> HalfModels:
    """Two models of what ``stage`` gives (rows, targets) for at most ``cap`` examples a half."""
    boosters = []
    n_features = 0
    for half in (0, 1):
        tables = [(*stage(e), weigh(e)) for e in [e for e in examples if e.half == half][:cap]]
        rows = np.concatenate([t[0] for t in tables])
        targets = np.concatenate([t[1] for t in tables])
        weights = np.concatenate([np.full(len(t[0]), t[2], np.float32) for t in tables])
        n_features = rows.shape[1]
        boosters.append(fit_trees(rows, targets, weights, **settings.fitting, **options))
    return HalfModels(boosters, n_features)


def say(message: str) -> None:
    """Progress on standard error."""
    print(f"{time.strftime('%H:%M:%S')} {message}", file=sys.stderr, flush=True)


@dataclass(slots=True)
class WordStage:
    """The lexicon and the word and pair models of one task."""

    lexicon: Lexicon
    words: HalfModels
    pairs: HalfModels


def train_words(
    examples: Sequence[Example],
    counted: Sequence[WordCounts],
    settings: Settings,
    *,
    base: Lexicon | None = None,
    min_pairs: int = 15,
) -> WordStage:
    """Fits the word and pair models; gives each example its view and expectation.

    Args:
        base: the abstracts' lexicon, when the task is titles: views are made with it.
    """
    crossed = [
        make_lexicon(counted, [counted[1 - half]], min_words=5, min_pairs=min_pairs)
        for half in (0, 1)
    ]
    lexicon = make_lexicon(counted, counted, min_words=5, min_pairs=min_pairs)
    for example in examples:
        example.view = view_article(
            example.sentences, example.starts, crossed[example.half] if base is None else base
        )

    def word_rows(example: Example) -> Floats:
        rows = word_features(example.view)
        if base is not None:
            rows[:, :2] = crossed[example.half].of_words(example.view.types)
        return rows

    def word_stage(example: Example) -> tuple[Floats, Floats]:
        used = set(example.reference)
        return word_rows(example), np.array([w in used for w in example.view.types], np.float32)

    say("views made")
    options: dict[str, Any] = {"objective": "binary", "n_trees": 100, "rate": 0.12, "min_leaf": 50}
    options["column_share"] = 0.7
    words = fit_halves(examples, word_stage, settings, settings.n_word_articles, **options)
    say("word models fitted")
    chances = {id(e): logistic(words.unseen(e, word_rows(e))) for e in examples}

    def pair_rows(example: Example) -> Floats:
        return pair_features(example.view, chances[id(example)], crossed[example.half])

    def pair_stage(example: Example) -> tuple[Floats, Floats]:
        used = set(itertools.pairwise(example.reference))
        return pair_rows(example), np.array([p in used for p in example.view.pairs], np.float32)

    cap = settings.n_word_articles * 3 // 5
    pairs = fit_halves(examples, pair_stage, settings, cap, **options)
    say("pair models fitted")
    for e in examples:
        e.expectation = Expectation(chances[id(e)], logistic(pairs.unseen(e, pair_rows(e))))
    return WordStage(lexicon, words, pairs)


def train_sentences(examples: Sequence[Example], settings: Settings) -> HalfModels:
    """Fits the sentence model; gives each example its features and scores."""
    for e in examples:
        e.features = sentence_features(e.view, e.expectation)

    def stage(example: Example) -> tuple[Floats, Floats]:
        alone = set_rouge(example, [(i,) for i in range(len(example.sentences))])
        return example.features, alone.mean(axis=1)

    models = fit_halves(
        examples, stage, settings, len(examples),
        lambda e: e.weight * (LEAD_WEIGHT if e.has_lead else 1.0),
        objective="regression", n_trees=200, rate=0.06, min_leaf=80, column_share=0.4,
    )  # fmt: skip
    for e in examples:
        e.scores = models.unseen(e, e.features)
    say("sentence models fitted")
    return models


@dataclass(frozen=True, slots=True)
class SetModels:
    """What scores whole summaries: without a lead, with one, and which of the two it is."""

    sets: BoostedTrees
    lead_sets: BoostedTrees
    leads: BoostedTrees


def train_sets(examples: Sequence[Example], settings: Settings) -> SetModels:
    """Fits the models of whole summaries to ROUGE relative to the article's mean."""
    return SetModels(
        _fit_sets([e for e in examples if not e.has_lead], settings, n_trees=300, min_leaf=200),
        _fit_sets([e for e in examples if e.has_lead], settings, n_trees=100, min_leaf=100),
        _fit_leads(examples, settings),
    )


def _fit_sets(
    examples: Sequence[Example], settings: Settings, *, n_trees: int, min_leaf: int
) -> BoostedTrees:
    rows, targets, weights = [], [], []
    for e in examples:
        sets = make_sets(
            e.reading, eligible=range(len(e.sentences)), max_sentences=3, max_words=MAX_WORDS
        )
        rows.append(candidate_features(e.view, e.expectation, e.features, e.scores, sets))
        rouge = set_rouge(e, sets).mean(axis=1)
        targets.append(rouge - rouge.mean())
        weights.append(np.full(len(sets), e.weight / math.sqrt(len(sets)), np.float32))
    say(f"{sum(map(len, rows)):,} candidate summaries made")
    booster = fit_trees(
        np.concatenate(rows), np.concatenate(targets), np.concatenate(weights), **settings.fitting,
        objective="regression", n_trees=n_trees, rate=0.06, min_leaf=min_leaf, column_share=0.4,
    )  # fmt: skip
    say("set model fitted")
    return export_trees([booster], len(CANDIDATE_FEATURES))


def _fit_leads(examples: Sequence[Example], settings: Settings) -> BoostedTrees:
    """Which articles open with a lead; both kinds weigh the same in sum."""
    rows = [lead_features(e.view, e.expectation, e.features, e.scores) for e in examples]
    has_lead = np.array([e.has_lead for e in examples], np.float32)
    share = float(np.clip(has_lead.mean(), 0.01, 0.99))
    booster = fit_trees(
        np.concatenate(rows), has_lead, np.where(has_lead > 0, 1 / share, 1 / (1 - share)),
        **settings.fitting,
        objective="binary", n_trees=150, rate=0.06, min_leaf=30, column_share=0.4,
    )  # fmt: skip
    say("lead model fitted")
    return export_trees([booster], len(LEAD_FEATURES))


def train_titles(examples: Sequence[Example], settings: Settings) -> BoostedTrees:
    """Fits the headline model; examples carry features and scores of the abstract models."""
    rows, targets, weights = [], [], []
    for e in examples:
        clauses: list[Clause] = clauses_of(e.reading, range(len(e.sentences)), e.sentences)
        if not clauses:
            continue
        index = {w: u for u, w in enumerate(e.view.types)}
        words = [unicode_words(to_model_text(c.text)) for c in clauses]
        rouge = rouge_of(e, [[index[w] for w in of_one if w in index] for of_one in words])
        table = title_features(e.reading, e.expectation, clauses)
        rows.append(table)
        targets.append(rouge.mean(axis=1) - rouge.mean())
        weights.append(np.full(len(table), e.weight / math.sqrt(len(table)), np.float32))
    booster = fit_trees(
        np.concatenate(rows), np.concatenate(targets), np.concatenate(weights), **settings.fitting,
        objective="regression", n_trees=200, rate=0.06, min_leaf=100, column_share=0.4,
    )  # fmt: skip
    say("headline model fitted")
    return export_trees([booster], len(TITLE_FEATURES))


def _examples(
    rows: Iterable[dict[str, Any]], task: str, settings: Settings, *, lead_share: float
) -> tuple[list[Example], list[WordCounts]]:
    """Examples, a share of them with their lead; words counted without it, per half."""
    rng = np.random.default_rng(settings.seed)
    counted = [WordCounts(), WordCounts()]
    examples = []
    for row in itertools.islice(rows, settings.max_articles):
        plain = make_example(row, task, with_lead=False)
        counted[plain.half].add(plain.sentences, plain.reference)
        with_lead = bool(row["abstract"]) and rng.random() < lead_share
        example = make_example(row, task, with_lead=True) if with_lead else plain
        if len(example.sentences) > 1:
            examples.append(example)
    say(f"{len(examples):,} articles read for {task}s")
    return examples, counted


def train_abstracts(data: Path, settings: Settings) -> SentenceChooser:
    """A chooser of sentences; its headline models are empty."""
    examples, counted = _examples(
        read_articles(data, "train", "abstract"), "abstract", settings, lead_share=LEAD_SHARE
    )
    words = train_words(examples, counted, settings)
    sentences = train_sentences(examples, settings)
    sets = train_sets(examples, settings)
    none = export_trees([], 0)
    return SentenceChooser(
        words.lexicon, words.lexicon, words.words.shipped, words.pairs.shipped,
        sentences.shipped, sets.sets, sets.leads, sets.lead_sets, none, none, none,
    )  # fmt: skip


def train_headlines(data: Path, chooser: SentenceChooser, settings: Settings) -> SentenceChooser:
    """``chooser`` with new headline models.

    They learn from articles whose abstract is unknown, which the other models never saw; and
    from a quarter as many that have one, always put in front as pasted pages have it.
    """
    every = list(read_articles(data, "train", "title"))
    unseen = [row for row in every if not row["abstract"]][: settings.max_articles]
    n_led = len(unseen) // 4 if unseen else settings.max_articles
    led = [row for row in every if row["abstract"]][:n_led]
    plain, counted = _examples(unseen, "title", settings, lead_share=0.0)
    leading, more = _examples(led, "title", settings, lead_share=1.0)
    examples = plain + leading
    for ours, theirs in zip(counted, more, strict=True):
        ours.update(theirs)
    title = train_words(examples, counted, settings, base=chooser.lexicon)
    for e in examples:
        reading = chooser.read(e.sentences, e.starts)
        e.features, e.scores = reading.features, reading.scores
    return replace(
        chooser, title_lexicon=title.lexicon, title_words=title.words.shipped,
        title_pairs=title.pairs.shipped, titles=train_titles(examples, settings),
    )  # fmt: skip


def train(data: Path, out: Path, settings: Settings) -> SentenceChooser:
    """The trained chooser, saved in ``out`` with its SHA256SUMS."""
    chooser = train_headlines(data, train_abstracts(data, settings), settings)
    save_chooser(chooser, out)
    return chooser


def save_chooser(chooser: SentenceChooser, out: Path) -> str:
    """Writes the weights and SHA256SUMS into ``out``; returns the weights' SHA-256."""
    out.mkdir(parents=True, exist_ok=True)
    weights = out / WEIGHTS_NAME
    np.savez_compressed(weights, **chooser.to_arrays())  # type: ignore[arg-type]
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    (out / "SHA256SUMS").write_text(f"{digest}  {WEIGHTS_NAME}\n", encoding="utf-8")
    say(f"{weights}: {weights.stat().st_size / 1e6:.2f} MB, SHA-256 {digest[:12]}…")
    return digest


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code of ``train`` (all), ``titles`` (the headline models again) or ``evaluate``."""
    parser = argparse.ArgumentParser(prog="python -m summarizer.training.sentence_choice")
    parser.add_argument("command", choices=("train", "titles", "evaluate"))
    parser.add_argument("--data", type=Path, required=True, help="directory of orangesum_*.xz")
    parser.add_argument("--model", type=Path, help="directory of the weights")
    parser.add_argument("--max-articles", type=int, default=20_000)
    parser.add_argument("--split", default="valid", choices=("valid", "test"))
    parser.add_argument("--with-lead", action="store_true", help="as pasted pages are")
    parser.add_argument("--n", type=int, help="only so many articles of the split")
    parser.add_argument("--task", choices=("abstract", "title"), help="both if not given")
    given = parser.parse_args(arguments)
    if given.command == "train":
        if given.model is None:
            parser.error("train needs --model, the directory to write")
        train(given.data, given.model, Settings(max_articles=given.max_articles))
        return 0
    if given.command == "titles":
        settings = Settings(max_articles=given.max_articles)
        chooser = train_headlines(given.data, SentenceChooser.load(given.model), settings)
        save_chooser(chooser, given.model or DEFAULT_DIRECTORY)
        return 0
    from summarizer.training.chooser_report import report

    tasks = [Task(given.task)] if given.task else [Task.ABSTRACT, Task.TITLE]
    print(
        report(
            given.data,
            given.split,
            given.model,
            with_lead=given.with_lead,
            n=given.n,
            tasks=tasks,
        )
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
