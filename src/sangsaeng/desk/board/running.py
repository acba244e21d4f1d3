"""Section «clocks»: periods that ran on the day, by rule; for who may read clocks."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sangsaeng.clocks import statutory
from sangsaeng.clocks.models import Clock, ClockState
from sangsaeng.desk.board.as_of import Scope
from sangsaeng.desk.board.figures import Column, Figure, Grid, Line, Section, Table
from sangsaeng.pages.markup import english
from sangsaeng.parties.rules import may
from sangsaeng.records.models import Event

SOON = 7  # days, as on the page of all clocks


@dataclass
class ClockRow:
    """A clock as it stood at the end of the day. `standing` is running, paused, answered or cancelled."""

    code: str
    rule: str
    title: str
    addressee: str
    received_on: date
    due_on: date
    standing: str
    answered_on: date | None
    day: date

    @property
    def is_open(self) -> bool:
        return self.standing in (ClockState.RUNNING, ClockState.PAUSED)

    @property
    def is_overdue(self) -> bool:
        return self.standing == ClockState.RUNNING and self.due_on < self.day

    @property
    def is_soon(self) -> bool:
        until = self.day + timedelta(days=SOON)
        return self.standing == ClockState.RUNNING and self.day <= self.due_on <= until

    @property
    def is_late(self) -> bool:
        return self.answered_on is not None and self.answered_on > self.due_on


def rule_label(key: str) -> str:
    rule = statutory.rule(key)
    return rule.name_en if english() else rule.name_ko


def _table() -> Table:
    return Table(
        "clocks",
        _("기한"),
        (
            Column(pgettext("code", "번호"), lambda r: r.code, "link"),
            Column(_("제목"), lambda r: r.title, ko=True),
            Column(_("규칙"), lambda r: rule_label(r.rule), main=False),
            Column(_("답할 곳"), lambda r: r.addressee, main=False, ko=True),
            Column(_("접수일"), lambda r: r.received_on, "day", main=False),
            Column(_("기한"), lambda r: r.due_on, "day"),
            Column(_("상태"), lambda r: str(ClockState(r.standing).label)),
        ),
        href=lambda r: reverse("desk:clock", args=[r.code]),
    )


def clocks(scope: Scope) -> list[ClockRow]:
    """The clocks received by then that the user may see, as they stood; 3 queries, of a past day up to 5."""
    from sangsaeng.desk.clocks import shown_to

    day = scope.day
    rows = shown_to(scope.user).filter(demonstration=scope.demonstration, received_on__lte=day)
    values = rows.order_by("due_on", "pk").values_list(
        "pk", "code", "rule_key", "title", "addressee", "received_on", "due_on", "state", "answered_on"
    )
    cancelled_later = set(
        Event.objects.filter(subject_type="clock", verb="clocks.cancel", at__gte=scope.end).values_list(
            "subject_id", flat=True
        )
    )
    stopped = Clock.objects.filter(
        Q(pauses__until_on=None) | Q(pauses__until_on__gt=day), pauses__from_on__lte=day
    )
    paused = set(stopped.values_list("pk", flat=True))
    ends = _ends_then(scope) if scope.is_past else {}
    found = []
    for pk, code, rule, title, addressee, received_on, due_on, state, answered_on in values:
        if state == ClockState.CANCELLED and code not in cancelled_later:
            standing, answered = ClockState.CANCELLED, None
        elif answered_on is not None and answered_on <= day:
            standing, answered = ClockState.ANSWERED, answered_on
        else:
            standing, answered = (ClockState.PAUSED if pk in paused else ClockState.RUNNING), None
        found.append(
            ClockRow(code, rule, title, addressee, received_on, ends.get(pk, due_on), standing, answered, day)
        )
    return found


def _ends_then(scope: Scope) -> dict[int, date]:
    """Ends that were moved after the day, worked out anew without what came later; 2 queries."""
    day = scope.day
    moved = Q(extended_on__gt=day) | Q(pauses__until_on__gt=day)
    changed = Clock.objects.filter(moved, demonstration=scope.demonstration).distinct()
    ends = {}
    for clock in changed.prefetch_related("pauses"):
        if clock.extended_on is not None and clock.extended_on > day:
            clock.extended_by, clock.extended_on = 0, None
        ended = [pause for pause in clock.pauses.all() if pause.until_on and pause.until_on <= day]
        ends[clock.pk] = clock.work_out(ended)
    return ends


def clocks_section(scope: Scope) -> Section | None:
    """None for who reads no clocks."""
    if not may(scope.user, "clocks.read"):
        return None
    table, rows = _table(), clocks(scope)
    tests: list[tuple[str, str, Any]] = [
        ("running", _("진행 중"), lambda r: r.standing == ClockState.RUNNING),
        ("paused", _("멈춤"), lambda r: r.standing == ClockState.PAUSED),
        ("soon", _("7일 안에 끝나는 것"), lambda r: r.is_soon),
        ("overdue", _("기한이 지난 것"), lambda r: r.is_overdue),
        ("answered", _("답변함"), lambda r: r.standing == ClockState.ANSWERED),
        ("late", _("기한을 넘겨 답한 것"), lambda r: r.is_late),
    ]

    def figures(name: str, label: str, of: list[ClockRow]) -> tuple[Figure, ...]:
        return tuple(
            Figure(f"clocks.{name}{key}", f"{label} · {words}", [row for row in of if test(row)], table)
            for key, words, test in tests
        )

    by_rule: dict[str, list[ClockRow]] = {}
    for row in rows:
        by_rule.setdefault(row.rule, []).append(row)
    lines = [Line(_("모두"), figures("", _("기한"), rows))]
    lines += [
        Line(rule_label(rule), figures(f"{rule}.", rule_label(rule), of))
        for rule, of in sorted(by_rule.items())
    ]
    return Section(
        "clocks",
        pgettext("heading", "기한"),
        (
            Grid(
                "clocks",
                pgettext("heading", "기한"),
                _("규칙"),
                tuple(words for _key, words, _test in tests),
                tuple(lines),
            ),
        ),
    )
