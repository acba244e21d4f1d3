"""Who sits on a body: appointed, with papers and term, as chair or vice chair, until the seat ends."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.deliberation.actions.bodies import bylaw_in_force
from sangsaeng.deliberation.models import Body, Meeting, MeetingState, Seat, Vote, VoteState
from sangsaeng.deliberation.template import chair_by, most_members
from sangsaeng.pages.formats import day
from sangsaeng.parties.actions import tell
from sangsaeng.parties.models import Organisation, Role, User
from sangsaeng.parties.rules import require
from sangsaeng.records.actions import append

PAPERS = ("consented_on", "pledged_on", "appointed_on")
ChairBy, EndedBy = Seat.ChairBy, Seat.EndedBy


def add_seat(
    *, actor: User, body: Body, label: str, capacity: str, user: User | None = None, is_chair: bool = False
) -> Seat:
    """Add a seat without term or papers; `appoint` names who sits on it and for how long.

    Refuses (ValidationError) more seats than the bylaws or the law allow, or a second chair.
    """
    require(actor, "deliberation.set_up", body)
    with transaction.atomic():
        body = _lock(body)
        _has_room(body)
        seat = Seat(
            body=body,
            label=label,
            capacity=capacity,
            user=user,
            is_chair=is_chair,
            chair_by=chair_by(body.kind) if is_chair else "",
        )
        seat.full_clean()
        seat.save()
        append(
            verb="deliberation.add_seat",
            subject=body,
            actor=actor,
            data={"seat": seat.pk, "label": label, "capacity": capacity, "chair": is_chair},
        )
    return seat


def appoint(
    *,
    actor: User,
    body: Body,
    capacity: str,
    user: User | None = None,
    name: str = "",
    organisation: Organisation | None = None,
    label: str = "",
    term_from: date | None = None,
    term_until: date | None = None,
    is_vice_chair: bool = False,
) -> Seat:
    """Appoint a person to a body: an account there is (`user`), or somebody new by `name`.

    Somebody new becomes a person who cannot sign in: no password opens the account, and the secretariat enters his
    signed papers. Without `term_until` the term is the bylaw's, from `term_from`; a seat ex officio lasts as long
    as the office. The chair is elected or designated in a step of its own.

    Refuses (NotAllowed) everyone but the secretariat; (ValidationError) an ended body, more members than the
    bylaws or the law allow, nobody or two people at once, an account of another role or of the other world, a
    person who already sits on the body, and a term that ends before it begins.
    """
    require(actor, "deliberation.set_up", body)
    with transaction.atomic():
        body = _lock(body)
        _has_room(body)
        made = user is None
        person = _person(body, name.strip(), organisation) if user is None else _fitting(body, user, name)
        if capacity != Seat.Capacity.EX_OFFICIO or term_from or term_until:
            term_from = term_from or timezone.localdate()
            term_until = term_until or _end_of_term(body, term_from)
        seat = Seat(
            body=body,
            label=_free_label(body, label.strip() or str(person)),
            capacity=capacity,
            user=person,
            term_from=term_from,
            term_until=term_until,
            is_vice_chair=is_vice_chair,
        )
        _in_order(seat)
        seat.full_clean()
        seat.save()
        append(
            verb="deliberation.appoint",
            subject=seat,
            actor=actor,
            data={
                "body": body.pk,
                "label": seat.label,
                "person": person.username,
                "made": made,
                "capacity": capacity,
                "vice_chair": is_vice_chair,
            }
            | _term(seat),
        )
    return seat


def record_paper(
    *,
    actor: User,
    seat: Seat,
    consented_on: date | None = None,
    pledged_on: date | None = None,
    appointed_on: date | None = None,
) -> Seat:
    """Record the days of the appointment papers: consent and pledge came in, the letter of appointment went out.

    What is not given stays; what replaces an earlier day keeps that day in its event.
    Refuses (ValidationError) a day to come, no day at all, and an ended seat.
    """
    require(actor, "deliberation.set_up", seat)
    given = {"consented_on": consented_on, "pledged_on": pledged_on, "appointed_on": appointed_on}
    given = {name: value for name, value in given.items() if value is not None}
    if not given:
        raise ValidationError(_("받았거나 내보낸 날을 하나 이상 적으세요."))
    for name, value in given.items():
        if value and value > timezone.localdate():
            raise ValidationError({name: _("아직 오지 않은 날입니다. 서류를 받거나 내보낸 날을 적으세요.")})
    with transaction.atomic():
        seat = _lock_seat(seat)
        changed = {}
        for name, value in given.items():
            before = getattr(seat, name)
            if before != value:
                changed[name] = [before and before.isoformat(), value and value.isoformat()]
                setattr(seat, name, value)
        if changed:
            seat.save(update_fields=list(changed))
            append(verb="deliberation.record_paper", subject=seat, actor=actor, data=changed)
    return seat


def elect_chair(*, actor: User, body: Body, seat: Seat, basis: str) -> Seat:
    """The members elected their chair (호선): the old one steps down in the same transaction; told to both.

    `basis` says where it was decided. Refuses (ValidationError) a body whose chair the law names, a seat of another
    body or an ended one, a missing basis, the chair there is, and any change while a vote of the body is open.
    """
    return _take_chair(actor=actor, body=body, seat=seat, by=ChairBy.ELECTED, basis=basis)


def designate_chair(*, actor: User, body: Body, seat: Seat, basis: str) -> Seat:
    """The chair follows from an office (당연직), as the committee's does; as `elect_chair` in everything else."""
    return _take_chair(actor=actor, body=body, seat=seat, by=ChairBy.EX_OFFICIO, basis=basis)


