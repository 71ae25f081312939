"""The checks find what is plainly wrong and keep silent on what is right."""

from __future__ import annotations

import pytest

from summarizer.checks import Part, check_translation

RIGHT = [
    ("Le parti a obtenu 55,41 % des voix.", "The party won 55.41% of the vote."),
    ("Il est arrivé à 14 h 30 le 27 novembre.", "He arrived at 2:30 p.m. on November 27."),
    ("V. Poutine a reçu K-J. Tokaïev à Moscou.", "Putin received Tokayev in Moscow."),
    ("L'OTAN n'a pas répondu à l'ONU.", "NATO did not reply to the UN."),
]


@pytest.mark.parametrize(("fr", "en"), RIGHT)
def test_a_right_translation_raises_no_doubt(fr: str, en: str) -> None:
    assert check_translation(fr, en, sentence=0, part=Part.TRANSLATION) == []
