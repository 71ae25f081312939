"""Whether an article is French, and which of its paragraphs are not."""

from __future__ import annotations

from dataclasses import replace

from summarizer.checks.finding import Finding, FindingKind, Part, Severity
from summarizer.document import Document, Paragraph
from summarizer.errors import EmptyArticle, UnsupportedLanguage
from summarizer.languages.detection import detect_language
from summarizer.languages.profiles import NAMES_EN, NAMES_FR

# A paragraph is called foreign when the scorer is this sure; less is left unsaid.
_SURE = 0.9
_MIN_LETTERS = 20
# The article is refused when at least this share of its decided letters is not French.
_MAX_FOREIGN_SHARE = 0.6


def paragraph_languages(document: Document) -> Document:
    """The same document with ``Paragraph.language`` filled, ``"und"`` where it cannot be told."""
    return replace(
        document,
        paragraphs=tuple(replace(p, language=_language(document, p)) for p in document.paragraphs),
    )


def require_french(document: Document) -> tuple[Finding, ...]:
    """One LANGUAGE finding per foreign paragraph of an article that is French as a whole.

    Raises:
        EmptyArticle: no letters are left.
        UnsupportedLanguage: most of the article is in another language; names it.
    """
    if not any(c.isalpha() for c in document.text):
        raise EmptyArticle(
            f"There is no article here: {_shown(document)}. Paste the text of a French article, "
            "or give a file or an address."
        )
    languages = [p.language or _language(document, p) for p in document.paragraphs]
    _refuse_foreign(document, languages)
    findings: list[Finding] = []
    first_sentence = 0
    for paragraph, language in zip(document.paragraphs, languages, strict=True):
        if language not in ("fr", "und"):
            findings.append(_finding(paragraph, language, first_sentence))
        first_sentence += len(paragraph.sentences)
    return tuple(findings)


def _refuse_foreign(document: Document, languages: list[str]) -> None:
    letters: dict[str, int] = {}
    for paragraph, language in zip(document.paragraphs, languages, strict=True):
        n = _n_letters(document.text[paragraph.span.start : paragraph.span.end])
        letters[language] = letters.get(language, 0) + n
    n_french = letters.pop("fr", 0)
    n_unknown = letters.pop("und", 0)
    n_foreign = sum(letters.values())
    decided = n_french + n_foreign
    if decided and n_foreign >= _MAX_FOREIGN_SHARE * decided and n_foreign >= n_unknown:
        found = max(letters, key=lambda code: letters[code])
    elif decided == 0:
        guess = detect_language(document.text)
        if guess.language in ("fr", "und") or guess.confidence < _SURE:
            return
        found = guess.language
    else:
        return
    name = NAMES_EN.get(found, found)
    raise UnsupportedLanguage(
        f"The article is in {name}, not in French. Only French articles can be summarised and "
        "translated: give the French text.",
        language=found,
    )


def _language(document: Document, paragraph: Paragraph) -> str:
    text = document.text[paragraph.span.start : paragraph.span.end]
    guess = detect_language(text)
    if guess.language == "fr":
        return "fr"
    is_sure = guess.confidence >= _SURE and _n_letters(text) >= _MIN_LETTERS
    # A script without spaces says as much in fewer letters.
    is_script = guess.language in ("zh", "ja", "ko") and guess.confidence >= _SURE
    return guess.language if is_sure or is_script else "und"


def _finding(paragraph: Paragraph, language: str, first_sentence: int) -> Finding:
    return Finding(
        kind=FindingKind.LANGUAGE,
        severity=Severity.NOTE,
        part=Part.ARTICLE,
        message_fr=f"Ce paragraphe est en {NAMES_FR.get(language, language)}, pas en français.",
        message_en=f"This paragraph is in {NAMES_EN.get(language, language)}, not in French.",
        sentence=first_sentence if paragraph.sentences else None,
        source_span=paragraph.span,
    )


def _n_letters(text: str) -> int:
    return sum(c.isalpha() for c in text)


def _shown(document: Document) -> str:
    if document.furniture:
        return f"only page furniture was found ({len(document.furniture)} lines set aside)"
    return "the text is empty" if not document.text.strip() else "the text holds no letters"
