"""The record's search finds a number also where only the data of an event names it."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sangsaeng.records.actions import append
from tests.proposals.test_pages import visitor
from tests.proposals.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    world = World()
    for code in ("D-S-2026-0001", "D-S-2026-0002"):
        append(
            verb="support.commit",
            subject=world.demand,
            actor=world["agency"],
            data={"commitment": code, "amount_krw": 654321},
        )
    return visitor(world, "auditor")


@pytest.mark.parametrize(
    ("words", "found"),
    [("D-S-2026-0001", 1), ("d-s-2026-0002", 1), ("S-2026-000", 2), ("654321", 0), ("D-S-2026-0009", 0)],
)
def test_a_number_in_the_data_is_found_and_an_amount_is_not(client: Client, words: str, found: int) -> None:
    assert client.get(f"/desk/record/?q={words}").context["page"].total == found


def test_the_data_is_read_for_numbers_only(client: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        client.get("/desk/record/?q=support")
    read = re.compile(r'CAST\("\w+"\."data"|"data"\)?::text')  # the data as text: SQLite, PostgreSQL
    assert not any(read.search(query["sql"]) for query in asked)
    with CaptureQueriesContext(connection) as asked:
        client.get("/desk/record/?q=D-S-2026-0001")
    assert any(read.search(query["sql"]) for query in asked)
