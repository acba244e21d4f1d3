"""The spreadsheet of a need survey: the form as it is handed out, and reading it when it comes back.

Knows nothing of tables. What cannot be read is named by row and column; the rest of the file is read all the same.
"""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override

from sangsaeng.discovery.actions.needs import LONGEST, Given, checked
from sangsaeng.discovery.choices import Kind, Province, Sector
from sangsaeng.discovery.models import Volume, WantedBy
from sangsaeng.records.documents.content import clean
from sangsaeng.records.uploads import MOST_BYTES

MOST_ROWS = 5_000
MOST_UNPACKED = 200 * 1024 * 1024
HEADER_WITHIN = 10
EXAMPLE = "예시"
FILLED_ROWS = 500  # rows of the form that offer the lists
COLUMNS = {
    "number": "번호",
    "company": "수요기업",
    "title": "품목명",
    "detail": "설명",
    "field": "분야",
    "kind": "구분",
    "hs_code": "HS 부호",
    "import_from": "현재 수입국",
    "volume": "연간 구매액",
    "wanted_by": "희망 시기",
    "province": "지역",
    "anonymous": "익명 여부",
    "contact": "연락처",
}
NEEDED = ("title", "field")
CHOICES: dict[str, type[models.TextChoices]] = {
    "field": Sector,
    "kind": Kind,
    "volume": Volume,
    "wanted_by": WantedBy,
    "province": Province,
}
YES = {"예", "o", "y", "yes", "익명", "네", "true", "1"}
NO = {"", "아니요", "아니오", "x", "n", "no", "실명", "false", "0"}
EXAMPLES = {
    "number": EXAMPLE,
    "company": "시연 수요기업 A",
    "title": "반도체 식각 공정용 고순도 불화수소",
    "detail": "순도 99.9999 % 이상, 월 20톤. 지금은 한 나라에서만 들여옵니다.",
    "field": "반도체",
    "kind": "소재",
    "hs_code": "2811.11",
    "import_from": "일본",
    "volume": "10억–100억 원",
    "wanted_by": "1년 안",
    "province": "경기도",
    "anonymous": "예",
    "contact": "구매팀 02-000-0000",
}
HOW = {
    "number": "행을 알아보는 번호. ‘예시’라고 적힌 행은 읽지 않습니다.",
    "company": "협회가 여러 기업을 모아 낼 때만 적습니다. 기업이 직접 내면 비워 두세요.",
    "title": "꼭 적음. 한 행에 품목 하나.",
    "detail": "쓰임새, 요구 성능, 지금 겪는 어려움.",
    "field": "꼭 적음. ‘코드표’에서 고름.",
    "kind": "‘코드표’에서 고름.",
    "hs_code": "알 때만. 숫자 2, 4, 6, 10자리.",
    "import_from": "알 때만.",
    "volume": "금액이 아니라 구간만 고름.",
    "wanted_by": "언제까지 필요한지 고름.",
    "province": "납품받을 곳의 시·도.",
    "anonymous": "‘예’면 기업 이름과 설명을 공개하지 않고 묶음 카드만 보입니다.",
    "contact": "사무국만 봅니다.",
}


@dataclass
class Row:
    """A row of the file: its line there, what was understood, what is wrong (column, sentence)."""

    line: int
    given: Given | None = None
    problems: list[tuple[str, str]] = field(default_factory=list)


@cache
def labels(name: str) -> dict[str, str]:
    """The Korean words of a column's list and their codes."""
    with override("ko"):
        return {str(label): str(value) for value, label in CHOICES[name].choices}


