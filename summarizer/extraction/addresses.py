"""Pages fetched from public addresses only, connecting to the very machine that was checked."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from summarizer.errors import ForbiddenAddress, InputTooLong, UnreadableFile
from summarizer.extraction.limits import MAX_BYTES

MAX_REDIRECTS = 5
_REDIRECTS = (301, 302, 303, 307, 308)
_CHUNK = 65_536
_HEADERS = {
    "User-Agent": "Mozilla/5.0 (compatible; summarizer)",
    "Accept": "text/html,application/xhtml+xml,text/plain;q=0.9,application/pdf;q=0.8,*/*;q=0.5",
    "Accept-Language": "fr,en;q=0.5",
    "Accept-Encoding": "identity",
    "Connection": "close",
}
# Transition networks that carry an IPv4 address inside an IPv6 one.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Page:
    """What a server sent: the bytes, their kind and the charset it named, or None."""

    data: bytes
    content_type: str
    charset: str | None


def fetch(url: str, *, allow_private: bool = False, timeout_s: float = 20.0) -> Page:
    """The page at ``url``, redirects followed and each checked; see ``read_address``."""
    deadline = time.monotonic() + timeout_s
    here = url
    for _ in range(MAX_REDIRECTS + 1):
        answer = _get(here, deadline, allow_private=allow_private)
        if isinstance(answer, Page):
            return answer
        here = urljoin(here, answer)
    raise UnreadableFile(
        f"{url} redirects more than {MAX_REDIRECTS} times. Open it in a browser and give the "
        "address it ends at."
    )


def is_public(address: IPAddress) -> bool:
    """Whether the address is a machine on the public internet, embedded addresses included."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address.teredo is not None:
            inner = address.teredo[1]
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address.is_site_local:
            return False
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified
    )


def _get(url: str, deadline: float, *, allow_private: bool) -> Page | str:
    """The page, or the address it redirects to."""
    parts = _checked_parts(url)
    host = _ascii_host(parts, url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    addresses = _resolved(host, port, url, allow_private=allow_private)
    live: list[socket.socket] = []
    watchdog: threading.Timer | None = None
    try:
        live = [_connected(addresses, port, deadline)]
        # A socket's own timeout starts anew with every byte: this ends a server that drips.
        watchdog = threading.Timer(_left(deadline), _shut, [live])
        watchdog.daemon = True
        watchdog.start()
        if parts.scheme == "https":
            context = ssl.create_default_context()
            live[0] = secure = context.wrap_socket(
                live[0], server_hostname=host, do_handshake_on_connect=False
            )
            secure.do_handshake()
        connection = http.client.HTTPConnection(host, port)
        connection.sock = live[0]
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
        query = "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]") if parts.query else ""
        connection.request("GET", path + query, headers=_HEADERS)
        return _answer(connection.getresponse(), url, deadline)
    except (OSError, http.client.HTTPException, zlib.error) as exc:
        if time.monotonic() >= deadline:
            raise UnreadableFile(
                f"{url} took too long to answer. Try again, or paste the article's text."
            ) from exc
        raise UnreadableFile(
            f"{url} could not be reached: {_reason(exc)}. Check the address and the network, or "
            "paste the article's text."
        ) from exc
    finally:
        if watchdog is not None:
            watchdog.cancel()
        for sock in live:
            sock.close()


def _answer(response: http.client.HTTPResponse, url: str, deadline: float) -> Page | str:
    location = response.getheader("Location")
    if response.status in _REDIRECTS and location:
        return location
    if response.status >= 400 or response.status in _REDIRECTS:
        raise UnreadableFile(
            f"{url} answered {response.status} {response.reason}. Check the address, or paste "
            "the article's text."
        )
    content_type = response.headers.get_content_type()
    if content_type.startswith(("image/", "audio/", "video/", "font/")):
        raise UnreadableFile(
            f"{url} is not a page but {content_type}. Give the article's own address."
        )
    data = _body(response, url, deadline)
    return Page(data, content_type, response.headers.get_content_charset())


def _body(response: http.client.HTTPResponse, url: str, deadline: float) -> bytes:
    encoding = (response.getheader("Content-Encoding") or "identity").lower()
    inflate = zlib.decompressobj(wbits=47) if encoding in ("gzip", "deflate", "x-gzip") else None
    data = bytearray()
    while chunk := response.read1(_CHUNK):
        data += inflate.decompress(chunk, MAX_BYTES + 1 - len(data)) if inflate else chunk
        if len(data) > MAX_BYTES:
            raise InputTooLong(
                f"The page {url} is too large: more than {MAX_BYTES:,} bytes. Paste the "
                "article's text.",
                count=len(data),
                limit=MAX_BYTES,
                unit="bytes",
            )
        _left(deadline)
    if response.length:
        raise http.client.IncompleteRead(bytes(data), response.length)
    return bytes(data)


def _checked_parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError as exc:
        raise ForbiddenAddress(f"{url!r} is not a web address: {exc}. Check it.") from exc
    if parts.scheme not in ("http", "https"):
        raise ForbiddenAddress(
            f"Only http and https addresses can be read, and {url!r} is "
            f"{parts.scheme + ':' if parts.scheme else 'without a scheme'}. Give the page's "
            "web address."
        )
    if not parts.hostname or port == 0:
        raise ForbiddenAddress(f"{url!r} names no machine. Give the page's whole address.")
    if parts.username is not None or parts.password is not None:
        raise ForbiddenAddress(
            f"An address with a user name in it is not read: {parts.hostname}. Give it without."
        )
    return parts


def _ascii_host(parts: SplitResult, url: str) -> str:
    host = (parts.hostname or "").rstrip(".")
    try:
        ascii_host = host if ":" in host else host.encode("idna").decode("ascii")
    except UnicodeError as exc:
        raise ForbiddenAddress(f"{url!r} has a machine name that cannot be. Check it.") from exc
    if not ascii_host or any(c in ascii_host for c in " /\\@#?\r\n\t\x00"):
        raise ForbiddenAddress(f"{url!r} has a machine name that cannot be. Check it.")
    return ascii_host


def _resolved(host: str, port: int, url: str, *, allow_private: bool) -> list[IPAddress]:
    """Every address of ``host``, all of them public; decimal and octal spellings resolved."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as exc:
        raise UnreadableFile(
            f"The machine {host} was not found. Check the address and the network, or paste the "
            "article's text."
        ) from exc
    addresses = list(
        dict.fromkeys(ipaddress.ip_address(str(info[4][0]).split("%")[0]) for info in found)
    )
    for address in addresses:
        if not allow_private and not is_public(address):
            raise ForbiddenAddress(
                f"{url} leads to {address}, which is not on the public internet, and is not read. "
                "Paste the article's text."
            )
    return addresses


def _connected(addresses: list[IPAddress], port: int, deadline: float) -> socket.socket:
    """A connection to one of the checked addresses; names are not looked up again."""
    last: OSError = OSError("no address")
    for address in addresses:
        try:
            return socket.create_connection((str(address), port), timeout=_left(deadline))
        except OSError as exc:
            last = exc
    raise last


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("the time was up")
    return left


def _shut(live: list[socket.socket]) -> None:
    try:
        live[0].shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # closed already


def _reason(exc: BaseException) -> str:
    return (getattr(exc, "strerror", None) or str(exc) or type(exc).__name__).rstrip(".")
