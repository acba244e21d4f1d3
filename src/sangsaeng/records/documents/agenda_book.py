"""The agenda book (의안집) of a meeting: cover, contents, order, and each paper whole.

A copy for a member who is recused from an item leaves that item out: the caller passes `omitted_paper(number)`,
which holds the number and nothing else, so that nothing of it can reach the file.
"""

from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Literal

from sangsaeng.records.documents.common import (
    MATTERS,
    Matter,
    Say,
    aware,
    item_sign,
    korean_day,
    korean_time,
    listed,
    numbered_name,
    saying,
    won,
)
from sangsaeng.records.documents.content import (
    Block,
    Column,
    Contents,
    Cover,
    Document,
    Heading,
    KeyValues,
    Language,
    ListItem,
    NumberedList,
    PageBreak,
    Paragraph,
    Table,
)

Answer = Literal["accepted", "partly", "not accepted", "pending"]
ANSWERS: dict[Answer, tuple[str, str]] = {
    "accepted": ("수용", "accepted"),
    "partly": ("일부 수용", "partly accepted"),
    "not accepted": ("미수용", "not accepted"),
    "pending": ("검토 중", "under review"),
}
LEFT_OUT = ("이해관계로 배부하지 않음", "not handed out: conflict of interest")


@dataclass(frozen=True, slots=True)
class PlanField:
    """One field of the plan (경쟁력강화 계획서): its name and what it says."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class SupportRequest:
    """One support asked for: its kind, what it is, the amount in won (None: not set) and who would give it."""

    kind: str
    content: str
    amount: int | None = None
    addressee: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """One reviewer's opinion; the name as far as the reader may see it (검토위원 1), the score as text."""

    reviewer: str
    opinion: str
    score: str = ""


@dataclass(frozen=True, slots=True)
class Opinion:
    """A ministry's or agency's opinion, how it was answered, and what was done."""

    agency: str
    opinion: str
    answer: Answer
    action: str = ""


@dataclass(frozen=True, slots=True)
class FigureTable:
    """A table of figures attached to a paper; its unit stands over it, its source under it."""

    table: Table
    unit: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class AgendaPaper:
    """One paper (의안).

    `resolution` 의결주문, `reason` 제안이유, `content` 주요내용. `references` are the lines of 참고. `closed` marks an
    item that is discussed without the public.
    """

    number: int
    title: str
    matter: Matter = "deliberation"
    proposer: str = ""
    model_code: str = ""
    submitted_on: date | None = None
    resolution: str = ""
    reason: str = ""
    content: tuple[ListItem, ...] = ()
    plan: tuple[PlanField, ...] = ()
    supports: tuple[SupportRequest, ...] = ()
    reviews: tuple[Review, ...] = ()
    review_note: str = ""
    opinions: tuple[Opinion, ...] = ()
    figures: tuple[FigureTable, ...] = ()
    references: tuple[str, ...] = ()
    closed: bool = False
    omitted: bool = False

    def __post_init__(self) -> None:
        held = (f for f in fields(self) if f.name not in ("number", "matter", "omitted"))
        if self.omitted and any(getattr(self, f.name) for f in held):
            raise ValueError("a paper that is left out holds its number only: use omitted_paper")


def omitted_paper(number: int) -> AgendaPaper:
    """The place of a paper that a recused member does not get.

    >>> omitted_paper(2).title
    ''
    """
    return AgendaPaper(number, "", omitted=True)


@dataclass(frozen=True, slots=True)
class AgendaBook:
    """The whole book.

    `order` is the order of the meeting; the caller keeps the names of left-out items from it. A numbered copy
    has `copy_number`, `copies` and `recipient`, which then stand on every page. `handling` says what the holder
    may do with it. `prepared_at` dates the file.
    """

    body: str
    title: str
    held_at: datetime
    place: str
    papers: tuple[AgendaPaper, ...]
    prepared_at: datetime
    number: int | None = None
    order: tuple[str, ...] = ()
    closed: bool = False
    copy_number: int | None = None
    copies: int | None = None
    recipient: str = ""
    handling: str = ""
    issuer: str = ""
    demonstration: bool = False

    def __post_init__(self) -> None:
        aware(self.held_at, "the time of a meeting")
        aware(self.prepared_at, "the time of an agenda book")
        if self.copy_number is not None and self.copies is not None and self.copy_number > self.copies:
            raise ValueError(f"copy {self.copy_number} of {self.copies} cannot be")


