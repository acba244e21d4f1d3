"""A list of firms' names as somebody uploads it: CSV or XLSX with a column of names and, if there is one, of numbers."""

import csv
import io
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sangsaeng.records.uploads import MOST_BYTES

MOST_ROWS = 5_000
HEADER_WITHIN = 10
NAMES = ("기업명", "업체명", "회사명", "상호", "이름", "name")
NUMBERS = ("등록번호", "사업자등록번호", "사업자번호", "법인등록번호", "number")


@dataclass(frozen=True, slots=True)
class Row:
    line: int
    name: str
    number: str = ""


def read(content: bytes, name: str) -> list[Row]:
    """The rows that hold a name; refuses (ValidationError, one sentence) what is no such table, too big or too long."""
    if len(content) > MOST_BYTES:
        raise ValidationError({"file": _("20 MB보다 큰 파일은 올릴 수 없습니다.")})
    lines = _sheet(content, name) if content.startswith(b"PK\x03\x04") else _csv(content, name)
    for at, line in enumerate(lines[:HEADER_WITHIN]):
        heads = [_text(cell).replace(" ", "").lower() for cell in line]
        column = next((heads.index(each) for each in NAMES if each in heads), None)
        if column is not None:
            number = next((heads.index(each) for each in NUMBERS if each in heads), None)
            return _rows(lines, at, column, number, name)
    raise ValidationError(
        {
            "file": _("‘%(name)s’: ‘기업명’ 열이 없습니다. 제목 줄에 ‘기업명’을 적어 올리세요.")
            % {"name": name}
        }
    )


def _rows(lines: list[list[Any]], at: int, column: int, number: int | None, name: str) -> list[Row]:
    rows = []
    for line, cells in enumerate(lines[at + 1 :], start=at + 2):
        text = _text(cells[column]) if column < len(cells) else ""
        if text:
            told = _text(cells[number]) if number is not None and number < len(cells) else ""
            rows.append(Row(line, text, told))
    if not rows:
        raise ValidationError({"file": _("‘%(name)s’: 기업 이름이 한 줄도 없습니다.") % {"name": name}})
    if len(rows) > MOST_ROWS:
        text = _("‘%(name)s’: 한 번에 %(count)d행까지 받습니다. 파일을 나누어 올리세요.")
        raise ValidationError({"file": text % {"name": name, "count": MOST_ROWS}})
    return rows


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return unicodedata.normalize("NFC", str(cell)).replace("\x00", "").strip()


def _sheet(content: bytes, name: str) -> list[list[Any]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError, IndexError) as error:
        text = _("‘%(name)s’: 파일이 깨져 있어 읽을 수 없습니다. 다시 저장해 올리세요.")
        raise ValidationError({"file": text % {"name": name}}) from error


def _csv(content: bytes, name: str) -> list[list[Any]]:
    for encoding in ("utf-8-sig", "cp949"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        head = text.lstrip().split("\n", 1)[0]
        sign = max((",", ";", "\t"), key=head.count)
        try:
            return [list(line) for line in csv.reader(io.StringIO(text, newline=""), delimiter=sign)]
        except csv.Error as error:
            raise ValidationError(
                {"file": _("‘%(name)s’: 표로 읽을 수 없습니다.") % {"name": name}}
            ) from error
    text = _("‘%(name)s’: 글자를 읽을 수 없습니다. UTF-8이나 CP949로 저장해 올리세요.")
    raise ValidationError({"file": text % {"name": name}})
