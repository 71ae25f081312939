"""The training loop: one process, one device, resumable to the bit on a CPU."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.multiprocessing as mp
from torch import Tensor

from summarizer.errors import ConfigError
from summarizer.training import health
from summarizer.training.allocation import keep_freed_memory
from summarizer.training.config import TrainingConfig
from summarizer.training.dataset import Batch, BatchStream, PreparedCorpus
from summarizer.training.early_scores import EarlyScores
from summarizer.training.export import read_weights
from summarizer.training.fused import FusedObjective
from summarizer.training.growth import grow_into
from summarizer.training.initialization import aligned_embeddings, initialize
from summarizer.training.loader import BatchLoader
from summarizer.training.model import PAD_ID, Seq2Seq
from summarizer.training.objective import Objective, score_rows
from summarizer.training.optimizer import make_optimizers
from summarizer.training.parallel import Examples, Work, Workers, accumulate, split_evenly

CHECKPOINT = "checkpoint.pt"
AVERAGED = "averaged.pt"
BEST = "best.pt"
LOG = "log.jsonl"


@dataclass(slots=True)
class Position:
    """Where a run stands; saved with the weights."""

    step: int = 0
    chunk: int = 0
    batch: int = 0
    chunk_max_length: int = 0
    chunk_max_tokens: int = 0
    chunk_progress: float = 0.0
    n_pairs: int = 0
    n_target_tokens: int = 0
    elapsed_s: float = 0.0
    best_score: float = float("-inf")


class Trainer:
    """Owns the model, its optimisers, its averaged weights and its place in the data."""

    def __init__(self, config: TrainingConfig) -> None:
        self.config = config
        torch.set_num_threads(config.n_threads)
        # units that never fire let momenta decay into denormals, which multiply ten times slower
        torch.set_flush_denormal(True)
        keep_freed_memory()
        torch.manual_seed(config.seed)
        self.device = torch.device(config.device)
        self.corpus = PreparedCorpus.load(config.corpus)
        self.stream = BatchStream(
            self.corpus, seed=config.seed, chunk_size=config.chunk_size, is_even=config.is_even
        )
        self.model = Seq2Seq(config.architecture, config.dropout)
        self._initialize()
        self.model.to(self.device)
        self.optimizers = make_optimizers(
            self.model,
            muon_lr=config.muon_lr,
            adam_lr=config.adam_lr,
            weight_decay=config.weight_decay,
            dtype=torch.bfloat16 if config.precision == "bfloat16" else torch.float32,
        )
        self.average = [p.detach().clone() for p in self.model.parameters()]
        self.position = Position()
        frequent = np.argsort(-self._target_counts(), kind="stable")[:500]
        make_objective = FusedObjective if config.is_fused else Objective
        self.objective = make_objective(
            self.model,
            config.label_smoothing,
            config.n_negatives,
            torch.from_numpy(frequent.copy()),
            config.precision,
        )
        if config.compiler:
            self._compile(config.compiler)
        self._pile = mp.get_context("spawn").Value("q", 0)
        self._workers: Workers | None = None

    def _compile(self, backend: str) -> None:
        """Layer by layer, as all of a kind share what is compiled; for batches of any size."""
        for stack in (self.model.encoder, self.model.decoder):
            for layer in stack.layers:
                layer.compile(backend=backend, dynamic=True)
        self.objective.score = torch.compile(score_rows, backend=backend, dynamic=True)

    def _uncompiled(self) -> AbstractContextManager[Any]:
        """While scores are taken: without dropout it is another program, not worth compiling."""
        if not self.config.compiler:
            return nullcontext()
        stance: AbstractContextManager[Any] = torch.compiler.set_stance("force_eager")
        return stance

    def _target_counts(self) -> Any:
        return np.bincount(self.corpus.target_ids, minlength=self.config.architecture.vocab_size)

    def _initialize(self) -> None:
        config = self.config
        if config.initial_weights is not None:
            grow_into(self.model, read_weights(config.initial_weights), config.encoder_origins)
            return
        embeddings = None
        if config.initial_lexicon is not None:
            with np.load(config.initial_lexicon) as lexicon:
                embeddings = aligned_embeddings(
                    lexicon["s"],
                    lexicon["t"],
                    lexicon["c"],
                    config.architecture.vocab_size,
                    config.architecture.d_model,
                    seed=config.seed,
                )
        initialize(self.model, embeddings=embeddings, target_counts=self._target_counts())

    @property
    def progress(self) -> float:
        """Share of the run that is done, 0 to 1."""
        if self.config.total_steps is not None:
            return self.position.step / self.config.total_steps
        assert self.config.max_minutes is not None
        return self.position.elapsed_s / (self.config.max_minutes * 60)

    def _batches(self) -> Any:
        """Endless arrays of example indices, from the saved position on."""
        while True:
            if self.position.batch == 0:
                self.position.chunk_max_length = self.config.max_length_at(self.progress)
                self.position.chunk_max_tokens = self.config.batch_tokens_at(self.progress)
                self.position.chunk_progress = min(1.0, self.progress)
            chunk = self.stream.chunk(
                self.position.chunk,
                max_length=self.position.chunk_max_length,
                max_tokens=self.position.chunk_max_tokens,
                progress=self.position.chunk_progress,
            )
            while self.position.batch < len(chunk):
                examples = chunk[self.position.batch]
                self.position.batch += 1
                yield examples
                wanted = self.config.max_length_at(self.progress)
                if wanted > self.position.chunk_max_length:
                    break  # the curriculum moved on: draw anew
            self.position.chunk += 1
            self.position.batch = 0

    def _loaded(self) -> Iterator[Batch]:
        """Endless batches made by other processes, from the chunk after the last one that was begun."""
        first = self.position.chunk + 1 if self.position.step else 0
        loader = BatchLoader(self.stream, self.config, first_chunk=first)
        loader.progress = self.progress
        for number, batch in loader:
            self.position.chunk = max(number, self.position.chunk)
            yield batch
            loader.progress = self.progress

    def step(self, examples: Examples | Batch) -> float | Tensor:
        """One update from these examples; the mean negative log-likelihood before it.

        That is a tensor on a GPU, as asking for its value would wait for the update.
        """
        config, progress = self.config, self.progress
        self.model.train()
        share = config.lr_share_at(self.position.step, progress)
        peaks = (config.muon_lr, config.adam_lr)
        for optimizer, peak in zip(self.optimizers, peaks, strict=True):
            for group in optimizer.param_groups:
                group["lr"] = peak * share
        work = self._work(examples, progress)
        total: float | Tensor
        if isinstance(examples, Batch):
            self.model.zero_grad(set_to_none=True)
            total = self.objective.accumulate(
                examples,
                share=1.0,
                is_full=work.is_full,
                guided_weight=work.guided_weight,
                generator=torch.Generator().manual_seed(work.seed),
            )
        elif self._workers is None:
            self._pile.value = 0
            self.model.zero_grad(set_to_none=True)
            total = accumulate(self.objective, self.stream, work, self._pile)
        else:
            total = self._workers.gradients(self.objective, self.stream, work)
        self.position.n_pairs += work.n_pairs
        self.position.n_target_tokens += work.n_target_tokens
        muon, adam = self.optimizers
        gradient = self.model.shared.weight.grad
        if gradient is not None:
            gradient[PAD_ID].zero_()  # a pad must stay the zero vector that starts the decoder
        # Muon's update does not depend on the gradient's length
        torch.nn.utils.clip_grad_norm_(adam.param_groups[0]["params"], config.max_grad_norm)
        adam.step()
        if self._workers is None:
            muon.step()
        else:
            self._workers.update(self.objective, muon.rates)
        self.position.step += 1
        weight = 1.0 / min(config.ema_steps, 1 + self.position.step / 4)
        torch._foreach_lerp_(self.average, list(self.model.parameters()), weight)
        return total

    def _work(self, examples: Examples | Batch, progress: float) -> Work:
        config, corpus = self.config, self.corpus
        if isinstance(examples, Batch):
            micro_batches: list[Examples] = []
            n_pairs, n_target_tokens = len(examples.labels), examples.n_target_tokens
        else:
            limit = config.micro_batch_tokens or config.final_batch_tokens * 2
            micro_batches = split_evenly(corpus, examples, limit, config.n_workers)
            n_pairs = len(examples)
            n_target_tokens = int((corpus.target_lengths[examples] + 1).sum())
        return Work(
            micro_batches=micro_batches,
            n_pairs=n_pairs,
            n_target_tokens=n_target_tokens,
            is_full=progress >= 1.0 - config.full_softmax_share,
            guided_weight=config.guided_weight_at(progress),
            seed=config.seed * 1_000_003 + self.position.step,
        )

    def run(self, *, until_step: int | None = None) -> Position:
        """Trains to the end of the run (or ``until_step``), logging and saving on the way."""
        config = self.config
        config.output.mkdir(parents=True, exist_ok=True)
        validation = None
        if config.validation is not None:
            validation = BatchStream(PreparedCorpus.load(config.validation), seed=0)
            probe = health.sample(validation)
        if config.n_workers > 1:
            torch.set_num_threads(1)
            muon, _ = self.optimizers
            self._workers = Workers(self.objective, muon, config.corpus, config.n_workers)
        early = None
        if config.score_file is not None and config.tokenizer is not None:
            early = EarlyScores.load(config.score_file, config.tokenizer, config.score_rows)
        batches = self._loaded() if config.n_loaders else self._batches()
        last = started = time.monotonic()
        next_save = started + config.checkpoint_minutes * 60
        next_validation = started
        next_score = started + config.score_minutes * 60
        losses: list[float | Tensor] = []
        tokens_before, log_time = self.position.n_target_tokens, started
        while self.progress < 1.0 and self.position.step != until_step:
            losses.append(self.step(next(batches)))
            now = time.monotonic()
            self.position.elapsed_s += now - last
            last = now
            if self.position.step % config.log_steps == 0:
                speed = (self.position.n_target_tokens - tokens_before) / (now - log_time)
                self._log(loss=float(sum(losses)) / len(losses), tokens_per_s=round(speed))
                losses, tokens_before, log_time = [], self.position.n_target_tokens, now
                if validation is not None and config.max_settled_share < 1:
                    health.unsettle(self.model, probe, config.max_settled_share)
            if validation is not None and now >= next_validation:
                self._log_validation(validation, probe)
                next_validation = now + config.validate_minutes * 60
            if early is not None and now >= next_score:
                self._log(**self.early_scores(early))
                next_score = now + config.score_minutes * 60
            if now >= next_save:
                self.save()
                next_save = now + config.checkpoint_minutes * 60
        if validation is not None:
            self._log_validation(validation, probe)
        if early is not None:
            self._log(**self.early_scores(early))
        self.save()
        if self._workers is not None:
            self._workers.close()
            self._workers = None
        return self.position

    @torch.no_grad()
    def early_scores(self, early: EarlyScores) -> dict[str, float]:
        """Scores of the averaged weights; the best ones so far are kept in ``best.pt``."""
        current = [p.detach().clone() for p in self.model.parameters()]
        self._assign(self.average)
        self.model.eval()
        with self._uncompiled():
            scores = early.scores(self.model)
        self._assign(current)
        first = next(iter(scores.values()))
        if first > self.position.best_score:
            self.position.best_score = first
            self._save_averaged(self.config.output / BEST)
        return scores

    @torch.no_grad()
    def validate(self, stream: BatchStream) -> float:
        """Negative log-likelihood per target token of the averaged weights, in nats."""
        current = [p.detach().clone() for p in self.model.parameters()]
        self._assign(self.average)
        with self._uncompiled():
            loss = health.mean_loss(self.model, stream)
        self._assign(current)
        return loss

    @torch.no_grad()
    def _assign(self, values: list[Tensor]) -> None:
        for parameter, value in zip(self.model.parameters(), values, strict=True):
            parameter.copy_(value)

    def _log_validation(self, stream: BatchStream, probe: Batch) -> None:
        nll = self.validate(stream)
        with self._uncompiled():
            shares = health.layer_shares(self.model, probe).values()
            settled = health.settled_shares(self.model, probe).values()
        self._log(
            validation_nll=nll,
            n_settled_attentions=sum(float(s.mean()) > health.SETTLED_SHARE for s in settled),
            n_idle_layers=sum(share < health.IDLE_SHARE for share in shares),
        )

    def _log(self, **values: float) -> None:
        record = {
            "step": self.position.step,
            "minutes": round(self.position.elapsed_s / 60, 2),
            "n_pairs": self.position.n_pairs,
            "n_target_tokens": self.position.n_target_tokens,
            "max_length": self.position.chunk_max_length,
        } | {k: round(v, 4) for k, v in values.items()}
        with (self.config.output / LOG).open("a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")

    def averaged_state(self) -> dict[str, Tensor]:
        """The averaged weights by name, on the CPU."""
        names = [n for n, _ in self.model.named_parameters()]
        return {n: a.detach().cpu().clone() for n, a in zip(names, self.average, strict=True)}

    def save(self) -> None:
        """Writes the whole state, and the averaged weights beside it, each by atomic rename."""
        state = {
            "model": self.model.state_dict(),
            "average": self.average,
            "optimizers": [o.state_dict() for o in self.optimizers],
            "position": asdict(self.position),
            "random": torch.get_rng_state(),
            "architecture": asdict(self.config.architecture),
        }
        _save_atomically(state, self.config.output / CHECKPOINT)
        self._save_averaged(self.config.output / AVERAGED)

    def _save_averaged(self, path: Path) -> None:
        state = {"model": self.averaged_state(), "architecture": asdict(self.config.architecture)}
        _save_atomically(state, path)

    def resume(self) -> None:
        """Continues from the checkpoint in the output folder."""
        path = self.config.output / CHECKPOINT
        if not path.exists():
            raise ConfigError(f"No checkpoint at {path}: start the run without --resume first.")
        state = torch.load(path, map_location="cpu", weights_only=True)
        self.model.load_state_dict(state["model"])
        for mine, saved in zip(self.average, state["average"], strict=True):
            mine.copy_(saved)
        for optimizer, saved in zip(self.optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(saved)
        self.position = Position(**state["position"])
        torch.set_rng_state(state["random"])


def _save_atomically(state: dict[str, Any], path: Path) -> None:
    partial = path.with_suffix(".partial")
    torch.save(state, partial)
    partial.replace(path)
