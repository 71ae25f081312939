"""From French articles to examples of summaries, titles and copied sentences.

Short references alone cannot teach a network French: a few ten thousand of them hold a million
words. So the articles themselves are asked for as well: sentences given back after being damaged
(Lewis et al. 2020, arXiv:1910.13461), which teaches writing and copying on short and cheap
examples, and the sentence that says most of what an abstract says where the abstract itself states
what its article lacks. Sentences that someone made shorter by leaving words out teach to do so.
"""

from __future__ import annotations

import itertools
import json
import random
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from summarizer.errors import ConfigError
from summarizer.evaluation.rouge import rouge_n
from summarizer.evaluation.tokenization import unicode_words
from summarizer.normalization import to_model_text
from summarizer.segmentation import split_sentences
from summarizer.training.corpus import open_text
from summarizer.training.prepare import make_corpus

KINDS = (
    "abstract",
    "title",
    "lead",
    "title_with_lead",
    "title_of_lead",
    "oracle",
    "damaged",
    "shortened",
)
_DAMAGED_MARK = "<fr>"
_SHORTENED_MARK = "<short>"
_MIN_DAMAGED_WORDS = 5


@dataclass(frozen=True, slots=True)
class ArticleExample:
    """A source with its task mark, and what is asked for; both in model form."""

    kind: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class ArticlesConfig:
    """What goes into a prepared corpus of articles.

    Attributes:
        articles: JSONL files, one article a line: ``text``, and ``abstract`` and ``title`` or null;
            ``abstract_unsupported`` and ``title_unsupported`` list what they state and the text
            lacks.
        tokenizer: the SentencePiece file; it must know the task marks.
        output: folder for ``corpus.npz``.
        weights: how often an example of a kind is drawn; 0 leaves the kind out.
        max_source_tokens: sources are cut there, at the end, mark included.
        max_title_source_tokens: the same for titles, which say what stands at the top: shorter
            sources show the network more of them in the same time. None takes the other.
        unsupported_share: weight of a title that states what its article lacks; such an abstract is
            replaced by the article's sentence nearest to it (kind ``oracle``).
        n_damaged: damaged sentences an article, drawn at random.
        shortened: files of ``sentence<TAB>shorter sentence``, packed or not; the tokenizer must
            know the mark ``<short>``.
    """

    articles: tuple[Path, ...]
    tokenizer: Path
    output: Path
    weights: dict[str, float] = field(
        default_factory=lambda: {
            "abstract": 1.0,
            "title": 1.0,
            "lead": 0.2,
            "title_with_lead": 1.0,
            "title_of_lead": 1.0,
            "oracle": 1.0,
            "damaged": 0.3,
            "shortened": 1.0,
        }
    )
    max_source_tokens: int = 768
    max_title_source_tokens: int | None = None
    max_target_tokens: int = 110
    unsupported_share: float = 0.25
    n_damaged: int = 8
    shortened: tuple[Path, ...] = ()
    seed: int = 1

    def source_tokens_of(self, kind: str) -> int:
        """Where sources of this kind are cut."""
        if kind.startswith("title") and self.max_title_source_tokens is not None:
            return self.max_title_source_tokens
        return self.max_source_tokens

    def __post_init__(self) -> None:
        if unknown := sorted(set(self.weights) - set(KINDS)):
            raise ConfigError(f"Unknown kinds {unknown}. Available: {', '.join(KINDS)}.")
        if not self.articles:
            raise ConfigError("No articles: give at least one JSONL file.")


def load_articles_config(path: Path) -> ArticlesConfig:
    """The configuration in a TOML file; relative paths are the file's own."""
    try:
        data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as exc:
        raise ConfigError(f"{path} cannot be read as TOML ({exc}).") from exc
    known = {f.name for f in fields(ArticlesConfig)}
    if unknown := sorted(set(data) - known):
        raise ConfigError(f"Unknown keys {unknown} in {path}. Known: {', '.join(sorted(known))}.")
    try:
        data["articles"] = tuple((path.parent / name).resolve() for name in data["articles"])
        data["shortened"] = tuple(
            (path.parent / name).resolve() for name in data.get("shortened", ())
        )
        for name in ("tokenizer", "output"):
            data[name] = (path.parent / data[name]).resolve()
        return ArticlesConfig(**data)
    except (KeyError, TypeError) as exc:
        raise ConfigError(f"{path}: {exc}. Give articles, tokenizer and output.") from exc


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """Rows of a JSONL file, xz-packed or not; raises ConfigError naming a line that is no row."""
    with open_text(path) as lines:
        for number, line in enumerate(lines, 1):
            try:
                row = json.loads(line)
                row["text"].split()
            except (ValueError, KeyError, TypeError, AttributeError) as exc:
                raise ConfigError(
                    f'{path}, line {number}: expected {{"text": …}}, got {line[:60]!r}.'
                ) from exc
            yield row


