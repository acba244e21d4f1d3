"""One stretch of a file's rows as text, and the checks that turn its columns into typed arrays."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from sangsaeng.analysis.trade.errors import InputError
from sangsaeng.analysis.trade.schema import VALUE_LIMIT

CURRENCY_COLUMNS = ("currency", "currencyCode", "currency_code", "cur", "통화", "화폐")
_MISSING = frozenset({"", "NA", "N/A", "null", "NULL", "-"})
_GROUPED = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_CURRENCY_MARK = re.compile(r"[$₩€¥£]|원$|\b(USD|KRW|EUR|JPY|CNY|GBP)\b", re.IGNORECASE)


@dataclass
class Batch:
    """Rows of one file, every cell still text.

    Attributes:
        file: the file's name, for errors.
        first_row: the row number of the batch's first row (the header of a CSV is row 1).
        columns: column name → pyarrow string array; all of one length.
    """

    file: str
    first_row: int
    columns: Mapping[str, Any]
    names: dict[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def fail(self, problem: str, column: str, index: int) -> NoReturn:
        """Raise the error for the cell at `index` (0-based in this batch)."""
        raise InputError(problem, file=self.file, row=self.first_row + index, column=column)

    def where(self, mask: Any) -> Batch:
        """The same batch with only the rows of `mask`; row numbers are then kept by `rows`."""
        import pyarrow.compute as pc

        kept = {name: pc.filter(array, mask) for name, array in self.columns.items()}
        picked = Picked(self.file, self.first_row, kept, self.names)
        picked.origin = pc.filter(self.rows(), mask)
        return picked

    def rows(self) -> Any:
        """The row number of each row, int32."""
        import numpy as np
        import pyarrow as pa

        return pa.array(np.arange(self.first_row, self.first_row + len(self), dtype=np.int32))

    def mapped(self, column: str, find: Callable[[str], str | None], error: Callable[[str], str]) -> Any:
        """Each distinct cell through `find`; a cell that it does not know fails with `error(cell)`.

        Returns a dictionary array of text.
        """
        import pyarrow as pa
        import pyarrow.compute as pc

        encoded = self.columns[column].dictionary_encode()
        found = [find(cell.strip()) for cell in encoded.dictionary.to_pylist()]
        for position, (cell, value) in enumerate(zip(encoded.dictionary.to_pylist(), found, strict=True)):
            if value is None:
                self.fail(error(cell), column, pc.index(encoded.indices, position).as_py())
        return pa.DictionaryArray.from_arrays(encoded.indices, pa.array(found, pa.string()))

    def integers(
        self, column: str, find: Callable[[str], int | None], problem: str, *, optional: bool = False
    ) -> Any:
        """Each distinct cell through `find` to an int32 array; None fails unless `optional`."""
        import pyarrow as pa
        import pyarrow.compute as pc

        encoded = self.columns[column].dictionary_encode()
        cells = encoded.dictionary.to_pylist()
        found = [find(cell.strip()) for cell in cells]
        if not optional and None in found:
            position = found.index(None)
            shown = problem.format(cells[position].strip())
            self.fail(shown, column, pc.index(encoded.indices, position).as_py())
        return pa.array(found, pa.int32()).take(encoded.indices)

    def numbers(self, column: str, *, required: bool) -> Any:
        """A column of numbers ≥ 0 as doubles; empty cells are null where not `required`.

        Thousands separators (`1,234`) are read.

        Raises:
            InputError: an empty required cell, text that is no number, a negative, infinite or NaN number.
        """
        import pyarrow as pa
        import pyarrow.compute as pc

        cells = pc.utf8_trim_whitespace(self.columns[column])
        missing = pc.is_in(cells, value_set=pa.array(sorted(_MISSING)))
        try:
            if required and pc.any(missing).as_py():
                self._slowly(cells.to_pylist(), column, required)
            numbers = pc.cast(pc.if_else(missing, None, cells), pa.float64())
        except pa.ArrowInvalid:
            numbers = pa.array(self._slowly(cells.to_pylist(), column, required), pa.float64())
        wrong = pc.or_(pc.less(numbers, 0.0), pc.invert(pc.is_finite(numbers)))
        index = pc.index(pc.fill_null(wrong, False), True).as_py()
        if index >= 0:
            value = numbers[index].as_py()
            problem = f"값이 0보다 작습니다({value:g})." if value < 0 else f"값이 숫자가 아닙니다({value})."
            self.fail(problem + " 원본을 확인하고 고쳐 주세요.", column, index)
        return numbers

    def _slowly(self, cells: list[str], column: str, required: bool) -> list[float | None]:
        numbers: list[float | None] = []
        for index, cell in enumerate(cells):
            if cell in _MISSING:
                if required:
                    self.fail("값이 비어 있습니다. 값을 채우거나 줄을 지워 주세요.", column, index)
                numbers.append(None)
            elif _PLAIN.fullmatch(cell) or _GROUPED.fullmatch(cell):
                numbers.append(float(cell.replace(",", "")))
            elif _CURRENCY_MARK.search(cell):
                problem = f"통화 표시가 섞여 있습니다('{cell}'). 미국 달러 숫자만 남겨 주세요."
                self.fail(problem, column, index)
            else:
                self.fail(f"숫자가 아닙니다('{cell}'). 숫자로 고쳐 주세요.", column, index)
        return numbers

    def dollars(self, column: str, *, times: int = 1) -> Any:
        """A required column of values × `times`, rounded to whole US dollars, int64."""
        import pyarrow as pa
        import pyarrow.compute as pc

        amounts = pc.round(pc.multiply(self.numbers(column, required=True), float(times)))
        index = pc.index(pc.greater_equal(amounts, float(VALUE_LIMIT)), True).as_py()
        if index >= 0:
            problem = f"값이 너무 큽니다({amounts[index].as_py():.0f}달러). 단위를 확인해 주세요."
            self.fail(problem, column, index)
        return pc.cast(amounts, pa.int64())

    def quantities(self, column: str | None) -> Any:
        """An optional column of quantities; all null where the file has none."""
        import pyarrow as pa

        if column is None or column not in self.columns:
            return pa.nulls(len(self), pa.float64())
        return self.numbers(column, required=False)

    def items(self, column: str, *, digits: int = 0) -> Any:
        """HS codes as digits; a leading zero that a spreadsheet dropped is put back.

        `digits` is the length every code must have (0: 2, 4, 6, 8 or 10).
        """

        def find(cell: str) -> str | None:
            if not re.fullmatch(r"[0-9]{1,10}", cell):
                return None
            code = cell.zfill(digits) if digits else cell.zfill(len(cell) + len(cell) % 2)
            return code if not digits or len(code) == digits else None

        return self.mapped(
            column, find, lambda cell: f"품목 코드가 아닙니다('{cell}'). HS 숫자로 고쳐 주세요."
        )

    def check_currency(self, seen: set[str]) -> None:
        """Fail where a currency column holds anything but one currency, US dollars; `seen` spans files."""
        import pyarrow.compute as pc

        for column in CURRENCY_COLUMNS:
            if column not in self.columns:
                continue
            encoded = self.columns[column].dictionary_encode()
            for position, cell in enumerate(encoded.dictionary.to_pylist()):
                code = cell.strip().upper()
                if code in seen or not code:
                    continue
                index = pc.index(encoded.indices, position).as_py()
                if seen:
                    both = f"{', '.join(sorted(seen))}와(과) {code}"
                    self.fail(f"통화가 둘 이상입니다({both}). 한 통화(USD)로 맞춰 주세요.", column, index)
                seen.add(code)
                if code not in {"USD", "US$"}:
                    others = {c.strip().upper() for c in encoded.dictionary.to_pylist() if c.strip()} - {code}
                    if others:
                        index = pc.index(encoded.indices, position + 1).as_py()
                        both = f"{code}와(과) {', '.join(sorted(others))}"
                        self.fail(f"통화가 둘 이상입니다({both}). 한 통화(USD)로 맞춰 주세요.", column, index)
                    self.fail(f"미국 달러가 아닙니다('{code}'). USD로 바꾼 값을 주세요.", column, index)


class Picked(Batch):
    """A batch of which rows were left out: it remembers where each row stood."""

    origin: Any

    def rows(self) -> Any:
        return self.origin

    def fail(self, problem: str, column: str, index: int) -> NoReturn:
        raise InputError(problem, file=self.file, row=self.origin[index].as_py(), column=column)
