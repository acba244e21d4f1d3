"""A meeting from call to close."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.deliberation import counting, notice
from sangsaeng.deliberation.actions import letters
from sangsaeng.deliberation.actions.agenda import off_the_agenda
from sangsaeng.deliberation.actions.locks import in_session, lock_meeting, not_over
from sangsaeng.deliberation.models import (
    AgendaItem,
    Attendance,
    Body,
    BylawVersion,
    Meeting,
    Seat,
    Vote,
    VoteState,
)
from sangsaeng.deliberation.tally import quorum_needed
from sangsaeng.pages.formats import SEOUL, day
from sangsaeng.parties.actions import tell
from sangsaeng.parties.models import Message, Organisation, User
from sangsaeng.parties.rules import require
from sangsaeng.records.actions import append


def call_meeting(
    *,
    actor: User,
    body: Body,
    held_at: datetime,
    place: str,
    title: str = "",
    number: int | None = None,
    form: str = Meeting.Form.IN_PERSON,
    deadline: datetime | None = None,
    urgent_reason: str = "",
    host: Organisation | None = None,
    secretary: User | None = None,
) -> Meeting:
    """Call a meeting of `body` under the bylaw in force on its day; the next number unless one is given.

    A reason for urgency makes it an urgent one. A written resolution (form «written») needs the bylaw's leave; its
    `deadline` is the bylaw's number of days after `held_at` unless given. Refuses (NotAllowed) everyone but the
    secretariat; (ValidationError) a number already used, a time without zone, an empty place, and a day for which
    the body has no bylaw. A notice shorter than the bylaw asks for is not refused; the events say how many
    days were given.
    """
    require(actor, "deliberation.call", body)
    if timezone.is_naive(held_at) or (deadline is not None and timezone.is_naive(deadline)):
        raise ValidationError(_("일시에는 시간대가 있어야 합니다."))
    written = form == Meeting.Form.WRITTEN
    place = place.strip() or (_("서면") if written else "")
    if not place:
        raise ValidationError(_("장소를 적어 주세요."))
    local, now = held_at.astimezone(SEOUL), timezone.now()
    with transaction.atomic():
        # all bodies of the kind, because they share one series of codes
        list(Body.objects.select_for_update().filter(kind=body.kind).order_by("pk"))
        bylaw = _bylaw_on(body, local.date(), written)
        number = _number(body, number)
        meeting = Meeting(
            body=body,
            code=_next_code(body.kind, local.year),
            number=number,
            title=title.strip() or body.name,
            held_at=held_at,
            place=place,
            form=form,
            is_urgent=bool(urgent_reason.strip()),
            urgent_reason=urgent_reason.strip(),
            deadline=_deadline(written, deadline, held_at, bylaw.written_days),
            host=host,
            secretary=secretary or actor,
            bylaw=bylaw,
            demonstration=body.demonstration,
        )
        meeting.full_clean(exclude=["state"])  # the guard refuses even to set the state to itself
        meeting.save()
        append(verb="deliberation.call_meeting", subject=meeting, actor=actor, data=_as_called(meeting, now))
    return meeting


def _as_called(meeting: Meeting, now: datetime) -> dict[str, Any]:
    """What the record keeps of a call: when, where, under which rule, and how many days ahead."""
    return {
        "number": meeting.number,
        "held_at": meeting.held_at.isoformat(),
        "place": meeting.place,
        "form": meeting.form,
        "bylaw": meeting.bylaw.version,
        "days_of_notice": notice.days_given(meeting.held_at, now),
        "short_notice": notice.is_short(meeting.bylaw, meeting.held_at, now, urgent=meeting.is_urgent),
        **({"urgent": meeting.urgent_reason} if meeting.is_urgent else {}),
    }


def _bylaw_on(body: Body, on: date, written: bool) -> BylawVersion:
    """The version in force on that day; refused where there is none, or none that allows a written resolution."""
    bylaw = body.bylaws.filter(effective__lte=on).order_by("-version").first()
    if bylaw is None:
        raise ValidationError({"held_at": _no_bylaw(body)})
    if written and not bylaw.written_allowed:
        raise ValidationError({"form": _("이 회의체의 운영세칙은 서면 의결을 두지 않았습니다.")})
    return bylaw


def _number(body: Body, number: int | None) -> int:
    """The next number of the body's meetings, or the given one where it is free."""
    if number is None:
        return int(body.meetings.aggregate(last=Max("number"))["last"] or 0) + 1
    if body.meetings.filter(number=number).exists():
        raise ValidationError(_("제%(number)d차 회의가 이미 있습니다.") % {"number": number})
    return number


