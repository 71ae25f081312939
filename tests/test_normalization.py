"""Typography: French made uniform, plain model outputs made French or English again."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.normalization import (
    english_articles,
    english_numbers,
    english_typography,
    french_number_to_english,
    french_typography,
    join_openings,
    normalize_french,
    split_elisions,
    split_openings,
    to_model_text,
)


def shown(text: str) -> str:
    """No-break spaces made visible: ~ is U+202F, _ is U+00A0."""
    return text.replace("\u202f", "~").replace("\u00a0", "_")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("L'ete d'Helene", "L’ete d’Helene"),
        ("aujourd`hui et aujourd´hui", "aujourd’hui et aujourd’hui"),
        ("«Bonjour!»", "«_Bonjour~!_»"),
        ("«  un allié » et « ces temps »", "«_un allié_» et «_ces temps_»"),
        ("Quoi ?! Non!! Si ; voilà: fin", "Quoi~?! Non~!! Si~; voilà_: fin"),
        ("12% et 12 % et 5€ et 3 M€", "12_% et 12_% et 5_€ et 3_M€"),
        ("210 000 voix, 1\u00a0234\u2009567 €", "210~000 voix, 1~234~567_€"),
        ("ef\u00adface \ufb01n \ufb02ot", "efface fin flot"),
        ("œuvre, æquo", "œuvre, æquo"),
        ("e\u0301te\u0301", "été"),
        ("Attendez... encore....", "Attendez… encore…"),
        ("a\u200bb\ufeffc", "abc"),
        ("deux  mots \t ici ", "deux mots ici"),
        ("<<Bonjour>>", "«_Bonjour_»"),
        ("porte‑parole", "porte-parole"),
        ("(sic!) [?] oui (voir: a)", "(sic~!) [?] oui (voir_: a)"),
    ],
)
def test_french_typography_is_made_uniform(raw: str, expected: str) -> None:
    assert shown(normalize_french(raw)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "https://exemple.fr/a?b=c;d!e:f",
        "www.exemple.fr/page:1?x=y!z",
        "jean.dupont@exemple.fr",
        "à 14:30 et 9:05",
        "`if a!b: c;d`",
        "en 2012 et 06 12 34 56 78",
        "transport.data.gouv.fr",
        "ratio 2:1",
    ],
)
def test_addresses_times_code_and_telephone_numbers_are_left_alone(text: str) -> None:
    assert normalize_french(text) == text


def test_marks_after_an_address_are_still_spaced() -> None:
    assert shown(normalize_french("Voir https://exemple.fr/a?b ; puis")) == (
        "Voir https://exemple.fr/a?b~; puis"
    )


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ('Il dit "oui" puis "non".', "Il dit «_oui_» puis «_non_»."),
        ("C'est l'\"État\"", "C’est l’«_État_»"),
        ('"a dit "b" hier"', "«_a dit “b” hier_»"),
        ('« il a dit "non" hier »', "«_il a dit “non” hier_»"),
        ("“Bonjour”, dit-il", "«_Bonjour_», dit-il"),
        ("« le “grand” jour »", "«_le “grand” jour_»"),
    ],
)
def test_quotes_whose_sides_are_plain_become_guillemets(raw: str, expected: str) -> None:
    assert shown(normalize_french(raw)) == expected


@pytest.mark.parametrize("text", ['Un écran de 15" coûte cher', 'Il dit " oui " là', 'a "b c'])
def test_quotes_that_could_be_either_are_left(text: str) -> None:
    assert normalize_french(text) == text


def test_quotes_are_paired_within_a_paragraph_only() -> None:
    text = 'Un "début\n\nune fin" ici'
    assert normalize_french(text) == text


def test_line_breaks_stay_where_they_are() -> None:
    assert normalize_french("a\r\nb\rc\n\n\nd\u2028e") == "a\nb\nc\n\n\nd\ne"


def test_the_splitter_sees_the_same_sentence_whatever_was_typed() -> None:
    forms = ["«Bonjour!» dit-il", "« Bonjour ! » dit-il", '"Bonjour !" dit-il', "“Bonjour!” dit-il"]
    assert {normalize_french(f) for f in forms} == {"«\u00a0Bonjour\u202f!\u00a0» dit-il"}
    assert normalize_french("l'été") == normalize_french("l’été")


def test_plain_french_gets_its_typography_back() -> None:
    plain = to_model_text("« C’est l’“État” – dit-il – à 14 h 30 ! » : 55,41 %…")
    assert shown(french_typography(plain)) == (
        "«_C’est l’“État” – dit-il – à 14 h 30~!_»_: 55,41_%…"
    )


def test_half_a_quotation_is_turned_by_its_side() -> None:
    assert shown(french_typography('"Nous partirons demain.')) == "«_Nous partirons demain."
    assert shown(french_typography('Et nous reviendrons", dit-il.')) == (
        "Et nous reviendrons_», dit-il."
    )


@pytest.mark.parametrize(
    ("plain", "expected"),
    [
        ('"We can\'t stop now" , he said .', "“We can’t stop now”, he said ."),
        ('He said "she told me "no" twice".', "He said “she told me ‘no’ twice”."),
        ("\"He said 'no' twice,\" she added", "“He said ‘no’ twice,” she added"),
        ("the ministers' plan, the '90s", "the ministers’ plan, the ’90s"),
        ("55.41 % of votes : why ? Yes !", "55.41% of votes: why? Yes!"),
        ("210,000 votes; €12", "210,000 votes; €12"),
        ("« Hello ! »", "“Hello!”"),
        ("a man - tall - came...", "a man – tall – came…"),
        ('"Half a quote.', "“Half a quote."),
        ('the rest of it".', "the rest of it”."),
    ],
)
def test_plain_english_gets_english_typography(plain: str, expected: str) -> None:
    assert english_typography(plain) == expected


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("55,41 % des voix", "55.41% des voix"),
        ("1,5 million", "1.5 million"),
        ("3\u202f000 et 3\u00a0000", "3,000 et 3,000"),
        ("3.304 cas, 66.362.000 habitants", "3,304 cas, 66,362,000 habitants"),
        ("pour 100.000. Puis 1.234,5 euros", "pour 100,000. Puis 1,234.5 euros"),
        ("version 2.0.100, 0.125, 12.05.2016", "version 2.0.100, 0.125, 12.05.2016"),
        ("à 14 h 30 (13H30 GMT)", "à 14:30 (13:30 GMT)"),
        ("12 €", "€12"),
    ],
)
def test_french_figures_read_as_english(french: str, english: str) -> None:
    assert english_numbers(to_model_text(french)) == english


@pytest.mark.parametrize(
    ("joined", "split"),
    [
        ("L’office d’Obama n’a pas l’Iran.", "L' office d' Obama n' a pas l' Iran."),
        ("Il dit qu’« aujourd’hui » suffit.", "Il dit qu'\"aujourd'hui\" suffit."),
        ("O’Neill, la presqu’île, quelqu’un", "O'Neill, la presqu'île, quelqu'un"),
        ("jusqu’à l’été", "jusqu' à l' été"),
    ],
)
def test_elided_words_stand_alone_and_other_apostrophes_stay(joined: str, split: str) -> None:
    once = split_elisions(to_model_text(joined))
    assert once == split
    assert split_elisions(once) == once


@pytest.mark.parametrize(
    ("joined", "split"),
    [
        ('Il a dit "des amis" (Obama).', 'Il a dit " des amis" ( Obama).'),
        ('"Oui", dit-il, "et non".', '" Oui", dit-il, " et non".'),
        ('("rien")', '(" rien")'),
        ('un écran de 15" (38 cm), 12(b)', 'un écran de 15" ( 38 cm), 12(b)'),
        ('un mot " perdu', 'un mot " perdu'),
    ],
)
def test_words_behind_an_opening_mark_stand_alone_and_closing_marks_stay(
    joined: str, split: str
) -> None:
    assert split_openings(joined) == split
    assert split_openings(split) == split
    assert join_openings(split) == joined.replace('" perdu', '"perdu')


@pytest.mark.parametrize(
    ("written", "sounded"),
    [
        ("a inscription, A eighth edition", "an inscription, An eighth edition"),
        ("a 18-year-old and a 8% rise", "an 18-year-old and an 8% rise"),
        ("a hour, an minister", "an hour, a minister"),
        ("he, a Iraqi, and “a unveiled plan”", "he, an Iraqi, and “an unveiled plan”"),
        ("a union, a European, a one-way ticket", "a union, a European, a one-way ticket"),
        ("a user, a unanimous vote, a unit", "a user, a unanimous vote, a unit"),
        (
            "a UN vote, an MP, an X-ray, an historic day",
            "a UN vote, an MP, an X-ray, an historic day",
        ),
        ("vitamin A is, plan A in, à a", "vitamin A is, plan A in, à a"),
        ("a 1.8, a 110, a 11.5", "a 1.8, a 110, a 11.5"),
    ],
)
def test_articles_follow_the_sound_of_the_next_word(written: str, sounded: str) -> None:
    assert english_articles(written) == sounded
    assert english_articles(sounded) == sounded


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("le 1er, la 2e, le 3ème, le 11e", "le 1st, la 2nd, le 3rd, le 11th"),
        ("à 20 h", "à 20:00"),
        ("n° 5", "No. 5"),
        ("12 M€ et 2,5 Md€", "€12 million et €2.5 billion"),
        ("55,41 %", "55.41%"),
        ("130 km/h", "130 km/h"),
    ],
)
def test_a_post_editor_finds_the_other_figures(french: str, english: str) -> None:
    assert french_number_to_english(french) == english
    assert french_number_to_english(english) == english


FRENCH_TEXT = st.text(
    alphabet=st.sampled_from(
        "aéL'’\"«»“”‘ \u00a0\u202f\u2009\n;:!?.…,%€12 0()-—h`/<>@&#\u00ad\ufb01•"
    ),
    max_size=40,
)


@given(st.one_of(FRENCH_TEXT, st.text(max_size=60)))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalize_french(text)
    assert normalize_french(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(FRENCH_TEXT)
def test_english_typography_is_stable(text: str) -> None:
    once = english_typography(text)
    assert english_typography(once) == once


@given(FRENCH_TEXT)
def test_french_typography_never_loses_a_letter_or_digit(text: str) -> None:
    def letters(t: str) -> str:
        return "".join(c for c in unicodedata.normalize("NFKC", t) if c.isalnum())

    assert letters(french_typography(to_model_text(text))) == letters(to_model_text(text))
