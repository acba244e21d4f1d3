"""The verbs on milestones: plan, take over a default schedule, edit, move, drop; report, return, accept.

Lock order: model, then milestone. The firm's report ends the clock; a returned report starts that of the supplement.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from sangsaeng.clocks import actions as clocks
from sangsaeng.clocks.counting import months_after
from sangsaeng.clocks.models import Clock
from sangsaeng.followup.actions.outcome_parts import (
    Upload,
    held,
    kept_files,
    note,
    past_day,
    tell_firms,
    words,
)
from sangsaeng.followup.models import Milestone, MilestoneState, Report
from sangsaeng.pages.formats import day as written
from sangsaeng.parties.models import Organisation
from sangsaeng.parties.rules import may, require
from sangsaeng.proposals.codes import yearly
from sangsaeng.proposals.lifecycle import State
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.actions import SYSTEM
from sangsaeng.support.models import Commitment

Kind = Milestone.Kind
# A model that may be given milestones: support may begin with the council's recommendation, and the use of results is
# reported after completion, too.
UNDER_WAY = frozenset(
    {
        State.RECOMMENDED,
        State.AT_COMMITTEE,
        State.APPROVED,
        State.SUPPORTED,
        State.IN_PROGRESS,
        State.COMPLETED,
    }
)
OPEN = (MilestoneState.PLANNED, MilestoneState.RETURNED)
FARTHEST = timedelta(days=3650)  # what the clock's rule allows
USE_YEARS = 3  # ours: how many yearly reports on use the default schedule has
SUPPLEMENT_DAYS = 20  # working days, the most the rule «supplement» gives


@dataclass(frozen=True)
class Proposed:
    """One line of a schedule before it is taken over."""

    kind: str
    title: str
    due_on: date


def plan(
    *,
    actor: Any,
    model: WinWinModel,
    responsible: Organisation,
    kind: str,
    title: str,
    due_on: date,
    expected: str = "",
    commitment: Commitment | None = None,
) -> Milestone:
    """Plan a milestone of a model with its firm and its day, and start its clock; the firm is told.

    Appends «followup.plan_milestone». Refuses (NotAllowed) everyone but secretariat and agency; (ValidationError) a model
    that is not under way, a firm that is no party, the report on regulatory relief (its day is the law's:
    `regulation.plan_report`), a day more than ten years ahead, a commitment of another model, empty words.
    """
    require(actor, "followup.plan_milestones", model)
    if kind == Kind.REGULATION:
        raise ValidationError(
            {"kind": _("규제특례 결과 보고의 날은 사업이 끝난 날에서 정해집니다. 따로 정하세요.")}
        )
    if kind not in Kind.values:
        raise ValidationError({"kind": _("종류를 고르세요.")})
    with transaction.atomic():
        model = held(model)
        return _plan(actor, model, responsible, Proposed(kind, title, due_on), expected, commitment)


def check_under_way(model: WinWinModel) -> None:
    """Refuse (ValidationError) a model in which nothing is to be reached."""
    if State(model.state) not in UNDER_WAY:
        text = _("건의되거나 승인된 상생모델에만 정할 수 있습니다. 지금 상태는 ‘%(state)s’입니다.")
        raise ValidationError(text % {"state": State(model.state).label})


def check_party(model: WinWinModel, firm: Organisation | None) -> None:
    if firm is None or firm.pk not in (model.demand_company_id, model.supplier_id):
        raise ValidationError({"responsible": _("이 상생모델의 참여 기업을 고르세요.")})


def _plan(
    actor: Any,
    model: WinWinModel,
    responsible: Organisation,
    line: Proposed,
    expected: str,
    commitment: Commitment | None,
) -> Milestone:
    """One milestone with its clock, its event and its message, on a model that is held."""
    check_under_way(model)
    check_party(model, responsible)
    if commitment is not None and commitment.model_id != model.pk:
        raise ValidationError({"commitment": _("이 상생모델의 지원이 아닙니다.")})
    _check_far(line.due_on)
    milestone = Milestone(
        code=yearly("MS", demonstration=model.demonstration),
        model=model,
        commitment=commitment,
        responsible=responsible,
        kind=line.kind,
        title=words("title", line.title, 200),
        expected=words("expected", expected, 2000, empty=True),
        due_on=line.due_on,
        first_due_on=line.due_on,
        entered_by=actor.username,
        demonstration=model.demonstration,
    )
    milestone.clock = _clock_until(actor, milestone, line.due_on)
    milestone.save(force_insert=True)
    note(actor, "plan_milestone", milestone, kind=line.kind, due_on=line.due_on.isoformat())
    with override("ko"):
        _tell(actor, milestone, f"이정표가 정해졌습니다: {milestone.title}", f"기한: {written(line.due_on)}")
    return milestone


def _check_far(due_on: date) -> None:
    if due_on > timezone.localdate() + FARTHEST:
        raise ValidationError({"due_on": _("열 해 안의 날을 적으세요.")})
    if due_on < date(2000, 1, 2):
        raise ValidationError({"due_on": _("2000년보다 뒤의 날을 적으세요.")})


def _clock_until(actor: Any, milestone: Milestone, until: date) -> Clock:
    """The clock until the planned day; one planned for a day long past runs from the day before it."""
    return clocks.start_until(
        actor=actor,
        rule_key="milestone",
        subject=milestone.model,
        title=f"{milestone.model.code} {milestone.title}"[:200],
        addressee=milestone.responsible.name,
        until=until,
    )


def default_schedule(commitment: Commitment) -> list[Proposed]:
    """Our proposal from the dates of an agreement: a report each year, the final one, three on the use of results.

    The innovation act (국가연구개발혁신법 §12) asks for these reports; that they fall on the year's last day of the agreement
    (final: its end) and for how many years use is reported is ours, to be edited. Empty without both dates.
    """
    starts, ends = commitment.starts_on, commitment.ends_on
    if starts is None or ends is None:
        return []
    found = []
    with override("ko"):  # the titles are kept, so they are Korean
        year, last = 1, starts - timedelta(days=1)
        while (last := months_after(starts - timedelta(days=1), 12 * year)) < ends:
            found.append(Proposed(Kind.ANNUAL, f"{year}년차 연차보고", last))
            year += 1
        found.append(Proposed(Kind.FINAL, "최종보고", ends))
        found += [
            Proposed(Kind.USE, f"성과활용보고({number}년차)", months_after(ends, 12 * number))
            for number in range(1, USE_YEARS + 1)
        ]
    return found


@transaction.atomic
def plan_default(
    *, actor: Any, model: WinWinModel, commitment: Commitment, responsible: Organisation
) -> list[Milestone]:
    """Take over the default schedule of a commitment, as far as its kinds and days are not planned already.

    Refuses (ValidationError) a commitment of another model or cancelled, one without its dates, and one all of whose
    schedule stands already; else as `plan`.
    """
    require(actor, "followup.plan_milestones", model)
    model = held(model)
    commitment = Commitment.objects.get(pk=commitment.pk)
    if commitment.model_id != model.pk or commitment.cancelled_at is not None:
        raise ValidationError({"commitment": _("이 상생모델의 지원이 아닙니다.")})
    lines = default_schedule(commitment)
    if not lines:
        text = _("이 지원에는 협약 기간이 적혀 있지 않습니다. 협약의 시작과 끝을 먼저 적으세요.")
        raise ValidationError({"commitment": text})
    there = set(
        model.milestones.filter(commitment=commitment)
        .exclude(state=MilestoneState.DROPPED)
        .values_list("kind", "first_due_on")
    )
    fresh = [line for line in lines if (line.kind, line.due_on) not in there]
    if not fresh:
        raise ValidationError(_("이 지원의 일정은 이미 모두 정했습니다."))
    return [_plan(actor, model, responsible, line, "", commitment) for line in fresh]


def locked(milestone: Milestone) -> Milestone:
    """The milestone, read anew and locked, its model first."""
    model = held(milestone.model)
    found = (
        Milestone.objects.select_for_update(of=("self",))
        .select_related("responsible", "clock")
        .get(pk=milestone.pk)
    )
    found.model = model
    return found


@transaction.atomic
def edit(
    *, actor: Any, milestone: Milestone, title: str, expected: str, responsible: Organisation
) -> Milestone:
    """Change the words and the firm of a milestone that is still open; its day moves by `move` only.

    Appends «followup.edit_milestone» with what was before. Refuses (ValidationError) one that was reported, accepted or dropped.
    """
    require(actor, "followup.plan_milestones", milestone.model)
    milestone = locked(milestone)
    _check_open(milestone)
    check_party(milestone.model, responsible)
    before = {"title": milestone.title, "responsible": milestone.responsible.code}
    milestone.title = words("title", title, 200)
    milestone.expected = words("expected", expected, 2000, empty=True)
    milestone.responsible = responsible
    milestone.save(update_fields=["title", "expected", "responsible"])
    after = {"title": milestone.title, "responsible": responsible.code}
    changed = {key: [before[key], after[key]] for key in before if before[key] != after[key]}
    note(actor, "edit_milestone", milestone, changed=changed)
    return milestone


@transaction.atomic
def move(*, actor: Any, milestone: Milestone, due_on: date, reason: str) -> Milestone:
    """Move the planned day, with the reason; the first day stays on record, a new clock runs, the firm is told.

    Appends «followup.move_milestone». Refuses (ValidationError) a milestone that is not planned any more, the report on
    regulatory relief (extended by law once), the same day, an empty reason.
    """
    require(actor, "followup.plan_milestones", milestone.model)
    milestone = locked(milestone)
    if milestone.kind == Kind.REGULATION:
        raise ValidationError(
            _("규제특례 결과 보고의 기한은 옮길 수 없고, 한 번 연장할 수 있습니다(시행령 제76조제2항).")
        )
    if milestone.state != MilestoneState.PLANNED:
        raise ValidationError(_("아직 보고하지 않은 이정표의 날만 옮길 수 있습니다."))
    reason = words("reason", reason, 300)
    _check_far(due_on)
    before = milestone.due_on
    if due_on == before:
        raise ValidationError({"due_on": _("지금 적혀 있는 날과 같습니다. 다른 날을 적으세요.")})
    _end_clock(milestone, "예정일을 옮겼습니다.")
    milestone.due_on = due_on
    milestone.clock = _clock_until(actor, milestone, due_on)
    milestone.save(update_fields=["due_on", "clock"])
    note(
        actor,
        "move_milestone",
        milestone,
        due_from=before.isoformat(),
        due_to=due_on.isoformat(),
        reason=reason,
    )
    with override("ko"):
        text = f"{written(before)} → {written(due_on)}\n{reason}"
        _tell(actor, milestone, f"예정일을 옮겼습니다: {milestone.title}", text)
    return milestone


@transaction.atomic
def drop(*, actor: Any, milestone: Milestone, reason: str) -> Milestone:
    """Drop a milestone with the reason: PLANNED or RETURNED → DROPPED; its clock is cancelled, the firm is told.

    Appends «followup.drop_milestone». Refuses (ValidationError) one that was reported or accepted, and an empty reason.
    """
    require(actor, "followup.plan_milestones", milestone.model)
    milestone = locked(milestone)
    _check_open(milestone)
    reason = words("reason", reason, 300)
    milestone.drop()
    milestone.drop_reason = reason
    milestone.save(update_fields=["state", "drop_reason"])
    _end_clock(milestone, f"이정표를 취소했습니다: {reason}")
    note(actor, "drop_milestone", milestone, reason=reason)
    _tell(actor, milestone, f"이정표를 취소했습니다: {milestone.title}", reason)
    return milestone


@transaction.atomic
def report(
    *,
    actor: Any,
    milestone: Milestone,
    text: str,
    reached_on: date | None = None,
    uploads: Iterable[Upload] = (),
) -> Report:
    """Report on a milestone with text and evidence: → REPORTED; its clock ends, and secretariat and agency see it wait.

    The firm itself reports, or an official enters what came on paper. Until it is answered, a further report may follow;
    none is overwritten. Appends «followup.report_milestone». Refuses (NotAllowed) other firms; (ValidationError) a milestone
    accepted or dropped, an empty text, a day to come, files of unknown kind.
    """
    require(actor, "followup.report_milestone", milestone)
    milestone = locked(milestone)
    if milestone.state not in (*OPEN, MilestoneState.REPORTED):
        raise ValidationError(_("이미 확인했거나 취소한 이정표입니다."))
    text = words("text", text, 5000)
    if reached_on is not None:
        past_day("reached_on", reached_on)
    number = (milestone.reports.aggregate(last=Max("number"))["last"] or 0) + 1
    made = Report.objects.create(
        milestone=milestone, number=number, text=text, reached_on=reached_on, reported_by=actor.username
    )
    made.files.set(kept_files(actor, milestone, "milestone-report", uploads))
    milestone.report()
    milestone.save(update_fields=["state"])
    if milestone.clock is not None and milestone.clock.is_open:
        clocks.answer(
            actor=SYSTEM,  # a party runs no clocks: its report ends this one
            clock=milestone.clock,
            answered_on=max(timezone.localdate(), milestone.clock.received_on),
            text=f"제{number}차 보고",
        )
    entered_for = may(actor, "followup.plan_milestones", milestone.model)
    data = {"number": number, "files": made.files.count(), "entered_for": entered_for}
    note(actor, "report_milestone", milestone, **data)
    return made


def _waiting(milestone: Milestone) -> Report:
    """The last report, which waits for an answer; refuses (ValidationError) where none does."""
    if milestone.state != MilestoneState.REPORTED:
        raise ValidationError(_("답을 기다리는 보고가 없습니다. 이미 답했을 수 있으니 다시 확인하세요."))
    return milestone.reports.order_by("-number")[0]


@transaction.atomic
def return_report(*, actor: Any, milestone: Milestone, reason: str, days: int = SUPPLEMENT_DAYS) -> Milestone:
    """Ask for a supplement (보완) with the reason: REPORTED → RETURNED; a clock of so many working days runs.

    Appends «followup.return_report» and tells the firm. Refuses (NotAllowed) everyone but secretariat and agency,
    (ValidationError) where no report waits, an empty reason, more than 20 working days.
    """
    require(actor, "followup.plan_milestones", milestone.model)
    milestone = locked(milestone)
    answered = _waiting(milestone)
    reason = words("reason", reason, 2000)
    _answer(actor, answered, reason)
    milestone.give_back()
    try:
        milestone.clock = clocks.start(
            actor=actor,
            rule_key="supplement",
            subject=milestone.model,
            title=f"{milestone.model.code} {milestone.title} 보완"[:200],
            addressee=milestone.responsible.name,
            received_on=timezone.localdate(),
            length=days,
        )
    except ValidationError as refused:
        raise ValidationError({"days": refused.messages}) from None
    milestone.save(update_fields=["state", "clock"])
    note(actor, "return_report", milestone, number=answered.number, reason=reason)
    with override("ko"):
        text = f"{reason}\n기한: {written(milestone.clock.due_on)}"
        _tell(actor, milestone, f"보고를 보완해 주세요: {milestone.title}", text)
    return milestone


@transaction.atomic
def accept(
    *, actor: Any, milestone: Milestone, reached_on: date | None = None, answer: str = ""
) -> Milestone:
    """Accept the last report: REPORTED → ACCEPTED, reached on the day given, else reported, else of the report.

    Appends «followup.accept_milestone» and tells the firm. Refuses (NotAllowed) everyone but secretariat and agency,
    (ValidationError) where no report waits, and a day to come.
    """
    require(actor, "followup.plan_milestones", milestone.model)
    milestone = locked(milestone)
    accepted = _waiting(milestone)
    reported = timezone.localdate(accepted.reported_at)
    day = past_day("reached_on", reached_on or accepted.reached_on or reported)
    _answer(actor, accepted, words("answer", answer, 2000, empty=True))
    milestone.accept()
    milestone.reached_on = day
    milestone.save(update_fields=["state", "reached_on"])
    note(actor, "accept_milestone", milestone, number=accepted.number, reached_on=day.isoformat())
    _tell(actor, milestone, f"보고를 확인했습니다: {milestone.title}", accepted.answer)
    return milestone


def _answer(actor: Any, report: Report, text: str) -> None:
    report.answer, report.answered_by, report.answered_at = text, actor.username, timezone.now()
    report.save(update_fields=["answer", "answered_by", "answered_at"])


def _check_open(milestone: Milestone) -> None:
    if milestone.state not in OPEN:
        raise ValidationError(_("보고했거나 끝난 이정표입니다. 먼저 보고에 답하세요."))


def _end_clock(milestone: Milestone, reason: str) -> None:
    """Its clock asks nothing of anybody any more. The event names the system: who acted stands in the milestone's own."""
    if milestone.clock is not None and milestone.clock.is_open:
        clocks.cancel(actor=SYSTEM, clock=milestone.clock, reason=reason)


def _tell(actor: Any, milestone: Milestone, title: str, body: str) -> None:
    with override("ko"):
        url = reverse("followup:outcome", args=[milestone.model.code])
    tell_firms(actor, milestone, [milestone.responsible_id], title, body, f"{url}#{milestone.code}")
