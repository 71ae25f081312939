"""Batches of sources of like length, and the way back to the order they came in."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from summarizer.errors import InputTooLong

MAX_BATCH_TOKENS = 1024
"""Padded source tokens a batch: of 512, 1024 and 2048 the one with most words per second for the
shipped model on 128 lines of flores-dev, two cores, two beams."""


def length_buckets(
    lengths: Sequence[int], max_tokens: int = MAX_BATCH_TOKENS, max_size: int = 64
) -> Iterator[list[int]]:
    """Lists of indices into ``lengths``, longest first, that together hold each index once.

    A bucket's padded size (its longest length times its count) stays within ``max_tokens``
    unless one source alone exceeds it. Equal lengths keep their order.
    """
    order = sorted(range(len(lengths)), key=lambda i: (-lengths[i], i))
    bucket: list[int] = []
    for i in order:
        longest = lengths[bucket[0]] if bucket else lengths[i]
        if bucket and (longest * (len(bucket) + 1) > max_tokens or len(bucket) >= max_size):
            yield bucket
            bucket = []
        bucket.append(i)
    if bucket:
        yield bucket


def check_lengths(lengths: Sequence[int], limit: int, name: str) -> None:
    """Nothing when every length is within ``limit``.

    Raises:
        InputTooLong: the first one that is not, with its index and both counts.
    """
    for index, count in enumerate(lengths):
        if count > limit:
            raise InputTooLong(
                f"Text {index} has {count} tokens; {name} reads at most {limit}. "
                "Split it into sentences or smaller windows.",
                count=count,
                limit=limit,
                unit="tokens",
                index=index,
            )


def default_max_new_tokens(n_source_tokens: int) -> int:
    """A generous length for a translation or summary of so many tokens.

    Human English has 0.9 to 1.1 tokens a French one here; twice that is a loop already.
    """
    return 12 + n_source_tokens * 3 // 2


def n_cores() -> int:
    """Cores this process may use: its affinity mask, cut to the control group's CPU quota."""
    has_mask = hasattr(os, "sched_getaffinity")
    n = len(os.sched_getaffinity(0)) if has_mask else os.cpu_count() or 1
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text(encoding="ascii").split()
        if quota != "max":
            n = min(n, max(1, int(quota) // int(period)))
    except (OSError, ValueError):
        pass
    return max(1, n)
