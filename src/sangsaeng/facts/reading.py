"""Reading one shipped file into records: strict, with the file, row and field in every error."""

from __future__ import annotations

import csv
import types
import typing
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypeVar

DATA = Path(__file__).parent / "data"
Record = TypeVar("Record")


class FactsError(ValueError):
    """A shipped fact that cannot be read: says file, row and field."""

    def __init__(self, *, file: str, row: int | str, field: str, problem: str) -> None:
        super().__init__(f"{file}, row {row}, field {field}: {problem}")
        self.file, self.row, self.field = file, row, field


def _boolean(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError("neither true nor false")
    return text == "true"


def _many(text: str) -> tuple[str, ...]:
    return tuple(text.split(";")) if text else ()


_PARSERS: dict[Any, Callable[[str], Any]] = {
    str: str,
    int: int,
    bool: _boolean,
    Decimal: Decimal,
    date: date.fromisoformat,
    tuple[str, ...]: _many,
}


def _fields(record: type[Any], derived: frozenset[str]) -> list[tuple[str, Callable[[str], Any], bool]]:
    """Of each field: its name, how its text is read, and whether it may be empty."""
    found = []
    for name, hint in typing.get_type_hints(record).items():
        if name in derived:
            continue
        optional = isinstance(hint, types.UnionType)
        kind = next(a for a in typing.get_args(hint) if a is not type(None)) if optional else hint
        found.append((name, _PARSERS[kind], optional or kind == tuple[str, ...]))
    return found


def read_csv(
    file: str,
    record: type[Record],
    *,
    derive: Mapping[str, Callable[[Mapping[str, Any]], Any]] | None = None,
    folder: Path | None = None,
) -> tuple[Record, ...]:
    """Read `file` of the data folder into a tuple of `record`, in the file's order.

    An empty cell is None where the record allows it, else an error. `derive` computes fields that are not
    columns. Raises `FactsError` on a missing or an unknown column, a missing value, or one of the wrong form.
    """
    derive = derive or {}
    fields = _fields(record, frozenset(derive))
    rows: list[Record] = []
    with ((folder or DATA) / file).open(encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream, strict=True)
        header = next(reader, [])
        names = [name for name, _, _ in fields]
        if header != names:
            odd = sorted(set(header) ^ set(names)) or ["the order of the columns"]
            raise FactsError(file=file, row=1, field=odd[0], problem="columns do not fit the record")
        for number, cells in enumerate(reader, start=2):
            if len(cells) != len(fields):
                raise FactsError(file=file, row=number, field=names[0], problem=f"{len(cells)} cells")
            values: dict[str, Any] = {}
            for (name, parse, may_be_empty), text in zip(fields, cells, strict=True):
                try:
                    values[name] = parse(text) if text or not may_be_empty else _empty(parse)
                    if not text and not may_be_empty:
                        raise ValueError("empty")
                except (ValueError, InvalidOperation) as error:
                    raise FactsError(file=file, row=number, field=name, problem=str(error)) from error
            for name, compute in derive.items():
                values[name] = compute(values)
            rows.append(record(**values))
    return tuple(rows)


def _empty(parse: Callable[[str], Any]) -> Any:
    return () if parse is _many else None


def read_yaml(file: str, *, folder: Path | None = None) -> Any:
    """The content of a YAML file of the data folder; `FactsError` with the place where it does not parse."""
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        with ((folder or DATA) / file).open(encoding="utf-8") as stream:
            return yaml.load(stream, Loader=loader)  # noqa: S506 - a safe loader, in C where there is one
    except yaml.MarkedYAMLError as error:
        row = error.problem_mark.line + 1 if error.problem_mark else 0
        raise FactsError(file=file, row=row, field="-", problem=error.problem or "not YAML") from error


def read_list(file: str, record: type[Record], *, folder: Path | None = None) -> tuple[Record, ...]:
    """Read a YAML list of mappings into a tuple of `record`, as strictly as `read_csv`.

    Every field is written out, null where it is not public. Raises `FactsError` with the row's id.
    """
    content = read_yaml(file, folder=folder)
    if not isinstance(content, list):
        raise FactsError(file=file, row=1, field="-", problem="not a list")
    hints = typing.get_type_hints(record)
    rows = []
    for number, entry in enumerate(content, start=1):
        row = entry.get("id") or entry.get("key") or number
        odd = sorted(set(entry) ^ set(hints), key=str)
        if odd:
            raise FactsError(file=file, row=row, field=str(odd[0]), problem="missing or unknown")
        values = {}
        for name, hint in hints.items():
            try:
                values[name] = _fit(entry[name], hint)
            except ValueError as error:
                raise FactsError(file=file, row=row, field=name, problem=str(error)) from error
        rows.append(record(**values))
    return tuple(rows)


def _fit(value: Any, hint: Any) -> Any:
    """`value` as YAML gave it, in the type of the record; ValueError where it does not fit."""
    kinds = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    if value is None:
        if type(None) in kinds:
            return None
        raise ValueError("empty")
    kind = next(each for each in kinds if each is not type(None))
    if kind == tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise ValueError("not a list of words")
        return tuple(value)
    if typing.get_origin(kind) is Mapping:
        if not isinstance(value, dict):
            raise ValueError("not a mapping")
        return types.MappingProxyType(value)
    if kind is date and isinstance(value, str):
        return date.fromisoformat(value)
    if type(value) is not kind:
        raise ValueError(f"{value!r} is not {kind.__name__}")
    return value
