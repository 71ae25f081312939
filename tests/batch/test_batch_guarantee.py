"""The guarantee of docs/BATCH.md, held on the shipped weights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from batch_engines import read_jsonl, write_jsonl

from summarizer.batch import BatchOptions, run_batch
from summarizer.batch.work import load_engines
from summarizer.engines.base import Task
from summarizer.engines.registry import load_engine
from summarizer.examples import NAMES, load_example
from summarizer.pipeline import Pipeline


@pytest.fixture(scope="module")
def engines(shipped_translator: Path) -> tuple[Any, Any]:
    return load_engine("lead", Task.ABSTRACT), load_engine("compact", Task.TRANSLATE)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rows") / "in.jsonl"
    texts = [load_example(name).text for name in NAMES]
    # The openings: enough sentences to mix, few enough to be quick.
    rows = [{"id": i, "text": "\n\n".join(t.split("\n\n")[:3])} for i, t in enumerate(texts)]
    return write_jsonl(path, rows)


def made(source: Path, out: Path, engines: Any, batch_size: int) -> list[dict[str, Any]]:
    run_batch(
        source, out, BatchOptions(batch_size=batch_size), make_engines=lambda options, n: engines
    )
    return read_jsonl(out)


def test_the_same_rows_in_another_batch_size_give_the_same_texts(
    source: Path, tmp_path: Path, engines: Any
) -> None:
    """Hard case 21."""
    alone = made(source, tmp_path / "1.jsonl", engines, 1)
    assert all(r["translation_en"] and r["summary_en"] for r in alone)
    for size in (2, 16):
        assert made(source, tmp_path / f"{size}.jsonl", engines, size) == alone


def test_a_row_alone_in_its_batch_is_what_the_pipeline_gives(
    source: Path, tmp_path: Path, engines: Any
) -> None:
    (first, *_) = made(source, tmp_path / "out.jsonl", engines, 1)
    text = read_jsonl(source)[0]["text"]
    result = Pipeline(*engines).run(text)
    assert result.summary is not None and result.translation is not None
    assert first["summary_en"] == result.summary.text_en
    assert first["translation_en"] == result.translation.text


def test_only_the_engines_that_the_task_needs_are_loaded() -> None:
    summariser, translator = load_engines(
        BatchOptions(task="title", target="fr", summariser="lead"),  # type: ignore[arg-type]
        None,
    )
    assert summariser is not None and summariser.name == "lead"
    assert translator is None
