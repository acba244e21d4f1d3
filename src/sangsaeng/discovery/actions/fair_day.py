"""The day of a fair and after: opened, who came, what each side says of a meeting, how it went on, closed."""

from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.discovery.actions.fairs import hold_fair
from sangsaeng.discovery.models.fairs import (
    Fair,
    FairFollowUp,
    FairMeeting,
    FairResult,
    FairState,
    Side,
)
from sangsaeng.discovery.queries import fairs as queries
from sangsaeng.pages.formats import SEOUL
from sangsaeng.parties.models import Role, User
from sangsaeng.parties.rules import NotAllowed, require
from sangsaeng.records.actions import append


def side_of(user: Any, meeting: FairMeeting) -> str:
    """For which side a person speaks at a meeting; empty for the secretariat and for anyone else."""
    organisation = getattr(user, "organisation_id", None)
    if organisation is None:
        return ""
    if user.role == Role.DEMAND_COMPANY and meeting.desk.organisation_id == organisation:
        return str(Side.DESK.value)
    if user.role == Role.SME and meeting.firm.organisation_id == organisation:
        return str(Side.FIRM.value)
    return ""


@transaction.atomic
def hold(*, actor: User, fair: Fair) -> Fair:
    """The fair begins: PUBLISHED → HELD. Appends «discovery.hold_fair». Refuses (ValidationError) before its first day."""
    fair = hold_fair(fair)
    require(actor, "discovery.run_fair", fair)
    if fair.state != FairState.PUBLISHED:
        raise ValidationError(_("시간표를 확정한 뒤에 여세요."))
    if timezone.localdate() < fair.first_day:
        raise ValidationError(_("상담회 첫날이 되어야 열 수 있습니다."))
    fair.hold()
    fair.save(update_fields=["state"])
    append(verb="discovery.hold_fair", subject=fair, actor=actor)
    return fair


@transaction.atomic
def note_attendance(
    *, actor: User, meeting: FairMeeting, firm_came: bool | None, desk_came: bool | None = True
) -> FairMeeting:
    """Who came to a meeting (None: not noted); by the desk or the secretariat. Appends «discovery.note_attendance».

    Refuses (NotAllowed) the firm and others; (ValidationError) a fair that is not held, a meeting that was cancelled.
    """
    hold_fair(meeting.fair)
    meeting = queries.meetings(meeting.fair, cancelled=True).get(pk=meeting.pk)
    require(actor, "discovery.say_of_meeting", meeting)
    if actor.role != Role.SECRETARIAT and side_of(actor, meeting) != Side.DESK:
        raise NotAllowed(_("출석은 상담석과 사무국이 적습니다."))
    if meeting.fair.state != FairState.HELD:
        raise ValidationError(_("출석은 상담회가 열린 동안 적습니다."))
    _stands(meeting)
    meeting.firm_came = firm_came
    meeting.desk_came = None if firm_came is None and desk_came is True else desk_came
    meeting.noted_at, meeting.noted_by = timezone.now(), actor.username
    meeting.save(update_fields=["firm_came", "desk_came", "noted_at", "noted_by"])
    append(
        verb="discovery.note_attendance",
        subject=meeting.fair,
        actor=actor,
        data=_of(meeting) | {"firm_came": meeting.firm_came, "desk_came": meeting.desk_came},
    )
    return meeting


@transaction.atomic
def say_result(
    *, actor: User, meeting: FairMeeting, outcome: str, note: str = "", side: str = ""
) -> FairResult:
    """What one side says came of a meeting; said again, the later one stands. Appends «discovery.say_result» without the note.

    The secretariat says for which `side` it writes. Refuses (ValidationError) before the fair, a meeting that did not take
    place or whose attendance is not noted, an unknown outcome.
    """
    hold_fair(meeting.fair)
    meeting = queries.meetings(meeting.fair, cancelled=True).get(pk=meeting.pk)
    require(actor, "discovery.say_of_meeting", meeting)
    own = side_of(actor, meeting) or side
    if own not in Side.values:
        raise ValidationError({"side": _("어느 쪽의 결과인지 고르세요.")})
    if meeting.fair.state not in (FairState.HELD, FairState.CLOSED):
        raise ValidationError(_("결과는 상담회가 열린 뒤에 적습니다."))
    _stands(meeting)
    _took_place(meeting, _("상담이 이루어지지 않아 결과가 없습니다."))
    if outcome not in FairResult.Outcome.values:
        raise ValidationError({"outcome": _("목록에서 고르세요.")})
    said, _new = FairResult.objects.update_or_create(
        meeting=meeting,
        side=own,
        defaults={
            "outcome": outcome,
            "note": note.strip(),
            "said_by": actor.username,
            "said_at": timezone.now(),
        },
    )
    append(
        verb="discovery.say_result",
        subject=meeting.fair,
        actor=actor,
        data=_of(meeting) | {"side": own, "outcome": outcome},
    )
    return said


