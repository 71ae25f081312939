"""Engines without weights, for tests and for trying a program out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from summarizer.engines.base import Candidate, Generation, GenerationOptions, ModelIdentity, Task
from summarizer.engines.batching import check_lengths


class EchoEngine:
    """Gives each source back as it came; counts white-space words and an end mark as tokens."""

    def __init__(
        self, task: Task = Task.TRANSLATE, *, name: str = "echo", max_input_tokens: int = 512
    ) -> None:
        self._task = task
        self._name = name
        self._max_input_tokens = max_input_tokens

    @property
    def name(self) -> str:
        return self._name

    @property
    def task(self) -> Task:
        return self._task

    @property
    def identity(self) -> ModelIdentity:
        return ModelIdentity(name=self._name, engine="fake", licence="Apache-2.0")

    @property
    def max_input_tokens(self) -> int:
        return self._max_input_tokens

    def count_tokens(self, text: str) -> int:
        return len(text.split()) + 1

    def generate(self, sources: Sequence[str], options: GenerationOptions) -> list[Generation]:
        """One generation per source, in order."""
        check_lengths([self.count_tokens(s) for s in sources], self._max_input_tokens, self.name)
        return [self._answer(s, options) for s in sources]

    def _answer(self, source: str, options: GenerationOptions) -> Generation:
        return Generation((Candidate(source, 0.0),))


class ScriptedEngine(EchoEngine):
    """Answers from a table or a function, and remembers what it was asked.

    Attributes:
        calls: the sources and options of each call, in order.
    """

    def __init__(
        self,
        script: Mapping[str, str | Sequence[str]]
        | Callable[[str, GenerationOptions], str | Sequence[str]],
        task: Task = Task.TRANSLATE,
        *,
        name: str = "scripted",
        max_input_tokens: int = 512,
    ) -> None:
        """
        Args:
            script: source → answer, or several candidates best first; a source that is not in
                the table comes back as it is.
        """
        super().__init__(task, name=name, max_input_tokens=max_input_tokens)
        self._script = script
        self.calls: list[tuple[tuple[str, ...], GenerationOptions]] = []

    def generate(self, sources: Sequence[str], options: GenerationOptions) -> list[Generation]:
        """One generation per source, in order."""
        self.calls.append((tuple(sources), options))
        return super().generate(sources, options)

    def _answer(self, source: str, options: GenerationOptions) -> Generation:
        if callable(self._script):
            answer = self._script(source, options)
        else:
            answer = self._script.get(source, source)
        texts = [answer] if isinstance(answer, str) else list(answer)
        return Generation(
            tuple(
                Candidate(t, -0.1 * i) for i, t in enumerate(texts[: options.num_return_sequences])
            )
        )
