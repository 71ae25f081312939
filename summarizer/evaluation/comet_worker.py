"""COMET in a Python of its own: JSON lines in, one score a line out.

Run by path with another interpreter, in whose environment this package cannot be: it imports
nothing of it. The first line out names the version, or the error that stopped it.
"""

from __future__ import annotations

import json
import sys
from typing import Any


def main(model_name: str) -> None:
    """Answers each ``{"src": …, "mt": …, "ref": …}`` on stdin with a number on stdout."""
    answers = sys.stdout
    # The libraries print as they load; stdout carries answers alone.
    sys.stdout = sys.stderr

    def answer(row: dict[str, Any]) -> None:
        answers.write(json.dumps(row) + "\n")
        answers.flush()

    try:
        import importlib.metadata

        import comet

        model = comet.load_from_checkpoint(comet.download_model(model_name))
        answer({"version": importlib.metadata.version("unbabel-comet")})
    except Exception as exc:  # whatever stopped it is told on the other side
        answer({"error": f"{type(exc).__name__}: {exc}"})
        return
    for line in sys.stdin:
        try:
            found = model.predict([json.loads(line)], batch_size=1, gpus=0, progress_bar=False)
            answer({"score": float(found.scores[0])})
        except Exception as exc:  # as above: the other side stops the evaluation
            answer({"error": f"{type(exc).__name__}: {exc}"})


if __name__ == "__main__":
    main(sys.argv[1])
