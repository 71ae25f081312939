"""Headlines by the shipped network and by cutting, ranked together.

What the network writes is taken only where it is a piece of one of the article's sentences, a topic in
front (``checks/told.py``); its topics are put before clauses as well. Sentences that it makes short
enough by leaving words out are headlines too (``shortening.py``). Boosted trees, which learned on
articles that the network never saw what ROUGE to expect, rank these and the clauses that
``headline.py`` cuts.
"""

from __future__ import annotations

import io
import itertools
import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import numpy as np

from summarizer.checks.common_words import FR_OPENERS
from summarizer.checks.lettering import fold
from summarizer.checks.told import ToldArticle, content_words, without_topic
from summarizer.checks.unsupported import unsupported_terms
from summarizer.engines.base import Engine, Generation, GenerationOptions
from summarizer.engines.boosted_trees import BoostedTrees, Floats
from summarizer.engines.clauses import (
    MAX_WORDS,
    MIN_WORDS,
    Clause,
    can_end,
    has_own_verb,
    may_begin_at,
    may_end_at,
)
from summarizer.engines.headline import TYPICAL_TITLE_WORDS, rank_clauses, title_expectation
from summarizer.engines.sentence_chooser import Reading, SentenceChooser
from summarizer.engines.sentence_features import WEEKDAYS, Expectation
from summarizer.engines.sentence_rules import is_dangling
from summarizer.engines.shortening import Shortener
from summarizer.errors import ModelNotFound
from summarizer.normalization import french_typography, to_model_text

RANKER_NAME = "headlines.npz"
SEARCH = GenerationOptions(num_beams=16, num_return_sequences=16, no_repeat_ngram_size=3)
SOURCE_TOKENS = (208, 128, 72)
"""How far the network reads, each time anew: it was trained on the tops of articles, and of the
shorter it makes other headlines."""
N_SHORTENED = 6
"""Sentences that are shortened: the first, and the best by the chooser's scores."""
N_CLAUSES = 3
"""Clauses that are ranked with what the network wrote, and as many of the first two sentences."""
LEAD_WEIGHT = 0.03
"""Off the score of what comes from behind the first two sentences, where these tell the news."""
BACK_WEIGHT = 0.05
"""Off the score of what points back or goes on: « également », « cette mesure »."""
_NO_SCORE = -1.5
"""Stands for the network's score of what it did not write."""
_WORD = re.compile(r"\w+")
# « Cahuzac à exercer la médecine », « La Coupe en battant Aubenoy »: the verb was cut off.
_LEFT_OVER = re.compile(r"\b(?:à|de|d') ?\w{2,}(?:er|ir|re)\b|\ben \w{2,}ant\b")

# « n'y a pas d'épidémie en France »: who does not, was cut off.
_SUBJECTLESS = re.compile(r"\W*(?:n'|ne )", re.IGNORECASE)

# « VIDÉO : », « 2019 : » name no topic.
_NO_TOPIC = re.compile(r"[^a-zà-ÿ]{6,}|\W*\d+\W*$")
_BACK = re.compile(
    r"\b(?:ainsi|également|cependant|toutefois|quant|ces? (?!(?:lundi|mardi|mercredi|jeudi|vendredi|"
    r"samedi|dimanche|matin|soir|jour|qu))|cette (?!semaine|année|nuit)|celles?-ci|ceux-ci|y |l'(?:a|ont|avait|aura) )\b",
    re.IGNORECASE,
)
_PARTICIPLE = re.compile(r"\w{3,}(?:é|ée)s?\b")

HEADLINE_FEATURES = (
    "is_written", "rank", "score", "n_words", "word_matches", "word_precision", "word_f1",
    "pair_matches", "pair_precision", "pair_f1", "expected_words", "share_expected", "told_words",
    "told_pairs", "in_one_sentence", "sentence_index", "sentence_place", "content_share",
    "copied_pairs", "names", "numbers", "colon", "question", "quotes", "commas", "open_end", "verb",
    "first_chance", "last_chance", "n_sentences", "lead_chance", "like_best_clause", "variety",
    "is_shortened", "score_gap", "word_matches_gap", "word_f1_gap", "pair_f1_gap",
)  # fmt: skip
_GAPS = ("score", "word_matches", "word_f1", "pair_f1")


