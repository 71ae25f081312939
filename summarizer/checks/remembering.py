"""A memory for functions of a text: sentences are kept by the thousand, whole articles by the dozen.

What is read off an article takes a hundred kilobytes and more. A cache that counts entries alone
would keep thousands of articles of a long batch, which are never asked for again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

LONG = 1_000
"""Characters from which a text is more than a sentence."""

MAX_LONG = 32
"""Long texts kept: the articles of two batches of 16, which are worked on side by side."""

MAX_WORDS = 4_096
"""Entries of caches that are asked for single words: few enough to be full early in a
batch, so that its memory hardly grows from there."""

_FORGETTERS: list[Callable[[], None]] = []

P = ParamSpec("P")
R = TypeVar("R")


def remembered(max_short: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A decorator like ``lru_cache`` for functions whose first argument is a text.

    The function made has ``cache_clear``, which forgets all, and ``cache_sizes``: entries of short
    texts and of long ones.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        short = lru_cache(maxsize=max_short)(function)
        long = lru_cache(maxsize=MAX_LONG)(function)

        @wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            text: Any = args[0]
            # lru_cache's stubs know nothing of the function's parameters
            cached: Any = long if len(text) >= LONG else short
            result: R = cached(*args, **kwargs)
            return result

        def cache_clear() -> None:
            short.cache_clear()
            long.cache_clear()

        def cache_sizes() -> tuple[int, int]:
            return short.cache_info().currsize, long.cache_info().currsize

        _FORGETTERS.append(cache_clear)
        call.cache_clear = cache_clear  # type: ignore[attr-defined]
        call.cache_sizes = cache_sizes  # type: ignore[attr-defined]
        return call

    return decorate


def forget_texts() -> None:
    """Empties the memory of every function made here, between articles that share no sentence."""
    for forget in _FORGETTERS:
        forget()