def _deadline(written: bool, deadline: datetime | None, held_at: datetime, days: int) -> datetime | None:
    """The end of a written resolution: as given, or the end of the bylaw's last day in Seoul."""
    if not written:
        return None
    if deadline is None:
        deadline = (held_at.astimezone(SEOUL) + timedelta(days=days)).replace(
            hour=23, minute=59, second=59, microsecond=0
        )
    if deadline <= held_at:
        raise ValidationError({"deadline": _("서면 의결의 기한은 시작보다 뒤여야 합니다.")})
    return deadline


def _no_bylaw(body: Body) -> str:
    """That no bylaw is in force on the day, and from which day there is one."""
    first = body.bylaws.order_by("effective").values_list("effective", flat=True).first()
    if first is None:
        return _("그날 시행 중인 운영세칙이 없습니다.")
    return _("그날 시행 중인 운영세칙이 없습니다. 운영세칙은 %(day)s부터 있습니다.") % {"day": day(first)}


def _next_code(kind: str, year: int) -> str:
    """council-2026-001; one series a kind of body and year, the caller holds the lock."""
    prefix = f"{kind.replace('_', '-')}-{year}-"
    last = Meeting.objects.filter(code__startswith=prefix).aggregate(last=Max("code"))["last"]
    return f"{prefix}{int(last.removeprefix(prefix)) + 1 if last else 1:03d}"


def send_notice(*, actor: User, meeting: Meeting) -> list[Message]:
    """Send the notice of a called meeting to every member's box; sent again after a change, it is a new notice.

    Drafts the official letter of the notice as well. Writes `notified_at` and one event with the days given; the messages are the proof of dispatch, and say when
    each was opened. Refuses (ValidationError) a meeting that is not just called, and one without an agenda.
    """
    require(actor, "deliberation.call", meeting)
    with transaction.atomic():
        meeting = lock_meeting(meeting)
        if not meeting.is_called:
            raise ValidationError(_("소집한 회의의 통지만 보낼 수 있습니다."))
        items = list(meeting.agenda.select_related("model"))
        if not items:
            raise ValidationError(_("안건을 하나 이상 올린 뒤에 통지하세요."))
        now = timezone.now()
        lines = [
            _("일시: %(when)s") % {"when": f"{meeting.held_at.astimezone(SEOUL):%Y. %-m. %-d. %H:%M}"},
            _("장소: %(place)s") % {"place": meeting.place},
            # a codename, not the title: who is conflicted may read the notice, not the case
            *(f"{item.number}. {item.model.codename if item.model else item.title}" for item in items),
        ]
        seats = meeting.body.seats.filter(is_active=True, user__isnull=False).select_related("user")
        sent = tell(
            actor=actor,
            recipients=[seat.user for seat in seats if seat.user],
            kind="notice",
            title=_("%(body)s 제%(number)d차 회의 소집")
            % {"body": meeting.body.name, "number": meeting.number},
            body="\n".join(lines),
            url=reverse("deliberation:meeting", args=(meeting.code,)),
            about=meeting,
        )
        meeting.notified_at = now
        meeting.save(update_fields=["notified_at"])
        letters.renew_notice(actor, meeting)
        append(
            verb="deliberation.send_notice",
            subject=meeting,
            actor=actor,
            data={
                "to": len(sent),
                "days_of_notice": notice.days_given(meeting.held_at, now),
                "short_notice": notice.is_short(
                    meeting.bylaw, meeting.held_at, now, urgent=meeting.is_urgent
                ),
            },
        )
    return sent


