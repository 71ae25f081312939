"""Data sets by name: found on disk, or downloaded where there is a network.

Looked for in ``--data`` or the folder in the environment variable SUMMARIZER_DATA, then in
the cache (``data`` in the folder of ``engines.cache``). What cannot be had is told with the address to fetch
and the place to put it.
"""

from __future__ import annotations

import json
import os
import tarfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from summarizer.engines.cache import cache_dir
from summarizer.errors import InputError, UnreadableFile
from summarizer.evaluation.dataset import (
    Dataset,
    EvalTask,
    Item,
    make_dataset,
    read_dataset,
    read_rows,
    sha256_of,
    text_lines,
)
from summarizer.normalization import to_model_text

_TIMEOUT_S = 60


@dataclass(frozen=True, slots=True)
class NamedSet:
    """How to get and read one published set.

    Attributes:
        url: with ``{split}``; None when there is no single file that can be fetched.
        sha256: of that file, by split, as others recorded it: a file with another hash is refused.
        read: (file, split) -> items.
        local: glob patterns, with ``{split}``, that also hold the set, already unpacked.
    """

    name: str
    task: EvalTask
    description: str
    licence: str
    splits: tuple[str, ...]
    url: str | None
    read: Callable[[Path, str], Iterator[Item]]
    sha256: dict[str, str] = field(default_factory=dict)
    local: tuple[str, ...] = ()
    advice: str = ""


def _read_archive(path: Path, ending: str) -> str:
    """Text of the one member whose name ends so, from a tar or zip file."""
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                name = next(n for n in archive.namelist() if n.endswith(ending))
                return archive.read(name).decode("utf-8")
        with tarfile.open(path) as archive:
            member = next(m for m in archive.getmembers() if m.name.endswith(ending))
            file = archive.extractfile(member)
            if file is None:
                raise UnreadableFile(f"{path.name}: {ending} is not a file. Fetch it again.")
            return file.read().decode("utf-8")
    except StopIteration as exc:
        raise UnreadableFile(f"{path.name} has no member {ending}. Fetch it again.") from exc
    except (OSError, tarfile.TarError, zipfile.BadZipFile, UnicodeDecodeError) as exc:
        raise UnreadableFile(f"{path.name} is damaged ({exc}). Fetch it again.") from exc


def _orangesum(kind: str) -> Callable[[Path, str], Iterator[Item]]:
    def read(path: Path, split: str) -> Iterator[Item]:
        if ".jsonl" in path.name:
            for row in read_rows(path):
                if row.get(f"{kind}_split") == split and row.get(kind):
                    yield Item(str(row["id"]), str(row["text"]), (str(row[kind]),))
            return
        sources = text_lines(_read_archive(path, f"{kind}/{split}.source"))
        targets = text_lines(_read_archive(path, f"{kind}/{split}.target"))
        for i, (source, target) in enumerate(zip(sources, targets, strict=True), 1):
            yield Item(str(i), source, (target,))

    return read


def _jsonl_member(member: str, source: str, target: str) -> Callable[[Path, str], Iterator[Item]]:
    def read(path: Path, split: str) -> Iterator[Item]:
        if ".jsonl" in path.name:
            rows = read_rows(path)
        else:
            text = _read_archive(path, member.format(split=split))
            rows = [json.loads(line) for line in text_lines(text) if line.strip()]
        for i, row in enumerate(rows, 1):
            yield Item(str(row.get("id", i)), str(row[source]), (str(row[target]),))

    return read


def _flores(path: Path, split: str) -> Iterator[Item]:
    french = text_lines(_read_archive(path, f"{split}/fra_Latn.{split}"))
    english = text_lines(_read_archive(path, f"{split}/eng_Latn.{split}"))
    for i, (fr, en) in enumerate(zip(french, english, strict=True), 1):
        yield Item(str(i), fr, (en,))


