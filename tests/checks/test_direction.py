"""Rise and fall between French and English."""

from __future__ import annotations

import pytest

from summarizer.checks import FindingKind, Part, Severity, check_translation


def turned(french: str, english: str) -> list[str]:
    found = check_translation(french, english, sentence=0, part=Part.TRANSLATION)
    return [f.message_en for f in found if f.kind is FindingKind.DIRECTION_CHANGED]


@pytest.mark.parametrize(
    ("french", "english"),
    [
        (
            "Le ministère a revu à la baisse ses prévisions de croissance.",
            "The ministry has increased its growth forecasts.",
        ),
        ("Le chômage a reculé.", "Unemployment rose."),
        ("Les loyers vont augmenter.", "Rents will fall."),
        ("Une hausse des prix est attendue.", "A drop in prices is expected."),
        ("Le cours s'est effondré.", "The price has soared."),
    ],
)
def test_a_fall_that_became_a_rise_is_found(french: str, english: str) -> None:
    assert turned(french, english)


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("Le chômage a reculé.", "Unemployment fell."),
        ("Le chômage a reculé.", "Unemployment went down."),
        (
            "La baisse des impôts a fait augmenter le déficit.",
            "The cut in taxes raised the deficit.",
        ),
        ("La hausse ralentit.", "The increase is slowing."),
        ("La hausse est moins forte.", "The reduction in growth continues."),
        ("Il a levé la main.", "He lowered his hand."),
        ("Le gouvernement veut freiner la hausse.", "The government wants to curb the increase."),
        ("Cela réduit à néant leur travail.", "It undoes their work."),
        ("L'âge de la retraite recule, de plus en plus haut.", "The retirement age rises."),
    ],
)
def test_other_sentences_raise_no_alarm(french: str, english: str) -> None:
    assert turned(french, english) == []


def test_the_finding_shows_both_words_and_their_places() -> None:
    french, english = "Hier, le chômage a reculé.", "Yesterday, unemployment rose."
    (found,) = [
        f
        for f in check_translation(
            french, english, sentence=3, part=Part.TRANSLATION, source_start=100
        )
        if f.kind is FindingKind.DIRECTION_CHANGED
    ]
    assert found.severity is Severity.HARD
    assert found.sentence == 3
    assert found.output_span is not None
    assert english[found.output_span.start : found.output_span.end] == "rose"
    assert found.source_span is not None
    assert french[found.source_span.start - 100 : found.source_span.end - 100] == "reculé"
    assert "“rose”" in found.message_en
    assert "“reculé”" in found.message_en
    assert "« rose »" in found.message_fr
