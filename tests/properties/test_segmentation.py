"""For any Unicode text: spans in order, nothing lost, nothing doubled."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.normalization import normalize_french
from summarizer.segmentation import split_sentences

# Marks that rules turn on, drawn more often than chance would.
FRAGMENTS = st.sampled_from(
    [
        *[
            ".",
            "!",
            "?",
            "…",
            "...",
            ";",
            ":",
            "«",
            "»",
            '"',
            "'",
            "’",
            "“",
            "”",
            "(",
            ")",
            "[",
            "]",
            "—",
            "–",
            "-",
            "1.",
            "a)",
            "M.",
            "Mme",
            "etc.",
            "J.-C.",
            "p.",
            "n°",
            "5",
            "V.",
            "S.N.C.F.",
        ],
        *["Il", "il", "Le", "le", "Paris", "été", "3,5", "210", "iPhone", "www.a.fr"],
        " ",
        "\u00a0",
        "\u202f",
        "\n",
        "\n\n",
        "\x1c",
        "\u2028",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(FRAGMENTS, max_size=60).map("".join),
    st.lists(FRAGMENTS, max_size=60).map(" ".join),
)


@settings(max_examples=120, deadline=None)
@given(TEXTS)
def test_spans_are_trimmed_in_order_and_cover_all_but_white_space(text: str) -> None:
    spans = split_sentences(text)
    at = 0
    for span in spans:
        assert text[at : span.start].strip() == ""
        piece = text[span.start : span.end]
        assert piece == piece.strip() != ""
        at = span.end
    assert text[at:].strip() == ""


@settings(max_examples=80, deadline=None)
@given(TEXTS)
def test_no_sentence_spans_a_line_break(text: str) -> None:
    assert all(len(text[s.start : s.end].splitlines()) == 1 for s in split_sentences(text))


@settings(max_examples=80, deadline=None)
@given(TEXTS)
def test_the_kind_of_space_does_not_matter(text: str) -> None:
    plain = text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")
    assert split_sentences(plain) == split_sentences(text)


@settings(max_examples=80, deadline=None)
@given(TEXTS)
def test_cleaned_text_is_covered_too(text: str) -> None:
    cleaned = normalize_french(text)
    spans = split_sentences(cleaned)
    kept = "".join(cleaned[s.start : s.end] for s in spans)
    assert "".join(kept.split()) == "".join(cleaned.split())
