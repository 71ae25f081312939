"""BERTScore and COMET: which model is asked, in which Python, and what is said when it is not there.

The packages are stood in for by small ones of the same interface.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from evaluation_samples import small_dataset, small_systems

from summarizer.errors import ConfigError
from summarizer.evaluation.dataset import EvalTask
from summarizer.evaluation.metrics import make_scorers
from summarizer.evaluation.runner import evaluate
from summarizer.evaluation.scoring import Case, score_all
from summarizer.evaluation.significance import Resampling

QUICK = Resampling(n_samples=50, n_shuffles=50)

BERT_SCORE = '''
class Tokenizer:
    model_max_length = int(1e30)

class BERTScorer:
    """Share of equal words; the model is named by the language."""

    def __init__(self, lang, rescale_with_baseline):
        self.model_type, self._tokenizer = f"bert-{lang}", Tokenizer()

    def score(self, hypotheses, references):
        if self._tokenizer.model_max_length > 512:
            raise OverflowError("int too big to convert")
        found = []
        for hypothesis, several in zip(hypotheses, references, strict=True):
            words = set(hypothesis.split())
            found.append(max(len(words & set(r.split())) / len(words) for r in several))
        return found, found, found
'''

COMET = """
print("a library that talks while it loads")

def download_model(name):
    return name

class Prediction:
    def __init__(self, scores):
        self.scores = scores

class Model:
    def predict(self, data, batch_size, gpus, progress_bar):
        print("and while it works")
        if data[0]["mt"] == "crash":
            raise MemoryError("no room")
        return Prediction([1.0 if row["mt"] == row["ref"] else 0.25 for row in data])

def load_from_checkpoint(path):
    return Model()
"""


def install(folder: Path, module: str, package: str, version: str, code: str) -> None:
    (folder / f"{module}.py").write_text(code)
    info = folder / f"{package.replace('-', '_')}-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n")


@pytest.fixture
def bert_score(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, "bert_score", "bert-score", "0.3.13", BERT_SCORE)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "bert_score", raising=False)


@pytest.fixture
def comet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, "comet", "unbabel-comet", "2.2.7", COMET)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("SUMMARIZER_COMET_PYTHON", sys.executable)


@pytest.mark.usefixtures("bert_score")
def test_bertscore_takes_the_best_reference_and_zero_for_no_output() -> None:
    cases = [
        Case("le pont ferme", ("rien", "le pont ferme")),
        Case("le pont rouvre", ("le pont",)),
        Case("", ("le pont",)),
    ]
    found = score_all(make_scorers(["bertscore"]), cases)
    assert found["bertscore"] == pytest.approx(100 * (1 + 2 / 3 + 0) / 3)


@pytest.mark.usefixtures("bert_score")
@pytest.mark.parametrize(
    ("task", "language"), [(EvalTask.SUMMARY, "fr"), (EvalTask.TRANSLATION, "en")]
)
def test_bertscore_asks_the_model_of_the_language_of_the_outputs(
    task: EvalTask, language: str
) -> None:
    found = evaluate(small_dataset(task), small_systems(), groups=["bertscore"], resampling=QUICK)
    assert found.system("copy").scores["bertscore"].value == pytest.approx(100)
    signature = found.signature("bertscore")
    assert f"lang:{language}|bert-score:0.3.13|model:bert-{language}" in signature


@pytest.mark.usefixtures("comet")
def test_comet_answers_from_a_python_of_its_own_with_its_version_in_the_signature() -> None:
    assert "comet" not in sys.modules
    found = evaluate(small_dataset(), small_systems(), groups=["comet"], resampling=QUICK)
    assert found.system("copy").scores["comet"].value == pytest.approx(100)
    assert found.system("lead").scores["comet"].value == pytest.approx(25)
    assert "unbabel-comet:2.2.7" in found.signature("comet")
    assert "comet" not in sys.modules


@pytest.mark.usefixtures("comet")
def test_a_comet_that_fails_on_a_text_is_told_in_words() -> None:
    scorers = make_scorers(["comet"])
    with pytest.raises(ConfigError, match="MemoryError: no room"):
        score_all(scorers, [Case("crash", ("a",), "b")])


def test_a_python_without_comet_is_told_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (tmp_path / "comet.py").write_text("raise ImportError('No module named torch')")
    monkeypatch.setenv("SUMMARIZER_COMET_PYTHON", sys.executable)
    with pytest.raises(ConfigError, match=r"No module named torch.*unbabel-comet"):
        make_scorers(["comet"])
    monkeypatch.setenv("SUMMARIZER_COMET_PYTHON", str(tmp_path / "none"))
    with pytest.raises(ConfigError, match="cannot be run"):
        make_scorers(["comet"])


@pytest.mark.parametrize(
    ("group", "package"), [("bertscore", "'summarizer.bertscore.'"), ("comet", "unbabel-comet")]
)
def test_an_optional_metric_that_is_not_installed_names_its_package(
    monkeypatch: pytest.MonkeyPatch, group: str, package: str
) -> None:
    monkeypatch.setitem(sys.modules, "bert_score", None)
    monkeypatch.delenv("SUMMARIZER_COMET_PYTHON", raising=False)
    with pytest.raises(ConfigError, match=rf"pip install {package}"):
        make_scorers([group])
