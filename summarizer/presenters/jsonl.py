"""A result as JSON, and as one line of a JSONL file."""

from __future__ import annotations

import json

from summarizer.errors import SummarizerError
from summarizer.result import Result


def render_json(result: Result) -> str:
    """The whole result, indented; keys are documented in docs/RESULT.md. Ends with a line break."""
    return result.to_json() + "\n"


def render_jsonl(result: Result, row_id: str | int | None = None) -> str:
    """The whole result on one line, ``{"id": …}`` first when an id is given, with a line break."""
    data = result.to_dict()
    if row_id is not None:
        data = {"id": row_id, **data}
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"


def render_error_line(error: SummarizerError, row_id: str | int) -> str:
    """``{"id": …, "error": {"type": …, "message": …}}`` with a line break."""
    data = {"id": row_id, "error": {"type": type(error).__name__, "message": str(error)}}
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"
