"""Presets by name, and the one door through which engines are loaded."""

from __future__ import annotations

import dataclasses
import difflib
import logging
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.engines.base import Engine, Task
from summarizer.errors import ConfigError, EngineError, ModelNotFound, UnknownEngine

if TYPE_CHECKING:
    from summarizer.engines.checkpoint import Checkpoint
    from summarizer.engines.headline_writer import HeadlineWriter
    from summarizer.engines.pieces import Pieces
    from summarizer.engines.shortening import Shortener

log = logging.getLogger(__name__)

ASSETS = Path(__file__).resolve().parents[1] / "assets"
SHIPPED_TRANSLATOR = ASSETS / "translator"
SHIPPED_SUMMARISER = ASSETS / "summariser"
DEFAULT_PRESET = "compact"
BACKENDS = ("auto", "ct2", "seq2seq", "llm")

_HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")
_COMMIT = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class Preset:
    """A model by a short name.

    Attributes:
        tasks: what it can be asked for.
        repo: on the hub; None for what ships with the package.
        revision: commit, or ``"main"`` where none could be pinned.
        size_mb: of the weights, to download or shipped, rounded; 0 when there are none.
        source_code, target_code: language codes of its tokenizer; None where it has none.
        max_positions: the most tokens it reads or writes; None leaves it to its config.
        summary: one line for `summarizer models`.
        path: of a model directory; None for presets.
        shipped: where the weights lie in the package; None for what comes from elsewhere.
    """

    name: str
    tasks: tuple[Task, ...]
    summary: str
    repo: str | None = None
    revision: str | None = None
    licence: str = "Apache-2.0"
    size_mb: int = 0
    source_code: str | None = None
    target_code: str | None = None
    max_positions: int | None = None
    path: Path | None = None
    shipped: Path | None = None


_TRANSLATE = (Task.TRANSLATE,)
_ABSTRACT = (Task.ABSTRACT,)

# Revisions: the hub could not be reached when this table was written. The commits are those under
# which public projects hold these repositories (pins and cache folders, which the hub names);
# where none was found it is "main", since a hash that nobody has seen would be worse. Sizes are
# those of float32 weights from the published parameter counts.
PRESETS: dict[str, Preset] = {
    p.name: p
    for p in (
        Preset(
            "compact",
            (Task.TRANSLATE, Task.ABSTRACT, Task.TITLE),
            "shipped, offline: small translator, learned sentence choice, written headlines",
            licence="see its model card",
            size_mb=83,
            shipped=SHIPPED_TRANSLATOR,
        ),
        Preset("lead", (Task.ABSTRACT, Task.TITLE), "the article's first sentences, no weights"),
        Preset(
            "extractive",
            (Task.ABSTRACT, Task.TITLE),
            "learned choice of the article's own sentences",
        ),
        Preset(
            "written",
            (Task.ABSTRACT, Task.TITLE, Task.SHORTEN),
            "shipped with the package: a small summariser that writes its own sentences",
            licence="see its model card",
            size_mb=22,
            shipped=SHIPPED_SUMMARISER,
        ),
        Preset(
            "opus",
            _TRANSLATE,
            "OPUS-MT French–English, 75 M parameters",
            repo="Helsinki-NLP/opus-mt-fr-en",
            revision="b4a9a384c2ec68a224bbd2ee3fd5df0c71ca5b1b",
            size_mb=301,
            max_positions=512,
        ),
        Preset(
            "opus-big",
            _TRANSLATE,
            "OPUS-MT-TC-big French–English, 236 M parameters",
            repo="Helsinki-NLP/opus-mt-tc-big-fr-en",
            revision="main",
            licence="CC-BY-4.0",
            size_mb=945,
            max_positions=1024,
        ),
        Preset(
            "nllb",
            _TRANSLATE,
            "NLLB-200 distilled, 600 M parameters, 200 languages",
            repo="facebook/nllb-200-distilled-600M",
            revision="f8d333a098d19b4fd9a8b18f94170487ad3f821d",
            licence="CC-BY-NC-4.0",
            size_mb=2460,
            source_code="fra_Latn",
            target_code="eng_Latn",
            max_positions=512,
        ),
        Preset(
            "m2m100",
            _TRANSLATE,
            "M2M-100, 418 M parameters, 100 languages",
            repo="facebook/m2m100_418M",
            revision="55c2e61bbf05dfb8d7abccdc3fae6fc8512fd636",
            licence="MIT",
            size_mb=1940,
            source_code="fr",
            target_code="en",
            max_positions=1024,
        ),
        Preset(
            "madlad",
            _TRANSLATE,
            "MADLAD-400, 3 B parameters, 400 languages",
            repo="google/madlad400-3b-mt",
            revision="fa184c675da0b5c9e1c8694fccd4e12e2d422094",
            size_mb=11800,
            max_positions=512,
        ),
        Preset(
            "barthez",
            _ABSTRACT,
            "BARThez trained on OrangeSum abstracts, 165 M parameters",
            repo="moussaKam/barthez-orangesum-abstract",
            revision="main",
            size_mb=560,
            max_positions=1024,
        ),
        Preset(
            "barthez-title",
            (Task.TITLE,),
            "BARThez trained on OrangeSum titles, 165 M parameters",
            repo="moussaKam/barthez-orangesum-title",
            revision="main",
            size_mb=560,
            max_positions=1024,
        ),
        Preset(
            "mbarthez",
            _ABSTRACT,
            "mBARThez trained on OrangeSum abstracts, 458 M parameters",
            repo="moussaKam/mbarthez-orangesum-abstract",
            revision="main",
            size_mb=1830,
            max_positions=1024,
        ),
        Preset(
            "mt5-xlsum",
            _ABSTRACT,
            "mT5 base trained on XL-Sum (45 languages), 582 M parameters",
            repo="csebuetnlp/mT5_multilingual_XLSum",
            revision="2437a524effdbadc327ced84595508f1e32025b3",
            licence="CC-BY-NC-SA-4.0",
            size_mb=2330,
            max_positions=512,
        ),
    )
}


