"""Caches that count whole articles apart from sentences."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import summarizer
from summarizer.checks import index_article
from summarizer.checks.lettering import words_of
from summarizer.checks.names import read_words
from summarizer.checks.numbers import find_quantities
from summarizer.checks.remembering import LONG, MAX_LONG, forget_texts, remembered
from summarizer.extraction import clean_article
from summarizer.segmentation import make_document


def test_sentences_and_articles_are_remembered_apart_and_answered_once() -> None:
    asked: list[str] = []

    @remembered(100)
    def first_word(text: str, lang: str) -> str:
        asked.append(text)
        return text.split()[0]

    made: Any = first_word
    texts = [f"{i} " + "mot " * n for i in range(MAX_LONG) for n in (3, LONG)]
    for _ in range(2):
        assert [first_word(t, "fr") for t in texts] == [t.split()[0] for t in texts]
    assert asked == texts
    assert made.cache_sizes() == (MAX_LONG, MAX_LONG)
    made.cache_clear()
    assert made.cache_sizes() == (0, 0)


def test_a_hundred_articles_leave_no_more_behind_than_a_few_and_can_be_forgotten() -> None:
    for i in range(3 * MAX_LONG):
        text = f"Article {i}. " + "Le pont de Vernoux rouvre le 12 mars. " * 40
        index_article(make_document(clean_article(text)))
    cached: list[Any] = [read_words, words_of, find_quantities]
    for function in cached:
        n_short, n_long = function.cache_sizes()
        assert n_long == MAX_LONG
        assert n_short > 0 or function is read_words
    forget_texts()
    assert [function.cache_sizes() for function in cached] == [(0, 0)] * 3


def test_no_function_of_a_text_keeps_thousands_of_them() -> None:
    """A cache of sentences that fills over thousands of articles is a batch's memory that grows."""
    kept = []
    for path in sorted(Path(summarizer.__file__).parent.rglob("*.py")):
        if {"training", "evaluation"} & set(path.parts):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef) or not node.args.args:
                continue
            first = node.args.args[0].arg
            for decorator in map(ast.unparse, node.decorator_list):
                size = re.search(r"lru_cache\(maxsize=(\w+)\)", decorator)
                if size and first in ("text", "sentence", "paragraph", "source", "article"):
                    kept.append((path.name, node.name, size[1]))
    assert [k for k in kept if not k[2].isdigit() or int(k[2]) > 512] == [
        ("lettering.py", "fold", "MAX_WORDS")  # asked for words
    ]
