"""The command line: results on stdout, one sentence for an error, exit codes, a quick start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from fake_service import FakeService
from typer.testing import CliRunner

from summarizer import __version__
from summarizer.engines.registry import available_models
from summarizer.presenters import cli, service
from summarizer.presenters.service import Request
from summarizer.result import Length

ROOT = Path(__file__).parents[1]


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeService:
    """The command line on a service that plays the sample result."""
    made = FakeService()
    monkeypatch.setattr(service, "PipelineService", lambda **_: made)
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    return made


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text("Un article.", encoding="utf-8")
    return path


def call(*args: str | Path, stdin: bytes | None = None) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command."""
    result = CliRunner().invoke(cli.app, [str(a) for a in args], input=stdin)
    return result.exit_code, result.stdout, result.stderr


def test_a_file_gives_its_result_on_stdout_and_nothing_on_stderr(
    fake: FakeService, article: Path
) -> None:
    code, out, err = call("run", article)
    assert code == 0 and err == ""
    assert "A ferry crosses Lake Orsay again." in out
    assert "12 numbers and names checked" in out
    assert fake.requests == [Request(article)]


def test_a_dash_reads_standard_input_whatever_its_encoding(fake: FakeService) -> None:
    text = "L'été, déjà, s'achève à Sète."
    assert call("run", "-", stdin=text.encode("cp1252"))[0] == 0
    assert fake.requests[0].article == text


@pytest.mark.parametrize("address", ["https://example.org/a", "HTTP://example.org", "file:///a"])
def test_an_address_is_told_from_a_file(fake: FakeService, address: str) -> None:
    code, out, err = call("run", address)
    assert fake.requests[0].is_address
    assert (code, out) == (2, "")
    assert err.startswith("Error: The address") and err.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", b"{"),
        ("a.md", b"# "),
        ("a.html", b"<!doctype"),
        ("a.docx", b"PK"),
        ("a.txt", b"R"),
    ],
)
def test_the_name_of_the_output_chooses_the_format(
    fake: FakeService, article: Path, tmp_path: Path, name: str, content: bytes
) -> None:
    target = tmp_path / name
    code, out, err = call("run", article, "-o", target, "--ui-lang", "fr")
    assert (code, out) == (0, "")
    assert target.read_bytes().startswith(content)
    assert "Écrit dans" in err
    assert call("run", article, "-o", target, "--quiet")[2] == ""


def test_the_format_option_wins_over_the_name(
    fake: FakeService, article: Path, tmp_path: Path
) -> None:
    target = tmp_path / "a.txt"
    call("run", article, "-o", target, "--format", "json")
    assert json.loads(target.read_text("utf-8"))["schema_version"]


def test_json_on_stdout_is_only_json(fake: FakeService, article: Path) -> None:
    _, out, err = call("run", article, "--format", "json")
    assert json.loads(out)["verdict"]["n_checked"] == 12
    assert err == ""


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], (True, True, True)),
        (["--to", "fr"], (True, False, False)),
        (["--to", "en"], (False, True, True)),
        (["--to", "fr", "--translate"], (True, False, True)),
        (["--no-translate"], (True, True, False)),
    ],
)
def test_languages_and_translation_are_asked_for_as_told(
    fake: FakeService, article: Path, options: list[str], expected: tuple[bool, bool, bool]
) -> None:
    call("run", article, *options)
    asked = fake.requests[0]
    assert (asked.to_french, asked.to_english, asked.translate) == expected


def test_only_english_leaves_the_french_summary_out(fake: FakeService, article: Path) -> None:
    _, out, _ = call("run", article, "--to", "en")
    assert "Un bac traverse" not in out and "A ferry crosses" in out


@pytest.mark.parametrize("length", list(Length))
def test_every_length_can_be_asked_for(fake: FakeService, article: Path, length: Length) -> None:
    assert call("run", article, "--length", length)[0] == 0
    assert fake.requests[0].length is length


