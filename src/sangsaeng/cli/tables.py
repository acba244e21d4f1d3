"""Tables in and out, shared by the commands: CSV or XLSX in whatever form an office saves it, errors by row and column."""

from __future__ import annotations

import csv
import datetime
import io
import json
import os
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sangsaeng.analysis.trade.errors import InputError

#: Bytes of one input file; a larger one is no list of names or products.
MAX_BYTES = 500_000_000
_LIMIT = "파일이 너무 큽니다(500 MB까지). 나누어 주세요."


class Row(dict[str, str]):
    """One row: column (in the caller's spelling) → text, NFC, without blanks around it; "" where the cell is empty.

    number: the row as a spreadsheet counts it, the header being row 1. file: the name the table was given by.
    """

    __slots__ = ("file", "number")

    def __init__(self, values: Mapping[str, str], *, file: str, number: int) -> None:
        super().__init__(values)
        self.file, self.number = file, number

    def error(self, problem: str, column: str | None = None) -> InputError:
        """What is wrong with this row, to be raised: `raise row.error("값이 비었습니다.", "code")`."""
        return InputError(problem, file=self.file, row=self.number, column=column)


def read_table(
    path: str | Path,
    required: Sequence[str] = (),
    optional: Sequence[str] = (),
    *,
    unique: Sequence[str] = ("id",),
    filled: Sequence[str] = ("id",),
    blanks: bool = False,
) -> list[Row]:
    """The rows of a table, in order; blank rows are passed over (`blanks`: only those after the last), columns not asked for are left out.

    CSV in UTF-8 (with or without BOM), UTF-16 with BOM or CP949, separated by commas, semicolons or tabs; XLSX, XLS or
    ODS: the first sheet. Heads are compared in NFKC, lower case, without blanks around them. An optional column that is
    absent is "" in every row. unique: of these columns, those asked for hold no value twice; filled: none is empty.

    InputError names file, row and column: no such file, nothing in it, unreadable letters, a missing or doubled column,
    a row with more cells than heads, a quotation mark never closed, a value twice or missing.
    """
    name = str(path)
    lines = _lines(Path(path), name, required)
    heads: list[str] | None = None
    rows: list[Row] = []
    places: dict[str, int] = {}
    seen: dict[str, dict[str, int]] = {column: {} for column in unique if column in (*required, *optional)}
    passed: list[int] = []
    for number, cells in lines:
        if not any(cells):
            passed.append(number)
            continue
        if heads is None:
            heads = cells
            places = _places(cells, [*required, *optional], required, name, number)
            continue
        extra = next((cell for cell in cells[len(heads) :] if cell), None)
        if extra is not None:
            shown = extra if len(extra) <= 40 else extra[:40] + "…"
            raise InputError(
                f"칸이 제목 줄보다 많습니다('{shown}'). 쉼표가 든 값은 따옴표로 묶어 주세요.",
                file=name,
                row=number,
                column=str(len(heads) + 1),
            )
        if blanks and rows:
            empty = dict.fromkeys((*required, *optional), "")
            rows += [Row(empty, file=name, number=each) for each in passed]
        passed = []
        row = Row(
            {
                column: cells[places[column]] if column in places and places[column] < len(cells) else ""
                for column in (*required, *optional)
            },
            file=name,
            number=number,
        )
        _check(row, seen, [column for column in filled if column in required])
        rows.append(row)
    if heads is None:
        raise InputError("파일이 비어 있습니다. 제목 줄과 자료를 넣어 주세요.", file=name)
    if not rows:
        raise InputError("제목 줄뿐이고 자료가 없습니다.", file=name)
    return rows


def _check(row: Row, seen: Mapping[str, dict[str, int]], filled: Sequence[str]) -> None:
    for column in filled:
        if not row[column]:
            raise row.error("값이 비어 있습니다.", column)
    for column, values in seen.items():
        first = values.setdefault(row[column], row.number) if row[column] else row.number
        if first != row.number:
            raise row.error(f"'{row[column]}'이(가) {first}행에도 있습니다. 하나만 남겨 주세요.", column)


def _key(head: str) -> str:
    return unicodedata.normalize("NFKC", head).strip().lower()


def _places(
    heads: Sequence[str], wanted: Sequence[str], required: Sequence[str], name: str, number: int
) -> dict[str, int]:
    """Where each wanted column stands."""
    keys = [_key(head) for head in heads]
    for column in wanted:
        if keys.count(_key(column)) > 1:
            raise InputError(
                "같은 열이 두 번 있습니다. 하나만 남겨 주세요.", file=name, row=number, column=column
            )
    missing = [column for column in required if _key(column) not in keys]
    if missing:
        shown = ", ".join(head for head in heads if head)[:120]
        problem = f"열이 없습니다. 제목 줄에 있는 것: {shown}."
        raise InputError(problem, file=name, row=number, column=", ".join(missing))
    return {column: keys.index(_key(column)) for column in wanted if _key(column) in keys}


