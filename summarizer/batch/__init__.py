"""Many articles at once: from tables and folders, resumed after a kill, one output row a row."""

from __future__ import annotations

from summarizer.batch.estimate import Estimate, estimate_batch
from summarizer.batch.options import BatchOptions, BatchTask, InputFormat, OutputFormat
from summarizer.batch.runner import BatchReport, Progress, run_batch
from summarizer.batch.work import RowFailed

__all__ = [
    "BatchOptions",
    "BatchReport",
    "BatchTask",
    "Estimate",
    "InputFormat",
    "OutputFormat",
    "Progress",
    "RowFailed",
    "estimate_batch",
    "run_batch",
]
