"""Reading: files of every kind and encoding, addresses that may be read and those that may not."""

from __future__ import annotations

import gzip
import io
import ipaddress
import socket
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from summarizer.errors import ForbiddenAddress, InputError, InputTooLong, UnreadableFile
from summarizer.extraction import MAX_BYTES, clean_article, read_address, read_file, read_source
from summarizer.extraction.addresses import is_public

TEXT = (
    "L’été dernier, la rivière a débordé à Crémieu ; « du jamais vu », selon le maire. "
    "Cœur de ville, écoles et marché ont été noyés pendant trois jours."
)
PARAGRAPHS = [
    TEXT,
    "Les secours ont évacué deux cents habitants dans la nuit de samedi à dimanche. Personne "
    "n’a été blessé, mais les dégâts sont considérables dans tout le canton.",
    "Une cellule d’aide a été ouverte à la mairie. Les assureurs attendent plus de mille "
    "dossiers avant la fin du mois de septembre.",
]
HTML = f"""<!doctype html><html lang="fr"><head><meta charset="utf-8">
<title>La rivière déborde - Le Courrier</title></head><body>
<nav><a href="/">Accueil</a> <a href="/sport">Sport</a></nav>
<article><h1>La rivière déborde</h1><p>{PARAGRAPHS[0]}</p><h2>Une nuit de pluie</h2>
<p>{PARAGRAPHS[1]}</p><ul><li>la mairie ouvre à huit heures</li><li>l’école reste fermée</li></ul>
<p>{PARAGRAPHS[2]}</p></article><footer>Mentions légales</footer></body></html>"""


def make_pdf(pages: list[list[str]]) -> bytes:
    """A small PDF with one Helvetica line of text for each string."""
    n = len(pages)
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(n))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {n} >>".encode())
    objects.append(
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    )
    for i, lines in enumerate(pages):
        body = b"BT /F1 11 Tf 14 TL 50 800 Td "
        for line in lines:
            raw = line.encode("cp1252")
            for char in (b"\\", b"(", b")"):
                raw = raw.replace(char, b"\\" + char)
            body += b"(" + raw + b") Tj T* "
        body += b"ET"
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            b"/Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>" % (5 + 2 * i)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(body), body))
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, item in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    return bytes(out)


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_every_encoding_gives_the_same_text(encoding: str, tmp_path: Path) -> None:
    path = written(tmp_path, "article.txt", TEXT.encode(encoding))
    assert read_file(path) == TEXT


def test_windows_and_old_mac_line_ends_are_read(tmp_path: Path) -> None:
    raw = "Un titre\r\n\r\n" + TEXT + "\r\rUne fin."
    clean = clean_article(read_file(written(tmp_path, "a.txt", raw.encode())))
    assert len(clean.paragraphs) == 3


def test_a_web_page_keeps_its_title_headings_and_lists(tmp_path: Path) -> None:
    clean = clean_article(read_file(written(tmp_path, "page.html", HTML.encode())))
    kinds = [(p.kind.value, clean.text[p.span.start : p.span.end]) for p in clean.paragraphs]
    assert kinds[0] == ("title", "La rivière déborde")
    assert ("heading", "Une nuit de pluie") in kinds
    assert ("list_item", "– l’école reste fermée") in kinds
    assert "Accueil" not in clean.text and "Mentions" not in clean.text
    assert clean.text.count("La rivière déborde") == 1


def test_a_page_in_windows_1252_says_so_in_its_head(tmp_path: Path) -> None:
    page = HTML.replace('charset="utf-8"', 'charset="windows-1252"')
    assert "rivière a débordé" in read_file(written(tmp_path, "p.htm", page.encode("cp1252")))


def test_a_page_is_known_without_its_ending(tmp_path: Path) -> None:
    assert "<p>" not in read_file(written(tmp_path, "page", HTML.encode()))


