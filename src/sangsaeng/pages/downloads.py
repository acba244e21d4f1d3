"""What is shown, as a file: the same rows as CSV (UTF-8 with BOM) or XLSX."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.http import HttpResponse
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from sangsaeng.pages.listing import Listing

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "hwpx": "application/hwp+zip",
    "svg": "image/svg+xml",
    "hwp": "application/x-hwp",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "png": "image/png",
    "jpg": "image/jpeg",
}


def file_response(content: bytes, *, filename: str, format: str) -> HttpResponse:
    """A download under a Korean or English file name."""
    response = HttpResponse(content, content_type=TYPES[format])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _cell(value: Any) -> Any:
    """A value as the file formats know it: numbers, dates and texts as they are, all else as its text."""
    if isinstance(value, bool):
        return _("예") if value else _("아니요")
    if value is None or isinstance(value, int | float | Decimal | date):
        return value
    return str(value)


def rows_response(
    name: str, header: Sequence[str], rows: Iterable[Sequence[Any]], format: str
) -> HttpResponse:
    """Header and rows as one file `name.csv` or `name.xlsx`."""
    from sangsaeng.records.documents import xlsx
    from sangsaeng.records.documents.content import Column

    data = [[_cell(value) for value in row] for row in rows]
    columns = tuple(Column(str(label)) for label in header)
    content = (
        xlsx.render_csv(columns, data)
        if format == "csv"
        else xlsx.render_xlsx([xlsx.Sheet(name, columns, data)], title=name)
    )
    return file_response(content, filename=f"{name}.{format}", format=format)


def table_response(listing: "Listing", rows: Iterable[Any], format: str) -> HttpResponse:
    """Every selected row of a list, column by column as on the page."""
    header = [f"{c.label} ({c.unit})" if c.unit else str(c.label) for c in listing.columns]
    values = ([c.value(row) for c in listing.columns] for row in rows)
    return rows_response(listing.name, header, values, format)
