"""Data sets in every format, and what is refused."""

from __future__ import annotations

import gzip
import hashlib
import json
import lzma
from pathlib import Path

import pytest

from summarizer.errors import InputError, UnreadableFile
from summarizer.evaluation.dataset import (
    EvalTask,
    Outputs,
    read_dataset,
    read_outputs,
    read_parallel,
    save_outputs,
)
from summarizer.evaluation.runner import evaluate
from summarizer.evaluation.stored import find_table, read_folder, read_table

ROWS = [
    {"id": "a", "source": "Le pont ferme lundi.", "reference": "Pont fermé."},
    {"id": "b", "source": "L'école rouvre, enfin.", "reference": "École rouverte."},
]


def write_jsonl(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), "utf-8")
    return path


@pytest.fixture
def jsonl(tmp_path: Path) -> Path:
    return write_jsonl(tmp_path / "news.jsonl", ROWS)  # type: ignore[arg-type]


def test_jsonl_csv_and_tsv_hold_the_same_items(jsonl: Path, tmp_path: Path) -> None:
    csv = tmp_path / "news.csv"
    csv.write_text(
        "id,source,reference\na,Le pont ferme lundi.,Pont fermé.\n"
        'b,"L\'école rouvre, enfin.",École rouverte.\n',
        "utf-8",
    )
    tsv = tmp_path / "news.tsv"
    tsv.write_text(
        "id\tsource\treference\na\tLe pont ferme lundi.\tPont fermé.\n"
        "b\tL'école rouvre, enfin.\tÉcole rouverte.\n",
        "utf-8",
    )
    items = read_dataset(jsonl).items
    assert [i.id for i in items] == ["a", "b"]
    assert read_dataset(csv).items == items
    assert read_dataset(tsv).items == items


def test_compressed_files_are_read_and_hashed_as_they_lie(jsonl: Path, tmp_path: Path) -> None:
    xz, gz = tmp_path / "n.jsonl.xz", tmp_path / "n.jsonl.gz"
    xz.write_bytes(lzma.compress(jsonl.read_bytes()))
    gz.write_bytes(gzip.compress(jsonl.read_bytes()))
    for path in (xz, gz):
        found = read_dataset(path)
        assert found.items == read_dataset(jsonl).items
        assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        assert found.signature == f"data:n|n:2|sha256:{found.sha256[:12]}"


def test_several_references_come_from_columns_or_a_list(tmp_path: Path) -> None:
    columns = write_jsonl(
        tmp_path / "c.jsonl", [{"source": "s", "reference2": "deux", "reference": "un"}]
    )
    listed = write_jsonl(tmp_path / "l.jsonl", [{"source": "s", "references": ["un", "deux"]}])
    assert read_dataset(columns).items[0].references == ("un", "deux")
    assert read_dataset(listed).items[0].references == ("un", "deux")
    assert read_dataset(columns).items[0].id == "1"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{oops\n", "line 1 is not JSON"),
        ("[1]\n", "line 1 holds a list"),
        ('{"source": "s"}\n', "row 1 has no reference"),
        ("", "no items"),
        ('{"id": 1, "reference": "r"}\n{"id": 1, "reference": "r"}\n', "'1' occurs twice"),
    ],
)
def test_a_broken_file_is_refused_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "broken.jsonl"
    path.write_text(text)
    with pytest.raises(InputError, match=message):
        read_dataset(path)


def test_a_table_with_a_short_row_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("id,source,reference\na,b\n")
    with pytest.raises(UnreadableFile, match="line 2"):
        read_dataset(path)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00bad", None])
