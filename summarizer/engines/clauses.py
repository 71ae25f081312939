"""Pieces of a sentence that could stand as a headline, by rules that cannot change its meaning.

A piece ends where a French sentence can end: before a comma, a relative, a circumstance. What is
cut off may be neither the speaker of what is reported, nor a condition, nor a « mais ».
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from summarizer.engines.sentence_features import SAYING, WEEKDAYS
from summarizer.engines.sentence_rules import is_dangling, opening_connective
from summarizer.evidence import listed
from summarizer.normalization import to_model_text

MAX_WORDS = 15
"""Longest headline, in white-space separated words; OrangeSum's titles hold 11 on average."""
MIN_WORDS = 4

_WORD = re.compile(r"\w+")
_MARK = re.compile(r"\s*(?:[,;:](?=\s)|\()|\s+[-–—]\s")
_BEFORE = re.compile(
    r"\s+(?=(?:qui|dont|où|alors|tandis|après|afin|selon|lors|pour|pendant|depuis|dans|en|sur|à|"
    r"au|aux|par|avec|contre|face|malgré|grâce|mais|car|parce|lorsque|quand|ce|mardi|lundi|"
    r"mercredi|jeudi|vendredi|samedi|dimanche|d'après|d’après)\s)"
)
# Infinitives and participles: what follows them may be what they are about.
_WANTS_MORE = re.compile(
    r"^(?:\w+(?:er|ir|oir|re|(?<!t)é|(?<!t)és|ée|ées|[lndtrcçv]u|crite?s?|(?:d|tr)uites?|ffertes?|vertes?)|"
    r"mis|mise|pris|prise|dit|fait|faites?|face|grâce|notamment|\d+)$"
)
_DATE_TAIL = re.compile(
    r"\s(?:ce |le |jusqu'au )?(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)"
    r"(?: (?:matin|soir|dernier|prochain))?(?: \d{1,2}(?:er)?(?: \w+)?)?$"
)
_COMPLEMENT = re.compile(r"\s+(?:à|au|aux|de|du|des|que)\s|\s+(?:d|qu)['’]")
_LEADING = re.compile(r"[^,:]{2,60}[,:]\s+")
_QUALIFIER = re.compile(
    r"\b(?:selon|d['’]après|a-t-(?:il|elle|on)|ont-(?:ils|elles)|-t-(?:il|elle|on)|"
    r"aurait|auraient|serait|seraient|présumée?s?|soupçonnée?s?|accusée?s?|"
    r"si|sauf|hormis|excepté|faute|sans|condition|réserve|à moins|mais|toutefois|cependant|"
    r"pourtant)(?!\w)|\bavant d(?:e\b|['’])",
    re.IGNORECASE,
)
_CANNOT_END = listed(
    "à au aux avec car ce cet cette ces chez contre d dans de des dès dont du elle elles en entre "
    "est et était été il ils l la là le les leur leurs lors mais ne ni on ont ou où par pas plus "
    "pour qu que quand qui s sa sans se selon ses si son sont sous sur très un une vers a avait "
    "avaient ont sera seront avoir être fait plusieurs quelque quelques afin alors depuis pendant "
    "deux trois quatre cinq six sept huit neuf dix jusqu près ainsi aussi n y lui va vont doit "
    "doivent peut peuvent veut veulent notamment"
)
OPENS_CIRCUMSTANCE = listed(
    "selon après avant lors alors si quand lorsque depuis pendant dans en à au aux pour malgré "
    "grâce face outre sans comme afin durant parmi interrogé interrogée contacté contactée"
)
_OPENS_SUBORDINATE = listed("qui que qu dont où lorsque lorsqu quand si comme puisque parce")
_VERBS = listed(
    "a ai ont est sont va vont sera seront fut furent fait font doit doivent peut peuvent veut "
    "veulent sait savent voit voient dit disent prend prennent met mettent tient tiennent vient "
    "viennent devient deviennent obtient obtiennent revient permet permettent promet promettent "
    "part partent sort sortent suit suivent vit vivent reçoit reçoivent prévoit prévoient bat "
    "perd perdent meurt meurent attend attendent défend défendent rend rendent vend vendent "
    "répond répondent entend entendent descend atteint atteignent craint craignent rejoint "
    "rejoignent interdit interdisent élit choisit réussit subit franchit investit bondit "
    "annonce annoncent affirme affirment estime estiment explique expliquent demande demandent "
    "refuse refusent accuse accusent confirme confirment dénonce dénoncent révèle révèlent "
    "prépare préparent propose proposent lance lancent ouvre ouvrent ferme ferment quitte "
    "quittent arrive arrivent reste restent risque risquent compte comptent continue continuent "
    "cherche cherchent passe passent porte portent trouve trouvent provoque provoquent menace "
    "menacent remporte remportent gagne gagnent appelle appellent rappelle rappellent assure "
    "assurent souligne soulignent consomme consomment concerne concernent représente "
    "représentent augmente augmentent baisse baissent chute chutent recule reculent progresse "
    "progressent inquiète inquiètent évoque évoquent présente présentent organise organisent "
    "accueille accueillent dépasse dépassent envisage envisagent souhaite souhaitent espère "
    "espèrent réclame réclament exige exigent invite invitent dirige dirigent joue jouent montre "
    "montrent suggère suggèrent indique indiquent précise précisent constate constatent juge "
    "jugent condamne condamnent relaxe autorise autorisent regrette regrettent déplore "
    "déplorent étudie étudient craint existe existent coûte coûtent touche touchent frappe "
    "frappent impose imposent adopte adoptent vote votent publie publient tue tuent était avait "
    "avaient étaient allait devait faut faudra aura auront fera feront ira iront agit contribue "
    "recommande laisse pense convainc intervient inclut confie semble justifie avoue retrouve "
    "situe rapproche comparaît apparaît apparait disparaît insiste remplace décède compare effectue "
    "soutient considère donne tente avance apprend témoigne détaille constitue prône recueille "
    "préconise nécessite empêche commence dépend plaide correspond pose monte salue attire abrite "
    "loue parle reconnaît connaît applique tend reproche démontre hésite exploite reprend forme "
    "comprend poursuit attaque appuie relate déclare affiche traite génère enregistre énumère "
    "paie pointe alerte renonce retire reporte suspend arrête relance défile célèbre remet"
)
_VERB_ENDING = re.compile(
    r"^\w{2,}(?:era|eront|ira|iront|ndra|ndront|aient|èrent|irent|urent|[^m]ent|ait)$"
)
_NOT_VERBS = listed(
    "trait traits portrait retrait souhait extrait forfait parfait attrait lait caméra opéra "
    "fait méfait bienfait imparfait accident incident président client argent agent récent "
    "urgent patient talent parent absent content évident souvent innocent continent précédent "
    "équivalent excellent présent permanent différent fréquent adolescent adhérent occident "
    "orient antécédent réticent violent insolent opulent dément patent transparent apparent "
    "compétent contingent coefficient inconvénient ingrédient quotient récipient prudent cent "
    "résident dissident intelligent indulgent divergent "
    "détergent vent dent lent serpent pertinent imminent éminent proéminent sergent régent tangent "
    "torrent concurrent récurrent cohérent inhérent indifférent abstinent"
)


