"""A text with its matches and doubts marked, as safe HTML."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from summarizer.evaluation.faithfulness import Term, unsupported_terms
from summarizer.evaluation.rouge import ngrams
from summarizer.evaluation.tokenization import unicode_words, word_spans

_MIN_SINGLE = 4
"""Letters a lone matching word needs to be worth a mark: shorter ones are mostly articles."""


def marked(text: str, others: Sequence[str], terms: Sequence[Term] = (), n: int = 2) -> str:
    """``text`` escaped, with words and ``n``-grams shared with ``others`` and ``terms`` marked.

    Classes: ``m2`` inside a shared n-gram, ``m1`` a shared longer word, ``u`` a term that the
    source lacks.
    """
    spans = word_spans(text)
    words = [w for w, _, _ in spans]
    other_words = [unicode_words(o) for o in others]
    grams = {g for o in other_words for g in ngrams(o, n)}
    singles = {w for o in other_words for w in o if len(w) >= _MIN_SINGLE}
    level = [1 if w in singles else 0 for w in words]
    for i in range(len(words) - n + 1):
        if tuple(words[i : i + n]) in grams:
            level[i : i + n] = [2] * n
    for k, (_, start, end) in enumerate(spans):
        if any(t.start < end and start < t.end for t in terms):
            level[k] = 3
    out: list[str] = []
    at = 0
    k = 0
    while k < len(spans):
        if level[k] == 0:
            k += 1
            continue
        last = k
        while last + 1 < len(spans) and level[last + 1] == level[k] == 2:
            last += 1
        start, end = spans[k][1], spans[last][2]
        kind = ("", "m1", "m2", "u")[level[k]]
        tip = ' title="not in the article"' if kind == "u" else ""
        out.append(
            f'{escape(text[at:start])}<mark class="{kind}"{tip}>{escape(text[start:end])}</mark>'
        )
        at, k = end, last + 1
    return "".join(out) + escape(text[at:])


def marked_output(text: str, references: Sequence[str], source: str) -> str:
    """An output: matches with the references, and terms that the source lacks."""
    return marked(text, references, unsupported_terms(text, source) if source else ())


def marked_source(source: str, references: Sequence[str]) -> str:
    """An article: runs of three words that a reference has too."""
    return "".join(
        f"<p>{marked(part, references, n=3)}</p>" for part in source.split("\n") if part.strip()
    )
