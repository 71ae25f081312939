"""Numbers, dates, times and amounts mean the same in French and English notation."""

from __future__ import annotations

import pytest

from summarizer.checks import FindingKind, Part, Severity, check_translation
from summarizer.checks.notation import digit_values, french_figures, roman_value
from summarizer.checks.number_findings import compare_numbers
from summarizer.checks.numbers import find_quantities
from summarizer.checks.quantity import Strength, agree, close

SAME = [
    ("55,41 %", "55.41%"),
    ("210 000 voix", "210,000 votes"),
    ("210\u202f000 voix", "210 thousand votes"),
    ("1,5 milliard d'euros", "€1.5 billion"),
    ("14 h 30", "2:30 p.m."),
    ("14h30", "14:30"),
    ("à vingt heures", "at 8 p.m."),
    ("le 27 novembre 2024", "on November 27, 2024"),
    ("27 novembre", "27 November"),
    ("27/11/2024", "November 27, 2024"),
    ("XIXe siècle", "19th century"),
    ("le 11 septembre", "9/11"),
    ("vingt-cinq", "25"),
    ("quatre-vingt-dix-sept", "ninety-seven"),
    ("soixante et onze", "71"),
    ("deux millions cinq cent mille", "2.5 million"),
    ("un million et demi", "one and a half million"),
    ("2 millions et demi", "2.5 million"),
    ("un demi-million", "half a million"),
    ("une dizaine d'élèves", "about ten pupils"),
    ("une dizaine", "a dozen"),
    ("des milliers de gens", "thousands of people"),
    ("dizaines de milliers", "tens of thousands"),
    ("années 1990", "the 1990s"),
    ("les années 90", "the nineties"),
    ("un tiers", "a third"),
    ("deux tiers", "two-thirds"),
    ("trois quarts", "three quarters"),
    ("deux fois", "twice"),
    ("le 1er janvier", "January 1"),
    ("3-1", "3-1"),
    ("10 à 15 %", "10 to 15 percent"),
    ("2 à 3 millions", "2 to 3 million"),
    ("Louis XIV", "Louis XIV"),
    ("la Ve République", "the Fifth Republic"),
    ("vingt et unième", "21st"),
    ("vingt-cinquième", "twenty-fifth"),
    ("dix-huitième", "eighteenth"),
    ("à 14:30", "at 14:30"),
    ("vers 12 h 00", "at about 1200 GMT"),
    ("Xe-XIe siècle", "10th-11th century"),
    ("Elizabeth II", "Elizabeth II's"),
    ("tridimensionnel", "three-dimensional"),
    ("une heure et demie", "1.5 hours"),
    ("2 ans et demi", "2.5 years"),
    ("le G20", "the G20"),
    ("12 M€", "€12 million"),
    ("3,2 Mds€", "€3.2 billion"),
    ("1 500,75 $", "$1,500.75"),
    ("un garçon de 12 ans", "a 12-year-old boy"),
    ("neuf mois", "nine months"),
    ("quinze jours", "two weeks"),
    ("8es de finale", "last 16"),
    ("300 euros par mois", "300 euros a month"),
    ("un pour cent", "one percent"),
    ("1 h 30", "1.5 hours"),
]

OTHER = [
    ("55,41 %", "45.41%"),
    ("210 000", "210"),
    ("1,5 milliard", "1.5 million"),
    ("14 h 30", "3:30 p.m."),
    ("14 h 30", "2:30 a.m."),
    ("27 novembre", "27 October"),
    ("XIXe siècle", "18th century"),
    ("quatre-vingt-dix-sept", "eighty-seven"),
    ("des milliers", "millions"),
    ("un tiers", "two-thirds"),
    ("12 euros", "12 dollars"),
    ("trois heures", "three days"),
    ("74 jours", "74 weeks"),
    ("troisième", "fifth"),
    ("le G20", "the G8"),
]


@pytest.mark.parametrize(("fr", "en"), SAME)
def test_two_notations_of_one_value_agree(fr: str, en: str) -> None:
    source, output = find_quantities(fr, "fr"), find_quantities(en, "en")
    assert source and output
    assert compare_numbers(source, output, is_translation=True) == ([], [], [])


@pytest.mark.parametrize(("fr", "en"), OTHER)
def test_two_values_do_not_agree(fr: str, en: str) -> None:
    source, output = find_quantities(fr, "fr"), find_quantities(en, "en")
    pairs, invented, missing = compare_numbers(source, output, is_translation=True)
    assert pairs or invented or missing


