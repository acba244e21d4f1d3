"""Sections «models» and «dates»: found and approved apart, by state and by sector; planned and real days."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median_low
from typing import Any

from django.db.models import Max, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sangsaeng.desk.board.as_of import ModelRow, Scope
from sangsaeng.desk.board.figures import Column, Figure, Grid, Line, Section, Table
from sangsaeng.followup.models import Milestone, MilestoneState, Report
from sangsaeng.proposals.lifecycle import State
from sangsaeng.proposals.models import Sector
from sangsaeng.proposals.queries import whole_to
from sangsaeng.records.models import Event
from sangsaeng.support.models import Commitment

Test = Callable[[ModelRow], Any]
OVER = (State.COMPLETED, State.STOPPED, State.WITHDRAWN)


def state_label(row: Any) -> str:
    return str(State(row.state).label)


def model_table() -> Table:
    return Table(
        "models",
        _("상생모델"),
        (
            Column(pgettext("code", "번호"), lambda r: r.code, "link"),
            Column(_("과제명"), lambda r: r.codename, ko=True),
            Column(_("업종"), lambda r: str(Sector(r.sector).label)),
            Column(_("상태"), state_label),
            Column(pgettext("step", "제출"), lambda r: r.submitted_on, "day", main=False),
            Column(pgettext("step", "건의"), lambda r: r.recommended_on, "day", main=False),
            Column(pgettext("step", "승인"), lambda r: r.approved_on, "day", main=False),
            Column(pgettext("step", "지원 확정"), lambda r: r.supported_on, "day", main=False),
            Column(pgettext("step", "이행 시작"), lambda r: r.started_on, "day", main=False),
            Column(pgettext("step", "완료"), lambda r: r.completed_on, "day", main=False),
        ),
        model=lambda r: r.code,
        href=lambda r: reverse("proposals:model", args=[r.code]),
    )


def models_section(rows: Sequence[ModelRow], target: int | None) -> Section:
    """How many were handed in, found (the council recommended) and approved (the committee), by state, by sector.

    `target` is that of the published plan; a demonstration has none.
    """
    table = model_table()
    tests: dict[str, tuple[str, Test]] = {
        "all": (_("제출한 모델"), lambda r: True),
        "found": (_("발굴(협의회 건의)"), lambda r: r.recommended_on),
        "approved": (_("승인(위원회)"), lambda r: r.approved_on),
    }

    def figure(key: str, label: str, test: Test, of: Sequence[ModelRow] = rows) -> Figure:
        return Figure(f"models.{key}", label, [row for row in of if test(row)], table)

    whole = tuple(
        Line(
            label,
            (figure(key, label, test), *((target if key == "found" else None,) if target else ())),
        )
        for key, (label, test) in tests.items()
    )
    by_state: dict[str, list[ModelRow]] = defaultdict(list)
    by_sector: dict[str, list[ModelRow]] = defaultdict(list)
    for row in rows:
        by_state[row.state].append(row)
        by_sector[row.sector].append(row)
    states = tuple(
        Line(str(state.label), (Figure(f"models.state.{state}", str(state.label), by_state[state], table),))
        for state in State
        if by_state[state]
    )
    sectors = tuple(
        Line(
            str(sector.label),
            tuple(
                figure(f"sector.{sector}.{key}", f"{sector.label} · {label}", test, by_sector[sector])
                for key, (label, test) in tests.items()
            ),
        )
        for sector in Sector
    )
    return Section(
        "models",
        _("발굴과 승인"),
        (
            Grid(
                "models",
                _("발굴과 승인"),
                _("구분"),
                (_("모델 수"), *((_("목표"),) if target else ())),
                whole,
            ),
            Grid("states", _("상태별"), _("상태"), (_("모델 수"),), states),
            Grid("sectors", _("업종별"), _("업종"), tuple(label for label, _test in tests.values()), sectors),
        ),
        note=_("발굴은 협의회가 건의한 모델이고 승인은 위원회가 승인한 모델입니다. 서로 더하지 않습니다."),
    )


def _days(rows: Sequence[ModelRow], since: Test, until: Test) -> int | None:
    """The median of the days between two steps, over the models that took both; the lower of two in the middle."""
    spans = [(until(row) - since(row)).days for row in rows if since(row) and until(row)]
    return median_low(spans) if spans else None


@dataclass
class PlannedRow:
    """A model with the days its agreements plan for it."""

    model: ModelRow
    starts_on: date | None
    ends_on: date | None

    @property
    def code(self) -> str:
        return self.model.code


def _planned_table() -> Table:
    return Table(
        "planned",
        _("협약에서 정한 날"),
        (
            Column(pgettext("code", "번호"), lambda r: r.code, "link"),
            Column(_("과제명"), lambda r: r.model.codename, ko=True),
            Column(_("상태"), lambda r: state_label(r.model)),
            Column(_("협약 시작"), lambda r: r.starts_on, "day"),
            Column(pgettext("step", "이행 시작"), lambda r: r.model.started_on, "day", main=False),
            Column(_("협약 끝"), lambda r: r.ends_on, "day"),
            Column(pgettext("step", "완료"), lambda r: r.model.completed_on, "day", main=False),
        ),
        model=lambda r: r.code,
        href=lambda r: reverse("proposals:model", args=[r.code]),
    )


def _planned(scope: Scope, rows: Sequence[ModelRow]) -> list[PlannedRow]:
    """The first planned start and the last planned end over a model's agreements that stood on the day; one query."""
    by_pk = {row.pk: row for row in rows}
    live = Q(cancelled_at__isnull=True) | Q(cancelled_at__gte=scope.end)
    agreed = Q(agreed_on__isnull=True) | Q(agreed_on__lte=scope.day)
    found = (
        Commitment.objects.filter(
            live, agreed, model__in=whole_to(scope.user), committed_at__lt=scope.end,
            demonstration=scope.demonstration,
        )
        .order_by("model")
        .values_list("model")
        .annotate(starts=Min("starts_on"), ends=Max("ends_on"))
    )  # fmt: skip
    return [
        PlannedRow(by_pk[pk], starts, ends)
        for pk, starts, ends in found
        if pk in by_pk and (starts is not None or ends is not None)
    ]


