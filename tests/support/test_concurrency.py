"""Two agencies commit at the same moment: on PostgreSQL the row locks keep every cap."""

import threading
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from tests.proposals.world import World
from tests.support.test_actions import commit, open_programme

from sangsaeng.proposals import actions as proposals
from sangsaeng.support import actions, invariants
from sangsaeng.support.models import Account, Commitment, Entry, Programme
from sangsaeng.support.queries import ledger as queries

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def at_once(jobs: list[Callable[[], object]]) -> list[object]:
    """Run every job in a thread and connection of its own, started together; results or refusals."""
    barrier, results = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(number: int, job: Callable[[], object]) -> None:
        try:
            barrier.wait(10)
            results[number] = job()  # type: ignore[call-overload]
        except ValidationError as refusal:
            results[number] = refusal  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n, job)) for n, job in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return list(results)


def test_commitments_at_the_same_moment_never_pass_the_budget() -> None:
    world = World()
    models = [world.model("approve") for _ in range(6)]
    programme = open_programme(world, budget_krw=3_000_000_000)

    def commit(number: int) -> Commitment:
        return actions.commit(
            actor=world["agency"],
            model=models[number],
            programme=Programme.objects.get(pk=programme.pk),
            amount_krw=1_000_000_000,
            reason="동시에",
        )

    results = at_once([lambda n=n: commit(n) for n in range(6)])  # type: ignore[misc]
    assert sum(isinstance(each, Commitment) for each in results) == 3
    assert sum(isinstance(each, ValidationError) for each in results) == 3
    assert queries.committed(from_programme=programme) == 3_000_000_000


def test_a_model_keeps_its_ceiling_over_two_programmes_at_once() -> None:
    world = World()
    model = world.model("approve")
    programmes = [open_programme(world, f"D-{n}") for n in range(4)]
    results = at_once(
        [
            lambda p=p: actions.commit(  # type: ignore[misc]
                actor=world["agency"], model=model, programme=p, amount_krw=1_500_000_000, reason="동시에"
            )
            for p in programmes
        ]
    )
    assert sum(isinstance(each, Commitment) for each in results) == 1
    assert queries.committed(kind="grant", model=model) == 1_500_000_000


def test_a_firm_keeps_its_ceiling_by_way_of_several_models_at_once() -> None:
    world = World()
    models = [world.model("approve") for _ in range(4)]
    programme = open_programme(world, "D-LOAN", "loan", cap_per_firm_krw=2_500)
    results = at_once(
        [
            lambda m=m: actions.commit(  # type: ignore[misc]
                actor=world["agency"], model=m, programme=programme, amount_krw=1_000, reason="동시에"
            )
            for m in models
        ]
    )
    assert sum(isinstance(each, Commitment) for each in results) == 2
    assert queries.committed(from_programme=programme, recipient=world.supplier) == 2_000


def test_payments_releases_and_a_cancellation_at_once_leave_nothing_overdrawn() -> None:
    world, today = World(), timezone.localdate()
    agency = world["agency"]
    programme = open_programme(world, budget_krw=3_000)
    commitment = commit(world, world.model("approve"), programme, 1_000)
    actions.contract(
        actor=agency, commitment=commitment, amount_krw=1_000, on=today, agreement_number="협약-1"
    )
    given = {"actor": agency, "commitment": commitment, "amount_krw": 400}
    results = at_once(
        [
            *[lambda: actions.disburse(on=today, **given)] * 4,  # type: ignore[arg-type]
            *[lambda: actions.release(reason="축소", **given)] * 2,  # type: ignore[arg-type]
            lambda: actions.cancel(actor=agency, commitment=commitment, reason="취소"),
            lambda: actions.reduce(actor=agency, programme=programme, amount_krw=2_500, reason="감액"),
            lambda: commit(world, world.model("approve"), programme, 2_000),
        ]
    )
    assert len(results) == 9
    assert invariants.findings() == []
    commitment.refresh_from_db()
    assert commitment.cancelled_at is not None
    paid = queries.balance(*queries.PAID, commitment=commitment)
    assert paid in (0, 400, 800)
    assert queries.committed(commitment=commitment) == paid


def test_a_form_sent_twice_at_once_counts_once() -> None:
    world = World()
    model, programme = world.model("approve"), open_programme(world, budget_krw=3_000)
    results = at_once([lambda: commit(world, model, programme, 1_000, token="form")] * 4)
    assert len({each.pk for each in results}) == 1  # type: ignore[attr-defined]
    entry = Entry.objects.get(movement="commit")
    corrected = at_once([lambda: actions.correct(actor=world["agency"], entry=entry, reason="x")] * 3)
    assert sum(isinstance(each, ValidationError) for each in corrected) == 2
    assert queries.committed(from_programme=programme) == 0


def test_two_programmes_carry_over_to_each_others_year_without_waiting_in_a_ring() -> None:
    world = World()
    years = [open_programme(world, f"D-{year}", year=year, budget_krw=100) for year in (2024, 2025, 2026)]

    def carry(source: int, target: int) -> Entry:
        return actions.carry_over(
            actor=world["agency"], source=years[source], target=years[target], amount_krw=60, reason="이월"
        )

    results = at_once([lambda w=w: carry(*w) for w in ((0, 1), (1, 2), (0, 2), (0, 1), (1, 2))])  # type: ignore[misc]
    assert None not in results
    assert invariants.findings() == []
    assert sum(queries.balance(Account.AVAILABLE, programme=each) for each in years) == 300


def test_codes_drawn_at_once_are_all_different() -> None:
    world = World()
    drafts = at_once([world.draft for _ in range(6)])
    assert len({model.code for model in drafts}) == 6  # type: ignore[attr-defined]
    assert len({model.codename for model in drafts}) == 6  # type: ignore[attr-defined]


def test_a_step_taken_twice_at_once_is_taken_once() -> None:
    world = World()
    model = world.model("submit")
    results = at_once([lambda: proposals.screen(actor=world["secretariat"], model=model) for _ in range(4)])
    assert sum(isinstance(each, ValidationError) for each in results) == 3
