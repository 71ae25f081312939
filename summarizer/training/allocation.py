"""How the C library hands memory back, set for training."""

from __future__ import annotations

import ctypes
import sys

_TRIM_THRESHOLD, _TOP_PAD, _MMAP_THRESHOLD = -1, -2, -3
"""Parameters of glibc's mallopt(3), from malloc.h."""


def keep_freed_memory() -> bool:
    """Keeps freed memory in the process; whether that could be set (glibc on Linux only).

    By default each large tensor is mapped anew, and its pages are faulted in and zeroed one by
    one: on a virtual machine that was seen to take up to five times as long as the arithmetic.
    """
    if sys.platform != "linux":
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    settings = ((_MMAP_THRESHOLD, 1 << 30), (_TRIM_THRESHOLD, (1 << 31) - 1), (_TOP_PAD, 1 << 28))
    return all(bool(mallopt(name, ctypes.c_int(value))) for name, value in settings)
