"""The page through the real client: runs, errors, limits, Stop, two readers, files, privacy."""

from __future__ import annotations

import json
import threading
import time
import urllib.request
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_service import FakeService
from served_page import Site, serve_page

from summarizer.presenters.handlers import Handlers, Limits

with warnings.catch_warnings():
    # What gradio and its dependencies warn of while being imported is not ours to mend.
    warnings.simplefilter("ignore")
    from gradio_client import Client, handle_file
    from gradio_client.exceptions import AppError


pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")

LIMITS = Limits(max_chars=5_000, max_file_bytes=50_000)


@pytest.fixture(scope="module")
def page() -> Iterator[Site]:
    with serve_page(LIMITS) as made:
        yield made


@pytest.fixture(scope="module")
def client(page: Site) -> Client:
    return Client(page.address, verbose=False)


@pytest.fixture(scope="module")
def other_client(page: Site) -> Client:
    """Another tab."""
    return Client(page.address, verbose=False)


def fields(text: str = "", **changes: Any) -> dict[str, Any]:
    """What the form sends."""
    names = {
        "text": text,
        "file": None,
        "address": "",
        "source": "text",
        "length": "short",
        "glossary_table": {"headers": ["a", "b", "c"], "data": [], "metadata": None},
        "glossary_file": None,
        "ui_lang": "en",
    }
    return names | changes


def run(client: Client, **form: Any) -> tuple[Any, ...]:
    """The last outputs of a run: the view, buttons, files."""
    values = fields(**form)
    return tuple(client.predict(*values.values(), api_name="/run"))


def view_of(client: Client, **form: Any) -> str:
    return str(run(client, **form)[0])


def test_every_function_has_a_name_for_the_client(client: Client) -> None:
    named = set(client.view_api(return_format="dict")["named_endpoints"])
    assert {"/run", "/stop", "/summarize", "/switch_language", "/greet"} <= named
    unnamed = client.view_api(return_format="dict")["unnamed_endpoints"]
    assert not unnamed


def test_a_pasted_text_gives_the_view(client: Client, page: Site) -> None:
    view = view_of(client, text="Un article.")
    assert "crosses Lake Orsay again." in view
    assert "12 numbers and names checked" in view
    assert "sz-wait" not in view
    assert page.service.requests[-1].article == "Un article."


def test_four_files_can_be_downloaded(client: Client) -> None:
    outputs = run(client, text="Un article.")
    paths = [Path(o if isinstance(o, str) else o["value"]) for o in outputs[-4:]]
    assert [p.suffix for p in paths] == [".md", ".json", ".docx", ".html"]
    assert "# Le bac revient sur le lac" in paths[0].read_text("utf-8")
    assert json.loads(paths[1].read_text("utf-8"))["schema_version"]
    assert paths[2].read_bytes()[:2] == b"PK"
    assert paths[3].read_text("utf-8").startswith("<!doctype html>")


def test_the_plain_function_gives_the_whole_result_as_json(client: Client) -> None:
    data = client.predict("Un article.", "bullets", api_name="/summarize")
    assert data["summary"]["length"] == "bullets"
    assert data["translation"]["text"]


def test_the_plain_function_tells_errors_to_the_client(client: Client) -> None:
    with pytest.raises(AppError, match="Unknown length 'huge'"):
        client.predict("Un article.", "huge", api_name="/summarize")
    with pytest.raises(AppError, match="in English"):
        client.predict("ENGLISH", "short", api_name="/summarize")


def test_a_file_is_read_by_its_own_tab(client: Client, page: Site, tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("Un article.", encoding="utf-8")
    view = view_of(client, text="ignored", file=handle_file(path), source="file")
    assert "crosses Lake Orsay again." in view
    article = page.service.requests[-1].article
    assert isinstance(article, Path) and article.name == "note.txt"


@pytest.mark.parametrize("source", ["text", "file", "address"])
def test_nothing_given_is_said_in_the_page(client: Client, source: str) -> None:
    view = view_of(client, text="  ", source=source)
    assert 'role="alert"' in view and "Nothing to summarise" in view


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"text": "ENGLISH"}, "The article is in English (en)."),
        ({"text": "x" * 5_001}, "The text has 5,001 characters; the page takes up to 5,000."),
        ({"text": "x" * 5_001, "ui_lang": "fr"}, "Le texte compte 5\u202f001 caractères"),
        ({"address": "http://127.0.0.1/", "source": "address"}, "is private or local"),
        ({"address": "file:///etc/passwd", "source": "address"}, "is private or local"),
        ({"text": "CRASH"}, "An internal error stopped the work"),
    ],
)
def test_errors_are_sentences_in_the_page(client: Client, form: Any, words: str) -> None:
    view = view_of(client, **form)
    assert 'role="alert"' in view and words in view
    assert "Traceback" not in view and "secret" not in view


def test_a_failed_run_leaves_the_page_ready_for_the_next(client: Client) -> None:
    view_of(client, text="CRASH")
    assert "crosses Lake Orsay again." in view_of(client, text="Un article.")


