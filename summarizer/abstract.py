"""The French summary: chosen from the article or written by a model, complete and checked."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from summarizer.checks import check_summary_sentence, index_article
from summarizer.checks.article_index import ArticleIndex
from summarizer.checks.finding import Severity
from summarizer.document import Document, Paragraph, ParagraphKind, Sentence, Span
from summarizer.engines.base import (
    Candidate,
    Engine,
    GenerationOptions,
    Task,
    WritesToLength,
)
from summarizer.normalization import french_typography
from summarizer.result import Length, Origin
from summarizer.segmentation import split_sentences
from summarizer.windows import make_windows, split_long_sentence

SEARCH = GenerationOptions(num_beams=4, num_return_sequences=4, no_repeat_ngram_size=3)
"""Four beams, as the published OrangeSum summarisers were evaluated with."""

MAX_SENTENCES = {Length.TITLE: 1, Length.SHORT: 2, Length.MEDIUM: 4, Length.BULLETS: 7}
LONG_SHARE = 0.15
LONG_WORDS = 120
"""A long summary has a sixth to a seventh of the article's words, and at least 120."""

_WORDS_A_PART = 30
"""What an abstract model trained on OrangeSum writes of one window, in words (targets page)."""


@dataclass(frozen=True, slots=True)
class FrenchSentence:
    """A summary sentence; ``sentence`` is its index when it is the article's own, whole."""

    text: str
    origin: Origin
    sentence: int | None = None


@dataclass(frozen=True, slots=True)
class FrenchSummary:
    """Sentences in order; ``read_share`` of the article's words were read, 0 to 1."""

    sentences: tuple[FrenchSentence, ...]
    read_share: float


def write_summary(document: Document, length: Length, engine: Engine) -> FrenchSummary:
    """A summary of ``length`` by ``engine``, never longer than the article.

    Paragraphs in another language than French are left out of what the engine reads.

    Raises:
        EngineError: the engine failed.
    """
    body, indices = sub_document(document, _is_french)
    if not body.sentences:
        body, indices = document, list(range(len(document.sentences)))
    share = body.n_words / document.n_words if document.n_words else 1.0
    if engine.name in _CHOOSERS:
        sentences = _CHOOSERS[engine.name](body, length, engine)
    elif isinstance(engine, WritesToLength):
        sentences = _written_to_length(body, length, engine)
    elif length is Length.TITLE and engine.task is not Task.TITLE:
        sentences = _chosen(body, length, engine)
    else:
        sentences = _written(body, length, engine)
    if sum(len(s.text.split()) for s in sentences) > body.n_words:
        sentences = [FrenchSentence(body.sentences[0].text, Origin.EXTRACTED, 0)]
    own = [
        s if s.sentence is None else FrenchSentence(s.text, s.origin, indices[s.sentence])
        for s in sentences
    ]
    return FrenchSummary(tuple(own), min(1.0, share))


def sub_document(
    document: Document, is_kept: Callable[[Paragraph], bool]
) -> tuple[Document, list[int]]:
    """The document of the kept paragraphs, and for each of its sentences the original index."""
    kept = [p for p in document.paragraphs if is_kept(p)]
    if len(kept) == len(document.paragraphs):
        return document, list(range(len(document.sentences)))
    parts: list[str] = []
    paragraphs: list[Paragraph] = []
    at = 0
    for p in kept:
        shift = at - p.span.start
        sentences = tuple(
            Sentence(s.text, Span(s.span.start + shift, s.span.end + shift)) for s in p.sentences
        )
        span = Span(at, p.span.end + shift)
        paragraphs.append(Paragraph(p.kind, span, sentences, p.language))
        parts.append(document.text[p.span.start : p.span.end])
        at = span.end + 2
    ids = {id(p) for p in kept}
    indices = [i for i, p, _ in document.enumerate_sentences() if id(document.paragraphs[p]) in ids]
    return Document("\n\n".join(parts), tuple(paragraphs), origin=document.origin), indices


def _is_french(paragraph: Paragraph) -> bool:
    return paragraph.language in (None, "fr", "und")


def _is_body(paragraph: Paragraph) -> bool:
    return paragraph.kind not in (ParagraphKind.TITLE, ParagraphKind.HEADING)


# Sentences chosen from the article.