def test_explain_adds_the_evidence(fake: FakeService, article: Path) -> None:
    assert "Evidence" in call("run", article, "--explain")[1]
    assert "Evidence" not in call("run", article)[1]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["run", "nowhere.txt"], "does not exist"),
        (["run", "."], "is a folder"),
        (["run", "ARTICLE", "-o", "x.xyz"], "no known format"),
        (["run", "ARTICLE", "-o", "/nowhere/x.md"], "Choose another --output"),
        (["run", "ARTICLE", "--glossary", "no.csv"], "does not exist"),
        (["run", "ARTICLE", "--ui-lang", "de"], "Available: fr, en"),
    ],
)
def test_bad_usage_is_one_sentence_on_stderr_and_exit_code_two(
    fake: FakeService, article: Path, args: list[str], words: str
) -> None:
    code, out, err = call(*[str(article) if a == "ARTICLE" else a for a in args])
    assert (code, out) == (2, "")
    assert words in err and err.count("\n") == 1 and "Traceback" not in err


def test_an_unknown_option_value_is_refused_with_exit_code_two(article: Path) -> None:
    assert call("run", article, "--length", "huge")[0] == 2


def test_an_article_that_cannot_be_worked_on_is_bad_input(
    fake: FakeService, tmp_path: Path
) -> None:
    path = tmp_path / "ENGLISH.txt"
    path.write_text("x", encoding="utf-8")
    code, out, err = call("run", path, "--ui-lang", "fr")
    assert (code, out) == (2, "")
    assert err.startswith("Erreur\u00a0: The article is in English")


def test_a_fault_of_ours_is_one_sentence_that_keeps_the_article_to_itself(
    fake: FakeService, tmp_path: Path
) -> None:
    path = tmp_path / "CRASH.txt"
    path.write_text("x", encoding="utf-8")
    code, _, err = call("run", path)
    assert code == 1
    assert "internal error (RuntimeError)" in err and "SUMMARIZER_DEBUG" in err
    assert "Traceback" not in err and "secret" not in err


def test_models_are_listed_with_task_size_licence_and_place() -> None:
    code, out, _ = call("models", "--ui-lang", "en")
    assert code == 0
    for preset in available_models():
        line = next(row for row in out.splitlines() if row.startswith(preset.name + "\t"))
        assert preset.licence in line.split("\t")
        if preset.repo is not None:
            assert f"{preset.repo}@{(preset.revision or '')[:10]}" in line.split("\t")
    assert "shipped with the program" in out


def test_info_names_versions_and_imports_no_model_library() -> None:
    code, out, _ = call("info", "--ui-lang", "en")
    assert code == 0
    assert __version__ in out and "torch" in out and "cores" in out


def test_help_lists_every_command_and_option() -> None:
    out = call("--help")[1]
    for command in ("run", "models", "info", "web", "batch", "evaluate"):
        assert f"\n  {command}" in out
    options = call("run", "--help")[1]
    for option in ("--length", "--to", "--no-translate", "--format", "--output", "--engine",
                   "--model", "--device", "--glossary", "--explain", "--quiet", "--ui-lang"):  # fmt: skip
        assert option in options


def test_version_is_printed() -> None:
    assert call("--version")[1] == f"summarizer {__version__}\n"


def test_evaluate_reads_its_own_options() -> None:
    code, out, _ = call("evaluate", "--help")
    assert code == 0
    assert "--gate" in out


@pytest.mark.parametrize(
    ("command", "install"),
    [("batch", "'summarizer'"), ("evaluate", "'summarizer[evaluation]'")],
)
def test_a_missing_package_is_told_with_an_extra_that_exists(
    monkeypatch: pytest.MonkeyPatch, command: str, install: str
) -> None:
    room = {"evaluate": "evaluation"}.get(command, command)
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    monkeypatch.delitem(sys.modules, f"summarizer.{room}.cli", raising=False)
    monkeypatch.setitem(sys.modules, f"summarizer.{room}", None)
    code, out, err = call(command, "x")
    assert (code, out) == (2, "")
    assert f"pip install {install}`" in err


def test_the_command_line_starts_without_model_libraries_or_gradio() -> None:
    code = (
        "import sys; from summarizer.presenters import cli; "
        "print(sorted({'torch', 'transformers', 'ctranslate2', 'gradio', 'numpy', 'rich'} "
        "& set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.strip() == "[]"


def test_a_reader_who_leaves_early_is_not_an_error() -> None:
    done = subprocess.run(
        f"{sys.executable} -m summarizer info | head -n 0",
        shell=True, capture_output=True, text=True, cwd=ROOT, env={**os.environ, "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert "Traceback" not in done.stderr and "BrokenPipe" not in done.stderr
