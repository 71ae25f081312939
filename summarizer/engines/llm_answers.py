"""Reading what an OpenAI-compatible server sends: bodies, events, errors, in all their dialects."""

from __future__ import annotations

import email.utils
import http.client
import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from summarizer.errors import GenerationFailed

MAX_ANSWER_BYTES = 16 * 2**20


@dataclass(frozen=True, slots=True)
class ChatAnswer:
    """A complete answer.

    Attributes:
        finish_reason: ``"stop"``, ``"length"`` or what else the server said.
        prompt_tokens, completion_tokens: as the server counted; 0 when it did not say.
        n_retries: attempts that failed before this one.
    """

    text: str
    finish_reason: str
    prompt_tokens: int
    completion_tokens: int
    n_retries: int = 0


class Passing(Exception):
    """A failure that may pass."""

    def __init__(self, reason: str, retry_after_s: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after_s = retry_after_s


def read_body(response: http.client.HTTPResponse, give_up_at: float) -> bytes:
    parts: list[bytes] = []
    n_bytes = 0
    while part := response.read1(65536):
        parts.append(part)
        n_bytes += len(part)
        _check_limits(n_bytes, give_up_at)
    if response.length:
        raise http.client.IncompleteRead(b"", response.length)
    return b"".join(parts)


def read_events(response: http.client.HTTPResponse, give_up_at: float) -> Iterator[str]:
    """The data of each server-sent event."""
    n_bytes = 0
    data: list[str] = []
    while line := response.readline(65536 * 16):
        n_bytes += len(line)
        _check_limits(n_bytes, give_up_at)
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        if text.startswith("data:"):
            data.append(text[5:].removeprefix(" "))
        elif not text and data:
            yield "\n".join(data)
            data = []
    if data:
        yield "\n".join(data)


def _check_limits(n_bytes: int, give_up_at: float) -> None:
    if n_bytes > MAX_ANSWER_BYTES:
        raise GenerationFailed(
            f"The server's answer is over {MAX_ANSWER_BYTES} bytes. Check --base-url and --model."
        )
    if time.monotonic() > give_up_at:
        raise GenerationFailed(
            "The server is still writing when the time is up. Raise the deadline, or take a "
            "smaller model."
        )


def parse_object(raw: bytes | str) -> dict[str, Any]:
    try:
        found = json.loads(raw)
    except ValueError as exc:
        raise Passing(f"the answer is not JSON ({len(raw)} characters)") from exc
    if not isinstance(found, dict):
        raise Passing(f"the answer is no JSON object but a {type(found).__name__}")
    return found


def answer_of(answer: dict[str, Any], masked: Callable[[str], str]) -> tuple[str, str, int, int]:
    raise_error_in(answer, masked)
    try:
        choice = answer["choices"][0]
        text = choice["message"].get("content") or ""
        finish = str(choice.get("finish_reason") or "stop")
    except (KeyError, IndexError, TypeError, AttributeError) as exc:
        raise Passing(f"the answer has no message ({type(exc).__name__})") from exc
    if not isinstance(text, str):
        raise Passing("the answer's message is not text")
    return text, finish, *usage_of(answer)


def raise_error_in(answer: dict[str, Any], masked: Callable[[str], str]) -> None:
    if answer.get("error"):
        reason, _ = reason_of(json.dumps(answer).encode())
        raise Passing(f"the server reported: {masked(reason)}")


def usage_of(answer: dict[str, Any]) -> tuple[int, int]:
    usage = answer.get("usage")
    if not isinstance(usage, dict):
        return 0, 0
    counts = (usage.get("prompt_tokens"), usage.get("completion_tokens"))
    prompt, completion = (c if isinstance(c, int) and c > 0 else 0 for c in counts)
    return prompt, completion


def reason_of(raw: bytes) -> tuple[str, str]:
    """(message, code) of an error body in any of the forms in use."""
    try:
        found = json.loads(raw)
    except ValueError:
        return raw[:400].decode("utf-8", "replace") if not raw.lstrip().startswith(b"<") else "", ""
    if not isinstance(found, dict):
        return str(found), ""
    inner = found.get("error", found)
    if not isinstance(inner, dict):
        return str(inner), ""
    message = inner.get("message") or inner.get("detail") or inner.get("error") or ""
    if isinstance(message, list):  # pydantic's complaints, which also quote what was sent
        message = "; ".join(
            f"{'.'.join(map(str, m.get('loc', ())))} {m.get('msg', '')}"
            for m in message
            if isinstance(m, dict)
        )
    return str(message), str(inner.get("code") or inner.get("type") or "")


def is_lasting(code: str, reason: str) -> bool:
    """Refusals in the clothes of a passing failure: no money left, a prompt too long."""
    return code == "insufficient_quota" or is_about_length(code, reason)


def is_about_length(code: str, reason: str) -> bool:
    """Whether a refusal says that the prompt exceeds the model's context."""
    return code in ("context_length_exceeded", "exceed_context_size_error") or bool(
        re.search(r"context (?:length|size|window)|maximum context|too many tokens", reason, re.I)
    )


def retry_after(headers: Any) -> float | None:
    """Seconds that a Retry-After header asks for, given as a number or as a date."""
    value = str(headers.get("Retry-After") or "").strip()
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    except (TypeError, ValueError):
        return None
