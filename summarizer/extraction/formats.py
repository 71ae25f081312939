"""Web pages, Word files, PDF and Markdown made plain text that ``clean_article`` understands.

Headings come out as ``# Heading``, list items as ``- item``, pages divided by form feeds.
The libraries are imported when a file of their kind is read.
"""

from __future__ import annotations

import importlib
import io
import re
import zipfile
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

from summarizer.errors import InputTooLong, UnreadableFile

MAX_UNPACKED_BYTES = 100_000_000
_MIN_LETTERS = 25

_FRONT_MATTER = re.compile(r"\A---\n.*?\n(?:---|\.\.\.)\n", re.DOTALL)
_FENCE = re.compile(r"^[ \t]*(?:```|~~~).*$", re.MULTILINE)
_SETEXT = re.compile(r"^(?=.*\w)(.+)\n(?:=+|-{3,})[ \t]*$", re.MULTILINE)
_IMAGE = re.compile(r"!\[([^\]\n]*)\]\([^)\n]*\)")
_LINK = re.compile(r"\[([^\]\n]+)\](?:\([^)\n]*\)|\[[^\]\n]*\])")
_AUTOLINK = re.compile(r"<(https?://[^>\s]+)>")
_STRONG = re.compile(r"(\*\*\*|\*\*|__|~~)(?=\S)([^*_~\n]+?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*_])([*_])(?=\S)([^*_\n]+?)(?<=\S)\1(?![\w*_])")
_QUOTE = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_REFERENCE = re.compile(r"^\[[^\]\n]+\]:[ \t]+\S+.*$", re.MULTILINE)
_HARD_BREAK = re.compile(r"(?: {2,}|\\)$", re.MULTILINE)


def text_of_markdown(text: str) -> str:
    """Markdown without its marks; headings keep ``#`` and lists their bullets."""
    text = text.replace("\r\n", "\n")
    text = _COMMENT.sub("", _FRONT_MATTER.sub("", text))
    text = _SETEXT.sub(r"# \1", _FENCE.sub("", _REFERENCE.sub("", text)))
    text = _AUTOLINK.sub(r"\1", _LINK.sub(r"\1", _IMAGE.sub(r"\1", text)))
    text = _EMPHASIS.sub(r"\2", _STRONG.sub(r"\2", text))
    text = _HARD_BREAK.sub("", _QUOTE.sub("", text))
    return re.sub(r"^[ \t]*(#{1,6}[ \t].*)$", r"\n\1\n", text, flags=re.MULTILINE)


def text_of_html(page: str, name: str) -> str:
    """The article of a web page, its title first.

    Args:
        name: the file or address, for messages.

    Raises:
        UnreadableFile: the page holds no article, or trafilatura is not installed.
    """
    trafilatura = _needed("trafilatura", "trafilatura", "Web pages")
    text = ""
    for favor_recall in (False, True):
        xml = trafilatura.extract(
            page,
            output_format="xml",
            with_metadata=True,
            include_comments=False,
            include_tables=True,
            include_formatting=False,
            favor_recall=favor_recall,
        )
        if xml:
            text = _text_of_extract(ElementTree.fromstring(xml))
        if sum(c.isalpha() for c in text) >= _MIN_LETTERS:
            return text
    raise UnreadableFile(
        f"No article was found in the web page {name}. Open it in a browser, copy the article's "
        "text and paste it."
    )


def text_of_docx(data: bytes, name: str) -> str:
    """Paragraphs, headings, lists and table rows of a Word file, in order.

    Raises:
        UnreadableFile: damaged, empty, or python-docx is not installed.
        InputTooLong: more than ``MAX_UNPACKED_BYTES`` once unpacked.
    """
    docx = _needed("docx", "python-docx", "Word files")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
        if size > MAX_UNPACKED_BYTES:
            raise InputTooLong(
                f"The Word file {name} is too large: {size:,} bytes unpacked, at most "
                f"{MAX_UNPACKED_BYTES:,}. Save the article alone in a new file.",
                count=size,
                limit=MAX_UNPACKED_BYTES,
                unit="bytes",
            )
        blocks = list(docx.Document(io.BytesIO(data)).iter_inner_content())
        lines = [line for block in blocks for line in _lines_of_block(block)]
    except InputTooLong:
        raise
    except Exception as exc:  # python-docx raises many kinds on a damaged file
        raise UnreadableFile(
            f"The Word file {name} could not be read: {_reason(exc)}. Open it in a word "
            "processor and save it again as .docx."
        ) from exc
    return _not_empty("\n\n".join(lines), f"The Word file {name} holds no text. Choose another.")


