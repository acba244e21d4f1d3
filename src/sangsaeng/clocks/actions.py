"""The only code that writes clocks: start, pause, resume, extend, answer, cancel, correct, hand over.

Warning and escalation stand in `reminding.py`. Dates are those of the official papers, not of the click, so
they may lie in the past, never in the future.
"""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.clocks import counting, statutory
from sangsaeng.clocks.models import Clock, ClockSeries, ClockState, Pause
from sangsaeng.clocks.queries import today
from sangsaeng.clocks.reminding import Reminded, remind
from sangsaeng.parties.models import User
from sangsaeng.parties.rules import require
from sangsaeng.records.actions import Actor, append, subject_of

__all__ = [
    "Reminded",
    "answer",
    "cancel",
    "correct_received_on",
    "extend",
    "hand_over",
    "locked",
    "pause",
    "remind",
    "resume",
    "start",
    "start_until",
]


@transaction.atomic
def start(
    *,
    actor: Actor,
    rule_key: str,
    subject: models.Model | None,
    title: str,
    addressee: str,
    received_on: date,
    owner: User | None = None,
    length: int | None = None,
) -> Clock:
    """Start the clock of a rule on the day on which the paper was received; append «clocks.start».

    The limits of the rule's newest version are copied. `subject` is what it is about (None for a yearly duty);
    its mark 시연 passes to the clock, or the actor's without a subject. `length` sets fewer units where the
    rule is a maximum (`at_most`). Refuses with NotAllowed who may not, with ValidationError an unknown rule,
    empty words, a day in the future or before the calendar of holidays, a length that the rule does not
    allow, an owner of the other world.
    """
    require(actor, "clocks.start", subject)
    if rule_key not in statutory.rules():
        raise ValidationError({"rule_key": _("그런 기한 규칙이 없습니다. 목록에서 고르세요.")})
    rule = statutory.rule(rule_key)
    _check_day("received_on", received_on, since=date(counting.FIRST_YEAR, 1, 1))
    mark = bool(getattr(actor if subject is None else subject, "demonstration", False))
    _check_owner(owner, mark)
    kind, key = ("", "") if subject is None else subject_of(subject)
    clock = Clock(
        code=_next_code(demonstration=mark),
        rule_key=rule.key,
        rule_version=rule.version,
        is_statutory=rule.is_statutory,
        unit=rule.unit,
        length=_length(rule, length),
        day_of_year=rule.on,
        extension=rule.extension,
        extensions_max=rule.extensions_max,
        pause_allowed=rule.pause_allowed,
        pause_max_days=rule.pause_max_days,
        warn_before=list(rule.warn_before),
        escalate_after=[list(step) for step in rule.escalate_after],
        subject_type=kind,
        subject_id=key,
        title=_words("title", title, 200),
        addressee=_words("addressee", addressee, 200),
        received_on=received_on,
        owner=owner,
        demonstration=mark,
    )
    clock.due_on = clock.work_out([])
    clock.save(force_insert=True)
    data = {
        "rule": rule.key,
        "version": rule.version,
        "subject": f"{kind}:{key}" if kind else "",
        "received_on": received_on.isoformat(),
        "due_on": clock.due_on.isoformat(),
    }
    append(verb="clocks.start", subject=clock, actor=actor, data=data)
    return clock


def start_until(
    *,
    actor: Actor,
    rule_key: str,
    subject: models.Model | None,
    title: str,
    addressee: str,
    until: date,
    owner: User | None = None,
) -> Clock:
    """Start the clock of a rule that allows any length up to its maximum, so that it ends on `until`.

    It runs from today, or from the day before `until` where that has passed already. The end moves off a holiday
    (민법 §161) unless the rule's day is one that somebody else set (`moves: false`). Refuses what `start` refuses.
    """
    since = min(today(), until - timedelta(days=1))
    return start(
        actor=actor,
        rule_key=rule_key,
        subject=subject,
        title=title,
        addressee=addressee,
        received_on=since,
        owner=owner,
        length=(until - since).days,
    )


@transaction.atomic
def pause(*, actor: Actor, clock: Clock, from_on: date, reason: str) -> Clock:
    """Stop a running clock from the day on which a supplement was asked for: RUNNING → PAUSED; «clocks.pause».

    That day and the day on which the supplement comes in do not count. Refuses with ValidationError a rule
    without pauses, a clock that does not run, a day outside the period or in an earlier pause, an empty
    reason, and a pause once the maximum is used up.
    """
    clock = locked(clock)
    require(actor, "clocks.run", clock)
    _check_open(clock)
    if clock.is_paused:
        raise ValidationError(_("이미 멈춘 기한입니다. 먼저 다시 시작하세요."))
    if not clock.pause_allowed:
        raise ValidationError(_("이 기한은 멈출 수 없습니다. 보완 기간을 빼는 규정이 없습니다."))
    earlier = list(clock.pauses.all())
    if clock.pause_days_left(earlier) == 0:
        raise ValidationError(
            _("뺄 수 있는 보완 기간 %(days)d일을 모두 썼습니다.") % {"days": clock.pause_max_days}
        )
    since = max([clock.received_on, *(p.until_on for p in earlier if p.until_on is not None)])
    _check_day("from_on", from_on, since=since)
    if from_on > clock.due_on:
        raise ValidationError({"from_on": _("기한이 지난 뒤에는 멈출 수 없습니다.")})
    reason = _words("reason", reason, 500)
    Pause.objects.create(clock=clock, from_on=from_on, reason=reason)
    clock.pause()
    clock.save()
    append(
        verb="clocks.pause",
        subject=clock,
        actor=actor,
        data={"from_on": from_on.isoformat(), "reason": reason},
    )
    return clock


