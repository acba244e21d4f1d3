"""The answer to a request for material: what was asked, what is answered, and the figures and tables it rests on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sangsaeng.records.documents.common import aware
from sangsaeng.records.documents.content import (
    Block,
    Column,
    Document,
    Heading,
    KeyValues,
    Paragraph,
    Table,
)
from sangsaeng.records.documents.xlsx import Sheet

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class FrozenTable:
    """A table as it stood: plain texts and whole numbers, None for what is not known."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]

    def printed(self) -> list[list[tuple[str, bool]]]:
        """Each row as (text, whether it is a number)."""
        return [[(shown(value), isinstance(value, int | float)) for value in row] for row in self.rows]


@dataclass(frozen=True, slots=True)
class MaterialPaper:
    """The whole paper; `taken` says when the figures were taken and at which number of the record."""

    title: str
    body: str
    pairs: tuple[tuple[str, str], ...]
    question: str
    answer: str
    figures: tuple[FrozenTable, ...]
    tables: tuple[FrozenTable, ...]
    taken: str
    dated: datetime
    demonstration: bool = False

    def __post_init__(self) -> None:
        aware(self.dated, "the time of an answer")


def shown(value: Value) -> str:
    """A value as printed.

    >>> shown(1234567), shown(None), shown("승인")
    ('1,234,567', '알 수 없음', '승인')
    """
    if value is None:
        return "알 수 없음"
    return value if isinstance(value, str) else f"{value:,}"


def is_number(table: FrozenTable, at: int) -> bool:
    """Whether a column holds numbers; a dash says that there is none to have."""
    values = [row[at] for row in table.rows if row[at] != "–"]
    return any(isinstance(value, int | float) for value in values) and not any(
        isinstance(value, str) and value for value in values
    )


def table_block(table: FrozenTable, widths: Sequence[float] = ()) -> Block:
    """A table as printed; an empty one says so."""
    if not table.rows:
        return Paragraph("해당하는 것이 없습니다.")
    columns = tuple(
        Column(
            label,
            align="right" if is_number(table, at) else "left",
            width=widths[at] if at < len(widths) else (3.0 if at == 0 else 2.0),
        )
        for at, label in enumerate(table.header)
    )
    return Table(columns, tuple(tuple(shown(value) for value in row) for row in table.rows))


def widths(table: FrozenTable) -> list[float]:
    """Room for eleven digits of won on one line; the names take the rest."""
    money = [label.endswith("(원)") for label in table.header]
    if any(money):
        return [1.7, *(2.2 if wide else 1.0 for wide in money[1:])]
    return [2.6, *(1.6 for _ in table.header[1:])]


def material_document(data: MaterialPaper) -> Document:
    """The paper: the request, the answer, the figures a section, the tables."""
    blocks: list[Block] = [
        KeyValues(data.pairs),
        Heading("요구한 내용"),
        Paragraph(data.question),
        Heading("답변"),
        Paragraph(data.answer),
    ]
    if data.figures:
        blocks += [Heading("수치"), Paragraph(data.taken, note=True)]
        for table in data.figures:
            blocks += [Heading(table.title, 2), table_block(table, widths(table))]
    if data.tables:
        blocks.append(Heading("표"))
        for table in data.tables:
            blocks += [Heading(table.title, 2), table_block(table, [1.6 for _ in table.header])]
    return Document(
        title=data.title,
        author=data.body,
        dated=data.dated,
        blocks=tuple(blocks),
        demonstration=data.demonstration,
        summary=data.question[:200],
        keywords=("자료요구", data.body),
    )


def sheets(data: MaterialPaper) -> list[Sheet]:
    """The same as a workbook: what was asked and answered, a sheet a section, a sheet a table."""
    first = (*data.pairs, ("요구한 내용", data.question), ("답변", data.answer), ("수치", data.taken))
    found = [Sheet("답변", (Column("항목"), Column("내용")), first)]
    for table in (*data.figures, *data.tables):
        columns = tuple(
            Column(label, align="right" if is_number(table, at) else "left")
            for at, label in enumerate(table.header)
        )
        found.append(Sheet(table.title, columns, table.rows))
    return found
