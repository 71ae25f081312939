"""The trainer on a handful of real pairs, with the real tokenizer."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from typer.testing import CliRunner

from summarizer.errors import ConfigError
from summarizer.training.__main__ import app
from summarizer.training.allocation import has_other_allocator
from summarizer.training.config import Curriculum, TrainingConfig, load_config
from summarizer.training.corpus import Pair, PairFilter, make_pair, read_pairs
from summarizer.training.dataset import BatchStream, PreparedCorpus
from summarizer.training.early_scores import EarlyScores
from summarizer.training.export import read_weights
from summarizer.training.growth import default_origins, grow_into
from summarizer.training.health import (
    IDLE_SHARE,
    SETTLED_SHARE,
    layer_shares,
    mean_loss,
    settled_shares,
    unsettle,
)
from summarizer.training.model import PAD_ID, Architecture
from summarizer.training.objective import ROWS_AT_ONCE, SmoothedLoss, score_rows
from summarizer.training.prepare import encode_pairs, make_corpus
from summarizer.training.train import AVERAGED, CHECKPOINT, Trainer

TOKENIZER = Path(__file__).parents[2] / "summarizer" / "assets" / "translator" / "source.spm"
SMALL = Architecture(
    vocab_size=12000, d_model=64, ffn_dim=128, n_heads=2, encoder_layers=2, decoder_layers=1
)
PAIRS = [
    make_pair(french, english)
    for french, english in (
        ("Le maire a inauguré la bibliothèque.", "The mayor opened the library."),
        ("Il pleuvra demain sur toute la côte.", "It will rain all along the coast tomorrow."),
        ("La gare sera fermée jusqu’en mars.", "The station will be closed until March."),
        ("Les élèves ont planté 1 200 arbres.", "The pupils planted 1,200 trees."),
        ("« Nous avons eu peur », dit-elle.", "“We were frightened,” she said."),
        ("Le vote a recueilli 55,41 % des voix.", "The motion won 55.41% of the vote."),
        ("Personne n’a été blessé.", "Nobody was hurt."),
        ("Où est passée la clef du musée ?", "Where has the key to the museum gone?"),
    )
]


@pytest.fixture
def corpus_path(tmp_path: Path) -> Path:
    sources, targets = encode_pairs(PAIRS, TOKENIZER)
    path = tmp_path / "corpus.npz"
    make_corpus(sources, targets, [1.0] * len(PAIRS)).save(path)
    return path


def make_config(corpus: Path, output: Path, **changes: object) -> TrainingConfig:
    values: dict[str, object] = {
        "corpus": corpus,
        "output": output,
        "architecture": SMALL,
        "total_steps": 60,
        "batch_tokens": 400,
        "final_batch_tokens": 400,
        "warmup_steps": 5,
        "label_smoothing": 0.0,
        "full_softmax_share": 0.0,
        "n_negatives": 300,
        "ema_steps": 4,
        "n_threads": 1,
        "log_steps": 10,
        "curriculum": (Curriculum(0.0, 64),),
    }
    return TrainingConfig(**(values | changes))  # type: ignore[arg-type]


def test_eight_pairs_are_learnt_by_heart_in_seconds(corpus_path: Path, tmp_path: Path) -> None:
    trainer = Trainer(make_config(corpus_path, tmp_path / "run", total_steps=120))
    before = trainer.validate(trainer.stream)
    trainer.run()
    after = trainer.validate(trainer.stream)
    assert before > 5.0
    assert after < 0.2
    assert (tmp_path / "run" / "log.jsonl").read_text().count('"loss"') == 12


def test_a_run_scores_its_outputs_on_the_way_and_keeps_the_best(
    corpus_path: Path, tmp_path: Path
) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text(
        "".join(json.dumps({"fr": p.french, "en": p.english}) + "\n" for p in PAIRS), "utf-8"
    )
    config = make_config(
        corpus_path,
        tmp_path / "run",
        total_steps=300,
        n_negatives=0,
        score_file=rows,
        tokenizer=TOKENIZER,
        score_minutes=0.05,
    )
    Trainer(config).run()
    log = [json.loads(line) for line in (tmp_path / "run/log.jsonl").read_text().splitlines()]
    bleu = [row["bleu"] for row in log if "bleu" in row]
    assert bleu[-1] > 95
    assert (tmp_path / "run/best.pt").exists()


def test_another_allocator_is_known_by_its_library(tmp_path: Path) -> None:
    maps = tmp_path / "maps"
    maps.write_text("7f00-7f01 r-xp 0 fe:00 1 /usr/lib/libc.so.6\n", encoding="utf-8")
    assert not has_other_allocator(maps)
    with maps.open("a", encoding="utf-8") as file:
        file.write("7f02-7f03 r-xp 0 fe:00 2 /usr/lib/libjemalloc.so.2\n")
    assert has_other_allocator(maps)
    assert not has_other_allocator(tmp_path / "none")


def test_rows_with_other_keys_are_refused_with_the_keys_that_would_do(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"text": "Bonjour."}\n', encoding="utf-8")
    with pytest.raises(ConfigError, match="fr and en, or source and target"):
        EarlyScores.load(rows, TOKENIZER, 10)


def test_a_resumed_run_equals_an_uninterrupted_one_to_the_bit(
    corpus_path: Path, tmp_path: Path
) -> None:
    whole = Trainer(make_config(corpus_path, tmp_path / "whole", total_steps=12))
    whole.run()
    first = Trainer(make_config(corpus_path, tmp_path / "parts", total_steps=12))
    first.run(until_step=5)
    second = Trainer(make_config(corpus_path, tmp_path / "parts", total_steps=12))
    second.resume()
    assert second.position.step == 5
    second.run()
    for mine, theirs in zip(whole.model.parameters(), second.model.parameters(), strict=True):
        assert torch.equal(mine, theirs)
    for mine, theirs in zip(whole.average, second.average, strict=True):
        assert torch.equal(mine, theirs)


def test_pieces_of_a_batch_give_the_gradient_of_the_whole(
    corpus_path: Path, tmp_path: Path
) -> None:
    gradients = []
    for micro in (None, 60):
        config = make_config(
            corpus_path, tmp_path / str(micro), micro_batch_tokens=micro, n_negatives=0
        )
        trainer = Trainer(config)
        examples = np.arange(len(PAIRS))
        assert len(trainer._work(examples, 0.0).micro_batches) == (1 if micro is None else 3)
        trainer.step(examples)
        gradients.append([p.grad.clone() for p in trainer.model.parameters()])
    for whole, pieces in zip(*gradients, strict=True):
        torch.testing.assert_close(whole, pieces, rtol=1e-3, atol=1e-6)


def test_the_loss_made_in_pieces_has_the_value_and_gradients_of_cross_entropy() -> None:
    torch.manual_seed(3)
    n, c, d = 2 * ROWS_AT_ONCE + 17, 50, 8
    states, weight, bias = torch.randn(n, d), torch.randn(c, d), torch.randn(c)
    index = torch.randint(0, c, (n,))
    results = []
    for is_ours in (True, False):
        inputs = [t.clone().requires_grad_() for t in (states, weight, bias)]
        x, w, b = inputs
        if is_ours:
            loss, nll = SmoothedLoss.apply(
                x, w, b, torch.zeros(c), index, 0.1, torch.float32, score_rows
            )
        else:
            scores = x @ w.t() + b
            loss = torch.nn.functional.cross_entropy(scores, index, label_smoothing=0.1)
            nll = torch.nn.functional.cross_entropy(scores, index)
        loss.backward()
        results.append([loss.detach(), nll.detach(), *(t.grad for t in inputs)])
    for ours, theirs in zip(*results, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-6)


def test_a_run_in_bfloat16_learns_as_well(corpus_path: Path, tmp_path: Path) -> None:
    losses = []
    for precision in ("float32", "bfloat16"):
        config = make_config(corpus_path, tmp_path / precision, precision=precision)
        trainer = Trainer(config)
        losses.append([trainer.step(np.arange(len(PAIRS))) for _ in range(25)])
    single, short = losses
    assert short[-1] < 0.5 * short[0]
    assert abs(short[-1] - single[-1]) < 0.25 * single[-1] + 0.1


def test_attentions_that_look_at_one_place_for_good_are_counted(
    corpus_path: Path, tmp_path: Path
) -> None:
    trainer = Trainer(make_config(corpus_path, tmp_path / "run", validation=corpus_path))
    batch = trainer.stream.collate(np.arange(len(PAIRS)))
    assert all(s.mean() < SETTLED_SHARE for s in settled_shares(trainer.model, batch).values())
    with torch.no_grad():
        for projection in ("q_proj", "k_proj"):
            getattr(trainer.model.encoder.layers[1].self_attn, projection).weight.mul_(1000)
    for _ in range(2):  # nothing is left over from the first time
        shares = settled_shares(trainer.model, batch)
        assert shares.pop("encoder.layers.1.self_attn").mean() > SETTLED_SHARE
        assert all(s.mean() < SETTLED_SHARE for s in shares.values())
    trainer.run(until_step=1)
    first, *_ = (tmp_path / "run" / "log.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(first)["n_settled_attentions"] == 1


def test_a_settled_head_comes_back_and_the_others_stay(corpus_path: Path, tmp_path: Path) -> None:
    trainer = Trainer(make_config(corpus_path, tmp_path / "run"))
    batch = trainer.stream.collate(np.arange(len(PAIRS)))
    attention = trainer.model.encoder.layers[1].self_attn
    with torch.no_grad():
        for projection in (attention.q_proj, attention.k_proj):
            projection.weight[:32].mul_(20)  # the first of two heads
    before = settled_shares(trainer.model, batch)["encoder.layers.1.self_attn"]
    assert before[0] > 0.5 > before[1]
    others = [p.clone() for p in (attention.q_proj.weight[32:], attention.v_proj.weight)]
    n_rounds = 0
    while unsettle(trainer.model, batch, 0.5):
        n_rounds += 1
    after = settled_shares(trainer.model, batch)["encoder.layers.1.self_attn"]
    assert 0 < n_rounds < 100 and 0 < after[0] <= 0.5
    torch.testing.assert_close([attention.q_proj.weight[32:], attention.v_proj.weight], others)


def test_a_run_lowers_the_scores_of_settled_heads(corpus_path: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="max_settled_share needs validation"):
        make_config(corpus_path, tmp_path / "x", max_settled_share=0.5)
    with pytest.raises(ConfigError, match=r"must be in \[0, 1\], got 70"):
        make_config(corpus_path, tmp_path / "x", max_settled_share=70)
    lengths = []
    for share in (1.0, 0.0):  # never, and always
        config = make_config(
            corpus_path,
            tmp_path / str(share),
            total_steps=2,
            log_steps=1,
            validation=corpus_path,
            max_settled_share=share,
        )
        trainer = Trainer(config)
        with torch.no_grad():
            trainer.model.encoder.layers[0].self_attn.q_proj.weight.mul_(100)
        trainer.run()
        lengths.append(
            float(trainer.model.encoder.layers[0].self_attn.q_proj.weight.detach().norm())
        )
    never, always = lengths
    assert always == pytest.approx(never * 0.95**2, rel=0.02)


def test_layers_that_add_next_to_nothing_are_counted(corpus_path: Path, tmp_path: Path) -> None:
    trainer = Trainer(make_config(corpus_path, tmp_path / "run", validation=corpus_path))
    batch = trainer.stream.collate(np.arange(len(PAIRS)))
    shares = layer_shares(trainer.model, batch)
    assert len(shares) == 3 and min(shares.values()) > IDLE_SHARE
    layer = trainer.model.encoder.layers[1]
    with torch.no_grad():
        for projection in (layer.self_attn.out_proj, layer.fc2):
            projection.weight.mul_(1e-5)
            projection.bias.fill_(50.0)  # the same for all pieces: tells none from another
    first, second, third = layer_shares(trainer.model, batch).values()
    assert second < IDLE_SHARE < min(first, third)
    trainer.run(until_step=1)
    line, *_ = (tmp_path / "run" / "log.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["n_idle_layers"] == 1
    trainer.save()
    got = CliRunner().invoke(app, ["inspect", str(tmp_path / "run" / CHECKPOINT), str(corpus_path)])
    assert got.exit_code == 0
    assert [line.split()[0] for line in got.output.splitlines()[2:]] == list(
        layer_shares(trainer.model, batch)
    )
    assert "idle" in got.output.splitlines()[3]
    loss = float(got.output.split()[0])
    assert loss == pytest.approx(mean_loss(trainer.model, trainer.stream), abs=1e-4)


@pytest.mark.parametrize("origins", [None, (0, 0, 1, 1)])
def test_a_deeper_network_computes_nearly_what_the_trained_one_did(
    corpus_path: Path, tmp_path: Path, origins: tuple[int, ...] | None
) -> None:
    trainer = Trainer(make_config(corpus_path, tmp_path / "run"))
    untrained = trainer.validate(trainer.stream)
    trainer.run()
    small = trainer.model
    deeper = type(small)(dataclasses.replace(SMALL, encoder_layers=4))
    grow_into(deeper, small.state_dict(), origins)
    trained = mean_loss(small, trainer.stream)
    assert trained < 0.5 * untrained
    assert mean_loss(deeper, trainer.stream) < trained + 0.05 * untrained
    shares = layer_shares(deeper, trainer.stream.collate(np.arange(len(PAIRS))))
    assert min(shares.values()) > IDLE_SHARE


@pytest.mark.parametrize("n_more", [0, 5, SMALL.ffn_dim])
def test_a_wider_network_computes_nearly_what_the_trained_one_did(
    corpus_path: Path, tmp_path: Path, n_more: int
) -> None:
    trainer = Trainer(make_config(corpus_path, tmp_path / "run"))
    trainer.run()
    small = trainer.model
    wider = type(small)(dataclasses.replace(SMALL, ffn_dim=SMALL.ffn_dim + n_more))
    grow_into(wider, small.state_dict())
    trained = mean_loss(small, trainer.stream)
    assert mean_loss(wider, trainer.stream) == pytest.approx(trained, rel=0.05)
    layer, before = wider.encoder.layers[0], small.encoder.layers[0]
    together = layer.fc2.weight.norm(dim=0) * layer.fc1.weight.norm(dim=1)
    assert bool((together > 0).all())  # none is idle
    torch.testing.assert_close(layer.fc2.weight.sum(1), before.fc2.weight.sum(1))
    moved = (layer.fc1.weight[: SMALL.ffn_dim] != before.fc1.weight).any(1)
    assert int(moved.sum()) == n_more
    adds = before.fc1.weight.norm(dim=1) * before.fc2.weight.norm(dim=0)
    if 0 < n_more < SMALL.ffn_dim:
        assert adds[moved].min() >= adds[~moved].max()


@pytest.mark.parametrize("width", [SMALL.ffn_dim - 1, 2 * SMALL.ffn_dim + 1])
def test_a_width_that_does_not_fit_is_refused(
    corpus_path: Path, tmp_path: Path, width: int
) -> None:
    trained = Trainer(make_config(corpus_path, tmp_path / "run")).model
    other = type(trained)(dataclasses.replace(SMALL, ffn_dim=width))
    with pytest.raises(ConfigError, match=f"layers of {SMALL.ffn_dim} units, .* of {width}"):
        grow_into(other, trained.state_dict())


def test_split_layers_add_their_part_each(corpus_path: Path, tmp_path: Path) -> None:
    small = Trainer(make_config(corpus_path, tmp_path / "small", total_steps=5))
    small.run()
    config = make_config(
        corpus_path,
        tmp_path / "deeper",
        architecture=dataclasses.replace(SMALL, encoder_layers=4),
        initial_weights=tmp_path / "small" / AVERAGED,
        encoder_origins=(0, 1, 1, 1),
    )
    deeper = Trainer(config)
    trained = read_weights(tmp_path / "small" / AVERAGED)
    for place, origin, n in ((0, 0, 1), (1, 1, 3), (3, 1, 3)):
        layer = deeper.model.encoder.layers[place]
        of = f"encoder.layers.{origin}"
        torch.testing.assert_close(layer.fc1.weight.data, trained[f"{of}.fc1.weight"])
        for output in ("fc2.weight", "fc2.bias", "self_attn.out_proj.weight"):
            mine = layer.get_parameter(output).data
            torch.testing.assert_close(mine, trained[f"{of}.{output}"] / n)
    deeper.step(np.arange(len(PAIRS)))
    _, first, second, _ = deeper.model.encoder.layers
    assert not torch.equal(first.fc2.weight, second.fc2.weight)  # they part ways


def test_layers_that_are_not_named_are_left_out(corpus_path: Path, tmp_path: Path) -> None:
    trained = Trainer(make_config(corpus_path, tmp_path / "run")).model
    shorter = type(trained)(dataclasses.replace(SMALL, encoder_layers=1))
    grow_into(shorter, trained.state_dict(), (1,))
    torch.testing.assert_close(
        shorter.encoder.layers[0].fc1.weight, trained.encoder.layers[1].fc1.weight
    )


def test_origins_that_do_not_fit_are_refused(corpus_path: Path, tmp_path: Path) -> None:
    trained = Trainer(make_config(corpus_path, tmp_path / "run")).model
    deeper = type(trained)(dataclasses.replace(SMALL, encoder_layers=3))
    with pytest.raises(ConfigError, match=r"names the layers \[7\]; the weights have 0 to 1"):
        grow_into(deeper, trained.state_dict(), (0, 1, 7))
    with pytest.raises(ConfigError, match="2 encoder layers, the architecture 3"):
        grow_into(deeper, trained.state_dict(), (0, 1))
    shorter = type(trained)(dataclasses.replace(SMALL, encoder_layers=1))
    with pytest.raises(ConfigError, match="2 encoder layers, the architecture 1"):
        grow_into(shorter, trained.state_dict())
    with pytest.raises(ConfigError, match="needs initial_weights"):
        make_config(corpus_path, tmp_path / "x", encoder_origins=(0, 1))


def test_a_decoder_that_is_too_shallow_is_refused_whatever_the_encoder(
    corpus_path: Path, tmp_path: Path
) -> None:
    deep = dataclasses.replace(SMALL, decoder_layers=2)
    trained = Trainer(make_config(corpus_path, tmp_path / "run", architecture=deep)).model
    with pytest.raises(ConfigError, match="2 decoder layers, the architecture 1"):
        grow_into(type(trained)(SMALL), trained.state_dict(), (0, 1))


def test_default_origins_split_the_last_layers_first() -> None:
    assert default_origins(4, 4) == (0, 1, 2, 3)
    assert default_origins(4, 6) == (0, 1, 2, 2, 3, 3)
    assert default_origins(2, 7) == (0, 0, 0, 1, 1, 1, 1)


def test_guided_attention_learns_the_alignment_it_is_given(tmp_path: Path) -> None:
    sources, targets = encode_pairs(PAIRS, TOKENIZER)
    # An alignment no translator would choose, so that only guidance can explain it.
    places = [
        np.full(len(t) + 1, len(s) - 1, dtype=np.int16)
        for s, t in zip(sources, targets, strict=True)
    ]
    corpus = tmp_path / "corpus.npz"
    make_corpus(sources, targets, [1.0] * len(PAIRS), places).save(corpus)
    config = make_config(
        corpus,
        tmp_path / "run",
        total_steps=40,
        guided_weight=1.0,
        guided_final_weight=1.0,
    )
    trainer = Trainer(config)
    trainer.run()
    batch = trainer.stream.collate(np.arange(len(PAIRS)))
    with torch.no_grad():
        _, weights = trainer.model(batch.source_ids, batch.decoder_ids, need_weights=True)
    assert weights is not None and batch.alignment is not None
    known = batch.alignment >= 0
    on_target = weights.gather(2, batch.alignment.clamp_min(0)[..., None]).squeeze(-1)[known]
    assert float(on_target.mean()) > 0.6


def test_a_batch_moves_the_labels_right_behind_a_pad(corpus_path: Path) -> None:
    stream = BatchStream(PreparedCorpus.load(corpus_path), seed=1)
    batch = stream.collate(np.arange(3))
    assert (batch.decoder_ids[:, 0] == PAD_ID).all()
    assert torch.equal(batch.decoder_ids[:, 1:], batch.labels[:, :-1])


def test_a_chunk_holds_each_example_once_and_keeps_to_the_token_limit(corpus_path: Path) -> None:
    corpus = PreparedCorpus.load(corpus_path)
    batches = BatchStream(corpus, seed=3).chunk(0, max_length=64, max_tokens=40)
    assert sorted(np.concatenate(batches)) == list(range(len(corpus)))
    longest = np.maximum(corpus.source_lengths, corpus.target_lengths) + 1
    assert all(len(b) == 1 or len(b) * longest[b].max() <= 40 for b in batches)


def test_a_pair_enters_training_in_the_form_that_serving_uses() -> None:
    pair = make_pair("(EN) Il a obtenu «\u00a055,41\u00a0%\u00a0» des voix.", "He won '55.41%' .")
    assert pair == Pair('Il a obtenu " 55.41%" des voix.', 'He won " 55.41%".')
    figures = make_pair("200 000 morts, soit 5 %, en 2010.", "200 000 dead, or 5 %, in 2010.")
    assert figures == Pair("200,000 morts, soit 5%, en 2010.", "200,000 dead, or 5%, in 2010.")


def test_the_filter_drops_pairs_of_unlike_length_and_copies() -> None:
    keeps = PairFilter().keeps
    assert keeps(Pair("Oui.", "That is quite right."))
    assert not keeps(Pair("Un mot de plus pour finir la phrase ici.", "No."))
    assert not keeps(Pair("The same line of text.", "The same line of text."))


def test_a_broken_line_of_pairs_is_named(tmp_path: Path) -> None:
    path = tmp_path / "pairs.tsv"
    path.write_text("a\tb\nonly one field\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="line 2"):
        list(read_pairs(path))


def test_a_configuration_with_an_unknown_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "run.toml"
    path.write_text('corpus = "c.npz"\noutput = "o"\ntotal_steps = 3\nlearning_rate = 1.0\n')
    with pytest.raises(ConfigError, match="learning_rate"):
        load_config(path)


def test_a_run_needs_exactly_one_length(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="exactly one"):
        TrainingConfig(corpus=tmp_path, output=tmp_path)


def test_the_learning_rate_rises_stays_and_falls(tmp_path: Path) -> None:
    config = TrainingConfig(
        corpus=tmp_path, output=tmp_path, total_steps=1000, warmup_steps=100, decay_share=0.4
    )
    assert config.lr_share_at(0, 0.0) == pytest.approx(0.01)
    assert config.lr_share_at(500, 0.5) == 1.0
    assert config.lr_share_at(800, 0.8) == pytest.approx(0.5)
    assert config.lr_share_at(999, 1.0) == config.final_lr_share


def test_two_processes_learn_what_one_learns(corpus_path: Path, tmp_path: Path) -> None:
    losses = []
    for n_workers in (1, 2):
        config = make_config(
            corpus_path,
            tmp_path / str(n_workers),
            total_steps=12,
            n_workers=n_workers,
            micro_batch_tokens=60,
        )
        trainer = Trainer(config)
        trainer.run()
        losses.append(trainer.validate(trainer.stream))
        weight = trainer.model.shared.weight
        assert not weight[PAD_ID].any()
    assert losses[0] == pytest.approx(losses[1], abs=0.02)
