"""What a language model is asked, and what its answer is stripped of.

The article travels as data: between two lines that carry a mark which its author could not
foresee, with the control tokens of chat formats taken apart, so that nothing in it can pass
for the user's or the system's words.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from string import Template

from summarizer.engines.base import Task
from summarizer.engines.prefixes import prompts_dir
from summarizer.errors import ConfigError
from summarizer.glossary import Glossary, find_terms
from summarizer.result import Length


class Prompt(StrEnum):
    """What is asked; the value is the template's file name without ``.txt``.

    PLAIN has no template: the source is the whole message, as `summarizer evaluate judge`
    needs it.
    """

    SUMMARY_SHORT = "summary_short"
    SUMMARY_MEDIUM = "summary_medium"
    SUMMARY_LONG = "summary_long"
    SUMMARY_BULLETS = "summary_bullets"
    TITLE = "title"
    TRANSLATE = "translate"
    POST_EDIT = "post_edit"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Messages:
    """One filled prompt.

    Attributes:
        system: empty for PLAIN.
        fence: the mark around the data; empty for PLAIN.
    """

    system: str
    user: str
    fence: str


_BY_LENGTH = {
    Length.TITLE: Prompt.TITLE,
    Length.SHORT: Prompt.SUMMARY_SHORT,
    Length.MEDIUM: Prompt.SUMMARY_MEDIUM,
    Length.LONG: Prompt.SUMMARY_LONG,
    Length.BULLETS: Prompt.SUMMARY_BULLETS,
}
_NEEDED = {Prompt.SUMMARY_LONG: {"article", "n_words"}, Prompt.POST_EDIT: {"article", "draft"}}
_SYSTEM = "llm_system"

# Control tokens of the chat formats in use: <|im_start|>, <|eot_id|>, <｜User｜>, [INST], <<SYS>>,
# <start_of_turn>, </s>, <think>… Many servers read them as such even inside a user's message.
_CONTROL = re.compile(
    r"[<\[](?="
    r"\|[^\s<>]{1,48}\|?>"
    r"|[｜|][^<>\n]{1,48}[｜|]>"
    r"|(?<=\[)/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|TOOL_CONTENT|THINK)\]"
    r"|</?SYS>>"
    r"|/?(?:s|bos|eos|pad|unk|mask|think|system|user|assistant|(?:start|end)_of_(?:turn|text|role|"
    r"image)|(?:start|end)_header_id|im_(?:start|end))>)",
    re.IGNORECASE,
)


def prompt_for(task: Task, length: Length = Length.SHORT) -> Prompt:
    """The prompt of a task; ``length`` matters for ABSTRACT alone."""
    if task is Task.TRANSLATE:
        return Prompt.TRANSLATE
    return Prompt.TITLE if task is Task.TITLE else _BY_LENGTH[length]


@functools.lru_cache(maxsize=32)
def load_template(name: str, folder: Path | None = None) -> Template:
    """The template ``name`` of the prompts' folder, or of one's own ``folder``.

    Raises:
        ConfigError: it cannot be read, or lacks a placeholder that its task needs.
    """
    file = (folder or prompts_dir()) / f"{name}.txt"
    try:
        template = Template(file.read_text(encoding="utf-8").strip())
        found = set(template.get_identifiers())
    except (OSError, ValueError) as exc:
        raise ConfigError(
            f"The prompt {file.name} cannot be read ({exc}). Restore {file} from the package."
        ) from exc
    needed = {"fence"} if name == _SYSTEM else _NEEDED.get(Prompt(name), {"article"})
    if not needed <= found or not template.is_valid():
        missing = ", ".join(f"${n}" for n in sorted(needed - found)) or "a name after a $"
        raise ConfigError(f"The prompt {file.name} lacks {missing}. Mend {file}; $$ is a dollar.")
    return template


def fill(
    prompt: Prompt,
    source: str,
    *,
    draft: str = "",
    glossary: Glossary | None = None,
    n_words: int = 0,
    folder: Path | None = None,
) -> Messages:
    """The messages for ``source``: the same for the same arguments.

    Args:
        draft: of the translation, for POST_EDIT.
        glossary: its terms that occur in ``source`` are asked for, in TRANSLATE and POST_EDIT.
        n_words: asked for by SUMMARY_LONG.
        folder: of templates to use instead of the shipped ones.

    Raises:
        ConfigError: a template is missing or wrong.
    """
    if prompt is Prompt.PLAIN:
        return Messages("", source, "")
    fence = make_fence(source, draft)
    user = load_template(prompt.value, folder).substitute(
        article=fenced("ARTICLE" if draft == "" else "FRENCH", source, fence),
        draft=fenced("DRAFT", draft, fence),
        glossary=_terms(source, glossary),
        n_words=n_words,
    )
    system = load_template(_SYSTEM, folder).substitute(fence=fence)
    return Messages(system, user, fence)


def make_fence(*texts: str) -> str:
    """A mark that none of ``texts`` contains and that no author can foresee in their own text.

    It is a digest of the texts: to write it into an article, one would have to know it before
    the article is written. Drawn by chance it would be as safe, and the same article would give
    another prompt, hence another output, at each run.
    """
    digest = hashlib.sha256("\0".join(texts).encode("utf-8", "surrogatepass")).hexdigest()
    while any(digest[:20] in t for t in texts):
        digest = hashlib.sha256(digest.encode()).hexdigest()
    return digest[:20]


def fenced(label: str, text: str, fence: str) -> str:
    """``text`` between its two lines, control tokens taken apart."""
    return f"BEGIN {fence} {label}\n{defanged(text)}\nEND {fence}"


def defanged(text: str) -> str:
    """``text`` with a space inside what chat formats read as a control token."""
    return _CONTROL.sub(lambda m: m[0] + " ", text)


def _terms(source: str, glossary: Glossary | None) -> str:
    if glossary is None:
        return ""
    pairs = {
        (" ".join(source[t.span.start : t.span.end].split()), " ".join(t.target.split())): None
        for t in find_terms(glossary, source)
    }
    if not pairs:
        return ""
    rows = "".join(f"  {french} = {english}\n" for french, english in pairs)
    return f"- These terms must be translated so:\n{rows}"


# What comes back.

_THOUGHT = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>|^.*?</think(?:ing)?>", re.DOTALL)
_OPEN_THOUGHT = re.compile(r"<think(?:ing)?>.*\Z", re.DOTALL)
_CODE_BLOCK = re.compile(r"\A```\w*\n(.*?)\n?```\Z", re.DOTALL)
_PREAMBLE = re.compile(
    r"\A(?:(?:bien sûr|sure|certainly|of course)[^\n]{0,40}\n+)?"
    r"(?:(?:voici|here(?:'s| is| are)|below is|résumé|summary|titre|title|traduction"
    r"|(?:the )?(?:corrected |english )*translation|points essentiels)\b[^\n:]{0,80}:)"
    r"[ \t]*(?P<gap>\n+|)(?=\S)",
    re.IGNORECASE,
)
_LABEL = re.compile(r"\A(?:résumé|titre|title|summary)\s*:", re.IGNORECASE)
_BULLET = re.compile(r"^[ \t]*(?:[-*•–—▪·]|\d{1,2}[.)])[ \t\u00a0]+", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6}[ \t]+", re.MULTILINE)
_QUOTES = {"«": "»", "“": "”", '"': '"'}


def clean_answer(answer: str, prompt: Prompt, source: str, fence: str = "") -> str:
    """The answer alone: no reasoning, mark, preamble, Markdown or quotes put around it.

    What the source itself has (a list, bold, quotes, a first line that ends in a colon) stays.
    """
    # An answer cut at its limit may end in half a character, which servers write as U+FFFD.
    text = _OPEN_THOUGHT.sub("", _THOUGHT.sub("", answer)).strip().rstrip("\ufffd")
    if prompt is Prompt.PLAIN:
        return text
    block = _CODE_BLOCK.match(text)
    text = block[1].strip() if block else text
    if fence:
        text = "\n".join(line for line in text.splitlines() if fence not in line).strip()
    if "**" not in source:
        text = text.replace("**", "")
    text = _without_preamble(text, prompt, source)
    if prompt in (Prompt.TRANSLATE, Prompt.POST_EDIT):
        return _unquoted(text, source)
    text = _HEADING.sub("", text)
    if prompt is Prompt.TITLE:
        first = next((line.strip() for line in text.splitlines() if line.strip()), "")
        return _unquoted(_BULLET.sub("", first), "").removesuffix(".").strip()
    lines = [line.strip() for line in _BULLET.sub("", text).splitlines()]
    if prompt is Prompt.SUMMARY_BULLETS:
        return "\n".join(_ended(line) for line in lines if line)
    return _unquoted(" ".join(line for line in lines if line), "")


def _without_preamble(text: str, prompt: Prompt, source: str) -> str:
    match = _PREAMBLE.match(text)
    if match is None:
        return text
    is_translation = prompt in (Prompt.TRANSLATE, Prompt.POST_EDIT)
    has_own_line = bool(match["gap"])
    # « Voici la liste : … » is a sentence of its own in many articles.
    if is_translation and (not has_own_line or ":" in source.splitlines()[0]):
        return text
    if not is_translation and not has_own_line and not _LABEL.match(text):
        return text
    return text[match.end() :]


def _unquoted(text: str, source: str) -> str:
    """Without the quotes that enclose all of it, unless the source opens with some."""
    if len(text) < 3 or source.lstrip()[:1] in tuple(_QUOTES):
        return text
    close = _QUOTES.get(text[0])
    inner = text[1:-1]
    if close is None or text[-1] != close or any(q in inner for q in (text[0], close)):
        return text
    return inner.strip(" \u00a0\u202f")


def _ended(line: str) -> str:
    return line if re.search(r"[.!?…»”\"]$", line) else line.rstrip(" ,;:") + "."


def as_chat(messages: Messages, *, has_system_role: bool) -> Sequence[dict[str, str]]:
    """The messages in the form of the chat interface."""
    if not messages.system:
        return [{"role": "user", "content": messages.user}]
    if has_system_role:
        return [
            {"role": "system", "content": messages.system},
            {"role": "user", "content": messages.user},
        ]
    return [{"role": "user", "content": f"{messages.system}\n\n{messages.user}"}]
