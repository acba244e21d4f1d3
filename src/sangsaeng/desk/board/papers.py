"""The board on paper and as a workbook, and its figures frozen for an answer: the same figures each time."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sangsaeng.desk.board.as_of import Scope
from sangsaeng.desk.board.board import Board
from sangsaeng.desk.board.figures import Cell, Column, Figure, Grid, Table, said
from sangsaeng.pages.formats import day
from sangsaeng.proposals import published
from sangsaeng.proposals.queries import whole_to
from sangsaeng.records.documents.frozen import FrozenTable, Value

BODY = "상생협의회 실무지원단(대·중소기업·농어업협력재단)"


def _value(cell: Cell) -> Value:
    if isinstance(cell, Figure):
        return _("알 수 없음") if cell.value is None else cell.value
    return "–" if cell is None else cell


def _header(grid: Grid) -> tuple[str, ...]:
    """The columns, with the unit where a column holds money."""
    labels = []
    for at, label in enumerate(grid.columns):
        money = any(isinstance(cell := line.cells[at], Figure) and cell.is_money for line in grid.lines)
        labels.append(f"{label}({_('원')})" if money else label)
    return (grid.first, *labels)


def frozen(grid: Grid) -> FrozenTable:
    """A grid as plain values."""
    rows = tuple((line.label, *map(_value, line.cells)) for line in grid.lines)
    return FrozenTable(grid.title, _header(grid), rows)


def titles(user: Any, codes: Sequence[str]) -> dict[str, str]:
    """The titles of those models that `user` reads whole; one query."""
    wanted = {code for code in codes if code}
    return dict(whole_to(user).filter(code__in=wanted).values_list("code", "title")) if wanted else {}


def cells(columns: Sequence[Column], row: Any) -> Iterator[Any]:
    """The plain values of a row, as a file holds them."""
    for column in columns:
        value = column.get(row)
        yield value if value is None or isinstance(value, int | float | date) else str(value)


def pdf(board: Board) -> bytes:
    """The board as a paper, A4, Korean; to be called with Korean in force."""
    from sangsaeng.desk.board.pictures import pictures
    from sangsaeng.pages import charts
    from sangsaeng.records.documents.board import BoardPaper, Part, Picture, board_document
    from sangsaeng.records.documents.pdf import render_pdf

    drawn = {chart.key: chart for chart in pictures(board)}
    chosen = {"models": ("found", "states", "sectors", "time")}
    told = published.totals()
    parts = []
    for section in board.sections:
        keys: Sequence[str] = chosen.get(section.key, ())
        if section.key == "support":
            keys = [key for key in drawn if key.startswith("kind-")]
        pictured = [drawn[key] for key in keys if key in drawn]
        parts.append(
            Part(
                section.title,
                tuple(frozen(grid) for grid in section.grids),
                tuple(
                    Picture(charts.svg(each.spec, alt=each.alt), each.alt, each.title) for each in pictured
                ),
                section.note,
            )
        )
    counted = f"공표된 수({told.as_of} 기준)는 목표 {told.target.count}개 가운데 발굴 {told.found.count}개, 승인 {told.approved.count}개입니다. 이 현황판의 수와 더하지 않습니다."
    return render_pdf(
        board_document(
            BoardPaper(
                title="이행 현황판",
                body=BODY,
                as_of=board.scope.day,
                parts=tuple(parts),
                facts=counted,
                seen=seen_note(board.scope),
                dated=timezone.now(),
                demonstration=board.scope.demonstration,
            )
        )
    )


def seen_note(scope: Scope) -> str:
    """Who does not read every model is told that the board counts what he may know."""
    if scope.user.role in ("secretariat", "auditor"):
        return ""
    return _("볼 수 있는 상생모델만 셉니다. 이해관계가 있어 볼 수 없는 것은 들어 있지 않습니다.")


def xlsx(board: Board) -> bytes:
    """The board as a workbook: a sheet a section, then a sheet for each sort of rows."""
    from sangsaeng.records.documents.content import DEMONSTRATION_MARK
    from sangsaeng.records.documents.content import Column as SheetColumn
    from sangsaeng.records.documents.xlsx import Sheet, render_xlsx

    header = (_("표"), _("항목"), _("열"), _("값"), _("단위"))
    sheets = [
        Sheet(
            _("요약"),
            (SheetColumn(_("항목")), SheetColumn(_("내용"))),
            [
                (_("기준일"), day(board.scope.day)),
                (_("구분"), _("시연") if board.scope.demonstration else _("실제")),
                *((section.title, section.note) for section in board.sections),
            ],
        )
    ]
    for section in board.sections:
        rows = [(each.grid, each.line, each.column, each.value, each.unit) for each in said(section)]
        sheets.append(Sheet(section.title, tuple(SheetColumn(label) for label in header), rows))
    for table, of in board.tables():
        shown = _with_titles(board.scope, table, of)
        sheets.append(
            Sheet(
                f"{table.title} {_('목록')}",
                tuple(SheetColumn(column.label) for column in shown),
                [tuple(cells(shown, row)) for row in of],
            )
        )
    return render_xlsx(
        sheets,
        title=_("이행 현황판"),
        author=BODY,
        dated=timezone.now(),
        comments=DEMONSTRATION_MARK["ko"] if board.scope.demonstration else "",
    )


def _with_titles(scope: Scope, table: Table, of: Sequence[Any]) -> tuple[Column, ...]:
    from sangsaeng.desk.board.markup import titled

    return titled(table.columns, titles(scope.user, [table.model(row) for row in of]), table.model)


def offered() -> list[tuple[str, str]]:
    """What may be laid beside an answer, by key and name: parts of the board, and lists that name no firm and no item."""
    parts = [
        ("models", _("발굴과 승인")),
        ("dates", _("계획한 날과 실제 날")),
        ("support", _("종류별 지원")),
        ("clocks", pgettext("heading", "기한")),
        ("purchases", _("구매이행")),
        ("outcomes", _("성과")),
        ("rounds", _("선정 공고")),
    ]
    lists = [
        ("models.found", _("발굴한 모델의 목록")),
        ("models.approved", _("승인된 모델의 목록")),
        ("models.all", _("제출한 모델의 목록")),
        ("milestones.all", _("이정표의 목록")),
        ("purchases.due", _("기한이 된 구매 차수의 목록")),
        ("outcomes.all", _("성과지표의 목록")),
    ]
    named = _("현황판의 수: %(part)s")
    return [*((key, named % {"part": part}) for key, part in parts), *lists]


def snapshot(user: Any, as_of: date, demonstration: bool, wished: Sequence[str]) -> dict[str, Any]:
    """The whole board of that day as plain JSON, which of its parts are `chosen` for the paper, and the wished lists.

    No list holds a title or a firm.
    """
    board = Board(Scope(user, as_of, demonstration))
    sections = [
        {
            "key": section.key,
            "title": section.title,
            "grids": [
                {
                    "title": table.title,
                    "header": list(table.header),
                    "rows": [list(row) for row in table.rows],
                }
                for table in map(frozen, section.grids)
            ],
        }
        for section in board.sections
    ]
    names, tables = dict(offered()), []
    for key in wished:
        if "." in key and (figure := board.figure(key)) is not None:
            columns = told(figure.table.columns, figure.rows)
            tables.append(
                {
                    "key": key,
                    "title": names.get(key, figure.label),
                    "header": [column.label for column in columns],
                    "rows": [
                        [
                            _plain(column, value)
                            for column, value in zip(columns, cells(columns, row), strict=True)
                        ]
                        for row in figure.rows
                    ],
                }
            )
    return {"sections": sections, "tables": tables, "chosen": [key for key in wished if "." not in key]}


def _plain(column: Column, value: Any) -> Value:
    if value is None and column.kind != "won":
        return "–"  # a step not taken, a number not given: there is nothing to know
    return value.isoformat() if isinstance(value, date) else value


def told(columns: Sequence[Column], of: Sequence[Any]) -> list[Column]:
    """The columns without those secondary days that no row has."""
    return [
        column
        for column in columns
        if column.main or column.kind != "day" or any(column.get(row) is not None for row in of)
    ]
