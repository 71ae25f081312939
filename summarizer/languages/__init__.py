"""Which language a paragraph is in; whether the article is French."""

from __future__ import annotations

from summarizer.languages.article import paragraph_languages, require_french
from summarizer.languages.detection import LanguageGuess, detect_language

__all__ = ["LanguageGuess", "detect_language", "paragraph_languages", "require_french"]
