"""Shorter forms of sentences: what the network proposes, what is believed, what is chosen."""

from __future__ import annotations

import pytest

from summarizer.abstract import write_summary
from summarizer.engines.base import GenerationOptions, Task
from summarizer.engines.extractive import (
    ExtractiveEngine,
    SentenceChooser,
    default_chooser,
)
from summarizer.engines.fake import ScriptedEngine
from summarizer.engines.registry import load_engine
from summarizer.engines.safe_cuts import safe_form
from summarizer.engines.shortening import Shortener
from summarizer.extraction import clean_article
from summarizer.normalization import to_model_text
from summarizer.result import Length, Origin
from summarizer.segmentation import make_document

TEXTS = [
    "Le conseil municipal de Brévanne, réuni jeudi soir en séance extraordinaire, a voté la "
    "fermeture de la piscine, construite en 1968 par l'architecte Paul Hervet.",
    "La chaudière, tombée en panne trois fois depuis le mois de novembre, ne peut plus être "
    "réparée, selon le rapport d'un bureau d'études que la mairie avait mandaté en janvier.",
    "Les nageurs du club, privés de leur bassin, devront se rendre à Caudry, à dix-huit kilomètres.",
    "Un nouveau bassin ne verra pas le jour avant 2027, a prévenu la maire, Odile Quersin, qui "
    "cherche encore 4,2 millions d'euros.",
    "L'opposition demande un référendum.",
]
PROPOSED = {
    TEXTS[0]: "Le conseil municipal de Brévanne a voté la fermeture de la piscine.",
    TEXTS[1]: "La chaudière ne peut plus être réparée.",  # who says so?
    TEXTS[2]: "Les nageurs du club devront se rendre à Caudry.",
    TEXTS[3]: "Un nouveau bassin verra le jour avant 2027, a prévenu la maire.",
}
SHORTER = {
    0: "Le conseil municipal de Brévanne a voté la fermeture de la piscine.",
    1: "La chaudière ne peut plus être réparée, selon le rapport d’un bureau d’études que la mairie "
    "avait mandaté en janvier.",
    2: "Les nageurs du club devront se rendre à Caudry, à dix-huit kilomètres.",
}
"""What the rules make of them; none of the fourth."""
ARTICLE = "\n".join(TEXTS)


@pytest.fixture
def shortener() -> Shortener:
    known = {to_model_text(whole): shorter for whole, shorter in PROPOSED.items()}

    def answer(source: str, options: GenerationOptions) -> str:
        return known.get(to_model_text(source), source)

    return Shortener(lambda: ScriptedEngine(answer, task=Task.SHORTEN))


@pytest.fixture(scope="module")
def chooser() -> SentenceChooser:
    return default_chooser()


# --- what is believed -----------------------------------------------------------------------


def test_only_words_that_may_go_are_left_out(shortener: Shortener) -> None:
    assert shortener.shorten(TEXTS) == [SHORTER.get(i) for i in range(len(TEXTS))]


def test_of_several_candidates_the_shortest_safe_form_is_taken() -> None:
    answers = [
        "La chaudière est réparée.",  # not its words
        TEXTS[1].partition(", selon")[0] + ".",
        PROPOSED[TEXTS[1]],
        "La chaudière peut être réparée.",
    ]
    engine = ScriptedEngine({TEXTS[1]: answers}, task=Task.SHORTEN)
    assert Shortener(lambda: engine).shorten(TEXTS[1:2]) == [SHORTER[1]]


def test_short_sentences_are_not_asked_for_and_nothing_is_loaded_for_them() -> None:
    def load() -> ScriptedEngine:
        raise AssertionError("loaded")

    assert Shortener(load).shorten([TEXTS[4], ""]) == [None, None]


# --- summaries --------------------------------------------------------------------------------


def test_bullets_are_shortened_and_other_summaries_stay_whole(
    chooser: SentenceChooser, shortener: Shortener
) -> None:
    document = make_document(clean_article(ARTICLE))
    engine = ExtractiveEngine(Task.ABSTRACT, chooser, shortener=shortener)
    whole = {s.text for s in document.sentences}
    for length in (Length.SHORT, Length.MEDIUM, Length.LONG, Length.BULLETS):
        texts = {s.text for s in write_summary(document, length, engine).sentences}
        assert (texts <= whole) is (length is not Length.BULLETS)


def test_a_summary_says_which_sentences_were_shortened(
    chooser: SentenceChooser, shortener: Shortener
) -> None:
    document = make_document(clean_article(ARTICLE))
    engine = ExtractiveEngine(Task.ABSTRACT, chooser, shortener=shortener)
    summary = write_summary(document, Length.BULLETS, engine)
    shortened = [s for s in summary.sentences if s.origin is Origin.SHORTENED]
    assert shortened
    assert all(s.sentence is None for s in shortened)
    assert {s.text for s in shortened} <= set(SHORTER.values())


def test_a_form_that_fails_the_checks_gives_way_to_the_whole(chooser: SentenceChooser) -> None:
    class Liar(Shortener):
        def shorten(self, sentences: object) -> list[str | None]:
            return ["La mairie a fermé 12 piscines." for _ in list(sentences)]  # type: ignore[call-overload]

    document = make_document(clean_article(ARTICLE))
    engine = ExtractiveEngine(
        Task.ABSTRACT, chooser, shortener=Liar(lambda: ScriptedEngine({}, task=Task.SHORTEN))
    )
    summary = write_summary(document, Length.BULLETS, engine)
    assert {s.origin for s in summary.sentences} == {Origin.EXTRACTED}


# --- the shipped weights ------------------------------------------------------------------------


def test_the_shipped_network_leaves_out_what_may_go() -> None:
    shortener = Shortener(lambda: load_engine("written", Task.SHORTEN))
    made = shortener.shorten(TEXTS)
    shorter = [(whole, text) for whole, text in zip(TEXTS, made, strict=True) if text]
    assert len(shorter) >= 2
    for whole, text in shorter:
        assert safe_form(whole, text) == to_model_text(text)
        assert len(text.split()) < len(whole.split())


def test_the_default_summariser_shortens_bullets() -> None:
    document = make_document(clean_article(ARTICLE))
    summary = write_summary(document, Length.BULLETS, load_engine("compact", Task.ABSTRACT))
    assert Origin.SHORTENED in {s.origin for s in summary.sentences}
    plain = write_summary(document, Length.BULLETS, load_engine("extractive", Task.ABSTRACT))
    assert {s.origin for s in plain.sentences} == {Origin.EXTRACTED}
