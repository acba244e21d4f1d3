"""The one schema of trade rows, and the object that carries them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from sangsaeng.analysis.trade.errors import InputError

COLUMNS: Mapping[str, str] = {
    "year": "calendar year, int16",
    "month": "1–12, int8; null where the row is a whole year",
    "importer": "ISO 3166 alpha-3, or the statistical office's own area code (S19 …)",
    "exporter": "the same",
    "item": "HS code as digits, 2, 4, 6, 8 or 10 of them, leading zeros kept",
    "revision": "edition of the classification (HS2017, HS2022 …); null where the file does not say",
    "value_usd": "value in whole US dollars, int64",
    "quantity": "quantity, double; null where unknown",
    "quantity_unit": "t, kg or the unit as the file names it; null where unknown",
}

#: No single row may reach this (8.8 trillion dollars); up to it every sum in the engine is exact.
VALUE_LIMIT = 1 << 43


@lru_cache(maxsize=1)
def arrow_schema() -> Any:
    """`COLUMNS` as a pyarrow schema; text columns are dictionary-encoded."""
    import pyarrow as pa

    text = pa.dictionary(pa.int32(), pa.string())
    types = {
        "year": pa.int16(),
        "month": pa.int8(),
        "value_usd": pa.int64(),
        "quantity": pa.float64(),
    }
    return pa.schema([(name, types.get(name, text)) for name in COLUMNS])


@dataclass(frozen=True)
class Trade:
    """Bilateral trade in the one schema, with what its source can and cannot tell.

    Attributes:
        data: a pyarrow Table of `COLUMNS`, or the path of a Parquet file with these columns.
        source: `baci`, `kcs`, `comtrade`, or `tidy` (our own schema as CSV).
        files: the files it was read from.
        world: True where the rows are the trade of many countries, so that world totals mean something.
        reporters: countries whose imports were reported; None where every country's are (BACI, tidy).
        export_reporters: countries whose exports were reported; None where every country's are.
        monthly: True where the rows carry months (they are then added up to years).
        names: area code → name, for codes that the file's own country list names.

    Rows are unique by year, month, importer, exporter, item and revision; `read` refuses others. So annual
    rows need no adding up before shares are taken.
    """

    data: Any
    source: str
    files: tuple[str, ...] = ()
    world: bool = True
    reporters: frozenset[str] | None = None
    export_reporters: frozenset[str] | None = None
    monthly: bool = False
    names: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_parquet(cls, path: str | Path, *, monthly: bool = False) -> Trade:
        """World trade kept as a Parquet file in the schema of `COLUMNS`; the file is read when computed on.

        Args:
            path: the file. Its rows are trusted: unique by key, values in whole US dollars and none negative.
            monthly: whether `month` is filled.

        Raises:
            InputError: the file is missing, is not Parquet, or lacks a column.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            names = pq.read_schema(path).names
        except (OSError, pa.ArrowInvalid) as error:
            raise InputError("Parquet 파일로 읽을 수 없습니다.", file=str(path)) from error
        for column in COLUMNS:
            if column not in names:
                raise InputError(f"'{column}' 열이 없습니다.", file=str(path), column=column)
        return cls(data=Path(path), source="tidy", files=(str(path),), monthly=monthly)

    @property
    def table(self) -> Any:
        """The rows as a pyarrow Table (loaded from Parquet where they are kept there)."""
        return self.select(*COLUMNS)

    def select(self, *columns: str) -> Any:
        """The named columns as a pyarrow Table; of a Parquet file only these are read."""
        if isinstance(self.data, Path):
            import pyarrow.parquet as pq

            return pq.read_table(self.data, columns=list(columns))
        return self.data.select(list(columns))

    def reports_imports(self, country: str) -> bool:
        """Whether the source holds all of this country's imports."""
        return self.reporters is None or country in self.reporters

    def reports_exports(self, country: str) -> bool:
        """Whether the source holds all of this country's exports."""
        return self.export_reporters is None or country in self.export_reporters
