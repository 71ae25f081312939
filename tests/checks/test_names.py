"""Names are the same name across spellings, and another name is another."""

from __future__ import annotations

import pytest

from summarizer.checks import Finding, FindingKind, Part, Severity, check_translation
from summarizer.checks.exonyms import exonym_table
from summarizer.checks.lettering import alike, distance, fold, plain, sound, words_of
from summarizer.checks.names import find_names
from summarizer.checks.verdict import count_claims

NAME_KINDS = {FindingKind.NAME_CHANGED, FindingKind.NAME_INVENTED, FindingKind.NAME_MISSING}


def names_found(fr: str, en: str) -> list[Finding]:
    findings = check_translation(fr, en, sentence=0, part=Part.TRANSLATION)
    return [f for f in findings if f.kind in NAME_KINDS]


SAME = [
    ("V. Poutine a reçu K-J. Tokaïev.", "Vladimir Putin received Kassym-Jomart Tokayev."),
    ("Vladimir Poutine est arrivé.", "Putin has arrived."),
    ("L'OTAN et l'ONU ont réagi.", "NATO and the UN reacted."),
    ("L'OCS et la CEI se réunissent.", "The SCO and the CIS are meeting."),
    ("Les pays de la CEI à Moscou.", "The CIS countries in Moscow."),
    ("Le FMI et l'OMS ont publié un rapport.", "The IMF and the WHO published a report."),
    ("Le président russe est à Pékin.", "Russia's president is in Beijing."),
    ("Les Néerlandais ont gagné.", "The Dutch won."),
    ("Les États-Unis ont signé.", "The U.S. has signed."),
    ("Une vague antisoviétique.", "An anti-Soviet wave."),
    ("S. Narychkine a parlé.", "Sergey Naryshkin spoke."),
    ("Iouri Malenko vit à Odessa.", "Yuri Malenko lives in Odesa."),
    ("L'Organisation mondiale de la santé alerte.", "The World Health Organization warns."),
    ("Le Premier ministre britannique recule.", "The British Prime Minister backs down."),
    ("Les rues du Caire étaient vides.", "The streets of Cairo were empty."),
    ("L'État doit agir.", "The government must act."),
    ("Le patron de Renault part.", "The CEO of Renault leaves."),
    ("La banque JP Morgan vend ses parts.", "The bank JPMorgan is selling its shares."),
    ("Un accident Tegelerstrasse.", "An accident on Tegeler Strasse."),
    ("Une galaxie du Verseau.", "A galaxy in Aquarius."),
    ("Les Mexico-Américains votent.", "Mexican-Americans vote."),
    ("Les soldats des USA partent.", "The US soldiers leave."),
]

OTHER = [
    ("La Slovaquie a voté.", "Slovenia voted.", FindingKind.NAME_CHANGED),
    ("L'Iran a répondu.", "Iraq answered.", FindingKind.NAME_CHANGED),
    ("Le Niger est touché.", "Nigeria is affected.", FindingKind.NAME_CHANGED),
    ("L'Autriche a gagné.", "Australia won.", FindingKind.NAME_CHANGED),
    ("Il a rencontré Jean Martin.", "He met Jean Dupont.", FindingKind.NAME_INVENTED),
    ("L'OTAN a réagi.", "OTAN reacted.", FindingKind.NAME_CHANGED),
    ("L'OMS a réagi.", "The WTO reacted.", FindingKind.NAME_CHANGED),
    ("Le président russe est parti.", "The Ukrainian president has left.", None),
    ("L'usine de Renault ferme.", "The CEO of Renault is closing.", FindingKind.NAME_INVENTED),
    ("Il a quitté Lyon hier.", "He left yesterday.", FindingKind.NAME_MISSING),
    ("La mesure a été votée.", "Cédric Vauclair passed the measure.", FindingKind.NAME_INVENTED),
]


@pytest.mark.parametrize(("fr", "en"), SAME)
def test_a_name_in_another_spelling_is_no_finding(fr: str, en: str) -> None:
    assert names_found(fr, en) == []


@pytest.mark.parametrize(("fr", "en", "kind"), OTHER)
def test_another_name_is_found(fr: str, en: str, kind: FindingKind | None) -> None:
    found = names_found(fr, en)
    assert found
    assert kind is None or kind in {f.kind for f in found}


