"""Sentences and articles to measure on, the same at each run, from what the package ships."""

from __future__ import annotations

import json
import lzma
import random
from pathlib import Path

from summarizer.evaluation.corpus import load_corpus
from summarizer.examples import NAMES, load_example

ROOT = Path(__file__).resolve().parents[1]
FLORES = ROOT.parent / "shared" / "data" / "translation_eval" / "flores-dev.jsonl.xz"


def pairs(n: int) -> list[tuple[str, str]]:
    """``n`` French sentences of the reference articles with their English, spread over them."""
    everything = [pair for article in load_corpus() for pair in article.sentences]
    return random.Random(5).sample(everything, min(n, len(everything)))


def flores_pairs(n: int) -> list[tuple[str, str]]:
    """The first ``n`` lines of flores-dev; none where ../shared is absent."""
    if not FLORES.is_file():
        return []
    with lzma.open(FLORES, "rt", encoding="utf-8") as stream:
        rows = [json.loads(line) for _, line in zip(range(n), stream, strict=False)]
    return [(row["fr"], row["en"]) for row in rows]


def article_of(n_words: int) -> str:
    """Whole paragraphs of the reference articles, up to the one that passes ``n_words``."""
    taken: list[str] = []
    total = 0
    for article in load_corpus():
        ends = (*article.paragraph_starts[1:], len(article.sentences))
        for start, end in zip(article.paragraph_starts, ends, strict=True):
            paragraph = " ".join(french for french, _ in article.sentences[start:end])
            if total + len(paragraph.split()) > n_words + 15 and taken:
                continue
            taken.append(paragraph)
            total += len(paragraph.split())
            if total >= n_words - 15:
                return "\n\n".join(taken)
    return "\n\n".join(taken)


def make_articles(n: int, seed: int = 5) -> list[str]:
    """Articles of five to nine paragraphs drawn from the shipped examples."""
    rng = random.Random(seed)
    paragraphs = [
        p for name in NAMES for p in load_example(name).text.split("\n\n") if len(p.split()) > 15
    ]
    return [
        "\n\n".join(rng.sample(paragraphs, k=min(len(paragraphs), rng.randint(5, 9))))
        for _ in range(n)
    ]
