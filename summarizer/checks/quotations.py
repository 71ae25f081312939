"""Who said it: quotations of a summary held against the article's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from summarizer.checks import messages
from summarizer.checks.article_index import ArticleIndex, IndexedSentence
from summarizer.checks.finding import Finding, FindingKind, Severity
from summarizer.checks.lettering import alike, plain, words_of
from summarizer.checks.names import Name, find_names, is_everyday
from summarizer.checks.place import Place
from summarizer.document import Span

_QUOTE = re.compile(r'"([^"]{8,})"')
# Share of a quotation's words that a passage of the article must hold to be its origin.
SAME_QUOTE = 0.7
# Shorter quotations are turns of phrase that several people may use.
MIN_QUOTE_WORDS = 3
_SAYS = re.compile(
    r"\b(?:selon|d'après|pour)\b|\b(?:a|ont|avait|avaient) (?:\w+ ){0,2}?"
    r"(?:dit|déclaré|affirmé|assuré|ajouté|indiqué|précisé|expliqué|estimé|souligné|lancé|"
    r"répondu|confié|martelé|promis|écrit|regretté|dénoncé|jugé|rappelé|annoncé|admis|reconnu|"
    r"insisté|prévenu|averti|conclu|noté|observé|résumé|plaidé|rétorqué|répliqué|salué|commenté|"
    r"raconté|témoigné)\b|"
    r"\b(?:dit|déclare|affirme|assure|ajoute|indique|précise|explique|estime|souligne|lance|répond|"
    r"confie|martèle|promet|écrit|regrette|dénonce|juge|rappelle|annonce|admet|reconnaît|insiste|"
    r"prévient|avertit|conclut|note|observe|résume|plaide|rétorque|réplique|salue|commente|raconte|"
    r"témoigne)\b",
    re.IGNORECASE,
)


def attribution_findings(text: str, article: ArticleIndex, place: Place) -> list[Finding]:
    """Findings for quotations given to somebody other than in the article.

    HARD when the article names the speaker in the same sentence, SOFT when beside it. A
    quotation without a named speaker, here or there, is left alone.
    """
    findings = []
    straight = plain(text)
    for m in _QUOTE.finditer(straight):
        origin = _origin_of(m[1], article)
        if origin is None:
            continue
        said = _speakers(text, straight)
        if not said:
            continue
        speakers, sentence = _speakers_there(origin, article)
        if not speakers or any(_same(a, b) for a in said for b in speakers):
            continue
        source = speakers[0]
        start = sentence.start + source.span.start
        findings.append(
            place.finding(
                FindingKind.ATTRIBUTION_CHANGED,
                Severity.HARD if sentence is article.sentences[origin] else Severity.SOFT,
                messages.attribution_changed(place.part, said[0].text, source.text),
                output=said[0].span,
                source=Span(start, start + len(source.span)),
            )
        )
    return findings


def _origin_of(quote: str, article: ArticleIndex) -> int | None:
    wanted = {w.folded for w in words_of(quote) if len(w.folded) > 2}
    if len(wanted) < MIN_QUOTE_WORDS:
        return None
    best, share = None, 0.0
    for i, sentence in enumerate(article.sentences):
        if not any(c in sentence.text for c in '"«“”»'):
            continue
        held = {w.folded for w in words_of(sentence.text)}
        held_share = len(wanted & held) / len(wanted)
        if held_share > share:
            best, share = i, held_share
    return best if share >= SAME_QUOTE else None


def _speakers(text: str, straight: str) -> list[Name]:
    """Names outside the quotation marks that stand right beside a verb of saying."""
    outside = _QUOTE.sub(lambda m: " " * len(m[0]), straight)
    said = [m.span() for m in _SAYS.finditer(outside)]
    if not said:
        return []
    return [
        n
        for n in find_names(text, "fr")
        if n.is_certain
        and outside[n.span.start : n.span.end].strip()
        and any(not is_everyday(w, "fr") for w in n.words)
        and any(_is_beside(outside, n.span, s) for s in said)
    ]


def _is_beside(outside: str, name: Span, said: tuple[int, int]) -> bool:
    """At most four words between the two, and no end of clause."""
    gap = outside[said[1] : name.start] if name.start >= said[1] else outside[name.end : said[0]]
    return len(gap.split()) <= 4 and not any(c in gap for c in ".;:(")


def _speakers_there(origin: int, article: ArticleIndex) -> tuple[Sequence[Name], IndexedSentence]:
    sentence = article.sentences[origin]
    speakers = _speakers(sentence.text, plain(sentence.text))
    if speakers:
        return speakers, sentence
    for i in (origin - 1, origin + 1, origin - 2):
        if 0 <= i < len(article.sentences):
            near = article.sentences[i]
            speakers = _speakers(near.text, plain(near.text))
            if speakers:
                return speakers, near
    return [], sentence


def _same(a: Name, b: Name) -> bool:
    return any(
        len(x.folded) > 1 and (x.folded == y.folded or alike(x.folded, y.folded))
        for x in a.words
        for y in b.words
    )
