"""All checks of one English sentence against the French sentence it renders."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.checks.direction import direction_findings
from summarizer.checks.finding import Finding, FindingKind, Part
from summarizer.checks.form import form_findings
from summarizer.checks.invented_words import invented_word_findings
from summarizer.checks.lettering import words_of
from summarizer.checks.missing_words import missing_word_findings
from summarizer.checks.name_findings import translated_name_findings
from summarizer.checks.names import read_words
from summarizer.checks.number_findings import notation_findings, number_findings, swap_findings
from summarizer.checks.number_order import swapped_numbers
from summarizer.checks.numbers import find_quantities
from summarizer.checks.place import Place
from summarizer.checks.polarity import translated_polarity_findings
from summarizer.checks.roles import translated_role_findings
from summarizer.document import Span


def check_translation(
    source_fr: str,
    output_en: str,
    *,
    sentence: int | None,
    part: Part,
    source_start: int | None = 0,
    unsaid: Sequence[tuple[str, str]] = (),
) -> list[Finding]:
    """Findings for ``output_en`` as a rendering of ``source_fr``, hard ones first.

    Args:
        sentence: index that the findings carry.
        source_start: offset of the French sentence in ``Document.text``, added to every
            source span; None when it is not a text of the document (the English summary
            against the French one), and findings then carry no source span.
        unsaid: what the translator was told and does not say (``ReadsHints.unsaid_hints``).

    Returns:
        Output spans lie within ``output_en``. An output that did not leave French, or that
        is empty, gets that finding alone: the others would only repeat it.
    """
    place = Place(part, sentence, source_start)
    form = form_findings(source_fr, output_en, place, is_translation=True)
    everything = Span(0, len(output_en))
    whole = [f for f in form if f.kind is FindingKind.UNTRANSLATED and f.output_span == everything]
    if not words_of(output_en):
        whole = [f for f in form if f.kind is FindingKind.DROPPED]
    if whole:
        return whole
    findings = form
    source, output = read_words(source_fr, "fr"), read_words(output_en, "en")
    figures_fr, figures_en = find_quantities(source_fr, "fr"), find_quantities(output_en, "en")
    findings += number_findings(figures_fr, figures_en, place)
    findings += swap_findings(swapped_numbers(figures_fr, figures_en, source, output), place)
    findings += notation_findings(output_en, place)
    findings += translated_name_findings(source, output, place)
    findings += invented_word_findings(source, output, place)
    findings += missing_word_findings(source_fr, unsaid, place)
    findings += translated_polarity_findings(source_fr, output_en, place)
    findings += direction_findings(source_fr, output_en, place)
    findings += translated_role_findings(source, output, place)
    return sorted(findings, key=lambda f: ("hard", "soft", "note").index(f.severity))
