"""From text to sentences to windows and back, for any text, limit and tokenizer."""

from __future__ import annotations

import re
from collections.abc import Callable

from hypothesis import example, given, settings
from hypothesis import strategies as st

from summarizer.document import Document, ParagraphKind, Span
from summarizer.errors import InputTooLong
from summarizer.extraction.cleaned import CleanedArticle, CleanedParagraph
from summarizer.segmentation import make_document
from summarizer.windows import make_windows, reassemble, split_long_sentence

COUNTERS: dict[str, Callable[[str], int]] = {
    "words": lambda t: len(t.split()) + 2,
    "characters": len,
    "bytes": lambda t: len(t.encode("utf-8", "surrogatepass")) + 1,
    "superadditive": lambda t: len(t.split()) + 3 * t.count(". "),
}
PARAGRAPHS = st.lists(
    st.one_of(
        st.text(min_size=1, max_size=80),
        st.lists(
            st.sampled_from(
                [
                    "Il",
                    "est.",
                    "M.",
                    "Roy",
                    "part",
                    "!",
                    "«",
                    "Oui",
                    "?",
                    "»",
                    "dit-on",
                    ";",
                    "le",
                    "5,",
                    "puis",
                    "etc.",
                    "Fin…",
                ]
            ),
            min_size=1,
            max_size=30,
        ).map(" ".join),
    ).filter(lambda t: bool(t.strip())),
    max_size=5,
)


def document_of(paragraphs: list[str]) -> Document:
    stripped = [p.strip() for p in paragraphs]
    spans: list[CleanedParagraph] = []
    at = 0
    for paragraph in stripped:
        spans.append(CleanedParagraph(ParagraphKind.TEXT, Span(at, at + len(paragraph))))
        at += len(paragraph) + 2
    return make_document(CleanedArticle("\n\n".join(stripped), tuple(spans)))


@settings(max_examples=120, deadline=None)
@given(PARAGRAPHS, st.sampled_from(sorted(COUNTERS)), st.integers(1, 120))
def test_windows_cover_each_sentence_once_and_reassemble_to_the_text(
    paragraphs: list[str], counter: str, max_tokens: int
) -> None:
    document = document_of(paragraphs)
    count = COUNTERS[counter]
    try:
        windows = make_windows(document, count, max_tokens)
    except InputTooLong as error:
        assert error.index is not None
        assert count(document.sentences[error.index].text) == error.count > max_tokens
        return
    assert [i for w in windows for i in w.sentences] == list(range(len(document.sentences)))
    assert [s for w in windows for s in w.spans] == [s.span for s in document.sentences]
    assert all(count(w.text) <= max_tokens for w in windows)
    assert reassemble(document, [w.text for w in windows]) == document.text
    assert reassemble(document, [w.text for w in windows], windows) == document.text
    assert reassemble(document, [s.text for s in document.sentences]) == document.text


@settings(max_examples=120, deadline=None)
@given(st.text(max_size=300), st.sampled_from(["words", "characters", "bytes"]), st.integers(7, 60))
@example(" 0\x85\u20280", "bytes", 7)
def test_the_parts_of_a_long_sentence_fit_and_join_to_it(
    text: str, counter: str, max_tokens: int
) -> None:
    count = COUNTERS[counter]
    try:
        parts = split_long_sentence(text, count, max_tokens)
    except InputTooLong as error:
        characters = re.findall(r"\s*\S\s*", text) or [text]
        assert error.count in [n for n in map(count, characters) if n > max_tokens]
        return
    assert "".join(parts) == text
    assert all(count(p) <= max_tokens for p in parts)