def form(title: str, code: str) -> bytes:
    """The form as XLSX: validated columns, one example marked as such, a sheet of the lists, and how each column is written."""
    import xlsxwriter

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"title": f"{code} {title}"})
    head = book.add_format({"bold": True, "bg_color": "#E8E8E8", "border": 1, "text_wrap": True})
    needed = book.add_format({"bold": True, "bg_color": "#D6E4F5", "border": 1, "text_wrap": True})
    example = book.add_format({"italic": True, "font_color": "#767676", "bg_color": "#F7F7F7"})
    as_text = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
    sheet, lists, how = (book.add_worksheet(name) for name in ("수요", "코드표", "작성 요령"))
    places = _write_lists(lists, head)
    for at, (key, label) in enumerate(COLUMNS.items()):
        sheet.write_string(0, at, label, needed if key in NEEDED else head)
        sheet.write_string(1, at, EXAMPLES[key], example)
        sheet.set_column(at, at, 36 if key in ("title", "detail") else 16, as_text)
        rule = _validation(key, places)
        if rule:
            sheet.data_validation(2, at, 1 + FILLED_ROWS, at, rule)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    how.write_row(0, 0, ["열", "적는 법"], head)
    for at, (key, label) in enumerate(COLUMNS.items(), start=1):
        how.write_row(at, 0, [label, HOW[key]])
    how.set_column(0, 0, 16)
    how.set_column(1, 1, 70)
    book.close()
    return stream.getvalue()


def _write_lists(sheet: Any, head: Any) -> dict[str, str]:
    """Write the lists side by side; where each stands, as a range."""
    from xlsxwriter.utility import xl_range_abs

    places = {}
    for at, key in enumerate(CHOICES):
        words = list(labels(key))
        sheet.write_string(0, at, COLUMNS[key], head)
        sheet.write_column(1, at, words)
        sheet.set_column(at, at, 20)
        places[key] = f"='코드표'!{xl_range_abs(1, at, len(words), at)}"
    return places


def _validation(key: str, places: dict[str, str]) -> dict[str, Any] | None:
    if key in places:
        return {
            "validate": "list",
            "source": places[key],
            "error_title": COLUMNS[key],
            "error_message": "‘코드표’에 있는 말을 고르세요.",
        }
    if key == "anonymous":
        return {
            "validate": "list",
            "source": ["예", "아니요"],
            "error_message": "‘예’나 ‘아니요’를 고르세요.",
        }
    if key in ("title", "detail"):
        return {
            "validate": "length",
            "criteria": "<=",
            "value": LONGEST[key],
            "error_message": f"{LONGEST[key]}자까지 적을 수 있습니다.",
        }
    return None


def read(content: bytes, name: str, company: str = "") -> tuple[str, list[Row]]:
    """The format of the file and its rows; `company` is whose rows they are where one company sends its own.

    Refuses (ValidationError, one sentence naming the file) what is no such table, is empty, or has more than 5,000 rows.
    """
    if len(content) > MOST_BYTES:
        raise ValidationError(_("20 MB보다 큰 파일은 올릴 수 없습니다."))
    kind = _kind(content, name)
    lines = _sheet(content, name) if kind == "xlsx" else _csv(content, name)
    at, places = _header(lines, name)
    rows = [
        _row(number, line, places, company)
        for number, line in enumerate(lines[at + 1 :], start=at + 2)
        if any(_plain(cell) for cell in line) and not _is_example(line, places)
    ]
    if not rows:
        raise ValidationError(
            _("‘%(name)s’: 수요가 한 행도 없습니다. 예시 아래에 적으세요.") % {"name": name}
        )
    if len(rows) > MOST_ROWS:
        raise ValidationError(
            _("‘%(name)s’: 한 번에 %(count)d행까지 받습니다. 파일을 나누어 올리세요.")
            % {"name": name, "count": MOST_ROWS}
        )
    return kind, rows


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
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError, IndexError) as error:
        text = _("‘%(name)s’: 파일이 깨져 있어 읽을 수 없습니다. 다시 저장해 올리세요.")
        raise ValidationError(text % {"name": name}) from error