_DETERMINERS = listed(
    "le la les l un une des deux trois quatre cinq six sept huit neuf dix plusieurs"
)
MIN_NOMINAL = 6
"""Shortest headline without a verb, in white-space separated words."""
_IMPERSONAL = re.compile(r"\bil y a\b")


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a sentence that could stand as a headline.

    Attributes:
        text: ready to print: capital first, no final full stop.
        start, end: characters of the sentence's text it was cut from.
        end_kind: 0 at the sentence's end, 1 before a mark, 2 before a word.
        is_sound: it has a verb of its own and does not point back at another sentence.
    """

    sentence: int
    text: str
    start: int
    end: int
    end_kind: int
    is_sound: bool


def cut_clauses(sentence: int, text: str) -> list[Clause]:
    """Headline candidates of one sentence, at most ``MAX_WORDS`` words each, none twice."""
    whole_end = len(text.rstrip(" .…\u00a0\u202f"))
    starts = [0]
    connective = opening_connective(text)
    if connective:
        starts.append(connective)
    leading = _LEADING.match(text, connective)
    if leading and _may_go(leading[0]):
        starts.append(leading.end())
    ends = [(whole_end, 0)]
    ends += [
        (m.start(), 1)
        for m in _MARK.finditer(text, 8, whole_end)
        if not _ends_on_a_verb(text[: m.start()])
    ]
    ends += [
        (m.start(), 2)
        for m in _BEFORE.finditer(text, 8, whole_end)
        if not (
            wants_more(text[: m.start()])
            or _ends_on_a_verb(text[: m.start()])
            or _is_what_was_waited_for(text, m.start())
        )
    ]
    found: dict[str, Clause] = {}
    for start in starts:
        for end, kind in ends:
            end = len(text[:end].rstrip(" ,;:-–—\u00a0\u202f"))
            if start < end and _stands_alone(text, start, end, connective, whole_end):
                clause = text[start:end].strip()
                subject = clause.split(",")[0] if start > connective else clause
                sound = (has_own_verb(subject) or (kind < 2 and is_nominal(clause))) and not (
                    is_dangling(clause) or opening_connective(clause)
                )
                sound = sound and not (kind == 1 and _stops_at_an_aside(clause))
                sound = sound and not _LONE_PURPOSE.match(clause)
                sound = sound and (kind == 0 or has_own_verb(clause.rpartition(" : ")[2]))
                clause = clause[0].upper() + clause[1:]
                found.setdefault(clause, Clause(sentence, clause, start, end, kind, sound))
    return list(found.values())


_END = re.compile(r"""\s*(?:$|[,;:.!?…)»"]|[-–—]\s|\()""")
# « Pour établir un lien ferme entre ces malformations et la pollution »: and then?
_LONE_PURPOSE = re.compile(r"(?:pour|afin d[e'’]|sans) ?\w*(?:er|ir|re)\b[^,]*$", re.IGNORECASE)
# Not « que »: what is reported stays with who says it.
_OPENS_CLAUSE = re.compile(r"(?:^|[,;:.!?…(\"»-]|\b(?:et|mais|car|puis))$")


