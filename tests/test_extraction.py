"""Cleaning: lines unwrapped, kinds recognised, furniture set aside and never lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from summarizer.document import FurnitureKind, ParagraphKind
from summarizer.errors import InputTooLong
from summarizer.extraction import MAX_CHARS, CleanedArticle, clean_article
from summarizer.extraction.hyphens import join_hyphenated
from summarizer.extraction.repair import repair_text

SAMPLES = Path(__file__).resolve().parents[1] / ".." / "shared" / "samples"
BODY = (
    "Le conseil municipal a voté mardi soir la rénovation de la halle, fermée depuis deux ans, "
    "après trois heures de débat et malgré l'opposition de quatre élus."
)


def kinds(clean: CleanedArticle) -> list[tuple[str, str]]:
    return [(p.kind.value, clean.text[p.span.start : p.span.end]) for p in clean.paragraphs]


def aside(clean: CleanedArticle) -> list[tuple[FurnitureKind, str]]:
    return [(f.kind, f.text) for f in clean.furniture]


def sample(name: str) -> CleanedArticle:
    path = SAMPLES / name
    if not path.is_file():
        pytest.skip(f"the shared sample {name} is not beside this checkout")
    return clean_article(path.read_text(encoding="utf-8"))


def test_hard_wrapped_mail_is_unwrapped() -> None:
    wrapped = (
        "Le conseil municipal a voté mardi soir la rénovation de la halle,\n"
        "fermée depuis deux ans, après de longues heures de vrai débat.\n"
        "M. Perrin, le premier adjoint, a rappelé que le chantier coûterait\n"
        "1,2 million d'euros – deux fois plus qu'en 2019 – et durerait\n"
        "jusqu'à l'été.\n"
        "\n"
        "Un second vote est prévu en décembre.\n"
    )
    assert [text for _, text in kinds(clean_article(wrapped))] == [
        "Le conseil municipal a voté mardi soir la rénovation de la halle, fermée depuis deux "
        "ans, après de longues heures de vrai débat. M. Perrin, le premier adjoint, a rappelé que le "
        "chantier coûterait 1,2 million d’euros – deux fois plus qu’en 2019 – et durerait "
        "jusqu’à l’été.",
        "Un second vote est prévu en décembre.",
    ]


def test_one_paragraph_a_line_stays_so() -> None:
    lines = [BODY, "La mairie a refusé de répondre. " * 4, "Un recours est possible."]
    assert len(clean_article("\n".join(lines)).paragraphs) == 3


def test_an_aside_between_dashes_at_a_line_start_is_not_a_list_item() -> None:
    wrapped = (
        "Les données en temps réel arrivent enfin dans les petites villes\n"
        "– très utiles aux voyageurs en cas de retard – et personne ne s'en\n"
        "plaindra vraiment dans les gares de la région."
    )
    assert [k for k, _ in kinds(clean_article(wrapped))] == ["text"]


@pytest.mark.parametrize(
    ("left", "right", "joined"),
    [
        ("la grand-", "mère", "la grand-mère"),
        ("à Saint-", "Denis", "à Saint-Denis"),
        ("oui, dit-", "il", "oui, dit-il"),
        ("a-t-", "elle dit", "a-t-elle dit"),
        ("c’est-à-", "dire", "c’est-à-dire"),
        ("vis-à-", "vis", "vis-à-vis"),
        ("le porte-", "parole", "le porte-parole"),
        ("un sous-", "marin", "un sous-marin"),
        ("l’ex-", "ministre", "l’ex-ministre"),
        ("la mi-", "octobre", "la mi-octobre"),
        ("peut-", "être", "peut-être"),
        ("en 2023-", "2024", "en 2023-2024"),
        ("Kassym-", "Jomart", "Kassym-Jomart"),
        ("Île-de-", "France", "Île-de-France"),
        ("les États-", "Unis", "les États-Unis"),
        ("LES ÉTATS-", "UNIS", "LES ÉTATS-UNIS"),
        ("soi-", "même", "soi-même"),
        ("dites-", "leur", "dites-leur"),
        ("le rendez-", "vous", "le rendez-vous"),
        ("russo-", "kazakhes", "russo-kazakhes"),
        ("le gouverne-", "ment", "le gouvernement"),
        ("LE GOUVERNE-", "MENT", "LE GOUVERNEMENT"),
        ("il ex-", "plique", "il explique"),
        ("un mi-", "litaire", "un militaire"),
        ("sous-", "crire", "souscrire"),
        ("la va-", "leur", "la valeur"),
        ("une entre-", "prise", "une entreprise"),
        ("non-", "chalant", "nonchalant"),
        ("euro-", "péenne", "européenne"),
        ("vingt-", "aine", "vingtaine"),
        ("tou-", "jours", "toujours"),
        ("l’inter-", "national", "l’international"),
    ],
)
def test_hyphens_that_belong_stay_and_cut_words_are_joined(
    left: str, right: str, joined: str
) -> None:
    assert join_hyphenated(left, right, set()) == joined


def test_the_rest_of_the_article_decides_on_a_doubtful_hyphen() -> None:
    assert join_hyphenated("le micro-", "climat", {"micro-climat"}) == "le micro-climat"
    assert join_hyphenated("le micro-", "climat", {"microclimat"}) == "le microclimat"
    assert join_hyphenated("un contre-", "pied", {"contrepied"}) == "un contrepied"


def test_a_soft_hyphen_at_a_line_end_disappears() -> None:
    assert clean_article("Le gouverne\u00ad\nment a parlé hier.").text == (
        "Le gouvernement a parlé hier."
    )


def test_pages_are_joined_and_their_heads_and_numbers_set_aside() -> None:
    clean = clean_article(
        "Le Courrier du val - page 1\n"
        "La route des crêtes reste fermée aux camions depuis la crue de\n"
        "l'automne, et les habitants attendent que les travaux com-\n"
        "1\n\f"
        "Le Courrier du val - page 2\n"
        "mencent enfin. Le département a reçu trois offres ; la moins chère\n"
        "dépasse de loin la somme prévue au budget de cette année.\n"
        "2\n\f"
        "Le Courrier du val - page 3\n"
        "Une réunion est annoncée pour le printemps.\n"
        "3\n"
    )
    assert [f.text for f in clean.furniture] == [
        "Le Courrier du val - page 1", "1", "Le Courrier du val - page 2", "2",
        "Le Courrier du val - page 3", "3",
    ]  # fmt: skip
    assert [text for _, text in kinds(clean)] == [
        "La route des crêtes reste fermée aux camions depuis la crue de l’automne, et les "
        "habitants attendent que les travaux commencent enfin. Le département a reçu trois "
        "offres\u202f; la moins chère dépasse de loin la somme prévue au budget de cette année.",
        "Une réunion est annoncée pour le printemps.",
    ]


def test_a_sentence_that_runs_over_a_page_is_one_paragraph() -> None:
    clean = clean_article("Le maire a dit que la salle\f\n\nserait rouverte en mai.")
    assert clean.text == "Le maire a dit que la salle serait rouverte en mai."


def test_title_headings_and_lists_are_recognised() -> None:
    raw = "\n\n".join(
        [
            "La halle va rouvrir",
            BODY,
            "Un chantier coûteux",
            BODY,
            "Le vote porte sur trois points :",
            "- la toiture",
            "* les étals",
            "• l'éclairage",
            "1. Ce que change la loi pour les communes",
            BODY,
            "2. Ce qui ne change pas",
            BODY,
            "À quand la réouverture ?",
            BODY,
        ]
    )
    assert [k for k, _ in kinds(clean_article(raw))] == [
        "title", "text", "heading", "text", "text", "list_item", "list_item", "list_item",
        "heading", "text", "heading", "text", "heading", "text",
    ]  # fmt: skip
    assert "\n– la toiture\n– les étals\n– l’éclairage\n" in clean_article(raw).text


def test_numbered_lines_in_a_row_are_a_list() -> None:
    clean = clean_article(
        "Trois points :\n1. le toit\n2. les murs qui menacent\n   ruine\n3. le sol"
    )
    assert kinds(clean)[1:] == [
        ("list_item", "1. le toit"),
        ("list_item", "2. les murs qui menacent ruine"),
        ("list_item", "3. le sol"),
    ]


def test_dialogue_is_text_and_each_turn_a_paragraph() -> None:
    clean = clean_article("— Vous partez ?\n— Demain, dit-elle.\n— Alors adieu.")
    assert [k for k, _ in kinds(clean)] == ["text"] * 3


def test_a_menu_in_capitals_is_not_a_ladder_of_headings() -> None:
    clean = clean_article(BODY + "\n\nLUNDI, 4 OCTOBRE\n\nMONDE\n\nSPORT\n\nVILLE\n\n" + BODY)
    assert ParagraphKind.HEADING not in {p.kind for p in clean.paragraphs}


def test_markdown_headings_count_whatever_they_end_with() -> None:
    clean = clean_article(f"# Un titre.\n\n{BODY}\n\n## Pourquoi si tard, au juste…\n\n{BODY}")
    assert [k for k, _ in kinds(clean)] == ["title", "text", "heading", "text"]
    assert "#" not in clean.text


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Comments are closed.", FurnitureKind.COMMENTS),
        ("Les commentaires sont fermés", FurnitureKind.COMMENTS),
        ("Laisser un commentaire", FurnitureKind.COMMENTS),
        ("12 commentaires", FurnitureKind.COMMENTS),
        ("Exit mobile version", FurnitureKind.NAVIGATION),
        ("Aller au contenu principal", FurnitureKind.NAVIGATION),
        ("Accueil > Politique > Communes", FurnitureKind.NAVIGATION),
        ("Temps de lecture : 4 min", FurnitureKind.NAVIGATION),
        ("Lire aussi : Les halles ferment une à une", FurnitureKind.RELATED),
        ("À lire aussi", FurnitureKind.RELATED),
        ("Sur le même sujet", FurnitureKind.RELATED),
        ("Partager sur Facebook", FurnitureKind.SHARE),
        ("Facebook Twitter WhatsApp E-mail", FurnitureKind.SHARE),
        ("Suivez-nous sur Facebook et Instagram", FurnitureKind.SHARE),
        ("Nous utilisons des cookies pour mesurer l'audience.", FurnitureKind.COOKIES),
        ("Tout accepter", FurnitureKind.COOKIES),
        ("Continuer sans accepter", FurnitureKind.COOKIES),
        ("Par Jeanne Martin", FurnitureKind.BYLINE),
        ("Par Jeanne Martin et Paul Le Goff, envoyés spéciaux", FurnitureKind.BYLINE),
        ("Publié le 3 mars 2020 à 10h05 | Mis à jour le 4 mars 2020", FurnitureKind.BYLINE),
        ("Orange avec AFP, publié le mardi 03 mars 2020 à 09h12", FurnitureKind.BYLINE),
        ("12/03/2021 à 14:30", FurnitureKind.BYLINE),
        ("©EVA MARTIN / AFP", FurnitureKind.CAPTION),
        ("Crédit photo : Jean Dupuis", FurnitureKind.CAPTION),
        ("La halle en 2019 (Illustration).", FurnitureKind.CAPTION),
        ("Publicité", FurnitureKind.ADVERTISING),
        ("La suite après cette publicité", FurnitureKind.ADVERTISING),
        ("Inscrivez-vous à notre newsletter", FurnitureKind.NEWSLETTER),
        ("Cet article est réservé aux abonnés.", FurnitureKind.NEWSLETTER),
        ("* * *", None),
        ("-----", FurnitureKind.OTHER),
        ("Tous droits réservés.", FurnitureKind.OTHER),
    ],
)
def test_page_furniture_is_set_aside_with_its_kind(line: str, kind: FurnitureKind | None) -> None:
    clean = clean_article(f"{BODY}\n\n{line}\n\n{BODY} Fin.")
    if kind is None:
        assert all(c.isalnum() is False for c in "".join(t for _, t in aside(clean)))
        return
    assert [k for k, _ in aside(clean)] == [kind]
    assert clean.furniture[0].before_paragraph == 1
    assert len(clean.paragraphs) == 2


@pytest.mark.parametrize(
    "line",
    [
        "7. QUELS COOKIES ET QUELS TRACEURS ?",
        "Par conséquent, le maire a renoncé à sa réforme.",
        "Publié le 3 mars 2020, le rapport accable la préfecture.",
        "En poursuivant la visite, le ministre a salué les ouvriers.",
        "Il y a trois ans, la halle fermait.",
        "Le 3 mars 2020, la ville s'est arrêtée.",
        "Facebook a supprimé deux mille comptes.",
        "Selon l'AFP, dix personnes ont été blessées.",
        "La newsletter, un outil d'avenir pour les communes ?",
        "Partager le pain, un geste ancien",
        "(c) inciter les voyageurs à prendre le train ;",
        "Recherche et innovation",
        "Le cookie, biscuit américain, a cent ans.",
        "Voir Naples et mourir",
    ],
)
def test_lines_of_the_article_are_not_taken_for_furniture(line: str) -> None:
    clean = clean_article(f"{BODY}\n\n{line}\n\n{BODY} Fin.")
    assert clean.furniture == ()
    assert len(clean.paragraphs) == 3


def test_headlines_under_a_related_label_go_with_it_and_the_heading_after_stays() -> None:
    raw = "\n\n".join(
        [
            BODY,
            "À lire aussi",
            "Politique",
            "Les communes rurales manquent de moyens",
            "Sport",
            "Le club monte en première division",
            "Un chantier coûteux",
            BODY,
        ]
    )
    clean = clean_article(raw)
    assert [k for k, _ in kinds(clean)] == ["text", "heading", "text"]
    assert len(clean.furniture) == 5
    assert {f.kind for f in clean.furniture} == {FurnitureKind.RELATED}


def test_a_repeated_page_title_is_set_aside() -> None:
    clean = clean_article(f"La halle va rouvrir\n\nLa halle va rouvrir\n\n{BODY}")
    assert [k for k, _ in kinds(clean)] == ["title", "text"]
    assert [t for _, t in aside(clean)] == ["La halle va rouvrir"]


def test_a_single_line_is_always_the_article() -> None:
    for line in ("Facebook", "Publicité", "Bonjour", "Menu"):
        clean = clean_article(line)
        assert (clean.text, clean.furniture) == (line, ())


@pytest.mark.parametrize("raw", ["", " \n\t\n", "\ufeff", "\u200b\u00ad", "\f\f"])
def test_nothing_gives_an_empty_article(raw: str) -> None:
    clean = clean_article(raw)
    assert (clean.text, clean.paragraphs, clean.furniture) == ("", (), ())


def test_a_text_over_the_limit_is_refused_with_both_counts() -> None:
    with pytest.raises(InputTooLong, match="Cut it into parts") as caught:
        clean_article("a" * (MAX_CHARS + 1))
    assert (caught.value.count, caught.value.limit) == (MAX_CHARS + 1, MAX_CHARS)


def test_damaged_letters_and_entities_are_repaired() -> None:
    assert repair_text("lâ€™Ã©tÃ©, câ€™est lÃ\u00a0") == "l’été, c’est là"
    assert repair_text("l&rsquo;&eacute;t&eacute;&nbsp;&amp;amp;") == "l’été\u00a0&"
    assert repair_text("?a=1&copy=2 À Â Ã") == "?a=1&copy=2 À Â Ã"


def test_seed_article_has_its_heading_and_its_two_closing_lines_aside() -> None:
    clean = sample("seed_article.txt")
    assert [t for k, t in kinds(clean) if k == "heading"] == ["Ukrainiser la Moldavie"]
    assert [f.before_paragraph for f in clean.furniture] == [9, 9] == [len(clean.paragraphs)] * 2
    assert [t for _, t in aside(clean)] == ["Comments are closed.", "Exit mobile version"]
    assert "55,41\u00a0%" in clean.text and "210\u202f000" in clean.text


def test_sample_07_loses_its_related_block_and_picture_to_the_furniture() -> None:
    clean = sample("sample_07.txt")
    assert [k.value for k, _ in aside(clean)] == ["caption"] * 2 + ["related"] * 5 + ["byline"]
    assert clean.text.startswith("Le nombre d’utilisateurs")
    assert [t for k, t in kinds(clean) if k == "heading"] == [
        "La vitamine E suspectée dans les maladies liées au «\u00a0vapotage\u00a0»",
        "«\u00a0Je n’avais jamais vu cela\u00a0»",
    ]


@pytest.mark.parametrize(
    ("name", "title", "n_headings", "n_items", "n_aside"),
    [
        ("sample_13.txt", "Fukushima fait muter les papillons", 3, 0, 0),
        (
            "sample_17.txt",
            "France\u00a0: les impôts augmenteront de 7,2\u00a0milliards d’euros en 2012",
            0,
            0,
            0,
        ),
        (
            "sample_26.txt",
            "transport.data.gouv.fr\u00a0: bilan de 3 années d’incubation chez beta.gouv.fr",
            4,
            3,
            6,
        ),
        ("sample_29.txt", "Conseil des ministres du 18 juillet 2024", 21, 2, 3),
    ],
)
def test_pasted_pages_show_their_structure(
    name: str, title: str, n_headings: int, n_items: int, n_aside: int
) -> None:
    clean = sample(name)
    found = kinds(clean)
    assert found[0][0] == "title"
    assert found[0][1].replace("\u00a0", " ") == title.replace("\u00a0", " ")
    assert sum(k == "heading" for k, _ in found) == n_headings
    assert sum(k == "list_item" for k, _ in found) == n_items
    assert len(clean.furniture) == n_aside
