"""Sources and rows: every kind of input, and what becomes of what is no article."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from batch_engines import french, row, write_jsonl

from summarizer.batch import BatchOptions, InputFormat
from summarizer.batch.inputs import find_inputs, mark_of
from summarizer.batch.reader import MAX_ROW_BYTES, count_rows, read_chunks, read_rows
from summarizer.batch.rows import Row
from summarizer.errors import ConfigError, InputTooLong, UnreadableFile


def sources(*inputs: Path | str, kind: InputFormat = InputFormat.AUTO, at: Path) -> tuple:
    names = [str(i) for i in inputs]
    return find_inputs(
        names, input_format=kind, stdin_copy=at / "o.stdin", apart_from=at / "o.jsonl"
    ).sources


def rows_of(path: Path, **options: object) -> list[Row]:
    found = sources(path, at=path.parent)
    return list(read_rows(found, BatchOptions(**options)))  # type: ignore[arg-type]


def test_a_folder_gives_its_articles_and_tables_by_name_and_counts_the_rest(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "b").mkdir(parents=True)
    (folder / "b" / "deux.txt").write_text(french(2), "utf-8")
    (folder / "a.md").write_text(french(1), "utf-8")
    (folder / "image.png").write_bytes(b"\x89PNG")
    (folder / ".caché.txt").write_text("non", "utf-8")
    write_jsonl(folder / "z.jsonl", [row(3)])
    found = find_inputs(
        [str(folder)],
        input_format=InputFormat.AUTO,
        stdin_copy=tmp_path / "s",
        apart_from=folder / "out.jsonl",
    )
    assert [s.name for s in found.sources] == ["a.md", "z.jsonl", "b/deux.txt"]
    assert found.n_ignored == 1
    assert [r.id for r in read_rows(found.sources, BatchOptions())] == [
        "a.md",
        "r003",
        "b/deux.txt",
    ]


def test_an_output_inside_the_input_folder_is_not_read_as_an_article(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "in.jsonl", [row(1)])
    for name in ("out.jsonl", "out.jsonl.partial", "out.jsonl.journal"):
        (tmp_path / name).write_text("{}", "utf-8")
    found = find_inputs(
        [str(tmp_path)],
        input_format=InputFormat.AUTO,
        stdin_copy=tmp_path / "s",
        apart_from=tmp_path / "out.jsonl",
    )
    assert [s.name for s in found.sources] == ["in.jsonl"]


def test_a_pattern_gives_its_files_in_order_and_one_without_files_is_refused(
    tmp_path: Path,
) -> None:
    for name in ("b.txt", "a.txt", "c.md"):
        (tmp_path / name).write_text(french(1), "utf-8")
    assert [s.path.name for s in sources(f"{tmp_path}/*.txt", at=tmp_path)] == ["a.txt", "b.txt"]
    with pytest.raises(UnreadableFile, match="nothing matches"):
        sources(f"{tmp_path}/*.pdf", at=tmp_path)


def test_standard_input_is_copied_so_that_it_can_be_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = (json.dumps(row(1)) + "\n").encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    found = sources("-", at=tmp_path)
    for _ in range(2):
        assert [r.id for r in read_rows(found, BatchOptions())] == ["r001"]


def test_every_bad_jsonl_line_is_an_error_row_in_its_place(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    lines = [
        json.dumps(row(1)).encode(),
        b"{not json",
        b"",
        b'{"id": "x", "title": "no text"}',
        b'{"id": 7, "text": ""}',
        b'{"id": "n", "text": 12}',
        b'{"id": "b", "text": "caf\xe9"}',
        b"[1, 2]",
        b'{"text": "\\ud83d seul"}',
        json.dumps("Une chaîne seule.").encode(),
    ]
    path.write_bytes(b"\n".join(lines))
    rows = rows_of(path)
    assert [(r.id, type(r.error).__name__) for r in rows] == [
        ("r001", "NoneType"),
        ("in.jsonl:2", "UnreadableFile"),
        ("x", "UnreadableFile"),
        (7, "EmptyArticle"),
        ("n", "UnreadableFile"),
        ("in.jsonl:7", "UnreadableFile"),
        ("in.jsonl:8", "UnreadableFile"),
        ("in.jsonl:9", "NoneType"),
        ("in.jsonl:10", "NoneType"),
    ]
    assert rows[7].text == "? seul"
    assert rows[8].text == "Une chaîne seule."


def test_a_line_beyond_the_limit_is_an_error_row_and_the_next_line_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("summarizer.batch.reader.MAX_ROW_BYTES", 1000)
    path = write_jsonl(tmp_path / "in.jsonl", [{"id": "l", "text": "a" * 3500}, row(2)])
    first, second = rows_of(path)
    assert isinstance(first.error, InputTooLong)
    assert first.error.count == path.read_bytes().index(b"\n") + 1
    assert second.id == "r002"
    assert MAX_ROW_BYTES > 12_000_000


def test_csv_with_semicolons_quotes_and_line_breaks_is_read(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes('\ufeffid;texte\nu1;"Un ""mot"";\nsuite."\nu2\nu3;caf'.encode() + b"\xe9\n")
    rows = rows_of(path)
    assert rows[0].text == 'Un "mot";\nsuite.'
    assert [type(r.error).__name__ for r in rows] == [
        "NoneType",
        "UnreadableFile",
        "UnreadableFile",
    ]
    assert [r.id for r in rows] == ["u1", "u2", "u3"]


def test_an_open_quote_costs_rows_but_not_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import csv

    before = csv.field_size_limit(500)
    try:
        monkeypatch.setattr("summarizer.batch.reader.MAX_ROW_BYTES", 500)
        path = tmp_path / "in.csv"
        path.write_text('id,text\n1,"' + "mot\n" * 200 + "3,Bonjour.\n", "utf-8")
        rows = rows_of(path)
    finally:
        csv.field_size_limit(before)
    assert any("not valid CSV" in str(r.error) for r in rows)
    assert rows[-1].text == "Bonjour."


def test_tsv_and_named_columns_are_read(tmp_path: Path) -> None:
    path = tmp_path / "in.tsv"
    path.write_text("clé\tcorps\nk\tBonjour, tous.\n", "utf-8")
    (found,) = rows_of(path, id_column="clé", text_column="corps")
    assert (found.id, found.text) == ("k", "Bonjour, tous.")


def test_a_table_without_the_column_is_refused_with_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("id,corps\n1,x\n", "utf-8")
    with pytest.raises(ConfigError, match=r"'corps'.*--text-column"):
        rows_of(path)
    with pytest.raises(ConfigError, match=r"no column 'nom'.*--id-column"):
        rows_of(path, text_column="corps", id_column="nom")


def test_parquet_is_read_and_written_rows_keep_their_order(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed (extra `parquet`)")
    import pyarrow.parquet as parquet

    path = tmp_path / "in.parquet"
    table = pyarrow.table({"id": list(range(200)), "text": [french(i) for i in range(200)]})
    parquet.write_table(table, path, row_group_size=70)
    rows = rows_of(path)
    assert [r.id for r in rows] == list(range(200))
    assert rows[199].text == french(199)
    (tmp_path / "bad.parquet").write_bytes(b"PAR1 not really")
    with pytest.raises(UnreadableFile, match="Parquet"):
        rows_of(tmp_path / "bad.parquet")


def test_without_pyarrow_the_error_names_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    path = tmp_path / "in.parquet"
    path.touch()
    with pytest.raises(ConfigError, match=r"summarizer\[parquet\]"):
        rows_of(path)


def test_chunks_cover_every_row_once_and_the_limit_holds(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "in.jsonl", [row(i) for i in range(10)])
    found = sources(path, at=tmp_path)
    options = BatchOptions(batch_size=4, limit=9)
    chunks = list(read_chunks(found, options))
    assert [(c.number, len(c.rows)) for c in chunks] == [(0, 4), (1, 4), (2, 1)]
    assert count_rows(found, options) == 9


def test_the_mark_of_inputs_changes_with_any_byte_or_name(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "in.jsonl", [row(1)])
    before = mark_of(sources(path, at=tmp_path))
    assert mark_of(sources(path, at=tmp_path)) == before
    path.write_text(path.read_text("utf-8").replace("quartier", "Quartier"), "utf-8")
    assert mark_of(sources(path, at=tmp_path)) != before