def examples_of(row: dict[str, Any], config: ArticlesConfig, rng: random.Random) -> list[Any]:
    """(example, weight) pairs of one article, kinds of weight 0 left out."""
    text = to_model_text(row["text"])
    abstract, title = (to_model_text(row.get(name) or "") for name in ("abstract", "title"))
    sentences = [text[s.start : s.end] for s in split_sentences(text)]
    made: list[tuple[ArticleExample, float]] = []

    def add(kind: str, source: str, target: str, share: float = 1.0) -> None:
        weight = config.weights.get(kind, 0.0) * share
        if weight > 0 and target:
            made.append((ArticleExample(kind, source, target), weight))

    if abstract and row.get("abstract_unsupported"):
        add("oracle", f"<abstract> {text}", nearest_sentence(abstract, sentences))
    else:
        add("abstract", f"<abstract> {text}", abstract)
    add("lead", f"<abstract> {abstract} {text}", abstract)
    share = config.unsupported_share if row.get("title_unsupported") else 1.0
    add("title", f"<title> {text}", title, share)
    if abstract:
        add("title_with_lead", f"<title> {abstract} {text}", title, share)
        add("title_of_lead", f"<title> {abstract}", title, share)
    worded = [s for s in sentences if len(s.split()) >= _MIN_DAMAGED_WORDS]
    for sentence in rng.sample(worded, min(config.n_damaged, len(worded))):
        add("damaged", f"{_DAMAGED_MARK} {damaged(sentence, rng)}", sentence)
    return made


def read_shortened(path: Path) -> Iterator[tuple[str, str]]:
    """Sentences and their shorter forms; raises ConfigError naming a line that is no pair."""
    with open_text(path) as lines:
        for number, line in enumerate(lines, 1):
            whole, tab, shorter = line.rstrip("\n").partition("\t")
            if not (tab and whole.strip() and shorter.strip()):
                raise ConfigError(
                    f"{path}, line {number}: expected `sentence<TAB>shorter sentence`, "
                    f"got {line[:60]!r}."
                )
            yield whole, shorter


def _shortened_examples(path: Path) -> Iterator[ArticleExample]:
    for whole, shorter in read_shortened(path):
        source = f"{_SHORTENED_MARK} {to_model_text(whole)}"
        yield ArticleExample("shortened", source, to_model_text(shorter))


def nearest_sentence(reference: str, sentences: Sequence[str]) -> str:
    """The sentence with the highest mean of ROUGE-1 and ROUGE-2 F1; empty when there is none."""
    wanted = unicode_words(reference)
    scored = [
        (rouge_n(wanted, words, 1).f1 + rouge_n(wanted, words, 2).f1, sentence)
        for sentence in sentences
        if (words := unicode_words(sentence))
    ]
    return max(scored, key=lambda s: s[0])[1] if scored else ""


def damaged(sentence: str, rng: random.Random) -> str:
    """``sentence`` with a tenth of its words lost, a tenth doubled or moved by a place or two."""
    words = [w for w in sentence.split() if rng.random() > 0.1] or sentence.split()
    places = [i + (rng.uniform(0, 2.5) if rng.random() < 0.1 else 0.0) for i in range(len(words))]
    return " ".join(word for _, word in sorted(zip(places, words, strict=True)))


def prepare_articles(config: ArticlesConfig) -> dict[str, int]:
    """Writes ``corpus.npz``; how many examples of each kind it holds."""
    import sentencepiece

    pieces = sentencepiece.SentencePieceProcessor(model_file=str(config.tokenizer))
    for mark in ("<abstract>", *([_SHORTENED_MARK] if config.shortened else [])):
        if len(pieces.encode(mark)) > 2:
            raise ConfigError(
                f"{config.tokenizer} does not know the mark {mark}: use one made by `prepare`, or "
                "the shipped summariser's."
            )
    rng = random.Random(config.seed)
    sources: list[list[int]] = []
    targets: list[list[int]] = []
    weights: list[float] = []
    counts = dict.fromkeys(KINDS, 0)
    rows = itertools.chain.from_iterable(read_rows(path) for path in config.articles)
    made = itertools.chain.from_iterable(examples_of(row, config, rng) for row in rows)
    shortened = itertools.chain.from_iterable(_shortened_examples(p) for p in config.shortened)
    share = config.weights.get("shortened", 0.0)
    for example, weight in itertools.chain(made, ((e, share) for e in shortened if share > 0)):
        target = pieces.encode(example.target)
        if not 0 < len(target) <= config.max_target_tokens:
            continue
        n_source = config.source_tokens_of(example.kind) - 1
        sources.append(pieces.encode(example.source)[:n_source])
        targets.append(target)
        weights.append(weight)
        counts[example.kind] += 1
    if not sources:
        raise ConfigError("No example is left: check that the rows have abstracts or titles.")
    config.output.mkdir(parents=True, exist_ok=True)
    make_corpus(sources, targets, weights).save(config.output / "corpus.npz")
    return counts
