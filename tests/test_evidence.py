"""Evidence: which article sentences stand behind a sentence of the summary."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.document import Document, Paragraph, ParagraphKind, Sentence, Span
from summarizer.evidence import (
    EvidenceIndex,
    evidence_terms,
    find_all_evidence,
    find_evidence,
    light_stem,
)

ARTICLE = (
    "La mairie de Tréville va planter 1 200 arbres d’ici à 2027, a annoncé mardi la maire "
    "Hélène Carsac.",
    "Le chantier coûtera 3,4 millions d’euros, dont la moitié sera payée par la région.",
    "Les premiers tilleuls seront mis en terre en novembre le long du canal.",
    "L’opposition juge le projet trop cher et réclame un référendum.",
    "« Personne n’a consulté les commerçants de la rue Basse », regrette Paul Minard, "
    "conseiller d’opposition.",
    "En 2019, une tempête avait abattu près de 400 platanes dans la commune.",
    "Depuis, la température des rues a gagné deux degrés en été, selon une étude de "
    "l’université de Lormont.",
    "Les travaux commenceront par les cours d’école.",
)


def make_document(
    *paragraphs: tuple[str, ...], kinds: tuple[ParagraphKind, ...] | None = None
) -> Document:
    text = "\n\n".join(" ".join(p) for p in paragraphs)
    at = 0
    built = []
    for k, sentences in enumerate(paragraphs):
        made = []
        for s in sentences:
            start = text.index(s, at)
            at = start + len(s)
            made.append(Sentence(s, Span(start, at)))
        span = Span(made[0].span.start, made[-1].span.end)
        kind = ParagraphKind.TEXT if kinds is None else kinds[k]
        built.append(Paragraph(kind, span, tuple(made)))
    return Document(text, tuple(built))


DOCUMENT = make_document(ARTICLE)


@pytest.mark.parametrize("i", range(len(ARTICLE)))
def test_a_sentence_of_the_article_is_its_own_evidence_with_full_score(i: int) -> None:
    (evidence,) = find_evidence(DOCUMENT, ARTICLE[i])
    assert (evidence.sentence, evidence.score) == (i, 1.0)


def test_typography_does_not_hide_an_exact_match() -> None:
    plain = "\"Personne n'a consulté les commerçants de la rue Basse\", regrette Paul Minard, conseiller d'opposition."
    assert find_evidence(DOCUMENT, plain)[0].score == 1.0


def test_a_clause_copied_from_a_sentence_scores_fully() -> None:
    found = find_evidence(DOCUMENT, "Le chantier coûtera 3,4 millions d'euros.")
    assert (found[0].sentence, found[0].score) == (1, 1.0)


@pytest.mark.parametrize(
    ("paraphrase", "expected"),
    [
        ("Tréville plantera 1200 arbres avant 2027.", 0),
        ("La région financera la moitié du chantier, estimé à 3,4 millions d'euros.", 1),
        ("Des tilleuls orneront le canal dès novembre.", 2),
        ("Jugeant la dépense trop chère, les opposants réclament un référendum.", 3),
        ("Paul Minard regrette que les commerçants n'aient pas été consultés.", 4),
        ("Quelque 400 platanes avaient été abattus par une tempête.", 5),
        ("Selon des chercheurs de Lormont, les rues ont gagné 2 degrés l'été.", 6),
        ("Les écoles seront les premières servies, leurs cours d'abord.", 7),
    ],
)
def test_a_paraphrase_leads_to_its_sentence(paraphrase: str, expected: int) -> None:
    found = find_evidence(DOCUMENT, paraphrase)
    assert found[0].sentence == expected
    assert 0.2 < found[0].score < 1.0


def test_a_fused_sentence_has_both_of_its_sources() -> None:
    fused = "Tréville va planter 1 200 arbres pour 3,4 millions d'euros, mais l'opposition réclame un référendum."
    assert {e.sentence for e in find_evidence(DOCUMENT, fused)} == {0, 1, 3}


def test_max_sentences_is_a_limit() -> None:
    fused = "Tréville va planter 1 200 arbres pour 3,4 millions d'euros, mais l'opposition réclame un référendum."
    assert len(find_evidence(DOCUMENT, fused, max_sentences=1)) == 1
    assert find_evidence(DOCUMENT, fused, max_sentences=0) == ()


def test_an_unrelated_sentence_has_no_evidence() -> None:
    assert find_evidence(DOCUMENT, "Le cyclone s'approche des Philippines.") == ()


def test_the_right_number_weighs_more_than_the_right_words() -> None:
    document = make_document(
        ("L’usine emploie 320 salariés à Nantes.", "L’usine emploie des salariés depuis 1954.")
    )
    assert find_evidence(document, "L'usine compte 320 employés.")[0].sentence == 0
    assert (
        find_evidence(document, "Des salariés travaillent à l'usine depuis 1954.")[0].sentence == 1
    )


def test_a_wrong_number_lowers_the_score() -> None:
    right = find_evidence(DOCUMENT, "La mairie va planter 1 200 arbres à Tréville.")[0].score
    wrong = find_evidence(DOCUMENT, "La mairie va planter 1 500 arbres à Tréville.")[0].score
    assert wrong < right - 0.15


def test_a_heading_yields_to_the_body_that_says_the_same() -> None:
    document = make_document(
        ("Une grève dans les ports bretons",),
        ("Une grève paralyse les ports bretons depuis lundi.",),
        kinds=(ParagraphKind.TITLE, ParagraphKind.TEXT),
    )
    assert (
        find_evidence(document, "Les ports bretons sont paralysés par une grève.")[0].sentence == 1
    )


@pytest.mark.parametrize("empty", ["", "   ", "…", "« »", "de la"])
def test_a_sentence_without_words_has_no_evidence(empty: str) -> None:
    assert find_evidence(DOCUMENT, empty) == ()


def test_an_empty_document_gives_no_evidence() -> None:
    assert find_evidence(Document("", ()), "La mairie plante des arbres.") == ()


def test_scores_fall_within_each_answer_and_no_sentence_is_named_twice() -> None:
    for found in find_all_evidence(
        DOCUMENT, ["Tréville et la région plantent 400 tilleuls.", "Un référendum à 3,4 millions."]
    ):
        assert len({e.sentence for e in found}) == len(found) <= 3
        assert all(0 < e.score <= 1 for e in found)


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_text_gets_an_answer_within_bounds(text: str) -> None:
    found = find_evidence(DOCUMENT, text)
    assert len(found) <= 3
    assert all(0 <= e.sentence < len(ARTICLE) and 0 < e.score <= 1 for e in found)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("annonce", "annoncé"), ("annonçait", "annonçaient"), ("grève", "grèves"),
        ("national", "nationaux"), ("décidé", "décident"), ("mort", "mourir"),
        ("commerçant", "commerçants"), ("plantation", "plantations"), ("européen", "européens"),
        ("heureux", "heureuse"), ("coûtera", "coûte"),
    ],
)  # fmt: skip
def test_forms_of_a_word_share_a_stem(first: str, second: str) -> None:
    assert light_stem(first) == light_stem(second)


@pytest.mark.parametrize(
    ("first", "second"),
    [("port", "porc"), ("maire", "marée"), ("poisson", "poison"), ("vol", "ville")],
)
def test_different_words_keep_different_stems(first: str, second: str) -> None:
    assert light_stem(first) != light_stem(second)


@pytest.mark.parametrize("form", ["1 200 arbres", "1 200 arbres", "1.200 arbres", "1200 arbres"])
def test_thousands_are_the_same_number_however_written(form: str) -> None:
    assert "1200" in {t.key for t in evidence_terms(form)}


def test_one_sentence_is_searched_in_under_five_milliseconds() -> None:
    document = make_document(*(ARTICLE for _ in range(6)))
    index = EvidenceIndex(document)
    sentence = "Tréville plantera 1 200 arbres, une dépense de 3,4 millions que l'opposition juge trop chère."
    index.find(sentence)
    best = min(_time(lambda: index.find(sentence)) for _ in range(5))
    assert best < 0.005


def _time(call) -> float:  # type: ignore[no-untyped-def]
    start = time.perf_counter()
    call()
    return time.perf_counter() - start
