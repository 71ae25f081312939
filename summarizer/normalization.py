"""French typography: made uniform for reading, made plain for models, made English for output."""

from __future__ import annotations

import re
import unicodedata

_PLAIN = str.maketrans(
    {
        "’": "'", "‘": "'", "ʼ": "'", "‛": "'", "′": "'",
        "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"',
        "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u200a": " ", "\u2007": " ",
        "–": "-", "—": "-", "−": "-", "‑": "-", "‐": "-",
        "…": "...",
        "\u00ad": None, "\u200b": None, "\ufeff": None, "\u2060": None,
    }
)  # fmt: skip
_OPENING_GUILLEMET = re.compile(r"[«‹]\s*")
_CLOSING_GUILLEMET = re.compile(r"\s*[»›]")
_SPACES = re.compile(r"\s+")

_THOUSANDS = re.compile(r"(?<![\d.,])(\d{1,3})((?: \d{3})+)(?![\d])")
_POINTED_THOUSANDS = re.compile(r"(?<![\w.,])([1-9]\d{0,2})((?:\.\d{3})+)(?!\d|\.\d)")
_DECIMAL_COMMA = re.compile(r"(?<![\d.,])(\d[\d,]*?\d|\d),(\d{1,2}|\d{4,})(?!\d|[.,]\d)")
_DECIMAL_THREE = re.compile(r"(?<![\d.,])0,(\d{3})(?!\d|,\d)")
_PERCENT = re.compile(r"(\d) ?%")
_CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-4]) ?[hH](?:eures)? ?([0-5]\d)(?!\d)")
_AMOUNT_BEFORE = re.compile(r"(?<![\d.,])(\d[\d.,]*\d|\d) ?([€$£])(?!\w)")


