"""Reading: an address, a file or pasted text becomes a cleaned article, furniture set aside."""

from __future__ import annotations

from summarizer.extraction.cleaned import CleanedArticle, CleanedParagraph
from summarizer.extraction.cleaning import MAX_CHARS, clean_article

__all__ = ["MAX_CHARS", "CleanedArticle", "CleanedParagraph", "clean_article"]
