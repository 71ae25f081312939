"""Summaries made of the article's own sentences: nothing invented, any length of input.

The first summariser the package ships, the fallback of the others and a source of candidates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from summarizer.document import Document, ParagraphKind
from summarizer.engines.base import Generation, GenerationOptions, ModelIdentity, Task
from summarizer.engines.headline import rank_clauses, title_expectation
from summarizer.engines.headline_writer import Headline, HeadlineKind, HeadlineWriter
from summarizer.engines.leading import LeadEngine, LexRankEngine
from summarizer.engines.sentence_chooser import (
    Reading,
    ScoredSet,
    SentenceChooser,
    default_chooser,
    make_sets,
)
from summarizer.engines.sentence_rules import (
    UNLIMITED,
    eligible_sentences,
    generation_of,
    is_dangling,
    is_heading_like,
    split_article,
    tidy_opening,
)
from summarizer.engines.sentence_ties import Ties, needing_sentences
from summarizer.engines.shortening import Shortener
from summarizer.errors import ConfigError
from summarizer.result import Length

__all__ = [
    "ExtractiveEngine", "LeadEngine", "LexRankEngine", "SentenceChooser", "choose_for_length",
    "choose_sentences", "default_chooser", "is_dangling", "is_heading_like", "make_title", "needing_sentences",
    "rank_sets", "rank_titles", "read_part", "tidy_opening",
]  # fmt: skip

BLOCK = 300
"""Sentences read at once. Longer articles, about 7,000 words and up, are read block by block."""
ABSTRACT_SENTENCES = 3
ABSTRACT_WORDS = 55
"""Longest abstract the engine makes, in sentences and in words."""
FAULT_WEIGHT = 0.05
"""Of expected ROUGE, 0 to 1, off a set of sentences for what reads badly in it."""
_JOINTLY = 3
"""Sets up to this size are scored as a whole; larger ones are grown one sentence at a time."""


def rank_sets(
    chooser: SentenceChooser,
    reading: Reading,
    *,
    eligible: Sequence[int],
    max_sentences: int,
    max_words: int | None,
    min_sentences: int = 1,
) -> list[ScoredSet]:
    """Sets of one to three sentences, best first; never empty.

    Sets with a sentence that opens on a pronoun whose antecedent is left out come last; each
    quotation left open and each sentence that tells another again costs ``FAULT_WEIGHT``.
    """
    sets = make_sets(
        reading, eligible=eligible, max_sentences=min(max_sentences, _JOINTLY), max_words=max_words
    )
    least = min(min_sentences, _JOINTLY, max(len(s) for s in sets))
    sets = [s for s in sets if len(s) >= least]
    scores = chooser.score_sets(reading, sets)
    ties = Ties.of(reading)
    scored = [ScoredSet(s, float(score)) for s, score in zip(sets, scores, strict=True)]
    return sorted(
        scored,
        key=lambda s: (
            not ties.let_stand(s.sentences),
            FAULT_WEIGHT * ties.n_faults(s.sentences) - s.score,
            s.sentences,
        ),
    )


def _grow(
    reading: Reading,
    chosen: Sequence[int],
    *,
    eligible: Sequence[int],
    max_sentences: int,
    max_words: int | None,
    diversity: float = 1.0,
) -> list[int]:
    """``chosen`` and the sentences that add most, one at a time, while there is room.

    Beyond ``_JOINTLY`` none joins that tells another again or leaves a quotation open.
    """
    texts, similarity = reading.view.texts, reading.view.similarity
    wide = similarity.shape[1]
    n_words = [len(t.split()) for t in texts]
    ties = Ties.of(reading)
    grown = list(chosen)

    def likeness(i: int, j: int) -> float:
        low, high = min(i, j), max(i, j)
        return float(similarity[high, low]) if low < wide else 0.0

    while len(grown) < max_sentences:
        left = max_words - sum(n_words[i] for i in grown) if max_words is not None else UNLIMITED
        open_ = [
            i
            for i in eligible
            if i not in grown and n_words[i] <= left and ties.let_stand([*grown, i])
        ]
        fine = [i for i in open_ if ties.n_faults([*grown, i]) <= ties.n_faults(grown)]
        if len(grown) < _JOINTLY:
            fine = fine or open_
        if not fine:
            break
        gains = [
            float(reading.scores[i])
            * (1.0 - min(1.0, diversity * max((likeness(i, j) for j in grown), default=0.0)))
            for i in fine
        ]
        grown.append(fine[int(np.argmax(gains))])
    return sorted(grown)


def choose_sentences(
    sentences: Sequence[str],
    paragraph_starts: Sequence[bool] | None,
    *,
    max_sentences: int,
    max_words: int | None,
    chooser: SentenceChooser,
    min_sentences: int = 1,
) -> list[int]:
    """Indices of the sentences that make the best summary, in article order.

    Args:
        paragraph_starts: whether a paragraph begins with each sentence; None when unknown.
        max_sentences: up to three are chosen together, which may give fewer; above that, the
            best three are joined by more until ``max_sentences`` or ``max_words`` is reached.
        max_words: white-space separated words of the whole summary; a single sentence is
            returned even when the shortest one is longer.

    Returns:
        At least one index; empty only when there are no sentences. Headings (a short paragraph
        without a final stop) are passed over; a sentence that opens with a pronoun comes only
        with the one before it, as long as that leaves a choice.
    """
    if max_sentences < 1 or (max_words is not None and max_words < 1):
        raise ConfigError(
            f"A summary needs room for a sentence and a word, got max_sentences={max_sentences}, "
            f"max_words={max_words}. Give values of at least 1."
        )
    if not sentences:
        return []
    eligible = eligible_sentences(sentences, paragraph_starts)
    part = read_part(chooser, sentences, paragraph_starts, eligible)
    chosen = _choose(
        chooser,
        part.reading,
        eligible=part.eligible,
        max_sentences=max_sentences,
        max_words=max_words,
        min_sentences=min_sentences,
    )
    return [part.indices[i] for i in chosen]


@dataclass(frozen=True, slots=True)
class ArticlePart:
    """A reading of some of an article's sentences; ``indices`` are those in the article."""

    reading: Reading
    indices: list[int]
    eligible: list[int]
    """Positions in ``indices``."""


