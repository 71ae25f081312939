"""Everyday words of each language, so that a capital on one of them is not taken for a name.

``summarizer/assets/common_{fr,en}.txt``: folded words seen at least 6 times away from sentence
starts and written small in at least 35 % of those places, the 16,000 (French) or 22,000
(English) most frequent; counted in Europarl v7, Canadian Hansard, Tatoeba and, for English,
Debian news and US Senate press releases.

``summarizer/assets/rare_en.txt.gz``: 31,000 more English words, seen at least twice written small
in the English that the translator was trained on (its model card lists the sources), press
releases, Wikipedia's current events and the United Nations' debates.

``summarizer/assets/scowl_en.txt.gz``: another 27,000, those of four letters or more that SCOWL has in its
American or British list of size 50 (Kevin Atkinson; by Debian's packages wamerican and wbritish 2020.12;
the notice is beside it).

``summarizer/assets/accented_fr.txt.gz``: 11,716 French words with accents, seen at least 15 times in the French that
the translator was trained on (sentences with English written for them counted thrice), at least three times in five where their letters stand, and whose letters without accents are
at most one in twenty of those.
"""

from __future__ import annotations

import gzip
from functools import lru_cache
from importlib import resources

from summarizer.checks.lettering import fold


@lru_cache(maxsize=2)
def everyday_words(lang: str) -> frozenset[str]:
    """The everyday words of ``"fr"`` or ``"en"``, folded; read once per process."""
    path = resources.files("summarizer.assets").joinpath(f"common_{lang}.txt")
    return frozenset(path.read_text("utf-8").split())


@lru_cache(maxsize=1)
def accented_french_words() -> dict[str, str]:
    """French words by their letters without accents, where these are hardly ever a word of their own
    (``sante``: ``santé``); read once per process."""
    packed = resources.files("summarizer.assets").joinpath("accented_fr.txt.gz").read_bytes()
    return {fold(word): word for word in gzip.decompress(packed).decode().split()}


@lru_cache(maxsize=1)
def rare_english_words() -> frozenset[str]:
    """English words, folded, that are not everyday ones; read once per process."""
    assets = resources.files("summarizer.assets")
    packed = [assets.joinpath(name).read_bytes() for name in ("rare_en.txt.gz", "scowl_en.txt.gz")]
    return frozenset(word for part in packed for word in gzip.decompress(part).decode().split())
