"""A purchase commitment in the small made-up world, and the days around today."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from tests.proposals.world import World

from sangsaeng.followup.actions import purchases
from sangsaeng.followup.actions.purchases import TermGiven
from sangsaeng.followup.models import PurchaseCommitment, PurchaseTerm
from sangsaeng.proposals.models import WinWinModel

PDF = ("시험성적서.pdf", b"%PDF-1.7\n1 0 obj")
PRICE = 12_345_678


def today() -> date:
    return timezone.localdate()


def day(days: int) -> date:
    return today() + timedelta(days=days)


def given(**more: Any) -> dict[str, Any]:
    return {
        "item_text": "시연 노광 모듈",
        "unit": "개",
        "basis": "contract",
        "basis_number": f"계약-{more.pop('number', 1)}",
        "promised_on": day(-400),
        "starts_on": day(-400),
        "ends_on": day(400),
        "unit_price_krw": PRICE,
        "terms": [
            TermGiven(day(-60), Decimal(100)),
            TermGiven(day(-5), Decimal(100)),
            TermGiven(day(90), Decimal(50)),
        ],
        **more,
    }


def record(
    world: World, model: WinWinModel | None = None, actor: str = "secretariat", **more: Any
) -> PurchaseCommitment:
    return purchases.record(actor=world[actor], model=model or world.model("recommend"), **given(**more))


def active(world: World, model: WinWinModel | None = None, **more: Any) -> PurchaseCommitment:
    """A confirmed commitment with a term 60 days ago, one 5 days ago and one in 90 days."""
    return purchases.confirm(actor=world["secretariat"], purchase=record(world, model, **more))


def term(purchase: PurchaseCommitment, number: int = 1) -> PurchaseTerm:
    return PurchaseTerm.objects.select_related("purchase", "clock").get(purchase=purchase, number=number)
