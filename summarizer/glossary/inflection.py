"""Regular inflection: the forms a French term takes, and English plurals.

Rules and short lists, no lexicon: they propose forms to look for, so a form that does not exist
costs nothing, while one that is another word (port, porte) is not proposed for a word alone.
"""

from __future__ import annotations

import re
import unicodedata

_AIL_TO_AUX = frozenset({"bail", "corail", "émail", "soupirail", "travail", "vantail", "vitrail"})
_FEMININES = {
    "beau": "belle", "blanc": "blanche", "bon": "bonne", "doux": "douce", "faux": "fausse",
    "favori": "favorite", "fou": "folle", "frais": "fraîche", "franc": "franche",
    "gros": "grosse", "long": "longue", "nouveau": "nouvelle", "roux": "rousse",
    "sec": "sèche", "vieux": "vieille", "jumeau": "jumelle",
}  # fmt: skip
# Ending, feminine endings, shortest word: endings of people and adjectives, long enough not to
# make another word (vent, vente; traité, traitée; appel, appelle; capital, capitale).
_FEMININE_ENDINGS = (
    ("teur", ("trice", "teuse"), 6),
    ("eur", ("euse",), 6),
    ("er", ("ère",), 5),
    ("if", ("ive",), 6),
    ("eux", ("euse",), 5),
    ("iel", ("ielle",), 5),
    ("uel", ("uelle",), 5),
    ("nel", ("nelle",), 5),
    ("rel", ("relle",), 5),
    ("ien", ("ienne",), 5),
    ("éen", ("éenne",), 5),
    ("ais", ("aise",), 6),
    ("ois", ("oise",), 6),
    ("ment", (), 0),
    ("ent", ("ente",), 5),
    ("ant", ("ante",), 6),
)
_WITH_E = frozenset(
    {
        *("administré", "associé", "assuré", "avocat", "candidat", "délégué", "député", "élu"),
        *("employé", "immigré", "lauréat", "magistrat", "réfugié", "retraité", "salarié"),
        *("soldat", "stagiaire", "voisin", "ami", "cousin", "étudiant", "habitant"),
    }
)
_NO_FEMININE = frozenset({"maintien", "soutien", "entretien"})
# Only beside another word of the term, where a chance meeting is no danger.
_PHRASE_ENDINGS = (
    ("on", ("onne",)),
    ("c", ("que", "che")),
    ("gu", ("guë", "güe")),
    ("et", ("ette", "ète")),
    ("el", ("elle",)),
    ("il", ("ille",)),
)
_VOWELS = frozenset("aeiouy")

_IRREGULAR = {
    "man": "men", "woman": "women", "child": "children", "person": "people", "foot": "feet",
    "tooth": "teeth", "goose": "geese", "mouse": "mice", "ox": "oxen", "criterion": "criteria",
    "phenomenon": "phenomena", "medium": "media", "bacterium": "bacteria", "curriculum":
    "curricula", "appendix": "appendices", "index": "indices", "matrix": "matrices",
    "leaf": "leaves", "loaf": "loaves", "half": "halves", "shelf": "shelves", "wolf": "wolves",
    "thief": "thieves", "knife": "knives", "life": "lives", "wife": "wives", "self": "selves",
    "calf": "calves", "hero": "heroes", "potato": "potatoes", "tomato": "tomatoes",
    "veto": "vetoes", "echo": "echoes", "cargo": "cargoes", "embargo": "embargoes",
    "quiz": "quizzes",
}  # fmt: skip
_UNCOUNTABLE = frozenset(
    {
        *("advice", "aircraft", "data", "equipment", "evidence", "fish", "furniture"),
        *("information", "knowledge", "legislation", "livestock", "luggage", "machinery"),
        *("media", "money", "news", "offspring", "research", "series", "sheep", "software"),
        *("spacecraft", "species", "staff", "traffic", "training", "usa", "us", "uae"),
    }
)
_HEAD_ENDS = frozenset(
    {"of", "in", "for", "to", "on", "at", "by", "from", "with", "against", "under", "without"}
)


