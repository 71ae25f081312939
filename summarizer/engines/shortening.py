"""Shorter forms of an article's sentences: the shipped network leaves words out, the checks decide.

A network that writes may write anything; of the words that it leaves out, those are left out that may
go by the rules of ``safe_cuts.py``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from summarizer.engines.base import Engine, Generation, GenerationOptions
from summarizer.engines.safe_cuts import safe_form
from summarizer.normalization import french_typography

SEARCH = GenerationOptions(num_beams=4, num_return_sequences=4)
MIN_WORDS = 12
"""Sentences of fewer white-space separated words stay whole."""
MAX_WORDS = 80
"""Longer ones too: the network never saw any."""


class Shortener:
    """The network, loaded when the first sentence is shortened; thread-safe.

    Args:
        load: gives the network, asked to shorten.
    """

    def __init__(self, load: Callable[[], Engine]) -> None:
        self._load = load
        self._engine: Engine | None = None
        self._lock = threading.Lock()

    def shorten(self, sentences: Sequence[str]) -> list[str | None]:
        """For each sentence a shorter form, in French typography; None where none is believed.

        Raises:
            EngineError: the network cannot be loaded, or failed.
        """
        open_ = [i for i, s in enumerate(sentences) if MIN_WORDS <= len(s.split()) <= MAX_WORDS]
        shorter: list[str | None] = [None] * len(sentences)
        if open_:
            generations = self._network().generate([sentences[i] for i in open_], SEARCH)
            for i, generation in zip(open_, generations, strict=True):
                shorter[i] = _believed(sentences[i], generation)
        return shorter

    def _network(self) -> Engine:
        with self._lock:
            if self._engine is None:
                self._engine = self._load()
            return self._engine


def _believed(sentence: str, generation: Generation) -> str | None:
    """The shortest form that a candidate gives without the cuts that may not be made."""
    forms = [
        form
        for candidate in generation.candidates
        if candidate.is_finished and (form := safe_form(sentence, candidate.text)) is not None
    ]
    return french_typography(min(forms, key=len)) if forms else None
