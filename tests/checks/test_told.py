"""What an article tells of a written headline: its own wording, in a row, a topic in front."""

from __future__ import annotations

import pytest

from summarizer.checks.told import ToldArticle, content_words, without_topic

TEXTS = [
    "Deux promeneurs ont été attaqués par des centaines d'abeilles à Brignon, en Haute-Loire.",
    "La gendarmerie a arrêté tôt vendredi un apiculteur de 61 ans.",
    "Il avait déplacé ses ruches sans autorisation.",
    "Le maire, Paul Ardouin, réclame une enquête sur ces abeilles.",
    "L'essaim aurait tué trois chèvres.",
]
ARTICLE = ToldArticle.read(TEXTS)


@pytest.mark.parametrize(
    "headline",
    [
        "Deux promeneurs ont été attaqués par des centaines d'abeilles",
        "Deux promeneurs attaqués par des centaines d’abeilles",
        "Haute-Loire : deux promeneurs attaqués par des centaines d'abeilles",
        "Abeilles : le maire, Paul Ardouin, réclame une enquête",
        "Abeilles : la gendarmerie a arrêté tôt vendredi un apiculteur",
        "L'essaim aurait tué trois chèvres",
    ],
)
def test_a_piece_of_a_sentence_is_told(headline: str) -> None:
    telling = ARTICLE.telling(headline)
    assert telling is not None
    said = without_topic(headline).lower().replace("’", "'")
    assert telling.text[telling.start : telling.end] == said


@pytest.mark.parametrize(
    "headline",
    [
        "Des abeilles attaquées par deux promeneurs",  # all its words, another order
        "Deux promeneurs réclament une enquête",  # from sentences far apart
        "Le maire arrêté par la gendarmerie",
        "La gendarmerie arrêté tôt vendredi un apiculteur",  # « a arrêté » without « a »
        "La gendarmerie a arrêté un apiculteur",  # a word is left out
        "Haute-Loire : le maire, Paul Ardouin, réclame une enquête",  # named once, elsewhere
        "Toulouse : deux promeneurs attaqués",  # a place that the article lacks
        "Le maire Paul Ardouin",  # the comma parts them
        "Paul Brignon : deux promeneurs attaqués",  # two halves of names
        "Deux promeneurs attaqués par des abeilles",  # true, but said of hundreds: careful
        "L'essaim a tué trois chèvres",
        "Trois chèvres",  # what only may have been
        "",
    ],
)
def test_another_wording_is_not_told(headline: str) -> None:
    assert ARTICLE.telling(headline) is None


def test_stems_leave_out_small_words_and_keep_figures() -> None:
    assert content_words("Le maire réclame 3 enquêtes, et vite") == content_words(
        "maires réclamé 3 enquête vite"
    )


def test_shares_of_words_and_pairs() -> None:
    words, pairs = ARTICLE.share_told("Le maire attaqué par un zèbre")
    assert words == pytest.approx(2 / 3) and pairs == 0
    assert ARTICLE.share_told("Paul Ardouin réclame une enquête") == (1.0, 1.0)


def test_the_fullest_sentence_is_named() -> None:
    assert ARTICLE.fullest("Le maire réclame des ruches") == (3, pytest.approx(2 / 3))
