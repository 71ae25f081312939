"""A batch in a process of its own, for the tests that kill it."""

from __future__ import annotations

import sys

from batch_engines import make_slow_engines

from summarizer.batch import BatchOptions, BatchTask, run_batch

if __name__ == "__main__":
    workers = int(sys.argv[3])
    run_batch(
        sys.argv[1],
        sys.argv[2],
        BatchOptions(task=BatchTask.TRANSLATE, batch_size=4, workers=workers),
        make_engines=make_slow_engines,
    )
