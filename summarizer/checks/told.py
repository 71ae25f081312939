"""Whether an article tells a written headline: a piece of one of its sentences, a topic in front.

A network that writes joins words that stand far apart: all of them in the article, the whole
untrue. So a headline is believed only where it is the article's own wording.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.evidence import STOPWORDS, light_stem
from summarizer.normalization import to_model_text

_WORD = re.compile(r"\w+")
_TOKEN = re.compile(r"\w+|[,;:.!?…()]")
_TOPIC = re.compile(r"^[^:]{2,40}\s?:\s+")
_BEING = re.compile(
    r"\b(?:(?:a|ont|avait|avaient|aura|auront) été|est|sont|était|étaient|sera|seront) "
)
# What an article only supposes, or reports, a headline may not know.
_DOUBT = re.compile(
    r"\b(?:aurai(?:t|ent)|serai(?:t|ent)|pourrai(?:t|ent)|devrai(?:t|ent)|présumée?s?|"
    r"soupçonnée?s?|suspectée?s?|accusée?s?|si|s'il|condition|à moins|sauf|selon|d'après)\b|\?",
    re.IGNORECASE,
)


def without_topic(headline: str) -> str:
    """What a headline says: without the topic before a colon, « Toulouse : »."""
    topic = _TOPIC.match(headline)
    return headline[topic.end() :] if topic else headline


def content_words(text: str) -> list[str]:
    """The stems of the words that carry meaning, in order; figures count."""
    return [
        light_stem(w)
        for w in _WORD.findall(to_model_text(text).lower())
        if w not in STOPWORDS and (len(w) > 2 or w.isdigit())
    ]


@dataclass(frozen=True, slots=True)
class Telling:
    """The sentence that tells a headline, in model form, lower case, and the piece that does.

    ``text`` may lack its forms of « être »: « deux skieurs ont été emportés » tells « deux
    skieurs emportés ».
    """

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ToldArticle:
    """An article's sentences, ready to be asked; build it with ``read``.

    Attributes:
        texts: in model form. stems: of their words that carry meaning.
        full_names: neighbouring words with capitals.
    """

    texts: tuple[str, ...]
    stems: tuple[frozenset[str], ...]
    full_names: frozenset[tuple[str, str]]

    @classmethod
    def read(cls, texts: Sequence[str]) -> ToldArticle:
        plain = tuple(to_model_text(t) for t in texts)
        names = frozenset(itertools.chain.from_iterable(_full_names(t) for t in plain))
        return cls(plain, tuple(frozenset(content_words(t)) for t in plain), names)

    def telling(self, headline: str) -> Telling | None:
        """The first sentence that has the headline's words and marks in a row; None if none has.

        A topic before a colon (« Toulouse : ») must be named there, or in two sentences. Where
        the sentence doubts (« aurait », « présumé », « si », « selon »), the headline must.
        """
        plain = to_model_text(headline)
        said = _TOKEN.findall(without_topic(plain).lower())
        topic = content_words(plain.removesuffix(without_topic(plain)))
        if not said or not self.full_names.issuperset(_full_names(plain)):
            return None
        is_doubt = bool(_DOUBT.search(plain))
        for text, stems in zip(self.texts, self.stems, strict=True):
            if _DOUBT.search(text) and not is_doubt:
                continue
            if not all(w in stems or sum(w in s for s in self.stems) > 1 for w in topic):
                continue
            for wording in (text.lower(), _BEING.sub("", text.lower())):
                if found := _in_a_row(said, wording):
                    return found
        return None

    def share_told(self, headline: str) -> tuple[float, float]:
        """Shares of the words, and of neighbouring pairs, that the article has in one sentence."""
        said = content_words(headline)
        pairs = list(itertools.pairwise(said))
        together = sum(a == b or any(a in s and b in s for s in self.stems) for a, b in pairs)
        return (
            sum(any(w in s for s in self.stems) for w in said) / max(1, len(said)),
            together / len(pairs) if pairs else 1.0,
        )

    def fullest(self, headline: str) -> tuple[int, float]:
        """The sentence that holds most of the headline's words, and their share."""
        said = set(content_words(headline))
        shares = [len(said & s) / max(1, len(said)) for s in self.stems]
        best = max(range(len(shares)), key=lambda i: (shares[i], -i))
        return best, shares[best]


def _in_a_row(said: Sequence[str], text: str) -> Telling | None:
    tokens = list(_TOKEN.finditer(text))
    words = [m[0] for m in tokens]
    for i in range(len(words) - len(said) + 1):
        if words[i : i + len(said)] == list(said):
            return Telling(text, tokens[i].start(), tokens[i + len(said) - 1].end())
    return None


def _full_names(plain: str) -> set[tuple[str, str]]:
    """« Marine Le », « Le Pen »: pairs of capitalised words with but a space or hyphen between."""
    return {
        (a[0], b[0])
        for a, b in itertools.pairwise(_WORD.finditer(plain))
        if a[0][0].isupper() and b[0][0].isupper() and plain[a.end() : b.start()] in (" ", "-")
    }
