"""The import rules of docs/ARCHITECTURE.md, held by reading the syntax trees."""

from __future__ import annotations

import ast
import functools
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "summarizer"

# Room → how far right it stands; a room may import rooms that stand no further right.
RANKS = {
    "errors": 0,
    "document": 0,
    "engines.base": 1,
    "normalization": 1,
    "inflection": 1,
    "segmentation": 2,
    "languages": 2,
    "windows": 2,
    "glossary": 2,
    "extraction": 2,
    "checks": 2,
    "evidence": 2,
    "result": 2,
    "engines": 3,
    "framing": 4,
    "english": 4,
    "abstract": 4,
    "pipeline": 5,
    "convenience": 6,
    "batch": 7,
    "presenters": 7,
    "examples": 7,
    "__init__": 8,
    "__main__": 8,
    "evaluation": 8,
    "training": 9,
}
PURE = ("document", "normalization", "inflection", "segmentation", "languages", "windows",
        "glossary", "checks", "evidence", "result", "errors")  # fmt: skip
HEAVY = {"torch", "transformers", "ctranslate2"}
HEAVY_HOMES = {
    "engines/seq2seq.py",
    "engines/ct2.py",
    "engines/ct2_conversion.py",
}
IMPURE = {"time", "datetime", "random", "secrets", "socket", "subprocess", "urllib.request",
          "requests", "httpx"}  # fmt: skip
READERS = {"glossary/files.py", "checks/exonyms.py", "checks/lexicon.py"}
"""Pure rooms read only tables that ship with the package, and a glossary file when asked to."""

MODULES = sorted(p for p in PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def room_of(module: str) -> str:
    """The room of a dotted name below ``summarizer``."""
    if module.startswith("engines.base"):
        return "engines.base"
    return module.split(".")[0] or "__init__"


def for_every_module(rule: Callable[[Path], None]) -> Callable[[], None]:
    """One test of a rule over all modules; the failure names the module."""

    def test() -> None:
        for path in MODULES:
            try:
                rule(path)
            except AssertionError as exc:
                raise AssertionError(f"{name_of(path)}: {exc}") from exc

    test.__doc__ = rule.__doc__
    return test


@functools.cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)


def imports_of(tree: ast.AST, *, at_import_time: bool = False) -> Iterator[str]:
    """Dotted names imported; those under TYPE_CHECKING never count.

    Args:
        at_import_time: only those that run when the module is imported.
    """
    for node in ast.iter_child_nodes(tree):
        if is_type_checking(node):
            continue
        if at_import_time and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        else:
            yield from imports_of(node, at_import_time=at_import_time)


def own_imports(path: Path) -> set[str]:
    return {
        name.removeprefix("summarizer.")
        for name in imports_of(tree_of(path))
        if name.startswith("summarizer.")
    }


@for_every_module
def test_a_room_imports_only_rooms_to_its_left(path: Path) -> None:
    own = room_of(name_of(path).removesuffix(".py").replace("/", "."))
    assert own in RANKS, f"a new room, {own}: give it a rank here and in docs/ARCHITECTURE.md"
    for imported in own_imports(path):
        room = room_of(imported)
        if room == "__version__" or room == own:
            continue
        assert room in RANKS, f"{imported} is no room"
        assert RANKS[room] <= RANKS[own], f"{own} may not import {imported}"
        if own == "engines.base":
            assert room == "errors"
        if room == "engines" and RANKS[own] < RANKS["engines"]:
            pytest.fail(f"{own} stands left of engines and imports {imported}")


@for_every_module
def test_heavy_libraries_are_imported_only_in_their_engine_and_when_asked(path: Path) -> None:
    name = name_of(path)
    if name.startswith("training/"):
        return
    tree = tree_of(path)
    found = {i.split(".")[0] for i in imports_of(tree)} & HEAVY
    # scores that are themselves models are loaded by evaluation, and only when asked for
    if name not in HEAVY_HOMES and not name.startswith("evaluation/"):
        assert not found, f"{name} imports {found}"
    at_import = {i.split(".")[0] for i in imports_of(tree, at_import_time=True)} & HEAVY
    assert not at_import, f"{name} imports {at_import} when it is imported itself"


