"""Headlines written by the shipped network and ranked among clauses: real weights."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from summarizer.checks.told import ToldArticle, without_topic
from summarizer.checks.unsupported import unsupported_terms
from summarizer.engines.base import Candidate, Engine, Generation, GenerationOptions, Task
from summarizer.engines.boosted_trees import BoostedTrees
from summarizer.engines.clauses import MAX_WORDS, can_end, may_begin_at, may_end_at
from summarizer.engines.extractive import default_chooser, rank_titles
from summarizer.engines.fake import ScriptedEngine
from summarizer.engines.headline import title_expectation
from summarizer.engines.headline_writer import (
    HEADLINE_FEATURES,
    SOURCE_TOKENS,
    Headline,
    HeadlineKind,
    HeadlineWriter,
    candidates,
    headline_features,
    is_sound,
    load_ranker,
    shortened_headlines,
    tops_of,
)
from summarizer.engines.registry import SHIPPED_SUMMARISER, load_engine
from summarizer.engines.shortening import Shortener
from summarizer.errors import ModelNotFound
from summarizer.extraction import clean_article
from summarizer.pipeline import Pipeline, PipelineOptions
from summarizer.result import Length, Origin
from summarizer.segmentation import make_document

TEXTS = [
    "Un incendie a détruit jeudi soir la halle du marché de Valbrune, une petite ville du Doubs.",
    "Les pompiers, arrivés vers 21 h 30, ont lutté toute la nuit contre les flammes.",
    "Aucun blessé n'est à déplorer, a précisé la maire, Claire Aubin.",
    "Le bâtiment, construit en 1887, abritait vingt-deux commerçants.",
    "La police soupçonne un court-circuit, qui aurait mis le feu à une réserve de paille.",
]
ARTICLE = "\n".join(TEXTS)
TOLD = ToldArticle.read(TEXTS)


@pytest.fixture(scope="module")
def compact() -> Engine:
    return load_engine("compact", Task.TITLE)


def sound(text: str) -> bool:
    return is_sound(text, TOLD, ARTICLE)


@pytest.mark.parametrize(
    "text",
    [
        "Un incendie a détruit jeudi soir la halle du marché de Valbrune",
        "Doubs : un incendie a détruit jeudi soir la halle du marché de Valbrune",
    ],
)
def test_cuts_of_one_sentence_are_sound(text: str) -> None:
    assert sound(text)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Un incendie détruit la halle du marché", "a detruit, without its verb"),
        ("Les flammes ont lutté contre les pompiers", "turned round"),
        ("Claire Aubin a détruit la halle du marché", "from sentences far apart"),
        ("Lyon : un incendie a détruit la halle du marché", "another place"),
        ("La police soupçonne un court-circuit qui a mis le feu", "the doubt is lost"),
        ("Un incendie a détruit jeudi soir la halle du", "an open end"),
        ("Un incendie a détruit jeudi", "cut before its object"),
        ("Doubs : un incendie a détruit la halle du marché", "cut before « de Valbrune »"),
        ("Incendie détruit halle marché Valbrune", "telegraphic"),
        ("Le bâtiment vingt-deux commerçants", "a joint without a verb"),
        ("La halle du marché de Valbrune en détruisant le Doubs", "no main verb"),
        ("La police soupçonne de paille", "what « de » hung on is lost"),
        (
            "Claire Aubin : un incendie a détruit jeudi soir la halle du marché de Valbrune",
            "she did not say so",
        ),
        ("Halle détruite", "too short"),
        ("N'est à déplorer, a précisé la maire", "who is not, is lost"),
    ],
)
def test_what_the_article_does_not_say_is_not_sound(text: str, fault: str) -> None:
    assert not sound(text), fault


def test_a_sentence_begins_and_ends_where_a_clause_may() -> None:
    text = 'Le tribunal a condamné mardi, obligeant le groupe "Orvel" à vendre ses parts.'
    assert may_begin_at(text, 0) and may_begin_at(text, text.index("obligeant"))
    assert not may_begin_at(text, text.index("tribunal"))
    assert not may_begin_at(text, text.index("le groupe"))
    reported = "La mairie assure que le pont rouvrira."
    assert not may_begin_at(reported, reported.index("le pont"))
    assert may_end_at(text, text.index(", obligeant"))
    assert not may_end_at(text, text.index(" condamné"))
    for unfinished in (
        "Le musée a acquis une lettre écrite | à quatre mains",
        "Le gouvernement a pris 25 ordonnances pour faire face | aux dépenses",
        "Les syndicats ont appelé mardi 15 janvier | à cesser le travail",
        "Le ministre a annoncé 15 millions de masques, notamment | pour les soignants",
    ):
        before, _, after = unfinished.partition(" | ")
        assert not may_end_at(f"{before} {after}", len(before)), before
    assert may_end_at(text, len(text) - 1)
    assert can_end("Le pont rouvre lundi") and not can_end("Le pont rouvre le")
    assert not can_end('Le pont "rouvre lundi') and not can_end("Le pont (rouvre lundi")


def made_of(written: tuple[Candidate, ...]) -> list[Headline]:
    chooser = default_chooser()
    reading = chooser.read(TEXTS)
    expectation = title_expectation(chooser, reading)
    return candidates(chooser, reading, range(len(TEXTS)), expectation, [Generation(written)])


def test_a_topic_is_put_before_clauses_that_do_not_name_it() -> None:
    written = (Candidate("Valbrune : 1887", -0.5), Candidate("VIDÉO. Doubs : 1887", -0.6))
    made = made_of(written)
    clauses = {h.text.lower() for h in made if not h.is_written}
    texts = [h.text for h in made if h.text.startswith("Valbrune") and "1887" not in h.text]
    assert texts
    for text in texts:
        said = without_topic(text)
        assert said.lower() in clauses and "Valbrune" not in said


def test_unfinished_and_repeated_candidates_are_left_out() -> None:
    written = (
        Candidate("Un feu à Valbrune", -0.5),
        Candidate("Un feu à Valbrune", -0.6),
        Candidate("Un feu à", -0.7, is_finished=False),
    )
    made = made_of(written)
    assert [h.text for h in made if h.is_written] == ["Un feu à Valbrune"]
    assert any(not h.is_written for h in made)
    assert len({h.text for h in made}) == len(made)


def test_features_have_a_column_for_each_name_and_gaps_to_the_best() -> None:
    chooser = default_chooser()
    reading = chooser.read(TEXTS)
    generation = Generation((Candidate("Un incendie a détruit la halle", -0.5),))
    made = candidates(
        chooser, reading, range(len(TEXTS)), title_expectation(chooser, reading), [generation]
    )
    expectation = title_expectation(chooser, reading)
    rows = headline_features(reading, expectation, TOLD, made)
    assert rows.shape == (len(made), len(HEADLINE_FEATURES)) and np.isfinite(rows).all()
    gaps = rows[:, [i for i, name in enumerate(HEADLINE_FEATURES) if name.endswith("_gap")]]
    assert (gaps <= 0).all() and (gaps.max(axis=0) == 0).all()
    assert headline_features(reading, expectation, TOLD, []).shape == (0, len(HEADLINE_FEATURES))


def test_the_tops_of_an_article_fit_the_network() -> None:
    engine = load_engine("written", Task.TITLE)
    tops = tops_of(TEXTS * 20, engine)
    assert len(tops) == len(SOURCE_TOKENS)
    for top, limit in zip(tops, SOURCE_TOKENS, strict=True):
        assert limit / 2 < engine.count_tokens(top) <= limit
        assert top.startswith(TEXTS[0])
    for top, limit in zip(tops_of([" ".join(TEXTS * 20)], engine), SOURCE_TOKENS, strict=True):
        assert engine.count_tokens(top) <= limit
    assert tops_of(TEXTS[:1], engine) == [TEXTS[0]]


def test_the_network_is_loaded_once_and_only_when_asked() -> None:
    loads: list[str] = []

    def load() -> Engine:
        loads.append("network")
        return ScriptedEngine({}, Task.TITLE)

    writer = HeadlineWriter(load, lambda: load_ranker(SHIPPED_SUMMARISER))
    assert not loads
    chooser = default_chooser()
    reading = chooser.read(TEXTS)
    for _ in range(2):
        assert writer.rank(chooser, reading, range(len(TEXTS)))
    assert loads == ["network"]


def test_a_headline_of_the_default_is_short_and_said_by_the_article(compact: Engine) -> None:
    (made,) = compact.generate([ARTICLE], GenerationOptions(num_beams=4, num_return_sequences=4))
    for candidate in made.candidates:
        assert len(candidate.text.split()) <= MAX_WORDS
        assert not unsupported_terms(ARTICLE, candidate.text)


def test_written_ones_come_first_or_last_by_the_ranker_and_clauses_remain(
    compact: Engine,
) -> None:
    document = make_document(clean_article(ARTICLE))
    with_writer = rank_titles(document, writer=compact.headline_writer)  # type: ignore[attr-defined]
    assert any(not h.is_written for h in with_writer)
    assert all(sound(h.text) for h in with_writer if h.is_written)
    assert not any(h.is_written for h in rank_titles(document))


def test_through_the_pipeline_a_title_is_one_checked_sentence() -> None:
    pipeline = Pipeline(load_engine("compact", Task.ABSTRACT), None)
    result = pipeline.run(ARTICLE, PipelineOptions(target="fr", length=Length.TITLE))
    assert result.summary is not None and len(result.summary.sentences) == 1
    (sentence,) = result.summary.sentences
    assert sentence.origin in (Origin.EXTRACTED, Origin.GENERATED, Origin.SHORTENED)
    assert not unsupported_terms(ARTICLE, sentence.text_fr) and sentence.evidence


def test_a_model_directory_of_our_summariser_gets_its_marks(tmp_path: Path) -> None:
    """A fine-tuned one is loaded by its path, and must read what it was trained to read."""
    shutil.copytree(SHIPPED_SUMMARISER, tmp_path / "mine")
    (mine,) = load_engine(str(tmp_path / "mine"), Task.TITLE).generate(
        [ARTICLE], GenerationOptions()
    )
    (shipped,) = load_engine("written", Task.TITLE).generate([ARTICLE], GenerationOptions())
    assert mine.text == shipped.text


def test_a_missing_or_foreign_ranker_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound, match=r"headlines\.npz"):
        load_ranker(tmp_path)
    np.savez(tmp_path / "headlines.npz", x=np.zeros(1))
    with pytest.raises(ModelNotFound, match="ranker of headlines"):
        load_ranker(tmp_path)


def test_the_shipped_ranker_is_of_these_features() -> None:
    ranker = load_ranker(SHIPPED_SUMMARISER)
    assert isinstance(ranker, BoostedTrees) and ranker.n_features == len(HEADLINE_FEATURES)


def test_a_sentence_made_short_is_a_headline() -> None:
    lead = TEXTS[0]
    once = "Un incendie a détruit jeudi soir la halle du marché de Valbrune."
    twice = "Un incendie a détruit la halle du marché de Valbrune."
    table = {lead: once, once: twice}
    shortener = Shortener(lambda: ScriptedEngine(table, Task.SHORTEN))
    reading = default_chooser().read(TEXTS)
    (made,) = shortened_headlines([(reading, range(len(TEXTS)))], shortener)
    assert made[0] == twice.removesuffix(".")
    assert all(len(text.split()) <= MAX_WORDS and can_end(text) for text in made)
    assert shortened_headlines([(reading, range(len(TEXTS)))], None) == [[]]
    chooser = default_chooser()
    expectation = title_expectation(chooser, reading)
    clauses = candidates(chooser, reading, range(len(TEXTS)), expectation, [])
    both = candidates(chooser, reading, range(len(TEXTS)), expectation, [], made)
    assert {h.text for h in both} == {h.text for h in clauses} | set(made)
    assert {h.kind for h in both} == {HeadlineKind.CLAUSE, HeadlineKind.SHORTENED}
