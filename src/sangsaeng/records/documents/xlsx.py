"""Tables for calculation: XLSX and CSV.

A text is never a formula. In XLSX every text is stored as a text cell, whatever its first character. CSV
has no cell types: there a text that a spreadsheet would take for a formula gets an apostrophe before it.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any
from zoneinfo import ZoneInfo

from sangsaeng.records.documents.content import Column, clean

Cell = str | int | float | Decimal | date | datetime | None

SEOUL = ZoneInfo("Asia/Seoul")
LONGEST_TEXT = 32_767  # characters in a cell, a limit of the format
MOST_ROWS = 1_048_575  # under the header row
# A spreadsheet keeps 15 digits of a number; a longer whole number is kept exactly, as a text.
_EXACT = 10**15
_FORMATS = {"integer": "#,##0", "decimal": "#,##0.0##", "date": "yyyy-mm-dd", "time": "yyyy-mm-dd hh:mm"}
# A formula starts with = + - @, also in the full-width form that Korean input makes, or with a tab or line end.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, its columns and its rows (each with one cell for each column)."""

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Cell]]


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name the format allows: at most 31 characters, none of []:*?/\\, no name twice."""
    base = _NOT_IN_A_NAME.sub(" ", clean(name)).replace("\n", " ").strip(" '")[:31] or "Sheet"
    candidate, number = base, 2
    while candidate.casefold() in taken:
        suffix = f" ({number})"
        candidate, number = base[: 31 - len(suffix)] + suffix, number + 1
    taken.add(candidate.casefold())
    return candidate


def _display_width(text: str) -> int:
    """Width in half-width characters; Hangul counts two."""
    lines = text.split("\n")
    return max(sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line) for line in lines)


def _kind(value: Cell) -> str:
    if isinstance(value, datetime):
        return "time"
    if isinstance(value, date):
        return "date"
    if value is None or isinstance(value, bool | str):
        return "text"
    return "integer" if isinstance(value, int) else "decimal"


def _write_cell(sheet: Any, row: int, column: int, value: Cell, style: Any) -> None:
    """Write one value with its type kept. Raises ValueError for what the format cannot hold."""
    place = f"row {row}, column {column + 1}"
    if value is None:
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, datetime):
        local = value.astimezone(SEOUL) if value.tzinfo else value
        sheet.write_datetime(row, column, local.replace(tzinfo=None), style)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, style)
    elif isinstance(value, bool | str) or (isinstance(value, int) and abs(value) >= _EXACT):
        text = clean(str(value))
        if len(text) > LONGEST_TEXT:
            raise ValueError(f"{place}: a cell holds {LONGEST_TEXT} characters, not {len(text)}")
        sheet.write_string(row, column, text, style)
    else:
        if not isfinite(value):
            raise ValueError(f"{place}: {value} is no number a spreadsheet can hold")
        sheet.write_number(row, column, float(value), style)


class _Styles:
    """The cell formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, str], Any] = {}
        self.header = book.add_format(
            {"bold": True, "bg_color": "#E8E8E8", "border": 1, "align": "center", "valign": "vcenter",
             "text_wrap": True}
        )  # fmt: skip

    def cell(self, column: Column, kind: str) -> Any:
        number_format = "" if kind == "text" else column.number_format or _FORMATS[kind]
        key = (column.align, number_format)
        if key not in self._made:
            properties: dict[str, Any] = {"align": column.align, "valign": "top"}
            if number_format:
                properties["num_format"] = number_format
            self._made[key] = self._book.add_format(properties)
        return self._made[key]


def _fill(sheet: Any, content: Sheet, styles: _Styles) -> None:
    """Write header and rows; freeze the header, set the widths from what is shown."""
    widths = [min(60, _display_width(clean(column.label)) + 2) for column in content.columns]
    for position, column in enumerate(content.columns):
        sheet.write_string(0, position, clean(column.label), styles.header)
    last = 0
    for last, row in enumerate(content.rows, start=1):
        if last > MOST_ROWS:
            raise ValueError(f"a sheet holds {MOST_ROWS} rows under its header: {content.name!r} has more")
        if len(row) != len(content.columns):
            raise ValueError(
                f"row {last} of {content.name!r} has {len(row)} cells for {len(content.columns)} columns"
            )
        for position, (column, value) in enumerate(zip(content.columns, row, strict=True)):
            kind = _kind(value)
            _write_cell(sheet, last, position, value, styles.cell(column, kind))
            shown = (
                value
                if isinstance(value, str)
                else f"{value:,}"
                if kind in ("integer", "decimal")
                else "0" * 16
            )
            widths[position] = max(widths[position], min(60, _display_width(shown) + 2))
    for position, width in enumerate(widths):
        sheet.set_column(position, position, width)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, len(content.columns) - 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def render_xlsx(
    sheets: Sequence[Sheet],
    *,
    title: str = "",
    author: str = "",
    dated: datetime | None = None,
    comments: str = "",
) -> bytes:
    """The sheets as XLSX: header row frozen and filterable, unit in the header, widths set.

    A number stays a number (whole: 1,234; broken: 1,234.5; or the column's own format), a date a date (times
    are in Korean time), a text a text: one that starts with = + - @ is no formula. `dated` is the only
    time in the file (1980-01-01 without it), so that equal content is equal bytes; `comments` is for what
    must go with the file, such as the mark of a demonstration.

    Raises ValueError without sheets, for a row of the wrong length, for NaN or infinity, and for a text or a
    table longer than the format allows.
    """
    import xlsxwriter

    if not sheets:
        raise ValueError("a workbook has at least one sheet")
    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(stream, options)
    created = (dated or datetime(1980, 1, 1, tzinfo=UTC)).astimezone(UTC).replace(tzinfo=None)
    book.set_properties(
        {"title": clean(title), "author": clean(author), "comments": clean(comments), "created": created}
    )
    styles = _Styles(book)
    taken: set[str] = set()
    for content in sheets:
        if not content.columns:
            raise ValueError(f"the sheet {content.name!r} has no columns")
        _fill(book.add_worksheet(_sheet_name(content.name, taken)), content, styles)
    book.close()
    return stream.getvalue()


def _csv_text(value: Cell) -> str:
    """A value as CSV text; see `render_csv`."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        local = value.astimezone(SEOUL) if value.tzinfo else value
        return local.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, str):
        return f"'{value}" if _FORMULA.match(value) else value
    return str(value)


def render_csv(columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The table as CSV: UTF-8 with BOM (Excel reads Korean by it), comma, CRLF, unit in the header.

    A *text* that starts (blanks apart) with = + - @, their full-width forms, a tab or a line end gets one
    apostrophe before it; a number keeps its sign and is never changed. Numbers are plain (1234.5), dates
    2021-05-03, times in Korean time. Raises ValueError for a row of the wrong length.

    >>> render_csv((Column("품목"), Column("증감", unit="%")), [("=1+1", -3.5)]).decode("utf-8-sig")
    "품목,증감(%)\\r\\n'=1+1,-3.5\\r\\n"
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([_csv_text(column.label) for column in columns])
    for number, row in enumerate(rows, start=1):
        if len(row) != len(columns):
            raise ValueError(f"row {number} has {len(row)} cells for {len(columns)} columns")
        writer.writerow([_csv_text(value) for value in row])
    return stream.getvalue().encode("utf-8-sig")
