"""An article cut into words and counted: the facts that all of the chooser's features share."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from summarizer.evidence import STOPWORDS, light_stem
from summarizer.normalization import to_model_text

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

_WORD = re.compile(r"\w+")
_MAX_NEIGHBOURS = 300
"""Beyond this many sentences, similarity is measured to the first 300 only (memory)."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What the training articles say about single words and word pairs.

    Words are kept as sorted CRC-32 hashes, so that no text is shipped.

    Attributes:
        word_keys: (V,) uint32, sorted.
        word_values: (V, 2) float32: idf; log-odds that a summary uses the word when its
            article does.
        pair_keys: (P,) uint32, sorted.
        pair_values: (P,) float32: the same log-odds for two neighbouring words.
        unseen: (3,) float32: what takes the place of the three values when unknown.
    """

    word_keys: NDArray[np.uint32]
    word_values: Floats
    pair_keys: NDArray[np.uint32]
    pair_values: Floats
    unseen: Floats

    def of_words(self, words: Sequence[str]) -> Floats:
        """(len(words), 2): idf and log-odds of each word."""
        keys = np.fromiter((hash_word(w) for w in words), np.uint32, len(words))
        at, known = _look_up(self.word_keys, keys)
        values = self.word_values[at] if len(self.word_keys) else np.zeros((len(words), 2))
        return np.where(known[:, None], values, self.unseen[:2]).astype(np.float32)

    def of_pairs(self, pairs: Sequence[tuple[str, str]]) -> Floats:
        """(len(pairs),): log-odds of each pair."""
        keys = np.fromiter((hash_word(f"{a} {b}") for a, b in pairs), np.uint32, len(pairs))
        at, known = _look_up(self.pair_keys, keys)
        values = self.pair_values[at] if len(self.pair_keys) else np.zeros(len(pairs))
        return np.where(known, values, self.unseen[2]).astype(np.float32)


def hash_word(word: str) -> int:
    """32 bits that stand for ``word``."""
    return zlib.crc32(word.encode())


def _look_up(
    table: NDArray[np.uint32], keys: NDArray[np.uint32]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    if not len(table):
        return np.zeros(len(keys), np.int64), np.zeros(len(keys), bool)
    at = np.minimum(np.searchsorted(table, keys), len(table) - 1)
    return at, table[at] == keys


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article's sentences cut into words, with the facts that all features share.

    Attributes (S sentences, N word tokens, U different words, P different neighbouring pairs):
        texts: (S) sentences in plain form (``to_model_text``).
        types: (U) different words, lower case, by first occurrence.
        pairs: (P) different pairs of neighbouring words, by first occurrence.
        token_type, token_sentence: (N,) int32.
        token_is_name: (N,) bool; a capital that does not open the sentence or a quotation.
        token_in_quotes: (N,) bool.
        pair_type, pair_sentence: one entry per pair token.
        word_counts: (S, U) float32. pair_counts: (S, P) float32.
        paragraph: (S,) int32, paragraph number of each sentence.
        similarity: (S, min(S, 300)) float32, cosine of tf-idf stem vectors.
        centrality: (S,) float32, cosine with the whole article.
    """

    texts: tuple[str, ...]
    types: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    token_type: Ints
    token_sentence: Ints
    token_is_name: NDArray[np.bool_]
    token_in_quotes: NDArray[np.bool_]
    pair_type: Ints
    pair_sentence: Ints
    word_counts: Floats
    pair_counts: Floats
    n_tokens: Ints
    paragraph: Ints
    similarity: Floats
    centrality: Floats
    lexical: Floats
    """(U, 2): idf and log-odds of each word."""

    @property
    def n_sentences(self) -> int:
        return len(self.texts)


def view_article(
    sentences: Sequence[str], paragraph_starts: Sequence[bool] | None, lexicon: Lexicon
) -> ArticleView:
    """The view of an article given as sentences; without paragraphs, it is all one paragraph."""
    texts = tuple(to_model_text(s) for s in sentences)
    starts = [False] * len(texts) if paragraph_starts is None else list(paragraph_starts)
    paragraph = np.cumsum(np.array([i > 0 and s for i, s in enumerate(starts)], dtype=np.int32))
    type_of: dict[str, int] = {}
    pair_of: dict[tuple[str, str], int] = {}
    token_type: list[int] = []
    token_sentence: list[int] = []
    is_name: list[bool] = []
    in_quotes: list[bool] = []
    pair_type: list[int] = []
    pair_sentence: list[int] = []
    for i, text in enumerate(texts):
        last: str | None = None
        n_quotes = 0
        at = 0
        for m in _WORD.finditer(text):
            gap = text[at : m.start()]
            n_quotes += gap.count('"')
            opens = last is None or gap.endswith('"') or gap.strip() in (".", "!", "?", ":")
            form = m.group()
            word = form.lower()
            at = m.end()
            token_type.append(type_of.setdefault(word, len(type_of)))
            token_sentence.append(i)
            is_name.append(form[0].isupper() and not opens)
            in_quotes.append(n_quotes % 2 == 1)
            if last is not None:
                pair_type.append(pair_of.setdefault((last, word), len(pair_of)))
                pair_sentence.append(i)
            last = word
    tokens = np.array(token_type, np.int32)
    of_sentence = np.array(token_sentence, np.int32)
    pairs = np.array(pair_type, np.int32)
    pairs_of_sentence = np.array(pair_sentence, np.int32)
    word_counts = _counts(of_sentence, tokens, len(texts), len(type_of))
    types = tuple(type_of)
    lexical = lexicon.of_words(types)
    similarity, centrality = _similarities(types, word_counts, lexical[:, 0])
    return ArticleView(
        texts=texts,
        types=types,
        pairs=tuple(pair_of),
        token_type=tokens,
        token_sentence=of_sentence,
        token_is_name=np.array(is_name, bool),
        token_in_quotes=np.array(in_quotes, bool),
        pair_type=pairs,
        pair_sentence=pairs_of_sentence,
        word_counts=word_counts,
        pair_counts=_counts(pairs_of_sentence, pairs, len(texts), len(pair_of)),
        n_tokens=word_counts.sum(axis=1).astype(np.int32),
        paragraph=paragraph.astype(np.int32),
        similarity=similarity,
        centrality=centrality,
        lexical=lexical,
    )


def _counts(rows: Ints, columns: Ints, n_rows: int, n_columns: int) -> Floats:
    counts = np.zeros((n_rows, n_columns), np.float32)
    np.add.at(counts, (rows, columns), 1.0)
    return counts


def _similarities(types: Sequence[str], counts: Floats, idf: Floats) -> tuple[Floats, Floats]:
    """Cosines between sentences, and with the whole article, over stems of content words."""
    stem_of: dict[str, int] = {}
    columns = np.full(len(types), -1)
    for u, word in enumerate(types):
        if word not in STOPWORDS:
            columns[u] = stem_of.setdefault(light_stem(word), len(stem_of))
    kept = columns >= 0
    vectors = np.zeros((len(counts), max(len(stem_of), 1)), np.float32)
    np.add.at(vectors.T, columns[kept], (counts[:, kept] * idf[kept]).T)
    whole = vectors.sum(axis=0)
    norms = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
    unit = vectors / norms
    centrality = unit @ (whole / max(float(np.linalg.norm(whole)), 1e-6))
    return unit @ unit[:_MAX_NEIGHBOURS].T, centrality.astype(np.float32)
