"""How things stood at the end of a day in Seoul, from dated rows and from the append-only record.

Every step of a model is an event with its `from`, its `to` and its moment; so the state of a past day is what the first later
step led away from, and the state of a model without later steps is the one it has. What was annulled later counts until then.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Min
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone

from sangsaeng.pages.formats import SEOUL
from sangsaeng.proposals.lifecycle import ANNULLING, MILESTONE, STEP_LABEL, State
from sangsaeng.proposals.queries import visible_to
from sangsaeng.records.models import Event

STEPS = frozenset(f"proposals.{step}" for step in STEP_LABEL)
UNDONE = frozenset(f"proposals.{step}" for step in ANNULLING)
# States whose first day no field of the model keeps.
LATER = {
    State.SUPPORTED: "proposals.support",
    State.IN_PROGRESS: "proposals.start",
    State.COMPLETED: "proposals.complete",
}


@dataclass(frozen=True)
class Scope:
    """Whose board, of which day and of which world; real and made-up things are never in one count."""

    user: Any
    day: date
    demonstration: bool = False

    @cached_property
    def end(self) -> datetime:
        """The first moment after the day."""
        return datetime.combine(self.day + timedelta(days=1), time(), SEOUL)

    @cached_property
    def is_past(self) -> bool:
        return self.day < timezone.localdate()


@dataclass(frozen=True)
class Step:
    """One step of a model as the record tells it."""

    verb: str
    source: str
    target: str
    at: datetime


@dataclass
class Standing:
    """Where a model stands after some steps, and when it first reached each state of the main line."""

    state: str = State.DRAFT
    since: datetime | None = None
    first: dict[str, datetime] = field(default_factory=dict)


def replay(steps: Iterable[Step]) -> Standing:
    """The standing after these steps, oldest first.

    As `proposals.actions` does: a state that was reached for the first time by a decision found void was never reached.
    """
    found = Standing()
    for step in steps:
        if step.verb in UNDONE and step.source in MILESTONE and found.first.get(step.source) == found.since:
            found.first.pop(step.source, None)
        found.state, found.since = step.target, step.at
        found.first.setdefault(step.target, step.at)
    return found


@dataclass
class ModelRow:
    """A model as it stood: its public part, and the first day of each step; title and parties are not read here."""

    pk: int
    code: str
    codename: str
    sector: str
    state: str
    submitted_on: date
    recommended_on: date | None = None
    approved_on: date | None = None
    supported_on: date | None = None
    started_on: date | None = None
    completed_on: date | None = None


def local(at: datetime) -> date:
    """The day in Seoul of a moment."""
    return at.astimezone(SEOUL).date()


def models(scope: Scope) -> list[ModelRow]:
    """The models that had been handed in by the end of the day and of which the user may know; 2 queries, of a past day 4."""
    end = scope.end
    rows = (
        visible_to(scope.user)
        .filter(demonstration=scope.demonstration, submitted_at__lt=end)
        .order_by("code")
        .values_list(
            "pk", "code", "codename", "sector", "state", "submitted_at", "recommended_at", "approved_at"
        )
    )
    found: dict[str, list[Any]] = {row[1]: list(row) for row in rows}
    later, undone = _marks(end)
    if scope.is_past:
        _take_back(found, end, undone)
    done = []
    for code, row in found.items():
        pk, _code, codename, sector, state, submitted, recommended, approved = row
        model = ModelRow(pk, code, codename, sector, state, local(submitted))
        if recommended is not None and recommended < end:
            model.recommended_on = local(recommended)
        if approved is not None and approved < end:
            model.approved_on = local(approved)
        model.supported_on, model.started_on, model.completed_on = (
            later.get((code, verb)) for verb in LATER.values()
        )
        done.append(model)
    return done


def _marks(end: datetime) -> tuple[dict[tuple[str, str], date], set[str]]:
    """The first day of each state that no field keeps, and the models of which a decision was annulled since; one query."""
    events = (
        Event.objects.filter(subject_type="winwinmodel", verb__in=[*LATER.values(), *UNDONE])
        .order_by("pk")
        .values_list("subject_id", "verb", "at")
    )
    later: dict[tuple[str, str], date] = {}
    undone: set[str] = set()
    for code, verb, at in events:
        if verb in UNDONE:
            if at >= end:
                undone.add(code)
        elif at < end:
            later.setdefault((code, verb), local(at))
    return later, undone


def _take_back(found: dict[str, list[Any]], end: datetime, undone: set[str]) -> None:
    """Put states and first days back to how they stood before `end`; two queries."""
    steps = Event.objects.filter(subject_type="winwinmodel", verb__in=STEPS)
    first = (
        steps.filter(at__gte=end).order_by().values("subject_id").annotate(first=Min("pk")).values("first")
    )
    away = (
        Event.objects.filter(pk__in=first)
        .annotate(source=KeyTextTransform("from", "data"))
        .values_list("subject_id", "source")
    )
    for code, source in away:
        if code in found:
            found[code][4] = source
    if undone:
        told: dict[str, list[Step]] = {}
        for code, verb, source, target, at in (
            steps.filter(subject_id__in=undone, at__lt=end)
            .annotate(source=KeyTextTransform("from", "data"), target=KeyTextTransform("to", "data"))
            .order_by("pk")
            .values_list("subject_id", "verb", "source", "target", "at")
        ):
            told.setdefault(code, []).append(Step(verb, source, target, at))
        for code, rows in told.items():
            if code in found:
                then = replay(rows)
                found[code][4] = then.state
                found[code][6] = then.first.get(State.RECOMMENDED)
                found[code][7] = then.first.get(State.APPROVED)
