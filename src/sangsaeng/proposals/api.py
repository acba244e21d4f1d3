"""Win-win models for programs: only what the caller may see."""

from datetime import UTC, date
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Field, Query, Router, Schema

from sangsaeng.proposals import additions, queries
from sangsaeng.proposals.dependence import band_of
from sangsaeng.proposals.lifecycle import State
from sangsaeng.proposals.models import Sector, WinWinModel

router = Router(tags=["models"])


class RequestedSupportOut(Schema):
    """One kind of support asked for; amounts of different kinds are never added."""

    kind: str = Field(description="technology, finance or regulation", examples=["technology"])
    content: str = Field(examples=["시제품 제작과 신뢰성 평가"])
    amount_krw: int | None = None


class ModelRow(Schema):
    """A model in the list. What the caller may not see is left out, not emptied."""

    code: str
    codename: str
    sector: str
    dependence: str = Field(
        description="Band of the item's dependence on one country, in per cent: below_50, from_50, from_75, from_90 or"
        " unknown (bands of ours)"
    )
    state: str
    state_since: str = Field(
        description="A moment (UTC) for those who may read the model whole, else only the month"
    )
    demonstration: bool
    title: str | None = None
    demand_company: str | None = None
    supplier: str | None = None
    item: str | None = None

    model_config = {
        "json_schema_extra": {
            "example": {
                "code": "D-2026-01",
                "codename": "시연 과제 가-01",
                "sector": "machinery_metal",
                "dependence": "from_75",
                "state": "recommended",
                "state_since": "2026-11",
                "demonstration": True,
            }
        }
    }


class ModelPage(Schema):
    count: int
    results: list[ModelRow]


class OpenedOut(Schema):
    """A field that was opened to the public by a recorded decision, in the words agreed on."""

    field: str = Field(examples=["item"])
    value_ko: str = Field(examples=["디스플레이용 노광기 핵심 모듈"])
    value_en: str | None = Field(None, examples=["core module of display exposure equipment"])
    opened_on: date = Field(examples=["2026-11-20"])


class ModelOut(ModelRow):
    """One model; the plan only for those who may read it, and for everyone what was opened by decision."""

    opened: list[OpenedOut] = Field(default_factory=list)

    plan_targets: str | None = None
    plan_cooperation: str | None = None
    plan_development: str | None = None
    plan_support: str | None = None
    expected_effects: str | None = None
    requested_support: list[RequestedSupportOut] | None = None


class ModelFilter(Schema):
    limit: int = Field(50, ge=1, le=200)
    offset: int = Field(0, ge=0, le=1_000_000)
    state: State | None = None
    sector: Sector | None = None


PUBLIC_FIELDS = ("code", "codename", "sector", "state", "demonstration")


def _moment(at: Any) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _row(row: Any) -> dict[str, Any]:
    """A row of `queries.listed`: hidden fields were never read."""
    values = {name: getattr(row, name) for name in PUBLIC_FIELDS}
    values |= {"dependence": row.band, "state_since": queries.month_of(row.state_since)}
    if row.whole:
        values |= {
            "state_since": _moment(row.state_since),
            "title": row.seen_title,
            "demand_company": row.seen_demand,
            "supplier": row.seen_supplier,
            "item": row.seen_item,
        }
    return values


@router.get("/models", response=ModelPage, exclude_none=True)
def list_models(request: HttpRequest, paging: Query[ModelFilter]) -> dict[str, Any]:
    """Models the caller may know of, newest change of state first; at most 200 at a time."""
    rows: Any = queries.listed(request.user)
    rows = rows.order_by("-seen_since", "code")
    if paging.state:
        rows = rows.filter(state=paging.state)
    if paging.sector:
        rows = rows.filter(sector=paging.sector)
    shown = rows[paging.offset : paging.offset + paging.limit]
    return {"count": rows.count(), "results": [_row(row) for row in shown]}


@router.get("/models/{code}", response=ModelOut, exclude_none=True)
def get_model(request: HttpRequest, code: str) -> dict[str, Any]:
    """One model, whole or its public part."""
    try:
        found = queries.find(request.user, code)
    except WinWinModel.DoesNotExist:
        raise Http404 from None
    values: dict[str, Any] = {name: getattr(found, name) for name in PUBLIC_FIELDS}
    values["opened"] = [
        {
            "field": each.field,
            "value_ko": each.value_ko,
            "value_en": each.value_en or None,
            "opened_on": each.opened_on,
        }
        for each in additions.gather(found.code)
    ]
    if not isinstance(found, WinWinModel):
        values |= {"dependence": found.band, "state_since": found.state_since}
    else:
        values |= {"dependence": band_of(found.item), "state_since": _moment(found.state_since)}
        plan = ("plan_targets", "plan_cooperation", "plan_development", "plan_support", "expected_effects")
        values |= {name: getattr(found, name) for name in ("title", *plan)}
        values |= {
            "demand_company": found.demand_company.name,
            "supplier": found.supplier.name,
            "item": found.item.name_ko if found.item else found.item_text,
            "requested_support": [
                {"kind": each.kind, "content": each.content, "amount_krw": each.amount_krw}
                for each in queries.requested_support(found)
            ],
        }
    return values
