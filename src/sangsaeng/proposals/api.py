"""Win-win models for programs: only what the caller may see."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Field, Query, Router, Schema

from sangsaeng.proposals import queries
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
    state: str
    state_since: datetime
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
                "state": "recommended",
                "state_since": "2026-11-20T05:00:00Z",
                "demonstration": True,
            }
        }
    }


class ModelPage(Schema):
    count: int
    results: list[ModelRow]


class ModelOut(ModelRow):
    """One model; the plan only for those who may read it."""

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


PUBLIC_FIELDS = ("code", "codename", "sector", "state", "state_since", "demonstration")


def _row(row: Any) -> dict[str, Any]:
    """A row of `queries.listed`: hidden fields were never read."""
    values = {name: getattr(row, name) for name in PUBLIC_FIELDS}
    if row.whole:
        values |= {
            "title": row.seen_title,
            "demand_company": row.seen_demand,
            "supplier": row.seen_supplier,
            "item": row.seen_item,
        }
    return values


@router.get("/models", response=ModelPage, exclude_none=True)
def list_models(request: HttpRequest, paging: Query[ModelFilter]) -> dict[str, Any]:
    """Models the caller may know of, newest change of state first; at most 200 at a time."""
    rows = queries.listed(request.user).order_by("-state_since", "code")
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
    values = {name: getattr(found, name) for name in PUBLIC_FIELDS}
    if isinstance(found, WinWinModel):
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
