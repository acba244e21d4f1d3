"""Reading a spreadsheet of applications from an intake system: its header by its words, each row with what is wrong in it.

Knows nothing of tables. What cannot be read is named by row and column; an empty figure is unknown, not nought.
"""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sangsaeng.pages.formats import SEOUL
from sangsaeng.proposals.amounts import Unreadable, read_won
from sangsaeng.proposals.models import Sector
from sangsaeng.support import business_numbers, eligibility
from sangsaeng.support.eligibility import FigureError, Rule
from sangsaeng.support.eligibility_words import figure_error

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
MOST_ROWS = 20_000
HEADER_WITHIN = 10
UNITS = {"원": 1, "천원": 10**3, "만원": 10**4, "백만원": 10**6, "억원": 10**8}
# The columns of the file, in the order of the template. The first four must be there.
COLUMNS = {
    "intake_number": "접수번호",
    "submitted_at": "접수일시",
    "firm_name": "기업명",
    "business_number": "사업자등록번호",
    "sector": "업종",
    "item_text": "품목",
    "strategy": "성장전략 요약",
    "recommender": "추천 수요기업",
}
NEEDED = ("intake_number", "submitted_at", "firm_name", "business_number")
LONGEST = {"intake_number": 60, "firm_name": 200, "item_text": 200, "strategy": 10_000, "recommender": 200}
YES, NO = {"예", "o", "y", "yes", "있음", "1"}, {"아니요", "아니오", "x", "n", "no", "없음", "0"}


@dataclass
class Row:
    """One row: its line in the file, what was understood, and what is wrong (column, sentence); "" where nothing is."""

    line: int
    values: dict[str, Any] = field(default_factory=dict)
    figures: dict[str, Any] = field(default_factory=dict)
    column: str = ""
    problem: str = ""


class _CellError(ValueError):
    def __init__(self, column: str, problem: str) -> None:
        super().__init__(problem)
        self.column, self.problem = column, problem


def read(content: bytes, name: str, rule: Rule, on: date) -> tuple[str, list[Row]]:
    """The format of the file and its rows; refuses (ValidationError, one sentence) what is no such table."""
    if len(content) > MOST_BYTES:
        raise ValidationError(_("20 MB보다 큰 파일은 올릴 수 없습니다."))
    kind = _kind(content, name)
    lines = _sheet(content, name) if kind == "xlsx" else _csv(content, name)
    at, places = _header(lines, rule, name)
    rows = [
        _row(number, line, places, rule, on)
        for number, line in enumerate(lines[at + 1 :], start=at + 2)
        if any(str(cell).strip() for cell in line)
    ]
    if not rows:
        raise ValidationError(_("‘%(name)s’: 신청 행이 하나도 없습니다.") % {"name": name})
    if len(rows) > MOST_ROWS:
        raise ValidationError(
            _("‘%(name)s’: 한 번에 %(count)d행까지 받습니다. 파일을 나누어 올리세요.")
            % {"name": name, "count": MOST_ROWS}
        )
    return kind, rows


def header(rule: Rule) -> list[str]:
    """The header of the template: the columns, then the figures of the rule with their units."""
    figures = [
        f"{each.label}(원)"
        if each.kind == "won"
        else f"{each.label}({each.unit})"
        if each.unit
        else each.label
        for each in rule.figures
    ]
    return [*COLUMNS.values(), *figures]


def _kind(content: bytes, name: str) -> str:
    if content.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                whole = sum(part.file_size for part in package.infolist())
                if "xl/workbook.xml" in package.namelist() and whole <= MOST_UNPACKED:
                    return "xlsx"
        except (zipfile.BadZipFile, ValueError):
            pass
    elif content.strip() and name.lower().endswith((".csv", ".txt")) and b"\x00" not in content[:4096]:
        return "csv"
    raise ValidationError(
        _("‘%(name)s’: XLSX나 CSV 파일만 읽을 수 있습니다. 표를 그 형식으로 저장해 올리세요.")
        % {"name": name}
    )


