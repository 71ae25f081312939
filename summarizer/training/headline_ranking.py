"""Fits the ranker of headlines, on articles that the network was not trained on.

    python -m summarizer.training.headline_ranking held.jsonl summarizer/assets/summariser

What the network writes of its own training articles is better than what it writes of others, so
the ranker must learn from others: keep some rows out of ``prepare-articles``, and give them here.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from summarizer.checks.told import ToldArticle
from summarizer.engines.base import Engine, Task
from summarizer.engines.boosted_trees import BoostedTrees, Floats
from summarizer.engines.extractive import ArticlePart, read_part
from summarizer.engines.headline import title_expectation
from summarizer.engines.headline_writer import (
    HEADLINE_FEATURES,
    RANKER_NAME,
    SEARCH,
    candidates,
    headline_features,
    is_sound,
    shortened_headlines,
    tops_of,
)
from summarizer.engines.registry import load_engine
from summarizer.engines.sentence_chooser import SentenceChooser, default_chooser
from summarizer.engines.sentence_rules import eligible_sentences, split_article
from summarizer.engines.shortening import Shortener
from summarizer.errors import ConfigError
from summarizer.evaluation.rouge import rouge_l, rouge_n
from summarizer.evaluation.tokenization import unicode_words
from summarizer.normalization import to_model_text
from summarizer.training.articles import read_rows
from summarizer.training.boosting import export_trees, fit_trees
from summarizer.training.export import write_checksums

_AT_ONCE = 32
_LEAD_SHARE = 0.6
"""Of the articles that have an abstract, how many are read with it in front, as pasted."""


def articles_of(rows: Iterable[dict[str, Any]], seed: int) -> Iterator[tuple[str, str]]:
    """(article, title) of the rows that have a title, abstracts put in front of some."""
    rng = np.random.default_rng(seed)
    for row in rows:
        if not row.get("title"):
            continue
        with_lead = bool(row.get("abstract")) and rng.random() < _LEAD_SHARE
        yield (f"{row['abstract']}\n{row['text']}" if with_lead else row["text"]), row["title"]


def make_rows(
    articles: Sequence[tuple[str, str]],
    engine: Engine,
    chooser: SentenceChooser,
    shortener: Shortener | None = None,
) -> tuple[Floats, Floats, Floats]:
    """Features, targets and weights of every candidate that could be taken.

    A target is the mean of ROUGE-1, 2 and L, less the article's mean: only differences within an
    article matter. An article weighs the square root of its number of candidates.
    """
    tables, targets, weights = [], [], []
    for start in range(0, len(articles), _AT_ONCE):
        parts = [(_read(chooser, t), title) for t, title in articles[start : start + _AT_ONCE]]
        tops = [tops_of(p.reading.view.texts, engine) for p, _ in parts]
        written = iter(engine.generate([t for of_one in tops for t in of_one], SEARCH))
        shorter = shortened_headlines([(p.reading, p.eligible) for p, _ in parts], shortener)
        for (part, title), of_one, short in zip(parts, tops, shorter, strict=True):
            generations = [next(written) for _ in of_one]
            reading = part.reading
            article = ToldArticle.read(reading.view.texts)
            whole = "\n".join(reading.view.texts)
            expectation = title_expectation(chooser, reading)
            made = candidates(chooser, reading, part.eligible, expectation, generations, short)
            if len(made) < 2:
                continue
            rows = headline_features(reading, expectation, article, made)
            kept = [
                i
                for i, h in enumerate(made)
                if not h.is_written or is_sound(h.text, article, whole)
            ]
            if len(kept) < 2:
                continue
            wanted = unicode_words(to_model_text(title))
            scores = np.array([_rouge(wanted, made[i].text) for i in kept], np.float32)
            tables.append(rows[kept])
            targets.append(scores - scores.mean())
            weights.append(np.full(len(kept), len(kept) ** -0.5, np.float32))
    if not tables:
        raise ConfigError("No article is left: the rows need titles, and texts of some sentences.")
    return np.concatenate(tables), np.concatenate(targets), np.concatenate(weights)


def _read(chooser: SentenceChooser, text: str) -> ArticlePart:
    texts, starts = split_article(text)
    return read_part(chooser, texts, starts, eligible_sentences(texts, starts))


def _rouge(wanted: list[str], headline: str) -> float:
    words = unicode_words(to_model_text(headline))
    return (
        rouge_n(wanted, words, 1).f1 + rouge_n(wanted, words, 2).f1 + rouge_l(wanted, words).f1
    ) / 3


def fit_ranker(rows: Floats, targets: Floats, weights: Floats, *, seed: int = 1) -> BoostedTrees:
    """The mean of two boosters that see other rows and columns."""
    boosters = [
        fit_trees(
            rows, targets, weights, objective="regression", n_trees=250, rate=0.05, min_leaf=60,
            column_share=0.6, seed=seed + k, n_threads=1,
        )
        for k in range(2)
    ]  # fmt: skip
    return export_trees(boosters, len(HEADLINE_FEATURES))


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes ``headlines.npz`` into the network's directory, and its checksums anew."""
    parser = argparse.ArgumentParser(prog="python -m summarizer.training.headline_ranking")
    parser.add_argument("rows", type=Path, help="JSONL: text, abstract, title; unseen in training")
    parser.add_argument("model", type=Path, help="directory of the network")
    parser.add_argument("--max-articles", type=int, default=3_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    articles = list(articles_of(read_rows(given.rows), given.seed))[: given.max_articles]
    engine = load_engine(str(given.model), Task.TITLE)
    shortener = Shortener(lambda: load_engine(str(given.model), Task.SHORTEN))
    rows, targets, weights = make_rows(articles, engine, default_chooser(), shortener)
    arrays = fit_ranker(rows, targets, weights, seed=given.seed).to_arrays("headlines")
    np.savez_compressed(given.model / RANKER_NAME, **arrays)  # type: ignore[arg-type]
    write_checksums(given.model)
    print(f"{len(articles):,} articles, {len(rows):,} candidates: {given.model / RANKER_NAME}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