def postpone(*, actor: User, meeting: Meeting, held_at: datetime, reason: str, place: str = "") -> Meeting:
    """Move a called meeting to another time (and place), with a reason; a new notice is needed then.

    Keeps the bylaw it was called under. Refuses (ValidationError) a meeting that has opened, a time without zone,
    and a missing reason.
    """
    require(actor, "deliberation.call", meeting)
    if timezone.is_naive(held_at):
        raise ValidationError(_("일시에는 시간대가 있어야 합니다."))
    _reason(reason)
    with transaction.atomic():
        meeting = lock_meeting(meeting)
        if not meeting.is_called:
            raise ValidationError(_("아직 열지 않은 회의만 미룰 수 있습니다."))
        before = meeting.held_at
        meeting.held_at, meeting.notified_at = held_at, None
        meeting.place = place.strip() or meeting.place
        if meeting.deadline is not None:
            meeting.deadline += held_at - before
        meeting.save(update_fields=["held_at", "notified_at", "place", "deadline"])
        append(
            verb="deliberation.postpone",
            subject=meeting,
            actor=actor,
            data={"from": before.isoformat(), "to": held_at.isoformat(), "reason": reason.strip()},
        )
    return meeting


def cancel_meeting(*, actor: User, meeting: Meeting, reason: str) -> Meeting:
    """Call a meeting off: its models go back to where they were, its members who had notice are told.

    Refuses (ValidationError) a meeting that has opened, and a missing reason.
    """
    require(actor, "deliberation.call", meeting)
    _reason(reason)
    with transaction.atomic():
        meeting = lock_meeting(meeting)
        if not meeting.is_called:
            raise ValidationError(_("아직 열지 않은 회의만 취소할 수 있습니다."))
        for item in meeting.agenda.filter(outcome=""):
            off_the_agenda(actor=actor, item=item, reason=reason)
            item.outcome, item.note, item.decided_at = (
                AgendaItem.Outcome.DEFERRED,
                reason.strip(),
                timezone.now(),
            )
            item.save(update_fields=["outcome", "note", "decided_at"])
        meeting.cancel()
        meeting.note = reason.strip()
        meeting.save(update_fields=["state", "note"])
        append(
            verb="deliberation.cancel_meeting",
            subject=meeting,
            actor=actor,
            data={"reason": reason.strip()},
        )
        if meeting.notified_at:
            tell(
                actor=actor,
                recipients=[s.user for s in meeting.body.seats.filter(is_active=True) if s.user],
                kind="notice",
                title=_("%(body)s 제%(number)d차 회의 소집 취소")
                % {"body": meeting.body.name, "number": meeting.number},
                body=reason.strip(),
                about=meeting,
            )
    return meeting


def _reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("사유를 적어 주세요.")})


def record_attendance(
    *,
    actor: User,
    meeting: Meeting,
    attendance: dict[Seat, str],
    deputies: dict[Seat, User] | None = None,
    by_sheet: bool = False,
) -> Meeting:
    """Record who is there (present, remote, deputy, absent), before the opening or while the meeting is not over.

    A later record replaces an earlier one; a seat not named keeps its own. `by_sheet` says that the signed sheet
    shows it. One event holds what changed. Refuses (ValidationError) a seat that is not on the roll, and a deputy
    whom the bylaw does not allow: none by default, else one who sits for nobody else.
    """
    require(actor, "deliberation.run", meeting)
    deputies = deputies or {}
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
                raise ValidationError(_("출석, 원격 출석, 대리 출석, 불참 가운데 하나를 고르세요."))
            deputy = deputies.get(seat) if how == Attendance.How.DEPUTY else None
            if how == Attendance.How.DEPUTY:
                _may_deputise(meeting, seat, deputy)
            was = known.get(seat.pk)
            if was and (was.how, was.deputy_id, was.by_sheet) == (how, deputy and deputy.pk, by_sheet):
                continue
            Attendance.objects.update_or_create(
                meeting=meeting, seat=seat, defaults={"how": how, "deputy": deputy, "by_sheet": by_sheet}
            )
            changed[seat.label] = f"{how}: {deputy.display_name}" if deputy else how
        if changed:
            append(
                verb="deliberation.record_attendance",
                subject=meeting,
                actor=actor,
                data={"attendance": changed, "by_sheet": by_sheet},
            )
    return meeting


