"""Negation and reservation: what is denied, and what is only said to be."""

from __future__ import annotations

import re
from dataclasses import dataclass

from summarizer.checks import messages
from summarizer.checks.finding import Finding, FindingKind, Severity
from summarizer.checks.lettering import plain
from summarizer.checks.place import Place
from summarizer.checks.remembering import remembered
from summarizer.document import Span

# « ne … que » restricts and does not deny; « ne » alone after « avant que », « plus que » is empty.
_NE = r"(?:\bne |\bn')"
_FR_DENIAL = re.compile(
    _NE + r"(?!hésite|oubli|manque)(?:[\w'-]+ ){0,5}?[\w'-]*?[ -]?\b(?:pas(?! seulement| uniquement| cessé)|plus|jamais|rien|personne|aucune?|guère|point|"
    r"nullement|ni|nulle part)\b"
    r"|\b(?:pas|jamais|personne|rien|nul(?:le)?) (?:[\w'-]+ ){0,4}?" + _NE
    + r"|\baucune? [^.;:!?]{1,120}?" + _NE
    + r"|" + _NE + r"(?:peut|peuvent|pouvait|pouvaient|pourra|pourrait|cesse|saurait|sait|ose)\b"
    r"|(?<!sitez )(?<!nquez )(?<!bliez )\b(?:pas (?:de|d'|du|question|encore|un|une|le|la|les|à|pour|en|seulement)\b)"
    r"|\bni\b [^.;]{1,60}?\bni\b|(?<!non )\bsans (?!aucun doute|doute|cesse|que|surprise|précédent|compter|danger|frontières?\b)\w+(?: (?:[\w'-]+ ){0,3}?(?:personne|rien|aucune?|jamais)\b)?"
    r"|\brefus(?:e|ent|ait|aient|é|a|er|era) (?:de |d')"
    r"|\bnon[ -](?!seulement|plus|moins|loin|sans)",
    re.IGNORECASE,
)  # fmt: skip
# « Ne faut-il pas partir ? » asks whether one must leave.
_ASKS = re.compile(r"\?[\s\"'»”)\]]*$")
_FR_ONLY = re.compile(
    _NE
    + r"(?:[\w'-]+ ){1,5}?(?:qu'|que\b)|\bpas (?:que|seulement|uniquement|moins d)|\bplus que\b",
    re.IGNORECASE,
)
# « ne vole pas, ne ment pas »: a denial without a subject of its own, after another.
_FR_GOES_ON = re.compile(r"(?:,|\b(?:et|ou|ni)) $", re.IGNORECASE)
_FR_NEGATIVE = re.compile(
    r"\b(?:sans|ni|aucune?s?|jamais|rien|personne|nulle?|faute de|hors de|hors|hormis|sauf|excepté|"
    r"refus\w*|rejet\w*|nie(?:r|nt)?|niait|nié|dément\w*|réfut\w*|exclu\w*|interdi\w*|"
    r"empêch\w*|évit\w*|manqu\w*|absen\w*|échou\w*|échec\w*|renonc\w*|abandon\w*|annul\w*|"
    r"impossib\w*|in(?:capa|compl|suff|visib|signif|solub|abou|adéq|appropr|access|activ|attend|"
    r"correct|certain|concev|crédul|croyab|décis|défini|différ|direct|efficac|éligi|évitab|expér|formel|"
    r"hum|just|sécur|sens|sépar|stab|support|toléra|tenable|utile|valid|volont|conn[ue]|conscien|"
    r"connu|édit|habit|égal|ég[au]|usité|employ)\w*|im(?:mobil|moral|mortel|pair|parf|patien|"
    r"prév|puiss|pun|pens|popul|précis|prop|mun)\w*|irr\w{3,}|ill(?:ég|is|im|og|us)\w*|"
    r"mé(?:connu|content|fi)\w*|dés(?!ign|ir|ert|orm)\w{4,}|disp(?:ar)\w*|non|plutôt|au lieu|arrêt[eéa]\w*|cess\w*|"
    r"perd\w*|privé\w*|dépourv\w*|à peine|contrair\w*|défense d|pas|ne|n|doute\w*|ignor\w*|"
    r"zéro|suspend\w*|supprim\w*|guère|autre chose|hostil\w*|minim\w*|mort|vide|fin)\b",
    re.IGNORECASE,
)
_FR_FAINT = re.compile(
    r"\b(?:moins|peu|contre|loin|rare\w*|difficil\w*|mal|mauvais\w*|seul\w*|trop|malgré|avant|"
    r"uniquement|quiconque|quelconque|mieux|préfér\w*|mais|toujours|que)\b",
    re.IGNORECASE,
)
_EN_DENIAL = re.compile(
    r"\b(?:not(?! only| just| least| merely| simply| to mention| un\w| long after| long before)|cannot|never|nobody|no one|"
    r"nothing|nowhere|none|neither|nor|no(?! doubt| matter|\.| \d| (?:small|less|fewer|larg|great|high|low|earli|late|long)(?:e?r)? than)|(?:fail|refuse)(?:s|d|ed)? to)\b"
    r"|n't\b",
    re.IGNORECASE,
)
# "No substance has not been found": two negative words of one clause. None of 8,000 human
# translations has it.
_EN_TWICE = re.compile(
    r"\b(?:no|nobody|none|nothing|never|neither|no one|nowhere)\b(?: (?!(?:that|who|which|because|"
    r"but|and|if|when|or|while|so|than|although|whether|to|nor|as|doubt|longer|only)\b)[\w']+){0,9}?"
    r" (?:\w+n't|not|never|nobody|nothing|cannot)\b",
    re.IGNORECASE,
)
_EN_NEGATIVE = re.compile(
    r"n't\b|\b(?:not|cannot|never|nobody|nothing|nowhere|none|neither|nor|no|without|lack\w*|"
    r"fail\w*|refus\w*|reject\w*|deni(?:e[ds]|al\w*)|deny\w*|dismiss\w*|exclud\w*|forbid\w*|"
    r"forbade|bann?(?:ed|ing|s)?|prevent\w*|avoid\w*|miss(?:ed|es|ing)?|absen\w*|impossib\w*|unable|"
    r"un(?!i[tovq]|der|til|less|ion)\w{3,}|"
    r"in(?:capa|compl|suff|visib|signif|soluble|ab|adequ|appropr|access|accur|activ|considerate|"
    r"correct|credibl|decis|defin|differ|direct|effect|effic|eligib|evitab|exper|formal|hum|just|"
    r"secur|sens|separab|stab|toler|vulner|valid|volunt)\w*|im(?:mune|mobil|moral|mortal|"
    r"partial|patien|perfect|perm|person|plaus|polite|poss|prob|proper|pract)\w*|ir(?=r)\w{3,}|"
    r"il(?=l[ei])\w{4,}|dis(?!tr|tan|tinct|cuss|cover|play|pos|ea|patch|semin|persal|k\b|h)\w{4,}|"
    r"non|\w{2,}less(?:ly|ness)?|hardly|barely|scarcely|rarely|seldom|far from|"
    r"instead|rather than|other than|except\w*|inconclu\w*|exempt\w*|"
    r"rule[sd]? out|ruling out|stop\w*|ceas\w*|lost|los(?:es?|ing)|anything but|abandon\w*|"
    r"cancel\w*|suspend\w*|halt\w*|abstain\w*|neglect\w*|ignor\w*|doubt\w*|void|devoid|"
    r"otherwise|short of|away from|out of|no longer|prohibit\w*|worse|wrong\w*|poor\w*|beyond|zero|"
    r"remains? to|still to|regardless|barred|minus|declin\w*|mis(?:s|take|use|under)\w*|withh\w+|bad|"
    r"contrary|nil|opposed|stay\w* away)\b",
    re.IGNORECASE,
)
_EN_FAINT = re.compile(
    r"\b(?:but|only|until|yet|free|too|few\w*|little|difficult\w*|trouble|less|against|even|still|"
    r"same|any(?:one|thing|where)?|small|hard|sure|almost)\b",
    re.IGNORECASE,
)
_FR_RESERVE = re.compile(
    r"\b(?:aurai(?:t|ent)|serai(?:t|ent)|pourrai(?:t|ent)|devrai(?:t|ent)|"
    r"selon(?! l[ea]quel| (?:\w+ |l'){1,2}(?:principe|process|procédé|règle|modalité|critère|cas\b|besoin|ordre|"
    r"méthode|schéma|modèle|calendrier))|d'après|"
    r"présumée?s?|soupçonnée?s?|prétendue?s?|soi-disant|peut-être|probablement|vraisemblablement|"
    r"apparemment|éventuel(?:le)?s?|supposée?s?|potentiel(?:le)?s?)\b",
    re.IGNORECASE,
)
_EN_RESERVE = re.compile(
    r"\b(?:(?:would|could|should|might)n't|would|could|might|may|can|should|reportedly|reported|reports?|allegedly|alleged\w*|"
    r"appar\w+|seem\w*|appears?|appeared|according|said|says?|claim\w*|suspect\w*|believ\w*|"
    r"suppos\w*|purport\w*|so-called|perhaps|maybe|probabl\w*|likely|possib\w*|potential\w*|"
    r"expected|presum\w*|if|think\w*|thought|told|considered|deemed|rumou?r\w*|eventual\w*|"
    r"estimat\w*|predict\w*|plan\w*|set to|due|hop\w+|prospective|unless|argu\w*|cit\w+|suggest\w*|"
    r"show\w*|indicat\w*|by|depending|for|in line|under|based|who|were|had|ought|was to|"
    r"stated|stating|statements?|announc\w+|explain\w+|accus\w+|view|opinion|per|in the words|wr[oi]t\w+|not|'d)\b|'d\b",
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
    r"expliqu\w*|rapport(?:e|é|ai)\w*|révèl\w*|sugg\w*|devoir|doit|peut|peuvent|si|pour|d'après|envisag\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Polarity:
    """The marks of one sentence.

    Attributes:
        denials: sure denials: « n'a pas », « aucun », "never".
        n_rows: denials that English must word one by one: « ne vole pas, ne ment pas » is one.
        n_negative: words of any negative colour, those of the denials included.
        is_faint: a word stands there that may carry a denial across: « contre », "only".
        reserves: marks of reservation: « aurait », "reportedly".
    """

    denials: tuple[Span, ...]
    n_rows: int
    n_negative: int
    is_faint: bool
    reserves: tuple[Span, ...]


@remembered(1024)
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
        marks = [mark for d in denials for mark in _marks(p, d)]
        negative = sum(
            not any(a <= m.start() < b for a, b in marks) for m in _FR_NEGATIVE.finditer(p)
        )
        faint = _FR_FAINT.search(p) is not None
        rows = len(denials) - sum(
            _FR_GOES_ON.search(p, 0, d.start) is not None for d in denials[1:]
        )
        return Polarity(denials, rows, negative + len(denials), faint, _spans(_FR_RESERVE, p))
    denied = _spans(_EN_DENIAL, p)
    return Polarity(
        denied,
        len(denied),
        sum(1 for _ in _EN_NEGATIVE.finditer(p)),
        _EN_FAINT.search(p) is not None,
        _spans(_EN_RESERVE, p),
    )


def _marks(text: str, denial: Span) -> list[tuple[int, int]]:
    """The places of the denial's own words: both ends of « aucune nation, dit-il, ne »."""
    first = text[denial.start : denial.end].split(" ", 1)[0]
    if not first.lower().startswith("aucun"):
        return [(denial.start, denial.end)]
    return [(denial.start, denial.start + len(first)), (denial.end - 3, denial.end)]


def translated_polarity_findings(source: str, output: str, place: Place) -> list[Finding]:
    """Findings for an English sentence that denies more, denies less or is surer than the French.

    A sure denial of one side needs a negative word on the other. HARD when there is none at
    all; SOFT when the words there may answer for other words of the first sentence.
    """
    fr, en = read_polarity(source, "fr"), read_polarity(output, "en")
    findings: list[Finding] = []
    if fr.denials and (lost := _unanswered(fr, en)) is not None:
        span = fr.denials[0]
        findings.append(
            place.finding(
                FindingKind.NEGATION_LOST,
                Severity.SOFT if _ASKS.search(source) else lost,
                messages.negation_lost(place.part, shortened(source[span.start : span.end])),
                source=span,
            )
        )
    elif fr.n_rows <= 1 and (twice := _EN_TWICE.search(plain(output))):
        findings.append(
            place.finding(
                FindingKind.NEGATION_ADDED,
                Severity.HARD,
                messages.denied_twice(place.part, shortened(twice[0])),
                output=Span(*twice.span()),
            )
        )
    elif en.denials and (added := _unanswered(en, fr)) is not None:
        span = en.denials[-1]
        findings.append(
            place.finding(
                FindingKind.NEGATION_ADDED,
                added,
                messages.negation_added(place.part, shortened(output[span.start : span.end])),
                output=span,
            )
        )
    if fr.reserves and not _answering(en.reserves, source, output):
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


def _answering(reserves: tuple[Span, ...], source: str, output: str) -> tuple[Span, ...]:
    """The reserves of the English, but for "suspect" where the French has the noun as well."""
    if "suspect" not in source.lower():
        return reserves
    return tuple(r for r in reserves if not output[r.start : r.end].lower().startswith("suspect"))


def shortened(denial: str) -> str:
    """The first and last words of a denial that spans a clause: « Aucune … n' »."""
    words = denial.split()
    return denial if len(words) < 6 else f"{words[0]} … {words[-1]}"


def denies(text: str) -> Span | None:
    """The first sure denial of a French sentence, or None; « sans » alone is no such thing."""
    for span in read_polarity(text, "fr").denials:
        if not text[span.start : span.end].lower().startswith("sans"):
            return span
    return None


def negative_words(text: str) -> frozenset[str]:
    """The words of negative colour in a French sentence, in lower case."""
    return frozenset(m[0].lower() for m in _FR_NEGATIVE.finditer(plain(text)))


def hearsay(text: str) -> Span | None:
    """The first conditional of hearsay in a French sentence: « aurait détourné », or None."""
    m = _HEARSAY.search(plain(text))
    return Span(*m.span()) if m else None


def has_reserve(text: str) -> bool:
    """True when a French sentence holds any word of reservation or report."""
    return _FR_RESERVE_WIDE.search(plain(text)) is not None


def _unanswered(side: Polarity, other: Polarity) -> Severity | None:
    """How sure it is that a denial of ``side`` has no answer on the other side, or None."""
    if other.n_negative == 0:
        return Severity.SOFT if other.is_faint else Severity.HARD
    if not other.denials and other.n_negative <= side.n_negative - len(side.denials):
        return Severity.SOFT
    return Severity.SOFT if side.n_rows > other.n_negative + other.is_faint else None


def _spans(pattern: re.Pattern[str], text: str) -> tuple[Span, ...]:
    return tuple(Span(*m.span()) for m in pattern.finditer(text))