def may_end_at(text: str, end: int) -> bool:
    """Whether a sentence in model form can stop there: before a mark, or words that may go."""
    return bool(_END.match(text, end)) or (
        bool(_BEFORE.match(text, end))
        and not (wants_more(text[:end]) or _is_what_was_waited_for(text, end))
    )


def _is_what_was_waited_for(text: str, start: int) -> bool:
    """« ont appelé mardi 15 janvier | à cesser le travail »."""
    dated = text[:start].rstrip()
    before = _DATE_TAIL.sub("", dated)
    return before != dated and bool(_COMPLEMENT.match(text, start)) and wants_more(before)


def may_begin_at(text: str, start: int) -> bool:
    """Whether a clause of a sentence in model form begins with the word there."""
    return bool(_OPENS_CLAUSE.search(text[:start].rstrip()))


def _ends_on_a_verb(text: str) -> bool:
    """« Les lignes A et B concentrent »: what, comes after the comma."""
    words = _WORD.findall(text.lower())
    return bool(words) and is_verb(words[-1])


def _stops_at_an_aside(clause: str) -> bool:
    """« La Bulgarie, présente à la réunion »: a subject and an aside, the verb was to come."""
    first, comma, _ = clause.partition(",")
    words = _WORD.findall(first.lower())
    return bool(comma and words) and not (
        has_own_verb(first) or words[0] in OPENS_CIRCUMSTANCE or words[0] in WEEKDAYS
    )


def can_end(text: str) -> bool:
    """Whether the last word may end a headline, and quotation marks and brackets close."""
    plain = to_model_text(text)
    words = _WORD.findall(plain.lower())
    return (
        bool(words)
        and words[-1] not in _CANNOT_END
        and plain.count('"') % 2 == 0
        and plain.count("(") == plain.count(")")
        and plain[-1] not in ",;:-("
    )


def wants_more(before: str) -> bool:
    """Whether the words so far ask for what they are about: « a décidé », « obliger »."""
    words = _WORD.findall(before[-40:].lower())
    if len(words) > 1 and words[-2] in ("a", "ont") and words[-1].endswith(("é", "i", "u")):
        return True  # « une équipe a suivi »: whom?
    return bool(words) and (words[-1] in _VERBS or bool(_WANTS_MORE.match(words[-1])))


def has_own_verb(clause: str) -> bool:
    """Whether a finite verb is found outside relatives and subordinates, by a short list."""
    first = _WORD.search(clause)
    if first and clause[0].islower() and is_verb(first.group()):
        return False  # cut loose from what stood before its verb
    for part in _IMPERSONAL.sub(" ", to_model_text(clause)).split(","):
        for form in _WORD.findall(part):
            word = form.lower()
            if word in _OPENS_SUBORDINATE:
                break
            if form != word:
                continue
            if is_verb(word):
                return True
    return False


def is_nominal(clause: str) -> bool:
    """Whether the clause is one long noun phrase, as many headlines are: no verb, no comma."""
    plain = to_model_text(clause)
    words = _WORD.findall(plain.lower())
    return (
        len(plain.split()) >= MIN_NOMINAL
        and (words[0] in _DETERMINERS or words[0].isdigit())
        and not set(plain) & set(',;:"?!()')
        and not any(w in _OPENS_SUBORDINATE or is_verb(w) for w in words)
    )


def is_verb(word: str) -> bool:
    """Whether the word, in lower case, is a finite verb, by a short list and its ending."""
    return word in _VERBS or (bool(_VERB_ENDING.match(word)) and word not in _NOT_VERBS)


def _may_go(leading: str) -> bool:
    """Whether an opening is a circumstance (« Mardi soir, ») or a label (« Football : »)."""
    words = _WORD.findall(leading.lower())
    if not words:
        return False
    is_circumstance = leading.rstrip().endswith(":") or (
        words[0] in OPENS_CIRCUMSTANCE or words[0] in WEEKDAYS
    )
    return is_circumstance and '"' not in to_model_text(leading)


def _stands_alone(text: str, start: int, end: int, connective: int, whole_end: int) -> bool:
    clause = text[start:end]
    if not MIN_WORDS <= len(clause.split()) <= MAX_WORDS:
        return False
    plain = to_model_text(clause)
    words = _WORD.findall(plain.lower())
    if not words or words[-1] in _CANNOT_END or plain.count('"') % 2:
        return False
    if plain.count("(") != plain.count(")") or plain[0] in ",;:)":
        return False
    lost = text[connective:start] + " " + text[end:whole_end]
    if _QUALIFIER.search(lost):
        return False
    if '"' not in plain:
        return True
    # What is cut off must not be the speaker of a quotation, before it or after.
    if (plain.endswith('"') and end < whole_end) or (plain.startswith('"') and start > 0):
        return False
    return not SAYING & set(_WORD.findall(to_model_text(lost).lower()))
