"""``python -m summarizer``: the command line."""

from __future__ import annotations

from summarizer.presenters.cli import main

if __name__ == "__main__":
    main()
