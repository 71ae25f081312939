"""Rows and engines without weights for the batch tests; importable from other processes."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from summarizer.batch import BatchOptions, BatchTask
from summarizer.batch.work import Engines
from summarizer.engines.base import GenerationOptions, Task
from summarizer.engines.fake import ScriptedEngine

_PLACES = ("la mairie", "le port", "la gare", "le musée", "la bibliothèque", "le marché")
_WORDS = ("calme", "ancienne", "ouverte", "petite", "moderne", "lointaine", "claire")


def french(number: int) -> str:
    """A short French article, another one for each number."""
    place = _PLACES[number % len(_PLACES)]
    word = _WORDS[number % len(_WORDS)]
    return (
        f"Les habitants du quartier ont visité {place} pendant toute la matinée. "
        f"Une promenade {word} attend maintenant les familles {'bien ' * (number % 5)}sages."
    )


def row(number: int) -> dict[str, Any]:
    return {"id": f"r{number:03d}", "text": french(number)}


def write_jsonl(path: Path, rows: Iterable[Any]) -> Path:
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), "utf-8")
    return path


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def english(source: str, options: GenerationOptions) -> str:
    """A sentence in English words that tells its source's length and ending."""
    n = len(source.split())
    tail = source.rstrip(". ").split()[-1]
    return f"The people of the town walked {'well ' * (n % 6)}through the quiet place {tail}."


def shorter(source: str, options: GenerationOptions) -> str:
    return source.split(". ")[0].rstrip(".") + "."


def _summariser(options: BatchOptions) -> ScriptedEngine:
    task = Task.TITLE if options.task is BatchTask.TITLE else Task.ABSTRACT
    return ScriptedEngine(shorter, task, name="fake-summariser")


def make_engines(options: BatchOptions, n_threads: int | None) -> Engines:
    return (
        _summariser(options),
        ScriptedEngine(english, Task.TRANSLATE, name="fake-translator"),
    )


def make_dying_engines(options: BatchOptions, n_threads: int | None) -> Engines:
    """The same engines, in a process that dies once at the row that says so."""
    flag = Path(os.environ["BATCH_TEST_FLAG"])

    def translate(source: str, generation: GenerationOptions) -> str:
        if "funeste" in source and not flag.exists():
            flag.touch()
            os._exit(9)
        return english(source, generation)

    return (
        _summariser(options),
        ScriptedEngine(translate, Task.TRANSLATE, name="fake-translator"),
    )


def make_slow_engines(options: BatchOptions, n_threads: int | None) -> Engines:
    """The same engines, slow enough to be killed at work."""

    def translate(source: str, generation: GenerationOptions) -> str:
        time.sleep(0.001)
        return english(source, generation)

    return (
        _summariser(options),
        ScriptedEngine(translate, Task.TRANSLATE, name="fake-translator"),
    )
