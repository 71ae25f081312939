"""A small translator's draft, corrected by a served language model."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from summarizer.engines.base import Engine, Generation, GenerationOptions, ModelIdentity, Task
from summarizer.engines.llm import LlmEngine
from summarizer.engines.llm_settings import LlmUsage


class PostEditEngine:
    """A small model's translation, corrected by a served one.

    Candidates are the corrected text, then the draft: when the correction fails a check that
    the draft passes, the draft is taken.
    """

    def __init__(self, drafter: Engine, editor: LlmEngine) -> None:
        self._drafter = drafter
        self._editor = editor

    @property
    def name(self) -> str:
        return f"{self._drafter.name}+{self._editor.name}"

    @property
    def task(self) -> Task:
        return Task.TRANSLATE

    @property
    def identity(self) -> ModelIdentity:
        drafter, editor = self._drafter.identity, self._editor.identity
        engine = f"{drafter.engine}, edited by {editor.engine}"
        return dataclasses.replace(drafter, name=self.name, engine=engine)

    @property
    def max_input_tokens(self) -> int:
        return self._drafter.max_input_tokens

    @property
    def usage(self) -> LlmUsage:
        """What the served model has used."""
        return self._editor.usage

    def count_tokens(self, text: str) -> int:
        """Length of ``text`` in tokens of the small model, whose limit is the lower one."""
        return self._drafter.count_tokens(text)

    def generate(self, sources: Sequence[str], options: GenerationOptions) -> list[Generation]:
        """The corrected draft and the draft's own candidates, for each source, in order."""
        drafted = self._drafter.generate(sources, options)
        simple = GenerationOptions(repetition_penalty=options.repetition_penalty)
        edited = self._editor.post_edit(sources, [g.text for g in drafted], simple)
        n = max(2, options.num_return_sequences)
        return [
            Generation((*(c for c in new.candidates if c.text), *old.candidates)[:n])
            for new, old in zip(edited, drafted, strict=True)
        ]
