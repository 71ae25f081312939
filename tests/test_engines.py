"""Every engine keeps the contract; the shipped layout is read the same way on both roads."""

from __future__ import annotations

import json
import os
import shutil
import struct
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tiny_model import SENTENCES, write_checksums

from summarizer.engines import ct2_conversion, registry
from summarizer.engines.base import Engine, GenerationOptions, ModelIdentity, Task
from summarizer.engines.batching import length_buckets, n_cores
from summarizer.engines.cache import cache_dir, publish_folder
from summarizer.engines.checkpoint import TextForm, read_checkpoint
from summarizer.engines.ct2 import Ct2Engine, Ct2Settings, load_ct2
from summarizer.engines.fake import EchoEngine, ScriptedEngine
from summarizer.engines.pieces import MarianPieces
from summarizer.engines.seq2seq import Seq2SeqSettings, load_seq2seq, load_tokenizer
from summarizer.engines.wrappers import BatchedEngine, CachedEngine
from summarizer.errors import ConfigError, InputTooLong, ModelNotFound, UnknownEngine

GREEDY = GenerationOptions(max_new_tokens=12)  # random weights never stop by themselves
SOURCES = [
    "Le pont de Vernoux fermera le 12 mars.",
    "Oui.",
    "« Nous attendions cela depuis dix ans », confie la maire, Élise Garnier, devant la mairie.",
    "",
    "Les travaux coûteront 3 000 euros par mètre et dureront quatorze mois.",
]


def ct2_engine(path: Path, precision: str = "float32") -> Engine:
    settings = Ct2Settings("tiny", Task.TRANSLATE)
    return load_ct2(read_checkpoint(path), settings, precision=precision, device="cpu")


def seq2seq_engine(path: Path) -> Engine:
    settings = Seq2SeqSettings("tiny", Task.TRANSLATE)
    return load_seq2seq(read_checkpoint(path), settings, device="cpu", n_threads=1)


MAKERS: dict[str, Callable[[Path], Engine]] = {
    "echo": lambda path: EchoEngine(),
    "scripted": lambda path: ScriptedEngine({"Oui.": "Yes."}),
    "cached": lambda path: CachedEngine(EchoEngine()),
    "batched": lambda path: BatchedEngine(EchoEngine(), 2),
    "ct2 float32": ct2_engine,
    "ct2 int8": lambda path: ct2_engine(path, "int8"),
    "seq2seq": seq2seq_engine,
}


@pytest.fixture(scope="module", params=MAKERS)
def engine(request: pytest.FixtureRequest, tiny_translator: Path) -> Engine:
    return MAKERS[request.param](tiny_translator)


# the contract, for every engine


def test_an_engine_has_the_protocol_and_says_who_it_is(engine: Engine) -> None:
    assert isinstance(engine, Engine)
    assert isinstance(engine.identity, ModelIdentity)
    assert engine.identity.name == engine.name
    assert engine.task is Task.TRANSLATE


def test_nothing_in_gives_nothing_out(engine: Engine) -> None:
    assert engine.generate([], GREEDY) == []


def test_outputs_have_the_length_and_order_of_the_sources(engine: Engine) -> None:
    together = [g.text for g in engine.generate(SOURCES, GREEDY)]
    assert len(together) == len(SOURCES)
    assert together == [engine.generate([s], GREEDY)[0].text for s in SOURCES]


def test_greedy_outputs_do_not_change_with_the_batch(engine: Engine) -> None:
    pinned = engine.generate(["Oui."], GREEDY)[0].text
    for n in (2, 65):
        others = [f"{SENTENCES[i % 4]} {i}" for i in range(n)]
        assert engine.generate([*others, "Oui."], GREEDY)[-1].text == pinned


def test_a_source_over_the_limit_is_refused_and_never_cut(engine: Engine) -> None:
    short, long = "Oui.", "mot " * 600
    with pytest.raises(InputTooLong) as caught:
        engine.generate([short, long], GREEDY)
    assert (caught.value.index, caught.value.unit) == (1, "tokens")
    assert caught.value.limit == engine.max_input_tokens
    assert caught.value.count == engine.count_tokens(long) > engine.max_input_tokens


def test_a_source_at_the_limit_is_accepted(engine: Engine) -> None:
    text = "mot"
    while engine.count_tokens(text + " mot") <= engine.max_input_tokens:
        text += " mot"
    assert len(engine.generate([text], GenerationOptions(max_new_tokens=3))) == 1


