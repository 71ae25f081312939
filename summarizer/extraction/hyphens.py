"""A word cut at a line end: is its hyphen the printer's, or its own?

The cut is undone ("gouverne-" + "ment") unless the hyphen belongs to the word ("grand-" +
"mère", "dit-" + "il", "Saint-" + "Denis"). What the rest of the article shows decides first,
then the lists below, drawn up by hand from French compounds.
"""

from __future__ import annotations

import re
from collections.abc import Container

_LAST_WORD = re.compile(r"[^\W_][\w’'-]*-$")
_FIRST_WORD = re.compile(r"^[^\W_][\w-]*")

_FIRST_LIST = """
grand grands demi semi quasi non vice avant après arrière peut ceux celles celui celle là
vingt trente quarante cinquante soixante quatre saint sainte saints nord sud ouest états
franco russo anglo gréco italo sino américano hispano germano israélo judéo irano syro nippo
belgo austro turco politico beau belle
"""
_SECOND_LIST = """
il ils elle elles on je tu nous vous ce ci là y en moi toi lui t même mêmes uns unes dire
"""
# First elements that keep their hyphen, unless an ending or one of the words below follows.
_FIRST_ELEMENTS = frozenset(_FIRST_LIST.split())
_ENDINGS = ("aine", "ième", "iste", "eur", "ir", "iss", "iose", "chal", "obst", "ation", "ement")
# Second elements that keep the hyphen before them.
_SECOND_ELEMENTS = frozenset(_SECOND_LIST.split())
# First elements that keep it before certain beginnings only.
_PAIRS: dict[str, tuple[str, ...]] = {
    "ex": (
        "président", "ministre", "premier", "chef", "mari", "femme", "épou", "direct", "déput",
        "maire", "patron", "agent", "champion", "otage", "compagn", "urss", "yougo", "soldat",
        "policier", "candidat", "dirigeant", "premi", "secrét", "concubin", "détenu",
    ),
    "mi": (
        "temps", "chemin", "parcours", "janvier", "février", "mars", "avril", "mai", "juin",
        "juillet", "août", "septembre", "octobre", "novembre", "décembre", "journée", "saison",
        "mandat", "hauteur", "course", "figue", "clos", "carême", "distance", "pente",
    ),
    "contre": (
        "attaque", "offensive", "expert", "exemple", "espionnage", "enquête", "productif",
        "productive", "jour", "pied", "la-montre", "terrorisme", "plongée", "emploi", "indic",
    ),
    "sans": ("abri", "papier", "emploi", "logis", "faute", "gêne", "domicile", "fil", "culotte"),
    "sous": (
        "trait", "sol", "marin", "direct", "préfect", "préfet", "titre", "estim", "ensemble",
        "effectif", "développ", "jacent", "entend", "officier", "secrét", "groupe", "vêtement",
        "louer", "location", "équip", "aliment", "bois", "main", "peupl", "évalu", "traitan",
        "commission", "variant", "catégor", "région", "continent", "multiple", "secteur",
    ),
    "entre": ("deux", "temps", "soi", "jambe", "tuer", "déchirer"),
    "anti": ("inflamm", "inflation", "immigr", "iranien", "israél", "impérial", "ivg", "âge"),
    "au": ("delà", "dessus", "dessous", "devant", "dehors", "dedans"),
    "par": ("delà", "dessus", "dessous", "devant"),
    "ci": ("dessus", "dessous", "après", "joint", "contre", "devant", "gît"),
    "haut": ("parleur", "commissa", "lieu", "fonctionnaire", "fourneau", "relief", "le-cœur"),
    "haute": ("garonne", "loire", "marne", "saône", "savoie", "vienne", "corse", "volta"),
    "bas": ("côté", "relief", "fond", "ventre", "rhin", "monde"),
    "bien": ("être", "aimé", "fondé", "pensan", "portant", "vivre"),
    "mal": ("être", "logé", "aimé", "pensant", "voyant", "logement", "bouffe"),
    "savoir": ("faire", "vivre", "être"),
    "laisser": ("aller", "passer", "faire"),
    "faire": ("part", "valoir"),
    "centre": ("ville", "droit", "gauche", "val"),
    "deux": ("points", "roues", "sèvres", "tiers", "pièces"),
    "trois": ("quarts", "rivières", "mâts"),
    "gratte": ("ciel",),
    "tire": ("bouchon", "fesses", "ligne"),
    "hors": ("la-loi", "jeu", "série", "piste", "bord", "d’"),
    "prêt": ("à",),
    "passe": ("temps", "droit", "partout", "montagne"),
    "garde": ("à", "fou", "côte", "chasse", "manger", "robe", "meuble"),
    "libre": ("échang", "service", "arbitre", "pens"),
    "long": ("métrage", "courrier", "terme"),
    "court": ("métrage", "circuit", "terme"),
    "est": ("ce", "allemand", "europé", "ukrain"),
    "euro": ("atlant", "méditerran", "obligation"),
    "socio": ("éco", "profession", "cultur", "démogr", "polit", "éduc"),
    "politico": ("",),
    "tout": ("petit", "puissant", "terrain", "à-fait", "venant", "à-l’égout"),
    "toute": ("puissan", "petite"),
    "mieux": ("être", "disant"),
    "plus": ("value", "que-parfait"),
    "moins": ("value", "disant"),
    "médico": ("soci", "lég"),
    "audio": ("visio", "guide", "descri"),
    "main": ("d’", "forte", "courante"),
    "micro": ("ondes", "trottoir", "entrepr", "organ"),
    "mini": ("jupe", "série", "bus"),
    "rez": ("de",),
    "chou": ("fleur", "rave"),
    "nu": ("propri", "pied", "tête"),
    "outre": ("mer", "manche", "atlantique", "rhin", "tombe", "quiévrain"),
    "cessez": ("le",),
    "porte": (
        "parole", "avion", "monnaie", "voix", "drapeau", "bonheur", "à", "clé", "bagage", "plume",
        "container", "conteneur", "hélico", "serviette",
    ),
    "aide": ("soignant", "mémoire", "à", "comptable"),
    "chef": ("lieu",),
    "chefs": ("lieux",),
    "pot": ("de", "au"),
    "mot": ("clé",),
    "mots": ("clés", "croisés"),
    "face": ("à",),
    "tête": ("à", "de"),
    "compte": ("rendu", "tours", "gouttes"),
    "comptes": ("rendus",),
    "week": ("end",),
    "rendez": ("vous",),
    "moyen": ("âge", "orient"),
    "extrême": ("droit", "gauche", "orient"),
    "petit": ("déjeuner", "fils", "enfant", "bourgeois", "neveu"),
    "petits": ("déjeuners", "fils", "enfants", "bourgeois"),
    "dix": ("sept", "huit", "neuf"),
    "pied": ("à", "noir", "de"),
    "lieutenant": ("colonel", "général", "gouverneur"),
    "contrat": ("cadre", "type"),
    "pays": ("bas",),
    "coffre": ("fort",),
    "oiseau": ("lyre",),
    "premier": ("né",),
    "dernier": ("né",),
    "nouveau": ("né", "venu"),
    "couvre": ("feu", "chef", "lit"),
    "essuie": ("glace", "main", "tout"),
    "lave": ("linge", "vaisselle"),
    "sèche": ("linge", "cheveux"),
    "rond": ("point", "de-cuir"),
    "sage": ("femme",),
    "wagon": ("lit", "restaurant", "citerne"),
}  # fmt: skip
_INDIRECT = re.compile(r"(?:ez|ons|tes|is|nne)$")


