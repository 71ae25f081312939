"""Shared fixtures: no network, a cache of one's own, a tiny model in the shipped layout."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from tiny_model import write_checksums, write_tokenizer, write_weights

from summarizer.engines.hints import HINTS_FILE, write_hints

SHIPPED = Path(__file__).resolve().parents[1] / "summarizer" / "assets" / "translator"


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """No test writes into the user's own cache."""
    patch = pytest.MonkeyPatch()
    patch.setenv("SUMMARIZER_CACHE", str(tmp_path_factory.mktemp("cache")))
    yield
    patch.undo()


@pytest.fixture(scope="session")
def tiny_translator(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory laid out like the shipped translator, with random weights and 400 pieces."""
    path = tmp_path_factory.mktemp("model") / "translator"
    path.mkdir()
    write_tokenizer(path)
    write_weights(path)
    write_checksums(path)
    return path


@pytest.fixture
def translator_with(
    shipped_translator: Path, tmp_path: Path
) -> Callable[[Mapping[str, str]], Path]:
    """Copies the shipped translator, with another table of hints."""

    def copy(table: Mapping[str, str]) -> Path:
        model = tmp_path / "model"
        shutil.copytree(shipped_translator, model)
        write_hints(table, model / HINTS_FILE)
        write_checksums(model)
        return model

    return copy


@pytest.fixture(scope="session")
def shipped_translator() -> Path:
    """The shipped translator; tests that need it skip, in words, while it is absent."""
    if not (SHIPPED / "model.safetensors").is_file():
        pytest.skip("the shipped translator's weights are not in summarizer/assets yet")
    return SHIPPED
