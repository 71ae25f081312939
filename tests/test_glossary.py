"""Forced terms in every form, protected spans intact, nothing around them lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.checks import check_translation
from summarizer.checks.finding import Finding, FindingKind, Part
from summarizer.document import Span
from summarizer.engines.base import Engine, Task
from summarizer.engines.registry import DEFAULT_PRESET, load_engine
from summarizer.english import EnglishWriter
from summarizer.errors import ConfigError, InputError, UnreadableFile
from summarizer.glossary import (
    Glossary,
    GlossaryEntry,
    check_terms,
    find_protected,
    find_terms,
    load_glossary,
    make_glossary,
    mask,
    parse_glossary,
    unmask,
)
from summarizer.glossary.inflection import english_article, english_plural


def glossary(*pairs: tuple[str, str]) -> Glossary:
    return make_glossary(pairs)


def found(source: str, sentence: str) -> list[str]:
    terms = find_terms(glossary((source, "x")), sentence)
    return [sentence[t.span.start : t.span.end] for t in terms]


@pytest.mark.parametrize(
    ("source", "sentence", "expected"),
    [
        ("accord", "Un accord, deux accords, désaccord, accorder.", ["accord", "accords"]),
        ("réseau", "Le réseau et les réseaux.", ["réseau", "réseaux"]),
        ("canal", "Un canal, des canaux.", ["canal", "canaux"]),
        ("vitrail", "Le vitrail, les vitraux.", ["vitrail", "vitraux"]),
        ("taux", "Le taux, les taux.", ["taux", "taux"]),
        ("directeur", "La directrice et les directeurs.", ["directrice", "directeurs"]),
        ("député", "Une députée, des Députés.", ["députée", "Députés"]),
        ("infirmier", "Les infirmières et l’infirmier.", ["infirmières", "infirmier"]),
        ("technicien", "TECHNICIENNE ou technicien", ["TECHNICIENNE", "technicien"]),
        ("État", "L’État, l'Etat, d’ÉTAT, qu’ETAT.", ["État", "Etat", "ÉTAT", "ETAT"]),
        ("État membre", "Les États membres, un Etat membre.", ["États membres", "Etat membre"]),
        ("loi organique", "Deux lois organiques.", ["lois organiques"]),
        ("région frontalière", "Des régions frontalières.", ["régions frontalières"]),
        ("centre régional", "Les centres régionaux.", ["centres régionaux"]),
        ("produit frais", "La PRODUIT FRAIS.", ["PRODUIT FRAIS"]),
        ("chef d'État", "Deux chefs d’État parlent.", ["chefs d’État"]),
        ("porte-parole", "Le porte-parole, une porte parole.", ["porte-parole", "porte parole"]),
        ("bureau de vote", "Les bureaux\u00a0de vote", ["bureaux\u00a0de vote"]),
        ("œuvre", "Une oeuvre, des Œuvres, ŒUVRE.", ["oeuvre", "Œuvres", "ŒUVRE"]),
        ("ONU", "L’ONU, onu, de l'ONU.", ["ONU", "ONU"]),
        ("président", "Le vice-président, puis la présidente-là.", ["présidente"]),
        ("G7+", "Le G7+ se réunit.", ["G7+"]),
        (".NET", "Écrit en .NET hier.", [".NET"]),
    ],
)
def test_a_term_is_found_in_each_of_its_forms(
    source: str, sentence: str, expected: list[str]
) -> None:
    assert found(source, sentence) == expected


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("port", "La porte ferme."),
        ("appel", "Il appelle."),
        ("traité", "La question traitée hier."),
        ("marché", "Elle marche et il marche."),
        ("capital", "La capitale est loin."),
        ("mer", "Sa mère et la maire."),
        ("règlement", "Il réglemente."),
        ("SA", "Il a vendu sa maison."),
    ],
)
def test_another_word_is_not_taken_for_the_term(source: str, sentence: str) -> None:
    assert found(source, sentence) == []


def test_the_longest_term_wins_and_none_overlap() -> None:
    terms = find_terms(
        glossary(("banque", "bank"), ("banque centrale", "central bank"), ("centrale", "plant")),
        "La banque centrale et les banques, près d’une centrale.",
    )
    assert [t.target for t in terms] == ["central bank", "banks", "plant"]


def test_entries_that_differ_by_case_are_told_apart() -> None:
    terms = find_terms(
        glossary(("orange", "orange"), ("Orange", "Orange SA")), "Chez Orange, une orange."
    )
    assert [t.target for t in terms] == ["Orange SA", "orange"]


@pytest.mark.parametrize(
    ("sentence", "target"),
    [
        ("Le taux d’intérêt baisse.", "interest rate"),
        ("Les taux d’intérêt baissent.", "interest rates"),
        ("Trois taux d’intérêt.", "interest rates"),
        ("Un nouveau taux d’intérêt.", "interest rate"),
    ],
)
def test_a_word_without_plural_form_takes_its_number_from_the_determiner(
    sentence: str, target: str
) -> None:
    (term,) = find_terms(glossary(("taux d’intérêt", "interest rate")), sentence)
    assert term.target == target


def test_the_determiner_tells_the_number_of_an_acronym() -> None:
    one = glossary(("ONG", "NGO"))
    assert [t.target for t in find_terms(one, "Les ONG et une ONG.")] == ["NGOs", "NGO"]


@pytest.mark.parametrize(
    ("singular", "plural"),
    [
        ("agreement", "agreements"), ("country", "countries"), ("day", "days"), ("tax", "taxes"),
        ("branch", "branches"), ("analysis", "analyses"), ("woman", "women"), ("human", "humans"),
        ("Member of Parliament", "Members of Parliament"), ("NGO", "NGOs"), ("human rights",
        "human rights"), ("mother-in-law", "mothers-in-law"), ("central bank", "central banks"),
        ("policewoman", "policewomen"), ("data", "data"), ("criterion", "criteria"),
        ("bus", "buses"), ("USA", "USA"), ("wind farm", "wind farms"), ("half", "halves"),
        ("head of state", "heads of state"),
    ],
)  # fmt: skip
def test_english_plurals(singular: str, plural: str) -> None:
    assert english_plural(singular) == plural


@pytest.mark.parametrize(
    ("noun", "article"),
    [("owl", "an"), ("lung", "a"), ("union", "a"), ("hour", "an"), ("European", "a")],
)
def test_english_articles(noun: str, article: str) -> None:
    assert english_article(noun) == article


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Voir https://a.fr/x?y=1. Puis www.b.org, fin.", ["https://a.fr/x?y=1", "www.b.org"]),
        ("Écrire à eva.roy@mairie.fr !", ["eva.roy@mairie.fr"]),
        ("Le lot AB-1234 et COVID-19, pas vice-roi.", ["AB-1234", "COVID-19"]),
        ("Bonjour {prénom}, {{n}} et ${total}", ["{prénom}", "{{n}}", "${total}"]),
        ("Il reste %d sur %s, soit 55 % d’avance et 5 %s.", ["%d", "%s"]),
        ("Tapez `ls -l` puis <b>gras</b>, 3 < 4", ["`ls -l`", "<b>", "</b>"]),
        ("Le champ nom_usuel de bilan.pdf", ["nom_usuel", "bilan.pdf"]),
        (
            "Sur data.gouv.fr/bus, Amazon.fr ou a.fr@b.org.",
            ["data.gouv.fr/bus", "Amazon.fr", "a.fr@b.org"],
        ),
        ("Le mot-dièse #MeToo, selon @BFMTV (#8mars).", ["#MeToo", "@BFMTV", "#8mars"]),
        ("Le n°#12 en C#, R&#38;D et la place @ 3 euros.", []),
        ("La fin.Le début, p.ex. au no.3, etc.", []),
        ("Rien ici : 3 500 euros, J.-C., M. Roy.", []),
    ],
)
def test_protected_spans_are_found(text: str, expected: list[str]) -> None:
    assert [text[s.start : s.end] for s in find_protected(text)] == expected


TERMS = glossary(("accord", "agreement"), ("État membre", "member state"), ("ONU", "UN"))


def test_terms_and_protected_spans_come_through_and_nothing_around_them_is_lost() -> None:
    text = "Les États membres de l’ONU (ici : {pays}) ont signé l'accord AB-12."
    masked = mask(text, find_terms(TERMS, text), find_protected(text))
    assert masked.text == "Les T1T de l’T2T (ici : T3T) ont signé l'T4T T5T."
    back = unmask("The T1T of the T2T (here: T3T) signed the T4T T5T.", masked)
    assert back.text == "The member states of the UN (here: {pays}) signed the agreement AB-12."
    assert back.missing == back.doubled == ()


def test_a_term_inside_markup_is_found_and_its_tags_keep_to_it() -> None:
    text = "Hier, <b>l'accord</b> et <i>accord</i> ou <em>la loi</em>."
    masked = mask(text, find_terms(TERMS, text), find_protected(text))
    assert masked.text == "Hier, T1T l'T2T T3T et T4T T5T T6T ou T7T la loi T8T."
    english = "Yesterday, T1T the T2T T3T and T4T T5T T6T or T7T the law T8T."
    back = unmask(english, masked)
    assert back.text == "Yesterday, <b>the agreement</b> and <i>agreement</i> or <em>the law</em>."
    assert unmask(masked.text, masked).text.count("agreement") == 2


def test_a_term_inside_markup_that_the_output_lacks_is_reported() -> None:
    (finding,) = check_terms(TERMS, "<b>L'accord</b> est signé.", "<b>The deal</b> is signed.")
    assert "agreement" in finding.message_en


def test_a_tag_inside_a_word_keeps_the_word_whole() -> None:
    text = "Un mot<sup>2</sup>clé ici."
    masked = mask(text, (), find_protected(text))
    assert masked.text == "Un T1T ici."


def test_a_missing_placeholder_is_reported_with_its_content() -> None:
    text = "L’accord lie l’ONU."
    masked = mask(text, find_terms(TERMS, text))
    back = unmask("It binds the T2T and T2T.", masked)
    assert back.text == "It binds the UN and UN."
    assert [p.source for p in back.missing] == ["accord"]
    assert [p.source for p in back.doubled] == ["ONU"]


def test_a_placeholder_written_otherwise_is_recognised() -> None:
    text = "L’accord lie l’ONU."
    masked = mask(text, find_terms(TERMS, text))
    assert unmask("An t1t binds the T 2T.", masked).text == "An agreement binds the UN."


def test_a_term_takes_its_capital_and_its_article() -> None:
    text = "Un accord. L’accord. ACCORD."
    masked = mask(text, find_terms(TERMS, text))
    back = unmask("A T1T. T2T now. “T3T”", masked)
    assert back.text == "An agreement. Agreement now. “AGREEMENT”"


def test_a_placeholder_never_repeats_something_of_the_text() -> None:
    text = "Le modèle T1T et l’accord t2t."
    masked = mask(text, find_terms(TERMS, text))
    assert [p.placeholder for p in masked.pieces] == ["T3T"]
    assert unmask(masked.text, masked).text == "Le modèle T1T et l’agreement t2t."


def test_eleven_placeholders_are_not_confused() -> None:
    text = " ".join(["accord"] * 11)
    masked = mask(text, find_terms(TERMS, text), style="T{n}")
    assert unmask(masked.text, masked).text.casefold() == " ".join(["agreement"] * 11)


@pytest.mark.parametrize("style", ["⟦{n}⟧", "@{n}@", "__{n}", "TERM{n}Z"])
def test_the_placeholder_style_is_a_parameter(style: str) -> None:
    text = "Deux accords à {ville}{pays}."
    masked = mask(text, find_terms(TERMS, text), find_protected(text), style)
    assert unmask(masked.text, masked).text == "Deux agreements à {ville}{pays}."


def test_a_style_without_number_is_an_error() -> None:
    with pytest.raises(ConfigError, match=r"has no \{n\}"):
        mask("Un accord.", [], [], "TERM")


def test_a_term_within_an_address_is_left_alone() -> None:
    text = "Voir https://a.fr/accord et l’accord."
    masked = mask(text, find_terms(TERMS, text), find_protected(text))
    assert [p.source for p in masked.pieces] == ["https://a.fr/accord", "accord"]
    assert check_terms(TERMS, "Voir https://a.fr/accord.", "See https://a.fr/accord.") == []


def test_a_term_that_is_not_honoured_is_a_finding_in_both_languages() -> None:
    findings = check_terms(
        TERMS, "Les accords lient l’ONU.", "The deals bind the UN.", sentence=4, source_offset=100
    )
    (finding,) = findings
    assert finding.kind is FindingKind.GLOSSARY
    assert (finding.part, finding.sentence) == (Part.TRANSLATION, 4)
    assert finding.source_span == Span(104, 111)
    assert "agreements" in finding.message_en
    assert "accords" in finding.message_fr


@pytest.mark.parametrize(
    "output", ["Agreements bind the UN.", "An AGREEMENT: the UN's.", "UN agreements"]
)
def test_a_term_honoured_in_any_form_is_no_finding(output: str) -> None:
    assert check_terms(TERMS, "Les accords lient l’ONU.", output) == []


def test_a_csv_glossary_is_read_with_header_quotes_and_notes(tmp_path: Path) -> None:
    path = tmp_path / "terms.csv"
    path.write_bytes(
        '\ufeffsource,target,note\r\n"sûreté, sécurité","safety, security",two\n\naccord,agreement\n'.encode()
    )
    assert load_glossary(path).entries == (
        GlossaryEntry("sûreté, sécurité", "safety, security", "two"),
        GlossaryEntry("accord", "agreement"),
    )


@pytest.mark.parametrize("delimiter", ["\t", ";", ","])
def test_the_delimiter_is_known_from_the_first_line(delimiter: str) -> None:
    text = f"Français{delimiter}Anglais\nhôtel{delimiter}hotel\n"
    assert parse_glossary(text).entries == (GlossaryEntry("hôtel", "hotel"),)


def test_a_windows_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "terms.tsv"
    path.write_bytes("été\tsummer\r\n".encode("cp1252"))
    assert load_glossary(str(path)).entries == (GlossaryEntry("été", "summer"),)


TBX = """<?xml version="1.0" encoding="UTF-8"?>
<tbx xmlns="urn:iso:std:iso:30042:ed-2"><text><body>
<conceptEntry id="1"><note>energy</note>
<langSec xml:lang="fr-FR"><termSec><term>parc éolien</term></termSec>
<termSec><term>ferme éolienne</term></termSec></langSec>
<langSec xml:lang="en"><termSec><term>wind farm</term></termSec></langSec></conceptEntry>
<termEntry><langSet xml:lang="EN"><tig><term>dam</term></tig></langSet>
<langSet xml:lang="FR"><ntig><termGrp><term>barrage</term></termGrp></ntig></langSet></termEntry>
</body></text></tbx>"""


def test_a_tbx_glossary_is_read_in_both_dialects(tmp_path: Path) -> None:
    path = tmp_path / "terms.tbx"
    path.write_text(TBX, encoding="utf-8")
    assert load_glossary(path).entries == (
        GlossaryEntry("parc éolien", "wind farm", "energy"),
        GlossaryEntry("ferme éolienne", "wind farm", "energy"),
        GlossaryEntry("barrage", "dam"),
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("accord,agreement\nseul", r"Row 2 of g\.csv has no target: 'seul'\. Write source,target"),
        (",agreement", r"Row 1 of g\.csv has no source"),
        ("a,b,c,d", r"has 4 columns: 'a, b, c, d'"),
        ("accord,deal\naccord,pact", r"'accord' a second target, 'pact' after 'deal'\. Keep one"),
        ("?!,what", r"no letter or figure"),
        ("<tbx><body>", r"not well-formed XML"),
        ("<tbx/>", r"no entry with a French and an English term"),
        ('<!DOCTYPE t [<!ENTITY a "b">]><t/>', r"XML entities"),
    ],
)
def test_a_wrong_glossary_is_an_error_in_three_parts(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse_glossary(text, "g.csv")


def test_a_table_of_the_page_may_have_empty_cells_and_repeated_rows() -> None:
    rows = [["accord", "agreement", None], [None, None, None], ["", " "], ["accord", "agreement"]]
    assert make_glossary(rows).entries == (GlossaryEntry("accord", "agreement"),)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"terms\.csv cannot be read"):
        load_glossary(tmp_path / "terms.csv")


def test_an_empty_glossary_finds_nothing() -> None:
    assert find_terms(Glossary(), "Un accord.") == []


WORDS = st.sampled_from(
    [
        "L’accord",
        "accords",
        "ACCORD",
        "l’ONU",
        "États",
        "membres",
        "{nom}",
        "{a}{b}",
        "X1",
        "x2",
        "AB-12",
        "www.a.fr",
        "%s",
        "<b>",
        "`x`",
        "55",
        "%",
        ".",
        "!",
        "1",
        "é",
    ]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=15).map(" ".join))
STYLES = st.sampled_from(["X{n}", "⟦{n}⟧", "{n}_", "é{n}"])


@settings(max_examples=150, deadline=None)
@given(TEXTS, STYLES)
def test_protected_spans_come_back_exactly(text: str, style: str) -> None:
    masked = mask(text, [], find_protected(text), style)
    back = unmask(masked.text, masked)
    assert back.text == text
    assert back.missing == back.doubled == ()


@settings(max_examples=150, deadline=None)
@given(TEXTS, STYLES)
def test_what_stands_around_terms_is_untouched(text: str, style: str) -> None:
    masked = mask(text, find_terms(TERMS, text), find_protected(text), style)
    rebuilt, at = "", 0
    for piece in masked.pieces:
        start = masked.text.index(piece.placeholder, at)
        rebuilt += masked.text[at:start] + piece.source
        at = start + len(piece.placeholder)
    assert rebuilt + masked.text[at:] == text
    assert unmask(masked.text, masked).missing == ()


def test_a_plural_ending_that_the_model_gave_a_placeholder_is_dropped() -> None:
    terms = glossary(("entreprise", "undertaking"), ("accord", "agreement"))
    text = "Les entreprises signent l’accord de {user} ."
    masked = mask(text, find_terms(terms, text), find_protected(text))
    back = unmask("The T1Ts sign T2T's text, T2T signed by T3Ts.", masked)
    assert back.text == "The undertakings sign agreement's text, agreement signed by {user}s."


@pytest.fixture(scope="module")
def translator() -> Engine:
    return load_engine(DEFAULT_PRESET, Task.TRANSLATE)


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("Les maires de la région se sont réunis hier à Lyon.", ["lord mayors"]),
        ("L’entreprise a demandé une dérogation au ministre.", ["undertaking", "waiver"]),
        ("Les entreprises ont obtenu des dérogations.", ["undertakings", "waivers"]),
        ("D’après l’OTAN, la situation est stable.", ["NATO alliance"]),
        ("LE MAIRE ACCORDE UNE DÉROGATION", ["LORD MAYOR", "WAIVER"]),
        ("Le code est {user_name} et le site https://exemple.fr/a?b=1 .", ["{user_name}",
         "https://exemple.fr/a?b=1"]),
        ("Écrivez à contact@exemple.fr avant le 3 mars.", ["contact@exemple.fr"]),
    ],
)  # fmt: skip
def test_the_shipped_translator_carries_terms_in_every_form_and_protected_spans(
    translator: Engine, source: str, kept: list[str]
) -> None:
    terms = glossary(
        ("maire", "lord mayor"),
        ("dérogation", "waiver"),
        ("entreprise", "undertaking"),
        ("OTAN", "NATO alliance"),
    )

    def check(fr: str, en: str) -> list[Finding]:
        return check_translation(fr, en, sentence=0, part=Part.TRANSLATION)

    (made,) = EnglishWriter(translator, check, glossary=terms).translate([source])
    assert all(k.lower() in made.text.lower() for k in kept), made.text
    assert check_terms(terms, source, made.text) == []