@dataclass(frozen=True, slots=True)
class _Request:
    device: str
    precision: str
    revision: str | None
    n_threads: int | None


def available_models() -> tuple[Preset, ...]:
    """Every preset, the shipped ones first; loads nothing."""
    return tuple(PRESETS.values())


def load_engine(
    name: str,
    task: Task,
    *,
    device: str = "auto",
    precision: str = "auto",
    backend: str = "auto",
    revision: str | None = None,
    n_threads: int | None = None,
    base_url: str | None = None,
) -> Engine:
    """The engine that does ``task``: a preset, a hub id (owner/name) or a model directory.

    Args:
        device: ``"auto"``, ``"cpu"`` or ``"cuda"``.
        precision: ``"auto"``, ``"int8"``, ``"float32"``, ``"float16"`` or ``"bfloat16"``.
        backend: ``"ct2"``, ``"seq2seq"``, or ``"auto"``: the first with the second to fall
            back on, in a logged warning, when CTranslate2 cannot take the model; ``"llm"``: a
            name that is no preset is that of a model served at ``base_url``, and ``edit:MODEL``
            is the shipped translator corrected by such a model.
        revision: of a hub id; overrides a preset's own.
        n_threads: cores to use; all that the process may use when None.
        base_url: of an OpenAI-compatible server, for ``"llm"``.

    Raises:
        UnknownEngine: no preset has this name, or the preset does another task.
        ModelNotFound: files are missing, damaged or out of reach.
        ConfigError: an unknown device, precision or backend.
    """
    if backend not in BACKENDS:
        raise ConfigError(f"Unknown backend {backend!r}. Available: {', '.join(BACKENDS)}.")
    if device not in ("auto", "cpu", "cuda"):
        raise ConfigError(f"Unknown device {device!r}. Available: auto, cpu, cuda.")
    if backend == "llm":
        if name not in PRESETS:
            return _load_llm(name, task, base_url)
        backend = "auto"
    preset = find_preset(name, task)
    if preset.name in ("lead", "extractive") or (
        preset.name == "compact" and task is not Task.TRANSLATE
    ):
        return _load_chooser(preset.name, task, _Request(device, precision, None, n_threads))
    path = _model_path(preset, revision)
    request = _Request(device, precision, revision, n_threads)
    if backend != "seq2seq":
        try:
            return _load_ct2(preset, path, task, request)
        except (EngineError, ImportError) as exc:
            if backend == "ct2" or not _is_worth_another_try(exc):
                raise
            log.warning("CTranslate2 cannot take %s (%s); using transformers", preset.name, exc)
            if precision == "int8":
                request = dataclasses.replace(request, precision="auto")
    return _load_seq2seq(preset, path, task, request)


