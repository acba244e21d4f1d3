"""Reads of milestones: of one model, of everyone who may see, and what waits for whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from sangsaeng.clocks.models import OPEN as OPEN_CLOCKS
from sangsaeng.clocks.models import Clock
from sangsaeng.followup.models import Milestone, MilestoneState, Report
from sangsaeng.parties.models import Role
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.proposals.queries import whole_to
from sangsaeng.records.actions import subject_of
from sangsaeng.records.models import DocumentFile, Event

OPEN = (MilestoneState.PLANNED, MilestoneState.RETURNED)
SOON = timedelta(days=30)


def dated() -> QuerySet[Any]:
    """Milestones with `deadline`: the end of the clock that runs (moved off holidays, extended, of the supplement)."""
    return Milestone.objects.annotate(deadline=Coalesce("clock__due_on", "due_on"))


def late_q(today: date | None = None) -> Q:
    """Which of `dated` are late: nothing reported, and the deadline is past."""
    return Q(state__in=OPEN, deadline__lt=today or timezone.localdate())


def is_late(milestone: Any, today: date | None = None) -> bool:
    """The same of one row of `dated`."""
    return milestone.state in OPEN and milestone.deadline < (today or timezone.localdate())


def days_moved(milestone: Milestone) -> int | None:
    """Days between the day first planned and the day it was reached, or is planned for now; None if it was dropped."""
    if milestone.state == MilestoneState.DROPPED:
        return None
    return ((milestone.reached_on or milestone.due_on) - milestone.first_due_on).days


def of_model(model: WinWinModel) -> list[Milestone]:
    """The milestones of a model with firm, clock, reports and their papers (without the bytes), by planned day."""
    papers = DocumentFile.objects.defer("content").order_by("pk")
    reports = Report.objects.order_by("number").prefetch_related(Prefetch("files", papers))
    return list(
        dated()
        .filter(model=model)
        .select_related("responsible", "clock", "commitment__programme")
        .prefetch_related(Prefetch("reports", reports))
        .order_by("due_on", "code")
    )


def seen(user: Any) -> QuerySet[Any]:
    """The milestones of the models that `user` may read whole."""
    return (
        dated()
        .filter(model__in=whole_to(user))
        .select_related("model__demand_company", "model__supplier", "responsible", "clock")
    )


def waiting_for(user: Any) -> QuerySet[Any]:
    """What this person acts on next: a firm's reports soon due, late or returned; for officials, reports to answer."""
    role = getattr(user, "role", "")
    if role in (Role.SECRETARIAT, Role.AGENCY):
        return seen(user).filter(state=MilestoneState.REPORTED).order_by("deadline", "pk")
    if role in (Role.DEMAND_COMPANY, Role.SME) and user.organisation_id:
        soon = Q(state=MilestoneState.RETURNED) | Q(deadline__lte=timezone.localdate() + SOON)
        own = seen(user).filter(responsible=user.organisation_id, state__in=OPEN)
        return own.filter(soon).order_by("deadline", "pk")
    return Milestone.objects.none()


@dataclass(frozen=True)
class Move:
    """The planned day moved from one to another, and why."""

    before: date
    after: date
    reason: str


def moves(rows: Iterable[Milestone]) -> dict[str, list[Move]]:
    """Every move or extension of these milestones, by code, in order; from the record, one query."""
    found: dict[str, list[Move]] = {}
    told = Event.objects.filter(
        subject_type="milestone",
        subject_id__in=[each.code for each in rows],
        verb__in=("followup.move_milestone", "followup.extend_report"),
    ).order_by("id")
    for code, data in told.values_list("subject_id", "data"):
        days = (date.fromisoformat(data["due_from"]), date.fromisoformat(data["due_to"]))
        found.setdefault(code, []).append(Move(*days, data["reason"]))
    return found


def correction_orders(model: WinWinModel) -> list[Clock]:
    """The correction orders about a model, the open ones first."""
    kind, key = subject_of(model)
    found = Clock.objects.filter(rule_key="correction_order", subject_type=kind, subject_id=key)
    return sorted(found.order_by("due_on", "pk"), key=lambda clock: clock.state not in OPEN_CLOCKS)
