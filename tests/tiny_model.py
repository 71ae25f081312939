"""A model in the shipped layout, small enough to make in a test."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path

import numpy as np

SENTENCES = (
    "Le conseil municipal de Vernoux a voté mardi la rénovation du vieux pont.",
    "Les travaux coûteront 3 000 euros par mètre et dureront quatorze mois.",
    "« Nous attendions cela depuis dix ans », confie la maire, Élise Garnier.",
    "Pendant ce temps, les voitures passeront par la route de la vallée.",
    "The town council of Vernoux voted on Tuesday to renovate the old bridge.",
    "The work will cost 3,000 euros a metre and will take fourteen months.",
    '"We have been waiting for this for ten years," says the mayor, Élise Garnier.',
    "Meanwhile, cars will take the valley road.",
)


def write_tokenizer(path: Path) -> None:
    import sentencepiece

    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(SENTENCES * 20),
        model_writer=model,
        vocab_size=400,
        model_type="unigram",
        byte_fallback=True,
        pad_id=0,
        eos_id=1,
        unk_id=2,
        bos_id=-1,
        user_defined_symbols=["<en>", "<fr>", "<sep>"],
        hard_vocab_limit=False,
        minloglevel=2,
    )
    for name in ("source.spm", "target.spm"):
        (path / name).write_bytes(model.getvalue())
    pieces = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    ids = {pieces.id_to_piece(i): i for i in range(pieces.get_piece_size())}
    (path / "vocab.json").write_text(json.dumps(ids, ensure_ascii=False), encoding="utf-8")
    (path / "tokenizer_config.json").write_text(
        json.dumps(
            {
                "tokenizer_class": "MarianTokenizer",
                "pad_token": "<pad>",
                "eos_token": "</s>",
                "unk_token": "<unk>",
                "source_lang": "fr",
                "target_lang": "en",
                "model_max_length": 200,
            }
        ),
        encoding="utf-8",
    )


def write_weights(path: Path, d: int = 16, ffn: int = 32) -> None:
    """Random weights, large enough that the best piece is never a near tie."""
    from safetensors.numpy import save_file

    n_pieces = len(json.loads((path / "vocab.json").read_text(encoding="utf-8")))
    random = np.random.default_rng(7)

    def normal(*shape: int) -> np.ndarray:
        return (random.normal(size=shape) * 0.6).astype(np.float16)

    weights = {
        "model.shared.weight": normal(n_pieces, d),
        "final_logits_bias": normal(1, n_pieces),
    }

    def norm(name: str) -> None:
        weights[f"{name}.weight"] = (1 + normal(d) * 0.2).astype(np.float16)
        weights[f"{name}.bias"] = normal(d)

    def linear(name: str, n_out: int, n_in: int) -> None:
        weights[f"{name}.weight"] = normal(n_out, n_in)
        weights[f"{name}.bias"] = normal(n_out)

    for side, n_layers in (("encoder", 2), ("decoder", 1)):
        norm(f"model.{side}.layer_norm")
        for i in range(n_layers):
            layer = f"model.{side}.layers.{i}"
            attentions = ["self_attn", *(["encoder_attn"] if side == "decoder" else [])]
            for attention in attentions:
                norm(f"{layer}.{attention}_layer_norm")
                for part in ("q_proj", "k_proj", "v_proj", "out_proj"):
                    linear(f"{layer}.{attention}.{part}", d, d)
            linear(f"{layer}.fc1", ffn, d)
            linear(f"{layer}.fc2", d, ffn)
            norm(f"{layer}.final_layer_norm")
    save_file(weights, path / "model.safetensors", metadata={"format": "pt"})
    config = {
        "architectures": ["PegasusForConditionalGeneration"],
        "model_type": "pegasus",
        "vocab_size": n_pieces,
        "d_model": d,
        "encoder_layers": 2,
        "decoder_layers": 1,
        "encoder_attention_heads": 2,
        "decoder_attention_heads": 2,
        "encoder_ffn_dim": ffn,
        "decoder_ffn_dim": ffn,
        "activation_function": "relu",
        "max_position_embeddings": 256,
        "scale_embedding": True,
        "normalize_before": True,
        "normalize_embedding": False,
        "tie_word_embeddings": True,
        "pad_token_id": 0,
        "eos_token_id": 1,
        "decoder_start_token_id": 0,
        "forced_eos_token_id": None,
        "dtype": "float16",
        "summarizer": {
            "task": "translate",
            "text_form": "plain",
            "numbers": "english",
            "max_input_tokens": 200,
        },
    }
    generation = {
        "pad_token_id": 0,
        "eos_token_id": 1,
        "decoder_start_token_id": 0,
        "num_beams": 4,
        "max_new_tokens": 256,
    }
    (path / "config.json").write_text(json.dumps(config), encoding="utf-8")
    (path / "generation_config.json").write_text(json.dumps(generation), encoding="utf-8")


def write_checksums(path: Path) -> None:
    lines = [
        f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.name}"
        for p in sorted(path.iterdir())
        if p.name != "SHA256SUMS"
    ]
    (path / "SHA256SUMS").write_text("\n".join(lines) + "\n", encoding="utf-8")