def test_an_invented_surname_is_hard_and_has_its_place() -> None:
    output = "He met Jean Dupont."
    (finding,) = names_found("Il a rencontré Jean Martin.", output)
    assert finding.severity is Severity.HARD
    assert finding.output_span is not None
    assert output[finding.output_span.start : finding.output_span.end] == "Dupont"


def test_months_weekdays_and_titles_are_not_names() -> None:
    assert [n.text for n in find_names("He saw Mr Brown on Monday in March.", "en")] == ["Brown"]


def test_a_run_of_capitals_is_one_name() -> None:
    names = find_names("Le ministre K-J. Tokaïev et la Banque de France l'ont dit.", "fr")
    assert [n.text for n in names] == ["K-J. Tokaïev", "Banque de France"]


def test_a_hyphenated_place_is_one_name() -> None:
    assert [n.text for n in find_names("Il vit à Belleville-sur-Loire.", "fr")] == [
        "Belleville-sur-Loire"
    ]


@pytest.mark.parametrize("text", ["LUNDI 4 OCTOBRE GRÈVE À LYON", "VIDÉO. Elle chante."])
def test_shouted_words_are_not_certain_names(text: str) -> None:
    assert not [n for n in find_names(text, "fr") if n.is_certain]


def test_the_first_word_of_a_sentence_is_no_certain_name() -> None:
    assert not [n for n in find_names("Questionné hier, il se tait.", "fr") if n.is_certain]


def test_the_table_has_its_rows_and_no_row_is_broken() -> None:
    table = exonym_table()
    assert sum(len(rows) for rows in table.by_french.values()) >= 900
    assert {"OTAN", "ONU", "OMS", "FMI", "PIB", "CEI", "OCS"} <= table.french_acronyms
    for rows in table.by_french.values():
        for row in rows:
            assert row.french and all(row.english)


def test_transliterations_sound_alike_and_neighbours_do_not() -> None:
    for a, b in [("tokaiev", "tokayev"), ("narychkine", "naryshkin"), ("poutine", "putin")]:
        assert alike(a, b), (a, b)
    for a, b in [("iran", "irak"), ("martin", "morton"), ("lyon", "lens"), ("sandu", "simon")]:
        assert not alike(a, b), (a, b)


@pytest.mark.parametrize(
    ("french", "english", "word"),
    [
        ("Le maire János Szekeres parle.", "Mayor János Szekers speaks.", "Szekers"),
        ("Un discours de Mme Dubreuil.", "A speech by Ms Dubreil.", "Dubreil"),
    ],
)
def test_a_name_that_only_resembles_the_articles_is_hard_and_shown_beside_it(
    french: str, english: str, word: str
) -> None:
    (finding,) = check_translation(french, english, sentence=0, part=Part.TRANSLATION)
    assert (finding.kind, finding.severity) == (FindingKind.NAME_CHANGED, Severity.HARD)
    assert finding.output_span is not None and finding.source_span is not None
    assert english[finding.output_span.start : finding.output_span.end] == word
    assert french[finding.source_span.start : finding.source_span.end] in finding.message_en


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("Iouri Malenko et Narychkine.", "Yuri Malenko and Naryshkin."),
        ("Kassym-Jomart Tokaïev parle.", "Kassym-Jomart Tokayev speaks."),
        ("Les Assyriens et la Ligurie.", "The Assyrians and Liguria."),
        ("La pyramide de Gizeh.", "The pyramid of Giza."),
        ("L'âge de Şirali Müslümov.", "The age of Shirali Muslimov."),
    ],
)
def test_english_spellings_of_a_name_are_no_misspellings(french: str, english: str) -> None:
    assert check_translation(french, english, sentence=0, part=Part.TRANSLATION) == []


def test_a_misspelled_name_does_not_count_as_found() -> None:
    source = "Le maire János Szekeres parle."
    assert count_claims(source, "Mayor János Szekers speaks.", output_lang="en") == (1, 0)
    assert count_claims(source, "Mayor János Szekeres speaks.", output_lang="en") == (1, 1)


