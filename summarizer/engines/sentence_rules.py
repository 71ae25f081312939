"""What may be said of a sentence from its wording alone: may it stand in a summary, and how."""

from __future__ import annotations

import re
from collections.abc import Sequence

from summarizer.engines.base import Candidate, Generation, GenerationOptions
from summarizer.engines.sentence_features import CONNECTIVE_PHRASES
from summarizer.evidence import listed
from summarizer.normalization import to_model_text
from summarizer.segmentation import split_sentences

UNLIMITED = 2**31 - 1
"""``max_input_tokens`` of engines that read articles of any length."""

_DANGLING = listed(
    "il elle ils elles celui celle ceux celles cela ceci ça ce cet cette ces c lui eux leur leurs"
)
_IMPERSONAL = re.compile(
    r"^(?:il (?:faut|faudra|faudrait|y a|y aura|y avait)|c'est (?:à|en|dans|le|la|l'|un|une|au|ce que))\b"
)
_TIME = re.compile(
    r"^(?:ce|cet|cette|ces) (?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|matin|soir|"
    r"midi|après-midi|nuit|semaine|week-end|mois|année|été|hiver|printemps|automne|"
    r"derni(?:ers|ères) (?:jours|mois|semaines|années|heures))\b"
)
_WHICH = re.compile(
    r"^(?:le|la|les) (?:premi(?:er|ère)s?|seconde?s?|derni(?:er|ère)s?|deux|autres?) "
    r"(?:le|la|les|en|y|a|ont|est|sont|ne|se)\b"
)
_LONGEST_HEADING = 25
_BARE_DATE = re.compile(r"(?:\w+ )?\d{1,2}(?:er)? \w+ \d{4}\s?[.,:–—-]*\s*")
_FINAL = re.compile(r"""[.!?…:;"»”)\]]$""")
_OPENING_WORD = re.compile(
    r"^[-–—•*]\s+|^(?:mais|or|donc|car|et|puis)\s+(?=\S)|^(?:"
    + "|".join(
        [
            *(re.escape(p).replace("'", "['’]") for p in CONNECTIVE_PHRASES
              if " son " not in p and " sa " not in p and " leur " not in p),
            "cependant", "toutefois", "néanmoins", "pourtant", "ainsi", "enfin", "ensuite",
            "parallèlement", "également", "bref", "résultat",
        ]
    )
    + r")\s*,\s+",
    re.IGNORECASE,
)  # fmt: skip


def is_dangling(sentence: str) -> bool:
    """Whether the sentence opens with a word that means nothing without the one before.

    « Il », « Cela », « Cette décision », « Le premier la remplace », but not « Il faut », « Ce lundi » or a quotation.
    """
    plain = to_model_text(sentence).lower()
    first = re.match(r"\w+", plain)
    if _WHICH.match(plain):
        return True
    if first is None or first.group() not in _DANGLING:
        return False
    return not (_IMPERSONAL.match(plain) or _TIME.match(plain))


def long_quotations(
    sentences: Sequence[str], paragraphs: Sequence[int] | None = None
) -> list[tuple[int, int]]:
    """First and last sentence of each quotation that runs over two to four of a paragraph.

    A mark without its counterpart so near is stray.

    Args:
        paragraphs: each sentence's number; all are of one when None.
    """
    is_open = [to_model_text(s).count('"') % 2 == 1 for s in sentences]
    found = []
    i = 0
    while i < len(sentences):
        near = range(i + 1, min(i + 4, len(sentences)))
        ends = [
            j for j in near if is_open[j] and (paragraphs is None or paragraphs[i] == paragraphs[j])
        ]
        if is_open[i] and ends:
            found.append((i, ends[0]))
            i = ends[0]
        i += 1
    return found


def opens_on_possession(sentence: str) -> bool:
    """« Ses avocats ont fait appel »: whose, the sentence before said."""
    return bool(re.match(r"(?:son|sa|ses) ", to_model_text(sentence).lower()))


def is_heading_like(sentence: str) -> bool:
    """Whether a paragraph of this one sentence is a heading: short, without a final stop."""
    text = sentence.strip()
    if re.match(r"^[-–—•*]\s.*\s[-–—]$", text):
        return True
    return (len(text.split()) <= _LONGEST_HEADING and not _FINAL.search(text)) or text.isupper()


def opening_connective(sentence: str) -> int:
    """Characters of an opening connective or dash (« En effet, »), space included; 0 if none."""
    m = _OPENING_WORD.match(sentence)
    return 0 if m is None or m.end() >= len(sentence) else m.end()


def tidy_opening(sentence: str) -> str:
    """``sentence`` without an opening connective (« Mais », « En effet, ») or dash, capital first.

    For a sentence shown without the one before it. Nothing else is touched: no name, number,
    speaker or negation can be lost.
    """
    n = opening_connective(sentence)
    if not n:
        return sentence
    rest = sentence[n:]
    return rest[0].upper() + rest[1:]


def eligible_sentences(texts: Sequence[str], starts: Sequence[bool] | None) -> list[int]:
    """Sentences that may be chosen; all if none is left.

    No headings, none that announces a list, no date alone (« 4 juillet 2012. »).
    """
    n = len(texts)
    whole = [
        i
        for i in range(n)
        if not texts[i].rstrip().endswith(":") and not _BARE_DATE.fullmatch(texts[i])
    ] or list(range(n))
    if starts is None:
        return whole
    alone = [starts[i] and (i + 1 == n or starts[i + 1]) for i in range(n)]
    kept = [i for i in whole if not (alone[i] and is_heading_like(texts[i]))]
    return kept or whole


def split_article(text: str) -> tuple[list[str], list[bool]]:
    """The sentences of ``text``, and for each whether a line begins with it."""
    spans = split_sentences(text)
    starts = [k == 0 or "\n" in text[spans[k - 1].end : span.start] for k, span in enumerate(spans)]
    return [text[s.start : s.end] for s in spans], starts


def generation_of(texts: Sequence[str], options: GenerationOptions) -> Generation:
    """As many different ``texts`` as asked for, best first; one empty text when there is none."""
    kept = list(dict.fromkeys(texts))[: options.num_return_sequences]
    return Generation(tuple(Candidate(t) for t in kept or [""]))
