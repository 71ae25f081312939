"""Task prefixes, kept with the other prompts."""

from __future__ import annotations

import tomllib
from pathlib import Path

from summarizer.engines.base import Task
from summarizer.errors import ConfigError


def prompts_dir() -> Path:
    """The folder of prompts: inside an installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "prompts"
    return inside if inside.is_dir() else package.parent / "prompts"


def read_prefix(preset: str, task: Task) -> str:
    """What ``preset`` puts before a source for ``task``; empty for most.

    Raises:
        ConfigError: ``prefixes.toml`` is missing or not TOML.
    """
    file = prompts_dir() / "prefixes.toml"
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as exc:
        raise ConfigError(f"{file} cannot be read ({exc}). Install the package again.") from exc
    return str(table.get(preset, {}).get(task.value, ""))
