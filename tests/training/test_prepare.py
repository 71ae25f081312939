"""From files of pairs to a corpus that the trainer takes."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest
from typer.testing import CliRunner

from summarizer.errors import ConfigError
from summarizer.training.__main__ import app
from summarizer.training.dataset import PreparedCorpus
from summarizer.training.prepare import load_preparation, prepare
from summarizer.training.tokenizer import train_tokenizer

TOKENIZER = Path(__file__).parents[2] / "summarizer" / "assets" / "translator" / "source.spm"
ROWS = [
    (f"Le train numéro {n} part à {n % 12 + 1} h {n % 50 + 10}.", f"Train {n} leaves at noon.")
    for n in range(40)
]


def write_mix(folder: Path, **keys: object) -> Path:
    (folder / "a.tsv").write_text("".join(f"x\t{f}\t{e}\n" for f, e in ROWS), encoding="utf-8")
    with lzma.open(folder / "b.jsonl.xz", "wt", encoding="utf-8") as file:
        file.write(json.dumps({"fr": ROWS[0][0], "en": ROWS[0][1]}) + "\n")
        file.write(json.dumps({"fr": "Un chat dort.", "en": "A cat is asleep."}) + "\n")
    lines = [f"{k} = {json.dumps(v)}" for k, v in keys.items()]
    lines += ['output = "out"', f"tokenizer = {json.dumps(str(TOKENIZER))}"]
    lines += ["[[sources]]", 'path = "a.tsv"', "max_pairs = 30"]
    lines += ["[[sources]]", 'path = "b.jsonl.xz"', "weight = 2.0"]
    path = folder / "mix.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_mix_is_capped_deduplicated_and_weighted(tmp_path: Path) -> None:
    kept = prepare(load_preparation(write_mix(tmp_path, should_align=False)))
    assert kept == {"a.tsv": 30, "b.jsonl.xz": 1, "examples": 31}
    corpus = PreparedCorpus.load(tmp_path / "out" / "corpus.npz")
    assert len(corpus) == 31
    assert corpus.weights.tolist() == [1.0] * 30 + [2.0]
    assert corpus.alignment is None


def test_the_aligner_links_words_and_end_marks(tmp_path: Path) -> None:
    pytest.importorskip("eflomal", reason="the optional aligner eflomal is not installed")
    prepare(load_preparation(write_mix(tmp_path, should_align=True, max_score=1000.0)))
    corpus = PreparedCorpus.load(tmp_path / "out" / "corpus.npz")
    assert corpus.alignment is not None
    assert len(corpus.alignment) == int(corpus.target_lengths.sum()) + len(corpus)
    first_end = int(corpus.target_lengths[0])
    assert corpus.alignment[first_end] == corpus.source_lengths[0]
    assert (tmp_path / "out" / "lexicon.npz").exists()


def test_the_command_says_in_one_line_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "mix.toml"
    path.write_text('output = "out"\nsauces = []\n')
    with pytest.raises(ConfigError, match=r"Unknown keys \['sauces'\]"):
        load_preparation(path)
    result = CliRunner().invoke(app, ["prepare", str(path)])
    assert isinstance(result.exception, ConfigError)


def test_a_new_tokenizer_keeps_digits_apart_and_knows_every_character(tmp_path: Path) -> None:
    import sentencepiece

    texts = [text for pair in ROWS for text in pair] * 3
    model = train_tokenizer(texts, tmp_path / "tokenizer.model", vocab_size=400)
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(model))
    assert [pieces.pad_id(), pieces.eos_id(), pieces.unk_id()] == [0, 1, 2]
    assert pieces.encode("2024", out_type=str)[-4:] == ["2", "0", "2", "4"]
    assert pieces.decode(pieces.encode("日本")) == "日本"
    assert pieces.encode("<abstract>", out_type=str)[-1] == "<abstract>"