def _csv(content: bytes, name: str) -> list[list[Any]]:
    for encoding in ("utf-8-sig", "cp949"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        try:
            head = text.split("\n", 1)[0]
            sign = max((",", ";", "\t"), key=head.count)
            return [list(line) for line in csv.reader(io.StringIO(text, newline=""), delimiter=sign)]
        except csv.Error as error:
            raise ValidationError(_("‘%(name)s’: 표로 읽을 수 없습니다.") % {"name": name}) from error
    raise ValidationError(
        _("‘%(name)s’: 글자를 읽을 수 없습니다. UTF-8이나 CP949로 저장해 올리세요.") % {"name": name}
    )


def _bare(text: Any) -> str:
    return re.sub(r"[\s*]|\(.*?\)|\[.*?\]", "", unicodedata.normalize("NFKC", str(text))).casefold()


def _header(lines: Sequence[Sequence[Any]], name: str) -> tuple[int, dict[str, int]]:
    known = {_bare(label): key for key, label in COLUMNS.items()}
    best: dict[str, int] = {}
    for at, line in enumerate(lines[:HEADER_WITHIN]):
        places: dict[str, int] = {}
        for number, cell in enumerate(line):
            key = known.get(_bare(cell))
            if key is not None and key not in places:
                places[key] = number
        if set(NEEDED) <= places.keys():
            return at, places
        best = max(best, places, key=len)
    lacking = ", ".join(COLUMNS[key] for key in NEEDED if key not in best)
    raise ValidationError(
        _("‘%(name)s’: 제목 줄에 이 열이 없습니다: %(columns)s. 서식을 내려받아 쓰세요.")
        % {"name": name, "columns": lacking}
    )


def _plain(value: Any) -> str:
    """A cell as a text, NFC; a whole number that the spreadsheet keeps as 12.0 is 12."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = unicodedata.normalize("NFC", str(value)).replace("\x00", "").strip()
    # An apostrophe before = + - @ only keeps a spreadsheet from taking a text for a formula.
    return re.sub(r"^'(?=\s*[=+\-@＝＋－＠])", "", text)


def _is_example(line: Sequence[Any], places: dict[str, int]) -> bool:
    at = places.get("number")
    return at is not None and at < len(line) and _plain(line[at]) == EXAMPLE


def _row(number: int, line: Sequence[Any], places: dict[str, int], company: str) -> Row:
    row = Row(number)
    values: dict[str, Any] = {}
    for key in COLUMNS:
        at = places.get(key)
        text = _plain(line[at]) if at is not None and at < len(line) else ""
        values[key] = clean(text)
    for key in CHOICES:
        try:
            values[key] = _chosen(key, values[key])
        except ValueError as error:
            row.problems.append((COLUMNS[key], str(error)))
            values[key] = ""
    said = values.pop("anonymous").casefold()
    if said not in YES | NO:
        row.problems.append((COLUMNS["anonymous"], _("‘예’나 ‘아니요’로 적으세요.")))
    values.pop("number")
    if company and values["company"] and _firm(values["company"]) != _firm(company):
        row.problems.append(
            (COLUMNS["company"], _("고른 기업과 다른 기업입니다. 그 기업의 답으로 따로 올리세요."))
        )
    values["company"] = company or values["company"]
    try:
        row.given = checked(Given(anonymous=said in YES, **values))
    except ValidationError as refused:
        told = {column for column, _text in row.problems}
        row.problems += [
            (COLUMNS[key], " ".join(texts))
            for key, texts in refused.message_dict.items()
            if COLUMNS[key] not in told
        ]
    if row.problems:
        row.given = None
    return row


def _firm(name: str) -> str:
    """A firm's name without blanks and «(주)»: enough to see whether a row speaks of another firm."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", name)).casefold()
    return plain.replace("주식회사", "").replace("(주)", "")


def _loose(word: str) -> str:
    return re.sub(r"[\s·‧ㆍ.,~∼〜\-‐‑‒–—―−]", "", unicodedata.normalize("NFKC", word)).casefold()


@cache
def _spellings(key: str) -> dict[str, str]:
    """How a word of a list may be written, loosely, and its code; the code itself too."""
    known = labels(key)
    units = (
        {_loose(label.replace("원", "")): value for label, value in known.items()} if key == "volume" else {}
    )
    return (
        units
        | {_loose(label): value for label, value in known.items()}
        | {_loose(value): value for value in known.values()}
    )


def _chosen(key: str, text: str) -> str:
    """The code of a word of the list; «경기» stands for «경기도», and blanks, dashes and case do not matter."""
    if not text or text in ("-", "–"):
        return ""

    if (found := _spellings(key).get(_loose(text))) is not None:
        return found
    shown = text if len(text) <= 40 else text[:40] + "…"
    raise ValueError(
        _("‘%(text)s’: 목록에 없는 말입니다. 쓸 수 있는 것: %(known)s")
        % {"text": shown, "known": ", ".join(labels(key))}
    )
