"""Models of the hub over its real protocol, from a server on this machine."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[1]
REPO = "essai/petit-traducteur"
COMMIT = "c" * 40


@dataclass
class Hub:
    """One repository with one revision; ``cut_once`` breaks the next download of that file.

    Attributes:
        wrong_checksums: the server lies about the weights' SHA-256.
        lost: a file that is listed but not there.
        ranges: what was asked for from the middle of a file.
    """

    files: dict[str, bytes]
    cut_once: str | None = None
    wrong_checksums: bool = False
    address: str = ""
    lost: str | None = None
    ranges: list[str] = dataclasses.field(default_factory=list)

    def checksum(self, name: str) -> str:
        data = self.files[name] + (b"!" if self.wrong_checksums else b"")
        return hashlib.sha256(data).hexdigest()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: Hub

    def log_message(self, *arguments: object) -> None:
        """Silence."""

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def _answer(self, *, with_body: bool) -> None:
        path = unquote(urlsplit(self.path).path)
        if match := re.fullmatch(rf"/api/models/{REPO}(?:/revision/(.+))?", path):
            if match[1] not in (None, "main", COMMIT):
                return self._error("RevisionNotFound")
            siblings = [{"rfilename": n} for n in self.hub.files]
            return self._json({"id": REPO, "sha": COMMIT, "siblings": siblings})
        if re.fullmatch(rf"/api/models/{REPO}/tree/.+", path):
            return self._json([self._entry(n) for n in self.hub.files])
        match = re.fullmatch(rf"/{REPO}/resolve/[^/]+/(.+)", path)
        if match and match[1] in self.hub.files and match[1] != self.hub.lost:
            return self._file(match[1], with_body=with_body)
        return self._error("EntryNotFound" if match else "RepoNotFound")

    def _entry(self, name: str) -> dict[str, object]:
        size, checksum = len(self.hub.files[name]), self.hub.checksum(name)
        entry: dict[str, object] = {
            "type": "file", "path": name, "size": size, "oid": checksum[:40],
        }  # fmt: skip
        if name.endswith(".safetensors"):
            entry["lfs"] = {"oid": checksum, "size": size, "pointerSize": 130}
        return entry

    def _file(self, name: str, *, with_body: bool) -> None:
        data = self.hub.files[name]
        asked = self.headers.get("Range")
        start = 0
        if asked and with_body:
            start = int(re.findall(r"\d+", asked)[0])
            self.hub.ranges.append(f"{name} {start}")
        is_large = name.endswith(".safetensors")
        etag = self.hub.checksum(name)[: 64 if is_large else 40]
        self.send_response(206 if start else 200)
        self.send_header("ETag", f'"{etag}"')
        self.send_header("X-Repo-Commit", COMMIT)
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(len(data) - start))
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        self.end_headers()
        if not with_body:
            return
        if self.hub.cut_once == name:
            self.hub.cut_once = None
            self.wfile.write(data[: len(data) // 2])
            self.wfile.flush()
            self.connection.close()
            self.close_connection = True
            return
        self.wfile.write(data[start:])

    def _json(self, value: object) -> None:
        self._body(200, json.dumps(value).encode())

    def _error(self, code: str) -> None:
        self._body(404, b'{"error": "not here"}', code)

    def _body(self, status: int, data: bytes, code: str | None = None) -> None:
        self.send_response(status)
        if code:
            self.send_header("X-Error-Code", code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(data)


@pytest.fixture
def hub(tiny_translator: Path) -> Iterator[Hub]:
    files = {p.name: p.read_bytes() for p in tiny_translator.iterdir() if p.name != "SHA256SUMS"}
    hub = Hub(files | {"tf_model.h5": b"not wanted", "pytorch_model.bin": b"nor this"})
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("H", (Handler,), {"hub": hub}))
    hub.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield hub
    server.shutdown()
    server.server_close()
    thread.join()


def attempt(code: str, home: Path, address: str, **environment: str) -> list[str]:
    """Lines that ``code`` prints in a process of its own; errors of ours are printed too."""
    program = (
        "from summarizer.engines.hub import fetch_model\n"
        "from summarizer.engines.base import GenerationOptions, Task\n"
        "from summarizer.engines.registry import load_engine\n"
        "from summarizer.errors import SummarizerError\n"
        "def tell(do):\n"
        "    try: print(do())\n"
        "    except SummarizerError as exc: print(type(exc).__name__, exc)\n" + code
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ
        | {
            "HF_ENDPOINT": address,
            "HF_HOME": str(home),
            "HF_HUB_DISABLE_XET": "1",
            "HF_HUB_DISABLE_PROGRESS_BARS": "1",
            "SUMMARIZER_CACHE": str(home / "converted"),
        }
        | environment,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()


LOAD = f"""
def load():
    engine = load_engine({REPO!r}, Task.TRANSLATE)
    made = engine.generate(["Oui."], GenerationOptions(max_new_tokens=4))
    return engine.identity.engine, engine.identity.name, engine.identity.revision, len(made)
