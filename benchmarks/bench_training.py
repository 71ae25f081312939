"""Training speed: the fused gradients against torch's own, as a Markdown table.

    python benchmarks/bench_training.py

One micro-batch of about 4,000 target tokens, sentence pairs of the reference articles, through the
shipped translator's network; one thread, guided attention, sampled softmax. Each case makes the
loss and all gradients; the optimiser's update, the same for all, is not in it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable

import numpy as np
import torch
from measure import interleave, speed_up, table
from texts import pairs

from summarizer.engines.registry import ASSETS
from summarizer.training.corpus import make_pair
from summarizer.training.dataset import Batch, BatchStream
from summarizer.training.export import read_architecture, read_weights
from summarizer.training.fused import FusedObjective
from summarizer.training.kernels import find_compiler, has_matrix_units
from summarizer.training.model import Seq2Seq
from summarizer.training.objective import Objective
from summarizer.training.prepare import encode_pairs, make_corpus

TRANSLATOR = ASSETS / "translator"
N_TARGET_TOKENS = 4_000
N_ROUNDS = 7
PEER = "torch float32"


def make_batch() -> Batch:
    """The middle of the sentences by length, so that padding is as in training."""
    made = [make_pair(french, english) for french, english in pairs(1_000)]
    sources, targets = encode_pairs(made, TRANSLATOR / "source.spm")
    places = [
        np.append(np.arange(len(t)) % len(s), len(s)).astype(np.int16)
        for s, t in zip(sources, targets, strict=True)
    ]
    stream = BatchStream(make_corpus(sources, targets, [1.0] * len(made), places), seed=0)
    order = np.argsort([len(s) for s in sources], kind="stable")
    sizes = np.array([len(targets[i]) + 1 for i in order])
    start = len(order) // 2
    n = int(np.searchsorted(np.cumsum(sizes[start:]), N_TARGET_TOKENS))
    return stream.collate(order[start : start + n])


def make_cases(batch: Batch) -> dict[str, Callable[[], object]]:
    model = Seq2Seq(read_architecture(TRANSLATOR))
    model.load_state_dict(read_weights(TRANSLATOR), strict=False)
    model.train()
    frequent = torch.arange(3, 503)
    objectives: dict[str, Objective] = {
        PEER: Objective(model, 0.1, 2_000, frequent),
        "torch bfloat16": Objective(model, 0.1, 2_000, frequent, "bfloat16"),
    }
    if find_compiler() is not None:
        objectives["fused bfloat16"] = FusedObjective(model, 0.1, 2_000, frequent, "bfloat16")
        dropping = copy.deepcopy(model)
        dropping.dropout.p = 0.1
        objectives["the same with dropout"] = FusedObjective(
            dropping, 0.1, 2_000, frequent, "bfloat16"
        )

    def case(objective: Objective) -> Callable[[], object]:
        def run() -> None:
            objective.model.zero_grad(set_to_none=False)
            objective.prepare()
            generator = torch.Generator().manual_seed(1)
            objective.accumulate(
                batch, share=1.0, is_full=False, guided_weight=0.1, generator=generator
            )

        return run

    return {name: case(objective) for name, objective in objectives.items()}


def main() -> None:
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    batch = make_batch()
    seconds = interleave(make_cases(batch), N_ROUNDS)
    rows = [
        (
            name,
            spread.rate(batch.n_target_tokens).shown(0),
            speed_up(seconds[PEER], spread).shown(1),
        )
        for name, spread in seconds.items()
    ]
    units = "with" if has_matrix_units() else "without"
    print(f"{batch.n_target_tokens:,} target tokens; a processor {units} matrix units")
    print()
    print(table(("gradients by", "target tokens a second", f"times {PEER}"), rows))


if __name__ == "__main__":
    main()
