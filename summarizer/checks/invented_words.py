"""Words that no English has: a small model glues pieces together ("theoffice", "counterkazakh")."""

from __future__ import annotations

from functools import lru_cache

from summarizer.checks import messages
from summarizer.checks.common_words import EN_SHORT
from summarizer.checks.exonyms import exonym_table
from summarizer.checks.finding import Finding, FindingKind, Severity
from summarizer.checks.lettering import plain
from summarizer.checks.lexicon import everyday_words, rare_english_words
from summarizer.checks.names import TextWords
from summarizer.checks.place import Place
from summarizer.checks.remembering import MAX_WORDS
from summarizer.document import Span

_ENDINGS = (
    "s", "es", "ed", "d", "ing", "ly", "er", "r", "ers", "est", "ness", "less", "like", "able",
    "ity", "ism", "ist", "ists", "ise", "ize", "ised", "ized", "al", "ally", "wards",
)  # fmt: skip
_BEGINNINGS = (
    "un", "re", "non", "pre", "anti", "over", "under", "sub", "super", "inter", "multi", "micro",
    "semi", "mis", "out", "neuro", "bio", "hydro", "photo", "electro", "tele", "post", "cyber",
    "geo", "nano", "eco", "auto", "pseudo", "mini", "mega", "ultra", "hyper",
)  # fmt: skip
_SHARED_BEGINNING = 5
"""Letters that an English word shares with the French one it was made from."""
_COGNATE_ENDINGS = {
    "ique": ("ic", "ics", "ical", "ically"), "iques": ("ic", "ics", "ical"),
    "logue": ("logist",), "logues": ("logists",),
    "isme": ("ism",), "ismes": ("isms",), "iste": ("ist",), "istes": ("ists",),
    "aire": ("ary", "arian", "ar"), "aires": ("aries", "arians", "ary", "ars"),
    "eur": ("or", "er"), "eurs": ("ors", "ers"),
    "ie": ("y", "ia"), "ies": ("ies", "ias"),
    "ite": ("ity", "itis"), "ites": ("ities",),
    "eux": ("ous",), "euse": ("ous",), "euses": ("ous",),
    "el": ("al",), "els": ("al", "als"), "elle": ("al",), "elles": ("al",),
    "ale": ("al",), "ales": ("al",), "aux": ("al", "als"),
    "oire": ("ory",), "oires": ("ories",),
    "ien": ("ian",), "iens": ("ians",), "ienne": ("ian",), "iennes": ("ians",),
    "if": ("ive",), "ifs": ("ive", "ives"), "ives": ("ive",),
    "ose": ("osis",), "ence": ("ency",), "ance": ("ancy",), "ement": ("ment",),
    "er": ("ate", "ize", "ise"), "iser": ("ize", "ise"),
    "isation": ("ization",), "isations": ("izations",),
    "e": ("", "es", "a", "um", "us"), "es": ("s",), "s": ("",),
}  # fmt: skip
"""French endings and the English ones that regularly answer them: « zoologues », "zoologists"."""


def invented_word_findings(source: TextWords, output: TextWords, place: Place) -> list[Finding]:
    """One SOFT finding for each English word, written small, that no list of words knows.

    A word of the source is a borrowing and is left to the other checks, and so is what stands next
    to a hyphen, an apostrophe, a square bracket or an address's marks. One that begins like a word
    of the source may be rare English, when it ends as English regularly ends such words
    ("parodics" for « parodiques », but not "propuls" for « propulseurs »).
    docs/CHECKS.md has the rate on human references.
    """
    text = plain(output.text)
    return [
        place.finding(
            FindingKind.WORD_INVENTED,
            Severity.SOFT,
            messages.word_invented(place.part, word.text),
            output=Span(word.start, word.end),
        )
        for word in output.words
        if word.text.islower()
        and word.text.isalpha()
        and word.folded not in source.folded
        and text[word.start - 1 : word.start] not in ("-", "'", "/", "@", "_", ".", "[", "]")
        and text[word.end : word.end + 1] not in ("-", "'", "/", "@", "_", "]")
        and not is_english_word(word.folded)
        and not any(_is_cognate(word.folded, french) for french in source.folded)
    ]


@lru_cache(maxsize=MAX_WORDS)
def is_english_word(folded: str) -> bool:
    """In the lists, or made from a word of theirs by one ending or one beginning."""
    if _is_listed(folded):
        return True
    for ending in _ENDINGS:
        stem = folded.removesuffix(ending)
        if ending == "s" and stem[-1:] == "y" and stem[-2:-1] not in "aeiou":
            continue  # "legacys"
        if stem != folded and len(stem) > 2:
            single = stem[:-1] if stem[-1] == stem[-2] else stem
            if any(map(_is_listed, (stem, stem + "e", stem + "y", stem[:-1] + "y", single))):
                return True
    return any(
        folded.startswith(b) and len(folded) - len(b) > 3 and _is_listed(folded[len(b) :])
        for b in _BEGINNINGS
    )


def _is_cognate(english: str, french: str) -> bool:
    """Whether the two, folded, differ by endings that answer each other."""
    if english[:_SHARED_BEGINNING] != french[:_SHARED_BEGINNING]:
        return False
    return any(
        french.endswith(there) and english == french.removesuffix(there) + here
        for there, endings in _COGNATE_ENDINGS.items()
        for here in endings
    )


def _is_listed(word: str) -> bool:
    return (
        word in EN_SHORT
        or word in everyday_words("en")
        or word in rare_english_words()
        or word in exonym_table().known_english
    )
