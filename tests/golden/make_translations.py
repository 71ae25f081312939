"""Makes translations.json anew: python tests/golden/make_translations.py, after new weights.

Fifty pinned sentences of the reference corpus, their pieces and the shipped translator's greedy
outputs in float32. Read the difference before committing it.
"""

from __future__ import annotations

import json
from pathlib import Path

from summarizer.engines.base import GenerationOptions, Task
from summarizer.engines.checkpoint import read_checkpoint
from summarizer.engines.pieces import MarianPieces
from summarizer.engines.registry import SHIPPED_TRANSLATOR, load_engine
from summarizer.evaluation.corpus import load_corpus

FILE = Path(__file__).with_name("translations.json")
N_SENTENCES = 50


def pinned_sentences() -> list[str]:
    """Title, first and second sentences in turn, as many as needed."""
    articles = load_corpus()
    columns = [[a.title for a in articles]]
    columns += [[a.sentences[i][0] for a in articles if len(a.sentences) > i] for i in range(2)]
    return list(dict.fromkeys(s for column in columns for s in column))[:N_SENTENCES]


def main() -> None:
    engine = load_engine("compact", Task.TRANSLATE, precision="float32", backend="ct2")
    pieces = MarianPieces(SHIPPED_TRANSLATOR)
    form = read_checkpoint(SHIPPED_TRANSLATOR).form
    sources = pinned_sentences()
    made = engine.generate(sources, GenerationOptions())
    rows = [
        {
            "source": source,
            "pieces": " ".join(pieces.encode(form.prepare(source))),
            "output": generation.text,
        }
        for source, generation in zip(sources, made, strict=True)
    ]
    value = {"sha256": engine.identity.sha256, "rows": rows}
    FILE.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