def fold(word: str) -> str:
    """``word`` without case or accents, œ as oe: a key to look words up by."""
    decomposed = unicodedata.normalize("NFD", word.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def french_forms(word: str, *, in_phrase: bool) -> tuple[frozenset[str], frozenset[str]]:
    """Singular and plural forms that the lower-case ``word`` may take, itself included.

    A word that ends in s, x or z is its own plural: it is in both sets.

    Args:
        in_phrase: the word has a neighbour in its term, so wider rules are safe.
    """
    singulars = {word, *french_feminines(word, in_phrase=in_phrase)}
    return frozenset(singulars), frozenset(p for s in singulars for p in french_plurals(s))


def french_feminines(word: str, *, in_phrase: bool) -> list[str]:
    """Feminine singulars that the lower-case ``word`` may have, as in ``french_forms``."""
    if word in _FEMININES:
        return [_FEMININES[word]]
    forms: list[str] = []
    if in_phrase or word not in _NO_FEMININE:
        for ending, feminines, shortest in _FEMININE_ENDINGS:
            if word.endswith(ending):
                if in_phrase or len(word) >= shortest:
                    forms += [word[: -len(ending)] + f for f in feminines]
                break
    if in_phrase:
        for ending, feminines in _PHRASE_ENDINGS:
            if word.endswith(ending):
                forms += [word[: -len(ending)] + f for f in feminines]
    if word in _WITH_E or (in_phrase and len(word) > 2 and word[-1] not in "eaoœ"):
        forms.append(word + "e")
    return forms


def french_plurals(word: str) -> list[str]:
    """Plurals that the lower-case ``word`` may have, the likelier first."""
    if word.endswith(("s", "x", "z")):
        return [word]
    if word.endswith("al"):
        return [word[:-2] + "aux", word + "s"]
    if word in _AIL_TO_AUX:
        return [word[:-3] + "aux", word + "s"]
    if word.endswith(("au", "eu", "ou")):
        return [word + "x", word + "s"]
    return [word + "s"]


def english_article(noun: str) -> str:
    """``a`` or ``an``, by the sound that ``noun`` begins with."""
    opens = re.match(r"(?!uni|us[aeu]|eu|one\b|once)[aeiou]|hono|hour|heir", noun, re.IGNORECASE)
    return "an" if opens else "a"


def english_plural(term: str) -> str:
    """``term`` with its head noun in the plural: ``Member of Parliament`` gives ``Members of…``.

    A term that looks plural or has no plural comes back as it is; an acronym takes s.
    """
    words = term.split(" ")
    head = next(
        (i - 1 for i, w in enumerate(words) if i and w.casefold() in _HEAD_ENDS), len(words) - 1
    )
    words[head] = _plural_word(words[head])
    return " ".join(words)


def _plural_word(word: str) -> str:
    lower = word.casefold()
    if len(word) > 1 and word.isupper():
        return word if lower in _UNCOUNTABLE or lower.endswith("s") else word + "s"
    stem, hyphen, last = word.rpartition("-")
    key = last.casefold()
    if hyphen and key == "law":
        return _plural_word(word.split("-")[0]) + word[word.index("-") :]
    if not key[-1:].isalpha() or key in _UNCOUNTABLE or key in _IRREGULAR.values():
        return word
    if key in _IRREGULAR:
        plural = _IRREGULAR[key]
        return stem + hyphen + (plural.capitalize() if last[0].isupper() else plural)
    if key.endswith("man") and key not in {"human", "german", "roman"}:
        return word[:-2] + "en"
    if key.endswith("sis"):
        return word[:-2] + "es"
    if key.endswith(("ss", "x", "z", "ch", "sh", "us")):
        return word + "es"
    if key.endswith("s"):
        return word
    if key.endswith("y") and key[-2:-1] not in _VOWELS:
        return word[:-1] + "ies"
    return word + "s"
