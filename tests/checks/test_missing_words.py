"""Words that the translator was told the English of, and that its translation lost."""

from __future__ import annotations

import pytest

import summarizer
from summarizer.checks import Finding, FindingKind, Part, Severity, check_translation
from summarizer.checks.missing_words import missing_word_findings
from summarizer.checks.place import Place
from summarizer.document import Span
from summarizer.engines.base import ReadsHints, Task
from summarizer.engines.registry import load_engine

SOURCE = "Les données hydrologiques et le chiffre d'affaires baissent."


def found(unsaid: list[tuple[str, str]]) -> list[Finding]:
    return missing_word_findings(SOURCE, unsaid, Place(Part.TRANSLATION, 3, 100))


def test_a_word_is_told_with_its_place_and_its_english() -> None:
    (finding,) = found([("hydrologiques", "hydrological")])
    assert (finding.kind, finding.severity) == (FindingKind.WORD_MISSING, Severity.SOFT)
    assert (finding.sentence, finding.source_span) == (3, Span(112, 125))
    assert finding.message_en == (
        "« hydrologiques » (hydrological) seems to be missing in the translation."
    )
    assert "semble manquer dans" in finding.message_fr


def test_a_phrase_is_found_with_its_elision() -> None:
    (finding,) = found([("chiffre d' affaires", "turnover")])
    assert finding.source_span is not None
    start, end = finding.source_span.start - 100, finding.source_span.end - 100
    assert SOURCE[start:end] == "chiffre d'affaires"
    assert "« chiffre d'affaires »" in finding.message_en


def test_what_stands_nowhere_is_told_without_a_place() -> None:
    (finding,) = found([("crue", "flood")])
    assert finding.source_span is None


def test_what_was_not_translated_at_all_is_told_once() -> None:
    unsaid = [("hydrologiques", "hydrological")]
    for output, n in (("The data and the turnover are falling.", 1), (SOURCE, 0), ("", 0)):
        findings = check_translation(
            SOURCE, output, sentence=0, part=Part.TRANSLATION, unsaid=unsaid
        )
        assert sum(f.kind is FindingKind.WORD_MISSING for f in findings) == n


def test_a_glossarys_terms_are_its_own_business() -> None:
    text = "Les casseurs ont fui devant la police, selon la mairie de la petite ville voisine."
    result = summarizer.run(text, summarise=False, glossary=[("casseur", "vandal")])
    assert result.translation is not None
    assert "vandals" in result.translation.sentences[0].text.lower()
    assert not any("casseurs" in f.message_en for f in result.findings)


@pytest.mark.parametrize("backend", ["ct2", "seq2seq"])
def test_the_shipped_translator_knows_what_it_did_not_say(backend: str) -> None:
    engine = load_engine("compact", Task.TRANSLATE, backend=backend)
    assert isinstance(engine, ReadsHints)
    assert engine.unsaid_hints("Les malfaiteurs ont fui.", "The criminal fled.") == []
    assert engine.unsaid_hints("Les malfaiteurs ont fui.", "They fled.") == [
        ("malfaiteurs", "criminals")
    ]
    assert engine.unsaid_hints("Les Malfaiteurs ont fui.", "They fled.") == []  # a name, not told


def test_the_written_summariser_is_told_nothing() -> None:
    engine = load_engine("written", Task.ABSTRACT)
    assert not isinstance(engine, ReadsHints) or not engine.unsaid_hints("Les casseurs.", "They.")


def test_a_candidate_that_says_the_word_is_taken_and_the_rest_is_told() -> None:
    text = (
        "Les casseurs ont vandalisé trois abribus dans la nuit, selon la mairie. Les dégâts sont "
        "chiffrés à 40 000 euros et une enquête a été ouverte par la gendarmerie du village."
    )
    result = summarizer.run(text, summarise=False)
    assert result.translation is not None
    english = " ".join(s.text for s in result.translation.sentences)
    assert "rioter" in english.lower()
    missing = [f for f in result.findings if f.kind is FindingKind.WORD_MISSING]
    engine = load_engine("compact", Task.TRANSLATE)
    assert isinstance(engine, ReadsHints)
    sentences = result.document.sentences
    assert len(missing) == sum(
        len(engine.unsaid_hints(sentences[s.sentence].text, s.text))
        for s in result.translation.sentences
    )
