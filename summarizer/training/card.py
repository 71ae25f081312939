"""The model card of an exported translator: what it is, what it scores, what it gets wrong.

The twenty examples are drawn by a fixed seed, unselected.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from summarizer.engines.base import Engine, GenerationOptions
from summarizer.errors import ConfigError
from summarizer.windows import split_long_sentence

_FRONT = """---
license: other
license_name: mixed-training-data
language: [fr, en]
pipeline_tag: translation
---
"""


@dataclass(frozen=True, slots=True)
class SetScore:
    """Scores of one file of rows with the keys fr and en, corpus level, with their signatures."""

    name: str
    n_sentences: int
    sha256: str
    bleu: float
    chrf: float
    bleu_signature: str
    chrf_signature: str


def read_rows(path: Path) -> list[tuple[str, str]]:
    """(French, English reference) of each line of a JSONL file with the keys fr and en."""
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        return [(row["fr"], row["en"]) for row in rows]
    except (OSError, ValueError, KeyError) as exc:
        raise ConfigError(f"{path} is not a JSONL file with the keys fr and en ({exc}).") from exc


def score_file(
    path: Path, engine: Engine, options: GenerationOptions, limit: int | None = None
) -> tuple[SetScore, list[str]]:
    """The scores of the file or of its first ``limit`` rows, and the engine's translations."""
    from sacrebleu.metrics import BLEU, CHRF

    rows = read_rows(path)[:limit]
    hypotheses = _translate([french for french, _ in rows], engine, options)
    references = [[english for _, english in rows]]
    bleu, chrf = BLEU(), CHRF()
    score = SetScore(
        path.stem,
        len(rows),
        hashlib.sha256(path.read_bytes()).hexdigest(),
        bleu.corpus_score(hypotheses, references).score,
        chrf.corpus_score(hypotheses, references).score,
        str(bleu.get_signature()),
        str(chrf.get_signature()),
    )
    return score, hypotheses


def _translate(texts: Sequence[str], engine: Engine, options: GenerationOptions) -> list[str]:
    """Translations in order; a text over the engine's limit goes in parts, as in the pipeline."""
    parts = [
        split_long_sentence(text, engine.count_tokens, engine.max_input_tokens) for text in texts
    ]
    made = iter(engine.generate([part for of_text in parts for part in of_text], options))
    return [" ".join(next(made).text for _ in of_text) for of_text in parts]


def render_scores(scores: Sequence[SetScore]) -> str:
    """A Markdown table, and the signatures under it."""
    lines = ["| File | sentences | BLEU | chrF2 | SHA-256 of the file |", "|---|---|---|---|---|"]
    lines += [
        f"| {s.name} | {s.n_sentences:,} | {s.bleu:.2f} | {s.chrf:.2f} | `{s.sha256[:12]}` |"
        for s in scores
    ]
    signatures = {s.bleu_signature for s in scores} | {s.chrf_signature for s in scores}
    return "\n".join([*lines, "", *(f"`{signature}`  " for signature in sorted(signatures))])


def render_examples(
    rows: Sequence[tuple[str, str]], hypotheses: Sequence[str], n: int = 20, seed: int = 20
) -> str:
    """``n`` sentences drawn at random: source, output, reference."""
    chosen = sorted(random.Random(seed).sample(range(len(rows)), min(n, len(rows))))
    blocks = [
        f"{i + 1}. **fr** {rows[i][0]}  \n   **out** {hypotheses[i]}  \n   **ref** {rows[i][1]}"
        for i in chosen
    ]
    return "\n".join(blocks)


def write_card(
    template: Path,
    output: Path,
    files: Sequence[Path],
    examples_of: str,
    engine: Engine,
    options: GenerationOptions,
) -> list[SetScore]:
    """Writes ``output`` from ``template`` with {scores} and {examples} filled in; the scores."""
    scores, examples = [], ""
    for path in files:
        score, hypotheses = score_file(path, engine, options)
        scores.append(score)
        if path.stem == examples_of:
            examples = render_examples(read_rows(path), hypotheses)
    text = template.read_text(encoding="utf-8")
    text = text.replace("{scores}", render_scores(scores)).replace("{examples}", examples)
    output.write_text(_FRONT + text, encoding="utf-8")
    return scores
