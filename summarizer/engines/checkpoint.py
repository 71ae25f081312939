"""A model directory in ``save_pretrained`` layout, checked before anything is loaded from it."""

from __future__ import annotations

import hashlib
import json
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

from summarizer.errors import ModelNotFound
from summarizer.normalization import (
    english_numbers,
    join_openings,
    split_elisions,
    split_openings,
    to_model_text,
)

WEIGHTS_FILE = "model.safetensors"
CHECKSUM_FILE = "SHA256SUMS"
_SHA256 = re.compile(r"[0-9a-f]{64}")
_MAX_HEADER_BYTES = 100_000_000  # the limit in the safetensors format itself


@dataclass(frozen=True, slots=True)
class TextForm:
    """How a source is written before the model's tokenizer sees it, and what its output needs.

    Attributes:
        is_plain: straight quotes and plain spaces (``normalization.to_model_text``).
        has_english_numbers: figures already in English form, for a translator that copies them.
        has_split_elisions: a space behind each elision (``l' office``).
        has_split_openings: a space behind each opening quotation mark or bracket, in the output too.
        prefix: a task's words before the source, or nothing.
    """

    is_plain: bool = False
    has_english_numbers: bool = False
    has_split_elisions: bool = False
    has_split_openings: bool = False
    prefix: str = ""

    def prepare(self, text: str) -> str:
        """``text`` as the model was trained to read it, prefix included."""
        if self.is_plain:
            text = to_model_text(text)
        if self.has_english_numbers:
            text = english_numbers(text)
        if self.has_split_elisions:
            text = split_elisions(text)
        if self.has_split_openings:
            text = split_openings(text)
        return self.prefix + text

    def finish(self, text: str) -> str:
        """The model's output as it is meant to be read."""
        return join_openings(text) if self.has_split_openings else text


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a model directory says of itself.

    Attributes:
        config: ``config.json`` as it stands.
        max_input_tokens: special tokens included.
        sha256: of the weights file; None for weights in another format than safetensors.
        has_checksums: its files were compared with a ``SHA256SUMS`` beside them.
        has_guided_attention: the last decoder layer was trained to look at the word it renders.
    """

    path: Path
    config: Mapping[str, Any]
    form: TextForm
    max_input_tokens: int
    sha256: str | None
    n_parameters: int
    version: str | None
    licence: str | None
    has_checksums: bool
    has_guided_attention: bool = False

    @property
    def model_type(self) -> str:
        return str(self.config.get("model_type", "unknown"))


def read_checkpoint(path: Path, *, needs_checksums: bool = False) -> Checkpoint:
    """The checkpoint in ``path``, its files compared with ``SHA256SUMS`` where there is one.

    Args:
        needs_checksums: refuse a directory without ``SHA256SUMS``, as the shipped ones must
            have it.

    Raises:
        ModelNotFound: the directory or one of its files is missing, damaged or unreadable.
    """
    if not (path / "config.json").is_file():
        raise ModelNotFound(
            f"No model in {path}: config.json is missing. Install the package again, "
            "or name another model; `summarizer models` lists them."
        )
    has_checksums = (path / CHECKSUM_FILE).is_file()
    if needs_checksums and not has_checksums:
        raise ModelNotFound(
            f"The model in {path} has no {CHECKSUM_FILE}, so its files cannot be trusted. "
            "Install the package again."
        )
    known = verify_checksums(path) if has_checksums else {}
    config = _read_json(path / "config.json")
    own = config.get("summarizer") or (config.get("task_specific_params") or {}).get("summarizer")
    own = own if isinstance(own, dict) else {}
    weights = path / WEIGHTS_FILE
    sha256, n_parameters = None, 0
    if weights.is_file():
        n_parameters = sum(prod(shape) for shape in read_shapes(weights).values())
        sha256 = known.get(WEIGHTS_FILE) or file_sha256(weights)
        _compare_with_hub(weights, sha256)
    positions = config.get("max_position_embeddings") or config.get("n_positions") or 512
    return Checkpoint(
        path=path,
        config=config,
        form=TextForm(
            is_plain=own.get("text_form") == "plain",
            has_english_numbers=own.get("numbers") == "english",
            has_split_elisions=own.get("elisions") == "split",
            has_split_openings=own.get("openings") == "split",
            prefix=str(own.get("prefix", "")),
        ),
        max_input_tokens=int(own.get("max_input_tokens", positions)),
        sha256=sha256,
        n_parameters=n_parameters,
        version=str(own["version"]) if "version" in own else None,
        licence=_read_licence(path / "README.md"),
        has_checksums=has_checksums,
        has_guided_attention=own.get("guided_attention") is True,
    )


def verify_checksums(path: Path) -> dict[str, str]:
    """File name → SHA-256 for every line of ``path``'s ``SHA256SUMS``, each one recomputed.

    Raises:
        ModelNotFound: a listed file is missing or differs, or a line is malformed.
    """
    sums: dict[str, str] = {}
    for line in _read_text(path / CHECKSUM_FILE).splitlines():
        if not line.strip():
            continue
        expected, _, name = line.partition(" ")
        name = name.lstrip(" *").removeprefix("./")
        if len(expected) != 64 or not name or Path(name).is_absolute() or ".." in name:
            raise ModelNotFound(f"{path / CHECKSUM_FILE} has a malformed line: {line!r}.")
        file = path / name
        if not file.is_file():
            raise ModelNotFound(
                f"The model in {path} is incomplete: {name} is missing. Install the package again."
            )
        found = file_sha256(file)
        if found != expected.lower():
            raise ModelNotFound(
                f"The model file {file} is damaged: its SHA-256 is {found[:12]}…, "
                f"{expected[:12].lower()}… was expected. Install the package again."
            )
        sums[name] = found
    return sums


def _compare_with_hub(weights: Path, sha256: str) -> None:
    """The hub's cache names a large file by the checksum that the hub gave for it."""
    blob = weights.resolve()
    if _SHA256.fullmatch(blob.name) and blob.name != sha256:
        raise ModelNotFound(
            f"The weights {blob} are damaged: their SHA-256 is {sha256[:12]}…, the hub said "
            f"{blob.name[:12]}…. Delete that file and download the model again."
        )


