"""The sentences in which findings speak to the reader, in French and English."""

from __future__ import annotations

from summarizer.checks.finding import Part

Message = tuple[str, str]
"""``(French, English)``."""

_HERE_FR = {
    Part.ARTICLE: "l'article",
    Part.SUMMARY_FR: "le résumé",
    Part.SUMMARY_EN: "la version anglaise du résumé",
    Part.TRANSLATION: "la traduction",
}
_HERE_EN = {
    Part.ARTICLE: "the article",
    Part.SUMMARY_FR: "the summary",
    Part.SUMMARY_EN: "the English summary",
    Part.TRANSLATION: "the translation",
}
_AGAINST_FR = {Part.SUMMARY_FR: "l'article", Part.SUMMARY_EN: "le résumé français"}
_AGAINST_EN = {Part.SUMMARY_FR: "the article", Part.SUMMARY_EN: "the French summary"}


def _here(part: Part) -> Message:
    return _HERE_FR[part], _HERE_EN[part]


def _against(part: Part) -> Message:
    return (
        _AGAINST_FR.get(part, "la phrase française"),
        _AGAINST_EN.get(part, "the French sentence"),
    )


def number_changed(part: Part, before: str, after: str) -> Message:
    here, there = _here(part), _against(part)
    return (
        f"Nombre à vérifier : « {after} » dans {here[0]}, « {before} » dans {there[0]}.",
        f"Check this number: “{after}” in {here[1]}, “{before}” in {there[1]}.",
    )


def numbers_swapped(part: Part, first: str, second: str) -> Message:
    here, there = _here(part), _against(part)
    return (
        f"« {first} » et « {second} » semblent avoir changé de place entre {there[0]} et {here[0]}.",
        f"“{first}” and “{second}” seem to have changed places between {there[1]} and {here[1]}.",
    )


def unit_changed(part: Part, text: str) -> Message:
    here, there = _here(part), _against(part)
    return (
        f"Unité à vérifier : « {text} » n'a pas la même unité dans {here[0]} et dans {there[0]}.",
        f"Check this unit: “{text}” does not have the same unit in {here[1]} and in {there[1]}.",
    )


def number_invented(part: Part, text: str) -> Message:
    there = _against(part)
    return (
        f"« {text} » ne se trouve pas dans {there[0]}.",
        f"“{text}” is not in {there[1]}.",
    )


def number_missing(part: Part, text: str) -> Message:
    here = _here(part)
    return (
        f"« {text} » manque dans {here[0]}.",
        f"“{text}” is missing from {here[1]}.",
    )


def number_notation(part: Part, text: str) -> Message:
    return (
        f"« {text} » est resté écrit à la française.",
        f"“{text}” is still written the French way.",
    )


def name_changed(part: Part, before: str, after: str) -> Message:
    here, there = _here(part), _against(part)
    return (
        f"Nom à vérifier : « {after} » dans {here[0]}, « {before} » dans {there[0]}.",
        f"Check this name: “{after}” in {here[1]}, “{before}” in {there[1]}.",
    )


def name_invented(part: Part, text: str) -> Message:
    there = _against(part)
    return (
        f"Le nom « {text} » ne se trouve pas dans {there[0]}.",
        f"The name “{text}” is not in {there[1]}.",
    )


def name_missing(part: Part, text: str) -> Message:
    here = _here(part)
    return (
        f"Le nom « {text} » manque dans {here[0]}.",
        f"The name “{text}” is missing from {here[1]}.",
    )


def name_misspelled(part: Part, written: str, own: str) -> Message:
    here, there = _here(part), _against(part)
    return (
        f"Orthographe à vérifier : « {written} » dans {here[0]}, « {own} » dans {there[0]}.",
        f"Check the spelling: “{written}” in {here[1]}, “{own}” in {there[1]}.",
    )


def acronym_kept(part: Part, text: str) -> Message:
    return (
        f"Le sigle « {text} » n'a pas été rendu en anglais.",
        f"The French acronym “{text}” was not put into English.",
    )


def roles_swapped(part: Part, first: str, second: str) -> Message:
    here = _here(part)
    return (
        f"Qui fait quoi ? Dans {here[0]}, les rôles de « {first} » et « {second} » "
        "semblent inversés.",
        f"Who did it? In {here[1]}, the parts of “{first}” and “{second}” seem to be swapped.",
    )


def name_misplaced(part: Part, name: str, expected: str) -> Message:
    return (
        f"« {name} » : le passage de l'article qui ressemble à cette phrase parle de "
        f"« {expected} ».",
        f"“{name}”: the passage of the article closest to this sentence speaks of “{expected}”.",
    )


def negation_lost(part: Part, text: str) -> Message:
    here = _here(part)
    return (
        f"La négation « {text} » semble perdue dans {here[0]}.",
        f"The negation “{text}” seems to be lost in {here[1]}.",
    )