def _lines(path: Path, name: str, required: Sequence[str]) -> Iterable[tuple[int, list[str]]]:
    """Row number and cells as text, NFC."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(_LIMIT, file=name)
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise InputError("파일이 없습니다. 경로를 확인해 주세요.", file=name) from error
    except OSError as error:
        raise InputError(f"파일을 열 수 없습니다({error.strerror}).", file=name) from error
    if not content.strip():
        raise InputError("파일이 비어 있습니다. 제목 줄과 자료를 넣어 주세요.", file=name)
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return _sheet(content, name)
    return _csv(_decoded(content, name), name, required)


def _decoded(content: bytes, name: str) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp949")
    farthest = 0
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            farthest = max(farthest, error.start)
            continue
        if "\x00" in text:
            raise InputError("글이 아니라 다른 파일입니다. CSV나 XLSX로 저장해 주세요.", file=name)
        return text
    row = content[:farthest].count(b"\n") + 1
    raise InputError("글자를 읽을 수 없습니다. UTF-8이나 CP949로 저장해 주세요.", file=name, row=row)


def _delimiter(text: str, required: Sequence[str]) -> str:
    """The sign that parts the heads so that most of the required columns are found; a comma where none does."""
    head = next((line for line in text.splitlines() if line.strip()), "")

    def found(sign: str) -> tuple[int, int]:
        heads = {_key(cell) for cell in next(csv.reader([head], delimiter=sign), [])}
        return sum(_key(column) in heads for column in required), len(heads)

    return max((",", ";", "\t"), key=found)


def _csv(text: str, name: str, required: Sequence[str]) -> Iterable[tuple[int, list[str]]]:
    # The default limit of 128 kB a cell is smaller than texts that people do paste; the file's size is bounded already.
    csv.field_size_limit(MAX_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text, required), strict=True)
    number = 0
    try:
        for cells in reader:
            number += 1
            yield number, [_text(cell) for cell in cells]
    except csv.Error as error:
        problem = "표로 읽을 수 없습니다. 닫지 않은 따옴표가 있는지 살펴 주세요."
        raise InputError(problem, file=name, row=number + 1) from error


def _sheet(content: bytes, name: str) -> Iterable[tuple[int, list[str]]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        lines = sheet.to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError, IndexError) as error:
        problem = "파일이 깨져 있어 읽을 수 없습니다. 다시 저장해 주세요."
        raise InputError(problem, file=name) from error
    for number, cells in enumerate(lines, start=1):
        yield number, [_text(cell) for cell in cells]


def _text(cell: Any) -> str:
    """A cell as it would be typed: whole numbers without a fraction, days as 2026-11-23."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, bool):
        cell = str(cell).upper()
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        cell = cell.date()
    return unicodedata.normalize("NFC", str(cell)).strip()


Writer = Callable[[Path, Sequence[str], Iterable[Sequence[Any]]], None]


def check_output(path: str | Path) -> None:
    """InputError where `write_rows` could not write there: call it first, so that no work is done in vain."""
    target = Path(path)
    if target.suffix.lower() not in _WRITERS:
        raise InputError(f"-o 파일은 {', '.join(_WRITERS)} 가운데 하나여야 합니다.", file=str(path))
    if not target.parent.is_dir() or target.is_dir():
        raise InputError("파일을 쓸 수 없습니다. 폴더를 확인해 주세요.", file=str(path))


def write_rows(
    path: str | Path, names: Sequence[str], rows: Iterable[Sequence[Any]] | Iterable[Mapping[str, Any]]
) -> None:
    """Write rows (sequences in the order of the names, or mappings) as .csv, .xlsx or .json; whole or not at all.

    CSV is UTF-8 without BOM and holds values as they are, so that identifiers come back equal; None is an empty cell.
    JSON is a list of objects. InputError where the ending is another or the folder cannot be written to.
    """
    check_output(path)
    lines = ([row.get(name) for name in names] if isinstance(row, Mapping) else list(row) for row in rows)
    write = _WRITERS[Path(path).suffix.lower()]
    atomically(Path(path), lambda target: write(target, names, lines))


def atomically(path: Path, write: Callable[[Path], None]) -> None:
    """Write beside the target and rename, so that the file is there whole or not at all."""
    try:
        handle, name = tempfile.mkstemp(suffix=path.suffix, prefix=f".{path.stem}.", dir=path.parent)
    except OSError as error:
        problem = f"파일을 쓸 수 없습니다({error.strerror}). 폴더를 확인해 주세요."
        raise InputError(problem, file=str(path)) from error
    os.close(handle)
    temporary = Path(name)
    try:
        write(temporary)
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        temporary.replace(path)
    except OSError as error:
        problem = f"파일을 쓸 수 없습니다({error.strerror}). 폴더를 확인해 주세요."
        raise InputError(problem, file=str(path)) from error
    finally:
        temporary.unlink(missing_ok=True)


def _write_csv(path: Path, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(names)
        writer.writerows(rows)


def _write_xlsx(path: Path, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet("sangsaeng")
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(len(names) - 1, 0), 18)
        sheet.write_row(0, 0, names, book.add_format({"bold": True}))
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, row)


def _write_json(path: Path, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    objects = [dict(zip(names, row, strict=True)) for row in rows]
    path.write_text(json.dumps(objects, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


_WRITERS: Mapping[str, Writer] = {".csv": _write_csv, ".xlsx": _write_xlsx, ".json": _write_json}