@pytest.mark.parametrize(
    ("french", "english", "word"),
    [
        ("Hier, Jérôme Cahuzac parlait.", "Yesterday, Cyclone Cahuzac spoke.", "Cyclone"),
        ("Il a rejoint Kentucky Dubreuil.", "He joined Hurricane Dubreuil.", "Hurricane"),
    ],
)
def test_an_everyday_word_in_a_first_names_place_is_found_and_not_counted(
    french: str, english: str, word: str
) -> None:
    (finding,) = check_translation(french, english, sentence=0, part=Part.TRANSLATION)
    assert (finding.kind, finding.severity) == (FindingKind.NAME_CHANGED, Severity.HARD)
    assert finding.output_span is not None
    assert english[finding.output_span.start : finding.output_span.end] == word
    assert count_claims(french, english, output_lang="en") == (1, 0)


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("Hier, Jérôme Cahuzac parlait.", "Yesterday, Mr Cahuzac spoke."),
        ("Hier, Jérôme Cahuzac parlait.", "Yesterday, Cahuzac spoke."),
        ("Le ministre Jérôme Cahuzac parlait.", "The day when Minister Cahuzac spoke."),
        ("Le patron, Jérôme Cahuzac, parlait.", "While CEO Cahuzac spoke."),
        ("Hier, Grégoire Cahuzac parlait.", "Yesterday, Gregory Cahuzac spoke."),
    ],
)
def test_an_office_or_nothing_before_a_last_name_is_no_other_name(
    french: str, english: str
) -> None:
    assert check_translation(french, english, sentence=0, part=Part.TRANSLATION) == []


def test_letters_are_compared_without_accents() -> None:
    assert fold("Élysée Œuvre Łódź") == "elysee oeuvre lodz"
    assert sound("zelenskyy") == sound("zelenski")
    assert distance("chat", "chats", 2) == 1
    assert distance("chat", "maisons", 2) == 3


def test_plain_text_keeps_every_place() -> None:
    text = "« L’Été\u202f! » – dit\u00a0-il"
    assert len(plain(text)) == len(text)
    assert [text[w.start : w.end] for w in words_of(text)] == ["L", "Été", "dit", "il"]


@pytest.mark.parametrize(
    ("source", "output"),
    [
        ("Le Wi-Fi est gratuit.", "The wifi is free."),
        ("Il a gagné l'A1 GP.", "He won the A1GP."),
        ("Le planning de la brasserie de Dublin.", "The plans of the Dublin Brewery."),
        ("La sous-commission de Paris.", "The Paris Subcommittee."),
        ("Les collines de Judée.", "The Judean Hills."),
        ("L'État de Tasmanie a payé 45 dollars australiens.", "The Tasmanian state paid AUD$45."),
        ("Le plateau de Gizeh.", "The Giza Plateau."),
        ("Une étude sur l'intelligence artificielle.", "A study of AI."),
        ("Le christianisme y domine.", "It is mostly Christian."),
        ("Les villes minoennes de Crète.", "The Minoan cities of Crete."),
        ("Vers l'an 400 de notre ère.", "In about 400 A.D."),
        ("La puce tourne à 2,4 GHz.", "The chip runs at 2.4Ghz."),
        ("Il lit les Trois Royaumes.", "He reads the Three Kingdoms."),
    ],
)
def test_english_capitals_on_common_nouns_and_joined_names_are_no_doubt(
    source: str, output: str
) -> None:
    findings = check_translation(source, output, sentence=0, part=Part.TRANSLATION)
    assert [f for f in findings if f.kind.value.startswith("name")] == []


def test_an_acronym_in_the_plural_is_doubted_as_softly_as_in_the_singular() -> None:
    source = "Le sommeil paradoxal est rare."
    for output in ("The ZTQ is rare.", "The ZTQs are rare."):
        (found,) = check_translation(source, output, sentence=0, part=Part.TRANSLATION)
        assert (found.kind, found.severity) == (FindingKind.NAME_INVENTED, Severity.SOFT)


def test_a_french_summary_keeps_the_articles_spelling() -> None:
    article = "Kassym-Jomart Tokaïev a reçu le ministre."
    assert count_claims(article, "Kassssym-Jomart Tokaïev a reçu.", output_lang="fr") == (1, 0)
    assert count_claims(article, "Kassym-Jomart Tokaïev a reçu.", output_lang="fr") == (1, 1)