_ORANGE = "https://raw.githubusercontent.com/Tixierae/OrangeSum/main/data/docs/splits"
_MLSUM = "https://gitlab.lip6.fr/scialom/mlsum_data/-/raw/master/MLSUM"
_XLSUM = "https://drive.google.com/u/0/uc?id=1YtC1tzCrwHrAcPCU1VOefChl7-IEYTWF&export=download"
_FLORES = "https://dl.fbaipublicfiles.com/nllb/flores200_dataset.tar.gz"

# The hashes of OrangeSum, MLSUM and XL-Sum are those that huggingface/datasets recorded for these
# very addresses (datasets/*/dataset_infos.json); that of FLORES-200 is pinned by many projects.
# None could be fetched where this was written.
_ORANGE_SHA256 = {
    "abstract": "eaa4321b70bcf41c758d02fb5a94e50d73509a2be32adb1f9aacdcfd5796434b",
    "title": "5d15823f7e1158f16f5428fdfc8fa26509f98325c0793d6a8880a33af9822301",
}
_MLSUM_SHA256 = {
    "test": "7954f97de0f3839421e7c4aba38c72cc052771bc795cbca211ca2faea7d7d3b8",
    "val": "755956e3ee4ae7c5da388286e7226a55bf5a0802482dee241899af319394300d",
    "train": "0ac483d3722219ca633c0f614622d64bc4c71e05f1bfb576a9e99b08de5801ba",
}
_XLSUM_SHA256 = "8d3b0734508a8612598af8e47e023d6fd4e52546543cddb0e3246d720135adf2"
_FLORES_SHA256 = "b8b0b76783024b85797e5cc75064eb83fc5288b41e9654dabc7be6ae944011f6"

_SETS = (
    *(
        NamedSet(
            name=f"orangesum-{kind}",
            task=task,
            description=f"OrangeSum, {kind}s of French news items, 2011 to 2020",
            licence="CC BY-SA 4.0",
            splits=("test", "valid", "train"),
            url=f"{_ORANGE}/{kind}.tgz",
            read=_orangesum(kind),
            sha256=dict.fromkeys(("test", "valid", "train"), _ORANGE_SHA256[kind]),
            local=(f"{kind}.tgz", "orangesum_{split}.jsonl", "orangesum_{split}.jsonl.xz"),
        )
        for kind, task in (("abstract", EvalTask.SUMMARY), ("title", EvalTask.TITLE))
    ),
    NamedSet(
        name="mlsum-fr",
        task=EvalTask.SUMMARY,
        description="MLSUM, French part (Le Monde)",
        licence="research only",
        splits=("test", "val", "train"),
        url=f"{_MLSUM}/fr_{{split}}.zip",
        read=_jsonl_member("fr_{split}.jsonl", "text", "summary"),
        sha256=_MLSUM_SHA256,
        local=("fr_{split}.zip", "fr_{split}.jsonl"),
    ),
    NamedSet(
        name="xlsum-fr",
        task=EvalTask.SUMMARY,
        description="XL-Sum, French part (BBC Afrique)",
        licence="CC BY-NC-SA 4.0",
        splits=("test", "val", "train"),
        url=_XLSUM,
        read=_jsonl_member("french_{split}.jsonl", "text", "summary"),
        sha256=dict.fromkeys(("test", "val", "train"), _XLSUM_SHA256),
        local=("french_XLSum_v2.0.tar.bz2", "french_{split}.jsonl"),
    ),
    NamedSet(
        name="wikilingua-fr",
        task=EvalTask.SUMMARY,
        description="WikiLingua, French how-to articles and their step summaries",
        licence="CC BY-NC-SA 3.0",
        splits=("test", "validation", "train"),
        url=None,
        read=_jsonl_member("{split}.jsonl", "source", "target"),
        local=("wikilingua-fr/{split}.jsonl", "wikilingua_fr_{split}.jsonl"),
        advice=(
            "The authors publish Python pickles, which are not opened here: a pickle can run "
            "code. Export the French part of github.com/esdurmus/Wikilingua (or the hub set "
            "GEM/wiki_lingua, configuration fr) as JSON lines with the fields source and target"
        ),
    ),
    *(
        NamedSet(
            name=f"flores200-{split}",
            task=EvalTask.TRANSLATION,
            description=f"FLORES-200 {split}, French to English",
            licence="CC BY-SA 4.0",
            splits=(split,),
            url=_FLORES,
            read=_flores,
            sha256={split: _FLORES_SHA256},
            local=("flores200_dataset.tar.gz",),
        )
        for split in ("dev", "devtest")
    ),
)
SETS = {s.name: s for s in _SETS}


