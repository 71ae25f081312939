"""Which placeholder a translator copies best: the share that comes back, by style.

    python -m summarizer.evaluation.placeholders --pairs FILE [--model compact] [--style "[{n}]"]

One common noun after an article, then two, give way to placeholders in sentences of the file's
French side; what the translator makes of them is held against ``glossary.unmask``.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from summarizer.document import Span
from summarizer.engines.base import Engine, GenerationOptions, Task
from summarizer.engines.registry import DEFAULT_PRESET, load_engine
from summarizer.evaluation.planted import read_reference_pairs
from summarizer.glossary import Masked, mask, unmask

STYLES = (
    "X{n}",
    "XX{n}",
    "Z{n}",
    "T{n}T",
    "{n}X",
    "TERM{n}",
    "({n})",
    "[{n}]",
    "[[{n}]]",
    "__{n}__",
)
_NOUN = re.compile(r"\b(?:le|la|les|un|une|des|du) ([a-zà-ÿ]{5,})\b")
_DETERMINER = re.compile(r"\b(?:the|an?|its|his|her|their|this|that|these|those|some) \S{0,12} ?$")
MAX_WORDS = 35
"""Longer sentences fail for other reasons."""


@dataclass(frozen=True, slots=True)
class Kept:
    """How many placeholders of one style came back.

    Attributes:
        n: placeholders sent.
        n_back: those that came back.
        n_doubled: those that came back more than once.
        n_led: those that came back behind an English article or other determiner.
    """

    style: str
    n: int
    n_back: int
    n_doubled: int
    n_led: int

    @property
    def rate(self) -> float:
        return self.n_back / max(1, self.n)


def masked_sentences(sentences: Iterable[str], style: str, n_terms: int) -> Iterator[Masked]:
    """The sentences that hold at least ``n_terms`` nouns, the first of them masked."""
    for sentence in sentences:
        nouns = list(_NOUN.finditer(sentence))
        if len(nouns) >= n_terms and len(sentence.split()) <= MAX_WORDS:
            spans = [Span(*m.span(1)) for m in nouns[:n_terms]]
            yield mask(sentence, [], spans, style)


def measure(
    engine: Engine, sentences: Sequence[str], style: str, *, n_terms: int, limit: int
) -> Kept:
    """What ``engine`` brings back of ``style`` from up to ``limit`` sentences."""
    cases = [
        m for m, _ in zip(masked_sentences(sentences, style, n_terms), range(limit), strict=False)
    ]
    made = engine.generate([m.text for m in cases], GenerationOptions(num_beams=2))
    found = [unmask(g.text, m) for m, g in zip(cases, made, strict=True)]
    n = sum(len(m.pieces) for m in cases)
    n_lost = sum(len(u.missing) for u in found)
    n_led = sum(
        _is_led(g.text, p.placeholder) for g, m in zip(made, cases, strict=True) for p in m.pieces
    )
    return Kept(style, n, n - n_lost, sum(len(u.doubled) for u in found), n_led)


def _is_led(output: str, placeholder: str) -> bool:
    before = output.partition(placeholder)[0].lower() if placeholder in output else ""
    return _DETERMINER.search(before) is not None


def main(argv: Sequence[str] | None = None) -> int:
    """The command; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m summarizer.evaluation.placeholders",
        description="The share of placeholders that a translator brings back, by style.",
    )
    parser.add_argument("--pairs", type=Path, required=True, help="JSON lines with fr and en")
    parser.add_argument("--model", default=DEFAULT_PRESET, help="preset of the translator")
    parser.add_argument("--style", action="append", help="with {n} for the number; repeatable")
    parser.add_argument("--limit", type=int, default=150, help="sentences for each style")
    args = parser.parse_args(argv)
    engine = load_engine(args.model, Task.TRANSLATE)
    sentences = [fr for fr, _ in read_reference_pairs(args.pairs)]
    print(f"{'style':<10} {'one noun':>9} {'two nouns':>10} {'doubled':>8} {'article':>8}")
    for style in args.style or STYLES:
        one, two = (measure(engine, sentences, style, n_terms=n, limit=args.limit) for n in (1, 2))
        doubled = (one.n_doubled + two.n_doubled) / max(1, one.n + two.n)
        led = (one.n_led + two.n_led) / max(1, one.n_back + two.n_back)
        print(
            f"{style:<10} {one.rate:>9.1%} {two.rate:>10.1%} {doubled:>8.1%} {led:>8.1%}",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
