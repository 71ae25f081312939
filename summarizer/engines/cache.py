"""Where converted models are kept between runs, and how they get there whole."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

CACHE_VARIABLE = "SUMMARIZER_CACHE"


def cache_dir() -> Path:
    """The folder for converted models: ``$SUMMARIZER_CACHE``, or the platform's own cache.

    The folder need not exist; nothing is made here.
    """
    if chosen := os.environ.get(CACHE_VARIABLE):
        return Path(chosen).expanduser()
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
        return (Path(base) if base else Path.home() / "AppData" / "Local") / "summarizer" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "summarizer"
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "summarizer"


def publish_folder(target: Path, write: Callable[[Path], None]) -> Path:
    """``target``, filled by ``write`` unless it is there already; whole or absent, never half.

    ``write`` fills a fresh folder beside ``target`` which is then renamed, so two processes that
    start together both end with a complete folder and the slower one's copy is dropped.

    Raises:
        OSError: the cache cannot be written; the caller decides what to do without it.
    """
    if target.is_dir():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        write(draft)
        try:
            draft.rename(target)
        except OSError:
            if not target.is_dir():
                raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return target