_CORPUS = {
    "corpus-summary": EvalTask.SUMMARY,
    "corpus-title": EvalTask.TITLE,
    "corpus-translation": EvalTask.TRANSLATION,
}
"""The project's own articles, shipped in the package; no download."""


def _own_corpus(name: str) -> Dataset:
    from summarizer.evaluation.corpus import corpus_sha256, load_corpus

    task = _CORPUS[name]
    items: list[Item] = []
    for article in load_corpus():
        if task is EvalTask.TRANSLATION:
            # References are typeset, engines write plain: both sides are scored plain.
            items += [
                Item(f"{article.id}/{i}", fr, (to_model_text(en),))
                for i, (fr, en) in enumerate(article.sentences)
            ]
        else:
            references = article.summaries if task is EvalTask.SUMMARY else (article.title,)
            items.append(Item(article.id, article.text, references))
    if not items:
        raise InputError("The project's corpus is empty in this installation. Reinstall it.")
    return Dataset(name, task, tuple(items), corpus_sha256(), "summarizer/evaluation/corpus")


def names() -> tuple[str, ...]:
    """Names of the sets with a loader of ours; sacrebleu's ``wmtNN`` names work besides."""
    return (*_CORPUS, *SETS)


def data_folders(extra: Path | None = None) -> list[Path]:
    """Where sets are looked for, in order."""
    given = os.environ.get("SUMMARIZER_DATA")
    folders = [extra, Path(given) if given else None, cache_folder()]
    return [f for f in folders if f is not None]


def cache_folder() -> Path:
    """Where downloads are kept."""
    return cache_dir() / "data"


def load(
    name: str,
    split: str | None = None,
    *,
    data: Path | None = None,
    task: EvalTask = EvalTask.SUMMARY,
    allow_download: bool = True,
) -> Dataset:
    """The set called ``name``: one of ``names()``, a ``wmtNN`` of sacrebleu, or a file's path.

    Args:
        split: None for the set's test split; ``name:split`` says the same.
        task: of a file, whose contents do not tell.

    Raises:
        InputError: unknown name or split, or not on disk and not to be had; says what to fetch.
    """
    if Path(name).is_file():
        return read_dataset(Path(name), task)
    name, _, suffix = name.partition(":")
    split = split or suffix or None
    if name in _CORPUS:
        return _own_corpus(name)
    if name.startswith("wmt") and name not in SETS:
        return _from_sacrebleu(name)
    if name not in SETS:
        raise InputError(
            f"Unknown data set '{name}'. Give a file, a name of sacrebleu's such as wmt13, or one "
            f"of: {', '.join(names())}."
        )
    known = SETS[name]
    split = split or known.splits[0]
    if split not in known.splits:
        raise InputError(f"{name} has no split '{split}'. Available: {', '.join(known.splits)}.")
    path = _find(known, split, data)
    if path is None:
        path = _fetch(known, split, allow_download)
    else:
        _check_hash(known, split, path)
    return make_dataset(f"{name}:{split}", known.task, known.read(path, split), [path])


