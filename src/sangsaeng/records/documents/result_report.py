"""The report on a meeting's result (결과보고), from the records of the meeting."""

from dataclasses import dataclass
from datetime import date, datetime

from sangsaeng.records.documents.common import (
    MATTERS,
    Attachment,
    Matter,
    Say,
    aware,
    item_sign,
    korean_day,
    korean_time,
    listed,
    numbered_name,
    saying,
)
from sangsaeng.records.documents.content import (
    Attachments,
    Block,
    Column,
    Document,
    Heading,
    KeyValues,
    Language,
    ListItem,
    NumberedList,
    Paragraph,
    Table,
)


@dataclass(frozen=True, slots=True)
class ResultItem:
    """One item: its result in a word (가결, 보완, 보고), what was decided, and the vote's working on one line."""

    number: int
    title: str
    result: str
    matter: Matter = "deliberation"
    decision: str = ""
    working: str = ""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What comes next: who does it until when (None: not set)."""

    what: str
    who: str
    due: date | None = None


@dataclass(frozen=True, slots=True)
class ResultReport:
    """The report; `attendance` is told in words by the caller's counts (재적 20명, 출석 15명)."""

    body: str
    title: str
    held_at: datetime
    place: str
    attendance: str
    items: tuple[ResultItem, ...]
    written_at: datetime
    number: int | None = None
    chair: str = ""
    gist: str = ""
    remarks: tuple[str, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    reported_by: str = ""
    demonstration: bool = False

    def __post_init__(self) -> None:
        aware(self.held_at, "the time of a meeting")
        aware(self.written_at, "the time of a report")


def _results(data: ResultReport, say: Say, language: Language) -> list[Block]:
    blocks: list[Block] = [Heading(say("안건별 결과", "Results by item"))]
    if not data.items:
        return [*blocks, Paragraph(say("안건 없음", "No items"))]
    columns = (
        Column(say("번호", "No."), width=1, align="center"),
        Column(say("구분", "Kind"), width=1.8, align="center"),
        Column(say("안건명", "Title"), width=5.4),
        Column(say("결과", "Result"), width=1.8, align="center"),
    )
    rows = tuple((str(i.number), say(*MATTERS[i.matter]), i.title, i.result) for i in data.items)
    decided = tuple(
        ListItem(
            f"{item_sign(i.number, language)}: {i.decision or say('기록된 결정 없음', 'no decision recorded')}",
            (ListItem(i.working),) if i.working else (),
        )
        for i in data.items
    )
    return [*blocks, Table(columns, rows), Heading(say("결정 내용", "Decisions")), NumberedList(decided)]


def _next(data: ResultReport, say: Say, language: Language) -> list[Block]:
    blocks: list[Block] = [Heading(say("향후 계획", "What comes next"))]
    if not data.follow_ups:
        return [*blocks, Paragraph(say("정해진 것 없음", "Nothing set"))]
    columns = (
        Column(say("할 일", "What"), width=5, align="left"),
        Column(say("담당", "Who"), width=2.4, align="center"),
        Column(say("기한", "By"), width=2.2, align="center"),
    )
    unknown = say("미정", "not set")
    rows = tuple((f.what, f.who, korean_day(f.due, language) if f.due else unknown) for f in data.follow_ups)
    return [*blocks, Table(columns, rows)]


def result_report_document(data: ResultReport, language: Language = "ko") -> Document:
    """The report as a document: outline, results, decisions, remarks, what comes next."""
    say = saying(language)
    meeting = numbered_name(data.title, data.number, language)
    pairs = [
        (say("회의명", "Meeting"), meeting),
        (say("일시", "Time"), korean_time(data.held_at, language)),
        (say("장소", "Place"), data.place or say("기록 없음", "not recorded")),
        (say("참석", "Attendance"), data.attendance),
    ]
    if data.chair:
        pairs.append((say("주재", "Chaired by"), data.chair))
    if data.reported_by:
        pairs.append((say("보고자", "Reported by"), data.reported_by))
    blocks: list[Block] = [Paragraph(data.gist)] if data.gist else []
    blocks += [
        Heading(say("회의 개요", "The meeting")),
        KeyValues(tuple(pairs)),
        *_results(data, say, language),
        Heading(say("주요 의견", "Main remarks")),
        listed(data.remarks, say("기록된 의견 없음", "No remarks recorded")),
        *_next(data, say, language),
    ]
    if data.attachments:
        texts = tuple(attachment.text(say) for attachment in data.attachments)
        blocks.append(Attachments(texts, say("붙임", "Attached"), say("끝.", "End.")))
    return Document(
        title=say(f"{meeting} 결과보고", f"Report on {meeting}"),
        author=data.body,
        dated=data.written_at,
        blocks=tuple(blocks),
        language=language,
        demonstration=data.demonstration,
        summary=data.gist or say(f"{meeting}의 결과보고입니다.", f"The result of {meeting}."),
        keywords=(say("결과보고", "report"), data.body),
    )