def copy_line(data: AgendaBook, language: Language = "ko") -> str:
    """부수 번호 3/20 · 시연 위원 1, or nothing for a book that is not numbered."""
    parts = []
    if data.copy_number is not None:
        number = f"{data.copy_number}/{data.copies}" if data.copies else str(data.copy_number)
        parts.append(saying(language)(f"부수 번호 {number}", f"Copy {number}"))
    if data.recipient:
        parts.append(data.recipient)
    return " · ".join(parts)


def _sheet(paper: AgendaPaper, say: Say, language: Language) -> KeyValues:
    pairs = [
        (say("의안 번호", "Paper no."), say(f"제{paper.number}호", str(paper.number))),
        (say("구분", "Kind"), say(*MATTERS[paper.matter])),
        (say("제안자", "Proposed by"), paper.proposer or say("기록 없음", "not recorded")),
    ]
    if paper.submitted_on:
        pairs.append((say("제출일", "Submitted"), korean_day(paper.submitted_on, language)))
    if paper.model_code:
        pairs.append((say("모델 번호", "Model no."), paper.model_code))
    if paper.closed:
        pairs.append((say("공개 여부", "Disclosure"), say("비공개", "closed")))
    return KeyValues(tuple(pairs), per_row=2)


def _case(paper: AgendaPaper, say: Say) -> list[Block]:
    """의결주문, 제안이유, 주요내용 and the plan's fields."""
    report = paper.matter == "report"
    order = say("보고 요지", "Gist of the report") if report else say("의결주문", "Proposed resolution")
    reason = say("보고 이유", "Reason") if report else say("제안이유", "Reason for the proposal")
    missing = Paragraph(say("적지 않음", "not stated"))
    blocks: list[Block] = [
        Heading(order, 2),
        Paragraph(paper.resolution) if paper.resolution else missing,
    ]
    if paper.reason or not report:  # a report may do without a reason and a content of its own
        blocks += [Heading(reason, 2), Paragraph(paper.reason) if paper.reason else missing]
    if paper.content or not report:
        content = NumberedList(paper.content) if paper.content else missing
        blocks += [Heading(say("주요내용", "Main content"), 2), content]
    if paper.plan:
        blocks.append(Heading(say("계획의 내용", "The plan"), 2))
        blocks.append(KeyValues(tuple((entry.label, entry.text) for entry in paper.plan)))
    return blocks


def _supports(paper: AgendaPaper, say: Say, language: Language) -> list[Block]:
    if not paper.supports:
        return []
    columns = (
        Column(say("지원 종류", "Kind"), width=2.2, align="center"),
        Column(say("내용", "Content"), width=4),
        Column(say("금액", "Amount"), unit=say("원", "won"), width=2, align="right"),
        Column(say("요청 기관", "Asked of"), width=2.2, align="center"),
    )
    unknown = say("미정", "not set")
    rows = tuple((s.kind, s.content, won(s.amount, language), s.addressee or unknown) for s in paper.supports)
    return [Heading(say("요청 지원", "Support asked for"), 2), Table(columns, rows)]


