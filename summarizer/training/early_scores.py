"""Scores of a network while it trains: greedy outputs against references.

The search is the plainest there is, so the figures are lower than those of the exported model; what
counts is their course.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from summarizer.errors import ConfigError
from summarizer.normalization import join_openings, to_model_text
from summarizer.training.corpus import make_pair
from summarizer.training.model import EOS_ID, PAD_ID, Seq2Seq

_ROWS_AT_ONCE = 32


@torch.no_grad()
def greedy(model: Seq2Seq, source_ids: Tensor, max_new_tokens: int) -> list[list[int]]:
    """The likeliest next piece, again and again: per source its pieces, end mark left out.

    Args:
        source_ids: (B, S), padded with ``PAD_ID``, each ended by ``EOS_ID``.
    """
    mask = (source_ids != PAD_ID)[:, None, None]
    memory = model.encode(source_ids, mask)
    decoder_ids = torch.full((len(source_ids), 1), PAD_ID, device=source_ids.device)
    is_done = torch.zeros(len(source_ids), dtype=torch.bool, device=source_ids.device)
    for _ in range(max_new_tokens):
        states = model.decode(decoder_ids, memory, mask)[0][:, -1]
        scores = model.logits(states)
        scores[:, PAD_ID] = float("-inf")
        following = scores.argmax(-1).masked_fill(is_done, PAD_ID)
        decoder_ids = torch.cat([decoder_ids, following[:, None]], dim=1)
        is_done |= following == EOS_ID
        if bool(is_done.all()):
            break
    return [[i for i in row if i not in (PAD_ID, EOS_ID)] for row in decoder_ids[:, 1:].tolist()]


@dataclass(frozen=True, slots=True)
class EarlyScores:
    """Validation rows with the tokenizer that reads them.

    Attributes:
        sources, references: texts in model form, task prefixes included.
        metric: "bleu" (with chrF2) or "rouge" (1, 2 and L, Unicode words).
    """

    sources: tuple[str, ...]
    references: tuple[str, ...]
    pieces: Any
    metric: str
    max_new_tokens: int

    @classmethod
    def load(cls, path: Path, tokenizer: Path, n_rows: int) -> EarlyScores:
        """The first ``n_rows`` rows of a JSONL file, with the keys fr and en or source and target.

        Raises:
            ConfigError: the file cannot be read or has other keys.
        """
        import sentencepiece

        try:
            lines = path.read_text(encoding="utf-8").splitlines()[:n_rows]
            rows = [json.loads(line) for line in lines]
            is_translation = bool(rows) and "fr" in rows[0]
            keys = ("fr", "en") if is_translation else ("source", "target")
            pairs = [(str(row[keys[0]]), str(row[keys[1]])) for row in rows]
        except (OSError, ValueError, KeyError) as exc:
            raise ConfigError(
                f"{path} is not a JSONL file with the keys fr and en, or source and target ({exc})."
            ) from exc
        if not pairs:
            raise ConfigError(f"{path} is empty: give validation rows, or leave score_file out.")
        sources = [
            make_pair(source, target).french if is_translation else to_model_text(source)
            for source, target in pairs
        ]
        return cls(
            tuple(sources),
            tuple(reference for _, reference in pairs),
            sentencepiece.SentencePieceProcessor(model_file=str(tokenizer)),
            "bleu" if is_translation else "rouge",
            120,
        )

    def outputs(self, model: Seq2Seq) -> list[str]:
        """What ``model`` makes of the sources, in order."""
        encoded: list[list[int]] = self.pieces.encode(list(self.sources))
        limit = model.arch.max_positions - 1
        order = sorted(range(len(encoded)), key=lambda i: len(encoded[i]))
        device = model.shared.weight.device
        made = [""] * len(encoded)
        for start in range(0, len(order), _ROWS_AT_ONCE):
            rows = order[start : start + _ROWS_AT_ONCE]
            ids = [[*encoded[i][:limit], EOS_ID] for i in rows]
            width = max(map(len, ids))
            padded = torch.tensor([row + [PAD_ID] * (width - len(row)) for row in ids])
            generated = greedy(model, padded.to(device), self.max_new_tokens)
            for i, pieces in zip(rows, generated, strict=True):
                made[i] = join_openings(self.pieces.decode(pieces))
        return made

    def scores(self, model: Seq2Seq) -> dict[str, float]:
        """Corpus scores in percent by name."""
        return score_outputs(self.outputs(model), self.references, self.metric)


def score_outputs(
    outputs: Sequence[str], references: Sequence[str], metric: str
) -> dict[str, float]:
    """BLEU and chrF2 from sacrebleu, or mean ROUGE F1 on Unicode words, in percent."""
    if metric == "bleu":
        from sacrebleu.metrics import BLEU, CHRF

        return {
            "bleu": BLEU().corpus_score(list(outputs), [list(references)]).score,
            "chrf": CHRF().corpus_score(list(outputs), [list(references)]).score,
        }
    from summarizer.evaluation.rouge import rouge_l, rouge_n
    from summarizer.evaluation.tokenization import unicode_words

    pairs = [(unicode_words(r), unicode_words(o)) for o, r in zip(outputs, references, strict=True)]
    return {
        "rouge1": 100 * sum(rouge_n(r, o, 1).f1 for r, o in pairs) / len(pairs),
        "rouge2": 100 * sum(rouge_n(r, o, 2).f1 for r, o in pairs) / len(pairs),
        "rougeL": 100 * sum(rouge_l(r, o).f1 for r, o in pairs) / len(pairs),
    }
