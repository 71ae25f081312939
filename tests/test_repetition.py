"""Sentences that tell the same, and quotations that run over several."""

from __future__ import annotations

from summarizer.engines.extractive import choose_sentences, default_chooser, needing_sentences
from summarizer.engines.repetition import repeating_sentences
from summarizer.engines.sentence_rules import long_quotations

LEAD = "Deux ouvriers ont été blessés mardi dans l'effondrement d'un mur à Vernoux."
AGAIN = "Mardi 4 mai, un mur s'est effondré et deux ouvriers ont été blessés à Vernoux."
OTHER = "Le maire a demandé une expertise de tous les bâtiments de la rue Haute."
NEW = "Deux ouvriers blessés à Privas et à Aubenas."
SHORT = "Une enquête est ouverte."


def test_a_lead_told_again_is_found_whatever_the_words_between() -> None:
    assert repeating_sentences([LEAD, OTHER, AGAIN]) == [
        frozenset({2}),
        frozenset(),
        frozenset({0}),
    ]


def test_new_names_and_few_words_repeat_nothing() -> None:
    figure = "Deux ouvriers blessés par un mur à Vernoux en 2023."
    assert repeating_sentences([LEAD, figure]) == [frozenset(), frozenset()]
    assert repeating_sentences([AGAIN, NEW]) == [frozenset(), frozenset()]
    assert repeating_sentences([SHORT, SHORT]) == [frozenset(), frozenset()]


def test_a_summary_does_not_tell_the_lead_twice() -> None:
    body = [
        "La rue Haute restera fermée jusqu'à vendredi soir.",
        "Les pompiers ont évacué une trentaine d'habitants vers le gymnase.",
    ]
    texts = [LEAD, AGAIN, OTHER, *body]
    for n in (2, 3, 4):
        chosen = choose_sentences(
            texts, None, max_sentences=n, max_words=None, chooser=default_chooser(), min_sentences=n
        )
        assert not {0, 1} <= set(chosen), (n, chosen)


def test_a_quotation_over_several_sentences_is_one() -> None:
    texts = [
        'Le maire a réagi : "Nous sommes inquiets.',
        "Les habitants aussi.",
        'Il faut agir", a-t-il dit.',
        'Il a parlé de "honte".',
    ]
    assert long_quotations(texts) == [(0, 2)]
    assert long_quotations(texts, [0, 0, 1, 1]) == []  # stray marks of two paragraphs
    assert needing_sentences(texts) >= {1, 2}


def test_no_quotation_is_left_open() -> None:
    texts = [
        'Le maire a réagi mardi à Vernoux : "Nous sommes inquiets pour la sécurité du pont.',
        "Il faut agir sans attendre l'hiver\", a déclaré Élise Garnier devant le conseil.",
        "La rue Haute restera fermée jusqu'à vendredi soir, selon la préfecture.",
        "Les pompiers ont évacué une trentaine d'habitants vers le gymnase.",
    ]
    texts += [
        "Le conseil départemental a promis 300 000 euros pour les travaux du printemps.",
        "Une école et deux commerces ferment jusqu'à lundi, a indiqué Paul Marchand.",
    ]
    for n in (1, 2, 3, 4, 5):
        chosen = choose_sentences(
            texts, None, max_sentences=n, max_words=None, chooser=default_chooser(), min_sentences=n
        )
        assert (0 in chosen) == (1 in chosen), (n, chosen)


def test_whose_it_is_must_have_been_said() -> None:
    texts = ["Anne Roux est partie.", "Ses avocats ont fait appel.", "Sarah Roux aussi."]
    assert needing_sentences(texts) == {1}
