"""Who sees what: the rule, the database's version of it, pages and API, in both languages."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from tests.proposals.world import PATH, SECRETS, World

from sangsaeng.parties.rules import may
from sangsaeng.proposals import queries
from sangsaeng.proposals.lifecycle import State
from sangsaeng.proposals.models import WinWinModel

# From which step of PATH on each person reads a model whole («» the draft itself, None never up to approval).
WHOLE_FROM: dict[str, str | None] = {
    "demand_company": "",
    "sme": "",
    "stranger": None,
    "secretariat": "submit",
    "ministry": "submit",
    "auditor": "submit",
    "chair": "put_on_agenda",
    "member": "put_on_agenda",
    "agency": "approve",
}


def visitor(world: World, role: str) -> Client:
    client = Client()
    if role:
        client.force_login(world[role], backend="django.contrib.auth.backends.ModelBackend")
    return client


def words_of(answer: Any) -> str:
    """What an answer says, with JSON's escapes undone."""
    if answer["Content-Type"].startswith("application/json"):
        return json.dumps(answer.json(), ensure_ascii=False)
    return str(answer.content.decode())


@pytest.mark.parametrize("upto", ["", *PATH])
def test_who_reads_a_model_whole(world: World, upto: str) -> None:
    model = world.model(upto)
    reached = ["", *PATH].index(upto)
    for role, since in WHOLE_FROM.items():
        expected = since is not None and reached >= ["", *PATH].index(since)
        assert may(world[role], "proposals.see_whole", model) == expected, role
        assert queries.whole_to(world[role]).filter(pk=model.pk).exists() == expected, role
        listed = queries.listed(world[role]).filter(pk=model.pk).first()
        assert bool(listed and listed.whole) == expected, role
        assert may(world[role], "proposals.see", model) == (
            queries.visible_to(world[role]).filter(pk=model.pk).exists()
        ), role


def test_drafts_are_never_public(world: World) -> None:
    world.draft()
    withdrawn = world.draft()
    world.step(withdrawn, "withdraw")
    for user in (AnonymousUser(), world["stranger"], world["secretariat"]):
        assert not queries.visible_to(user).exists()
    assert queries.visible_to(world["sme"]).count() == 2


def test_the_public_sees_real_models_only_once_recommended(world: World) -> None:
    model = world.model("put_on_agenda")
    WinWinModel.objects.update(demonstration=False)
    assert not queries.visible_to(AnonymousUser()).exists()
    world.people["secretariat"].demonstration = False
    world.step(model, "recommend")
    assert queries.visible_to(AnonymousUser()).get() == model


def test_a_demonstration_account_reads_no_real_model(world: World) -> None:
    model = world.model("approve")
    WinWinModel.objects.update(demonstration=False)
    model.refresh_from_db()
    for role in WHOLE_FROM:
        assert not may(world[role], "proposals.see_whole", model), role
        assert not queries.whole_to(world[role]).exists(), role
        assert isinstance(queries.find(world[role], model.code), queries.PublicModel)


def test_hidden_fields_are_not_read_from_the_database(world: World) -> None:
    world.model("recommend")
    row = queries.listed(AnonymousUser()).get()
    assert {"title", "plan_targets", "item_text", "demand_company_id"} <= row.get_deferred_fields()
    assert (row.seen_title, row.seen_demand, row.seen_supplier, row.seen_item) == ("", "", "", "")
    whole = queries.listed(world["sme"]).get()
    assert (whole.seen_title, whole.seen_item) == ("제목-비밀", "품목-비밀")


PAGES = ("/models/", "/models/{code}/", "/api/models", "/api/models/{code}", "/models/?format=csv")


@pytest.mark.parametrize("role", ["", "stranger"])
@pytest.mark.parametrize("page", [*PAGES, "/en/models/", "/en/models/{code}/"])
def test_pages_and_api_keep_the_secrets(world: World, page: str, role: str) -> None:
    model = world.model("recommend")
    answer = visitor(world, role).get(page.format(code=model.code))
    assert answer.status_code == 200
    text = words_of(answer)
    assert model.code in text
    found = [secret for secret in SECRETS if secret in text]
    assert not found


@pytest.mark.parametrize("role", ["sme", "secretariat", "member", "ministry", "auditor"])
def test_those_who_may_read_it_whole(world: World, role: str) -> None:
    model = world.model("recommend")
    client = visitor(world, role)
    for page in ("/models/{code}/", "/en/models/{code}/", "/api/models/{code}"):
        text = words_of(client.get(page.format(code=model.code)))
        assert [secret for secret in SECRETS if secret not in text] == []
    assert "제목-비밀" in client.get("/models/").content.decode()


@pytest.mark.parametrize("words", ["제목", "수요기업 A", "품목", "공급기업"])
def test_a_search_gives_nothing_away(world: World, words: str) -> None:
    model = world.model("recommend")
    assert model.code not in visitor(world, "").get("/models/", {"q": words}).content.decode()
    assert model.code in visitor(world, "sme").get("/models/", {"q": words}).content.decode()


def test_a_draft_is_not_found_by_others_and_asks_a_visitor_nothing(world: World) -> None:
    model = world.draft()
    for role in ("", "stranger", "secretariat"):
        assert visitor(world, role).get(f"/models/{model.code}/").status_code == 404
        assert visitor(world, role).get(f"/api/models/{model.code}").status_code == 404
    assert visitor(world, "demand_company").get(f"/models/{model.code}/").status_code == 200


def test_what_waits_for_whom(world: World) -> None:
    draft, submitted = world.draft(), world.model("submit")
    screened, recommended = world.model("screen"), world.model("recommend")
    approved = world.model("approve")

    def codes(rows: Any) -> list[str]:
        return [row.code for row in rows]

    assert codes(queries.waiting_for(world["sme"])) == [draft.code]
    assert codes(queries.waiting_for(world["secretariat"])) == [
        submitted.code,
        screened.code,
        recommended.code,
    ]
    assert codes(queries.waiting_for(world["agency"])) == [approved.code]
    assert codes(queries.waiting_for(world["member"])) == []
    assert codes(queries.waiting_for(AnonymousUser())) == []
    assert codes(queries.ready_for_agenda()) == [screened.code]
    assert codes(queries.ready_for_committee(world["secretariat"])) == [recommended.code]
    world.step(recommended, "withdraw")
    assert queries.visible_to(AnonymousUser()).filter(state=State.WITHDRAWN).exists()
