"""Our sentence rules against five libraries, as Markdown tables.

    python benchmarks/bench_segmentation.py

Three sets: the golden cases in both typographies; the project's reference articles, whose
sentences their authors delimited while writing; and, when ../shared is there, FLORES-200 dev
sentences put back into paragraphs of five. A library that is not installed has no row.
"""

from __future__ import annotations

import json
import lzma
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from summarizer.evaluation.corpus import load_corpus
from summarizer.normalization import to_model_text
from summarizer.segmentation import split_sentences

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "tests" / "golden" / "sentences.jsonl"
FLORES = ROOT.parent / "shared" / "data" / "translation_eval" / "flores-dev.jsonl.xz"
N_ROUNDS = 2

Case = tuple[str, list[str]]
Splitter = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Score:
    """Shares from 0 to 1; ``elapsed_us`` is processor microseconds per reference sentence."""

    exact: float
    f1: float
    precision: float
    recall: float
    n_altered: int
    elapsed_us: float


def load_splitters() -> Iterator[tuple[str, Splitter]]:
    """``(name and version, splitter)`` of ours and of each library that is installed."""

    def ours(text: str) -> list[str]:
        return [text[s.start : s.end] for s in split_sentences(text)]

    yield "ours", ours
    for name, load in (
        ("pysbd", _pysbd),
        ("yasbd-lib", _yasbd),
        ("sentencex", _sentencex),
        ("syntok", _syntok),
        ("blingfire", _blingfire),
    ):
        try:
            yield f"{name} {version(name)}", load()
        except (ImportError, PackageNotFoundError):
            continue


def _pysbd() -> Splitter:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pysbd
    segmenter = pysbd.Segmenter(language="fr", clean=False)
    return lambda text: list(segmenter.segment(text))


def _yasbd() -> Splitter:
    from yasbd import BoundaryDetector

    detector = BoundaryDetector("fr")
    return lambda text: list(detector.segment(text))


def _sentencex() -> Splitter:
    from sentencex import segment

    return lambda text: list(segment("fr", text))


def _syntok() -> Splitter:
    from syntok import segmenter

    return lambda text: [
        "".join(token.spacing + token.value for token in sentence)
        for paragraph in segmenter.process(text)
        for sentence in paragraph
    ]


def _blingfire() -> Splitter:
    from blingfire import text_to_sentences

    return lambda text: str(text_to_sentences(text)).split("\n")


def load_sets() -> Iterator[tuple[str, list[Case]]]:
    """``(title, cases)``; a case is a text and its sentences."""
    golden = [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
    cases = [(c["text"], c["sentences"]) for c in golden]
    yield "Golden cases, typographic", cases
    plain = [(to_model_text(t), [to_model_text(s) for s in ss]) for t, ss in cases]
    yield "Golden cases, plain quotes and spaces", plain
    paragraphs: list[Case] = []
    for article in load_corpus():
        ends = (*article.paragraph_starts[1:], len(article.sentences))
        for start, end in zip(article.paragraph_starts, ends, strict=True):
            sentences = [french for french, _ in article.sentences[start:end]]
            paragraphs.append((" ".join(sentences), sentences))
    yield "Reference articles, by paragraph", paragraphs
    if FLORES.is_file():
        with lzma.open(FLORES, "rt", encoding="utf-8") as stream:
            lines = [json.loads(line)["fr"] for line in stream]
        groups = [lines[i : i + 5] for i in range(0, len(lines), 5)]
        yield "FLORES-200 dev, five lines a paragraph", [(" ".join(g), g) for g in groups]


def score(splitter: Splitter, cases: list[Case]) -> Score:
    """How the splitter's inner boundaries agree with the cases'; white space is not compared."""
    n_exact = n_hit = n_found = n_wanted = n_altered = 0
    for text, sentences in cases:
        pieces = splitter(text)
        found, wanted = _boundaries(pieces), _boundaries(sentences)
        is_altered = _squeezed("".join(pieces)) != _squeezed(text)
        n_altered += is_altered
        n_exact += found == wanted and not is_altered
        n_hit += len(found & wanted)
        n_found += len(found)
        n_wanted += len(wanted)
    precision, recall = n_hit / max(1, n_found), n_hit / max(1, n_wanted)
    return Score(
        exact=n_exact / len(cases),
        f1=2 * n_hit / max(1, n_found + n_wanted),
        precision=precision,
        recall=recall,
        n_altered=n_altered,
        elapsed_us=_elapsed_us(splitter, cases),
    )


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _boundaries(pieces: list[str]) -> set[int]:
    """Ends of all pieces but the last, counted in characters that are not white space."""
    ends: set[int] = set()
    at = 0
    for piece in pieces:
        at += len(_squeezed(piece))
        ends.add(at)
    return ends - {0, at}


def _elapsed_us(splitter: Splitter, cases: list[Case]) -> float:
    best = float("inf")
    for _ in range(N_ROUNDS):
        start = time.process_time()
        for text, _sentences in cases:
            splitter(text)
        best = min(best, time.process_time() - start)
    return 1e6 * best / sum(len(sentences) for _, sentences in cases)


def render_table(title: str, cases: list[Case], rows: list[tuple[str, Score]]) -> str:
    """One Markdown table, the best boundary F1 first."""
    n_sentences = sum(len(sentences) for _, sentences in cases)
    lines = [
        f"### {title} ({len(cases)} texts, {n_sentences} sentences)",
        "",
        "| splitter | exact texts | boundary F1 | precision | recall | texts altered | µs/sentence |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for name, s in sorted(rows, key=lambda row: -row[1].f1):
        lines.append(
            f"| {name} | {s.exact:.1%} | {s.f1:.1%} | {s.precision:.1%} | {s.recall:.1%} "
            f"| {s.n_altered} | {s.elapsed_us:.0f} |"
        )
    return "\n".join(lines)


def main() -> None:
    splitters = list(load_splitters())
    tables = []
    for title, cases in load_sets():
        rows = [(name, score(splitter, cases)) for name, splitter in splitters]
        tables.append(render_table(title, cases, rows))
    print("\n\n".join(tables))


if __name__ == "__main__":
    main()
