"""The API: paging within bounds, filters by known values, odd input refused and never an error of ours."""

import pytest
from django.test import Client
from tests.proposals.test_pages import visitor
from tests.proposals.world import World


def test_paging_and_filters(world: World) -> None:
    for sector in ("display", "display", "basic_chemicals"):
        world.model("recommend", sector=sector)
    client = Client()
    assert client.get("/api/models").json()["count"] == 3
    page = client.get("/api/models?limit=2&offset=2").json()
    assert (page["count"], len(page["results"])) == (3, 1)
    assert client.get("/api/models?sector=display").json()["count"] == 2
    assert client.get("/api/models?state=approved").json()["count"] == 0
    assert client.get("/api/models?state=recommended").json()["count"] == 3


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=201", "offset=-1", "offset=99999999999999999999", "state=x", "sector=%00", "limit=a"],
)
def test_odd_questions_are_refused(db: None, query: str) -> None:
    assert Client().get(f"/api/models?{query}").status_code == 422


@pytest.mark.parametrize("code", ["%00", "none", "D-2026-01%00", "..", "%2e%2e%2f", "가"])
def test_odd_codes_are_not_found(world: World, code: str) -> None:
    world.model("recommend")
    assert Client().get(f"/api/models/{code}").status_code == 404
    assert visitor(world, "sme").get(f"/models/{code}/").status_code == 404


@pytest.mark.parametrize("query", ["item=%00", "need=%00", "item=%27;drop", "need=" + "a" * 500])
def test_odd_prefills_start_empty(world: World, query: str) -> None:
    assert visitor(world, "sme").get(f"/models/new/?{query}").status_code == 200


def test_a_whole_model_has_its_plan_and_requests(world: World) -> None:
    from sangsaeng.proposals import actions

    model = world.draft()
    actions.request_support(
        actor=world["sme"], model=model, kind="technology", content="시제품", amount_krw=5
    )
    actions.request_support(actor=world["sme"], model=model, kind="regulation", content="기간 단축")
    answer = visitor(world, "sme").get(f"/api/models/{model.code}").json()
    assert answer["plan_targets"] == "목표-비밀-하나"
    assert answer["requested_support"] == [
        {"kind": "technology", "content": "시제품", "amount_krw": 5},
        {"kind": "regulation", "content": "기간 단축"},
    ]
    for step in ("submit", "screen", "put_on_agenda", "recommend"):
        model = world.step(model, step)
    public = Client().get(f"/api/models/{model.code}").json()
    shown = {"code", "codename", "sector", "dependence", "state", "state_since", "demonstration", "opened"}
    assert set(public) == shown
    assert public["dependence"] == "unknown"
    assert len(public["state_since"]) == len("2026-11")
    assert public["opened"] == []
