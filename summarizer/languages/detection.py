"""Which language a text is in: a small scorer of words and letters, offline and instant."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache

from summarizer.languages.profiles import PAGES, WORDS

_WORD = re.compile(r"[^\W\d_]+(?:['’](?![^\W\d_]))?")
_IGNORED = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|\b[\w-]+(?:\.[\w-]+){1,4}/?\S*")
# Enough to be sure; more would only cost time.
_MAX_WORDS = 80
# Below these, text in Latin letters is left undecided unless it is French.
_MIN_WORDS = 4
# Listed words needed before a foreign language is named: plain text, mostly names, capitals.
_MIN_KNOWN_PLAIN, _MIN_KNOWN_NAMES, _MIN_KNOWN_CAPITALS = 1, 2, 3
_MIN_CONFIDENCE = 0.75
# Words of one sentence are not independent: their evidence is divided by this before it is
# made a probability (chosen on the sentences of tests/test_languages.py).
_TEMPERATURE = 2.0
# Before a word is read: readers bring French, now and then a neighbour, hardly ever Latin.
_PRIORS = {"fr": 2.0, "en": 0.5, "oc": -2.0, "la": -1.5, "ca": -0.5}
# Capitals have lost their accents, and headings their small words: French unless very plain.
_CAPITALS_PRIOR = 4.0
_WORD_SHARE = 0.6  # weight of the word list against the letter model, for a listed word

_SCRIPTS: tuple[tuple[str, str, str], ...] = (
    ("ru", "\u0400", "\u052f"),
    ("ar", "\u0600", "\u077f"),
    ("ar", "\ufb50", "\ufeff"),
    ("he", "\u0590", "\u05ff"),
    ("el", "\u0370", "\u03ff"),
    ("el", "\u1f00", "\u1fff"),
    ("hy", "\u0530", "\u058f"),
    ("ka", "\u10a0", "\u10ff"),
    ("hi", "\u0900", "\u097f"),
    ("th", "\u0e00", "\u0e7f"),
    ("ko", "\uac00", "\ud7af"),
    ("ja", "\u3040", "\u30ff"),
    ("zh", "\u3400", "\u9fff"),
)


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """The language found and how sure that is.

    Attributes:
        language: ISO 639-1 code, or ``"und"`` when the text does not tell.
        confidence: share of the evidence for it, 0 to 1; 0 for ``"und"`` without letters.
    """

    language: str
    confidence: float


def detect_language(text: str) -> LanguageGuess:
    """The language of ``text``, or ``"und"`` when it has too few telling words.

    Addresses are ignored. Knows French and ten neighbours in Latin letters, and other scripts
    by their letters. Names, figures and single foreign words give ``"und"``.
    """
    text = _IGNORED.sub(" ", text)
    counts = _count_scripts(text)
    n_letters = sum(counts.values())
    if n_letters == 0:
        return LanguageGuess("und", 0.0)
    n_latin = counts.pop("latin", 0)
    if n_latin * 2 < n_letters:
        return _by_script(text, counts, n_letters)
    found = _WORD.findall(text)[:_MAX_WORDS]
    words = [w.replace("’", "'").lower() for w in found]
    if text.isupper():
        return _by_words(words, _MIN_KNOWN_CAPITALS, is_capitals=True)
    is_names = sum(w[0].isupper() for w in found) * 2 > len(found)
    return _by_words(words, _MIN_KNOWN_NAMES if is_names else _MIN_KNOWN_PLAIN, is_capitals=False)


def _by_script(text: str, counts: Counter[str], n_letters: int) -> LanguageGuess:
    if not counts:
        return LanguageGuess("und", 0.0)
    language, n = counts.most_common(1)[0]
    share = sum(counts.values()) / n_letters
    if language == "other":
        return LanguageGuess("und", n / n_letters)
    if language == "zh" and counts.get("ja", 0) * 10 > n:
        language = "ja"
    if language == "ru":
        lower = text.lower()
        if re.search("[іїєґ]", lower):
            language = "uk"
        elif "ъ" in lower and not re.search("[ыэё]", lower):
            language = "bg"
    if language == "ar" and re.search("[پچژگ]", text):
        language = "fa"
    return LanguageGuess(language, share)


def _by_words(words: list[str], min_known: int, *, is_capitals: bool) -> LanguageGuess:
    models = _models()
    codes = list(models)
    sums = [_PRIORS.get(code, 0.0) for code in codes]
    if is_capitals:
        sums[codes.index("fr")] += _CAPITALS_PRIOR
    for word in words:
        for i, log_p in enumerate(_log_probabilities(word, is_capitals=is_capitals)):
            sums[i] += log_p / _TEMPERATURE
    scores = dict(zip(codes, sums, strict=True))
    best = max(scores, key=lambda code: scores[code])
    total = sum(math.exp(s - scores[best]) for s in scores.values())
    confidence = 1.0 / total
    n_known = sum(models[best].knows(w, is_capitals=is_capitals) for w in words)
    if best == "fr" and (n_known or len(words) <= 3) and confidence >= 0.5:
        return LanguageGuess("fr", confidence)
    is_short = len(words) < _MIN_WORDS or n_known < min_known + len(words) // 12
    if is_short or confidence < _MIN_CONFIDENCE:
        return LanguageGuess("und", confidence)
    return LanguageGuess(best, confidence)


def _count_scripts(text: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for char in text:
        if not char.isalpha():
            continue
        if char < "\u0250" or "\u1e00" <= char <= "\u1eff":
            counts["latin"] += 1
            continue
        for code, low, high in _SCRIPTS:
            if low <= char <= high:
                counts[code] += 1
                break
        else:
            counts["other"] += 1
    return counts


def _bare(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


class _Model:
    """Probability of a word in one language: its list, or its letters three by three."""

    def __init__(self, listed: str, page: str) -> None:
        self._words = self._ranked(listed.split())
        self._bare_words = self._ranked(_bare(listed).split())
        seen = _WORD.findall(page.lower().replace("’", "'"))
        counts = Counter(seen)
        self._grams: tuple[Counter[str], Counter[str]] = self._counted(counts, listed)
        self._bare_grams = self._counted(Counter({_bare(w): n for w, n in counts.items()}), listed)

    @staticmethod
    def _ranked(words: list[str]) -> dict[str, float]:
        found: dict[str, float] = {}
        for rank, word in enumerate(words):
            found.setdefault(word, 0.08 / (1 + rank / 4))  # Zipf's law, roughly
        return found

    @staticmethod
    def _counted(counts: Counter[str], listed: str) -> tuple[Counter[str], Counter[str]]:
        grams: Counter[str] = Counter()
        starts: Counter[str] = Counter()
        for word, n in [*counts.items(), *((w, 1) for w in listed.split())]:
            padded = f"^^{word}$"
            for size in (1, 2, 3):
                for i in range(2, len(padded)):
                    gram = padded[i - size + 1 : i + 1]
                    grams[gram] += n
                    starts[gram[:-1]] += n
        return grams, starts

    def knows(self, word: str, *, is_capitals: bool) -> bool:
        """Whether the word is on the list of the commonest."""
        return (_bare(word) in self._bare_words) if is_capitals else word in self._words

    def log_probability(self, word: str, *, is_capitals: bool) -> float:
        """Natural logarithm of the word's probability in this language."""
        if is_capitals:
            word = _bare(word)
        listed = (self._bare_words if is_capitals else self._words).get(word, 0.0)
        grams, starts = self._bare_grams if is_capitals else self._grams
        padded = f"^^{word[:20]}$"
        log_p = 0.0
        for i in range(2, len(padded)):
            p = 1e-4
            for size in (1, 2, 3):  # each longer context corrects the shorter one
                context = padded[i - size + 1 : i]
                n = starts.get(context, 0)
                p = (grams.get(context + padded[i], 0) + 4.0 * p) / (n + 4.0)
            log_p += math.log(p)
        letters = math.exp(max(log_p, -60.0))
        return math.log(_WORD_SHARE * listed + (1 - _WORD_SHARE) * letters)


@cache
def _models() -> dict[str, _Model]:
    return {code: _Model(WORDS[code], PAGES[code]) for code in PAGES}


@lru_cache(maxsize=4096)  # full early in a batch, see checks.remembering
def _log_probabilities(word: str, *, is_capitals: bool) -> tuple[float, ...]:
    """The word's log-probability in each language, in the order of ``_models()``."""
    return tuple(m.log_probability(word, is_capitals=is_capitals) for m in _models().values())
