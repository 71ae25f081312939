"""Hand-made results for the presenters' tests: small, whole, with every kind of thing in them."""

from __future__ import annotations

import dataclasses

from summarizer.checks.finding import Finding, FindingKind, Part, Severity
from summarizer.document import (
    Document,
    Furniture,
    FurnitureKind,
    Paragraph,
    ParagraphKind,
    Sentence,
    Span,
)
from summarizer.engines.base import ModelIdentity
from summarizer.result import (
    AlignedSentence,
    Evidence,
    Length,
    Origin,
    Provenance,
    Result,
    Summary,
    SummarySentence,
    Timing,
    Translation,
    Verdict,
)

ENGLISH = (
    "The ferry comes back to the lake",
    "After 11 years, a ferry crosses Lake Orsay <again> since Monday.",
    "It carries 1,250 passengers a day & 55.41% of them are commuters.",
    "A fragile balance",
    "“Nothing is won”, says Mrs. Lebrun.",
    "The council has decided.",
    "• fuel: €12 a crossing",
    "This paragraph was written in English.",
)


def make_document(origin: str = "text") -> Document:
    """Eight sentences in six paragraphs, three furniture lines, one foreign paragraph."""
    blocks: list[tuple[ParagraphKind, list[str], str | None]] = [
        (ParagraphKind.TITLE, ["Le bac revient sur le lac"], "fr"),
        (
            ParagraphKind.TEXT,
            [
                "Après 11 ans, un bac traverse <à nouveau> le lac d’Orsay depuis lundi.",
                "Il transporte 1\u202f250 passagers par jour & 55,41\u00a0% d’entre eux vont travailler.",
            ],
            "fr",
        ),
        (ParagraphKind.HEADING, ["Un équilibre fragile"], "fr"),
        (
            ParagraphKind.TEXT,
            ["«\u00a0Rien n’est gagné\u00a0», dit Mme Lebrun.", "Le conseil n’a pas tranché."],
            "fr",
        ),
        (ParagraphKind.LIST_ITEM, ["• carburant\u00a0: 12\u00a0€ par traversée"], "fr"),
        (ParagraphKind.TEXT, ["This paragraph was written in English."], "en"),
    ]
    text = ""
    paragraphs: list[Paragraph] = []
    for kind, sentences, language in blocks:
        if text:
            text += "\n\n"
        start = len(text)
        made: list[Sentence] = []
        for i, sentence in enumerate(sentences):
            if i:
                text += " "
            made.append(Sentence(sentence, Span(len(text), len(text) + len(sentence))))
            text += sentence
        paragraphs.append(Paragraph(kind, Span(start, len(text)), tuple(made), language))
    furniture = (
        Furniture("Accepter les cookies <script>", FurnitureKind.COOKIES, 0),
        Furniture("Lire aussi\u00a0: le lac gelé", FurnitureKind.RELATED, 3),
        Furniture("Comments are closed.", FurnitureKind.COMMENTS, len(paragraphs)),
    )
    return Document(text, tuple(paragraphs), furniture, origin)


def make_translation(document: Document, n_sentences: int | None = None) -> Translation:
    """The first ``n_sentences`` in English, or all."""
    made: list[AlignedSentence] = []
    sentences = document.sentences
    for index, p, sentence in document.enumerate_sentences():
        end = sentences[index + 1].span.start if index + 1 < len(sentences) else len(document.text)
        made.append(
            AlignedSentence(
                sentence=index,
                paragraph=p,
                kind=document.paragraphs[p].kind,
                source_span=sentence.span,
                text=ENGLISH[index],
                separator=document.text[sentence.span.end : end],
                origin=Origin.KEPT if document.paragraphs[p].language == "en" else Origin.GENERATED,
            )
        )
    return Translation(tuple(made[:n_sentences]))


def make_summary(length: Length = Length.SHORT, *, has_english: bool = True) -> Summary:
    """Two sentences: one written by a model, one repaired."""
    return Summary(
        length,
        (
            SummarySentence(
                "Un bac traverse à nouveau le lac d’Orsay.",
                "A ferry crosses Lake Orsay again." if has_english else None,
                (Evidence(1, 0.91),),
            ),
            SummarySentence(
                "Il transporte 1\u202f250 passagers par jour.",
                "It carries 1,250 passengers a day." if has_english else None,
                (Evidence(2, 0.88), Evidence(1, 0.31)),
                origin=Origin.REPAIRED,
            ),
        ),
        read_share=1.0,
    )


def make_findings(document: Document) -> tuple[Finding, ...]:
    """One hard finding with both spans, one soft without a source, one note on the whole."""
    source = document.text.index("n’a pas tranché")
    return (
        Finding(
            FindingKind.LANGUAGE,
            Severity.NOTE,
            Part.ARTICLE,
            "Un paragraphe est en anglais\u00a0: il est laissé tel quel.",
            "One paragraph is in English: it is left as it is.",
        ),
        Finding(
            FindingKind.NEGATION_LOST,
            Severity.HARD,
            Part.TRANSLATION,
            "La négation «\u00a0n’a pas\u00a0» a disparu <ici>.",
            "The negation “n’a pas” is lost <here>.",
            sentence=5,
            output_span=Span(12, 23),
            source_span=Span(source, source + len("n’a pas tranché")),
        ),
        Finding(
            FindingKind.QUOTES,
            Severity.SOFT,
            Part.SUMMARY_EN,
            "Un guillemet n’est pas refermé.",
            "A quotation mark is not closed.",
            sentence=0,
            output_span=Span(2, 7),
        ),
    )


def make_result(
    length: Length = Length.SHORT, *, has_english: bool = True, origin: str = "text"
) -> Result:
    """A whole result; see the functions above."""
    document = make_document(origin)
    return Result(
        document=document,
        summary=make_summary(length, has_english=has_english),
        translation=make_translation(document) if has_english else None,
        findings=make_findings(document) if has_english else (),
        verdict=Verdict(n_checked=12, n_found=11, n_repaired=1),
        timings=(Timing("extract", 0.2), Timing("translate", 1.1)),
        provenance=Provenance(
            "0.1.0",
            ModelIdentity("compact", "ct2", "r1", "ab" * 32, "CC-BY-4.0", 12_345_678, "int8"),
            ModelIdentity("compact", "ct2", "r1", None, "CC-BY-4.0", 12_345_678, "int8"),
        ),
    )


def make_bare_result() -> Result:
    """Nothing asked for: no summary, no translation, no finding, no timing."""
    return dataclasses.replace(
        make_result(),
        summary=None,
        translation=None,
        findings=(),
        timings=(),
        verdict=Verdict(0, 0),
        provenance=Provenance("0.1.0", None, None),
    )
