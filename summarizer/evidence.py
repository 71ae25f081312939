"""Which article sentences stand behind a sentence of the summary.

Words are compared by a light French stem and weighed by how rare they are in the article;
numbers and names weigh more, because a summary that gets them wrong is worth nothing.
"""

from __future__ import annotations

import functools
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from summarizer.document import Document, ParagraphKind
from summarizer.normalization import to_model_text
from summarizer.result import Evidence

_TOKEN = re.compile(r"\d+(?:[ .,]\d{3})*(?:,\d+)?(?!\w)|\d+(?:\.\d+)?(?!\w)|\w+")
_SENTENCE_OPENING = re.compile(r'(?:^|[.!?:"]\s*|^\W*)$')


def listed(words: str) -> frozenset[str]:
    """The white-space separated words of ``words``."""
    return frozenset(words.split())


STOPWORDS = listed(
    "a à ai ainsi alors après as au aucun aucune aussi autre autres aux avaient avait avant avec "
    "avez avoir avons ayant bien c ça car ce ceci cela celle celles celui ces cet cette ceux chez "
    "ci comme contre d dans de depuis des dès deux donc dont du durant elle elles en encore enfin "
    "entre envers es est et étaient étais était étant été être eu eux fait faire fut il ils j je "
    "jusqu jusque l la là le les leur leurs lors lorsqu lorsque lui m ma mais me même mêmes mes "
    "moi moins mon n ne ni non nos notre nous nouveau on ont ou où par parce pas pendant peu peut "
    "plus pour pourquoi près qu quand que quel quelle quelles quels qui quoi s sa sans se selon "
    "sera seront ses si sien soi soient soit son sont sous sur t ta tandis te tel telle tes toi "
    "ton tous tout toute toutes très tu un une va vers voici voilà vos votre vous vu y"
)
"""French words too common to be evidence of anything; elided forms included."""

_IRREGULAR = {
    "yeux": "oeil", "cieux": "ciel", "messieurs": "monsieur", "mesdames": "madame",
    "mort": "mour", "morts": "mour", "morte": "mour", "mortes": "mour", "meurt": "mour",
    "meurent": "mour", "mourir": "mour", "veut": "voul", "veulent": "voul", "vouloir": "voul",
    "doit": "dev", "doivent": "dev", "devoir": "dev", "devra": "dev", "devront": "dev",
    "dit": "dir", "disent": "dir", "dire": "dir", "disait": "dir", "dite": "dir",
    "vont": "all", "aller": "all", "allait": "all", "ira": "all", "iront": "all",
    "tient": "ten", "tiennent": "ten", "tenir": "ten", "tenu": "ten", "tenue": "ten",
    "vient": "ven", "viennent": "ven", "venir": "ven", "venu": "ven", "venue": "ven",
    "prend": "pren", "prennent": "pren", "pris": "pren", "prise": "pren", "prises": "pren",
    "mis": "mett", "mise": "mett", "mises": "mett", "met": "mett", "mettent": "mett",
}  # fmt: skip

# Longest first: the first ending that leaves a stem of three letters or more is taken off.
_ENDINGS = tuple(
    sorted(
        listed(
            "issements issement ements ement ations ation ateurs ateur atrices atrice itions ition "
            "utions ution eraient erait eront erons erez erai eras era iraient irait iront irons ira "
            "issaient issait issent issant issez aient antes ante ants ant ait ais ent ez er ir ées ée "
            "és é èrent irent eurs eur euses euse eux iques ique istes iste ités ité ives ive ifs if "
            "elles elle els el ales ale aux al ies ie is it ues ue us u es e s x "
        ),
        key=lambda ending: (-len(ending), ending),
    )
)
_NUMBER_WORDS = {
    "deux": "2", "trois": "3", "quatre": "4", "cinq": "5", "six": "6", "sept": "7", "huit": "8",
    "neuf": "9", "dix": "10", "onze": "11", "douze": "12", "treize": "13", "quatorze": "14",
    "quinze": "15", "seize": "16", "vingt": "20", "trente": "30", "quarante": "40",
    "cinquante": "50", "soixante": "60", "cent": "100", "mille": "1000",
}  # fmt: skip


@functools.lru_cache(maxsize=4096)  # full early in a batch, see checks.remembering
def light_stem(word: str) -> str:
    """``word`` (lower case) without accents and without its most common French endings.

    Meant to join inflected forms of one word (« annonce », « annoncé », « annonçait »), not to
    find its root: two words may share a stem wrongly, rarely two forms of one word differ.
    """
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) > 3:
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= 3:
                word = word[: -len(ending)]
                break
    stem = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    stem = stem.replace("œ", "oe")
    if len(stem) > 3 and stem[-1] == stem[-2]:
        stem = stem[:-1]
    return stem


@dataclass(frozen=True, slots=True)
class Term:
    """A word that counts as evidence: its comparable form and how much it weighs."""

    key: str
    weight: float


def _plain_number(number: str) -> str:
    number = re.sub(r"[ .](?=\d{3}(?!\d))", "", number)
    return number.replace(",", ".")


