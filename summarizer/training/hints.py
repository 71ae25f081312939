"""Hints: the English of rare words, put in their place in the source.

A compact translator has seen most words of a language a dozen times or never, and guesses at them.
A dictionary knows them, but not their sentence. So a rare word gives way to its English, between two
marks (« la <en> flood <fr> de la Seine »), and the translator is trained to take it over, in
the form that fits (after Dinu et al. 2019, doi:10.18653/v1/P19-1294, who did so for given terms).

Here is the table of rare words, out of aligned pairs and a dictionary; ``hinted_examples.py`` makes
the examples, and ``engines/hints.py`` writes the same into what is to be translated.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib import resources

from summarizer.engines.hints import LEFT_ALONE, are_forms
from summarizer.errors import ConfigError
from summarizer.glossary.inflection import english_plural
from summarizer.normalization import split_elisions, to_model_text
from summarizer.segmentation import split_sentences
from summarizer.training.conjugation import as_french_form, is_verb_form
from summarizer.training.dictionaries import Entry, count_words, main_meanings
from summarizer.training.word_links import LinkCounts

MIN_LETTERS = 4
"""Shorter French words are common ones, or have too many meanings."""

MIN_WEIGHT = 1.5
"""Links, or their worth, that an English word needs to stand for a French one."""

PREFERRED_RANGE = 3
"""So many times as frequent as others may a word be whose English was written for this project."""

PLURAL_SHARE = 0.02
"""A noun's plural is read at least so often for its singular."""

DICTIONARY_SHARE = 0.4
"""So much of its best entry's support another entry of a word needs."""

DICTIONARY_WEIGHT = 4.0
"""Links that the dictionary's best meaning of a word is worth."""

NAME_COUNT = 3
"""So often must texts have a word with a capital inside a sentence for it to be a name."""

NAME_SHARE = 2
"""And so many times as often as in small letters."""

_WORD = re.compile(r"(?<![\w-])[^\W\d_]+(?![\w-])")

_FUNCTION_WORDS = frozenset(
    [
        "also",
        "and",
        "are",
        "been",
        "being",
        "but",
        "did",
        "does",
        "for",
        "from",
        "had",
        "has",
        "have",
        "her",
        "him",
        "his",
        "into",
        "its",
        "may",
        "must",
        "not",
        "off",
        "out",
        "over",
        "she",
        "should",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "they",
        "this",
        "through",
        "too",
        "under",
        "was",
        "were",
        "what",
        "when",
        "which",
        "while",
        "who",
        "will",
        "with",
        "would",
        "you",
        "your",
    ]
)


# « voit-il », « enfants-là »: more than the word would be lost.
_POINTING = re.compile(
    r"-(?:t-)?(?:je|tu|il|elle|on|nous|vous|ils|elles|ce|moi|toi|lui|leur|le|la|les|en|y|là|ci)$"
)


def meaning_of(
    word: str, counts: LinkCounts, entries: Sequence[Entry], preferred: str = ""
) -> str | None:
    """The likeliest English of a French word, in the form that the word calls for.

    Args:
        entries: the dictionary's of the word's lemma.
        preferred: what the word's lemma means first of all, or nothing.
    """
    weights: dict[str, float] = {
        english: float(k)
        for english, k in counts.links.get(word, Counter()).items()
        if len(english) >= MIN_LETTERS - 1 and english not in _FUNCTION_WORDS
    }
    best = max((e.support for e in entries), default=1.0)
    rows = [(e.english, DICTIONARY_WEIGHT * e.support / best) for e in entries]
    if preferred:
        rows = [(preferred, 1.0)]
        weights = {w: k for w, k in weights.items() if are_forms(w, preferred)}
    for english, weight in rows:
        same = [w for w in weights if " " not in english and are_forms(w, english)]
        wording = max(same, key=weights.__getitem__) if same else english
        weights[wording] = weights.get(wording, 0.0) + weight
    if not weights:
        return None
    english, weight = min(weights.items(), key=lambda w: (-w[1], w[0]))
    return english if preferred or weight >= MIN_WEIGHT else None


def inflected(english: str, word: str, lemma: str, known: Mapping[str, int]) -> str:
    """The English of a lemma in the form that its form ``word`` calls for.

    Args:
        known: how often English words were read, to tell nouns, which have plurals.
    """
    if is_verb_form(word, lemma):
        return as_french_form(english, word, lemma)
    if word != lemma and word.endswith(("s", "x")):
        plural = english_plural(english)
        if known.get(plural.split()[-1], 0) > PLURAL_SHARE * known.get(english.split()[-1], 0):
            return plural
    return english


