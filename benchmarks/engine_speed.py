"""The shipped translator through transformers float32 and CTranslate2 float32 and int8."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from measure import Spread, interleave

from summarizer.engines.base import Engine, Task
from summarizer.engines.batching import n_cores
from summarizer.engines.registry import load_engine
from summarizer.english import SEARCH

BARE = "transformers float32, `generate` alone"
TORCH = "transformers float32"
CT2 = "CTranslate2 float32"
INT8 = "CTranslate2 int8"
ENGINES = {
    TORCH: ("seq2seq", "float32"),
    CT2: ("ct2", "float32"),
    INT8: ("ct2", "int8"),
}


@cache
def engine(name: str, n_threads: int | None = None) -> Engine:
    """The shipped translator; torch has one number of threads for all engines, set here."""
    backend, precision = ENGINES[name]
    return load_engine(
        "compact", Task.TRANSLATE, backend=backend, precision=precision, n_threads=n_threads,
        device="cpu",
    )  # fmt: skip


def run_of(name: str, sources: Sequence[str], n_threads: int | None = None) -> Callable[[], Any]:
    """A call that translates ``sources`` with the options that articles are translated with."""
    chosen = engine(name, n_threads)

    def run() -> Any:
        if name == TORCH:
            import torch

            torch.set_num_threads(n_threads or n_cores())
        return chosen.generate(sources, SEARCH)

    return run


def bare_run(sources: Sequence[str]) -> Callable[[], Any]:
    """The same search without our engine: one padded batch, no scores, text out."""
    import torch
    from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

    from summarizer.engines.checkpoint import read_checkpoint
    from summarizer.engines.registry import SHIPPED_TRANSLATOR
    from summarizer.engines.seq2seq import quiet_transformers

    with quiet_transformers():
        model = AutoModelForSeq2SeqLM.from_pretrained(SHIPPED_TRANSLATOR, dtype=torch.float32)
        tokenizer = AutoTokenizer.from_pretrained(SHIPPED_TRANSLATOR)
    model.eval()
    form = read_checkpoint(SHIPPED_TRANSLATOR).form
    texts = [form.prepare(s) for s in sources]

    def run() -> list[str]:
        torch.set_num_threads(n_cores())
        with torch.inference_mode():
            inputs = tokenizer(texts, return_tensors="pt", padding=True)
            made = model.generate(
                **inputs, num_beams=SEARCH.num_beams, do_sample=False, max_length=None,
                max_new_tokens=12 + inputs["input_ids"].shape[1] * 3 // 2,
            )  # fmt: skip
        return list(tokenizer.batch_decode(made, skip_special_tokens=True))

    return run


def time_engines(sources: Sequence[str], n_rounds: int) -> dict[str, Spread]:
    """Seconds for ``sources`` by each engine and by transformers without our code around it."""
    cases = {BARE: bare_run(sources)} | {name: run_of(name, sources) for name in ENGINES}
    return interleave(cases, n_rounds, budget_s=40)
