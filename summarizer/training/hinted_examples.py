"""Examples with hints, which teach a translator to read them (hints.py)."""

from __future__ import annotations

import bisect
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from summarizer.engines.hints import END, MARK, Hints, are_forms, spelled
from summarizer.errors import ConfigError
from summarizer.training.dataset import PreparedCorpus, starts_of
from summarizer.training.hints import MIN_LETTERS
from summarizer.training.word_links import Link, LinkCounts, PieceWords, word_links


@dataclass(frozen=True, slots=True)
class HintingConfig:
    """How examples with hints are made.

    Attributes:
        max_count: a French word that the pairs hold more often teaches nothing.
        half_count: a word as frequent as this is chosen half as often as the rarest.
        other_form_share: of the hints, how many may be in the table's form instead of the
            reference's, so that the translator learns to inflect them.
        phrase_share: of the hints, how many take in the words around, where these render one
            another and nothing else.
        n_examples: how many to make at most.
    """

    max_count: int = 20_000
    half_count: int = 400
    other_form_share: float = 0.3
    phrase_share: float = 0.4
    n_examples: int = 600_000
    seed: int = 1


class HintPieces:
    """Hints as ids of a SentencePiece file.

    Args:
        table: the English of words and phrases, for ``told``.

    Raises:
        ConfigError: the file cannot be read, or lacks the marks.
    """

    def __init__(self, tokenizer: Path, table: Mapping[str, str] | None = None) -> None:
        import sentencepiece

        try:
            model = sentencepiece.SentencePieceProcessor(model_file=str(tokenizer))
        except (OSError, RuntimeError) as exc:
            raise ConfigError(f"{tokenizer} is not a SentencePiece file ({exc}).") from exc
        self.vocabulary = tuple(model.id_to_piece(i) for i in range(model.get_piece_size()))
        self._ids = {piece: i for i, piece in enumerate(self.vocabulary)}
        if not {MARK, END} <= self._ids.keys():
            raise ConfigError(f"{tokenizer} lacks the marks {MARK} and {END} around a hint.")
        plain = {p for i, p in enumerate(self.vocabulary) if _is_plain(model, i)}
        self._hints = Hints(
            table or {},
            lambda text: list(model.encode(text, out_type=str)),
            lambda name: spelled(name, plain),
        )
        self._model: Any = model

    def ids(self, english: str, *, is_kept: bool = False) -> list[int]:
        """The ids of a hint, its marks included.

        Raises:
            KeyError: a letter of a name that is kept is no piece.
        """
        return [self._ids[p] for p in self._hints.pieces(english, is_kept=is_kept)]

    def told(
        self, source: npt.NDArray[np.uint16], target: npt.NDArray[np.uint16]
    ) -> npt.NDArray[np.uint16] | None:
        """``source`` with the hints that ``target`` says; None where there is none."""
        pieces = [self.vocabulary[i] for i in source]
        told = self._hints.add_to(pieces, said_in=self._model.decode(target.tolist()))
        if told == pieces or not all(p in self._ids for p in told):
            return None
        return np.array([self._ids[p] for p in told], np.uint16)


def _is_plain(model: Any, i: int) -> bool:
    """Whether a piece is text: no marker, byte, or piece that is marked unused."""
    return not (
        model.is_control(i) or model.is_unknown(i) or model.is_byte(i) or model.is_unused(i)
    )


MAX_PHRASE_WORDS = 4
MAX_PHRASE_PIECES = 10
"""Longest English of a phrase that examples teach."""


class _Hinter:
    """Puts hints into examples."""

    def __init__(
        self,
        table: Mapping[str, str],
        to_ids: Callable[[str], list[int]],
        words: PieceWords,
        counts: LinkCounts,
        config: HintingConfig,
    ) -> None:
        self._table, self._to_ids, self._counts = table, to_ids, counts
        self._words = words
        self._config = config
        self._rng = random.Random(config.seed)

    def choose(self, links: Iterable[Link], share: float) -> list[Link]:
        """One to three links of an example to hint at, rare words more often; mostly none.

        Args:
            share: of the examples to take, on average.
        """
        worth = {link: self._worth(link) for link in links}
        worth = {link: w for link, w in worth.items() if w}
        if not worth or self._rng.random() > share * (0.3 + 2.0 * max(worth.values())):
            return []
        n = self._rng.choices((1, 2, 3), (0.6, 0.3, 0.1))[0]
        # an exponential race draws by weight without replacement (Efraimidis & Spirakis 2006)
        return sorted(worth, key=lambda link: -(self._rng.random() ** (1.0 / worth[link])))[:n]

    def _worth(self, link: Link) -> float:
        """How much a hint teaches here: 0 where the link may be wrong."""
        french, english = link.french, link.english
        n = self._counts.n[french]
        if not french.islower() or len(french) < MIN_LETTERS or len(english) < MIN_LETTERS - 1:
            return 0.0
        k = self._counts.links[french][english]
        is_known = are_forms(english, self._table.get(french, ""))
        if n > self._config.max_count or not (is_known or (k >= 3 and k >= 0.03 * n)):
            return 0.0
        return 1.0 / (1.0 + n / self._config.half_count)

    def _hint(self, link: Link) -> list[int]:
        """The reference's word, or now and then the table's form of it."""
        listed = self._table.get(link.french, "")
        is_other = self._rng.random() < self._config.other_form_share
        use_listed = is_other and are_forms(listed, link.english)
        return self._to_ids(listed if use_listed else link.english)

    def put(self, example: Example, links: Iterable[Link]) -> Example:
        """An example with hints, and the alignment that goes with it."""
        source, places = example.source, example.places.copy()
        free_from = len(source)
        for link in sorted(links, key=lambda link: -link.source_span[0]):
            grown = None
            if self._rng.random() < self._config.phrase_share:
                n_words = self._rng.randint(2, MAX_PHRASE_WORDS)
                grown = grown_spans(example, self._words, link, n_words)
            (start, end), (first, last) = grown or (link.source_span, link.target_span)
            if end > free_from:
                continue
            free_from = start
            if grown:
                mark, *_, end_mark = self._to_ids(link.english)
                hint = np.array([mark, *example.target[first:last], end_mark], np.uint16)
            else:
                hint = np.array(self._hint(link), np.uint16)
            places[places >= end] += len(hint) - (end - start)
            places[first:last] = start + 1 + np.minimum(np.arange(last - first), len(hint) - 3)
            source = np.concatenate([source[:start], hint, source[end:]])
        return Example(source, example.target, places)


