"""Leaderboards: who is first, by how much, and by which signature."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from evaluation_samples import small_dataset, small_systems
from hypothesis import given, settings
from hypothesis import strategies as st
from llm_server import said, serving

from summarizer.engines.base import Task
from summarizer.engines.fake import EchoEngine, ScriptedEngine
from summarizer.errors import ConfigError, GenerationFailed, InputError
from summarizer.evaluation import baselines
from summarizer.evaluation.dataset import Outputs
from summarizer.evaluation.presets import EngineSystem, preset_system
from summarizer.evaluation.runner import evaluate
from summarizer.evaluation.significance import Resampling
from summarizer.evaluation.systems import baseline, outputs_of
from summarizer.evaluation.tokenization import unicode_words

QUICK = Resampling(n_samples=100, n_shuffles=200)


def test_the_perfect_system_leads_with_one_hundred() -> None:
    found = evaluate(small_dataset(), small_systems(), resampling=QUICK)
    assert [s.name for s in found.systems] == ["copy", "lead", "wrong"]
    best = found.system("copy")
    assert best.scores["rouge1"].value == pytest.approx(100)
    assert best.scores["rouge1"].low == pytest.approx(100)
    assert best.scores["rouge1"].n == 6


def test_an_invented_name_counts_as_unsupported() -> None:
    found = evaluate(small_dataset(), small_systems(), resampling=QUICK)
    assert found.system("wrong").scores["unsupported"].value == 100
    assert found.system("lead").scores["unsupported"].value == 0


def test_every_pair_is_compared_on_the_main_metrics_with_all_texts_counted() -> None:
    found = evaluate(small_dataset(), small_systems(), resampling=QUICK)
    pairs = {(c.a, c.b) for c in found.comparisons if c.metric == "rouge1"}
    assert pairs == {("copy", "lead"), ("copy", "wrong"), ("lead", "wrong")}
    assert all(c.n == 6 for c in found.comparisons)
    assert all(c.p_holm >= c.p_randomisation for c in found.comparisons)


def test_an_oracle_stands_last_and_is_compared_with_no_one() -> None:
    dataset = small_dataset()
    oracle = outputs_of("oracle-1", dataset)
    found = evaluate(dataset, [*small_systems(), oracle], resampling=QUICK)
    assert found.systems[-1].name == "oracle-1"
    assert all("oracle-1" not in (c.a, c.b) for c in found.comparisons)


def test_the_signature_holds_metric_data_hash_and_resampling() -> None:
    dataset = small_dataset()
    signature = evaluate(dataset, small_systems(), resampling=QUICK).signature("rouge1")
    for part in ("rouge1", "tok:unicode", f"sha256:{dataset.sha256[:12]}", "n:6", "bs:100"):
        assert part in signature


def test_the_order_of_items_does_not_matter_to_any_score() -> None:
    dataset, systems = small_dataset(), small_systems()
    order = list(range(6))
    random.Random(1).shuffle(order)
    shuffled = replace(dataset, items=tuple(dataset.items[i] for i in order))
    moved = [
        replace(
            s,
            texts=tuple(s.texts[i] for i in order),
            elapsed_s=None if s.elapsed_s is None else tuple(s.elapsed_s[i] for i in order),
        )
        for s in systems
    ]
    first = evaluate(dataset, systems, groups=["all"], resampling=QUICK)
    second = evaluate(shuffled, moved, groups=["all"], resampling=QUICK)
    for system in first.systems:
        for name, score in system.scores.items():
            other = second.system(system.name).scores[name].value
            assert other == pytest.approx(score.value, nan_ok=True), name


def test_two_systems_with_one_name_and_unknown_names_are_refused() -> None:
    systems = small_systems()
    with pytest.raises(InputError, match="share a name"):
        evaluate(small_dataset(), [systems[0], systems[0]], resampling=QUICK)
    found = evaluate(small_dataset(), systems[:1], resampling=QUICK)
    with pytest.raises(ConfigError, match="Available: wrong"):
        found.system("right")
    with pytest.raises(ConfigError, match="Computed:"):
        found.spec("beauty")


def test_speed_is_source_words_by_the_seconds_spent() -> None:
    found = evaluate(small_dataset(), small_systems(), resampling=QUICK)
    words = sum(len(i.source.split()) for i in small_dataset().items)
    assert found.system("wrong").scores["words_per_s"].value == pytest.approx(words / 3.0)
    assert found.system("copy").scores["seconds"].value == pytest.approx(0.01)


@pytest.mark.parametrize("name", ["lead-2", "lexrank-2", "textrank-2", "oracle-2"])
def test_baselines_give_sentences_of_the_article_in_order(name: str) -> None:
    dataset = small_dataset()
    system = baseline(name)
    assert system is not None
    for item, text in zip(dataset.items, system.run(dataset).texts, strict=True):
        sentences = baselines.split_sentences(text)
        places = [item.source.index(s) for s in sentences]
        assert 1 <= len(sentences) <= 2
        assert places == sorted(places)


def test_the_oracle_beats_every_single_sentence() -> None:
    item = small_dataset().items[0]
    best = baselines.oracle(item.source, item.references, 1)
    assert best == "Le pont de Vernay ferme lundi pour trois semaines."
    assert baselines.oracle("", item.references, 3) == ""


def test_central_sentences_win_over_odd_ones() -> None:
    article = (
        "Il fait beau à la plage. Le maire ferme le pont de la ville. Le pont de la ville est usé. "
        "Le maire dit que le pont de la ville sera refait."
    )
    for choose in (baselines.lexrank, baselines.textrank):
        assert "plage" not in choose(article, 2)


@settings(max_examples=50, deadline=None)
@given(text=st.text(alphabet="aé. \nB1", max_size=80), k=st.integers(1, 3))
def test_baselines_survive_any_text(text: str, k: int) -> None:
    for choose in (baselines.lead, baselines.lexrank, baselines.textrank):
        assert isinstance(choose(text, k), str)
    assert isinstance(baselines.oracle(text, ("a B",), k), str)


def test_a_baseline_without_sources_is_refused_in_words() -> None:
    dataset = small_dataset()
    bare = replace(dataset, items=tuple(replace(i, source="") for i in dataset.items))
    with pytest.raises(InputError, match="needs the sources"):
        outputs_of("lead-1", bare)


def test_an_unknown_system_names_those_there_are() -> None:
    with pytest.raises(ConfigError, match="lead-K"):
        outputs_of("magic", small_dataset())


def test_an_engine_is_run_on_every_item_and_timed() -> None:
    engine = EchoEngine(Task.ABSTRACT, name="echo")
    found = EngineSystem(engine, batch_size=4).run(small_dataset())
    assert len(found.texts) == 6
    assert found.texts[0].startswith("Le pont de Vernay")
    assert found.elapsed_s is not None and len(found.elapsed_s) == 6
    assert found.note == ""


def test_a_source_over_the_limit_is_cut_at_a_sentence_and_counted_aloud() -> None:
    engine = EchoEngine(Task.ABSTRACT, max_input_tokens=17)
    found = EngineSystem(engine).run(small_dataset())
    assert found.texts[0] == (
        "Le pont de Vernay ferme lundi pour trois semaines. Les ouvriers changeront 42 câbles."
    )
    assert "sources cut to 17 tokens" in found.note


def test_one_text_that_fails_leaves_its_neighbours_alone() -> None:
    def answer(source: str, options: object) -> str:
        if "âne" in source:
            raise GenerationFailed("no donkeys")
        return "ok"

    found = EngineSystem(ScriptedEngine(answer, Task.ABSTRACT)).run(small_dataset())
    assert found.texts == ("ok", "ok", "", "ok", "ok", "ok")
    scores = evaluate(small_dataset(), [found], resampling=QUICK).systems[0].scores
    assert scores["empty"].value == pytest.approx(100 / 6)


def test_stored_outputs_can_be_given_a_name(tmp_path: object) -> None:
    path = tmp_path / "out.txt"  # type: ignore[operator]
    path.write_text("x\n" * 6)
    assert outputs_of(f"mine={path}", small_dataset()) == Outputs("mine", ("x",) * 6)


def test_two_processes_give_the_figures_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    from summarizer.evaluation import scoring_run

    monkeypatch.setattr(scoring_run, "_MIN_CASES", 1)
    monkeypatch.setattr(scoring_run, "_CHUNK", 2)
    n_scored = []
    alone = evaluate(small_dataset(), small_systems(), resampling=QUICK)
    both = evaluate(
        small_dataset(),
        small_systems(),
        resampling=QUICK,
        n_jobs=2,
        on_case=lambda: n_scored.append(1),
    )
    # As text, since NaN (the speed of untimed outputs) equals nothing, itself included.
    assert [repr(s.scores) for s in both.systems] == [repr(s.scores) for s in alone.systems]
    assert len(n_scored) == 18


@pytest.mark.parametrize("name", ["extractive", "pipeline:extractive"])
def test_the_learned_choice_is_a_system_bare_and_as_the_product(name: str) -> None:
    dataset = small_dataset()
    outputs = outputs_of(name, dataset, make_system=preset_system)
    assert outputs.kind == "engine"
    for item, text in zip(dataset.items, outputs.texts, strict=True):
        assert text
        assert set(unicode_words(text)) <= set(unicode_words(item.source))


@pytest.mark.parametrize("name", ["llm:tiny", "pipeline:llm:tiny"])
def test_a_served_language_model_is_a_system(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset = small_dataset()
    with serving() as server:
        server.then = lambda body: said("Le pont de Vernay ferme lundi pour trois semaines.")
        monkeypatch.setenv("SUMMARIZER_LLM_BASE_URL", server.url)
        outputs = outputs_of(name, dataset, make_system=preset_system)
    assert len(server.chats) >= len(dataset.items)
    assert outputs.texts[0] == "Le pont de Vernay ferme lundi pour trois semaines."
    assert outputs.system == name
