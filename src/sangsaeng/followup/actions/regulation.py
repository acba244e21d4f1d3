"""Regulatory relief after its project (특별조치법 시행령 §76): the report within three months, and correction orders.

The report is a milestone whose clock is the law's. A correction order is a clock about the model; relief is taken back
only after a hearing.
"""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from sangsaeng.clocks import actions as clocks
from sangsaeng.clocks.models import OPEN, Clock
from sangsaeng.followup.actions.milestones import check_party, check_under_way, locked
from sangsaeng.followup.actions.outcome_parts import held, note, past_day, tell_firms, words
from sangsaeng.followup.models import Milestone, MilestoneState
from sangsaeng.pages.formats import day as written
from sangsaeng.parties.models import Organisation
from sangsaeng.parties.rules import require
from sangsaeng.proposals.codes import yearly
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.actions import append, subject_of

REPORT_RULE, ORDER_RULE = "regulation_report", "correction_order"
TITLE = "규제특례 결과 보고"


@transaction.atomic
def plan_report(*, actor: Any, model: WinWinModel, responsible: Organisation, ended_on: date) -> Milestone:
    """Start the statutory period of the report on regulatory relief: three months from the project's end (시행령 §76②).

    Appends «followup.plan_milestone» and tells the firm. Refuses (ValidationError) a project that has not ended yet, a second
    report of the same firm while one stands, a firm that is no party, a model not under way.
    """
    require(actor, "followup.plan_milestones", model)
    model = held(model)
    check_under_way(model)
    check_party(model, responsible)
    past_day("ended_on", ended_on)
    standing = model.milestones.filter(kind=Milestone.Kind.REGULATION, responsible=responsible)
    if standing.exclude(state=MilestoneState.DROPPED).exists():
        raise ValidationError(_("이 기업의 규제특례 결과 보고는 이미 정했습니다."))
    try:
        clock = clocks.start(
            actor=actor,
            rule_key=REPORT_RULE,
            subject=model,
            title=f"{model.code} {TITLE}",
            addressee=responsible.name,
            received_on=ended_on,
        )
    except ValidationError as refused:
        raise ValidationError({"ended_on": refused.messages}) from None
    milestone = Milestone.objects.create(
        code=yearly("MS", demonstration=model.demonstration),
        model=model,
        responsible=responsible,
        kind=Milestone.Kind.REGULATION,
        title=TITLE,
        due_on=clock.due_on,
        first_due_on=clock.due_on,
        clock=clock,
        entered_by=actor.username,
        demonstration=model.demonstration,
    )
    data = {"kind": milestone.kind, "due_on": clock.due_on.isoformat(), "ended_on": ended_on.isoformat()}
    note(actor, "plan_milestone", milestone, **data)
    with override("ko"):
        body = f"기한: {written(clock.due_on)} (특별조치법 시행령 제76조제2항)"
        _tell(actor, milestone, model, responsible, f"{TITLE} 기한이 시작되었습니다", body)
    return milestone


@transaction.atomic
def extend_report(*, actor: Any, milestone: Milestone, extended_on: date, reason: str) -> Milestone:
    """Extend the report's period by one month, once (시행령 §76②); the milestone's day follows its clock.

    Appends «followup.extend_report». Refuses (ValidationError) another kind of milestone, one that is reported or over, a second
    extension, a notice after the end, an empty reason.
    """
    require(actor, "followup.plan_milestones", milestone.model)
    milestone = locked(milestone)
    clock = milestone.clock
    if (
        milestone.kind != Milestone.Kind.REGULATION
        or milestone.state != MilestoneState.PLANNED
        or clock is None
    ):
        raise ValidationError(_("아직 보고하지 않은 규제특례 결과 보고만 연장할 수 있습니다."))
    before = milestone.due_on
    clock = clocks.extend(actor=actor, clock=clock, extended_on=extended_on, reason=reason)
    milestone.clock, milestone.due_on = clock, clock.due_on
    milestone.save(update_fields=["due_on"])
    data = {"due_from": before.isoformat(), "due_to": clock.due_on.isoformat(), "reason": reason.strip()}
    note(actor, "extend_report", milestone, **data)
    with override("ko"):
        body = f"{written(before)} → {written(clock.due_on)}\n{reason.strip()}"
        _tell(actor, milestone, milestone.model, milestone.responsible, f"{TITLE} 기한을 연장했습니다", body)
    return milestone