def _chosen(document: Document, length: Length, engine: Engine) -> list[FrenchSentence]:
    from summarizer.engines import extractive
    from summarizer.engines.headline_writer import HeadlineKind

    chooser = getattr(engine, "chooser", None)
    if length is Length.TITLE:
        article = index_article(document)
        writer = getattr(engine, "headline_writer", None)
        for headline in extractive.rank_titles(document, chooser=chooser, writer=writer):
            text = french_typography(headline.text)
            if headline.kind is HeadlineKind.CLAUSE:
                return [_own(document, text)]
            if not _fails(article, text, is_title=True):
                origin = Origin.GENERATED if headline.is_written else Origin.SHORTENED
                return [FrenchSentence(text, origin)]
    chosen = extractive.choose_for_length(document, length, chooser=chooser) or [0]
    shortener = getattr(engine, "shortener", None)
    if length is not Length.BULLETS or shortener is None:
        return _extracted(document, chosen)
    made = shortener.shorten([document.sentences[i].text for i in chosen])
    shorter = {i: text for i, text in zip(chosen, made, strict=True) if text is not None}
    return _extracted(document, chosen, shorter)


def _leading(document: Document, length: Length, engine: Engine) -> list[FrenchSentence]:
    texts = document.sentences
    body = [
        i for i, p, _ in document.enumerate_sentences() if _is_body(document.paragraphs[p])
    ] or list(range(len(texts)))
    if length is Length.LONG:
        room = max(LONG_WORDS, round(LONG_SHARE * document.n_words))
        n, words = 1, len(texts[body[0]].text.split())
        while n < len(body) and words + len(texts[body[n]].text.split()) <= room:
            words += len(texts[body[n]].text.split())
            n += 1
    else:
        n = MAX_SENTENCES[length]
    return _extracted(document, body[:n])


def _extracted(
    document: Document, chosen: Sequence[int], shorter: Mapping[int, str] | None = None
) -> list[FrenchSentence]:
    """The chosen sentences; one that lost its neighbour loses its opening connective.

    ``shorter`` has forms of some to take instead, as far as they pass the checks.
    """
    from summarizer.engines.extractive import tidy_opening

    passing: dict[int, str] = {}
    if shorter:
        article = index_article(document)
        passing = {i: text for i, text in shorter.items() if not _fails(article, text)}
    out = []
    for i in chosen:
        text = passing.get(i, document.sentences[i].text)
        tidy = text if i - 1 in chosen else tidy_opening(text)
        if i in passing:
            out.append(FrenchSentence(tidy, Origin.SHORTENED))
        else:
            out.append(FrenchSentence(tidy, Origin.EXTRACTED, i if tidy == text else None))
    return out


def _own(document: Document, text: str) -> FrenchSentence:
    """``text`` cut from the article, with its index when it is a whole sentence of it."""
    index = next((i for i, s in enumerate(document.sentences) if s.text == text), None)
    return FrenchSentence(text, Origin.EXTRACTED, index)


_CHOOSERS: dict[str, Callable[[Document, Length, Engine], list[FrenchSentence]]] = {
    "extractive": _chosen,
    "lead": _leading,
}


# Sentences written by a model.


def _written(document: Document, length: Length, engine: Engine) -> list[FrenchSentence]:
    body, _ = sub_document(document, _is_body)
    body = body if body.sentences else document
    sources = _windows(body, engine, _n_parts(body, length))
    if length in (Length.TITLE, Length.SHORT):
        sources = _condensed(sources, engine)
    return _checked(document, length, engine, sources)


def _written_to_length(
    document: Document, length: Length, engine: WritesToLength
) -> list[FrenchSentence]:
    """By an engine that is told the length: one request for what fits it, else parts first."""
    body, _ = sub_document(document, _is_body)
    body = body if body.sentences else document
    writer = engine.for_length(length)
    condenser = engine.for_length(Length.LONG)  # long answers leave the least room to read
    sources = _condensed(_windows(body, condenser, 1), condenser)
    return _checked(document, length, writer, sources)


def _checked(
    document: Document, length: Length, engine: Engine, sources: Sequence[str]
) -> list[FrenchSentence]:
    """What ``engine`` writes of ``sources``, checked, repeated sentences left out."""
    generations = engine.generate(sources, SEARCH)
    sentences: list[FrenchSentence] = []
    for generation in generations:
        for sentence in _best(document, generation.candidates):
            if all(sentence.text != s.text for s in sentences):
                sentences.append(sentence)
    if not sentences:
        return _chosen(document, length, engine)
    if length is Length.LONG:
        return _within(sentences, max(LONG_WORDS, round(LONG_SHARE * document.n_words)))
    return sentences[: MAX_SENTENCES[length]]