class HeadlineKind(StrEnum):
    """How a headline was made."""

    CLAUSE = "clause"
    """Cut from a sentence."""
    SHORTENED = "shortened"
    """A sentence with words left out."""
    WRITTEN = "written"


@dataclass(frozen=True, slots=True)
class Headline:
    """A candidate, ready to print.

    Attributes:
        score: the network's mean log-probability per piece, or that of the ranking of clauses.
        rank: place among those of its kind, 0 first.
    """

    text: str
    kind: HeadlineKind
    score: float
    rank: int

    @property
    def is_written(self) -> bool:
        return self.kind is HeadlineKind.WRITTEN


class HeadlineWriter:
    """The network and the ranker, loaded when the first headline is asked for; thread-safe.

    Args:
        load: gives the network, asked for titles. load_ranker: gives the trees.
        shortener: makes headlines of whole sentences; None makes none.
    """

    def __init__(
        self,
        load: Callable[[], Engine],
        load_ranker: Callable[[], BoostedTrees],
        shortener: Shortener | None = None,
    ) -> None:
        self._load = load
        self._load_ranker = load_ranker
        self._shortener = shortener
        self._loaded: tuple[Engine, BoostedTrees] | None = None
        self._lock = threading.Lock()

    def _models(self) -> tuple[Engine, BoostedTrees]:
        with self._lock:
            if self._loaded is None:
                self._loaded = (self._load(), self._load_ranker())
            return self._loaded

    def rank(
        self, chooser: SentenceChooser, reading: Reading, eligible: Sequence[int]
    ) -> list[Headline]:
        """Headlines of an article, best first; empty when it has no clause and tells none.

        Args:
            eligible: the sentences of ``reading`` that a headline may be cut from.

        Raises:
            EngineError: the network cannot be loaded, or failed.
        """
        engine, ranker = self._models()
        texts = reading.view.texts
        generations = engine.generate(tops_of(texts, engine), SEARCH)
        article = ToldArticle.read(texts)
        expectation = title_expectation(chooser, reading)
        (shorter,) = shortened_headlines([(reading, eligible)], self._shortener)
        made = candidates(chooser, reading, eligible, expectation, generations, shorter)
        whole = "\n".join(texts)
        kept = [h for h in made if not h.is_written or is_sound(h.text, article, whole)]
        if not kept:
            return []
        rows = headline_features(reading, expectation, article, made)
        behind = rows[:, HEADLINE_FEATURES.index("sentence_index")] > 1
        points_back = [bool(_BACK.search(to_model_text(h.text))) for h in made]
        worth = (
            ranker.predict(rows)
            - LEAD_WEIGHT * reading.lead_chance * behind
            - BACK_WEIGHT * np.array(points_back)
        )
        scores = dict(zip((h.text for h in made), worth, strict=True))
        return sorted(kept, key=lambda h: -scores[h.text])


def tops_of(texts: Sequence[str], engine: Engine) -> list[str]:
    """What the network reads: the article's top, cut at each of ``SOURCE_TOKENS``, none twice."""
    return list(dict.fromkeys(_top(texts, engine, n) for n in SOURCE_TOKENS))


