"""English words that no list knows."""

from __future__ import annotations

import pytest

from summarizer.checks import FindingKind, Part, Severity, check_translation
from summarizer.checks.invented_words import is_english_word


def invented(french: str, english: str) -> list[str]:
    findings = check_translation(french, english, sentence=0, part=Part.TRANSLATION)
    spans = [f.output_span for f in findings if f.kind is FindingKind.WORD_INVENTED]
    assert all(f.severity is Severity.SOFT for f in findings if f.output_span in spans)
    return [english[s.start : s.end] for s in spans if s is not None]


@pytest.mark.parametrize(
    ("french", "english", "word"),
    [
        ("Il entre dans le bureau.", "He goes into theoffice.", "theoffice"),
        ("Il a vu son homologue.", "He saw hiscounterpart.", "hiscounterpart"),
        ("Le chat dort sur le mur.", "The cat sleeps on the wallock.", "wallock"),
        ("Des temps difficiles.", "c difficult times.", "c"),
        ("Il vient de la ville.", "He comes fro the town.", "fro"),
        ("Les propulseurs se sont éteints.", "The propuls went out.", "propuls"),  # cut short
        ("La loi a été promulguée.", "The law was promulguted.", "promulguted"),  # half put over
        ("Les données hydrologiques manquent.", "The hydrolog data are missing.", "hydrolog"),
    ],
)
def test_a_word_that_is_none_is_named(french: str, english: str, word: str) -> None:
    assert invented(french, english) == [word]


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("Il boit un calva.", "He drinks a calva."),  # as the source has it
        ("La myxomatose recule.", "The myxomatosis recedes."),  # ends regularly
        ("Des zoologues étudient un film parodique.", "Zoologists study a parodic film."),
        ("La stéréoscopie des infirmières coloniales.", "The stereoscopy of colonial nurses."),
        ("Une équipe chevronnée.", "A battle-hardened team."),
        ("Il a plu à dix heures.", "At 10 o'clock it rained on a hen, an oak and us."),
        ("« Pendant que j’étais là »", '"[w]hile I was there"'),
        ("Écrivez à a@b.fr.", "Write to a@b.fr."),
        ("Le juge a été remercié.", "The judge was unceremoniously dismissed."),
    ],
)
def test_borrowings_compounds_and_rare_words_pass(french: str, english: str) -> None:
    assert invented(french, english) == []


def test_a_word_made_by_rule_from_a_listed_one_is_english() -> None:
    for word in ("rebuilding", "happiest", "undrinkable", "microclimates", "planners"):
        assert is_english_word(word), word
    assert is_english_word("highways")
    for word in ("counterkazakh", "theoffice", "risement", "legacys"):
        assert not is_english_word(word), word