def find_preset(name: str, task: Task) -> Preset:
    """The preset called ``name``, or one made for a hub id or a directory.

    Raises:
        UnknownEngine: neither; the message lists the names that do ``task``.
    """
    able = [p.name for p in PRESETS.values() if task in p.tasks]
    preset = PRESETS.get(name)
    if preset is not None:
        if task not in preset.tasks:
            raise UnknownEngine(
                f"The preset {name!r} cannot {_ACTIONS[task]}. Available: {', '.join(able)}. "
                "See `summarizer models`."
            )
        return preset
    if (Path(name) / "config.json").is_file():
        path = Path(name)
        return Preset(
            path.resolve().name, (task,), "a directory", path=path, licence="see its model card"
        )
    if _HUB_ID.fullmatch(name):
        return Preset(
            name, (task,), "a model of the hub", name, "main", licence="see its model card"
        )
    close = difflib.get_close_matches(name, able, n=1)
    hint = f" Did you mean {close[0]!r}?" if close else ""
    raise UnknownEngine(
        f"Unknown model {name!r}.{hint} Available: {', '.join(able)}, an owner/name of the hub "
        "or a model directory. See `summarizer models`."
    )


_ACTIONS = {
    Task.TRANSLATE: "translate",
    Task.ABSTRACT: "summarise",
    Task.TITLE: "write titles",
    Task.SHORTEN: "shorten sentences",
}


def _is_worth_another_try(exc: Exception) -> bool:
    """A damaged file stays damaged in transformers too; an architecture may not."""
    return not isinstance(exc, ModelNotFound)


def _load_llm(name: str, task: Task, base_url: str | None) -> Engine:
    from summarizer.engines.llm import load_llm
    from summarizer.engines.llm_post_edit import PostEditEngine
    from summarizer.engines.llm_prompts import Prompt
    from summarizer.engines.llm_settings import settings_from_environment

    is_editor = name.startswith("edit:") and task is Task.TRANSLATE
    settings = settings_from_environment(name.removeprefix("edit:") if is_editor else name)
    if not is_editor:
        return load_llm(settings, task, base_url=base_url)
    settings = dataclasses.replace(settings, prompt=Prompt.POST_EDIT)
    editor = load_llm(settings, task, base_url=base_url)
    return PostEditEngine(load_engine(DEFAULT_PRESET, task), editor)


def _load_chooser(name: str, task: Task, request: _Request) -> Engine:
    from summarizer.engines import extractive

    engine: Engine
    if name == "lead":
        engine = extractive.LeadEngine(task=task)
    elif name == "extractive":
        engine = extractive.ExtractiveEngine(task=task)
    else:
        engine = extractive.ExtractiveEngine(
            task=task, headline_writer=_headline_writer(request), shortener=_shortener(request)
        )
    return engine


def _headline_writer(request: _Request) -> HeadlineWriter:
    """Loads nothing yet: most summaries ask for no headline."""
    from summarizer.engines.headline_writer import HeadlineWriter, load_ranker

    return HeadlineWriter(
        lambda: _written(Task.TITLE, request),
        lambda: load_ranker(SHIPPED_SUMMARISER),
        _shortener(request),
    )


def _shortener(request: _Request) -> Shortener:
    """Loads nothing yet."""
    from summarizer.engines.shortening import Shortener

    return Shortener(lambda: _written(Task.SHORTEN, request))


def _written(task: Task, request: _Request) -> Engine:
    return load_engine(
        "written",
        task,
        device=request.device,
        precision=request.precision,
        n_threads=request.n_threads,
    )


