"""Pairs out of English texts alone."""

from __future__ import annotations

import json
import lzma
import random
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from summarizer.engines.base import GenerationOptions, Task
from summarizer.engines.registry import SHIPPED_TRANSLATOR, load_engine
from summarizer.errors import ConfigError
from summarizer.normalization import join_elisions, split_elisions
from summarizer.training.__main__ import app
from summarizer.training.back_translation import (
    back_translate,
    english_sentences,
    is_plausible,
    likeliest,
    log_likelihoods,
    noised,
    read_sentences,
    self_translate,
    translated,
    with_english_names,
)
from summarizer.training.corpus import SourceFile
from summarizer.training.dataset import PreparedCorpus
from summarizer.training.export import export, read_architecture
from summarizer.training.prepare import PreparationConfig, prepare

TOKENIZER = SHIPPED_TRANSLATOR / "source.spm"


def test_texts_are_cut_into_whole_sentences_once_each(tmp_path: Path) -> None:
    path = tmp_path / "news.txt.xz"
    lines = [
        "wiki\tDr. Ann Lee met U.S. Senator Roy. “They will talk again,” said Roy.",
        "wiki\tDr. Ann Lee met U.S. Senator Roy.",
        "wiki\tRain sets a record of more than . Too short.",
        "wiki\tno capital letter stands at its start. Nor here does anything end",
    ]
    path.write_bytes(lzma.compress("\n".join(lines).encode()))
    assert read_sentences(path) == [
        "Dr. Ann Lee met U.S. Senator Roy.",
        '"They will talk again," said Roy.',
    ]
    assert read_sentences(path, 1) == ["Dr. Ann Lee met U.S. Senator Roy."]
    assert list(english_sentences(["See http://a.org for the whole report."])) == []


@pytest.mark.parametrize(
    ("french", "is_kept"),
    [
        ("Douze maisons ont brûlé le 3 mai à Lormont.", True),
        ("Douze maisons ont brûlé le 4 mai à Lormont.", False),  # another figure
        ("Douze.", False),  # half is gone
        ("Douze houses were brûlé le 3 mai à Lormont.", False),  # English left in it
        ("Le 3 mai à la mairie à la mairie de Lormont brûle.", False),  # a loop
    ],
)
def test_french_that_cannot_be_meant_is_left_out(french: str, is_kept: bool) -> None:
    assert is_plausible(french, "Twelve houses were burnt down on May 3 in Lormont.") is is_kept


def test_names_get_the_letters_of_the_english() -> None:
    got = with_english_names(
        "Le maire Szekers vit en Autriche.", "Mayor Szekeres lives in Austria."
    )
    assert got == "Le maire Szekeres vit en Autriche."


def test_a_model_that_copies_gives_no_pairs() -> None:
    engine = load_engine("compact", Task.TRANSLATE)
    english = ["The council adopted the budget without debate and the mayor thanked them."]
    assert list(back_translate(english, engine)) == []


def test_french_articles_become_pairs_by_the_model_itself(tmp_path: Path) -> None:
    articles = tmp_path / "articles.jsonl"
    text = "Le conseil a adopté le budget hier soir. Trop court. Le maire a remercié les habitants."
    articles.write_text(json.dumps({"text": f"{text}\n{text}"}) + "\n", "utf-8")
    output = tmp_path / "pairs.tsv"
    got = CliRunner().invoke(
        app,
        ["self-translate", str(SHIPPED_TRANSLATOR), str(articles), str(output), "--share", "1"],
    )
    assert got.exit_code == 0, got.output
    assert got.output == "2 sentences, 2 plausible, 2 kept\n"
    english = sorted(line.split("\t")[1] for line in output.read_text("utf-8").splitlines())
    assert "budget" in english[0] and "mayor" in english[1].lower()


