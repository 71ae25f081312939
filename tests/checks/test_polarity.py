"""What is denied, and what is only said to be, must stay so."""

from __future__ import annotations

import pytest

from summarizer.checks import FindingKind, Part, check_translation
from summarizer.checks.polarity import denies, has_reserve, hearsay

POLAR = {FindingKind.NEGATION_LOST, FindingKind.NEGATION_ADDED, FindingKind.MODALITY_LOST}


def kinds(fr: str, en: str) -> set[FindingKind]:
    findings = check_translation(fr, en, sentence=0, part=Part.TRANSLATION)
    return {f.kind for f in findings if f.kind in POLAR}


RIGHT = [
    ("Il n'a pas signé.", "He did not sign."),
    ("Aucun élu n'est venu.", "No councillor came."),
    ("Personne n'a répondu.", "Nobody answered."),
    ("Il ne mange que du pain.", "He eats only bread."),
    ("Elle refuse de partir.", "She refuses to leave."),
    ("Elle ne peut pas dormir.", "She is unable to sleep."),
    ("Ni lui ni elle n'ont gagné.", "Neither he nor she won."),
    ("Il est parti sans payer.", "He left without paying."),
    ("Il aurait menti.", "He reportedly lied."),
    ("Selon la police, il a fui.", "According to the police, he fled."),
    ("Les négociations ont échoué.", "The talks did not succeed."),
]

WRONG = [
    ("Il n'a pas signé.", "He signed.", FindingKind.NEGATION_LOST),
    ("Aucun élu n'est venu.", "The councillors came.", FindingKind.NEGATION_LOST),
    ("Elle refuse de partir.", "She agrees to leave.", FindingKind.NEGATION_LOST),
    ("Ni lui ni elle n'ont gagné.", "Both he and she won.", FindingKind.NEGATION_LOST),
    ("Il vit sans eau.", "He lives with water.", FindingKind.NEGATION_LOST),
    ("Il a signé.", "He did not sign.", FindingKind.NEGATION_ADDED),
    ("Le vote a eu lieu.", "The vote never took place.", FindingKind.NEGATION_ADDED),
    ("Il aurait menti.", "He lied.", FindingKind.MODALITY_LOST),
]


@pytest.mark.parametrize(("fr", "en"), RIGHT)
def test_a_kept_denial_or_reserve_is_no_finding(fr: str, en: str) -> None:
    assert kinds(fr, en) == set()


@pytest.mark.parametrize(("fr", "en", "kind"), WRONG)
def test_a_turned_sentence_is_found(fr: str, en: str, kind: FindingKind) -> None:
    assert kind in kinds(fr, en)


def test_ne_que_restricts_and_does_not_deny() -> None:
    assert denies("Il ne reste que trois places.") is None
    assert denies("Il ne reste pas trois places.") is not None


def test_the_conditional_of_hearsay_is_told_from_a_plain_past() -> None:
    assert hearsay("Il aurait détourné des fonds.") is not None
    assert hearsay("Il a détourné des fonds.") is None
    assert has_reserve("Il serait parti.")
