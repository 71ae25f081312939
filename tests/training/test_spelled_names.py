"""Names whose pieces a translator cannot write are read and written in smaller ones."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import sentencepiece
from typer.testing import CliRunner

from summarizer.engines.base import GenerationOptions, Task
from summarizer.engines.pieces import MarianPieces
from summarizer.engines.registry import load_engine
from summarizer.errors import ConfigError
from summarizer.training.__main__ import app
from summarizer.training.dataset import PreparedCorpus
from summarizer.training.names_kept import count_names_kept, sentences_with_names
from summarizer.training.spelled_names import seldom_written_names, write_without

NEWS = (
    "Le Premier ministre Edouard Philippe a reçu Marlène Schiappa à Matignon.",
    "La pandémie de Covid-19 a fait dix morts à Montpellier.",
    "Selon Valérie Pécresse, Benoît Hamon a raison.",
)


def a_corpus(read: dict[int, int], written: dict[int, int]) -> PreparedCorpus:
    """Ids so many times on either side, in one example."""
    sides = [np.repeat(list(n), list(n.values())).astype(np.uint16) for n in (read, written)]
    return PreparedCorpus(
        sides[0],
        sides[1],
        np.array([len(sides[0])], np.int32),
        np.array([len(sides[1])], np.int32),
        np.ones(1, np.float32),
    )


@pytest.mark.parametrize(
    ("piece", "n_read", "n_written", "expected"),
    [
        ("▁Darmanin", 25, 11, True),
        ("Michel", 234, 18, True),  # after a hyphen
        ("▁LR", 172, 0, True),
        ("▁Covid", 1107, 26, True),
        ("▁Obama", 900, 850, False),  # learned
        ("▁Selon", 7647, 0, False),  # has a translation
        ("▁Santé", 250, 5, False),  # so has what is a word in small letters
        ("▁Chine", 200, 2, False),  # and what English spells otherwise
        ("▁Li", 25, 11, False),  # no word
        ("▁crue", 25, 0, False),
        ("<fr>", 25, 0, False),
    ],
)
def test_names_that_the_english_side_hardly_holds_are_found(
    piece: str, n_read: int, n_written: int, expected: bool
) -> None:
    corpus = a_corpus({0: n_read, 1: 1000}, {0: n_written})
    assert seldom_written_names([piece, "▁santé"], corpus) == ([0] if expected else [])


def test_a_tokenizer_does_without_pieces_and_keeps_its_ids(
    shipped_translator: Path, tmp_path: Path
) -> None:
    whole = shipped_translator / "target.spm"
    before = sentencepiece.SentencePieceProcessor(model_file=str(whole))
    write_without(whole, [before.piece_to_id("▁Darmanin")], tmp_path / "source.spm")
    after = sentencepiece.SentencePieceProcessor(model_file=str(tmp_path / "source.spm"))
    assert before.encode("Gérald Darmanin", out_type=str)[-1] == "▁Darmanin"
    assert "▁Darmanin" not in after.encode("Gérald Darmanin", out_type=str)
    assert after.decode(after.encode("Gérald Darmanin")) == "Gérald Darmanin"
    assert after.encode("le jardin") == before.encode("le jardin")
    assert after.get_piece_size() == before.get_piece_size()


def test_what_is_no_tokenizer_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.spm").write_bytes(b"\xff\xff\xff")
    with pytest.raises(ConfigError, match=r"x\.spm is not a SentencePiece file"):
        write_without(tmp_path / "x.spm", [], tmp_path / "y.spm")


def test_the_shipped_translator_neither_reads_nor_writes_such_names_whole(
    shipped_translator: Path,
) -> None:
    pieces = MarianPieces(shipped_translator)
    unused = {p for p in pieces.unwanted if not p.startswith("<")}
    assert {"▁Pécresse", "▁Darmanin", "▁Covid", "AstraZeneca"} <= unused
    for text in NEWS:
        assert unused.isdisjoint(pieces.encode(text))
    options = json.loads((shipped_translator / "generation_config.json").read_text())
    ids = {pieces.vocabulary.index(p) for p in unused}
    assert ids <= {i for (i,) in options["bad_words_ids"]}


@pytest.mark.parametrize("backend", ["ct2", "seq2seq"])
def test_the_shipped_translator_keeps_the_names_of_the_news(backend: str) -> None:
    engine = load_engine("compact", Task.TRANSLATE, backend=backend)
    kept, total = count_names_kept(NEWS, engine, GenerationOptions(num_beams=4))
    assert kept == total == 12


def test_names_kept_are_counted_by_the_command(shipped_translator: Path, tmp_path: Path) -> None:
    rows = [{"text": text} for text in (*NEWS, "Il fait beau aujourd'hui dans le jardin.")]
    assert sorted(sentences_with_names(rows, 10)) == sorted(NEWS)
    file = tmp_path / "news.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    done = CliRunner().invoke(app, ["names-kept", str(file), str(shipped_translator)])
    assert done.exit_code == 0, done.output
    assert done.output.endswith("12 of 12 words of names kept, 100.0%\n")
    nothing = tmp_path / "none.jsonl"
    nothing.write_text(json.dumps(rows[-1]) + "\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["names-kept", str(nothing), str(shipped_translator)])
    assert done.exit_code != 0
    assert "no sentence with a name" in str(done.exception)