@transaction.atomic
def follow_up(
    *,
    actor: User,
    meeting: FairMeeting,
    on: date,
    outcome: str,
    note: str = "",
    model_code: str = "",
) -> FairFollowUp:
    """How it went on after a meeting, on which day; added only. Appends «discovery.follow_up_meeting» without the note.

    Refuses (ValidationError) a day to come or before the fair, and a meeting as `say_result` does.
    """
    hold_fair(meeting.fair)
    meeting = queries.meetings(meeting.fair, cancelled=True).get(pk=meeting.pk)
    require(actor, "discovery.say_of_meeting", meeting)
    if meeting.fair.state not in (FairState.HELD, FairState.CLOSED):
        raise ValidationError(_("후속 경과는 상담회가 열린 뒤에 적습니다."))
    _stands(meeting)
    _took_place(meeting, _("상담이 이루어지지 않아 후속 경과가 없습니다."))
    if on > timezone.localdate():
        raise ValidationError({"on": _("오늘보다 뒤의 날은 적을 수 없습니다.")})
    if on < meeting.fair.first_day:
        raise ValidationError({"on": _("상담회보다 앞선 날은 적을 수 없습니다.")})
    if outcome not in FairFollowUp.Outcome.values:
        raise ValidationError({"outcome": _("목록에서 고르세요.")})
    made = FairFollowUp.objects.create(
        meeting=meeting,
        on=on,
        outcome=outcome,
        note=note.strip(),
        model_code=model_code.strip()[:40],
        side=side_of(actor, meeting),
        said_by=actor.username,
    )
    append(
        verb="discovery.follow_up_meeting",
        subject=meeting.fair,
        actor=actor,
        data=_of(meeting) | {"outcome": outcome, "model": made.model_code},
    )
    return made


@transaction.atomic
def close_fair(*, actor: User, fair: Fair, summary: str = "") -> Fair:
    """The fair is over: HELD → CLOSED, with the summary that everybody reads. Appends «discovery.close_fair».

    Results and follow-ups may still be said. Refuses (ValidationError) before the last day's end.
    """
    fair = hold_fair(fair)
    require(actor, "discovery.run_fair", fair)
    if fair.state != FairState.HELD:
        raise ValidationError(_("열린 상담회만 마칠 수 있습니다."))
    if timezone.now() < datetime.combine(fair.last_day, time(0), SEOUL):
        raise ValidationError(_("마지막 날이 되어야 마칠 수 있습니다."))
    fair.closed_at, fair.public_summary = timezone.now(), summary.strip()
    fair.close()
    fair.save(update_fields=["state", "closed_at", "public_summary"])
    append(verb="discovery.close_fair", subject=fair, actor=actor)
    return fair


def _stands(meeting: FairMeeting) -> None:
    if meeting.cancelled_at is not None:
        raise ValidationError(_("취소한 상담입니다."))


def _took_place(meeting: FairMeeting, otherwise: str) -> None:
    """Refuse a meeting that did not take place, and one of which nobody noted who came."""
    if meeting.took_place is False:
        raise ValidationError(otherwise)
    if meeting.took_place is None:
        if meeting.fair.state == FairState.CLOSED:
            raise ValidationError(_("출석을 적지 않고 마친 상담이라 결과를 적을 수 없습니다."))
        raise ValidationError(_("출석을 먼저 적어 주세요. 출석은 상담석과 사무국이 적습니다."))


def _of(meeting: FairMeeting) -> dict[str, Any]:
    return {"desk": meeting.desk.number, "firm": meeting.firm.number}
