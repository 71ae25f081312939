"""Languages: told from short sentences; an article that is not French is refused by name."""

from __future__ import annotations

import pytest

from summarizer.checks.finding import FindingKind, Part
from summarizer.document import Document, Paragraph, ParagraphKind, Sentence, Span
from summarizer.errors import EmptyArticle, UnsupportedLanguage
from summarizer.languages import detect_language, paragraph_languages, require_french

SENTENCES: dict[str, tuple[str, ...]] = {
    "fr": (
        "Le train de nuit repart ce soir vers Briançon.",
        "Elle n'a jamais voulu en parler.",
        "Pourquoi la rivière déborde-t-elle chaque hiver ?",
        "Les vendanges ont commencé dix jours plus tôt.",
        "C’est une victoire, mais elle coûte cher.",
        "Vingt pompiers sont sur place.",
        "Il faudra attendre lundi.",
        "Ses deux frères tiennent la boulangerie du village.",
        "On y trouve encore des meubles d'époque.",
        "Un accord a été signé hier à Genève.",
        "Personne ne répond au téléphone.",
        "La grève continue dans les transports.",
    ),
    "en": (
        "The night train leaves for the mountains this evening.",
        "She has never wanted to talk about it.",
        "Why does the river flood every winter?",
        "It is a victory, but a costly one.",
        "Twenty firefighters are on the scene.",
        "We will have to wait until Monday.",
        "Her two brothers run the village bakery.",
        "An agreement was signed yesterday in Geneva.",
        "Nobody is answering the phone.",
        "The strike goes on in public transport.",
    ),
    "es": (
        "El tren nocturno sale esta tarde hacia la montaña.",
        "Ella nunca ha querido hablar de eso.",
        "¿Por qué se desborda el río cada invierno?",
        "Es una victoria, pero sale cara.",
        "Hay veinte bomberos en el lugar.",
        "Habrá que esperar hasta el lunes.",
        "Sus dos hermanos llevan la panadería del pueblo.",
        "Ayer se firmó un acuerdo en Ginebra.",
        "Nadie contesta al teléfono.",
        "La huelga continúa en los transportes.",
    ),
    "it": (
        "Il treno notturno parte stasera per la montagna.",
        "Lei non ha mai voluto parlarne.",
        "Perché il fiume straripa ogni inverno?",
        "È una vittoria, ma costa cara.",
        "Sul posto ci sono venti vigili del fuoco.",
        "Bisognerà aspettare fino a lunedì.",
        "I suoi due fratelli gestiscono il forno del paese.",
        "Ieri è stato firmato un accordo a Ginevra.",
        "Nessuno risponde al telefono.",
        "Lo sciopero continua nei trasporti.",
    ),
    "pt": (
        "O comboio da noite parte hoje para a montanha.",
        "Ela nunca quis falar sobre isso.",
        "Por que o rio transborda todos os invernos?",
        "É uma vitória, mas sai cara.",
        "Vinte bombeiros estão no local.",
        "Será preciso esperar até segunda-feira.",
        "Os seus dois irmãos têm a padaria da aldeia.",
        "Ontem foi assinado um acordo em Genebra.",
        "Ninguém atende o telefone.",
        "A greve continua nos transportes.",
    ),
    "de": (
        "Der Nachtzug fährt heute Abend in die Berge.",
        "Sie wollte nie darüber sprechen.",
        "Warum tritt der Fluss jeden Winter über die Ufer?",
        "Es ist ein Sieg, aber er kostet viel.",
        "Zwanzig Feuerwehrleute sind vor Ort.",
        "Man wird bis Montag warten müssen.",
        "Ihre zwei Brüder führen die Bäckerei im Dorf.",
        "Gestern wurde in Genf ein Abkommen unterzeichnet.",
        "Niemand geht ans Telefon.",
        "Der Streik im Nahverkehr geht weiter.",
    ),
    "nl": (
        "De nachttrein vertrekt vanavond naar de bergen.",
        "Ze heeft er nooit over willen praten.",
        "Waarom treedt de rivier elke winter buiten haar oevers?",
        "Het is een overwinning, maar een dure.",
        "Twintig brandweerlieden zijn ter plaatse.",
        "We zullen tot maandag moeten wachten.",
        "Haar twee broers runnen de bakkerij van het dorp.",
        "Gisteren werd in Genève een akkoord getekend.",
        "Niemand neemt de telefoon op.",
        "De staking in het vervoer gaat door.",
    ),
    "ca": (
        "El tren de nit surt aquest vespre cap a la muntanya.",
        "Ella no n'ha volgut parlar mai.",
        "Per què el riu es desborda cada hivern?",
        "És una victòria, però surt cara.",
        "Hi ha vint bombers al lloc dels fets.",
        "Caldrà esperar fins dilluns.",
        "Els seus dos germans porten el forn del poble.",
        "Ahir es va signar un acord a Ginebra.",
        "La vaga continua als transports.",
    ),
    "ro": (
        "Trenul de noapte pleacă diseară spre munte.",
        "Ea nu a vrut niciodată să vorbească despre asta.",
        "De ce se revarsă râul în fiecare iarnă?",
        "Este o victorie, dar costă scump.",
        "Douăzeci de pompieri sunt la fața locului.",
        "Va trebui să așteptăm până luni.",
        "Cei doi frați ai ei țin brutăria satului.",
        "Ieri a fost semnat un acord la Geneva.",
        "Nimeni nu răspunde la telefon.",
        "Greva continuă în transporturi.",
    ),
    "oc": (
        "Lo tren de nuèch part aqueste ser cap a la montanha.",
        "Ela a pas jamai volgut ne parlar.",
        "Es una victòria, mas còsta car.",
        "I a vint pompièrs sus plaça.",
        "Cal esperar fins a diluns.",
        "Sos dos fraires tenon lo forn del vilatge.",
        "Ièr foguèt signat un acòrdi a Genèva.",
        "La cauma contunha dins los transpòrts.",
    ),
    "la": (
        "Consul cum exercitu suo in montes contendit.",
        "Illa de hac re numquam loqui voluit.",
        "Cur flumen omni hieme ripas suas excedit?",
        "Victoria est, sed magno constat.",
        "Pax inter duos populos heri facta est.",
        "Nemo ex his qui aderant respondit.",
    ),
    "ru": ("Ночной поезд уходит сегодня вечером.",),
    "uk": ("Нічний поїзд вирушає сьогодні ввечері.",),
    "el": ("Το νυχτερινό τρένο φεύγει απόψε.",),
    "ar": ("يغادر القطار الليلي هذا المساء.",),
    "he": ("רכבת הלילה יוצאת הערב.",),
    "zh": ("夜班火车今晚出发前往山区。",),
    "ja": ("夜行列車は今晩出発します。",),
    "ko": ("야간열차는 오늘 저녁에 출발합니다.",),
}
FRENCH_OR_UNDECIDED = (
    "PRIMATURE",
    "MINISTERE DE L’ENERGIE DU PETROLE ET DES MINES",
    "LUNDI, 4 OCTOBRE 2021",
    "FRANCE",
    "Amadou Moustapha Njekk SARRE",
    "Le Monde",
    "Zizeeria maha",
    "Food and Drug Administration",
    "7. QUELS COOKIES ET QUELS TRACEURS ?",
    "55,41 %",
    "Bonjour",
    "Pourquoi ?",
    "transport.data.gouv.fr",
    "Kassym-Jomart Tokaïev, Maïa Sandu, Sergueï Narychkine",
    "2024-07-19",
    "Real Madrid - Bayern Munich 2-1",
)


