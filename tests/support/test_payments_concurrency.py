"""Two files are posted at the same moment: on PostgreSQL the row locks keep a payment from counting twice."""

import pytest
from tests.proposals.world import World
from tests.support.test_concurrency import at_once
from tests.support.test_payments import MILLION, contracted, csv, paid, row, take, today

from sangsaeng.support import actions
from sangsaeng.support.actions import payments
from sangsaeng.support.models import Entry, PaymentRow

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_one_payment_in_two_files_posted_at_once_counts_once() -> None:
    world = World()
    made = contracted(world)
    files = [take(world, csv(row("A"), row(f"B{n}")), name=f"{n}.csv") for n in range(4)]
    posted = at_once([lambda f=f: payments.post_payments(actor=world["agency"], payments=f) for f in files])  # type: ignore[misc]
    assert sorted(each for each in posted if isinstance(each, int)) == [1, 1, 1, 2]
    assert paid(made) == 50 * MILLION
    assert Entry.objects.filter(reference="A").count() == 1
    assert PaymentRow.objects.filter(reference="A", finding="repeated").count() == 3


def test_a_file_and_a_payment_by_hand_at_once_never_pass_the_agreement() -> None:
    world = World()
    made = contracted(world, amount=15 * MILLION)
    file = take(world, csv(row("A")))
    at_once(
        [
            lambda: payments.post_payments(actor=world["agency"], payments=file),
            lambda: actions.disburse(
                actor=world["agency"], commitment=made, amount_krw=10 * MILLION, on=today(3), reference="H"
            ),
        ]
    )
    assert paid(made) == 10 * MILLION