def file_sha256(file: Path) -> str:
    """Lower-case hexadecimal SHA-256 of a file's bytes."""
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as exc:
        raise ModelNotFound(f"The model file {file} cannot be read ({exc.strerror}).") from exc


def read_shapes(weights: Path) -> dict[str, tuple[int, ...]]:
    """Tensor name → shape, from the header of a safetensors file; no weight is read.

    Raises:
        ModelNotFound: the file is cut short or not in this format.
    """
    try:
        with weights.open("rb") as stream:
            (n_header_bytes,) = struct.unpack("<Q", stream.read(8))
            if n_header_bytes > _MAX_HEADER_BYTES:
                raise ValueError("header too large")
            header = json.loads(stream.read(n_header_bytes))
        return {k: tuple(v["shape"]) for k, v in header.items() if k != "__metadata__"}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, struct.error) as exc:
        raise ModelNotFound(
            f"The weights in {weights} are not a readable safetensors file ({exc}). "
            "Install or download them again."
        ) from exc


def _read_licence(card: Path) -> str | None:
    """The licence named in the front matter of a model card."""
    if not card.is_file():
        return None
    lines = _read_text(card).splitlines()
    if not lines or lines[0].strip() != "---":
        return None
    for line in lines[1:]:
        if line.strip() == "---":
            break
        key, colon, value = line.partition(":")
        if colon and key.strip() in ("license", "licence"):
            return value.strip().strip("\"'") or None
    return None


def _read_text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise ModelNotFound(f"The model file {file} cannot be read ({exc}).") from exc


def _read_json(file: Path) -> dict[str, Any]:
    try:
        data = json.loads(_read_text(file))
    except ValueError as exc:
        raise ModelNotFound(
            f"The model file {file} is not JSON ({exc}). Install or download it again."
        ) from exc
    if not isinstance(data, dict):
        raise ModelNotFound(f"The model file {file} should hold a JSON object.")
    return data