@pytest.mark.parametrize("text", ["un chat et une souris", "l'un des deux", "quelqu'un"])
def test_the_article_un_is_no_number(text: str) -> None:
    assert not [q for q in find_quantities(text, "fr") if q.text in ("un", "une")]


def test_one_is_no_number_in_english() -> None:
    strong = [q for q in find_quantities("one of them, once", "en") if q.strength > Strength.WEAK]
    assert strong == []


@pytest.mark.parametrize("word", ["Vers", "Vies", "Ivre", "civil"])
def test_words_that_begin_like_roman_numerals_are_words(word: str) -> None:
    assert find_quantities(f"{word} la fin", "fr") == ()


def test_a_personne_is_no_percentage() -> None:
    (quantity,) = find_quantities("80 personnes", "fr")
    assert quantity.unit is None
    assert quantity.text == "80"


def test_square_kilometres_are_not_a_number_of_their_own() -> None:
    (quantity,) = find_quantities("an area of 300 km2", "en")
    assert quantity.value == 300


def test_a_comma_before_three_figures_has_both_readings() -> None:
    assert digit_values("1,234", is_french=True) == [1.234, 1234]
    assert digit_values("1,234", is_french=False) == [1234, 1.234]
    assert digit_values("1.234.567", is_french=True) == [1234567]
    assert digit_values("1 234,5", is_french=True) == [1234.5]


def test_roman_numerals_have_their_value() -> None:
    assert [roman_value(n) for n in ("IV", "XIV", "XIX", "XXI", "XL")] == [4, 14, 19, 21, 40]


def test_a_summary_may_round_what_it_says_is_approximate_and_a_translation_may_not() -> None:
    (exact,) = find_quantities("7 512 personnes", "fr")
    (rounded,) = find_quantities("près de 7 500 personnes", "fr")
    (bare,) = find_quantities("7 500 personnes", "fr")
    assert close(exact, rounded)
    assert not close(exact, bare)
    assert not agree(exact, rounded)
    found = check_translation(
        "Près de 7 500 personnes ont fui.",
        "Nearly 7,503 people fled.",
        sentence=0,
        part=Part.TRANSLATION,
    )
    assert [f.kind for f in found] == [FindingKind.NUMBER_CHANGED]


def test_a_lost_percent_sign_is_a_change() -> None:
    found = check_translation(
        "La hausse est de 12 %.", "The rise is 12.", sentence=0, part=Part.TRANSLATION
    )
    assert [(f.kind, f.severity) for f in found] == [(FindingKind.NUMBER_CHANGED, Severity.HARD)]


@pytest.mark.parametrize("text", ["55,41%", "3 000 people", "3\u202f000 people", "at 14 h 30"])
def test_figures_left_in_french_notation_are_seen(text: str) -> None:
    assert french_figures(text)


@pytest.mark.parametrize("text", ["55.41%", "3,000 people", "in 2010 300 people came", "3-1"])
def test_english_figures_are_not_taken_for_french_ones(text: str) -> None:
    assert not french_figures(text)


def test_a_percentage_without_figure_is_no_number() -> None:
    assert find_quantities("un pourcentage plus élevé", "fr") == ()


def test_a_number_whose_unit_alone_changed_is_named_by_its_unit() -> None:
    (found,) = check_translation(
        "La piste est à 220 km (140 pieds) de la ville.",
        "The track is 220 km (140 miles) from the town.",
        sentence=0,
        part=Part.TRANSLATION,
    )
    assert found.kind is FindingKind.NUMBER_CHANGED
    assert found.message_en == (
        "Check this unit: “140” does not have the same unit in the translation and in the "
        "French sentence."
    )
    assert "n'a pas la même unité" in found.message_fr


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("Le coût atteint 7,4 milliards d'euros.", "The cost reaches 7.4 thousand million euros."),
        ("Au long du XXe siècle.", "During the XXth century."),
        ("Les samedis et dimanches, il pleut.", "On Saturday and Sunday it rains."),
        ("Le ministre, Jun Azumi, a parlé.", "The minister, Jun Azumi, spoke."),
        ("À Three Mile Island, un accident.", "At Three Mile Island, an accident."),
        ("Dans un deuxième essai, elles jouent.", "In a second experiment, they play."),
    ],
)
def test_what_newspapers_write_otherwise_is_the_same(french: str, english: str) -> None:
    assert check_translation(french, english, sentence=0, part=Part.TRANSLATION) == []
