"""The report on a year's plan (시행계획 실적): planned, appropriated, committed, paid and the rate, programme by programme.

Kinds are never added. What is not known stays unknown: where one programme's budget is, so is the sum of its kind.
The statutory duty: each 30 April, with last year's results (특별조치법 시행령 §4).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Min
from django.utils import timezone

from sangsaeng.clocks import queries as clocks
from sangsaeng.clocks.models import Clock
from sangsaeng.deliberation.models import Meeting, MeetingState
from sangsaeng.parties.rules import may
from sangsaeng.support.models import Kind, Programme
from sangsaeng.support.queries import ledger

RULE = "annual_plan"


@dataclass(frozen=True)
class Line:
    """One programme of the year, or all of one kind (`programme` None); None is not known, of regulation not there."""

    kind: Kind
    programme: Programme | None
    count: int
    planned_krw: int | None
    appropriated_krw: int | None
    committed_krw: int | None
    paid_krw: int | None
    models: int

    @property
    def name(self) -> str:
        return self.programme.name if self.programme else str(self.kind.label)

    @property
    def has_money(self) -> bool:
        return self.kind is not Kind.REGULATION

    @property
    def is_fund(self) -> bool:
        """Formed is not invested: what was formed and what was invested of it make no rate."""
        return self.kind is Kind.FUND_FORMED

    @property
    def rate(self) -> Decimal | None:
        """Paid of appropriated, in per cent with one place (집행률)."""
        if self.is_fund or not self.appropriated_krw or self.paid_krw is None:
            return None
        share = Decimal(self.paid_krw * 100) / Decimal(self.appropriated_krw)
        return share.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class KindReport:
    """The programmes of a kind with their sum, and the sum of the year before where that was recorded."""

    kind: Kind
    lines: tuple[Line, ...]
    total: Line
    before: Line | None

    @property
    def change(self) -> Decimal | None:
        """Percentage points of the rate against the year before."""
        if self.before is None or self.total.rate is None or self.before.rate is None:
            return None
        return self.total.rate - self.before.rate


@dataclass(frozen=True)
class Report:
    year: int
    as_of: date
    before_as_of: date
    demonstration: bool
    kinds: tuple[KindReport, ...]

    @property
    def programmes(self) -> int:
        return sum(len(each.lines) for each in self.kinds)

    @property
    def has_before(self) -> bool:
        return any(each.before for each in self.kinds)


def default_day(year: int) -> date:
    """The last day of a year that is over; today in the year that runs."""
    return min(date(year, 12, 31), timezone.localdate())


def report(*, year: int, as_of: date, demonstration: bool) -> Report:
    """The report of a year as of a day, with the year before as of the same day; two queries."""
    before_as_of = _year_before(as_of)
    now = _lines(year, as_of, demonstration)
    before = {line.kind: line for line in _totals(_lines(year - 1, before_as_of, demonstration))}
    kinds = tuple(
        KindReport(
            kind=total.kind,
            lines=tuple(line for line in now if line.kind is total.kind),
            total=total,
            before=before.get(total.kind),
        )
        for total in _totals(now)
    )
    return Report(year, as_of, before_as_of, demonstration, kinds)


def _year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)


def _lines(year: int, as_of: date, demonstration: bool) -> list[Line]:
    rows: Any = ledger.programmes(as_of).filter(published=False, demonstration=demonstration, year=year)
    return [_line(each) for each in rows]


def _line(each: Any) -> Line:
    kind = Kind(each.kind)
    money = kind is not Kind.REGULATION
    # What came into the programme's own accounts: left there or committed. Without a known budget nothing is appropriated.
    appropriated = each.left_krw + each.committed_krw if each.budget_krw is not None else None
    return Line(
        kind=kind,
        programme=each,
        count=1,
        planned_krw=each.budget_krw if money else None,
        appropriated_krw=appropriated if money else None,
        committed_krw=each.committed_krw if money else None,
        paid_krw=each.paid_krw if money else None,
        models=each.models,
    )


def _totals(lines: Sequence[Line]) -> list[Line]:
    """One sum a kind, in the order of the kinds."""
    return [
        Line(
            kind=kind,
            programme=None,
            count=len(own),
            planned_krw=_sum(line.planned_krw for line in own),
            appropriated_krw=_sum(line.appropriated_krw for line in own),
            committed_krw=_sum(line.committed_krw for line in own),
            paid_krw=_sum(line.paid_krw for line in own),
            models=sum(line.models for line in own),
        )
        for kind in Kind
        if (own := [line for line in lines if line.kind is kind])
    ]


def _sum(amounts: Any) -> int | None:
    """The sum, or None where one of them is not known."""
    values = list(amounts)
    return None if any(value is None for value in values) else sum(values)


def years(*, demonstration: bool) -> list[int]:
    """The years that can be reported on: from the first recorded programme to this year, the newest first."""
    first = Programme.objects.filter(published=False, demonstration=demonstration).aggregate(
        first=Min("year")
    )["first"]
    this = timezone.localdate().year
    return list(range(this, min(first or this, this) - 1, -1))


def clock(user: Any) -> Clock | None:
    """The running clock of the duty to report, if there is one that this person sees."""
    return clocks.running(user).filter(rule_key=RULE).first()


def meetings(user: Any) -> list[Meeting]:
    """The meetings still to come or in session on whose agenda this person may put the report."""
    found = Meeting.objects.filter(
        state__in=[MeetingState.CALLED, MeetingState.OPEN, MeetingState.ADJOURNED],
        demonstration=bool(user.demonstration),
    ).select_related("body")
    return [each for each in found.order_by("held_at") if may(user, "deliberation.run", each)]