def _may_deputise(meeting: Meeting, seat: Seat, deputy: User | None) -> None:
    """One hop at most: the deputy is nobody's deputy else and no member himself."""
    if meeting.bylaw.delegation_hops < 1:
        raise ValidationError(_("이 회의체의 운영세칙은 대리 출석을 두지 않았습니다."))
    if deputy is None:
        raise ValidationError(_("%(seat)s: 대리인을 고르세요.") % {"seat": seat.label})
    if deputy.demonstration != meeting.demonstration:
        raise ValidationError(_("시연 계정은 시연 회의에서만 대리할 수 있습니다."))
    is_member = meeting.body.seats.filter(user=deputy, is_active=True).exists()
    if is_member or meeting.attendance.filter(deputy=deputy).exclude(seat=seat).exists():
        raise ValidationError(_("대리인은 위원이 아니어야 하고 한 위원만 대리할 수 있습니다."))


def open_meeting(*, actor: User, meeting: Meeting) -> Meeting:
    """Open the meeting and fix its roll: every active seat, and who of them is there.

    A written resolution opens without attendance: whoever answers takes part. Refuses (ValidationError) without
    quorum, without an agenda, and a meeting that is not just called.
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
        if present < quorum and not meeting.is_written:
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
            data={
                "entitled": len(on_roll),
                "present": present,
                "quorum": quorum,
                "form": meeting.form,
                "notified": meeting.notified_at is not None,
            },
        )
    return meeting


def adjourn(*, actor: User, meeting: Meeting, reason: str = "") -> Meeting:
    """Adjourn the meeting (정회); refused (ValidationError) while a vote is open."""
    require(actor, "deliberation.run", meeting)
    with transaction.atomic():
        meeting = lock_meeting(meeting)
        in_session(meeting)
        _no_open_vote(meeting)
        meeting.adjourn()
        meeting.save()
        append(verb="deliberation.adjourn", subject=meeting, actor=actor, data={"reason": reason.strip()})
    return meeting


def resume(*, actor: User, meeting: Meeting) -> Meeting:
    """Go on with an adjourned meeting (속개); refused (ValidationError) without quorum."""
    require(actor, "deliberation.run", meeting)
    with transaction.atomic():
        meeting = lock_meeting(meeting)
        if not meeting.is_adjourned:
            raise ValidationError(_("정회한 회의만 다시 열 수 있습니다."))
        on_roll = counting.roll(meeting)
        present, quorum = sum(on_roll.values()), quorum_needed(meeting.bylaw, entitled=len(on_roll))
        if present < quorum:
            raise ValidationError(
                _("의사정족수에 미치지 못합니다. 출석 %(present)d명, 필요한 출석 %(quorum)d명입니다.")
                % {"present": present, "quorum": quorum}
            )
        meeting.resume()
        meeting.save()
        append(verb="deliberation.resume", subject=meeting, actor=actor, data={"present": present})
    return meeting


def _no_open_vote(meeting: Meeting) -> None:
    if Vote.objects.filter(agenda_item__meeting=meeting, state=VoteState.OPEN).exists():
        raise ValidationError(_("표결 중인 안건이 있습니다. 표결을 마감하거나 무효로 한 뒤에 하세요."))


def close_meeting(*, actor: User, meeting: Meeting) -> Meeting:
    """Close the meeting. Refuses (ValidationError) while a vote is open or an item neither decided nor taken off."""
    require(actor, "deliberation.run", meeting)
    with transaction.atomic():
        meeting = lock_meeting(meeting)
        in_session(meeting)
        _no_open_vote(meeting)
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
