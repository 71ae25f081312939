"""A prompted language model behind an OpenAI-compatible address, as an engine like the others.

Ollama, vLLM, llama.cpp, `transformers serve` and hosted services speak this interface. The
output goes through the same checks as any engine's. See docs/LLM.md.
"""

from __future__ import annotations

import dataclasses
import logging
import math
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from summarizer.checks.finding import Finding, FindingKind, Part, Severity
from summarizer.engines.base import (
    Candidate,
    Generation,
    GenerationOptions,
    ModelIdentity,
    Task,
)
from summarizer.engines.batching import check_lengths
from summarizer.engines.llm_answers import ChatAnswer, is_about_length
from summarizer.engines.llm_client import LlmClient, Refused, Unreachable, unreachable
from summarizer.engines.llm_prompts import Messages, Prompt, as_chat, clean_answer, fill, prompt_for
from summarizer.engines.llm_settings import LlmSettings, LlmUsage, Meter
from summarizer.engines.llm_tokens import (
    DEFAULT_CONTEXT,
    TokenCounter,
    listed_models,
    served_context,
)
from summarizer.errors import ConfigError, GenerationFailed, InputTooLong, ModelNotFound
from summarizer.result import Length

log = logging.getLogger(__name__)

URL_VARIABLE = "SUMMARIZER_LLM_BASE_URL"
NEAR = 0.9
"""From this share of the context on, a warning is logged."""

_CHAT_TOKENS = 48
"""What chat formats put around two messages: role marks, dates, a line of their own."""

# Most tokens of an answer: (fixed, for each token of the source). Summaries are twice what the
# prompt asks for, at the 2.1 tokens a French word of the widest of the measured vocabularies.
_ROOM = {
    Prompt.TITLE: (80, 0.0),
    Prompt.SUMMARY_SHORT: (200, 0.0),
    Prompt.SUMMARY_MEDIUM: (400, 0.0),
    Prompt.SUMMARY_BULLETS: (600, 0.0),
    Prompt.SUMMARY_LONG: (640, 0.3),
    Prompt.TRANSLATE: (12, 1.5),
    Prompt.POST_EDIT: (12, 1.5),
    Prompt.PLAIN: (512, 0.0),
}
_LONG_SHARE, _LONG_WORDS = 0.15, 120  # those of abstract.py

OnText = Callable[[int, str], None]
"""(index of the source, raw answer so far): called while a model writes, from its thread."""


