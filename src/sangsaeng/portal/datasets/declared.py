"""The declared data sets: columns, words in both languages, and the JSON Schema that follows from them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from types import NoneType
from typing import Any, get_args, get_type_hints

from sangsaeng import facts
from sangsaeng.facts import records
from sangsaeng.pages.markup import english

TYPES: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "day": {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    "month": {"type": "string", "pattern": r"^\d{4}-\d{2}$"},
    "moment": {"type": "string", "format": "date-time", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$"},
    "list": {"type": "array", "items": {"type": "string"}},
    "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
}
OF_HINT = {str: "text", int: "integer", bool: "boolean", Decimal: "number", date: "day"}
COMPILED = date(2026, 11, 22)  # of the shipped facts (docs/reference/facts.md)
NOT_GIVEN = {"hs_hint"}  # a hint of ours, no evidence
DEMONSTRATION = ("demonstration", "boolean", False, "시연(지어낸 자료) 여부", "invented, for demonstration")
READERS = {
    "selection_funnels": records.SelectionFunnel,
    "model_totals": records.ModelTotal,
    "named_models": records.NamedModel,
    "council_meetings": records.CouncilMeeting,
    "committee_meetings": records.CommitteeMeeting,
    "support_plan": records.Programme,
    "items": records.Item,
    "figures": records.Figure,
    "supply_events": records.SupplyEvent,
    "needs": records.Need,
    "firms": records.Firm,
    "firm_selections": records.FirmSelection,
    "pairs": records.Pair,
    "policy_lineage": records.PolicyStep,
    "statutory_rules": records.StatutoryRule,
    "sources": records.Source,
}


def said(korean: str, other: str) -> str:
    return other if english() else korean


@dataclass(frozen=True)
class Field:
    """One column of a data set."""

    name: str
    type: str
    may_be_missing: bool
    ko: str
    en: str
    values: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return said(self.ko, self.en)

    @property
    def schema(self) -> dict[str, Any]:
        """What a value of the column is, in JSON Schema."""
        rule: dict[str, Any] = {"title": self.ko, "description": self.en, **TYPES[self.type]}
        if self.may_be_missing:
            rule["type"] = [rule["type"], "null"]
        if self.values:
            rule["enum"] = [*self.values, None] if self.may_be_missing else list(self.values)
        return rule


@dataclass(frozen=True)
class Dataset:
    """One data set; `facts` names its reader, or `recorded` the function that reads what is recorded here."""

    key: str
    title_ko: str
    title_en: str
    about_ko: str
    about_en: str
    keywords_ko: tuple[str, ...]
    keywords_en: tuple[str, ...]
    fields: tuple[Field, ...]
    facts: str = ""
    recorded: str = ""
    changed: str = ""

    @property
    def title(self) -> str:
        return said(self.title_ko, self.title_en)

    @property
    def about(self) -> str:
        return said(self.about_ko, self.about_en)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)

    def schema(self, address: str) -> dict[str, Any]:
        """The JSON Schema of the JSON file; the columns of CSV and XLSX are the properties of a row, in this order."""
        row = {
            "type": "object",
            "properties": {field.name: field.schema for field in self.fields},
            "required": list(self.names),
            "additionalProperties": False,
        }
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": address,
            "title": self.title_ko,
            "description": self.about_en,
            "type": "object",
            "properties": {
                "dataset": {"const": self.key},
                "title": {"type": "string"},
                "licence": {"type": "string", "format": "uri"},
                "schema": {"type": "string", "format": "uri"},
                "demonstration": {"type": "boolean", "description": "whether invented rows are among them"},
                "changed": {"type": ["string", "null"], "pattern": r"^\d{4}-\d{2}(-\d{2})?$"},
                "rows": {"type": "array", "items": row},
            },
            "required": ["dataset", "title", "licence", "schema", "demonstration", "changed", "rows"],
            "additionalProperties": False,
        }


def _yaml(name: str) -> Any:
    import yaml

    return yaml.safe_load(files("sangsaeng.portal").joinpath(f"data/{name}").read_text(encoding="utf-8"))


def _type_of(hint: Any) -> tuple[str, bool]:
    """The type of a column by the hint of the record, and whether it may be missing."""
    options = get_args(hint) if NoneType in get_args(hint) else (hint,)
    kept = [each for each in options if each is not NoneType]
    missing = len(kept) < len(options)
    kind = kept[0]
    if kind in OF_HINT:
        return OF_HINT[kind], missing
    origin = getattr(kind, "__origin__", None)
    if origin is tuple:
        return "list", missing
    if origin is Mapping or (isinstance(origin, type) and issubclass(origin, Mapping)):
        return "counts", missing
    raise TypeError(f"no column type for {hint}")


def _of_record(reader: str, names: dict[str, list[str]]) -> tuple[Field, ...]:
    record = READERS[reader]
    hints = get_type_hints(record)
    found = []
    for each in fields(record):
        if each.name not in NOT_GIVEN:
            kind, missing = _type_of(hints[each.name])
            korean, other = names.get(f"{reader}.{each.name}", names[each.name])
            found.append(Field(each.name, kind, missing, korean, other))
    return tuple(found)


@cache
def all_datasets() -> tuple[Dataset, ...]:
    """Every declared data set, in the order of the file."""
    names: dict[str, list[str]] = _yaml("fields.yaml")
    found = []
    for row in _yaml("datasets.yaml"):
        if "facts" in row:
            columns = _of_record(row["facts"], names)
        else:
            columns = tuple(
                Field(name, kind, missing, ko, en, tuple(values[0]) if values else ())
                for name, (kind, missing, ko, en, *values) in row["columns"].items()
            )
            columns = (*columns, Field(*DEMONSTRATION))
        (title_ko, title_en), (about_ko, about_en) = row["title"], row["about"]
        korean, other = row["keywords"]
        found.append(
            Dataset(
                key=row["key"],
                title_ko=title_ko,
                title_en=title_en,
                about_ko=about_ko,
                about_en=about_en,
                keywords_ko=tuple(korean),
                keywords_en=tuple(other),
                fields=columns,
                facts=row.get("facts", ""),
                recorded=row.get("recorded", ""),
                changed=row.get("changed", ""),
            )
        )
    return tuple(found)


def find(key: str) -> Dataset:
    """The data set of that key; LookupError where there is none."""
    for each in all_datasets():
        if each.key == key:
            return each
    raise LookupError(key)


def _plain(value: Any) -> Any:
    """A value as JSON knows it."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Mapping):
        return dict(value)
    return value.isoformat() if isinstance(value, date) else value


def fact_rows(dataset: Dataset) -> list[dict[str, Any]]:
    """The rows of shipped facts, in the order of their file."""
    rows = getattr(facts, dataset.facts)()
    return [{name: _plain(getattr(row, name)) for name in dataset.names} for row in rows]
