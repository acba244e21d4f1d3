"""Warn before an end, escalate after it: each step told once, however often and from wherever it is run."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation

from sangsaeng.clocks.models import OPEN, Clock
from sangsaeng.parties.actions import tell
from sangsaeng.parties.models import Conflict, Role, User
from sangsaeng.parties.rules import require
from sangsaeng.records.actions import SYSTEM, Actor, append


@dataclass(frozen=True, slots=True)
class Reminded:
    """What one run did, in clocks."""

    warned: int = 0
    escalated: int = 0
    resumed: int = 0
    moved: int = 0

    def __add__(self, other: "Reminded") -> "Reminded":
        return Reminded(
            self.warned + other.warned,
            self.escalated + other.escalated,
            self.resumed + other.resumed,
            self.moved + other.moved,
        )


def remind(*, actor: Actor = SYSTEM, now: datetime | None = None) -> Reminded:
    """Tell everyone what is due: one transaction a clock, so that a run that breaks off loses and doubles nothing.

    Of each open clock: a pause that has used up its maximum ends on its last day and the clock runs again
    («clocks.resume»); an end that a holiday declared since has moved is put right («clocks.recount»); the
    steps of warning and escalation reached by `now` and not told yet are told in one message a person
    («clocks.warn», «clocks.escalate»), and a paused clock tells nothing. Refuses with NotAllowed everyone but
    the system and the secretariat.
    """
    require(actor, "clocks.remind")
    now = now or timezone.now()
    day = timezone.localdate(now)
    done = Reminded()
    for pk in list(Clock.objects.filter(state__in=OPEN).order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            clock = Clock.objects.select_for_update(of=("self",)).select_related("owner").get(pk=pk)
            if clock.is_open:
                done += _one(actor, clock, day, now)
    return done


def _one(actor: Actor, clock: Clock, day: date, now: datetime) -> Reminded:
    resumed, moved = _end_a_used_up_pause(actor, clock, day), _recount(actor, clock)
    done = Reminded(resumed=int(resumed), moved=int(moved))
    if clock.is_paused:
        return done
    steps = clock.steps()
    reached = [role for when, role in steps if when <= day]
    fresh = reached[clock.told :]
    if not fresh:
        return done
    roles = sorted({role for role in fresh if role})
    people = _people(clock, roles)
    verb = "clocks.escalate" if roles else "clocks.warn"
    tell(
        actor=actor,
        recipients=people,
        kind="reminder",
        title=_title(clock, day),
        body=_body(clock),
        url=_address(clock),
        about=clock,
    )
    clock.told, clock.last_told_at = len(reached), now
    clock.save(update_fields=["told", "last_told_at"])
    data = {"days_left": clock.days_left(day), "to": sorted(p.username for p in people), "roles": roles}
    append(verb=verb, subject=clock, actor=actor, data=data)
    return done + (Reminded(escalated=1) if roles else Reminded(warned=1))


def _end_a_used_up_pause(actor: Actor, clock: Clock, day: date) -> bool:
    """A supplement that takes longer than may be left out: the clock runs again the day after the last such day."""
    if not clock.is_paused:
        return False
    pauses = list(clock.pauses.all())
    left = clock.pause_days_left(pauses)
    if left is None:
        return False
    open_pause = next(p for p in pauses if p.until_on is None)
    first = max(open_pause.from_on, clock.received_on + timedelta(days=1))
    last = first + timedelta(days=left - 1)
    if day <= last:
        return False
    open_pause.until_on = max(last, open_pause.from_on)
    open_pause.save(update_fields=["until_on"])
    before = clock.due_on
    clock.due_on = clock.work_out(pauses)
    clock.told = 0 if clock.due_on != before else clock.told
    clock.resume()
    clock.save()
    data: dict[str, Any] = {
        "until_on": open_pause.until_on.isoformat(),
        "due_on": clock.due_on.isoformat(),
        "used_up": clock.pause_max_days,
    }
    append(verb="clocks.resume", subject=clock, actor=actor, data=data)
    return True


def _recount(actor: Actor, clock: Clock) -> bool:
    """The end anew where the calendar of holidays has changed since it was worked out."""
    end = clock.work_out(list(clock.pauses.all()))
    if end == clock.due_on:
        return False
    data = {"due_from": clock.due_on.isoformat(), "due_to": end.isoformat()}
    clock.due_on, clock.told = end, 0
    clock.save(update_fields=["due_on", "told"])
    append(verb="clocks.recount", subject=clock, actor=actor, data=data)
    return True


def _people(clock: Clock, roles: list[str]) -> list[User]:
    """Whoever the clock waits on, or the secretariat where it is nobody's; and the roles it escalates to.

    Only of the clock's own world, only accounts in use, and nobody whose conflict of interest in the case stands.
    """
    owner = clock.owner if clock.owner and clock.owner.is_active else None
    wanted = set(roles) | (set() if owner else {Role.SECRETARIAT.value})
    conflicted = Conflict.objects.filter(
        case_type=clock.subject_type, case_id=clock.subject_id, state=Conflict.State.STANDS
    ).values("person_id")
    chosen = Q(role__in=wanted) | Q(pk=owner.pk if owner else None)
    return list(
        User.objects.filter(chosen, is_active=True, demonstration=clock.demonstration)
        .exclude(pk__in=conflicted)
        .order_by("pk")
    )


def _address(clock: Clock) -> str:
    """The page without the prefix of a language: whoever reads the message may have another than who sent it."""
    with translation.override("ko"):
        return clock.get_absolute_url()


def _title(clock: Clock, day: date) -> str:
    """Messages are kept as they were written, so they are Korean, the language of the office."""
    left = clock.days_left(day)
    when = (
        f"기한 {left}일 전"
        if left > 0
        else "오늘이 기한입니다"
        if left == 0
        else f"기한이 {-left}일 지났습니다"
    )
    return f"{when}: {clock.title}"[:200]


def _body(clock: Clock) -> str:
    kind = "법정 기한" if clock.is_statutory else "이 시스템이 정한 기한"
    return "\n".join(
        [
            f"답할 곳: {clock.addressee}",
            f"받은 날: {_day(clock.received_on)}",
            f"기한: {_day(clock.due_on)} ({kind})",
        ]
    )


def _day(value: date) -> str:
    return f"{value.year}. {value.month}. {value.day}.({'월화수목금토일'[value.weekday()]})"
