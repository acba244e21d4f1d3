"""The same link and the same invoice at the same moment: on PostgreSQL the row locks let one through."""

from decimal import Decimal

import pytest
from tests.followup.purchase_world import active, day, term
from tests.proposals.world import World
from tests.support.test_concurrency import at_once

from sangsaeng.followup import invariants_purchases
from sangsaeng.followup.actions import confirming, evidence
from sangsaeng.followup.actions.confirming import Answer
from sangsaeng.followup.models import Confirmation, Evidence

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_a_link_is_used_once_however_often_it_is_sent() -> None:
    world = World()
    made = active(world)
    _link, secret = confirming.make_link(actor=world["secretariat"], purchase=made, addressee="구매팀")
    first = term(made)

    def send(number: int) -> object:
        said = [Answer(first, "corrected", Decimal(number))]
        return confirming.confirm_by_link(secret=secret, name=f"담당 {number}", answers=said)

    results = at_once([lambda n=n: send(n) for n in range(1, 7)])  # type: ignore[misc]
    assert sum(isinstance(each, list) for each in results) == 1
    assert Confirmation.objects.count() == 1
    assert invariants_purchases.findings() == []


def test_one_invoice_is_taken_by_one_term() -> None:
    world = World()
    commitments = [active(world, number=number) for number in range(1, 5)]

    def tell(number: int) -> object:
        return evidence.add_evidence(
            actor=world["sme" if number % 2 else "demand_company"],
            term=term(commitments[number]),
            kind="invoice",
            on=day(-1),
            number_kind="tax_invoice",
            number=f"{day(-1):%Y%m%d}" + "0" * 16,
        )

    results = at_once([lambda n=n: tell(n) for n in range(4)])  # type: ignore[misc]
    assert sum(isinstance(each, Evidence) for each in results) == 1
    assert Evidence.objects.count() == 1
    assert invariants_purchases.findings() == []
