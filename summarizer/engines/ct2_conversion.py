"""A ``save_pretrained`` directory turned into a CTranslate2 model.

Two roads. The shipped models (Pegasus layout, Marian tokenizer files) are rewritten here from
safetensors with numpy alone: loading torch and transformers would cost a first run four seconds
and 200 MB. Every other architecture goes through CTranslate2's own converter.
The format is version 6 of CTranslate2's binary, specification ``TransformerSpec`` revision 7;
newer CTranslate2 releases read older revisions. tests/test_engines.py holds the variables equal
to the official converter's.
"""

from __future__ import annotations

import io
import json
import math
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from summarizer.engines.checkpoint import WEIGHTS_FILE, Checkpoint
from summarizer.errors import ModelNotFound

Array = npt.NDArray[Any]

_ACTIVATIONS = {"relu": 0, "gelu_new": 1, "gelu_pytorch_tanh": 1, "swish": 2, "silu": 2, "gelu": 3}
_TYPE_IDS = {"float32": 0, "int8": 1, "int16": 2, "int32": 3, "float16": 4}
_BINARY_VERSION = 6
_SPECIFICATION = "TransformerSpec"
_REVISION = 7

CONVERSION_VERSION = 2
"""Raised when this module would write other bytes for the same weights; part of cache names."""


def is_convertible_here(checkpoint: Checkpoint) -> bool:
    """Whether ``convert_shipped`` knows this layout."""
    config, path = checkpoint.config, checkpoint.path
    return (
        checkpoint.model_type == "pegasus"
        and config.get("activation_function") in _ACTIVATIONS
        and int(config.get("d_model", 1)) % 2 == 0
        and all((path / f).is_file() for f in ("source.spm", "target.spm", "vocab.json"))
        and not (path / "target_vocab.json").is_file()
        and (path / WEIGHTS_FILE).is_file()
    )


def convert_shipped(
    checkpoint: Checkpoint, vocabulary: Sequence[str], precision: str
) -> dict[str, bytes]:
    """File name → content of the CTranslate2 model.

    Args:
        vocabulary: pieces in the order of their ids.
        precision: ``"int8"`` (weights of linear layers and embeddings, one scale a row) or
            ``"float32"``.

    Raises:
        ModelNotFound: a weight is missing or has another shape than ``config.json`` says.
    """
    try:
        variables, aliases = _pegasus_variables(_read_weights(checkpoint.path), checkpoint.config)
    except (KeyError, ValueError) as exc:
        raise ModelNotFound(
            f"The weights in {checkpoint.path} do not fit their config.json ({exc})."
        ) from exc
    if precision == "int8":
        variables = _quantized(variables)
    config = {
        "add_source_bos": False,
        "add_source_eos": False,
        "bos_token": vocabulary[0],
        "decoder_start_token": vocabulary[int(checkpoint.config["decoder_start_token_id"])],
        "eos_token": vocabulary[int(checkpoint.config["eos_token_id"])],
        "layer_norm_epsilon": None,
        "multi_query_attention": False,
        "unk_token": "<unk>",
    }
    return {
        "config.json": json.dumps(config, indent=2).encode(),
        "model.bin": _serialize(variables, aliases),
        "shared_vocabulary.json": json.dumps(list(vocabulary), ensure_ascii=False).encode(),
    }


def convert_with_transformers(path: Path, target: Path, precision: str) -> None:
    """Write ``path``'s CTranslate2 model into the existing folder ``target``.

    Loads torch and transformers.

    Raises:
        ModelNotFound: the weights are missing or unreadable.
        ValueError: CTranslate2 has no conversion for this architecture.
    """
    from ctranslate2.converters import TransformersConverter

    from summarizer.engines.seq2seq import UNLOADABLE, not_loaded, quiet_transformers

    class Converter(TransformersConverter):  # type: ignore[misc]
        def load_model(self, model_class: Any, name: str, **options: Any) -> Any:
            try:
                model = super().load_model(model_class, name, **options)
            except UNLOADABLE as exc:
                raise not_loaded("model", path, exc) from exc
            return _with_own_scale(model)

        def load_tokenizer(self, tokenizer_class: Any, name: str, **options: Any) -> Any:
            return _with_language_tokens(super().load_tokenizer(tokenizer_class, name, **options))

    # int8_float32 keeps what is not quantized in float32 whatever type the weights came in
    quantization = "int8_float32" if precision == "int8" else precision
    with quiet_transformers():
        Converter(str(path)).convert(str(target), quantization=quantization, force=True)
    _set_start_token(path, target)


