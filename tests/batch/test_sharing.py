"""Articles side by side: merged engine calls, in an order that never changes."""

from __future__ import annotations

import threading

import pytest

from summarizer.batch.sharing import Sharing
from summarizer.engines.base import GenerationOptions, Task
from summarizer.engines.fake import ScriptedEngine
from summarizer.errors import GenerationFailed

GREEDY = GenerationOptions()


def scripted(fails_on: str | None = None) -> ScriptedEngine:
    def answer(source: str, options: GenerationOptions) -> str:
        if fails_on is not None and source == fails_on:
            raise GenerationFailed(f"Cannot do {source!r}.")
        return source.upper()

    return ScriptedEngine(answer, Task.TRANSLATE)


def test_calls_of_several_jobs_reach_the_engine_as_one_and_find_their_way_back() -> None:
    engine, sharing = scripted(), Sharing()
    shared = sharing.share(engine)

    def job(name: str, n_calls: int):  # type: ignore[no-untyped-def]
        def run() -> list[str]:
            out = []
            for i in range(n_calls):
                out += [g.text for g in shared.generate([f"{name}{i}", f"{name}{i}'"], GREEDY)]
            return out

        return run

    outcomes = sharing.run([job("a", 1), job("b", 3), job("c", 2)])
    assert outcomes == [
        ["A0", "A0'"],
        ["B0", "B0'", "B1", "B1'", "B2", "B2'"],
        ["C0", "C0'", "C1", "C1'"],
    ]
    assert [sources for sources, _ in engine.calls] == [
        ("a0", "a0'", "b0", "b0'", "c0", "c0'"),
        ("b1", "b1'", "c1", "c1'"),
        ("b2", "b2'"),
    ]


def test_calls_with_other_options_are_not_mixed() -> None:
    engine, sharing = scripted(), Sharing()
    shared = sharing.share(engine)
    beams = GenerationOptions(num_beams=4)
    sharing.run(
        [lambda: shared.generate(["a"], GREEDY), lambda: shared.generate(["b"], beams)],
    )
    assert engine.calls == [(("a",), GREEDY), (("b",), beams)]


def test_one_source_that_fails_costs_the_other_jobs_nothing() -> None:
    engine, sharing = scripted(fails_on="b"), Sharing()
    shared = sharing.share(engine)
    a, b, c = sharing.run(
        [lambda s=s: shared.generate([s], GREEDY)[0].text for s in "abc"],
    )
    assert (a, c) == ("A", "C")
    assert isinstance(b, GenerationFailed)


def test_a_job_that_raises_leaves_its_error_in_its_place() -> None:
    def fails() -> str:
        raise KeyError("x")

    sharing = Sharing()
    done, error = sharing.run([lambda: "ok", fails])
    assert done == "ok"
    assert isinstance(error, KeyError)


def test_a_run_that_is_given_up_leaves_no_thread_behind() -> None:
    engine, sharing = scripted(), Sharing()
    shared = sharing.share(engine)
    n_threads = threading.active_count()

    def stop(index: int, outcome: object) -> None:
        raise GenerationFailed("Stop.")

    with pytest.raises(GenerationFailed):
        sharing.run(
            [lambda: shared.generate(["a"], GREEDY), lambda: shared.generate([], GREEDY)], stop
        )
    assert threading.active_count() == n_threads


def test_the_shared_engine_tells_all_else_as_the_engine_does() -> None:
    engine = scripted()
    shared = Sharing().share(engine)
    assert shared.name == engine.name
    assert shared.identity == engine.identity
    assert shared.count_tokens("un deux") == 3
    assert [g.text for g in shared.generate(["outside"], GREEDY)] == ["OUTSIDE"]
