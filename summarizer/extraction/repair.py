"""Damage undone before cleaning: HTML entities left in text, UTF-8 once read as Windows-1252."""

from __future__ import annotations

import html
import re

_ENTITY = re.compile(r"&(?:#\d{1,6}|#[xX][0-9a-fA-F]{1,5}|[A-Za-z]{2,8}\d{0,2});")
_DOUBLED_AMPERSAND = re.compile(r"&(?:amp;)+(?=#?\w{2,8};)")
# How the second byte of a two-byte letter, or the last two of a three-byte mark, look when
# UTF-8 was read as Windows-1252 (or as Latin-1 for the five bytes that it leaves undefined).
_TAIL = "\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹Œ\u017dŽ‘’“”•–—˜™š›œžŸ"
_MOJIBAKE = re.compile(f"Ã[{_TAIL}]|Â[\u00a0«»°·§]|Å[“’¸]|â€[{_TAIL}]|ï¬[{_TAIL}]|â‚¬")


def repair_text(text: str) -> str:
    """``text`` with character entities resolved and twice-encoded letters put right.

    ``l&rsquo;&eacute;t&eacute;`` and ``lâ€™Ã©tÃ©`` both give ``l’été``. Entities need their
    semicolon, so that addresses with ``&copy=`` in them stay whole.
    """
    text = _MOJIBAKE.sub(_decoded, text)
    for _ in range(5):
        before = text
        text = _ENTITY.sub(lambda m: html.unescape(m[0]), _DOUBLED_AMPERSAND.sub("&", text))
        if text == before:
            break
    return text


def _decoded(match: re.Match[str]) -> str:
    data = bytearray()
    for char in match[0]:
        try:
            data += char.encode("cp1252")
        except UnicodeEncodeError:
            if ord(char) > 0xFF:
                return match[0]
            data.append(ord(char))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return match[0]