@dataclass(frozen=True, slots=True)
class Example:
    """One of a corpus's.

    Attributes:
        source, target: ids. places: for each target id and the end mark its source position, or -1.
    """

    source: npt.NDArray[np.uint16]
    target: npt.NDArray[np.uint16]
    places: npt.NDArray[np.int16]


def grown_spans(
    example: Example, words: PieceWords, link: Link, n_words: int
) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Pieces from and to of ``n_words`` French words around a link and of the English ones.

    None where the English does not lie together, holds what renders something else, is too long,
    or is not of whole words.
    """
    starts = words.starts(example.source)
    here = bisect.bisect_right(starts, link.source_span[0]) - 1
    target_starts = set(words.starts(example.target)) | {len(example.target)}
    places = example.places[: len(example.target)]
    for before in range(n_words):
        lower, upper = here - before, here - before + n_words
        if lower < 0 or upper > len(starts):
            continue
        start = starts[lower]
        end = starts[upper] if upper < len(starts) else len(example.source)
        if not words.are_words(example.source[start:end]):
            continue
        inside = (places >= start) & (places < end)
        first, last = int(inside.argmax()), len(inside) - int(inside[::-1].argmax())
        between = example.target[first:last]
        if (
            len(between) <= MAX_PHRASE_PIECES
            and (inside | (places < 0))[first:last].all()
            and {first, last} <= target_starts
            and words.are_words(between)
        ):
            return (start, end), (first, last)
    return None


def hinted_corpus(
    corpus: PreparedCorpus,
    words: PieceWords,
    counts: LinkCounts,
    table: Mapping[str, str],
    to_ids: Callable[[str], list[int]],
    config: HintingConfig,
) -> PreparedCorpus:
    """Examples of ``corpus`` with hints at one to three of their words.

    Raises:
        ConfigError: the corpus has no word alignments, or no word to hint at.
    """
    hinter = _Hinter(table, to_ids, words, counts, config)
    source_starts = starts_of(corpus.source_lengths)
    target_starts = starts_of(corpus.target_lengths)
    made: list[Example] = []
    kept: list[int] = []
    for chunk in word_links(corpus, words):
        assert corpus.alignment is not None
        for i, links in chunk.by_example():
            if chosen := hinter.choose(links, config.n_examples / len(corpus)):
                example = Example(
                    corpus.source_ids[source_starts[i] : source_starts[i + 1]],
                    corpus.target_ids[target_starts[i] : target_starts[i + 1]],
                    corpus.alignment[target_starts[i] + i : target_starts[i + 1] + i + 1],
                )
                made.append(hinter.put(example, chosen))
                kept.append(i)
    if not kept:
        raise ConfigError(
            f"No word of {len(corpus):,} examples is known well enough for a hint: "
            "prepare more pairs, or another dictionary."
        )
    return corpus_of(made, corpus.weights[np.array(kept, dtype=np.int64)])


def corpus_of(examples: Sequence[Example], weights: npt.NDArray[np.float32]) -> PreparedCorpus:
    """A corpus of these examples."""
    return PreparedCorpus(
        source_ids=np.concatenate([e.source for e in examples]),
        target_ids=np.concatenate([e.target for e in examples]),
        source_lengths=np.array([len(e.source) for e in examples], dtype=np.int32),
        target_lengths=np.array([len(e.target) for e in examples], dtype=np.int32),
        weights=weights,
        alignment=np.concatenate([e.places for e in examples]),
    )


def told_corpus(corpus: PreparedCorpus, pieces: HintPieces) -> PreparedCorpus:
    """Examples whose sources have the hints of ``pieces``'s table that their targets say.

    They are the hints that a translator will read, in the forms of the table, and a corpus without
    word alignments has them too.

    Raises:
        ConfigError: no target says a hint.
    """
    source_starts = starts_of(corpus.source_lengths)
    target_starts = starts_of(corpus.target_lengths)
    made: list[Example] = []
    kept: list[int] = []
    for i in range(len(corpus)):
        source = corpus.source_ids[source_starts[i] : source_starts[i + 1]]
        target = corpus.target_ids[target_starts[i] : target_starts[i + 1]]
        if (told := pieces.told(source, target)) is not None:
            unknown = np.full(len(target) + 1, -1, np.int16)
            made.append(Example(told, target, unknown))
            kept.append(i)
    if not kept:
        raise ConfigError(f"The English of {len(corpus):,} examples says no hint of the table.")
    return corpus_of(made, corpus.weights[np.array(kept, dtype=np.int64)])