@for_every_module
def test_rooms_left_of_engines_have_no_clock_no_chance_and_no_io(path: Path) -> None:
    name = name_of(path)
    if name.split("/")[0].removesuffix(".py") not in PURE:
        return
    tree = tree_of(path)
    assert not set(imports_of(tree)) & IMPURE
    if name in READERS:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            called = node.func.id if isinstance(node.func, ast.Name) else called
            assert called not in {"open", "read_text", "read_bytes", "write_text", "print"}, (
                f"{name}:{node.lineno} calls {called}"
            )


@for_every_module
def test_nothing_that_serves_imports_evaluation_or_training(path: Path) -> None:
    room = name_of(path).split("/")[0].removesuffix(".py")
    if room in ("evaluation", "training"):
        return
    for imported in own_imports(path):
        assert room_of(imported) not in ("evaluation", "training"), imported


def test_windows_never_meet_a_tokenizer() -> None:
    rooms = {room_of(i) for i in own_imports(PACKAGE / "windows.py")}
    assert rooms <= {"document", "errors", "windows"}


@for_every_module
def test_importing_sets_up_no_logging_and_makes_no_folder(path: Path) -> None:
    def statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
        for node in body:
            if isinstance(node, ast.ClassDef):
                yield from statements(node.body)
            elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    forbidden = {"basicConfig", "mkdir", "makedirs", "addHandler", "from_pretrained", "urlopen"}
    for statement in statements(tree_of(path).body):
        if isinstance(statement, ast.If) and "__main__" in ast.dump(statement.test):
            continue
        for node in ast.walk(statement):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                assert node.func.attr not in forbidden, f"{name_of(path)}:{node.lineno}"


@for_every_module
def test_library_code_logs_counts_and_never_texts(path: Path) -> None:
    """What is logged is never called text, sentence, source, article or document."""
    private = {"text", "sentence", "sentences", "source", "sources", "article", "document", "raw"}
    for node in ast.walk(tree_of(path)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        owner = node.func.value
        is_log = isinstance(owner, ast.Name) and owner.id in ("log", "logger", "logging")
        if is_log and node.func.attr in ("debug", "info", "warning", "error", "exception"):
            names = {n.id for a in node.args for n in ast.walk(a) if isinstance(n, ast.Name)}
            assert not names & private, f"{name_of(path)}:{node.lineno} logs {names & private}"


TO_BE_SPLIT = {"checks/numbers.py"}
"""Modules over 500 lines that are known to be; take a name out when its module is split."""


def test_modules_are_of_readable_size() -> None:
    long = {
        name_of(p): n
        for p in MODULES
        if (n := len(p.read_text(encoding="utf-8").splitlines())) > 500
        and name_of(p) not in TO_BE_SPLIT
    }
    assert not long, f"split by noun: {long}"


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert not [p for p in MODULES if p.stem in ("utils", "util", "common", "helpers", "misc")]


@pytest.mark.parametrize("module", ["summarizer", "summarizer.engines.registry"])
def test_importing_loads_neither_torch_nor_gradio(module: str) -> None:
    code = (
        f"import sys, {module}\n"
        "heavy = ('torch', 'transformers', 'ctranslate2', 'gradio', 'numpy')\n"
        "print([m for m in heavy if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        timeout=60,
    )
    assert done.stdout.strip() == "[]"


def test_importing_the_package_takes_no_time() -> None:
    """0.2 s of processor time is the promise; what a busy machine adds is not ours."""
    code = (
        "import time; start = time.process_time(); import summarizer\n"
        "print(time.process_time() - start)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        timeout=60,
    )
    assert float(done.stdout) < 0.2


def test_public_names_are_found_where_they_are_said_to_be() -> None:
    import summarizer

    for name in summarizer.__all__:
        assert getattr(summarizer, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = summarizer.nothing
