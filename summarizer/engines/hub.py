"""A model of the hub as a local directory: downloaded once, then read from its cache."""

from __future__ import annotations

import errno
from pathlib import Path

from summarizer.errors import ModelNotFound

_NEVER = ("*.h5", "*.msgpack", "*.ot", "onnx/*", "openvino/*", "*.onnx", "*.gguf", "*.tflite")
_TORCH_WEIGHTS = ("pytorch_model*.bin", "*.pt")


def fetch_model(repo: str, revision: str = "main") -> Path:
    """The local directory of ``repo`` at ``revision``; no network when it is there already.

    ``HF_ENDPOINT``, ``HF_HOME`` and ``HF_HUB_OFFLINE`` mean what they mean to huggingface_hub,
    which resumes a broken download and checks the size of each file.

    Raises:
        ModelNotFound: no such repository or revision, no network and nothing in the cache,
            a download that failed, or no space left.
    """
    import httpx
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

    try:
        ignored = list(_NEVER)
        try:
            names = HfApi().list_repo_files(repo, revision=revision)
            if any(n.endswith(".safetensors") for n in names):
                ignored.extend(_TORCH_WEIGHTS)
        except (httpx.HTTPError, OfflineModeIsEnabled, OSError) as exc:
            if isinstance(exc, (RepositoryNotFoundError, RevisionNotFoundError)):
                raise
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
    except (HfHubHTTPError, httpx.HTTPError) as exc:
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


def _out_of_reach(repo: str) -> ModelNotFound:
    return ModelNotFound(
        f"The model {repo!r} is not on this machine and the hub cannot be reached. "
        "Connect once to download it, or use the shipped model `compact`."
    )
