"""The report on a year's plan (시행계획 실적): planned, appropriated, committed, paid and the rate, kind by kind, never added."""

from dataclasses import dataclass
from datetime import date, datetime

from sangsaeng.records.documents.common import Say, aware, korean_day, saying
from sangsaeng.records.documents.content import (
    Block,
    Column,
    Document,
    Heading,
    KeyValues,
    Language,
    Paragraph,
    Table,
)

UNITS = ((10**6, "백만 원", "million KRW"), (10**3, "천 원", "thousand KRW"), (1, "원", "KRW"))


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One programme, or the sum of its kind; an amount that is not known is None. `rate` is in per cent."""

    name: str
    planned: int | None
    appropriated: int | None
    committed: int | None
    paid: int | None
    rate: str = ""


@dataclass(frozen=True, slots=True)
class PlanKind:
    """One kind: its programmes, their sum, the rate of the year before in words, and what is to be known of the amounts."""

    name: str
    lines: tuple[PlanLine, ...]
    total: PlanLine | None = None
    before: str = ""
    note: str = ""
    money: bool = True


@dataclass(frozen=True, slots=True)
class PublishedLine:
    """A programme of the published plan: what was published of it, and what that amount is."""

    name: str
    amount: str
    meaning: str


@dataclass(frozen=True, slots=True)
class AnnualReport:
    year: int
    as_of: date
    body: str
    written_at: datetime
    kinds: tuple[PlanKind, ...]
    gist: str = ""
    published: tuple[PublishedLine, ...] = ()
    demonstration: bool = False

    def __post_init__(self) -> None:
        aware(self.written_at, "the time of a report")


def unit_of(amounts: list[int | None]) -> tuple[int, str, str]:
    """The largest unit in which every amount is whole, with its words.

    >>> unit_of([2_000_000, None])[1], unit_of([1_500])[1]
    ('백만 원', '원')
    """
    known = [amount for amount in amounts if amount is not None]
    return next(unit for unit in UNITS if all(amount % unit[0] == 0 for amount in known))


def _kind(each: PlanKind, say: Say) -> list[Block]:
    blocks: list[Block] = [Heading(each.name)]
    if not each.money:
        names = ", ".join(line.name for line in each.lines)
        return [
            *blocks,
            Paragraph(say(f"{names}: 금액이 없는 지원입니다.", f"{names}: support without money.")),
        ]
    shown = [*each.lines, *([each.total] if each.total else [])]
    amounts = [a for line in shown for a in (line.planned, line.appropriated, line.committed, line.paid)]
    size, ko, en = unit_of(amounts)
    unknown = say("알 수 없음", "unknown")

    def cell(amount: int | None) -> str:
        return unknown if amount is None else f"{amount // size:,}"

    unit = say(ko, en)
    columns = (
        Column(say("지원사업", "Programme"), width=3.0),
        *(
            Column(name, unit=unit, align="right", width=1.9)
            for name in (
                say("계획", "Planned"), say("배정", "Appropriated"), say("확정", "Committed"), say("지급", "Paid"),
            )
        ),
        Column(say("집행률", "Rate"), unit="%", align="right", width=1.8),
    )  # fmt: skip
    rows = tuple(
        (
            line.name,
            *map(cell, (line.planned, line.appropriated, line.committed, line.paid)),
            line.rate or "–",
        )
        for line in shown
    )
    blocks.append(Table(columns, rows, total=each.total is not None))
    blocks += [Paragraph(text, note=True) for text in (each.before, each.note) if text]
    return blocks


def annual_report_document(data: AnnualReport, language: Language = "ko") -> Document:
    """The report as a document: what it is, kind by kind, the published plan apart."""
    say = saying(language)
    title = say(f"{data.year}년 시행계획 추진 실적", f"Results of the annual plan for {data.year}")
    blocks: list[Block] = [Paragraph(data.gist)] if data.gist else []
    blocks.append(
        KeyValues(
            (
                (say("기준일", "As of"), korean_day(data.as_of, language)),
                (
                    say("근거", "Basis"),
                    say(
                        "특별조치법 시행령 제4조", "Enforcement Decree of the Special Measures Act, article 4"
                    ),
                ),
            )
        )
    )
    if not data.kinds:
        blocks.append(
            Paragraph(say("이 해에 기록된 지원사업이 없습니다.", "No programme of this year is recorded."))
        )
    for each in data.kinds:
        blocks += _kind(each, say)
    if data.published:
        columns = (
            Column(say("지원사업", "Programme"), width=4),
            Column(say("공개된 금액", "Published amount"), align="right", width=2),
            Column(say("이 금액의 뜻", "What the amount is"), width=3),
        )
        rows = tuple((line.name, line.amount, line.meaning) for line in data.published)
        blocks += [
            Heading(say("참고: 공개된 2021년 지원계획", "For reference: the published plan of 2021")),
            Table(columns, rows),
        ]
    blocks.append(
        Paragraph(
            say(
                "종류가 다른 지원은 더하지 않습니다. 집행률은 지급을 배정으로 나눈 값입니다. 공식 시스템 옆의 관리대장에서 만든 자료입니다.",
                "Support of different kinds is never added. The rate is paid of appropriated. Made from a management "
                "register beside the official systems.",
            ),
            note=True,
        )
    )
    return Document(
        title=title,
        author=data.body,
        dated=data.written_at,
        blocks=tuple(blocks),
        language=language,
        demonstration=data.demonstration,
        summary=data.gist or title,
        keywords=(say("시행계획", "annual plan"), say("실적", "results"), str(data.year)),
    )
