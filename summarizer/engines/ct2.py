"""CTranslate2: the default engine on a CPU."""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

import numpy as np

from summarizer.engines.base import Candidate, Generation, GenerationOptions, ModelIdentity, Task
from summarizer.engines.batching import (
    check_lengths,
    default_max_new_tokens,
    length_buckets,
    n_cores,
)
from summarizer.engines.cache import cache_dir, publish_folder
from summarizer.engines.carrying import carry_names
from summarizer.engines.checkpoint import Checkpoint, TextForm, file_sha256
from summarizer.engines.ct2_conversion import (
    CONVERSION_VERSION,
    convert_shipped,
    convert_with_transformers,
    is_convertible_here,
)
from summarizer.engines.hints import without_marks
from summarizer.engines.pieces import MarianPieces, Pieces
from summarizer.errors import ConfigError, EngineError, GenerationFailed, ModelNotFound

log = logging.getLogger(__name__)

PRECISIONS = ("auto", "int8", "float32", "float16", "bfloat16")
_SEAL = "SHA256"

_loaded: WeakValueDictionary[tuple[Any, ...], Any] = WeakValueDictionary()
"""Translators in use, so that engines for several tasks of one model share its weights."""


@dataclass(frozen=True, slots=True)
class Ct2Settings:
    """What a preset adds to a checkpoint.

    Attributes:
        target_prefix: pieces every output begins with (a language code), left out of the text.
        max_new_tokens: bound on any output's length, the positions a decoder has.
        carries_names: garbled names and figures are replaced from the source (see carrying.py).
    """

    name: str
    task: Task
    target_prefix: tuple[str, ...] = ()
    max_new_tokens: int = 512
    carries_names: bool = False
    licence: str | None = None
    revision: str | None = None


