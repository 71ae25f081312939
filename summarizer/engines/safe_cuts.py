"""Words that may be left out of a sentence, by rules: what stays is French and means what it meant.

A network proposes a shorter sentence (``shortening.py``). Leaving words out can make an untrue
whole of true words (« il n'a pas démissionné »; « les syndicats opposés au projet »), so only cuts
of known kinds are made, others are taken back: asides between marks, relatives behind a comma, times,
connectives, to whom something was said, the office before a name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from summarizer.engines.clauses import can_end, has_own_verb, is_verb, wants_more
from summarizer.engines.sentence_features import MONTHS, SAYING, WEEKDAYS
from summarizer.engines.word_cuts import WORD, Cut, Words, find_cuts
from summarizer.evidence import listed
from summarizer.normalization import to_model_text

MIN_WORDS = 6
"""Shortest sentence that is left, in words as ``\\w+`` counts them."""

_ENDS = (".", "!", "?", "…")
_QUALIFIER = listed(
    "selon d'après si s'il sauf hormis excepté sans condition réserve faute mais toutefois "
    "cependant pourtant seulement uniquement peut probablement apparemment souvent parfois "
    "généralement rarement cas plupart croire outre officiellement"
)
_AND = listed("et ou ni mais or car donc puis")
_RELATIVES = listed("qui que qu' dont où lequel laquelle lesquels lesquelles auquel auxquels")
# Circumstances without which the sentence says the same, at its head or its end.
_CIRCUMSTANCE = re.compile(
    r"(?:après|alors qu|lors d|au lendemain|au cours d|à l' issue|à l' occasion|en marge|"
    r"en déplacement|en visite|dans (?:un|une|son) (?:communiqué|interview|entretien|tribune|message|tweet)|"
    r"sur (?:twitter|facebook|instagram|son compte|sa page)|interrogée?s? |invitée?s? |malgré|"
    r"grâce à|au micro|dans les colonnes|à la suite|en raison|dans le cadre|tandis qu|depuis)"
)
_PARTICIPLE = re.compile(
    r"(?!(?:dev|av|pourt|cepend|aut|maint|enf)ant$|maintenant$)\w{2,}(?:é|ée|és|ées|ant)$"
)
# Behind these a time may be what they are about: « la marche prévue lundi ».
_WAITS = re.compile(r"\w{2,}(?:ée?s?|[a-zç]ue?s?|ie?s?|ant)$")
_TIME = (
    listed(
        "hier aujourd'hui demain matin soir midi après-midi nuit journée matinée soirée dernier "
        "dernière prochain prochaine ce cet cette le la en au dans de du à l' d' début fin mi 1er "
        "après aujourd' hui lendemain"
    )
    | WEEKDAYS
    | MONTHS
)
_DAYS = WEEKDAYS | MONTHS | listed("hier aujourd' demain")
# Before a time these belong to it: « depuis mardi », « le 3 mai ».
_BINDS = listed(
    "à au aux avant après avec ce cet cette contre d' dans de depuis des dès du en entre jusqu' "
    "jusque l' la le les par pour sur un une vers chaque tous toutes"
)
_ARTICLES = listed("l' la le les un une des du au aux ce cet cette ces son sa ses leur leurs")
_PREPOSITIONS = (_BINDS - _ARTICLES - listed("tous toutes")) | listed(
    "selon d'après malgré lors grâce face comme outre concernant hors parmi au aux alors a"
)
_TIMES_OF_DAY = _DAYS | listed("matin soir nuit jour année mois semaine jours ans")
# A cut may not end on these: what they stand before stays.
_LEADS_ON = _ARTICLES | listed("de d' que qu' qui à en par pour sur dans et ou chez vers sans")
_CLITICS = listed("ne n' se s' y en l' lui leur")
_CONNECTIVES = tuple(
    tuple(phrase.split())
    for phrase in (
        "également", "aussi", "donc", "ensuite", "ainsi", "notamment", "alors", "enfin", "récemment",
        "actuellement", "d' ailleurs", "par ailleurs", "de son côté", "pour sa part", "quant à lui",
        "quant à elle", "en effet", "en outre", "pour leur part", "de leur côté", "au passage",
        "en revanche", "dans le même temps", "pourtant", "cependant", "toutefois", "mais", "et",
        "en fait", "du coup", "de plus", "parallèlement", "résultat", "malgré tout", "de même",
    )
)  # fmt: skip
_OPENING_ONLY = listed("pourtant cependant toutefois mais et en résultat malgré de")
_TO_WHOM = listed("à au aux auprès dans sur devant lors")
_SAYS = SAYING - listed("communiqué selon appelé promis averti") | listed(
    "dite martèle lance juge regrette insiste plaisante ironise avance commente reconnaît admet "
    "détaille dénonce déclare réclame promet tweeté écrit raconté répondu prévenu fustigé résume "
    "déplore déploré relevé relève tranche argue abonde glisse confirme ajoute salue salué"
)
_OFFICES = listed(
    "ministre président présidente maire député députée sénateur sénatrice premier première "
    "secrétaire chef cheffe préfet préfète procureur procureure ancien ancienne porte-parole "
    "directeur directrice patron patronne leader candidat candidate chancelière chancelier roi reine "
    "pape acteur actrice chanteur chanteuse animateur animatrice journaliste humoriste comédien "
    "comédienne écrivain écrivaine réalisateur réalisatrice"
)
_KEPT_OFFICES = listed("ancien ancienne ex candidat candidate futur future vice")
_BEFORE_VOWEL = listed("le la de que ne se me te je lorsque puisque jusque quoique ce")
_VOWEL = re.compile(r"[aeiouyàâäéèêëîïôöùûüœæ]", re.IGNORECASE)
_MEANS = (
    ("au", "volant"),
    ("à", "l'", "aide"),
    ("à", "coups"),
    ("à", "bord"),
    ("armé",),
    ("armée",),
)
_DIVIDES = re.compile(r"[,;:]|\s[-–—]\s")
_OPENS_QUOTE_OR_BRACKET = re.compile(r'["(]')


def safe_form(whole: str, shorter: str) -> str | None:
    """``whole`` without those words that ``shorter`` lacks and that may go; in model form.

    None where ``shorter`` is not made of the sentence's own words in their order, where nothing may
    go, or where what is left is not a sentence.
    """
    told, said = Words.of(whole), Words.of(shorter)
    cuts = find_cuts(told.words, said.words)
    if cuts is None:
        return None
    safe = [cut for cut in cuts if _may_go(told, cut)]
    if not safe or _splits_quotation(told, safe):
        return None
    made = _without(told, safe)
    return made if _is_sentence(whole, made) else None


# Which cuts may be made.


def _may_go(told: Words, cut: Cut) -> bool:
    """Whether what stays means the same, and can stand so."""
    if cut.start == 0 and cut.end == len(told.words):
        return False
    opens, closes = told.gaps[cut.start], told.gaps[cut.end]
    if "(" in opens and ")" in closes:
        # with all that it doubts or denies itself; but « (hors Mayotte) » restricts what stays
        return told.lost(cut)[0] not in _QUALIFIER | {"hors", "dont"} and "%" not in closes
    if not _fits(told, cut) or _names_a_speaker(told, cut) or _tells_a_fact(told, cut):
        return False
    return (
        _is_time(told, cut)
        or _is_connective(told, cut)
        or _is_to_whom(told, cut)
        or _is_office(told, cut)
        or _is_head(told, cut)
        or _is_aside(told, cut)
        or _is_tail(told, cut)
    )


def _tells_a_fact(told: Words, cut: Cut) -> bool:
    """A figure that is no date, year or age; a full name; by what means it was done."""
    lost = told.lost(cut)
    if any(lost[k : k + len(means)] == list(means) for means in _MEANS for k in (0, 1)):
        return True
    names = told.words[cut.start : cut.end]
    if 1 < len(names) < 4 and all(w[0].isupper() for w in names) and not _is_time(told, cut):
        return True
    return any(
        word[0].isdigit()
        and not (len(word) == 4 and word.isdigit())
        and lost[k + 1 : k + 2] not in (["ans"], *([m] for m in MONTHS))
        and not (k and lost[k - 1] in WEEKDAYS)
        and "(" not in "".join(told.gaps[cut.start : cut.start + k + 1])  # « (28-27) »
        for k, word in enumerate(lost)
    )


def _is_time(told: Words, cut: Cut) -> bool:
    """« lundi 27 avril », « hier soir »: but not « depuis lundi », « prévue lundi »."""
    lost = told.lost(cut)
    if not all(w in _TIME or w.isdigit() for w in lost) or _DAYS.isdisjoint(lost):
        return False
    left = told.words[cut.start - 1].lower() if cut.start else ""
    if left in WEEKDAYS and lost[0].isdigit() and cut.start > 1:
        return told.words[cut.start - 2].lower() not in _ARTICLES  # « le vendredi 24 août »
    right = "" if cut.end == len(told.words) else told.words[cut.end].lower()
    is_closed = not right or is_verb(right) or bool(told.gaps[cut.end].strip())
    return not (
        left in _BINDS
        or right.isdigit()
        or right in ("dernier", "dernière", "prochain", "prochaine", "et", "ou", "au")
        or (
            is_closed
            and cut.start > 0
            and not told.gaps[cut.start].strip()
            and (_WAITS.match(left) or wants_more(left))
        )
    )


def _is_connective(told: Words, cut: Cut) -> bool:
    """« également », « de son côté »: but not « alors que », « ainsi que »."""
    lost = tuple(told.lost(cut))
    if lost not in _CONNECTIVES:
        return False
    if lost[0] in _OPENING_ONLY and cut.start:
        return lost[0] in ("en", "de") and "," in told.gaps[cut.start]
    right = told.words[cut.end].lower() if cut.end < len(told.words) else "que"
    return right not in ("que", "qu'", "bien", "longtemps", "même")


def _is_to_whom(told: Words, cut: Cut) -> bool:
    """« a-t-il dit [à l'AFP] », « a indiqué [dans un communiqué] »."""
    lost = told.lost(cut)
    left = told.words[cut.start - 1].lower() if cut.start else ""
    return (
        left in _SAYS
        and lost[0] in _TO_WHOM
        and len(lost) <= 6
        and told.words[min(cut.end, len(told.words) - 1)].lower() not in ("qui", "dont", "où")
        and not any(is_verb(w) or w in _AND for w in lost)
        and not _splits_name(told, cut)
        and not any(_OPENS_QUOTE_OR_BRACKET.search(g) for g in told.gaps[cut.start : cut.end + 1])
    )


def _splits_name(told: Words, cut: Cut) -> bool:
    """Whether the last word lost and the next one have capitals, and nothing between."""
    return (
        cut.end < len(told.words)
        and not told.gaps[cut.end].strip()
        and told.words[cut.end - 1][0].isupper()
        and told.words[cut.end][0].isupper()
    )


def _is_office(told: Words, cut: Cut) -> bool:
    """« [le ministre de l'Intérieur] Christophe Castaner », no word of the name with it."""
    lost = told.lost(cut)
    if lost[0] not in ("le", "la", "l'") or lost[1:2] == [] or lost[1] not in _OFFICES:
        return False
    name = told.words[cut.end : cut.end + 2]
    return (
        len(name) == 2
        and all(w[0].isupper() for w in name)
        and not any(g.strip() for g in told.gaps[cut.start + 1 : cut.end + 2])
        and not any(is_verb(w) or w in _AND or w in _KEPT_OFFICES for w in lost)
        and not (cut.start and told.words[cut.start - 1].lower() in _BINDS)
    )


def _is_head(told: Words, cut: Cut) -> bool:
    """A circumstance at the head: « Au lendemain de la fusillade, … »."""
    if cut.start or "," not in told.gaps[cut.end] or '"' in "".join(told.gaps[: cut.end + 1]):
        return False
    lost = told.lost(cut)
    return _is_circumstance(lost) and not _says_or_doubts(lost)


def _is_aside(told: Words, cut: Cut) -> bool:
    """Between two commas or dashes: « …, 42 ans, … », « …, qui n'avait rien vu, … »."""
    opens, closes = told.gaps[cut.start].strip(), told.gaps[cut.end].strip()
    if not cut.start or cut.end == len(told.words):
        return False
    is_dashed = opens in ("-", "–", "—") and closes in ("-", "–", "—", "-,", "–,")
    if not (is_dashed or (opens == "," and closes == ",")):
        return False
    lost = told.lost(cut)
    if lost[0] in _RELATIVES:
        return not _ends_a_list(told, cut)
    if _says_or_doubts(lost) or lost[0] in _AND or _ends_a_list(told, cut):
        return False
    if _is_circumstance(lost):
        return True
    first, right = told.words[cut.start], told.words[cut.end].lower()
    is_name = first[0].isupper() and len(lost) <= 4
    is_one_of_several = lost[0] not in _ARTICLES and not lost[0].isdigit()
    if (is_name or is_one_of_several) and not (is_verb(right) or right in _CLITICS):
        return False  # « Paul, Jean, Marie et Luc », « au cinéma, en livre, en jeux »
    return not any(is_verb(w) for w in lost)


def _is_tail(told: Words, cut: Cut) -> bool:
    """Behind the last comma, or a circumstance at the end; never the main clause."""
    if cut.end != len(told.words):
        return False
    lost, opens = told.lost(cut), told.gaps[cut.start].strip()
    if _says_or_doubts(lost):
        return False
    left = told.words[cut.start - 1].lower()
    if opens == "":
        is_safe = bool(_CIRCUMSTANCE.match(" ".join(lost)))
        return is_safe and not (wants_more(left) or _PARTICIPLE.match(left) or _contrasts(lost))
    if opens != ",":
        return False
    if lost[0] in _RELATIVES or lost[:2] in (["ce", "qui"], ["ce", "que"], ["ce", "dont"]):
        return not any("," in gap for gap in told.gaps[cut.start + 1 : cut.end])
    if _is_circumstance(lost):
        return not _contrasts(lost)
    # An apposition; but no speaker, and no member of a list.
    return not (
        lost[0] in _PREPOSITIONS
        or lost[0].endswith(("er", "oir", "ir", "re"))
        or _follows_a_list(told, cut)
        or any(is_verb(w) or w in _AND or w in _SAYS for w in lost)
        or any('"' in g for g in told.gaps[: cut.start + 1])
        or any("," in g for g in told.gaps[cut.start + 1 : cut.end])
        or told.words[cut.start][0].isupper()
    )


def _follows_a_list(told: Words, cut: Cut) -> bool:
    """« la chaleur, les couleurs »: what comes behind may be one more."""
    start = _segment_start(told, cut.start)
    return start > 0 and cut.start - start <= 3 and told.words[start].lower() in _ARTICLES


def _contrasts(lost: Sequence[str]) -> bool:
    return lost[0] in ("alors", "tandis")


def _is_circumstance(lost: Sequence[str]) -> bool:
    return bool(_CIRCUMSTANCE.match(" ".join(lost))) or (
        bool(_PARTICIPLE.match(lost[0])) and len(lost) > 1
    )


def _says_or_doubts(lost: Sequence[str]) -> bool:
    """Whether it opens as « selon », « si », « sauf », « a indiqué … » do, or counts how often."""
    return (
        any(w in _QUALIFIER for w in lost[:3])
        or any(w in _SAYS for w in lost[:4])
        or ("cas" in lost and "des" in lost)
    )


def _ends_a_list(told: Words, cut: Cut) -> bool:
    return told.words[cut.end].lower() in ("et", "ou", "ni")


def _names_a_speaker(told: Words, cut: Cut) -> bool:
    """Whether an aside in it says who speaks: « …, a indiqué la préfecture », « …, selon lui »."""
    lost = told.lost(cut)
    for k in range(1, len(lost)):
        opening = lost[k : k + 4]
        if "," in told.gaps[cut.start + k] and (
            opening[0] == "selon"
            or opening[:2] == ["d'", "après"]
            or any(w in _SAYS for w in opening)
        ):
            return True
    return False


def _fits(told: Words, cut: Cut) -> bool:
    """Whether the words that become neighbours can be; names and figures stay whole."""
    left = told.words[cut.start - 1] if cut.start else ""
    right = told.words[cut.end] if cut.end < len(told.words) else ""
    if right and told.words[cut.end - 1].lower() in _LEADS_ON:
        return False
    if left and not told.gaps[cut.start].strip():
        lost = told.words[cut.start]
        if cut.start > 1 and left[0].isupper() and lost[0].isupper():
            return False
        if left[0].isdigit() and lost[0].isdigit():
            return False
    if not (left and right):
        return True
    has_vowel = bool(_VOWEL.match(right))
    if left.endswith("'"):
        return has_vowel or right[0] in "hH"
    return not (left.lower() in _BEFORE_VOWEL and has_vowel)


def _splits_quotation(told: Words, cuts: Sequence[Cut]) -> bool:
    """Whether some words of a quotation are lost and others stay: nobody said that."""
    lost = {i for cut in cuts for i in range(cut.start, cut.end)}
    n_quotes = 0
    fates: dict[int, set[bool]] = {}
    for i, gap in enumerate(told.gaps[:-1]):
        n_quotes += gap.count('"')
        if n_quotes % 2:
            fates.setdefault(n_quotes, set()).add(i in lost)
    return any(len(fate) > 1 for fate in fates.values())


# What is left.


def _without(told: Words, cuts: Sequence[Cut]) -> str:
    """The sentence without the cuts' words, its marks mended."""
    text = ""
    at = 0
    for cut in cuts:
        text += _joined(told, at, cut.start)
        text += _gap(told, cut)
        at = cut.end
    text += _joined(told, at, len(told.words))
    if cuts[-1].end < len(told.words):
        text += told.gaps[-1]
    text = text.lstrip(" ,;:-–—")
    return text[:1].upper() + text[1:]


def _joined(told: Words, start: int, end: int) -> str:
    parts = [told.words[start]] if start < end else []
    if start == 0 and parts:
        parts.insert(0, told.gaps[0])
    for i in range(start + 1, end):
        parts += [told.gaps[i], told.words[i]]
    return "".join(parts)


def _gap(told: Words, cut: Cut) -> str:
    """What stands between the words that a cut makes neighbours."""
    opens, closes = told.gaps[cut.start], told.gaps[cut.end]
    if cut.end == len(told.words):
        end = closes.lstrip(" ,;:)-–—") if "(" in opens or "," in opens else closes
        kept = opens.replace(",", "").replace("(", "").rstrip()
        return kept + end.lstrip() if kept.strip() else end
    if not cut.start:
        return opens + closes.lstrip(" ,;:-–—") if opens.strip() else ""
    if "(" in opens:
        rest = closes.replace(")", "", 1)
        return opens.replace("(", "").rstrip() + (rest if rest.strip() else " ")
    if opens.strip() in (",", "-", "–", "—") and closes.strip() in (",", "-", "–", "—"):
        return ", " if _needs_comma(told, cut) else " "
    marks = [g for g in (opens, closes) if g.strip()]
    return marks[0] if len(marks) == 1 else (closes if marks else " ")


def _needs_comma(told: Words, cut: Cut) -> bool:
    """Behind a circumstance or an apposition; not between a subject and its verb."""
    start = _segment_start(told, cut.start)
    segment = [w.lower() for w in told.words[start : cut.start]]
    right = told.words[cut.end].lower()
    has_verb = any(is_verb(w) for w in segment)
    if _opens_circumstance(segment) and not has_verb:
        return True
    if is_verb(right) or right in _CLITICS or right in _SAYS:
        before = told.words[_segment_start(told, start) : start] if start else ()
        return has_verb or (bool(before) and not _opens_circumstance([w.lower() for w in before]))
    if wants_more(segment[-1]) or _PARTICIPLE.match(segment[-1]):
        return False
    is_bound = right in _PREPOSITIONS or right.endswith(("er", "ir", "re"))
    return has_verb and not is_bound and not _is_time(told, cut)


def _segment_start(told: Words, end: int) -> int:
    """The first word of the words before ``end`` that no mark divides."""
    start = max(end - 1, 0)
    while start > 0 and not _DIVIDES.search(told.gaps[start]):
        start -= 1
    return start


def _opens_circumstance(segment: Sequence[str]) -> bool:
    return (
        _is_circumstance(segment)
        or segment[0] in _PREPOSITIONS
        or (len(segment) < 6 and not _TIMES_OF_DAY.isdisjoint(segment))
        or len(segment) == 1
    )


def _is_sentence(whole: str, made: str) -> bool:
    words = WORD.findall(made)
    text = to_model_text(whole).rstrip('" )')
    end = made.rstrip('" )')
    return (
        len(words) >= MIN_WORDS
        and made.count("(") == made.count(")")
        and made.count('"') % 2 == 0
        and (end[-1:] == text[-1:] if text.endswith(_ENDS) else True)
        and can_end(made.rstrip(".!?… "))
        and (has_own_verb(made) or not has_own_verb(whole))
        and _says_what(made)
        and not re.search(r"[,;:(]\s*[.,;:!?)]|\(\s|\s,", made)
    )


def _says_what(made: str) -> bool:
    """Whether a verb follows the last « que »: not « il a annoncé que de nouvelles restrictions »."""
    words = [w.lower() for w in WORD.findall(made)]
    at = max((i for i, w in enumerate(words) if w in ("que", "qu'")), default=None)
    if at is None:
        return True
    rest = words[at + 1 :]
    return any(is_verb(w) for w in rest) or len(rest) <= 3
