"""Whatever the text, the checks answer; what is the same raises no hard doubt."""

from __future__ import annotations

import random
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.checks import (
    Part,
    Severity,
    check_summary,
    check_translation,
    count_claims,
    find_quantities,
    unsupported_terms,
)
from summarizer.checks.names import find_names
from summarizer.evaluation.planted import make_document

PIECES = [
    "Vladimir Poutine", "l'OTAN", "55,41 %", "27 novembre", "14 h 30", "n'a pas", "aucun", "«",
    "»", '"', "(", ")", "1,5 milliard", "XIXe", "vingt-cinq", "quatre-vingt", "cent", "et", "de",
    "million", "demi", "un", "deux tiers", "sans", "St.", "U.S.", "I", "K-J.", "-", "'", "...",
    "9/11", "31/12/2024", "3-1", "1990s", "a", "half", "hundred", "\u202f", "\u00a0", "12e", "km2",
    "G20", "$", "€", "0", "1.2.3.4", "12,345,678", "le", "la", "a dit", "selon", "not", "never",
]  # fmt: skip

texts = st.one_of(
    st.text(max_size=80),
    st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=10).map("".join),
)

SENTENCES = [
    "Le groupe Valmier a annoncé lundi la fermeture de son usine de Roanne.",
    "Les 320 salariés seront reclassés à Lyon ou indemnisés.",
    "Le ministre Marc Aubrée n'a pas souhaité commenter la décision.",
    "Le 3 mai 2021, la Russie et l'Ukraine ont signé un accord à Minsk.",
    "Près de 12 000 personnes auraient quitté la région en vingt-cinq jours.",
    "L'ONU réclame 1,5 milliard d'euros avant le 1er janvier.",
]


@settings(max_examples=120, deadline=None)
@given(texts, texts)
def test_a_translation_check_never_fails_and_its_spans_are_inside(fr: str, en: str) -> None:
    for finding in check_translation(fr, en, sentence=3, part=Part.TRANSLATION, source_start=7):
        assert finding.sentence == 3
        assert finding.message_fr and finding.message_en
        if finding.output_span is not None:
            assert finding.output_span.end <= len(en)
        if finding.source_span is not None:
            assert 7 <= finding.source_span.start <= finding.source_span.end <= len(fr) + 7


@settings(max_examples=80, deadline=None)
@given(st.lists(texts, max_size=4), st.lists(texts, max_size=3))
def test_a_summary_check_never_fails_and_its_spans_are_inside(
    article: list[str], summary: list[str]
) -> None:
    document = make_document(article)
    for finding in check_summary(document, summary, read_share=0.5):
        if finding.output_span is not None:
            assert finding.sentence is not None
            assert finding.output_span.end <= len(summary[finding.sentence])
        if finding.source_span is not None:
            assert finding.source_span.end <= len(document.text)


@settings(max_examples=120, deadline=None)
@given(texts, st.sampled_from(["fr", "en"]))
def test_quantities_and_names_are_where_they_say(text: str, lang: str) -> None:
    ends = 0
    for quantity in find_quantities(text, lang):
        assert quantity.span.start >= ends
        ends = quantity.span.end
        assert quantity.text == text[quantity.span.start : quantity.span.end]
    for name in find_names(text, lang):
        assert name.text == text[name.span.start : name.span.end]


@settings(max_examples=60, deadline=None)
@given(texts)
def test_a_text_supports_itself(text: str) -> None:
    assert unsupported_terms(text, text) == []
    checked, found = count_claims(text, text, output_lang="fr")
    assert checked == found


def test_extracts_of_an_article_raise_no_hard_finding() -> None:
    rng = random.Random(7)
    for _ in range(20):
        article = rng.sample(SENTENCES, k=rng.randint(2, len(SENTENCES)))
        extract = rng.sample(article, k=rng.randint(1, 2))
        findings = check_summary(make_document(article), extract)
        assert not [f for f in findings if f.severity is Severity.HARD]


def test_the_model_form_of_a_sentence_is_read_as_the_typographic_one() -> None:
    typographic = "«\u00a0L’OTAN compte 3\u202f000 hommes\u00a0», dit-il à 14\u202fh\u202f30."
    plain_form = re.sub("[\u00a0\u202f]", " ", typographic).replace("’", "'")
    english = '"NATO has 3,000 men," he says at 2:30 p.m.'
    for fr in (typographic, plain_form):
        assert check_translation(fr, english, sentence=0, part=Part.TRANSLATION) == []
