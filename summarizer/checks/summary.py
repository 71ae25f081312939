"""All checks of a French summary against the whole article."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from summarizer.checks import messages
from summarizer.checks.article_index import (
    ArticleIndex,
    IndexedSentence,
    content_stems,
    index_article,
)
from summarizer.checks.coverage import coverage_findings
from summarizer.checks.exonyms import exonym_table
from summarizer.checks.finding import Finding, FindingKind, Part, Severity
from summarizer.checks.form import form_findings, repetition_findings
from summarizer.checks.lettering import plain, words_of
from summarizer.checks.name_findings import unsupported_names
from summarizer.checks.names import (
    Name,
    TextWords,
    find_names,
    is_supported_in_article,
    read_words,
)
from summarizer.checks.number_findings import compare_numbers
from summarizer.checks.numbers import find_quantities
from summarizer.checks.place import Place
from summarizer.checks.polarity import denies, has_reserve, hearsay, negative_words, shortened
from summarizer.checks.quantity import Quantity, Strength, agree, close
from summarizer.checks.quotations import attribution_findings
from summarizer.checks.roles import summary_role_findings
from summarizer.checks.translation import check_translation
from summarizer.document import Document, Span

# Share of a summary sentence's stems that an article sentence must hold for the two to be read
# side by side, found on the planted suite: below, too many sentences are no paraphrase.
SIDE_BY_SIDE = 0.5
# Above this share a sentence is the article's own, and its neighbours no longer excuse it.
VERBATIM = 0.9


def check_summary(
    document: Document,
    sentences_fr: Sequence[str],
    *,
    read_share: float = 1.0,
    index: ArticleIndex | None = None,
    is_title: bool = False,
) -> list[Finding]:
    """Findings for a French summary held against the whole article, in sentence order.

    Args:
        sentences_fr: the summary's sentences.
        read_share: share of the article's words that the model read, 0 to 1.
        index: ``index_article(document)`` if already built.
        is_title: a headline needs no full stop.
    """
    article = index or index_article(document)
    findings: list[Finding] = []
    for i, sentence in enumerate(sentences_fr):
        findings += check_summary_sentence(article, sentence, i, is_title=is_title)
    n_summary = sum(len(s.split()) for s in sentences_fr)
    if n_summary > document.n_words > 0:
        fr, en = messages.too_long(Part.SUMMARY_FR, document.n_words, n_summary)
        findings.append(Finding(FindingKind.LENGTH, Severity.SOFT, Part.SUMMARY_FR, fr, en))
    findings += coverage_findings(document, sentences_fr, read_share=read_share)
    return findings


def check_summary_sentence(
    article: ArticleIndex, sentence: str, number: int, *, is_title: bool = False
) -> list[Finding]:
    """Findings for one summary sentence; use it to rank candidates."""
    place = Place(Part.SUMMARY_FR, number)
    nearest = article.nearest(sentence)
    close_by = None
    if nearest is not None and nearest[1] >= SIDE_BY_SIDE:
        close_by = nearest[0]
    findings = _numbers(article, sentence, close_by, place)
    findings += _names(article, sentence, close_by, place)
    findings += attribution_findings(sentence, article, place)
    if close_by is not None:
        findings += _polarity(article, sentence, close_by, place)
        if not any(f.kind is FindingKind.ATTRIBUTION_CHANGED for f in findings):
            findings += summary_role_findings(
                read_words(article.sentences[close_by].text, "fr"),
                article.sentences[close_by].start,
                read_words(sentence, "fr"),
                place,
            )
    near = article.sentences[close_by].text if close_by is not None else ""
    for found in form_findings("", sentence, place, is_translation=False):
        if found.kind is FindingKind.UNFINISHED and is_title:
            continue
        if found.kind is FindingKind.REPETITION and _repeats_the_article(sentence, near, place):
            continue
        findings.append(found)
    return findings


def _repeats_the_article(sentence: str, near: str, place: Place) -> bool:
    """True when what ``sentence`` says twice, the article sentence ``near`` says twice too."""
    words = words_of(plain(sentence))
    return not repetition_findings(near, sentence, words, place, is_translation=False)


def check_summary_english(
    sentences_fr: Sequence[str],
    sentences_en: Sequence[str],
    unsaid: Callable[[str, str], Sequence[tuple[str, str]]] = lambda source, output: (),
) -> list[Finding]:
    """Findings for the English summary held against the French one, sentence by sentence.

    Args:
        unsaid: gives ``check_translation`` its argument of that name for a sentence and its English.

    Raises:
        ValueError: the two do not have the same number of sentences.
    """
    findings = []
    for i, (fr, en) in enumerate(zip(sentences_fr, sentences_en, strict=True)):
        findings += check_translation(
            fr, en, sentence=i, part=Part.SUMMARY_EN, source_start=None, unsaid=unsaid(fr, en)
        )
    return findings


def _numbers(
    article: ArticleIndex, sentence: str, close_by: int | None, place: Place
) -> list[Finding]:
    quantities = [q for q in find_quantities(sentence, "fr") if q.strength >= Strength.PLAIN]
    near = article.sentences[close_by] if close_by is not None else None
    findings = []
    for q in quantities:
        if not article.supports(q):
            finding = _unsupported_number(q, sentence, near, place)
            has_rates = any(key[0] == "rate" for key in article.by_key)
            if q.kind != "rate" or has_rates:
                findings.append(finding)
        elif near is not None and close_by is not None:
            misplaced = _misplaced_number(article, q, sentence, close_by)
            if misplaced is not None:
                findings.append(
                    place.finding(
                        FindingKind.NUMBER_CHANGED,
                        Severity.SOFT,
                        messages.number_changed(place.part, misplaced.text, q.text),
                        output=q.span,
                        source=_shifted(misplaced.span, near.start),
                    )
                )
    return findings


def _unsupported_number(
    q: Quantity, sentence: str, near: IndexedSentence | None, place: Place
) -> Finding:
    severity = Severity.HARD if q.strength is Strength.STRONG else Severity.SOFT
    if near is not None:
        pairs, _, _ = compare_numbers(near.quantities, find_quantities(sentence, "fr"))
        for before, after in pairs:
            if after.span == q.span:
                return place.finding(
                    FindingKind.NUMBER_CHANGED,
                    severity,
                    messages.number_changed(place.part, before.text, q.text),
                    output=q.span,
                    source=_shifted(before.span, near.start),
                )
    return place.finding(
        FindingKind.NUMBER_INVENTED,
        severity,
        messages.number_invented(place.part, q.text),
        output=q.span,
    )


def _misplaced_number(
    article: ArticleIndex, q: Quantity, sentence: str, close_by: int
) -> Quantity | None:
    """The number that stands in the likest passage where ``q``, found elsewhere, stands here."""
    if q.strength is not Strength.STRONG and q.kind != "month":
        return None
    for near in article.around(close_by):
        if any(agree(s, q) or close(s, q) for s in near.quantities):
            return None
    own = find_quantities(sentence, "fr")
    for s in article.sentences[close_by].quantities:
        same_sort = s.kind == q.kind and s.unit == q.unit and s.strength == q.strength
        if same_sort and not any(agree(s, o) for o in own):
            return s
    return None


def _names(
    article: ArticleIndex, sentence: str, close_by: int | None, place: Place
) -> list[Finding]:
    words = read_words(sentence, "fr")
    findings = []
    unsupported = unsupported_names(words, lambda w: is_supported_in_article(w, article.words))
    near = article.sentences[close_by] if close_by is not None else None
    for doubt in unsupported:
        span = Span(doubt.words[0].start, doubt.words[-1].end)
        text = sentence[span.start : span.end]
        before = _replaced_name(near, words.names) if near is not None else None
        if not doubt.name.is_certain and (before is None or _is_participle(doubt.name)):
            continue
        if before is not None and near is not None:
            findings.append(
                place.finding(
                    FindingKind.NAME_CHANGED,
                    doubt.severity if doubt.name.is_certain else Severity.SOFT,
                    messages.name_changed(place.part, before.text, text),
                    output=span,
                    source=_shifted(before.span, near.start),
                )
            )
        else:
            findings.append(
                place.finding(
                    FindingKind.NAME_INVENTED,
                    doubt.severity,
                    messages.name_invented(place.part, text),
                    output=span,
                )
            )
    findings += _peoples(article, words, near, place)
    if not findings and close_by is not None:
        findings += _misplaced_names(article, sentence, words.names, close_by, place)
    return findings


def _peoples(
    article: ArticleIndex, words: TextWords, near: IndexedSentence | None, place: Place
) -> list[Finding]:
    """Adjectives of peoples and places, written small, that the article knows in no form."""
    table = exonym_table()
    findings = []
    for word in words.words:
        rows = table.peoples.get(word.folded)
        if rows is None or not word.text[0].islower() or word.folded in article.words.folded:
            continue
        if any(e in article.words.forms for row in rows for e in row.english):
            continue
        span = Span(word.start, word.end)
        before = next(
            (
                w
                for w in (read_words(near.text, "fr").words if near is not None else ())
                if w.folded in table.peoples and w.folded not in words.folded
            ),
            None,
        )
        if before is not None and near is not None:
            findings.append(
                place.finding(
                    FindingKind.NAME_CHANGED,
                    Severity.HARD,
                    messages.name_changed(place.part, before.text, word.text),
                    output=span,
                    source=_shifted(Span(before.start, before.end), near.start),
                )
            )
        else:
            findings.append(
                place.finding(
                    FindingKind.NAME_INVENTED,
                    Severity.SOFT,
                    messages.name_invented(place.part, word.text),
                    output=span,
                )
            )
    return findings


def _is_participle(name: Name) -> bool:
    """« Questionné », « Démarrée »: a sentence opened by a verb, not by somebody."""
    return name.words[0].folded.endswith(("e", "es", "ee", "ees", "ant", "is", "it", "u", "us"))


def _replaced_name(near: IndexedSentence, names: Sequence[Name]) -> Name | None:
    """A name of the likest article sentence that the summary sentence does not hold."""
    held = {w.folded for n in names for w in n.words}
    for name in find_names(near.text, "fr"):
        if name.is_certain and not any(w.folded in held for w in name.words):
            return name
    return None


def _misplaced_names(
    article: ArticleIndex, sentence: str, names: Sequence[Name], close_by: int, place: Place
) -> list[Finding]:
    """Names that the article knows, but not where it says what this sentence says."""
    near = article.sentences[close_by]
    plain_stems = content_stems(sentence) - {s for n in names for s in content_stems(n.text)}
    if len(plain_stems) < 3 or len(plain_stems & near.stems) < 0.6 * len(plain_stems):
        return []
    is_verbatim = len(plain_stems & near.stems) >= VERBATIM * len(plain_stems)
    reach = article.around(close_by, 0 if is_verbatim else 1)
    around = read_words(" ".join(s.text for s in reach), "fr")
    for name in names:
        if not name.is_certain or any(is_supported_in_article(w, around) for w in name.words):
            continue
        expected = _replaced_name(near, names)
        if expected is not None:
            return [
                place.finding(
                    FindingKind.NAME_CHANGED,
                    Severity.SOFT,
                    messages.name_misplaced(place.part, name.text, expected.text),
                    output=name.span,
                    source=_shifted(expected.span, near.start),
                )
            ]
    return []


def _polarity(article: ArticleIndex, sentence: str, close_by: int, place: Place) -> list[Finding]:
    near = article.sentences[close_by]
    findings = []
    denied_there, denied_here = denies(near.text), denies(sentence)
    stems = content_stems(sentence)
    overlap = len(stems & near.stems) / max(1, len(stems))
    if denied_there and not denied_here and overlap >= 0.6:
        explained = negative_words(sentence) - negative_words(near.text)
        if not explained and _speaks_of(near.text, denied_there, stems):
            findings.append(
                place.finding(
                    FindingKind.NEGATION_LOST,
                    Severity.SOFT,
                    messages.negation_lost(
                        place.part, shortened(near.text[denied_there.start : denied_there.end])
                    ),
                    source=_shifted(denied_there, near.start),
                )
            )
    elif denied_here and not denied_there:
        reach = article.around(close_by, 0 if overlap >= VERBATIM else 1)
        if not any(denies(s.text) for s in reach):
            excused = any(negative_words(s.text) for s in reach)
            if not excused or overlap >= VERBATIM:
                findings.append(
                    place.finding(
                        FindingKind.NEGATION_ADDED,
                        Severity.HARD if overlap >= VERBATIM and not excused else Severity.SOFT,
                        messages.negation_added(
                            place.part, shortened(sentence[denied_here.start : denied_here.end])
                        ),
                        output=denied_here,
                    )
                )
    said = hearsay(near.text)
    if said is not None and not has_reserve(sentence) and _speaks_of(near.text, said, stems):
        findings.append(
            place.finding(
                FindingKind.MODALITY_LOST,
                Severity.SOFT,
                messages.modality_lost(place.part, near.text[said.start : said.end]),
                source=_shifted(said, near.start),
            )
        )
    return findings


def _speaks_of(text: str, mark: Span, stems: frozenset[str]) -> bool:
    """True when the clause around ``mark`` is one that the summary sentence takes up."""
    clause = content_stems(text[max(0, mark.start - 5) : mark.end + 45])
    return not clause or len(clause & stems) >= 0.5 * len(clause)


def _shifted(span: Span, start: int) -> Span:
    return Span(span.start + start, span.end + start)
