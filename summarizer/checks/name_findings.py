"""What became of the names of a sentence on the way to another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from summarizer.checks import messages
from summarizer.checks.common_words import EN_OPENERS, EN_ORGANISATION_HEADS
from summarizer.checks.exonyms import exonym_table
from summarizer.checks.finding import Finding, FindingKind, Severity
from summarizer.checks.lettering import Word
from summarizer.checks.names import (
    Name,
    TextWords,
    is_everyday,
    is_found_in_english,
    is_supported_in_french,
    misspelled,
    renamed,
)
from summarizer.checks.place import Place
from summarizer.document import Span


def translated_name_findings(source: TextWords, output: TextWords, place: Place) -> list[Finding]:
    """Findings for an English sentence against the French one it renders."""
    invented = unsupported_names(output, lambda w: is_supported_in_french(w, source))
    missing = _lost_names(source, output)
    kept = [
        w
        for w in output.words
        if w.text in exonym_table().french_acronyms and w.folded in source.folded
    ]
    findings = [
        place.finding(
            FindingKind.NAME_CHANGED,
            Severity.SOFT,
            messages.acronym_kept(place.part, w.text),
            output=Span(w.start, w.end),
        )
        for w in kept
    ]
    wrong = [
        (w, own, messages.name_misspelled(place.part, w.text, own.text))
        for w, own in misspelled(output, source)
    ] + [
        (w, own, messages.name_changed(place.part, own.text, w.text))
        for w, own in renamed(output, source)
    ]
    findings += [
        place.finding(
            FindingKind.NAME_CHANGED,
            Severity.HARD,
            message,
            output=Span(w.start, w.end),
            source=Span(own.start, own.end),
        )
        for w, own, message in wrong
    ]
    kept_words = {w.folded for w in kept}
    missing = [n for n in missing if not kept_words & {w.folded for w in n.words}]
    for doubt in invented:
        name = doubt.name
        span, text = _span_of(output.text, doubt.words)
        if kept_words & {w.folded for w in doubt.words}:
            continue
        if missing:
            before = _nearest(missing, name.span.start)
            missing.remove(before)
            findings.append(
                place.finding(
                    FindingKind.NAME_CHANGED,
                    doubt.severity,
                    messages.name_changed(place.part, before.text, text),
                    output=span,
                    source=before.span,
                )
            )
        elif name.is_certain:
            findings.append(
                place.finding(
                    FindingKind.NAME_INVENTED,
                    doubt.severity,
                    messages.name_invented(place.part, text),
                    output=span,
                )
            )
    findings += [
        place.finding(
            FindingKind.NAME_MISSING,
            Severity.SOFT,
            messages.name_missing(place.part, n.text),
            source=n.span,
        )
        for n in missing
    ]
    return findings


@dataclass(frozen=True, slots=True)
class Unsupported:
    """A name of the output, the words of it that nothing supports, and how sure that is."""

    name: Name
    words: tuple[Word, ...]
    severity: Severity


def unsupported_names(output: TextWords, is_supported: Callable[[Word], bool]) -> list[Unsupported]:
    """Names of ``output`` that the source does not hold, wholly or in part.

    HARD when a word that is no everyday word is unsupported (SOFT for an English acronym that
    the table does not know: French may have spelled it out); SOFT when an
    institution's name is made of everyday words and none of them is supported.
    """
    found = []
    for name in output.names:
        words = [w for w in name.words if not is_supported(w)]
        alien = [w for w in words if not is_everyday(w, output.lang)]
        hyphenated = "-" in name.text and len(words) == len(name.words)
        if not alien and hyphenated and output.lang == "fr":
            alien = words
        if alien:
            is_own = all(w.text.removesuffix("s").isupper() and len(w.text) < 6 for w in alien)
            known = exonym_table().known_english
            is_soft = output.lang == "en" and is_own and alien[0].folded not in known
            severity = Severity.SOFT if is_soft else Severity.HARD
            found.append(Unsupported(name, tuple(alien), severity))
        elif len(words) == len(name.words) > 1 and any(
            w.folded in EN_ORGANISATION_HEADS for w in words
        ):
            found.append(Unsupported(name, tuple(words), Severity.SOFT))
    return found


def _lost_names(source: TextWords, output: TextWords) -> list[Name]:
    """Certain names of the source of which the output says nothing.

    A name of several words is kept by its last word or, for institutions, by any word.
    """
    table = exonym_table()
    lost = []
    for name in source.names:
        if not name.is_certain:
            continue
        words = [w for w in name.words if len(w.folded) > 1]
        if not words or any(is_found_in_english(w, output) for w in words):
            continue
        if all(is_everyday(w, "fr") for w in words):
            continue
        if len(name.words) > 1 and _is_joined_in(name, output):
            continue
        order = [w.folded for w in source.words if name.span.start <= w.start < name.span.end]
        forms = [row for _, _, row in table.found_in_french(order)]
        if any(
            all(t in output.folded or (len(e) > 1 and t in EN_OPENERS) for t in e)
            for row in forms
            for e in row.english
        ):
            continue
        lost.append(name)
    return lost


def _is_joined_in(name: Name, output: TextWords) -> bool:
    """« Wi-Fi » for "wifi", « JP Morgan » for "JPMorgan": one word."""
    return "".join(w.folded for w in name.words) in output.folded


def _span_of(text: str, words: Sequence[Word]) -> tuple[Span, str]:
    span = Span(words[0].start, words[-1].end)
    return span, text[span.start : span.end]


def _nearest(names: list[Name], start: int) -> Name:
    return min(names, key=lambda n: abs(n.span.start - start))
