"""Everyday words of each language, so that a capital on one of them is not taken for a name.

``summarizer/assets/common_{fr,en}.txt``: folded words seen at least 6 times away from sentence
starts and written small in at least 35 % of those places, the 16,000 (French) or 22,000
(English) most frequent; counted in Europarl v7, Canadian Hansard, Tatoeba and, for English,
Debian news and US Senate press releases.

``summarizer/assets/rare_en.txt.gz``: 31,000 more English words, seen at least twice written small
in the English that the translator was trained on (its model card lists the sources), press
releases, Wikipedia's current events and the United Nations' debates.
"""

from __future__ import annotations

import gzip
from functools import lru_cache
from importlib import resources


@lru_cache(maxsize=2)
def everyday_words(lang: str) -> frozenset[str]:
    """The everyday words of ``"fr"`` or ``"en"``, folded; read once per process."""
    path = resources.files("summarizer.assets").joinpath(f"common_{lang}.txt")
    return frozenset(path.read_text("utf-8").split())


@lru_cache(maxsize=1)
def rare_english_words() -> frozenset[str]:
    """English words, folded, that are not everyday ones; read once per process."""
    packed = resources.files("summarizer.assets").joinpath("rare_en.txt.gz").read_bytes()
    return frozenset(gzip.decompress(packed).decode("ascii").split())
