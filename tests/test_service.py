"""Between the page and the pipeline: which engines are loaded, what snapshots say, how runs stop."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from summarizer.engines import registry
from summarizer.engines.base import Task
from summarizer.engines.fake import ScriptedEngine
from summarizer.errors import ForbiddenAddress, UnknownEngine
from summarizer.examples import load_example
from summarizer.presenters.service import (
    PipelineService,
    Request,
    Snapshot,
    Step,
    read_document,
    status_line,
)
from summarizer.result import Length

ARTICLE = load_example("martinets").text


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Task, dict[str, Any]]]:
    """What is asked of the registry; English is French in capitals, summaries are real."""
    asked: list[tuple[str, Task, dict[str, Any]]] = []
    real = registry.load_engine

    def load(name: str, task: Task, **options: Any) -> Any:
        asked.append((name, task, options))
        if task is Task.TRANSLATE:
            return ScriptedEngine(lambda text, _: text.upper())
        return real("lead", task)

    monkeypatch.setattr(registry, "load_engine", load)
    return asked


def never() -> bool:
    return False


def test_snapshots_go_from_reading_to_done(loaded: list[Any]) -> None:
    snapshots = list(PipelineService().snapshots(Request(ARTICLE), never))
    steps = [s.step for s in snapshots]
    assert steps[0] is Step.READING and snapshots[0].result is None
    assert list(dict.fromkeys(steps)) == [
        Step.READING, Step.SUMMARISING, Step.TRANSLATING, Step.CHECKING, Step.DONE,
    ]  # fmt: skip
    result = snapshots[-1].result
    assert result is not None and result.translation is not None
    assert len(result.translation.sentences) == len(result.document.sentences)
    counts = [s.n_done for s in snapshots if s.n_total]
    assert counts == sorted(counts)


def test_a_run_stops_where_it_is_asked_to_and_keeps_what_was_ready(loaded: list[Any]) -> None:
    seen: list[Snapshot] = []
    for snapshot in PipelineService().snapshots(
        Request(ARTICLE), lambda: bool(seen) and seen[-1].step is Step.TRANSLATING
    ):
        seen.append(snapshot)
    assert seen[-1].step is Step.STOPPED
    result = seen[-1].result
    assert result is not None and result.translation is not None
    assert 0 < len(result.translation.sentences) < len(result.document.sentences)


def test_each_engine_is_loaded_once_and_only_when_needed(loaded: list[Any]) -> None:
    service = PipelineService()
    assert loaded == []
    french = Request(ARTICLE, to_english=False, translate=False)
    list(service.snapshots(french, never))
    assert [task for _, task, _ in loaded] == [Task.ABSTRACT]
    for _ in range(2):
        list(service.snapshots(Request(ARTICLE), never))
    assert [task for _, task, _ in loaded] == [Task.ABSTRACT, Task.TRANSLATE]


@pytest.mark.parametrize(
    ("options", "summariser", "translator"),
    [
        ({}, "compact", "compact"),
        ({"model": "opus"}, "compact", "opus"),
        ({"model": "barthez"}, "barthez", "compact"),
        ({"model": "/models/mine"}, "/models/mine", "/models/mine"),
        ({"engine": "extractive"}, "extractive", "compact"),
        ({"model": "opus", "summariser": "lead"}, "lead", "opus"),
        ({"translator": "nllb", "model": "opus"}, "compact", "nllb"),
    ],
)
def test_a_model_serves_the_tasks_that_it_can_do(
    loaded: list[Any], options: dict[str, str], summariser: str, translator: str
) -> None:
    list(PipelineService(**options).snapshots(Request(ARTICLE), never))
    assert [(name, task) for name, task, _ in loaded] == [
        (summariser, Task.ABSTRACT),
        (translator, Task.TRANSLATE),
    ]


def test_the_way_to_run_and_the_device_reach_the_engine(loaded: list[Any]) -> None:
    list(PipelineService(engine="seq2seq", device="cpu").snapshots(Request(ARTICLE), never))
    assert len(loaded) == 2
    assert all(o["device"] == "cpu" and o["backend"] == "seq2seq" for _, _, o in loaded)


def test_an_unknown_model_is_named_with_those_there_are() -> None:
    with pytest.raises(UnknownEngine, match=r"'nonesuch'.*compact"):
        list(PipelineService(model="nonesuch").snapshots(Request(ARTICLE), never))


def test_a_glossary_file_and_table_are_joined(loaded: list[Any], tmp_path: Path) -> None:
    path = tmp_path / "terms.csv"
    path.write_text("balise,tag\n", encoding="utf-8")
    request = Request(ARTICLE, glossary=(("martinet", "swift", ""),), glossary_file=path)
    *_, last = PipelineService().snapshots(request, never)
    assert last.result is not None and last.result.translation is not None
    assert "swift" in last.result.translation.text and "tag" in last.result.translation.text


def test_warming_up_loads_the_engines_in_the_background(loaded: list[Any]) -> None:
    thread = PipelineService().warm_up()
    thread.join(timeout=20)
    assert {task for _, task, _ in loaded} == {Task.ABSTRACT, Task.TRANSLATE}


def test_warming_up_swallows_what_the_first_request_will_say() -> None:
    thread = PipelineService(model="nonesuch").warm_up()
    thread.join(timeout=20)
    assert not thread.is_alive()


def test_a_file_is_named_without_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    assert read_document(Request(path)).origin == "article.txt"


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/", "file:///etc/passwd", "http://[::1]/"])
def test_an_address_never_reads_this_machine(address: str) -> None:
    with pytest.raises(ForbiddenAddress):
        read_document(Request(address, is_address=True))


def test_status_lines_are_words_in_both_languages() -> None:
    for step in Step:
        for lang in ("fr", "en"):
            assert status_line(Snapshot(step, None, 3, 8), lang)
    assert status_line(Snapshot(Step.TRANSLATING, None, 3, 8), "en") == (
        "Translating: 3 of 8 sentences"
    )


@pytest.mark.parametrize("length", list(Length))
def test_every_length_gives_a_summary(loaded: list[Any], length: Length) -> None:
    request = Request(ARTICLE, length=length, to_english=False, translate=False)
    *_, last = PipelineService().snapshots(request, never)
    assert last.result is not None and last.result.summary is not None
    assert last.result.summary.text_fr