def _with_own_scale(model: Any) -> Any:
    """T5 as CTranslate2 4.8 reads it: its converter takes tied embeddings for scaled outputs,
    and transformers 5 says of every T5 and mT5 that its embeddings are tied. Unmended, the
    log-probabilities of MADLAD and mT5 come out flattened by the root of the model's width."""
    if model.config.model_type in ("t5", "mt5"):
        model.config.tie_word_embeddings = bool(
            getattr(model.config, "scale_decoder_outputs", False)
        )
    return model


def _with_language_tokens(tokenizer: Any) -> Any:
    """M2M-100's language tokens follow its vocabulary; CTranslate2 4.8 asks for them under a
    name that transformers 5 has dropped, so they are put into the vocabulary it reads."""
    languages = getattr(tokenizer, "lang_token_to_id", None)
    if languages and hasattr(tokenizer, "encoder"):
        vocabulary = {**tokenizer.encoder, **languages}
        tokenizer.get_vocab = lambda: dict(vocabulary)
    return tokenizer


def _set_start_token(path: Path, target: Path) -> None:
    """CTranslate2 guesses an mBART's first decoder token from its tokenizer's class, and for
    BARThez, an mBART by architecture alone, the guess depends on what its config omits."""
    config = json.loads((path / "config.json").read_text(encoding="utf-8"))
    start = config.get("decoder_start_token_id")
    vocabulary = target / "shared_vocabulary.json"
    if config.get("model_type") != "mbart" or start is None or not vocabulary.is_file():
        return
    pieces = json.loads(vocabulary.read_text(encoding="utf-8"))
    converted = json.loads((target / "config.json").read_text(encoding="utf-8"))
    converted["decoder_start_token"] = pieces[start]
    (target / "config.json").write_text(json.dumps(converted, indent=2), encoding="utf-8")


def _read_weights(path: Path) -> dict[str, Array]:
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        weights = load_file(path / WEIGHTS_FILE)
    except (OSError, SafetensorError, ValueError) as exc:
        raise ModelNotFound(f"The weights in {path} cannot be read ({exc}).") from exc
    return {name: value.astype(np.float32) for name, value in weights.items()}


def _pegasus_variables(
    weights: Mapping[str, Array], config: Mapping[str, Any]
) -> tuple[dict[str, Array], dict[str, str]]:
    """CTranslate2 variables by name, and the names that stand for another variable."""
    d_model = int(config["d_model"])
    embedding = weights["model.shared.weight"]
    if embedding.shape != (int(config["vocab_size"]), d_model):
        raise ValueError(f"embedding of shape {embedding.shape}")
    scale = math.sqrt(d_model) if config.get("scale_embedding") else 1.0
    out: dict[str, Array] = {
        "decoder/embeddings/weight": embedding,
        "decoder/position_encodings/encodings": _sinusoids(
            int(config["max_position_embeddings"]), d_model
        ),
        "decoder/scale_embeddings": np.float32(scale),  # type: ignore[dict-item]
        "encoder/scale_embeddings": np.float32(scale),  # type: ignore[dict-item]
    }
    aliases = {
        "decoder/projection/weight": "decoder/embeddings/weight",
        "encoder/embeddings_0/weight": "decoder/embeddings/weight",
        "encoder/position_encodings/encodings": "decoder/position_encodings/encodings",
    }
    bias = weights.get("final_logits_bias")
    if bias is not None and bias.any():
        out["decoder/projection/bias"] = bias.reshape(-1)
    flags: dict[str, int] = {
        "decoder/alibi": 0,
        "decoder/alibi_use_positive_positions": 0,
        "decoder/scale_alibi": 0,
        "decoder/start_from_zero_embedding": 0,
        "encoder/embeddings_merge": 0,
        "encoder/multi_query_attention": 0,
    }
    for side in ("encoder", "decoder"):
        flags[f"{side}/pre_norm"] = 1
        flags[f"{side}/activation"] = _ACTIVATIONS[config["activation_function"]]
        out[f"{side}/num_heads"] = np.int16(config[f"{side}_attention_heads"])  # type: ignore[assignment]
        out |= _norm(weights, f"model.{side}.layer_norm", f"{side}/layer_norm")
        for i in range(int(config[f"{side}_layers"])):
            out |= _layer(weights, f"model.{side}.layers.{i}", f"{side}/layer_{i}", side)
    # attention averaged over all heads: names are carried by it
    heads = int(config["decoder_attention_heads"])
    out["decoder/alignment_heads"] = np.int16(heads)  # type: ignore[assignment]
    out["decoder/alignment_layer"] = np.int16(-1)  # type: ignore[assignment]
    out |= {name: np.int8(value) for name, value in flags.items()}  # type: ignore[misc]
    return out, aliases


