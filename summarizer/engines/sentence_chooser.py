"""The trained sentence chooser: loading, and its opinion of an article.

Small tree models, one upon the other (see docs/SUMMARISER.md): which words a summary will use,
which pairs of words, how good each sentence is alone, how good a set of them is.
"""

from __future__ import annotations

import functools
import hashlib
import io
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from summarizer.engines.article_view import ArticleView, Floats, Lexicon, view_article
from summarizer.engines.base import ModelIdentity
from summarizer.engines.boosted_trees import BoostedTrees
from summarizer.engines.sentence_features import (
    Expectation,
    candidate_features,
    lead_features,
    pair_features,
    sentence_features,
    word_features,
)
from summarizer.errors import ModelNotFound

DEFAULT_DIRECTORY = Path(__file__).parents[1] / "assets" / "chooser"
WEIGHTS_NAME = "chooser.npz"
REVISION = "2"

LEAD_SHARPNESS = 6
LEAD_SCALE = 0.25
"""How the two set models are mixed: by ``lead_chance ** LEAD_SHARPNESS``, the second scaled.
Of exponents 2, 4, 6, 8 on OrangeSum's valid split: the largest gain with the lead in front that
costs nothing without it (docs/SUMMARISER.md)."""

POOL = 10
"""Best sentences that pairs are made of; POOL_OF_THREE for sets of three. On OrangeSum's valid
split the best set lies outside for fewer than one article in ten."""
POOL_OF_THREE = 6


@dataclass(frozen=True, slots=True)
class Reading:
    """What the chooser thinks of one article.

    Attributes (S sentences):
        features: (S, F) sentence features.
        scores: (S,) the ROUGE F1 (mean of 1, 2 and L, 0 to 1) expected of each sentence alone.
        lead_chance: how likely the first paragraph is a lead, which sums the article up.
    """

    view: ArticleView
    expectation: Expectation
    features: Floats
    scores: Floats
    lead_chance: float = 0.0


@dataclass(frozen=True, slots=True)
class ScoredSet:
    """Sentences in article order; ``score`` is only comparable within one article."""

    sentences: tuple[int, ...]
    score: float


@dataclass(frozen=True, slots=True)
class SentenceChooser:
    """Weights of the chooser; immutable, safe to share between threads.

    Attributes:
        words, pairs: log-odds that a summary uses a word, a pair of neighbouring words.
        title_words, title_pairs: the same for titles.
        sentences, sets, titles: expected ROUGE of a sentence, a set, a headline.
        leads: log-odds that the article opens with a lead. lead_sets: ``sets`` for those.
    """

    lexicon: Lexicon
    title_lexicon: Lexicon
    words: BoostedTrees
    pairs: BoostedTrees
    sentences: BoostedTrees
    sets: BoostedTrees
    leads: BoostedTrees
    lead_sets: BoostedTrees
    title_words: BoostedTrees
    title_pairs: BoostedTrees
    titles: BoostedTrees
    sha256: str | None = None

    @property
    def identity(self) -> ModelIdentity:
        trees = [getattr(self, name) for name in _TREES]
        return ModelIdentity(
            name="sentence-chooser",
            engine="extractive",
            revision=REVISION,
            sha256=self.sha256,
            licence="CC BY-SA 4.0 (trained on OrangeSum)",
            n_parameters=sum(t.n_parameters for t in trees)
            + self.lexicon.word_values.size
            + self.lexicon.pair_values.size,
            precision="float32",
        )

    def read(self, texts: Sequence[str], paragraph_starts: Sequence[bool] | None = None) -> Reading:
        """The chooser's opinion of an article given as at least one sentence.

        Args:
            paragraph_starts: for each sentence, whether a paragraph begins with it; None when
                unknown.
        """
        if not texts:
            raise ValueError("An article needs at least one sentence.")
        view = view_article(texts, paragraph_starts, self.lexicon)
        chances = logistic(self.words.predict(word_features(view)))
        pairs = logistic(self.pairs.predict(pair_features(view, chances, self.lexicon)))
        expectation = Expectation(chances, pairs)
        features = sentence_features(view, expectation)
        scores = self.sentences.predict(features)
        row = lead_features(view, expectation, features, scores)
        lead_chance = float(logistic(self.leads.predict(row))[0])
        return Reading(view, expectation, features, scores, lead_chance)

    def score_sets(self, reading: Reading, sets: Sequence[tuple[int, ...]]) -> Floats:
        """(len(sets),): how good each set of sentences is as a summary of that article."""
        rows = candidate_features(
            reading.view, reading.expectation, reading.features, reading.scores, sets
        )
        share = reading.lead_chance**LEAD_SHARPNESS
        with_lead = self.lead_sets.predict(rows)
        return (1 - share) * self.sets.predict(rows) + share * LEAD_SCALE * with_lead

    @classmethod
    def load(cls, path: Path | None = None) -> SentenceChooser:
        """The chooser in directory ``path``, or the one that ships with the package.

        Raises:
            ModelNotFound: a file is missing, or the weights are not those of ``SHA256SUMS``.
        """
        directory = DEFAULT_DIRECTORY if path is None else path
        data = _read_checked(directory)
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as stored:
                arrays = {name: stored[name] for name in stored.files}
            return cls.from_arrays(arrays, sha256=hashlib.sha256(data).hexdigest())
        except (KeyError, ValueError, BadZipFile) as exc:
            raise ModelNotFound(
                f"The sentence chooser's weights cannot be used. {directory / WEIGHTS_NAME}: "
                f"{exc}. Train them again with this version of the package: "
                "`python -m summarizer.training.sentence_choice train`."
            ) from exc

    @classmethod
    def from_arrays(
        cls, arrays: dict[str, NDArray[np.generic]], *, sha256: str | None = None
    ) -> SentenceChooser:
        """The chooser that ``to_arrays`` gave.

        Raises:
            KeyError: an array is missing.
        """
        return cls(
            lexicon=_lexicon(arrays, "lexicon"),
            title_lexicon=_lexicon(arrays, "title_lexicon"),
            sha256=sha256,
            **{name: BoostedTrees.from_arrays(arrays, name) for name in _TREES},
        )

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """Everything ``from_arrays`` needs, by name."""
        arrays: dict[str, NDArray[np.generic]] = {}
        for prefix, lexicon in (("lexicon", self.lexicon), ("title_lexicon", self.title_lexicon)):
            arrays[f"{prefix}.word_keys"] = lexicon.word_keys
            arrays[f"{prefix}.word_values"] = lexicon.word_values.astype(np.float16)
            arrays[f"{prefix}.pair_keys"] = lexicon.pair_keys
            arrays[f"{prefix}.pair_values"] = lexicon.pair_values.astype(np.float16)
            arrays[f"{prefix}.unseen"] = lexicon.unseen
        for name in _TREES:
            arrays |= getattr(self, name).to_arrays(name)
        return arrays


