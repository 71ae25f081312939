"""The figures others published, from the outputs they stored. Needs ../shared/data.

ROUGE: rouge_score 0.1.2 without stemming; the publication is the BARThez paper (Kamal Eddine,
Tixier and Vazirgiannis, 2021). BLEU and chrF2: printed by the command of sacrebleu 2.6.0 on the
same files.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from summarizer.checks import unsupported_terms
from summarizer.evaluation.dataset import Outputs
from summarizer.evaluation.metrics import make_scorers
from summarizer.evaluation.runner import cases_of
from summarizer.evaluation.scoring import Case, score_all
from summarizer.evaluation.stored import StoredTable, read_folder

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(
        not (DATA / "summarisation").is_dir() or not (DATA / "translation_eval").is_dir(),
        reason=f"the stored outputs are not at {DATA}",
    ),
]


@pytest.fixture(scope="module")
def tables() -> dict[str, StoredTable]:
    found = read_folder(DATA / "summarisation", "outputs") + read_folder(DATA / "translation_eval")
    return {t.dataset.name: t for t in found}


def system_cases(table: StoredTable, name: str) -> list[Case]:
    outputs: Outputs = next(o for o in table.outputs if o.system == name)
    return cases_of(table.dataset, outputs)


@pytest.mark.parametrize(
    ("system", "published"),
    [("barthez", (31.44, 12.77, 22.23)), ("mbarthez", (32.67, 13.73, 23.18))],
)
def test_published_rouge_of_abstracts_comes_out_within_five_hundredths(
    tables: dict[str, StoredTable], system: str, published: tuple[float, ...]
) -> None:
    table = tables["orangesum_abstract_test_system_outputs"]
    found = score_all(make_scorers(["rouge_lib"]), system_cases(table, system))
    values = [found[f"{kind}_lib"] for kind in ("rouge1", "rouge2", "rougeL")]
    assert values == pytest.approx(published, abs=0.05)


@pytest.mark.parametrize(
    ("system", "expected"),
    [("barthez", (40.86, 23.66, 36.03)), ("mbarthez", (41.10, 24.12, 36.43))],
)
def test_rouge_of_titles_comes_out_to_the_second_decimal(
    tables: dict[str, StoredTable], system: str, expected: tuple[float, ...]
) -> None:
    table = tables["orangesum_title_test_system_outputs"]
    found = score_all(make_scorers(["rouge_lib"]), system_cases(table, system))
    values = [found[f"{kind}_lib"] for kind in ("rouge1", "rouge2", "rougeL")]
    assert values == pytest.approx(expected, abs=0.0051)


@pytest.mark.parametrize(
    ("system", "expected"),
    [
        ("barthez", (30.69, 11.97, 21.93)),
        ("mbarthez", (31.85, 12.82, 22.79)),
        ("mbart", (31.11, 12.29, 22.06)),
        ("camembert2camembert", (28.41, 9.04, 19.75)),
    ],
)
def test_unicode_rouge_of_abstracts_is_pinned(
    tables: dict[str, StoredTable], system: str, expected: tuple[float, ...]
) -> None:
    table = tables["orangesum_abstract_test_system_outputs"]
    found = score_all(make_scorers(["rouge"]), system_cases(table, system))
    assert [found[k] for k in ("rouge1", "rouge2", "rougeL")] == pytest.approx(expected, abs=0.0051)


@pytest.mark.parametrize(
    ("system", "expected"),
    [("barthez", 13.8), ("camembert2camembert", 56.7)],
)
def test_unsupported_rates_agree_with_those_measured_elsewhere(
    tables: dict[str, StoredTable], system: str, expected: float
) -> None:
    cases = system_cases(tables["orangesum_abstract_test_system_outputs"], system)
    n_found = sum(bool(unsupported_terms(c.source, c.hypothesis)) for c in cases)
    assert 100 * n_found / len(cases) == pytest.approx(expected, abs=0.4)


# `sacrebleu REF -i HYP -m bleu chrf -w 2 -b`, sacrebleu 2.6.0.
SACREBLEU = {
    ("flores-dev", "bergamot-tiny"): (43.67, 67.96),
    ("flores-dev", "bergamot-base-memory"): (44.31, 68.55),
    ("flores-dev", "google"): (50.73, 72.12),
    ("flores-dev", "microsoft"): (49.76, 71.40),
    ("flores-test", "bergamot-tiny"): (41.99, 67.34),
    ("flores-test", "bergamot-base-memory"): (42.90, 68.06),
    ("flores-test", "google"): (48.76, 71.00),
    ("flores-test", "microsoft"): (48.17, 70.70),
    ("wmt12", "bergamot-tiny"): (31.86, 58.36),
    ("wmt12", "bergamot-base-memory"): (32.61, 59.11),
    ("wmt12", "google"): (35.21, 60.98),
    ("wmt12", "microsoft"): (35.37, 60.58),
    ("wmt13", "bergamot-tiny"): (33.28, 58.77),
    ("wmt13", "bergamot-base-memory"): (33.67, 59.21),
    ("wmt13", "google"): (36.17, 60.72),
    ("wmt13", "microsoft"): (36.84, 60.74),
}


@pytest.mark.parametrize(
    ("place", "expected"), SACREBLEU.items(), ids=lambda v: "-".join(map(str, v))
)
def test_bleu_and_chrf_equal_sacrebleus_own_command_to_two_decimals(
    tables: dict[str, StoredTable], place: tuple[str, str], expected: tuple[float, float]
) -> None:
    pytest.importorskip("sacrebleu", reason="sacrebleu is not installed")
    found = score_all(make_scorers(["bleu", "chrf"]), system_cases(tables[place[0]], place[1]))
    assert (f"{found['bleu']:.2f}", f"{found['chrf']:.2f}") == tuple(f"{v:.2f}" for v in expected)
