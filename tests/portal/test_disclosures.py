"""Requests under the Information Disclosure Act: asked by anyone, answered in time with reason and end, read at a secret address."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from sangsaeng.clocks import actions as clocks
from sangsaeng.parties.models import Role
from sangsaeng.parties.rules import NotAllowed
from sangsaeng.portal.disclosures import actions, queries
from sangsaeng.portal.disclosures.grounds import items
from sangsaeng.portal.models import DisclosureRequest
from sangsaeng.records.models import Event
from tests.clocks.conftest import noon
from tests.deliberation.papers_reading import in_pdf
from tests.proposals.test_pages import korean_outside_korean, visitor
from tests.proposals.world import World

SECRET = ("홍길동-이름", "hong@example.org", "청구-내용-비밀")
GROUND = {"item": 7, "what": "참여 기업의 이름과 품목", "until": date(2099, 1, 5), "when": "", "stage": ""}


@pytest.fixture(autouse=True)
def in_korean() -> Any:
    with translation.override("ko"):
        yield


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], datetime]:
    def turn(text: str) -> datetime:
        moment = noon(date.fromisoformat(text))
        monkeypatch.setattr(timezone, "now", lambda: moment)
        return moment

    return turn


def ask(**more: Any) -> DisclosureRequest:
    name, contact, text = SECRET
    return actions.ask_disclosure(**{"name": name, "contact": contact, "text": text, **more})


def answer(world: World, asked: DisclosureRequest, state: str = "partly", **more: Any) -> DisclosureRequest:
    given: dict[str, Any] = {
        "answer": "공개본 회의록을 보냅니다.",
        "grounds": [GROUND] if state in ("partly", "closed") else [],
    }
    return actions.answer_disclosure(actor=world["secretariat"], request=asked, state=state, **(given | more))


def test_a_visitor_asks_and_keeps_the_address(world: World) -> None:
    client = Client()
    assert client.get("/disclose/").status_code == 200
    refused = client.post("/disclose/", {"name": SECRET[0], "contact": "", "text": SECRET[2]})
    assert refused.status_code == 422
    assert SECRET[2] in refused.content.decode()
    assert not DisclosureRequest.objects.exists()
    sent = client.post("/disclose/", dict(zip(("name", "contact", "text"), SECRET, strict=True)))
    asked = DisclosureRequest.objects.get()
    assert len(asked.token) >= 40
    assert sent["Location"] == f"/disclose/{asked.token}/"
    page = Client().get(sent["Location"])
    text = page.content.decode()
    assert f"http://testserver/disclose/{asked.token}/" in text
    assert SECRET[2] in text
    assert SECRET[1] not in text
    assert page["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page["Cache-Control"]
    assert "noindex" in page["X-Robots-Tag"]


def test_the_events_tell_nothing_of_who_asked_what(world: World) -> None:
    asked = answer(world, ask())
    actions.look_again(
        actor=world["secretariat"], request=asked, number=1, opened=True, note="제품이 나와 공개함"
    )
    told = str([(e.data, e.subject_id, e.actor) for e in Event.objects.all()])
    assert not [secret for secret in SECRET if secret in told]
    assert asked.token not in told


def test_the_clock_counts_working_days_from_the_first_day(
    world: World, at: Callable[[str], datetime]
) -> None:
    at("2026-06-01")  # Monday; Wednesday the 3rd is a holiday
    asked = ask()
    assert asked.clock.due_on == date(2026, 6, 15)
    clocks.extend(
        actor=world["secretariat"], clock=asked.clock, extended_on=date(2026, 6, 1), reason="자료가 많음"
    )
    asked.clock.refresh_from_db()
    assert asked.clock.due_on == date(2026, 6, 29)
    assert "자료가 많음" in Client().get(f"/disclose/{asked.token}/").content.decode()


def test_an_answer_in_part_says_reason_and_end(world: World) -> None:
    asked = answer(world, ask())
    asked.clock.refresh_from_db()
    assert (asked.state, asked.clock.state) == ("partly", "answered")
    page = Client().get(f"/disclose/{asked.token}/").content.decode()
    for words in (
        "공개본 회의록을 보냅니다.",
        "참여 기업의 이름과 품목",
        "제9조제1항제7호",
        "2099. 1. 5.(월)",
        "부분 공개",
    ):
        assert words in page, words
    paper = in_pdf(Client().get(f"/disclose/{asked.token}/answer.pdf").content)
    for words in (asked.code, "제9조제1항제7호", "2099.1.5.(월)까지", "효력없음"):
        assert words in paper, words
    assert SECRET[1] not in paper
    with pytest.raises(ValidationError):
        answer(world, asked)


def test_deliberation_in_progress_tells_its_stage_and_end(world: World) -> None:
    asked = ask()
    ground = {"item": 5, "what": "심의 중인 안건", "until": date(2099, 3, 1), "stage": "협의회 심의 중"}
    for broken in ({"stage": ""}, {"until": None, "when": "심의가 끝날 때"}):
        with pytest.raises(ValidationError):
            answer(world, asked, grounds=[ground | broken])
    answer(world, asked, "closed", grounds=[ground])
    text = Client().get(f"/disclose/{asked.token}/").content.decode()
    assert "협의회 심의 중" in text
    assert "끝날 예정일" in text


@pytest.mark.parametrize(
    "more",
    [
        {"state": "received"},
        {"state": "withdrawn"},
        {"state": "open", "grounds": [GROUND]},
        {"state": "partly", "grounds": []},
        {"state": "closed", "grounds": []},
        {"answer": " "},
        {"grounds": [GROUND | {"item": 9}]},
        {"grounds": [GROUND | {"item": None}]},
        {"grounds": [GROUND | {"what": ""}]},
        {"grounds": [GROUND | {"until": None}]},
        {"grounds": [GROUND] * 13},
        {"answered_on": date(2099, 1, 1)},
    ],
)
def test_answers_that_are_none(world: World, more: dict[str, Any]) -> None:
    asked = ask()
    with pytest.raises(ValidationError):
        answer(world, asked, **{"state": "partly", **more})
    asked.refresh_from_db()
    assert asked.state == "received"
    assert asked.clock.is_open


@pytest.mark.parametrize("state", ["open", "absent", "transferred"])
def test_other_answers(world: World, state: str) -> None:
    asked = answer(world, ask(), state)
    assert (asked.state, asked.grounds) == (state, [])
    assert asked.paper is not None


def test_the_items_are_the_eight_of_the_act_and_only_known_ones_are_put_in_words() -> None:
    assert list(items()) == list(range(1, 9))
    assert {each.item for each in items().values() if each.gist_ko} == {1, 5, 6, 7}
    assert all(bool(each.gist_ko) == bool(each.gist_en) for each in items().values())


def test_the_asker_withdraws_with_the_address_only(world: World) -> None:
    asked = ask()
    with pytest.raises(NotAllowed):
        actions.withdraw_disclosure(request=asked, token="x" * 43)
    with pytest.raises(NotAllowed):
        actions.withdraw_disclosure(request=asked)
    page = f"/disclose/{asked.token}/withdraw/"
    assert "되돌릴 수 없고" in Client().get(page).content.decode()
    assert Client().post(page).status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.clock.state) == ("withdrawn", "cancelled")
    assert Client().post(page).status_code == 422
    with pytest.raises(ValidationError):
        answer(world, asked)


def test_a_wrong_address_is_nobodys(world: World) -> None:
    asked = ask()
    for page in ("nothing/", f"{asked.token[:-1]}/", f"{asked.code}/", f"{asked.token}/answer.pdf"):
        assert Client().get(f"/disclose/{page}").status_code == 404


@pytest.mark.parametrize("role", ["", *(r for r in Role.values if r != Role.SECRETARIAT)])
def test_nobody_else_reads_the_register(world: World, role: str) -> None:
    asked = answer(world, ask())
    client = visitor(world, role)
    for page in ("", f"{asked.code}/", f"{asked.code}/answer.pdf", f"{asked.code}/closed/1/"):
        got = client.get(f"/disclosures/{page}")
        assert got.status_code == (403 if role else 302)
        assert SECRET[1] not in got.content.decode()
    if role:
        with pytest.raises(NotAllowed):
            actions.answer_disclosure(actor=world[role], request=ask(), state="open", answer="답")


def test_worlds(world: World) -> None:
    assert ask().demonstration  # nobody keeps a real register here
    real = world.person("real", Role.SECRETARIAT, demonstration=False)
    asked = ask()
    assert not asked.demonstration
    assert ask(actor=world["sme"]).demonstration
    assert asked not in queries.register(world["secretariat"])
    assert asked in queries.register(real)
    with pytest.raises(NotAllowed):
        actions.answer_disclosure(actor=world["secretariat"], request=asked, state="open", answer="답")


def test_the_secretariat_goes_through_the_pages(world: World) -> None:
    asked = ask()
    client = visitor(world, "secretariat")
    text = client.get("/disclosures/").content.decode()
    assert "답을 기다리는 청구가 1건 있습니다." in text
    page = f"/disclosures/{asked.code}/"
    assert SECRET[1] in client.get(page).content.decode()
    given = {"state": "partly", "answer": "보냅니다.", "g1-item": "7", "g1-what": "기업 이름"}
    refused = client.post(page, given)
    assert refused.status_code == 422
    assert "비공개 1" in refused.content.decode()
    assert 'value="기업 이름"' in refused.content.decode()
    assert client.post(page, {**given, "g1-when": "기업이 공개할 때까지"}).status_code == 302
    text = client.get(page).content.decode()
    assert "기업이 공개할 때까지" in text
    assert "결정 통지하기" not in text
    assert client.get(page + "answer.pdf").content[:5] == b"%PDF-"


def test_what_stayed_closed_comes_back_when_its_end_has_passed(
    world: World, at: Callable[[str], datetime]
) -> None:
    at("2026-06-01")
    asked = answer(world, ask(), grounds=[GROUND | {"until": date(2026, 6, 30)}, GROUND])
    secretariat = world["secretariat"]
    at("2026-06-30")
    assert queries.lapsed(secretariat) == []
    at("2026-07-01")
    assert [(a.code, g.number) for a, g in queries.lapsed(secretariat)] == [(asked.code, 1)]
    client = visitor(world, "secretariat")
    assert "끝날이 지난 것이 1건" in client.get("/disclosures/").content.decode()
    page = f"/disclosures/{asked.code}/closed/1/"
    assert (
        client.post(page, {"opened": "no", "note": "아직 협상 중", "until": "2026-07-01"}).status_code == 422
    )
    assert (
        client.post(page, {"opened": "no", "note": "아직 협상 중", "until": "2026-08-31"}).status_code == 302
    )
    assert queries.lapsed(secretariat) == []
    at("2026-09-01")
    assert len(queries.lapsed(secretariat)) == 1
    client = visitor(world, "secretariat")  # the session of June is over
    assert client.post(page, {"opened": "yes", "note": "회의록에 더함"}).status_code == 302
    assert queries.lapsed(secretariat) == []
    assert (
        "2026. 9. 1.(화)</time>에 공개했습니다." in Client().get(f"/disclose/{asked.token}/").content.decode()
    )
    with pytest.raises(ValidationError):
        actions.look_again(actor=secretariat, request=asked, number=1, opened=True, note="또")
    assert client.get(f"/disclosures/{asked.code}/closed/3/").status_code == 404


def test_the_register_costs_the_same_for_more_rows(world: World) -> None:
    client = visitor(world, "secretariat")
    client.get("/disclosures/")
    seen = []
    for count in (1, 3):
        for _n in range(count):
            ask()
        with CaptureQueriesContext(connection) as found:
            client.get("/disclosures/")
        seen.append(len(found))
    assert seen[0] == seen[1] <= 10


def test_english_pages_are_english(world: World) -> None:
    waiting, done = ask(text="Minutes", name="Hong"), answer(world, ask(text="Minutes", name="Hong"))
    done_until = timezone.localdate() - timedelta(days=1)
    DisclosureRequest.objects.filter(pk=done.pk).update(
        grounds=[done.grounds[0] | {"until": done_until.isoformat()}]
    )
    pages = {
        "": ["disclose/", f"disclose/{waiting.token}/", f"disclose/{done.token}/", f"disclose/{waiting.token}/withdraw/"],
        "secretariat": [
            "disclosures/", f"disclosures/{waiting.code}/", f"disclosures/{done.code}/", f"disclosures/{done.code}/closed/1/",
        ],
    }  # fmt: skip
    for role, own in pages.items():
        for page in own:
            text = visitor(world, role).get(f"/en/{page}").content.decode()
            assert korean_outside_korean(text.split("<main", 1)[1].split("</main>", 1)[0]) == [], page