def join_hyphenated(left: str, right: str, words: Container[str]) -> str:
    """The two line ends as one text, the hyphen that ends ``left`` kept or dropped.

    Args:
        left: text whose last character is a hyphen after a letter or digit.
        right: the text that continues it; begins with a letter or digit.
        words: lower-case words of the article, compounds included, as other lines have them.
    """
    return left + right if keeps_hyphen(left, right, words) else left[:-1] + right


def keeps_hyphen(left: str, right: str, words: Container[str]) -> bool:
    """Whether the hyphen at the end of ``left`` is part of the word."""
    last = _LAST_WORD.search(left)
    first = _FIRST_WORD.match(right)
    if last is None or first is None:
        return True
    head, tail = last[0][:-1].lower(), first[0].lower()
    if head + "-" + tail in words:
        return True
    if head + tail in words:
        return False
    is_capitals = left[:-1].isupper() and first[0].isupper() and len(first[0]) > 1
    if not last[0][-2].isalpha() or (first[0][0].isupper() and not is_capitals):
        return True
    if not tail[0].isalpha() or right[len(tail) : len(tail) + 1] in ("’", "'"):
        return True
    element = re.split(r"[-’']", head)[-1]
    if "-" in head and len(element) <= 3:  # c'est-à-dire, va-t-il, vis-à-vis
        return True
    if tail in _SECOND_ELEMENTS:
        return True
    if element in _FIRST_ELEMENTS:
        return not tail.startswith(_ENDINGS)
    if tail == "leur" and _INDIRECT.search(element):  # dites-leur, and not va-leur
        return True
    if any(tail.startswith(start) for start in _PAIRS.get(element, ())):
        return True
    return len(element) < 2 or len(tail) < 2
