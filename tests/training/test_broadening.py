"""Trained weights in a wider network, which computes nearly the same."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
import torch
from typer.testing import CliRunner

from summarizer.errors import ConfigError
from summarizer.training.__main__ import app
from summarizer.training.broadening import balanced, broadened, narrowed, new_places
from summarizer.training.dataset import BatchStream
from summarizer.training.export import read_architecture, read_model, read_weights
from summarizer.training.health import mean_loss
from summarizer.training.model import Architecture, Seq2Seq, sinusoids
from summarizer.training.prepare import encode_pairs, make_corpus
from tests.training.test_training import PAIRS

TRANSLATOR = Path(__file__).parents[2] / "summarizer" / "assets" / "translator"


@pytest.fixture(scope="module")
def stream() -> BatchStream:
    sources, targets = encode_pairs(PAIRS, TRANSLATOR / "source.spm")
    return BatchStream(make_corpus(sources, targets, [1.0] * len(PAIRS)), seed=0)


def loss_of(state: dict[str, torch.Tensor], arch: Architecture, stream: BatchStream) -> float:
    model = Seq2Seq(arch)
    model.load_state_dict(state)
    return mean_loss(model, stream)


def test_every_number_gets_a_place_of_its_own_among_waves_of_its_length() -> None:
    for old, new in ((256, 384), (256, 512), (64, 64)):
        places = new_places(old, new)
        assert len(set(places.tolist())) == old
        # as the tenth piece: waves of the same or nearly the same length
        before, after = sinusoids(16, old)[10], sinusoids(16, new)[10][places]
        assert torch.nn.functional.cosine_similarity(before, after, dim=0) > 0.9


def test_the_shipped_translator_computes_nearly_the_same_when_it_is_wider(
    stream: BatchStream,
) -> None:
    state, old = read_weights(TRANSLATOR), read_architecture(TRANSLATOR)
    size = old.d_model // old.n_heads
    new = dataclasses.replace(old, d_model=old.d_model + 2 * size, n_heads=old.n_heads + 2)
    before = loss_of(state, old, stream)
    assert loss_of(broadened(state, old, new), new, stream) == pytest.approx(before, abs=0.05)


def test_balanced_weights_are_the_same_network_with_shorter_matrices(stream: BatchStream) -> None:
    state, arch = read_weights(TRANSLATOR), read_architecture(TRANSLATOR)
    grown = {n: 3.0 * v if "fc1.weight" in n else v for n, v in state.items()}
    made = balanced(grown)
    assert loss_of(made, arch, stream) == pytest.approx(loss_of(grown, arch, stream), abs=1e-4)
    for name in ("encoder.layers.3.fc1.weight", "decoder.layers.0.self_attn.q_proj.weight"):
        assert torch.linalg.matrix_norm(made[name], 2) < 10.01
    assert torch.linalg.matrix_norm(grown["encoder.layers.3.fc1.weight"], 2) > 10.01


def test_the_units_that_add_least_are_left_out() -> None:
    state = {
        "l.fc1.weight": torch.tensor([[3.0, 0.0], [0.1, 0.0], [0.0, 2.0]]),
        "l.fc1.bias": torch.tensor([1.0, 2.0, 3.0]),
        "l.fc2.weight": torch.tensor([[1.0, 5.0, 2.0], [0.0, 5.0, 2.0]]),
    }
    made = narrowed(state, 2)
    assert made["l.fc1.bias"].tolist() == [1.0, 3.0]
    assert made["l.fc1.weight"].tolist() == [[3.0, 0.0], [0.0, 2.0]]
    assert made["l.fc2.weight"].tolist() == [[1.0, 2.0], [0.0, 2.0]]


def test_heads_of_another_size_and_a_smaller_width_are_refused() -> None:
    old = read_architecture(TRANSLATOR)
    for d_model, n_heads in ((old.d_model, old.n_heads * 2), (old.d_model // 2, old.n_heads // 2)):
        new = dataclasses.replace(old, d_model=d_model, n_heads=n_heads)
        with pytest.raises(ConfigError, match="Heads must keep their size of 64"):
            broadened(read_weights(TRANSLATOR), old, new)


def test_weights_are_resized_by_command(tmp_path: Path, stream: BatchStream) -> None:
    old = read_architecture(TRANSLATOR)
    wider, fewer = old.d_model + 128, old.ffn_dim - 64
    options = ["--d-model", str(wider), "--ffn-dim", str(fewer)]
    path = tmp_path / "wide.pt"
    done = CliRunner().invoke(app, ["resize", str(TRANSLATOR), str(path), *options])
    assert done.exit_code == 0, done.output
    model = read_model(path)
    assert (model.arch.d_model, model.arch.ffn_dim) == (wider, fewer)
    assert mean_loss(model, stream) < mean_loss(read_model(TRANSLATOR), stream) + 0.5
    options = ["--d-model", str(wider), "--ffn-dim", str(2 * old.ffn_dim)]
    done = CliRunner().invoke(app, ["resize", str(TRANSLATOR), str(path), *options])
    assert isinstance(done.exception, ConfigError)
    assert "give at most as many" in str(done.exception)
    options = ["--d-model", str(old.d_model + 16), "--ffn-dim", str(old.ffn_dim)]
    done = CliRunner().invoke(app, ["resize", str(TRANSLATOR), str(path), *options])
    assert isinstance(done.exception, ConfigError)
    assert "in steps of 64" in str(done.exception)
