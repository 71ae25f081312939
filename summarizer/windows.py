"""Windows of whole sentences that fit an engine, and the way back to one text.

Nothing is ever cut off: a sentence that alone exceeds the limit is an error here, and
``split_long_sentence`` is the way to go on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from summarizer.document import Document, Sentence, Span
from summarizer.errors import ConfigError, InputTooLong

# Where a long sentence may be cut, best places first; a cut falls after the match.
_CUT_LEVELS = tuple(
    re.compile(pattern)
    for pattern in (
        r";\s+",
        r"(?::|[–—-])\s+",
        r",\s+(?=(?:et|ou|mais|car|donc|or|ni|puis|tandis|alors|parce|puisque|bien)\b)",
        r",\s+(?=(?:qui|que|dont|où|lequel|laquelle|lesquels|lesquelles|quand|lorsque|si)\b)",
        r",\s+(?!\d)",
        r"\s+(?=(?:et|ou|mais|car|donc|ni|puis|tandis|parce|puisque|lorsque|quand|qui|dont)\b)",
        r"(?<!\d) +|(?<=\d) +(?!\d)",
        r"\s+",
    )
)
# A cut that would leave less than this share of the characters on one side waits for the
# levels below: two halves are translated better than a sentence and a scrap.
_MIN_SHARE = 0.2
_EVEN_SHARE_LEVELS = 6


@dataclass(frozen=True, slots=True)
class Window:
    """Consecutive whole sentences of a document.

    Attributes:
        text: the document from the first sentence's start to the last one's end, line breaks
            included.
        sentences: indices into ``Document.sentences``; at least one.
        spans: those sentences in ``Document.text``.
    """

    text: str
    sentences: tuple[int, ...]
    spans: tuple[Span, ...]

    @property
    def span(self) -> Span:
        """The window in ``Document.text``."""
        return Span(self.spans[0].start, self.spans[-1].end)


def make_windows(
    doc: Document, count_tokens: Callable[[str], int], max_tokens: int
) -> list[Window]:
    """Windows of whole sentences, in order, packed greedily.

    Each sentence is counted once, each window about twice: sums of counts are only a guess
    (special tokens, merges), so every window's own text is counted before it is accepted.

    Args:
        count_tokens: length of a text in model tokens, special tokens included.
        max_tokens: upper bound per window, in tokens; > 0.

    Returns:
        Windows covering each sentence exactly once;
        ``reassemble(doc, [w.text for w in windows])`` equals ``doc.text``.

    Raises:
        InputTooLong: one sentence alone exceeds ``max_tokens``; carries its index and both
            counts.
    """
    _check_limit(max_tokens)
    sentences = doc.sentences
    counts = _count_sentences(sentences, count_tokens, max_tokens)
    n_special = count_tokens("") if len(sentences) > 1 else 0

    def fits(first: int, end: int) -> bool:
        start = sentences[first].span.start
        return count_tokens(doc.text[start : sentences[end - 1].span.end]) <= max_tokens

    windows: list[Window] = []
    first = 0
    while first < len(sentences):
        end = _guess_end(counts, first, max_tokens, n_special)
        if end == first + 1 or fits(first, end):
            while end < len(sentences) and fits(first, end + 1):
                end += 1
        else:
            end -= 1
            while end > first + 1 and not fits(first, end):
                end -= 1
        windows.append(_make_window(doc, sentences, first, end))
        first = end
    return windows


def reassemble(doc: Document, texts: Sequence[str], windows: Sequence[Window] = ()) -> str:
    """The whole text again: ``texts`` in order with the document's own white space between.

    Args:
        texts: one per window, one per sentence, or the document's own window texts.
        windows: those that ``texts`` belong to; needed when the texts were changed
            (translated, say) and are not one per sentence.

    Raises:
        ConfigError: the number of texts is wrong, or a text cannot be placed without
            ``windows``.
    """
    spans = [w.span for w in windows] if windows else _place(doc, texts)
    if len(spans) != len(texts):
        raise ConfigError(
            f"Got {len(texts)} texts for {len(spans)} windows. Give one text per window, in order."
        )
    out: list[str] = []
    at = 0
    for span, text in zip(spans, texts, strict=True):
        out += [doc.text[at : span.start], text]
        at = span.end
    return "".join([*out, doc.text[at:]])


def split_long_sentence(
    text: str, count_tokens: Callable[[str], int], max_tokens: int
) -> list[str]:
    """Parts of ``text`` of at most ``max_tokens`` each; ``"".join(parts) == text``.

    Halved, and halved again, at the best place near the middle: after a semicolon, a colon or
    dash, a comma before a conjunction or a relative, another comma, before a conjunction, at a
    space (those inside a number last), and only in a word without spaces between characters.
    White space stays at the end of the part before it. A text that fits comes back whole.

    Raises:
        InputTooLong: ``max_tokens`` does not hold even one character with its white space.
    """
    _check_limit(max_tokens)
    n_tokens = count_tokens(text)
    if n_tokens <= max_tokens:
        return [text]
    cut = _best_cut(text)
    if cut is None:
        raise InputTooLong(
            f"One character with its white space takes {n_tokens} tokens, the limit is "
            f"{max_tokens}. "
            "Use an engine with a larger input.",
            count=n_tokens,
            limit=max_tokens,
            unit="tokens",
        )
    return [
        *split_long_sentence(text[:cut], count_tokens, max_tokens),
        *split_long_sentence(text[cut:], count_tokens, max_tokens),
    ]


def _best_cut(text: str) -> int | None:
    """The offset to cut at; both sides have something that is not white space."""
    start = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    if end - start < 2:
        return None
    middle = (start + end) / 2
    for level, pattern in enumerate(_CUT_LEVELS):
        margin = _MIN_SHARE * (end - start) if level < _EVEN_SHARE_LEVELS else 0
        cuts = [
            m.end()
            for m in pattern.finditer(text, start, end)
            if start + margin < m.end() < end - margin
        ]
        if cuts:
            return min(cuts, key=lambda cut: abs(cut - middle))
    return int(middle)


def _count_sentences(
    sentences: Sequence[Sentence], count_tokens: Callable[[str], int], max_tokens: int
) -> list[int]:
    known: dict[str, int] = {}
    counts: list[int] = []
    for index, sentence in enumerate(sentences):
        if sentence.text not in known:
            known[sentence.text] = count_tokens(sentence.text)
        counts.append(known[sentence.text])
        if counts[-1] > max_tokens:
            raise InputTooLong(
                f"Sentence {index + 1} has {counts[-1]} tokens, the limit is {max_tokens}. "
                "Split it first (split_long_sentence) or use an engine with a larger input.",
                count=counts[-1],
                limit=max_tokens,
                unit="tokens",
                index=index,
            )
    return counts


def _guess_end(counts: Sequence[int], first: int, max_tokens: int, n_special: int) -> int:
    """End of the window by sums of counts; always at least one sentence."""
    total, end = counts[first], first + 1
    while end < len(counts) and total + counts[end] - n_special <= max_tokens:
        total += counts[end] - n_special
        end += 1
    return end


def _make_window(doc: Document, sentences: Sequence[Sentence], first: int, end: int) -> Window:
    spans = tuple(s.span for s in sentences[first:end])
    return Window(doc.text[spans[0].start : spans[-1].end], tuple(range(first, end)), spans)


def _place(doc: Document, texts: Sequence[str]) -> list[Span]:
    """Spans of the texts: one per sentence, or the document's own slices."""
    sentences = doc.sentences
    if len(texts) == len(sentences):
        return [s.span for s in sentences]
    spans: list[Span] = []
    next_sentence = 0
    for index, text in enumerate(texts):
        start = sentences[next_sentence].span.start if next_sentence < len(sentences) else -1
        end = start + len(text)
        if start < 0 or not text or not doc.text.startswith(text, start):
            break
        while next_sentence < len(sentences) and sentences[next_sentence].span.end <= end:
            next_sentence += 1
        if sentences[next_sentence - 1].span.end != end:
            break
        spans.append(Span(start, end))
        if index == len(texts) - 1 and next_sentence == len(sentences):
            return spans
    raise ConfigError(
        f"{len(texts)} texts cannot be placed in an article of {len(sentences)} sentences: they "
        "are not its own windows. Pass windows=, or one text per sentence."
    )


def _check_limit(max_tokens: int) -> None:
    if max_tokens < 1:
        raise ConfigError(f"max_tokens must be at least 1, got {max_tokens}.")