def _layer(weights: Mapping[str, Array], source: str, target: str, side: str) -> dict[str, Array]:
    out = _attention(weights, f"{source}.self_attn", f"{target}/self_attention", fused=3)
    out |= _norm(weights, f"{source}.self_attn_layer_norm", f"{target}/self_attention/layer_norm")
    if side == "decoder":
        out |= _attention(weights, f"{source}.encoder_attn", f"{target}/attention", fused=1)
        out |= _norm(weights, f"{source}.encoder_attn_layer_norm", f"{target}/attention/layer_norm")
    for i, name in enumerate(("fc1", "fc2")):
        out |= _linear(weights, [f"{source}.{name}"], f"{target}/ffn/linear_{i}")
    return out | _norm(weights, f"{source}.final_layer_norm", f"{target}/ffn/layer_norm")


def _attention(
    weights: Mapping[str, Array], source: str, target: str, *, fused: int
) -> dict[str, Array]:
    """Query, key and value in one matrix (self-attention), or query | key and value (cross)."""
    q, k, v, o = (f"{source}.{n}_proj" for n in ("q", "k", "v", "out"))
    groups = [[q, k, v], [o]] if fused == 3 else [[q], [k, v], [o]]
    out: dict[str, Array] = {}
    for i, group in enumerate(groups):
        out |= _linear(weights, group, f"{target}/linear_{i}")
    return out


def _linear(weights: Mapping[str, Array], sources: list[str], target: str) -> dict[str, Array]:
    return {
        f"{target}/{part}": np.concatenate([weights[f"{s}.{part}"] for s in sources])
        for part in ("weight", "bias")
    }


def _norm(weights: Mapping[str, Array], source: str, target: str) -> dict[str, Array]:
    return {
        f"{target}/gamma": weights[f"{source}.weight"],
        f"{target}/beta": weights[f"{source}.bias"],
    }


def _sinusoids(n_positions: int, dim: int) -> Array:
    """(n_positions, dim): sines in the first half of the columns, cosines in the second."""
    column = np.arange(dim)
    angle = np.arange(n_positions)[:, None] / np.power(10000, 2 * (column // 2) / dim)[None]
    return np.concatenate([np.sin(angle[:, 0::2]), np.cos(angle[:, 1::2])], axis=1).astype(
        np.float32
    )


def _quantized(variables: Mapping[str, Array]) -> dict[str, Array]:
    """Every matrix but the position table in int8, with ``scale = 127 / max|row|``."""
    out: dict[str, Array] = {}
    for name, value in variables.items():
        if not name.endswith("/weight"):
            out[name] = value
            continue
        largest = np.abs(value).max(axis=1)
        largest[largest == 0] = 127.0
        scale = (np.float32(127.0) / largest).astype(np.float32)
        out[name] = np.rint(value * scale[:, None]).astype(np.int8)
        out[f"{name}_scale"] = scale
    return out


def _serialize(variables: Mapping[str, Array], aliases: Mapping[str, str]) -> bytes:
    stream = io.BytesIO()

    def write_string(text: str) -> None:
        data = text.encode()
        stream.write(struct.pack("<H", len(data) + 1) + data + b"\0")

    stream.write(struct.pack("<I", _BINARY_VERSION))
    write_string(_SPECIFICATION)
    stream.write(struct.pack("<II", _REVISION, len(variables)))
    for name, value in sorted(variables.items()):
        write_string(name)
        stream.write(struct.pack(f"<B{value.ndim}I", value.ndim, *value.shape))
        stream.write(struct.pack("<BI", _TYPE_IDS[value.dtype.name], value.nbytes))
        stream.write(np.ascontiguousarray(value).tobytes())
    stream.write(struct.pack("<I", len(aliases)))
    for alias, name in sorted(aliases.items()):
        write_string(alias)
        write_string(name)
    return stream.getvalue()
