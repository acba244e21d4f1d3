"""The pictures of the board: against the target, by state, by sector, money kind by kind, and over time."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sangsaeng.desk.board.board import Board
from sangsaeng.desk.board.figures import Figure, Grid, Section
from sangsaeng.pages import charts
from sangsaeng.pages.formats import won
from sangsaeng.support.charts import _unit as unit_of


def _grid(section: Section | None, key: str) -> Grid | None:
    grids = section.grids if section else ()
    return next((grid for grid in grids if grid.key == key), None)


def pictures(board: Board) -> list[charts.Chart]:
    """Those of which there is something to draw; figures of different kinds of support never share a picture."""
    if not board.models:
        return kinds(board)
    section = board.section("models")
    found = [
        _against(board),
        *_states(board, _grid(section, "states")),
        *_sectors(board, _grid(section, "sectors")),
    ]
    found += [*_time(board), *kinds(board)]
    return found


def _against(board: Board) -> charts.Chart:
    found = sum(row.recommended_on is not None for row in board.models)
    approved = sum(row.approved_on is not None for row in board.models)
    target = board.target
    rows = [
        charts.Progress(_("발굴(협의회 건의)"), found, target),
        charts.Progress(_("승인(위원회)"), approved),
    ]
    return charts.Chart(
        key="found",
        title=_("발굴과 승인"),
        spec=charts.progress(rows, unit=_("건")),
        alt=_("발굴 %(found)d건, 승인 %(approved)d건입니다.") % {"found": found, "approved": approved},
        header=[_("구분"), _("건수 (건)"), _("목표 (건)")],
        rows=[[row.label, row.done, row.target] for row in rows],
        as_of=board.scope.day,
    )


def _states(board: Board, grid: Grid | None) -> list[charts.Chart]:
    return _bars(board, grid, "states", 0, _("상태별 모델"))


def _sectors(board: Board, grid: Grid | None) -> list[charts.Chart]:
    return _bars(board, grid, "sectors", 0, _("업종별 모델"))


def _bars(board: Board, grid: Grid | None, key: str, at: int, title: str) -> list[charts.Chart]:
    rows = [
        (line.label, cell.value)
        for line in (grid.lines if grid else ())
        if isinstance(cell := line.cells[at], Figure) and cell.value
    ]
    if not rows:
        return []
    return [
        charts.Chart(
            key=key,
            title=title,
            spec=charts.bars([charts.Bar(label, value) for label, value in rows], unit=_("건")),
            alt=", ".join(
                _("%(name)s %(count)d건") % {"name": label, "count": value} for label, value in rows
            ),
            header=[title, _("건수 (건)")],
            rows=[list(row) for row in rows],
            as_of=board.scope.day,
        )
    ]


def _month_ends(first: date, last: date) -> list[date]:
    """The last day of each month from that of `first` on, and `last` itself."""
    from calendar import monthrange

    found, year, month = [], first.year, first.month
    while (end := date(year, month, monthrange(year, month)[1])) < last:
        found.append(end)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return [*found, last]


def _time(board: Board) -> list[charts.Chart]:
    """Handed in, found and approved, added up month by month; of one month alone there is no line."""
    days = _month_ends(min(row.submitted_on for row in board.models), board.scope.day)
    if len(days) < 2:
        return []
    series: list[tuple[str, list[date | None]]] = [
        (pgettext("step", "제출"), [row.submitted_on for row in board.models]),
        (pgettext("step", "건의"), [row.recommended_on for row in board.models]),
        (pgettext("step", "승인"), [row.approved_on for row in board.models]),
    ]
    counted = [(name, _added(on, days)) for name, on in series]
    lines = [
        charts.Line(name, [charts.Point(day, count) for day, count in zip(days, counts, strict=True)])
        for name, counts in counted
    ]
    return [
        charts.Chart(
            key="time",
            title=_("시간에 따라"),
            spec=charts.lines(lines, unit=_("건")),
            alt=_("%(day)s까지 모두 더한 수입니다.") % {"day": days[-1].isoformat()}
            + " "
            + ", ".join(
                _("%(name)s %(count)d건") % {"name": name, "count": counts[-1]} for name, counts in counted
            ),
            header=[_("날"), *(name for name, _counts in counted)],
            rows=[[day, *(counts[at] for _name, counts in counted)] for at, day in enumerate(days)],
            as_of=board.scope.day,
        )
    ]


def _added(on: Sequence[date | None], days: Sequence[date]) -> list[int]:
    from bisect import bisect_right

    known = sorted(day for day in on if day is not None)
    return [bisect_right(known, day) for day in days]


def kinds(board: Board) -> list[charts.Chart]:
    """One picture a kind with money in it, each on its own axis."""
    grid = _grid(board.section("support"), "support")
    found = []
    for line in grid.lines if grid else ():
        figures = [cell for cell in line.cells[:4] if isinstance(cell, Figure)]
        amounts = [(cell.label.rpartition(" · ")[2], cell.value) for cell in figures]
        known = [value for _label, value in amounts if value]
        if not known:
            continue
        size, unit = unit_of([value or 0 for _label, value in amounts])
        bars = [charts.Bar(label, None if value is None else value // size) for label, value in amounts]
        key = figures[0].key.split(".")[1].replace("_", "-")
        found.append(
            charts.Chart(
                key=f"kind-{key}",
                title=line.label,
                spec=charts.bars(bars, unit=unit),
                alt=f"{line.label}: " + ", ".join(f"{label} {won(value)}" for label, value in amounts),
                header=[_("구분"), _("금액(원)")],
                rows=[list(row) for row in amounts],
                as_of=board.scope.day,
            )
        )
    return found
