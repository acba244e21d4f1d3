"""The one table page: search, filters, sort, paging, chips and downloads, all held in the address.

A stage declares a `Listing` (columns, filters, search fields) over a queryset; `page()` answers the request
with what the template `pages/listing.html` shows, or with the same rows as CSV or XLSX.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.functional import Promise

from sangsaeng.pages.downloads import table_response

PAGE_SIZE = 50
Text = str | Promise


@dataclass(frozen=True)
class Column:
    """One column: `value(row)` is what stands in a cell (also in downloads); `html(row)` only on the page.

    `sort` names the database fields to sort by (nothing: not sortable); `width` in per cent; `main` columns
    stay on a narrow screen (four at most); `unit` stands in the header.
    """

    key: str
    label: Text
    value: Callable[[Any], Any]
    html: Callable[[Any], str] | None = None
    sort: tuple[str, ...] = ()
    numeric: bool = False
    width: int = 0
    main: bool = True
    unit: Text = ""
    link: Callable[[Any], str | None] | None = None
    lang: str = ""


@dataclass(frozen=True)
class Filter:
    """A choice in the address: `?key=value` keeps the rows that `apply(value)` selects."""

    key: str
    label: Text
    choices: Callable[[], Sequence[tuple[str, Text]]]
    apply: Callable[[str], Q]


@dataclass(frozen=True)
class Listing:
    name: str
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...] = ()
    search: tuple[str, ...] = ()
    also: Callable[[str], Q] | None = None  # where else a word is looked for
    order: str = ""
    empty: Text = ""
    search_label: Text = ""
    tiebreak: str = "pk"
    size: int = PAGE_SIZE


@dataclass
class Chip:
    label: str
    remove: str


@dataclass
class Page:
    """What `pages/listing.html` shows."""

    listing: Listing
    headers: list[dict[str, Any]]
    rows: list[list[dict[str, Any]]]
    paginator: Any
    number: int
    total: int
    filters: list[dict[str, Any]]
    chips: list[Chip]
    query: str
    links: dict[str, Any] = field(default_factory=dict)
    kept: list[tuple[str, str]] = field(default_factory=list)  # what else the address holds


def _address(params: QueryDict, **changes: str | None) -> str:
    new = params.copy()
    for key, value in changes.items():
        if value is None:
            new.pop(key, None)
        else:
            new[key] = value
    encoded = new.urlencode()
    return f"?{encoded}" if encoded else "?"


def select(listing: Listing, rows: QuerySet[Any], params: QueryDict) -> tuple[QuerySet[Any], list[Chip], str]:
    """The rows that the address asks for, the chips that say so, and the sort in force («-key» descending)."""
    chips = []
    words = params.get("q", "").strip()
    if words and listing.search:
        for word in words.split():
            anywhere = Q()
            for name in listing.search:
                anywhere |= Q(**{f"{name}__icontains": word})
            if listing.also:
                anywhere |= listing.also(word)
            rows = rows.filter(anywhere)
        chips.append(Chip(f"“{words}”", _address(params, q=None, page=None)))
    for choice in listing.filters:
        value = params.get(choice.key, "")
        labels = dict(choice.choices()) if value else {}
        if value and value in labels:
            rows = rows.filter(choice.apply(value))
            chips.append(
                Chip(f"{choice.label}: {labels[value]}", _address(params, **{choice.key: None, "page": None}))
            )
    sort = params.get("sort") or listing.order
    column = next((c for c in listing.columns if c.key == sort.lstrip("-") and c.sort), None)
    if column is None:
        sort = listing.order
        column = next((c for c in listing.columns if c.key == sort.lstrip("-")), None)
    if column is not None:
        from django.db.models import F

        down = sort.startswith("-")
        # unknown stays last in either direction
        keys = [F(f).desc(nulls_last=True) if down else F(f).asc(nulls_last=True) for f in column.sort]
        rows = rows.order_by(*keys, listing.tiebreak)
    return rows, chips, sort


def _kept(listing: Listing, params: QueryDict) -> list[tuple[str, str]]:
    """Parameters that are not the list's own: a search keeps them."""
    own = {"q", "sort", "page", "format", *(choice.key for choice in listing.filters)}
    return [(key, value) for key, values in params.lists() if key not in own for value in values]


def _cells(listing: Listing, row: Model) -> list[dict[str, Any]]:
    cells = []
    for column in listing.columns:
        cells.append(
            {
                "column": column,
                "html": column.html(row) if column.html else None,
                "text": "" if column.html else column.value(row),
                "href": column.link(row) if column.link else None,
            }
        )
    return cells


def page(listing: Listing, rows: QuerySet[Any], request: HttpRequest) -> Page | HttpResponse:
    """The page that the address asks for; with ?format=csv or xlsx, every selected row as a download."""
    params = request.GET
    chosen, chips, sort = select(listing, rows, params)
    wanted = params.get("format")
    if wanted in ("csv", "xlsx"):
        return table_response(listing, chosen, wanted)
    paginator = Paginator(chosen, listing.size)
    current = paginator.get_page(params.get("page"))
    headers = []
    for column in listing.columns:
        direction = ("down" if sort.startswith("-") else "up") if column.key == sort.lstrip("-") else ""
        target = f"-{column.key}" if direction == "up" else column.key
        headers.append(
            {
                "column": column,
                "direction": direction,
                "href": _address(params, sort=target, page=None) if column.sort else None,
            }
        )
    return Page(
        listing=listing,
        headers=headers,
        rows=[_cells(listing, row) for row in current.object_list],
        paginator=paginator,
        number=current.number,
        total=paginator.count,
        filters=[
            {"filter": f, "choices": f.choices(), "value": params.get(f.key, "")} for f in listing.filters
        ],
        chips=chips,
        query=params.get("q", ""),
        kept=_kept(listing, params),
        links={
            "csv": _address(params, format="csv", page=None),
            "xlsx": _address(params, format="xlsx", page=None),
            "previous": _address(params, page=str(current.number - 1)) if current.has_previous() else None,
            "next": _address(params, page=str(current.number + 1)) if current.has_next() else None,
            "pages": [
                (n, _address(params, page=str(n)) if isinstance(n, int) else None)
                for n in paginator.get_elided_page_range(current.number, on_each_side=2, on_ends=1)
            ],
            "clear": "?",
        },
    )
