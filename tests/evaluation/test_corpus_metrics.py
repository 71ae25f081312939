"""BLEU, chrF2 and TER: sacrebleu's figures, from sums that can be resampled."""

from __future__ import annotations

import random
import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sacrebleu = pytest.importorskip("sacrebleu", reason="sacrebleu is not installed")

from sacrebleu.metrics import lib_ter  # noqa: E402

from summarizer.evaluation.metrics import make_scorers  # noqa: E402
from summarizer.evaluation.scoring import Case, score_all, statistics  # noqa: E402
from summarizer.evaluation.ter import edits  # noqa: E402

WORDS = st.sampled_from(
    [
        "the",
        "a",
        "bridge",
        "was",
        "closed",
        "on",
        "Monday,",
        "12",
        "%",
        "of",
        "café",
        "users",
        "left",
        ".",
        "!",
    ]
)
LINES = st.lists(WORDS, max_size=12).map(" ".join)
SCORERS = make_scorers(["bleu", "chrf", "ter"])

REFERENCES = [
    "The bridge over the canal was closed on Monday morning.",
    "Twelve percent of the users of the café left.",
    "The mayor said that work would last three weeks.",
]
HYPOTHESES = [
    "The bridge across the canal was closed Monday morning.",
    "Twelve percent of café users have left.",
    "According to the mayor, the work will last three weeks.",
]


def cases(hypotheses: list[str], references: list[str]) -> list[Case]:
    return [Case(h, (r,)) for h, r in zip(hypotheses, references, strict=True)]


def test_pinned_lines_score_what_sacrebleu_2_6_0_gives() -> None:
    found = score_all(SCORERS, cases(HYPOTHESES, REFERENCES))
    assert found["bleu"] == pytest.approx(28.71, abs=0.005)
    assert found["chrf"] == pytest.approx(62.50, abs=0.005)
    assert found["ter"] == pytest.approx(42.86, abs=0.005)


@settings(max_examples=80, deadline=None)
@given(pairs=st.lists(st.tuples(LINES, LINES), min_size=1, max_size=6))
def test_any_corpus_scores_what_sacrebleu_gives(pairs: list[tuple[str, str]]) -> None:
    hypotheses, references = [h for h, _ in pairs], [r for _, r in pairs]
    found = score_all(SCORERS, cases(hypotheses, references))
    expected = {
        "bleu": sacrebleu.corpus_bleu(hypotheses, [references], force=True).score,
        "chrf": sacrebleu.corpus_chrf(hypotheses, [references]).score,
        "ter": sacrebleu.corpus_ter(hypotheses, [references]).score,
    }
    for name, value in expected.items():
        assert found[name] == pytest.approx(value, abs=1e-9), name


def test_several_references_score_what_sacrebleu_gives() -> None:
    second = [r.replace("closed", "shut") for r in REFERENCES]
    both = [Case(h, (a, b)) for h, a, b in zip(HYPOTHESES, REFERENCES, second, strict=True)]
    found = score_all(SCORERS, both)
    columns = [REFERENCES, second]
    assert found["bleu"] == pytest.approx(sacrebleu.corpus_bleu(HYPOTHESES, columns).score)
    assert found["chrf"] == pytest.approx(sacrebleu.corpus_chrf(HYPOTHESES, columns).score)
    assert found["ter"] == pytest.approx(sacrebleu.corpus_ter(HYPOTHESES, columns).score)


def test_identity_scores_one_hundred_and_needs_no_edit() -> None:
    found = score_all(SCORERS, cases(REFERENCES, REFERENCES))
    assert found == pytest.approx({"bleu": 100.0, "chrf": 100.0, "ter": 0.0})


def test_empty_hypotheses_score_zero_and_do_not_crash() -> None:
    found = score_all(SCORERS, cases(["", "", ""], REFERENCES))
    assert found["bleu"] == 0
    assert found["chrf"] == 0
    assert found["ter"] == 100


def test_the_order_of_lines_does_not_matter() -> None:
    order = list(range(3))
    random.Random(3).shuffle(order)
    shuffled = cases([HYPOTHESES[i] for i in order], [REFERENCES[i] for i in order])
    assert score_all(SCORERS, shuffled) == pytest.approx(
        score_all(SCORERS, cases(HYPOTHESES, REFERENCES))
    )


def test_how_accents_are_composed_does_not_matter() -> None:
    apart = [unicodedata.normalize("NFD", t) for t in HYPOTHESES]
    assert apart != HYPOTHESES
    assert score_all(SCORERS, cases(apart, REFERENCES)) == pytest.approx(
        score_all(SCORERS, cases(HYPOTHESES, REFERENCES))
    )


@settings(max_examples=40, deadline=None)
@given(
    pairs=st.lists(st.tuples(LINES, LINES), min_size=2, max_size=6),
    weights=st.lists(st.integers(0, 3), min_size=6, max_size=6),
)
def test_weighted_sums_score_the_corpus_with_lines_repeated(
    pairs: list[tuple[str, str]], weights: list[int]
) -> None:
    counts = weights[: len(pairs)]
    repeated = [p for p, n in zip(pairs, counts, strict=True) for _ in range(n)]
    if not repeated:
        return
    table = statistics(SCORERS, cases([h for h, _ in pairs], [r for _, r in pairs]))
    expected = score_all(SCORERS, cases([h for h, _ in repeated], [r for _, r in repeated]))
    for scorer in SCORERS:
        spec = scorer.specs[0]
        sums = np.asarray(counts, dtype=float) @ table[spec.name]
        assert float(spec.aggregate(sums)) == pytest.approx(expected[spec.name], abs=1e-9)


TOKENS = st.lists(st.sampled_from("abcdefgh"), max_size=70)


@settings(max_examples=60, deadline=None)
@given(hypothesis=TOKENS, reference=TOKENS, start=st.integers(0, 40))
def test_fast_edits_equal_sacrebleus_whatever_the_lengths(
    hypothesis: list[str], reference: list[str], start: int
) -> None:
    # The second pair shares most of its words in another order, so that shifts pay.
    moved = reference[start:] + reference[:start]
    for words in (hypothesis, moved):
        assert edits(words, reference) == lib_ter.translation_edit_rate(words, reference)[0]


def test_fast_edits_equal_sacrebleus_where_its_beam_binds() -> None:
    # A block moved by more than the beam, and lengths that differ by more than it.
    numbers = [str(i) for i in range(60)]
    for words in (numbers[30:] + numbers[:30], numbers[:30], numbers[::-1]):
        assert edits(words, numbers) == lib_ter.translation_edit_rate(words, numbers)[0]


def test_signatures_name_the_version_of_sacrebleu() -> None:
    for scorer in SCORERS:
        assert f"sacrebleu:{sacrebleu.__version__}" in scorer.specs[0].signature
