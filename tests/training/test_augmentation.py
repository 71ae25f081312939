from __future__ import annotations

import random

from summarizer.training.augmentation import (
    augmented,
    collect_names,
    in_capitals,
    joined,
    with_other_figures,
    with_other_name,
)
from summarizer.training.corpus import Pair

PAIR = Pair("Le ministre Durand a reçu 245 lettres.", "Minister Durand received 245 letters.")


def test_a_shared_name_changes_on_both_sides_alike() -> None:
    new = with_other_name(PAIR, ["Tokayev"], random.Random(0))
    assert new == Pair(
        "Le ministre Tokayev a reçu 245 lettres.", "Minister Tokayev received 245 letters."
    )
    assert with_other_name(Pair("Il dort.", "He sleeps."), ["X"], random.Random(0)) is None


def test_shared_figures_change_alike_and_keep_their_length() -> None:
    new = with_other_figures(PAIR, random.Random(0))
    assert new is not None and "245" not in new.french
    figure = next(w for w in new.french.split() if w.isdigit())
    assert len(figure) == 3 and figure in new.english
    decimal = Pair("Soit 3.14 points.", "That is 3.14 points.")
    assert with_other_figures(decimal, random.Random(0)) is None


def test_headlines_lose_their_full_stop_and_gain_capitals() -> None:
    assert in_capitals(Pair("L'été arrive.", "Summer is coming.")) == Pair(
        "L'ÉTÉ ARRIVE", "SUMMER IS COMING"
    )


def test_only_whole_sentences_are_joined() -> None:
    assert joined(PAIR, PAIR) is not None
    assert joined(Pair("Titre", "Title"), PAIR) is None


def test_augmentation_is_reproducible_and_keeps_to_its_shares() -> None:
    pairs = [PAIR] * 1000
    shares = {"name": 0.2, "joined": 0.1}
    first = list(augmented(pairs, ["Sandu", "Astana"], shares, seed=4))
    assert first == list(augmented(pairs, ["Sandu", "Astana"], shares, seed=4))
    assert 200 < len(first) < 400


def test_names_are_collected_inside_sentences_only() -> None:
    texts = ["Hier, Durand a parlé.", "Puis Durand est parti."]
    assert collect_names(texts) == ["Durand"]
