"""Faults that show in the form of an output: loops, copies, cuts, quotes left open."""

from __future__ import annotations

import re
from itertools import pairwise

from summarizer.checks import messages
from summarizer.checks.finding import Finding, FindingKind, Part, Severity
from summarizer.checks.lettering import Word, plain, words_of
from summarizer.checks.place import Place
from summarizer.checks.untranslated import untranslated_findings
from summarizer.document import Span

_END = re.compile(r"[.!?…:;][\"')\]\s]*$|[\"')\]]$")
_DANGLING = frozenset(
    """a an the and or but of to in on at by for from with that which who as is are was were be
    has have had le la les un une des du de et ou mais dans sur par pour avec que qui dont au aux
    en est sont ses son sa leur leurs ce cette ces""".split()  # noqa: SIM905
)
_DASH_QUOTES = str.maketrans({"«": '"', "»": '"', "“": '"', "”": '"', "„": '"', "‟": '"'})

_JOINS = frozenset(
    """after against and as at but by for from in is of on or over per than the to upon versus with
    without""".split()  # noqa: SIM905
)

# Measured on 2,000 human translations of wmt13 and flores-dev: words in English over words in
# French lie between 0.55 and 1.5 in 99.5 % of sentences of 8 words or more.
MIN_RATIO, MAX_RATIO = 0.5, 1.7


def form_findings(source: str, output: str, place: Place, *, is_translation: bool) -> list[Finding]:
    """Findings on one output sentence; ``source`` is the French it renders, or ``""``."""
    words = words_of(plain(output))
    findings = repetition_findings(source, output, words, place, is_translation=is_translation)
    if is_translation:
        findings += untranslated_findings(source, output, words, place)
        findings += _length(source, words, place)
    if source or not is_translation:
        findings += _unfinished(source, output, words, place)
        findings += quote_findings(source, output, place)
    return findings


def repetition_findings(
    source: str,
    output: str,
    words: tuple[Word, ...],
    place: Place,
    *,
    is_translation: bool = True,
) -> list[Finding]:
    """One finding when a run of words comes back at once, or a 3-gram comes three times.

    A single word must come three times in a row (« très, très » is style), twice when the
    source is that word alone, or, in a translation, twice with nothing between ("the guest
    guest") or one word ("counterpart Kazakh counterpart"). What the source itself repeats is
    left alone.
    """
    folded = [w.folded for w in words]
    source_words = [w.folded for w in words_of(plain(source))]
    loop = _immediate_loop(folded, plain(output), words)
    if loop is not None and len(source_words) != 0:
        again = _immediate_loop(source_words)
        if again is not None and again[1] >= loop[1]:
            loop = None
    if loop is None and len(folded) == 2 and folded[0] == folded[1] and len(source_words) == 1:
        loop = (0, 1)
    if loop is None:
        loop = _frequent_trigram(folded, source_words)
    if loop is None and is_translation:
        loop = _stutter(words, output, source_words)
    if loop is None:
        return []
    start, size = loop
    span = Span(words[start].start, words[start + size - 1].end)
    return [
        place.finding(
            FindingKind.REPETITION,
            Severity.HARD,
            messages.repetition(place.part, output[span.start : span.end]),
            output=span,
        )
    ]