def text_of_pdf(data: bytes, name: str, max_chars: int) -> str:
    """The text of each page, divided by form feeds.

    Raises:
        UnreadableFile: damaged, locked, without text, or pypdf is not installed.
        InputTooLong: more than ``max_chars`` characters.
    """
    pypdf = _needed("pypdf", "pypdf", "PDF files")
    pages: list[str] = []
    n_chars = 0
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableFile(
                f"The PDF {name} is locked by a password. Save it without one, or paste its text."
            )
        for page in reader.pages:
            pages.append(page.extract_text() or "")
            n_chars += len(pages[-1])
            if n_chars > max_chars:
                raise InputTooLong(
                    f"The PDF {name} is too long: more than {max_chars:,} characters. Save the "
                    "article's pages alone.",
                    count=n_chars,
                    limit=max_chars,
                    unit="characters",
                )
    except (UnreadableFile, InputTooLong):
        raise
    except Exception as exc:  # pypdf raises many kinds on a damaged file
        raise UnreadableFile(
            f"The PDF {name} could not be read: {_reason(exc)}. Print it to a new PDF, or paste "
            "its text."
        ) from exc
    return _not_empty(
        "\f".join(pages),
        f"The PDF {name} holds no text, only pictures of its {len(pages)} pages. Run text "
        "recognition on it first, or paste its text.",
    )


def _text_of_extract(root: ElementTree.Element) -> str:
    """trafilatura's XML as lines: title, headings, paragraphs, list items."""
    blocks: list[str] = []
    title = _one_line(root.get("title") or "")
    main = root.find("main")
    for element in main if main is not None else []:
        blocks.extend(_blocks_of(element))
    if title and not any(b.lstrip("# ") == title for b in blocks[:3]):
        blocks.insert(0, f"# {title}")
    return "\n\n".join(b for b in blocks if b)


def _blocks_of(element: ElementTree.Element) -> list[str]:
    if element.tag == "head":
        text = _one_line("".join(element.itertext()))
        return [f"# {text}"] if text else []
    if element.tag == "list":
        items = [_one_line("".join(item.itertext())) for item in element.iter("item")]
        return ["\n".join(f"- {item}" for item in items if item)]
    if element.tag == "table":
        return [
            " ; ".join(filter(None, (_one_line("".join(c.itertext())) for c in row.iter("cell"))))
            for row in element.iter("row")
        ]
    if element.tag in ("quote", "div", "item") and len(element):
        blocks = [_one_line(element.text or "")]
        for child in element:
            blocks += _blocks_of(child)
            blocks.append(_one_line(child.tail or ""))
        return blocks
    parts = [element.text or ""]
    for child in element:
        parts.append("\n" if child.tag == "lb" else "".join(child.itertext()))
        parts.append(child.tail or "")
    return [_one_line(line) for line in "".join(parts).split("\n")]


def _lines_of_block(block: Any) -> list[str]:
    if hasattr(block, "rows"):
        rows = [[_one_line(cell.text) for cell in row.cells] for row in block.rows]
        return [" ; ".join(dict.fromkeys(filter(None, cells))) for cells in rows if any(cells)]
    text = block.text.strip()
    style = (getattr(block.style, "name", None) or "").lower()
    if not text:
        return []
    if style.startswith(("heading", "title", "titre")):
        return [f"# {_one_line(text)}"]
    if style.startswith(("list", "liste")):
        return [f"- {_one_line(text)}"]
    return [_one_line(line) for line in text.split("\n") if line.strip()]


def _one_line(text: str) -> str:
    return re.sub(r"[ \t\r\n]+", " ", text).strip()


def _not_empty(text: str, message: str) -> str:
    if not any(c.isalnum() for c in text):
        raise UnreadableFile(message)
    return text


def _reason(exc: Exception) -> str:
    return f"{type(exc).__name__}: {exc}".rstrip(". :")[:120]


def _needed(module: str, package: str, what: str) -> ModuleType:
    try:
        return importlib.import_module(module)
    except ImportError as exc:
        raise UnreadableFile(
            f"{what} need the package {package}, which is not installed. Run "
            f"`pip install {package}`, or paste the text."
        ) from exc
