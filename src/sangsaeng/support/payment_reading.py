"""Reading an agency's payment file: XLSX or CSV, its header found by its words, each row with what cannot be read in it.

Nothing here knows of the ledger. Amounts come out in whole won whatever unit the header names.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
MOST_ROWS = 20_000
HEADER_WITHIN = 20  # rows over the table: a title, a date, a department

# What each column is called in files of agencies and of this system; blanks and units are left out before comparing.
NAMES: dict[str, tuple[str, ...]] = {
    "reference": (
        "지급번호",
        "지급결의번호",
        "지급관리번호",
        "지출번호",
        "지출결의번호",
        "집행번호",
        "이체번호",
    ),
    "number": ("과제번호", "과제관리번호", "연구개발과제번호", "사업번호"),
    "agreement": ("협약번호", "협약관리번호", "대출번호", "융자번호", "투자번호"),
    "guarantee": ("보증번호", "보증서번호"),
    "code": ("지원번호", "지원확정번호"),
    "recipient": (
        "기업명",
        "업체명",
        "수령기업",
        "수혜기업",
        "기관명",
        "주관기관",
        "주관연구개발기관",
        "수급자",
        "상호",
    ),
    "paid_on": (
        "지급일",
        "지급일자",
        "지출일",
        "지출일자",
        "집행일",
        "집행일자",
        "이체일",
        "이체일자",
        "실행일",
    ),
    "amount": ("지급액", "지급금액", "지출액", "지출금액", "집행액", "집행금액", "이체금액", "실행금액"),
    "sort": ("구분", "지급구분"),
}
# How the columns are told to a person, and how the template and the exports name them.
LABELS = {
    "reference": "지급번호",
    "number": "과제번호",
    "agreement": "협약번호",
    "guarantee": "보증번호",
    "code": "지원번호",
    "recipient": "기업명",
    "paid_on": "지급일",
    "amount": "지급액",
    "sort": "구분",
}
NUMBERS = ("number", "agreement", "guarantee", "code")
UNITS = {"원": 1, "천원": 1_000, "만원": 10_000, "백만원": 1_000_000, "억원": 100_000_000}
TOTALS = {"합계", "총계", "소계", "계", "총합계", "누계"}
PAID = {"", "지급", "지출", "집행", "이체", "실행"}
BACK = {"반납", "환불", "환급", "취소"}
LONGEST = 60


@dataclass
class Row:
    """One row: its line in the file, the cells as written, what was understood, and which field could not be read and why."""

    line: int
    cells: dict[str, str]
    reference: str = ""
    numbers: dict[str, str] = field(default_factory=dict)
    recipient: str = ""
    paid_on: date | None = None
    amount_krw: int | None = None
    field: str = ""
    problem: str = ""


def read(content: bytes, name: str) -> tuple[str, list[Row]]:
    """The format of the file and its rows; refuses (ValidationError, one sentence) what is no payment table."""
    if len(content) > MOST_BYTES:
        raise ValidationError(_("20 MB보다 큰 파일은 올릴 수 없습니다."))
    if not content.strip():
        raise ValidationError(_("‘%(name)s’: 빈 파일입니다.") % {"name": name})
    kind = _kind(content, name)
    table = _sheets(content, name) if kind == "xlsx" else [_csv(content, name)]
    for lines in table:
        found = _header(lines)
        if found is not None:
            at, places, unit = found
            rows = list(_rows(lines, at, places, unit))
            if not rows:
                raise ValidationError(_("‘%(name)s’: 지급 행이 하나도 없습니다.") % {"name": name})
            return kind, rows
    raise ValidationError(_missing(table, name))


def _kind(content: bytes, name: str) -> str:
    """What the file is, by how it begins and by its ending; refuses any other kind."""
    if content.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                whole = sum(part.file_size for part in package.infolist())
                if "xl/workbook.xml" in package.namelist() and whole <= MOST_UNPACKED:
                    return "xlsx"
        except (zipfile.BadZipFile, ValueError):
            pass
    elif name.lower().endswith((".csv", ".txt")) and b"\x00" not in content[:4096]:
        return "csv"
    raise ValidationError(
        _("‘%(name)s’: XLSX나 CSV 파일만 읽을 수 있습니다. 표를 그 형식으로 저장해 올리세요.")
        % {"name": name}
    )


def _sheets(content: bytes, name: str) -> list[list[list[Any]]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [
            book.get_sheet_by_index(at).to_python(skip_empty_area=False)
            for at in range(len(book.sheet_names))
        ]
    except (CalamineError, OSError, ValueError) as error:
        text = _("‘%(name)s’: 파일이 깨져 있어 읽을 수 없습니다. 다시 저장해 올리세요.")
        raise ValidationError(text % {"name": name}) from error


def _csv(content: bytes, name: str) -> list[list[Any]]:
    for encoding in ("utf-8-sig", "cp949"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        first = text.split("\n", 1)[0]
        mark = max(",\t;", key=first.count)
        try:
            # An apostrophe before = + - @ only keeps a spreadsheet from taking a text for a formula.
            return [
                [re.sub(r"^'(?=\s*[=+\-@＝＋－＠])", "", cell) for cell in line]
                for line in csv.reader(io.StringIO(text, newline=""), delimiter=mark)
            ]
        except csv.Error as error:
            raise ValidationError(_("‘%(name)s’: 표로 읽을 수 없습니다.") % {"name": name}) from error
    raise ValidationError(
        _("‘%(name)s’: 글자를 읽을 수 없습니다. UTF-8이나 CP949로 저장해 올리세요.") % {"name": name}
    )


def _bare(text: Any) -> str:
    """A header without blanks, line breaks and what stands in brackets."""
    return re.sub(r"[\s*]|\(.*?\)|\[.*?\]", "", str(text))


def _unit(text: Any) -> int:
    written = re.search(r"[(\[]\s*(?:단위\s*[:：]\s*)?([가-힣]+)\s*[)\]]", re.sub(r"\s", "", str(text)))
    return UNITS.get(written[1], 1) if written else 1


def _header(lines: Sequence[Sequence[Any]]) -> tuple[int, dict[str, int], int] | None:
    """The line of the header, the place of each column, and the unit of the amounts; None where there is none."""
    for at, line in enumerate(lines[:HEADER_WITHIN]):
        places = _places(line)
        if _is_whole(places):
            return at, places, _unit(line[places["amount"]])
    return None


def _places(line: Sequence[Any]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, cell in enumerate(line):
        bare = _bare(cell)
        for key, names in NAMES.items():
            if bare in names and key not in places:
                places[key] = place
    return places


def _is_whole(places: dict[str, int]) -> bool:
    return {"reference", "recipient", "paid_on", "amount"} <= set(places) and any(
        n in places for n in NUMBERS
    )


def _missing(tables: list[list[list[Any]]], name: str) -> str:
    """Which columns are missing from the line that comes nearest to a header."""
    places = max((_places(line) for lines in tables for line in lines[:HEADER_WITHIN]), key=len, default={})
    if len(places) < 2:
        return _("‘%(name)s’: 지급 내역 표를 찾지 못했습니다. 양식을 내려받아 열 이름을 맞추세요.") % {
            "name": name
        }
    wanted = [LABELS[key] for key in ("reference", "recipient", "paid_on", "amount") if key not in places]
    if not any(key in places for key in NUMBERS):
        wanted.append("과제번호·협약번호·보증번호 가운데 하나")
    return _("‘%(name)s’: 열이 없습니다: %(columns)s. 아무것도 받지 않았습니다.") % {
        "name": name,
        "columns": ", ".join(wanted),
    }


def _rows(lines: Sequence[Sequence[Any]], header: int, places: dict[str, int], unit: int) -> Iterable[Row]:
    names = {place: str(cell).strip() for place, cell in enumerate(lines[header]) if str(cell).strip()}
    count = 0
    for at, line in enumerate(lines[header + 1 :], start=header + 2):
        written = {name: _text(line[place]) for place, name in names.items() if place < len(line)}
        if not any(written.values()) or _is_total(line):
            continue
        count += 1
        if count > MOST_ROWS:
            raise ValidationError(
                _("한 파일에는 %(most)s행까지 받습니다. 나누어 올리세요.") % {"most": f"{MOST_ROWS:,}"}
            )
        yield _row(
            at, written, {key: line[place] for key, place in places.items() if place < len(line)}, unit
        )


def _is_total(line: Sequence[Any]) -> bool:
    words = [_bare(cell) for cell in line if isinstance(cell, str) and cell.strip()]
    return bool(words) and words[0] in TOTALS


def _row(line: int, written: dict[str, str], cells: dict[str, Any], unit: int) -> Row:
    row = Row(line=line, cells=written)
    row.reference = key_of(_text(cells.get("reference", "")))
    row.numbers = {key: text for key in NUMBERS if (text := key_of(_text(cells.get(key, ""))))}
    row.recipient = _text(cells.get("recipient", ""))[:200]
    problems = {
        "reference": _checked_reference(row),
        "number": _checked_numbers(row),
        "recipient": _checked_recipient(row),
        "paid_on": _read_day(row, cells.get("paid_on")),
        "amount": _read_amount(row, cells.get("amount"), unit),
        "sort": _read_sort(row, _bare(_text(cells.get("sort", "")))),
    }
    for name, problem in problems.items():
        if problem and not row.problem:
            row.field, row.problem = name, f"{LABELS[name]}: {problem}"[:300]
    row.reference = row.reference[:LONGEST]
    row.numbers = {key: text[:LONGEST] for key, text in row.numbers.items()}
    return row


# What is said of a row is kept with it, so it is Korean, the language of the register.
def _checked_reference(row: Row) -> str:
    if not row.reference:
        return "비어 있습니다."
    return f"{LONGEST}자보다 깁니다." if len(row.reference) > LONGEST else ""


def _checked_numbers(row: Row) -> str:
    return "" if row.numbers else "과제번호·협약번호·보증번호가 모두 비어 있습니다."


def _checked_recipient(row: Row) -> str:
    return "" if row.recipient else "비어 있습니다."


def _read_day(row: Row, value: Any) -> str:
    row.paid_on = day_of(value)
    if row.paid_on is None:
        return f"‘{_text(value)}’는 날짜가 아닙니다." if _text(value) else "비어 있습니다."
    return ""


def _read_amount(row: Row, value: Any, unit: int) -> str:
    amount = amount_of(value, unit)
    if amount is None:
        return f"‘{_text(value)}’는 원 단위 정수가 아닙니다." if _text(value) else "비어 있습니다."
    if amount == 0 or abs(amount) >= 10**18:
        return "0이거나 너무 큽니다."
    row.amount_krw = amount
    return ""


def _read_sort(row: Row, word: str) -> str:
    """A row that says it is a return is one, whatever its sign; anything but payments and returns is none of ours."""
    if word in BACK:
        if row.amount_krw is not None:
            row.amount_krw = -abs(row.amount_krw)
        return ""
    return "" if word in PAID else f"‘{word}’은 지급이나 반납이 아닙니다."


def _text(value: Any) -> str:
    """A cell as a person reads it; a number that a spreadsheet holds as 123.0 is 123."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return str(value).strip()


