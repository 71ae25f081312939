"""The fused gradients, against torch's own of the same loss."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from summarizer.errors import ConfigError
from summarizer.training import kernels
from summarizer.training.dataset import Batch, BatchStream, PreparedCorpus
from summarizer.training.export import read_architecture, read_weights
from summarizer.training.fused import FusedObjective
from summarizer.training.model import PAD_ID, Architecture, Seq2Seq
from summarizer.training.objective import Objective
from summarizer.training.prepare import encode_pairs, make_corpus
from summarizer.training.streams import Dropout, Packed
from summarizer.training.train import Trainer
from tests.training.test_training import PAIRS, TOKENIZER, make_config

TRANSLATOR = TOKENIZER.parent
pytestmark = pytest.mark.skipif(
    kernels.find_compiler() is None, reason="no C++ compiler, which fused training needs"
)


def real_corpus(is_aligned: bool = True) -> PreparedCorpus:
    """The pairs, one of them very short, with made-up alignments of all but some pieces."""
    sources, targets = encode_pairs(PAIRS, TOKENIZER)
    sources[2], targets[2] = sources[2][:1], targets[2][:2]
    places = None
    if is_aligned:
        places = [
            np.append(np.arange(len(t)) % len(s), len(s)).astype(np.int16)
            for s, t in zip(sources, targets, strict=True)
        ]
        for place in places:
            place[1::4] = -1
    return make_corpus(sources, targets, [1.0] * len(PAIRS), places)


def real_model() -> Seq2Seq:
    model = Seq2Seq(read_architecture(TRANSLATOR))
    model.load_state_dict(read_weights(TRANSLATOR), strict=False)
    return model.train()


def gradients(
    objective: Objective, batch: Batch, *, is_full: bool, guided_weight: float
) -> tuple[float, dict[str, torch.Tensor]]:
    objective.model.zero_grad(set_to_none=True)
    objective.prepare()
    nll = objective.accumulate(
        batch,
        share=0.6,
        is_full=is_full,
        guided_weight=guided_weight,
        generator=torch.Generator().manual_seed(1),
    )
    found = {n: p.grad.clone() for n, p in objective.model.named_parameters() if p.grad is not None}
    found["shared.weight"][PAD_ID] = 0  # training does the same
    return nll, found


def errors(found: dict[str, torch.Tensor], exact: dict[str, torch.Tensor]) -> dict[str, float]:
    """Relative errors of the gradients that are more than rounding.

    A key's bias moves all scores of a query alike, and an attention that has settled on one place
    for good (docs/LOG.md 9) is past moving: what is left of such gradients is noise.
    """
    sizes = {name: float(gradient.norm()) for name, gradient in exact.items()}
    floor = 0.01 * float(np.median(list(sizes.values())))
    felt = [n for n in exact if sizes[n] > floor and not n.endswith("k_proj.bias")]
    assert len(felt) > 0.8 * len(exact)
    return {n: float((found[n] - exact[n]).norm()) / sizes[n] for n in felt}


@pytest.mark.parametrize(
    ("is_full", "guided_weight"), [(False, 0.0), (False, 0.5), (True, 0.0), (True, 0.5)]
)
def test_gradients_of_the_shipped_network_equal_torchs(is_full: bool, guided_weight: float) -> None:
    model = real_model()
    batch = BatchStream(real_corpus(), seed=0).collate(np.arange(len(PAIRS)))
    frequent = torch.arange(3, 53)
    exact = Objective(model, 0.1, 300, frequent)
    fused = FusedObjective(model, 0.1, 300, frequent, "bfloat16")
    wanted_nll, wanted = gradients(exact, batch, is_full=is_full, guided_weight=guided_weight)
    nll, found = gradients(fused, batch, is_full=is_full, guided_weight=guided_weight)
    assert nll == pytest.approx(wanted_nll, rel=0.01)
    assert found.keys() == wanted.keys()
    found_errors = errors(found, wanted)
    # a layer that adds little to a long stream is rounded a lot, by torch in bfloat16 as well
    short = Objective(model, 0.1, 300, frequent, "bfloat16")
    torchs = gradients(short, batch, is_full=is_full, guided_weight=guided_weight)[1]
    torchs_errors = errors(torchs, wanted)
    for name, error in found_errors.items():
        assert error < max(0.2, 1.2 * torchs_errors[name]), name
    # how much is rounded depends on the weights: never more than by torch, to speak of
    ours, torchs_own = (np.mean(list(e.values())) for e in (found_errors, torchs_errors))
    assert ours < max(0.1, 1.1 * torchs_own)


def test_errors_are_no_larger_than_those_of_torch_in_bfloat16() -> None:
    model = real_model()
    batch = BatchStream(real_corpus(), seed=0).collate(np.arange(len(PAIRS)))
    made = [
        gradients(
            kind(model, 0.1, 300, torch.arange(3, 53), precision),
            batch,
            is_full=True,
            guided_weight=0.1,
        )[1]
        for kind, precision in (
            (Objective, "float32"),
            (Objective, "bfloat16"),
            (FusedObjective, "bfloat16"),
        )
    ]
    exact, short, fused = made
    ours, torchs = (np.mean(list(errors(other, exact).values())) for other in (fused, short))
    assert ours < 1.2 * torchs


class Recorded(torch.nn.Module):
    """Drops what the fused objective dropped, in the same order of sentences end to end."""

    def __init__(self, masks: list[torch.Tensor], lengths: torch.Tensor) -> None:
        super().__init__()
        self.masks, self.lengths = masks, lengths

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        mask = self.masks.pop(0)
        places = torch.arange(x.shape[1]) < self.lengths[:, None]
        padded = torch.ones_like(x)
        padded[places] = mask[: int(self.lengths.sum())].float()
        return x * padded


def test_gradients_with_dropout_equal_torchs_with_the_same_numbers_dropped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = real_model()
    batch = BatchStream(real_corpus(is_aligned=False), seed=0).collate(np.arange(len(PAIRS)))
    drawn: list[Dropout] = []
    keep_masks = Dropout.backward

    def backward(self: Dropout, d_x: torch.Tensor) -> torch.Tensor:
        if self not in drawn:
            drawn.append(self)
            self.recorded = list(self.masks)  # type: ignore[attr-defined]
        return keep_masks(self, d_x)

    monkeypatch.setattr(Dropout, "backward", backward)
    model.dropout.p = 0.1
    fused = FusedObjective(model, 0.1, 0, torch.arange(3), "bfloat16")
    nll, found = gradients(fused, batch, is_full=True, guided_weight=0.0)
    decoder, encoder = (d.recorded for d in drawn)  # type: ignore[attr-defined]
    assert len(encoder) == 1 + 2 * len(model.encoder.layers)
    assert 0.07 < float((encoder[0] == 0).float().mean()) < 0.13
    lengths = [(ids != PAD_ID).sum(1) for ids in (batch.source_ids, batch.labels)]
    queues = (Recorded(encoder, lengths[0]), Recorded(decoder, lengths[1]))
    both = iter(queues)
    model.dropout = _Turns(both)  # type: ignore[assignment]
    for layer in model.encoder.layers:
        layer.dropout = queues[0]
    for layer in model.decoder.layers:
        layer.dropout = queues[1]
    exact = Objective(model, 0.1, 0, torch.arange(3))
    wanted_nll, wanted = gradients(exact, batch, is_full=True, guided_weight=0.0)
    assert nll == pytest.approx(wanted_nll, rel=0.01)
    found_errors = errors(found, wanted)
    assert np.mean(list(found_errors.values())) < 0.1
    assert max(found_errors.values()) < 0.35


class _Turns(torch.nn.Module):
    """Passes each call on to the next module."""

    def __init__(self, modules: Iterator[torch.nn.Module]) -> None:
        super().__init__()
        self.turns = modules

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return next(self.turns)(x)  # type: ignore[no-any-return]


def test_gradients_add_up_and_a_sentence_does_not_touch_its_neighbours() -> None:
    model = real_model()
    stream = BatchStream(real_corpus(), seed=0)
    fused = FusedObjective(model, 0.1, 0, torch.arange(3), "bfloat16")
    whole = stream.collate(np.arange(8))
    model.zero_grad(set_to_none=True)
    fused.prepare()
    losses = []
    for examples in (np.arange(3), np.arange(3, 8)):
        batch = stream.collate(examples)
        share = batch.n_target_tokens / whole.n_target_tokens
        losses.append(share * fused.accumulate(batch, share=share, is_full=True, guided_weight=0.0))
    in_parts = {n: p.grad.clone() for n, p in model.named_parameters() if p.grad is not None}
    model.zero_grad(set_to_none=True)
    nll = fused.accumulate(whole, share=1.0, is_full=True, guided_weight=0.0)
    assert sum(losses) == pytest.approx(nll, rel=1e-3)
    for name, parameter in model.named_parameters():
        if not name.endswith("k_proj.bias") and parameter.grad is not None:
            error = (parameter.grad - in_parts[name]).norm() / parameter.grad.norm()
            assert float(error) < 0.05, name


def test_sentences_lie_end_to_end_and_rows_are_filled_up() -> None:
    padded = torch.tensor([[5, 6, 7, 0], [8, 0, 0, 0]])
    packed = Packed.of(padded, padded != 0)
    assert packed.ids.tolist() == [5, 6, 7, 8]
    assert packed.places.tolist() == [0, 1, 2, 0]
    assert packed.starts.tolist() == [0, 3, 4]
    assert packed.n_rows == 256


@pytest.mark.parametrize("n_workers", [1, 2])
def test_a_fused_run_learns_what_torchs_run_learns(tmp_path: Path, n_workers: int) -> None:
    path = tmp_path / "corpus.npz"
    real_corpus(is_aligned=False).save(path)
    losses = []
    for is_fused in (False, True):
        config = make_config(
            path,
            tmp_path / str(is_fused),
            precision="bfloat16",
            is_fused=is_fused,
            total_steps=30,
            n_workers=n_workers,
            micro_batch_tokens=60,
        )
        trainer = Trainer(config)
        before = trainer.validate(trainer.stream)
        trainer.run()
        losses.append(trainer.validate(trainer.stream))
        assert losses[-1] < 0.6 * before
    assert losses[1] == pytest.approx(losses[0], rel=0.1)


def test_without_a_compiler_the_next_step_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    monkeypatch.delenv("CXX", raising=False)
    kernels.load_kernels.cache_clear()
    with pytest.raises(ConfigError, match="is_fused = false"):
        kernels.load_kernels()
    kernels.load_kernels.cache_clear()


def test_a_failing_compiler_is_quoted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_text("#!/bin/sh\necho no such flag >&2\nexit 1\n", encoding="utf-8")
    broken.chmod(0o755)
    monkeypatch.setenv("CXX", str(broken))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    kernels.load_kernels.cache_clear()
    with pytest.raises(ConfigError, match="no such flag"):
        kernels.load_kernels()
    kernels.load_kernels.cache_clear()


def test_what_is_not_fused_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="'float32'"):
        make_config(tmp_path / "x", tmp_path, is_fused=True)
    narrow = Seq2Seq(Architecture(vocab_size=32, d_model=24, n_heads=3, ffn_dim=32))
    with pytest.raises(ConfigError, match="multiples of 16"):
        FusedObjective(narrow, 0.1, 0, torch.arange(3), "bfloat16").prepare()