def _find(known: NamedSet, split: str, data: Path | None) -> Path | None:
    for folder in data_folders(data):
        for pattern in known.local:
            relative = pattern.format(split=split)
            for candidate in (folder / relative, *sorted(folder.glob(f"*/{relative}"))):
                if candidate.is_file():
                    return candidate
    return None


def _check_hash(known: NamedSet, split: str, path: Path) -> None:
    """Nothing when ``path`` is not the published file itself, or is it to the byte.

    Raises:
        UnreadableFile: it is called like the published file and is another.
    """
    expected = known.sha256.get(split)
    if expected is None or path.name != known.local[0].format(split=split):
        return
    found = sha256_of(path)
    if found != expected:
        raise UnreadableFile(
            f"{path} has SHA-256 {found}, expected {expected} for {known.name} ({split}). It is "
            f"damaged or another version: fetch {str(known.url).format(split=split)} again."
        )


def _fetch(known: NamedSet, split: str, allow_download: bool) -> Path:
    target = cache_folder() / known.local[0].format(split=split)
    if known.url is None:
        raise InputError(
            f"{known.name} ({split}) is not on this machine and has no single file to download. "
            f"{known.advice}, and put it at {target}."
        )
    url = known.url.format(split=split)
    hash_note = f" Its SHA-256 is {known.sha256[split]}." if split in known.sha256 else ""
    what_to_do = (
        f"Fetch {url} and put it at {target} (or point --data or SUMMARIZER_DATA at its folder)."
        f"{hash_note}"
    )
    if not allow_download:
        raise InputError(f"{known.name} ({split}) is not on this machine. {what_to_do}")
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with urllib.request.urlopen(url, timeout=_TIMEOUT_S) as answer, part.open("wb") as file:
            while block := answer.read(1 << 20):
                file.write(block)
    except (urllib.error.URLError, OSError) as exc:
        part.unlink(missing_ok=True)
        raise InputError(
            f"{known.name} ({split}) is not on this machine and could not be downloaded ({exc}). "
            f"{what_to_do}"
        ) from exc
    found, expected = sha256_of(part), known.sha256.get(split)
    if expected is not None and found != expected:
        part.unlink()
        raise InputError(
            f"{url} came with SHA-256 {found}, expected {expected}; it was thrown away. "
            "The file changed or was cut off: try again, or report it."
        )
    part.replace(target)
    return target


def _from_sacrebleu(name: str) -> Dataset:
    try:
        import sacrebleu
        from sacrebleu.dataset import DATASETS
        from sacrebleu.utils import SACREBLEU_DIR
    except ImportError as exc:
        raise InputError(
            f"The set '{name}' comes through sacrebleu, which is not installed. "
            "Run `pip install 'summarizer[evaluation]'`."
        ) from exc
    known = sorted(k for k, d in DATASETS.items() if "fr-en" in d.langpairs)
    if name not in known:
        raise InputError(
            f"sacrebleu has no French-English set '{name}'. Available: {', '.join(known)}."
        )
    try:
        source = Path(sacrebleu.get_source_file(name, "fr-en"))
        references = [Path(p) for p in sacrebleu.get_reference_files(name, "fr-en")]
    except (OSError, SystemExit, urllib.error.URLError) as exc:
        urls = ", ".join(DATASETS[name].data)
        raise InputError(
            f"{name} is not on this machine and sacrebleu could not download it ({exc!r}). "
            f"Where there is a network run `sacrebleu --download {name} -l fr-en` (it fetches "
            f"{urls}) and copy its folder ~/.sacrebleu to {SACREBLEU_DIR} here."
        ) from exc
    lines = [text_lines(p.read_text(encoding="utf-8")) for p in (source, *references)]
    items = (
        Item(str(i), src, tuple(refs)) for i, (src, *refs) in enumerate(zip(*lines, strict=True), 1)
    )
    return make_dataset(f"{name}:fr-en", EvalTask.TRANSLATION, items, [source, *references])
