"""The demonstration's fairs, and what waits at fairs on the first page."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sangsaeng.desk.demonstration.fairs import hold_fairs
from sangsaeng.desk.todos.fairs import todos
from sangsaeng.discovery.actions import fair_plan
from sangsaeng.discovery.models import Fair, FairState
from sangsaeng.discovery.queries import fairs as queries
from sangsaeng.parties.models import Organisation
from sangsaeng.proposals.history import sentence
from sangsaeng.records.models import Event
from tests.proposals.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def played(db: None) -> tuple[World, Fair, Fair]:
    world = World()
    kinds = {"demo-c": "demand_company", "demo-d": "sme", "demo-e": "sme"}
    organisations = {"demo-a": world.demand, "demo-b": world.supplier} | {
        code: Organisation.objects.create(code=code, name=f"시연 {code}", kind=kind, demonstration=True)
        for code, kind in kinds.items()
    }
    people = {
        "secretariat": world["secretariat"],
        "demand": world["demand_company"],
        "sme": world["sme"],
    }
    held, open_ = hold_fairs(people=people, organisations=organisations, model_code="D-2026-01")
    return world, held, open_


def test_one_fair_was_held_and_one_is_open(played: tuple[World, Fair, Fair]) -> None:
    _world, held, open_ = played
    assert (held.state, open_.state) == (FairState.CLOSED, FairState.OPEN)
    assert held.demonstration
    assert open_.demonstration
    counted = queries.results(held)
    assert counted.held > 0
    assert counted.away_firms > 0
    assert counted.models == 1
    assert counted.desks_met >= 3
    assert counted.firms_met >= 5
    assert open_.takes_wishes()
    for event in Event.objects.filter(verb__startswith="discovery."):
        assert event.demonstration
        assert sentence(event.verb, event.data) != event.verb
        assert "?" not in sentence(event.verb, event.data)


def test_what_waits_is_told_to_whom_it_waits_for(played: tuple[World, Fair, Fair]) -> None:
    world, held, open_ = played

    def said(role: str) -> list[str]:
        return [str(todo.sentence) for todo in todos(world[role])]

    firm, buyer = said("sme"), said("demand_company")
    assert any(open_.title in text and "상담석을 고르세요" in text for text in firm)
    assert any(held.title in text and "상담 결과" in text for text in firm)
    assert any(open_.title in text and "기업을 고르세요" in text for text in buyer)
    assert said("secretariat") == said("member") == []
    Fair.objects.filter(pk=open_.pk).update(wishes_until=timezone.now() - timedelta(minutes=1))
    assert "배정하세요" in said("secretariat")[0]
    fair_plan.allocate_fair(actor=world["secretariat"], fair=open_)
    assert "배정안" in said("secretariat")[0]


@pytest.mark.parametrize(
    ("role", "most"), [("secretariat", 1), ("sme", 2), ("demand_company", 2), ("member", 0)]
)
def test_it_asks_a_fixed_number_of_questions(played: Any, role: str, most: int) -> None:
    world, _held, _open = played
    with CaptureQueriesContext(connection) as asked:
        todos(world[role])
    assert len(asked) <= most
