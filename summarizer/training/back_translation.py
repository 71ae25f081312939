"""Pairs out of texts in one language, for training.

English texts get their French from a model trained the other way: a person's English, a machine's
French, so a translator that learns from such pairs sees good English for poor French (Sennrich et
al. 2016, doi:10.18653/v1/P16-1009). Their French is marked with ``<bt>`` in training (Caswell et al.
2019, doi:10.18653/v1/W19-5206). French texts get their English from the translator itself.
"""

from __future__ import annotations

import difflib
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from summarizer.checks.exonyms import exonym_table
from summarizer.checks.lettering import words_of
from summarizer.checks.lexicon import everyday_words
from summarizer.engines.base import Engine, GenerationOptions
from summarizer.normalization import to_model_text
from summarizer.segmentation import split_sentences
from summarizer.training.corpus import open_text

AT_ONCE = 2_000
"""Sentences given to the engine together, so that it can sort them by length."""

_ABBREVIATIONS = (
    "Mr", "Mrs", "Ms", "Dr", "St", "No", "Sen", "Gov", "Rep", "Gen", "Jr", "vs", "Lt", "Col",
    "Capt", "Sgt", "Mt", "Ft", "Inc", "Co",
)  # fmt: skip
_BREAK = re.compile(
    "".join(rf"(?<!\b{a})" for a in _ABBREVIATIONS)
    + r"(?<!\b[A-Z])([.!?][\"')]?)\s+(?=[\"'(]?[A-Z0-9])"
)
_WHOLE = re.compile(r"[\"'(]?[A-Z0-9].*[.!?][\"')]?")
_SPOILED = re.compile(
    r"\b(?:of|than|in|at|to|for|from|about|with|and|the|a|over|by)\s*[.,;)]|\(\s*\)|\(\s|\s\)|\s,"
    r"|[{}|\[\]<>=_#]|http|www"
)
_MIN_WORDS, _MAX_WORDS = 4, 55
_MIN_LIKENESS = 0.72
"""Of a name's letters to those of the French word that it takes the place of (difflib's ratio)."""


def english_sentences(texts: Iterable[str]) -> Iterator[str]:
    """Whole sentences of 4 to 55 words in model form, each once; what templates spoiled is left out.

    A text may be a line ``source<TAB>text``.
    """
    seen: set[str] = set()
    for line in texts:
        text = to_model_text(line.rstrip("\n").rsplit("\t", 1)[-1])
        for sentence in _BREAK.sub("\\1\n", text).split("\n"):
            sentence = sentence.strip()
            key = sentence.lower()
            if (
                key not in seen
                and _MIN_WORDS <= len(sentence.split()) <= _MAX_WORDS
                and _WHOLE.fullmatch(sentence)
                and not _SPOILED.search(sentence)
                and sum(map(str.isalpha, sentence)) >= 0.6 * len(sentence)
            ):
                seen.add(key)
                yield sentence


def is_plausible(french: str, english: str) -> bool:
    """Whether a machine's French can be meant for the English.

    Like length, the same figures, no run of three words repeated at once, no two English words
    left in it.
    """
    if not french or not 0.7 < len(french) / len(english) < 1.9:
        return False
    if Counter(re.findall(r"\d+", french)) != Counter(re.findall(r"\d+", english)):
        return False
    words = french.split()
    if any(words[i : i + 3] == words[i + 3 : i + 6] for i in range(len(words) - 5)):
        return False
    small = r"(?<![A-Za-z-])[a-z]{4,}"
    there = set(re.findall(small, english))
    left = [w for w in re.findall(small, french) if w in there and w not in everyday_words("fr")]
    return len(left) <= 1


def with_english_names(french: str, english: str) -> str:
    """``french`` with names that the machine misspelled in the letters of the English."""
    table = exonym_table()
    written = words_of(french)
    there = {w.folded for w in written}
    own = {w.folded for w in words_of(english)}
    edits: dict[int, tuple[int, str]] = {}
    for name in words_of(english):
        f = name.folded
        if not name.text[0].isupper() or len(f) < 4 or f in there:
            continue
        if f in table.known_english or f in everyday_words("en"):
            continue
        rivals = [
            w
            for w in written
            if w.text[0].isupper() and len(w.folded) > 3 and w.folded not in own
            and w.folded[0] == f[0]
        ]  # fmt: skip
        likeness = [difflib.SequenceMatcher(None, w.folded, f).ratio() for w in rivals]
        if likeness and max(likeness) >= _MIN_LIKENESS:
            best = rivals[likeness.index(max(likeness))]
            edits[best.start] = (best.end, name.text)
    for start, (end, name_text) in sorted(edits.items(), reverse=True):
        french = french[:start] + name_text + french[end:]
    return french


def back_translate(
    sentences: Iterable[str], engine: Engine, *, num_beams: int = 2
) -> Iterator[tuple[tuple[str, str], float]]:
    """((French, English), score) for the sentences whose French is plausible, in order.

    The score is the engine's own mean log-probability a piece of the French.
    """
    for english, french, score in _generated(sentences, engine, num_beams):
        if is_plausible(french, english):
            yield (with_english_names(french, english), english), score


