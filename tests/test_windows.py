"""Windows: whole sentences, nothing truncated, and the exact way back."""

from __future__ import annotations

import pytest

from summarizer.document import Document, Paragraph, ParagraphKind, Sentence, Span
from summarizer.errors import ConfigError, InputTooLong
from summarizer.segmentation import split_sentences
from summarizer.windows import make_windows, reassemble, split_long_sentence


def words(text: str) -> int:
    """A tokenizer's count: one token a word, and two special ones."""
    return len(text.split()) + 2


def document_of(text: str) -> Document:
    spans = split_sentences(text)
    sentences = tuple(Sentence(text[s.start : s.end], s) for s in spans)
    paragraph = Paragraph(ParagraphKind.TEXT, Span(spans[0].start, spans[-1].end), sentences)
    return Document(text, (paragraph,))


ARTICLE = "Le port dort. La mer monte un peu.\n\nUn bac part !\nPersonne ne dit mot. Fin.\n"


def test_windows_never_split_a_sentence_and_are_filled_greedily() -> None:
    windows = make_windows(document_of(ARTICLE), words, 10)
    assert [w.text for w in windows] == [
        "Le port dort. La mer monte un peu.",
        "Un bac part !\nPersonne ne dit mot.",
        "Fin.",
    ]
    assert [w.sentences for w in windows] == [(0, 1), (2, 3), (4,)]
    assert all(words(w.text) <= 10 for w in windows)


def test_windows_back_together_are_the_document() -> None:
    document = document_of("\n " + ARTICLE)
    for limit in (7, 8, 10, 100):
        windows = make_windows(document, words, limit)
        assert reassemble(document, [w.text for w in windows]) == document.text


def test_changed_texts_keep_the_line_breaks_of_the_article() -> None:
    document = document_of(ARTICLE)
    windows = make_windows(document, words, 10)
    assert reassemble(document, ["A", "B", "C"], windows) == "A\n\nB C\n"
    assert reassemble(document, list("abcde")) == "a b\n\nc\nd e\n"


def test_texts_that_cannot_be_placed_are_an_error() -> None:
    document = document_of(ARTICLE)
    with pytest.raises(ConfigError, match="Pass windows="):
        reassemble(document, ["A", "B", "C"])
    with pytest.raises(ConfigError, match="one text per window"):
        reassemble(document, ["A", "B"], make_windows(document, words, 10))
    with pytest.raises(ConfigError):
        reassemble(document, [])


def test_a_sentence_over_the_limit_is_named_with_both_counts() -> None:
    with pytest.raises(InputTooLong) as caught:
        make_windows(document_of(ARTICLE), words, 6)
    assert (caught.value.index, caught.value.count, caught.value.limit) == (1, 7, 6)
    assert "Sentence 2 has 7 tokens" in str(caught.value)


def test_a_window_is_counted_as_a_whole_because_counts_do_not_add_up() -> None:
    def grows_when_joined(text: str) -> int:
        return len(text.split()) + 3 * text.count(". ")

    windows = make_windows(document_of("Un un. Deux deux. Trois trois."), grows_when_joined, 7)
    assert [w.text for w in windows] == ["Un un. Deux deux.", "Trois trois."]


def test_an_article_of_11000_tokens_reaches_the_model_whole_in_few_counts() -> None:
    text = " ".join(
        f"La pompe numéro {n} fournit {n * 7} litres par heure au bourg." for n in range(1000)
    )
    document = document_of(text)
    assert words(text) > 11_000
    calls = 0

    def counting(piece: str) -> int:
        nonlocal calls
        calls += 1
        return words(piece)

    windows = make_windows(document, counting, 512)
    assert [i for w in windows for i in w.sentences] == list(range(1000))
    assert reassemble(document, [w.text for w in windows]) == text
    assert all(words(w.text) <= 512 for w in windows)
    assert calls <= 1000 + 1 + 3 * len(windows)


def test_a_document_without_sentences_has_no_windows() -> None:
    empty = Document(" \n", ())
    assert make_windows(empty, words, 5) == []
    assert reassemble(empty, []) == " \n"


@pytest.mark.parametrize("limit", [0, -3])
def test_a_limit_must_be_positive(limit: int) -> None:
    with pytest.raises(ConfigError, match="at least 1"):
        make_windows(document_of("Un."), words, limit)


LONG = (
    "Le conseil a voté le budget, qui augmente de 2,4 % ; il a rejeté, par 210 000 voix "
    "contre 12, l’amendement du groupe, car il venait trop tard ; enfin, il a reporté à mars "
    "l’examen du plan de circulation et la création de deux lignes de bus entre la gare, le "
    "port et le nouvel hôpital, que réclament depuis dix ans les habitants des quartiers nord."
)


def test_a_long_sentence_is_split_at_semicolons_first() -> None:
    assert words(LONG) > 60
    parts = split_long_sentence(LONG, words, 50)
    assert "".join(parts) == LONG
    assert [p.split()[0] for p in parts] == ["Le", "enfin,"]


@pytest.mark.parametrize("limit", [4, 6, 9, 15, 25, 40])
def test_every_part_fits_and_nothing_is_lost(limit: int) -> None:
    parts = split_long_sentence(LONG, words, limit)
    assert "".join(parts) == LONG
    assert all(words(p) <= limit for p in parts)
    assert all(p.strip() for p in parts)


def test_a_number_is_not_torn_while_there_is_another_place() -> None:
    parts = split_long_sentence("un bâtiment de 210 000 places debout", words, 6)
    assert any("210 000" in p for p in parts)


def test_a_word_without_spaces_is_cut_between_characters_at_last() -> None:
    parts = split_long_sentence("x" * 50, len, 8)
    assert "".join(parts) == "x" * 50
    assert max(map(len, parts)) <= 8


def test_a_limit_below_one_character_is_an_error() -> None:
    with pytest.raises(InputTooLong, match="larger input"):
        split_long_sentence("Bonjour tout le monde", words, 2)


def test_a_text_that_fits_comes_back_whole() -> None:
    assert split_long_sentence("Tout va bien.", words, 5) == ["Tout va bien."]