class Ct2Engine:
    """Sentences or articles through one CTranslate2 model; thread-safe."""

    def __init__(
        self,
        translator: Any,
        pieces: Pieces,
        *,
        suppressed: tuple[str, ...] = (),
        settings: Ct2Settings,
        identity: ModelIdentity,
        form: TextForm,
        max_input_tokens: int,
    ) -> None:
        self._translator = translator
        self._pieces = pieces
        self._suppressed = suppressed
        self._settings = settings
        self._identity = identity
        self._form = form
        self._max_input_tokens = max_input_tokens

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
            GenerationFailed: CTranslate2 raised.
        """
        encoded = [self._pieces.encode(self._form.prepare(s)) for s in sources]
        lengths = [len(e) for e in encoded]
        check_lengths(lengths, self._max_input_tokens, self.name)
        limits = [self._max_new_tokens(n, options) for n in lengths]
        out: list[Generation] = [Generation((Candidate(""),))] * len(sources)
        worded = [i for i, s in enumerate(sources) if s.strip()]
        jobs: list[tuple[list[int], list[Any]]] = []
        try:
            for bucket in length_buckets([lengths[i] for i in worded]):
                indices = [worded[b] for b in bucket]
                jobs.append((indices, self._submit(encoded, limits, indices, options)))
            for indices, handles in jobs:
                for i, handle in zip(indices, handles, strict=True):
                    out[i] = self._generation(handle.result(), encoded[i], limits[i], options)
        except (RuntimeError, ValueError) as exc:
            raise GenerationFailed(
                f"CTranslate2 failed on {len(sources)} texts ({exc}). "
                "Try --engine seq2seq, or fewer beams."
            ) from exc
        return out

    def _max_new_tokens(self, n_source_tokens: int, options: GenerationOptions) -> int:
        wanted = options.max_new_tokens or default_max_new_tokens(n_source_tokens)
        return min(wanted, self._settings.max_new_tokens)

    def _submit(
        self,
        encoded: list[list[str]],
        limits: list[int],
        indices: list[int],
        options: GenerationOptions,
    ) -> list[Any]:
        prefix = list(self._settings.target_prefix)
        handles: list[Any] = self._translator.translate_batch(
            [encoded[i] for i in indices],
            [prefix] * len(indices) if prefix else None,
            beam_size=options.num_beams,
            num_hypotheses=options.num_return_sequences,
            length_penalty=options.length_penalty,
            repetition_penalty=options.repetition_penalty,
            no_repeat_ngram_size=options.no_repeat_ngram_size,
            max_decoding_length=max(limits[i] for i in indices),
            max_input_length=0,
            disable_unk=True,
            suppress_sequences=[[p] for p in self._suppressed] or None,
            return_scores=True,
            return_attention=self._settings.carries_names,
            return_end_token=True,
            asynchronous=True,
        )
        return handles

    def _generation(
        self, result: Any, source: list[str], limit: int, options: GenerationOptions
    ) -> Generation:
        """Each source's own limit is kept although its bucket ran to the longest one's."""
        candidates = []
        n_prefix = len(self._settings.target_prefix)
        for k, (pieces, score) in enumerate(zip(result.hypotheses, result.scores, strict=True)):
            n = max(1, len(pieces))
            is_finished = (
                bool(pieces) and pieces[-1] == self._pieces.eos and n <= n_prefix + limit + 1
            )
            kept = pieces[n_prefix : n_prefix + limit]
            text = self._pieces.decode(kept)
            if self._settings.carries_names:
                attention = np.asarray(result.attention[k], dtype=np.float32)[n_prefix:]
                plain, attention = without_marks(source, attention)
                text = carry_names(plain, kept, attention) or text
            mean = float(score) * n**options.length_penalty / max(1, n - n_prefix)
            candidates.append(Candidate(self._form.finish(text), mean, is_finished))
        return Generation(tuple(candidates))


def load_ct2(
    checkpoint: Checkpoint,
    settings: Ct2Settings,
    *,
    pieces: Pieces | None = None,
    device: str = "auto",
    precision: str = "auto",
    n_threads: int | None = None,
) -> Ct2Engine:
    """An engine for ``checkpoint``, converted now or taken from the cache.

    Args:
        pieces: needed for layouts other than the shipped one.
        precision: ``"auto"`` is int8 on a CPU and float16 on a GPU.
        n_threads: cores to use; all that the process may use when None.

    Raises:
        ModelNotFound: files are missing or damaged.
        EngineError: CTranslate2 cannot convert or load this architecture.
    """
    import ctranslate2

    if precision not in PRECISIONS:
        raise ConfigError(f"Unknown precision {precision!r}. Available: {', '.join(PRECISIONS)}.")
    if device == "auto":
        device = "cuda" if ctranslate2.get_cuda_device_count() else "cpu"
    if precision == "auto":
        precision = "int8" if device == "cpu" else "float16"
    n_threads = min(n_threads or n_cores(), n_cores())
    stored = "int8" if precision == "int8" else "float32"
    arguments: dict[str, Any] = {
        "device": device,
        "compute_type": precision,
        # A batch on each core beats one batch over all cores, whose matrices are too small to
        # share: 2,800 words a processor second against 2,300 (two cores, flores-dev).
        "inter_threads": n_threads if device == "cpu" else 1,
        "intra_threads": 1,
    }
    if is_convertible_here(checkpoint):
        own_pieces = MarianPieces(checkpoint.path)
        translator = _load_shipped(checkpoint, own_pieces, stored, arguments)
        vocabulary = frozenset(own_pieces.vocabulary)
        pieces = own_pieces
    elif pieces is None:
        raise EngineError(
            f"CTranslate2 needs a tokenizer for {settings.name}. Use --engine seq2seq."
        )
    else:
        translator, vocabulary = _load_converted(checkpoint, stored, arguments)
    return Ct2Engine(
        translator,
        pieces,
        # Marian's padding, say, has no place in the converted model
        suppressed=tuple(p for p in pieces.unwanted if p in vocabulary),
        settings=settings,
        identity=ModelIdentity(
            name=settings.name,
            engine="ct2",
            revision=settings.revision or checkpoint.version,
            sha256=checkpoint.sha256,
            licence=settings.licence or checkpoint.licence,
            n_parameters=checkpoint.n_parameters,
            precision=precision,
        ),
        form=checkpoint.form,
        max_input_tokens=checkpoint.max_input_tokens,
    )


def _cached_name(checkpoint: Checkpoint, precision: str) -> Path:
    """Weights, sizes and vocabulary all shape the converted files."""
    parts = [checkpoint.sha256 or str(checkpoint.path.resolve())]
    parts += [
        file_sha256(checkpoint.path / name)
        for name in ("config.json", "vocab.json", "tokenizer.json")
        if (checkpoint.path / name).is_file()
    ]
    key = hashlib.sha256(" ".join(parts).encode()).hexdigest()[:24]
    return cache_dir() / "ct2" / f"{key}-{precision}-v{CONVERSION_VERSION}"


def _load_shipped(
    checkpoint: Checkpoint, pieces: MarianPieces, precision: str, arguments: dict[str, Any]
) -> Any:
    folder = _cached_name(checkpoint, precision)
    key = (folder, *arguments.values())
    translator = _loaded.get(key)
    if translator is None:  # twice by two threads at once does no harm, waiting would
        translator = _load_or_convert(folder, checkpoint, pieces, precision, arguments)
        _loaded[key] = translator
    return translator


def _load_or_convert(
    folder: Path,
    checkpoint: Checkpoint,
    pieces: MarianPieces,
    precision: str,
    arguments: dict[str, Any],
) -> Any:
    import ctranslate2

    if _is_whole(folder):
        try:
            return ctranslate2.Translator(str(folder), **arguments)
        except (RuntimeError, ValueError) as exc:
            log.warning("the converted model in the cache does not load (%s); made anew", exc)
    files = convert_shipped(checkpoint, pieces.vocabulary, precision)
    try:
        shutil.rmtree(folder, ignore_errors=True)  # there only if it is damaged
        publish_folder(folder, lambda draft: _write(draft, files))
    except OSError as exc:
        log.warning("the cache %s cannot be written (%s); converting at every start", folder, exc)
    try:
        return ctranslate2.Translator(folder.name, files=files, **arguments)
    except (RuntimeError, ValueError) as exc:
        raise EngineError(
            f"CTranslate2 cannot load the model in {checkpoint.path} ({exc}). Use --engine seq2seq."
        ) from exc


def _load_converted(
    checkpoint: Checkpoint, precision: str, arguments: dict[str, Any]
) -> tuple[Any, frozenset[str]]:
    import ctranslate2

    folder = _cached_name(checkpoint, precision)

    def write(draft: Path) -> None:
        convert_with_transformers(checkpoint.path, draft, precision)
        _seal(draft)

    def load(where: Path) -> tuple[Any, frozenset[str]]:
        return ctranslate2.Translator(str(where), **arguments), _target_vocabulary(where)

    try:
        if _is_whole(folder):
            return load(folder)
        shutil.rmtree(folder, ignore_errors=True)
        try:
            return load(publish_folder(folder, write))
        except OSError as exc:
            log.warning("the cache %s cannot be written (%s); using a temporary one", folder, exc)
            with tempfile.TemporaryDirectory() as draft:
                write(Path(draft))
                return load(Path(draft))
    except ModelNotFound:
        raise
    except (RuntimeError, ValueError, KeyError, AttributeError, TypeError) as exc:
        raise EngineError(
            f"CTranslate2 cannot run the architecture {checkpoint.model_type!r} ({exc}). "
            "Use --engine seq2seq."
        ) from exc


def _target_vocabulary(folder: Path) -> frozenset[str]:
    for name in ("target_vocabulary.json", "shared_vocabulary.json"):
        if (folder / name).is_file():
            return frozenset(json.loads((folder / name).read_text(encoding="utf-8")))
    return frozenset()


def _write(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        (folder / name).write_bytes(content)
    _seal(folder)


def _seal(folder: Path) -> None:
    (folder / _SEAL).write_text(file_sha256(folder / "model.bin"), encoding="ascii")


def _is_whole(folder: Path) -> bool:
    """Whether a cached conversion has the bytes that were written."""
    try:
        return (folder / _SEAL).read_text(encoding="ascii") == file_sha256(folder / "model.bin")
    except (OSError, ModelNotFound):
        return False
