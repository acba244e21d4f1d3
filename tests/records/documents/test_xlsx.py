"""XLSX and CSV: types kept, units in the header, no text becomes a formula."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from sangsaeng.records.documents.content import Column
from sangsaeng.records.documents.xlsx import Cell, Sheet, render_csv, render_xlsx

DANGEROUS = [
    "=1+1",
    "+1",
    "-1+2",
    "@SUM(A1)",
    "＝1+1",
    "  =1",
    "\t=1",
    '=HYPERLINK("http://x")',
    "=cmd|' /C calc'!A0",
]
COLUMNS = (
    Column("품목"),
    Column("수입액", unit="천 달러", align="right"),
    Column("비중", unit="%", number_format="0.0"),
)


def read(xlsx: bytes, sheet: int = 0) -> list[list[object]]:
    return [
        list(row)
        for row in CalamineWorkbook.from_filelike(io.BytesIO(xlsx)).get_sheet_by_index(sheet).to_python()
    ]


def part(xlsx: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(xlsx)) as package:
        return package.read(name).decode()


def test_values_come_back_with_their_types_and_units_in_the_header() -> None:
    rows: list[tuple[Cell, ...]] = [
        ("불화수소", 1234567, 41.9), ("염화수소", None, Decimal("0.5")), ("석영", -3, 0),
    ]  # fmt: skip
    xlsx = render_xlsx([Sheet("품목", COLUMNS, rows)])
    assert read(xlsx) == [
        ["품목", "수입액(천 달러)", "비중(%)"],
        ["불화수소", 1234567.0, 41.9],
        ["염화수소", "", 0.5],
        ["석영", -3.0, 0.0],
    ]


def test_dates_are_dates_and_times_are_korean() -> None:
    columns = (Column("날"), Column("때"), Column("긴 수"), Column("참"))
    moment = datetime(2021, 5, 3, 5, 0, tzinfo=UTC)
    xlsx = render_xlsx([Sheet("때", columns, [(date(2021, 5, 3), moment, 12345678901234567890, True)])])
    assert read(xlsx)[1] == [date(2021, 5, 3), datetime(2021, 5, 3, 14, 0), "12345678901234567890", "True"]  # noqa: DTZ001


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_becomes_a_formula_or_a_link(text: str) -> None:
    xlsx = render_xlsx(
        [Sheet("표", (Column(text), Column("b")), [(text, "http://example.invalid")])], title=text
    )
    assert read(xlsx)[1][0] == text.replace("\t", " ")
    sheet = part(xlsx, "xl/worksheets/sheet1.xml")
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet


def test_the_header_is_frozen_filtered_and_repeated_and_columns_are_wide_enough() -> None:
    xlsx = render_xlsx([Sheet("표", COLUMNS, [("가" * 20, 1, 2.5)])])
    sheet = part(xlsx, "xl/worksheets/sheet1.xml")
    assert 'ySplit="1"' in sheet
    assert 'state="frozen"' in sheet
    assert "<autoFilter" in sheet
    assert 'width="42.' in sheet
    assert "_xlnm.Print_Titles" in part(xlsx, "xl/workbook.xml")
    assert "#,##0" in part(xlsx, "xl/styles.xml") or 'numFmtId="3"' in part(xlsx, "xl/styles.xml")


def test_sheet_names_are_made_valid_and_different() -> None:
    names = ["a/b:c*?[x]\\", "A B C", "가" * 40, "가" * 40, "", "'"]
    xlsx = render_xlsx([Sheet(name, (Column("열"),), []) for name in names])
    found = CalamineWorkbook.from_filelike(io.BytesIO(xlsx)).sheet_names
    assert len({name.casefold() for name in found}) == len(names)
    assert all(0 < len(name) <= 31 for name in found)
    assert found[3].endswith("(2)")


@pytest.mark.parametrize(
    ("row", "message"),
    [(("a",), "1 cells for 3"), (("a", float("nan"), 1), "row 1, column 2"), (("가" * 32768, 1, 1), "32767"),
     (("a", float("inf"), 1), "no number")],
)  # fmt: skip
def test_what_the_format_cannot_hold_is_refused_with_its_place(row: tuple[Cell, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        render_xlsx([Sheet("표", COLUMNS, [row])])


def test_a_workbook_needs_a_sheet_and_a_sheet_needs_columns() -> None:
    with pytest.raises(ValueError, match="at least one sheet"):
        render_xlsx([])
    with pytest.raises(ValueError, match="no columns"):
        render_xlsx([Sheet("표", (), [])])


def test_the_same_tables_give_the_same_bytes_dated_as_said() -> None:
    dated = datetime(2026, 11, 9, 5, 0, tzinfo=UTC)
    first, second = (
        render_xlsx(
            [Sheet("표", COLUMNS, [("가", 1, 2)])],
            title="표",
            author="사무국",
            dated=dated,
            comments="시연 · 효력 없음",
        )
        for _ in range(2)
    )
    assert first == second
    properties = part(first, "docProps/core.xml")
    assert "2026-11-09T05:00:00Z" in properties
    assert "시연 · 효력 없음" in properties


def test_csv_is_read_by_excel_as_korean_and_by_a_program_as_numbers() -> None:
    rows: list[tuple[Cell, ...]] = [('불화"수소, 고순도\n2', 1234567, Decimal("-3.50")), ("석영", None, -1.5)]
    found = render_csv(COLUMNS, rows)
    assert found.startswith(b"\xef\xbb\xbf")
    assert found.count(b"\r\n") == 3
    assert list(csv.reader(io.StringIO(found.decode("utf-8-sig"), newline=""))) == [
        ["품목", "수입액(천 달러)", "비중(%)"],
        ['불화"수소, 고순도\n2', "1234567", "-3.50"],
        ["석영", "", "-1.5"],
    ]


@pytest.mark.parametrize("text", [*DANGEROUS, "\r=1", "\n=1", "＠x"])
def test_csv_puts_an_apostrophe_before_what_a_spreadsheet_would_run(text: str) -> None:
    found = render_csv((Column(text),), [(text,)]).decode("utf-8-sig")
    cells = [row[0] for row in csv.reader(io.StringIO(found, newline=""))]
    assert cells == [f"'{text}"] * 2


def test_csv_refuses_a_short_row_and_writes_times_in_korean_time() -> None:
    with pytest.raises(ValueError, match="row 2 has 1 cells"):
        render_csv(COLUMNS, [("a", 1, 2), ("b",)])
    moment = datetime(2021, 5, 3, 5, 0, tzinfo=UTC)
    assert b"2021-05-03,2021-05-03 14:00:00" in render_csv(
        (Column("a"), Column("b")), [(date(2021, 5, 3), moment)]
    )
