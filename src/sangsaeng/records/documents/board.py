"""The board on paper (이행 현황판): the same figures as on the page, as of a day, with a few pictures."""

from dataclasses import dataclass
from datetime import date, datetime

from sangsaeng.records.documents.common import aware, korean_day, korean_time
from sangsaeng.records.documents.content import (
    Block,
    Document,
    Figure,
    Heading,
    KeyValues,
    Paragraph,
)
from sangsaeng.records.documents.frozen import FrozenTable, table_block, widths


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing with what a person would say of it."""

    svg: str
    alt: str
    title: str


@dataclass(frozen=True, slots=True)
class Part:
    """One section: its tables, its pictures, and a sentence on how it counts."""

    title: str
    tables: tuple[FrozenTable, ...]
    pictures: tuple[Picture, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class BoardPaper:
    """The whole paper. `facts` tells the published counts, which stand apart; `seen` that not everything is counted."""

    title: str
    body: str
    as_of: date
    parts: tuple[Part, ...]
    facts: str
    dated: datetime
    seen: str = ""
    demonstration: bool = False

    def __post_init__(self) -> None:
        aware(self.dated, "the time of a board")


def board_document(data: BoardPaper) -> Document:
    """The paper: the day, then section by section tables and pictures."""
    day = korean_day(data.as_of, weekday=True)
    blocks: list[Block] = [
        KeyValues((("기준일", day), ("만든 때", korean_time(data.dated)), ("만든 곳", data.body))),
        Paragraph(data.facts, note=True),
    ]
    if data.seen:
        blocks.append(Paragraph(data.seen, note=True))
    for part in data.parts:
        blocks.append(Heading(part.title))
        if part.note:
            blocks.append(Paragraph(part.note, note=True))
        for table in part.tables:
            if len(part.tables) > 1:
                blocks.append(Heading(table.title, 2))
            blocks.append(table_block(table, widths(table)))
        for each in part.pictures:
            blocks += [Paragraph(each.title, keep=True), Figure(each.svg, each.alt)]
    return Document(
        title=data.title,
        subtitle=f"기준일 {day}",
        author=data.body,
        dated=data.dated,
        blocks=tuple(blocks),
        demonstration=data.demonstration,
        summary=f"{day} 현재 상생모델의 발굴, 승인, 지원, 기한, 구매이행, 성과의 현황입니다.",
        keywords=("이행 현황판", "상생모델", data.body),
        stamp=f"기준일 {korean_day(data.as_of)}",
    )
