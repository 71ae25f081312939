"""The reference corpus keeps the format that its README promises."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

import pytest

from summarizer.evaluation.corpus import (
    GENRES,
    ReferenceArticle,
    corpus_sha256,
    load_corpus,
)
from summarizer.normalization import to_model_text

ARTICLES = load_corpus()
each_article = pytest.mark.parametrize("article", ARTICLES, ids=lambda a: a.id)

_FRENCH_NUMBER = re.compile(r"\d+(?:[ \u00a0\u202f]\d{3}(?!\d))*(?:,\d+)?")
_ENGLISH_NUMBER = re.compile(r"\d+(?:,\d{3}(?!\d))*(?:\.\d+)?")
_WHOLE_HOUR = re.compile(r"(\d+)[ \u00a0](?:h|heures?)\b(?![ \u00a0]?\d)")


def folded(text: str) -> str:
    """``text`` without white space and quotes, dashes and apostrophes made plain."""
    return re.sub(r"[\s\"'‹›]", "", to_model_text(text))


def n_words(text: str) -> int:
    return sum(any(c.isalnum() for c in token) for token in text.split())


def numbers_in_english_form(french: str) -> list[str]:
    return [
        re.sub(r"[ \u00a0\u202f]", ",", number.replace(",", "."))
        for number in _FRENCH_NUMBER.findall(french)
    ]


def missing_numbers(french: str, english: str) -> list[str]:
    """Figures of ``french`` that ``english`` lacks; 18 heures may have become 6 p.m."""
    there = Counter(_ENGLISH_NUMBER.findall(english))
    if "p.m." in english:
        for hour in _WHOLE_HOUR.findall(french):
            there[hour] += there[str(int(hour) - 12)]
    return [n for n in numbers_in_english_form(french) if not there[n]]


def test_the_number_check_sees_a_wrong_figure() -> None:
    assert missing_numbers("Il a payé 3\u202f000 € et 55,4 %.", "He paid €3,000 and 55.4%.") == []
    assert missing_numbers("Il a payé 3\u202f000 €.", "He paid €3.") == ["3,000"]
    assert missing_numbers("À 18 heures.", "At 6 p.m.") == []
    assert missing_numbers("À 18 heures.", "At 7 p.m.") == ["18"]


def test_ids_are_unique_and_sorted() -> None:
    ids = [a.id for a in ARTICLES]
    assert ids == sorted(set(ids))


@each_article
def test_the_fields_are_filled_and_the_genre_is_known(article: ReferenceArticle) -> None:
    assert article.genre in GENRES
    assert re.fullmatch(r"\d\d-[a-z0-9-]+", article.id)
    for text in (article.title, article.title_en, *(t for pair in article.sentences for t in pair)):
        assert text == text.strip() != ""
    assert article.n_words == sum(n_words(fr) for fr, _ in article.sentences)
    assert 120 <= article.n_words <= 2500


@each_article
def test_the_article_is_in_raw_in_order(article: ReferenceArticle) -> None:
    raw = folded(article.raw)
    assert folded(article.title) in raw
    position = 0
    for french, _ in article.sentences:
        found = raw.find(folded(french), position)
        assert found >= 0, french
        position = found + len(folded(french))


@each_article
def test_furniture_lines_stand_in_raw_verbatim_and_in_order(article: ReferenceArticle) -> None:
    lines = iter(line.strip() for line in article.raw.splitlines())
    assert article.furniture
    for line in article.furniture:
        assert line in lines, line


@each_article
def test_raw_holds_nothing_but_title_sentences_and_furniture(article: ReferenceArticle) -> None:
    whole = [article.title, *(fr for fr, _ in article.sentences), *article.furniture]
    assert Counter(folded(article.raw)) == sum((Counter(folded(t)) for t in whole), Counter())


@each_article
def test_paragraphs_and_headings_are_positions_of_sentences(article: ReferenceArticle) -> None:
    starts = article.paragraph_starts
    assert starts[0] == 0
    assert list(starts) == sorted(set(starts))
    assert starts[-1] < len(article.sentences)
    for heading in article.headings:
        assert heading in starts
        assert heading + 1 in starts
    assert folded(article.text) == folded(" ".join(fr for fr, _ in article.sentences))
    assert len(article.text_en.split("\n\n")) == len(starts)


@each_article
def test_the_french_is_in_clean_typography(article: ReferenceArticle) -> None:
    for text in (article.title, *(fr for fr, _ in article.sentences), *article.summaries):
        assert text == unicodedata.normalize("NFC", text)
        assert not re.search(r"['\"\u00ad\u200b\ufeff]|\.\.\.|  |«(?!\u00a0)|(?<!\u00a0)»", text), (
            text
        )
        assert not re.search(r"[^\u202f!?][;!?]|(?<=\w):(?!//|\d)", text), text


@each_article
def test_the_english_is_in_clean_typography(article: ReferenceArticle) -> None:
    for text in (article.title_en, *(en for _, en in article.sentences), *article.summaries_en):
        assert not re.search(r"['\"«»\u00ad\u00a0\u202f]|\.\.\.|  | [,;:!?.](?!\d)", text), text
    quotes = re.findall("[“”]", article.text_en)
    assert quotes == ["“", "”"] * (len(quotes) // 2)


@each_article
def test_figures_of_a_sentence_are_in_its_translation(article: ReferenceArticle) -> None:
    pairs = [
        (article.title, article.title_en),
        *article.sentences,
        *zip(article.summaries, article.summaries_en, strict=True),
    ]
    assert [(fr, missing) for fr, en in pairs if (missing := missing_numbers(fr, en))] == []


@each_article
def test_translations_have_a_plausible_length(article: ReferenceArticle) -> None:
    for french, english in article.sentences:
        if len(french) >= 40:
            assert 0.6 <= len(english) / len(french) <= 1.55, french
        assert french != english or n_words(french) <= 4, french


@each_article
def test_no_pair_holds_two_sentences(article: ReferenceArticle) -> None:
    end = re.compile(
        r"(?:[^\W_]{2}|[%)»”])(?<!\bMM)(?<!\bav)[.?!…\u202f]*[.?!…][ \u00a0]?[»”]? [«“]?[A-ZÀ-Þ]"
    )
    for pair in article.sentences:
        for text in pair:
            assert not end.search(text), text


@each_article
def test_summaries_are_two_short_and_supported(article: ReferenceArticle) -> None:
    assert len(article.summaries) == len(article.summaries_en) == 2
    assert article.summaries[0] != article.summaries[1]
    source = to_model_text(f"{article.title} {article.text}")
    words = set(re.findall(r"\w+", source))
    for summary in article.summaries:
        assert 25 <= n_words(summary) <= 60, n_words(summary)
        assert summary.endswith((".", "»"))
        figures = _FRENCH_NUMBER.findall(to_model_text(summary))
        assert [f for f in figures if f not in source] == []
        names = re.findall(r"(?<![.!?] )(?<!^)\b[A-ZÀ-Þ]\w+", to_model_text(summary))
        assert [name for name in names if name not in words] == []


def test_the_hash_is_stable_and_hexadecimal() -> None:
    assert corpus_sha256() == corpus_sha256()
    assert re.fullmatch(r"[0-9a-f]{64}", corpus_sha256())


def test_the_set_covers_the_genres_and_the_lengths() -> None:
    assert len(ARTICLES) >= 24
    assert {a.genre for a in ARTICLES} == set(GENRES)
    lengths = [a.n_words for a in ARTICLES]
    assert sum(120 <= n <= 250 for n in lengths) >= 8
    assert sum(300 <= n <= 600 for n in lengths) >= 10
    assert sum(800 <= n <= 1400 for n in lengths) >= 4
    assert sum(1800 <= n <= 2500 for n in lengths) >= 2


def test_the_set_holds_the_hard_typography_it_promises() -> None:
    raw = "\n".join(a.raw for a in ARTICLES)
    for mark in ("'", "’", "«\u00a0", "« ", "“", '"', "\u202f", "\u00a0", "\u00ad", "...", "…"):
        assert mark in raw, f"U+{ord(mark[0]):04X}"
    for pattern in (
        r"\w[?!;:]",
        r"n°.\d",
        r"art\.",
        r"c\.-à-d\.",
        r"\d.h.\d\d",
        r"\d+,\d+ ?%",
        "e\u0301",
    ):
        assert re.search(pattern, raw), pattern
    assert any(n_words(fr) > 60 for a in ARTICLES for fr, _ in a.sentences)