def _model_path(preset: Preset, revision: str | None) -> Path:
    if preset.path is not None:
        return preset.path
    if preset.repo is None:
        assert preset.shipped is not None
        return preset.shipped
    from summarizer.engines.hub import fetch_model

    return fetch_model(preset.repo, revision or preset.revision or "main")


def _read(preset: Preset, path: Path, task: Task) -> Checkpoint:
    """The checkpoint with the preset's own limits and prefix."""
    from summarizer.engines.checkpoint import read_checkpoint
    from summarizer.engines.prefixes import read_prefix

    checkpoint = read_checkpoint(path, needs_checksums=preset.path is None and preset.repo is None)
    own = checkpoint.config.get("summarizer")
    is_like_ours = isinstance(own, dict) and own.get("task") in (Task.ABSTRACT, Task.TITLE)
    prefix = read_prefix("written" if is_like_ours else preset.name, task)
    if prefix:
        form = dataclasses.replace(checkpoint.form, prefix=prefix)
        checkpoint = dataclasses.replace(checkpoint, form=form)
    if preset.max_positions is not None:
        limit = min(preset.max_positions, checkpoint.max_input_tokens)
        checkpoint = dataclasses.replace(checkpoint, max_input_tokens=limit)
    return checkpoint


def _load_ct2(preset: Preset, path: Path, task: Task, request: _Request) -> Engine:
    from summarizer.engines.ct2 import Ct2Settings, load_ct2
    from summarizer.engines.ct2_conversion import is_convertible_here

    checkpoint = _read(preset, path, task)
    pieces: Pieces | None = None
    prefix: tuple[str, ...] = ()
    if not is_convertible_here(checkpoint):
        from summarizer.engines.seq2seq import load_pieces, load_tokenizer, target_token

        tokenizer = load_tokenizer(path, preset.source_code, preset.target_code)
        pieces = load_pieces(path, tokenizer)
        if preset.target_code is not None:
            prefix = (target_token(tokenizer, preset.target_code),)
    settings = Ct2Settings(
        preset.name,
        task,
        target_prefix=prefix,
        max_new_tokens=_max_new_tokens(preset, checkpoint),
        carries_names=checkpoint.has_guided_attention and task is Task.TRANSLATE,
        licence=_licence(preset, checkpoint),
        revision=_revision(preset, path, request),
    )
    return load_ct2(
        checkpoint,
        settings,
        pieces=pieces,
        device=request.device,
        precision=request.precision,
        n_threads=request.n_threads,
    )


def _load_seq2seq(preset: Preset, path: Path, task: Task, request: _Request) -> Engine:
    from summarizer.engines.seq2seq import Seq2SeqSettings, load_seq2seq

    checkpoint = _read(preset, path, task)
    settings = Seq2SeqSettings(
        preset.name,
        task,
        source_code=preset.source_code,
        target_code=preset.target_code,
        max_new_tokens=_max_new_tokens(preset, checkpoint),
        licence=_licence(preset, checkpoint),
        revision=_revision(preset, path, request),
    )
    return load_seq2seq(
        checkpoint,
        settings,
        device=request.device,
        precision=request.precision,
        n_threads=request.n_threads,
    )


def _max_new_tokens(preset: Preset, checkpoint: Checkpoint) -> int:
    """Positions a decoder has; one is left for the start token."""
    positions = preset.max_positions or checkpoint.config.get("max_position_embeddings") or 512
    return int(positions) - 1


def _revision(preset: Preset, path: Path, request: _Request) -> str | None:
    """The commit that was downloaded, also where a branch was asked for: the hub's cache keeps
    each snapshot in a folder of its commit's name."""
    asked = request.revision or preset.revision
    is_snapshot = preset.path is None and _COMMIT.fullmatch(path.name) is not None
    return path.name if is_snapshot else asked


def _licence(preset: Preset, checkpoint: Checkpoint) -> str | None:
    is_named = preset.repo is not None and preset.name in PRESETS
    return preset.licence if is_named else checkpoint.licence or preset.licence
