"""Words that a translator misses although its pairs hold them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from aligned_corpus import aligned_corpus
from typer.testing import CliRunner

from summarizer.training.__main__ import app
from summarizer.training.missed_words import missed_words
from summarizer.training.word_links import LinkCounts

COUNTS = LinkCounts(
    Counter(dieu=74, crue=20, rare=5, sac=90),
    {
        "dieu": Counter(god=60, goodness=10, the=1),
        "crue": Counter(flood=19, raw=1),
        "rare": Counter(rare=5),
        "sac": Counter(bag=80),
    },
)


def test_a_word_is_missed_where_none_of_its_renderings_is_said() -> None:
    pairs = [
        ("Un dieu de la crue.", "A diet of the floods."),
        ("Le dieu est là, dieu.", "The gods are there."),
        ("Un dieu rare au sac.", "A die, rarely."),
        ("Dieu est là.", "Nobody is here."),  # a name
    ]
    (word,) = missed_words(pairs, COUNTS)
    assert (word.word, word.n_missed, word.n_read, word.n_pairs) == ("dieu", 2, 3, 74)
    assert word.renderings == ("god", "goodness")  # "the" is too seldom
    assert word.share == pytest.approx(2 / 3)
    assert missed_words(pairs, COUNTS, told=["dieu"]) == []


def test_the_command_prints_what_was_missed(shipped_translator: Path, tmp_path: Path) -> None:
    tokenizer = shipped_translator / "source.spm"
    pairs = [("le conseil", "the sesame", [0, 1]), ("la ville", "the town", [0, 1])] * 20
    corpus = aligned_corpus(pairs, tokenizer)
    corpus.save(tmp_path / "corpus.npz")
    articles = tmp_path / "articles.jsonl"
    text = "Le conseil de la ville est réuni ce soir. Hier, le conseil était déjà réuni ici."
    articles.write_text(json.dumps({"text": text}) + "\n", encoding="utf-8")
    command = ["missed-words", str(tmp_path / "corpus.npz"), str(tokenizer), str(articles)]
    done = CliRunner().invoke(app, [*command, str(shipped_translator), "--min-missed", "2"])
    assert done.exit_code == 0, done.output
    assert done.output == "conseil\t2 of 2\t20\tsesame\n"