def _take_chair(*, actor: User, body: Body, seat: Seat, by: str, basis: str) -> Seat:
    require(actor, "deliberation.set_up", body)
    if chair_by(body.kind) not in ("", by):
        raise ValidationError(
            _("이 회의체의 위원장은 위원 가운데서 호선합니다.")
            if by == ChairBy.EX_OFFICIO
            else _("이 회의체의 위원장은 법이 정한 당연직입니다.")
        )
    if not basis.strip():
        raise ValidationError({"basis": _("위원장을 정한 근거를 적으세요.")})
    with transaction.atomic():
        body = _lock(body)
        _no_open_vote(body)
        seats = {s.pk: s for s in body.seats.select_for_update(of=("self",)).filter(is_active=True)}
        new = seats.get(seat.pk)
        if new is None:
            raise ValidationError(_("이 회의체의 위원이 아닙니다."))
        old = next((s for s in seats.values() if s.is_chair), None)
        if old == new:
            raise ValidationError(_("이미 위원장입니다."))
        if old is not None:
            old.is_chair, old.chair_by = False, ""
            old.save(update_fields=["is_chair", "chair_by"])
        new.is_chair, new.chair_by, new.is_vice_chair = True, by, False
        new.save(update_fields=["is_chair", "chair_by", "is_vice_chair"])
        for each in (old, new):
            _follow_role(each)
        append(
            verb="deliberation.elect_chair" if by == ChairBy.ELECTED else "deliberation.designate_chair",
            subject=body,
            actor=actor,
            data={
                "seat": new.pk,
                "label": new.label,
                "before": old.label if old else "",
                "basis": basis.strip(),
            },
        )
        _tell(actor, [old, new], "chair", _("%(body)s의 위원장이 바뀌었습니다.") % {"body": body.name}, body)
    return new


def name_vice_chair(*, actor: User, seat: Seat, is_vice_chair: bool) -> Seat:
    """Make a member vice chair (부위원장), or no longer. Refuses (ValidationError) the chair and an ended seat."""
    require(actor, "deliberation.set_up", seat)
    with transaction.atomic():
        seat = _lock_seat(seat)
        if seat.is_chair:
            raise ValidationError(_("위원장은 부위원장을 겸할 수 없습니다."))
        if seat.is_vice_chair != is_vice_chair:
            seat.is_vice_chair = is_vice_chair
            seat.save(update_fields=["is_vice_chair"])
            append(
                verb="deliberation.name_vice_chair",
                subject=seat,
                actor=actor,
                data={"vice_chair": is_vice_chair},
            )
    return seat


def renew_term(
    *, actor: User, seat: Seat, term_from: date | None = None, term_until: date | None = None
) -> Seat:
    """Appoint a member anew (연임): the next term follows the last one, for as long as the bylaws say.

    The letter of appointment is of one term, so the day of the last one is taken off; its event keeps it.
    Refuses (ValidationError) an ended seat, a seat without a term, a term that begins within the last one or ends
    before it begins, and one without an end where the bylaws set none.
    """
    require(actor, "deliberation.set_up", seat)
    with transaction.atomic():
        seat = _lock_seat(seat)
        if seat.term_until is None:
            raise ValidationError(_("임기가 정해지지 않은 위원입니다. 연임할 임기가 없습니다."))
        before = _term(seat) | {"appointed_on": seat.appointed_on.isoformat() if seat.appointed_on else None}
        starts = term_from or seat.term_until + timedelta(days=1)
        if starts <= seat.term_until:
            raise ValidationError(
                {
                    "term_from": _("새 임기는 지금 임기가 끝나는 %(day)s 다음에 시작합니다.")
                    % {"day": day(seat.term_until)}
                }
            )
        seat.term_from, seat.term_until = starts, term_until or _end_of_term(seat.body, starts)
        if seat.term_until is None:
            raise ValidationError({"term_until": _("운영세칙에 임기가 없습니다. 끝나는 날을 적으세요.")})
        _in_order(seat)
        seat.appointed_on = None
        seat.save(update_fields=["term_from", "term_until", "appointed_on"])
        append(
            verb="deliberation.renew_term",
            subject=seat,
            actor=actor,
            data={"before": before, "after": _term(seat)},
        )
    return seat