class LlmEngine:
    """One task by a served language model; made by ``load_llm``."""

    def __init__(
        self,
        client: LlmClient,
        settings: LlmSettings,
        task: Task,
        counter: TokenCounter,
        context_tokens: int,
        meter: Meter | None = None,
    ) -> None:
        self._client = client
        self._settings = settings
        self._task = task
        self._counter = counter
        self._context_tokens = context_tokens
        self._meter = meter or Meter(settings)
        self._prompt = settings.prompt or prompt_for(task, settings.length)
        empty = self._messages("")
        self._n_around = _CHAT_TOKENS + counter.count(empty.system) + counter.count(empty.user)
        fixed, share = _ROOM[self._prompt]
        room = context_tokens - self._n_around - fixed - settings.reasoning_tokens
        n_texts = 2 if self._prompt is Prompt.POST_EDIT else 1  # the draft takes its own
        self._max_input_tokens = math.floor(room / (n_texts + share))
        if self._max_input_tokens < 64:
            raise ConfigError(
                f"A context of {context_tokens} tokens leaves {max(0, room)} for the article and "
                f"the answer ({self._prompt.value}). Serve {settings.model} with a longer context."
            )

    @property
    def name(self) -> str:
        return self._settings.model

    @property
    def task(self) -> Task:
        return self._task

    @property
    def identity(self) -> ModelIdentity:
        return ModelIdentity(name=self.name, engine=f"llm at {self._client.host}")

    @property
    def max_input_tokens(self) -> int:
        """Longest source, in tokens: what the context leaves beside prompt and answer."""
        return self._max_input_tokens

    @property
    def context_tokens(self) -> int:
        """Tokens of prompt and answer together."""
        return self._context_tokens

    @property
    def usage(self) -> LlmUsage:
        """Requests, tokens and cost so far, those of ``for_length`` siblings included."""
        return self._meter.usage

    def count_tokens(self, text: str) -> int:
        """Length of ``text`` in tokens: the server's count, or an estimate that is rather high.

        The prompt around it is not counted; ``max_input_tokens`` allows for it.
        """
        return self._counter.count(text)

    def for_length(self, length: Length) -> LlmEngine:
        """The same model asked for a summary, or title, of ``length``; usage is shared."""
        task = Task.TITLE if length is Length.TITLE else Task.ABSTRACT
        settings = dataclasses.replace(self._settings, length=length, prompt=None)
        return LlmEngine(
            self._client, settings, task, self._counter, self._context_tokens, self._meter
        )

    def context_findings(self, sources: Sequence[str]) -> tuple[Finding, ...]:
        """A note for each source that fills nine tenths of what the model can read, or more."""
        limit = self._max_input_tokens
        counts = [self.count_tokens(s) for s in sources]
        return tuple(_near_overflow(n, limit) for n in counts if n > NEAR * limit)

    def generate(
        self,
        sources: Sequence[str],
        options: GenerationOptions,
        *,
        on_text: OnText | None = None,
    ) -> list[Generation]:
        """One generation of one candidate per source, in order; a blank source gives a blank one.

        Of ``options``, ``max_new_tokens`` and ``repetition_penalty`` (as ``frequency_penalty``)
        are honoured; a served model has no beams.

        Args:
            on_text: told each answer as it is written. What it raises stops the request.

        Raises:
            InputTooLong: a source exceeds ``max_input_tokens``, or the server says so.
            ModelNotFound: the server has no such model.
            GenerationFailed: no usable answer.
        """
        return self._run(sources, [""] * len(sources), options, on_text)

    def post_edit(
        self,
        sources: Sequence[str],
        drafts: Sequence[str],
        options: GenerationOptions,
        *,
        on_text: OnText | None = None,
    ) -> list[Generation]:
        """Each draft translation corrected; raises what ``generate`` raises.

        The engine must have been loaded with ``Prompt.POST_EDIT``.
        """
        if self._prompt is not Prompt.POST_EDIT or len(sources) != len(drafts):
            raise ConfigError(
                f"post_edit needs the prompt post_edit and a draft for each source, got "
                f"{self._prompt.value}, {len(sources)} sources and {len(drafts)} drafts."
            )
        return self._run(sources, drafts, options, on_text)

    def _run(
        self,
        sources: Sequence[str],
        drafts: Sequence[str],
        options: GenerationOptions,
        on_text: OnText | None,
    ) -> list[Generation]:
        lengths = [self.count_tokens(s) for s in sources]
        check_lengths(lengths, self._max_input_tokens, self.name)
        check_lengths([self.count_tokens(d) for d in drafts], self._max_input_tokens, self.name)
        n_near = sum(n > NEAR * self._max_input_tokens for n in lengths)
        if n_near:
            log.warning(
                "%d of %d texts come near the limit of %s: %d of %d tokens",
                n_near, len(lengths), self.name, max(lengths), self._max_input_tokens,
            )  # fmt: skip
        out: list[Generation] = [Generation((Candidate(""),))] * len(sources)
        worded = [i for i, s in enumerate(sources) if s.strip()]

        def ask(i: int) -> Generation:
            return self._ask(i, sources[i], drafts[i], lengths[i], options, on_text)

        if len(worded) < 2 or self._settings.n_parallel == 1:
            made = [ask(i) for i in worded]
        else:
            n = min(self._settings.n_parallel, len(worded))
            with ThreadPoolExecutor(n, thread_name_prefix="llm") as pool:
                futures = [pool.submit(ask, i) for i in worded]
                try:
                    made = [f.result() for f in futures]
                except BaseException:
                    pool.shutdown(wait=False, cancel_futures=True)
                    raise
        for i, generation in zip(worded, made, strict=True):
            out[i] = generation
        return out

    def _ask(
        self,
        index: int,
        source: str,
        draft: str,
        n_tokens: int,
        options: GenerationOptions,
        on_text: OnText | None,
    ) -> Generation:
        messages = self._messages(source, draft)
        body = {
            "model": self.name,
            "messages": as_chat(messages, has_system_role=self._settings.has_system_role),
            "max_tokens": self._max_new_tokens(n_tokens, options),
            "temperature": self._settings.temperature,
            "seed": self._settings.seed,
        }
        if options.repetition_penalty != 1.0:
            body["frequency_penalty"] = round(options.repetition_penalty - 1.0, 3)
        tell = None if on_text is None else lambda so_far: on_text(index, so_far)
        try:
            answer = self._client.chat(body, tell)
        except Refused as exc:
            raise self._refusal(exc, index, n_tokens) from exc
        self._meter.add(answer)
        self._check_read_whole(answer, source, index)
        text = clean_answer(answer.text, self._prompt, source, messages.fence)
        if not text:
            log.warning("%s answered nothing (%s)", self.name, answer.finish_reason)
        is_finished = bool(text) and answer.finish_reason not in ("length", "content_filter")
        return Generation((Candidate(text, is_finished=is_finished),))

    def _messages(self, source: str, draft: str = "") -> Messages:
        settings = self._settings
        return fill(
            self._prompt,
            source,
            draft=draft,
            glossary=settings.glossary,
            n_words=max(_LONG_WORDS, round(_LONG_SHARE * len(source.split()))),
            folder=settings.prompts_folder,
        )

    def _max_new_tokens(self, n_tokens: int, options: GenerationOptions) -> int:
        fixed, share = _ROOM[self._prompt]
        wanted = options.max_new_tokens or fixed + math.ceil(share * n_tokens)
        return wanted + self._settings.reasoning_tokens

    def _check_read_whole(self, answer: ChatAnswer, source: str, index: int) -> None:
        """Notices a server that cut the prompt without a word, as Ollama does.

        A prompt has more tokens than its source has words, whatever the vocabulary.
        """
        n_words = len(source.split())
        if 0 < answer.prompt_tokens < n_words:
            raise InputTooLong(
                f"Text {index} has {n_words} words and the server {self._client.host} read "
                f"{answer.prompt_tokens} tokens: it cut the prompt. Serve {self.name} with a "
                "longer context (Ollama: OLLAMA_CONTEXT_LENGTH), or say its true context.",
                count=n_words,
                limit=answer.prompt_tokens,
                unit="tokens",
                index=index,
            )

    def _refusal(self, refusal: Refused, index: int, n_tokens: int) -> Exception:
        reason, host = refusal.reason, self._client.host
        if is_about_length(refusal.code, reason):
            return InputTooLong(
                f"Text {index} has {n_tokens} tokens, too many for {self.name} as served by "
                f"{host} ({reason}). Say its true context, or serve it with a longer one.",
                count=n_tokens,
                limit=self._max_input_tokens,
                unit="tokens",
                index=index,
            )
        if refusal.status == 404 or _is_about_model(refusal):
            names = _names(self._client)
            known = f"It lists: {', '.join(names)}." if names else "It lists no model."
            return ModelNotFound(
                f"The server {host} does not serve the model {self.name!r} ({refusal}). {known} "
                "Choose another --model, or check that --base-url ends as its manual says, "
                "often in /v1."
            )
        if refusal.status in (401, 403):
            return GenerationFailed(
                f"The server {host} refuses the key ({refusal}). Put a valid one into the "
                f"environment variable {self._client.key_variable}."
            )
        return GenerationFailed(
            f"The server {host} refused the request for {self.name} ({refusal}). Check --model "
            "and the server's log."
        )