@dataclass
class MilestoneRow:
    """A milestone as it stood: the day planned then, and the day it was reached where a report was accepted by then.

    `answered`: whether its last report had been answered; None where none had been handed in.
    """

    code: str
    model: str
    codename: str
    kind: str
    title: str
    due_on: date
    reached_on: date | None
    answered: bool | None
    day: date

    @property
    def is_due(self) -> bool:
        return self.due_on <= self.day

    @property
    def is_late(self) -> bool:
        return self.reached_on is not None and self.reached_on > self.due_on

    @property
    def is_overdue(self) -> bool:
        """Its day has passed and nothing was reported."""
        return self.answered is None and self.due_on < self.day


def _milestone_table() -> Table:
    return Table(
        "milestones",
        _("이정표"),
        (
            Column(pgettext("code", "번호"), lambda r: r.code),
            Column(_("상생모델"), lambda r: r.model, "link"),
            Column(_("과제명"), lambda r: r.codename, main=False, ko=True),
            Column(_("종류"), lambda r: str(Milestone.Kind(r.kind).label)),
            Column(_("계획한 날"), lambda r: r.due_on, "day"),
            Column(_("이룬 날"), lambda r: r.reached_on, "day"),
        ),
        model=lambda r: r.model,
        href=lambda r: reverse("proposals:model", args=[r.model]),
    )


def milestones(scope: Scope) -> list[MilestoneRow]:
    """The milestones planned by then and not dropped by then; 3 queries.

    A day moved later stood where it was until then («followup.move_milestone» tells from where).
    """
    events = Event.objects.filter(
        subject_type="milestone", verb__in=["followup.drop_milestone", "followup.move_milestone"]
    ).order_by("pk")
    dropped: set[str] = set()
    moved: dict[str, date] = {}
    for code, verb, at, data in events.values_list("subject_id", "verb", "at", "data"):
        if verb == "followup.drop_milestone":
            if at < scope.end:
                dropped.add(code)
        elif at >= scope.end:
            moved.setdefault(code, date.fromisoformat(data["due_from"]))
    handed_in: dict[str, bool] = {}  # the last report handed in by then: whether it had been answered by then
    ended: dict[str, bool] = {}  # whether the very last report had been answered by then
    for code, reported_at, answered_at in (
        Report.objects.filter(milestone__demonstration=scope.demonstration)
        .order_by("number")
        .values_list("milestone__code", "reported_at", "answered_at")
    ):
        answered = answered_at is not None and answered_at < scope.end
        ended[code] = answered
        if reported_at < scope.end:
            handed_in[code] = answered
    rows = (
        Milestone.objects.filter(
            model__in=whole_to(scope.user), demonstration=scope.demonstration, entered_at__lt=scope.end
        )
        .order_by("due_on", "code")
        .values_list(
            "code", "model__code", "model__codename", "kind", "title", "due_on", "reached_on", "state"
        )
    )
    found = []
    for code, model, codename, kind, title, due_on, reached_on, state in rows:
        if code in dropped:
            continue
        accepted = state == MilestoneState.ACCEPTED and ended.get(code, False)
        found.append(
            MilestoneRow(
                code, model, codename, kind, title, moved.get(code, due_on),
                reached_on if accepted else None, handed_in.get(code), scope.day,
            )
        )  # fmt: skip
    return found


