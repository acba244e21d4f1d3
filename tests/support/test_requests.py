"""Requests to ministries: from the letter's receipt or by hand, through supplement, extension, reply and appeal, with their clocks."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.proposals.world import World

from sangsaeng.clocks.models import Clock
from sangsaeng.deliberation import actions as council
from sangsaeng.parties.models import Message, Organisation
from sangsaeng.parties.rules import NotAllowed
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.models import DocumentFile, Event
from sangsaeng.support.actions import requests as actions
from sangsaeng.support.models import Request, RequestState
from sangsaeng.support.queries import requests as queries

pytestmark = pytest.mark.django_db


def today() -> date:
    return timezone.localdate()


@pytest.fixture
def ministry(world: World) -> Organisation:
    organisation = world.organisation("MIN", "시연 부처", "ministry")
    world["ministry"].organisation = organisation
    world["ministry"].save()
    return organisation


@pytest.fixture
def model(world: World) -> WinWinModel:
    return world.model("approve")


def register(world: World, model: WinWinModel, **fields: Any) -> Request:
    given: dict[str, Any] = {
        "model": model,
        "kind": "regulation",
        "addressee": "시연 부처",
        "title": "시험 인증 기준 개선 요청",
        "content": "기준을 줄여 주세요.",
        "sent_on": today() - timedelta(days=12),
        "received_on": today() - timedelta(days=10),
    }
    return actions.register_request(actor=world["secretariat"], **(given | fields))


def test_the_clock_runs_from_the_day_of_receipt_and_by_the_kind(world: World, model: WinWinModel) -> None:
    regulation = register(world, model)
    support = register(world, model, kind="support", title="자금 지원 요청")
    assert regulation.clock
    assert support.clock
    assert (regulation.clock.rule_key, regulation.clock.length) == ("regulation_reply", 15)
    assert (support.clock.rule_key, support.clock.length) == ("support_reply", 30)
    assert regulation.clock.received_on == today() - timedelta(days=10)
    waiting = register(world, model, title="아직 받지 않은 요청", received_on=None)
    assert (waiting.state, waiting.clock) == (RequestState.SENT, None)
    received = actions.receive(actor=world["secretariat"], request=waiting, received_on=today())
    assert received.clock
    assert received.state == RequestState.RECEIVED


def test_a_received_letter_becomes_a_request_with_its_clock(world: World, model: WinWinModel) -> None:
    letter = council.draft_letter(
        actor=world["secretariat"],
        kind="regulation",
        addressee="시연 부처장관",
        title="규제 개선 요청",
        body="개선을 요청합니다.",
        enclosures=[],
        sender="시연 상생협의회 위원장",
        model=model,
    )
    sent = today() - timedelta(days=5)
    letter = council.record_sent(
        actor=world["secretariat"], letter=letter, official_number="시연-1", sent_on=sent
    )
    assert not Request.objects.exists()
    letter = council.record_received(actor=world["secretariat"], letter=letter, received_on=sent)
    request = Request.objects.get()
    assert (request.letter, request.clock, request.official_number) == (letter, letter.clock, "시연-1")
    assert Clock.objects.count() == 1
    later = sent + timedelta(days=2)
    council.correct_received_on(
        actor=world["secretariat"], letter=letter, received_on=later, reason="접수인을 다시 확인함"
    )
    request.refresh_from_db()
    assert request.received_on == later
    assert Request.objects.count() == 1


def test_a_supplement_stops_the_clock_of_a_regulatory_request_only(world: World, model: WinWinModel) -> None:
    regulation, support = register(world, model), register(world, model, kind="support", title="자금")
    assert regulation.clock
    assert support.clock
    ends = regulation.clock.due_on, support.clock.due_on
    asked, came = today() - timedelta(days=6), today() - timedelta(days=2)
    for request in (regulation, support):
        actions.ask_supplement(actor=world["secretariat"], request=request, on=asked, what="시험 성적서")
    regulation.refresh_from_db()
    assert regulation.clock.is_paused
    assert regulation.state == RequestState.SUPPLEMENT
    assert Clock.objects.get(pk=support.clock_id).is_running
    for request in (regulation, support):
        actions.hand_in_supplement(actor=world["secretariat"], request=request, on=came)
    assert Clock.objects.get(pk=regulation.clock_id).due_on > ends[0]
    assert Clock.objects.get(pk=support.clock_id).due_on == ends[1]
    told = Message.objects.filter(recipient=world["sme"], kind="request")
    assert told.count() == 2
    assert "보완 요청" in told[0].title


def test_reply_appeal_and_close(world: World, model: WinWinModel, ministry: Organisation) -> None:
    request = register(world, model, organisation=ministry)
    actions.extend(actor=world["ministry"], request=request, on=today() - timedelta(days=3), reason="검토 중")
    with pytest.raises(ValidationError, match="한 번"):
        actions.extend(actor=world["ministry"], request=request, on=today(), reason="또")
    with pytest.raises(ValidationError, match="지금은 할 수 없는"):
        actions.appeal(actor=world["sme"], request=request, on=today(), text="이의")
    request = actions.reply(
        actor=world["ministry"], request=request, reply="partly", text="기간만 줄입니다.", on=today()
    )
    assert request.state == RequestState.REPLIED
    assert Clock.objects.get(pk=request.clock_id).state == "answered"
    request = actions.appeal(actor=world["sme"], request=request, on=today(), text="시험 면제도 필요합니다.")
    assert request.appeal_clock
    assert request.appeal_clock.rule_key == "appeal_reply"
    assert not request.appeal_clock.is_statutory
    request = actions.reply_appeal(
        actor=world["ministry"], request=request, reply="refused", text="어렵습니다.", on=today()
    )
    assert request.state == RequestState.CLOSED
    assert Clock.objects.get(pk=request.appeal_clock_id).state == "answered"
    verbs = list(Event.objects.filter(subject_type="request").values_list("verb", flat=True))
    assert [v for v in verbs if v != "parties.tell"] == [
        "support.register_request",
        "support.receive_request",
        "support.extend_request",
        "support.reply_request",
        "support.appeal_request",
        "support.reply_appeal",
    ]


def test_withdrawing_ends_the_clock_with_its_reason(world: World, model: WinWinModel) -> None:
    request = register(world, model)
    with pytest.raises(ValidationError):
        actions.withdraw(actor=world["secretariat"], request=request, reason=" ")
    request = actions.withdraw(actor=world["secretariat"], request=request, reason="모델을 바꿈")
    clock = Clock.objects.get(pk=request.clock_id)
    assert (request.state, clock.state, clock.cancel_reason) == ("withdrawn", "cancelled", "모델을 바꿈")


def test_who_may(world: World, model: WinWinModel, ministry: Organisation) -> None:
    request = register(world, model, organisation=ministry)
    other = world.organisation("MIN2", "시연 다른 부처", "ministry")
    stranger = world.person("other-ministry", "ministry", other)
    for actor in (world["sme"], world["member"], world["auditor"], stranger):
        with pytest.raises(NotAllowed):
            actions.reply(actor=actor, request=request, reply="accepted", text="예", on=today())
    with pytest.raises(NotAllowed):
        actions.register_request(
            actor=world["agency"], model=model, kind="support", addressee="가", title="나"
        )
    actions.reply(actor=world["ministry"], request=request, reply="partly", text="일부", on=today())
    with pytest.raises(NotAllowed):
        actions.appeal(actor=world["stranger"], request=request, on=today(), text="남의 일")
    assert not queries.readable(world["stranger"]).exists()
    assert queries.readable(world["sme"]).get() == request


def test_only_a_recommended_model_is_asked_for(world: World) -> None:
    with pytest.raises(ValidationError, match="건의한"):
        register(world, world.model("screen"))


@pytest.mark.parametrize("field", ["sent_on", "received_on"])
def test_no_day_to_come(world: World, model: WinWinModel, field: str) -> None:
    with pytest.raises(ValidationError, match="오늘보다 뒤"):
        register(world, model, **{field: today() + timedelta(days=1)})
    assert not Request.objects.exists()


def client(world: World, role: str) -> Client:
    visitor = Client()
    visitor.force_login(world[role], backend="django.contrib.auth.backends.ModelBackend")
    return visitor


def test_the_secretariat_walks_through_the_pages(
    world: World, model: WinWinModel, ministry: Organisation
) -> None:
    office = client(world, "secretariat")
    assert "요청이 없습니다" in office.get("/support/requests/").content.decode()
    form = {
        "model": model.pk,
        "kind": "regulation",
        "addressee": "시연 부처",
        "organisation": ministry.pk,
        "title": "인증 기준 개선",
        "sent_on": str(today() - timedelta(days=30)),
        "received_on": str(today() + timedelta(days=3)),
    }
    refused = office.post("/support/requests/new/", form)
    assert refused.status_code == 422
    assert "인증 기준 개선" in refused.content.decode()
    form["received_on"] = str(today() - timedelta(days=29))
    assert office.post("/support/requests/new/", form).status_code == 302
    request = Request.objects.get()
    page = office.get("/support/requests/").content.decode()
    assert "1건의 기한이 지났습니다" in page
    assert request.title in page
    assert office.get("/support/requests/?waiting=overdue").content.decode().count("인증 기준 개선") >= 1
    one = office.get(f"/support/requests/{request.code}/").content.decode()
    assert "일 지났습니다" in one
    assert "법정 기한" in one
    paper = SimpleUploadedFile("회신.pdf", b"%PDF-1.7 reply")
    answer = {"reply": "accepted", "text": "그렇게 하겠습니다.", "on": str(today()), "paper": paper}
    assert office.post(f"/support/requests/{request.code}/reply/", answer).status_code == 302
    kept = DocumentFile.objects.get(kind="request-paper")
    got = office.get(f"/support/requests/{request.code}/papers/{kept.pk}/")
    assert bytes(got.content) == b"%PDF-1.7 reply"
    assert office.get(f"/support/requests/{request.code}/reply/").status_code == 302
    assert office.get(f"/support/requests/{request.code}/explode/").status_code == 404
    assert request.title in client(world, "sme").get(f"/models/{model.code}/").content.decode()


def test_the_ministry_meets_its_own_requests_only(
    world: World, model: WinWinModel, ministry: Organisation
) -> None:
    own, other = register(world, model, organisation=ministry), register(world, model, title="남의 부처 요청")
    visitor = client(world, "ministry")
    assert visitor.get(f"/support/requests/{own.code}/reply/").status_code == 200
    assert visitor.get(f"/support/requests/{other.code}/reply/").status_code == 302
    assert client(world, "stranger").get(f"/support/requests/{own.code}/").status_code == 404
    assert Client().get("/support/requests/").status_code == 302


def test_a_clock_of_a_request_is_handled_on_the_request(world: World, model: WinWinModel) -> None:
    request = register(world, model)
    assert request.clock
    office = client(world, "secretariat")
    page = office.get(f"/desk/clocks/{request.clock.code}/").content.decode()
    assert f"/support/requests/{request.code}/" in page
    assert "/answer/" not in page
    sent = office.post(f"/desk/clocks/{request.clock.code}/answer/", {"answered_on": str(today())})
    assert sent.status_code == 302
    assert sent["Location"].endswith(f"/support/requests/{request.code}/")
    assert Clock.objects.get(pk=request.clock.pk).is_open


def test_the_list_asks_a_fixed_number_of_queries(world: World, model: WinWinModel) -> None:
    office = client(world, "secretariat")
    register(world, model)
    office.get("/support/requests/")
    with CaptureQueriesContext(connection) as one:
        office.get("/support/requests/")
    for number in range(3):
        register(world, model, title=f"요청 {number}")
    with CaptureQueriesContext(connection) as four:
        office.get("/support/requests/")
    assert len(four) == len(one) <= 14
