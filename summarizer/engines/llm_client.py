"""The wire to an OpenAI-compatible server: requests, retries, streams, and nothing of prompts.

Only the standard library is used. The key is read from the environment for each request; it is
never stored, logged or shown in a message. No redirect is followed, so an article goes to the
address given and nowhere else.
"""

from __future__ import annotations

import http.client
import json
import logging
import os
import random
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from summarizer.engines.llm_answers import (
    ChatAnswer,
    Passing,
    answer_of,
    is_lasting,
    parse_object,
    raise_error_in,
    read_body,
    read_events,
    reason_of,
    retry_after,
    usage_of,
)
from summarizer.errors import ConfigError, GenerationFailed, ModelNotFound

log = logging.getLogger(__name__)

KEY_VARIABLE = "SUMMARIZER_LLM_API_KEY"
_TRANSIENT_STATUSES = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_OPTIONAL_FIELDS = ("stream_options", "seed", "frequency_penalty", "temperature")
_LOOPBACK = re.compile(r"localhost|127(?:\.\d+){3}|::1", re.IGNORECASE)

OnText = Callable[[str], None]
"""Told the whole answer so far, each time it grows; starts over when a cut stream is retried.
An exception raised by it closes the connection and goes up to the caller."""


@dataclass(frozen=True, slots=True)
class Retrying:
    """How failures that may pass are met: 429, 5xx, time-outs, cut or unreadable answers.

    Attributes:
        n_retries: after the first attempt.
        base_s, max_s: the pause doubles from one to the other, each drawn from its upper half
            so that parallel requests do not come back together.
        max_retry_after_s: a server that asks for a longer pause is given up at once.
    """

    n_retries: int = 4
    base_s: float = 0.5
    max_s: float = 30.0
    max_retry_after_s: float = 60.0

    def __post_init__(self) -> None:
        if self.n_retries < 0 or min(self.base_s, self.max_s, self.max_retry_after_s) < 0:
            raise ConfigError(f"Retrying takes no negative number, got {self}. Use 0 for none.")


class Refused(Exception):
    """The server understood and said no; retrying would not help."""

    def __init__(self, status: int, reason: str, code: str = "") -> None:
        super().__init__(f"{status}: {reason}")
        self.status = status
        self.reason = reason
        self.code = code


