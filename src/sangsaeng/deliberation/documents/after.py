"""The papers after a meeting, from its records: the report of results, the press-release draft, the fees, filled forms."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, time

from django.utils import timezone
from django.utils.translation import override

from sangsaeng.deliberation.counting import roll
from sangsaeng.deliberation.documents.minutes import bylaw_name, decision_text
from sangsaeng.deliberation.models import AgendaItem, Body, Meeting, Quote, Seat
from sangsaeng.deliberation.words.meetings import outcome_word
from sangsaeng.pages.formats import SEOUL, day, moment
from sangsaeng.records.documents import fee_sheet, press_release, result_report
from sangsaeng.records.documents.common import numbered_name, particle
from sangsaeng.records.documents.content import Column, Document, Table

# What follows a decision, and who does it; no due day is invented.
NEXT = {
    (Body.Kind.COUNCIL, AgendaItem.Outcome.ADOPTED): ("경쟁력강화위원회에 상정 요청", "사무국"),
    (Body.Kind.COUNCIL, AgendaItem.Outcome.RETURNED): ("보완한 계획을 다시 제출", "참여 기업"),
    (Body.Kind.COMMITTEE, AgendaItem.Outcome.ADOPTED): ("승인 결과 통지와 지원 요청", "사무국"),
    (Body.Kind.COMMITTEE, AgendaItem.Outcome.RETURNED): ("위원회의 질문에 답하고 보완", "참여 기업"),
}


def attendance_words(meeting: Meeting) -> str:
    """재적 9명, 출석 8명; of a written resolution, that it was one."""
    seats = roll(meeting)
    if meeting.is_written:
        return f"재적 {len(seats)}명, 서면 의결"
    return f"재적 {len(seats)}명, 출석 {sum(seats.values())}명"


def _items(meeting: Meeting) -> list[AgendaItem]:
    return list(meeting.agenda.select_related("model"))


def report_of(meeting: Meeting) -> Document:
    """The report of results (결과보고): for those who may read the minutes, so with titles."""
    kind = Body.Kind(meeting.body.kind)
    chair = next(
        (
            row.seat.label
            for row in meeting.attendance.select_related("seat")
            if row.seat.is_chair and row.is_there
        ),
        "",
    )
    with override("ko"):
        items = _items(meeting)
        following = [
            result_report.FollowUp(
                f"제{item.number}호 안건: {NEXT[kind, outcome][0]}", NEXT[kind, outcome][1]
            )
            for item in items
            if item.outcome and (kind, outcome := AgendaItem.Outcome(item.outcome)) in NEXT and item.model_id
        ]
        data = result_report.ResultReport(
            body=meeting.body.name,
            title=meeting.full_title,
            number=meeting.number,
            held_at=meeting.took_place_at,
            place=meeting.place,
            attendance=attendance_words(meeting),
            chair=chair,
            gist=_gist(items, kind),
            items=tuple(_result(item, kind) for item in items),
            remarks=tuple(
                f"제{item.number}호 안건: {line}"
                for item in items
                for line in item.remarks.splitlines()
                if line
            ),
            follow_ups=tuple(following),
            written_at=timezone.now(),
            reported_by=meeting.secretary.display_name if meeting.secretary else "사무국",
            demonstration=meeting.demonstration,
        )
    return result_report.result_report_document(data)


def _result(item: AgendaItem, kind: Body.Kind) -> result_report.ResultItem:
    counted = item.tally
    return result_report.ResultItem(
        number=item.number,
        title=item.name,
        result=_word(item, kind),
        matter="report" if item.is_report else "deliberation",
        decision=decision_text(item, kind) + (f" 조건: {item.conditions}" if item.conditions else ""),
        working=counted.working() if counted else "",
    )


def _word(item: AgendaItem, kind: Body.Kind) -> str:
    if not item.outcome:
        return "결정 전"
    if item.model_id is None:
        return str(AgendaItem.Outcome(item.outcome).label)
    return str(outcome_word(kind, item.outcome))


def _gist(items: Iterable[AgendaItem], kind: Body.Kind) -> str:
    """상생모델 5건 가운데 4건을 건의하기로 의결했습니다."""
    models = [item for item in items if item.model_id]
    adopted = sum(item.is_adopted for item in models)
    if not models:
        return "상생모델 안건이 없었습니다."
    if not adopted:
        return f"상생모델 {len(models)}건을 심의했습니다. 채택한 모델은 없습니다."
    verb = {
        Body.Kind.COUNCIL: "건의하기로 의결했습니다",
        Body.Kind.SUB_COUNCIL: "상생협의회에 올리는 것이 알맞다고 보았습니다",
        Body.Kind.COMMITTEE: "승인했습니다",
    }[kind]
    return f"상생모델 {len(models)}건을 심의하여 {adopted}건을 {verb}."


# What a body does with a model, in a sentence and in a headline.
TOLD = {
    Body.Kind.COUNCIL: ("에 대한 지원을 정부에 건의하기로 의결했습니다", "지원을 정부에 건의"),
    Body.Kind.SUB_COUNCIL: ("을 상생협의회에 올리는 것이 알맞다고 보았습니다", "상생협의회 상정 의견"),
    Body.Kind.COMMITTEE: ("을 승인했습니다", "승인"),
}


def release_of(meeting: Meeting, *, department: str = "") -> Document:
    """A press-release draft (보도자료): sectors and counts only, because firms and items are withheld; cleared quotes."""
    kind = Body.Kind(meeting.body.kind)
    with override("ko"):
        items = [item for item in _items(meeting) if item.model is not None]
        sectors = Counter(
            str(item.model.get_sector_display()) for item in items if item.is_adopted and item.model
        )
        told = ", ".join(f"{sector} {count}건" for sector, count in sorted(sectors.items()))
        adopted = sum(sectors.values())
        did, headline = TOLD[kind] if adopted else ("을 심의했습니다", "심의")
        count = adopted or len(items)
        subject = particle(meeting.body.name, "은", "는")
        what = f"상생모델 {count}건{did}" if items else "상생모델이 아닌 안건을 다루었습니다"
        data = press_release.PressRelease(
            body=meeting.body.name,
            title=f"{meeting.body.name}, 상생모델 {count}건 {headline}"
            if items
            else f"{meeting.body.name} 제{meeting.number}차 회의 결과",
            subtitles=(told,) if told else (),
            paragraphs=(
                f"{subject} {day(meeting.took_place_at)} {_where(meeting)} {what}.",
                *((f"분야별로는 {told}입니다.",) if told else ()),
                *(_quote(quote) for quote in meeting.quotes.filter(cleared_on__isnull=False)),
                "참여 기업과 품목은 협상과 기술을 보호하기 위해 공개하지 않습니다.",
            ),
            department=department or f"{meeting.body.name} 사무국",
            written_at=timezone.now(),
            tables=(_table(items),) if adopted else (),
            demonstration=meeting.demonstration,
        )
    return press_release.press_release_document(data)


def _where(meeting: Meeting) -> str:
    """Where and how it met; a company that played host is not named."""
    if meeting.is_written:
        return f"제{meeting.number}차 서면 의결로"
    place = "" if meeting.host_id else f"{meeting.place}에서 "
    return f"{place}제{meeting.number}차 회의를 열어"


def _quote(quote: Quote) -> press_release.Quote:
    on = quote.cleared_on or timezone.localdate()
    return press_release.Quote(
        speaker=quote.speaker,
        position=quote.position,
        text=quote.text,
        clearance=press_release.Clearance(
            by=f"{quote.speaker}({quote.cleared_how})", at=datetime.combine(on, time(), SEOUL)
        ),
    )


def _table(items: Iterable[AgendaItem]) -> Table:
    rows = tuple(
        (
            item.model.codename,
            str(item.model.get_sector_display()),
            _word(item, Body.Kind(item.meeting.body.kind)),
        )
        for item in items
        if item.model is not None and item.is_adopted
    )
    return Table((Column("모델"), Column("분야"), Column("결과")), rows, caption="채택한 모델")


def fees_of(
    meeting: Meeting,
    *,
    attendance_won: int,
    reviews: Iterable[tuple[str, str, int]],
    review_won: int,
    basis: str,
) -> fee_sheet.FeeSheet:
    """The fee sheet (지급조서): who attended, and who handed in how many reviews (affiliation, name, count).

    Nobody attends a written resolution. An ex-officio member is marked: whether an official is paid is for the
    payer's own rule. No resident number and no account number: those stay in the paying system.
    """
    rows = meeting.attendance.select_related("seat__user__organisation", "deputy__organisation")
    lines = []
    with override("ko"):
        for row in rows:
            if not row.is_there or meeting.is_written:
                continue
            person = row.deputy or row.seat.user
            affiliation = person.organisation.name if person and person.organisation else ""
            name = f"{row.deputy.display_name}({row.seat.label} 대리)" if row.deputy else row.seat.label
            note = str(row.get_how_display())
            if row.seat.capacity == Seat.Capacity.EX_OFFICIO:
                note += ", 당연직"
            lines.append(fee_sheet.FeeLine(affiliation, name, "attendance", 1, attendance_won, note))
        lines += [
            fee_sheet.FeeLine(affiliation, name, "review", count, review_won)
            for affiliation, name, count in sorted(reviews, key=lambda each: (each[1], each[0]))
        ]
        return fee_sheet.FeeSheet(
            body=meeting.body.name,
            title=f"{numbered_name(meeting.title, meeting.number)} 지급조서",
            purpose=f"제{meeting.number}차 회의({moment(meeting.took_place_at)}) "
            + ("심사" if meeting.is_written else "참석과 심사"),
            lines=tuple(lines),
            drawn_at=timezone.now(),
            basis=basis,
            demonstration=meeting.demonstration,
        )


# What the system can put into a template's fields, by the field's name.
def field_values(meeting: Meeting) -> dict[str, str]:
    """Named fields (누름틀) of a ministry's template that the system fills: 회의명, 차수, 일시, 장소, …"""
    with override("ko"):
        items = _items(meeting)
        return {
            "회의명": ("[시연 · 효력 없음] " if meeting.demonstration else "") + meeting.title,
            "회의체": meeting.body.name,
            "차수": str(meeting.number),
            "일시": moment(meeting.took_place_at),
            "장소": meeting.place,
            "참석": attendance_words(meeting),
            "운영세칙": bylaw_name(meeting.bylaw),
            "안건": "\n".join(f"제{item.number}호 {item.name}" for item in items),
            "결과": "\n".join(
                f"제{item.number}호 {decision_text(item, meeting.body.kind) or '결정 전'}" for item in items
            ),
            "작성자": meeting.secretary.display_name if meeting.secretary else "",
        }