def news_words() -> dict[str, str]:
    """Words of French news that parliaments and laws hardly use, with their English: written here.

    LEFT_ALONE stands for the English of a word that means too much to have a hint.
    """
    return dict(_rows("news_words.tsv"))


def missed_words() -> dict[str, str]:
    """Words that the translator gets wrong although the pairs hold them often (``missed_words.py``)."""
    return dict(_rows("missed_words.tsv"))


def news_phrases() -> dict[str, str]:
    """Set phrases of French news with their English: written here; « mis/mise en examen » are two."""
    return {
        " ".join(forms): english
        for french, english in _rows("news_phrases.tsv")
        for forms in itertools.product(*(word.split("/") for word in french.split()))
    }


def told_names() -> dict[str, str]:
    """Names that a translator takes for words, by how the model's sources have them.

    Most stay as they are in English (« Ouest-France »), some do not (« Léonard de Vinci »).
    """
    return {split_elisions(french): english for french, english in _rows("told_names.tsv")}


def _rows(name: str) -> Iterator[tuple[str, str]]:
    text = resources.files("summarizer.training").joinpath(name).read_text("utf-8")
    for line in text.splitlines():
        french, english = line.split("\t")
        yield french, english


def sentences_of(texts: Iterable[str]) -> Iterator[str]:
    """The sentences of French texts in model form."""
    for text in map(to_model_text, texts):
        yield from (text[span.start : span.end] for span in split_sentences(text))


def capitalised_words(sentences: Iterable[str]) -> set[str]:
    """Words, in small letters, that are mostly written with a capital inside sentences."""
    small: Counter[str] = Counter()
    large: Counter[str] = Counter()
    for sentence in sentences:
        for match in _WORD.finditer(sentence):
            word = match[0]
            if word.islower():
                small[word] += 1
            elif match.start() > 0 and word.istitle():
                large[word.lower()] += 1
    return {w for w, n in large.items() if n >= NAME_COUNT and n > NAME_SHARE * small[w]}


def with_lists(rare: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    """The table that ships: rare words and our lists.

    What begins a sentence has a capital anyhow: there, words of ``names`` are left alone.
    """
    table = {**rare, **missed_words(), **news_phrases(), **told_names()}
    return table | {n.capitalize(): LEFT_ALONE for n in names if n in table}


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
    preferred: Mapping[str, str],
) -> dict[str, str]:
    """The English of every word that has some, those that ``entries`` and ``preferred`` list included.

    Args:
        words: French words in small letters.
        entries: a dictionary's.
        preferred: by lemma, what comes before all else.
    """
    usable = (e for e in entries if e.french.islower() and " " not in e.french)
    dictionary = main_meanings(usable, DICTIONARY_SHARE)
    known: Counter[str] = Counter()
    for renderings in counts.links.values():
        known.update(renderings)
    made = {}
    for word in sorted({*words, *dictionary, *preferred}):
        if len(word) < MIN_LETTERS or _POINTING.search(word):
            continue
        forms = lemmas(word)
        first = next((form for form in forms if form in preferred), None)
        if first and preferred[first] == LEFT_ALONE:
            continue
        lemma = first or next((form for form in forms if form in dictionary), word)
        listed = [
            replace(e, english=inflected(e.english, word, lemma, known))
            for e in dictionary.get(lemma, ())
        ]
        wanted = inflected(preferred[first], word, first, known) if first else ""
        english = wanted if first == word else meaning_of(word, counts, listed, wanted)
        if english:
            made[word] = english
    return made


def rare_hints(
    table: Mapping[str, str], counts: LinkCounts, preferred: Mapping[str, str], max_count: int
) -> dict[str, str]:
    """What of the table a translator needs: words that the pairs hold at most ``max_count`` times.

    Those of ``preferred``, which are surer, may be three times as frequent. A word that is mostly
    written with a capital (« Véronique ») is a name, and is left out.
    """

    def is_name(word: str) -> bool:
        return counts.n[word.capitalize()] > 2 + 2 * counts.n[word]

    def limit(word: str) -> int:
        is_ours = any(form in preferred for form in lemmas(word))
        return PREFERRED_RANGE * max_count if is_ours else max_count

    return {
        word: english
        for word, english in table.items()
        if counts.n[word] <= limit(word) and not is_name(word)
    }
