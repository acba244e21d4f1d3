"""The demonstration's ledger, and what of a ledger waits for the agency on its first page."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sangsaeng.desk.demonstration.ledger import support_story
from sangsaeng.desk.demonstration.texts import MODELS, PROGRAMMES
from sangsaeng.desk.todos.ledger import todos
from sangsaeng.records.models import Event
from sangsaeng.support import actions, invariants
from sangsaeng.support.models import Account, Commitment, Programme
from sangsaeng.support.queries import ledger as queries
from tests.proposals.world import World
from tests.support.test_actions import commit, open_programme, today


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture
def told(world: World) -> dict[str, Programme]:
    """The story as the demonstration commits it, then its ledger."""
    agency, story = world["agency"], world.model("approve")
    year = timezone.localdate().year
    programmes = {
        each["code"]: actions.open_programme(actor=agency, year=year, **each) for each in PROGRAMMES
    }
    for code, amount in next(plan for plan in MODELS if plan.key == "story").commitments.items():
        commit(world, story, programmes[code], amount)
    support_story(
        people={"agency": agency},
        programmes=programmes,
        models={"story": story},
        organisations={"demo-d": world.other_supplier},
    )
    return programmes


def test_every_account_of_the_demonstration_has_something(told: dict[str, Programme]) -> None:
    found = invariants.Books()
    filled = {account for (_owner, _pk, account, _kind), amount in found.balances.items() if amount}
    assert filled == set(Account.values)
    assert invariants.findings() == []
    grant = queries.with_amounts(Commitment.objects.filter(programme=told["demo-rnd"])).get()
    assert (grant.paid_krw, grant.due_krw) == (650_000_000, 10_000_000)  # type: ignore[attr-defined]
    assert Commitment.objects.filter(demonstration=False).count() == 0
    rows = {each.code: each for each in queries.programmes()}
    assert rows["demo-rnd"].appropriated_krw == 12_000_000_000  # type: ignore[attr-defined]


def test_every_event_of_it_reads_as_a_sentence(told: dict[str, Programme]) -> None:
    from sangsaeng.proposals.history import sentence

    events = Event.objects.filter(verb__startswith="support.").exclude(verb="support.open_programme")
    assert len({event.verb for event in events}) >= 12
    for event in events:
        words = sentence(event.verb, event.data)
        assert words != event.verb
        assert words.endswith(".")
        assert "%" not in words


def test_what_waits_for_the_agency(world: World, told: dict[str, Programme]) -> None:
    agency = world["agency"]
    (clawback,) = todos(agency)
    assert "1,000만 원" in clawback.sentence
    assert "/recover/" in clawback.href
    programme, model = open_programme(world, budget_krw=100, appropriated_on=today() - timedelta(90)), None
    model = world.model("approve")
    forgotten = commit(world, model, programme, 10, on=today() - timedelta(31))
    unpaid = commit(world, model, programme, 10, on=today() - timedelta(80))
    given: dict[str, Any] = {"agreement_number": "x", "starts_on": today() - timedelta(1)}
    actions.contract(actor=agency, commitment=unpaid, amount_krw=10, on=today() - timedelta(2), **given)
    commit(world, model, programme, 10, on=today() - timedelta(29))
    with CaptureQueriesContext(connection) as asked:
        found = todos(agency)
    assert len(asked) == 1
    assert [each.href.split("/")[-3:-1] for each in found] == [
        [clawback.href.split("/")[-3], "recover"],
        [unpaid.code, "disburse"],
        [forgotten.code, "contract"],
    ]
    with CaptureQueriesContext(connection) as asked:
        assert [todos(world[role]) for role in ("secretariat", "sme", "auditor", "member")] == [[]] * 4
    assert len(asked) == 0
    actions.cancel(actor=agency, commitment=forgotten, reason="오래됨")
    assert len(todos(agency)) == 2
