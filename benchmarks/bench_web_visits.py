"""Resident memory of the served page over 200 visits, each a new client session and a run.

Prints the memory after 50 visits (caches are warm) and after 200, and their ratio; the peer is
the page itself at the start. Exits 1 when it grew by more than 10 %.

    python benchmarks/bench_web_visits.py [VISITS]
"""

from __future__ import annotations

import os
import socket
import sys
import tempfile
import warnings
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
WARM = 50
MAX_GROWTH = 1.10


def main() -> int:
    """0 when memory stays bounded."""
    n_visits = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from fake_service import FakeService
        from gradio_client import Client

        from summarizer.presenters import web
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    pid = os.fork()
    if pid == 0:  # the page in a process of its own: the client's memory is not the page's
        with tempfile.TemporaryDirectory() as folder:
            os.environ["GRADIO_TEMP_DIR"] = folder
            web.launch(web.build_page(FakeService()), port=port)
        os._exit(0)
    page = psutil.Process(pid)
    try:
        form = ["Un article. " * 400, None, "", "text", "short", {"headers": ["a", "b", "c"], "data": [], "metadata": None}, None, "fr"]  # fmt: skip
        warm_at, warm = min(WARM, n_visits), 0
        for visit in range(1, n_visits + 1):
            client = _connected(Client, f"http://127.0.0.1:{port}/")
            client.predict(*form, api_name="/run")
            client.close()
            if visit in (1, warm_at, n_visits) or visit % 50 == 0:
                rss = page.memory_info().rss
                warm = rss if visit == warm_at else warm
                print(f"visit {visit:4d}: {rss / 2**20:6.1f} MiB", flush=True)
        ratio = page.memory_info().rss / warm
        print(f"ratio {n_visits} : {warm_at} visits = {ratio:.3f} (at most {MAX_GROWTH})")
        return int(ratio > MAX_GROWTH)
    finally:
        page.kill()
        page.wait()


def _connected(client: type, address: str) -> object:
    import time

    for _ in range(100):
        try:
            return client(address, verbose=False)
        except Exception:
            time.sleep(0.2)
    raise SystemExit(f"The page at {address} did not answer.")


if __name__ == "__main__":
    sys.exit(main())
