"""What is denied, and what is only said to be, must stay so."""

from __future__ import annotations

import pytest

from summarizer.checks import FindingKind, Part, Severity, check_translation
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
    ("Cela ne devrait pas vous inquiéter.", "This shouldn't worry you."),
    ("Ils ne volent pas, ne mentent pas et ne trichent pas.", "They do not steal, lie or cheat."),
    ("Il a plaidé, non sans succès, pour la paix.", "He successfully pleaded for peace."),
    ("N'hésitez pas à demander, et n'oubliez pas le guide.", "Feel free to ask, remember it."),
    ("Aucun État, pas même l'Arménie, ne la reconnaît.", "No state, not even Armenia, does so."),
    ("C'est sans aucun doute un succès.", "It is certainly a success."),
    ("Le miroir n'a pas cessé de grossir.", "The mirror has kept growing."),
    ("C'est la théorie selon laquelle la matière change.", "It is the theory of changing matter."),
    ("Blesser sans toucher personne.", "To hurt without touching anybody."),
    ("Ce n'est pas seulement provisoire.", "It is not only provisional."),
    ("Médecins Sans Frontières est sur place.", "Doctors Without Borders are there."),
    ("L'eau se boit sans danger.", "The water is safe to drink."),
    ("Il est courant d'être suivi.", "It is not uncommon to be followed."),
    ("La bombe fonctionne selon le principe suivant.", "The bomb works on this principle."),
    ("Le terrain fait au moins 50 hectares.", "The land is no smaller than 50 hectares."),
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
    ("Le suspect aurait fui.", "The suspect fled.", FindingKind.MODALITY_LOST),
    (
        "La réforme pourrait coûter cher à l'État.",
        "It costs the state dear.",
        FindingKind.MODALITY_LOST,
    ),
    ("Selon un rapport, il a menti.", "He lied, like a thief.", FindingKind.MODALITY_LOST),
    (
        "Aucune molécule unique, dont l'acétate de vitamine, n'a été trouvée.",
        "The single molecule, including the vitamin acetate, was found.",
        FindingKind.NEGATION_LOST,
    ),
    ("Ils ne volent pas, ne mentent pas.", "They steal, they lie.", FindingKind.NEGATION_LOST),
]


@pytest.mark.parametrize(("fr", "en"), RIGHT)
def test_a_kept_denial_or_reserve_is_no_finding(fr: str, en: str) -> None:
    assert kinds(fr, en) == set()


@pytest.mark.parametrize(("fr", "en", "kind"), WRONG)
def test_a_turned_sentence_is_found(fr: str, en: str, kind: FindingKind) -> None:
    assert kind in kinds(fr, en)


def test_a_denial_that_spans_a_clause_is_named_by_its_two_ends() -> None:
    source = "Aucune des molécules que l'on a cherchées dans le lac n'a été trouvée."
    (found,) = check_translation(
        source, "The molecules sought in the lake were found.", sentence=0, part=Part.TRANSLATION
    )
    assert "« Aucune … n' »" in found.message_fr
    assert "“Aucune … n'”" in found.message_en


def test_ne_que_restricts_and_does_not_deny() -> None:
    assert denies("Il ne reste que trois places.") is None
    assert denies("Il ne reste pas trois places.") is not None


def test_the_conditional_of_hearsay_is_told_from_a_plain_past() -> None:
    assert hearsay("Il aurait détourné des fonds.") is not None
    assert hearsay("Il a détourné des fonds.") is None
    assert has_reserve("Il serait parti.")


@pytest.mark.parametrize(
    ("fr", "severity"),
    [("Ne faut-il pas partir ?", Severity.SOFT), ("Il ne faut pas partir.", Severity.HARD)],
)
def test_a_denial_lost_from_a_question_is_a_softer_doubt(fr: str, severity: Severity) -> None:
    (found,) = check_translation(fr, "It must leave now.", sentence=0, part=Part.TRANSLATION)
    assert (found.kind, found.severity) == (FindingKind.NEGATION_LOST, severity)
