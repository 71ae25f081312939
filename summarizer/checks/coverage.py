"""What the model read, and what the summary leaves unsaid."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.checks import messages
from summarizer.checks.article_index import content_stems
from summarizer.checks.finding import Finding, FindingKind, Part, Severity
from summarizer.document import Document, ParagraphKind, Span

# A summary sentence speaks for a sentence of the article when it shares this share of its stems
# or the reverse: low, since a summary is far shorter than what it speaks for.
SPEAKS_FOR = 0.3
# Passages shorter than this, in words, are not worth a note.
MIN_PASSAGE_WORDS = 60


def spoken_sentences(document: Document, sentences_fr: Sequence[str]) -> tuple[bool, ...]:
    """For each article sentence, whether some summary sentence speaks for it."""
    summary = [content_stems(s) for s in sentences_fr]
    spoken = []
    for sentence in document.sentences:
        stems = content_stems(sentence.text)
        spoken.append(
            any(
                len(stems & s) >= 2
                and len(stems & s) >= SPEAKS_FOR * max(1, min(len(stems), len(s)))
                for s in summary
            )
        )
    return tuple(spoken)


def coverage_findings(
    document: Document, sentences_fr: Sequence[str], *, read_share: float = 1.0
) -> list[Finding]:
    """Notes on the share of the article read and on long passages no summary sentence speaks for.

    ``read_share`` is the share of the article's words that the model read, 0 to 1; below 1 the
    first finding says so and is SOFT.
    """
    findings: list[Finding] = []
    if read_share < 0.995:
        fr, en = messages.read_share(read_share)
        findings.append(Finding(FindingKind.COVERAGE, Severity.SOFT, Part.SUMMARY_FR, fr, en))
    if not sentences_fr:
        return findings
    spoken = spoken_sentences(document, sentences_fr)
    in_title = [
        document_paragraph.kind in (ParagraphKind.TITLE, ParagraphKind.HEADING)
        for document_paragraph in document.paragraphs
        for _ in document_paragraph.sentences
    ]
    run: list[int] = []
    for i in range(len(spoken) + 1):
        if i < len(spoken) and not spoken[i]:
            run.append(i)
            continue
        passage = [document.sentences[j] for j in run if not in_title[j]]
        if sum(len(s.text.split()) for s in passage) >= MIN_PASSAGE_WORDS:
            fr, en = messages.passage_unspoken(len(passage))
            findings.append(
                Finding(
                    FindingKind.COVERAGE,
                    Severity.NOTE,
                    Part.ARTICLE,
                    fr,
                    en,
                    sentence=run[0],
                    source_span=Span(passage[0].span.start, passage[-1].span.end),
                )
            )
        run = []
    return findings
