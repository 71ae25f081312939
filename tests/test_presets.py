"""Each preset's architecture, on a small random checkpoint in the hub's own file formats.

The true weights cannot be reached from the tests; what is held here is that transformers 5 reads
such files as their models were trained, that language codes, forced first tokens, prefixes and
position limits are applied, and that CTranslate2 gives what transformers gives.
"""

from __future__ import annotations

import io
import json
import math
from pathlib import Path
from typing import Any

import pytest
from tiny_model import SENTENCES, write_tokenizer

from summarizer.engines import registry
from summarizer.engines.base import Engine, GenerationOptions, Task
from summarizer.engines.registry import PRESETS, load_engine
from summarizer.engines.seq2seq import load_tokenizer
from summarizer.errors import InputTooLong

SMALL = {
    "d_model": 16,
    "encoder_layers": 1,
    "decoder_layers": 1,
    "encoder_attention_heads": 2,
    "decoder_attention_heads": 2,
    "encoder_ffn_dim": 32,
    "decoder_ffn_dim": 32,
    "init_std": 0.6,
}
OPTIONS = GenerationOptions(max_new_tokens=8)


def sentencepiece_model(n_pieces: int = 150, **options: Any) -> bytes:
    import sentencepiece

    stream = io.BytesIO()
    settings = {
        "model_type": "unigram",
        "hard_vocab_limit": False,
        "minloglevel": 2,
    }
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(SENTENCES * 20),
        model_writer=stream,
        vocab_size=n_pieces,
        **(settings | options),
    )
    return stream.getvalue()


def pieces_of(model: bytes) -> Any:
    import sentencepiece

    return sentencepiece.SentencePieceProcessor(model_proto=model)


FAIRSEQ = {"bos_id": 0, "pad_id": 1, "eos_id": 2, "unk_id": 3, "pad_piece": "<pad>"}


