"""How much is read at most."""

from __future__ import annotations

MAX_BYTES = 10_000_000
"""Bytes of a file or page."""
MAX_CHARS = 2_000_000
"""Characters of a text: some 350,000 words, several novels."""
