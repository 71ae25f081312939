"""Forced terms and kept spans: found in French, carried through a translator, checked after.

The way through is ``mask`` → translate → ``unmask``: each term and each protected span becomes
a short placeholder that a model copies, then the English term or the span itself. Nothing else
of the text is touched, and a placeholder that the model lost is reported by name.
"""

from __future__ import annotations

from summarizer.glossary.entries import Glossary, GlossaryEntry, TermMatch
from summarizer.glossary.files import load_glossary, make_glossary, parse_glossary
from summarizer.glossary.masking import Masked, Piece, Unmasked, mask, unmask
from summarizer.glossary.protection import find_protected
from summarizer.glossary.terms import check_terms, find_terms

__all__ = [
    "Glossary",
    "GlossaryEntry",
    "Masked",
    "Piece",
    "TermMatch",
    "Unmasked",
    "check_terms",
    "find_protected",
    "find_terms",
    "load_glossary",
    "make_glossary",
    "mask",
    "parse_glossary",
    "unmask",
]
