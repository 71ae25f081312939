"""Hints: what is known of a rare word, written beside it in the source.

A compact translator has seen most words of a language a dozen times or never, and guesses at them.
A dictionary knows them, but not their sentence. So the meanings of a rare word are put behind it,
between two marks (« la crue <en> flood <en> spate <fr> de la Seine »), and the translator is
trained to take the one that fits, in the form that fits, or none (after Dinu et al. 2019,
doi:10.18653/v1/P19-1294, who did so for given terms).

Here are the table of meanings, out of aligned pairs and a dictionary, and the examples with
hints; ``engines/hints.py`` writes the same beside the words of what is to be translated.
"""

from __future__ import annotations

import itertools
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np
import numpy.typing as npt

from summarizer.engines.hints import END, MARK, MIN_LETTERS, Hints
from summarizer.errors import ConfigError
from summarizer.glossary.inflection import english_plural
from summarizer.normalization import to_model_text
from summarizer.training.dataset import PreparedCorpus
from summarizer.training.dictionaries import Entry, count_words, main_meanings
from summarizer.training.word_links import Link, LinkCounts, PieceWords, word_links

MAX_MEANINGS = 3

MIN_SHARE = 0.2
"""A meaning stays in the table with at least this part of the best one's weight."""

DICTIONARY_SHARE = 0.4
"""So much of its best entry's support another entry of a word needs."""

DICTIONARY_WEIGHT = 4.0
"""Links that the dictionary's best meaning of a word is worth."""


def are_forms(a: str, b: str) -> bool:
    """Whether two English words look like forms of one: "study" and "studies", not "count"."""
    a, b = a.lower(), b.lower()
    shorter = min(len(a), len(b))
    n = max(3, shorter - (1 if shorter < 6 else 2))
    return a[:n] == b[:n]


def _has_form(word: str, words: Iterable[str]) -> bool:
    return any(are_forms(word, other) for other in words)


def meanings_of(
    word: str, counts: LinkCounts, entries: Sequence[Entry], *, is_plural: bool = False
) -> tuple[str, ...]:
    """The likeliest English of a French word, best first, at most ``MAX_MEANINGS``.

    Args:
        entries: the dictionary's of the word or of its lemma.
        is_plural: a noun's entries are put into the plural.
    """
    weights: dict[str, float] = {
        english: float(k)
        for english, k in counts.links.get(word, Counter()).items()
        if len(english) >= MIN_LETTERS - 1
    }
    best = max((e.support for e in entries), default=1.0)
    for entry in entries:
        plural = is_plural and entry.kind == "noun"
        english = english_plural(entry.english) if plural else entry.english
        worth = DICTIONARY_WEIGHT * entry.support / best
        same = [w for w in weights if " " not in english and are_forms(w, english)]
        wording = max(same, key=weights.__getitem__) if same else english
        weights[wording] = weights.get(wording, 0.0) + worth
    ranked = sorted(weights.items(), key=lambda w: (-w[1], w[0]))
    kept: list[str] = []
    for english, weight in ranked:
        if weight < max(1.5, MIN_SHARE * ranked[0][1]) or len(kept) == MAX_MEANINGS:
            break
        if not _has_form(english, kept):
            kept.append(english)
    return tuple(kept)


