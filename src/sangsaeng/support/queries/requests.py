"""Reads of requests to ministries and agencies: those a person may read, and how their clocks stand."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from sangsaeng.parties.models import Role
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.proposals.queries import whole_to
from sangsaeng.support.models import REQUEST_OPEN, Request, RequestState


def readable(user: Any) -> QuerySet[Request]:
    """The requests about models that `user` reads whole, and those addressed to his own ministry or agency."""
    if not getattr(user, "is_authenticated", False):
        return Request.objects.none()
    seen = Q(model__in=whole_to(user))
    if user.role in (Role.MINISTRY, Role.AGENCY) and user.organisation_id:
        seen |= Q(organisation=user.organisation_id)
    rows = Request.objects.filter(seen).select_related(
        "model", "clock", "appeal_clock", "organisation", "letter"
    )
    return rows.filter(demonstration=True) if user.demonstration else rows


def open_q() -> Q:
    return Q(state__in=REQUEST_OPEN)


def overdue_q(on: date | None = None) -> Q:
    """The addressee's period has passed without its reply."""
    day = on or timezone.localdate()
    first = Q(
        state__in=[RequestState.RECEIVED, RequestState.SUPPLEMENT],
        clock__state="running",
        clock__due_on__lt=day,
    )
    return first | Q(state=RequestState.APPEALED, appeal_clock__state="running", appeal_clock__due_on__lt=day)


def about(user: Any, model: WinWinModel) -> list[Request]:
    """The requests about a model that `user` may read, oldest first; one query."""
    return list(readable(user).filter(model=model).order_by("registered_at", "pk"))


def waiting_for_answer(user: Any) -> QuerySet[Request]:
    """The requests that wait for the ministry or agency of `user`, the earliest end first."""
    if user.role not in (Role.MINISTRY, Role.AGENCY) or not user.organisation_id:
        return Request.objects.none()
    return (
        readable(user)
        .filter(organisation=user.organisation_id, state__in=[RequestState.RECEIVED, RequestState.APPEALED])
        .order_by("clock__due_on", "pk")
    )
