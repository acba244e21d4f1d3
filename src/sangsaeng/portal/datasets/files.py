"""A data set with its rows, and the same rows as CSV, JSON and XLSX."""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone

from sangsaeng.discovery.queries.profiles import hidden_firms, withdrawn_needs
from sangsaeng.portal.datasets.declared import COMPILED, Dataset, fact_rows
from sangsaeng.portal.datasets.recorded import MAKERS
from sangsaeng.records.queries import remembered

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class Content:
    """The rows of a data set, with or without invented ones; `changed` is a day or a month, or None."""

    dataset: Dataset
    rows: list[dict[str, Any]]
    demonstration: bool
    changed: str | None


# Which column of the facts names a firm of the list.
NAMES_A_FIRM = {"firms": "id", "firm_selections": "firm", "pairs": "supplier"}


def content(dataset: Dataset, *, demonstration: bool, base: str) -> Content:
    """The rows as everyone may read them now; made again only when something has happened, or a new day begun.

    `base` is where the site is reached. Invented rows stand behind the real ones, and only where they are asked for.
    """
    if dataset.facts:
        return remembered(f"portal.data.{dataset.key}", lambda: _facts(dataset))
    key = f"portal.data.{dataset.key}.{demonstration}.{base}.{timezone.localdate()}"
    return remembered(key, lambda: _recorded(dataset, demonstration, base))


def _facts(dataset: Dataset) -> Content:
    return Content(dataset, _still_shown(dataset, fact_rows(dataset)), False, COMPILED.isoformat())


def _still_shown(dataset: Dataset, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without firms whose record was taken out at their request, and needs that were withdrawn."""
    column = NAMES_A_FIRM.get(dataset.facts)
    if column is None and dataset.facts != "needs":
        return rows
    out = withdrawn_needs() if dataset.facts == "needs" else hidden_firms()
    return [row for row in rows if row[column or "id"] not in out] if out else rows


def _recorded(dataset: Dataset, demonstration: bool, base: str) -> Content:
    make = MAKERS[dataset.recorded]
    rows = [row for world in (False, True)[: 1 + demonstration] for row in make(world, base)]
    times = [row[dataset.changed] for row in rows if row[dataset.changed]] if dataset.changed else []
    return Content(dataset, rows, demonstration, max(times, default=None))


def as_json(found: Content, schema: str) -> bytes:
    """The rows with what they are, as one object that the schema describes."""
    whole = {
        "dataset": found.dataset.key,
        "title": found.dataset.title_ko,
        "licence": settings.DATA_LICENCE,
        "schema": schema,
        "demonstration": found.demonstration,
        "changed": found.changed,
        "rows": found.rows,
    }
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def _cell(value: Any) -> Any:
    """A value in a cell: lists by «;», counts as «key=count», true and false as JSON writes them."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "; ".join(value)
    if isinstance(value, dict):
        return "; ".join(f"{key}={count}" for key, count in value.items())
    return value


def as_table(found: Content, format: str) -> bytes:
    """CSV (UTF-8 with BOM), or XLSX with a second sheet that says what the columns are."""
    from sangsaeng.records.documents import xlsx
    from sangsaeng.records.documents.content import Column

    names = found.dataset.names
    columns = tuple(Column(name) for name in names)
    rows = [[_cell(row[name]) for name in names] for row in found.rows]
    if format == "csv":
        return xlsx.render_csv(columns, rows)
    legend = [[f.name, f.ko, f.en, f.type, ", ".join(f.values)] for f in found.dataset.fields]
    about = [
        ["title", found.dataset.title_ko, found.dataset.title_en, "", ""],
        ["about", found.dataset.about_ko, found.dataset.about_en, "", ""],
        ["licence", settings.DATA_LICENCE, settings.DATA_LICENCE, "", ""],
    ]
    header = tuple(Column(label) for label in ("name", "ko", "en", "type", "values"))
    sheets = [xlsx.Sheet(found.dataset.key, columns, rows), xlsx.Sheet("about", header, about + legend)]
    comments = "시연 자료가 들어 있습니다." if found.demonstration else ""
    return xlsx.render_xlsx(sheets, title=found.dataset.title_ko, comments=comments)
