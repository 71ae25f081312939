"""ROUGE: equal to rouge_score 0.1.2, and honest about French."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.evaluation.rouge import lcs_length, lcs_positions, rouge_l, rouge_lsum, rouge_n
from summarizer.evaluation.tokenization import (
    french_stems,
    library_words,
    split_sentences,
    unicode_words,
)

WORDS = st.sampled_from(
    ["le", "la", "chat", "chien", "été", "École", "12", "mange,", "dort", ".", "à", "l'eau", "Noël"]
)
TEXTS = st.lists(WORDS, max_size=14).map(" ".join)
TEXTS_OF_LINES = st.lists(TEXTS, max_size=4).map("\n".join)


@pytest.fixture(scope="module")
def library() -> object:
    scorer = pytest.importorskip("rouge_score.rouge_scorer", reason="rouge_score is not installed")
    return scorer.RougeScorer(["rouge1", "rouge2", "rougeL", "rougeLsum"])


@settings(max_examples=150, deadline=None)
@given(reference=TEXTS_OF_LINES, hypothesis=TEXTS_OF_LINES)
def test_every_rouge_equals_the_library_to_nine_decimals(
    library: object, reference: str, hypothesis: str
) -> None:
    theirs = library.score(reference, hypothesis)  # type: ignore[attr-defined]
    a, b = library_words(reference), library_words(hypothesis)
    ours = {
        "rouge1": rouge_n(a, b, 1),
        "rouge2": rouge_n(a, b, 2),
        "rougeL": rouge_l(a, b),
        "rougeLsum": rouge_lsum(
            [library_words(s) for s in reference.split("\n") if s],
            [library_words(s) for s in hypothesis.split("\n") if s],
        ),
    }
    for name, found in ours.items():
        assert found.precision == pytest.approx(theirs[name].precision, abs=1e-9), name
        assert found.recall == pytest.approx(theirs[name].recall, abs=1e-9), name
        assert found.f1 == pytest.approx(theirs[name].fmeasure, abs=1e-9), name


def test_a_pinned_pair_scores_what_rouge_score_0_1_2_gives() -> None:
    reference = "Le conseil municipal adopte le budget des transports pour 2024"
    hypothesis = "Le budget des transports est adopte par le conseil"
    a, b = library_words(reference), library_words(hypothesis)
    # rouge_score 0.1.2, no stemmer.
    assert rouge_n(a, b, 1).f1 == pytest.approx(0.7368421052631579, abs=1e-12)
    assert rouge_n(a, b, 2).f1 == pytest.approx(0.47058823529411764, abs=1e-12)
    assert rouge_l(a, b).f1 == pytest.approx(0.42105263157894735, abs=1e-12)


@settings(deadline=None)
@given(text=st.text(max_size=60))
def test_words_do_not_depend_on_how_accents_are_composed(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    taken_apart = unicodedata.normalize("NFD", text)
    assert unicode_words(composed) == unicode_words(taken_apart)


def test_accents_are_letters_so_summer_matches_summer_alone() -> None:
    summer, been = unicode_words("été"), unicode_words("ete")
    assert rouge_n(summer, unicode_words("e\u0301te\u0301"), 1).f1 == 1
    assert rouge_n(summer, been, 1).f1 == 0
    # The library drops the accents with their letters: to it « été » and « T » are one word.
    assert library_words("été") == library_words("T") == ["t"]


@given(text=st.lists(WORDS, min_size=1, max_size=14).map(" ".join))
def test_identity_scores_one(text: str) -> None:
    words = unicode_words(text)
    if words:
        assert rouge_n(words, words, 1).f1 == pytest.approx(1)
        assert rouge_l(words, words).f1 == pytest.approx(1)
        assert rouge_lsum([words], [words]).f1 == pytest.approx(1)
    if len(words) > 1:
        assert rouge_n(words, words, 2).f1 == pytest.approx(1)


@given(text=TEXTS)
def test_an_empty_side_scores_zero_and_does_not_crash(text: str) -> None:
    words = unicode_words(text)
    for a, b in ((words, []), ([], words), ([], [])):
        assert rouge_n(a, b, 1).f1 == 0
        assert rouge_n(a, b, 2).f1 == 0
        assert rouge_l(a, b).f1 == 0
        assert rouge_lsum([a], [b]).f1 == 0


@given(a=st.lists(st.sampled_from("abcd"), max_size=40), b=st.lists(st.sampled_from("abcd")))
def test_bit_vectors_find_the_length_that_the_table_finds(a: list[str], b: list[str]) -> None:
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, x in enumerate(a, 1):
        for j, y in enumerate(b, 1):
            table[i][j] = (
                table[i - 1][j - 1] + 1 if x == y else max(table[i - 1][j], table[i][j - 1])
            )
    assert lcs_length(a, b) == table[-1][-1]
    positions = lcs_positions(a, b)
    assert len(positions) == table[-1][-1]
    assert positions == sorted(set(positions))


def test_french_stems_join_singular_and_plural() -> None:
    pytest.importorskip("snowballstemmer", reason="snowballstemmer is not installed")
    assert french_stems("Les élections municipales") == french_stems("les election municipale") or (
        french_stems("élections")[0] == french_stems("élection")[0]
    )


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Il pleut. Le pont ferme. On attend.", 3),
        ("M. Arnal a vu Mme. Odin. Elle part.", 2),
        ("L'affaire J.-C. Morin continue.", 1),
        ("« Non. » Il se tait.", 2),
        ("Premier alinéa\nSecond alinéa", 2),
        ("Il a gagné 3.5 millions. C'est peu !", 2),
        ("", 0),
    ],
)
def test_sentences_are_cut_by_punctuation_and_lines(text: str, count: int) -> None:
    assert len(split_sentences(text)) == count


@given(text=st.text(alphabet='aéA .!?…»«"\n1', max_size=60))
def test_cutting_sentences_loses_no_letter(text: str) -> None:
    joined = "".join("".join(split_sentences(text)).split())
    assert joined == "".join(text.split())