_NBSP = "\u00a0"
_THIN = "\u202f"
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
# Invisible characters that carry nothing in French; U+202A..U+202E and U+2066..U+2069 can also
# make a text read otherwise than it is stored.
_INVISIBLE = re.compile(
    "[\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb]"
)
# Joiners shape letters in Arabic or Indic scripts and glue emoji: kept after those.
_JOINER = re.compile("(?<![\u0600-\u1cff\u2600-\u27bf\ufe0f\U0001f000-\U0001ffff])[\u200c\u200d]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_UNPAIRED = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_FIXED_SPACES = re.compile("[\u2007\u2009\u202f]")
_OTHER_SPACES = re.compile("[\t\u1680\u2000-\u2006\u2008\u200a\u205f\u3000]")
_SPACE_RUN = re.compile("[ \u00a0]{2,}")
_LINE_EDGES = re.compile("^[ \u00a0]+|[ \u00a0]+$", re.MULTILINE)
_PLACEHOLDER = "\ufdd0"
# What must not be touched: addresses, e-mail, code between back-quotes.
_PROTECTED = re.compile(
    r"(?:https?|ftp)://[^\s<>«»“”\"]*[^\s<>«»“”\".,;:!?…)\]'’]"
    r"|\bwww\.[^\s<>«»“”\"]*[^\s<>«»“”\".,;:!?…)\]'’]"
    r"|\b[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{0,190}\w"
    r"|`[^`\n]+`"
)
_DOTS = re.compile(r"\.{3,}")
_APOSTROPHE = re.compile(r"(?<!\d)['ʼ‛]|(?<=\d)['ʼ‛](?=[^\W\d_])|(?<=[^\W\d_])[‘`´](?=[^\W\d_])")
_ANGLE_PAIR = re.compile(r"<<[ \u00a0]*([^<>\n]+?)[ \u00a0]*>>")
_OPEN_SPACE = re.compile(r"([«‹])[ \u00a0\u202f]*(?=[^\s])")
_CLOSE_SPACE = re.compile(r"(?<=[^\s«‹])[ \u00a0\u202f]*([»›])")
_NO_SPACE_AFTER = r"[^\s(\[{«‹“‘]"
_HIGH_MARK = re.compile(
    rf"(?<={_NO_SPACE_AFTER})(?:[ \u00a0]+(?=[;!?])|(?<![!?;])(?=[;!?]+(?:$|[\s»”\")\]’…])))",
    re.MULTILINE,
)
_COLON = re.compile(
    rf"(?<={_NO_SPACE_AFTER})(?:[ \u00a0]+(?=:)|(?<!:)(?=:(?:$|[\s»”\")\]])))", re.MULTILINE
)
_UNIT = re.compile(r"(?<=\d)[ \u00a0]*(?=(?:%|‰|€|[kM]€|Md€)(?!\w))")
_GROUPED = re.compile(
    r"(?<![\d.,+])(?<!\d[ \u00a0])([1-9]\d{0,2})((?:[ \u00a0]\d{3})+)(?!\d|[ \u00a0]\d)"
)
_PARAGRAPH_BREAK = re.compile(r"(\n[ \t\u00a0]*\n)")
_ENGLISH_TIGHT = re.compile(r"(?<=[^\s(\[“‘—–-]) +(?=[;:!?,]+(?:$|[\s”’\")\]]))| +(?=[%‰](?!\w))")
_SINGLE_PAIR = re.compile(r"(?<![\w'’])'(?=[^\s'])([^'“”\n]*(?:\w'\w[^'“”\n]*)*)(?<=[^\s'])'(?!\w)")
_SCALES = {"k": "thousand", "M": "million", "Md": "billion"}
_SCALED_EUROS = re.compile(r"(?<![\d.,])(\d[\d.,]*\d|\d) ?(k|M|Md)€(?!\w)")
_HOUR = re.compile(r"(?<![\d:.,])([01]?\d|2[0-4]) ?h(?![\w/])")
_NUMERO = re.compile(r"\b[Nn][°º] ?(?=\d)")
_ORDINAL = re.compile(r"\b(\d{1,3})(?:ère|ere|er|re|ème|eme|nde|nd|e)\b")
# "a union", "a European", "a one-way": written with a vowel, spoken with a consonant.
_SPOKEN_CONSONANT = (
    r"(?i:one\b|once\b|eu|ewe|uk|ub|ur[aieo]|us[aeiu]|ut[aeio]|unan|"
    r"uni(?:[qvtosfl]|co|son|[^\W\d_]*sex)(?!ll|nt|mp))"
)
_ARTICLE = r"(?<![\w'’.-])(?:(?<!\w )A|a)"
_A = re.compile(
    rf"({_ARTICLE})(?= (?:(?!{_SPOKEN_CONSONANT})[aeiouAEIOU][a-z]|(?i:hour|honest|honou?r|heir)"
    r"|(?:8\d*|11|18)(?![\d.])))"
)
_AN = re.compile(rf"({_ARTICLE})n(?= [b-df-gj-np-tv-zB-DF-GJ-NP-TV-Z][a-z])")
_DASH = re.compile(r"(?<=[^\s]) - (?=[^\s\d])")


_ELIDED = r"\b([cdjlmnst]|qu|lorsqu|puisqu|jusqu|quoiqu)'"
_ELISION = re.compile(_ELIDED + r"(?=\w)", re.IGNORECASE)
_SPLIT_ELISION = re.compile(_ELIDED + r" (?=\w)", re.IGNORECASE)
_OPENED = r"(?<![^\s(\"])([(\"])"
_OPENING = re.compile(_OPENED + r"(?=\w)")
_SPLIT_OPENING = re.compile(_OPENED + r" (?=\w)")


def to_model_text(text: str) -> str:
    """``text`` in the plain form that the shipped models are trained on.

    NFC; straight quotes and apostrophes, guillemets included; plain spaces; plain hyphens;
    three dots. Not reversible: outputs get their typography back from
    ``french_typography`` or ``english_typography``.
    """
    text = unicodedata.normalize("NFC", text).translate(_PLAIN)
    text = text.replace("''", '"').replace("``", '"')
    text = _CLOSING_GUILLEMET.sub('"', _OPENING_GUILLEMET.sub('"', text))
    return _SPACES.sub(" ", text).strip()


def english_numbers(text: str) -> str:
    """Plain French text with its figures in English form, so that a translator copies them.

    ``55,41 %`` → ``55.41%``; ``210 000``, ``210.000`` → ``210,000``; ``14 h 30`` → ``14:30``;
    ``12 €`` → ``€12``. Words are left alone. Expects ``to_model_text`` output.
    """
    text = _CLOCK.sub(lambda m: f"{m[1]}:{m[2]}", text)
    text = _THOUSANDS.sub(lambda m: m[1] + m[2].replace(" ", ","), text)
    text = _POINTED_THOUSANDS.sub(lambda m: m[1] + m[2].replace(".", ","), text)
    text = _DECIMAL_THREE.sub(r"0.\1", text)
    text = _DECIMAL_COMMA.sub(lambda m: f"{m[1]}.{m[2]}", text)
    text = _PERCENT.sub(r"\1%", text)
    return _AMOUNT_BEFORE.sub(r"\2\1", text)


def split_elisions(text: str) -> str:
    """Plain French text with a space behind each elision: ``l'office`` → ``l' office``.

    The word then has the pieces that it has elsewhere, and that its English twin has. Expects
    ``to_model_text`` output; words such as ``aujourd'hui`` and ``O'Neill`` stay whole.
    """
    return _ELISION.sub(r"\1' ", text)


def join_elisions(text: str) -> str:
    """The reverse of ``split_elisions``: ``l' office`` → ``l'office``."""
    return _SPLIT_ELISION.sub(r"\1'", text)


def split_openings(text: str) -> str:
    """Plain text with a space behind each quotation mark or bracket that opens a word.

    ``"des amis" (Obama)`` → ``" des amis" ( Obama)``, for the reason given in
    ``split_elisions``; both languages are prepared so. Expects ``to_model_text`` output.
    """
    return _OPENING.sub(r"\1 ", text)


def join_openings(text: str) -> str:
    """The reverse of ``split_openings``."""
    return _SPLIT_OPENING.sub(r"\1", text)


def normalize_french(text: str) -> str:
    """``text`` in uniform French typography; idempotent; line breaks stay where they are.

    NFC; ’; « » with U+00A0 inside, “ ” when nested; U+202F before ; ! ? and within grouped
    numbers; U+00A0 before : % and €; …; ﬁ and ﬂ as letters (œ and æ stay); soft hyphens,
    zero-width and control characters removed; runs of spaces made one. Straight double quotes
    are paired paragraph by paragraph, and left when their sides do not tell opening from
    closing. Addresses, e-mail, times (14:30) and `code` are left alone.
    """
    text = _UNPAIRED.sub("\ufffd", text)
    for _ in range(4):
        before = text
        text = _normalize_once(text)
        if text == before:
            break
    return text


def french_typography(model_text: str) -> str:
    """A model's plain French with its typography back: ’ « » … – and no-break spaces.

    Straight quotes are turned by the side they stand on, even when a sentence holds only one
    of a pair; a quote that could be either is left.
    """
    text = _DASH.sub(" – ", model_text)
    text = _turn_quotes(text, ("«\u00a0", "\u00a0»"), ("“", "”"), is_strict=False)
    return normalize_french(text)


def english_typography(model_text: str) -> str:
    """A model's plain English with its typography: “ ” ‘ ’ … –, no space before ; : ! ? %.

    French marks left by the model (« », no-break spaces) become English ones. Idempotent.
    """
    text = model_text
    for _ in range(4):
        before = text
        text = _english_once(text)
        if text == before:
            break
    return text


def english_articles(text: str) -> str:
    """English with "a" and "an" as the next word sounds: "a inscription" → "an inscription".

    Words in capitals are left: an acronym may be spelled or read. So are "an" before "h" and
    letters that stand alone.
    """
    return _AN.sub(r"\1", _A.sub(r"\1n", text))


def french_number_to_english(text: str) -> str:
    """``english_numbers`` and what it leaves: ordinals, hours, n°, millions of euros.

    ``1er`` → ``1st``; ``3e`` → ``3rd``; ``20 h`` → ``20:00``; ``n° 5`` → ``No. 5``;
    ``12 M€`` → ``€12 million``. Dates and words are left to the translator. Expects
    ``to_model_text`` output; idempotent.
    """
    text = english_numbers(text)
    text = _SCALED_EUROS.sub(lambda m: f"€{m[1]} {_SCALES[m[2]]}", text)
    text = _HOUR.sub(r"\1:00", text)
    text = _NUMERO.sub(r"No. ", text)
    return _ORDINAL.sub(lambda m: m[1] + _english_suffix(int(m[1])), text)


def _english_suffix(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _english_once(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    text = re.sub("[\u00a0\u2007\u2009\u200a\u202f]", " ", text)
    text = re.sub(r"[«‹]\s*", '"', text)
    text = re.sub(r"\s*[»›]", '"', text)
    text = re.sub(r"''|``", '"', text)
    text = re.sub(r"[ʼ‛]", "'", text)
    text = re.sub(r"[ \t]{2,}", " ", text).strip(" ")
    text = _DASH.sub(" – ", _DOTS.sub("…", text))
    text = _ENGLISH_TIGHT.sub("", text)
    text = _turn_quotes(text, ("“", "”"), ("‘", "’"), is_strict=False)
    return _turn_single_quotes(text)


def _normalize_once(text: str) -> str:
    text = _LINE_BREAK.sub("\n", unicodedata.normalize("NFC", text))
    text = _CONTROL.sub("", _INVISIBLE.sub("", text))
    text = _JOINER.sub("", text).translate(_LIGATURES)
    text = unicodedata.normalize("NFC", text)
    kept: list[str] = []

    def put_aside(match: re.Match[str]) -> str:
        kept.append(match[0])
        return _PLACEHOLDER

    text = _PROTECTED.sub(put_aside, text)
    text = _OTHER_SPACES.sub(" ", _FIXED_SPACES.sub(_NBSP, text))
    text = _LINE_EDGES.sub("", _SPACE_RUN.sub(" ", text))
    text = text.replace("‐", "-").replace("‑", "-").replace("''", '"')
    text = _SINGLE_PAIR.sub(r"‘\1’", _DOTS.sub("…", text))
    text = _APOSTROPHE.sub("’", text)
    text = _ANGLE_PAIR.sub(r"«\1»", text)
    text = "".join(_paired_quotes(part) for part in _PARAGRAPH_BREAK.split(text))
    text = _CLOSE_SPACE.sub(_NBSP + r"\1", _OPEN_SPACE.sub(r"\1" + _NBSP, text))
    text = _COLON.sub(_NBSP, _HIGH_MARK.sub(_THIN, text))
    text = _UNIT.sub(_NBSP, text)
    text = _GROUPED.sub(lambda m: m[1] + re.sub(r"[ \u00a0]", _THIN, m[2]), text)
    if kept:
        pieces = text.split(_PLACEHOLDER)
        text = pieces[0] + "".join(k + p for k, p in zip(kept, pieces[1:], strict=True))
    return text


def _paired_quotes(paragraph: str) -> str:
    """One paragraph with “ ” outside guillemets and sure straight pairs turned to « »."""
    if '"' not in paragraph and not re.search("[“”„‟]", paragraph):
        return paragraph
    return _turn_curly(_turn_quotes(paragraph, ("«", "»"), ("“", "”"), is_strict=True))


def _turn_curly(paragraph: str) -> str:
    """“x” as « x » where no guillemet is open and each “ or „ has its ”."""
    marks = [(m.start(), m[0]) for m in re.finditer("[«»“”„‟]", paragraph)]
    changes: dict[int, str] = {}
    depth = 0
    opened: int | None = None
    for at, mark in marks:
        if mark == "«":
            depth += 1
            opened = None
        elif mark == "»":
            depth = max(0, depth - 1)
        elif depth == 0 and mark in "“„‟":
            opened = at
        elif depth == 0 and mark == "”" and opened is not None:
            changes[opened], changes[at] = "«", "»"
            opened = None
    return "".join(changes.get(i, c) for i, c in enumerate(paragraph)) if changes else paragraph


def _turn_quotes(
    text: str, outer: tuple[str, str], inner: tuple[str, str], *, is_strict: bool
) -> str:
    """Straight double quotes as ``outer`` pairs, ``inner`` within those; see callers.

    Strict: all or nothing, every quote must open or close by its neighbours and all must
    match. Otherwise each quote is turned by the side it stands on.
    """
    if '"' not in text:
        return text
    out: list[str] = []
    stack: list[tuple[str, str]] = []
    n_guillemets = 0
    for i, char in enumerate(text):
        if char in "«»":
            n_guillemets = max(0, n_guillemets + (1 if char == "«" else -1))
        if char != '"':
            out.append(char)
            continue
        before = text[i - 1] if i else " "
        after = text[i + 1] if i + 1 < len(text) else " "
        opens = (before.isspace() or before in "([{'’–—-/«“\"") and not after.isspace()
        closes = not before.isspace() and not (after.isalnum() or after in "«([{“")
        if opens and closes:
            opens, closes = (False, True) if stack else (True, False)
        if opens and len(stack) < 2:
            is_nested = bool(stack) or (n_guillemets > 0 and outer[0][0] == "«")
            stack.append(inner if is_nested else outer)
            out.append(stack[-1][0])
        elif closes and stack:
            out.append(stack.pop()[1])
        elif is_strict:
            return text
        elif closes and not before.isdigit():  # a digit's " may be inches
            out.append(outer[1])
        else:
            out.append(char)
    return text if is_strict and stack else "".join(out)


def _turn_single_quotes(text: str) -> str:
    """English single quotes: pairs as ‘ ’ where both sides show one, else apostrophes."""
    return _SINGLE_PAIR.sub(r"‘\1’", text).replace("'", "’")
