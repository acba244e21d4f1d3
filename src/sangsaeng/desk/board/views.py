"""Pages of the board: all figures of a day, and the rows of one of them."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import override

from sangsaeng.desk.board import markup, papers
from sangsaeng.desk.board.as_of import Scope
from sangsaeng.desk.board.board import Board
from sangsaeng.desk.board.figures import Section
from sangsaeng.desk.board.pictures import pictures
from sangsaeng.pages import charts
from sangsaeng.pages.downloads import file_response, rows_response
from sangsaeng.proposals import published

PICTURE_OF = {"models": "found", "states": "states", "sectors": "sectors"}
FIRST_DAY = date(2019, 1, 1)  # the council was founded later than that
PAGE = 50


def _scope(request: HttpRequest) -> Scope:
    """Whose board of which day and world the address asks for; a day that cannot be is said, and today's shown."""
    user: Any = request.user
    today, asked = timezone.localdate(), request.GET.get("as_of", "")
    try:
        day = parse_date(asked) if asked else today
    except ValueError:
        day = None
    if day is None or day > today or day < FIRST_DAY:
        messages.warning(request, _("기준일은 2019년부터 오늘까지입니다. 오늘의 현황을 보여 드립니다."))
        day = today
    return Scope(user, day, user.demonstration or request.GET.get("world") == "demonstration")


def board(request: HttpRequest) -> HttpResponse:
    """The figures of a day; ?format=xlsx or pdf: the same on paper."""
    scope = _scope(request)
    found = Board(scope)
    name = f"{_('이행 현황판')} {scope.day.isoformat()}"
    wanted = request.GET.get("format")
    if "chart" not in request.GET:
        if wanted == "xlsx":
            return file_response(papers.xlsx(found), filename=f"{name}.xlsx", format="xlsx")
        if wanted == "pdf":
            with override("ko"):
                made = papers.pdf(Board(scope))
            return file_response(made, filename=f"{name}.pdf", format="pdf")
    drawn = pictures(found)
    if (download := charts.answer(request, drawn)) is not None:
        return download
    by_key = {chart.key: chart for chart in drawn}
    context = {
        "scope": scope,
        "sections": [_shown(section, scope, by_key) for section in found.sections],
        "count": {key: found.figure(f"models.{key}") for key in ("all", "found", "approved")},
        "target": found.target,
        "overdue": found.figure("clocks.overdue"),
        "due": found.figure("purchases.due"),
        "honoured": found.figure("purchases.honoured"),
        "left_out": found.figure("purchases.left_out"),
        "published": published.totals(),
        "seen": papers.seen_note(scope),
        "today": timezone.localdate(),
        "xlsx": markup.query(scope, format="xlsx"),
        "pdf": markup.query(scope, format="pdf"),
        "may_choose_world": not scope.user.demonstration,
    }
    return render(request, "desk/board.html", context)


def _shown(section: Section, scope: Scope, drawn: dict[str, charts.Chart]) -> dict[str, Any]:
    """A section as the page lays it out: small tables beside their pictures, two in a row; wide tables below."""
    beside: list[Any] = []
    wide: list[Any] = []
    if section.key == "support":
        beside = [chart for name, chart in drawn.items() if name.startswith("kind-")]
    for grid in section.grids:
        if not grid.lines:
            continue
        if section.key == "models":
            beside += [drawn[name] for name in (PICTURE_OF.get(grid.key, ""),) if name in drawn]
        (wide if len(grid.columns) > 3 else beside).append(
            markup.grid(grid, scope, alone=len(section.grids) == 1)
        )
    if section.key == "models" and "time" in drawn:
        wide.append(drawn["time"])
    return {
        "key": section.key,
        "title": section.title,
        "note": section.note,
        "beside": beside,
        "wide": wide,
        "empty": not beside and not wide,
    }


def rows(request: HttpRequest) -> HttpResponse:
    """The rows of one figure; their number is the figure. ?format=csv or xlsx: all of them."""
    scope = _scope(request)
    figure = Board(scope).figure(request.GET.get("figure", ""))
    if figure is None:
        raise Http404
    table = figure.table
    titles = papers.titles(scope.user, [table.model(row) for row in figure.rows])
    columns = papers.told(markup.titled(table.columns, titles, table.model), figure.rows)
    wanted = request.GET.get("format")
    if wanted in ("csv", "xlsx"):
        name = f"{figure.label} {scope.day.isoformat()}"
        data = (tuple(papers.cells(columns, row)) for row in figure.rows)
        return rows_response(name, [column.label for column in columns], data, wanted)
    page = Paginator(figure.rows, PAGE).get_page(request.GET.get("page"))
    here = list(page.object_list)
    context = {
        "scope": scope,
        "figure": figure,
        "number": markup.number(figure),
        "page": page,
        "table": markup.rows(columns, here, [table.href(row) for row in here], figure.label),
        "back": markup.query(scope),
        "links": {
            format: markup.query(scope, figure=figure.key, format=format) for format in ("csv", "xlsx")
        },
        "pages": [
            (n, markup.query(scope, figure=figure.key, page=str(n)) if isinstance(n, int) else "")
            for n in page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
        ],
        "seen": papers.seen_note(scope),
    }
    return render(request, "desk/board_rows.html", context)
