"""Negation and reservation: what is denied, and what is only said to be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from summarizer.checks import messages
from summarizer.checks.finding import Finding, FindingKind, Severity
from summarizer.checks.lettering import plain
from summarizer.checks.place import Place
from summarizer.document import Span

# « ne … que » restricts and does not deny; « ne » alone after « avant que », « plus que » is empty.
_NE = r"(?:\bne |\bn')"
_FR_DENIAL = re.compile(
    _NE + r"(?:[\w'-]+ ){0,5}?[\w'-]*?[ -]?\b(?:pas|plus|jamais|rien|personne|aucune?|guère|point|"
    r"nullement|ni|nulle part)\b"
    r"|\b(?:pas|aucune?|jamais|personne|rien|nul(?:le)?) (?:[\w'-]+ ){0,4}?" + _NE
    + r"|" + _NE + r"(?:peut|peuvent|pouvait|pouvaient|pourra|pourrait|cesse|saurait|sait|ose)\b"
    r"|\b(?:pas (?:de|d'|du|question|encore|moins|un|une|le|la|les|à|pour|en|seulement)\b)"
    r"|\bni\b|\bnon[ -](?!seulement|plus|moins|loin)",
    re.IGNORECASE,
)  # fmt: skip
_FR_ONLY = re.compile(
    _NE
    + r"(?:[\w'-]+ ){1,5}?(?:qu'|que\b)|\bpas (?:que|seulement|uniquement|moins d)|\bplus que\b",
    re.IGNORECASE,
)
_FR_NEGATIVE = re.compile(
    r"\b(?:sans|ni|aucune?s?|jamais|rien|personne|nulle?|faute de|hors de|hormis|sauf|excepté|"
    r"refus\w*|rejet\w*|ni(?:er?|e|ent|ait|é)|dément\w*|démenti\w*|nié|réfut\w*|exclu\w*|interdi\w*|"
    r"empêch\w*|évit\w*|manqu\w*|absen\w*|échou\w*|échec\w*|renonc\w*|abandon\w*|annul\w*|"
    r"impossib\w*|in\w{4,}|im[mp]\w{4,}|ir[r]\w{4,}|illé\w+|mé\w{4,}|dés\w{4,}|dis\w{4,}|non|"
    r"moins|peu|trop|contre|loin|plutôt|au lieu|fin|arrêt\w*|cess\w*|perd\w*|privé\w*|dépourv\w*|"
    r"à peine|rare\w*|difficil\w*|contrair\w*|pas|plus|ne|n|mal|dou[t]\w*|ignor\w*|malgré|"
    r"quel(?:le)? que|quoi que|zéro|suspend\w*|suppr\w*|priv\w*|libre|laiss\w*|limit\w*|seul\w*)\b",
    re.IGNORECASE,
)
_EN_DENIAL = re.compile(
    r"\b(?:not(?! only| just| least| merely| simply| to mention)|cannot|never|nobody|no one|"
    r"nothing|nowhere|none|neither|nor|no(?! doubt| matter|\.| \d))\b|n't\b",
    re.IGNORECASE,
)
_EN_NEGATIVE = re.compile(
    r"n't\b|\b(?:not|cannot|never|nobody|nothing|nowhere|none|neither|nor|no|without|lack\w*|"
    r"fail\w*|refus\w*|reject\w*|deni\w*|deny\w*|dismiss\w*|exclud\w*|forbid\w*|forbade|ban\w*|"
    r"prevent\w*|avoid\w*|miss\w*|absen\w*|impossib\w*|unable|un\w{3,}|in\w{4,}|im[mp]\w{3,}|"
    r"ir[r]\w{3,}|il[l]\w{4,}|dis\w{4,}|non\w*|\w+less(?:ly)?|less|few\w*|little|hardly|barely|"
    r"scarcely|rarely|seldom|far from|instead|rather|other than|except|but|only|until|yet|rule[sd]? out|"
    r"ruling out|stop\w*|ceas\w*|end(?:s|ed|ing)?|lost|los\w+|free|anything but|too|against|"
    r"abandon\w*|cancel\w*|suspend\w*|halt\w*|abstain\w*|neglect\w*|ignor\w*|doubt\w*|void|"
    r"otherwise|short of|away|out of|longer|prohibit\w*|worse|wrong\w*|poor\w*|beyond|zero|"
    r"remain\w*|still|despite|regardless|barr\w+|block\w*|minus|declin\w*|any\w*|even|out|mis\w{4,}|"
    r"over\w*|withh\w+|bad\w*|difficult\w*|negat\w*|opposed?|contrary|isn|doesn|don|didn|won|nil)\b",
    re.IGNORECASE,
)
_FR_RESERVE = re.compile(
    r"\b(?:aurai(?:t|ent)|serai(?:t|ent)|pourrai(?:t|ent)|devrai(?:t|ent)|selon|d'après|"
    r"présumée?s?|soupçonnée?s?|prétendue?s?|soi-disant|peut-être|probablement|vraisemblablement|"
    r"apparemment|éventuel(?:le)?s?|supposée?s?|potentiel(?:le)?s?)\b",
    re.IGNORECASE,
)
_EN_RESERVE = re.compile(
    r"\b(?:would|could|might|may|can|should|reportedly|reported|reports?|allegedly|alleged\w*|"
    r"appar\w+|seem\w*|appears?|appeared|according|said|says?|claim\w*|suspect\w*|believ\w*|"
    r"suppos\w*|purport\w*|so-called|perhaps|maybe|probabl\w*|likely|possib\w*|potential\w*|"
    r"expected|presum\w*|if|think\w*|thought|told|considered|deemed|rumou?r\w*|eventual\w*|"
    r"estimat\w*|predict\w*|plan\w*|set to|due|hop\w+|prospective|unless|argu\w*|cit\w+|suggest\w*|"
    r"show\w*|indicat\w*|by|depending|for|in line|under|based|who|were|had|ought|was to|"
    r"stat\w+|announc\w+|explain\w+|accus\w+|view|opinion|per|in the words|wr[oi]t\w+|not|'d)\b|'d\b",
    re.IGNORECASE,
)
_HEARSAY = re.compile(
    r"\b(?:aurai(?:t|ent)|serai(?:t|ent)) (?:\w+ )?(?:été |eu |fait |\w+(?:é|ée|és|ées|i|is|it|u|us|ue|ues|ert)\b)",
    re.IGNORECASE,
)
_FR_RESERVE_WIDE = re.compile(
    r"\b\w+rai(?:t|ent)\b|\b(?:selon|d'après|présum\w*|soupçon\w*|prétend\w*|soi-disant|peut-être|"
    r"probabl\w*|vraisembl\w*|apparemment|semble\w*|supposé\w*|potentiel\w*|possib\w*|affirm\w*|"
    r"assur\w*|accus\w*|estim\w*|croi\w*|pens\w*|évoqu\w*|annonc\w*|indiqu\w*|dit|déclar\w*|"
    r"expliqu\w*|rapport\w*|révèl\w*|sugg\w*|devoir|doit|peut|peuvent|si|pour|d'après|envisag\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Polarity:
    """Marks of denial (sure), marks of any negative colour, and marks of reservation."""

    denials: tuple[Span, ...]
    n_negative: int
    reserves: tuple[Span, ...]


@lru_cache(maxsize=4096)
def read_polarity(text: str, lang: str) -> Polarity:
    """The polarity marks of a French or English sentence."""
    p = plain(text)
    if lang == "fr":
        only = [m.span() for m in _FR_ONLY.finditer(p)]
        denials = tuple(
            Span(*m.span())
            for m in _FR_DENIAL.finditer(p)
            if not any(a <= m.start() < b and m.end() <= b + 1 for a, b in only)
        )
        negative = sum(1 for _ in _FR_NEGATIVE.finditer(p))
        return Polarity(denials, negative, _spans(_FR_RESERVE, p))
    return Polarity(
        _spans(_EN_DENIAL, p),
        sum(1 for _ in _EN_NEGATIVE.finditer(p)),
        _spans(_EN_RESERVE, p),
    )


def translated_polarity_findings(source: str, output: str, place: Place) -> list[Finding]:
    """Findings for an English sentence that denies more, denies less or is surer than the French.

    A denial counts as lost when English holds fewer sure denials than French and no other
    negative word can stand for it, and the reverse.
    """
    fr, en = read_polarity(source, "fr"), read_polarity(output, "en")
    findings: list[Finding] = []
    if fr.denials and not en.denials and en.n_negative == 0:
        span = fr.denials[0]
        findings.append(
            place.finding(
                FindingKind.NEGATION_LOST,
                Severity.HARD,
                messages.negation_lost(place.part, source[span.start : span.end]),
                source=span,
            )
        )
    elif len(fr.denials) > en.n_negative:
        span = fr.denials[-1]
        findings.append(
            place.finding(
                FindingKind.NEGATION_LOST,
                Severity.SOFT,
                messages.negation_lost(place.part, source[span.start : span.end]),
                source=span,
            )
        )
    elif en.denials and not fr.denials and fr.n_negative == 0:
        span = en.denials[0]
        findings.append(
            place.finding(
                FindingKind.NEGATION_ADDED,
                Severity.HARD,
                messages.negation_added(place.part, output[span.start : span.end]),
                output=span,
            )
        )
    elif len(en.denials) > fr.n_negative:
        span = en.denials[-1]
        findings.append(
            place.finding(
                FindingKind.NEGATION_ADDED,
                Severity.SOFT,
                messages.negation_added(place.part, output[span.start : span.end]),
                output=span,
            )
        )
    if fr.reserves and not en.reserves:
        span = fr.reserves[0]
        findings.append(
            place.finding(
                FindingKind.MODALITY_LOST,
                Severity.SOFT,
                messages.modality_lost(place.part, source[span.start : span.end]),
                source=span,
            )
        )
    return findings


def denies(text: str) -> Span | None:
    """The first sure denial of a French sentence, or None."""
    denials = read_polarity(text, "fr").denials
    return denials[0] if denials else None


def has_negative_colour(text: str) -> bool:
    """True when a French sentence holds any negative word, sure or not."""
    polarity = read_polarity(text, "fr")
    return bool(polarity.denials) or polarity.n_negative > 0


def hearsay(text: str) -> Span | None:
    """The first conditional of hearsay in a French sentence: « aurait détourné », or None."""
    m = _HEARSAY.search(plain(text))
    return Span(*m.span()) if m else None


def has_reserve(text: str) -> bool:
    """True when a French sentence holds any word of reservation or report."""
    return _FR_RESERVE_WIDE.search(plain(text)) is not None


def _spans(pattern: re.Pattern[str], text: str) -> tuple[Span, ...]:
    return tuple(Span(*m.span()) for m in pattern.finditer(text))
