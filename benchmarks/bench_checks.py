"""Processor time of checking one article with its outputs, against cutting it into model tokens.

    python benchmarks/bench_checks.py [ARTICLE.txt]

Prints the median over ``--repeat`` runs of (a) indexing the article and checking a three-sentence
summary, its English and a translation of every sentence, (b) splitting the same French and
English text into subwords with the ``sentencepiece`` library, the least any engine does with it,
and the ratio of the two. Caches are emptied before every run. The vocabulary is trained on the
article itself, so that no model file is needed.
"""

from __future__ import annotations

import argparse
import io
import re
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import sentencepiece

from summarizer.checks import (
    Part,
    check_summary,
    check_summary_english,
    check_translation,
    index_article,
)
from summarizer.checks.article_index import content_stems
from summarizer.checks.lettering import alike, distance, fold, sound, words_of
from summarizer.checks.names import find_names, read_words
from summarizer.checks.numbers import find_quantities
from summarizer.checks.polarity import read_polarity
from summarizer.document import Document, Paragraph, ParagraphKind, Sentence, Span
from summarizer.evaluation.planted import GOLDEN, PAIRS_FILE, read_pairs

CACHED = (
    index_article, content_stems, alike, distance, fold, sound, words_of, find_names, read_words,
    find_quantities, read_polarity,
)  # fmt: skip


def make_article(pairs: list[tuple[str, str]], n_words: int) -> list[tuple[str, str]]:
    """Sentence pairs worth about ``n_words`` French words."""
    chosen, total = [], 0
    for fr, en in pairs:
        if total >= n_words:
            break
        chosen.append((fr, en))
        total += len(fr.split())
    return chosen


def make_document(sentences: list[str]) -> Document:
    spans, position = [], 0
    for sentence in sentences:
        spans.append(Sentence(sentence, Span(position, position + len(sentence))))
        position += len(sentence) + 1
    text = " ".join(sentences)
    return Document(text, (Paragraph(ParagraphKind.TEXT, Span(0, len(text)), tuple(spans), "fr"),))


def median_ms(run: Callable[[], object], repeat: int) -> float:
    times = []
    for _ in range(repeat):
        for cached in CACHED:
            cached.cache_clear()
        start = time.process_time()
        run()
        times.append((time.process_time() - start) * 1000)
    return statistics.median(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("article", type=Path, nargs="?", help="French text, one paragraph a line")
    parser.add_argument("--repeat", type=int, default=15)
    args = parser.parse_args()
    if args.article:
        text = args.article.read_text("utf-8")
        sentences = [s for s in re.split(r"(?<=[.!?]) |\n+", text) if s.strip()]
        pairs = [(s, s) for s in sentences]
    else:
        rows = [r for r in read_pairs(GOLDEN / PAIRS_FILE) if r["task"] == "translation"]
        pairs = make_article([(r["source"], r["output"]) for r in rows], 600)
    french, english = [p[0] for p in pairs], [p[1] for p in pairs]
    document = make_document(french)
    summary, summary_en = french[:3], english[:3]

    def check() -> None:
        check_summary(document, summary)
        check_summary_english(summary, summary_en)
        for i, (fr, en) in enumerate(pairs):
            check_translation(fr, en, sentence=i, part=Part.TRANSLATION)

    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(french + english), model_writer=written, vocab_size=400,
        hard_vocab_limit=False, minloglevel=2,
    )  # fmt: skip
    tokenizer = sentencepiece.SentencePieceProcessor(model_proto=written.getvalue())

    def tokenize() -> None:
        for text in (*french, *english, *summary, *summary_en):
            tokenizer.encode(text)

    check()
    checks_ms, tokens_ms = median_ms(check, args.repeat), median_ms(tokenize, args.repeat)
    print(f"article: {document.n_words} words, {len(french)} sentences")
    print(f"checks, caches empty:      {checks_ms:7.1f} ms")
    print(f"sentencepiece, same text:  {tokens_ms:7.1f} ms")
    print(f"ratio:                     {checks_ms / tokens_ms:7.1f}")


if __name__ == "__main__":
    main()