def document(*paragraphs: str) -> Document:
    """One sentence a paragraph: enough for what reads languages."""
    text = "\n\n".join(paragraphs)
    made: list[Paragraph] = []
    at = 0
    for paragraph in paragraphs:
        span = Span(at, at + len(paragraph))
        made.append(Paragraph(ParagraphKind.TEXT, span, (Sentence(paragraph, span),)))
        at = span.end + 2
    return Document(text, tuple(made))


@pytest.mark.parametrize("language", SENTENCES)
def test_short_sentences_are_told_apart(language: str) -> None:
    guesses = [detect_language(s).language for s in SENTENCES[language]]
    n_right = sum(g == language for g in guesses)
    n_wrong = sum(g not in (language, "und") for g in guesses)
    assert n_right >= 0.75 * len(guesses), list(zip(guesses, SENTENCES[language], strict=True))
    assert n_wrong <= 0.15 * len(guesses), list(zip(guesses, SENTENCES[language], strict=True))


@pytest.mark.parametrize("sentence", SENTENCES["fr"])
def test_a_french_sentence_is_never_called_foreign(sentence: str) -> None:
    assert detect_language(sentence).language == "fr"


@pytest.mark.parametrize("line", FRENCH_OR_UNDECIDED)
def test_capitals_names_and_single_words_are_french_or_undecided(line: str) -> None:
    assert detect_language(line).language in ("fr", "und")
    require_french(document(line)) if any(c.isalpha() for c in line) else None


