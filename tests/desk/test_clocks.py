"""The page of all clocks and of one: who sees what, what comes first, and each thing done through its form."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone, translation

from sangsaeng.clocks import actions
from sangsaeng.clocks.models import Clock
from sangsaeng.parties.models import User
from tests.proposals.world import World

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
At = Callable[[str], None]


@pytest.fixture(autouse=True)
def in_korean() -> Iterator[None]:
    with translation.override("ko"):
        yield


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> At:
    def turn(text: str) -> None:
        moment = datetime.fromisoformat(f"{text}T12:00").replace(tzinfo=ZoneInfo("Asia/Seoul"))
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return turn


@pytest.fixture
def world(db: None, at: At) -> World:
    at("2026-06-18")
    return World()


def begin(world: World, title: str = "시험 인증 기준 개선 요청", **given: Any) -> Clock:
    values: dict[str, Any] = {
        "actor": world["secretariat"],
        "rule_key": "regulation_reply",
        "subject": world.demand,
        "title": title,
        "addressee": "산업통상부",
        "received_on": date(2026, 6, 1),
    }
    return actions.start(**{**values, **given})


def page(client: Client, user: User, address: str) -> str:
    client.force_login(user, backend=BACKEND)
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("secretariat", 200),
        ("ministry", 200),
        ("agency", 200),
        ("auditor", 200),
        ("chair", 200),
        ("member", 403),
        ("demand_company", 403),
        ("sme", 403),
    ],
)
def test_who_may_open_the_pages(world: World, client: Client, role: str, status: int) -> None:
    clock = begin(world, owner=world["agency"])
    client.force_login(world[role], backend=BACKEND)
    assert client.get("/desk/clocks/").status_code == status
    assert client.get(f"/desk/clocks/{clock.code}/").status_code == status
    runs = role in ("secretariat", "ministry", "agency")
    assert client.get(f"/desk/clocks/{clock.code}/answer/").status_code == (200 if runs else 403)
    if status == 200:
        assert (
            f"/desk/clocks/{clock.code}/answer/" in page(client, world[role], f"/desk/clocks/{clock.code}/")
        ) == runs


def test_nobody_sees_them_without_signing_in(world: World, client: Client) -> None:
    assert client.get("/desk/clocks/").status_code == 302


def test_what_has_passed_comes_first_and_what_is_over_last(world: World, client: Client) -> None:
    over = begin(world, "끝난 것")
    actions.answer(actor=world["ministry"], clock=over, answered_on=date(2026, 6, 10))
    begin(world, "먼 것", rule_key="support_reply", received_on=date(2026, 6, 15))
    begin(world, "가까운 것", received_on=date(2026, 6, 5))
    begin(world, "지난 것")
    stopped = begin(world, "멈춘 것", received_on=date(2026, 6, 3))
    actions.pause(actor=world["ministry"], clock=stopped, from_on=date(2026, 6, 4), reason="보완")
    html = page(client, world["secretariat"], "/desk/clocks/")
    order = [html.index(word) for word in ("지난 것", "가까운 것", "먼 것", "멈춘 것", "끝난 것")]
    assert order == sorted(order)
    assert "지난 기한이 1건, 7일 안에 끝나는 기한이 1건입니다." in html
    assert "2일 지남" in html
    assert "4일 남음" in html
    assert "기한 안" in html


def test_nothing_is_due(world: World, client: Client) -> None:
    html = page(client, world["secretariat"], "/desk/clocks/")
    assert "지난 기한도, 7일 안에 끝나는 기한도 없습니다." in html
    assert "도는 기한이 없습니다" in html


def test_the_list_is_filtered_and_downloaded(world: World, client: Client) -> None:
    begin(world, "규제")
    begin(world, "지원 요청 하나", rule_key="support_reply")
    begin(world, "의견 하나", rule_key="opinion")
    html = page(client, world["auditor"], "/desk/clocks/?rule=support_reply")
    assert "지원 요청 하나" in html
    assert "의견 하나" not in html
    client.force_login(world["auditor"], backend=BACKEND)
    rows = client.get("/desk/clocks/?basis=ours&state=open&format=csv").content.decode("utf-8-sig")
    assert len(rows.strip().splitlines()) == 2
    assert "의견 하나" in rows


def test_the_other_world_is_not_counted_and_not_shown(world: World, client: Client) -> None:
    from sangsaeng.parties.models import Organisation

    person = world.person("real", "secretariat", demonstration=False)
    firm = Organisation.objects.create(code="R1", name="기업", kind="firm")
    real = begin(world, "진짜 기한", actor=person, subject=firm)
    begin(world, "지어낸 기한")
    html = page(client, world["secretariat"], "/desk/clocks/")
    assert "진짜 기한" not in html
    assert client.get(f"/desk/clocks/{real.code}/").status_code == 404
    html = page(client, person, "/desk/clocks/")
    assert "진짜 기한" in html
    assert "지난 기한이 1건" in html  # not two: figures of the two worlds are never one


def test_a_clock_about_a_model_is_seen_by_those_who_see_the_model(world: World, client: Client) -> None:
    submitted, approved = world.model("submit"), world.model("approve")
    begin(world, "아직 낸 것", subject=submitted)
    begin(world, "승인된 것", subject=approved)
    begin(world, "남의 일")
    begin(world, "내 일", owner=world["agency"])
    html = page(client, world["agency"], "/desk/clocks/")
    assert ("승인된 것" in html, "내 일" in html) == (True, True)
    assert ("아직 낸 것" in html, "남의 일" in html) == (False, False)
    assert "아직 낸 것" in page(client, world["ministry"], "/desk/clocks/")
    assert "아직 낸 것" not in page(client, world["chair"], "/desk/clocks/")


def test_a_clock_is_paused_resumed_extended_and_answered_through_its_forms(
    world: World, client: Client, at: At
) -> None:
    clock = begin(world)
    client.force_login(world["ministry"], backend=BACKEND)
    address = f"/desk/clocks/{clock.code}/"

    def do(act: str, **given: str) -> str:
        answer = client.post(f"{address}{act}/", given, follow=True)
        assert answer.redirect_chain[-1][0] == address, answer.content.decode()
        return str(answer.content.decode())

    at("2026-06-12")
    html = do("pause", from_on="2026-06-08", reason="시험 성적서 보완")
    assert "보완을 기다리느라 멈췄습니다" in html
    assert "45일까지 더 뺄 수 있습니다" in html
    html = do("resume", until_on="2026-06-12")
    assert "2026. 6. 22.(월)" in html
    html = do("extend", extended_on="2026-06-12", length="30", reason="관계 기관 협의")
    assert "2026. 7. 21.(화)" in html
    html = do("correct", received_on="2026-06-02", reason="접수 도장")
    assert "2026. 7. 22.(수)" in html
    html = do("answer", answered_on="2026-06-12", text="수용")
    assert "답이 왔습니다" in html
    for words in (
        "2026. 6. 1.(월)에 받은 것으로 기한을 시작했습니다",
        "2026. 6. 8.(월)부터 기한을 멈췄습니다",
        "보완이 들어와 다시 시작했습니다",
        "30일 연장했습니다",
        "바로잡았습니다",
        "기한 안에 답했습니다",
    ):
        assert words in html


def test_what_was_typed_is_kept_when_it_is_refused(world: World, client: Client) -> None:
    clock = begin(world, received_on=date(2026, 6, 10))
    client.force_login(world["ministry"], backend=BACKEND)
    answer = client.post(
        f"/desk/clocks/{clock.code}/pause/", {"from_on": "2026-06-19", "reason": "아직 오지 않은 날"}
    )
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "아직 오지 않은 날" in html
    assert "오늘보다 뒤의 날은 적을 수 없습니다" in html
    clock.refresh_from_db()
    assert clock.is_running


def test_what_is_not_open_is_neither_offered_nor_done(world: World, client: Client) -> None:
    clock = begin(world, rule_key="support_reply")
    html = page(client, world["secretariat"], f"/desk/clocks/{clock.code}/")
    assert f"/desk/clocks/{clock.code}/pause/" not in html
    answer = client.post(
        f"/desk/clocks/{clock.code}/pause/", {"from_on": "2026-06-10", "reason": "x"}, follow=True
    )
    assert "지금은 할 수 없는 일입니다" in answer.content.decode()
    assert client.get(f"/desk/clocks/{clock.code}/no-such/").status_code == 404
    client.post(f"/desk/clocks/{clock.code}/cancel/", {"reason": "요청을 철회했습니다"})
    html = page(client, world["secretariat"], f"/desk/clocks/{clock.code}/")
    assert "취소한 기한입니다" in html
    assert f"{clock.code}/correct/" not in html


def test_a_clock_links_to_its_model(world: World, client: Client) -> None:
    model = world.model("approve")
    clock = begin(world, subject=model)
    html = page(client, world["secretariat"], f"/desk/clocks/{clock.code}/")
    assert f'href="/models/{model.code}/"' in html


def test_a_message_leads_to_the_page_of_its_clock(world: World, client: Client, at: At) -> None:
    from sangsaeng.parties.models import Message

    begin(world, received_on=date(2026, 6, 8))
    actions.remind()
    message = Message.objects.get(recipient=world["secretariat"])
    assert "시험 인증" in page(client, world["secretariat"], message.url)


def test_the_pages_stay_within_their_queries(
    world: World, client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        begin(world, f"기한 {number}", owner=world["ministry"])
    page(client, world["secretariat"], "/desk/clocks/")
    with django_assert_max_num_queries(8):
        client.get("/desk/clocks/")
    clock = Clock.objects.all()[0]  # one more: whether something else keeps this clock
    with django_assert_max_num_queries(9):
        client.get(f"/desk/clocks/{clock.code}/")


def test_every_sentence_of_the_record_can_be_read(world: World) -> None:
    from sangsaeng.desk.clock_words import SENTENCES
    from sangsaeng.proposals.history import sentence

    for verb in SENTENCES:
        data = {"unit": "days", "by": 3, "to": ["a"]}
        assert sentence(verb, data) != verb


@pytest.mark.parametrize("role", ["secretariat", "ministry", "agency"])
def test_a_clock_is_started_by_hand(world: World, client: Client, role: str) -> None:
    model = world.model("approve")
    assert model.title in page(client, world[role], "/desk/clocks/new/")
    given = {
        "rule_key": "correction_order",
        "title": "시정명령 이행",
        "addressee": "시연 공급기업 가",
        "received_on": "2026-06-01",
        "length": "3",
        "model": str(model.pk),
        "owner": str(world["ministry"].pk),
    }
    answer = client.post("/desk/clocks/new/", given, follow=True)
    assert "2026. 9. 1.(화)" in answer.content.decode()
    clock = Clock.objects.get()
    assert (clock.subject_id, clock.owner, clock.demonstration) == (model.code, world["ministry"], True)


def test_a_start_that_is_refused_keeps_what_was_typed(world: World, client: Client) -> None:
    client.force_login(world["secretariat"], backend=BACKEND)
    given = {
        "rule_key": "support_reply",
        "title": "남길 제목",
        "addressee": "부처",
        "received_on": "2026-06-19",
    }
    answer = client.post("/desk/clocks/new/", given)
    assert answer.status_code == 422
    assert "남길 제목" in answer.content.decode()
    assert "오늘보다 뒤" in answer.content.decode()
    assert (
        "정해져 있어"
        in client.post(
            "/desk/clocks/new/", {**given, "length": "5", "received_on": "2026-06-01"}
        ).content.decode()
    )
    assert not Clock.objects.exists()


def test_only_those_who_start_clocks_get_the_form(world: World, client: Client) -> None:
    for role in ("auditor", "chair", "member", "sme"):
        client.force_login(world[role], backend=BACKEND)
        assert client.get("/desk/clocks/new/").status_code == 403
    assert "/desk/clocks/new/" not in page(client, world["auditor"], "/desk/clocks/")
    assert "/desk/clocks/new/" in page(client, world["ministry"], "/desk/clocks/")


def test_a_clock_changes_hands_through_its_form(world: World, client: Client) -> None:
    person = world.person("real", "secretariat", demonstration=False)
    clock = begin(world)
    html = page(client, world["secretariat"], f"/desk/clocks/{clock.code}/hand_over/")
    assert "시연 ministry" in html
    assert f'value="{person.pk}"' not in html
    client.post(f"/desk/clocks/{clock.code}/hand_over/", {"owner": str(world["ministry"].pk)})
    clock.refresh_from_db()
    assert clock.owner == world["ministry"]
    client.post(f"/desk/clocks/{clock.code}/hand_over/", {"owner": ""})
    clock.refresh_from_db()
    assert clock.owner is None
