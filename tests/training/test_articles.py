"""Articles become examples: task marks, leads, nearest sentences, damaged sentences."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
import sentencepiece

from summarizer.errors import ConfigError
from summarizer.training.articles import (
    KINDS,
    ArticlesConfig,
    damaged,
    examples_of,
    load_articles_config,
    nearest_sentence,
    prepare_articles,
)
from summarizer.training.dataset import PreparedCorpus

ASSETS = Path(__file__).parents[2] / "summarizer" / "assets"
TOKENIZER = ASSETS / "translator" / "source.spm"
ROW = {
    "text": "Le pont de Lormel rouvrira lundi à six heures. Il était fermé depuis trois mois.\n"
    "« Les câbles sont neufs », a dit la maire. Les bus y passeront de nouveau dès mardi matin.",
    "abstract": "Le pont de Lormel, fermé trois mois, rouvre lundi.",
    "title": "Lormel retrouve son pont",
    "abstract_unsupported": [],
    "title_unsupported": [],
}


def make_config(tmp_path: Path, **changes: object) -> ArticlesConfig:
    values: dict[str, object] = {
        "articles": (tmp_path / "articles.jsonl",),
        "tokenizer": TOKENIZER,
        "output": tmp_path / "data",
    }
    return ArticlesConfig(**(values | changes))  # type: ignore[arg-type]


def test_an_article_gives_an_example_of_each_kind_that_it_can(tmp_path: Path) -> None:
    made = [e for e, _ in examples_of(ROW, make_config(tmp_path), random.Random(1))]
    kinds = [e.kind for e in made]
    assert kinds[:5] == ["abstract", "lead", "title", "title_with_lead", "title_of_lead"]
    assert set(kinds[5:]) == {"damaged"}
    assert made[0].source.startswith("<abstract> Le pont")
    assert made[0].target == ROW["abstract"]
    assert made[3].source.startswith("<title> Le pont de Lormel, fermé")
    assert made[4].source == f"<title> {ROW['abstract']}"


def test_an_abstract_that_invents_gives_way_to_the_nearest_sentence(tmp_path: Path) -> None:
    row = ROW | {"abstract_unsupported": ["2024"]}
    made = {e.kind: e for e, _ in examples_of(row, make_config(tmp_path), random.Random(1))}
    assert "abstract" not in made
    assert made["oracle"].target == "Le pont de Lormel rouvrira lundi à six heures."


def test_a_title_that_invents_weighs_less(tmp_path: Path) -> None:
    row = ROW | {"title_unsupported": ["Bordeaux"]}
    weights = {e.kind: w for e, w in examples_of(row, make_config(tmp_path), random.Random(1))}
    assert weights["title"] == 0.25


def test_the_nearest_sentence_of_nothing_is_empty() -> None:
    assert nearest_sentence("Un pont.", []) == ""


def test_damage_invents_no_word_and_is_reproducible() -> None:
    sentence = " ".join(f"mot{i}" for i in range(60))
    first, second = damaged(sentence, random.Random(4)), damaged(sentence, random.Random(4))
    assert first == second != sentence
    assert set(first.split()) < set(sentence.split())


def test_a_prepared_corpus_holds_marked_and_cut_sources(tmp_path: Path) -> None:
    config = make_config(tmp_path, max_source_tokens=30)
    (tmp_path / "articles.jsonl").write_text(json.dumps(ROW) + "\n", encoding="utf-8")
    counts = prepare_articles(config)
    assert counts["title"] == 1 and set(counts) == set(KINDS)
    corpus = PreparedCorpus.load(tmp_path / "data" / "corpus.npz")
    assert len(corpus) == sum(counts.values())
    assert corpus.source_lengths.max() == 29
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(TOKENIZER))
    assert pieces.piece_to_id("<abstract>") in corpus.source_ids[:2].tolist()


def test_sources_of_titles_may_be_cut_sooner(tmp_path: Path) -> None:
    config = make_config(tmp_path, max_source_tokens=30, max_title_source_tokens=20)
    (tmp_path / "articles.jsonl").write_text(json.dumps(ROW) + "\n", encoding="utf-8")
    prepare_articles(config)
    corpus = PreparedCorpus.load(tmp_path / "data" / "corpus.npz")
    # abstract, lead, title, title_with_lead, title_of_lead: as ``examples_of`` gives them
    assert corpus.source_lengths[:4].tolist() == [29, 29, 19, 19]


def test_a_line_without_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "articles.jsonl").write_text('{"titre": "x"}\n', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"articles\.jsonl, line 1: expected"):
        prepare_articles(make_config(tmp_path))


def test_an_unknown_kind_and_an_unknown_key_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="Unknown kinds"):
        make_config(tmp_path, weights={"poem": 1.0})
    path = tmp_path / "articles.toml"
    path.write_text('article = "a.jsonl"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match="Unknown keys"):
        load_articles_config(path)


def test_shortened_sentences_join_the_articles(tmp_path: Path) -> None:
    (tmp_path / "articles.jsonl").write_text(json.dumps(ROW), encoding="utf-8")
    pairs = tmp_path / "short.tsv"
    pairs.write_text("Le pont, fermé depuis mai, rouvre.\tLe pont rouvre.\n", encoding="utf-8")
    tokenizer = ASSETS / "summariser" / "target.spm"
    config = make_config(tmp_path, tokenizer=tokenizer, shortened=(pairs,))
    counts = prepare_articles(config)
    assert counts["shortened"] == 1
    corpus = PreparedCorpus.load(config.output / "corpus.npz")
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(tokenizer))
    target = corpus.target_ids[-int(corpus.target_lengths[-1]) :].tolist()
    source = corpus.source_ids[-int(corpus.source_lengths[-1]) :].tolist()
    assert pieces.decode(target) == "Le pont rouvre."
    assert pieces.piece_to_id("<short>") in source


def test_shortened_sentences_need_their_mark_and_two_columns(tmp_path: Path) -> None:
    (tmp_path / "articles.jsonl").write_text(json.dumps(ROW), encoding="utf-8")
    pairs = tmp_path / "short.tsv"
    pairs.write_text("Le pont rouvre.\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"does not know the mark <short>"):
        prepare_articles(make_config(tmp_path, shortened=(pairs,)))
    tokenizer = ASSETS / "summariser" / "target.spm"
    with pytest.raises(ConfigError, match=r"short.tsv, line 1: expected `sentence<TAB>shorter"):
        prepare_articles(make_config(tmp_path, tokenizer=tokenizer, shortened=(pairs,)))