def test_other_scripts_are_told_by_their_letters() -> None:
    for language in ("ru", "uk", "el", "ar", "he", "zh", "ja", "ko"):
        guess = detect_language(SENTENCES[language][0])
        assert (guess.language, guess.confidence > 0.9) == (language, True)


@pytest.mark.parametrize("text", ["", "   \n", "12 345 — 67 %", "😀😀"])
def test_a_text_without_letters_is_undecided_with_no_confidence(text: str) -> None:
    guess = detect_language(text)
    assert (guess.language, guess.confidence) == ("und", 0.0)


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "English"), ("es", "Spanish"), ("de", "German"), ("ro", "Romanian"), ("la", "Latin")],
)
def test_an_article_in_another_language_is_refused_by_name(language: str, name: str) -> None:
    article = document(" ".join(SENTENCES[language][:5]), " ".join(SENTENCES[language][5:]))
    with pytest.raises(UnsupportedLanguage, match=name) as caught:
        require_french(article)
    assert caught.value.language == language


def test_an_article_in_another_script_is_refused_by_name() -> None:
    with pytest.raises(UnsupportedLanguage, match="Russian"):
        require_french(document(SENTENCES["ru"][0] * 3))


def test_an_english_article_with_one_french_quotation_is_still_refused() -> None:
    english = " ".join(SENTENCES["en"])
    with pytest.raises(UnsupportedLanguage):
        require_french(document(english, SENTENCES["fr"][0], english))


def test_a_mixed_article_is_flagged_paragraph_by_paragraph() -> None:
    french, english = " ".join(SENTENCES["fr"]), " ".join(SENTENCES["en"][:3])
    mixed = paragraph_languages(document(french, english, french))
    assert [p.language for p in mixed.paragraphs] == ["fr", "en", "fr"]
    findings = require_french(mixed)
    assert [(f.kind, f.part, f.sentence) for f in findings] == [
        (FindingKind.LANGUAGE, Part.ARTICLE, 1)
    ]
    assert findings[0].source_span == mixed.paragraphs[1].span
    assert "anglais" in findings[0].message_fr
    assert "English" in findings[0].message_en


def test_findings_are_the_same_whether_languages_were_filled_before_or_not() -> None:
    article = document(" ".join(SENTENCES["fr"]), SENTENCES["de"][0])
    assert require_french(article) == require_french(paragraph_languages(article)) != ()


def test_filling_languages_changes_nothing_else() -> None:
    article = document(*SENTENCES["fr"])
    filled = paragraph_languages(article)
    assert filled.text == article.text
    assert [p.span for p in filled.paragraphs] == [p.span for p in article.paragraphs]
    assert all(p.language == "fr" for p in filled.paragraphs)


@pytest.mark.parametrize("text", ["", " \n ", "12 % — 45", "…"])
def test_nothing_to_read_is_an_empty_article(text: str) -> None:
    article = Document(text, ())
    with pytest.raises(EmptyArticle, match="Paste the text"):
        require_french(article)


def test_one_word_and_one_line_of_french_are_accepted() -> None:
    assert require_french(document("Bonjour")) == ()
    assert require_french(document("La grève continue.")) == ()
