"""The timetable of a fair on paper, as a workbook and as a calendar: whole, of a desk, of a firm."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from sangsaeng.discovery import fair_words as words
from sangsaeng.discovery.models.fairs import Desk, Fair, FairFirm, FairMeeting, FairSlot
from sangsaeng.discovery.queries.fairs import Names, mutual
from sangsaeng.pages import ics
from sangsaeng.pages.downloads import file_response
from sangsaeng.pages.formats import SEOUL, day

BODY = "상생협의회 사무국"
#: Desks side by side on an upright sheet.
ABREAST = 4


def name_of(names: Names, side: Desk | FairFirm) -> str:
    """«3 회사», or the number with what may be said where the name is not told."""
    told = names.desk(side) if isinstance(side, Desk) else names.firm(side)
    return f"{side.number} {told or words.HIDDEN}"


def _main(side: Desk | FairFirm) -> str:
    return side.topic if isinstance(side, Desk) else side.product


def _slot(slot: FairSlot) -> str:
    start, end = slot.starts_at.astimezone(SEOUL), slot.ends_at.astimezone(SEOUL)
    return f"{start:%H:%M}–{end:%H:%M}"


def grid(
    slots: Sequence[FairSlot], desks: Sequence[Desk], meetings: Sequence[FairMeeting]
) -> list[tuple[FairSlot, list[FairMeeting | None]]]:
    """Slot by slot, the meeting at each desk."""
    at = {(meeting.slot_id, meeting.desk_id): meeting for meeting in meetings}
    return [(slot, [at.get((slot.pk, desk.pk)) for desk in desks]) for slot in slots]


def whole_xlsx(
    fair: Fair,
    slots: Sequence[FairSlot],
    desks: Sequence[Desk],
    meetings: Sequence[FairMeeting],
    names: Names,
) -> bytes:
    """Three sheets: slots by desks, the meetings by desk, the meetings by firm."""
    from sangsaeng.records.documents.content import Column
    from sangsaeng.records.documents.xlsx import Sheet, render_xlsx

    with override("ko"):
        first = Sheet(
            "전체",
            (Column("날짜"), Column("시간"), *(Column(f"상담석 {name_of(names, desk)}") for desk in desks)),
            [
                (day(slot.starts_at), _slot(slot), *(name_of(names, m.firm) if m else "" for m in row))
                for slot, row in grid(slots, desks, meetings)
            ],
        )
        listed = [
            Column(label) for label in ("상담석", "사려는 것", "기업", "팔려는 제품·기술", "날짜", "시간")
        ]
        by_desk = sorted(meetings, key=lambda m: (m.desk.number, m.slot.number))
        by_firm = sorted(meetings, key=lambda m: (m.firm.number, m.slot.number))
        sheets = [
            first,
            Sheet("상담석별", tuple(listed), [_line(m, names) for m in by_desk]),
            Sheet("기업별", tuple(listed), [_line(m, names) for m in by_firm]),
        ]
        return render_xlsx(sheets, title=fair.title, author=BODY, dated=timezone.now(), comments=_mark(fair))


def _line(meeting: FairMeeting, names: Names) -> tuple[str, ...]:
    return (
        name_of(names, meeting.desk),
        meeting.desk.topic,
        name_of(names, meeting.firm),
        meeting.firm.product,
        day(meeting.slot.starts_at),
        _slot(meeting.slot),
    )


def _mark(fair: Fair) -> str:
    from sangsaeng.records.documents.content import DEMONSTRATION_MARK

    return DEMONSTRATION_MARK["ko"] if fair.demonstration else ""


def _pairs(fair: Fair) -> tuple[tuple[str, str], ...]:
    return (
        ("상담회", fair.title),
        ("일시", f"{words.days(fair)} {words.hours(fair)}"),
        ("장소", fair.place),
        *((("문의", fair.contact),) if fair.contact else ()),
    )


def _render(fair: Fair, title: str, blocks: Sequence[Any], dated: datetime) -> bytes:
    from sangsaeng.records.documents.content import Document
    from sangsaeng.records.documents.pdf import render_pdf

    return render_pdf(
        Document(
            title=title,
            author=BODY,
            dated=dated,
            blocks=tuple(blocks),
            demonstration=fair.demonstration,
            summary=f"{fair.title} 상담 시간표",
            keywords=("기술구매상담회", "상담 시간표"),
        )
    )


def whole_pdf(
    fair: Fair,
    slots: Sequence[FairSlot],
    desks: Sequence[Desk],
    meetings: Sequence[FairMeeting],
    names: Names,
) -> bytes:
    """The whole timetable, ABREAST desks side by side, each day apart."""
    from sangsaeng.records.documents.content import Column, Heading, KeyValues, Table

    with override("ko"):
        blocks: list[Any] = [KeyValues(_pairs(fair))]
        for date in sorted({slot.starts_at.astimezone(SEOUL).date() for slot in slots}):
            of_day = [slot for slot in slots if slot.starts_at.astimezone(SEOUL).date() == date]
            for start in range(0, len(desks), ABREAST):
                some = desks[start : start + ABREAST]
                blocks += [
                    Heading(f"{day(date)} 상담석 {some[0].number}–{some[-1].number}"),
                    Table(
                        (Column("시간", width=1.3), *(Column(name_of(names, d), width=2.4) for d in some)),
                        tuple(
                            (_slot(slot), *(name_of(names, m.firm) if m else "" for m in row))
                            for slot, row in grid(of_day, some, meetings)
                        ),
                    ),
                ]
        return _render(fair, "상담 시간표", blocks, timezone.now())


def each_pdf(
    fair: Fair, sides: Sequence[Desk | FairFirm], meetings: Sequence[FairMeeting], names: Names
) -> bytes:
    """One sheet for each desk or firm, to hand out: when, with whom, about what.

    It goes to that firm: whoever prints it, a blind desk keeps its name from firms to whom it was not told.
    """
    from sangsaeng.records.documents.content import Column, Heading, KeyValues, PageBreak, Paragraph, Table

    with override("ko"):
        blocks: list[Any] = []
        told_pairs = mutual(fair)
        for side in sides:
            if blocks:
                blocks.append(PageBreak())
            is_desk = isinstance(side, Desk)
            own = [m for m in meetings if (m.desk_id if is_desk else m.firm_id) == side.pk]
            told = names.desk(side) if isinstance(side, Desk) else names.firm(side)
            kind = "상담석" if is_desk else "기업"
            pairs = (*_pairs(fair), ("사려는 것" if is_desk else "팔려는 것", _main(side)))
            blocks += [Heading(f"{kind} {side.number} {told}".strip(), sign=""), KeyValues(pairs)]
            if not own:
                blocks.append(Paragraph("잡힌 상담이 없습니다."))
                continue
            other = ("기업", "팔려는 제품·기술") if is_desk else ("상담석", "사려는 것")
            several = fair.first_day != fair.last_day
            blocks.append(
                Table(
                    (
                        Column("시간", width=1.8 if several else 1.2),
                        Column(other[0], width=2),
                        Column(other[1], width=3),
                    ),
                    tuple(_handed(m, is_desk, several, names, told_pairs) for m in own),
                )
            )
        title = "상담석별 시간표" if sides and isinstance(sides[0], Desk) else "기업별 시간표"
        return _render(fair, title, blocks, timezone.now())


def _handed(
    meeting: FairMeeting, is_desk: bool, several: bool, names: Names, told: set[tuple[int, int]]
) -> tuple[str, str, str]:
    desk = meeting.desk
    other: Desk | FairFirm = meeting.firm if is_desk else desk
    hidden = desk.blind and not desk.revealed_at and (desk.pk, meeting.firm_id) not in told
    when = _slot(meeting.slot)
    return (
        f"{day(meeting.slot.starts_at)} {when}" if several else when,
        f"{desk.number} {words.HIDDEN}" if hidden and not is_desk else name_of(names, other),
        _main(other),
    )


def calendar(
    request: HttpRequest, fair: Fair, meetings: Sequence[FairMeeting], names: Names, *, is_desk: bool
) -> bytes:
    """The meetings of one participant for a calendar; also those cancelled, so that they vanish from it."""
    return ics.calendar(
        fair.name,
        (
            ics.Event(
                uid=f"fair-meeting-{meeting.pk}@{request.get_host()}",
                at=meeting.slot.starts_at,
                ends=meeting.slot.ends_at,
                stamp=meeting.cancelled_at or meeting.made_at,
                summary=f"{fair.name}: {name_of(names, meeting.firm if is_desk else meeting.desk)}",
                location=f"{fair.place} {words.desk_label(meeting.desk.number)}",
                description=_main(meeting.firm if is_desk else meeting.desk),
                url=request.build_absolute_uri(
                    reverse("discovery:fair_meeting", args=[fair.code, meeting.pk])
                ),
                cancelled=meeting.cancelled_at is not None,
            )
            for meeting in meetings
        ),
    )


def calendar_response(content: bytes, name: str) -> HttpResponse:
    """A calendar file."""
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response


def paper(content: bytes, name: str, kind: str) -> HttpResponse:
    return file_response(content, filename=f"{name}.{kind}", format=kind)
