"""What a board is made of: figures with their rows, laid out in grids, a few grids a section."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _

Kind = Literal["text", "day", "won", "number", "state", "link"]


@dataclass(frozen=True)
class Column:
    """One column of the rows behind a figure; `get(row)` is what stands in it. `ko` marks Korean names."""

    label: str
    get: Callable[[Any], Any]
    kind: Kind = "text"
    main: bool = True
    ko: bool = False


@dataclass(frozen=True)
class Table:
    """How rows of one sort are shown. `model` tells which model a row is about, so that who may reads its title."""

    key: str
    title: str
    columns: tuple[Column, ...]
    model: Callable[[Any], str] = lambda row: ""
    href: Callable[[Any], str] = lambda row: ""


@dataclass(frozen=True)
class Figure:
    """One number and the rows it is made of: how many, or (with `amount`) the sum of their amounts in won.

    Rows with an unknown amount are counted in `unknown` and never as nought; all unknown make the figure unknown.
    """

    key: str
    label: str
    rows: Sequence[Any]
    table: Table
    amount: Callable[[Any], int | None] | None = None

    @property
    def value(self) -> int | None:
        if self.amount is None:
            return len(self.rows)
        known = [each for each in map(self.amount, self.rows) if each is not None]
        return sum(known) if known or not self.rows else None

    @property
    def unknown(self) -> int:
        return 0 if self.amount is None else sum(self.amount(row) is None for row in self.rows)

    @property
    def is_money(self) -> bool:
        return self.amount is not None

    @property
    def unit(self) -> str:
        return _("원") if self.is_money else _("건")


Cell = Figure | str | int | None


@dataclass(frozen=True)
class Line:
    """One line of a grid: its name, and a figure (or a text, a number of days, nothing) for each column."""

    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Grid:
    """A table of figures."""

    key: str
    title: str
    first: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    note: str = ""


@dataclass(frozen=True)
class Section:
    """One part of the board; `note` says how it counts."""

    key: str
    title: str
    grids: tuple[Grid, ...]
    note: str = ""

    def figures(self) -> Iterator[Figure]:
        for grid in self.grids:
            for line in grid.lines:
                for cell in line.cells:
                    if isinstance(cell, Figure):
                        yield cell


@dataclass(frozen=True)
class Said:
    """A figure or a cell in words, as a workbook has it: grid, line, column, value, unit."""

    grid: str
    line: str
    column: str
    value: int | str | None
    unit: str


def said(section: Section) -> Iterator[Said]:
    """Every cell of a section, line by line."""
    for grid in section.grids:
        for line in grid.lines:
            for column, cell in zip(grid.columns, line.cells, strict=True):
                if isinstance(cell, Figure):
                    yield Said(grid.title, line.label, column, cell.value, cell.unit)
                elif cell not in (None, ""):
                    unit = _("일") if isinstance(cell, int) else ""
                    yield Said(grid.title, line.label, column, cell, unit)
