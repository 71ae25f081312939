"""Which words may be left out of a sentence: what stays is French and means what it meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.engines.safe_cuts import safe_form
from summarizer.engines.word_cuts import Cut, find_cuts

# The whole sentence; what the network proposes; what is made of it.
MADE = [
    (
        "L'émission « Clara », un jeu très populaire, suivi par un foyer sur deux, a été suspendue.",
        "L'émission « Clara », un jeu très populaire, a été suspendue.",
        "L'émission \"Clara\", un jeu très populaire, a été suspendue.",
    ),
    (
        "À l'issue du vote, les deux chefs de file, Luc Orlan et Anne Roux, se sont serré la main.",
        "À l'issue du vote, les deux chefs de file se sont serré la main.",
        "À l'issue du vote, les deux chefs de file se sont serré la main.",
    ),
    (
        "La maire de Lormel, Odile Quersin, élue en 2014, a annoncé mardi la fermeture du pont.",
        "La maire de Lormel a annoncé la fermeture du pont.",
        "La maire de Lormel a annoncé la fermeture du pont.",
    ),
    (
        "En effet, le musée, qui n'avait jamais fermé, restera clos jusqu'au 3 mai.",
        "Le musée restera clos jusqu'au 3 mai.",
        "Le musée restera clos jusqu'au 3 mai.",
    ),
    (
        "Le barrage (construit, dit-on, sans permis) a cédé dans la nuit de lundi à mardi.",
        "Le barrage a cédé dans la nuit de lundi à mardi.",
        "Le barrage a cédé dans la nuit de lundi à mardi.",
    ),
    (
        "« Nous tiendrons », a promis hier soir le directeur de l'usine devant les salariés.",
        "« Nous tiendrons », a promis le directeur de l'usine.",
        "\"Nous tiendrons\", a promis le directeur de l'usine devant les salariés.",
    ),
    (
        "Le ministre de l'Intérieur Luc Valnier, en déplacement à Nantes, a promis des renforts.",
        "Luc Valnier a promis des renforts à Nantes.",
        None,
    ),
    (
        "Le ministre de l'Intérieur Luc Valnier, en déplacement à Nantes, a promis des renforts.",
        "Luc Valnier a promis.",
        "Luc Valnier a promis des renforts.",
    ),
    (
        "Le ministre de l'Intérieur Luc Valnier, en déplacement à Nantes, a promis des renforts de police.",
        "Luc Valnier a promis des renforts de police.",
        "Luc Valnier a promis des renforts de police.",
    ),
    (
        "La préfecture a également indiqué à l'AFP que deux routes resteraient coupées.",
        "La préfecture a indiqué que deux routes resteraient coupées.",
        "La préfecture a indiqué que deux routes resteraient coupées.",
    ),
    (
        "Philippe Orlan, patron du club, ancien gardien et père de six enfants, a démissionné lundi.",
        "Philippe Orlan, patron du club, a démissionné.",
        "Philippe Orlan, patron du club, a démissionné lundi.",  # a verb that may want its object
    ),
    (
        "À Brest, mardi, le carnaval a attiré 12.000 curieux venus de toute la région.",
        "À Brest, le carnaval a attiré 12.000 curieux.",
        "À Brest, le carnaval a attiré 12.000 curieux venus de toute la région.",
    ),
    (
        "Emma Roux a envisagé, lundi 15 juin, un report des élections prévues en mars.",
        "Emma Roux a envisagé un report des élections.",
        "Emma Roux a envisagé un report des élections prévues en mars.",
    ),
    (
        "Le suspect a subi une fouille, dimanche 19 mars, rapporte la gazette de Caudry.",
        "Le suspect a subi une fouille, rapporte la gazette de Caudry.",
        "Le suspect a subi une fouille, rapporte la gazette de Caudry.",
    ),
    (
        "Un agent de la régie, l'entreprise qui gère les bus, a été blessé, annonce la radio.",
        "Un agent de la régie a été blessé, annonce la radio.",
        "Un agent de la régie a été blessé, annonce la radio.",
    ),
    (
        "L'orage a coupé deux routes du canton, causant de longs bouchons.",
        "L'orage a coupé deux routes du canton.",
        "L'orage a coupé deux routes du canton.",
    ),
    (
        "Un invité, au volant d'une voiture, a foncé dans la foule, près de Montpellier.",
        "Un invité a foncé dans la foule, près de Montpellier.",
        None,
    ),
    (
        "Le conseiller municipal, Luc Orlan, a dénoncé mardi la violence de la fête.",
        "Le conseiller municipal a dénoncé la violence de la fête.",
        "Le conseiller municipal, Luc Orlan, a dénoncé la violence de la fête.",
    ),
    (
        "La population (hors Mayotte) a augmenté de deux points en un an dans le pays.",
        "La population a augmenté de deux points en un an dans le pays.",
        None,
    ),
    (
        "Le taux progresse encore, en hausse de 0,6 point, dans les villes du Nord.",
        "Le taux progresse encore, dans les villes du Nord.",
        None,
    ),
    (
        "Le directeur, 42 ans, a quitté lundi 27 avril son poste au musée de la ville.",
        "Le directeur a quitté son poste au musée de la ville.",
        "Le directeur a quitté son poste au musée de la ville.",
    ),
]  # fmt: skip

KEPT_WHOLE = [
    ("Le rectorat a confirmé à la radio, qui a révélé l'affaire, avoir perdu les copies.", "Le rectorat a confirmé, qui a révélé l'affaire."),
    ("On retrouve la chaleur, les couleurs, le charme de l'île.", "On retrouve la chaleur, les couleurs."),
    # A negation, alone.
    ("Le préfet n'a pas interdit la marche de samedi.", "Le préfet a interdit la marche de samedi."),
    # A doubt, a restriction, a share.
    ("Le chauffeur aurait brûlé un feu rouge mardi soir.", "Le chauffeur a brûlé un feu rouge mardi."),
    ("Le tueur présumé a été arrêté à Caudry avec un complice.", "Le tueur a été arrêté à Caudry."),
    ("La crue a touché seulement deux rues du vieux bourg.", "La crue a touché deux rues du bourg."),
    ("La grève a réuni près de 300 agents à Lormont hier.", "La grève a réuni 300 agents à Lormont hier."),
    ("Les syndicats opposés au projet ont quitté la réunion.", "Les syndicats ont quitté la réunion."),
    ("Les salariés ont trois jours de carence, payés par l'usine dans 70 % des cas.", "Les salariés ont trois jours de carence, payés par l'usine."),
    ("Officiellement, il ne s'agit pas d'une marche de soutien au maire.", "Il ne s'agit pas d'une marche de soutien au maire."),
    # Who says it, in an aside or behind one.
    ("Trois personnes ont péri dans l'incendie, selon les pompiers de Tréville.", "Trois personnes ont péri dans l'incendie."),
    ("Le site est sûr et sans danger, a assuré jeudi l'exploitant de la centrale.", "Le site est sûr et sans danger."),
    ("Le bilan est de 412 cas, dont 35 graves, a indiqué mardi le ministère.", "Le bilan est de 412 cas."),
    # A condition; the other side of a « mais »; the main clause.
    ("Le stade rouvrira en juin, si la mairie trouve les fonds.", "Le stade rouvrira en juin."),
    ("La fusion des deux clubs est prête, mais les joueurs la refusent.", "La fusion des deux clubs est prête."),
    ("Alors que la crue menace le bourg, le maire quitte la ville.", "Alors que la crue menace le bourg."),
    # What a verb is about; one of several.
    ("Elle ne pouvait se résoudre à voir ses chevaux partir à l'abattoir.", "Elle ne pouvait se résoudre à voir ses chevaux."),
    ("Météo France a placé deux départements de l'Est, en vigilance orange.", "Météo France a placé deux départements de l'Est."),
    ("Quatre offres ont été déposées, et d'autres le seront jusqu'au 14 juin.", "Quatre offres ont été déposées jusqu'au 14 juin."),
    ("Le vol relie Nantes, Lyon, Brest et Toulouse chaque matin.", "Le vol relie Nantes, Brest et Toulouse chaque matin."),
    # A time that belongs to a word.
    ("Le marché est ouvert depuis mardi matin sur la place.", "Le marché est ouvert depuis sur la place."),
    ("La marche prévue lundi a été reportée par la préfète.", "La marche prévue a été reportée."),
    # A word that is new, moved or changed.
    ("Le pont de Lormel rouvrira lundi à six heures.", "Le pont neuf de Lormel rouvrira lundi."),
    ("Anne a quitté Paul à Lyon au mois de mai dernier.", "Paul a quitté Anne à Lyon au mois de mai."),
    # Half a name, half a figure, an elision that does not fit.
    ("Le maire Jean Valnier a quitté la salle sans un mot.", "Le maire Jean a quitté la salle sans un mot."),
    ("Un navire de 12 000 tonnes est au port de Caudry.", "Un navire de 12 tonnes est au port de Caudry."),
    # Part of a quotation: nobody said that.
    ("Il est « très bien rentré dans son rôle », juge la maire.", "Il est « très rentré dans son rôle », juge la maire."),
    # Nothing left out.
    ("Le pont de Lormel rouvrira lundi matin.", "Le pont de Lormel rouvrira lundi matin."),
]  # fmt: skip


@pytest.mark.parametrize(("whole", "shorter", "made"), MADE)
def test_words_of_known_kinds_go_and_the_others_come_back(
    whole: str, shorter: str, made: str | None
) -> None:
    assert safe_form(whole, shorter) == made


@pytest.mark.parametrize(("whole", "shorter"), KEPT_WHOLE)
def test_a_sentence_stays_whole_where_its_meaning_hangs_on_what_was_lost(
    whole: str, shorter: str
) -> None:
    assert safe_form(whole, shorter) is None


def test_of_several_ways_to_cut_the_one_with_fewest_cuts_is_found() -> None:
    words = ["le", "maire", "a", "dit", "que", "le", "maire", "a", "tort"]
    assert find_cuts(words, ["le", "maire", "dit", "que", "tort"]) == [Cut(2, 3), Cut(5, 8)]
    assert find_cuts(words, ["Le", "maire", "a", "dit"]) == [Cut(4, 9)]
    assert find_cuts(words, ["tort", "le", "maire"]) is None
    assert find_cuts(words, []) is None and find_cuts([], words) is None


@given(st.lists(st.sampled_from("abcd"), min_size=1, max_size=12), st.data())
def test_what_stays_and_what_was_cut_are_the_whole(words: list[str], data: st.DataObject) -> None:
    keep = data.draw(st.lists(st.booleans(), min_size=len(words), max_size=len(words)))
    kept = [w for w, is_kept in zip(words, keep, strict=True) if is_kept]
    if not kept:
        return
    cuts = find_cuts(words, kept)
    assert cuts is not None
    lost = {i for cut in cuts for i in range(cut.start, cut.end)}
    assert [w for i, w in enumerate(words) if i not in lost] == kept
    n_runs = sum(not is_kept and (i == 0 or keep[i - 1]) for i, is_kept in enumerate(keep))
    assert len(cuts) <= n_runs


@given(st.text(max_size=80), st.text(max_size=60))
def test_any_two_texts_give_a_form_or_none(whole: str, shorter: str) -> None:
    made = safe_form(whole, shorter)
    assert made is None or made
