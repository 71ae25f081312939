"""One frozen, validated description of a training run, read from TOML."""

from __future__ import annotations

import dataclasses
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from summarizer.errors import ConfigError
from summarizer.training.model import Architecture


@dataclass(frozen=True, slots=True)
class Curriculum:
    """From ``progress`` (0 to 1) of the run on, examples have at most ``max_length`` tokens."""

    progress: float
    max_length: int


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """All choices of a run.

    Attributes:
        initial_weights: weights to train on: a .pt or an exported folder. They may have fewer layers
            than ``architecture``; ``encoder_origins`` says which of theirs each encoder layer is
            made of (summarizer/training/growth.py); by default the last ones are split. Layers up
            to half as wide as ``ffn_dim`` are widened.
        total_steps, max_minutes: the length of the run; exactly one is set. Steps make a run
            reproducible, minutes make it end in time on a machine of unknown speed.
        batch_tokens, final_batch_tokens: padded target tokens a batch, growing from the first to
            the second over the run: small batches learn faster early, large ones later.
        micro_batch_tokens: a batch is computed in pieces of this size; None computes it whole.
        n_workers: processes of one thread each that share the pieces; with more than one the order
            of summing, and so the last bit, depends on their speed.
        muon_lr, adam_lr: peak rates; warm-up over ``warmup_steps``, linear decay to
            ``final_lr_share`` of the peak over the last ``decay_share`` of the run.
        guided_weight: weight of the cross-attention's log-loss against word alignments at the
            start, falling linearly to ``guided_final_weight`` at ``guided_until`` of the run.
        n_negatives: pieces drawn as wrong answers for each batch besides the batch's own
            (sampled softmax, Jean et al. 2015); 0 scores the whole vocabulary.
        max_settled_share: queries of a head that may give one place more than 99 %; looked at every
            ``log_steps`` on the validation's sentences, on a CPU, and beyond it the head's scores
            are lowered a little; 1 never does.
        full_softmax_share: last share of the run that scores the whole vocabulary.
        ema_steps: horizon of the averaged weights that are evaluated and exported.
        chunk_size: examples drawn and sorted by length together.
        is_even: all sources of a batch have one length and need no mask: faster on GPUs, for which
            chunks must be large. What is left over of a length is not drawn.
        n_loaders: processes that make batches ahead of a GPU; batches then come in another order
            after a resumption. 0 makes each when it is needed.
        compiler: backend of ``torch.compile`` for layers and loss, "inductor" for GPUs; "" compiles
            nothing.
        precision: "float32", or "bfloat16" for the matrix products: on GPUs, and on processors
            with matrix units (the flag ``amx_bf16``), where it doubles the speed.
        is_fused: gradients by summarizer/training/fused.py: for a CPU and bfloat16.
        score_file, tokenizer: rows to translate or summarise every ``score_minutes``, the first
            ``score_rows``, and the SentencePiece file that made the corpus; None scores nothing.
    """

    corpus: Path
    output: Path
    architecture: Architecture = field(default_factory=Architecture)
    validation: Path | None = None
    initial_weights: Path | None = None
    initial_lexicon: Path | None = None
    encoder_origins: tuple[int, ...] | None = None
    total_steps: int | None = None
    max_minutes: float | None = None
    batch_tokens: int = 3000
    final_batch_tokens: int = 6000
    micro_batch_tokens: int | None = None
    muon_lr: float = 0.02
    adam_lr: float = 0.002
    weight_decay: float = 0.0
    warmup_steps: int = 100
    decay_share: float = 0.4
    final_lr_share: float = 0.03
    label_smoothing: float = 0.1
    dropout: float = 0.0
    guided_weight: float = 0.0
    guided_final_weight: float = 0.0
    guided_until: float = 0.5
    n_negatives: int = 0
    max_settled_share: float = 1.0
    full_softmax_share: float = 0.1
    max_grad_norm: float = 1.0
    ema_steps: int = 300
    curriculum: tuple[Curriculum, ...] = (Curriculum(0.0, 128),)
    checkpoint_minutes: float = 5.0
    validate_minutes: float = 5.0
    score_file: Path | None = None
    tokenizer: Path | None = None
    score_rows: int = 200
    score_minutes: float = 15.0
    log_steps: int = 50
    seed: int = 1
    n_threads: int = 2
    n_workers: int = 1
    chunk_size: int = 40_000
    is_even: bool = False
    n_loaders: int = 0
    compiler: str = ""
    device: str = "cpu"
    precision: str = "float32"
    is_fused: bool = False

    def __post_init__(self) -> None:
        if (self.total_steps is None) == (self.max_minutes is None):
            raise ConfigError("Set exactly one of total_steps and max_minutes.")
        if not 0 <= self.label_smoothing < 1:
            raise ConfigError(f"label_smoothing must be in [0, 1), got {self.label_smoothing}.")
        if self.encoder_origins is not None and self.initial_weights is None:
            raise ConfigError("encoder_origins needs initial_weights to take the layers from.")
        if not 0 <= self.max_settled_share <= 1:
            raise ConfigError(f"max_settled_share must be in [0, 1], got {self.max_settled_share}.")
        if self.max_settled_share < 1 and self.validation is None:
            raise ConfigError("max_settled_share needs validation, whose sentences it looks at.")
        if (self.score_file is None) != (self.tokenizer is None):
            raise ConfigError("Set score_file and tokenizer together, or neither.")
        if self.precision not in ("float32", "bfloat16"):
            raise ConfigError(f"precision must be float32 or bfloat16, got {self.precision!r}.")
        if self.is_fused and (self.device, self.precision) != ("cpu", "bfloat16"):
            raise ConfigError(
                'is_fused needs device = "cpu" and precision = "bfloat16", got '
                f"{self.device!r} and {self.precision!r}."
            )
        if self.compiler and self.compiler not in torch.compiler.list_backends(None):
            known = ", ".join(torch.compiler.list_backends(None))
            raise ConfigError(f"compiler must be one of {known}, got {self.compiler!r}.")
        if self.n_loaders and (self.n_workers > 1 or self.micro_batch_tokens is not None):
            raise ConfigError(
                "n_loaders makes whole batches for one process: leave out n_workers "
                f"({self.n_workers}) and micro_batch_tokens ({self.micro_batch_tokens})."
            )
        if not self.curriculum or self.curriculum[0].progress != 0.0:
            raise ConfigError("The curriculum must begin at progress 0.")

    def max_length_at(self, progress: float) -> int:
        """Longest example allowed at this point of the run, in tokens, end mark included."""
        return [c.max_length for c in self.curriculum if c.progress <= progress][-1]

    def batch_tokens_at(self, progress: float) -> int:
        return round(
            self.batch_tokens + (self.final_batch_tokens - self.batch_tokens) * min(1.0, progress)
        )

    def lr_share_at(self, step: int, progress: float) -> float:
        """Share of the peak learning rate: trapezoid of warm-up, plateau and decay."""
        warm = min(1.0, (step + 1) / max(1, self.warmup_steps))
        left = max(0.0, 1.0 - progress) / max(1e-9, self.decay_share)
        return warm * max(self.final_lr_share, min(1.0, left))

    def guided_weight_at(self, progress: float) -> float:
        done = min(1.0, progress / max(1e-9, self.guided_until))
        return self.guided_weight + (self.guided_final_weight - self.guided_weight) * done


