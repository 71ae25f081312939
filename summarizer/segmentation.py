"""Sentences by French rules, as spans of the text they stand in.

A candidate end is a run of . ! ? … with the quotes and brackets that close behind it, followed
by white space. Rules then look at the word before and the word after. They read a *shadow* of
the line in which typographic and plain marks are the same character, so that « Bonjour ! » and
"Bonjour !" are cut alike. docs/SEGMENTATION.md compares these rules with five libraries.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from summarizer.document import Document, Paragraph, Sentence, Span
from summarizer.extraction.cleaned import CleanedArticle

_LINE = re.compile("[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_SHADOW = str.maketrans(
    {
        **dict.fromkeys("’‘ʼ‛", "'"),
        **dict.fromkeys("«‹“„‟", "«"),
        **dict.fromkeys("»›”", "»"),
        **dict.fromkeys("–—−‑‐", "-"),
        **dict.fromkeys("\t\u00a0\u2007\u2009\u200a\u202f", " "),
    }
)
_CANDIDATE = re.compile(
    r"(?P<mark>[.!?…‽]+(?:[ ]?[!?]+)*)"
    r"(?P<note>(?:\[\d{1,3}\]|[¹²³⁴-⁹]+)*)"
    r"(?P<close>(?:[ ]?[»)\]]|['}*])*)"
    r"(?:\s+|$|(?=[A-ZÀÂÇÉÈÊËÎÏÔÙÛÜŒÆ]))"
)
_LEAD = re.compile(r"(?:[\s«(\['*•·….)\]]|-+(?=\s))*")
_WORD = re.compile(r"[^\W\d_]+'?")
_ALNUM = re.compile(r"[^\W_]")
# « iPhone », « b) »: lower case that can open a sentence.
_LOWER_START = re.compile(r"[a-z]{1,2}[A-Z]|(?:[a-z]|[ivx]{1,4})\)")
_ROMAN = re.compile(r"[IVXLCDM]+(?![\w'])")
_DOTTED_LETTER = re.compile(r"[^\W\d_]\.")
_ENUMERATOR = re.compile(r"\d{1,3}(?:\.\d{1,3})*|[IVX]{1,5}|[^\W\d_]")
_ACRONYM = re.compile(r"(?:[^\W\d_a-zà-ÿ]\.){2,}[^\W\d_a-zà-ÿ]")
_INITIAL = re.compile(
    r"[^\W\d_a-zà-ÿ](?:(?:\.-?|-)[^\W\d_a-zà-ÿ])?|[^\W\d_a-zà-ÿ][a-z]?\.?-[^\W\d_a-zà-ÿ][a-z]?"
    r"|Ch|Chr|Cl|Dj|Fr|Gh|Ia|Jh|Ju|Kh|Ph|Sh|Th|Yu|Zh"
)
_BEFORE_CHRIST = frozenset({"J.-C", "J-C", "JC", "J.C"})
_FIGURE = re.compile(r"\d[\d.,]*(?<=\d)")
_SPACED_DATE = re.compile(r"(?<!\d)\d{1,2}\. \d{1,2}\. \d{2,4}(?!\d)")
_INCISE = re.compile(r"(?<=\s)-(?=\s)")

# Longest bracket and quotation, in characters, that a sentence may hold whole.
_MAX_ASIDE = 300
_MAX_INNER_QUOTE = 100
# Longest quotation that may be a title with a period in it.
_MAX_TITLE = 40


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A title stands before a name: only a pronoun after it shows that the sentence was over.
_TITLES = _words(
    "M MM Mme Mmes Mlle Mlles Mgr Me Dr Drs Pr Prs Prof St Ste Sts Stes Vve Gal Gén Col Cdt Cne "
    "Capt Lt Sgt Adj Mr Mrs Ms Hon Rév S.E S.M S.S R.P MME MMES MLLE DR PR STE"
)
_PRONOUNS = _words("il elle ils elles on nous vous je j' c' ce cela cette mais")
# Never the last word of a sentence.
_NEVER_LAST = _words(
    "cf c.-à-d c-à-d c.à.d c.-a-d càd p.ex vs v i.e e.g av apr env bd bld boul blvd fg rte dépt "
    "resp conf n.b"
)
# Abbreviations only before a figure; otherwise words or units like others.
_BEFORE_FIGURE = _words(
    "art arts p pp chap ch fig figs t vol vols al alin n n° no nos num sect tit tab pl liv f fol "
    "ann par réf tél tel fax app min max janv févr fév avr juil juill sept oct nov déc dec ex §"
)
# May end a sentence: they do when the next word is one that opens sentences.
_MAYBE_LAST = _words(
    "éd ed édit coll trad dir préf ill prof adapt distr réal mus jr sr inc corp ltd bros cie co "
    "sté ets éts univ hab ibid id op cit loc sq sqq suiv s.d s.l ndlr a.m p.m ms mss arr lat angl "
    "litt fam étym ant pdt secr adm dept tél tel réf pl max min gén lieut lt cdt cne sgt adj mgr dr pr"
)
_UNITS = _words("h min s km cm mm m kg g mg ha hab l t max")
# Nouns that a single letter completes: « le plan B. Il », not an initial.
_LETTER_NOUNS = _words(
    "plan point groupe vitamine vitamines hépatite type annexe article partie section classe "
    "catégorie série ligne option lettre division niveau grade bâtiment salle quai porte zone "
    "volet bloc tome figure tableau case ligue poule virus note programme variante solution "
    "hypothèse scénario équipe terminal hall phase bac permis tribune parking étage lot cas filière"
)
# Open sentences and are not surnames, by order of trust.
_STARTERS = _words(
    "il elle ils elles on nous vous je tu ce cet cette ces ceci cela ça celui celle ceux celles "
    "mais et donc puis ensuite enfin ainsi alors aussi cependant toutefois pourtant néanmoins "
    "après avant depuis pendant durant dans en pour par sur sous avec sans selon chez entre vers "
    "contre malgré quand lorsque lors comme quant une un leurs ses mon mes notre nos votre vos "
    "plusieurs certains certaines chaque tous toute toutes aucun aucune quel quelle quels quelles "
    "qui que quoi où comment pourquoi combien au aux à a dès déjà hier aujourd' demain désormais "
    "actuellement parmi puisque même voici voilà ici là non oui les des c' j' qu' s' n' t' m' "
    "lorsqu' puisqu' quelques outre face grâce faute interrogé interrogée contacté "
    "seul seule seuls seules certes surtout rien personne nul tel telle autre autres beaucoup peu "
    "jamais toujours parfois souvent bref hélas"
)
_WEAK_STARTERS = _words("le la l' de du d' son sa si ma bien tout or car leur")
_NAMES_WITH_BANG = _words("yahoo wham jeopardy")


def split_sentences(text: str) -> list[Span]:
    """Spans of the sentences of ``text``, in order, without white space at either end.

    Every character that is not white space is in exactly one span. A line break always ends a
    sentence; a sentence quoted inside another and brief stays with it; ``etc.`` ends one when
    a capital follows. What has no letter or figure is left with its neighbour on the line.
    """
    spans: list[Span] = []
    for line in _LINE.finditer(text):
        cuts = _cuts(line[0])
        for start, end in zip([0, *cuts], [*cuts, len(line[0])], strict=True):
            piece = line[0][start:end]
            core = piece.strip()
            if core:
                first = line.start() + start + len(piece) - len(piece.lstrip())
                spans.append(Span(first, first + len(core)))
    return spans


def make_document(cleaned: CleanedArticle) -> Document:
    """The article with its paragraphs cut into sentences; text and furniture unchanged."""
    paragraphs = []
    for paragraph in cleaned.paragraphs:
        offset = paragraph.span.start
        body = cleaned.text[offset : paragraph.span.end]
        spans = [Span(offset + s.start, offset + s.end) for s in split_sentences(body)]
        sentences = tuple(Sentence(cleaned.text[s.start : s.end], s) for s in spans)
        paragraphs.append(Paragraph(paragraph.kind, paragraph.span, sentences))
    return Document(cleaned.text, tuple(paragraphs), cleaned.furniture, cleaned.origin)


def _cuts(line: str) -> list[int]:
    """Offsets in ``line`` where a new sentence begins."""
    shadow = _shadow(line)
    asides = list(_asides(shadow))
    cuts: list[int] = []
    start = 0
    for match in _CANDIDATE.finditer(shadow):
        if match.end() == len(shadow):
            break
        if not _ALNUM.search(shadow, start, match.start()):
            continue
        if not _ALNUM.search(shadow, match.end()):
            break
        if any(
            opened < match.start() < closed
            and not (is_quote and match["mark"] == "." and closed - opened > _MAX_TITLE)
            and _ALNUM.search(shadow, start, opened)
            for opened, closed, is_quote in asides
        ):
            continue
        if _ends(shadow, start, match):
            start = match.end()
            cuts.append(start)
    return cuts


def _shadow(line: str) -> str:
    """``line`` in one typography, character for character; straight quotes as « or »."""
    shadow = line.translate(_SHADOW)
    if '"' not in shadow:
        return shadow
    chars = list(shadow)
    depth = 0
    for i, char in enumerate(chars):
        if char != '"':
            continue
        before = chars[i - 1] if i else " "
        after = chars[i + 1] if i + 1 < len(chars) else " "
        opens = before in " ('[-«/" and after != " "
        closes = before != " " and (after in " .,;:!?…)]»'\"-")
        if opens == closes:
            opens = depth == 0
        chars[i] = "«" if opens else "»"
        depth = depth + 1 if opens else max(0, depth - 1)
    return "".join(chars)


def _asides(shadow: str) -> Iterator[tuple[int, int, bool]]:
    """``(start, end, is quotation)`` of what a sentence holds whole: dates, brackets, brief
    quotations after which it goes on."""
    for date in _SPACED_DATE.finditer(shadow):
        yield date.start() - 1, date.end(), False
    brackets: list[int] = []
    quotes: list[int] = []
    for i, char in enumerate(shadow):
        if char in "([":
            brackets.append(i)
        elif char in ")]" and brackets:
            opened = brackets.pop()
            if i - opened <= _MAX_ASIDE:
                yield opened, i, False
        elif char == "«":
            quotes.append(i)
        elif char == "»" and quotes:
            opened = quotes.pop()
            before = shadow[:opened].rstrip()[-1:]
            after = shadow[i + 1 :].lstrip()[:1]
            goes_on = after.islower() or after in (",", ";", ".")
            if i - opened <= _MAX_INNER_QUOTE and before != ":" and goes_on:
                yield opened, i, True


def _ends(shadow: str, start: int, match: re.Match[str]) -> bool:
    """Whether the sentence that began at ``start`` is over at this candidate."""
    mark, at = match["mark"], match.start()
    lead = _LEAD.match(shadow, match.end())
    assert lead is not None
    following = shadow[lead.end() : lead.end() + 1]
    if not following or following in "&%/,;:=»":
        return False
    word = _WORD.match(shadow, lead.end())
    next_word = word[0].casefold() if word else ""
    if match.end() == match.end("close"):
        return _is_glued_end(shadow, at, next_word)
    if following.islower() and not _LOWER_START.match(shadow, lead.end()):
        return mark == "." and _is_caseless_end(shadow, at)
    if _INCISE.search(lead[0].rjust(len(lead[0]) + 1)) and _is_in_incise(shadow, start, at):
        return False
    is_starter = next_word in _STARTERS and not _DOTTED_LETTER.match(shadow, lead.end())
    before = _word_before(shadow, start, start + len(shadow[start:at].rstrip()))
    if "!" in mark or "?" in mark:
        return before.casefold() not in _NAMES_WITH_BANG or is_starter
    if mark != ".":
        is_brief = len(shadow[start:at].split()) <= 2
        return not following.isdigit() and (not is_brief or is_starter or bool(match["close"]))
    if "»" in match["close"]:
        return True
    return _period_ends(shadow, start, at, before, lead.end(), next_word, is_starter)


def _period_ends(
    shadow: str, start: int, at: int, before: str, after: int, next_word: str, is_starter: bool
) -> bool:
    """Whether a single period ends the sentence; ``before`` is the word it is attached to."""
    key = before.casefold()
    head = shadow[start : at - len(before)].rstrip()
    last = re.split(r"[\s'(]", head)[-1].casefold()
    is_figure = shadow[after].isdigit()
    opens = is_starter or next_word in _WEAK_STARTERS
    if not _ALNUM.search(head) and _ENUMERATOR.fullmatch(before):
        return False
    if _opens_list(before, head):
        return False
    if key in _UNITS and _FIGURE.fullmatch(last):
        return True
    if before in _TITLES:
        return next_word in _PRONOUNS
    if key in _NEVER_LAST or shadow[start:at].endswith((" p. ex", "(p. ex", "par ex", "c. à d")):
        return False
    if before in _BEFORE_CHRIST:
        return opens or len(head.split()) > 5
    if key == "al" and last == "et":
        return opens
    if _ACRONYM.fullmatch(before) and before.count(".") >= 2:
        return opens or is_figure
    if _INITIAL.fullmatch(before):
        return last in _LETTER_NOUNS or is_starter
    if key in _BEFORE_FIGURE:
        if is_figure or _ROMAN.match(shadow, after) or _DOTTED_LETTER.match(shadow, after):
            return False
        return opens or key not in _MAYBE_LAST
    return opens or key not in _MAYBE_LAST


def _word_before(shadow: str, start: int, at: int) -> str:
    """The word that ends at ``at``, with its inner periods and hyphens: ``J.-C``, ``S.N.C.F``."""
    i = at
    while i > start and (shadow[i - 1].isalnum() or shadow[i - 1] in ".-°§"):
        i -= 1
    return shadow[i:at].lstrip(".-")


def _opens_list(before: str, head: str) -> bool:
    """« Trois points : 1. Le prix ; 2. Le délai »: a number that counts items inside a sentence."""
    if head.endswith(";"):
        return len(before) <= 2 and (before.isdigit() or len(before) == 1)
    return head.endswith(":") and before in {"1", "a", "A", "I"}


def _is_in_incise(shadow: str, start: int, at: int) -> bool:
    """Whether a dash opened an aside in this sentence and none has closed it."""
    if shadow[start] == "-":
        return False
    first = _ALNUM.search(shadow, start, at)
    return first is not None and len(_INCISE.findall(shadow, first.start(), at)) % 2 == 1


def _is_glued_end(shadow: str, at: int, next_word: str) -> bool:
    """« …fin.Le lendemain »: a space is missing; sure only between plain words, not addresses."""
    left = re.split(r"\s", shadow[max(0, at - 60) : at])[-1]
    return (
        next_word in _STARTERS | _WEAK_STARTERS
        and re.fullmatch(r".*[^\W\d_]{3}", left) is not None
        and left[-3:].islower()
        and not re.search(r"[/@_.]|www", left)
    )


def _is_caseless_end(shadow: str, at: int) -> bool:
    """In a line without capitals a period after a plain word ends a sentence."""
    key = _word_before(shadow, 0, at).casefold()
    known = _NEVER_LAST | _BEFORE_FIGURE | _MAYBE_LAST | {"etc", "mme", "mlle", "mm", "dr", "pr"}
    return shadow == shadow.lower() and len(key) > 2 and key.isalpha() and key not in known
