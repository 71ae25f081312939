"""French that came through: a whole sentence as it was, or single words left inside one."""

from __future__ import annotations

import re

from summarizer.checks import messages
from summarizer.checks.common_words import EN_COMMON
from summarizer.checks.finding import Finding, FindingKind, Severity
from summarizer.checks.lettering import Word, plain, words_of
from summarizer.checks.lexicon import everyday_words
from summarizer.checks.place import Place
from summarizer.document import Span

# Endings, without accents, that French everyday words have and English ones seldom. With the
# conditions of ``_left_in_french`` they fall on 0.1 % of the human references of flores-dev,
# wmt12 and wmt13, half of them French that the translator had indeed left.
_FRENCH_ENDING = re.compile(
    r"(?:eux|euses?|aux|eurs?|iques?|ismes?|istes?|ait|aient|ons|ees?|er|ir|iens?|iennes?|aires?|"
    r"elles?|ettes?|ques?|tes?|ant)$"
)
_MARKED = re.compile(r'"[^"]{1,60}"|\([^)]*\)|\{[^}]*\}|`[^`]*`|<[^>]*>')
_NAME = re.compile(r"\b(?=([^\W\d_a-z]\w+(?: [^\W\d_A-Z]\w+){1,2} [^\W\d_a-z]\w+))")
"""A French name with small words inside: "Santé publique France"."""

_MARKS = str.maketrans({"«": '"', "»": '"', "“": '"', "”": '"'})


def untranslated_findings(
    source: str, output: str, words: tuple[Word, ...], place: Place
) -> list[Finding]:
    """HARD when the French came through, as a whole or in single words.

    Of several words the first is HARD and the others SOFT: they are one fault of the sentence.
    """
    if _is_french(source, words):
        message = messages.untranslated(place.part)
        whole = Span(0, len(source))
        return [
            place.finding(
                FindingKind.UNTRANSLATED,
                Severity.HARD,
                message,
                output=Span(0, len(output)),
                source=whole,
            )
        ]
    return [
        place.finding(
            FindingKind.UNTRANSLATED,
            Severity.SOFT if n else Severity.HARD,
            messages.word_untranslated(place.part, word.text),
            output=Span(word.start, word.end),
            source=Span(there.start, there.end),
        )
        for n, (word, there) in enumerate(_left_in_french(source, output, words))
    ]


def _is_french(source: str, words: tuple[Word, ...]) -> bool:
    """The same words as in the source, or most of them everyday words of French alone."""
    content = [w for w in words if len(w.folded) > 1 and not any(c.isdigit() for c in w.folded)]
    small = [w for w in content if w.text[0].islower()]
    french, english = everyday_words("fr"), everyday_words("en")
    only_french = sum(w.folded in french and w.folded not in english for w in small)
    only_english = sum(w.folded in english and w.folded not in french for w in small)
    source_words = [w.folded for w in words_of(plain(source)) if len(w.folded) > 1]
    same = [w.folded for w in content] == [w for w in source_words if not w.isdigit()]
    copied = same and len(small) >= 2 and only_french > 0
    in_french = len(small) >= 4 and only_french > 0.5 * len(small) and only_french > only_english
    return copied or in_french


def _left_in_french(source: str, output: str, words: tuple[Word, ...]) -> list[tuple[Word, Word]]:
    """``(word, the same word in the source)`` for French words inside an English sentence.

    Words between quotation marks or brackets may be cited, those joined by a hyphen borrowed
    ("avant-garde"), and those between two capitals of the source a name ("Santé publique France"):
    none of them counts.
    """
    flat_source = plain(source)
    there = {w.text: w for w in reversed(words_of(flat_source))}
    flat = plain(output).translate(_MARKS)
    cited = [m.span() for m in _MARKED.finditer(flat)]
    names = [
        m.span(1)
        for m in _NAME.finditer(flat)
        if m[1] in flat_source and m[1][0].isupper() and m[1].split()[-1][0].isupper()
    ]
    french, english = everyday_words("fr"), everyday_words("en")
    found = []
    for word in words:
        f = word.folded
        if len(f) < 4 or word.text not in there or not word.text.islower() or f not in french:
            continue
        is_joined = "-" in (flat[word.start - 1 : word.start], flat[word.end : word.end + 1])
        is_english = any(x in english or x in EN_COMMON for x in (f, f.removesuffix("s")))
        if is_joined or is_english or any(a <= word.start < b for a, b in cited):
            continue
        if any(a < word.start < b for a, b in names):
            continue
        if not word.text.isascii() or _FRENCH_ENDING.search(f):
            found.append((word, there[word.text]))
    return found
