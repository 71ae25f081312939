"""Training the sentence chooser: labels, word counts, and a whole run on made-up articles."""

from __future__ import annotations

import json
import lzma
import random
from pathlib import Path

import numpy as np
import pytest

from summarizer.engines.article_view import view_article
from summarizer.engines.extractive import SentenceChooser
from summarizer.errors import UnreadableFile
from summarizer.evaluation.rouge import rouge_l, rouge_n
from summarizer.evaluation.tokenization import unicode_words
from summarizer.training.sentence_choice import (
    Settings,
    make_example,
    read_articles,
    set_rouge,
    train,
)
from summarizer.training.word_counts import WordCounts, make_lexicon

TOWNS = ("Brévanne", "Caudry", "Lormont", "Tréville", "Ostrelle", "Mauvigny")
NEWS = ("un incendie", "une grève", "un concert", "une crue", "un procès", "un marché")


def made_up_article(seed: int) -> dict[str, object]:
    """An article whose abstract repeats its one sentence of news, which stands anywhere."""
    rng = random.Random(seed)
    town, news = rng.choice(TOWNS), rng.choice(NEWS)
    sentences = [
        f"Le temps était calme ce jour de semaine numéro {rng.randint(1, 99)}.",
        "Les voisins se disent surpris et demandent des explications à tous.",
        "Personne ne souhaite répondre aux questions pour le moment.",
        "Les habitants attendent la suite avec patience et prudence.",
    ]
    sentences.insert(rng.randint(0, 4), f"La préfecture annonce {news} à {town} dès mardi matin.")
    return {
        "id": str(seed), "text": " ".join(sentences[:2]) + "\n" + " ".join(sentences[2:]),
        "title": f"{town} : {news} mardi", "title_split": "train", "title_unsupported": [],
        "abstract": f"La préfecture annonce {news} à {town} mardi.", "abstract_split": "train",
        "abstract_unsupported": [],
    }  # fmt: skip


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    with lzma.open(folder / "orangesum_train.jsonl.xz", "wt", encoding="utf-8") as out:
        for seed in range(120):
            out.write(json.dumps(made_up_article(seed), ensure_ascii=False) + "\n")
    return folder


def test_a_missing_data_file_is_named_with_the_next_step(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"orangesum_valid.*--data"):
        list(read_articles(tmp_path, "valid", "abstract"))


def test_the_lead_comes_back_as_a_paragraph_of_its_own() -> None:
    row = made_up_article(1)
    plain = make_example(row, "abstract", with_lead=False)
    leading = make_example(row, "abstract", with_lead=True)
    assert leading.sentences == [row["abstract"], *plain.sentences]
    assert leading.starts == [True, *plain.starts]


def test_set_scores_are_those_of_the_joined_text() -> None:
    example = make_example(made_up_article(2), "abstract", with_lead=False)
    counts = WordCounts()
    counts.add(example.sentences, example.reference)
    lexicon = make_lexicon([counts], [counts], min_words=1, min_pairs=1)
    example.view = view_article(example.sentences, example.starts, lexicon)
    sets = [(0,), (1, 3), (0, 2, 4)]
    for chosen, found in zip(sets, set_rouge(example, sets), strict=True):
        words = unicode_words(" ".join(example.sentences[i] for i in chosen))
        wanted = example.reference
        expected = [
            rouge_n(wanted, words, 1).f1, rouge_n(wanted, words, 2).f1, rouge_l(wanted, words).f1
        ]  # fmt: skip
        assert np.allclose(found, expected, atol=1e-6)


def test_words_that_references_use_have_higher_log_odds() -> None:
    counts = WordCounts()
    for seed in range(40):
        example = make_example(made_up_article(seed), "abstract", with_lead=False)
        counts.add(example.sentences, example.reference)
    lexicon = make_lexicon([counts], [counts], min_words=2, min_pairs=2)
    values = lexicon.of_words(["préfecture", "voisins", "inconnu"])
    assert values[0, 1] > values[1, 1]
    assert values[2, 0] > values[0, 0]


def test_a_run_learns_which_sentence_holds_the_news(data: Path, tmp_path: Path) -> None:
    pytest.importorskip("lightgbm", reason="LightGBM is not installed")
    train(data, tmp_path / "model", Settings(n_trees_share=0.2))
    chooser = SentenceChooser.load(tmp_path / "model")
    for seed in range(500, 510):
        example = make_example(made_up_article(seed), "abstract", with_lead=False)
        scores = chooser.read(example.sentences, example.starts).scores
        assert "préfecture" in example.sentences[int(np.argmax(scores))]
