"""transformers: the shipped models and those of the hub, on a CPU or a GPU, in any precision."""

from __future__ import annotations

import contextlib
import copy
import pickle
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from summarizer.engines.base import Candidate, Generation, GenerationOptions, ModelIdentity, Task
from summarizer.engines.batching import (
    check_lengths,
    default_max_new_tokens,
    length_buckets,
    n_cores,
)
from summarizer.engines.checkpoint import Checkpoint, TextForm
from summarizer.engines.pieces import HubPieces, MarianPieces, Pieces
from summarizer.errors import ConfigError, GenerationFailed, ModelNotFound

PRECISIONS = ("auto", "float32", "float16", "bfloat16")

_MAX_SCORED_LOGITS = 30_000_000
"""Floats of one scoring pass: 120 MB, little beside any model that needs several passes."""


@dataclass(frozen=True, slots=True)
class Seq2SeqSettings:
    """What a preset adds to a checkpoint.

    Attributes:
        source_code, target_code: the tokenizer's language codes; None where it has none.
        max_new_tokens: bound on any output's length, the positions a decoder has.
    """

    name: str
    task: Task
    source_code: str | None = None
    target_code: str | None = None
    max_new_tokens: int = 512
    licence: str | None = None
    revision: str | None = None


class Seq2SeqEngine:
    """``AutoModelForSeq2SeqLM.generate`` behind the engine protocol."""

    def __init__(
        self,
        model: Any,
        tokenizer: Any,
        pieces: Pieces,
        *,
        settings: Seq2SeqSettings,
        identity: ModelIdentity,
        form: TextForm,
        max_input_tokens: int,
    ) -> None:
        self._model = model
        self._tokenizer = tokenizer
        self._pieces = pieces
        self._settings = settings
        self._identity = identity
        self._form = form
        self._max_input_tokens = max_input_tokens
        self._pad = int(tokenizer.pad_token_id)
        self._unwanted = [int(tokenizer.convert_tokens_to_ids(p)) for p in pieces.unwanted]

    @property
    def name(self) -> str:
        return self._settings.name

    @property
    def task(self) -> Task:
        return self._settings.task

    @property
    def identity(self) -> ModelIdentity:
        return self._identity

    @property
    def max_input_tokens(self) -> int:
        return self._max_input_tokens

    def count_tokens(self, text: str) -> int:
        """Length of ``text`` in model tokens, special tokens and prefix included."""
        return len(self._pieces.encode(self._form.prepare(text)))

    def unsaid_hints(self, source: str, output: str) -> list[tuple[str, str]]:
        """See ``ReadsHints``."""
        return self._pieces.unsaid_hints(self._form.prepare(source), output)

    def generate(self, sources: Sequence[str], options: GenerationOptions) -> list[Generation]:
        """One generation per source, in order; a blank source gives a blank one.

        Raises:
            InputTooLong: a source exceeds ``max_input_tokens``.
            GenerationFailed: transformers or torch raised.
        """
        ids = [
            self._tokenizer.convert_tokens_to_ids(self._pieces.encode(self._form.prepare(s)))
            for s in sources
        ]
        lengths = [len(x) for x in ids]
        check_lengths(lengths, self._max_input_tokens, self.name)
        limits = [self._max_new_tokens(n, options) for n in lengths]
        out: list[Generation] = [Generation((Candidate(""),))] * len(sources)
        worded = [i for i, s in enumerate(sources) if s.strip()]
        try:
            for bucket in length_buckets([lengths[i] for i in worded]):
                indices = [worded[b] for b in bucket]
                made = self._generate_batch(
                    [ids[i] for i in indices], [limits[i] for i in indices], options
                )
                for i, generation in zip(indices, made, strict=True):
                    out[i] = generation
        except (RuntimeError, ValueError, IndexError, TypeError) as exc:
            raise GenerationFailed(
                f"The model {self.name} failed on {len(sources)} texts "
                f"({type(exc).__name__}: {exc}). Try fewer beams or --device cpu."
            ) from exc
        return out

    def _max_new_tokens(self, n_source_tokens: int, options: GenerationOptions) -> int:
        wanted = options.max_new_tokens or default_max_new_tokens(n_source_tokens)
        return min(wanted, self._settings.max_new_tokens)

    def _generate_batch(
        self, batch: list[list[int]], limits: list[int], options: GenerationOptions
    ) -> list[Generation]:
        import torch

        longest = max(map(len, batch))
        device = self._model.device
        inputs = torch.tensor(
            [row + [self._pad] * (longest - len(row)) for row in batch], device=device
        )  # (B, S)
        mask = torch.tensor(
            [[1] * len(row) + [0] * (longest - len(row)) for row in batch], device=device
        )
        config = self._generation_config(max(limits), options)
        with torch.inference_mode(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # advice meant for the model's author
            sequences = self._model.generate(
                input_ids=inputs, attention_mask=mask, generation_config=config
            )  # (B * candidates, T)
            k = options.num_return_sequences
            n_forced = int(config.forced_bos_token_id is not None)
            scores = self._scores(inputs, mask, sequences, k, n_forced)
        n_start = 1 + n_forced
        eos = {int(e) for e in _as_list(config.eos_token_id)}
        out = []
        for b, limit in enumerate(limits):
            candidates = []
            for r in range(b * k, (b + 1) * k):
                row = [int(t) for t in sequences[r][n_start:]]
                end = next((i for i, t in enumerate(row) if t in eos), None)
                is_finished = end is not None and end <= limit
                kept = row[: min(limit, len(row) if end is None else end)]
                text = self._pieces.decode(self._tokenizer.convert_ids_to_tokens(kept))
                candidates.append(Candidate(self._form.finish(text), scores[r], is_finished))
            out.append(Generation(tuple(candidates)))
        return out

    def _generation_config(self, max_new_tokens: int, options: GenerationOptions) -> Any:
        config = copy.deepcopy(self._model.generation_config)
        config.update(
            do_sample=False,
            max_length=None,
            max_new_tokens=max_new_tokens,
            min_length=0,
            num_beams=options.num_beams,
            num_return_sequences=options.num_return_sequences,
            length_penalty=options.length_penalty,
            repetition_penalty=options.repetition_penalty,
            no_repeat_ngram_size=options.no_repeat_ngram_size,
            suppress_tokens=self._unwanted or None,
        )
        if self._settings.target_code is not None:
            token = target_token(self._tokenizer, self._settings.target_code)
            config.forced_bos_token_id = int(self._tokenizer.convert_tokens_to_ids(token))
        return config

    def _scores(self, inputs: Any, mask: Any, sequences: Any, k: int, n_forced: int) -> list[float]:
        """Mean log-probability of each sequence's tokens but the ``n_forced`` first, from one
        pass over what was written.

        The scores of the search itself would hold every step's logits in memory.
        """
        import torch

        memory = self._model.get_encoder()(input_ids=inputs, attention_mask=mask)[0]  # (B, S, D)
        eos = torch.tensor(
            [int(e) for e in _as_list(self._model.generation_config.eos_token_id)],
            device=sequences.device,
        )
        out: list[float] = []
        n_rows, n_steps = sequences.shape
        vocab = int(self._model.config.get_text_config().vocab_size)
        step = max(1, _MAX_SCORED_LOGITS // max(1, n_steps * vocab))
        for start in range(0, n_rows, step):
            rows = torch.arange(start, min(n_rows, start + step), device=sequences.device)
            target = sequences[rows, 1:]  # (R, T - 1)
            logits = self._model(
                encoder_outputs=(memory[rows // k],),
                attention_mask=mask[rows // k],
                decoder_input_ids=sequences[rows, :-1],
            ).logits.float()  # (R, T - 1, V)
            chosen = logits.gather(2, target[..., None])[..., 0] - logits.logsumexp(2)
            is_end = torch.isin(target, eos)
            is_kept = (is_end.cumsum(1) - is_end.long()) == 0  # up to the first end mark
            is_kept[:, :n_forced] = False
            mean = (chosen * is_kept).sum(1) / is_kept.sum(1).clamp(min=1)
            out += [float(x) for x in mean]
        return out


def load_seq2seq(
    checkpoint: Checkpoint,
    settings: Seq2SeqSettings,
    *,
    device: str = "auto",
    precision: str = "auto",
    n_threads: int | None = None,
) -> Seq2SeqEngine:
    """An engine for ``checkpoint`` through transformers; loads torch.

    Args:
        precision: ``"auto"`` is float32 on a CPU and float16 on a GPU.
        n_threads: cores torch may use; all that the process may use when None.

    Raises:
        ModelNotFound: the directory cannot be loaded.
        ConfigError: an unknown precision.
    """
    if precision not in PRECISIONS:
        raise ConfigError(
            f"Unknown precision {precision!r} for transformers. Available: {', '.join(PRECISIONS)}."
        )
    import torch
    import transformers

    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "cpu"
    if precision == "auto":
        precision = "float32" if device == "cpu" else "float16"
    torch.set_num_threads(min(n_threads or n_cores(), n_cores()))
    try:
        with quiet_transformers():
            tokenizer = load_tokenizer(checkpoint.path, settings.source_code, settings.target_code)
            model = transformers.AutoModelForSeq2SeqLM.from_pretrained(
                checkpoint.path, dtype=getattr(torch, precision), local_files_only=True
            )
            model = model.to(device).eval()
            # an output cut at its limit must not look finished
            model.generation_config.forced_eos_token_id = None
    except UNLOADABLE as exc:
        raise not_loaded("model", checkpoint.path, exc) from exc
    return Seq2SeqEngine(
        model,
        tokenizer,
        load_pieces(checkpoint.path, tokenizer),
        settings=settings,
        identity=ModelIdentity(
            name=settings.name,
            engine="seq2seq",
            revision=settings.revision or checkpoint.version,
            sha256=checkpoint.sha256,
            licence=settings.licence or checkpoint.licence,
            n_parameters=checkpoint.n_parameters or int(model.num_parameters()),
            precision=precision,
        ),
        form=checkpoint.form,
        max_input_tokens=checkpoint.max_input_tokens,
    )


UNLOADABLE = (
    OSError, ValueError, RuntimeError, KeyError, ImportError, AttributeError,
    TypeError, AssertionError,  # a file that a tokenizer needs and does not find is None to it
    pickle.UnpicklingError,
)  # fmt: skip
"""What transformers raises of files that are missing or are not what their names say."""


def not_loaded(what: str, path: Path, exc: Exception) -> ModelNotFound:
    words = " ".join(str(exc).split())[:200]
    return ModelNotFound(
        f"transformers cannot load the {what} in {path} ({type(exc).__name__}: {words}). "
        "A file may be missing: download it again or name another one."
    )


@contextlib.contextmanager
def quiet_transformers() -> Iterator[None]:
    """No advice, bars or load reports on stderr: position tables are computed, not missing, and
    sacremoses is advised for a step that Marian pieces do not take."""
    from transformers.utils import logging

    verbosity, had_bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.set_verbosity(verbosity)
        if had_bars:
            logging.enable_progress_bar()


def load_tokenizer(path: Path, source_code: str | None, target_code: str | None) -> Any:
    """The transformers tokenizer of a directory, set to a pair of languages where it has them.

    Raises:
        ModelNotFound: its files are missing or unreadable.
    """
    import transformers

    codes = {"src_lang": source_code, "tgt_lang": target_code} if source_code else {}
    try:
        with quiet_transformers():
            tokenizer = transformers.AutoTokenizer.from_pretrained(
                path, local_files_only=True, **codes
            )
            _frame_barthez(tokenizer)
    except UNLOADABLE as exc:
        raise not_loaded("tokenizer", path, exc) from exc
    return tokenizer


def _frame_barthez(tokenizer: Any) -> None:
    """Puts back the marks around a BARThez source.

    transformers 5 makes this tokenizer from its SentencePiece file without the step that adds
    ``<s>`` and ``</s>``; the model was trained with both, and its encoder looks for them.
    """
    if type(tokenizer).__name__ != "BarthezTokenizer":
        return
    bos, eos = tokenizer.bos_token_id, tokenizer.eos_token_id
    if tokenizer("a").input_ids[-1] == eos:
        return
    from tokenizers.processors import TemplateProcessing

    tokenizer.backend_tokenizer.post_processor = TemplateProcessing(
        single=f"{tokenizer.bos_token} $A {tokenizer.eos_token}",
        special_tokens=[(tokenizer.bos_token, bos), (tokenizer.eos_token, eos)],
    )


def target_token(tokenizer: Any, code: str) -> str:
    """The piece that stands for a target language: M2M-100 wraps its codes, others do not."""
    wrap = getattr(tokenizer, "get_lang_token", None)
    return str(wrap(code)) if wrap is not None else code


def load_pieces(path: Path, tokenizer: Any) -> Pieces:
    """The light reader of Marian files where it fits, else the tokenizer itself."""
    files = ("source.spm", "target.spm", "vocab.json")
    is_marian = type(tokenizer).__name__ == "MarianTokenizer"
    if is_marian and all((path / f).is_file() for f in files):
        pieces = MarianPieces(path)
        if pieces.eos == tokenizer.eos_token:
            return pieces
    return HubPieces(tokenizer)


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]
