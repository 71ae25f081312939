"""What is exported computes what was trained, in transformers and in CTranslate2."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
import torch

from summarizer.engines.checkpoint import verify_checksums
from summarizer.engines.hints import write_hints
from summarizer.engines.pieces import MarianPieces
from summarizer.errors import ConfigError, ModelNotFound
from summarizer.training.dataset import PreparedCorpus
from summarizer.training.export import average, export, read_weights
from summarizer.training.growth import grow_into
from summarizer.training.initialization import aligned_embeddings, initialize
from summarizer.training.model import EOS_ID, PAD_ID, Architecture, Seq2Seq
from summarizer.training.optimizer import make_optimizers, orthogonalize

TOKENIZER = Path(__file__).parents[2] / "summarizer" / "assets" / "translator" / "source.spm"
WHOLE = TOKENIZER.with_name("target.spm")
SMALL = Architecture(d_model=64, ffn_dim=128, n_heads=2, encoder_layers=2, decoder_layers=2)


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    torch.manual_seed(0)
    model = Seq2Seq(SMALL)
    initialize(model, embeddings=None, target_counts=None)
    path = tmp_path / "averaged.pt"
    torch.save({"model": model.state_dict(), "architecture": asdict(SMALL)}, path)
    return path


def test_transformers_gives_the_scores_that_training_saw(weights: Path, tmp_path: Path) -> None:
    from transformers import AutoModelForSeq2SeqLM

    directory = export(weights, TOKENIZER, tmp_path / "out", dtype=torch.float32)
    theirs = AutoModelForSeq2SeqLM.from_pretrained(directory, dtype=torch.float32).eval()
    ours = Seq2Seq(SMALL).eval()
    ours.load_state_dict(torch.load(weights, weights_only=True)["model"])
    source = torch.tensor([[300, 301, 302, EOS_ID], [400, 401, EOS_ID, PAD_ID]])
    decoder = torch.tensor([[PAD_ID, 500, 501], [PAD_ID, 600, 601]])
    with torch.no_grad():
        states, _ = ours(source, decoder)
        got = theirs(
            input_ids=source, attention_mask=source != PAD_ID, decoder_input_ids=decoder
        ).logits
    torch.testing.assert_close(got, ours.logits(states), rtol=1e-3, atol=1e-4)


def test_an_export_can_be_trained_on(weights: Path, tmp_path: Path) -> None:
    saved = torch.load(weights, weights_only=True)["model"]
    directory = export(weights, TOKENIZER, tmp_path / "out", dtype=torch.float32)
    for path in (directory, weights):
        read = read_weights(path)
        assert read.keys() == saved.keys()
        assert all(torch.equal(read[name], tensor) for name, tensor in saved.items())
    with pytest.raises(ConfigError, match=r"averaged\.pt, checkpoint\.pt or an exported"):
        read_weights(tmp_path / "nowhere")


def test_the_mean_of_two_networks_takes_its_share_of_each(weights: Path, tmp_path: Path) -> None:
    first = torch.load(weights, weights_only=True)
    other = {name: tensor + 1.0 for name, tensor in first["model"].items()}
    torch.save(first | {"model": other}, tmp_path / "other.pt")
    directory = export(tmp_path / "other.pt", TOKENIZER, tmp_path / "out", dtype=torch.float32)
    mean = average(weights, directory, tmp_path / "mean.pt", share=0.25)
    found = read_weights(mean)
    for name, tensor in first["model"].items():
        torch.testing.assert_close(found[name], tensor + 0.25)
    export(mean, TOKENIZER, tmp_path / "mean")
    small = Seq2Seq(Architecture(d_model=64, ffn_dim=64, n_heads=2))
    torch.save({"model": small.state_dict(), "architecture": {}}, tmp_path / "small.pt")
    with pytest.raises(ConfigError, match="not of one architecture"):
        average(weights, tmp_path / "small.pt", tmp_path / "none.pt")
    assert not (tmp_path / "none.pt").exists()


def test_the_mean_with_what_a_wider_run_started_from(weights: Path, tmp_path: Path) -> None:
    first = torch.load(weights, weights_only=True)
    arch = Architecture(**first["architecture"])
    wide = Seq2Seq(replace(arch, ffn_dim=arch.ffn_dim * 3 // 2))
    grow_into(wide, first["model"])
    state = {name: tensor + 1.0 for name, tensor in wide.state_dict().items()}
    saved = {"model": state, "architecture": asdict(wide.arch)}
    torch.save(saved, tmp_path / "wide.pt")
    mean = read_weights(average(tmp_path / "wide.pt", weights, tmp_path / "mean.pt", share=0.25))
    for name, tensor in wide.state_dict().items():
        torch.testing.assert_close(mean[name], tensor + 0.75)


def test_the_exported_tokenizer_gives_the_ids_that_training_saw(
    weights: Path, tmp_path: Path
) -> None:
    import sentencepiece
    from transformers import AutoTokenizer

    directory = export(weights, TOKENIZER, tmp_path / "out")
    with pytest.warns(UserWarning, match="sacremoses"):
        tokenizer = AutoTokenizer.from_pretrained(directory)
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(TOKENIZER))
    for text in ('Il a dit : "55.41% des voix".', "L'État, 210,000 électeurs…", "日本 €12"):
        assert tokenizer(text).input_ids == [*pieces.encode(text), EOS_ID]


def test_checksums_cover_what_is_loaded(weights: Path, tmp_path: Path) -> None:
    directory = export(weights, TOKENIZER, tmp_path / "out")
    lines = (directory / "SHA256SUMS").read_text().splitlines()
    assert {line.split("  ")[1] for line in lines} >= {"model.safetensors", "source.spm"}
    for line in lines:
        digest, name = line.split("  ")
        assert hashlib.sha256((directory / name).read_bytes()).hexdigest() == digest


def test_a_table_of_hints_goes_with_its_translator(weights: Path, tmp_path: Path) -> None:
    table = tmp_path / "mine.tsv.gz"
    write_hints({"crue": "flood"}, table)
    directory = export(weights, TOKENIZER, tmp_path / "out", hints=table)
    assert (directory / "hints.tsv.gz").read_bytes() == table.read_bytes()
    assert "hints.tsv.gz" in verify_checksums(directory)
    pieces = MarianPieces(directory).encode("la crue monte")
    assert [p for p in pieces if p.startswith("<")] == ["<en>", "<fr>", "</s>"]
    (directory / "hints.tsv.gz").write_bytes(b"\x1f\x8b no")
    with pytest.raises(ModelNotFound, match="hints"):
        MarianPieces(directory)
    with pytest.raises(ModelNotFound, match="cannot be read"):
        export(weights, TOKENIZER, tmp_path / "other", hints=weights)


def test_a_tokenizer_of_another_size_is_refused(tmp_path: Path) -> None:
    other = Architecture(vocab_size=500, d_model=32, ffn_dim=32, n_heads=2)
    path = tmp_path / "averaged.pt"
    torch.save({"model": Seq2Seq(other).state_dict(), "architecture": asdict(other)}, path)
    with pytest.raises(ConfigError, match="12000 pieces and the model 500"):
        export(path, TOKENIZER, tmp_path / "out")


def test_orthogonalize_brings_singular_values_near_one() -> None:
    torch.manual_seed(0)
    for shape in ((3, 32, 96), (2, 96, 32)):
        values = torch.linalg.svdvals(orthogonalize(torch.randn(shape)))
        assert float(values.min()) > 0.5
        assert float(values.max()) < 1.4


def test_each_parameter_has_one_optimizer() -> None:
    model = Seq2Seq(SMALL)
    optimizers = make_optimizers(model, muon_lr=0.1, adam_lr=0.1, weight_decay=0.0)
    ids = [id(p) for o in optimizers for g in o.param_groups for p in g["params"]]
    assert sorted(ids) == sorted(id(p) for p in model.parameters())


def test_linked_pieces_start_close_together() -> None:
    import numpy as np

    rng = np.random.default_rng(0)
    french, english = np.arange(10, 110), np.arange(200, 300)
    noise_s, noise_t = rng.integers(10, 110, 300), rng.integers(200, 300, 300)
    embeddings = aligned_embeddings(
        np.concatenate([french, noise_s]),
        np.concatenate([english, noise_t]),
        np.concatenate([np.full(100, 50), np.full(300, 2)]),
        vocab_size=320,
        dim=64,
    )
    similarity = embeddings[french] @ embeddings[english].T
    assert (similarity.argmax(1) == np.arange(100)).mean() > 0.9
    assert not embeddings[PAD_ID].any()


def test_names_that_the_corpus_hardly_holds_are_spelled(weights: Path, tmp_path: Path) -> None:
    none = np.zeros(0, np.uint16)
    corpus = PreparedCorpus(
        none, none, *(np.zeros(0, np.int32),) * 2, np.zeros(0, np.float32)
    )  # fmt: skip
    corpus.save(tmp_path / "corpus.npz")
    directory = export(
        weights, WHOLE, tmp_path / "out", corpus=tmp_path / "corpus.npz", spelled=["▁jardin"]
    )
    assert (directory / "target.spm").read_bytes() == WHOLE.read_bytes()
    pieces = MarianPieces(directory)
    assert {"▁Darmanin", "▁jardin"} <= set(pieces.unwanted)
    assert {"▁Darmanin", "▁jardin"}.isdisjoint(pieces.encode("Gérald Darmanin au jardin"))
    with pytest.raises(ConfigError, match="no piece 'blorgue'"):
        export(weights, WHOLE, tmp_path / "none", spelled=["blorgue"])
    assert not (tmp_path / "none").exists()