def test_an_upload_over_the_limit_is_refused(client: Client, tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    path.write_bytes(b"a" * 60_000)
    with pytest.raises(Exception, match=r"413|exceed|too large"):
        run(client, file=handle_file(path), source="file")


def test_a_file_over_the_limit_is_said_in_words(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    path.write_bytes(b"a" * 60_000)
    handlers = Handlers(FakeService(), LIMITS)
    form = fields(file=str(path), source="file", glossary_table=[])
    *_, last = handlers.run(*form.values(), request=_Request("s"))  # type: ignore[arg-type]
    assert "The file has 60 kB; the page takes up to 50 kB." in last[0]


def test_glossary_rows_and_file_reach_the_pipeline(
    client: Client, page: Site, tmp_path: Path
) -> None:
    path = tmp_path / "terms.csv"
    path.write_text("bac,ferry\n", encoding="utf-8")
    table = {
        "headers": ["a", "b", "c"],
        "data": [["bac ", "ferry", ""], ["", "", ""], ["lac", "", ""]],
        "metadata": None,
    }
    view_of(client, text="Un article.", glossary_table=table, glossary_file=handle_file(path))
    asked = page.service.requests[-1]
    assert asked.glossary == (("bac", "ferry", ""), ("lac", "", ""))
    assert asked.glossary_file is not None and asked.glossary_file.name == "terms.csv"


class _Request:
    """As much of gradio's request as the handlers look at."""

    def __init__(self, session: str, language: str = "") -> None:
        self.session_hash = session
        self.headers = {"accept-language": language}


@pytest.mark.parametrize(
    ("wanted", "given"), [("fr-CH,fr;q=0.9", "fr"), ("en-US", "en"), ("de", "en"), ("", "en")]
)
def test_the_page_speaks_the_browsers_language(wanted: str, given: str) -> None:
    handlers = Handlers(FakeService(), LIMITS)
    assert handlers.greet(_Request("s", wanted)) == given  # type: ignore[arg-type]


def test_stop_ends_the_run_keeps_what_was_ready_and_frees_the_queue(
    client: Client, page: Site
) -> None:
    service = page.service
    before = service.n_stopped
    service.delay_s = 0.15
    try:
        job = client.submit(*fields(text="Un article.").values(), api_name="/run")
        deadline = time.monotonic() + 10
        while service.n_running == 0 and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(0.3)
        client.predict(api_name="/stop")
        view = str(job.result(timeout=10)[0])
    finally:
        service.delay_s = 0.0
    assert service.n_stopped == before + 1
    assert service.n_running == 0
    assert "Stopped. What was ready stays on the page." in view
    assert "The ferry comes back" in view and "fuel" not in view.split("sz-reader")[0]
    assert "crosses Lake Orsay again." in view_of(client, text="Un article.")


def test_a_stop_in_one_tab_leaves_the_other_tab_alone(
    client: Client, other_client: Client, page: Site
) -> None:
    service, one, two = page.service, client, other_client
    service.delay_s = 0.1
    try:
        jobs = [
            c.submit(*fields(text=f"Article {name}.").values(), api_name="/run")
            for c, name in ((one, "un"), (two, "deux"))
        ]
        deadline = time.monotonic() + 10
        while service.n_running < 2 and time.monotonic() < deadline:
            time.sleep(0.01)
        one.predict(api_name="/stop")
        stopped, finished = (str(job.result(timeout=15)[0]) for job in jobs)
    finally:
        service.delay_s = 0.0
    assert "Stopped." in stopped
    assert "Stopped." not in finished and "12 numbers and names checked" in finished


def test_two_tabs_never_see_each_others_text(client: Client, other_client: Client) -> None:
    clients = [client, other_client]
    views: dict[int, str] = {}

    def visit(n: int) -> None:
        views[n] = view_of(clients[n], text=f"Texte secret numéro {n}.")

    threads = [threading.Thread(target=visit, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert len(views) == 2
    for n, view in views.items():
        assert f"numéro {n}." in view
        assert not any(f"numéro {m}." in view for m in range(2) if m != n)


def test_leaving_the_page_stops_its_run() -> None:
    service = FakeService(delay_s=0.05)
    handlers = Handlers(service, LIMITS)
    request: Any = _Request("gone")
    form = fields("Un article.", glossary_table=[])
    stream = handlers.run(*form.values(), request=request)
    next(stream)
    next(stream)
    handlers.leave(request)
    *_, last = stream
    assert service.n_stopped == 1
    assert "Stopped." in last[0]


def test_a_closed_stream_ends_the_work_behind_it() -> None:
    service = FakeService()
    stream = Handlers(service, LIMITS).run(
        *fields("Un article.", glossary_table=[]).values(),
        request=_Request("s"),  # type: ignore[arg-type]
    )
    next(stream)
    next(stream)
    assert service.n_running == 1
    stream.close()  # type: ignore[attr-defined]
    assert service.n_running == 0


def test_folders_of_files_and_session_flags_do_not_pile_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("summarizer.presenters.handlers._KEPT_FOLDERS", 3)
    monkeypatch.setattr("summarizer.presenters.handlers._MAX_SESSIONS", 4)
    handlers = Handlers(FakeService(), LIMITS)
    for n in range(6):
        form = fields("Un article.", glossary_table=[])
        list(handlers.run(*form.values(), request=_Request(f"s{n}")))  # type: ignore[arg-type]
    assert len(list(tmp_path.iterdir())) == 3
    assert len(handlers._stops) == 4


def test_the_language_switch_redraws_the_result(client: Client) -> None:
    view_of(client, text="Un article.")
    outputs = client.predict("fr", api_name="/switch_language")
    assert "Résumer et traduire" in str(outputs[0])
    assert "12 nombres et noms vérifiés" in str(outputs[-1])


def test_the_page_names_no_other_machine_and_forbids_to_fetch_from_one(page: Site) -> None:
    with urllib.request.urlopen(page.address, timeout=10) as answer:
        policy = answer.headers["content-security-policy"]
        html = answer.read().decode()
    assert policy.startswith("default-src 'self'")
    assert "http" not in policy
    for host in ("fonts.googleapis", "cdnjs", "huggingface", "gradio.app/api"):
        assert f"//{host}" not in html
    assert '"analytics_enabled":false' in html.replace(" ", "")


def test_the_page_is_served_to_this_machine_only(page: Site) -> None:
    assert page.address.startswith("http://127.0.0.1:")