@transaction.atomic
def resume(*, actor: Actor, clock: Clock, until_on: date) -> Clock:
    """Let a paused clock run again, the supplement having come in on `until_on`: PAUSED → RUNNING; «clocks.resume».

    The end moves by the days left out, up to the rule's maximum. Refuses with ValidationError a clock that is
    not paused and a day before the pause began.
    """
    clock = locked(clock)
    require(actor, "clocks.run", clock)
    if not clock.is_paused:
        raise ValidationError(_("멈춘 기한이 아닙니다."))
    open_pause = clock.pauses.get(until_on=None)
    _check_day("until_on", until_on, since=open_pause.from_on)
    _end_pause(clock, open_pause, until_on)
    clock.resume()
    clock.save()
    data = {"until_on": until_on.isoformat(), "due_on": clock.due_on.isoformat()}
    append(verb="clocks.resume", subject=clock, actor=actor, data=data)
    return clock


@transaction.atomic
def extend(*, actor: Actor, clock: Clock, extended_on: date, reason: str, length: int | None = None) -> Clock:
    """Lengthen a clock once, by the rule's extension or by fewer units (`length`); append «clocks.extend».

    `extended_on` is the day of the notice of extension, which must come before the end has passed. Refuses
    with ValidationError a second extension, a rule without one, more than the rule allows, an empty reason.
    """
    clock = locked(clock)
    require(actor, "clocks.run", clock)
    _check_open(clock)
    if clock.extensions_max == 0:
        raise ValidationError(_("이 기한은 연장할 수 없습니다. 연장하는 규정이 없습니다."))
    if clock.extended_on is not None:
        raise ValidationError(_("이미 연장한 기한입니다. 연장은 한 번만 할 수 있습니다."))
    more = clock.extension if length is None else length
    if isinstance(more, bool) or not 1 <= more <= clock.extension:
        text = _("연장은 1부터 %(most)d까지 적으세요.") % {"most": clock.extension}
        raise ValidationError({"length": text})
    _check_day("extended_on", extended_on, since=clock.received_on)
    if not clock.is_paused and extended_on > clock.due_on:
        raise ValidationError({"extended_on": _("기한이 지난 뒤에는 연장할 수 없습니다.")})
    reason = _words("reason", reason, 500)
    before = clock.due_on
    clock.extended_by, clock.extended_on, clock.extension_reason = more, extended_on, reason
    _work_out(clock)
    clock.save()
    data = {"by": more, "unit": clock.unit, "reason": reason, **_from_to(before, clock.due_on)}
    append(verb="clocks.extend", subject=clock, actor=actor, data=data)
    return clock


@transaction.atomic
def answer(*, actor: Actor, clock: Clock, answered_on: date, text: str = "") -> Clock:
    """Record that the answer came, on the day on it: RUNNING or PAUSED → ANSWERED; append «clocks.answer».

    A pause that is open ends on that day. Refuses with ValidationError a clock that is over and a day before
    the receipt or before the open pause.
    """
    clock = locked(clock)
    require(actor, "clocks.run", clock)
    _check_open(clock)
    open_pause = clock.pauses.filter(until_on=None).first()
    since = open_pause.from_on if open_pause else clock.received_on
    _check_day("answered_on", answered_on, since=since)
    if open_pause:
        _end_pause(clock, open_pause, answered_on)
    clock.take_answer()
    clock.answered_on = answered_on
    clock.answer = _words("text", text, 500, empty=True)
    clock.save()
    data = {"answered_on": answered_on.isoformat(), "late": clock.is_late}
    append(verb="clocks.answer", subject=clock, actor=actor, data=data)
    return clock


@transaction.atomic
def cancel(*, actor: Actor, clock: Clock, reason: str) -> Clock:
    """End a clock that no longer asks anything of anybody, with a reason: → CANCELLED; append «clocks.cancel».

    A pause that is open stays as it was recorded. Refuses with ValidationError a clock that is over, an empty reason.
    """
    clock = locked(clock)
    require(actor, "clocks.run", clock)
    _check_open(clock)
    clock.cancel_reason = _words("reason", reason, 500)
    clock.cancel()
    clock.save()
    append(verb="clocks.cancel", subject=clock, actor=actor, data={"reason": clock.cancel_reason})
    return clock


