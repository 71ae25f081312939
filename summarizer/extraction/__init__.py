"""Reading: an address, a file or pasted text becomes a cleaned article, furniture set aside."""

from __future__ import annotations

from summarizer.extraction.cleaned import CleanedArticle, CleanedParagraph

__all__ = ["CleanedArticle", "CleanedParagraph"]
