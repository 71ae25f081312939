"""A trained network as a directory that transformers and CTranslate2 load."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from summarizer.engines.hints import HINTS_FILE, read_table
from summarizer.errors import ConfigError
from summarizer.training.dataset import PreparedCorpus
from summarizer.training.growth import grow_into
from summarizer.training.model import EOS_ID, PAD_ID, UNK_ID, Architecture, Seq2Seq, sinusoids
from summarizer.training.spelled_names import seldom_written_names, write_without

CHECKSUMS = "SHA256SUMS"
TASKS = ("translate", "abstract", "title", "reverse")


def transformers_config(arch: Architecture, *, task: str, max_input_tokens: int) -> dict[str, Any]:
    """``config.json`` of a Pegasus with these sizes.

    ``normalize_before`` and ``normalize_embedding`` are for CTranslate2's converter;
    ``summarizer`` tells our engines how sources are prepared.
    """
    return {
        "architectures": ["PegasusForConditionalGeneration"],
        "model_type": "pegasus",
        "vocab_size": arch.vocab_size,
        "d_model": arch.d_model,
        "encoder_layers": arch.encoder_layers,
        "decoder_layers": arch.decoder_layers,
        "encoder_attention_heads": arch.n_heads,
        "decoder_attention_heads": arch.n_heads,
        "encoder_ffn_dim": arch.ffn_dim,
        "decoder_ffn_dim": arch.ffn_dim,
        "activation_function": "relu",
        "max_position_embeddings": arch.max_positions,
        "scale_embedding": True,
        "static_position_embeddings": True,
        "normalize_before": True,
        "normalize_embedding": False,
        "tie_word_embeddings": True,
        "is_encoder_decoder": True,
        "pad_token_id": PAD_ID,
        "eos_token_id": EOS_ID,
        "decoder_start_token_id": PAD_ID,
        "forced_eos_token_id": None,
        "dtype": "float16",
        "summarizer": {
            "task": task,
            "text_form": "plain",
            "numbers": "english" if task == "translate" else "french",
            "elisions": "split" if task == "translate" else "joined",
            "openings": "split" if task == "translate" else "joined",
            "max_input_tokens": max_input_tokens,
            "guided_attention": task == "translate",
        },
    }


def transformers_state(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """Our parameter names as Pegasus names them; tied copies are left out."""
    renamed: dict[str, Tensor] = {}
    for name, tensor in state.items():
        if name == "final_logits_bias":
            renamed[name] = tensor[None].clone()
        else:
            renamed[f"model.{name}"] = tensor.clone()
    return renamed


def read_architecture(directory: Path) -> Architecture:
    """The sizes that an exported directory's ``config.json`` states."""
    try:
        config = json.loads((directory / "config.json").read_text(encoding="utf-8"))
        return Architecture(
            config["vocab_size"],
            config["d_model"],
            config["encoder_ffn_dim"],
            config["encoder_attention_heads"],
            config["encoder_layers"],
            config["decoder_layers"],
            config["max_position_embeddings"],
        )
    except (OSError, ValueError, KeyError) as exc:
        raise ConfigError(
            f"{directory} is no exported model ({exc}). Make one with "
            "`python -m summarizer.training export`."
        ) from exc


def _no_weights(path: Path) -> ConfigError:
    return ConfigError(
        f"No weights at {path}: give averaged.pt, checkpoint.pt or an exported directory."
    )


def read_weights(path: Path) -> dict[str, Tensor]:
    """Weights by our parameter names, float32, from ``averaged.pt``, ``checkpoint.pt`` or an export.

    Raises:
        ConfigError: there is neither a file nor a directory with ``model.safetensors``.
    """
    from safetensors.torch import load_file

    if (path / "model.safetensors").is_file():
        named = load_file(path / "model.safetensors")
        state = {
            name.removeprefix("model."): tensor.float()
            for name, tensor in named.items()
            if "embed_positions" not in name
        }
        state["final_logits_bias"] = state["final_logits_bias"].reshape(-1)
        return state
    if not path.is_file():
        raise _no_weights(path)
    saved = torch.load(path, map_location="cpu", weights_only=True)
    state = saved.get("model", saved)
    return dict(state)


def architecture_of(path: Path) -> Architecture:
    """The sizes of what ``read_weights`` reads."""
    if path.is_dir():
        return read_architecture(path)
    if not path.is_file():
        raise _no_weights(path)
    return Architecture(**torch.load(path, map_location="cpu", weights_only=True)["architecture"])


def read_model(path: Path) -> Seq2Seq:
    """The network in a run's ``averaged.pt`` or ``checkpoint.pt``, or in an exported directory.

    Raises:
        ConfigError: there is neither.
    """
    state = read_weights(path)
    model = Seq2Seq(architecture_of(path))
    model.load_state_dict(state)
    return model.eval()