class Unreachable(Exception):
    """Nothing answers at the address."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments: Any, **named: Any) -> None:
        return None


class LlmClient:
    """Talks to one server; safe between threads."""

    def __init__(
        self,
        base_url: str,
        *,
        timeout_s: float = 120.0,
        deadline_s: float = 900.0,
        retrying: Retrying | None = None,
        key_variable: str = KEY_VARIABLE,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """
        Args:
            base_url: up to and with ``/v1``, as the server's own manual gives it.
            timeout_s: without a byte from the server, before an attempt is given up.
            deadline_s: for one answer, all attempts and pauses together.
            key_variable: the environment variable that holds the key, if one is needed.
            sleep: how to pause; for tests.

        Raises:
            ConfigError: the address is not plain http(s), or a time is not positive.
        """
        self.base_url = _checked_address(base_url)
        if timeout_s <= 0 or deadline_s <= 0:
            raise ConfigError(
                f"Time limits must be positive, got {timeout_s} and {deadline_s} s. Raise them."
            )
        parts = urllib.parse.urlsplit(self.base_url)
        self.host = parts.netloc
        self._root = urllib.parse.urlunsplit((parts.scheme, parts.netloc, "", "", ""))
        self._timeout_s = timeout_s
        self._deadline_s = deadline_s
        self._retrying = retrying or Retrying()
        self.key_variable = key_variable
        self._sleep = sleep
        self._unwanted: set[str] = set()
        is_loopback = _LOOPBACK.fullmatch(parts.hostname or "") is not None
        proxies = urllib.request.ProxyHandler({} if is_loopback else None)
        self._opener = urllib.request.build_opener(proxies, _NoRedirect)
        if parts.scheme == "http" and not is_loopback and self._key():
            log.warning("The key of %s travels unencrypted: its address is http.", self.host)

    def chat(self, body: dict[str, Any], on_text: OnText | None = None) -> ChatAnswer:
        """The model's answer to ``body``, a chat-completions request without ``stream``.

        Args:
            on_text: makes the answer a stream.

        Raises:
            Refused: the server will not answer this; ``status`` and ``reason`` say why.
            GenerationFailed: it did not answer in the attempts and the time allowed.
        """
        give_up_at = time.monotonic() + self._deadline_s
        n_failed = 0
        while True:
            try:
                answer = self._attempt(body, on_text, give_up_at)
            except Refused as exc:
                if not self._can_do_without(exc, body):
                    raise
                continue
            except (Passing, Unreachable) as exc:
                pause = self._pause(exc, n_failed, give_up_at)
                n_failed += 1
                log.warning(
                    "Attempt %d at %s failed (%s); again in %.1f s",
                    n_failed, self.host, str(exc).partition(":")[0], pause,
                )  # fmt: skip
                self._sleep(pause)
                continue
            return ChatAnswer(*answer, n_retries=n_failed)

    def get(self, path: str, *, below_root: bool = False) -> Any:
        """The JSON at ``path`` below the address, or below the server's root; one attempt.

        Raises:
            Refused: any answer but JSON with a status of 200.
            Unreachable: no answer.
        """
        return self._exchange("GET", path, None, below_root)

    def post(self, path: str, body: dict[str, Any], *, below_root: bool = False) -> Any:
        """The JSON answered to ``body``; one attempt. Raises what ``get`` raises."""
        return self._exchange("POST", path, body, below_root)

    def _exchange(
        self, method: str, path: str, body: dict[str, Any] | None, below_root: bool
    ) -> Any:
        url = (self._root if below_root else self.base_url) + path
        try:
            with self._open(method, url, body, min(self._timeout_s, 10.0)) as response:
                return json.loads(read_body(response, time.monotonic() + 10.0))
        except Passing as exc:
            raise Refused(503, str(exc)) from exc
        except (ValueError, http.client.HTTPException, OSError) as exc:
            raise Refused(502, f"no JSON ({type(exc).__name__})") from exc

    # One attempt.

    def _attempt(
        self, body: dict[str, Any], on_text: OnText | None, give_up_at: float
    ) -> tuple[str, str, int, int]:
        sent = {k: v for k, v in body.items() if k not in self._unwanted}
        if "max_tokens" in self._unwanted:
            sent["max_completion_tokens"] = body["max_tokens"]
        sent["stream"] = on_text is not None
        if on_text is not None and "stream_options" not in self._unwanted:
            sent["stream_options"] = {"include_usage": True}
        url = self.base_url + "/chat/completions"
        try:
            with self._open("POST", url, sent, self._timeout_s) as response:
                is_stream = "event-stream" in (response.headers.get("Content-Type") or "")
                if on_text is not None and is_stream:
                    return self._read_stream(response, on_text, give_up_at)
                answer = parse_object(read_body(response, give_up_at))
                out = answer_of(answer, self._masked)
                if on_text is not None:
                    on_text(out[0])
                return out
        except TimeoutError as exc:
            raise Passing(f"nothing came for {self._timeout_s:g} s") from exc
        except (http.client.HTTPException, ConnectionError) as exc:
            raise Passing(f"the answer was cut ({type(exc).__name__})") from exc

    def _open(
        self, method: str, url: str, body: dict[str, Any] | None, timeout_s: float
    ) -> http.client.HTTPResponse:
        headers = {"Accept": "application/json, text/event-stream", "User-Agent": "summarizer"}
        data = None
        if body is not None:
            data = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
            headers["Content-Type"] = "application/json"
        key = self._key()
        if key:
            headers["Authorization"] = f"Bearer {key}"
        request = urllib.request.Request(url, data, headers, method=method)
        try:
            response: http.client.HTTPResponse = self._opener.open(request, timeout=timeout_s)
        except urllib.error.HTTPError as exc:
            with exc:
                raise self._refusal(exc) from exc
        except urllib.error.URLError as exc:
            if isinstance(exc.reason, TimeoutError):
                raise TimeoutError from exc
            raise Unreachable(f"no connection ({exc.reason})") from exc
        return response

    def _refusal(self, error: urllib.error.HTTPError) -> Refused | Passing:
        try:
            raw = error.read(65536)
        except (OSError, http.client.HTTPException):
            raw = b""
        reason, code = reason_of(raw)
        reason = self._masked(reason or http.client.responses.get(error.code, "no reason given"))
        if error.code in _TRANSIENT_STATUSES and not is_lasting(code, reason):
            return Passing(f"{error.code}: {reason}", retry_after(error.headers))
        if 300 <= error.code < 400:
            reason = "it redirects elsewhere, which is not followed"
        return Refused(error.code, reason, code)

    def _read_stream(
        self, response: http.client.HTTPResponse, on_text: OnText, give_up_at: float
    ) -> tuple[str, str, int, int]:
        text, finish, prompt_tokens, completion_tokens = "", "", 0, 0
        try:
            for event in read_events(response, give_up_at):
                if event == "[DONE]":
                    finish = finish or "stop"
                    break
                chunk = parse_object(event)
                raise_error_in(chunk, self._masked)
                usage = usage_of(chunk)
                prompt_tokens, completion_tokens = (
                    usage[0] or prompt_tokens,
                    usage[1] or completion_tokens,
                )
                for choice in chunk.get("choices") or ():
                    new = (choice.get("delta") or {}).get("content") or ""
                    finish = choice.get("finish_reason") or finish
                    if new:
                        text += new
                        on_text(text)
        except (http.client.HTTPException, ConnectionError):
            if not finish:
                raise
        if not finish:
            raise Passing(f"the stream was cut after {len(text)} characters")
        return text, finish, prompt_tokens, completion_tokens

    # What to do about a failure.

    def _pause(self, failure: Exception, n_failed: int, give_up_at: float) -> float:
        """Seconds to wait before another attempt.

        Raises:
            GenerationFailed: there is to be none.
        """
        policy = self._retrying
        asked = failure.retry_after_s if isinstance(failure, Passing) else None
        pause: float = min(policy.max_s, policy.base_s * 2.0**n_failed) * random.uniform(0.5, 1.0)
        if asked is not None:
            pause = max(pause, asked)
        why = ""
        if n_failed >= policy.n_retries:
            why = f"gave no answer in {n_failed + 1} attempts"
        elif asked is not None and asked > policy.max_retry_after_s:
            why = f"asks to wait {asked:.0f} s"
        elif time.monotonic() + pause > give_up_at:
            why = f"gave no answer within {self._deadline_s:g} s"
        if why:
            raise GenerationFailed(
                f"The server {self.host} {why} (last: {failure}). See that it runs and is not "
                "overloaded, then start again."
            ) from failure
        return pause

    def _can_do_without(self, refusal: Refused, body: dict[str, Any]) -> bool:
        """Whether the refusal is about an optional field, which is left out from now on."""
        if refusal.status not in (400, 422):
            return False
        fields = (*_OPTIONAL_FIELDS, "max_tokens")
        named = [f for f in fields if f in refusal.reason and f not in self._unwanted]
        if "max_tokens" in named and "max_completion_tokens" not in refusal.reason:
            named.remove("max_tokens")
        if not named:
            return False
        log.warning("The server %s does not take %s; left out", self.host, ", ".join(named))
        self._unwanted |= set(named)
        return True

    def _key(self) -> str:
        key = os.environ.get(self.key_variable, "").strip()
        if not (key.isascii() and key.isprintable()) or " " in key:
            raise ConfigError(
                f"The key in {self.key_variable} holds a character that no key has. Set it again."
            )
        return key

    def _masked(self, message: str) -> str:
        """A server's words on one line, short, without the key if it echoes it."""
        key = self._key()
        if key:
            message = message.replace(key, "[key]")
        message = re.sub(r"\bsk-[\w*.-]{6,}", "[key]", " ".join(message.split()))
        return message if len(message) <= 200 else message[:199] + "…"


def unreachable(host: str, reason: object) -> ModelNotFound:
    """The error for a server that does not answer at all."""
    return ModelNotFound(
        f"No language-model server answers at {host} ({reason}). Start it, or mend --base-url."
    )


def _checked_address(base_url: str) -> str:
    address = base_url.strip().rstrip("/").removesuffix("/chat/completions")
    try:
        parts = urllib.parse.urlsplit(address)
        is_right = parts.scheme in ("http", "https") and bool(parts.hostname)
        is_right = is_right and not (parts.query or parts.fragment) and parts.port != 0
    except ValueError:
        is_right = False
        parts = urllib.parse.SplitResult("", "", "", "", "")
    if "@" in parts.netloc:
        raise ConfigError(
            f"The address of {parts.hostname!r} holds a user or password. Put the key into the "
            f"environment variable {KEY_VARIABLE}."
        )
    if not is_right:
        raise ConfigError(
            f"{base_url!r} is no address of a server. Write it like http://localhost:11434/v1."
        )
    return address
