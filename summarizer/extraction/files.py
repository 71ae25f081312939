"""Files and bytes become text: kinds told by content, encodings detected, limits kept."""

from __future__ import annotations

import codecs
import re
import sys
from pathlib import Path

from summarizer.errors import InputTooLong, UnreadableFile
from summarizer.extraction.formats import (
    text_of_docx,
    text_of_html,
    text_of_markdown,
    text_of_pdf,
)
from summarizer.extraction.limits import MAX_BYTES, MAX_CHARS

READABLE_SUFFIXES = (".txt", ".md", ".html", ".htm", ".docx", ".pdf")
_MARKDOWN = (".md", ".markdown")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HTML_START = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S
)
# A scheme of two letters or more: a single one is a Windows drive.
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+://|(?:file|data|javascript):", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,30})", re.I)
# Windows-1252 leaves five bytes without a meaning; text hardly ever holds them.
_UNDEFINED_1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_BINARY_BYTES = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def read_file(path: str | Path) -> str:
    """The text of a .txt, .md, .html, .docx or .pdf file, ready for ``clean_article``.

    UTF-8, UTF-16, UTF-32 and Windows-1252 are told apart, with or without a byte-order mark.

    Raises:
        UnreadableFile: missing, a folder, binary, empty of text, or its library not installed.
        InputTooLong: more than ``MAX_BYTES`` bytes or ``MAX_CHARS`` characters.
    """
    path = Path(path)
    try:
        if path.is_dir():
            raise UnreadableFile(f"{path} is a folder. Give one file of it.")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise _too_large(path.name, size)
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError as exc:
        raise UnreadableFile(f"There is no file {path}. Check its name and folder.") from exc
    except (OSError, ValueError) as exc:
        reason = getattr(exc, "strerror", None) or str(exc)
        raise UnreadableFile(
            f"The file {str(path)!r} could not be read: {reason}. Check its name and its rights."
        ) from exc
    return text_of_bytes(data, path.name)


def read_address(url: str, *, allow_private: bool = False, timeout_s: float = 20.0) -> str:
    """The article's text behind an http(s) address.

    Args:
        allow_private: let local and private machines be read; for tests only.
        timeout_s: seconds for everything, redirects included.

    Raises:
        ForbiddenAddress: another scheme, or a machine that is not on the public internet, at
            the address or behind any redirect.
        UnreadableFile: out of reach, an error page, not a text, or without an article.
        InputTooLong: more than ``MAX_BYTES`` bytes.
    """
    from summarizer.extraction.addresses import fetch  # ssl and http only when needed

    page = fetch(url, allow_private=allow_private, timeout_s=timeout_s)
    suffix = ".html" if "html" in page.content_type else ""
    return text_of_bytes(page.data, url, charset=page.charset, suffix=suffix)


def read_source(source: str) -> tuple[str, str]:
    """``(raw text, origin)`` of a file path, an http(s) address, or ``"-"`` for standard input.

    Raises:
        InputError: see ``read_file`` and ``read_address``.
    """
    if source == "-":
        stream = getattr(sys.stdin, "buffer", None)
        data = sys.stdin.read().encode() if stream is None else stream.read(MAX_BYTES + 1)
        return text_of_bytes(data, "standard input", suffix=".txt"), "text"
    if _SCHEME.match(source):
        return read_address(source), source
    return read_file(source), Path(source).name


def text_of_bytes(
    data: bytes, name: str, *, charset: str | None = None, suffix: str | None = None
) -> str:
    """The text in ``data``, read as what its first bytes say it is.

    Args:
        name: file name or address; its ending counts where the bytes do not tell.
        charset: what the server said, tried first.
        suffix: overrides the ending of ``name``.
    """
    if len(data) > MAX_BYTES:
        raise _too_large(name, len(data))
    suffix = Path(name).suffix.lower() if suffix is None else suffix
    if data.lstrip()[:5] == b"%PDF-":
        return _checked(text_of_pdf(data, name, MAX_CHARS), name)
    if data[:4] == b"PK\x03\x04":
        if b"word/" in data:
            return _checked(text_of_docx(data, name), name)
        raise _binary(name)
    if suffix in (".docx", ".pdf"):
        kind = "Word file" if suffix == ".docx" else "PDF"
        raise UnreadableFile(
            f"{name} is named as a {kind} but is not one. Save it again from its program."
        )
    is_html = suffix in (".html", ".htm", ".xhtml") or _HTML_START.match(data) is not None
    if is_html and charset is None and (meta := _META_CHARSET.search(data[:4096])) is not None:
        charset = meta[1].decode("ascii")
    text = _checked(decode_bytes(data, name, charset=charset), name)
    if is_html:
        return text_of_html(text, name)
    return text_of_markdown(text) if suffix in _MARKDOWN else text


def decode_bytes(data: bytes, name: str, *, charset: str | None = None) -> str:
    """``data`` as text: byte-order mark, then ``charset``, UTF-8, UTF-16, Windows-1252.

    Raises:
        UnreadableFile: the bytes are not text.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, errors="replace")
    if (utf16 := _bare_utf16(data)) is not None:
        return data.decode(utf16, errors="replace")
    if len(_BINARY_BYTES.findall(data)) > len(data) // 200:
        raise _binary(name)
    for encoding in (charset or "utf-8", "utf-8"):
        try:
            codec = codecs.lookup(encoding).name
            return data.decode("cp1252" if codec in ("iso8859-1", "ascii") else codec)
        except (LookupError, UnicodeError):
            continue
    if len(_UNDEFINED_1252.findall(data)) > len(data) // 200:
        raise _binary(name)
    return data.decode("cp1252", errors="replace")


def _bare_utf16(data: bytes) -> str | None:
    """UTF-16 without a mark: Latin letters leave every other byte zero."""
    sample = data[:2000]
    if len(sample) < 4 or len(data) % 2:
        return None
    half = len(sample) // 2
    if sample[1::2].count(0) > 0.7 * half and sample[::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if sample[::2].count(0) > 0.7 * half and sample[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return None


def _checked(text: str, name: str) -> str:
    if len(text) > MAX_CHARS:
        raise InputTooLong(
            f"{name} is too long: {len(text):,} characters, at most {MAX_CHARS:,} can be read. "
            "Cut it into parts.",
            count=len(text),
            limit=MAX_CHARS,
            unit="characters",
        )
    return text


def _too_large(name: str, size: int) -> InputTooLong:
    return InputTooLong(
        f"{name} is too large: {size:,} bytes, at most {MAX_BYTES:,} can be read. Give the "
        "article alone.",
        count=size,
        limit=MAX_BYTES,
        unit="bytes",
    )


def _binary(name: str) -> UnreadableFile:
    return UnreadableFile(
        f"{name} is not a text: its bytes look like a picture, an archive or a program. "
        f"Readable kinds: {' '.join(READABLE_SUFFIXES)}, or pasted text."
    )
