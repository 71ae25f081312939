"""BERTScore and COMET: optional, each behind its own extra and its own model files.

Neither is installed by ``summarizer[evaluation]``: COMET pins versions of torch and
transformers that clash with the product's, so it is best run in an environment of its own on
the outputs saved by ``summarizer evaluate``. Their scores are per text, so intervals work.
"""

from __future__ import annotations

import importlib
import importlib.metadata
from dataclasses import dataclass
from typing import Any

from summarizer.errors import ConfigError
from summarizer.evaluation.scoring import Better, Case, MetricSpec, mean_row, percent_of

_EXTRAS = {"bertscore": ("bert_score", "bert-score"), "comet": ("comet", "unbabel-comet")}
COMET_MODEL = "Unbabel/wmt22-comet-da"
BERTSCORE_LANGUAGE = "fr"


@dataclass(frozen=True, slots=True)
class LearnedScorer:
    """A neural metric, one text at a time; slow on a CPU and meant for small sets."""

    name: str
    model: Any
    version: str

    @property
    def specs(self) -> tuple[MetricSpec, ...]:
        label = {"bertscore": "BERTScore", "comet": "COMET"}[self.name]
        detail = BERTSCORE_LANGUAGE if self.name == "bertscore" else COMET_MODEL
        return (
            MetricSpec(
                self.name,
                label,
                f"{self.name}|model:{detail}|version:{self.version}",
                percent_of,
                2,
                Better.HIGHER,
                needs_reference=True,
                needs_source=self.name == "comet",
            ),
        )

    def rows(self, case: Case) -> list[list[float]]:
        if not case.hypothesis.strip():
            return [mean_row(0.0)]
        if self.name == "bertscore":
            _, _, f1 = self.model.score([case.hypothesis], [list(case.references)])
            return [mean_row(float(f1[0]))]
        data = [{"src": case.source, "mt": case.hypothesis, "ref": case.references[0]}]
        found = self.model.predict(data, batch_size=1, gpus=0, progress_bar=False)
        return [mean_row(float(found.scores[0]))]


def make(name: str) -> LearnedScorer:
    """The scorer ``bertscore`` or ``comet``, its model loaded.

    Raises:
        ConfigError: the package or its model is not there; says which to install or fetch.
    """
    module_name, package = _EXTRAS[name]
    try:
        module = importlib.import_module(module_name)
    except ImportError as exc:
        raise ConfigError(
            f"The metric '{name}' needs the package {package}, which is not installed. "
            f"Run `pip install {package}`, for COMET in an environment of its own "
            "(see docs/EVALUATION.md)."
        ) from exc
    try:
        if name == "bertscore":
            model = module.BERTScorer(lang=BERTSCORE_LANGUAGE, rescale_with_baseline=False)
        else:
            model = module.load_from_checkpoint(module.download_model(COMET_MODEL))
    except (OSError, ValueError, RuntimeError) as exc:
        raise ConfigError(
            f"The model of '{name}' could not be loaded: {exc}. "
            "It is downloaded once from the model hub; fetch it where there is a network."
        ) from exc
    return LearnedScorer(name, model, importlib.metadata.version(package))