def negation_added(part: Part, text: str) -> Message:
    there = _against(part)
    return (
        f"La négation « {text} » n'a pas d'équivalent dans {there[0]}.",
        f"The negation “{text}” has no counterpart in {there[1]}.",
    )


def denied_twice(part: Part, text: str) -> Message:
    here = _here(part)
    return (
        f"« {text} » : deux négations qui s'annulent dans {here[0]}.",
        f"“{text}”: two negations that cancel each other in {here[1]}.",
    )


def direction_changed(part: Part, said: str, source: str) -> Message:
    here, there = _here(part), _against(part)
    return (
        f"« {said} » dans {here[0]}, mais « {source} » dans {there[0]} : hausse ou baisse ?",
        f"“{said}” in {here[1]}, but “{source}” in {there[1]}: rise or fall?",
    )


def modality_lost(part: Part, text: str) -> Message:
    here = _here(part)
    return (
        f"« {text} » marque une réserve qui ne se retrouve pas dans {here[0]}.",
        f"“{text}” states a reservation that {here[1]} does not keep.",
    )


def attribution_changed(part: Part, said: str, source: str) -> Message:
    return (
        f"Citation attribuée à « {said} » ; dans l'article, elle vient de « {source} ».",
        f"Quotation given to “{said}”; in the article it comes from “{source}”.",
    )


def repetition(part: Part, text: str) -> Message:
    return (
        f"Répétition : « {text} » revient plusieurs fois de suite.",
        f"Repetition: “{text}” comes several times in a row.",
    )


def untranslated(part: Part) -> Message:
    return (
        "La phrase semble être restée en français.",
        "The sentence seems to have stayed in French.",
    )


def word_untranslated(part: Part, word: str) -> Message:
    here = _here(part)
    return (
        f"« {word} » est resté en français dans {here[0]}.",
        f"“{word}” has stayed in French in {here[1]}.",
    )


def word_invented(part: Part, word: str) -> Message:
    here = _here(part)
    return (
        f"« {word} », dans {here[0]}, n'est pas un mot anglais connu.",
        f"“{word}”, in {here[1]}, is no known English word.",
    )


def word_missing(part: Part, french: str, english: str) -> Message:
    here = _here(part)
    return (
        f"« {french} » ({english}) semble manquer dans {here[0]}.",
        f"« {french} » ({english}) seems to be missing in {here[1]}.",
    )


def too_long(part: Part, n_source: int, n_output: int) -> Message:
    here = _here(part)
    return (
        f"Longueur inhabituelle dans {here[0]} : {n_output} mots pour {n_source} mots.",
        f"Unusual length in {here[1]}: {n_output} words for {n_source} words.",
    )


def dropped(part: Part) -> Message:
    here = _here(part)
    return (
        f"Une partie de la phrase semble manquer dans {here[0]}.",
        f"A part of the sentence seems to be missing from {here[1]}.",
    )


def empty(part: Part) -> Message:
    here = _here(part)
    return (
        f"La phrase n'a pas d'équivalent dans {here[0]}.",
        f"The sentence has no counterpart in {here[1]}.",
    )


def unfinished(part: Part) -> Message:
    here = _here(part)
    return (
        f"La phrase n'est pas terminée dans {here[0]}.",
        f"The sentence is unfinished in {here[1]}.",
    )


def quotes_open(part: Part) -> Message:
    here = _here(part)
    return (
        f"Un guillemet est ouvert sans être fermé, ou l'inverse, dans {here[0]}.",
        f"A quotation mark is opened and not closed, or the reverse, in {here[1]}.",
    )


def brackets_open(part: Part) -> Message:
    here = _here(part)
    return (
        f"Une parenthèse est ouverte sans être fermée, ou l'inverse, dans {here[0]}.",
        f"A bracket is opened and not closed, or the reverse, in {here[1]}.",
    )


def quotes_lost(part: Part) -> Message:
    here = _here(part)
    return (
        f"La citation a perdu ses guillemets dans {here[0]}.",
        f"The quotation has lost its quotation marks in {here[1]}.",
    )


def read_share(share: float) -> Message:
    percent = round(share * 100)
    return (
        f"Le modèle n'a lu que {percent} % de l'article.",
        f"The model read only {percent}% of the article.",
    )


def passage_unspoken(n_sentences: int) -> Message:
    sentences_fr = "une phrase" if n_sentences == 1 else f"{n_sentences} phrases"
    sentences_en = "one sentence" if n_sentences == 1 else f"{n_sentences} sentences"
    return (
        f"Aucune phrase du résumé ne parle de ce passage ({sentences_fr}).",
        f"No sentence of the summary speaks for this passage ({sentences_en}).",
    )
