"""What a translator need not see, taken off a sentence and put back around its output."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from summarizer.checks.lettering import fold
from summarizer.checks.lexicon import accented_french_words
from summarizer.document import Document, ParagraphKind
from summarizer.glossary import Glossary, Masked, find_protected, find_terms, mask, unmask
from summarizer.normalization import (
    english_articles,
    english_typography,
    french_number_to_english,
    to_model_text,
)

END = re.compile(r"[.!?…]+$")
LETTER = re.compile(r"[^\W\d_]")
_CLOSING = re.compile(r"(?:[.!?…]+|[:;])$")
_QUOTE_AND_SPACE = re.compile(r'(^|\s)"\s+(?=\w)')
_SEPARATED = re.compile(r"(?<![\d.,])\d+(?:[,.:]\d+)+")
_MARK = re.compile(r"(?:[•▪‣·*–—-]|\(?\d{1,3}[.)]|\(?[a-zA-Z]\))[\s\u00a0\u202f]+(?=\S)")
_DASH_MARK = re.compile(r"[•▪‣·*–—-][\s\u00a0\u202f]+(?=\S)")
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Casing:
    """How the article writes its words where they do not open a sentence.

    ``forms`` maps a lower-case word to its usual form; what stands in capitals in a heading is
    written that way before it is translated, and gets the accents that capitals often go without.
    """

    forms: Mapping[str, str] = field(default_factory=dict)

    def lowered(self, text: str) -> str:
        """``text`` in capitals as a sentence: lower case but for known names and acronyms."""
        accented = accented_french_words() if fold(text) == text.lower() else {}

        def form(match: re.Match[str]) -> str:
            low = match[0].lower()
            usual = self.forms.get(low)
            return usual or _LETTERS.sub(lambda m: accented.get(m[0], m[0]), low)

        words = _WORD.sub(form, text)
        first = LETTER.search(words)
        if first is None:
            return words
        return words[: first.start()] + first[0].upper() + words[first.end() :]


def learn_casing(document: Document) -> Casing:
    """The casing of ``document``'s words, its headings in capitals left out."""
    seen: dict[str, Counter[str]] = {}
    for sentence in document.sentences:
        if is_shouted(sentence.text):
            continue
        for i, match in enumerate(_WORD.finditer(sentence.text)):
            if i > 0:
                seen.setdefault(match[0].lower(), Counter())[match[0]] += 1
    usual = {low: forms.most_common(1)[0][0] for low, forms in seen.items()}
    return Casing({low: form for low, form in usual.items() if low != form})


def is_shouted(text: str) -> bool:
    """Whether ``text`` is all in capitals, and more than an acronym."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 5 and all(c.isupper() for c in letters)


@dataclass(frozen=True, slots=True)
class Frame:
    """A source without what is put back by rule: list marks, capitals, quotes that stand open."""

    before: str
    core: str
    after: str
    is_shouted: bool = False
    masked: Masked | None = None

    def finished(self, candidate: str) -> tuple[str, int]:
        """The output in English typography with the frame around it, and how many terms or
        protected spans it lost on the way."""
        text = english_articles(english_typography(_QUOTE_AND_SPACE.sub(r"\1“", candidate)))
        if not re.search('[«»“”"]', self.core):
            text = re.sub(r'[“”"]', "", text).strip()
        elif re.match(r"['‘’](?!\w+['’]?s\b)", text):
            text = "“" + text[1:]
        if not re.search(r"[()]", self.core):
            text = re.sub(r"[()]", "", text)
        text = re.sub(r"\s+(?=[,.](?:\s|$))", "", _with_english_figures(text, self.core))
        text = _ended_like(text, self.core)
        first_source, first = LETTER.search(self.core), LETTER.search(text)
        if first_source and first and first_source[0].isupper() and first.start() <= 1:
            text = text[: first.start()] + first[0].upper() + text[first.end() :]
        n_lost = 0
        if self.masked is not None:
            unmasked = unmask(text, self.masked)
            text, n_lost = unmasked.text, len(unmasked.missing)
        if self.is_shouted:
            text = text.upper()
        return self.before + text + self.after, n_lost


def frame_of(
    text: str, kind: ParagraphKind, casing: Casing, glossary: Glossary | None = None
) -> Frame:
    """``text`` taken out of what a model need not see."""
    is_body = kind is ParagraphKind.TEXT
    match = (_DASH_MARK if is_body else _MARK).match(text)
    before = match[0].rstrip() + " " if match else ""
    core = text[match.end() :] if match else text
    after = ""
    shouted = is_shouted(core)
    if shouted:
        core = casing.lowered(core)
    n_open, n_closed = core.count("«"), core.count("»")
    stripped = core.rstrip()
    if n_open == n_closed + 1 and core.startswith("«"):
        before, core = before + "“", core[1:].lstrip("\u00a0\u202f ")
    elif n_closed == n_open + 1 and re.search(r"»[.,!?…]?$", stripped):
        tail = stripped[stripped.rindex("»") + 1 :]
        inner = stripped[: stripped.rindex("»")].rstrip("\u00a0\u202f ")
        core, after = inner, tail + "”"
        if tail and END.search(inner):
            core, after = inner, "”"
    elif n_open == n_closed == 1 and core.startswith("«") and stripped.endswith("»"):
        before, after = before + "“", "”"
        core = stripped[1:-1].strip("\u00a0\u202f ")
    terms = find_terms(glossary, core) if glossary is not None else []
    protected = find_protected(core)
    if not terms and not protected:
        return Frame(before, core, after, shouted)
    masked = mask(core, terms, protected)
    return Frame(before, masked.text, after, shouted, masked)


def translatable(frame: Frame) -> str:
    """What a model would have to translate: the core without its placeholders."""
    text = frame.core
    for piece in frame.masked.pieces if frame.masked is not None else ():
        text = text.replace(piece.placeholder, " ")
    return text


def _with_english_figures(text: str, source: str) -> str:
    """``text`` with the source's figures in English form where it wrote them the French way."""
    for figure in set(_SEPARATED.findall(french_number_to_english(to_model_text(source)))):
        loose = re.sub(r"[,.:]", "[ ,.:h]", figure)
        text = re.sub(rf"(?<![\d.,]){loose}(?!\d)", figure, text)
    return text


def _ended_like(text: str, source: str) -> str:
    """``text`` with the final stop, colon or semicolon that ``source`` has, or without a stop when
    it has none."""
    ending = source.rstrip()
    if not END.search(ending) and not ending.endswith("»"):
        text = re.sub(r"(?<=[^\s.])\.$", "", text)
    mark = _CLOSING.search(ending)
    if mark and text and not re.search(r"[.!?…:;][”’\")\]]*$", text):
        return re.sub(r"[,\s]+$", "", text) + mark[0]
    return text