@transaction.atomic
def correct_received_on(*, actor: Actor, clock: Clock, received_on: date, reason: str) -> Clock:
    """Put right the day of receipt and work the end out anew; append «clocks.correct» with both days.

    An answered clock may be corrected too. Refuses with ValidationError a cancelled clock, the same day, a day after
    something that already happened to the clock, an empty reason.
    """
    clock = locked(clock)
    require(actor, "clocks.run", clock)
    if clock.state == ClockState.CANCELLED:
        raise ValidationError(_("이미 끝난 기한입니다."))
    if received_on == clock.received_on:
        raise ValidationError({"received_on": _("지금 적혀 있는 날과 같습니다. 다른 날을 적으세요.")})
    _check_day("received_on", received_on, since=date(counting.FIRST_YEAR, 1, 1))
    happened = [p.from_on for p in clock.pauses.all()]
    happened += [day for day in (clock.extended_on, clock.answered_on) if day is not None]
    if happened and received_on > min(happened):
        raise ValidationError({"received_on": _("이미 적힌 보완·연장·답변보다 뒤일 수 없습니다.")})
    reason = _words("reason", reason, 500)
    old, before = clock.received_on, clock.due_on
    clock.received_on = received_on
    if not clock.moves:  # the day was set, not counted: it stays, and the term is that much shorter or longer
        if received_on > before:
            raise ValidationError({"received_on": _("이미 적힌 보완·연장·답변보다 뒤일 수 없습니다.")})
        clock.length = (before - received_on).days
    _work_out(clock)
    clock.save()
    data = {
        "received_from": old.isoformat(),
        "received_to": received_on.isoformat(),
        "reason": reason,
        **_from_to(before, clock.due_on),
    }
    append(verb="clocks.correct", subject=clock, actor=actor, data=data)
    return clock


@transaction.atomic
def hand_over(*, actor: Actor, clock: Clock, owner: User | None) -> Clock:
    """Give an open clock to another person (None: to the secretariat as a whole); append «clocks.hand_over».

    Nothing happens if it is theirs already. Refuses with ValidationError a clock that is over or a person of
    the other world.
    """
    clock = locked(clock)
    require(actor, "clocks.run", clock)
    _check_open(clock)
    _check_owner(owner, clock.demonstration)
    if clock.owner == owner:
        return clock
    data = {
        "from": clock.owner.username if clock.owner else "",
        "to": owner.username if owner else "",
    }
    clock.owner = owner
    clock.save()
    append(verb="clocks.hand_over", subject=clock, actor=actor, data=data)
    return clock


def locked(clock: Clock) -> Clock:
    """The clock, read anew and locked until the transaction ends; its pauses change under this lock only."""
    return Clock.objects.select_for_update(of=("self",)).select_related("owner").get(pk=clock.pk)


def _next_code(*, demonstration: bool) -> str:
    """C-2026-0001, of a demonstration D-C-2026-0001; counted anew each year of Seoul's calendar."""
    key = f"{'D-' if demonstration else ''}C-{timezone.localdate().year}"
    ClockSeries.objects.get_or_create(key=key)
    row = ClockSeries.objects.select_for_update().get(key=key)
    row.last += 1
    row.save(update_fields=["last"])
    return f"{key}-{row.last:04d}"


def _length(rule: statutory.Rule, asked: int | None) -> int:
    if asked is None or asked == rule.length:
        return rule.length
    if not rule.at_most:
        raise ValidationError({"length": _("이 기한의 길이는 정해져 있어 바꿀 수 없습니다.")})
    if isinstance(asked, bool) or not 1 <= asked <= rule.length:
        raise ValidationError({"length": _("기한은 1부터 %(most)d까지 적으세요.") % {"most": rule.length}})
    return asked


def _words(field: str, text: str, most: int, *, empty: bool = False) -> str:
    text = text.strip()
    if (not text and not empty) or len(text) > most:
        raise ValidationError({field: _("%(most)d자 안에서 적으세요.") % {"most": most}})
    return text


def _check_day(field: str, day: date, *, since: date) -> None:
    if day > today():
        raise ValidationError({field: _("오늘보다 뒤의 날은 적을 수 없습니다.")})
    if day < since:
        text = _("%(day)s보다 앞의 날은 적을 수 없습니다.") % {"day": since.isoformat()}
        raise ValidationError({field: text})


def _check_open(clock: Clock) -> None:
    if not clock.is_open:
        raise ValidationError(_("이미 끝난 기한입니다."))


def _check_owner(owner: User | None, mark: bool) -> None:
    if owner is not None and owner.demonstration != mark:
        raise ValidationError({"owner": _("시연과 실제를 섞을 수 없습니다.")})


def _end_pause(clock: Clock, open_pause: Pause, until_on: date) -> None:
    open_pause.until_on = until_on
    open_pause.save(update_fields=["until_on"])
    _work_out(clock)


def _work_out(clock: Clock) -> None:
    """The end anew; where it moves, warnings and escalation begin again for the new end."""
    end = clock.work_out(list(clock.pauses.all()))
    if end != clock.due_on:
        clock.due_on, clock.told = end, 0


def _from_to(before: date, after: date) -> dict[str, str]:
    return {"due_from": before.isoformat(), "due_to": after.isoformat()}