def _steps_grid(rows: Sequence[ModelRow]) -> Grid:
    table = model_table()
    steps: list[tuple[str, str, Test]] = [
        ("submitted", pgettext("step", "제출"), lambda r: r.submitted_on),
        ("recommended", pgettext("step", "건의"), lambda r: r.recommended_on),
        ("approved", pgettext("step", "승인"), lambda r: r.approved_on),
        ("supported", pgettext("step", "지원 확정"), lambda r: r.supported_on),
        ("started", pgettext("step", "이행 시작"), lambda r: r.started_on),
        ("completed", pgettext("step", "완료"), lambda r: r.completed_on),
    ]
    lines = []
    for at, (key, label, when) in enumerate(steps):
        took = _days(rows, steps[at - 1][2], when) if at else None
        shown = [row for row in rows if when(row)]
        lines.append(Line(label, (Figure(f"dates.{key}", label, shown, table), took)))
    columns = (_("이른 모델"), _("앞 단계에서 걸린 날(중앙값)"))
    return Grid("steps", _("절차의 날"), _("단계"), columns, tuple(lines))


def _plans_grid(scope: Scope, rows: Sequence[ModelRow]) -> Grid:
    planned = _planned(scope, rows)
    passed = [r for r in planned if r.ends_on and r.ends_on < scope.day and r.model.state not in OVER]
    plans = [
        ("planned_start", _("협약 시작일이 있는 모델"), [r for r in planned if r.starts_on]),
        ("planned_end", _("협약 끝나는 날이 있는 모델"), [r for r in planned if r.ends_on]),
        ("end_passed", _("협약이 끝났고 아직 마치지 않은 모델"), passed),
    ]
    lines = (
        Line(label, (Figure(f"dates.{key}", label, found, _planned_table()),)) for key, label, found in plans
    )
    return Grid("planned", _("협약에서 정한 날"), _("구분"), (_("모델 수"),), tuple(lines))


def _milestones_grid(scope: Scope) -> Grid:
    rows = milestones(scope)
    tests: list[tuple[str, str, Callable[[MilestoneRow], Any]]] = [
        ("all", _("정한 이정표"), lambda r: True),
        ("due", _("기준일까지 이룰 것"), lambda r: r.is_due),
        ("reached", _("이룬 것"), lambda r: r.reached_on is not None),
        ("late", _("이룬 것 가운데 계획보다 늦은 것"), lambda r: r.is_late),
        ("waiting", _("보고를 확인하고 있는 것"), lambda r: r.answered is False),
        ("returned", _("보완을 기다리는 것"), lambda r: r.answered and r.reached_on is None),
        ("overdue", _("계획한 날이 지났고 보고가 없는 것"), lambda r: r.is_overdue),
    ]
    lines = (
        Line(label, (Figure(f"milestones.{key}", label, [r for r in rows if test(r)], _milestone_table()),))
        for key, label, test in tests
    )
    return Grid("milestones", _("이정표"), _("구분"), (_("이정표 수"),), tuple(lines))


def dates_section(scope: Scope, rows: Sequence[ModelRow]) -> Section:
    """When models took each step, how long it took, and what was planned; milestones planned and reached. 4 queries."""
    grids = (_steps_grid(rows), _plans_grid(scope, rows), _milestones_grid(scope))
    return Section("dates", _("계획한 날과 실제 날"), grids)
