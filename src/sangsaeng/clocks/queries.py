"""Reads of the clocks. «Today» is Seoul's."""

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from sangsaeng.clocks.models import OPEN, Clock, ClockState
from sangsaeng.parties.rules import may
from sangsaeng.records.actions import subject_of


def today() -> date:
    """The day in Seoul."""
    return timezone.localdate()


def of_world(user: Any) -> models.QuerySet[Clock]:
    """Every clock of the world of `user` whose role reads clocks: a demonstration account meets its own only."""
    if not may(user, "clocks.read"):
        return Clock.objects.none()
    found = Clock.objects.select_related("owner")
    return found.filter(demonstration=True) if getattr(user, "demonstration", False) else found


def running(user: Any) -> models.QuerySet[Clock]:
    """The clocks that are not over, of the world of `user`, the earliest end first."""
    return of_world(user).filter(state__in=OPEN).order_by("due_on", "pk")


def owned_by(user: Any) -> models.QuerySet[Clock]:
    """The clocks not over that wait on this very person: what is handed over when an official changes."""
    return Clock.objects.filter(owner=user, state__in=OPEN).order_by("due_on", "pk")


def overdue(user: Any, on: date | None = None) -> models.QuerySet[Clock]:
    """The running clocks whose end has passed; one that is paused is not overdue."""
    return running(user).filter(state=ClockState.RUNNING, due_on__lt=on or today())


def due_within(user: Any, days: int, on: date | None = None) -> models.QuerySet[Clock]:
    """The running clocks that end today or within so many days."""
    start = on or today()
    end = start + timedelta(days=days)
    return running(user).filter(state=ClockState.RUNNING, due_on__gte=start, due_on__lte=end)


def about(thing: models.Model) -> models.QuerySet[Clock]:
    """Every clock about `thing`, the earliest end first; the caller has asked who may see the thing."""
    kind, key = subject_of(thing)
    return (
        Clock.objects.filter(subject_type=kind, subject_id=key)
        .select_related("owner")
        .order_by("due_on", "pk")
    )