def _n_parts(document: Document, length: Length) -> int:
    """Into how many windows of like size an article is divided, a part of the summary each."""
    if length in (Length.TITLE, Length.SHORT):
        return 1
    if length is Length.LONG:
        wanted = max(LONG_WORDS, LONG_SHARE * document.n_words) / _WORDS_A_PART
    else:
        wanted = 3 if length is Length.MEDIUM else min(5, max(3, document.n_words / 120))
    return max(1, min(round(wanted), len(document.sentences) // 2))


def _windows(document: Document, engine: Engine, n_parts: int) -> list[str]:
    """The whole article in at least ``n_parts`` windows that fit the engine."""
    limit = engine.max_input_tokens
    short = _with_short_sentences(document, engine.count_tokens, limit)
    if n_parts > 1:
        longest = max(engine.count_tokens(s.text) for s in short.sentences)
        total = sum(engine.count_tokens(s.text) for s in short.sentences)
        limit = min(limit, max(longest, math.ceil(1.1 * total / n_parts)))
    return [w.text for w in make_windows(short, engine.count_tokens, limit)]


def _with_short_sentences(
    document: Document, count_tokens: Callable[[str], int], limit: int
) -> Document:
    """The document with sentences beyond ``limit`` cut into parts, text unchanged."""
    if all(count_tokens(s.text) <= limit for s in document.sentences):
        return document
    paragraphs = []
    for p in document.paragraphs:
        sentences: list[Sentence] = []
        for s in p.sentences:
            at = s.span.start
            for part in split_long_sentence(s.text, count_tokens, limit):
                core = part.strip()
                start = at + part.index(core)
                sentences.append(Sentence(core, Span(start, start + len(core))))
                at += len(part)
        paragraphs.append(Paragraph(p.kind, p.span, tuple(sentences), p.language))
    return Document(document.text, tuple(paragraphs), document.furniture, document.origin)


def _condensed(sources: list[str], engine: Engine) -> list[str]:
    """One source that fits the engine: the summaries of the parts, as often as needed."""
    while len(sources) > 1:
        made = engine.generate(sources, GenerationOptions(num_beams=4, no_repeat_ngram_size=3))
        texts = [g.text for g in made]
        packed: list[str] = []
        for text in texts:
            joined = f"{packed[-1]}\n{text}" if packed else text
            if packed and engine.count_tokens(joined) <= engine.max_input_tokens:
                packed[-1] = joined
            else:
                packed.append(text)
        if len(packed) >= len(sources):
            return packed[:1]
        sources = packed
    return sources


def _best(document: Document, candidates: Iterable[Candidate]) -> list[FrenchSentence]:
    """The sentences of the candidate with the fewest hard findings, the others repaired.

    A sentence that fails hard in the best candidate gives way to the article sentence it is
    nearest to: true beats fluent.
    """
    article = index_article(document)
    ranked: list[tuple[int, int, list[str], list[bool]]] = []
    for rank, candidate in enumerate(candidates):
        texts = complete_sentences(french_typography(candidate.text), candidate.is_finished)
        fails = [_fails(article, t) for t in texts]
        if texts:
            ranked.append((sum(fails), rank, texts, fails))
            if not any(fails):
                break
    if not ranked:
        return []
    _, rank, texts, fails = min(ranked)
    out = []
    for text, fail in zip(texts, fails, strict=True):
        nearest = article.nearest(text) if fail else None
        if fail and nearest is not None:
            i = nearest[0]
            out.append(FrenchSentence(document.sentences[i].text, Origin.REPAIRED, i))
        elif not fail:
            out.append(FrenchSentence(text, Origin.REPAIRED if rank else Origin.GENERATED))
    return out


def _fails(article: ArticleIndex, text: str, *, is_title: bool = False) -> bool:
    findings = check_summary_sentence(article, text, 0, is_title=is_title)
    return any(f.severity is Severity.HARD for f in findings)


def complete_sentences(text: str, is_finished: bool) -> list[str]:
    """The sentences of ``text`` that come to an end.

    A last one that was cut off is dropped, unless it is the only one; one that merely lacks its
    stop gets it.
    """
    texts = [text[s.start : s.end] for s in split_sentences(text)]
    if not texts:
        return []
    has_end = texts[-1].rstrip('»”" \u00a0)').endswith((".", "!", "?", "…"))
    if not has_end and not is_finished and len(texts) > 1:
        return texts[:-1]
    if not has_end:
        texts[-1] = texts[-1].rstrip(" ,;:") + ("" if len(texts) == 1 and is_finished else ".")
    return texts


def _within(sentences: Sequence[FrenchSentence], n_words: int) -> list[FrenchSentence]:
    out: list[FrenchSentence] = []
    words = 0
    for sentence in sentences:
        words += len(sentence.text.split())
        if out and words > n_words:
            break
        out.append(sentence)
    return out