# what the real engines add


@pytest.fixture(scope="module", params=["ct2 float32", "seq2seq"])
def real_engine(request: pytest.FixtureRequest, tiny_translator: Path) -> Engine:
    return MAKERS[request.param](tiny_translator)


def test_candidates_come_best_first_with_their_mean_log_probability(real_engine: Engine) -> None:
    options = GenerationOptions(num_beams=4, num_return_sequences=3, max_new_tokens=12)
    for generation in real_engine.generate(SOURCES[:3], options):
        scores = [c.score for c in generation.candidates]
        assert len(scores) == 3
        assert all(s is not None and s < 0 for s in scores)
        assert scores == sorted(scores, key=lambda s: -(s or 0))


def test_an_output_cut_at_max_new_tokens_says_that_it_is_unfinished(real_engine: Engine) -> None:
    options = GenerationOptions(max_new_tokens=2)
    (cut,) = real_engine.generate([SENTENCES[0]], options)
    assert not cut.candidates[0].is_finished
    assert cut.text


def test_markers_and_the_unknown_piece_never_come_out(real_engine: Engine) -> None:
    for generation in real_engine.generate(list(SENTENCES), GREEDY):
        assert not any(m in generation.text for m in ("<unk>", "<pad>", "<en>", "<sep>", "⁇"))


def test_transformers_and_ctranslate2_float32_agree(tiny_translator: Path) -> None:
    sources = [*SENTENCES, *SOURCES]
    ct2, seq2seq = ct2_engine(tiny_translator), seq2seq_engine(tiny_translator)
    for options in (
        GREEDY,
        GenerationOptions(num_beams=4, num_return_sequences=2, max_new_tokens=12),
    ):
        ours, theirs = ct2.generate(sources, options), seq2seq.generate(sources, options)
        for a, b in zip(ours, theirs, strict=True):
            for x, y in zip(a.candidates, b.candidates, strict=False):
                assert (x.text, x.is_finished) == (y.text, y.is_finished)
                if x.score is not None and y.score is not None:
                    assert x.score == pytest.approx(y.score, abs=2e-2)


# the light tokenizer and converter


def test_pieces_are_those_of_the_marian_tokenizer(tiny_translator: Path) -> None:
    tokenizer = load_tokenizer(tiny_translator, None, None)
    pieces = MarianPieces(tiny_translator)
    texts = [
        *SENTENCES,
        *SOURCES,
        " deux  espaces ",
        "œuvre n° 5 — 12 % 😀 naïf…",
        "日本",
        "\u202f",
    ]
    for text in texts:
        ids = tokenizer(text).input_ids
        assert pieces.encode(text) == tokenizer.convert_ids_to_tokens(ids)
        assert pieces.decode(pieces.encode(text)) == tokenizer.decode(ids, skip_special_tokens=True)


def test_an_end_mark_typed_in_the_text_stays_text(tiny_translator: Path) -> None:
    pieces = MarianPieces(tiny_translator).encode("Fin </s> du <pad> texte")
    assert pieces.count("</s>") == 1
    assert pieces[-1] == "</s>"


def read_variables(model: bytes) -> dict[str, np.ndarray]:
    """The variables of a CTranslate2 binary, aliases followed."""
    offset = 0

    def take(form: str) -> Any:
        nonlocal offset
        (value,) = struct.unpack_from("<" + form, model, offset)
        offset += struct.calcsize("<" + form)
        return value

    def take_string() -> str:
        nonlocal offset
        n = take("H")
        value = model[offset : offset + n - 1].decode()
        offset += n
        return value

    take("I"), take_string(), take("I")
    out = {}
    for _ in range(take("I")):
        name = take_string()
        shape = [take("I") for _ in range(take("B"))]
        dtype = (np.float32, np.int8, np.int16, np.int32, np.float16)[take("B")]
        n_bytes = take("I")
        out[name] = np.frombuffer(model[offset : offset + n_bytes], dtype).reshape(shape)
        offset += n_bytes
    for _ in range(take("I")):
        alias = take_string()
        out[alias] = out[take_string()]
    assert offset == len(model)
    return out