def news_words() -> dict[str, tuple[str, ...]]:
    """Words of French news that parliaments and laws hardly use, with their English: written here."""
    text = resources.files("summarizer.training").joinpath("news_words.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines())
    return {french: tuple(meanings.split(", ")) for french, meanings in rows}


def news_phrases() -> dict[str, tuple[str, ...]]:
    """Set phrases of French news with their English: written here; « mis/mise en examen » are two."""
    text = resources.files("summarizer.training").joinpath("news_phrases.tsv").read_text("utf-8")
    made = {}
    for french, english in (line.split("\t") for line in text.splitlines()):
        for forms in itertools.product(*(word.split("/") for word in french.split())):
            made[" ".join(forms)] = (english,)
    return made


def lemmas(word: str) -> list[str]:
    """What a dictionary may list a French word under, itself first.

    Raises:
        ConfigError: simplemma is not installed.
    """
    try:
        import simplemma
    except ImportError as exc:
        raise ConfigError(
            "A table of hints needs simplemma, which is not installed. "
            "Install it with `pip install summarizer[training]`."
        ) from exc
    found = [word, simplemma.lemmatize(word, lang="fr")]
    if participle := re.search(r"(?:é|ée|és|ées)$", word):
        found.append(word[: participle.start()] + "er")
    if word.endswith(("s", "x")):
        found.append(word[:-1])
    return found


def small_words(counts: LinkCounts, texts: Iterable[str]) -> set[str]:
    """French words in small letters that the pairs or the texts hold."""
    read = count_words(to_model_text(text) for text in texts)
    return {word for word in (*counts.n, *read) if word.islower()}


def make_hints(
    words: Iterable[str],
    counts: LinkCounts,
    entries: Iterable[Entry],
    preferred: Mapping[str, Sequence[str]],
) -> dict[str, tuple[str, ...]]:
    """Meanings of every word that has some, those that ``entries`` and ``preferred`` list included.

    Args:
        words: French words in small letters.
        entries: a dictionary's.
        preferred: meanings by lemma that come before all others.
    """
    dictionary = main_meanings((e for e in entries if e.french.islower()), DICTIONARY_SHARE)
    made = {}
    for word in sorted({*words, *dictionary, *preferred}):
        if len(word) < MIN_LETTERS:
            continue
        forms = lemmas(word)
        lemma = next((form for form in forms if form in dictionary), word)
        is_plural = lemma != word and word.endswith(("s", "x"))
        first = next((preferred[form] for form in forms if form in preferred), ())
        others = meanings_of(word, counts, dictionary.get(lemma, ()), is_plural=is_plural)
        meanings = (*first, *(m for m in others if not _has_form(m, first)))[:MAX_MEANINGS]
        if meanings:
            made[word] = meanings
    return made


@dataclass(frozen=True, slots=True)
class HintingConfig:
    """How examples with hints are made.

    Attributes:
        max_count: a French word that the pairs hold more often is given no hint.
        half_count: a word as frequent as this is chosen half as often as the rarest.
        replaced_share: of the hints that stand instead of the word.
        other_share: of the hints that do not hold the reference's word, as a dictionary may not.
        n_examples: how many to make at most.
    """

    max_count: int = 20_000
    half_count: int = 400
    replaced_share: float = 0.3
    other_share: float = 0.1
    n_examples: int = 600_000
    seed: int = 1


class HintPieces:
    """Hints as ids of a SentencePiece file.

    Raises:
        ConfigError: the file cannot be read, or lacks the marks.
    """

    def __init__(self, tokenizer: Path) -> None:
        import sentencepiece

        try:
            model = sentencepiece.SentencePieceProcessor(model_file=str(tokenizer))
        except (OSError, RuntimeError) as exc:
            raise ConfigError(f"{tokenizer} is not a SentencePiece file ({exc}).") from exc
        self.vocabulary = tuple(model.id_to_piece(i) for i in range(model.get_piece_size()))
        self._ids = {piece: i for i, piece in enumerate(self.vocabulary)}
        if not {MARK, END} <= self._ids.keys():
            raise ConfigError(f"{tokenizer} lacks the marks {MARK} and {END} around a hint.")
        self._hints = Hints({}, lambda text: list(model.encode(text, out_type=str)))

    def ids(self, meanings: Sequence[str]) -> list[int]:
        """The ids of a hint with these meanings."""
        return [self._ids[p] for p in self._hints.pieces(meanings)]


class _Hinter:
    """Puts hints into examples."""

    def __init__(
        self,
        hints: Mapping[str, Sequence[str]],
        to_ids: Callable[[Sequence[str]], list[int]],
        counts: LinkCounts,
        config: HintingConfig,
    ) -> None:
        self._hints, self._to_ids, self._counts = hints, to_ids, counts
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
        is_known = _has_form(english, self._hints.get(french, ()))
        if n > self._config.max_count or not (is_known or (k >= 3 and k >= 0.03 * n)):
            return 0.0
        return 1.0 / (1.0 + n / self._config.half_count)

    def _alternatives(self, french: str, english: str) -> list[str]:
        """What the hint says: the table's meanings, the reference's word nearly always among them."""
        found = list(self._hints.get(french, ()))
        if _has_form(english, found):
            if self._rng.random() < 0.5:  # as written in the reference, else in the table's form
                found = [english if are_forms(m, english) else m for m in found]
            return found
        if found and self._rng.random() < self._config.other_share:
            return found
        found.insert(self._rng.randrange(len(found) + 1), english)
        return found[:MAX_MEANINGS] if english in found[:MAX_MEANINGS] else [english]

    def put(
        self, source: npt.NDArray[np.uint16], places: npt.NDArray[np.int16], links: Iterable[Link]
    ) -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.int16]]:
        """Ids of a source with hints, and the alignment that goes with it.

        The source of what a hint renders is unknown where the word stays, and is the hint where
        it stands instead of the word.
        """
        places = places.copy()
        for link in sorted(links, key=lambda link: -link.source_span[0]):
            start, end = link.source_span
            first, last = link.target_span
            is_replaced = self._rng.random() < self._config.replaced_share
            alternatives = (
                [link.english] if is_replaced else self._alternatives(link.french, link.english)
            )
            hint = np.array(self._to_ids(alternatives), np.uint16)
            cut = start if is_replaced else end
            places[places >= end] += len(hint) - (end - cut)
            places[first:last] = start + 1 + np.arange(last - first) if is_replaced else -1
            source = np.concatenate([source[:cut], hint, source[end:]])
        return source, places


