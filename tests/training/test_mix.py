"""Several prepared corpora made one, each with its share."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from summarizer.errors import ConfigError
from summarizer.training.__main__ import app
from summarizer.training.dataset import PreparedCorpus, mixed
from summarizer.training.prepare import make_corpus


def a_corpus(n: int, length: int, *, is_aligned: bool = False) -> PreparedCorpus:
    places = [np.zeros(length + 1, np.int16)] * n if is_aligned else None
    return make_corpus([[5] * length] * n, [[6] * length] * n, [2.0] * n, places)


def test_each_corpus_has_its_share_of_the_target_tokens(tmp_path: Path) -> None:
    a_corpus(10, 4).save(tmp_path / "a.npz")
    a_corpus(30, 8).save(tmp_path / "b.npz")
    parts = [f"3:{tmp_path / 'a.npz'}", f"1:{tmp_path / 'b.npz'}"]
    done = CliRunner().invoke(app, ["mix", str(tmp_path / "all.npz"), *parts])
    assert done.exit_code == 0, done.output
    assert "40 examples" in done.output
    whole = PreparedCorpus.load(tmp_path / "all.npz")
    drawn = whole.weights * whole.target_lengths
    assert drawn[:10].sum() / drawn.sum() == pytest.approx(0.75)
    assert whole.alignment is None


def test_what_is_not_aligned_is_unknown_beside_what_is() -> None:
    whole = mixed([a_corpus(1, 2), a_corpus(1, 3, is_aligned=True)], [1, 1])
    assert whole.alignment is not None
    assert whole.alignment.tolist() == [-1, -1, -1, 0, 0, 0, 0]


def test_shares_that_cannot_be_had_are_said() -> None:
    with pytest.raises(ConfigError, match="Give each one above 0"):
        mixed([a_corpus(1, 2)] * 2, [0.5, 0.0])
    moving = mixed([a_corpus(1, 2)] * 2, [0.5, 0.5], [0.1, 0.9])
    with pytest.raises(ConfigError, match="mix its parts instead"):
        mixed([a_corpus(1, 2), moving], [1, 1])
    empty = make_corpus([[5]], [[6]], [0.0])
    with pytest.raises(ConfigError, match="Nothing is drawn of corpus 2"):
        mixed([a_corpus(1, 2), empty], [1, 1])


def test_a_part_without_a_share_is_said(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["mix", str(tmp_path / "all.npz"), "a.npz"])
    assert done.exit_code == 2
    assert "is not SHARE:CORPUS.npz" in done.output
