"""A meeting from call to minutes."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.deliberation import counting, minutes, notice
from sangsaeng.deliberation.actions.locks import in_session, lock_meeting, not_over
from sangsaeng.deliberation.models import Attendance, Ballot, Body, Meeting, Seat
from sangsaeng.deliberation.tally import quorum_needed
from sangsaeng.pages.formats import SEOUL, day
from sangsaeng.parties.models import User
from sangsaeng.parties.rules import require
from sangsaeng.records.actions import append, keep_document
from sangsaeng.records.models import DocumentFile


def call_meeting(
    *,
    actor: User,
    body: Body,
    held_at: datetime,
    place: str,
    title: str = "",
    number: int | None = None,
) -> Meeting:
    """Call a meeting of `body` under the bylaw in force on its day; the next number unless one is given.

    Refuses (NotAllowed) everyone but the secretariat; (ValidationError) a number already used, a time
    without zone, an empty place, and a day for which the body has no bylaw. A notice shorter than the
    statute's is not refused; the event says how many days were given.
    """
    require(actor, "deliberation.call", body)
    if timezone.is_naive(held_at):
        raise ValidationError(_("일시에는 시간대가 있어야 합니다."))
    if not place.strip():
        raise ValidationError(_("장소를 적어 주세요."))
    local, now = held_at.astimezone(SEOUL), timezone.now()
    with transaction.atomic():
        # all bodies of the kind, because they share one series of codes
        list(Body.objects.select_for_update().filter(kind=body.kind).order_by("pk"))
        bylaw = body.bylaws.filter(effective__lte=local.date()).order_by("-version").first()
        if bylaw is None:
            raise ValidationError({"held_at": _no_bylaw(body)})
        if number is None:
            number = (body.meetings.aggregate(last=Max("number"))["last"] or 0) + 1
        elif body.meetings.filter(number=number).exists():
            raise ValidationError(_("제%(number)d차 회의가 이미 있습니다.") % {"number": number})
        meeting = Meeting(
            body=body,
            code=_next_code(body.kind, local.year),
            number=number,
            title=title.strip() or body.name,
            held_at=held_at,
            place=place.strip(),
            bylaw=bylaw,
            demonstration=body.demonstration,
        )
        meeting.full_clean(exclude=["state"])  # the guard refuses even to set the state to itself
        meeting.save()
        append(
            verb="deliberation.call_meeting",
            subject=meeting,
            actor=actor,
            data={
                "body": body.kind,
                "number": number,
                "held_at": held_at.isoformat(),
                "bylaw": bylaw.version,
                "notice_days": notice.days_given(held_at, now),
                "short_notice": notice.is_short(held_at, now),
            },
        )
    return meeting


def _no_bylaw(body: Body) -> str:
    """That no bylaw is in force on the day, and from which day there is one."""
    first = body.bylaws.order_by("effective").values_list("effective", flat=True).first()
    if first is None:
        return _("그날 시행 중인 운영세칙이 없습니다.")
    return _("그날 시행 중인 운영세칙이 없습니다. 운영세칙은 %(day)s부터 있습니다.") % {"day": day(first)}


def _next_code(kind: str, year: int) -> str:
    """council-2026-001; one series a kind of body and year, the caller holds the lock."""
    prefix = f"{kind}-{year}-"
    last = Meeting.objects.filter(code__startswith=prefix).aggregate(last=Max("code"))["last"]
    return f"{prefix}{int(last.removeprefix(prefix)) + 1 if last else 1:03d}"


def record_attendance(*, actor: User, meeting: Meeting, attendance: dict[Seat, str]) -> Meeting:
    """Record who is there (present, remote, absent), before the opening or while the meeting is open.

    A later record replaces an earlier one; a seat not named keeps its own. One event holds what changed.
    Refuses (ValidationError) a seat that is not on the roll, and marking absent whoever has already voted
    on an item that is not decided.
    """
    require(actor, "deliberation.run", meeting)
    with transaction.atomic():
        meeting = lock_meeting(meeting)
        not_over(meeting)
        known = {a.seat_id: a for a in meeting.attendance.all()}
        on_roll = counting.roll(meeting)
        changed: dict[str, str] = {}
        for seat, how in attendance.items():
            if seat.pk not in on_roll:
                raise ValidationError(_("이 회의의 위원이 아닙니다."))
            if how not in Attendance.How.values:
                raise ValidationError(_("출석, 원격 출석, 불참 가운데 하나를 고르세요."))
            if seat.pk in known and known[seat.pk].how == how:
                continue
            if how == Attendance.How.ABSENT and _votes_pending(meeting, seat):
                raise ValidationError(
                    _("%(seat)s: 아직 끝나지 않은 표결에 표를 냈으므로 불참으로 바꿀 수 없습니다.")
                    % {"seat": seat.label}
                )
            Attendance.objects.update_or_create(meeting=meeting, seat=seat, defaults={"how": how})
            changed[seat.label] = how
        if changed:
            append(
                verb="deliberation.record_attendance",
                subject=meeting,
                actor=actor,
                data={"attendance": changed},
            )
    return meeting


def _votes_pending(meeting: Meeting, seat: Seat) -> bool:
    return Ballot.objects.filter(agenda_item__meeting=meeting, agenda_item__outcome="", seat=seat).exists()


def open_meeting(*, actor: User, meeting: Meeting) -> Meeting:
    """Open the meeting and fix its roll: every active seat, and who of them is there.

    Refuses (ValidationError) without quorum, without an agenda, and a meeting that is not just called.
    """
    require(actor, "deliberation.run", meeting)
    with transaction.atomic():
        meeting = lock_meeting(meeting)
        if not meeting.is_called:
            raise ValidationError(_("소집한 회의만 열 수 있습니다."))
        if not meeting.agenda.exists():
            raise ValidationError(_("안건이 없는 회의는 열 수 없습니다."))
        on_roll = counting.roll(meeting)
        present = sum(on_roll.values())
        quorum = quorum_needed(meeting.bylaw, entitled=len(on_roll))
        if present < quorum:
            raise ValidationError(
                _("의사정족수에 미치지 못합니다. 출석 %(present)d명, 필요한 출석 %(quorum)d명입니다.")
                % {"present": present, "quorum": quorum}
            )
        noted = set(meeting.attendance.values_list("seat_id", flat=True))
        Attendance.objects.bulk_create(
            Attendance(meeting=meeting, seat_id=seat, how=Attendance.How.ABSENT)
            for seat in on_roll
            if seat not in noted
        )
        # a seat given up between the call and the opening is not on the roll
        meeting.attendance.exclude(seat_id__in=on_roll).delete()
        meeting.open()
        meeting.opened_at = timezone.now()
        meeting.save()
        append(
            verb="deliberation.open_meeting",
            subject=meeting,
            actor=actor,
            data={"entitled": len(on_roll), "present": present, "quorum": quorum},
        )
    return meeting


def close_meeting(*, actor: User, meeting: Meeting) -> Meeting:
    """Close the meeting. Refuses (ValidationError) while an item is neither decided nor taken off."""
    require(actor, "deliberation.run", meeting)
    with transaction.atomic():
        meeting = lock_meeting(meeting)
        in_session(meeting)
        waiting = list(meeting.agenda.filter(outcome="").values_list("number", flat=True))
        if waiting:
            raise ValidationError(
                _("아직 결정하지 않은 안건이 있습니다: %(numbers)s")
                % {"numbers": ", ".join(_("제%(number)d호 안건") % {"number": number} for number in waiting)}
            )
        meeting.close()
        meeting.closed_at = timezone.now()
        meeting.save()
        append(verb="deliberation.close_meeting", subject=meeting, actor=actor)
    return meeting


def make_minutes(*, actor: User, meeting: Meeting) -> list[DocumentFile]:
    """Make the minutes (회의록) of a closed meeting from its records and keep them as PDF and HWPX.

    Made again, both are kept beside the earlier ones. Each kept file appends its event. They are not public:
    they show every item whole. Refuses (ValidationError) a meeting that is not closed.
    """
    from sangsaeng.records.documents import hwpx, pdf
    from sangsaeng.records.documents.minutes import minutes_document

    require(actor, "deliberation.make_minutes", meeting)
    meeting = Meeting.objects.select_related("body", "bylaw").get(pk=meeting.pk)
    if not meeting.is_closed:
        raise ValidationError(_("폐회한 회의의 회의록만 만들 수 있습니다."))
    # drawn outside the transaction: a closed meeting no longer changes, and drawing takes its time
    document = minutes_document(minutes.minutes_of(meeting))
    drawn = [("pdf", pdf.render_pdf(document)), ("hwpx", hwpx.render_hwpx(document))]
    with transaction.atomic():
        return [
            keep_document(
                kind="minutes",
                title=document.title,
                subject=meeting,
                format=format,
                content=content,
                actor=actor,
            )
            for format, content in drawn
        ]