def _sheet(content: bytes, name: str) -> list[list[Any]]:
    """The first sheet."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        text = _("‘%(name)s’: 파일이 깨져 있어 읽을 수 없습니다. 다시 저장해 올리세요.")
        raise ValidationError(text % {"name": name}) from error


def _csv(content: bytes, name: str) -> list[list[Any]]:
    for encoding in ("utf-8-sig", "cp949"):
        try:
            text = content.decode(encoding)
            return [list(line) for line in csv.reader(io.StringIO(text, newline=""))]
        except UnicodeDecodeError:
            continue
        except csv.Error as error:
            raise ValidationError(_("‘%(name)s’: 표로 읽을 수 없습니다.") % {"name": name}) from error
    raise ValidationError(
        _("‘%(name)s’: 글자를 읽을 수 없습니다. UTF-8이나 CP949로 저장해 올리세요.") % {"name": name}
    )


def _bare(text: Any) -> str:
    """A header without blanks, stars and what stands in brackets."""
    return re.sub(r"[\s*]|\(.*?\)|\[.*?\]", "", unicodedata.normalize("NFC", str(text)))


@dataclass(frozen=True)
class _Place:
    at: int
    unit: int = 1


def _header(lines: Sequence[Sequence[Any]], rule: Rule, name: str) -> tuple[int, dict[str, _Place]]:
    """The line of the header and where each column stands; refuses a file without those that must be there."""
    labels = {_bare(label): key for key, label in COLUMNS.items()}
    labels |= {_bare(each.label): each.key for each in rule.figures}
    best: dict[str, _Place] = {}
    for at, line in enumerate(lines[:HEADER_WITHIN]):
        places: dict[str, _Place] = {}
        for number, cell in enumerate(line):
            key = labels.get(_bare(cell))
            if key is not None and key not in places:
                places[key] = _Place(number, _unit(cell, name) if key not in COLUMNS else 1)
        if set(NEEDED) <= places.keys():
            return at, places
        best = max(best, places, key=len)
    lacking = ", ".join(COLUMNS[key] for key in NEEDED if key not in best)
    raise ValidationError(
        _("‘%(name)s’: 제목 줄에 이 열이 없습니다: %(columns)s. 서식을 내려받아 쓰세요.")
        % {"name": name, "columns": lacking}
    )


def _unit(cell: Any, name: str) -> int:
    """By how much the amounts of a column are to be multiplied, from «(백만원)» in its header."""
    written = re.search(r"[(\[]\s*(?:단위\s*[:：]?\s*)?([가-힣 ]*원)\s*[)\]]", str(cell))
    if not written:
        return 1
    unit = UNITS.get(re.sub(r"\s", "", written[1]))
    if unit is None:
        raise ValidationError(
            _("‘%(name)s’ 제목 줄 ‘%(cell)s’: 알 수 없는 단위입니다.") % {"name": name, "cell": str(cell)}
        )
    return unit


def _row(number: int, line: Sequence[Any], places: dict[str, _Place], rule: Rule, on: date) -> Row:
    def cell(key: str) -> Any:
        place = places.get(key)
        return line[place.at] if place is not None and place.at < len(line) else ""

    row = Row(number)
    try:
        for key in COLUMNS:
            row.values[key] = _text(key, cell(key)) if key != "submitted_at" else _moment(cell(key))
        for figure in rule.figures:
            place = places.get(figure.key)
            unit = place.unit if place else 1
            row.figures[figure.key] = _figure(figure.kind, cell(figure.key), figure.label, unit)
        row.figures = eligibility.stored(eligibility.read(rule, row.figures, on))
    except _CellError as error:
        row.column, row.problem = error.column, error.problem
    except FigureError as error:
        row.column, row.problem = rule.figure(error.key).label, figure_error(rule, error)
    return row


def _plain(value: Any) -> str:
    """A cell as a text; a whole number that the spreadsheet keeps as 12.0 is 12."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    # An apostrophe before = + - @ only keeps a spreadsheet from taking a text for a formula.
    return re.sub(r"^'(?=\s*[=+\-@＝＋－＠])", "", str(value)).replace("\x00", "").strip()


