"""Cleaning keeps every letter, is done after one pass, and never fails on any text."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.document import ParagraphKind
from summarizer.errors import InputError
from summarizer.extraction import CleanedArticle, clean_article
from summarizer.extraction.repair import repair_text
from summarizer.normalization import normalize_french

LINES = st.sampled_from(
    [
        "", "", "Le titre du jour", "Lire aussi", "France", "Par Jeanne Martin", "- un point",
        "1. Premier point", "2. Deuxième", "a) lettre", "Publicité", "---", "© AFP", "—", "# Titre",
        "Le président de la République a parlé hier soir à la télévision pour annoncer",
        "que le gouvernement tomberait bientôt, selon plusieurs personnes présentes dans la",
        "salle. « Rien n'est décidé », a-t-", "il ajouté avant de partir pour Saint-", "Denis.",
        "Il a parlé.", "Vraiment ?", "— Bonjour, dit-il.", "MENU", "Partager sur Facebook", "\f", "3",
        'Il dit "oui" !', "Comments are closed.", "ef\u00ad", "\u00ad", "l'", "&nbsp;", "&amp;amp;lt;",
        "* puce", "– tiret", "•", "#", "## ", "12 mars 2021", "Le journal - page 4", "o\tpuce", "\x1f", "\u3000", "Ã\u202fa", "Â :", "&am-", "p;", "ici\x1f",
    ]
)  # fmt: skip
ARTICLES = st.lists(LINES, max_size=14).map("\n".join)
ODD = st.text(
    alphabet=st.sampled_from(
        "aBé1 .-–—•*#\n\n\t\f\r\u00a0\u202f\u00ad\u200b\u2028\x85\"'«»&;!:()/|>"
    ),
    max_size=50,
)
ANY = st.one_of(ARTICLES, ODD, st.text(max_size=80))


def _repaired(raw: str) -> str:
    """``raw`` repaired and normalised until neither finds more to do."""
    text = normalize_french(repair_text(raw))
    for _ in range(6):
        text = normalize_french(repair_text(text))
    return text


def _letters(text: str) -> Counter[str]:
    return Counter(c for c in text if c.isalnum())


@given(ANY)
@settings(max_examples=300, deadline=None)
def test_cleaning_what_was_cleaned_changes_nothing(raw: str) -> None:
    text = clean_article(raw).text
    assert clean_article(text).text == text


@given(ANY)
@settings(max_examples=300, deadline=None)
def test_every_letter_and_digit_is_in_the_text_or_in_the_furniture(raw: str) -> None:
    clean = clean_article(raw)
    everything = clean.text + "".join(f.text for f in clean.furniture)
    assert _letters(everything) == _letters(_repaired(raw))


@given(
    st.lists(
        st.sampled_from(["Le maire a parlé : « Non ! »", "Menu", "© AFP", "- un", "Un. Deux ?"])
    )
)
@settings(deadline=None)
def test_in_separate_paragraphs_not_even_a_mark_is_lost(paragraphs: list[str]) -> None:
    raw = "\n\n".join(paragraphs)
    clean = clean_article(raw)
    kept = Counter((clean.text + "".join(f.text for f in clean.furniture)).replace("–", "-"))
    expected = Counter(normalize_french(raw))
    for space in " \n\u00a0\u202f":
        kept.pop(space, None)
        expected.pop(space, None)
    assert kept == expected


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_gives_an_article_or_an_input_error(raw: str) -> None:
    try:
        clean = clean_article(raw)
    except InputError:
        return
    assert isinstance(clean, CleanedArticle)
    clean.text.encode("utf-8")


@given(ANY)
@settings(max_examples=200, deadline=None)
def test_spans_cut_the_text_into_its_paragraphs(raw: str) -> None:
    clean = clean_article(raw)
    at = 0
    for i, paragraph in enumerate(clean.paragraphs):
        if i:
            item = ParagraphKind.LIST_ITEM
            both = paragraph.kind is item and clean.paragraphs[i - 1].kind is item
            gap = "\n" if both else "\n\n"
            assert clean.text[at : at + len(gap)] == gap
            at += len(gap)
        assert paragraph.span.start == at
        at = paragraph.span.end
        text = clean.text[paragraph.span.start : at]
        assert text and text == text.strip() and "\n" not in text
    assert at == len(clean.text)
    assert all(0 <= f.before_paragraph <= len(clean.paragraphs) for f in clean.furniture)
