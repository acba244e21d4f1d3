"""The meetings of a fair: chosen and timed by the allocation, changed by hand, published, mended after a withdrawal."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.discovery.actions.fairs import check_reason, hold_fair, live_meetings, people, tell_all
from sangsaeng.discovery.fair_problem import Problem, problem
from sangsaeng.discovery.models.fairs import Desk, Fair, FairFirm, FairMeeting, FairSlot, FairState
from sangsaeng.discovery.queries import fairs as queries
from sangsaeng.pages.formats import moment
from sangsaeng.parties.actions import tell
from sangsaeng.parties.models import User
from sangsaeng.parties.rules import require
from sangsaeng.records.actions import append

if TYPE_CHECKING:
    from sangsaeng.analysis.matching import fair as matching


@transaction.atomic
def allocate_fair(*, actor: User, fair: Fair) -> Fair:
    """Choose the meetings and their slots: OPEN → ALLOCATED, or anew while ALLOCATED. Appends «discovery.allocate_fair».

    Replaces every meeting of the plan, also those moved by hand. Keeps the figures of the choice in `figures`: who goes
    without and why, what had no slot. Refuses (ValidationError) while wishes are taken, and a fair without desk or firm.
    """
    from sangsaeng.analysis.matching import fair as matching

    fair = hold_fair(fair)
    require(actor, "discovery.run_fair", fair)
    if fair.state not in (FairState.OPEN, FairState.ALLOCATED):
        raise ValidationError(_("지금은 배정할 수 없는 상담회입니다."))
    if fair.takes_wishes():
        raise ValidationError(_("아직 신청을 받고 있습니다. 마감이 지난 뒤에 배정하세요."))
    asked = problem(fair)
    if not asked.desks or not asked.firms:
        raise ValidationError(_("상담석과 참가 기업이 하나 이상 있어야 배정합니다."))
    found = matching.allocate(asked.asked, first_meeting_for_all=fair.first_meeting_for_all)
    fair.meetings.all().delete()
    _write(fair, asked, found.table.placed)
    fair.figures = _figures(asked, found)
    fair.allocated_at = timezone.now()
    fair.allocate()
    fair.save(update_fields=["state", "figures", "allocated_at"])
    spread = found.spread
    append(
        verb="discovery.allocate_fair",
        subject=fair,
        actor=actor,
        data={"meetings": spread.meetings, "firms": spread.suppliers_meeting, "without": len(found.without)},
    )
    return fair


@transaction.atomic
def reopen_fair(*, actor: User, fair: Fair) -> Fair:
    """Drop the plan and enter more desks, firms or wishes: ALLOCATED → OPEN. Appends «discovery.reopen_fair»."""
    fair = hold_fair(fair)
    require(actor, "discovery.run_fair", fair)
    if fair.state != FairState.ALLOCATED:
        raise ValidationError(_("배정안을 검토하는 동안에만 되돌릴 수 있습니다."))
    fair.meetings.all().delete()
    fair.figures = {}
    fair.reopen()
    fair.save(update_fields=["state", "figures"])
    append(verb="discovery.reopen_fair", subject=fair, actor=actor)
    return fair


@transaction.atomic
def publish_fair(*, actor: User, fair: Fair) -> Fair:
    """Give every participant its timetable: ALLOCATED → PUBLISHED; all are told. Appends «discovery.publish_fair».

    Refuses (ValidationError) a plan without a meeting.
    """
    fair = hold_fair(fair)
    require(actor, "discovery.run_fair", fair)
    if fair.state != FairState.ALLOCATED:
        raise ValidationError(_("배정안을 검토한 뒤에 확정하세요."))
    if not queries.meetings(fair).exists():
        raise ValidationError(_("배정한 상담이 없습니다."))
    fair.published_at = timezone.now()
    fair.publish()
    fair.save(update_fields=["state", "published_at"])
    append(
        verb="discovery.publish_fair",
        subject=fair,
        actor=actor,
        data={"meetings": fair.meetings.filter(cancelled_at__isnull=True).count()},
    )
    mine = reverse("discovery:fair_mine", args=[fair.code])
    tell_all(
        actor,
        fair,
        "fair_published",
        _("상담 시간표가 나왔습니다"),
        _("내 상담 시간과 자리를 확인하세요."),
        mine,
    )
    return fair


@transaction.atomic
def add_meeting(*, actor: User, fair: Fair, desk: Desk, firm: FairFirm, slot: FairSlot) -> FairMeeting:
    """Add one meeting by hand; append «discovery.add_meeting»; once published both sides are told.

    Refuses (ValidationError) whatever `free_for` refuses.
    """
    fair = _changing(actor, fair)
    free_for(fair, desk, firm, slot)
    made = FairMeeting.objects.create(fair=fair, desk=desk, firm=firm, slot=slot, by_hand=True)
    append(verb="discovery.add_meeting", subject=fair, actor=actor, data=_of(made))
    _tell_both(actor, made, _("상담이 하나 늘었습니다"))
    return made


@transaction.atomic
def move_meeting(*, actor: User, meeting: FairMeeting, slot: FairSlot) -> FairMeeting:
    """Move one meeting to another slot; append «discovery.move_meeting»; once published both sides are told."""
    fair = _changing(actor, meeting.fair)
    meeting = _live(meeting)
    if meeting.slot_id == slot.pk:
        raise ValidationError({"slot": _("지금과 같은 시간입니다. 다른 시간을 고르세요.")})
    free_for(fair, meeting.desk, meeting.firm, slot, moving=meeting)
    was = meeting.slot.number
    meeting.slot, meeting.by_hand = slot, True
    meeting.save(update_fields=["slot", "by_hand"])
    append(verb="discovery.move_meeting", subject=fair, actor=actor, data=_of(meeting) | {"from": was})
    _tell_both(actor, meeting, _("상담 시간이 바뀌었습니다"))
    return meeting


@transaction.atomic
def cancel_meeting(*, actor: User, meeting: FairMeeting, reason: str) -> FairMeeting:
    """Take one meeting out; append «discovery.cancel_meeting»; once published both sides are told why."""
    fair = _changing(actor, meeting.fair)
    meeting = _live(meeting)
    _cancel([meeting], check_reason(reason))
    meeting.refresh_from_db()
    append(verb="discovery.cancel_meeting", subject=fair, actor=actor, data=_of(meeting))
    _tell_both(actor, meeting, _("상담이 취소되었습니다"), meeting.cancel_reason)
    return meeting


@transaction.atomic
def withdraw(*, actor: User, side: Desk | FairFirm, reason: str = "") -> tuple[Desk | FairFirm, int]:
    """A desk or firm withdraws; its meetings are cancelled and only their places are offered anew. Appends «discovery.withdraw_from_fair».

    In order: notes the withdrawal, cancels its meetings, fills the freed places of the other side's desks (or firms) with
    those who wished, tells those concerned. Every other meeting stays as it is. Returns the side and how many were filled.
    Refuses (ValidationError) once the fair is over, a second time, and an empty reason once the timetable stands.
    """
    fair = hold_fair(side.fair)
    side = type(side).objects.select_related("fair", "organisation").get(pk=side.pk)
    require(actor, "discovery.keep_desk" if isinstance(side, Desk) else "discovery.keep_fair_firm", side)
    if fair.state not in (FairState.OPEN, FairState.ALLOCATED, FairState.PUBLISHED, FairState.HELD):
        raise ValidationError(_("끝났거나 취소한 상담회입니다."))
    if not side.is_in:
        raise ValidationError(_("이미 철회했습니다."))
    reason = reason.strip() if fair.state == FairState.OPEN else check_reason(reason)
    lost = live_meetings(side)
    side.withdrawn_at, side.withdraw_reason = timezone.now(), reason
    side.save(update_fields=["withdrawn_at", "withdraw_reason"])
    _cancel(lost, _("상대가 참가를 철회했습니다."))
    data: dict[str, Any] = {"desk" if isinstance(side, Desk) else "firm": side.number, "meetings": len(lost)}
    append(verb="discovery.withdraw_from_fair", subject=fair, actor=actor, data=data)
    if fair.has_timetable:
        for meeting in lost:
            other: Desk | FairFirm = meeting.firm if isinstance(side, Desk) else meeting.desk
            text = _("%(when)s의 상담이 취소되었습니다. 상대가 참가를 철회했습니다.")
            _say(
                actor,
                fair,
                [other],
                _("상담이 취소되었습니다"),
                text % {"when": moment(meeting.slot.starts_at)},
            )
    filled: list[FairMeeting] = []
    if lost and fair.state in (FairState.ALLOCATED, FairState.PUBLISHED):
        touched = {("s", m.firm_id) if isinstance(side, Desk) else ("d", m.desk_id) for m in lost}
        filled = _fill(fair, touched)
        for made in filled:
            append(verb="discovery.fill_place", subject=fair, actor=actor, data=_of(made))
            _tell_both(actor, made, _("빈 시간에 상담이 잡혔습니다"))
    return side, len(filled)


def _fill(fair: Fair, touched: Iterable[tuple[str, int]]) -> list[FairMeeting]:
    """New meetings for the touched only, in free slots; what stands is kept in its slot."""
    from sangsaeng.analysis.matching import fair as matching

    asked = problem(fair)
    rows = list(queries.meetings(fair))
    place = {slot.pk: n for n, slot in enumerate(asked.slots)}
    kept = {pair: place[row.slot_id] for row in rows if (pair := asked.pair(row)) is not None}
    numbers = {("s", firm.pk): ("s", n) for n, firm in enumerate(asked.firms)}
    numbers |= {("d", desk.pk): ("d", n) for n, desk in enumerate(asked.desks)}
    nodes = frozenset(numbers[node] for node in touched if node in numbers)
    found = matching.allocate(asked.asked, kept=kept, touched=nodes, first_meeting_for_all=False)
    return _write(fair, asked, {pair: slot for pair, slot in found.table.placed.items() if pair not in kept})


def free_for(
    fair: Fair, desk: Desk, firm: FairFirm, slot: FairSlot, *, moving: FairMeeting | None = None
) -> None:
    """Refuse a meeting that cannot be: of another fair, withdrawn, barred, away, taken, or beyond a limit."""
    if {desk.fair_id, firm.fair_id, slot.fair_id} != {fair.pk} or not desk.is_in or not firm.is_in:
        raise ValidationError(_("이 상담회에 참가하는 상담석과 기업을 고르세요."))
    if (
        desk.organisation_id == firm.organisation_id
        or desk.wishes.filter(firm=firm, rank__isnull=True).exists()
    ):
        raise ValidationError(_("만나지 않기로 한 짝입니다."))
    if slot.number in desk.away:
        raise ValidationError({"slot": _("상담석이 자리를 비우는 시간입니다.")})
    if slot.number in firm.away:
        raise ValidationError({"slot": _("기업이 오지 못하는 시간입니다.")})
    others = fair.meetings.filter(cancelled_at__isnull=True)
    if moving is not None:
        others = others.exclude(pk=moving.pk)
    if others.filter(desk=desk, slot=slot).exists():
        raise ValidationError({"slot": _("그 시간에 이 상담석에는 다른 상담이 있습니다.")})
    if others.filter(firm=firm, slot=slot).exists():
        raise ValidationError({"slot": _("그 시간에 이 기업은 다른 상담석에 있습니다.")})
    if moving is not None:
        return
    if others.filter(desk=desk, firm=firm).exists():
        raise ValidationError(_("이미 만나기로 한 짝입니다. 시간만 옮기세요."))
    for side in (desk, firm):
        if others.filter(**{"desk" if isinstance(side, Desk) else "firm": side}).count() >= side.most:
            raise ValidationError(
                _("%(number)s번은 상담을 %(most)d번까지 하기로 했습니다.")
                % {"number": side.number, "most": side.most}
            )


def _changing(actor: User, fair: Fair) -> Fair:
    fair = hold_fair(fair)
    require(actor, "discovery.run_fair", fair)
    if fair.state not in (FairState.ALLOCATED, FairState.PUBLISHED, FairState.HELD):
        raise ValidationError(_("배정한 뒤, 상담회를 마치기 전에만 바꿀 수 있습니다."))
    return fair


def _live(meeting: FairMeeting) -> FairMeeting:
    found = queries.meetings(meeting.fair, cancelled=True).get(pk=meeting.pk)
    if found.cancelled_at is not None:
        raise ValidationError(_("이미 취소한 상담입니다."))
    if found.firm_came is not None or found.desk_came is not None:
        raise ValidationError(_("출석을 적은 상담은 바꿀 수 없습니다."))
    return found


def _cancel(rows: Iterable[FairMeeting], reason: str) -> None:
    FairMeeting.objects.filter(pk__in=[row.pk for row in rows]).update(
        cancelled_at=timezone.now(), cancel_reason=reason
    )


def _write(fair: Fair, asked: Problem, placed: dict[tuple[int, int], int]) -> list[FairMeeting]:
    return FairMeeting.objects.bulk_create(
        FairMeeting(fair=fair, desk=asked.desks[d], firm=asked.firms[f], slot=asked.slots[slot])
        for (f, d), slot in sorted(placed.items())
    )


def _figures(asked: Problem, found: "matching.Allocation") -> dict[str, Any]:
    """What the page of the plan says of the choice, as plain values; participants by their numbers at the fair."""
    number_f = [firm.number for firm in asked.firms]
    number_d = [desk.number for desk in asked.desks]
    return {
        "spread": asdict(found.spread),
        "moved": found.choice.moved,
        "rescued": [number_f[n] for n in found.choice.rescued],
        "blocking": found.blocking,
        "without": [[number_f[n], why] for n, why in sorted(found.without.items())],
        "empty_desks": [number_d[n] for n in found.empty_desks],
        "unplaced": [[number_f[f], number_d[d]] for f, d in sorted(found.unplaced)],
        "proven": found.table.proven,
    }


def _of(meeting: FairMeeting) -> dict[str, Any]:
    return {"desk": meeting.desk.number, "firm": meeting.firm.number, "slot": meeting.slot.number}


def _tell_both(actor: User, meeting: FairMeeting, title: str, reason: str = "") -> None:
    """Once the timetable stands, both sides of a meeting learn of its change."""
    if not meeting.fair.has_timetable:
        return
    text = _("%(when)s, 상담석 %(desk)s번, 기업 %(firm)s번입니다.") % {
        "when": moment(meeting.slot.starts_at),
        "desk": meeting.desk.number,
        "firm": meeting.firm.number,
    }
    _say(actor, meeting.fair, [meeting.desk, meeting.firm], title, " ".join(filter(None, (text, reason))))


def _say(actor: User, fair: Fair, sides: list[Desk | FairFirm], title: str, body: str) -> None:
    tell(
        actor=actor,
        recipients=people(*sides),
        kind="fair_meeting",
        title=f"{fair.title}: {title}"[:200],
        body=body,
        url=reverse("discovery:fair_mine", args=[fair.code]),
        about=fair,
    )