def read_part(
    chooser: SentenceChooser,
    texts: Sequence[str],
    starts: Sequence[bool] | None,
    eligible: Sequence[int],
) -> ArticlePart:
    """The whole article when it is short; else the best sentences of each of its blocks.

    Every sentence is read and scored either way; memory grows with the block, not the square
    of the article.
    """
    n = len(texts)
    if n <= BLOCK:
        return ArticlePart(chooser.read(texts, starts), list(range(n)), list(eligible))
    allowed = set(eligible)
    n_blocks = -(-n // BLOCK)
    share = max(BLOCK // n_blocks, 3)
    kept: list[int] = []
    for start in range(0, n, BLOCK):
        stop = min(start + BLOCK, n)
        block_starts = None if starts is None else starts[start:stop]
        scores = chooser.read(texts[start:stop], block_starts).scores
        order = [start + int(k) for k in np.argsort(-scores, kind="stable")]
        # Out of its block, a sentence has lost the one before it: none that needs it, then.
        open_ = [i for i in order if i in allowed]
        kept += ([i for i in open_ if not is_dangling(texts[i])] or open_)[:share]
    kept.sort()
    some = None if starts is None else [starts[i] for i in kept]
    part = read_part(chooser, [texts[i] for i in kept], some, range(len(kept)))
    return ArticlePart(part.reading, [kept[i] for i in part.indices], part.eligible)


def _choose(
    chooser: SentenceChooser,
    reading: Reading,
    *,
    eligible: Sequence[int],
    max_sentences: int,
    max_words: int | None,
    min_sentences: int = 1,
) -> list[int]:
    best = rank_sets(
        chooser,
        reading,
        eligible=eligible,
        max_sentences=max_sentences,
        max_words=max_words,
        min_sentences=min_sentences,
    )[0]
    if max_sentences <= _JOINTLY:
        return list(best.sentences)
    return _grow(
        reading,
        best.sentences,
        eligible=eligible,
        max_sentences=max_sentences,
        max_words=max_words,
    )


@dataclass(frozen=True, slots=True)
class _Body:
    """The sentences of a document without its title: texts, their indices, what may be chosen."""

    texts: list[str]
    indices: list[int]
    starts: list[bool]
    eligible: list[int]


def _body(document: Document) -> _Body:
    body = _Body([], [], [], [])
    last = -1
    for index, p, sentence in document.enumerate_sentences():
        kind = document.paragraphs[p].kind
        if kind is ParagraphKind.TITLE:
            continue
        if kind is not ParagraphKind.HEADING:
            body.eligible.append(len(body.texts))
        body.texts.append(sentence.text)
        body.indices.append(index)
        body.starts.append(p != last)
        last = p
    unlike_headings = set(eligible_sentences(body.texts, body.starts))
    kept = [i for i in body.eligible if i in unlike_headings]
    if kept:
        body.eligible[:] = kept
    return body


def choose_for_length(
    document: Document, length: Length, *, chooser: SentenceChooser | None = None
) -> list[int]:
    """Indices into ``document.sentences`` that make a summary of ``length``, in order.

    short: 1–2 sentences, at most 55 words. medium: 3–4, at most 120 words. long: about 15 % of
    the article's words, at least 120. bullets: 3–7 unlike sentences, one per 120 words of
    article. title: the one sentence that says most. An article of few sentences gives fewer:
    never more than half of them, rounded up. Titles and headings are never chosen; empty when
    there is nothing else.

    Raises:
        ModelNotFound: no ``chooser`` is given and the shipped one cannot be loaded.
    """
    body = _body(document)
    if not body.eligible:
        return []
    chooser = default_chooser() if chooser is None else chooser
    if length is Length.LONG and len(body.texts) > BLOCK:
        return [i for block in _blocks(body) for i in _of_length(chooser, block, length)]
    return _of_length(chooser, body, length)


def _blocks(body: _Body) -> list[_Body]:
    blocks = []
    for start in range(0, len(body.texts), BLOCK):
        stop = start + BLOCK
        inside = [i - start for i in body.eligible if start <= i < stop]
        if inside:
            blocks.append(
                _Body(
                    body.texts[start:stop],
                    body.indices[start:stop],
                    body.starts[start:stop],
                    inside,
                )
            )
    return blocks


def _of_length(chooser: SentenceChooser, body: _Body, length: Length) -> list[int]:
    half = (len(body.eligible) + 1) // 2
    n_words = sum(len(t.split()) for t in body.texts)
    part = read_part(chooser, body.texts, body.starts, body.eligible)
    reading, eligible = part.reading, part.eligible
    if length is Length.BULLETS:
        wanted = min(max(3, round(n_words / 120)), 7, half)
        first = _choose(chooser, reading, eligible=eligible, max_sentences=1, max_words=None)
        chosen = _grow(
            reading, first, eligible=eligible, max_sentences=wanted, max_words=None, diversity=2.0
        )
    else:
        least, most, words = {
            Length.TITLE: (1, 1, None),
            Length.SHORT: (1, 2, ABSTRACT_WORDS),
            Length.MEDIUM: (3, 4, 120),
            Length.LONG: (3, UNLIMITED, max(120, round(0.15 * n_words))),
        }[length]
        chosen = _choose(
            chooser, reading, eligible=eligible, max_sentences=min(most, half),
            max_words=words, min_sentences=min(least, half),
        )  # fmt: skip
    return [body.indices[part.indices[i]] for i in chosen]


def make_title(document: Document, *, chooser: SentenceChooser | None = None) -> str:
    """A headline of at most 15 words cut from one sentence of the article's body.

    The article's own title is not looked at. When no clause is short enough, the first words
    of the best sentence are NOT cut off: the shortest eligible sentence is given whole. Empty
    when the article has no body.

    Raises:
        ModelNotFound: no ``chooser`` is given and the shipped one cannot be loaded.
    """
    ranked = rank_titles(document, chooser=chooser)
    return ranked[0].text if ranked else ""


def rank_titles(
    document: Document,
    *,
    chooser: SentenceChooser | None = None,
    writer: HeadlineWriter | None = None,
) -> list[Headline]:
    """Headlines as ``make_title`` makes them, best first, and with a ``writer`` written ones.

    Raises:
        ModelNotFound: no ``chooser`` is given and the shipped one cannot be loaded.
        EngineError: the writer's network cannot be loaded, or failed.
    """
    body = _body(document)
    if not body.eligible:
        return []
    chooser = default_chooser() if chooser is None else chooser
    return _titles(chooser, writer, body.texts, body.starts, body.eligible)


def _titles(
    chooser: SentenceChooser,
    writer: HeadlineWriter | None,
    texts: Sequence[str],
    starts: Sequence[bool] | None,
    eligible: Sequence[int],
) -> list[Headline]:
    part = read_part(chooser, texts, starts, eligible)
    if writer is not None:
        ranked = writer.rank(chooser, part.reading, part.eligible)
    else:
        clauses = rank_clauses(
            chooser, part.reading, part.eligible, title_expectation(chooser, part.reading)
        )
        cut = HeadlineKind.CLAUSE
        ranked = [Headline(c.text, cut, s, rank) for rank, (c, s) in enumerate(clauses)]
    if any(h.kind is HeadlineKind.CLAUSE for h in ranked):
        return ranked
    shortest = min((texts[i] for i in eligible), key=lambda t: len(t.split()))
    return [*ranked, Headline(shortest.strip(), HeadlineKind.CLAUSE, 0.0, 0)]


@dataclass(frozen=True, slots=True)
class ExtractiveEngine:
    """Abstracts and titles by sentence choice; reads articles of any length whole.

    A source is a whole article, paragraphs on lines of their own. A blank source gives an
    empty text.

    Attributes:
        headline_writer: writes headlines besides those that are cut; None only cuts.
        shortener: leaves words out of the sentences of bullets; None gives them whole.
    """

    task: Task = Task.ABSTRACT
    chooser: SentenceChooser = field(default_factory=default_chooser)
    max_sentences: int = ABSTRACT_SENTENCES
    max_words: int = ABSTRACT_WORDS
    max_input_tokens: int = UNLIMITED
    headline_writer: HeadlineWriter | None = None
    shortener: Shortener | None = None

    def __post_init__(self) -> None:
        if self.task not in (Task.ABSTRACT, Task.TITLE):
            raise ConfigError(
                f"The extractive engine cannot {self.task.value}. "
                "It makes abstracts and titles; choose another engine."
            )

    @property
    def name(self) -> str:
        return "extractive"

    @property
    def identity(self) -> ModelIdentity:
        return self.chooser.identity

    def count_tokens(self, text: str) -> int:
        """White-space separated words."""
        return len(text.split())

    def generate(self, sources: Sequence[str], options: GenerationOptions) -> list[Generation]:
        """One generation per source; further candidates are other sets of sentences."""
        return [generation_of(self._candidates(source), options) for source in sources]

    def _candidates(self, source: str) -> list[str]:
        texts, starts = split_article(source)
        if not texts:
            return []
        eligible = eligible_sentences(texts, starts)
        if self.task is Task.TITLE:
            titles = _titles(self.chooser, self.headline_writer, texts, starts, eligible)
            return [t.text for t in titles]
        part = read_part(self.chooser, texts, starts, eligible)
        ranked = rank_sets(
            self.chooser, part.reading, eligible=part.eligible,
            max_sentences=self.max_sentences, max_words=self.max_words,
        )  # fmt: skip
        return [" ".join(texts[part.indices[i]] for i in s.sentences) for s in ranked]