def write_json(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def make_opus(path: Path) -> None:
    """Marian: post-norm, </s> is 0, <pad> the last piece, decoding starts from padding."""
    import transformers

    write_tokenizer(path)
    ids = json.loads((path / "vocab.json").read_text(encoding="utf-8"))
    others = [p for p in ids if p not in ("</s>", "<unk>", "<pad>")]
    order = ["</s>", "<unk>", *others, "<pad>"]
    write_json(path / "vocab.json", {p: i for i, p in enumerate(order)})
    pad = len(order) - 1
    config = transformers.MarianConfig(
        **SMALL,
        vocab_size=len(order),
        max_position_embeddings=64,
        pad_token_id=pad,
        eos_token_id=0,
        bos_token_id=0,
        decoder_start_token_id=pad,
        forced_eos_token_id=0,
        scale_embedding=True,
        activation_function="swish",
    )
    transformers.MarianMTModel(config).save_pretrained(path)


def make_m2m100(path: Path) -> None:
    import transformers

    model = sentencepiece_model(bos_id=0, pad_id=-1, eos_id=1, unk_id=2)
    pieces = pieces_of(model)
    (path / "sentencepiece.bpe.model").write_bytes(model)
    order = ["<s>", "<pad>", "</s>", "<unk>"]
    order += [p for i in range(len(pieces)) if (p := pieces.id_to_piece(i)) not in order]
    write_json(path / "vocab.json", {p: i for i, p in enumerate(order)})
    tokenizer = transformers.M2M100Tokenizer(
        str(path / "vocab.json"), str(path / "sentencepiece.bpe.model")
    )
    tokenizer.save_pretrained(path)
    n = len(order) + len(tokenizer.lang_code_to_id) + 8
    save_m2m(path, n)


def save_m2m(path: Path, vocab_size: int, max_positions: int = 64) -> None:
    import transformers

    config = transformers.M2M100Config(
        **SMALL,
        vocab_size=vocab_size,
        max_position_embeddings=max_positions,
        pad_token_id=1,
        bos_token_id=0,
        eos_token_id=2,
        decoder_start_token_id=2,
        scale_embedding=True,
    )
    transformers.M2M100ForConditionalGeneration(config).save_pretrained(path)


def make_nllb(path: Path) -> None:
    """BPE without merges: every character a piece, as a repository's own tokenizer.json."""
    import transformers

    letters = sorted({c for s in SENTENCES for c in s.replace(" ", "▁")} | {"▁"})
    vocabulary = {p: i for i, p in enumerate(["<s>", "<pad>", "</s>", "<unk>", *letters])}
    tokenizer = transformers.NllbTokenizer(vocab=vocabulary, merges=[])
    tokenizer.save_pretrained(path)
    save_m2m(path, len(tokenizer), max_positions=128)


def make_barthez(path: Path) -> None:
    import transformers

    model = sentencepiece_model(**FAIRSEQ, user_defined_symbols=["<mask>"])
    (path / "sentencepiece.bpe.model").write_bytes(model)
    write_json(
        path / "tokenizer_config.json",
        {"tokenizer_class": "BarthezTokenizer", "model_max_length": 64},
    )
    config = transformers.MBartConfig(
        **SMALL,
        vocab_size=len(pieces_of(model)),
        max_position_embeddings=64,
        bos_token_id=0,
        pad_token_id=1,
        eos_token_id=2,
        decoder_start_token_id=2,
        forced_eos_token_id=2,
        normalize_before=True,
        normalize_embedding=True,
        add_final_layer_norm=True,
        scale_embedding=False,
        activation_function="gelu",
        tokenizer_class="BarthezTokenizer",
    )
    transformers.MBartForConditionalGeneration(config).save_pretrained(path)


def make_t5(path: Path, *, is_mt5: bool) -> None:
    import transformers

    symbols = ["<2en>", "<2fr>"]
    model = sentencepiece_model(
        pad_id=0, eos_id=1, unk_id=2, bos_id=-1, pad_piece="<pad>", user_defined_symbols=symbols
    )
    (path / "spiece.model").write_bytes(model)
    write_json(path / "tokenizer_config.json", {"tokenizer_class": "T5Tokenizer", "extra_ids": 0})
    kinds = (
        (transformers.MT5Config, transformers.MT5ForConditionalGeneration)
        if is_mt5
        else (transformers.T5Config, transformers.T5ForConditionalGeneration)
    )
    config = kinds[0](
        d_model=16,
        d_kv=8,
        d_ff=32,
        num_layers=1,
        num_decoder_layers=1,
        num_heads=2,
        vocab_size=len(pieces_of(model)),
        feed_forward_proj="gated-gelu",
        tie_word_embeddings=False,
        initializer_factor=3.0,
        decoder_start_token_id=0,
        pad_token_id=0,
        eos_token_id=1,
    )
    kinds[1](config).save_pretrained(path)


MAKERS = {
    "opus": make_opus,
    "m2m100": make_m2m100,
    "nllb": make_nllb,
    "madlad": lambda path: make_t5(path, is_mt5=False),
    "barthez": make_barthez,
    "mt5-xlsum": lambda path: make_t5(path, is_mt5=True),
}


@pytest.fixture(scope="module")
def checkpoints(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    import torch

    from summarizer.engines.seq2seq import quiet_transformers

    torch.set_num_threads(1)
    made = {}
    for name, make in MAKERS.items():
        torch.manual_seed(11)
        path = tmp_path_factory.mktemp(name)
        with quiet_transformers():
            make(path)
        made[name] = path
    return made


@pytest.fixture(params=MAKERS)
def preset(
    request: pytest.FixtureRequest,
    checkpoints: dict[str, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> str:
    """A preset's name, its hub repository replaced by the small checkpoint."""
    name = str(request.param)
    repo = PRESETS[name].repo

    def fetch(wanted: str, revision: str = "main") -> Path:
        assert wanted == repo
        return checkpoints[name]

    monkeypatch.setattr("summarizer.engines.hub.fetch_model", fetch)
    return name


def engine_of(preset: str, backend: str) -> Engine:
    task = PRESETS[preset].tasks[0]
    precision = "float32"
    return load_engine(preset, task, backend=backend, precision=precision, device="cpu")


def test_ctranslate2_gives_what_transformers_gives(preset: str) -> None:
    ct2, seq2seq = engine_of(preset, "ct2"), engine_of(preset, "seq2seq")
    sources = list(SENTENCES[:4])
    ours, theirs = ct2.generate(sources, OPTIONS), seq2seq.generate(sources, OPTIONS)
    assert [g.text for g in ours] == [g.text for g in theirs]
    for a, b in zip(ours, theirs, strict=True):
        assert a.candidates[0].score is not None
        assert math.isclose(a.candidates[0].score, b.candidates[0].score or 0, abs_tol=5e-2)


def test_a_source_beyond_the_positions_is_refused(preset: str) -> None:
    """Hard case 2: BARThez and Marian past their position limit."""
    engine = engine_of(preset, "seq2seq")
    limit = engine.max_input_tokens
    assert limit <= (PRESETS[preset].max_positions or 0)
    text = "le pont " * (limit + 1)
    with pytest.raises(InputTooLong) as caught:
        engine.generate([text], OPTIONS)
    assert caught.value.limit == limit
    fitting = "le"
    while engine.count_tokens(fitting + " pont") <= min(limit, 128):
        fitting += " pont"
    assert engine.generate([fitting], OPTIONS)[0].candidates


def test_the_engine_says_its_preset_revision_and_licence(preset: str) -> None:
    identity = engine_of(preset, "seq2seq").identity
    assert (identity.name, identity.revision) == (preset, PRESETS[preset].revision)
    assert identity.licence == PRESETS[preset].licence
    assert identity.sha256 is not None
    assert identity.n_parameters > 1000


def ids_of(path: Path, preset: str, text: str) -> list[str]:
    p = PRESETS[preset]
    tokenizer = load_tokenizer(path, p.source_code, p.target_code)
    return [str(t) for t in tokenizer.convert_ids_to_tokens(tokenizer(text).input_ids)]


def test_sources_carry_the_marks_their_models_were_trained_with(
    checkpoints: dict[str, Path],
) -> None:
    text = SENTENCES[0]
    assert ids_of(checkpoints["opus"], "opus", text)[-1] == "</s>"
    m2m = ids_of(checkpoints["m2m100"], "m2m100", text)
    assert (m2m[0], m2m[-1]) == ("__fr__", "</s>")
    nllb = ids_of(checkpoints["nllb"], "nllb", text)
    assert (nllb[0], nllb[-1]) == ("fra_Latn", "</s>")
    madlad = ids_of(checkpoints["madlad"], "madlad", "<2en> " + text)
    assert madlad[-1] == "</s>"
    assert "<2en>" in madlad[:2]


def test_barthez_ids_are_those_of_its_sentencepiece_file(checkpoints: dict[str, Path]) -> None:
    """transformers issue 48567: the converted tokenizer lost the marks around a source."""
    path = checkpoints["barthez"]
    pieces = pieces_of((path / "sentencepiece.bpe.model").read_bytes())
    tokenizer = load_tokenizer(path, None, None)
    for text in SENTENCES:
        expected = [0, *pieces.encode(text), 2]
        assert tokenizer(text).input_ids == expected
        assert tokenizer.decode(expected, skip_special_tokens=True) == pieces.decode(expected[1:-1])


PUBLISHED = json.loads((Path(__file__).parent / "golden" / "published_token_ids.json").read_text())
WITH_IDS = [name for name in PUBLISHED if name != "note"]


@pytest.mark.parametrize("name", WITH_IDS)
def test_small_tokenizers_put_the_marks_where_the_published_ids_have_them(
    checkpoints: dict[str, Path], name: str
) -> None:
    """Hard case 20: the words' own ids need the true vocabulary, but not their frame, nor the
    order of the languages."""
    published = PUBLISHED[name]
    path = checkpoints["barthez" if name == "mbarthez" else name]
    tokenizer = load_tokenizer(path, published["source_code"], PRESETS[name].target_code)
    ids = tokenizer(published["text"]).input_ids
    assert ids[-1] == published["ids"][-1]
    languages = published["languages"]
    if not languages:
        assert ids[0] == published["ids"][0]
        return
    first = next(iter(languages))
    start = tokenizer.convert_tokens_to_ids(first)
    found = {code: tokenizer.convert_tokens_to_ids(code) - start for code in languages}
    assert found == {code: n - languages[first] for code, n in languages.items()}
    own = next(c for c, n in languages.items() if n == published["ids"][0])
    assert ids[0] == tokenizer.convert_tokens_to_ids(own)


@pytest.mark.parametrize("name", WITH_IDS)
def test_true_tokenizers_give_the_published_ids(name: str) -> None:
    """Hard case 20, where the true model has been downloaded before."""
    from summarizer.engines.hub import _cached

    preset = PRESETS[name]
    assert preset.repo is not None and preset.revision is not None
    path = _cached(preset.repo, preset.revision)
    if path is None:
        pytest.skip(f"{preset.repo} is not in the hub's cache on this machine")
    tokenizer = load_tokenizer(path, PUBLISHED[name]["source_code"], preset.target_code)
    assert tokenizer(PUBLISHED[name]["text"]).input_ids == PUBLISHED[name]["ids"]


def test_every_pinned_revision_is_a_whole_commit() -> None:
    pinned = {p.name for p in PRESETS.values() if p.revision not in (None, "main")}
    assert pinned == {"opus", "nllb", "m2m100", "madlad", "mt5-xlsum"}
    for name in pinned:
        assert registry._COMMIT.fullmatch(PRESETS[name].revision or "")


@pytest.mark.parametrize(("preset_name", "first"), [("m2m100", "__en__"), ("nllb", "eng_Latn")])
def test_the_first_token_is_the_target_language(
    checkpoints: dict[str, Path],
    monkeypatch: pytest.MonkeyPatch,
    preset_name: str,
    first: str,
) -> None:
    monkeypatch.setattr(
        "summarizer.engines.hub.fetch_model", lambda repo, revision="main": checkpoints[preset_name]
    )
    engine: Any = engine_of(preset_name, "seq2seq")
    seen = []
    generate = engine._model.generate

    def watch(**named: Any) -> Any:
        seen.append(generate(**named))
        return seen[-1]

    monkeypatch.setattr(engine._model, "generate", watch)
    (made,) = engine.generate([SENTENCES[0]], OPTIONS)
    tokens = engine._tokenizer.convert_ids_to_tokens([int(t) for t in seen[0][0]])
    assert tokens[1] == first
    assert first not in made.text


def test_prefixes_come_from_the_prompts(monkeypatch: pytest.MonkeyPatch) -> None:
    from summarizer.engines.prefixes import prompts_dir, read_prefix

    assert (prompts_dir() / "prefixes.toml").is_file()
    assert read_prefix("madlad", Task.TRANSLATE) == "<2en> "
    assert read_prefix("opus", Task.TRANSLATE) == ""
    assert {p.name for p in registry.available_models()} >= set(MAKERS)
