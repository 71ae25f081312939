"""Sentences: the golden set in both typographies, and the hard cases by name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from summarizer.document import Furniture, FurnitureKind, ParagraphKind, Span
from summarizer.extraction.cleaned import CleanedArticle, CleanedParagraph
from summarizer.normalization import to_model_text
from summarizer.segmentation import make_document, split_sentences

GOLDEN = [
    json.loads(line)
    for line in (Path(__file__).parent / "golden" / "sentences.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]


def sentences_of(text: str) -> list[str]:
    return [text[s.start : s.end] for s in split_sentences(text)]


@pytest.mark.parametrize("case", GOLDEN, ids=[c["id"] for c in GOLDEN])
def test_golden_sentences_are_cut_alike_in_both_typographies(case: dict[str, object]) -> None:
    text, expected = str(case["text"]), [str(s) for s in case["sentences"]]  # type: ignore[attr-defined]
    assert sentences_of(text) == expected
    assert sentences_of(to_model_text(text)) == [to_model_text(s) for s in expected]


def test_the_golden_set_is_large_and_every_case_is_its_sentences() -> None:
    assert len(GOLDEN) >= 150
    assert len({c["id"] for c in GOLDEN}) == len({c["text"] for c in GOLDEN}) == len(GOLDEN)
    for case in GOLDEN:
        assert "".join(case["sentences"]).replace(" ", "") == case["text"].replace(" ", "")


@pytest.mark.parametrize(
    "text",
    [
        "«\u00a0Bonjour\u202f!\u00a0» dit-il. Elle sourit.",
        "« Bonjour ! » dit-il. Elle sourit.",
        '"Bonjour !" dit-il. Elle sourit.',
        '"Bonjour!" dit-il. Elle sourit.',
        "“Bonjour !” dit-il. Elle sourit.",
        "‘Bonjour !’ dit-il. Elle sourit.",
        "'Bonjour !' dit-il. Elle sourit.",
        '" Bonjour ! " dit-il. Elle sourit.',
    ],
)
def test_quotation_marks_of_any_style_give_the_same_two_sentences(text: str) -> None:
    first, second = sentences_of(text)
    assert first.endswith("dit-il.")
    assert second == "Elle sourit."


def test_nested_quotations_are_cut_like_plain_ones() -> None:
    typographic = (
        "« Il m’a crié “Sauve-toi !” et j’ai couru », dit Léo. « Depuis, je n’ai plus peur. »"
    )
    plain = to_model_text(typographic)
    assert len(sentences_of(typographic)) == len(sentences_of(plain)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "La thèse, c.-à-d. Paris, tient.",
        "En 52 av. J.-C. Vercorix se rend.",
        "Hier, M. Tessier a vu Mme Tessier.",
        "K-J. Tokaïev, puis K.-J. Tokaïev et V. Poutine ont signé.",
        "Le n° 5, l’art. 3 et l’al. 2 sont cités p. 12.",
        "Des clous, des vis, etc. traînent au sol.",
    ],
)
def test_abbreviations_do_not_end_a_sentence(text: str) -> None:
    assert sentences_of(text) == [text]


def test_a_form_of_to_be_ends_a_sentence() -> None:
    assert sentences_of("On dit qu’il est. Nous verrons.") == ["On dit qu’il est.", "Nous verrons."]


def test_a_line_break_always_ends_a_sentence() -> None:
    text = "Un titre sans point\nLe texte commence ici\r\n\r\nIl finit là\u2028Fin"
    assert sentences_of(text) == [
        "Un titre sans point",
        "Le texte commence ici",
        "Il finit là",
        "Fin",
    ]


def test_a_very_long_sentence_stays_whole() -> None:
    text = "Le conseil a " + "voté un texte ; puis il a " * 60 + "levé la séance."
    assert sentences_of(text) == [text]


@pytest.mark.parametrize("text", ["", " ", "\n\u00a0\t\n"])
def test_white_space_has_no_sentence(text: str) -> None:
    assert split_sentences(text) == []


@pytest.mark.parametrize("text", ["…", "?!", "» .", "Mot", "M.", '"', "😀"])
def test_a_scrap_is_one_sentence(text: str) -> None:
    assert sentences_of(text) == [text]


def test_a_document_keeps_text_kinds_and_furniture() -> None:
    text = "Le port rouvre\n\nM. Lanoë l’a dit. Les quais sont sûrs.\n\n- Un bac.\n- Deux grues."
    kinds = [ParagraphKind.TITLE, ParagraphKind.TEXT, *[ParagraphKind.LIST_ITEM] * 2]
    spans = [Span(0, 14), Span(16, 54), Span(56, 65), Span(66, 79)]
    cleaned = CleanedArticle(
        text,
        tuple(CleanedParagraph(k, s) for k, s in zip(kinds, spans, strict=True)),
        (Furniture("Lire aussi", FurnitureKind.RELATED, 2),),
        "port.txt",
    )
    document = make_document(cleaned)
    assert document.text == text
    assert document.origin == "port.txt"
    assert document.furniture == cleaned.furniture
    assert document.title == "Le port rouvre"
    assert [p.kind for p in document.paragraphs] == kinds
    assert [s.text for s in document.sentences] == [
        "Le port rouvre",
        "M. Lanoë l’a dit.",
        "Les quais sont sûrs.",
        "- Un bac.",
        "- Deux grues.",
    ]
    assert all(text[s.span.start : s.span.end] == s.text for s in document.sentences)
