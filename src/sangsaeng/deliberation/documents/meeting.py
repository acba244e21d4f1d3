"""The papers of the chair and the secretariat around a meeting: script, signature sheet, notice; from the records."""

from django.utils import timezone
from django.utils.translation import override

from sangsaeng.deliberation.documents.minutes import bylaw_name, role_of, rule_text
from sangsaeng.deliberation.models import AgendaItem, Exclusion, Meeting
from sangsaeng.deliberation.tally import quorum_needed
from sangsaeng.records.documents import meeting_notice, scenario, signature_sheet
from sangsaeng.records.documents.common import korean_time
from sangsaeng.records.documents.content import Document

LEAVES = {
    Exclusion.Reason.BY_LAW: "excluded",
    Exclusion.Reason.ON_REQUEST: "challenged",
    Exclusion.Reason.SELF_RECUSAL: "withdrew",
}


def _secretariat(meeting: Meeting) -> str:
    return f"{meeting.body.name} 사무국"


def notice_of(meeting: Meeting) -> Document:
    """The notice that calls the meeting (소집 통지서); codenames only, because it goes to everyone."""
    with override("ko"):
        data = meeting_notice.MeetingNotice(
            body=meeting.body.name,
            issued_as=f"{meeting.body.name} 위원장",
            recipients=tuple(seat.label for seat in meeting.body.seats.filter(is_active=True)),
            title=meeting.full_title,
            number=meeting.number,
            held_at=meeting.held_at,
            place=_until(meeting) if meeting.is_written else meeting.place,
            agenda=tuple(
                meeting_notice.NoticeItem(
                    item.number,
                    item.model.codename if item.model else item.title,
                    "report" if item.is_report else "deliberation",
                )
                for item in meeting.agenda.select_related("model")
            ),
            rule=bylaw_name(meeting.bylaw),
            legal_basis=meeting.bylaw.legal_basis,
            written_at=meeting.notified_at or timezone.now(),
            urgent=meeting.urgent_reason,
            deputies=meeting.bylaw.delegation_hops > 0,
            conflict_note="안건과 이해관계가 있으면 회의 전에 신고해 주세요.",
            demonstration=meeting.demonstration,
        )
    return meeting_notice.meeting_notice_document(data)


def sheet_of(meeting: Meeting) -> Document:
    """The sheet on which those present sign (참석자 서명부)."""
    acting = meeting.attendance.filter(deputy__isnull=False).select_related("deputy")
    deputies = {row.seat_id: row.deputy.display_name for row in acting if row.deputy}
    with override("ko"):
        members = tuple(
            signature_sheet.Signer(
                affiliation=seat.user.organisation.name if seat.user and seat.user.organisation else "",
                position=role_of(seat),
                name=seat.label,
                note=f"대리: {deputies[seat.pk]}" if seat.pk in deputies else "",
            )
            for seat in meeting.body.seats.filter(is_active=True).select_related("user__organisation")
        )
        guests = tuple(
            signature_sheet.Signer(
                affiliation=str(guest.get_category_display()), position=guest.position, name=guest.name
            )
            for guest in meeting.guests.all()
        )
    return signature_sheet.signature_sheet_document(
        signature_sheet.SignatureSheet(
            body=meeting.body.name,
            title=meeting.full_title,
            number=meeting.number,
            held_at=meeting.held_at,
            place=meeting.place,
            members=members,
            guests=guests,
            empty_lines=2,
            demonstration=meeting.demonstration,
        )
    )


def scenario_of(meeting: Meeting) -> Document:
    """The script for the chair: what to say at each step, who leaves for which item, what is put to the vote."""
    items = meeting.agenda.select_related("model").prefetch_related("exclusions__seat")
    rows = list(meeting.attendance.all())
    seats = meeting.body.seats.filter(is_active=True)
    chair = seats.filter(is_chair=True).first()
    entitled = len(rows) if meeting.opened_at else seats.count()
    with override("ko"):
        data = scenario.Scenario(
            body=meeting.body.name,
            title=meeting.full_title,
            number=meeting.number,
            held_at=meeting.held_at,
            place=meeting.place,
            entitled=entitled,
            quorum=quorum_needed(meeting.bylaw, entitled=entitled),
            present=sum(row.is_there for row in rows) if rows else None,
            rule=bylaw_name(meeting.bylaw),
            majority=rule_text(meeting.bylaw),
            chair=chair.label if chair else "",
            secretary=meeting.secretary.display_name if meeting.secretary else _secretariat(meeting),
            items=tuple(_scene(item, meeting) for item in items),
            others=tuple(f"시찰: {visit.place}" for visit in meeting.site_visits.all()),
            prepared_at=timezone.now(),
            demonstration=meeting.demonstration,
        )
    return scenario.scenario_document(data)


def _put_as(question: str) -> str:
    """What is put to the vote, as the script's own sentence can hold it; a whole sentence it cannot."""
    return "" if question.rstrip().endswith(("?", ".", "다")) else question


def _until(meeting: Meeting) -> str:
    """A written resolution has a deadline in place of a room."""
    return f"서면 의결(회신 기한 {korean_time(meeting.deadline)})" if meeting.deadline else "서면 의결"


def _scene(item: AgendaItem, meeting: Meeting) -> scenario.ScenarioItem:
    vote = item.vote
    return scenario.ScenarioItem(
        number=item.number,
        title=item.name,
        matter="report" if item.is_report else "deliberation",
        leaving=tuple(
            scenario.Leaving(exclusion.seat.label, LEAVES[Exclusion.Reason(exclusion.reason)])  # type: ignore[arg-type]
            for exclusion in item.exclusions.all()
        ),
        method=vote.method if vote else "written" if meeting.is_written else meeting.bylaw.method,  # type: ignore[arg-type]
        question=_put_as(vote.question) if vote else "",
        batch=f"일괄 {item.batch}" if item.batch else "",
        closed=item.kind == AgendaItem.Kind.MODEL,
    )
