"""Batches made ahead by processes of their own, and batches that need no mask."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from summarizer.errors import ConfigError
from summarizer.training.config import Curriculum
from summarizer.training.dataset import BatchStream, PreparedCorpus, mixed
from summarizer.training.loader import BatchLoader
from summarizer.training.model import PAD_ID
from summarizer.training.prepare import make_corpus
from summarizer.training.train import Trainer
from tests.training.test_training import corpus_path, make_config  # noqa: F401


def a_corpus() -> PreparedCorpus:
    rng = np.random.default_rng(1)
    lengths = rng.integers(2, 9, size=(400, 2))
    return make_corpus([[5] * s for s, _ in lengths], [[6] * t for _, t in lengths], [1.0] * 400)


def test_even_batches_have_sources_of_one_length_and_no_small_rests() -> None:
    stream = BatchStream(a_corpus(), seed=1, is_even=True)
    batches = stream.chunk(0, max_length=20, max_tokens=120)
    for examples in batches:
        batch = stream.collate(examples)
        assert not (batch.source_ids == PAD_ID).any()
        assert batch.labels.numel() <= 120
        assert len(examples) * 9 > 15
    drawn = np.concatenate(batches)
    assert len(set(drawn.tolist())) == len(drawn) > 350


def test_a_mixture_moves_from_its_first_shares_to_its_last(tmp_path: Path) -> None:
    first, last = make_corpus([[5]] * 500, [[6]] * 500, [1.0] * 500), a_corpus()
    whole = mixed([first, last], [0.9, 0.1], [0.1, 0.9])
    whole.save(tmp_path / "all.npz")
    stream = BatchStream(PreparedCorpus.load(tmp_path / "all.npz"), seed=1, chunk_size=40)
    tokens = whole.target_lengths
    for progress, wanted in ((0.0, 0.9), (0.5, 0.5), (1.0, 0.1)):
        weights = whole.weights_at(progress) * tokens
        assert weights[:500].sum() / weights.sum() == pytest.approx(wanted, abs=1e-4)
        drawn = np.concatenate(
            [
                examples
                for k in range(30)
                for examples in stream.chunk(k, max_length=20, max_tokens=100, progress=progress)
            ]
        )
        assert tokens[drawn][drawn < 500].sum() / tokens[drawn].sum() == pytest.approx(
            wanted, abs=0.08
        )


def test_the_loader_gives_the_streams_batches_from_all_its_processes(
    corpus_path: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    config = make_config(corpus_path, tmp_path, n_loaders=2, batch_tokens=60, final_batch_tokens=60)
    stream = BatchStream(PreparedCorpus.load(corpus_path), seed=1)
    wanted = {
        (number, stream.collate(examples).labels.numpy().tobytes())
        for number in range(2, 8)
        for examples in stream.chunk(number, max_length=64, max_tokens=60)
    }
    given = set()
    for number, batch in BatchLoader(stream, config, first_chunk=2):
        if number < 8:
            given.add((number, batch.labels.numpy().tobytes()))
        if given == wanted:
            break
        assert number < 12
    assert given == wanted


@pytest.mark.filterwarnings("ignore")  # of torch itself, while it compiles
def test_a_run_with_loaders_and_compiled_layers_learns_and_resumes(
    corpus_path: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    changes = {
        "n_loaders": 1,
        "compiler": "aot_eager",
        "is_even": True,
        "total_steps": 40,
        "log_steps": 5,
        "n_negatives": 0,
        "curriculum": (Curriculum(0.0, 64),),
    }
    trainer = Trainer(make_config(corpus_path, tmp_path / "run", **changes))
    before = trainer.validate(trainer.stream)
    trainer.run(until_step=20)
    trainer.save()
    resumed = Trainer(make_config(corpus_path, tmp_path / "run", **changes))
    resumed.resume()
    resumed.run()
    assert resumed.position.step == 40
    assert resumed.validate(resumed.stream) < before - 1.0
    log = [json.loads(line) for line in (tmp_path / "run/log.jsonl").read_text().splitlines()]
    assert sum("loss" in row for row in log) == 8


def test_loaders_beside_workers_are_refused(
    corpus_path: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    with pytest.raises(ConfigError, match="leave out n_workers"):
        make_config(corpus_path, tmp_path, n_loaders=2, n_workers=2)


def test_a_compiler_that_torch_lacks_is_refused_with_those_it_has(
    corpus_path: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    with pytest.raises(ConfigError, match=r"inductor.*got 'nvcc'"):
        make_config(corpus_path, tmp_path, compiler="nvcc")
