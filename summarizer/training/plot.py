"""The curve of a run."""

from __future__ import annotations

import json
from pathlib import Path

from summarizer.errors import ConfigError


def plot(log: Path, output: Path) -> Path:
    """Writes the losses of ``log.jsonl`` against target tokens seen; returns ``output``."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    try:
        rows = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    except (OSError, ValueError) as exc:
        raise ConfigError(f"{log} is not the log of a run ({exc}).") from exc
    figure, axes = pyplot.subplots(figsize=(7, 4))
    for key, label in (("loss", "training"), ("validation_nll", "validation, averaged weights")):
        points = [(r["n_target_tokens"] / 1e6, r[key]) for r in rows if key in r]
        if points:
            axes.plot(*zip(*points, strict=True), label=label)
    axes.set_xlabel("target tokens seen (millions)")
    axes.set_ylabel("negative log-likelihood (nats a token)")
    axes.grid(visible=True, alpha=0.3)
    axes.legend()
    figure.tight_layout()
    figure.savefig(output)
    pyplot.close(figure)
    return output
