"""Who did what to whom: names that change places around the verb."""

from __future__ import annotations

import re
from dataclasses import dataclass

from summarizer.checks import messages
from summarizer.checks.exonyms import Exonym, exonym_table
from summarizer.checks.finding import Finding, FindingKind, Severity
from summarizer.checks.lettering import alike, plain
from summarizer.checks.names import Name, TextWords
from summarizer.checks.place import Place
from summarizer.document import Span

_FR_TURNS = re.compile(
    r"\b(?:par|selon|d'après|dont|auquel|à qui|lequel|laquelle|où|avec|entre)\b|\bet\b|,|:|\(", re.I
)
_EN_TURNS = re.compile(
    r"\b(?:by|according|whose|whom|which|with|between|and|both|from)\b|'s\b|,|:|\(|-", re.I
)
_HEAD_TURNS = re.compile(
    r"\b(?:par|selon|d'après|pour|by|according|for|to|après|after|avec|with)\b|:|\(", re.I
)
_LINKS = frozenset(
    ["de", "du", "des", "d", "of", "in", "at", "the", "la", "le", "les", "a", "en", "l"]
)
_DID = re.compile(r"\b(?:a|ont|avait|avaient) (?:[\w'-]+ment |bien |aussi |déjà )?([\w-]+)")
_PASSIVE = re.compile(r"\b(?:été|est|sont|fut|par|se|s'est|elle|il|ils|elles|qui)\b")


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who may act: a name, or a people named by its adjective."""

    text: str
    span: Span
    folded: frozenset[str]
    forms: frozenset[tuple[str, ...]]


def translated_role_findings(source: TextWords, output: TextWords, place: Place) -> list[Finding]:
    """A SOFT finding when two parties on either side of a verb stand in the other order in English.

    Only the plain case is judged: the first two parties of a sentence, nothing between them
    that may turn the order round (passive, genitive, « selon », commas).
    """
    pair = _around_verb(source)
    turned = _around_verb(output)
    if pair is None or turned is None:
        return []
    (a, b), (x, y) = pair, turned
    if not (_same(a, y) and _same(b, x)) or _same(a, x) or _same(b, y):
        return []
    return [_swapped(place, a, b, x.span, a.span)]


def summary_role_findings(
    article: TextWords, article_start: int, summary: TextWords, place: Place
) -> list[Finding]:
    """As ``translated_role_findings``, for a summary sentence and the article sentence like it.

    Beside the order of the first two parties, a party that follows « a battu » in the article
    and stands right before it in the summary is taken for a swap.
    """
    pair, turned = _around_verb(article), _around_verb(summary)
    if pair is not None and turned is not None:
        (a, b), (x, y) = pair, turned
        if a.folded & y.folded and b.folded & x.folded and not a.folded & x.folded:
            return [_swapped(place, a, b, x.span, _shifted(a.span, article_start))]
    there, here = _acts(article), _acts(summary)
    for verb, (subject, objects) in here.items():
        if verb not in there or subject is None or not objects:
            continue
        old_subject, old_objects = there[verb]
        was_object = any(subject.folded & o.folded for o in old_objects)
        if was_object and not (old_subject and old_subject.folded & subject.folded):
            origin = old_subject or old_objects[0]
            return [
                _swapped(
                    place, subject, objects[0], subject.span,
                    _shifted(origin.span, article_start),
                )
            ]  # fmt: skip
    return []


def _acts(text: TextWords) -> dict[str, tuple[Party | None, list[Party]]]:
    """By participle after « a », « ont »…: the party right before it and those after it."""
    p = plain(text.text)
    names = [_party(n) for n in text.names]
    acts: dict[str, tuple[Party | None, list[Party]]] = {}
    for m in _DID.finditer(p):
        before = [n for n in names if n.span.end <= m.start() and m.start() - n.span.end <= 3]
        subject = before[-1] if before else None
        clause = re.split(r"[,;:.]", p[m.end() :])[0]
        end = m.end() + len(clause)
        if _PASSIVE.search(clause) or m[1] == "été":
            continue
        after = [n for n in names if m.end() <= n.span.start < end]
        acts.setdefault(m[1].lower(), (subject, after))
    return acts


def _around_verb(text: TextWords) -> tuple[Party, Party] | None:
    parties = _parties(text)
    if len(parties) < 2:
        return None
    a, b = parties[0], parties[1]
    p = plain(text.text)
    between = p[a.span.end : b.span.start]
    words = between.split()
    if not 1 <= len(words) <= 8:
        return None
    turns = _FR_TURNS if text.lang == "fr" else _EN_TURNS
    if turns.search(between):
        return None
    if all(w.lower().strip("'") in _LINKS for w in words):
        return None
    head = p[: a.span.start]
    if len(head.split()) > 4 or _HEAD_TURNS.search(head):
        return None
    return a, b


def _parties(text: TextWords) -> list[Party]:
    """Names and peoples in order; a people right beside a name belongs to it and is left out."""
    names = [_party(n) for n in text.names if n.is_certain or n is text.names[0]]
    table = exonym_table()
    if text.lang == "fr":
        for word in text.words:
            rows = table.peoples.get(word.folded)
            if rows and word.text[0].islower():
                span = Span(word.start, word.end)
                if any(abs(n.span.start - span.end) <= 2 for n in names):
                    continue
                names.append(Party(word.text, span, frozenset({word.folded}), _forms(rows)))
    return sorted(names, key=lambda n: n.span.start)


def _party(name: Name) -> Party:
    table = exonym_table()
    folded = frozenset(w.folded for w in name.words if len(w.folded) > 1)
    rows = [r for f in folded for r in table.by_french.get(f, ()) if len(r.french) == 1]
    return Party(name.text, name.span, folded, _forms(rows))


def _forms(rows: list[Exonym] | tuple[Exonym, ...]) -> frozenset[tuple[str, ...]]:
    return frozenset(e for row in rows for e in row.english)


def _same(french: Party, english: Party) -> bool:
    if any((f,) in french.forms for f in english.folded):
        return True
    return any(alike(e, f) for e in english.folded for f in french.folded)


def _swapped(place: Place, a: Party, b: Party, output: Span, source: Span) -> Finding:
    return place.finding(
        FindingKind.ATTRIBUTION_CHANGED,
        Severity.SOFT,
        messages.roles_swapped(place.part, a.text, b.text),
        output=output,
        source=source,
    )


def _shifted(span: Span, start: int) -> Span:
    return Span(span.start + start, span.end + start)
