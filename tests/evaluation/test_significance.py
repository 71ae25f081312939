"""Intervals that hold what they promise, and tests that can tell and can fail to tell."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.errors import ConfigError, InputError
from summarizer.evaluation import coverage_study, significance
from summarizer.evaluation.scoring import Better, FloatArray, MetricSpec, mean_of
from summarizer.evaluation.significance import (
    Resampling,
    bootstrap_sums,
    compare,
    holm,
    interval,
    spearman,
    tail,
)

MEAN = MetricSpec("mean", "mean", "mean", mean_of, 2)
FAST = Resampling(n_samples=300, n_shuffles=2000)


def rows(values: FloatArray | list[float]) -> FloatArray:
    array = np.asarray(values, dtype=float)
    return np.column_stack([array, np.ones_like(array)])


def test_the_interval_of_a_normal_mean_agrees_with_the_textbook() -> None:
    values = np.random.default_rng(1).normal(30, 12, 900)
    found = interval(rows(values), MEAN, Resampling(n_samples=4000))
    error = values.std() / np.sqrt(900)
    assert found.value == pytest.approx(values.mean())
    assert found.low == pytest.approx(values.mean() - 1.96 * error, abs=0.1)
    assert found.high == pytest.approx(values.mean() + 1.96 * error, abs=0.1)
    assert found.n == 900


def test_a_seed_gives_the_same_interval_and_another_seed_another() -> None:
    values = rows(np.random.default_rng(2).normal(size=50))
    first = interval(values, MEAN, Resampling(200, seed=7))
    assert first == interval(values, MEAN, Resampling(200, seed=7))
    assert first != interval(values, MEAN, Resampling(200, seed=8))


def test_resamples_are_paired_and_keep_the_number_of_texts() -> None:
    stats = rows(np.arange(40.0))
    sums = bootstrap_sums(stats, FAST)
    assert sums.shape == (300, 2)
    assert (sums[:, 1] == 40).all()
    np.testing.assert_array_equal(sums[:, 0] * 3, bootstrap_sums(stats * [3, 1], FAST)[:, 0])


@pytest.mark.parametrize(("n", "t"), [(5, 2.776), (10, 2.262), (24, 2.069), (1500, 1.9616)])
def test_tails_move_outwards_by_students_quantile_for_few_texts(n: int, t: float) -> None:
    # t: scipy 1.17, scipy.stats.t.ppf(0.975, n - 1)
    expected = NormalDist().cdf(-t * (n / (n - 1)) ** 0.5)
    assert tail(0.95, n) == pytest.approx(expected, rel=0.03)
    assert tail(0.95, n) < 0.025


def test_twenty_four_texts_are_covered_nearly_as_promised() -> None:
    found = coverage_study.run(1000, Resampling(n_samples=400), (24,))
    by_name = {c.name: c.observed for c in found}
    # Two standard errors of 1,000 trials are 1.4 points.
    assert by_name["normal"] >= 0.93, found
    assert by_name["beta"] >= 0.93, found
    assert by_name["corpus ratio"] >= 0.92, found
    # No percentile can mend a share of few steps or strong skewness: the docs say how much.
    assert by_name["share"] >= 0.89, found
    assert by_name["log-normal"] >= 0.89, found


def test_plain_percentiles_would_cover_fewer_of_twenty_four_texts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    expanded = coverage_study.run(300, Resampling(n_samples=300), (24,))
    monkeypatch.setattr(significance, "tail", lambda confidence, n: (1 - confidence) / 2)
    plain = coverage_study.run(300, Resampling(n_samples=300), (24,))
    assert sum(c.observed for c in expanded) > sum(c.observed for c in plain) + 0.05


def test_many_texts_are_resampled_in_pieces_of_bounded_size() -> None:
    stats = rows(np.ones(30_000))
    assert bootstrap_sums(stats, Resampling(150)).shape == (150, 2)


def test_no_texts_are_refused() -> None:
    with pytest.raises(InputError, match="0 rows"):
        interval(np.zeros((0, 2)), MEAN, FAST)


@pytest.mark.parametrize(
    "settings_", [{"n_samples": 0}, {"n_shuffles": 0}, {"confidence": 1.0}, {"confidence": 0.0}]
)
def test_settings_out_of_range_are_refused(settings_: dict[str, float]) -> None:
    with pytest.raises(ConfigError):
        Resampling(**settings_)  # type: ignore[arg-type]


def test_coverage_by_simulation_is_near_what_is_promised() -> None:
    found = coverage_study.run(120, Resampling(n_samples=150), (150,))
    assert {c.name for c in found} >= {"share", "normal", "log-normal", "corpus ratio"}
    for study in found:
        # Three standard errors of 120 trials are 6 points; a wrong interval misses by more.
        assert 0.88 <= study.observed <= 1.0, study


def test_an_interval_that_is_too_narrow_would_be_noticed() -> None:
    narrow = coverage_study.run(120, Resampling(n_samples=150, confidence=0.7), (150,))
    assert all(c.observed < 0.85 for c in narrow)


def test_a_system_far_better_than_another_is_told_apart_by_both_tests() -> None:
    rng = np.random.default_rng(3)
    base = rng.normal(30, 5, 200)
    found = compare({"a": rows(base + 3), "b": rows(base)}, MEAN, FAST)[0]
    assert found.difference == pytest.approx(3)
    assert found.low > 0
    assert found.p_bootstrap < 0.01
    assert found.p_randomisation < 0.01
    assert (found.n_wins, found.n_losses, found.n_ties) == (200, 0, 0)


def test_equal_systems_are_all_ties_and_never_told_apart() -> None:
    base = rows(np.random.default_rng(4).normal(30, 5, 100))
    found = compare({"a": base, "b": base.copy()}, MEAN, FAST)[0]
    assert found.difference == 0
    assert found.p_randomisation == 1
    assert found.p_bootstrap == 1
    assert (found.n_wins, found.n_losses, found.n_ties) == (0, 0, 100)


def test_randomisation_finds_a_difference_by_chance_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(5)
    quick = Resampling(n_samples=10, n_shuffles=200)
    n_found = 0
    for _ in range(200):
        pair = {"a": rows(rng.normal(size=40)), "b": rows(rng.normal(size=40))}
        n_found += compare(pair, MEAN, quick)[0].p_randomisation < 0.05
    assert 2 <= n_found <= 20


def test_lower_is_better_turns_wins_around() -> None:
    spec = MetricSpec("rate", "rate", "rate", mean_of, 2, Better.LOWER)
    found = compare({"a": rows([0, 0, 1]), "b": rows([1, 1, 1])}, spec, FAST)[0]
    assert (found.n_wins, found.n_losses, found.n_ties) == (2, 0, 1)


def test_systems_with_different_counts_are_refused() -> None:
    with pytest.raises(InputError, match=r"'a': 3.*'b': 2"):
        compare({"a": rows([1, 2, 3]), "b": rows([1, 2])}, MEAN, FAST)


def test_holm_of_a_worked_example() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


@settings(deadline=None)
@given(values=st.lists(st.floats(0, 1), max_size=12))
def test_holm_never_lowers_a_value_and_keeps_the_order(values: list[float]) -> None:
    corrected = holm(values)
    assert all(c >= v for c, v in zip(corrected, values, strict=True))
    assert all(c <= 1 for c in corrected)
    ranked = sorted(range(len(values)), key=lambda i: values[i])
    assert [corrected[i] for i in ranked] == sorted(corrected)


@settings(deadline=None)
@given(values=st.lists(st.integers(-50, 50), min_size=3, max_size=20, unique=True))
def test_rank_correlation_sees_order_alone(values: list[int]) -> None:
    a = np.asarray(values, dtype=float)
    assert spearman(a, np.exp(a / 50)) == pytest.approx(1)
    assert spearman(a, -a) == pytest.approx(-1)


def test_rank_correlation_of_ties_agrees_with_scipy_1_17() -> None:
    # scipy.stats.spearmanr([1, 2, 2, 3, 5], [2, 1, 4, 4, 5]).statistic
    found = spearman(np.array([1.0, 2, 2, 3, 5]), np.array([2.0, 1, 4, 4, 5]))
    assert found == pytest.approx(0.7631578947368423)
    assert np.isnan(spearman(np.ones(4), np.arange(4.0)))