_TREES = (
    "words", "pairs", "sentences", "sets", "leads", "lead_sets", "title_words", "title_pairs",
    "titles",
)  # fmt: skip


@functools.lru_cache(maxsize=1)
def default_chooser() -> SentenceChooser:
    """The chooser that ships with the package, loaded once.

    Raises:
        ModelNotFound: see ``SentenceChooser.load``.
    """
    return SentenceChooser.load()


def logistic(log_odds: Floats) -> Floats:
    """Chances from log-odds."""
    return (1.0 / (1.0 + np.exp(-np.clip(log_odds, -30.0, 30.0)))).astype(np.float32)


def make_sets(
    reading: Reading, *, eligible: Sequence[int], max_sentences: int, max_words: int | None
) -> list[tuple[int, ...]]:
    """Sets of one to three of the best eligible sentences that hold at most ``max_words``.

    When every sentence alone is longer than ``max_words``, the shortest one is the only set.
    """
    n_words = [len(text.split()) for text in reading.view.texts]
    best = sorted(eligible, key=lambda i: (-float(reading.scores[i]), i))
    sets: list[tuple[int, ...]] = []
    for size, pool in ((1, POOL), (2, POOL), (3, POOL_OF_THREE)):
        if size <= max_sentences:
            sets += itertools.combinations(sorted(best[:pool]), size)
    if max_words is not None:
        sets = [s for s in sets if sum(n_words[i] for i in s) <= max_words]
    return sets or [(min(eligible, key=lambda i: (n_words[i], i)),)]


def _lexicon(arrays: dict[str, NDArray[np.generic]], prefix: str) -> Lexicon:
    return Lexicon(
        word_keys=arrays[f"{prefix}.word_keys"].astype(np.uint32),
        word_values=arrays[f"{prefix}.word_values"].astype(np.float32),
        pair_keys=arrays[f"{prefix}.pair_keys"].astype(np.uint32),
        pair_values=arrays[f"{prefix}.pair_values"].astype(np.float32),
        unseen=arrays[f"{prefix}.unseen"].astype(np.float32),
    )


def _read_checked(directory: Path) -> bytes:
    weights, sums = directory / WEIGHTS_NAME, directory / "SHA256SUMS"
    try:
        data = weights.read_bytes()
        listed = sums.read_text(encoding="utf-8")
    except OSError as exc:
        raise ModelNotFound(
            f"The sentence chooser's files are missing or unreadable. Looked for {weights} and "
            f"{sums.name}: {exc.strerror}. Install the package again, or give a directory that "
            "`python -m summarizer.training.sentence_choice train` has written."
        ) from exc
    expected = {
        name.lstrip("*"): digest
        for digest, name in (line.split() for line in listed.splitlines() if len(line.split()) == 2)
    }.get(WEIGHTS_NAME)
    found = hashlib.sha256(data).hexdigest()
    if found != expected:
        raise ModelNotFound(
            f"The sentence chooser's weights are damaged. {weights} has SHA-256 {found[:12]}…, "
            f"{sums.name} says {(expected or 'nothing')[:12]}…. Install the package again."
        )
    return data
