"""Support programmes for programs: terms and what was committed, by programme; never a sum across kinds."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from sangsaeng.support.models import COMMITTED_AS, MONEY, Kind
from sangsaeng.support.queries import ledger as queries
from sangsaeng.support.queries.small_cells import programmes_for

router = Router(tags=["support"])


class ProgrammeOut(Schema):
    """A programme with its sums over all firms; `published` ones are facts of the plan of 2021.

    An amount that is not known is null, and so is one that a programme of this kind has not. Sums of different kinds are
    different things and must not be added; nothing here tells what one model or firm was given, so of a real programme
    the public gets no sum.
    """

    code: str
    name_ko: str
    name_en: str
    kind: str
    year: int | None
    owner: str
    legal_basis: str
    budget_krw: int | None
    cap_per_model_krw: int | None
    cap_per_firm_krw: int | None
    ratio_pct: int | None
    opens_at: datetime | None
    closes_at: datetime | None
    appropriated_krw: int | None
    committed_krw: int | None
    paid_krw: int | None
    returned_krw: int | None
    for_firms: bool
    needs_approval: bool
    published: bool
    demonstration: bool

    model_config = {
        "json_schema_extra": {
            "example": {
                "code": "plan-2021-designated-rnd",
                "name_ko": "정책지정과제(중소기업 기술개발)",
                "name_en": "Policy-designated project (SME R&D)",
                "kind": "grant",
                "year": 2021,
                "owner": "중소벤처기업부",
                "legal_basis": "",
                "budget_krw": None,
                "cap_per_model_krw": 2000000000,
                "cap_per_firm_krw": None,
                "ratio_pct": None,
                "opens_at": None,
                "closes_at": None,
                "appropriated_krw": None,
                "committed_krw": None,
                "paid_krw": None,
                "returned_krw": None,
                "for_firms": False,
                "needs_approval": True,
                "published": True,
                "demonstration": False,
            }
        }
    }


@router.get("/programmes", response=list[ProgrammeOut])
def list_programmes(request: HttpRequest) -> Any:
    """Every support programme, published facts and recorded ones apart by `published`."""
    return [_known(each) for each in programmes_for(request.user, queries.programmes())]


def _known(programme: Any) -> Any:
    """The programme with null where the ledger has nothing to say: facts, kinds without money, an unknown budget."""
    has_money = COMMITTED_AS[Kind(programme.kind)] in MONEY and not programme.published
    if not has_money:
        programme.committed_krw = programme.paid_krw = programme.returned_krw = None
    if not has_money or programme.budget_krw is None:
        programme.appropriated_krw = None
    return programme
