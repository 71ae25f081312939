"""Reading: an address, a file or pasted text becomes a cleaned article, furniture set aside.

``clean_article`` is pure; ``read_file``, ``read_address`` and ``read_source`` do the I/O.
"""

from __future__ import annotations

from summarizer.extraction.cleaned import CleanedArticle, CleanedParagraph
from summarizer.extraction.cleaning import clean_article
from summarizer.extraction.files import (
    READABLE_SUFFIXES,
    read_address,
    read_file,
    read_source,
)
from summarizer.extraction.limits import MAX_BYTES, MAX_CHARS

__all__ = [
    "MAX_BYTES",
    "MAX_CHARS",
    "READABLE_SUFFIXES",
    "CleanedArticle",
    "CleanedParagraph",
    "clean_article",
    "read_address",
    "read_file",
    "read_source",
]