def end_seat(
    *, actor: User, seat: Seat, ended_by: str, ended_on: date | None = None, reason: str = ""
) -> Seat:
    """End a seat: term over, resigned, dismissed (해촉, with its reason), or the office changed. Told to the member.

    The seat stays with all that was done on it; the roll of a meeting that is open is frozen and keeps it.
    Refuses (ValidationError) while a vote of the body is open, an ended seat, a day to come or before the term,
    «term over» before its end, and a dismissal without reason.
    """
    require(actor, "deliberation.set_up", seat)
    if ended_by not in EndedBy.values:
        raise ValidationError({"ended_by": _("끝난 이유를 고르세요.")})
    if ended_by == EndedBy.DISMISSED and not reason.strip():
        raise ValidationError({"reason": _("해촉하는 사유를 적으세요.")})
    with transaction.atomic():
        body = _lock(seat.body)
        _no_open_vote(body)
        seat = _lock_seat(seat)
        last_day = ended_on or (seat.term_until if ended_by == EndedBy.TERM else None) or timezone.localdate()
        _may_end(seat, ended_by, last_day)
        seat.is_active, seat.ended_on, seat.ended_by = False, last_day, ended_by
        seat.end_reason = reason.strip()
        seat.full_clean()
        seat.save(update_fields=["is_active", "ended_on", "ended_by", "end_reason"])
        _follow_role(seat)
        append(
            verb="deliberation.end_seat",
            subject=seat,
            actor=actor,
            data={
                "body": body.pk,
                "label": seat.label,
                "ended_by": ended_by,
                "ended_on": last_day.isoformat(),
                "reason": seat.end_reason,
                "chair": seat.is_chair,
            },
        )
        title = _("%(body)s 위원 자리가 끝났습니다: %(how)s") % {
            "body": body.name,
            "how": EndedBy(ended_by).label,
        }
        _tell(actor, [seat], "seat_ended", title, seat, seat.end_reason)
    return seat


def _may_end(seat: Seat, ended_by: str, last_day: date) -> None:
    if last_day > timezone.localdate():
        if ended_by == EndedBy.TERM:
            raise ValidationError(
                _("임기는 %(day)s에 끝납니다. 그 전에는 다른 이유를 고르세요.") % {"day": day(last_day)}
            )
        raise ValidationError({"ended_on": _("아직 오지 않은 날입니다. 그날이 되면 하세요.")})
    # a term renewed early, or one that has not begun, can be given up before it starts
    if seat.term_from and last_day < seat.term_from <= timezone.localdate():
        raise ValidationError(
            {"ended_on": _("임기가 시작한 %(day)s보다 빠를 수 없습니다.") % {"day": day(seat.term_from)}}
        )
    if ended_by == EndedBy.TERM and (seat.term_until is None or last_day < seat.term_until):
        raise ValidationError({"ended_by": _("임기가 아직 끝나지 않았습니다. 다른 이유를 고르세요.")})


def _lock(body: Body) -> Body:
    """The body, locked after its meetings that are not over: the order of deliberation puts meetings first.

    No vote of the body can open or close until the transaction ends.
    """
    over = (MeetingState.CLOSED, MeetingState.CANCELLED)
    meetings = Meeting.objects.select_for_update(of=("self",)).filter(body_id=body.pk)
    list(meetings.exclude(state__in=over).order_by("pk"))
    return Body.objects.select_for_update(of=("self",)).get(pk=body.pk)


def _lock_seat(seat: Seat) -> Seat:
    """An active seat, read anew and locked."""
    locked = Seat.objects.select_for_update(of=("self",)).select_related("body", "user").get(pk=seat.pk)
    if not locked.is_active:
        raise ValidationError(_("이미 끝난 자리입니다."))
    return locked


def _no_open_vote(body: Body) -> None:
    if Vote.objects.filter(agenda_item__meeting__body=body, state=VoteState.OPEN).exists():
        raise ValidationError(_("진행 중인 표결이 있습니다. 표결을 마감한 뒤에 하세요."))