def key_of(text: str) -> str:
    """A number without blanks, its letters large and its dashes alike, so that two ways of writing it are one.

    >>> key_of(" rs-2026 – 0001 ")
    'RS-2026-0001'
    """
    return re.sub(r"[‐‑‒–—−－]", "-", re.sub(r"\s", "", text)).upper()


def day_of(value: Any) -> date | None:
    """A day as files write it: a date cell, 2026-11-20, 2026. 11. 20., 20261120, 2026년 11월 20일; None for anything else.

    >>> day_of("2026. 11. 20."), day_of("20261120"), day_of("11/20")
    (datetime.date(2026, 11, 20), datetime.date(2026, 11, 20), None)
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, float | int) and not isinstance(value, bool) and 30_000 < value < 80_000:
        return date(1899, 12, 30) + timedelta(days=int(value))  # a date cell without its format
    text = _text(value)
    parts = re.fullmatch(
        r"(\d{4})\s*[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})\s*[.일]?(?:\s*\(.\))?(?:[ T].*)?", text
    )
    parts = parts or re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text)
    try:
        return date(*(int(part) for part in parts.groups())) if parts else None
    except ValueError:
        return None


def amount_of(value: Any, unit: int = 1) -> int | None:
    """Whole won; below nought with -, △, ▲ or in brackets; None for anything else.

    >>> amount_of("1,500,000원"), amount_of("△30,000"), amount_of("(30,000)"), amount_of(1.5), amount_of("1.5", 1_000)
    (1500000, -30000, -30000, None, 1500)
    """
    if isinstance(value, bool) or value is None:
        return None
    text = re.sub(r"[\s,₩]|원$|KRW", "", _text(value))
    negative = bool(re.match(r"[-−–△▲]", text)) or (text.startswith("(") and text.endswith(")"))
    text = text.strip("-−–△▲()+")
    if not re.fullmatch(r"\d{1,19}(?:\.\d{1,6})?", text):
        return None
    whole, _dot, part = text.partition(".")
    size = int(10 ** len(part))
    amount = (int(whole) * size + int(part or 0)) * unit
    if amount % size:
        return None
    return -(amount // size) if negative else amount // size


def same_name(one: str, other: str) -> bool:
    """Whether two names are one firm's, whatever stands around them: (주), ㈜, 주식회사, blanks.

    >>> same_name("(주)시연 공급기업 B", "시연공급기업B 주식회사"), same_name("시연 공급기업 B", "시연 공급기업 D")
    (True, False)
    """
    return _firm(one) == _firm(other) != ""


def _firm(name: str) -> str:
    return re.sub(r"\(주\)|㈜|주식회사|\(유\)|유한회사|\(재\)|재단법인|[\s.·,]", "", name).casefold()
