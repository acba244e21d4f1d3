"""The sheet of fees for attendance and review (지급조서), as XLSX and as a document for signing.

It carries no resident registration numbers and no account numbers: a text that looks like one is refused.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sangsaeng.records.documents.common import Say, aware, saying
from sangsaeng.records.documents.content import (
    Block,
    Column,
    Document,
    KeyValues,
    Language,
    Paragraph,
    Signatory,
    SignatureBlock,
    Table,
)
from sangsaeng.records.documents.xlsx import Cell, Sheet, render_xlsx

FeeKind = Literal["attendance", "review"]
KINDS: dict[FeeKind, tuple[str, str]] = {
    "attendance": ("참석", "attendance"),
    "review": ("심사", "review"),
}
_RESIDENT = re.compile(r"(?<!\d)\d{6}[\s\-‐-―]*\d{7}(?!\d)")
_LONG_RUN = re.compile(r"\d(?:[\s\-‐-―]{0,2}\d){9,}")


def refuse_numbers(text: str) -> None:
    """Raise ValueError where `text` holds what looks like a resident registration number or an account number."""
    plain = unicodedata.normalize("NFKC", text)
    if _RESIDENT.search(plain):
        raise ValueError("a fee sheet holds no resident registration numbers: take out the 6 and 7 digits")
    if _LONG_RUN.search(plain):
        raise ValueError("a fee sheet holds no account numbers: take out the run of 10 or more digits")


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One line: whose fee, for what, how often, and how much each, in won."""

    affiliation: str
    name: str
    kind: FeeKind
    count: int
    unit_price: int
    note: str = ""

    def __post_init__(self) -> None:
        if self.count < 0 or self.unit_price < 0:
            raise ValueError("count and price of a fee are not below 0")
        for text in (self.affiliation, self.name, self.note):
            refuse_numbers(text)

    @property
    def amount(self) -> int:
        return self.count * self.unit_price


@dataclass(frozen=True, slots=True)
class FeeSheet:
    """The sheet: `purpose` is what is paid for (제3차 회의 참석), `basis` the rule that sets the prices."""

    body: str
    title: str
    purpose: str
    lines: tuple[FeeLine, ...]
    drawn_at: datetime
    basis: str = ""
    signatories: tuple[Signatory, ...] = ()
    demonstration: bool = False

    def __post_init__(self) -> None:
        aware(self.drawn_at, "the time of a fee sheet")
        for text in (self.body, self.title, self.purpose, self.basis):
            refuse_numbers(text)
        for signatory in self.signatories:
            refuse_numbers(f"{signatory.role} {signatory.name}")

    @property
    def total(self) -> int:
        return sum(line.amount for line in self.lines)


def _columns(say: Say) -> tuple[Column, ...]:
    unit = say("원", "")
    return (
        Column(say("순번", "No."), width=0.9, align="center"),
        Column(say("소속", "Affiliation"), width=2.2),
        Column(say("성명", "Name"), width=1.9, align="center"),
        Column(say("구분", "Kind"), width=float(say("1.3", "2.3")), align="center"),
        Column(say("건수", "Count"), width=float(say("1.1", "1.4")), align="right"),
        Column(say("단가", "Price, won"), unit=unit, width=1.8, align="right"),
        Column(say("금액", "Amount, won"), unit=unit, width=2, align="right"),
        Column(say("비고", "Note"), width=float(say("1.8", "1.2"))),
    )


def _rows(data: FeeSheet, say: Say) -> list[tuple[Cell, ...]]:
    """The lines and their sum, which stands even where there are none."""
    rows: list[tuple[Cell, ...]] = [
        (
            at,
            line.affiliation,
            line.name,
            say(*KINDS[line.kind]),
            line.count,
            line.unit_price,
            line.amount,
            line.note,
        )
        for at, line in enumerate(data.lines, start=1)
    ]
    count = sum(line.count for line in data.lines)
    return [*rows, (None, say("합계", "Total"), None, None, count, None, data.total, None)]


def fee_sheet_xlsx(data: FeeSheet, language: Language = "ko") -> bytes:
    """The sheet as XLSX: numbers are numbers, the last row is the sum; a demonstration is marked in the sheet's name."""
    say = saying(language)
    document = fee_sheet_document(data, language)
    name = say("지급조서", "Fees") + (
        say("(시연·효력 없음)", " (demonstration)") if data.demonstration else ""
    )
    rows = _rows(data, say)
    if data.demonstration:
        rows[-1] = (*rows[-1][:-1], document.mark)
    return render_xlsx(
        [Sheet(name, _columns(say), rows)],
        title=document.property_title,
        author=data.body,
        dated=data.drawn_at,
        comments=document.property_summary,
    )


def fee_sheet_document(data: FeeSheet, language: Language = "ko") -> Document:
    """The sheet as a document, with a place for each receiver's signature."""
    say = saying(language)
    columns = (*_columns(say), Column(say("서명", "Signature"), width=1.9, align="center"))

    def shown(value: Cell) -> str:
        return f"{value:,}" if isinstance(value, int) else str(value or "")

    rows = tuple((*map(shown, row), "") for row in _rows(data, say))
    blocks: list[Block] = [
        KeyValues(
            (
                (say("지급 사유", "Paid for"), data.purpose),
                (say("지급 기준", "Basis"), data.basis or say("기록 없음", "not recorded")),
                (say("지급 총액", "Total"), say(f"{data.total:,}원", f"{data.total:,} won")),
            )
        ),
        Table(columns, rows, row_height=9, total=True),
        Paragraph(
            say(
                "계좌번호와 주민등록번호는 이 문서에 적지 않습니다.",
                "Account numbers and resident registration numbers are not written on this sheet.",
            ),
            note=True,
        ),
    ]
    if data.signatories:
        blocks.append(SignatureBlock("", data.signatories))
    return Document(
        title=data.title,
        author=data.body,
        dated=data.drawn_at,
        blocks=tuple(blocks),
        language=language,
        demonstration=data.demonstration,
        summary=say(
            f"지급 {len(data.lines)}건, 모두 {data.total:,}원입니다.",
            f"Payments: {len(data.lines)}, {data.total:,} won in all.",
        ),
        keywords=(say("지급조서", "fee sheet"), data.body),
    )