def average(first: Path, second: Path, output: Path, *, share: float = 0.5) -> Path:
    """Writes ``share`` of the second weights and the rest of the first, as ``averaged.pt`` has them.

    Meant for a run and what it started from: two such networks often have a better mean than
    either alone (Wortsman et al. 2022, arXiv:2203.05482).

    Args:
        first: a run's ``averaged.pt`` or ``checkpoint.pt``; its architecture is kept.
        second: another such file or an exported directory; one with fewer or narrower layers is
            grown as a run without ``encoder_origins`` grows it.

    Raises:
        ConfigError: a file is missing, or the architectures differ.
    """
    if not first.is_file():
        raise ConfigError(f"No weights at {first}: give averaged.pt or checkpoint.pt of a run.")
    saved = torch.load(first, map_location="cpu", weights_only=True)
    ours = saved["model"]
    grown = Seq2Seq(Architecture(**saved["architecture"]))
    try:
        grow_into(grown, read_weights(second))
    except (ConfigError, RuntimeError) as exc:
        raise ConfigError(
            f"{first} and {second} are not of one architecture ({exc}). Give a run and what it "
            "started from, or two runs with the same settings."
        ) from exc
    theirs = grown.state_dict()
    mean = {name: (1 - share) * tensor + share * theirs[name] for name, tensor in ours.items()}
    torch.save({"model": mean, "architecture": saved["architecture"]}, output)
    return output


def export(
    weights: Path,
    tokenizer_model: Path,
    output: Path,
    *,
    task: str = "translate",
    max_input_tokens: int = 200,
    hints: Path | None = None,
    corpus: Path | None = None,
    spelled: Sequence[str] = (),
    dtype: torch.dtype = torch.float16,
) -> Path:
    """Writes ``output`` anew: config, weights, tokenizer, generation settings and checksums.

    Args:
        weights: ``averaged.pt`` or ``checkpoint.pt`` of a run.
        tokenizer_model: the SentencePiece file that made the ids.
        task: ``"translate"``, ``"abstract"``, ``"title"``, or ``"reverse"`` for English to French.
        max_input_tokens: longest source the model was trained for, end mark included.
        hints: the table of a translator that was trained to read hints (hints.py).
        corpus: what a translator was trained on; names that it hardly ever holds in English are
            spelled in smaller pieces (spelled_names.py).
        spelled: further pieces to do without.
    """
    if task not in TASKS:
        raise ConfigError(f"Unknown task {task!r}. Available: {', '.join(TASKS)}.")
    import sentencepiece
    from safetensors.torch import save_file

    saved = torch.load(weights, map_location="cpu", weights_only=True)
    arch = Architecture(**saved["architecture"])
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(tokenizer_model))
    if pieces.get_piece_size() != arch.vocab_size:
        raise ConfigError(
            f"The tokenizer has {pieces.get_piece_size()} pieces and the model {arch.vocab_size}: "
            "give the tokenizer the model was trained with."
        )
    vocabulary = [pieces.id_to_piece(i) for i in range(arch.vocab_size)]
    if missing := [p for p in spelled if p not in vocabulary]:
        raise ConfigError(f"The tokenizer has no piece {missing[0]!r} to do without.")
    unused = {vocabulary.index(p) for p in spelled}
    if corpus is not None:
        unused.update(seldom_written_names(vocabulary, PreparedCorpus.load(corpus)))
    output.mkdir(parents=True, exist_ok=True)
    named = transformers_state(saved["model"])
    for stack in ("encoder", "decoder"):
        named[f"model.{stack}.embed_positions.weight"] = sinusoids(arch.max_positions, arch.d_model)
    state = {name: tensor.to(dtype).contiguous() for name, tensor in named.items()}
    save_file(state, output / "model.safetensors", metadata={"format": "pt"})
    _write_json(
        output / "config.json",
        transformers_config(arch, task=task, max_input_tokens=max_input_tokens),
    )
    _write_json(
        output / "generation_config.json",
        {
            "pad_token_id": PAD_ID,
            "eos_token_id": EOS_ID,
            "decoder_start_token_id": PAD_ID,
            "bad_words_ids": [[UNK_ID], [PAD_ID], *([i] for i in sorted(unused))],
            "num_beams": 4,
            "max_new_tokens": 256,
        },
    )
    shutil.copyfile(tokenizer_model, output / "target.spm")
    write_without(tokenizer_model, unused, output / "source.spm")
    _write_json(output / "vocab.json", {piece: i for i, piece in enumerate(vocabulary)})
    _write_json(
        output / "tokenizer_config.json",
        {
            "tokenizer_class": "MarianTokenizer",
            "source_lang": "en" if task == "reverse" else "fr",
            "target_lang": "en" if task == "translate" else "fr",
            "pad_token": "<pad>",
            "eos_token": "</s>",
            "unk_token": "<unk>",
            "model_max_length": max_input_tokens,
            "clean_up_tokenization_spaces": False,
        },
    )
    if hints is not None:
        read_table(hints)  # refuses what is no table
        shutil.copyfile(hints, output / HINTS_FILE)
    write_checksums(output)
    return output


def write_checksums(directory: Path) -> None:
    """Writes ``SHA256SUMS`` over every file a model loads, in the format of ``sha256sum``."""
    suffixes = {".safetensors", ".json", ".spm", ".npz", ".gz"}
    names = sorted(p.name for p in directory.iterdir() if p.suffix in suffixes)
    lines = [
        f"{hashlib.sha256((directory / name).read_bytes()).hexdigest()}  {name}" for name in names
    ]
    (directory / CHECKSUMS).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _write_json(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
