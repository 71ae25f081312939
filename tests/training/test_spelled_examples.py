"""Examples whose names are told, spelled, and written so."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from aligned_corpus import aligned_corpus

from summarizer.engines.hints import END, MARK
from summarizer.errors import ConfigError
from summarizer.training.dataset import PreparedCorpus
from summarizer.training.hinted_examples import HintPieces
from summarizer.training.hints import sentences_of
from summarizer.training.spelled_examples import SpellingConfig, names_of, spelled_corpus
from summarizer.training.word_links import PieceWords

PAIRS = [
    ("selon Barroso , la crue", "says Barroso , the flood", [0, 1, 2, 3, 4]),
    ("la crue monte", "the flood rises", [0, 1, 2]),
    ("hier Londres dort", "yesterday London sleeps", [0, 1, 2]),
    (f"voici {MARK} Schulz {END} là", "here Schulz there", [0, 2, 4]),  # told already
]


@pytest.fixture(scope="module")
def pieces(shipped_translator: Path) -> HintPieces:
    return HintPieces(shipped_translator / "source.spm")


@pytest.fixture(scope="module")
def corpus(shipped_translator: Path) -> PreparedCorpus:
    return aligned_corpus(PAIRS * 60, shipped_translator / "source.spm")


def test_a_name_of_both_sides_gives_way_to_a_spelled_one(
    corpus: PreparedCorpus, pieces: HintPieces
) -> None:
    words = PieceWords(pieces.vocabulary)
    names = ["La Voix du Nord", "Ouest-France", "Ωμέγα"]
    made = spelled_corpus(corpus, words, pieces, names, SpellingConfig(share=0.8))
    assert 20 < len(made) < 60  # only the first pair has such a name, and Greek is no piece
    source = np.split(made.source_ids, np.cumsum(made.source_lengths)[:-1])
    target = np.split(made.target_ids, np.cumsum(made.target_lengths)[:-1])
    assert made.alignment is not None
    places = np.split(made.alignment, np.cumsum(made.target_lengths + 1)[:-1])
    seen = set()
    for s, t, a in zip(source, target, places, strict=True):
        told = [pieces.vocabulary[i] for i in s]
        written = [pieces.vocabulary[i] for i in t]
        name = told[told.index(MARK) + 1 : told.index(END)]
        assert max(len(p.lstrip("▁")) for p in name) <= 3
        first = next(k for k in range(len(written)) if written[k : k + len(name)] == name)
        assert [int(k) for k in a[first : first + len(name)]] == list(
            range(told.index(MARK) + 1, told.index(END))
        )
        assert told[a[written.index("▁flood")]].startswith("▁cr")
        seen.add("".join(name).replace("▁", " ").strip())
    assert seen == {"Barroso", "La Voix du Nord", "Ouest-France"}


def test_without_a_shared_name_that_is_said(corpus: PreparedCorpus, pieces: HintPieces) -> None:
    words = PieceWords(pieces.vocabulary)
    with pytest.raises(ConfigError, match="No pair of 240"):
        spelled_corpus(corpus, words, pieces, ["Lyon"], SpellingConfig(share=0.0))


def test_names_are_of_one_to_some_words_inside_sentences() -> None:
    text = "Selon La Voix du Nord, Mme de Montchalin va à Saint-Denis. Paris dort avec L'Équipe."
    assert names_of(sentences_of([text, text])) == [
        "L'Équipe",
        "La Voix du Nord",
        "Mme de Montchalin",
        "Saint-Denis",
    ]
    assert names_of(sentences_of([text])) == []