def _top(texts: Sequence[str], engine: Engine, n_tokens: int) -> str:
    """The first sentences that fit; at least the beginning of one."""
    kept: list[str] = []
    for text in texts:
        if engine.count_tokens(" ".join([*kept, text])) > n_tokens:
            break
        kept.append(text)
    if kept:
        return " ".join(kept)
    words = texts[0].split()
    while len(words) > 1 and engine.count_tokens(" ".join(words)) > n_tokens:
        words = words[: len(words) * 3 // 4]
    return " ".join(words)


def candidates(
    chooser: SentenceChooser,
    reading: Reading,
    eligible: Sequence[int],
    expectation: Expectation,
    generations: Sequence[Generation],
    shorter: Sequence[str] = (),
) -> list[Headline]:
    """The best clauses, shortened sentences and all that the network wrote, none twice."""
    found: dict[str, Headline] = {}
    clauses = rank_clauses(chooser, reading, eligible, expectation)
    first = [pair for pair in clauses[N_CLAUSES:] if pair[0].sentence in sorted(eligible)[:2]]
    ranked = clauses[:N_CLAUSES]
    for rank, (clause, score) in enumerate([*ranked, *first[:N_CLAUSES]]):
        found.setdefault(clause.text, Headline(clause.text, HeadlineKind.CLAUSE, score, rank))
    for rank, text in enumerate(shorter):
        found.setdefault(text, Headline(text, HeadlineKind.SHORTENED, _NO_SCORE, rank))
    for generation in generations:
        for rank, written in enumerate(generation.candidates):
            text = french_typography(written.text.strip().rstrip(" ."))
            if written.is_finished and text:
                score = written.score if written.score is not None else _NO_SCORE
                made = Headline(text, HeadlineKind.WRITTEN, score, rank)
                for headline in (made, *_with_topic(made, [c for c, _ in ranked])):
                    found.setdefault(headline.text, headline)
    return list(found.values())


def shortened_headlines(
    articles: Sequence[tuple[Reading, Sequence[int]]], shortener: Shortener | None
) -> list[list[str]]:
    """For each article, given with its eligible sentences, headlines made by leaving words out.

    A sentence still too long is shortened once more.
    """
    if shortener is None:
        return [[] for _ in articles]
    places = [_worth_shortening(reading, eligible) for reading, eligible in articles]
    texts = [
        reading.view.texts[i]
        for (reading, _), chosen in zip(articles, places, strict=True)
        for i in chosen
    ]
    once = [short or text for text, short in zip(texts, shortener.shorten(texts), strict=True)]
    twice = [short or text for text, short in zip(once, shortener.shorten(once), strict=True)]
    made = iter(twice)
    headlines = []
    for chosen in places:
        stripped = [next(made).strip().removesuffix(".") for _ in chosen]
        headlines.append([text for text in stripped if _is_headline(text)])
    return headlines


def _worth_shortening(reading: Reading, eligible: Sequence[int]) -> list[int]:
    """The first sentence and the best by the chooser's scores."""
    best = sorted(eligible, key=lambda i: (-float(reading.scores[i]), i))
    chosen = dict.fromkeys([*eligible[:1], *best])
    return [i for i in chosen if not is_dangling(reading.view.texts[i])][:N_SHORTENED]


def _is_headline(text: str) -> bool:
    """Whether a sentence is short enough, and says something by itself."""
    return (
        MIN_WORDS <= len(text.split()) <= MAX_WORDS
        and can_end(text)
        and has_own_verb(text)
        and not is_dangling(to_model_text(text))
    )


def _with_topic(written: Headline, clauses: Sequence[Clause]) -> list[Headline]:
    """The topic of a written headline, « Toulouse : », before each clause that does not name it."""
    said = without_topic(written.text)
    topic = written.text.removesuffix(said)
    named = set(content_words(topic))
    if not named or topic[0].islower() or _NO_TOPIC.match(topic):
        return []
    return [
        replace(written, text=topic + _lowered(clause.text))
        for clause in clauses
        if named.isdisjoint(content_words(clause.text)) and ":" not in clause.text
    ]


def _lowered(clause: str) -> str:
    """Without the capital of its first word, where that word is an everyday one."""
    first = _WORD.search(clause)
    if (
        first
        and first.start() == 0
        and (fold(first[0].lower()) in FR_OPENERS or first[0].lower() in WEEKDAYS)
    ):
        return clause[0].lower() + clause[1:]
    return clause


def is_sound(text: str, article: ToldArticle, whole: str) -> bool:
    """Whether the article tells a written headline, and it begins and ends as a headline may."""
    said = to_model_text(without_topic(text))
    if not MIN_WORDS <= len(text.split()) <= MAX_WORDS or not can_end(text) or is_dangling(said):
        return False
    if _SUBJECTLESS.match(said):
        return False
    topic = text.removesuffix(without_topic(text)).rstrip(" :\u00a0").split()
    if len(topic) > 1 and all(w[0].isupper() for w in topic):
        return False  # « Robert Badinter : … » would have him say it
    telling = article.telling(text)
    if telling is None or not may_end_at(telling.text, telling.end):
        return False
    says_it = may_begin_at(telling.text, telling.start) if has_own_verb(said) else _is_event(said)
    return says_it and not unsupported_terms(whole, text)


def _is_event(said: str) -> bool:
    """Whether a headline without a verb says what happened: « deux skieurs emportés »."""
    return bool(_PARTICIPLE.search(said)) and not _LEFT_OVER.search(said)


def headline_features(
    reading: Reading, expectation: Expectation, article: ToldArticle, made: Sequence[Headline]
) -> Floats:
    """(len(made), len(HEADLINE_FEATURES)); ``expectation`` as ``title_expectation`` gives it."""
    view = reading.view
    word_index = {w: u for u, w in enumerate(view.types)}
    pair_index = {p: k for k, p in enumerate(view.pairs)}
    all_words = _WORD.findall(to_model_text(" ".join(view.texts)).lower())
    article_pairs = set(itertools.pairwise(all_words))
    expected = float(expectation.words.sum())
    clause = next((h.text for h in made if not h.is_written), "")
    best_clause = set(_WORD.findall(to_model_text(clause).lower()))
    rows = []
    for headline in made:
        plain = to_model_text(headline.text)
        forms = _WORD.findall(plain)
        words = [w.lower() for w in forms]
        n = max(1, len(words))
        pairs = list(itertools.pairwise(words))
        matches = sum(float(expectation.words[word_index[w]]) for w in set(words) & set(word_index))
        pair_matches = sum(
            float(expectation.pairs[pair_index[p]]) for p in set(pairs) & set(pair_index)
        )
        chance = [
            float(expectation.words[word_index[w]]) if w in word_index else 0.0
            for w in (*words[:1], *words[-1:])
        ] or [0.0]
        told_words, told_pairs = article.share_told(headline.text)
        sentence, in_one = article.fullest(headline.text)
        rows.append(
            (
                headline.is_written,
                headline.rank,
                headline.score if headline.is_written else _NO_SCORE,
                n,
                matches,
                matches / n,
                2 * matches / (n + TYPICAL_TITLE_WORDS),
                pair_matches,
                pair_matches / n,
                2 * pair_matches / (n + TYPICAL_TITLE_WORDS),
                expected,
                matches / max(1e-6, expected),
                told_words,
                told_pairs,
                in_one,
                sentence,
                sentence / view.n_sentences,
                len(content_words(headline.text)) / n,
                sum(p in article_pairs for p in pairs) / max(1, len(pairs)),
                sum(f[0].isupper() for f in forms[1:]),
                sum(w[0].isdigit() for w in words),
                ":" in plain,
                "?" in plain,
                plain.count('"'),
                plain.count(","),
                not can_end(headline.text),
                has_own_verb(headline.text),
                chance[0],
                chance[-1],
                view.n_sentences,
                reading.lead_chance,
                len(best_clause.intersection(words)) / n,
                len(set(words)) / n,
                headline.kind is HeadlineKind.SHORTENED,
            )
        )
    table = np.array(rows, np.float32).reshape(len(rows), len(HEADLINE_FEATURES) - len(_GAPS))
    if not len(table):
        return np.zeros((0, len(HEADLINE_FEATURES)), np.float32)
    columns = table[:, [HEADLINE_FEATURES.index(name) for name in _GAPS]]
    return np.concatenate([table, columns - columns.max(axis=0)], axis=1)


@lru_cache(maxsize=1)
def load_ranker(directory: Path) -> BoostedTrees:
    """The ranker beside the network's weights.

    Raises:
        ModelNotFound: it is missing or of another version.
    """
    path = directory / RANKER_NAME
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as stored:
            return BoostedTrees.from_arrays({n: stored[n] for n in stored.files}, "headlines")
    except (OSError, KeyError, ValueError) as exc:
        raise ModelNotFound(
            f"The ranker of headlines cannot be used. {path}: {exc}. Install the package again, "
            "or train it: `python -m summarizer.training.headline_ranking`."
        ) from exc
