"""Named sets: read where they lie, checked when fetched, and asked for in words."""

from __future__ import annotations

import hashlib
import io
import json
import re
import tarfile
import urllib.error
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from summarizer.errors import InputError, UnreadableFile
from summarizer.evaluation import named_sets
from summarizer.evaluation.dataset import EvalTask


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Data and cache folders of one's own; any attempt to reach a network fails the test."""
    monkeypatch.setenv("SUMMARIZER_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("SUMMARIZER_DATA", str(tmp_path))

    def no_network(url: str, timeout: float) -> Any:
        raise urllib.error.URLError("no route")

    monkeypatch.setattr("urllib.request.urlopen", no_network)
    return tmp_path


@pytest.fixture
def any_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small archives made in a test stand for the published ones."""
    for name, known in named_sets.SETS.items():
        monkeypatch.setitem(named_sets.SETS, name, replace(known, sha256={}))


def put_tar(path: Path, members: dict[str, str]) -> None:
    with tarfile.open(path, "w:gz") as archive:
        for name, text in members.items():
            data = text.encode()
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))


@pytest.mark.usefixtures("any_hash")
def test_orangesum_is_read_from_the_published_archive(folders: Path) -> None:
    put_tar(
        folders / "abstract.tgz",
        {
            "abstract/test.source": "article un\narticle deux\n",
            "abstract/test.target": "un\ndeux\n",
        },
    )
    found = named_sets.load("orangesum-abstract")
    assert [(i.source, i.references) for i in found.items] == [
        ("article un", ("un",)),
        ("article deux", ("deux",)),
    ]
    assert found.name == "orangesum-abstract:test"


def test_orangesum_as_lines_is_selected_by_its_published_split(folders: Path) -> None:
    rows = [
        {"id": "1", "text": "t1", "title": "T1", "title_split": "test"},
        {"id": "2", "text": "t2", "title": "T2", "title_split": "train"},
        {"id": "3", "text": "t3", "title": None, "title_split": None},
    ]
    (folders / "orangesum_test.jsonl").write_text("\n".join(map(json.dumps, rows)))
    found = named_sets.load("orangesum-title")
    assert [i.id for i in found.items] == ["1"]
    assert found.task is EvalTask.TITLE


@pytest.mark.usefixtures("any_hash")
def test_mlsum_xlsum_and_flores_are_read_from_their_archives(folders: Path) -> None:
    with zipfile.ZipFile(folders / "fr_test.zip", "w") as archive:
        archive.writestr("fr_test.jsonl", json.dumps({"text": "a", "summary": "s"}) + "\n")
    put_tar(
        folders / "french_XLSum_v2.0.tar.bz2",
        {"./french_test.jsonl": json.dumps({"id": "x1", "text": "a", "summary": "s"})},
    )
    put_tar(
        folders / "flores200_dataset.tar.gz",
        {
            "./flores200_dataset/dev/fra_Latn.dev": "un\n",
            "./flores200_dataset/dev/eng_Latn.dev": "one\n",
        },
    )
    assert named_sets.load("mlsum-fr").items[0].references == ("s",)
    assert named_sets.load("xlsum-fr:test").items[0].id == "x1"
    assert named_sets.load("flores200-dev").items[0].references == ("one",)


def test_wikilingua_is_read_from_exported_lines(folders: Path) -> None:
    (folders / "wikilingua_fr_test.jsonl").write_text(json.dumps({"source": "a", "target": "b"}))
    assert named_sets.load("wikilingua-fr").items[0].references == ("b",)


@pytest.mark.parametrize("name", [n for n in named_sets.SETS if n != "wikilingua-fr"])
def test_a_set_that_is_nowhere_says_what_to_fetch_and_where_to_put_it(name: str) -> None:
    known = named_sets.SETS[name]
    with pytest.raises(InputError) as told:
        named_sets.load(name)
    split = known.splits[0]
    assert known.url is not None
    assert known.url.format(split=split) in str(told.value)
    assert str(named_sets.cache_folder() / known.local[0].format(split=split)) in str(told.value)
    assert known.sha256[split] in str(told.value)


@pytest.mark.parametrize("name", [n for n in named_sets.SETS if n != "wikilingua-fr"])
def test_every_file_that_can_be_fetched_has_a_hash_to_be_held_to(name: str) -> None:
    known = named_sets.SETS[name]
    assert set(known.sha256) == set(known.splits)
    assert all(re.fullmatch("[0-9a-f]{64}", h) for h in known.sha256.values())


def test_a_file_put_by_hand_is_held_to_the_hash_too(folders: Path) -> None:
    put_tar(folders / "title.tgz", {"title/test.source": "a\n", "title/test.target": "b\n"})
    with pytest.raises(UnreadableFile, match=r"damaged or another version.*title\.tgz again"):
        named_sets.load("orangesum-title")


def test_a_set_without_a_file_to_download_says_what_to_export() -> None:
    with pytest.raises(InputError, match="pickle"):
        named_sets.load("wikilingua-fr")


def serve(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr("urllib.request.urlopen", lambda url, timeout: io.BytesIO(data))


@pytest.mark.usefixtures("any_hash")
def test_a_download_is_kept_for_the_next_time(monkeypatch: pytest.MonkeyPatch) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("fr_val.jsonl", json.dumps({"text": "a", "summary": "s"}))
    serve(monkeypatch, data.getvalue())
    first = named_sets.load("mlsum-fr", "val")
    serve(monkeypatch, b"")
    assert named_sets.load("mlsum-fr", "val") == first
    assert first.sha256 == hashlib.sha256(data.getvalue()).hexdigest()


def test_a_download_with_another_hash_is_thrown_away(monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, b"something else")
    with pytest.raises(InputError, match="thrown away"):
        named_sets.load("mlsum-fr")
    assert list(named_sets.cache_folder().iterdir()) == []


def test_an_unknown_name_or_split_is_refused_with_those_there_are() -> None:
    with pytest.raises(InputError, match=r"'orange'.*orangesum-title"):
        named_sets.load("orange")
    with pytest.raises(InputError, match=r"no split 'dev'.*test, valid, train"):
        named_sets.load("orangesum-title", "dev")


def test_a_wmt_name_that_is_not_here_names_sacrebleus_own_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sacrebleu = pytest.importorskip("sacrebleu", reason="sacrebleu is not installed")

    def fail(name: str, pair: str) -> str:
        raise OSError("no network")

    monkeypatch.setattr(sacrebleu, "get_source_file", fail)
    with pytest.raises(InputError, match="sacrebleu --download wmt14 -l fr-en"):
        named_sets.load("wmt14")
    with pytest.raises(InputError, match="no French-English set 'wmt99'"):
        named_sets.load("wmt99")


def test_the_projects_own_articles_are_sets_too() -> None:
    summaries = named_sets.load("corpus-summary")
    assert all(len(i.references) == 2 for i in summaries.items)
    pairs = named_sets.load("corpus-translation")
    assert len(pairs.items) > len(summaries.items)
    assert pairs.task is EvalTask.TRANSLATION
    assert not any("’" in i.references[0] for i in pairs.items)
