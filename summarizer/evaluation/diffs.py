"""A text with its matches and doubts marked, as safe HTML."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from summarizer.evaluation.checking import Checked, Mark, marks_of
from summarizer.evaluation.rouge import ngrams
from summarizer.evaluation.tokenization import unicode_words, word_spans

_MIN_SINGLE = 4
"""Letters a lone matching word needs to be worth a mark: shorter ones are mostly articles."""


def marked(text: str, others: Sequence[str], doubts: Sequence[Mark] = (), n: int = 2) -> str:
    """``text`` escaped, with words and ``n``-grams shared with ``others`` and ``doubts`` marked.

    Classes: ``m2`` inside a shared n-gram, ``m1`` a shared longer word, ``u`` a hard finding,
    ``s`` a soft one, both with their message as a title.
    """
    spans = word_spans(text)
    words = [w for w, _, _ in spans]
    other_words = [unicode_words(o) for o in others]
    grams = {g for o in other_words for g in ngrams(o, n)}
    singles = {w for o in other_words for w in o if len(w) >= _MIN_SINGLE}
    kinds = ["m1" if w in singles else "" for w in words]
    for i in range(len(words) - n + 1):
        if tuple(words[i : i + n]) in grams:
            kinds[i : i + n] = ["m2"] * n
    tips = [""] * len(words)
    # Hard ones last: where two doubts meet, the graver shows.
    for doubt in sorted(doubts, key=lambda d: d.is_hard):
        for k, (_, start, end) in enumerate(spans):
            if doubt.start < end and start < doubt.end:
                kinds[k], tips[k] = ("u" if doubt.is_hard else "s"), doubt.message
    out: list[str] = []
    at = 0
    k = 0
    while k < len(spans):
        if not kinds[k]:
            k += 1
            continue
        last = k
        # Neighbours of one kind share a mark; lone words do not.
        while (
            kinds[k] != "m1"
            and last + 1 < len(spans)
            and (kinds[last + 1], tips[last + 1]) == (kinds[k], tips[k])
        ):
            last += 1
        start, end = spans[k][1], spans[last][2]
        tip = f' title="{escape(tips[k])}"' if tips[k] else ""
        inside = escape(text[start:end])
        out.append(f'{escape(text[at:start])}<mark class="{kinds[k]}"{tip}>{inside}</mark>')
        at, k = end, last + 1
    return "".join(out) + escape(text[at:])


def marked_output(
    text: str, references: Sequence[str], source: str, kind: Checked = Checked.SUMMARY
) -> str:
    """An output: matches with the references, and what the checks found in it.

    The reasons of hard findings follow the text: a finger cannot hover.
    """
    doubts = marks_of(text, source, kind)[0] if source and text.strip() else []
    reasons = dict.fromkeys(d.message for d in doubts if d.is_hard)
    return marked(text, references, doubts) + "".join(
        f'<span class="why">{escape(reason)}</span>' for reason in reasons
    )


def marked_source(source: str, references: Sequence[str]) -> str:
    """An article: runs of three words that a reference has too."""
    return "".join(
        f"<p>{marked(part, references, n=3)}</p>" for part in source.split("\n") if part.strip()
    )