@pytest.mark.parametrize("precision", ["float32", "int8"])
def test_our_conversion_has_the_variables_of_the_official_one(
    tiny_translator: Path, tmp_path: Path, precision: str
) -> None:
    checkpoint = read_checkpoint(tiny_translator)
    pieces = MarianPieces(tiny_translator)
    ours = ct2_conversion.convert_shipped(checkpoint, pieces.vocabulary, precision)
    ct2_conversion.convert_with_transformers(tiny_translator, tmp_path, precision)
    a = read_variables(ours["model.bin"])
    b = read_variables((tmp_path / "model.bin").read_bytes())
    assert a.keys() == b.keys()
    assert (
        a.pop("decoder/alignment_heads")
        == read_checkpoint(tiny_translator).config["decoder_attention_heads"]
    )  # the official converter looks at one head, which has no meaning in our models
    for name in a:
        assert a[name].dtype == b[name].dtype, name
        # the official converter rounds the position table to the checkpoint's half precision
        np.testing.assert_allclose(a[name], b[name], atol=6e-4 if "position" in name else 0)
    theirs = json.loads((tmp_path / "config.json").read_text(encoding="utf-8"))
    assert json.loads(ours["config.json"]) == theirs


def run_python(code: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env=os.environ | environment,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_shipped_layout_runs_without_torch_or_transformers(tiny_translator: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from summarizer.engines.base import GenerationOptions, Task\n"
        "from summarizer.engines.registry import load_engine\n"
        f"engine = load_engine({str(tiny_translator)!r}, Task.TRANSLATE)\n"
        "assert engine.generate(['Oui.'], GenerationOptions())[0].text is not None\n"
        "print(engine.identity.engine, *(m in sys.modules for m in ('torch', 'transformers')))"
    )
    assert run_python(code) == "ct2 False False"


# the cache


def test_a_conversion_is_cached_under_its_checksum_and_used_again(
    tiny_translator: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUMMARIZER_CACHE", str(tmp_path / "cache"))
    first = ct2_engine(tiny_translator, "int8").generate(SOURCES, GREEDY)
    (folder,) = (tmp_path / "cache" / "ct2").iterdir()
    assert folder.name.endswith(f"-int8-v{ct2_conversion.CONVERSION_VERSION}")

    def fail(*arguments: object) -> dict[str, bytes]:
        raise AssertionError("converted twice")

    monkeypatch.setattr("summarizer.engines.ct2.convert_shipped", fail)
    assert ct2_engine(tiny_translator, "int8").generate(SOURCES, GREEDY) == first


def test_engines_for_two_tasks_of_a_model_share_its_weights_until_both_are_gone() -> None:
    title, shorten = (registry.load_engine("written", task) for task in (Task.TITLE, Task.SHORTEN))
    assert isinstance(title, Ct2Engine) and isinstance(shorten, Ct2Engine)
    assert title._translator is shorten._translator
    exact = registry.load_engine("written", Task.TITLE, precision="float32")
    assert isinstance(exact, Ct2Engine)
    assert exact._translator is not title._translator
    gone = weakref.ref(title._translator)
    del title, shorten
    assert gone() is None


def test_a_damaged_cache_is_noticed_and_passed_over(
    tiny_translator: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUMMARIZER_CACHE", str(tmp_path))
    expected = ct2_engine(tiny_translator).generate(SOURCES, GREEDY)
    (model,) = tmp_path.glob("ct2/*/model.bin")
    model.write_bytes(model.read_bytes()[:-50] + b"\0" * 50)
    assert ct2_engine(tiny_translator).generate(SOURCES, GREEDY) == expected


def test_a_cache_that_cannot_be_written_is_done_without(
    tiny_translator: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    blocked = tmp_path / "a file, not a folder"
    blocked.write_text("")
    monkeypatch.setenv("SUMMARIZER_CACHE", str(blocked))
    assert ct2_engine(tiny_translator).generate(["Oui."], GREEDY)
    assert "cannot be written" in caplog.text


def test_two_threads_publish_one_whole_folder(tmp_path: Path) -> None:
    barrier = threading.Barrier(4)

    def write(draft: Path) -> None:
        barrier.wait(timeout=10)
        (draft / "a").write_text("whole")

    threads = [
        threading.Thread(target=publish_folder, args=(tmp_path / "out", write)) for _ in range(4)
    ]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert [p.name for p in tmp_path.iterdir()] == ["out"]
    assert (tmp_path / "out" / "a").read_text() == "whole"


def test_the_cache_folder_follows_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUMMARIZER_CACHE", "/somewhere/else")
    assert cache_dir() == Path("/somewhere/else")


# checkpoints


def copy_of(path: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(path, tmp_path / "copy"))


def test_a_damaged_file_is_named_with_both_checksums(tiny_translator: Path, tmp_path: Path) -> None:
    copy = copy_of(tiny_translator, tmp_path)
    weights = copy / "model.safetensors"
    data = bytearray(weights.read_bytes())
    data[-1] ^= 1
    weights.write_bytes(data)
    with pytest.raises(ModelNotFound, match=r"model\.safetensors is damaged: its SHA-256 is"):
        registry.load_engine(str(copy), Task.TRANSLATE)


@pytest.mark.parametrize("name", ["vocab.json", "source.spm", "config.json"])
def test_a_missing_file_is_named(tiny_translator: Path, tmp_path: Path, name: str) -> None:
    copy = copy_of(tiny_translator, tmp_path)
    (copy / name).unlink()
    with pytest.raises(ModelNotFound, match=name.replace(".", r"\.")):
        read_checkpoint(copy)


def test_shipped_files_without_checksums_are_refused(tiny_translator: Path, tmp_path: Path) -> None:
    copy = copy_of(tiny_translator, tmp_path)
    (copy / "SHA256SUMS").unlink()
    assert not read_checkpoint(copy).has_checksums
    with pytest.raises(ModelNotFound, match="SHA256SUMS"):
        read_checkpoint(copy, needs_checksums=True)


def test_weights_cut_short_are_refused(tiny_translator: Path, tmp_path: Path) -> None:
    copy = copy_of(tiny_translator, tmp_path)
    (copy / "model.safetensors").write_bytes(b"\0" * 5)
    write_checksums(copy)
    with pytest.raises(ModelNotFound, match="not a readable safetensors file"):
        read_checkpoint(copy)


def test_weights_that_do_not_fit_their_config_are_refused(
    tiny_translator: Path, tmp_path: Path
) -> None:
    copy = copy_of(tiny_translator, tmp_path)
    config = json.loads((copy / "config.json").read_text(encoding="utf-8"))
    (copy / "config.json").write_text(json.dumps(config | {"encoder_layers": 5}))
    write_checksums(copy)
    with pytest.raises(ModelNotFound, match=r"do not fit their config\.json"):
        ct2_engine(copy)


def test_a_checkpoint_says_how_its_sources_are_written(tiny_translator: Path) -> None:
    checkpoint = read_checkpoint(tiny_translator)
    assert checkpoint.max_input_tokens == 200
    assert checkpoint.n_parameters > 10_000
    prepared = checkpoint.form.prepare("« 55,41 % », dit\u00a0l’élu")
    assert prepared == '"55.41%", dit l\'élu'
    assert TextForm(prefix="<2en> ").prepare("« Oui »") == "<2en> « Oui »"


def test_marks_set_apart_for_the_model_are_joined_again_in_its_output() -> None:
    form = TextForm(is_plain=True, has_split_openings=True)
    assert form.prepare("Il répond « oui » (hier).") == 'Il répond " oui" ( hier).'
    assert form.finish('He says " yes" ( yesterday).') == 'He says "yes" (yesterday).'
    assert TextForm(is_plain=True).finish('He says " yes".') == 'He says " yes".'


# registry


def test_an_unknown_name_is_answered_with_the_nearest_and_all_valid_ones() -> None:
    with pytest.raises(UnknownEngine, match=r"Did you mean 'opus'\?.*compact, opus, opus-big"):
        registry.load_engine("opuss", Task.TRANSLATE)


def test_a_preset_asked_for_another_task_says_which_can() -> None:
    with pytest.raises(UnknownEngine, match=r"'opus' cannot summarise.*barthez"):
        registry.load_engine("opus", Task.ABSTRACT)


@pytest.mark.parametrize("wrong", [{"backend": "onnx"}, {"device": "tpu"}, {"precision": "int4"}])
def test_wrong_settings_are_refused_with_the_valid_ones(
    tiny_translator: Path, wrong: dict[str, str]
) -> None:
    with pytest.raises(ConfigError, match="Available"):
        registry.load_engine(str(tiny_translator), Task.TRANSLATE, **wrong)


def test_every_preset_has_a_licence_a_size_and_a_revision() -> None:
    for preset in registry.available_models():
        assert preset.licence
        assert preset.tasks
        assert preset.summary
        assert (preset.repo is None) or (preset.revision and preset.size_mb > 0)


def test_the_size_shown_for_shipped_models_is_that_of_their_weights() -> None:
    def megabytes(*directories: Path) -> float:
        weights = [
            f for d in directories for f in d.iterdir() if f.suffix in {".safetensors", ".npz"}
        ]
        return sum(f.stat().st_size for f in weights) / 1e6

    shown = {preset.name: preset.size_mb for preset in registry.available_models()}
    summariser = megabytes(registry.SHIPPED_SUMMARISER)
    chooser = registry.SHIPPED_SUMMARISER.parent / "chooser"
    translator = megabytes(registry.SHIPPED_TRANSLATOR)
    assert abs(shown["compact"] - (translator + summariser + megabytes(chooser))) < 1
    assert abs(shown["written"] - summariser) < 1


def test_ctranslate2_gives_way_to_transformers_with_a_word(
    tiny_translator: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*arguments: object, **named: object) -> Engine:
        raise ImportError("no ctranslate2 here")

    monkeypatch.setattr(registry, "_load_ct2", fail)
    engine = registry.load_engine(str(tiny_translator), Task.TRANSLATE)
    assert engine.identity.engine == "seq2seq"
    assert "using transformers" in caplog.text


# batches and wrappers


def test_buckets_hold_each_source_once_within_their_bound() -> None:
    lengths = [5, 90, 3, 3, 41, 300, 12]
    buckets = list(length_buckets(lengths, max_tokens=100, max_size=3))
    assert sorted(i for b in buckets for i in b) == list(range(len(lengths)))
    for bucket in buckets:
        longest = max(lengths[i] for i in bucket)
        assert len(bucket) == 1 or longest * len(bucket) <= 100
        assert len(bucket) <= 3


def test_no_more_threads_than_cores() -> None:
    assert 1 <= n_cores() <= (os.cpu_count() or 1)


def test_a_cached_engine_asks_once_and_forgets_the_oldest() -> None:
    inner = ScriptedEngine(lambda source, options: source.upper())
    engine = CachedEngine(inner, max_entries=2)
    assert [g.text for g in engine.generate(["a", "b", "a"], GREEDY)] == ["A", "B", "A"]
    assert inner.calls[0][0] == ("a", "b")
    engine.generate(["c"], GREEDY)
    engine.generate(["a"], GREEDY)
    assert [call[0] for call in inner.calls] == [("a", "b"), ("c",), ("a",)]
    assert [g.text for g in engine.generate(["a"], GenerationOptions(num_beams=2))] == ["A"]
    assert len(inner.calls) == 4


def test_a_batched_engine_bounds_what_the_engine_behind_sees() -> None:
    inner = ScriptedEngine({})
    engine = BatchedEngine(inner, 2)
    assert [g.text for g in engine.generate(list("abcde"), GREEDY)] == list("abcde")
    assert [len(call[0]) for call in inner.calls] == [2, 2, 1]


def test_letters_that_training_texts_hardly_have_are_read_plain(shipped_translator: Path) -> None:
    pieces = MarianPieces(shipped_translator)
    assert pieces.encode("M. Erdoğan dort.") == pieces.encode("M. Erdogan dort.")
    assert pieces.encode("Âge d'or") == pieces.encode("Age d'or")
    assert pieces.encode("Ça va.") != pieces.encode("Ca va.")
    assert pieces.encode("Müller") != pieces.encode("Muller")
    assert pieces.encode("Омск")[-1] == pieces.eos


@pytest.mark.parametrize("name", ["Hauts-de-Seine", "Bruno Le Maire", "Ile-de-France"])
def test_a_name_that_stays_as_it_is_is_told_in_small_pieces(
    shipped_translator: Path, name: str
) -> None:
    pieces = MarianPieces(shipped_translator)
    told = pieces.encode(f"Il aime {name} ici.")
    inside = told[told.index("<en>") + 1 : told.index("<fr>")]
    assert "".join(inside).replace("▁", " ").strip() == name
    assert max(len(piece.lstrip("▁")) for piece in inside) <= 3
