"""A model of the hub as a local directory: downloaded once, then read from its cache."""

from __future__ import annotations

import contextlib
import errno
from pathlib import Path

from summarizer.errors import ModelNotFound

_NEVER = ("*.h5", "*.msgpack", "*.ot", "onnx/*", "openvino/*", "*.onnx", "*.gguf", "*.tflite")
_TORCH_WEIGHTS = ("pytorch_model*.bin", "*.pt")


def fetch_model(repo: str, revision: str = "main") -> Path:
    """The local directory of ``repo`` at ``revision``; what was downloaded before needs no network.

    ``HF_ENDPOINT``, ``HF_HOME`` and ``HF_HUB_OFFLINE`` mean what they mean to huggingface_hub,
    which resumes a broken download; ``read_checkpoint`` compares the weights with the checksum
    that the hub gave for them.

    Raises:
        ModelNotFound: no such repository or revision, no network and nothing in the cache,
            a download that failed, or no space left.
    """
    from huggingface_hub import HfApi, snapshot_download
    from huggingface_hub.errors import (
        EntryNotFoundError,
        GatedRepoError,
        HfHubHTTPError,
        HFValidationError,
        LocalEntryNotFoundError,
        OfflineModeIsEnabled,
        RepositoryNotFoundError,
        RevisionNotFoundError,
    )

    unreachable: tuple[type[Exception], ...] = (*_transport_errors(), OfflineModeIsEnabled)
    broken: tuple[type[Exception], ...] = (*_transport_errors(), HfHubHTTPError)
    try:
        if (cached := _cached(repo, revision)) is not None:
            return cached
        ignored = list(_NEVER)
        try:
            names = HfApi().list_repo_files(repo, revision=revision)
        except unreachable:
            names = []  # told below, by what the download itself raises
        if any(n.endswith(".safetensors") for n in names):
            ignored.extend(_TORCH_WEIGHTS)
        return Path(snapshot_download(repo, revision=revision, ignore_patterns=ignored))
    except GatedRepoError as exc:
        raise ModelNotFound(
            f"The model {repo!r} asks for an agreement on the hub first. Accept it there and "
            "log in with `hf auth login`."
        ) from exc
    except RevisionNotFoundError as exc:
        raise ModelNotFound(
            f"The model {repo!r} has no revision {revision!r}. Name one that the hub shows."
        ) from exc
    except (RepositoryNotFoundError, EntryNotFoundError, HFValidationError) as exc:
        if isinstance(exc, LocalEntryNotFoundError):
            raise _out_of_reach(repo) from exc
        raise ModelNotFound(
            f"The hub has no model {repo!r}. Check the spelling: owner/name."
        ) from exc
    except OfflineModeIsEnabled as exc:
        raise _out_of_reach(repo) from exc
    except broken as exc:
        raise ModelNotFound(
            f"The download of {repo!r} failed ({type(exc).__name__}). Run it again: it goes on "
            "where it stopped."
        ) from exc
    except OSError as exc:
        if exc.errno == errno.ENOSPC:
            raise ModelNotFound(
                f"No space left to download {repo!r}. Free some, or point HF_HOME elsewhere."
            ) from exc
        raise ModelNotFound(
            f"The download of {repo!r} failed ({exc}). Run it again: it goes on where it stopped."
        ) from exc


def _cached(repo: str, revision: str) -> Path | None:
    """The complete snapshot of an earlier download; the hub is not asked whether it has moved on,
    so a model stays the one it was until another revision is named."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    ignored = [*_NEVER, *_TORCH_WEIGHTS]
    try:
        path = Path(
            snapshot_download(
                repo, revision=revision, ignore_patterns=ignored, local_files_only=True
            )
        )
    except LocalEntryNotFoundError:
        return None
    weights = [*path.glob("*.safetensors"), *path.glob("pytorch_model*.bin")]
    return path if weights else None


def _transport_errors() -> tuple[type[Exception], ...]:
    """What the hub's client raises of its own transport, which has changed its name once."""
    import importlib

    found = []
    for name in ("httpx2", "httpx"):
        with contextlib.suppress(ImportError):
            found.append(importlib.import_module(name).HTTPError)
    return tuple(found)


def _out_of_reach(repo: str) -> ModelNotFound:
    return ModelNotFound(
        f"The model {repo!r} is not on this machine and the hub cannot be reached. "
        "Connect once to download it, or use the shipped model `compact`."
    )
