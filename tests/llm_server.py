"""A loopback server that speaks the OpenAI interface as a test tells it to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Body = dict[str, Any]


@dataclass
class Reply:
    """What one request is answered with.

    Attributes:
        raw: sent as it is; else ``body`` as JSON.
        delay_s: before the first byte.
        cut: close the connection before the announced end.
        gap_s: between the parts of ``parts``, which are sent as a chunked stream.
    """

    body: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    delay_s: float = 0.0
    cut: bool = False
    parts: tuple[str, ...] = ()
    gap_s: float = 0.0


def said(text: str, *, finish: str = "stop", read: int = 900, written: int = 7) -> Reply:
    """A whole answer."""
    choice = {"index": 0, "message": {"role": "assistant", "content": text}}
    usage = {"prompt_tokens": read, "completion_tokens": written}
    return Reply({"choices": [choice | {"finish_reason": finish}], "usage": usage})


def event(text: str = "", finish: str | None = None, **more: Any) -> str:
    """One event of a stream."""
    choice = {"index": 0, "delta": {"content": text} if text else {}, "finish_reason": finish}
    return f"data: {json.dumps({'choices': [choice]} | more)}\n\n"


class LlmServer:
    """Answers chat requests from ``replies`` in turn, then with ``then``.

    Attributes:
        chats: bodies of the chat requests, in order.
        headers: of those requests.
        pages: GET path → JSON.
        tokenize: text → count, when the server is to have /tokenize.
        n_aborted: streams that the client left before their end.
    """

    def __init__(self) -> None:
        self.replies: list[Reply] = []
        self.then: Callable[[Body], Reply] = lambda body: said("Le pont ferme en mars.")
        self.chats: list[Body] = []
        self.headers: list[dict[str, str]] = []
        self.pages: dict[str, Any] = {
            "/v1/models": {"data": [{"id": "tiny", "max_model_len": 8192}]}
        }
        self.tokenize: Callable[[str], int] | None = None
        self.n_aborted = 0
        self.n_at_once = 0
        self.most_at_once = 0
        self.lock = threading.Lock()
        self.url = ""

    def reply_to(self, path: str, body: Body) -> Reply:
        if path == "/tokenize" and self.tokenize is not None:
            return Reply({"count": self.tokenize(body["prompt"]), "max_model_len": 8192})
        if path != "/v1/chat/completions":
            return Reply({"detail": "Not Found"}, 404)
        with self.lock:
            self.chats.append(body)
            if self.replies:
                return self.replies.pop(0)
        return self.then(body)


@contextmanager
def serving() -> Iterator[LlmServer]:
    """A server on a free port of the loopback."""
    server = LlmServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            page = server.pages.get(self.path)
            self.answer(Reply({"detail": "Not Found"}, 404) if page is None else Reply(page))

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if "chat" in self.path:
                server.headers.append({k.lower(): v for k, v in self.headers.items()})
            with server.lock:
                server.n_at_once += 1
                server.most_at_once = max(server.most_at_once, server.n_at_once)
            try:
                self.answer(server.reply_to(self.path, body))
            finally:
                with server.lock:
                    server.n_at_once -= 1

        def answer(self, reply: Reply) -> None:
            if reply.delay_s:
                time.sleep(reply.delay_s)
            try:
                self.stream(reply) if reply.parts else self.whole(reply)
            except OSError:
                server.n_aborted += 1
                self.close_connection = True

        def whole(self, reply: Reply) -> None:
            raw = json.dumps(reply.body).encode() if reply.raw is None else reply.raw
            self.send_response(reply.status)
            for name, value in ({"Content-Type": "application/json"} | dict(reply.headers)).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw[: len(raw) // 2] if reply.cut else raw)
            self.close_connection = True

        def stream(self, reply: Reply) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for part in reply.parts:
                data = part.encode()
                self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
                self.wfile.flush()
                time.sleep(reply.gap_s)
            if not reply.cut:
                self.wfile.write(b"0\r\n\r\n")
            self.close_connection = True

        def log_message(self, *arguments: Any) -> None:
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    server.url = f"http://127.0.0.1:{httpd.server_address[1]}/v1"
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        httpd.shutdown()
        thread.join()
        httpd.server_close()