def _text(key: str, value: Any) -> str:
    text, label = _plain(value), COLUMNS[key]
    if not text and key in NEEDED:
        raise _CellError(label, _("비어 있습니다."))
    if len(text) > LONGEST.get(key, 200):
        raise _CellError(label, _("%(most)d자까지 적을 수 있습니다.") % {"most": LONGEST.get(key, 200)})
    if key == "business_number":
        # a spreadsheet drops noughts in front of a number
        digits = business_numbers.digits(text)
        digits = digits.zfill(business_numbers.LENGTH) if isinstance(value, int | float) else digits
        if not business_numbers.is_valid(digits):
            raise _CellError(
                label, _("‘%(text)s’은 맞지 않는 번호입니다. 숫자 10자리를 확인하세요.") % {"text": text}
            )
        return digits
    if key == "sector" and text:
        return _sector(text, label)
    return text


def _sector(text: str, label: str) -> str:
    from django.utils.translation import override

    with override("ko"):
        known = {str(name): value for value, name in Sector.choices}
    found = known.get(text) or (text if text in Sector.values else "")
    if not found:
        raise _CellError(
            label,
            _("‘%(text)s’은 없는 업종입니다. 쓸 수 있는 것: %(known)s")
            % {"text": text, "known": ", ".join(known)},
        )
    return found


def _moment(value: Any) -> datetime:
    """A time of receipt in Seoul; refuses a day without its time of day, which decides nothing."""
    label = COLUMNS["submitted_at"]
    if isinstance(value, datetime):
        found = value
    else:
        text = _plain(value)
        if not text:
            raise _CellError(label, _("비어 있습니다."))
        parts = re.fullmatch(
            r"(\d{4})\s*[-./]\s*(\d{1,2})\s*[-./]\s*(\d{1,2})\.?\s*(?:\([월화수목금토일]\))?[T\s]\s*"
            r"(\d{1,2}):(\d{2})(?::(\d{2})(\.\d{1,6})?)?(?:\s*(?:\+09:?00|KST))?",
            text,
        )
        try:
            if parts is None:
                raise ValueError
            year, month, day, hour, minute, second = (int(part or 0) for part in parts.groups()[:6])
            fraction = timedelta(seconds=float(parts[7] or 0))
            found = datetime(year, month, day, hour, minute, second) + fraction  # noqa: DTZ001 - Seoul, below
        except ValueError:
            raise _CellError(
                label, _("‘%(text)s’을 때로 읽을 수 없습니다. 예: 2026-11-30 17:59:58") % {"text": text}
            ) from None
    return found.replace(tzinfo=SEOUL)


def _figure(kind: str, value: Any, label: str, unit: int) -> Any:
    text = _plain(value)
    if not text or text in ("-", "–"):
        return None
    if kind == "yes":
        if isinstance(value, bool):
            return value
        if text.lower() in YES | NO:
            return text.lower() in YES
        raise _CellError(label, _("‘예’나 ‘아니요’로 적으세요."))
    if kind == "day":
        if isinstance(value, datetime):
            return value.date()
        return value if isinstance(value, date) else re.sub(r"\s*[./]\s*", "-", text).strip("-")
    return _number(value, text, label, unit)


def _number(value: Any, text: str, label: str, unit: int) -> int:
    if isinstance(value, int | float) and not isinstance(value, bool):
        whole = round(value * unit)
        if value != value or abs(value * unit - whole) > 1e-6 * max(1.0, abs(value * unit)):
            raise _CellError(label, _("‘%(text)s’은 정수가 아닙니다.") % {"text": text})
        return whole
    try:
        return read_won(re.sub(r"\s*명$", "", text)) * (1 if re.search(r"[만억조천백]", text) else unit)
    except Unreadable as error:
        problem = {
            "negative": _("0보다 작을 수 없습니다."),
            "fraction": _("‘%(text)s’은 정수가 아닙니다."),
        }.get(error.code, _("‘%(text)s’을 숫자로 읽을 수 없습니다."))
        raise _CellError(label, problem % {"text": text} if "%" in problem else problem) from None
