"""A summary is held against the whole article."""

from __future__ import annotations

import pytest

from summarizer.checks import (
    Finding,
    FindingKind,
    Part,
    Severity,
    check_summary,
    check_summary_english,
    count_claims,
    index_article,
    spoken_sentences,
    unsupported_terms,
    verdict_line,
)
from summarizer.document import Document
from summarizer.evaluation.planted import make_document
from summarizer.result import Verdict

ARTICLE = (
    "Le groupe Valmier a annoncé lundi la fermeture de son usine de Roanne.",
    "Les 320 salariés seront reclassés à Lyon ou indemnisés.",
    "La direction invoque une baisse des commandes de 35 % en deux ans.",
    "« Cette fermeture est une trahison », a déclaré Claire Roussin, déléguée syndicale.",
    "Le ministre Marc Aubrée n'a pas souhaité commenter la décision du groupe.",
    "Selon la presse, il aurait rencontré la direction en secret.",
)


@pytest.fixture(scope="module")
def document() -> Document:
    return make_document(ARTICLE)


def found(document: Document, sentence: str) -> list[Finding]:
    findings = check_summary(document, [sentence])
    return [f for f in findings if f.kind is not FindingKind.COVERAGE]


@pytest.mark.parametrize("sentence", ARTICLE)
def test_a_sentence_of_the_article_raises_no_doubt(document: Document, sentence: str) -> None:
    assert found(document, sentence) == []


def test_a_right_paraphrase_raises_no_doubt(document: Document) -> None:
    assert found(document, "Valmier ferme son usine de Roanne, qui emploie 320 salariés.") == []


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Les 230 salariés seront reclassés à Lyon.", FindingKind.NUMBER_CHANGED),
        ("Le groupe a reçu 48 millions d'euros d'aide.", FindingKind.NUMBER_INVENTED),
        ("Le groupe Valmier ferme son usine de Bourges.", FindingKind.NAME_CHANGED),
        ("Emmanuel Dubosc a réagi sur Twitter.", FindingKind.NAME_INVENTED),
        ("Le groupe italien Valmier ferme une usine.", FindingKind.NAME_INVENTED),
        (
            "Le ministre Marc Aubrée a souhaité commenter la décision du groupe.",
            FindingKind.NEGATION_LOST,
        ),
        (
            "Le groupe Valmier n'a pas annoncé lundi la fermeture de son usine de Roanne.",
            FindingKind.NEGATION_ADDED,
        ),
        ("Il a rencontré la direction en secret.", FindingKind.MODALITY_LOST),
        (
            "« Cette fermeture est une trahison », a déclaré Marc Aubrée.",
            FindingKind.ATTRIBUTION_CHANGED,
        ),
        ("Le groupe Valmier a annoncé la fermeture de", FindingKind.UNFINISHED),
    ],
)
def test_a_wrong_sentence_is_found(document: Document, sentence: str, kind: FindingKind) -> None:
    assert kind in {f.kind for f in found(document, sentence)}


def test_an_invented_number_or_name_is_hard(document: Document) -> None:
    (number,) = found(document, "Le groupe a reçu 48 millions d'euros d'aide.")
    assert number.severity is Severity.HARD


def test_the_source_span_points_into_the_article(document: Document) -> None:
    (finding,) = found(document, "Les 230 salariés seront reclassés à Lyon.")
    assert finding.source_span is not None
    start, end = finding.source_span.start, finding.source_span.end
    assert document.text[start:end] == "320"


def test_a_summary_longer_than_its_article_is_said() -> None:
    short = make_document(["Il pleut à Brest."])
    findings = check_summary(short, ["Il pleut à Brest, et il pleut encore à Brest ce soir."])
    assert FindingKind.LENGTH in {f.kind for f in findings}


