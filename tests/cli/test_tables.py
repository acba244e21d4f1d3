"""Tables in and out: the forms an office saves a list in, and one line with file, row and column for a bad one."""

from __future__ import annotations

import csv
import json
import unicodedata
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from sangsaeng.analysis.trade.errors import InputError
from sangsaeng.cli.tables import read_table, write_rows

ROWS = [{"id": "F1", "name": "가나, 다"}, {"id": "F2", "name": "라마"}]
PLAIN = 'id,name\nF1,"가나, 다"\nF2,라마\n'


def table(tmp_path: Path, content: bytes, name: str = "표.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("cp949"),
        PLAIN.replace("\n", "\r\n").encode(),
        'ID ; Name\nF1;"가나, 다"\nF2;라마\n'.encode(),
        "id\tname\nF1\t가나, 다\nF2\t라마\n".encode(),
        "id\tname\r\nF1\t가나, 다\r\nF2\t라마\r\n".encode("utf-16"),
        unicodedata.normalize("NFD", PLAIN).encode(),
        'extra,name,ｉｄ\n1,"가나, 다",F1\n\n,,\n2, 라마 ,F2\n'.encode(),
    ],
    ids=["utf8", "bom", "cp949", "crlf", "semicolons", "tabs", "utf16", "nfd", "other order, blank rows"],
)
def test_every_form_reads_the_same(tmp_path: Path, content: bytes) -> None:
    assert read_table(table(tmp_path, content), required=("id", "name")) == ROWS


def test_a_spreadsheet_reads_the_same(tmp_path: Path) -> None:
    path = tmp_path / "표.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["ID", "name", "code"])
        sheet.write_row(1, 0, ["F1", "가나, 다", 26110])
        sheet.write_row(3, 0, ["F2", "라마", "00123"])
    rows = read_table(path, required=("id", "name"), optional=("code",))
    assert [row["code"] for row in rows] == ["26110", "00123"]
    assert [row.number for row in rows] == [2, 4]


def test_an_absent_optional_column_is_empty_and_a_short_row_is_filled(tmp_path: Path) -> None:
    rows = read_table(table(tmp_path, b"id,name\nF1\n"), required=("id", "name"), optional=("hs",))
    assert rows == [{"id": "F1", "name": "", "hs": ""}]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", ["비어 있습니다"]),
        (b"\xef\xbb\xbf\n\n", ["비어 있습니다"]),
        (b"id,name\n", ["자료가 없습니다"]),
        ("id,이름\n1,가\n".encode(), ["1행", "'name' 열", "열이 없습니다", "id, 이름"]),
        (b"id,name,Name\n1,a,b\n", ["1행", "'name' 열", "두 번"]),
        (b"id,name\nF1,a\nF2,b\nF1,c\n", ["4행", "'id' 열", "'F1'", "2행에도"]),
        (b"id,name\n,a\n", ["2행", "'id' 열", "비어 있습니다"]),
        ("id,name\nF1,a\nF2,동박,전지\n".encode(), ["3행", "'3' 열", "'전지'", "따옴표"]),
        (b'id,name\nF1,"a\nF2,b\n', ["2행", "따옴표"]),
        (b"id,name\nF1,a\nF2,\xff\xff\xfe\n", ["3행", "글자를 읽을 수 없습니다", "CP949"]),
        (b"id,name\nF1,\x00a\n", ["다른 파일"]),
        (b"PK\x03\x04 no zip", ["깨져"]),
    ],
)
def test_a_bad_table_is_one_line_that_says_where(tmp_path: Path, content: bytes, words: list[str]) -> None:
    path = table(tmp_path, content)
    with pytest.raises(InputError) as caught:
        read_table(path, required=("id", "name"))
    message = str(caught.value)
    assert "\n" not in message
    for word in [str(path), *words]:
        assert word in message


def test_no_such_file_and_a_cell_of_a_million_letters(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="파일이 없습니다"):
        read_table(tmp_path / "none.csv", required=("id",))
    long = "전해액 " * 300_000
    [row] = read_table(table(tmp_path, f"id,text\n1,{long}\n".encode()), required=("id", "text"))
    assert row["text"] == long.strip()


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    for suffix in ("csv", "xlsx"):
        path = tmp_path / f"out.{suffix}"
        write_rows(path, ["id", "name"], [list(row.values()) for row in ROWS])
        assert read_table(path, required=("id", "name")) == ROWS
    write_rows(tmp_path / "out.json", ["id", "score"], [{"id": "=1", "score": 0.5}, {"id": "b"}])
    assert json.loads((tmp_path / "out.json").read_text()) == [
        {"id": "=1", "score": 0.5},
        {"id": "b", "score": None},
    ]
    write_rows(tmp_path / "f.xlsx", ["id"], [["=1+1"]])
    assert CalamineWorkbook.from_path(str(tmp_path / "f.xlsx")).get_sheet_by_index(0).to_python()[1] == [
        "=1+1"
    ]
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as handle:
        assert next(csv.reader(handle)) == ["id", "name"]


def test_nothing_is_left_behind_where_writing_fails(tmp_path: Path) -> None:
    def broken() -> object:
        yield ["a"]
        raise InputError("그만")

    (tmp_path / "out.csv").write_text("old")
    with pytest.raises(InputError, match="그만"):
        write_rows(tmp_path / "out.csv", ["id"], broken())  # type: ignore[arg-type]
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]
    assert (tmp_path / "out.csv").read_text() == "old"
    for path, word in ((tmp_path / "out.doc", ".xlsx"), (tmp_path / "no" / "out.csv", "폴더")):
        with pytest.raises(InputError, match=word):
            write_rows(path, ["id"], [])