def load_llm(
    settings: LlmSettings,
    task: Task,
    *,
    base_url: str | None = None,
    client: LlmClient | None = None,
) -> LlmEngine:
    """The engine for a served model; asks the server for its context and its token counts.

    Args:
        base_url: such as ``http://localhost:11434/v1``; None takes it from the environment
            variable ``SUMMARIZER_LLM_BASE_URL``.
        client: a client of one's own, with other time limits; ``base_url`` is then not read.

    Raises:
        ConfigError: no address, or a wrong one; a context too short for the prompt.
        ModelNotFound: no server answers there.
    """
    if client is None:
        address = base_url or os.environ.get(URL_VARIABLE, "")
        if not address:
            raise ConfigError(
                "The llm engine has no address. Give --base-url, such as "
                f"http://localhost:11434/v1 for Ollama, or set {URL_VARIABLE}."
            )
        client = LlmClient(address)
    try:
        listed = listed_models(client)
    except Unreachable as exc:
        raise unreachable(client.host, exc) from exc
    context = settings.context_tokens or served_context(client, settings.model, listed)
    if context is None:
        context = DEFAULT_CONTEXT
        log.warning(
            "%s does not say how much %s reads; %d tokens are assumed",
            client.host, settings.model, context,
        )  # fmt: skip
    return LlmEngine(client, settings, task, TokenCounter(client, settings.model), context)


def _is_about_model(refusal: Refused) -> bool:
    reason = refusal.reason.lower()
    return refusal.code == "model_not_found" or (
        "model" in reason
        and any(s in reason for s in ("not found", "not exist", "unknown", "invalid model"))
    ) or "pinned to" in reason  # fmt: skip


def _names(client: LlmClient) -> list[str]:
    try:
        return [str(r.get("id")) for r in listed_models(client)][:8]
    except Unreachable:
        return []


def _near_overflow(n_tokens: int, limit: int) -> Finding:
    return Finding(
        FindingKind.COVERAGE,
        Severity.NOTE,
        Part.ARTICLE,
        f"Le modèle de langue lit {n_tokens} unités d’un seul tenant et n’en accepte que {limit}\u00a0: "
        "la limite est proche.",
        f"The language model reads {n_tokens} tokens at once and accepts no more than {limit}: "
        "the limit is near.",
    )
