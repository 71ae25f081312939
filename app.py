"""The web page: ``python app.py [--port N]``, then open the address it prints."""

from __future__ import annotations

import sys

from summarizer.presenters.cli import main

if __name__ == "__main__":
    sys.argv.insert(1, "web")
    main()
