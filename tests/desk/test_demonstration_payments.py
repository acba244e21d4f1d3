"""What the demonstration plays of payments, notices and disclosure requests, and what waits on the first pages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sangsaeng.desk.demonstration import payments
from sangsaeng.desk.todos.payments import todos
from sangsaeng.portal.disclosures import actions as disclosures
from sangsaeng.portal.models import DisclosureRequest, Notice
from sangsaeng.proposals.history import sentence
from sangsaeng.records.models import Event
from sangsaeng.support.models import Entry, PaymentFile
from tests.proposals.world import World
from tests.support.test_actions import commit, open_programme


@pytest.fixture
def played(db: None) -> World:
    world = World()
    agency = world.organisation("AG", "시연 지원기관", "agency")
    world["agency"].organisation = agency
    world["agency"].save()
    model, programme = world.model("approve"), open_programme(world, "demo-rnd", budget_krw=5_000_000_000)
    commit(world, model, programme, 1_500_000_000)
    people = {**world.people}
    payments.payments(
        people=people, organisations={}, models={"story": model}, programmes={"demo-rnd": programme}
    )
    return world


def test_all_of_it_is_marked_and_can_be_read(played: World) -> None:
    file = PaymentFile.objects.get()
    assert sorted(file.rows.values_list("finding", flat=True)) == ["matched"] * 3 + ["unknown_number"]
    assert Entry.objects.filter(movement="disburse", demonstration=True).count() == 3
    assert Notice.objects.get().published_at is not None
    assert DisclosureRequest.objects.get().state == "partly"
    for table in (PaymentFile, Notice, DisclosureRequest, Entry):
        assert not table.objects.filter(demonstration=False).exists()
    own = ("support.take", "support.post", "portal.")
    told = {e.verb: e.data for e in Event.objects.all() if e.verb.startswith(own)}
    assert len(told) >= 6
    for verb, data in told.items():
        assert sentence(verb, data) != verb


def test_what_waits(played: World) -> None:
    assert todos(played["sme"]) == []
    found = todos(played["agency"])
    assert ["확인할 행이 1개" in todo.sentence for todo in found] == [True]
    disclosures.ask_disclosure(actor=played["sme"], name="가", contact="나", text="다")
    words = [str(todo.sentence) for todo in todos(played["secretariat"])]
    assert any("에 답하세요" in each for each in words)


def test_the_first_page_costs_the_same_for_more(played: World) -> None:
    costs = []
    for count in (1, 3):
        for _n in range(count):
            disclosures.ask_disclosure(actor=played["sme"], name="가", contact="나", text="다")
        with CaptureQueriesContext(connection) as found:
            todos(played["secretariat"])
        costs.append(len(found))
    assert costs[0] == costs[1] == 3


def test_buttons_lead_to_pages(played: World) -> None:
    assert reverse("portal:notices") == "/notices/"
    for role in ("agency", "secretariat"):
        assert all(todo.href.startswith("/") for todo in todos(played[role]))
