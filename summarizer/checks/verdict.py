"""The plain count behind the verdict line, and the line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summarizer.checks.article_index import ArticleIndex
from summarizer.checks.lettering import Word
from summarizer.checks.names import (
    is_everyday,
    is_supported_in_article,
    is_supported_in_french,
    misspelled,
    read_words,
    renamed,
)
from summarizer.checks.numbers import find_quantities
from summarizer.checks.quantity import Quantity, Strength, agree, close

if TYPE_CHECKING:
    from summarizer.result import Verdict


def count_claims(
    source_fr: str | ArticleIndex, output: str, *, output_lang: str
) -> tuple[int, int]:
    """``(numbers and names checked, those found in the source)`` in one output text.

    Args:
        source_fr: the French sentence, the French text, or the article's index.
        output_lang: ``"fr"`` or ``"en"``.
    """
    article = source_fr if isinstance(source_fr, ArticleIndex) else None
    text = source_fr if isinstance(source_fr, str) else ""
    words = article.words if article is not None else read_words(text, "fr")
    known = find_quantities(text, "fr")

    def is_held(q: Quantity) -> bool:
        if article is not None:
            return article.supports(q)
        return any(agree(s, q) or close(s, q) for s in known)

    n_checked = n_found = 0
    for quantity in find_quantities(output, output_lang):
        if quantity.strength >= Strength.PLAIN:
            n_checked += 1
            n_found += is_held(quantity)
    supported = is_supported_in_article if output_lang == "fr" else is_supported_in_french
    written = read_words(output, output_lang)
    wrong: set[Word] = set()
    if output_lang == "en":
        wrong = {w for w, _ in (*misspelled(written, words), *renamed(written, words))}
    for name in written.names:
        claimed = [w for w in name.words if not is_everyday(w, output_lang)]
        if name.is_certain and claimed:
            n_checked += 1
            is_own = all(supported(w, words) for w in claimed)
            n_found += is_own and wrong.isdisjoint(name.words)
    return n_checked, n_found


def verdict_line(verdict: Verdict, ui_lang: str) -> str:
    """The one line for the reader, in ``"fr"`` or ``"en"``."""
    checked, found, repaired = verdict.n_checked, verdict.n_found, verdict.n_repaired
    if ui_lang == "fr":
        if checked == 0:
            line = "Aucun nombre ni nom à vérifier."
        elif checked == 1:
            line = "1 nombre ou nom vérifié, " + ("retrouvé." if found else "non retrouvé.")
        else:
            found_fr = "retrouvé" if found <= 1 else "retrouvés"
            line = f"{checked} nombres et noms vérifiés, {found} {found_fr} dans l'article."
        if repaired:
            plural = "s" if repaired > 1 else ""
            line += f" {repaired} phrase{plural} corrigée{plural} après vérification."
        return line
    if checked == 0:
        line = "No numbers or names to check."
    elif checked == 1:
        line = "1 number or name checked, " + ("found." if found else "not found.")
    else:
        line = f"{checked} numbers and names checked, {found} found in the article."
    if repaired:
        plural = "s" if repaired > 1 else ""
        line += f" {repaired} sentence{plural} repaired after checking."
    return line
