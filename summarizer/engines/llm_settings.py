"""How a served language model is used, and what it has used."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from pathlib import Path

from summarizer.engines.llm_answers import ChatAnswer
from summarizer.engines.llm_prompts import Prompt
from summarizer.errors import ConfigError
from summarizer.glossary import Glossary
from summarizer.result import Length


@dataclass(frozen=True, slots=True)
class LlmSettings:
    """How a served model is used.

    Attributes:
        model: its name on the server.
        prompt: what to ask; None follows from the task and ``length``.
        length: of a summary.
        glossary: terms that the translation prompt asks for.
        context_tokens: prompt and answer together; None asks the server, and takes
            ``DEFAULT_CONTEXT`` when it does not say.
        reasoning_tokens: room left for models that think before they answer.
        temperature, seed: 0 and 0 make servers that can be repeatable so.
        n_parallel: requests at once.
        has_system_role: False for models whose chat format has none.
        input_price, output_price: for a million tokens, in any currency; None when unknown.
        prompts_folder: templates of one's own.
    """

    model: str
    prompt: Prompt | None = None
    length: Length = Length.SHORT
    glossary: Glossary | None = None
    context_tokens: int | None = None
    reasoning_tokens: int = 0
    temperature: float = 0.0
    seed: int = 0
    n_parallel: int = 4
    has_system_role: bool = True
    input_price: float | None = None
    output_price: float | None = None
    prompts_folder: Path | None = None

    def __post_init__(self) -> None:
        if not self.model.strip():
            raise ConfigError("The llm engine has no model name. Give one with --model.")
        if self.n_parallel < 1 or self.reasoning_tokens < 0 or not 0 <= self.temperature <= 2:
            raise ConfigError(
                f"n_parallel {self.n_parallel}, reasoning_tokens {self.reasoning_tokens} or "
                f"temperature {self.temperature} is out of range. They are at least 1, at least "
                "0, and from 0 to 2."
            )
        if self.context_tokens is not None and self.context_tokens < 1:
            raise ConfigError(
                f"context_tokens must be positive, got {self.context_tokens}. Leave it out to "
                "ask the server."
            )


@dataclass(frozen=True, slots=True)
class LlmUsage:
    """What an engine has used since it was loaded; what the server did not count is left out.

    Attributes:
        cost: in the currency of the prices; None without prices.
    """

    n_requests: int = 0
    n_retries: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float | None = None

    def __add__(self, other: LlmUsage) -> LlmUsage:
        return self._with(other, 1)

    def __sub__(self, other: LlmUsage) -> LlmUsage:
        return self._with(other, -1)

    def _with(self, other: LlmUsage, sign: int) -> LlmUsage:
        known = [u.cost for u in (self, other) if u.cost is not None]
        cost = None if not known else (self.cost or 0.0) + sign * (other.cost or 0.0)
        return LlmUsage(
            self.n_requests + sign * other.n_requests,
            self.n_retries + sign * other.n_retries,
            self.prompt_tokens + sign * other.prompt_tokens,
            self.completion_tokens + sign * other.completion_tokens,
            cost,
        )

    def __str__(self) -> str:
        cost = "" if self.cost is None else f", cost {self.cost:.4f}"
        return (
            f"{self.n_requests} requests, {self.n_retries} retries, {self.prompt_tokens} tokens "
            f"read, {self.completion_tokens} written{cost}"
        )


class Meter:
    """Adds up usage, between threads and between engines of one client."""

    def __init__(self, settings: LlmSettings) -> None:
        self._prices = (settings.input_price, settings.output_price)
        self._usage = LlmUsage(cost=None if self._prices == (None, None) else 0.0)
        self._lock = threading.Lock()

    @property
    def usage(self) -> LlmUsage:
        return self._usage

    def add(self, answer: ChatAnswer) -> None:
        with self._lock:
            u = self._usage
            prompt = u.prompt_tokens + answer.prompt_tokens
            completion = u.completion_tokens + answer.completion_tokens
            cost = None
            if u.cost is not None:
                a, b = self._prices
                cost = (prompt * (a or 0.0) + completion * (b or 0.0)) / 1e6
            self._usage = LlmUsage(
                u.n_requests + 1, u.n_retries + answer.n_retries, prompt, completion, cost
            )


def settings_from_environment(model: str) -> LlmSettings:
    """Settings for ``model`` from SUMMARIZER_LLM_CONTEXT, _INPUT_PRICE, _OUTPUT_PRICE, _PARALLEL
    and _REASONING_TOKENS, for the command line.

    Raises:
        ConfigError: one of them is no number, or out of range.
    """

    def number(name: str) -> float | None:
        value = os.environ.get(f"SUMMARIZER_LLM_{name}", "").strip()
        try:
            return float(value) if value else None
        except ValueError as exc:
            raise ConfigError(
                f"SUMMARIZER_LLM_{name} is {value!r}, which is no number. Set it again or unset it."
            ) from exc

    context = number("CONTEXT")
    return LlmSettings(
        model,
        context_tokens=None if context is None else int(context),
        reasoning_tokens=int(number("REASONING_TOKENS") or 0),
        n_parallel=int(number("PARALLEL") or 4),
        input_price=number("INPUT_PRICE"),
        output_price=number("OUTPUT_PRICE"),
    )