def test_the_share_read_and_the_passages_left_out_are_told() -> None:
    filler = [
        f"Le quartier numéro {i} garde ses marchés, ses écoles, ses jardins et ses fontaines."
        for i in range(2, 9)
    ]
    document = make_document([ARTICLE[0], *filler])
    findings = check_summary(document, [ARTICLE[0]], read_share=0.62)
    coverage = [f for f in findings if f.kind is FindingKind.COVERAGE]
    assert "62" in coverage[0].message_fr
    assert coverage[1].part is Part.ARTICLE
    assert coverage[1].sentence == 1
    assert spoken_sentences(document, [ARTICLE[0]]) == (True,) + (False,) * 7


def test_the_english_summary_is_held_against_the_french_one() -> None:
    findings = check_summary_english(
        ["Les 320 salariés partent.", "Il pleut."], ["The 230 employees leave.", "It is raining."]
    )
    assert [(f.kind, f.part, f.sentence) for f in findings] == [
        (FindingKind.NUMBER_CHANGED, Part.SUMMARY_EN, 0)
    ]
    assert findings[0].source_span is None


def test_summaries_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        check_summary_english(["Un."], [])


def test_claims_are_counted_and_the_verdict_says_so(document: Document) -> None:
    index = index_article(document)
    right = "Valmier ferme lundi son usine de Roanne : 320 salariés."
    assert count_claims(index, right, output_lang="fr") == (3, 3)
    assert count_claims(index, right.replace("320", "230"), output_lang="fr") == (3, 2)
    assert count_claims(ARTICLE[1], "The 320 employees go to Lyon.", output_lang="en") == (2, 2)


@pytest.mark.parametrize(
    ("verdict", "fr", "en"),
    [
        (
            Verdict(12, 12),
            "12 nombres et noms vérifiés, 12 retrouvés dans l'article.",
            "12 numbers and names checked, 12 found in the article.",
        ),
        (
            Verdict(5, 1, 2),
            "5 nombres et noms vérifiés, 1 retrouvé dans l'article. "
            "2 phrases corrigées après vérification.",
            "5 numbers and names checked, 1 found in the article. "
            "2 sentences repaired after checking.",
        ),
        (Verdict(0, 0), "Aucun nombre ni nom à vérifier.", "No numbers or names to check."),
        (
            Verdict(1, 0),
            "1 nombre ou nom vérifié, non retrouvé.",
            "1 number or name checked, not found.",
        ),
    ],
)
def test_the_verdict_is_one_plain_line(verdict: Verdict, fr: str, en: str) -> None:
    assert verdict_line(verdict, "fr") == fr
    assert verdict_line(verdict, "en") == en


def test_unsupported_terms_are_numbers_and_capitals_that_the_article_lacks() -> None:
    article = "Le maire de Lyon a reçu 4.000 euros en Économie."
    assert unsupported_terms(article, "Le maire de Lyon a reçu 4 000 euros.") == ["4000"]
    assert unsupported_terms(article, "Hier, Marc a vu Lyon et 3,5 % d'economie.") == [
        "3.5",
        "Marc",
    ]
    assert unsupported_terms(article, 'Il dit "Bonjour". Elle part.') == []


def test_a_title_needs_no_full_stop(document: Document) -> None:
    title = "Valmier ferme son usine de Roanne"
    kinds = {f.kind for f in check_summary(document, [title])}
    assert FindingKind.UNFINISHED in kinds
    kinds = {f.kind for f in check_summary(document, [title], is_title=True)}
    assert FindingKind.UNFINISHED not in kinds


def test_what_the_article_says_twice_the_summary_may_say_twice() -> None:
    said = "« J'ai lu le script, le script était une source d'inspiration », a-t-il dit."
    kinds = {f.kind for f in check_summary(make_document([said, *ARTICLE]), [said])}
    assert FindingKind.REPETITION not in kinds
    kinds = {f.kind for f in check_summary(make_document(ARTICLE), [said])}
    assert FindingKind.REPETITION in kinds
