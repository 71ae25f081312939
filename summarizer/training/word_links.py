"""Which word renders which: whole words out of a prepared corpus's alignment of pieces."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from summarizer.engines.hints import begins_word, goes_on
from summarizer.errors import ConfigError
from summarizer.training.dataset import PreparedCorpus, starts_of

Ints = npt.NDArray[np.int64]

CHUNK = 100_000
"""Examples whose words are read at once; some 200 MB."""

_PRIME = np.uint64(1_099_511_628_211)


@dataclass(frozen=True, slots=True)
class Link:
    """A French word and the English one that renders it, with their pieces from and to."""

    french: str
    english: str
    source_span: tuple[int, int]
    target_span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class WordLinks:
    """Words that render one another and nothing else, out of some examples.

    Attributes:
        examples: (L,) index of the example in the corpus.
        source_spans, target_spans: (L, 2) pieces from and to, counted in the example.
        sources, targets: (L,) keys of the words.
        names: the text of each key.
        n_sources: how often each source word stands in the examples, linked or not.
    """

    examples: Ints
    source_spans: Ints
    target_spans: Ints
    sources: npt.NDArray[np.uint64]
    targets: npt.NDArray[np.uint64]
    names: Mapping[int, str]
    n_sources: Counter[int]

    def by_example(self) -> Iterator[tuple[int, list[Link]]]:
        """The links of each example that has some."""
        first = np.nonzero(np.diff(self.examples, prepend=-1))[0]
        for a, b in pairwise([*first.tolist(), len(self.examples)]):
            yield int(self.examples[a]), [self._link(k) for k in range(a, b)]

    def _link(self, k: int) -> Link:
        s, e = self.source_spans[k].tolist()
        t, u = self.target_spans[k].tolist()
        return Link(
            self.names[int(self.sources[k])], self.names[int(self.targets[k])], (s, e), (t, u)
        )


@dataclass(frozen=True, slots=True)
class _Segments:
    """Flat pieces cut into words and what lies between; K segments."""

    of_piece: Ints  # (pieces,)
    starts: Ints  # (K,)
    ends: Ints  # (K,)
    keys: npt.NDArray[np.uint64]  # (K,), 0 where it is no word


class PieceWords:
    """Which pieces make a word: letters and hyphens from one space to the next mark.

    Args:
        pieces: the vocabulary in the order of its ids.
    """

    def __init__(self, pieces: Sequence[str]) -> None:
        self._pieces = tuple(pieces)
        self._begins = np.array([begins_word(p) for p in pieces])
        self._goes_on = np.array([goes_on(p) for p in pieces])

    def text(self, ids: Iterable[int]) -> str:
        """The word that these pieces spell."""
        return "".join(self._pieces[i] for i in ids).removeprefix("▁")

    def starts(self, ids: npt.NDArray[np.uint16]) -> list[int]:
        """Where the words of one text, and what lies between them, begin."""
        return [0, *(np.nonzero(~self._goes_on[ids[1:]])[0] + 1).tolist()]

    def are_words(self, ids: npt.NDArray[np.uint16]) -> bool:
        """Whether nothing but words lies here."""
        return bool((self._begins[ids] | self._goes_on[ids]).all())

    def segments(self, ids: npt.NDArray[np.uint16], lengths: npt.NDArray[np.int32]) -> _Segments:
        """The words of examples that lie end to end."""
        first = np.zeros(len(ids), dtype=bool)
        first[starts_of(lengths)[:-1]] = True
        is_start = ~self._goes_on[ids] | first
        starts = np.nonzero(is_start)[0]
        ends = np.append(starts[1:], len(ids))
        place = np.arange(len(ids)) - np.repeat(starts, ends - starts)
        powers = np.cumprod(np.full(int(place.max()) + 1, _PRIME))
        spelled = np.add.reduceat((ids.astype(np.uint64) + np.uint64(7)) * powers[place], starts)
        keys = np.where(self._begins[ids[starts]], spelled, np.uint64(0))
        return _Segments(np.cumsum(is_start) - 1, starts, ends, keys)


def word_links(corpus: PreparedCorpus, words: PieceWords) -> Iterator[WordLinks]:
    """Links of one word to one word, a chunk of examples at a time.

    Raises:
        ConfigError: the corpus has no word alignments.
    """
    if corpus.alignment is None:
        raise ConfigError(
            "Hints need word alignments: prepare the corpus with should_align = true."
        )
    source_starts = starts_of(corpus.source_lengths)
    target_starts = starts_of(corpus.target_lengths)
    for start in range(0, len(corpus), CHUNK):
        end = min(len(corpus), start + CHUNK)
        source_ids = corpus.source_ids[source_starts[start] : source_starts[end]]
        target_ids = corpus.target_ids[target_starts[start] : target_starts[end]]
        n_source, n_target = corpus.source_lengths[start:end], corpus.target_lengths[start:end]
        source = words.segments(source_ids, n_source)
        target = words.segments(target_ids, n_target)
        owner = np.repeat(np.arange(end - start), n_target)
        aligned = corpus.alignment[target_starts[start] + start : target_starts[end] + end]
        aligned = aligned[np.arange(len(target_ids)) + owner].astype(np.int64)
        offsets = source_starts[start:end] - source_starts[start]
        is_linked = (aligned >= 0) & (aligned < n_source[owner])
        places = np.nonzero(is_linked)[0]
        pairs = np.unique(
            source.of_piece[offsets[owner[places]] + aligned[places]] * len(target.starts)
            + target.of_piece[places]
        )
        s, t = pairs // len(target.starts), pairs % len(target.starts)
        is_single = (np.bincount(s, minlength=len(source.starts))[s] == 1) & (
            np.bincount(t, minlength=len(target.starts))[t] == 1
        )
        is_single &= (source.keys[s] != 0) & (target.keys[t] != 0)
        s, t = s[is_single], t[is_single]
        names: dict[int, str] = {}
        for ids, side in ((source_ids, source), (target_ids, target)):
            keys, where = np.unique(side.keys, return_index=True)
            for key, k in zip(keys.tolist(), where.tolist(), strict=True):
                if key and key not in names:
                    names[key] = words.text(ids[side.starts[k] : side.ends[k]].tolist())
        keys, counts = np.unique(source.keys[source.keys != 0], return_counts=True)
        target_offsets = target_starts[start:end] - target_starts[start]
        mine = owner[target.starts[t]]
        yield WordLinks(
            mine + start,
            np.stack([source.starts[s], source.ends[s]], 1) - offsets[mine][:, None],
            np.stack([target.starts[t], target.ends[t]], 1) - target_offsets[mine][:, None],
            source.keys[s],
            target.keys[t],
            names,
            Counter(dict(zip(keys.tolist(), counts.tolist(), strict=True))),
        )


@dataclass(frozen=True, slots=True)
class LinkCounts:
    """How often French words were read, and English ones rendered them, as written.

    Attributes:
        n: how often a French word was read.
        links: by French word in small letters, its renderings.
    """

    n: Counter[str]
    links: Mapping[str, Counter[str]]


def count_links(chunks: Iterable[WordLinks]) -> LinkCounts:
    """The counts of whole corpora."""
    n: Counter[str] = Counter()
    links: dict[str, Counter[str]] = defaultdict(Counter)
    for chunk in chunks:
        for key, count in chunk.n_sources.items():
            n[chunk.names[key]] += count
        order = np.lexsort((chunk.targets, chunk.sources))
        s, t = chunk.sources[order], chunk.targets[order]
        is_new = np.ones(len(s), dtype=bool)
        is_new[1:] = (s[1:] != s[:-1]) | (t[1:] != t[:-1])
        first = np.nonzero(is_new)[0]
        for a, b in pairwise([*first.tolist(), len(s)]):
            french, english = chunk.names[int(s[a])], chunk.names[int(t[a])]
            if french.islower():
                links[french][english] += b - a
    return LinkCounts(n, links)
