"""From files of sentence pairs to tokenizer, prepared corpus and lexicon, as one TOML says."""

from __future__ import annotations

import dataclasses
import random
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from summarizer.errors import ConfigError
from summarizer.normalization import join_elisions, join_openings
from summarizer.training.alignment import align
from summarizer.training.corpus import Pair, PairFilter, SourceFile, filtered, read_pairs
from summarizer.training.dataset import PreparedCorpus
from summarizer.training.tokenizer import train_tokenizer


@dataclass(frozen=True, slots=True)
class PreparationConfig:
    """What goes into a prepared corpus.

    Attributes:
        sources: the mix, ``[[sources]]`` tables of path, weight, max_pairs.
        output: folder for ``tokenizer.model``, ``corpus.npz``, ``lexicon.npz``.
        tokenizer: an existing SentencePiece file; None trains one of ``vocab_size`` pieces.
        max_tokens: longest side kept, in pieces.
        max_aligned_tokens: longest side that the aligner is given.
        max_score: pairs that align worse (see Alignment.scores) are dropped; 13.5 drops 15 % of
            Europarl, 8 % of Tatoeba, mostly free renderings.
        is_reversed: English to French, for back-translation; elisions and openings stay joined.
    """

    sources: tuple[SourceFile, ...]
    output: Path
    tokenizer: Path | None = None
    vocab_size: int = 12000
    tokenizer_sentences: int = 800_000
    max_tokens: int = 90
    should_align: bool = True
    max_aligned_tokens: int = 40
    max_score: float = 13.5
    is_reversed: bool = False
    seed: int = 1


def load_preparation(path: Path) -> PreparationConfig:
    """The ``[prepare]`` configuration in a TOML file; relative paths are the file's own."""
    try:
        data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as exc:
        raise ConfigError(f"{path} cannot be read as TOML ({exc}).") from exc
    known = {f.name for f in dataclasses.fields(PreparationConfig)}
    if unknown := sorted(set(data) - known):
        raise ConfigError(f"Unknown keys {unknown} in {path}. Known: {', '.join(sorted(known))}.")
    for name in ("output", "tokenizer"):
        if data.get(name) is not None:
            data[name] = (path.parent / data[name]).resolve()
    try:
        data["sources"] = tuple(
            SourceFile(**(s | {"path": (path.parent / s["path"]).resolve()}))
            for s in data["sources"]
        )
        return PreparationConfig(**data)
    except (KeyError, TypeError) as exc:
        raise ConfigError(f"{path}: {exc}. Give output and at least one [[sources]].") from exc


def encode_pairs(pairs: Sequence[Pair], tokenizer: Path) -> tuple[list[list[int]], list[list[int]]]:
    """Piece ids of both sides, without end marks."""
    import sentencepiece

    pieces = sentencepiece.SentencePieceProcessor(model_file=str(tokenizer))
    return (
        pieces.encode([p.french for p in pairs], num_threads=2),
        pieces.encode([p.english for p in pairs], num_threads=2),
    )


def make_corpus(
    sources: list[list[int]],
    targets: list[list[int]],
    weights: Sequence[float],
    places: Sequence[np.ndarray[Any, Any]] | None = None,
) -> PreparedCorpus:
    """Flat arrays of these examples; ``places`` as in ``Alignment.source_of``."""
    return PreparedCorpus(
        source_ids=np.concatenate([np.array(s, dtype=np.uint16) for s in sources]),
        target_ids=np.concatenate([np.array(t, dtype=np.uint16) for t in targets]),
        source_lengths=np.array([len(s) for s in sources], dtype=np.int32),
        target_lengths=np.array([len(t) for t in targets], dtype=np.int32),
        weights=np.array(weights, dtype=np.float32),
        alignment=np.concatenate(places).astype(np.int16) if places is not None else None,
    )


def prepare(config: PreparationConfig) -> dict[str, int]:
    """Writes tokenizer, corpus and lexicon; counts of what was kept, by file."""
    config.output.mkdir(parents=True, exist_ok=True)
    seen: set[int] = set()
    pairs: list[Pair] = []
    weights: list[float] = []
    kept: dict[str, int] = {}
    for source in config.sources:
        mine: list[Pair] = []
        for pair in filtered(read_pairs(source.path), PairFilter(), seen):
            if source.max_pairs is not None and len(mine) >= source.max_pairs:
                break
            mine.append(Pair(f"{source.mark} {pair.french}", pair.english) if source.mark else pair)
        kept[source.path.name] = len(mine)
        pairs += mine
        weights += [source.weight] * len(mine)
    if not pairs:
        raise ConfigError(f"No pair is left of {sorted(kept)}: check the files' columns.")
    tokenizer = config.tokenizer or _train_tokenizer(pairs, config)
    if config.is_reversed:
        pairs = [
            Pair(join_openings(p.english), join_openings(join_elisions(p.french))) for p in pairs
        ]
    sources, targets = encode_pairs(pairs, tokenizer)
    short = [
        i
        for i, (s, t) in enumerate(zip(sources, targets, strict=True))
        if 0 < len(s) <= config.max_tokens and 0 < len(t) <= config.max_tokens
    ]
    sources, targets = [sources[i] for i in short], [targets[i] for i in short]
    weights = [weights[i] for i in short]
    places = None
    if config.should_align:
        sources, targets, weights, places = _align(sources, targets, weights, config)
    make_corpus(sources, targets, weights, places).save(config.output / "corpus.npz")
    return kept | {"examples": len(sources)}


def _train_tokenizer(pairs: list[Pair], config: PreparationConfig) -> Path:
    chosen = random.Random(config.seed).sample(
        pairs, min(len(pairs), config.tokenizer_sentences // 2)
    )
    texts = (text for pair in chosen for text in (pair.french, pair.english))
    return train_tokenizer(texts, config.output / "tokenizer.model", vocab_size=config.vocab_size)


def _align(
    sources: list[list[int]],
    targets: list[list[int]],
    weights: list[float],
    config: PreparationConfig,
) -> tuple[list[list[int]], list[list[int]], list[float], list[np.ndarray[Any, Any]]]:
    """Aligns the shorter examples, drops the least literal, marks the rest as unknown."""
    limit = config.max_aligned_tokens
    inside = [
        i
        for i, (s, t) in enumerate(zip(sources, targets, strict=True))
        if len(s) <= limit and len(t) <= limit
    ]
    alignment = align([sources[i] for i in inside], [targets[i] for i in inside], config.vocab_size)
    alignment.save_lexicon(config.output / "lexicon.npz")
    places = [np.full(len(t) + 1, -1, dtype=np.int16) for t in targets]
    is_kept = np.ones(len(sources), dtype=bool)
    for k, i in enumerate(inside):
        places[i] = alignment.source_of[k]
        is_kept[i] = alignment.scores[k] <= config.max_score
    order = np.nonzero(is_kept)[0]
    return (
        [sources[i] for i in order],
        [targets[i] for i in order],
        [weights[i] for i in order],
        [places[i] for i in order],
    )
