"""The one error of the trade readers: which file, which row, which column, and what to do."""

from __future__ import annotations


class InputError(ValueError):
    """Input that cannot be used; nothing of it was kept.

    Attributes:
        problem: what is wrong and what to do, in Korean, one sentence or two.
        file: the file's name as it was given (`archive.zip/member.csv` inside a zip), or None.
        row: the row as a spreadsheet counts it (the header is row 1; in XML the first item is 1), or None.
        column: the column's name as the file spells it, or None.

    Example:
        >>> str(InputError("값이 0보다 작습니다.", file="a.csv", row=3, column="v"))
        "a.csv, 3행, 'v' 열: 값이 0보다 작습니다."
    """

    def __init__(
        self, problem: str, *, file: str | None = None, row: int | None = None, column: str | None = None
    ) -> None:
        self.problem = problem
        self.file = file
        self.row = row
        self.column = column
        super().__init__(problem)

    def __str__(self) -> str:
        """One line, whatever the file's name or the value held."""
        where = [
            self.file,
            None if self.row is None else f"{self.row}행",
            None if self.column is None else f"'{self.column}' 열",
        ]
        place = ", ".join(part for part in where if part)
        text = f"{place}: {self.problem}" if place else self.problem
        return " ".join(text.split())
