"""Support programmes for programs: terms and what was committed, by programme; never a sum across kinds."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from sangsaeng.support.queries import ledger as queries

router = Router(tags=["support"])


class ProgrammeOut(Schema):
    """A programme. An amount that is not known is null; `published` ones are facts of the plan of 2021."""

    code: str
    name_ko: str
    name_en: str
    kind: str
    year: int | None
    budget_krw: int | None
    cap_per_model_krw: int | None
    committed_krw: int | None
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
                "budget_krw": None,
                "cap_per_model_krw": 2000000000,
                "committed_krw": None,
                "needs_approval": True,
                "published": True,
                "demonstration": False,
            }
        }
    }


@router.get("/programmes", response=list[ProgrammeOut])
def list_programmes(request: HttpRequest) -> Any:
    """Every support programme, published facts and recorded ones apart by `published`."""
    return queries.programmes()