def _immediate_loop(
    folded: list[str], text: str = "", words: tuple[Word, ...] = ()
) -> tuple[int, int] | None:
    """``(start, size)`` of the first run that repeats itself at once, or None.

    With ``text`` and its ``words``, two runs that a quotation mark or, when they are short, a
    full stop divides are no loop: "the way of the guru". The guru is…
    """
    n = len(folded)
    for size in range(1, min(12, n // 2) + 1):
        needed = 3 if size == 1 else 2
        for i in range(n - size * needed + 1):
            gram = folded[i : i + size]
            if size == 1 and gram[0].isdigit():
                continue
            times = 1
            while folded[i + times * size : i + (times + 1) * size] == gram:
                times += 1
            if times >= needed and (size != 2 or times > 2 or gram[0] != gram[1]):
                if size == 2 and times == 2 and all(len(g) < 4 for g in gram):
                    continue
                if words and times == 2:
                    gap = text[words[i + size - 1].end : words[i + size].start]
                    if '"' in gap.translate(_DASH_QUOTES) or (size < 4 and set(gap) & set(".!?")):
                        continue
                return i, size
    return None


def _stutter(words: tuple[Word, ...], output: str, source: list[str]) -> tuple[int, int] | None:
    """``(start, size)`` of a word said twice, with nothing or one word between; or None.

    On 7,000 human references of flores-dev, wmt12 and wmt13 it finds one slip ("more more")
    and one figure of style ("injustice breeds injustice"), whose French says it twice too.
    """
    text = plain(output)
    for i in range(len(words) - 1):
        a, b = words[i], words[i + 1]
        is_small = a.text.islower() and len(a.text) > 3
        is_double = is_small and a.text == b.text and text[a.end : b.start] == " "
        if is_double and not any(x == y for x, y in pairwise(source)):
            return i, 2
        if i + 2 < len(words) and len(a.text) >= 6 and a.text == words[i + 2].text:
            is_run = text[a.end : words[i + 2].start] == f" {b.text} "
            twice = sum(w[:4] == a.folded[:4] for w in source) >= 2
            if is_run and is_small and b.folded not in _JOINS and not twice:
                return i, 3
    return None


def _frequent_trigram(folded: list[str], source: list[str]) -> tuple[int, int] | None:
    if len(folded) < 9:
        return None
    most = _most_frequent(folded)
    if len(most) < 3 or len(most) <= len(_most_frequent(source)):
        return None
    # Each word of a real loop grows rarer in the source than in the output.
    is_loop = len(most) >= 4 or len(folded) > 1.3 * len(source)
    return (most[0], 3) if is_loop else None


def _most_frequent(folded: list[str]) -> list[int]:
    """Where the most frequent 3-gram without figures begins, overlaps counted once."""
    seen: dict[tuple[str, ...], list[int]] = {}
    for i in range(len(folded) - 2):
        gram = tuple(folded[i : i + 3])
        if any(g.isdigit() for g in gram):
            continue
        places = seen.setdefault(gram, [])
        if not places or i >= places[-1] + 3:
            places.append(i)
    return max(seen.values(), key=len, default=[])


def _length(source: str, words: tuple[Word, ...], place: Place) -> list[Finding]:
    n_source = len([w for w in words_of(plain(source)) if len(w.folded) > 1 or w.text.isdigit()])
    n_output = len([w for w in words if len(w.folded) > 1 or w.text.isdigit()])
    if n_source and not n_output:
        return [
            place.finding(
                FindingKind.DROPPED,
                Severity.HARD,
                messages.empty(place.part),
                source=Span(0, len(source)),
            )
        ]
    if n_source >= 8 and n_output < MIN_RATIO * n_source:
        return [
            place.finding(
                FindingKind.DROPPED,
                Severity.HARD,
                messages.dropped(place.part),
                source=Span(0, len(source)),
            )
        ]
    too_long = n_output > max(MAX_RATIO * n_source, n_source + 6)
    if n_source and too_long:
        return [
            place.finding(
                FindingKind.LENGTH,
                Severity.SOFT if n_output < 2.5 * n_source else Severity.HARD,
                messages.too_long(place.part, n_source, n_output),
            )
        ]
    return []


def _unfinished(source: str, output: str, words: tuple[Word, ...], place: Place) -> list[Finding]:
    """A source that ends with a full stop wants an output that does; no text ends on "of the"."""
    text = plain(output).rstrip()
    if not words or not text:
        return []
    ends = _END.search(text) is not None
    wants_end = _END.search(plain(source).rstrip()) is not None if source else True
    dangling = not ends and words[-1].folded in _DANGLING and len(words) > 3
    if not (dangling or (wants_end and not ends and len(words) > 3)):
        return []
    severity = Severity.HARD if dangling or place.part is Part.SUMMARY_FR else Severity.SOFT
    return [
        place.finding(
            FindingKind.UNFINISHED,
            severity,
            messages.unfinished(place.part),
            output=Span(words[-1].start, words[-1].end),
        )
    ]


def quote_findings(source: str, output: str, place: Place) -> list[Finding]:
    """Quotes and brackets opened and not closed, where the source closes its own; quotes lost."""
    findings = _bracket_findings(source, output, place)
    n_output, n_source = count_quotes(output), count_quotes(source)
    if n_output % 2 and not n_source % 2:
        position = max(output.translate(_DASH_QUOTES).rfind('"'), 0)
        return [
            *findings,
            place.finding(
                FindingKind.QUOTES,
                Severity.SOFT,
                messages.quotes_open(place.part),
                output=Span(position, min(position + 1, len(output))),
            ),
        ]
    quoted = re.search(r'"[^"]{12,}"', source.translate(_DASH_QUOTES))
    if (
        quoted
        and len(quoted[0].split()) > 5
        and n_output == 0
        and "'" not in plain(output).replace("'s", "")
        and n_source == 2
    ):
        return [
            *findings,
            place.finding(
                FindingKind.QUOTES,
                Severity.NOTE,
                messages.quotes_lost(place.part),
                source=Span(*quoted.span()),
            ),
        ]
    return findings


def _bracket_findings(source: str, output: str, place: Place) -> list[Finding]:
    if output.count("(") == output.count(")") or source.count("(") != source.count(")"):
        return []
    position = max(output.rfind("("), output.rfind(")"))
    return [
        place.finding(
            FindingKind.QUOTES,
            Severity.SOFT,
            messages.brackets_open(place.part),
            output=Span(position, position + 1),
        )
    ]


def count_quotes(text: str) -> int:
    """Double quotation marks of any shape in ``text``; inch marks after a figure left out."""
    straight = text.translate(_DASH_QUOTES).replace("''", '"')
    return len(re.findall(r'(?<!\d)"|(?<=\d)"(?=[\w\s,.]|$)', straight))