def test_markdown_loses_its_marks_and_keeps_its_structure(tmp_path: Path) -> None:
    raw = (
        "---\ntitle: x\n---\nUn titre\n========\n\nLa **rivière** a [débordé](https://exemple.fr "
        "'a') *hier* soir, dit le snake_case.\n\n## Ensuite\n- un\n- deux\n\n> Une citation.\n"
        "\n![carte](c.png)\n"
    )
    clean = clean_article(read_file(written(tmp_path, "a.md", raw.encode())))
    found = [(p.kind.value, clean.text[p.span.start : p.span.end]) for p in clean.paragraphs]
    assert found[:5] == [
        ("title", "Un titre"),
        ("text", "La rivière a débordé hier soir, dit le snake_case."),
        ("heading", "Ensuite"),
        ("list_item", "– un"),
        ("list_item", "– deux"),
    ]
    assert "Une citation." in clean.text


def test_a_word_file_is_read_in_order(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx", reason="python-docx is not installed")
    made = docx.Document()
    made.add_heading("La rivière déborde", level=0)
    made.add_paragraph(PARAGRAPHS[0])
    made.add_heading("Une nuit de pluie", level=1)
    made.add_paragraph("ouvrir la mairie", style="List Bullet")
    table = made.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Crémieu", "200 évacués"
    made.add_paragraph(PARAGRAPHS[2])
    path = tmp_path / "article.docx"
    made.save(str(path))
    clean = clean_article(read_file(path))
    kinds = [p.kind.value for p in clean.paragraphs]
    assert kinds == ["title", "text", "heading", "list_item", "text", "text"]
    assert "Crémieu\u202f; 200 évacués" in clean.text


def test_a_pdf_is_read_and_its_lines_joined(tmp_path: Path) -> None:
    pytest.importorskip("pypdf", reason="pypdf is not installed")
    pages = [
        [
            "Le maire a parlé hier soir devant la presse : « nous avons été sur-",
            "pris par la crue », a-t-il dit avant de partir pour Saint-",
            "Denis avec son adjoint (et son chien), où l’attendaient les gens qui",
        ],
        ["réclament un nouveau pont depuis plus de dix ans dans la vallée."],
    ]
    clean = clean_article(read_file(written(tmp_path, "a.pdf", make_pdf(pages))))
    assert len(clean.paragraphs) == 1
    assert "été surpris par la crue" in clean.text
    assert "Saint-Denis avec" in clean.text
    assert clean.text.endswith("les gens qui réclament un nouveau pont depuis plus de dix ans "
                               "dans la vallée.")  # fmt: skip


BAD_FILES = {
    "picture.png": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "not a text"),
    "program.txt": (b"\x7fELF" + bytes(range(256)) * 20, "not a text"),
    "archive.docx": (b"PK\x03\x04" + b"\x00" * 300, "not a text"),
    "not.docx": (b"Bonjour", "named as a Word file"),
    "not.pdf": (b"Bonjour", "named as a PDF"),
    "damaged.pdf": (b"%PDF-1.4\nrien du tout", "could not be read"),
    "damaged.docx": (b"PK\x03\x04 word/ rien", "could not be read"),
    "scanned.pdf": (make_pdf([[], []]), "holds no text"),
    "empty.html": (b"<html><body><nav>Menu</nav></body></html>", "No article was found"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_what_cannot_be_read_is_said_in_words(name: str, tmp_path: Path) -> None:
    data, message = BAD_FILES[name]
    with pytest.raises(UnreadableFile, match=message) as caught:
        read_file(written(tmp_path, name, data))
    assert name in str(caught.value)


def test_a_missing_file_a_folder_and_an_odd_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="no file"):
        read_file(tmp_path / "absent.txt")
    with pytest.raises(UnreadableFile, match="is a folder"):
        read_file(tmp_path)
    with pytest.raises(UnreadableFile):
        read_file("a\x00b.txt")


def test_a_file_over_ten_megabytes_is_refused_with_both_counts(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(InputTooLong, match="too large") as caught:
        read_file(path)
    assert (caught.value.count, caught.value.limit, caught.value.unit) == (
        MAX_BYTES + 1,
        MAX_BYTES,
        "bytes",
    )


@pytest.mark.parametrize(
    ("module", "name", "data", "package"),
    [
        ("pypdf", "a.pdf", make_pdf([["a"]]), "pypdf"),
        ("docx", "a.docx", b"PK\x03\x04 word/", "python-docx"),
        ("trafilatura", "a.html", HTML.encode(), "trafilatura"),
    ],
)
def test_a_missing_library_is_named(
    module: str,
    name: str,
    data: bytes,
    package: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(UnreadableFile, match=f"pip install {package}"):
        read_file(written(tmp_path, name, data))


class Site(BaseHTTPRequestHandler):
    """Pages of the test's own web site."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        page = HTML.encode()
        if self.path == "/article":
            self._send(page, "text/html; charset=utf-8")
        elif self.path == "/latin":
            self._send(HTML.replace("utf-8", "x").encode("cp1252"), "text/html; charset=iso-8859-1")
        elif self.path == "/text":
            self._send(TEXT.encode(), "text/plain; charset=utf-8")
        elif self.path == "/gzip":
            self._send(gzip.compress(page), "text/html; charset=utf-8", encoding="gzip")
        elif self.path == "/bomb":
            self._send(gzip.compress(b" " * (MAX_BYTES + 10)), "text/html", encoding="gzip")
        elif self.path == "/picture":
            self._send(b"\x89PNG", "image/png")
        elif self.path == "/drip":
            self._drip()
        elif self.path.startswith("/to/"):
            self._redirect(self.path[4:])
        elif self.path == "/round":
            self._redirect("/round")
        else:
            self.send_error(404)

    def _send(self, data: bytes, content_type: str, encoding: str | None = None) -> None:
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(data)))
        if encoding is not None:
            self.send_header("Content-Encoding", encoding)
        self.end_headers()
        self.wfile.write(data)

    def _redirect(self, location: str) -> None:
        self.send_response(302)
        self.send_header("Location", location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        try:
            for _ in range(50):
                self.wfile.write(b"a")
                time.sleep(0.05)
        except OSError:
            return

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("path", ["/article", "/latin", "/gzip", "/to//article"])
def test_a_page_is_fetched_and_its_article_read(site: str, path: str) -> None:
    text = read_address(site + path, allow_private=True)
    assert "rivière a débordé" in text
    assert "Accueil" not in text


def test_plain_text_is_fetched_as_it_is(site: str) -> None:
    assert read_address(site + "/text", allow_private=True) == TEXT


@pytest.mark.parametrize(
    ("path", "message"),
    [("/none", "answered 404"), ("/picture", "image/png"), ("/round", "more than 5 times")],
)
def test_what_is_no_article_is_said_in_words(site: str, path: str, message: str) -> None:
    with pytest.raises(UnreadableFile, match=message):
        read_address(site + path, allow_private=True)


def test_a_page_that_unpacks_too_large_is_refused(site: str) -> None:
    with pytest.raises(InputTooLong, match="too large"):
        read_address(site + "/bomb", allow_private=True)


def test_a_server_that_drips_is_given_up_in_time(site: str) -> None:
    start = time.monotonic()
    with pytest.raises(UnreadableFile, match="took too long"):
        read_address(site + "/drip", allow_private=True, timeout_s=0.4)
    assert time.monotonic() - start < 2.0


def test_an_unreachable_address_is_said_in_words() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        with pytest.raises(UnreadableFile, match="could not be reached"):
            read_address(f"http://127.0.0.1:{port}/", allow_private=True)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.0.0.1:7860/x",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://0.0.0.0/",
        "http://10.0.0.8/",
        "http://172.16.4.4/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://100.64.0.1/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[fe80::1]/",
        "http://[fd00::1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "file:///etc/passwd",
        "ftp://exemple.fr/a",
        "gopher://exemple.fr/",
        "//exemple.fr/a",
        "exemple.fr",
        "http:///a",
        "http://moi:secret@exemple.fr/",
        "http://exemple.fr:99999/",
        "http://exemple.fr:0/",
    ],
)
def test_private_addresses_and_other_schemes_are_forbidden(url: str) -> None:
    with pytest.raises(ForbiddenAddress) as caught:
        read_address(url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:8.8.8.8"])
def test_machines_on_the_public_internet_are_allowed(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def _names_resolve_to(monkeypatch: pytest.MonkeyPatch, names: dict[str, list[str]]) -> list[str]:
    asked: list[str] = []
    real = socket.getaddrinfo

    def resolve(host: str, port: int, *args: object, **kwargs: object) -> object:
        if host not in names:
            return real(host, port, type=socket.SOCK_STREAM)
        asked.append(host)
        found = names[host]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return asked


def test_a_public_name_for_a_private_machine_is_forbidden(monkeypatch: pytest.MonkeyPatch) -> None:
    _names_resolve_to(monkeypatch, {"mixte.test": ["93.184.216.34", "192.168.0.7"]})
    with pytest.raises(ForbiddenAddress, match=r"192\.168\.0\.7"):
        read_address("http://mixte.test/")


def _public_site(monkeypatch: pytest.MonkeyPatch, site: str) -> list[tuple[str, int]]:
    """Connections to 93.184.216.34 reach the test's own site; what was asked for is kept."""
    port = int(site.rsplit(":", 1)[1])
    asked: list[tuple[str, int]] = []
    real = socket.create_connection

    def connect(address: tuple[str, int], **kwargs: float) -> socket.socket:
        asked.append(address)
        assert address[0] == "93.184.216.34", "only the checked machine may be connected to"
        return real(("127.0.0.1", port), **kwargs)

    monkeypatch.setattr(socket, "create_connection", connect)
    return asked


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1/", "http://[::1]/", "file:///etc/passwd", "http://prive.test/"]
)
def test_a_redirect_to_a_private_machine_is_forbidden(
    target: str, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _names_resolve_to(monkeypatch, {"public.test": ["93.184.216.34"], "prive.test": ["10.1.1.1"]})
    asked = _public_site(monkeypatch, site)
    with pytest.raises(ForbiddenAddress):
        read_address(f"http://public.test/to/{target}")
    assert len(asked) == 1


def test_the_checked_machine_is_the_one_connected_to(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up = _names_resolve_to(monkeypatch, {"public.test": ["93.184.216.34"]})
    asked = _public_site(monkeypatch, site)
    assert "rivière" in read_address("http://public.test/article")
    assert looked_up == ["public.test"]
    assert asked == [("93.184.216.34", 80)]


def test_a_source_is_a_path_an_address_or_standard_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, "article.txt", TEXT.encode())
    assert read_source(str(path)) == (TEXT, "article.txt")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode("cp1252"))))
    assert read_source("-") == (TEXT, "text")
    with pytest.raises(ForbiddenAddress):
        read_source("http://localhost/")
    with pytest.raises(ForbiddenAddress):
        read_source("file:///etc/passwd")
    with pytest.raises(UnreadableFile):
        read_source(str(tmp_path / "absent.txt"))
    with pytest.raises(UnreadableFile):
        read_source("Un article donné à la place d'un fichier. " * 200)
    with pytest.raises(ForbiddenAddress):
        read_source("http://127.0.0.1/" + "a" * 5000)


def test_without_a_network_an_address_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def offline(*args: object, **kwargs: object) -> None:
        raise socket.gaierror(-3, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", offline)
    with pytest.raises(InputError, match=r"was not found\. Check the address and the network"):
        read_address("https://exemple.fr/article")
