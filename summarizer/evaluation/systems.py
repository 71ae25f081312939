"""Who is evaluated: baselines, oracles, stored outputs and engines, each by a short name.

``lead-2``, ``lexrank-2``, ``textrank-2``, ``oracle-1``, ``oracle-3``; a file of stored
outputs; anything else is asked of the engine registry or the pipeline as a preset.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from summarizer.errors import ConfigError, InputError
from summarizer.evaluation import baselines
from summarizer.evaluation.dataset import Dataset, Item, Outputs, read_outputs

_BASELINE = re.compile(r"(lead|lexrank|textrank|oracle)-([1-9]\d?)$")
BASELINE_FORMS = "lead-K, lexrank-K, textrank-K, oracle-K"

Progress = Callable[[], None]


class System(Protocol):
    """Anything that makes outputs for a data set."""

    def run(self, dataset: Dataset, on_item: Progress | None = None) -> Outputs: ...


@dataclass(frozen=True, slots=True)
class TextFunction:
    """A system that makes one text of one item."""

    name: str
    kind: str
    make: Callable[[Item], str]

    def run(self, dataset: Dataset, on_item: Progress | None = None) -> Outputs:
        """This system's texts for every item, timed one by one."""
        texts: list[str] = []
        seconds: list[float] = []
        for item in dataset.items:
            start = time.perf_counter()
            texts.append(self.make(item))
            seconds.append(time.perf_counter() - start)
            if on_item is not None:
                on_item()
        return Outputs(self.name, tuple(texts), tuple(seconds), self.kind)


def baseline(name: str) -> TextFunction | None:
    """The baseline or oracle called ``name``; None when it is no such name."""
    found = _BASELINE.match(name)
    if found is None:
        return None
    method, k = found[1], int(found[2])
    if method == "oracle":
        return TextFunction(name, "oracle", lambda i: baselines.oracle(i.source, i.references, k))
    choose = {
        "lead": baselines.lead,
        "lexrank": baselines.lexrank,
        "textrank": baselines.textrank,
    }[method]
    return TextFunction(name, "baseline", lambda item: choose(item.source, k))


def outputs_of(
    name: str,
    dataset: Dataset,
    *,
    make_system: Callable[[str, Dataset], System] | None = None,
    on_item: Progress | None = None,
) -> Outputs:
    """The outputs of the system called ``name`` on ``dataset``.

    Args:
        name: a baseline, ``NAME=FILE`` or a file of stored outputs, or a preset.
        make_system: turns a preset's name into a system; see ``presets.preset_system``.

    Raises:
        ConfigError: no system has this name.
    """
    simple = baseline(name)
    if simple is not None:
        if not all(item.source for item in dataset.items):
            raise InputError(
                f"The system '{name}' needs the sources, and {dataset.name} has none. "
                "Give --sources or a set with a source column."
            )
        return simple.run(dataset, on_item)
    label, _, file = name.rpartition("=")
    if Path(file).is_file():
        outputs = read_outputs(Path(file), dataset, label or None)
        for _ in dataset.items:
            if on_item is not None:
                on_item()
        return outputs
    if make_system is None:
        raise ConfigError(f"Unknown system '{name}'. Give a file, or one of {BASELINE_FORMS}.")
    return make_system(name, dataset).run(dataset, on_item)
