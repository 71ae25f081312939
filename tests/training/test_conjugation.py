"""English verb forms, and which one a French form calls for."""

from __future__ import annotations

import pytest

from summarizer.training.conjugation import (
    as_french_form,
    gerund,
    is_verb_form,
    participle,
    past,
    third_person,
)


@pytest.mark.parametrize(
    ("verb", "third", "simple", "done", "doing"),
    [
        ("arrest", "arrests", "arrested", "arrested", "arresting"),
        ("denounce", "denounces", "denounced", "denounced", "denouncing"),
        ("study", "studies", "studied", "studied", "studying"),
        ("obey", "obeys", "obeyed", "obeyed", "obeying"),
        ("stop", "stops", "stopped", "stopped", "stopping"),
        ("open", "opens", "opened", "opened", "opening"),
        ("cancel", "cancels", "cancelled", "cancelled", "cancelling"),
        ("reveal", "reveals", "revealed", "revealed", "revealing"),
        ("refer", "refers", "referred", "referred", "referring"),
        ("offer", "offers", "offered", "offered", "offering"),
        ("admit", "admits", "admitted", "admitted", "admitting"),
        ("limit", "limits", "limited", "limited", "limiting"),
        ("push", "pushes", "pushed", "pushed", "pushing"),
        ("take", "takes", "took", "taken", "taking"),
        ("lie", "lies", "lay", "lain", "lying"),
        ("be", "is", "was", "been", "being"),
        ("agree", "agrees", "agreed", "agreed", "agreeing"),
        ("bring before a judge", "brings before a judge", "brought before a judge",
         "brought before a judge", "bringing before a judge"),
    ],
)  # fmt: skip
def test_english_verb_forms(verb: str, third: str, simple: str, done: str, doing: str) -> None:
    assert third_person(verb) == third
    assert past(verb) == simple
    assert participle(verb) == done
    assert gerund(verb) == doing


@pytest.mark.parametrize(
    ("form", "lemma", "english", "expected"),
    [
        ("fustige", "fustiger", "denounce", "denounces"),
        ("fustigent", "fustiger", "denounce", "denounce"),
        ("fustigeait", "fustiger", "denounce", "denounced"),
        ("fustigea", "fustiger", "denounce", "denounced"),
        ("fustigeant", "fustiger", "denounce", "denouncing"),
        ("fustigée", "fustiger", "denounce", "denounced"),
        ("fustigera", "fustiger", "denounce", "will denounce"),
        ("fustigeraient", "fustiger", "denounce", "would denounce"),
        ("fustiger", "fustiger", "denounce", "denounce"),
        ("enfouis", "enfouir", "bury", "buried"),
        ("fondue", "fondre", "melt", "melted"),
        ("fondra", "fondre", "melt", "will melt"),
        ("volée", "voler", "steal", "stolen"),
    ],
)
def test_a_french_form_calls_for_an_english_one(
    form: str, lemma: str, english: str, expected: str
) -> None:
    assert as_french_form(english, form, lemma) == expected


@pytest.mark.parametrize(
    ("form", "lemma", "expected"),
    [
        ("fustigeait", "fustiger", True),
        ("hôteliers", "hôtelier", False),
        ("hôtelière", "hôtelier", False),
        ("fustiger", "fustiger", False),
        ("casseurs", "casseur", False),
    ],
)
def test_verb_forms_are_told_from_plurals(form: str, lemma: str, expected: bool) -> None:
    assert is_verb_form(form, lemma) is expected
