"""Extractiveness, support, length, and the optional metrics' manners."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.errors import ConfigError
from summarizer.evaluation.checking import summary_marks, translation_marks
from summarizer.evaluation.diffs import marked, marked_output
from summarizer.evaluation.extractiveness import (
    coverage,
    density,
    fragments,
    novel_share,
    repeated_share,
)
from summarizer.evaluation.metrics import make_scorers, usable
from summarizer.evaluation.scoring import Case, score_all

ARTICLE = (
    "La maire de Brive, Odile Sarrazin, a présenté mardi 14 mars un budget de 3 000 000 d'euros. "
    "Le conseil l'a adopté par 21 voix contre 8. L'école rouvrira en 2025."
)
WORDS = st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), max_size=20)


def test_a_summary_with_a_foreign_name_or_number_is_unsupported_and_a_faithful_one_is_not() -> None:
    def rate(text: str) -> float:
        return score_all(make_scorers(["source"]), [Case(text, (), ARTICLE)])["unsupported"]

    assert rate("À Brive, Odile Sarrazin défend un budget de 3 000 000 d'euros.") == 0
    assert rate("Le budget de Tulle est adopté.") == 100
    assert rate("Adopté par 22 voix contre 8.") == 100


def test_how_accents_are_composed_changes_no_score_against_the_source() -> None:
    text = "Adopté par 21 voix, l'école d'Odile Sarrazin rouvrira en 2026."
    scorers = make_scorers(["source", "checks", "rouge", "output"])
    apart = unicodedata.normalize("NFD", text)
    assert apart != text
    whole = score_all(scorers, [Case(text, (text,), ARTICLE)])
    assert score_all(scorers, [Case(apart, (text,), ARTICLE)]) == pytest.approx(whole)


def test_the_checks_find_an_invented_number_and_place_it() -> None:
    text = "Le budget est adopté. Il a eu 97 voix."
    marks, is_hard = summary_marks(text, ARTICLE)
    assert is_hard
    assert "97" in [text[m.start : m.end] for m in marks]
    assert score_all(make_scorers(["checks"]), [Case(text, (), ARTICLE)])["hard_findings"] == 100


def test_the_checks_find_a_changed_number_in_a_translation() -> None:
    source = "Le conseil l'a adopté par 21 voix contre 8."
    good, bad = (
        "The council adopted it by 21 votes to 8.",
        "The council adopted it by 31 votes to 8.",
    )
    marks, is_hard = translation_marks(bad, source)
    assert is_hard
    assert "31" in [bad[m.start : m.end] for m in marks]
    found = score_all(make_scorers(["checks_en"]), [Case(t, (), source) for t in (good, bad)])
    assert found["hard_findings"] == 50


def test_fragments_of_a_worked_example() -> None:
    article = [
        "the",
        "old",
        "bridge",
        "in",
        "the",
        "north",
        "closed",
        "on",
        "monday",
        "after",
        "the",
        "flood",
    ]
    summary = ["the", "flood", "closed", "the", "old", "bridge", "today"]
    # "the flood" (2), "closed" (1), "the old bridge" (3); "today" is new.
    assert fragments(article, summary) == [2, 1, 3]
    assert coverage([2, 1, 3], 7) == pytest.approx(6 / 7)
    assert density([2, 1, 3], 7) == pytest.approx(14 / 7)


@given(article=WORDS, summary=WORDS)
def test_coverage_counts_exactly_the_words_the_article_has(
    article: list[str], summary: list[str]
) -> None:
    lengths = fragments(article, summary)
    assert sum(lengths) == sum(w in set(article) for w in summary)
    if summary:
        assert coverage(lengths, len(summary)) == pytest.approx(
            1 - (novel_share(article, summary, 1) or 0)
        )


def test_shares_of_an_empty_summary_are_undefined_not_zero() -> None:
    assert coverage([], 0) is None
    assert novel_share(["a"], [], 1) is None
    assert repeated_share([], 2) is None


def test_redundancy_counts_repeated_bigrams() -> None:
    assert repeated_share(["a", "b", "a", "b", "a", "b"], 2) == pytest.approx(3 / 5)
    assert repeated_share(["a", "b", "c", "d"], 2) == 0


def test_every_metric_survives_an_empty_output() -> None:
    scorers = usable(make_scorers(["all"]), [Case("", ("Une référence.",), ARTICLE)])
    found = score_all(scorers, [Case("", ("Une référence.",), ARTICLE)])
    assert found["empty"] == 100
    assert found["words"] == 0
    for name in ("rouge1", "rouge2", "rougeL", "rougeLsum", "rouge1_lib", "bleu", "chrf"):
        assert found[name] == 0, name


def test_the_best_of_several_references_counts() -> None:
    case = Case("Le pont ferme lundi.", ("Tout autre chose ici.", "Le pont ferme lundi."))
    assert score_all(make_scorers(["rouge"]), [case])["rouge1"] == pytest.approx(100)


def test_groups_that_need_a_source_are_left_out_where_there_is_none() -> None:
    names = {
        s.name
        for scorer in usable(make_scorers(["all"]), [Case("a", ("a",))])
        for s in scorer.specs
    }
    assert "rouge1" in names
    assert "unsupported" not in names
    assert "words_per_s" not in names


def test_an_unknown_group_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(ConfigError, match=r"'rogue'.*rouge"):
        make_scorers(["rogue"])


def test_marks_show_shared_runs_shared_words_and_foreign_terms() -> None:
    html = marked_output(
        "Le pont de Tulle ferme <vite>, riverains inquiets.",
        ("Le pont ferme : les riverains protestent.",),
        ARTICLE,
    )
    assert '<mark class="m2">Le pont</mark>' in html
    assert '<mark class="m1">riverains</mark>' in html
    assert re.search(r'<mark class="u" title="[^"]*Tulle[^"]*">Tulle</mark>', html)
    assert "&lt;vite&gt;" in html
    assert '<span class="why">' in html


@given(text=st.text(max_size=60), other=st.text(max_size=60))
def test_marking_changes_no_character(text: str, other: str) -> None:
    from html import unescape

    assert unescape(re.sub(r"</?mark[^>]*>", "", marked(text, [other]))) == unescape_safe(text)


def unescape_safe(text: str) -> str:
    """What a browser shows for ``text`` once escaped: itself."""
    from html import escape, unescape

    return unescape(escape(text))
