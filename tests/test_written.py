"""The shipped summariser that writes its own sentences: real weights, real tokenizer."""

from __future__ import annotations

import pytest

from summarizer.document import Document
from summarizer.engines.base import Engine, GenerationOptions, Task
from summarizer.engines.registry import SHIPPED_SUMMARISER, load_engine
from summarizer.errors import InputTooLong
from summarizer.evaluation.unsupported import unsupported_terms
from summarizer.pipeline import Pipeline, PipelineOptions
from summarizer.result import Length

ARTICLE = (
    "Un incendie a détruit jeudi soir la halle du marché de Valbrune, une petite ville du Doubs. "
    "Les pompiers, arrivés vers 21 h 30, ont lutté toute la nuit contre les flammes. "
    "Aucun blessé n'est à déplorer, a précisé la maire, Claire Aubin. "
    "Le bâtiment, construit en 1887, abritait vingt-deux commerçants. "
    "Une enquête a été ouverte pour connaître l'origine du feu."
)
BEAMS = GenerationOptions(num_beams=4, num_return_sequences=4, no_repeat_ngram_size=3)


@pytest.fixture(scope="module", params=[Task.ABSTRACT, Task.TITLE])
def engine(request: pytest.FixtureRequest) -> Engine:
    return load_engine("written", request.param)


def test_it_ships_small_and_knows_its_checksum(engine: Engine) -> None:
    assert sum(f.stat().st_size for f in SHIPPED_SUMMARISER.iterdir()) < 40_000_000
    assert engine.name == "written"
    assert engine.identity.sha256 is not None and len(engine.identity.sha256) == 64
    assert engine.max_input_tokens >= 512


def test_it_writes_french_about_the_article(engine: Engine) -> None:
    (made,) = engine.generate([ARTICLE], BEAMS)
    words = {w.lower() for w in made.text.replace("'", " ").split()}
    assert len(words & set(ARTICLE.lower().replace("'", " ").split())) >= 4, made.text
    assert "<" not in made.text and made.candidates[0].is_finished


def test_its_two_tasks_differ_by_their_mark() -> None:
    made = {
        task: load_engine("written", task).generate([ARTICLE], BEAMS)[0].text
        for task in (Task.ABSTRACT, Task.TITLE)
    }
    assert made[Task.ABSTRACT] != made[Task.TITLE]
    assert len(made[Task.TITLE].split()) <= 20


def test_what_it_reads_is_never_cut(engine: Engine) -> None:
    with pytest.raises(InputTooLong):
        engine.generate([ARTICLE * 20], BEAMS)


def test_through_the_pipeline_nothing_unsupported_is_left() -> None:
    pipeline = Pipeline(load_engine("written", Task.ABSTRACT), None)
    result = pipeline.run(ARTICLE, PipelineOptions(target="fr", length=Length.SHORT))
    assert isinstance(result.document, Document) and result.summary is not None
    for sentence in result.summary.sentences:
        assert not unsupported_terms(ARTICLE, sentence.text_fr)
        assert sentence.evidence