@transaction.atomic
def order_correction(
    *, actor: Any, model: WinWinModel, responsible: Organisation, ordered_on: date, months: int, reason: str
) -> Clock:
    """Start the period of a correction order (시정명령, at most six months, §76④) about a model, with its reason.

    Appends «followup.order_correction» about the model and tells the firm. Refuses (NotAllowed) everyone but secretariat and
    ministry; (ValidationError) a firm that is no party, one under an order already, more than six months, an empty reason.
    """
    require(actor, "followup.order_correction", model)
    model = held(model)
    check_under_way(model)
    check_party(model, responsible)
    reason = words("reason", reason, 500)
    kind, key = subject_of(model)
    running = Clock.objects.filter(rule_key=ORDER_RULE, subject_type=kind, subject_id=key, state__in=OPEN)
    if running.filter(addressee=responsible.name).exists():
        raise ValidationError(_("이 기업에 대한 시정명령이 이미 진행 중입니다."))
    try:
        clock = clocks.start(
            actor=actor,
            rule_key=ORDER_RULE,
            subject=model,
            title=f"{model.code} 시정명령 이행",
            addressee=responsible.name,
            received_on=ordered_on,
            length=months,
        )
    except ValidationError as refused:
        names = {"received_on": "ordered_on", "length": "months"}
        raise ValidationError(
            {names.get(name, "months"): errors for name, errors in refused.error_dict.items()}
        ) from None
    data = {
        "clock": clock.code,
        "firm": responsible.code,
        "due_on": clock.due_on.isoformat(),
        "reason": reason,
    }
    append(verb="followup.order_correction", subject=model, actor=actor, data=data)
    with override("ko"):
        _tell(actor, model, model, responsible, "시정명령", f"{reason}\n기한: {written(clock.due_on)}")
    return clock


@transaction.atomic
def take_back_relief(
    *, actor: Any, model: WinWinModel, clock: Clock, heard_on: date | None, hearing: str, reason: str
) -> Clock:
    """Record that the relief was taken back (취소), only after a hearing (§76⑥): the correction order's clock ends.

    Appends «followup.take_back_relief» with the day of the hearing and what was said. Refuses (ValidationError) without the
    hearing's day, one to come or before the order, without its gist or a reason, and a clock that is no open order of
    this model.
    """
    require(actor, "followup.order_correction", model)
    model = held(model)
    if clock.rule_key != ORDER_RULE or (clock.subject_type, clock.subject_id) != subject_of(model):
        raise ValidationError(_("이 상생모델의 시정명령이 아닙니다."))
    if heard_on is None:
        raise ValidationError(
            {"heard_on": _("청문을 한 뒤에만 취소할 수 있습니다. 청문한 날을 적으세요(시행령 제76조제6항).")}
        )
    past_day("heard_on", heard_on)
    if heard_on < clock.received_on:
        raise ValidationError({"heard_on": _("시정명령을 한 날보다 앞설 수 없습니다.")})
    hearing, reason = words("hearing", hearing, 2000), words("reason", reason, 300)
    clock = clocks.cancel(
        actor=actor, clock=clock, reason=f"규제특례 취소(청문 {heard_on.isoformat()}): {reason}"
    )
    data = {"clock": clock.code, "heard_on": heard_on.isoformat(), "hearing": hearing, "reason": reason}
    append(verb="followup.take_back_relief", subject=model, actor=actor, data=data)
    return clock


def _tell(actor: Any, about: Any, model: WinWinModel, firm: Organisation, title: str, body: str) -> None:
    url = reverse("followup:outcome", args=[model.code])
    tell_firms(actor, about, [firm.pk], f"{title}: {model.code}", body, url)