tell(load)
"""


def test_a_model_is_downloaded_once_and_runs_offline_ever_after(hub: Hub, tmp_path: Path) -> None:
    """Hard case 30: with the network off, what cannot be done is said in words."""
    first = attempt(LOAD + f"tell(lambda: fetch_model({REPO!r}))", tmp_path, hub.address)
    # a branch was asked for; the provenance names the commit that came
    assert first[0] == f"('ct2', '{REPO}', '{COMMIT}', 1)"
    folder = Path(first[1])
    assert folder.name == COMMIT
    names = {p.name for p in folder.iterdir()}
    assert "model.safetensors" in names
    assert not names & {"tf_model.h5", "pytorch_model.bin"}
    offline = attempt(
        LOAD + "tell(lambda: fetch_model('essai/autre'))",
        tmp_path,
        hub.address,
        HF_HUB_OFFLINE="1",
    )
    assert offline[0] == first[0]
    assert "ModelNotFound" in offline[1]
    assert "hub cannot be reached" in offline[1]
    unreachable = attempt(LOAD, tmp_path, "http://127.0.0.1:9")
    assert unreachable == [first[0]]


def test_names_and_revisions_that_are_not_there_are_told(hub: Hub, tmp_path: Path) -> None:
    lines = attempt(
        "tell(lambda: fetch_model('essai/inconnu'))\n"
        f"tell(lambda: fetch_model({REPO!r}, revision='deadbeef'))\n"
        "tell(lambda: load_engine('essai/a/b', Task.TRANSLATE))",
        tmp_path,
        hub.address,
    )
    assert "ModelNotFound The hub has no model 'essai/inconnu'" in lines[0]
    assert "has no revision 'deadbeef'" in lines[1]
    assert lines[2].startswith("UnknownEngine")


def test_a_download_that_breaks_off_is_completed(hub: Hub, tmp_path: Path) -> None:
    hub.cut_once = "model.safetensors"
    code = f"tell(lambda: fetch_model({REPO!r}))\n"
    # Whole blocks are kept, and the true ones are larger than this model.
    small = "from huggingface_hub import constants\nconstants.DOWNLOAD_CHUNK_SIZE = 4096\n"
    lines = attempt(small + code + code, tmp_path, hub.address)
    assert Path(lines[-1]).name == COMMIT
    weights = Path(lines[-1]) / "model.safetensors"
    assert weights.read_bytes() == hub.files["model.safetensors"]
    # from where it broke off, not from the start
    half = len(weights.read_bytes()) // 2
    assert hub.ranges == [f"model.safetensors {half - half % 4096}"]


@pytest.mark.parametrize("name", ["model.safetensors", "source.spm"])
def test_a_repository_without_one_of_its_files_is_told(hub: Hub, tmp_path: Path, name: str) -> None:
    hub.lost = name
    (listed,) = attempt(LOAD, tmp_path / "listed", hub.address)
    assert listed.startswith("ModelNotFound"), listed
    del hub.files[name]
    (absent,) = attempt(LOAD, tmp_path / "absent", hub.address)
    assert absent.startswith("ModelNotFound"), absent


def test_weights_that_are_not_what_the_hub_said_are_refused(hub: Hub, tmp_path: Path) -> None:
    hub.wrong_checksums = True
    (line,) = attempt(LOAD, tmp_path, hub.address)
    assert line.startswith("ModelNotFound")
    assert re.search(r"damaged|download", line)


def test_a_full_disk_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import errno

    import huggingface_hub

    from summarizer.engines.hub import fetch_model
    from summarizer.errors import ModelNotFound

    def full(*arguments: object, **named: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(huggingface_hub, "snapshot_download", full)
    monkeypatch.setattr(huggingface_hub.HfApi, "list_repo_files", lambda *a, **k: [])
    with pytest.raises(ModelNotFound, match="No space left"):
        fetch_model(REPO)