def test_noise_loses_and_moves_words_but_makes_none() -> None:
    text = "Le maire a remercié les habitants pour leur patience et leur aide"
    assert noised(text, random.Random(1), dropped=0, swapped=0) == text
    assert noised(text, random.Random(1), dropped=1) == ""
    some = noised(text, random.Random(1), dropped=0.3, swapped=0.3).split()
    assert 0 < len(some) < len(text.split()) and not set(some) - set(text.split())
    moved = noised(text, random.Random(1), dropped=0, swapped=0.5)
    assert moved != text and sorted(moved.split()) == sorted(text.split())


def test_pairs_are_ranked_by_the_model_that_made_them() -> None:
    sentences = ["Le chien dort sur le tapis.", "Il pleut beaucoup aujourd'hui dans le nord."]
    made = list(self_translate(sentences, load_engine("compact", Task.TRANSLATE)))
    assert [french for (french, _), _ in made] == sentences
    assert all(score < 0 for _, score in made)
    best = max(made, key=lambda pair: pair[1])[0]
    assert likeliest([p for p, _ in made], [score for _, score in made], 0.5) == [best]


def test_a_right_pair_is_likelier_than_a_wrong_one() -> None:
    pairs = [
        ("Le chien dort.", "The dog sleeps."),
        ("Le chien dort.", "Nobody signed the treaty."),
        ("Il pleut beaucoup aujourd'hui dans le nord.", "It rains a lot in the north today."),
    ]
    scores = log_likelihoods(pairs, SHIPPED_TRANSLATOR)
    assert scores.shape == (3,) and np.argmin(scores) == 1 and (scores < 0).all()
    assert likeliest(pairs, scores, 0.6) == [pairs[0], pairs[2]]
    assert likeliest([], log_likelihoods([], SHIPPED_TRANSLATOR), 0.5) == []


def test_a_directory_that_is_no_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no exported model"):
        read_architecture(tmp_path)
    assert read_architecture(SHIPPED_TRANSLATOR).d_model == 384


def test_an_unknown_task_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"Unknown task 'summary'\. Available: translate"):
        export(tmp_path / "averaged.pt", TOKENIZER, tmp_path / "out", task="summary")
    assert not (tmp_path / "out").exists()


def test_a_corpus_can_be_turned_round_and_marked(tmp_path: Path) -> None:
    import sentencepiece

    file = tmp_path / "pairs.tsv"
    file.write_text("L'office ferme ses portes ce soir.\tThe office closes tonight.\n", "utf-8")
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(TOKENIZER))

    def sides(**options: object) -> tuple[str, str]:
        mark = str(options.pop("mark", ""))
        config = PreparationConfig(
            (SourceFile(file, mark=mark),), tmp_path / "out", TOKENIZER, should_align=False,
            **options,  # type: ignore[arg-type]
        )  # fmt: skip
        prepare(config)
        corpus = PreparedCorpus.load(tmp_path / "out" / "corpus.npz")
        return (
            pieces.decode(corpus.source_ids.tolist()),
            pieces.decode(corpus.target_ids.tolist()),
        )

    assert sides(is_reversed=True) == (
        "The office closes tonight.",
        "L'office ferme ses portes ce soir.",
    )
    marked, english = sides(mark="<bt>")
    assert marked.replace(" ", "").startswith("<bt>L'office") and english.startswith("The office")


def test_elisions_are_joined_again() -> None:
    text = "L'office d'Obama, qu'il voit aujourd'hui"
    assert join_elisions(split_elisions(text)) == text


def test_sentences_that_are_too_long_are_left_out(shipped_translator: Path) -> None:
    engine = load_engine(str(shipped_translator), Task.TRANSLATE)
    short = "Le conseil municipal est réuni."
    long = "mot " * 400
    made = translated([long, short], engine, GenerationOptions(num_beams=1))
    assert [french for french, _ in made] == [short]
    assert "council" in made[0][1].lower()
    assert [pair[0] for pair, _ in self_translate([long, "Le conseil est ici."], engine)] == [
        "Le conseil est ici."
    ]