def _opinions(paper: AgendaPaper, say: Say) -> list[Block]:
    """What reviewers and ministries said."""
    blocks: list[Block] = []
    if paper.reviews or paper.review_note:
        blocks.append(Heading(say("검토 요약", "Reviewers' summary"), 2))
        if paper.review_note:
            blocks.append(Paragraph(paper.review_note))
    if paper.reviews:
        scored = any(review.score for review in paper.reviews)
        columns: tuple[Column, ...] = (
            Column(say("검토자", "Reviewer"), width=2, align="center"),
            Column(say("검토 의견", "Opinion"), width=6.5),
        )
        if scored:
            columns = (*columns, Column(say("점수", "Score"), width=1.5, align="center"))
        rows = tuple((r.reviewer, r.opinion, *((r.score or "–",) if scored else ())) for r in paper.reviews)
        blocks.append(Table(columns, rows))
    if paper.opinions:
        columns = (
            Column(say("기관", "Agency"), width=2.2, align="center"),
            Column(say("의견", "Opinion"), width=4),
            Column(say("반영 여부", "Taken up"), width=1.7, align="center"),
            Column(say("조치", "Action"), width=3),
        )
        answered = tuple(
            (o.agency, o.opinion, say(*ANSWERS[o.answer]), o.action or "–") for o in paper.opinions
        )
        blocks.append(
            Heading(say("관계 기관 의견과 반영 여부", "Opinions of agencies, and what was done"), 2)
        )
        blocks.append(Table(columns, answered))
    return blocks


def _annexes(paper: AgendaPaper, say: Say) -> list[Block]:
    blocks: list[Block] = []
    if paper.figures:
        blocks.append(Heading(say("붙임 자료", "Attached figures"), 2))
    for at, figures in enumerate(paper.figures, start=1):
        unit = say(f" (단위: {figures.unit})", f" (unit: {figures.unit})") if figures.unit else ""
        caption = say(f"표 {at}. ", f"Table {at}. ") + figures.table.caption + unit
        blocks.append(replace(figures.table, caption=caption))
        if figures.source:
            blocks.append(Paragraph(say("자료: ", "Source: ") + figures.source, note=True))
    if paper.references:
        blocks.append(Heading(say("참고", "References"), 2))
        blocks.append(NumberedList(tuple(ListItem(text) for text in paper.references)))
    return blocks


def _paper(paper: AgendaPaper, say: Say, language: Language) -> list[Block]:
    sign = item_sign(paper.number, language)
    if paper.omitted:
        return [PageBreak(), Heading(say(*LEFT_OUT), 1, sign=f"{sign}:")]
    return [
        PageBreak(),
        Heading(paper.title, 1, sign=sign),
        _sheet(paper, say, language),
        *_case(paper, say),
        *_supports(paper, say, language),
        *_opinions(paper, say),
        *_annexes(paper, say),
    ]


def _cover(data: AgendaBook, say: Say, language: Language) -> Cover:
    copy = copy_line(data, language)
    return Cover(
        above=(say("비공개", "Closed"),) if data.closed else (),
        below=(
            say("일시: ", "Time: ") + korean_time(data.held_at, language),
            say("장소: ", "Place: ") + (data.place or say("미정", "not set")),
            *((copy,) if copy else ()),
        ),
        foot=data.issuer or data.body,
    )


def agenda_book_document(data: AgendaBook, language: Language = "ko") -> Document:
    """The book as a document; a numbered copy says whose it is in the header of every page."""
    say = saying(language)
    meeting = numbered_name(data.title, data.number, language)
    blocks: list[Block] = []
    if data.handling:
        blocks.append(Paragraph(data.handling, note=True))
    blocks += [
        Contents(say("차례", "Contents")),
        Heading(say("회의 순서", "Order of the meeting"), 1, sign=""),
        listed(data.order, say("정한 순서 없음", "No order was set")),
    ]
    for paper in data.papers:
        blocks += _paper(paper, say, language)
    shown = [paper for paper in data.papers if not paper.omitted]
    closed = say("비공개", "Closed") if data.closed else ""
    return Document(
        title=say(f"{meeting} 의안집", f"Agenda book of {meeting}"),
        author=data.issuer or data.body,
        dated=data.prepared_at,
        blocks=tuple(blocks),
        language=language,
        demonstration=data.demonstration,
        summary=say(
            f"{meeting}의 의안집입니다. 의안은 {len(data.papers)}건입니다.",
            f"Agenda book of {meeting}. Papers: {len(data.papers)}.",
        ),
        keywords=(say("의안집", "agenda book"), data.body, *(p.model_code for p in shown if p.model_code)),
        stamp=" · ".join(text for text in (closed, copy_line(data, language)) if text),
        cover=_cover(data, say, language),
    )