def test_a_missing_or_undecodable_file_is_an_input_error(
    tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "x.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=r"x\.jsonl"):
        read_dataset(path)


def test_a_damaged_archive_is_an_input_error(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl.xz"
    path.write_bytes(lzma.compress(b'{"reference": "r"}\n')[:-8])
    with pytest.raises(UnreadableFile, match=r"x\.jsonl\.xz"):
        read_dataset(path)


def test_parallel_files_are_items_line_by_line(tmp_path: Path) -> None:
    source, reference = tmp_path / "s.fr", tmp_path / "r.en"
    # U+2028 is a line break to str.splitlines, and part of a sentence to everyone else.
    source.write_text("un\u2028bis\ndeux\n", "utf-8")
    reference.write_text("one\ntwo", "utf-8")
    found = read_parallel(source, [reference])
    assert [i.source for i in found.items] == ["un\u2028bis", "deux"]
    assert [i.references for i in found.items] == [("one",), ("two",)]
    assert found.task is EvalTask.TRANSLATION


def test_parallel_files_of_different_lengths_are_refused_with_both_counts(tmp_path: Path) -> None:
    source, reference = tmp_path / "s.fr", tmp_path / "r.en"
    source.write_text("un\ndeux\n")
    reference.write_text("one\n")
    with pytest.raises(InputError, match=r"s\.fr: 2, r\.en: 1"):
        read_parallel(source, [reference])


def test_outputs_of_another_count_are_refused_with_both_counts(jsonl: Path, tmp_path: Path) -> None:
    lines = tmp_path / "out.txt"
    lines.write_text("une\n")
    dataset = read_dataset(jsonl)
    with pytest.raises(InputError, match="1 lines for 2 items"):
        read_outputs(lines, dataset)
    rows = write_jsonl(tmp_path / "out.jsonl", [{"id": "a", "output": "x"}])
    with pytest.raises(InputError, match="1 rows for 2 items"):
        read_outputs(rows, dataset)
    with pytest.raises(InputError, match="1 outputs for 2 references"):
        evaluate(dataset, [Outputs("short", ("x",))])


def test_outputs_are_matched_by_id_not_by_place(jsonl: Path, tmp_path: Path) -> None:
    path = write_jsonl(
        tmp_path / "sys.jsonl", [{"id": "b", "summary": "B"}, {"id": "a", "summary": "A"}]
    )
    found = read_outputs(path, read_dataset(jsonl))
    assert found.texts == ("A", "B")
    assert found.system == "sys"


def test_saved_outputs_come_back_with_their_times(jsonl: Path, tmp_path: Path) -> None:
    dataset = read_dataset(jsonl)
    outputs = Outputs("s", ("é", ""), (0.5, 0.25))
    save_outputs(tmp_path / "s.jsonl", dataset, outputs)
    assert read_outputs(tmp_path / "s.jsonl", dataset) == outputs


def test_a_sample_is_the_same_whatever_the_order_of_the_file(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [{"id": f"i{n}", "reference": f"r{n}"} for n in range(30)]
    there = read_dataset(write_jsonl(tmp_path / "a.jsonl", rows)).sample(7)
    back = read_dataset(write_jsonl(tmp_path / "b.jsonl", rows[::-1])).sample(7)
    assert {i.id for i in there.items} == {i.id for i in back.items}
    assert len(there.items) == 7
    assert there.name == "a[7]"


def test_a_table_of_stored_outputs_finds_its_sources_beside_it(tmp_path: Path) -> None:
    table: list[dict[str, object]] = [
        {"line": 1, "id": "a", "gold": "Pont fermé.", "one": "Pont.", "two": ""},
        {"line": 2, "id": "b", "gold": "École rouverte.", "one": "École.", "two": "x"},
    ]
    write_jsonl(tmp_path / "news_outputs.jsonl", table)
    write_jsonl(
        tmp_path / "news_test.jsonl",
        [{"id": i, "text": f"Article {i}", "title_split": "test"} for i in "cba"],
    )
    (found,) = read_folder(tmp_path)
    assert [o.system for o in found.outputs] == ["one", "two"]
    assert found.outputs[1].texts == ("", "x")
    assert [i.source for i in found.dataset.items] == ["Article a", "Article b"]
    assert find_table("news_outputs", [tmp_path]) == found
    with pytest.raises(InputError, match="No stored outputs 'other'"):
        find_table("other", [tmp_path])


def test_a_table_with_french_and_english_is_a_translation_table(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "w.jsonl", [{"fr": "un", "en": "one", "sys": "one"}])
    found = read_table(path)
    assert found.dataset.task is EvalTask.TRANSLATION
    assert found.dataset.items[0].source == "un"


def test_rows_with_different_columns_are_refused_by_number(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "w.jsonl", [{"gold": "g", "s": "x"}, {"gold": "g", "t": "x"}])
    with pytest.raises(InputError, match="row 2"):
        read_table(path)


def test_a_folder_without_tables_is_refused(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "articles.jsonl", [{"id": "a", "text": "t"}])
    with pytest.raises(InputError, match="No table of stored outputs"):
        read_folder(tmp_path)
