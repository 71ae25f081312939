"""BERTScore and COMET: optional, slow on a CPU, meant for small sets.

Neither is installed by ``summarizer[evaluation]``. BERTScore is the extra ``bertscore``. COMET
2.2.7 asks for transformers below 5, numpy below 2 and protobuf below 5, which the product
cannot share: it runs in an environment of its own, whose Python is named by
``SUMMARIZER_COMET_PYTHON``. Their scores are per text, so intervals work.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from summarizer.errors import ConfigError
from summarizer.evaluation.scoring import Better, Case, MetricSpec, mean_row, percent_of

COMET_MODEL = "Unbabel/wmt22-comet-da"
COMET_PYTHON = "SUMMARIZER_COMET_PYTHON"
_BERT_TOKENS = 512
"""What the models of bert_score read; some tokenizers do not say it."""

Score = Callable[[Case], float]


@dataclass(frozen=True, slots=True)
class LearnedScorer:
    """A neural metric, one text at a time; ``score`` gives a share."""

    spec: MetricSpec
    score: Score

    @property
    def specs(self) -> tuple[MetricSpec, ...]:
        return (self.spec,)

    def rows(self, case: Case) -> list[list[float]]:
        return [mean_row(self.score(case) if case.hypothesis.strip() else 0.0)]


def _spec(name: str, label: str, detail: str, *, needs_source: bool = False) -> MetricSpec:
    return MetricSpec(
        name=name,
        label=label,
        signature=f"{name}|{detail}",
        aggregate=percent_of,
        n_columns=2,
        better=Better.HIGHER,
        needs_reference=True,
        needs_source=needs_source,
    )


def make_bertscore(language: str) -> LearnedScorer:
    """BERTScore F1 (Zhang et al., 2020), best reference, not rescaled.

    Args:
        language: of the outputs, ISO 639-1; bert_score chooses the model by it.

    Raises:
        ConfigError: the package or its model is not there; says which to install or fetch.
    """
    if importlib.util.find_spec("bert_score") is None:
        raise ConfigError(
            "The metric 'bertscore' needs the package bert-score, which is not installed. "
            "Run `pip install 'summarizer[bertscore]'`."
        )
    import bert_score

    try:
        model: Any = bert_score.BERTScorer(lang=language, rescale_with_baseline=False)
    except (OSError, ValueError, RuntimeError) as exc:
        raise ConfigError(
            f"The model of 'bertscore' could not be loaded: {exc}. It is downloaded once from the "
            "model hub; fetch it where there is a network, and copy the hub's cache folder."
        ) from exc
    # A tokenizer without a limit of its own has one that overflows in transformers 5.
    tokenizer = model._tokenizer
    tokenizer.model_max_length = min(tokenizer.model_max_length, _BERT_TOKENS)

    def score(case: Case) -> float:
        _, _, f1 = model.score([case.hypothesis], [list(case.references)])
        return float(f1[0])

    detail = f"f1|lang:{language}|bert-score:{importlib.metadata.version('bert-score')}"
    return LearnedScorer(
        _spec("bertscore", "BERTScore", f"{detail}|model:{model.model_type}"), score
    )


def make_comet() -> LearnedScorer:
    """COMET (Rei et al., 2022) in the environment that ``SUMMARIZER_COMET_PYTHON`` names.

    Raises:
        ConfigError: no such Python, or COMET or its model is not there.
    """
    python = os.environ.get(COMET_PYTHON, "")
    if not python:
        raise ConfigError(
            "The metric 'comet' runs in a Python of its own, which is not named. Run `python -m "
            "venv comet && comet/bin/pip install unbabel-comet`, then set "
            f"{COMET_PYTHON}=comet/bin/python."
        )
    worker = _CometWorker(python)
    detail = f"model:{COMET_MODEL}|unbabel-comet:{worker.version}"
    return LearnedScorer(_spec("comet", "COMET", detail, needs_source=True), worker.score)


class _CometWorker:
    """The other Python, asked one text at a time; it ends when its input is closed."""

    def __init__(self, python: str) -> None:
        script = Path(__file__).with_name("comet_worker.py")
        try:
            self._process = subprocess.Popen(
                [python, str(script), COMET_MODEL],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
            )
        except OSError as exc:
            raise ConfigError(
                f"{COMET_PYTHON} is {python!r}, which cannot be run ({exc}). Name a Python with "
                "unbabel-comet."
            ) from exc
        self.version = str(self._answer()["version"])

    def score(self, case: Case) -> float:
        """COMET's share for one text, against the first reference."""
        assert self._process.stdin is not None
        row = {"src": case.source, "mt": case.hypothesis, "ref": case.references[0]}
        try:
            self._process.stdin.write(json.dumps(row, ensure_ascii=False) + "\n")
            self._process.stdin.flush()
        except OSError as exc:
            raise self._stopped(f"it ended ({exc})") from exc
        return float(self._answer()["score"])

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        try:
            answer = json.loads(line)
        except json.JSONDecodeError as exc:
            raise self._stopped("it gave no answer") from exc
        if "error" in answer:
            raise self._stopped(str(answer["error"]))
        return dict(answer)

    def _stopped(self, reason: str) -> ConfigError:
        self.close()
        return ConfigError(
            f"COMET stopped: {reason}. Its Python ({COMET_PYTHON}) needs unbabel-comet, and the "
            f"model {COMET_MODEL}, which is downloaded once from the model hub."
        )

    def close(self) -> None:
        """Ends the other Python and waits for it."""
        process = self._process
        if process.stdin is not None:
            try:
                process.stdin.close()
            except OSError:
                # What was still to be written has no reader any more.
                process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()

    def __del__(self) -> None:
        if hasattr(self, "_process"):
            self.close()