def evidence_terms(sentence: str) -> list[Term]:
    """The words, names and numbers of ``sentence`` that count, repeats included.

    Weights: words 1, names 2, numbers 2.5 (chosen by hand on made-up paraphrases); words
    that only hold a sentence together are left out.
    """
    text = to_model_text(sentence)
    terms = []
    for m in _TOKEN.finditer(text):
        form = m.group()
        lower = form.lower()
        if form[0].isdigit():
            terms.append(Term(_plain_number(form), 2.5 if form.isdigit() or "," in form else 1.5))
        elif lower in _NUMBER_WORDS:
            terms.append(Term(_NUMBER_WORDS[lower], 1.5))
        elif lower not in STOPWORDS:
            is_name = form[0].isupper() and not _SENTENCE_OPENING.search(text[: m.start()])
            terms.append(Term(light_stem(lower), 2.0 if is_name else 1.0))
    return terms


class EvidenceIndex:
    """The sentences of one article, ready to be searched; build once, ask many times.

    Titles and headings take part, at a small discount: the body says it better.
    """

    __slots__ = ("_discount", "_idf", "_plain", "_postings", "_weights")

    def __init__(self, document: Document) -> None:
        sentences = [(p.kind, s.text) for p in document.paragraphs for s in p.sentences]
        terms = [evidence_terms(text) for _, text in sentences]
        n_with = Counter(key for of_one in terms for key in {t.key for t in of_one})
        n = max(len(sentences), 1)
        self._idf = {key: math.log(1 + n / count) for key, count in n_with.items()}
        self._weights = [_heaviest(of_one) for of_one in terms]
        self._postings: dict[str, list[int]] = {}
        for i, of_one in enumerate(self._weights):
            for key in of_one:
                self._postings.setdefault(key, []).append(i)
        self._plain: dict[str, int] = {}
        for i, (_, text) in enumerate(sentences):
            self._plain.setdefault(_plain(text), i)
        self._discount = [
            0.9 if kind in (ParagraphKind.TITLE, ParagraphKind.HEADING) else 1.0
            for kind, _ in sentences
        ]

    def find(self, output_sentence: str, *, max_sentences: int = 3) -> tuple[Evidence, ...]:
        """Up to ``max_sentences`` article sentences that support the output, best first.

        A score is the share (0 to 1) of the output's weight that the article sentence holds;
        a sentence that is the output word for word, or contains it, scores 1.0. The second
        and third are there only if each adds at least a tenth of the weight that those before
        it lack. Empty when nothing of weight is shared.
        """
        plain = _plain(output_sentence)
        if not plain or max_sentences < 1:
            return ()
        exact = self._plain.get(plain)
        if exact is not None:
            return (Evidence(exact, 1.0),)
        wanted = _heaviest(evidence_terms(output_sentence))
        if not wanted:
            return ()
        # A word the article never uses still counts against the score, as the rarest would.
        unseen = max(self._idf.values(), default=1.0)
        wanted = {key: w * self._idf.get(key, unseen) for key, w in wanted.items()}
        return self._best(wanted, plain, max_sentences)

    def _best(
        self, wanted: dict[str, float], plain: str, max_sentences: int
    ) -> tuple[Evidence, ...]:
        total = sum(wanted.values())
        held: dict[int, float] = {}
        for key, weight in wanted.items():
            for i in self._postings.get(key, ()):
                held[i] = held.get(i, 0.0) + weight
        scores = {i: min(weight / total * self._discount[i], 0.99) for i, weight in held.items()}
        if len(plain) > 20:
            for text, i in self._plain.items():
                if plain in text:
                    scores[i] = 1.0
        found: list[Evidence] = []
        left = dict(wanted)
        while len(found) < max_sentences and left:
            gains = {
                i: self._discount[i] * sum(w for key, w in left.items() if key in self._weights[i])
                for i in scores
                if all(e.sentence != i for e in found)
            }
            if not gains:
                break
            best = max(gains, key=lambda i: (gains[i], scores[i], -i))
            if gains[best] < 0.1 * total or scores[best] < 0.1:
                break
            found.append(Evidence(best, round(scores[best], 3)))
            if scores[best] >= 1.0:
                break
            left = {key: w for key, w in left.items() if key not in self._weights[best]}
        return tuple(found)


def _heaviest(terms: Iterable[Term]) -> dict[str, float]:
    weights: dict[str, float] = {}
    for term in terms:
        weights[term.key] = max(weights.get(term.key, 0.0), term.weight)
    return weights


def _plain(sentence: str) -> str:
    return " ".join(re.findall(r"\w+", to_model_text(sentence).lower()))


def find_evidence(
    document: Document, output_sentence: str, *, max_sentences: int = 3
) -> tuple[Evidence, ...]:
    """One to three article sentences that support ``output_sentence``, best first.

    See ``EvidenceIndex.find`` for the scores; use the index itself for more than one sentence
    of the same article.
    """
    return EvidenceIndex(document).find(output_sentence, max_sentences=max_sentences)


def find_all_evidence(
    document: Document, output_sentences: Sequence[str], *, max_sentences: int = 3
) -> list[tuple[Evidence, ...]]:
    """The evidence of each output sentence, in order."""
    index = EvidenceIndex(document)
    return [index.find(s, max_sentences=max_sentences) for s in output_sentences]
