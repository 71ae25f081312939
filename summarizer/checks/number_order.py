"""Two numbers of one kind that changed places: 55% for the one and 44% for the other.

Between French and English such numbers keep their order: on 8,000 human translations two of them
stand the other way round six times.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from summarizer.checks.exonyms import exonym_table
from summarizer.checks.finding import Severity
from summarizer.checks.lettering import Word, alike
from summarizer.checks.names import TextWords
from summarizer.checks.quantity import Quantity, Strength, agree

_MIN_LETTERS = 4
_SHARED_BEGINNING = 5


@dataclass(frozen=True, slots=True)
class Swap:
    """Two numbers of the source, in its order, and the same two in the output, changed over."""

    source: tuple[Quantity, Quantity]
    output: tuple[Quantity, Quantity]
    severity: Severity


def swapped_numbers(
    source: Sequence[Quantity],
    output: Sequence[Quantity],
    source_words: TextWords,
    output_words: TextWords,
) -> list[Swap]:
    """The swaps of a translated sentence.

    Only numbers that answer one another without doubt count. HARD when each of the two has come
    to stand by the word that stood by the other; SOFT when no such word tells; none when the words
    beside them changed places as well.
    """
    pairs = _answering(source, output)
    links: list[tuple[float, float]] | None = None
    found = []
    for (a, a_out), (b, b_out) in combinations(pairs, 2):
        if a.kind != b.kind or a.unit != b.unit or _is_year(a) != _is_year(b):
            continue
        if (a.span.start < b.span.start) == (a_out.span.start < b_out.span.start):
            continue
        if links is None:
            links = _links(source_words, output_words)
        severity = _judged(a, b, links)
        if severity is not None:
            found.append(Swap((a, b), (a_out, b_out), severity))
    return found


def _answering(
    source: Sequence[Quantity], output: Sequence[Quantity]
) -> list[tuple[Quantity, Quantity]]:
    """Quantities that agree with exactly one of the other side, and are that one's only answer."""
    source = [q for q in source if q.strength >= Strength.PLAIN]
    output = [q for q in output if q.strength >= Strength.PLAIN]
    pairs = []
    for q in source:
        mine = [o for o in output if agree(q, o)]
        if len(mine) == 1 and sum(agree(s, mine[0]) for s in source) == 1:
            pairs.append((q, mine[0]))
    return pairs


def _judged(a: Quantity, b: Quantity, links: list[tuple[float, float]]) -> Severity | None:
    if not links:
        return Severity.SOFT
    by_a = min(links, key=lambda link: abs(link[0] - _middle(a)))
    by_b = min(links, key=lambda link: abs(link[0] - _middle(b)))
    if by_a == by_b:
        return Severity.SOFT
    stayed = (by_a[0] < by_b[0]) == (by_a[1] < by_b[1])
    return Severity.HARD if stayed else None


def _links(source: TextWords, output: TextWords) -> list[tuple[float, float]]:
    """(middle in the source, middle in the output) of words that render each other alone."""
    table = exonym_table()
    there = [w for w in output.words if len(w.folded) >= _MIN_LETTERS and w.folded.isalpha()]
    links: list[tuple[Word, Word]] = []
    for word in source.words:
        if len(word.folded) < _MIN_LETTERS or not word.folded.isalpha():
            continue
        forms = {t for row in table.by_french.get(word.folded, ()) for e in row.english for t in e}
        mine = [w for w in there if w.folded in forms or _render(word, w)]
        if len(mine) == 1:
            links.append((word, mine[0]))
    times = Counter(w.start for _, w in links)
    return [(_middle(a), _middle(b)) for a, b in links if times[b.start] == 1]


def _render(french: Word, english: Word) -> bool:
    f, e = french.folded, english.folded
    if f[:_SHARED_BEGINNING] == e[:_SHARED_BEGINNING]:
        return True
    return french.text[0].isupper() and english.text[0].isupper() and alike(e, f)


def _middle(thing: Quantity | Word) -> float:
    if isinstance(thing, Word):
        return (thing.start + thing.end) / 2
    return (thing.span.start + thing.span.end) / 2


def _is_year(q: Quantity) -> bool:
    return len(q.text) == 4 and q.text.isdigit() and "1800" <= q.text <= "2100"
