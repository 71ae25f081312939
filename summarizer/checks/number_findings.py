"""What became of the numbers of a sentence on the way to another."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.checks import messages
from summarizer.checks.finding import Finding, FindingKind, Severity
from summarizer.checks.notation import french_figures
from summarizer.checks.number_order import Swap
from summarizer.checks.place import Place
from summarizer.checks.quantity import Quantity, Strength, agree, close

Pair = tuple[Quantity, Quantity]


def compare_numbers(
    source: Sequence[Quantity], output: Sequence[Quantity], *, is_translation: bool = False
) -> tuple[list[Pair], list[Quantity], list[Quantity]]:
    """``(changed pairs, invented, missing)``.

    A quantity counts as found when any of the other side agrees with it. Those left over on
    both sides are paired in order of likeness: same kind, same unit, nearest place. A
    translation may not round; a summary may.
    """

    def meet(s: Quantity, o: Quantity) -> bool:
        if agree(s, o):
            return not (is_translation and _loses_percent(s, o))
        return not is_translation and close(s, o)

    lost = [s for s in source if not any(meet(s, o) for o in output)]
    extra = [o for o in output if not any(meet(s, o) for s in source)]
    pairs: list[Pair] = []
    for o in list(extra):
        candidates = [s for s in lost if _may_replace(s, o)]
        if not candidates:
            continue
        best = min(candidates, key=lambda s: _unlikeness(s, o))
        pairs.append((best, o))
        lost.remove(best)
        extra.remove(o)
    strong = Strength.PLAIN
    return (
        pairs,
        [q for q in extra if q.strength >= strong and q.kind != "rate"],
        [q for q in lost if q.strength >= strong and q.kind != "rate"],
    )


def number_findings(
    source: Sequence[Quantity], output: Sequence[Quantity], place: Place
) -> list[Finding]:
    """Findings for a translated sentence: changed, invented and missing numbers."""
    pairs, invented, missing = compare_numbers(source, output, is_translation=True)
    part = place.part
    findings = [
        place.finding(
            FindingKind.NUMBER_CHANGED,
            _severity_of_pair(s, o),
            _message_of_pair(place, s, o),
            output=o.span,
            source=s.span,
        )
        for s, o in pairs
    ]
    findings += [
        place.finding(
            FindingKind.NUMBER_INVENTED,
            Severity.HARD if q.strength is Strength.STRONG else Severity.SOFT,
            messages.number_invented(part, q.text),
            output=q.span,
        )
        for q in invented
    ]
    findings += [
        place.finding(
            FindingKind.NUMBER_MISSING,
            Severity.HARD if q.strength is Strength.STRONG else Severity.SOFT,
            messages.number_missing(part, q.text),
            source=q.span,
        )
        for q in missing
    ]
    return findings


def swap_findings(swaps: Sequence[Swap], place: Place) -> list[Finding]:
    """One finding for each pair of numbers that changed places."""
    return [
        place.finding(
            FindingKind.NUMBER_CHANGED,
            swap.severity,
            messages.numbers_swapped(place.part, *(q.text for q in swap.output)),
            output=swap.output[0].span,
        )
        for swap in swaps
    ]


def notation_findings(output: str, place: Place) -> list[Finding]:
    """SOFT findings for figures that an English sentence keeps in French notation."""
    return [
        place.finding(
            FindingKind.NUMBER_CHANGED,
            Severity.SOFT,
            messages.number_notation(place.part, output[span.start : span.end]),
            output=span,
        )
        for span in french_figures(output)
    ]


def _loses_percent(s: Quantity, o: Quantity) -> bool:
    """« 12 % » is no bare 12, unless the figure stands in a range whose end has the sign."""
    return (s.unit == "%") != (o.unit == "%") and not (s.is_ranged or o.is_ranged)


def _message_of_pair(place: Place, s: Quantity, o: Quantity) -> messages.Message:
    if s.text == o.text:
        return messages.unit_changed(place.part, o.text)
    return messages.number_changed(place.part, s.text, o.text)


def _severity_of_pair(s: Quantity, o: Quantity) -> Severity:
    if max(s.strength, o.strength) is Strength.STRONG or s.kind == o.kind == "month":
        return Severity.HARD
    return Severity.SOFT


def _may_replace(s: Quantity, o: Quantity) -> bool:
    calendar = {"month", "weekday", "rate"}
    if s.kind in calendar or o.kind in calendar:
        return s.kind == o.kind
    if Strength.WEAK in (s.strength, o.strength):
        return _is_ordinal(s) and _is_ordinal(o)
    return True


def _unlikeness(s: Quantity, o: Quantity) -> tuple[bool, bool, bool, int]:
    return (
        s.keys.isdisjoint(o.keys),
        s.unit != o.unit,
        s.kind != o.kind,
        abs(s.span.start - o.span.start),
    )


def _is_ordinal(q: Quantity) -> bool:
    return q.kind == "ordinal" or q.text.lower().startswith(("prem", "first"))
