"""Section «outcomes»: indicators at their target, under way or unknown; checked values apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sangsaeng.desk.board.as_of import Scope
from sangsaeng.desk.board.figures import Column, Figure, Grid, Line, Section, Table
from sangsaeng.followup import progress
from sangsaeng.followup.models import Indicator, Observation
from sangsaeng.proposals.queries import whole_to


@dataclass
class IndicatorRow:
    """An indicator with the newest value told by then; `value` is None where there was none."""

    code: str
    model: str
    codename: str
    kind: str
    name: str
    unit: str
    target: Decimal
    target_year: int
    more_is_better: bool
    value: Decimal | None = None
    year: int | None = None
    checked: bool = False

    @property
    def standing(self) -> str:
        if self.value is None:
            return "unknown"
        reached = progress.is_reached(self.target, self.value, more_is_better=self.more_is_better)
        return "reached" if reached else "under_way"


def _written(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():,f}"


def _table() -> Table:
    return Table(
        "indicators",
        _("성과지표"),
        (
            Column(_("지표"), lambda r: r.name, ko=True),
            Column(_("상생모델"), lambda r: r.model, "link"),
            Column(_("과제명"), lambda r: r.codename, main=False, ko=True),
            Column(_("종류"), lambda r: str(Indicator.Kind(r.kind).label), main=False),
            Column(_("목표"), lambda r: f"{_written(r.target)} {r.unit} ({r.target_year})", ko=True),
            Column(
                _("가장 새 값"),
                lambda r: f"{_written(r.value)} {r.unit} ({r.year})" if r.value is not None else None,
                ko=True,
            ),
            Column(_("확인함"), lambda r: _("예") if r.checked else _("아니요"), main=False),
        ),
        model=lambda r: r.model,
        href=lambda r: reverse("proposals:model", args=[r.model]),
    )


def indicators(scope: Scope) -> list[IndicatorRow]:
    """The indicators set by then, of models that the user reads whole, with their newest value; 2 queries.

    A value that a later one corrected counts until the correction came; it is checked once somebody had checked it by then.
    """
    seen: dict[str, Any] = {
        "model__in": whole_to(scope.user),
        "demonstration": scope.demonstration,
        "entered_at__lt": scope.end,
    }
    asked = Indicator.objects.filter(**seen).order_by("model__code", "kind", "code")
    rows: dict[int, IndicatorRow] = {}
    for pk, code, model, codename, kind, name, unit, target, year, more in asked.values_list(
        *("pk", "code", "model__code", "model__codename", "kind", "name", "unit"),
        *("target", "target_year", "more_is_better"),
    ):
        rows[pk] = IndicatorRow(code, model, codename, kind, name, unit, target, year, more)
    told = (
        Observation.objects.filter(indicator__demonstration=scope.demonstration, entered_at__lt=scope.end)
        .order_by("year", "pk")
        .values_list("pk", "indicator_id", "value", "year", "checked_at", "corrects_id")
    )
    values = list(told)
    gone = {corrects for *_rest, corrects in values if corrects is not None}
    for pk, indicator, value, year, checked_at, _corrects in values:
        if pk not in gone and (row := rows.get(indicator)) is not None:
            row.value, row.year = value, year
            row.checked = checked_at is not None and checked_at < scope.end
    return list(rows.values())


def outcomes_section(scope: Scope) -> Section:
    table, rows = _table(), indicators(scope)
    standings = {
        "reached": _("목표에 이름"),
        "under_way": pgettext("outcome", "진행 중"),
        "unknown": _("알 수 없음"),
    }

    def figure(key: str, label: str, of: Sequence[Any]) -> Figure:
        return Figure(f"outcomes.{key}", label, of, table)

    lines = [Line(_("모든 지표"), (figure("all", _("모든 지표"), rows), None))]
    for key, label in standings.items():
        of = [row for row in rows if row.standing == key]
        checked = [row for row in of if row.checked]
        second = (
            figure(f"{key}_checked", f"{label} · {_('확인한 값')}", checked) if key != "unknown" else None
        )
        lines.append(Line(label, (figure(key, label, of), second)))
    kinds = []
    for kind in Indicator.Kind:
        of = [row for row in rows if row.kind == kind]
        if of:
            cells = tuple(
                figure(f"{kind}.{key}", f"{kind.label} · {label}", [row for row in of if row.standing == key])
                for key, label in standings.items()
            )
            kinds.append(Line(str(kind.label), (figure(f"{kind}.all", str(kind.label), of), *cells)))
    return Section(
        "outcomes",
        _("성과"),
        (
            Grid(
                "outcomes",
                _("목표와 견주어"),
                _("구분"),
                (_("지표 수"), _("그 가운데 확인한 값")),
                tuple(lines),
            ),
            Grid("kinds", _("종류별 지표"), _("종류"), (_("지표 수"), *standings.values()), tuple(kinds)),
        ),
        note=_("가장 새 값을 목표와 견줍니다. 확인한 값은 적은 사람이 아닌 사람이 증빙을 확인한 값입니다."),
    )
