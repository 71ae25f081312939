"""Loops, copies, cuts and open quotes show in the form of an output."""

from __future__ import annotations

import pytest

from summarizer.checks import FindingKind, Part, Severity, check_translation
from summarizer.checks.form import count_quotes


def kinds(fr: str, en: str) -> set[FindingKind]:
    return {f.kind for f in check_translation(fr, en, sentence=0, part=Part.TRANSLATION)}


def test_a_repeated_trigram_in_a_shouted_heading_is_a_loop() -> None:
    source = "7. QUELS COOKIES ET QUELS TRACEURS ?"
    looped = "7. WHAT COOKIES AND WHAT COOKIES AND WHAT COOKIES AND TRACKERS?"
    assert FindingKind.REPETITION in kinds(source, looped)
    assert FindingKind.REPETITION not in kinds(source, "7. WHICH COOKIES AND WHICH TRACKERS?")


def test_a_menu_in_capitals_that_loops_is_found() -> None:
    source = "LUNDI, 4 OCTOBRE 2021 MENU DU JOUR"
    assert FindingKind.REPETITION in kinds(source, "MONDAY, MONDAY, MONDAY, 4 OCTOBER 2021")


def test_a_single_word_that_is_doubled_or_tripled_is_a_loop() -> None:
    assert FindingKind.REPETITION in kinds("Bonjour", "Hello hello hello")
    assert FindingKind.REPETITION in kinds("Bonjour", "Hello hello")
    assert FindingKind.REPETITION not in kinds("Bonjour", "Hello")


def test_what_the_source_repeats_may_be_repeated() -> None:
    assert FindingKind.REPETITION not in kinds("Non, non, non, dit-il.", "No, no, no, he said.")


@pytest.mark.parametrize(
    "stuttered",
    ["He thanked his guest guest for coming.", "He met his counterpart Kazakh counterpart."],
)
def test_a_word_said_twice_with_nothing_or_one_word_between_is_a_loop(stuttered: str) -> None:
    assert FindingKind.REPETITION in kinds("Il a remercié son hôte d'être venu.", stuttered)


@pytest.mark.parametrize(
    ("source", "output"),
    [
        ("Nous avons couru vite, vite.", "We ran quick quick."),
        ("L'injustice engendre l'injustice.", "Where injustice breeds injustice, none wins."),
        ("Ils se sont vus face à face.", "They met person to person."),
        ("La « voie du gourou ». Le gourou vit.", 'The "way of the guru". The guru lives.'),
    ],
)
def test_two_of_a_word_are_no_loop_by_themselves(source: str, output: str) -> None:
    assert FindingKind.REPETITION not in kinds(source, output)


def test_a_refrain_of_the_source_is_a_refrain_and_no_loop() -> None:
    source = "Il a dit au maire de venir, il a dit au juge de venir, il a dit au roi de venir."
    output = "He told him to the mayor, he told him to the judge, he told him to the king."
    assert FindingKind.REPETITION not in kinds(source, output)
    assert FindingKind.REPETITION in kinds("Il a parlé au maire, puis au juge et au roi.", output)


def test_french_words_left_inside_an_english_sentence_are_marked_one_by_one() -> None:
    source = "Les poumons de la chanteuse étaient très gravement touchés."
    output = "The poumons of the chanteuse were very badly affected."
    found = [
        f
        for f in check_translation(source, output, sentence=0, part=Part.TRANSLATION)
        if f.kind is FindingKind.UNTRANSLATED
    ]
    assert [output[f.output_span.start : f.output_span.end] for f in found if f.output_span] == [
        "poumons",
        "chanteuse",
    ]
    assert [f.severity for f in found] == [Severity.HARD, Severity.SOFT]
    assert "« poumons »" in found[0].message_fr


@pytest.mark.parametrize(
    ("source", "output"),
    [
        ("Une œuvre d'avant-garde.", "An avant-garde work."),
        ("Il dit « poumons ».", "He says “poumons” (lungs)."),
        ("La situation est unique.", "The situation is unique."),
        ("Bonjour {prénom}, cliquez.", "Hello {prénom}, click."),
    ],
)
def test_borrowed_cited_and_common_words_are_not_left_in_french(source: str, output: str) -> None:
    assert FindingKind.UNTRANSLATED not in kinds(source, output)


def test_small_words_inside_a_french_name_may_stay() -> None:
    source = "Selon Santé publique France, la santé publique s'améliore."
    output = "According to Santé publique France, public health is improving."
    assert FindingKind.UNTRANSLATED not in kinds(source, output)
    left = "According to Santé publique France, the publique health is improving."
    assert FindingKind.UNTRANSLATED in kinds(source, left)


@pytest.mark.parametrize(
    "copied",
    [
        "Le conseil municipal a voté le budget de la ville hier soir.",
        "le conseil municipal a voté le budget de la ville hier soir",
    ],
)
def test_an_output_equal_to_its_source_is_untranslated(copied: str) -> None:
    source = "Le conseil municipal a voté le budget de la ville hier soir."
    findings = check_translation(source, copied, sentence=0, part=Part.TRANSLATION)
    assert [(f.kind, f.severity) for f in findings] == [(FindingKind.UNTRANSLATED, Severity.HARD)]


@pytest.mark.parametrize("name", ["Paris", "Le Monde", "Angela Merkel", "OK", "12,50"])
def test_a_name_alone_may_stay_as_it_is(name: str) -> None:
    assert FindingKind.UNTRANSLATED not in kinds(name, name)


def test_a_dropped_half_is_found_and_so_is_an_empty_output() -> None:
    source = "Le lac a perdu sa surface en vingt ans, et les pêcheurs ont quitté la région."
    assert FindingKind.DROPPED in kinds(source, "The lake has shrunk.")
    assert FindingKind.DROPPED in kinds(source, "")
    assert FindingKind.DROPPED in kinds(source, " . ")


def test_an_output_out_of_proportion_is_found() -> None:
    padded = "Hello to all of you who came here today from so many places near and far."
    assert FindingKind.LENGTH in kinds("Bonjour à tous.", padded)


def test_a_sentence_that_breaks_off_is_unfinished() -> None:
    source = "Le maire a inauguré la halle de la ville."
    assert FindingKind.UNFINISHED in kinds(source, "The mayor opened the covered market of the")
    assert FindingKind.UNFINISHED not in kinds(source, "The mayor opened the town's hall.")
    assert FindingKind.UNFINISHED not in kinds("Le maire et la halle", "The mayor and the hall")


def test_quotes_and_brackets_must_close() -> None:
    source = "« C'est bien », dit-il (hier)."
    assert FindingKind.QUOTES not in kinds(source, '"It is good," he said (yesterday).')
    assert FindingKind.QUOTES in kinds(source, '"It is good, he said (yesterday).')
    assert FindingKind.QUOTES in kinds(source, '"It is good," he said (yesterday.')


def test_every_shape_of_double_quote_counts() -> None:
    assert count_quotes('« un » “deux” "trois" l\'un') == 6