def self_translate(
    sentences: Iterable[str], engine: Engine, *, num_beams: int = 4
) -> Iterator[tuple[tuple[str, str], float]]:
    """((French, English), score) of French sentences by the translator that is to learn from them.

    The French is a person's, the English the model's own best, so what it learns is to be sure of
    itself on texts of this kind; ``noised`` keeps it from merely repeating itself (He et al. 2020,
    arXiv:1909.13788).
    """
    for french, english, score in _generated(sentences, engine, num_beams):
        if is_plausible(french, english):
            yield (french, english), score


def noised(text: str, rng: random.Random, *, dropped: float = 0.04, swapped: float = 0.03) -> str:
    """``text`` without some of its words and with some neighbours exchanged, by these shares."""
    words = [w for w in text.split() if rng.random() >= dropped]
    for i in range(len(words) - 1):
        if rng.random() < swapped:
            words[i], words[i + 1] = words[i + 1], words[i]
    return " ".join(words)


def _generated(
    sentences: Iterable[str], engine: Engine, num_beams: int
) -> Iterator[tuple[str, str, float]]:
    """(source, output, score) of what could be read and was finished, in order."""
    rest = readable(sentences, engine)
    options = GenerationOptions(num_beams=num_beams)
    while part := list(islice(rest, AT_ONCE)):
        for source, made in zip(part, engine.generate(part, options), strict=True):
            best = made.candidates[0]
            if best.is_finished:
                yield source, to_model_text(best.text).strip(), best.score or 0.0


def readable(sentences: Iterable[str], engine: Engine) -> Iterator[str]:
    """The sentences that are not too long for the engine."""
    return (s for s in sentences if engine.count_tokens(s) <= engine.max_input_tokens)


def translated(
    sentences: Iterable[str], engine: Engine, options: GenerationOptions
) -> list[tuple[str, str]]:
    """(sentence, translation) of the sentences that the engine can read."""
    french = list(readable(sentences, engine))
    made = engine.generate(french, options)
    return [(s, g.text) for s, g in zip(french, made, strict=True)]


def log_likelihoods(
    pairs: Sequence[tuple[str, str]], model: Path, *, max_tokens: int = 6_000
) -> npt.NDArray[np.float64]:
    """(N,) mean log-probability a piece of each English side under an exported translator.

    Poor pairs are those that a translator of the right direction finds unlikely.
    """
    if not pairs:
        return np.zeros(0)
    import sentencepiece
    import torch

    from summarizer.training.corpus import make_pair
    from summarizer.training.dataset import BatchStream
    from summarizer.training.export import read_model
    from summarizer.training.model import PAD_ID
    from summarizer.training.prepare import make_corpus

    pieces = sentencepiece.SentencePieceProcessor(model_file=str(model / "source.spm"))
    prepared = [make_pair(french, english) for french, english in pairs]
    sources = pieces.encode([p.french for p in prepared])
    targets = pieces.encode([p.english for p in prepared])
    network = read_model(model)
    stream = BatchStream(make_corpus(sources, targets, [1.0] * len(pairs)), seed=0)
    order = np.argsort([max(len(s), len(t)) for s, t in zip(sources, targets, strict=True)])
    found = np.zeros(len(pairs))
    start = 0
    while start < len(order):
        longest = max(len(sources[order[start]]), len(targets[order[start]])) + 1
        stop = start + max(1, max_tokens // (2 * longest))
        chosen = order[start:stop]
        batch = stream.collate(chosen)
        with torch.no_grad():
            states, _ = network(batch.source_ids, batch.decoder_ids)
            scores = network.logits(states)
            losses = torch.nn.functional.cross_entropy(
                scores.flatten(0, 1), batch.labels.flatten(), ignore_index=PAD_ID, reduction="none"
            ).view_as(batch.labels)
        lengths = (batch.labels != PAD_ID).sum(1)
        found[chosen] = (-losses.sum(1) / lengths).double().numpy()
        start = stop
    return found


def likeliest(
    pairs: Sequence[tuple[str, str]],
    scores: Sequence[float] | npt.NDArray[np.float64],
    share: float,
) -> list[tuple[str, str]]:
    """The best ``share`` (0 to 1) of the pairs, in their order."""
    if not pairs:
        return []
    floor = np.quantile(scores, 1.0 - share)
    return [pair for pair, score in zip(pairs, scores, strict=True) if score >= floor]


def french_sentences(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Whole sentences of 6 to 40 words of articles (key ``text``) in model form, each once."""
    seen: set[str] = set()
    for row in rows:
        text = to_model_text(row["text"])
        for span in split_sentences(text):
            sentence = text[span.start : span.end]
            if (
                sentence not in seen
                and 6 <= len(sentence.split()) <= 40
                and sentence[0].isupper()
                and sentence[-1] in ".?!"
            ):
                seen.add(sentence)
                yield sentence


def read_sentences(path: Path, limit: int | None = None) -> list[str]:
    """The sentences of a text file, packed with xz or not; the first ``limit``."""
    with open_text(path) as lines:
        return list(islice(english_sentences(lines), limit))
