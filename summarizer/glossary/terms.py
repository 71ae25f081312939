"""Terms found in French in any of their forms, and looked for in the English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from summarizer.checks.finding import Finding, FindingKind, Part, Severity
from summarizer.document import Span
from summarizer.glossary.entries import Glossary, GlossaryEntry, TermMatch
from summarizer.glossary.inflection import english_plural, fold, french_forms
from summarizer.glossary.protection import find_protected, overlap, settle

_FUNCTION_WORDS = frozenset(
    {
        *("à", "au", "aux", "avec", "d", "dans", "de", "des", "du", "en", "et", "l", "la", "le"),
        *("les", "ou", "par", "pour", "qu", "que", "sans", "sous", "sur", "un", "une"),
    }
)
_PLURAL_BEFORE = re.compile(
    r"(?:^|[\s'’(«\"-])(?:les|des|ces|ses|mes|tes|leurs|nos|vos|aux|plusieurs|quelques|certains|"
    r"certaines|tous|toutes|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|vingt|cent|mille|"
    r"\d*[2-9]|\d+[\s\d]*\d)\s+$",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"(?P<word>[^\W_]+)|(?P<gap>\s+)|(?P<other>.)", re.DOTALL)
_WORD = re.compile(r"[^\W_]+")
_TERM_END = r"(?!\w)(?!-(?!(?:ci|là|t|il|elle|ils|elles|on|même|mêmes)\b)\w)"


def find_terms(glossary: Glossary, french_sentence: str) -> list[TermMatch]:
    """Occurrences of the glossary's terms, in order, none overlapping; the longest win.

    Found in any case, in the singular or plural, masculine or feminine, after l’ d’ qu’, with
    accents left out on capitals, with a space or a hyphen between words. An acronym (ONU) is
    found in capitals only. Of two entries that differ by case the exact one wins.
    """
    first_words, others = _index(glossary)
    found: list[tuple[int, int, int, TermMatch]] = []

    def add(term: _Term, match: re.Match[str] | None) -> None:
        if match is not None and _is_free_before(french_sentence, match.start()):
            span = Span(match.start(), match.end())
            is_exact = term.entry.source in match[0]
            occurrence = TermMatch(span, term.entry, term.is_plural(french_sentence, match))
            found.append((-len(span), span.start, -is_exact, occurrence))

    if first_words:
        for word in _WORD.finditer(french_sentence):
            for term in first_words.get(fold(word[0]), ()):
                add(term, term.pattern.match(french_sentence, word.start()))
    for term in others:
        for match in term.pattern.finditer(french_sentence):
            add(term, match)
    kept: list[TermMatch] = []
    for *_, occurrence in sorted(found, key=lambda f: f[:3]):
        if not any(overlap(occurrence.span, k.span) for k in kept):
            kept.append(occurrence)
    return sorted(kept, key=lambda t: t.span.start)


def check_terms(
    glossary: Glossary,
    source: str,
    output: str,
    *,
    part: Part = Part.TRANSLATION,
    sentence: int | None = None,
    source_offset: int = 0,
) -> list[Finding]:
    """One finding for each term of ``source`` whose English is nowhere in ``output``.

    Args:
        source_offset: where ``source`` begins in ``Document.text``, for the findings' spans.
    """
    findings: list[Finding] = []
    reported: set[GlossaryEntry] = set()
    terms, _ = settle(source, find_terms(glossary, source), find_protected(source))
    for term in terms:
        if term.entry in reported or _target_pattern(term.entry.target).search(output):
            continue
        reported.add(term.entry)
        found = source[term.span.start : term.span.end]
        findings.append(
            Finding(
                FindingKind.GLOSSARY,
                Severity.HARD,
                part,
                f"Le glossaire veut « {term.target} » pour « {found} » ; la sortie ne l’a pas.",
                f"The glossary asks for “{term.target}” for “{found}”; the output lacks it.",
                sentence,
                None,
                Span(source_offset + term.span.start, source_offset + term.span.end),
            )
        )
    return findings


@dataclass(frozen=True, slots=True)
class _Term:
    """An entry ready to match: one group for each word of the head that inflects."""

    entry: GlossaryEntry
    pattern: re.Pattern[str]
    plurals: tuple[frozenset[str], ...]
    singulars: tuple[frozenset[str], ...]

    def is_plural(self, sentence: str, match: re.Match[str]) -> bool:
        forms = [fold(g) for g in match.groups()]
        if any(f in p - s for f, p, s in zip(forms, self.plurals, self.singulars, strict=True)):
            return True
        if not all(f in p for f, p in zip(forms, self.plurals, strict=True)):
            return False
        return (
            _PLURAL_BEFORE.search(sentence[max(0, match.start() - 30) : match.start()]) is not None
        )


@lru_cache(maxsize=16)
def _index(glossary: Glossary) -> tuple[dict[str, list[_Term]], list[_Term]]:
    """Terms by the folded forms of their first word, and those that begin with none."""
    by_word: dict[str, list[_Term]] = {}
    others: list[_Term] = []
    for entry in glossary.entries:
        term, first_forms = _compile(entry)
        if not first_forms:
            others.append(term)
        for form in first_forms:
            by_word.setdefault(form, []).append(term)
    return by_word, others


def _compile(entry: GlossaryEntry) -> tuple[_Term, frozenset[str]]:
    """The term, and the folded forms of its first word (empty when it begins with a sign)."""
    tokens = list(_TOKEN.finditer(entry.source))
    n_words = sum(1 for t in tokens if t["word"])
    pattern = ""
    plurals: list[frozenset[str]] = []
    singulars: list[frozenset[str]] = []
    first_forms: frozenset[str] = frozenset()
    is_head = True
    for token in tokens:
        word = token["word"]
        if word is None:
            pattern += _gap(token[0])
            continue
        forms, singular, plural = _word_forms(word, n_words > 1)
        if token.start() == 0:
            first_forms = frozenset(fold(f) for f in forms)
        is_head = is_head and word.casefold() not in _FUNCTION_WORDS
        options = "|".join(_spelled(f, word) for f in sorted(forms, key=len, reverse=True))
        pattern += f"({options})" if is_head else f"(?:{options})"
        if is_head:
            singulars.append(frozenset(map(fold, singular)))
            plurals.append(frozenset(map(fold, plural)))
    end = _TERM_END if tokens[-1]["word"] else ""
    term = _Term(entry, re.compile(pattern + end), tuple(plurals), tuple(singulars))
    return term, first_forms


def _word_forms(
    word: str, in_phrase: bool
) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """All forms to match, then the singular and the plural ones among them."""
    if _is_acronym(word):
        # « les ONG »: an acronym has one form, and its determiner tells its number.
        return frozenset({word}), frozenset({word}), frozenset({word})
    lower = word.casefold()
    if lower in _FUNCTION_WORDS or not word.isalpha():
        return frozenset({lower}), frozenset({lower}), frozenset()
    singular, plural = french_forms(lower, in_phrase=in_phrase)
    return singular | plural, singular, plural


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def _gap(text: str) -> str:
    if text.isspace() or text in "-‐‑":
        return r"(?:\s+|[-‐‑])"
    if text in "'’ʼ":
        return "['’ʼ]"
    return re.escape(text)


def _spelled(form: str, written: str) -> str:
    """A pattern for ``form`` in any case, accents optional on its capitals.

    ``written`` is the entry's own spelling: where that leaves a capital bare (Etat), the
    accented letter is the same word.
    """
    if _is_acronym(written):
        return re.escape(form)
    out: list[str] = []
    for i, char in enumerate(form):
        if char in "œæ":
            pair = fold(char)
            out.append(f"(?:{char}|{char.upper()}|{pair}|{pair.capitalize()}|{pair.upper()})")
            continue
        options = {char, char.upper() if len(char.upper()) == 1 else char}
        base = fold(char)
        if base != char and len(base) == 1:
            options.add(base.upper())
        elif i == 0 and written[0].isupper() and char in "aeiouc":
            options |= set({"a": "àâÀÂ", "c": "çÇ", "e": "éèêëÉÈÊË", "i": "îÎ"}.get(char, ""))
        out.append("[" + "".join(re.escape(o) for o in sorted(options)) + "]")
    return "".join(out)


def _is_free_before(text: str, start: int) -> bool:
    """Whether a term may begin here: not inside a word, not after a word and a hyphen."""
    return re.search(r"\w[-‐‑]?$", text[max(0, start - 2) : start]) is None


@lru_cache(maxsize=4096)
def _target_pattern(target: str) -> re.Pattern[str]:
    """The target, singular or plural, in any case, with a space or a hyphen between words."""
    forms = sorted({target, english_plural(target)}, key=len, reverse=True)
    options = (
        "".join(_gap(t[0]) if not t["word"] else re.escape(t[0]) for t in _TOKEN.finditer(form))
        for form in forms
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(options)})(?!\w)", re.IGNORECASE)