def load_config(path: Path, overrides: dict[str, Any] | None = None) -> TrainingConfig:
    """The configuration in a TOML file; ``overrides`` win. Relative paths are the file's own.

    Raises:
        ConfigError: the file is missing, not TOML, or a key or value is wrong.
    """
    try:
        data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as exc:
        raise ConfigError(f"{path} cannot be read as TOML ({exc}).") from exc
    if overrides:
        if {"total_steps", "max_minutes"} & set(overrides):
            data = {k: v for k, v in data.items() if k not in ("total_steps", "max_minutes")}
        data |= overrides
    known = {f.name for f in dataclasses.fields(TrainingConfig)}
    if unknown := sorted(set(data) - known):
        raise ConfigError(f"Unknown keys {unknown} in {path}. Known: {', '.join(sorted(known))}.")
    paths = ("corpus", "output", "validation", "initial_weights", "initial_lexicon")
    for name in (*paths, "score_file", "tokenizer"):
        if data.get(name) is not None:
            data[name] = (path.parent / data[name]).resolve()
    try:
        if "architecture" in data:
            data["architecture"] = Architecture(**data["architecture"])
        if "curriculum" in data:
            data["curriculum"] = tuple(Curriculum(**c) for c in data["curriculum"])
        if data.get("encoder_origins") is not None:
            data["encoder_origins"] = tuple(data["encoder_origins"])
        return TrainingConfig(**data)
    except (TypeError, ValueError) as exc:
        raise ConfigError(f"{path}: {exc}") from exc
