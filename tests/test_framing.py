"""What is put back around a translator's output."""

from __future__ import annotations

import pytest

from summarizer.document import ParagraphKind
from summarizer.framing import Casing, frame_of


@pytest.mark.parametrize(
    ("french", "made", "wanted"),
    [
        ("Le Conseil a adopté\u00a0:", "The Council adopted", "The Council adopted:"),
        ("en remplacement de M. Sall\u202f;", "replacing Mr Sall", "replacing Mr Sall;"),
        ("en remplacement de M. Sall\u202f;", "replacing Mr Sall.", "replacing Mr Sall;"),
        ("en remplacement de M. Sall\u202f;", "replacing Mr Sall,", "replacing Mr Sall;"),
        ("Le Conseil a adopté\u00a0:", "The Council adopted:", "The Council adopted:"),
        ("Il est parti.", "He left", "He left."),
        ("Un été qui a pesé", "A summer that weighed.", "A summer that weighed"),
    ],
)
def test_a_sentence_ends_as_its_source_does(french: str, made: str, wanted: str) -> None:
    assert frame_of(french, ParagraphKind.TEXT, Casing()).finished(made)[0] == wanted


@pytest.mark.parametrize(
    ("capitals", "lowered"),
    [
        ("MINISTERE DE LA SANTE ET DE L’ELEVAGE", "Ministère de la santé et de l’élevage"),
        ("MINISTERE DES PECHES", "Ministère des pêches"),
        ("MARCHE OU CREVE", "Marche ou creve"),  # « marche » is a word as well
        ("LA SANTÉ DES PECHES", "La santé des peches"),  # whoever writes accents writes all
        ("SELON MACRON, LA REPUBLIQUE", "Selon Macron, la république"),
    ],
)
def test_what_stands_in_capitals_gets_its_accents(capitals: str, lowered: str) -> None:
    assert Casing({"macron": "Macron"}).lowered(capitals) == lowered
