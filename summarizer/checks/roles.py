"""Who did what to whom: names that change places around the verb."""

from __future__ import annotations

import re

from summarizer.checks import messages
from summarizer.checks.exonyms import exonym_table
from summarizer.checks.finding import Finding, FindingKind, Severity
from summarizer.checks.lettering import alike
from summarizer.checks.names import Name, TextWords
from summarizer.checks.place import Place
from summarizer.document import Span

_FR_TURNS = re.compile(
    r"\b(?:par|selon|d'après|dont|auquel|à qui|lequel|laquelle|où|avec|entre)\b|\bet\b|,|:|\(", re.I
)
_EN_TURNS = re.compile(
    r"\b(?:by|according|whose|whom|which|with|between|and|both|from)\b|'s\b|,|:|\(|-", re.I
)


def translated_role_findings(source: TextWords, output: TextWords, place: Place) -> list[Finding]:
    """A SOFT finding when two names on either side of a verb stand in the other order in English.

    Only the plain case is judged: the first two names of a sentence, nothing between them that
    may turn the order round (passive, genitive, « selon », commas).
    """
    pair = _around_verb(source)
    turned = _around_verb(output)
    if pair is None or turned is None:
        return []
    (a, b), (x, y) = pair, turned
    if not (_same(a, y) and _same(b, x)) or _same(a, x) or _same(b, y):
        return []
    return [
        place.finding(
            FindingKind.ATTRIBUTION_CHANGED,
            Severity.SOFT,
            messages.roles_swapped(place.part, a.text, b.text),
            output=x.span,
            source=a.span,
        )
    ]


def _around_verb(text: TextWords) -> tuple[Name, Name] | None:
    names = [n for n in text.names if n.is_certain or n is text.names[0]]
    if len(names) < 2:
        return None
    a, b = names[0], names[1]
    between = text.text[a.span.end : b.span.start].replace("’", "'")
    words = between.split()
    if not 1 <= len(words) <= 8:
        return None
    turns = _FR_TURNS if text.lang == "fr" else _EN_TURNS
    if turns.search(between):
        return None
    linking = {"de", "du", "des", "d'", "of", "in", "at", "the", "la", "le", "les", "à", "en"}
    if all(w.lower().strip("'") in linking or w.lower() in linking for w in words):
        return None
    head = text.text[: a.span.start].replace("’", "'")
    if len(head.split()) > 3 or turns.search(head):
        return None
    return a, b


def _same(french: Name, english: Name) -> bool:
    table = exonym_table()
    for f in french.words:
        if len(f.folded) < 2:
            continue
        forms = {t for row in table.by_french.get(f.folded, ()) for e in row.english for t in e}
        for e in english.words:
            if e.folded == f.folded or e.folded in forms or alike(e.folded, f.folded):
                return True
    return False


def summary_role_findings(
    article: TextWords, article_start: int, summary: TextWords, place: Place
) -> list[Finding]:
    """As ``translated_role_findings``, for a summary sentence and the article sentence like it."""
    pair, turned = _around_verb(article), _around_verb(summary)
    if pair is None or turned is None:
        return []
    (a, b), (x, y) = pair, turned
    if not (_alike_names(a, y) and _alike_names(b, x)) or _alike_names(a, x):
        return []
    source = Span(a.span.start + article_start, a.span.end + article_start)
    return [
        place.finding(
            FindingKind.ATTRIBUTION_CHANGED,
            Severity.SOFT,
            messages.roles_swapped(place.part, a.text, b.text),
            output=x.span,
            source=source,
        )
    ]


def _alike_names(a: Name, b: Name) -> bool:
    return any(len(x.folded) > 1 and x.folded == y.folded for x in a.words for y in b.words)
