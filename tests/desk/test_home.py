"""The desk: each role finds what waits for it, in one sentence and one button, and nothing of others."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from sangsaeng.desk import queries
from sangsaeng.desk.accounts import ACCOUNTS
from sangsaeng.parties.models import Role, User
from sangsaeng.records.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("loaded")]
BACKEND = "django.contrib.auth.backends.ModelBackend"


def user(name: str) -> User:
    return User.objects.get(username=name)


def said(name: str) -> str:
    return " ".join(todo.sentence for todo in queries.todos(user(name)))


@pytest.mark.parametrize(
    ("name", "waits"),
    [
        ("secretariat", ["심사하세요", "위원회에 보내세요", "표결을 마치고 폐회하세요"]),
        ("chair", ["아직 표결하지 않았습니다"]),
        ("member", ["아직 표결하지 않았습니다"]),
        ("demand", ["초안을 마저 쓰고", "보완을 요청받았습니다"]),
        ("ministry", ["위원회의 결정을 기다립니다"]),
        ("agency", ["지원을 확정하세요"]),
    ],
)
def test_what_waits_for_each_role(loaded: dict[str, str], name: str, waits: list[str]) -> None:
    for sentence in waits:
        assert sentence in said(name)


def test_every_button_leads_to_a_page_that_its_person_may_open(
    loaded: dict[str, str], client: Client
) -> None:
    asked = 0
    for account in ACCOUNTS:
        client.force_login(user(account.username), backend=BACKEND)
        for todo in queries.todos(user(account.username)):
            assert client.get(todo.href).status_code == 200, (account.username, todo.href)
            asked += 1
    assert asked >= 8


def test_a_closed_meeting_without_minutes_waits_for_the_secretariat(loaded: dict[str, str]) -> None:
    from sangsaeng.deliberation.models import Minutes, MinutesSignature

    assert "회의록을 만드세요" not in said("secretariat")
    MinutesSignature.objects.filter(minutes__meeting__code=loaded["council"]).delete()
    Minutes.objects.filter(meeting__code=loaded["council"]).delete()
    assert "회의록을 만드세요" in said("secretariat")


def test_the_oldest_comes_first(loaded: dict[str, str]) -> None:
    since = [todo.since for todo in queries.todos(user("secretariat"))]
    assert since == sorted(since)


def test_a_person_without_work_is_told_so(client: Client) -> None:
    nobody = User.objects.create(username="new", role=Role.AUDITOR)
    client.force_login(nobody, backend=BACKEND)
    assert "지금 기다리는 일이 없습니다" in client.get("/desk/").content.decode()


def test_the_home_page_stays_within_its_queries(
    loaded: dict[str, str], client: Client, django_assert_max_num_queries: object
) -> None:
    client.force_login(user("secretariat"), backend=BACKEND)
    client.get("/desk/")
    with django_assert_max_num_queries(36):  # type: ignore[operator]
        assert client.get("/desk/").status_code == 200


@pytest.mark.parametrize("name", [a.username for a in ACCOUNTS])
def test_the_record_is_read_by_those_who_watch_over_the_work(
    loaded: dict[str, str], client: Client, name: str
) -> None:
    client.force_login(user(name), backend=BACKEND)
    expected = 200 if name in ("secretariat", "ministry", "auditor") else 403
    assert client.get("/desk/record/").status_code == expected


def test_every_action_of_the_demonstration_left_an_event_in_words(
    loaded: dict[str, str], client: Client
) -> None:
    verbs = set(Event.objects.values_list("verb", flat=True))
    assert {"proposals.draft", "proposals.submit", "deliberation.close_vote", "support.commit"} <= verbs
    client.force_login(user("auditor"), backend=BACKEND)
    from sangsaeng.proposals.history import sentence

    for event in Event.objects.all():
        assert sentence(event.verb, event.data) != event.verb, f"no sentence for {event.verb}"


def test_the_record_is_filtered_and_downloaded(loaded: dict[str, str], client: Client) -> None:
    client.force_login(user("auditor"), backend=BACKEND)
    support = Event.objects.filter(verb__startswith="support.").count()
    answer = client.get("/desk/record/?stage=support.&format=csv")
    assert len(answer.content.decode("utf-8-sig").strip().splitlines()) == support + 1


def test_deadlines_and_terms_that_end_wait_for_the_secretariat(loaded: dict[str, str]) -> None:
    from sangsaeng.clocks.models import Clock
    from sangsaeng.deliberation.models import Seat

    Clock.objects.filter(demonstration=True, state="running").update(
        due_on=timezone.localdate() + timedelta(days=90)
    )
    assert "지난 기한이" not in said("secretariat")
    clock = Clock.objects.filter(demonstration=True, state="running").order_by("due_on")[0]
    today = timezone.localdate()
    Clock.objects.filter(pk=clock.pk).update(
        received_on=today - timedelta(days=31), due_on=today - timedelta(days=1)
    )
    seat = Seat.objects.filter(body__demonstration=True, is_active=True)[0]
    Seat.objects.filter(pk=seat.pk).update(term_until=today + timedelta(days=30))
    told = said("secretariat")
    assert "지난 기한이 1건" in told
    assert "임기가 끝났거나" in told
    assert "지난 기한이" not in said("member")