def hinted_corpus(
    corpus: PreparedCorpus,
    words: PieceWords,
    counts: LinkCounts,
    hints: Mapping[str, Sequence[str]],
    to_ids: Callable[[Sequence[str]], list[int]],
    config: HintingConfig,
) -> PreparedCorpus:
    """Examples of ``corpus`` with hints at one to three of their words.

    Raises:
        ConfigError: the corpus has no word alignments, or no word to hint at.
    """
    hinter = _Hinter(hints, to_ids, counts, config)
    source_starts = np.concatenate([[0], np.cumsum(corpus.source_lengths, dtype=np.int64)])
    target_starts = np.concatenate([[0], np.cumsum(corpus.target_lengths, dtype=np.int64)])
    sources: list[npt.NDArray[np.uint16]] = []
    places: list[npt.NDArray[np.int16]] = []
    kept: list[int] = []
    for chunk in word_links(corpus, words):
        assert corpus.alignment is not None
        for i, links in chunk.by_example():
            if chosen := hinter.choose(links, config.n_examples / len(corpus)):
                start, end = target_starts[i] + i, target_starts[i + 1] + i + 1
                source, place = hinter.put(
                    corpus.source_ids[source_starts[i] : source_starts[i + 1]],
                    corpus.alignment[start:end],
                    chosen,
                )
                sources.append(source)
                places.append(place)
                kept.append(i)
    if not kept:
        raise ConfigError(
            f"No word of {len(corpus):,} examples is known well enough for a hint: "
            "prepare more pairs, or another dictionary."
        )
    index = np.array(kept, dtype=np.int64)
    return PreparedCorpus(
        source_ids=np.concatenate(sources),
        target_ids=np.concatenate(
            [corpus.target_ids[target_starts[i] : target_starts[i + 1]] for i in kept]
        ),
        source_lengths=np.array([len(s) for s in sources], dtype=np.int32),
        target_lengths=corpus.target_lengths[index],
        weights=corpus.weights[index],
        alignment=np.concatenate(places),
    )


def mixed(pairs: PreparedCorpus, hinted: PreparedCorpus, share: float) -> PreparedCorpus:
    """Both, so that ``share`` of the target tokens drawn is of ``hinted``."""

    def drawn(corpus: PreparedCorpus) -> float:
        return float((corpus.weights * corpus.target_lengths).sum())

    scale = share / (1.0 - share) * drawn(pairs) / drawn(hinted)
    assert pairs.alignment is not None
    assert hinted.alignment is not None
    return PreparedCorpus(
        np.concatenate([pairs.source_ids, hinted.source_ids]),
        np.concatenate([pairs.target_ids, hinted.target_ids]),
        np.concatenate([pairs.source_lengths, hinted.source_lengths]),
        np.concatenate([pairs.target_lengths, hinted.target_lengths]),
        np.concatenate([pairs.weights, hinted.weights * np.float32(scale)]),
        np.concatenate([pairs.alignment, hinted.alignment]),
    )