def _has_room(body: Body) -> None:
    """Refuse another seat where the bylaws, or the law above them, allow no more; and on an ended body."""
    if body.ended_on is not None:
        raise ValidationError(_("활동을 마친 회의체입니다."))
    bylaw = bylaw_in_force(body, timezone.localdate())
    ruled = bylaw.most_members if bylaw else None
    bounds = [most for most in (most_members(body.kind), ruled) if most is not None]
    if bounds and body.seats.filter(is_active=True).count() >= min(bounds):
        raise ValidationError(_("위원은 %(most)d명까지 둘 수 있습니다.") % {"most": min(bounds)})


def _person(body: Body, name: str, organisation: Organisation | None) -> User:
    """A person made on the way, who cannot sign in."""
    if not name:
        raise ValidationError({"name": _("위원이 될 사람을 고르거나 이름을 적으세요.")})
    if organisation is not None and organisation.demonstration != body.demonstration:
        raise ValidationError({"organisation": _("시연 자료와 실제 자료는 섞을 수 없습니다.")})
    person = User(
        username=f"member-{uuid4().hex[:12]}",
        role=Role.MEMBER,
        display_name=name,
        organisation=organisation,
        demonstration=body.demonstration,
    )
    person.set_unusable_password()
    person.full_clean(exclude=["password"])
    person.save()
    return person


def _fitting(body: Body, user: User, name: str) -> User:
    if name.strip():
        raise ValidationError({"name": _("계정을 고르거나 이름을 적거나, 둘 가운데 하나만 하세요.")})
    if user.demonstration != body.demonstration:
        raise ValidationError({"user": _("시연 자료와 실제 자료는 섞을 수 없습니다.")})
    if user.role not in (Role.MEMBER, Role.CHAIR):
        raise ValidationError(
            {
                "user": _(
                    "위원 역할의 계정이 아닙니다. 표결하려면 위원 계정이 있어야 하니 이름을 적어 새로 두세요."
                )
            }
        )
    if body.seats.filter(user=user, is_active=True).exists():
        raise ValidationError({"user": _("이미 이 회의체의 위원입니다.")})
    return user


def _free_label(body: Body, label: str) -> str:
    """The label, with a number behind it where a seat of the body bears it already (a member who came back)."""
    taken = set(body.seats.values_list("label", flat=True))
    number, free = 1, label
    while free in taken:
        number += 1
        free = f"{label} ({number})"
    return free


def _end_of_term(body: Body, starts: date) -> date | None:
    """The last day of a term under the bylaws in force when it starts; None where they set no term.

    Before the first version is in force, that one is taken.
    """
    bylaw = bylaw_in_force(body, starts) or body.bylaws.order_by("version").first()
    if bylaw is None or bylaw.term_years is None:
        return None
    return last_day_of_term(starts, bylaw.term_years)


def last_day_of_term(starts: date, years: int) -> date:
    """The day before the same day `years` later; a term from 29 February ends on 28 February.

    >>> last_day_of_term(date(2026, 3, 1), 1), last_day_of_term(date(2028, 2, 29), 1)
    (datetime.date(2027, 2, 28), datetime.date(2029, 2, 28))
    """
    try:
        return starts.replace(year=starts.year + years) - timedelta(days=1)
    except ValueError:  # there is no 29 February in that year
        return starts.replace(year=starts.year + years, day=28)


def _in_order(seat: Seat) -> None:
    if seat.term_from and seat.term_until and seat.term_until < seat.term_from:
        raise ValidationError({"term_until": _("임기는 시작한 날보다 먼저 끝날 수 없습니다.")})


def _term(seat: Seat) -> dict[str, Any]:
    return {
        "term_from": seat.term_from.isoformat() if seat.term_from else None,
        "term_until": seat.term_until.isoformat() if seat.term_until else None,
    }


def _follow_role(seat: Seat | None) -> None:
    """Who chairs a body signs in as chair, who no longer chairs any as member; other roles stay."""
    person = seat.user if seat else None
    if person is None or person.role not in (Role.MEMBER, Role.CHAIR):
        return
    chairs = person.seats.filter(is_active=True, is_chair=True).exists()
    role = Role.CHAIR if chairs else Role.MEMBER
    if person.role != role:
        person.role = role
        person.save(update_fields=["role"])


def _tell(
    actor: User, seats: list[Seat | None], kind: str, title: str, about: Body | Seat, body: str = ""
) -> None:
    people = [seat.user for seat in seats if seat is not None and seat.user is not None]
    tell(actor=actor, recipients=people, kind=kind, title=title, body=body, about=about)
