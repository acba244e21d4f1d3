"""The pages of letters and of the way to the committee: each step by the role that may take it, and by no other."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.deliberation.conftest import HELD_AT, People

from sangsaeng.deliberation import actions
from sangsaeng.deliberation.models import AgendaItem, Body, Letter, Meeting
from sangsaeng.proposals.lifecycle import State
from sangsaeng.proposals.models import WinWinModel

pytestmark = pytest.mark.django_db
NEW = {
    "kind": "request",
    "addressee": "시연 부처장관",
    "title": "시연 지원 요청",
    "body": "요청합니다.\n- 내용: 시연",
    "enclosures": "계획서 2부",
    "sender": "시연 위원장",
}


@pytest.fixture
def recommended(meeting: Meeting, make_model: Callable[..., WinWinModel]) -> AgendaItem:
    now = timezone.now()
    model = make_model(State.RECOMMENDED, recommended_at=now, on_agenda_at=now)
    return AgendaItem.objects.create(
        meeting=meeting, model=model, number=1, outcome="adopted", decided_at=now, support=["technology"]
    )


def _status(client: Client, user: object, address: str) -> int:
    client.force_login(user)  # type: ignore[arg-type]
    return client.get(address).status_code


def test_a_letter_goes_from_draft_to_receipt_in_the_browser(
    client: Client, people: People, recommended: AgendaItem
) -> None:
    assert recommended.model
    code = recommended.model.code
    client.force_login(people.secretariat)
    assert client.post(f"/meetings/letters/new/?model={code}", NEW | {"title": ""}).status_code == 422
    assert client.post(f"/meetings/letters/new/?model={code}", NEW).status_code == 302
    letter = Letter.objects.get()
    address = f"/meetings/letters/{letter.code}/"
    page = client.get(address).content.decode()
    for words in ("이 시스템은 공문을 보내지 않습니다", "제74조제2항", "계획서 2부", "내용: 시연"):
        assert words in page
    edited = {key: value for key, value in NEW.items() if key != "kind"} | {"title": "고친 제목"}
    assert client.post(f"{address}edit/", edited).status_code == 302
    early = client.post(f"{address}received/", {"received_on": "2026-11-05"})
    assert early.status_code == 422
    assert 'value="2026-11-05"' in early.content.decode()
    assert client.post(f"{address}keep/").status_code == 302
    sent = {"official_number": "시연-7", "sent_on": "2026-11-02"}
    assert client.post(f"{address}sent/", sent).status_code == 302
    assert client.post(f"{address}received/", {"received_on": "2026-11-05"}).status_code == 302
    right = {"received_on": "2026-11-04", "reason": "접수 대장"}
    assert client.post(f"{address}correct/", right).status_code == 302
    letter.refresh_from_db()
    assert (letter.title, letter.official_number, str(letter.received_on)) == (
        "고친 제목",
        "시연-7",
        "2026-11-04",
    )
    assert letter.clock
    assert str(letter.clock.due_on) == "2026-12-04"
    for format, start in (("pdf", b"%PDF"), ("hwpx", b"PK")):
        assert client.get(f"{address}file.{format}").content.startswith(start)
    model_page = client.get(f"/models/{code}/").content.decode()
    assert "공문과 기한" in model_page
    assert letter.title in model_page


def test_who_reads_and_who_writes_letters(client: Client, people: People, recommended: AgendaItem) -> None:
    (letter,) = actions.draft_recommendations(people.secretariat, recommended)
    address = f"/meetings/letters/{letter.code}/"
    for reader in (people.secretariat, people.ministry, people.auditor):
        assert _status(client, reader, "/meetings/letters/") == 200
        assert _status(client, reader, address) == 200
        assert _status(client, reader, f"{address}file.pdf") == 200
    for other in (people.chair, people.member, people.sme, people.demand_company, people.agency):
        for page in ("/meetings/letters/", address, f"{address}file.pdf"):
            assert _status(client, other, page) == 403
    for other in (people.ministry, people.auditor):
        for page in ("/meetings/letters/new/", f"{address}edit/", f"{address}sent/", f"{address}drop/"):
            assert _status(client, other, page) == 403
    client.logout()
    assert client.get(address).status_code == 302


def test_the_list_tells_what_is_waited_for(client: Client, people: People, recommended: AgendaItem) -> None:
    actions.draft_recommendations(people.secretariat, recommended)
    empty = actions.draft_letter(actor=people.secretariat, **{**NEW, "addressee": "", "enclosures": ()})  # type: ignore[arg-type]
    client.force_login(people.secretariat)
    page = client.get("/meetings/letters/").content.decode()
    assert "공문 2건 가운데 2건이 문서번호를, 0건이 받은 날을 기다립니다." in page
    open_ones = client.get("/meetings/letters/?waiting=addressee").content.decode()
    assert empty.code in open_ones
    assert Letter.objects.exclude(pk=empty.pk).get().code not in open_ones
    drop = f"/meetings/letters/{empty.code}/drop/"
    assert client.post(drop, {"reason": "쓰지 않음"}).status_code == 302
    assert empty.code in client.get("/meetings/letters/?state=dropped").content.decode()


def test_before_it_goes_to_the_committee_the_page_says_who_will_be_told(
    client: Client, people: People, committee: Body, recommended: AgendaItem
) -> None:
    assert recommended.model
    code = recommended.model.code
    for other in (people.chair, people.member, people.sme, people.ministry, people.agency, people.auditor):
        assert _status(client, other, f"/meetings/send/{code}/") == 403
        assert _status(client, other, f"/meetings/take-back/{code}/") == 403
    client.force_login(people.secretariat)
    page = client.get(f"/meetings/send/{code}/").content.decode()
    for words in ("알림을 받는 사람", "시연 demand", "시연 sme", "회의록(", "승인이 아닙니다"):
        assert words in page
    client.post(f"/meetings/send/{code}/")
    recommended.model.refresh_from_db()
    assert recommended.model.state == State.AT_COMMITTEE
    assert f"/meetings/take-back/{code}/" in client.get(f"/models/{code}/").content.decode()
    client.post(f"/meetings/take-back/{code}/", {"reason": ""})
    recommended.model.refresh_from_db()
    assert recommended.model.state == State.AT_COMMITTEE
    client.post(f"/meetings/take-back/{code}/", {"reason": "자료 오류"})
    recommended.model.refresh_from_db()
    assert recommended.model.state == State.RECOMMENDED


def test_the_committees_answers_are_reported_by_one_button(
    client: Client, people: People, council: Body, committee: Body, recommended: AgendaItem
) -> None:
    model = recommended.model
    assert model
    held = actions.call_meeting(
        actor=people.secretariat, body=committee, held_at=HELD_AT + timedelta(days=7), place="시연"
    )
    coming = actions.call_meeting(
        actor=people.secretariat, body=council, held_at=HELD_AT + timedelta(days=30), place="시연"
    )
    address = f"/meetings/{coming.code}/answers/"
    client.force_login(people.secretariat)
    assert client.get(address).status_code == 302
    AgendaItem.objects.create(
        meeting=held, model=model, number=1, outcome="adopted", decided_at=timezone.now(), follows=recommended
    )
    assert model.codename in client.get(address).content.decode()
    client.post(address)
    assert coming.agenda.get().title == "경쟁력강화위원회의 결정 보고(1건)"
    assert _status(client, people.member, address) == 403
