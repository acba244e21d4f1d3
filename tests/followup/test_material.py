"""Requests for material: the register, versions, clearance by another, the exact copy that was sent, and one search."""

import hashlib
import io
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone, translation
from tests.proposals.world import World

from sangsaeng.clocks.models import ClockState
from sangsaeng.followup import snapshots
from sangsaeng.followup.actions import material as actions
from sangsaeng.followup.models import MaterialAnswer, MaterialRequest, MaterialState
from sangsaeng.followup.queries import material as queries
from sangsaeng.pages.formats import SEOUL
from sangsaeng.parties.models import Message, Role, User
from sangsaeng.parties.rules import NotAllowed
from sangsaeng.records.models import Event

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
QUESTION = "최근 3년간 상생모델 발굴 및 승인 현황과 지원 금액을 제출해 주시기 바랍니다."


@pytest.fixture(autouse=True)
def in_korean() -> Iterator[None]:
    with translation.override("ko"):
        yield


@pytest.fixture
def world(db: None) -> World:
    return World()


def end_of(days: int) -> datetime:
    day = timezone.localdate() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, 18, 0, tzinfo=SEOUL)


def asked(world: World, **given: Any) -> MaterialRequest:
    values: dict[str, Any] = {
        "actor": world["secretariat"],
        "asker": "assembly",
        "asker_name": "시연 의원실",
        "question": QUESTION,
        "received_on": timezone.localdate(),
        "due_at": end_of(3),
        "reference_on": timezone.localdate(),
    }
    return actions.register(**{**values, **given})


def drafted(world: World, text: str = "답변입니다.", **given: Any) -> MaterialRequest:
    request = asked(world, **given)
    actions.draft(actor=world["secretariat"], request=request, text=text)
    return fresh(request)


def paper_text(answer: MaterialAnswer) -> str:
    from pypdf import PdfReader

    assert answer.paper is not None
    reader = PdfReader(io.BytesIO(bytes(answer.paper.content)))
    return "".join(page.extract_text() for page in reader.pages)


def fresh(request: MaterialRequest) -> MaterialRequest:
    return MaterialRequest.objects.select_related("clock").get(pk=request.pk)


def cleared(world: World, **given: Any) -> MaterialRequest:
    request = drafted(world, **given)
    actions.clear(actor=world["ministry"], request=request)
    return fresh(request)


def test_a_request_gets_its_number_and_its_clock(world: World) -> None:
    request = asked(world)
    assert request.code == f"D-M-{timezone.localdate().year}-0001"
    assert request.demonstration
    assert request.clock is not None
    assert (request.clock.rule_key, request.clock.owner) == ("material", world["secretariat"])
    assert request.clock.due_on == end_of(3).date()
    assert request.clock.addressee == "사무국"
    assert request.due_at == end_of(3)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"question": "  "}, "question"),
        ({"asker": "nobody"}, "asker"),
        ({"received_on": date(2999, 1, 1)}, "received_on"),
        ({"due_at": datetime(2020, 1, 1, tzinfo=SEOUL)}, "due_at"),
        ({"due_at": datetime(2999, 1, 1, tzinfo=SEOUL)}, "due_at"),
    ],
)
def test_what_cannot_be_registered_is_refused_by_field(
    world: World, given: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        asked(world, **given)
    assert field in refused.value.error_dict
    assert not MaterialRequest.objects.exists()


def test_the_clock_ends_on_the_day_asked_for_and_says_so(world: World, client: Client) -> None:
    saturday = timezone.localdate() + timedelta(days=1)
    while saturday.weekday() != 5:
        saturday += timedelta(days=1)
    request = asked(world, due_at=end_of((saturday - timezone.localdate()).days))
    assert request.clock is not None
    assert request.clock.due_on == saturday
    client.force_login(world["secretariat"], backend=BACKEND)
    text = client.get(f"/desk/clocks/{request.clock.code}/").content.decode()
    assert "공휴일이어도 늦춰지지 않습니다" in text
    assert "다음 근무일에 끝납니다" not in text


def test_an_answer_taken_over_keeps_its_tables(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def made(user: Any, day: date, mark: bool, wished: Any) -> dict[str, Any]:
        return {
            "tables": [{"key": "a.b", "title": "표", "header": ["수"], "rows": [[1]]}],
            "chosen": ["models"],
        }

    offered = [("models", "발굴한 모델"), ("a.b", "표"), ("a.c", "다른 표")]
    monkeypatch.setattr(snapshots, "_registered", [(made, lambda: offered)])
    first = asked(world)
    actions.draft(
        actor=world["secretariat"], request=first, text="붙임과 같습니다.", tables=["models", "a.b"]
    )
    actions.clear(actor=world["ministry"], request=fresh(first))
    actions.send(actor=world["secretariat"], request=fresh(first), sent_on=timezone.localdate(), how="공문")
    second = asked(world)
    client.force_login(world["secretariat"], backend=BACKEND)
    form = client.get(f"/followup/materials/{second.code}/draft/?from={first.code}").context["form"]
    assert form.initial == {"text": "붙임과 같습니다.", "tables": ["models", "a.b"]}


def test_an_attachment_spoken_of_and_not_there_is_warned_of(world: World, client: Client) -> None:
    request = drafted(world, text="현황은 붙임의 표와 같습니다.")
    client.force_login(world["ministry"], backend=BACKEND)
    text = client.get(f"/followup/materials/{request.code}/clear/").content.decode()
    assert "붙인 표가 없습니다" in text
    with_table = {"tables": [{"key": "a.b"}], "chosen": []}
    assert queries.warnings(request, "붙임의 표와 같습니다.", with_table) == []


@pytest.mark.parametrize("role", [role.value for role in Role if role != Role.SECRETARIAT])
def test_only_the_secretariat_writes(world: World, role: str) -> None:
    with pytest.raises(NotAllowed):
        asked(world, actor=world[role])
    request = asked(world)
    with pytest.raises(NotAllowed):
        actions.draft(actor=world[role], request=request, text="답변")


def test_versions_are_never_overwritten_and_keep_their_figures(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = {"value": 1}

    def make(user: User, as_of: date, demonstration: bool, wished: Any) -> dict[str, Any]:
        grid = {"title": "모델", "header": ["구분", "수"], "rows": [["발굴", count["value"]]]}
        return {"sections": [{"key": "models", "title": "모델", "grids": [grid]}]}

    monkeypatch.setattr(snapshots, "_registered", [(make, list)])
    request = drafted(world, text="첫 판")
    count["value"] = 2
    actions.draft(actor=world["secretariat"], request=request, text="둘째 판")
    second, first = MaterialAnswer.objects.filter(request=request)
    assert (first.version, first.text, second.version, second.text) == (1, "첫 판", 2, "둘째 판")
    assert first.snapshot["sections"][0]["grids"][0]["rows"] == [["발굴", 1]]
    assert second.snapshot["sections"][0]["grids"][0]["rows"] == [["발굴", 2]]
    assert first.snapshot["as_of"] == timezone.localdate().isoformat()
    events = list(Event.objects.filter(verb="followup.draft_material"))
    for event, answer in zip(events, (first, second), strict=True):
        assert event.data["digest"] == snapshots.digest(answer.text, answer.snapshot)
        assert answer.snapshot["event"] < event.pk  # the newest event when the figures were taken


def test_figures_of_a_day_still_to_come_are_not_taken(world: World) -> None:
    request = asked(world, reference_on=timezone.localdate() + timedelta(days=1))
    with pytest.raises(ValidationError, match="기준일"):
        actions.draft(actor=world["secretariat"], request=request, text="답변")
    assert not request.answers.exists()


def test_whoever_wrote_it_does_not_clear_it_while_there_is_a_colleague(world: World) -> None:
    request = drafted(world)
    colleague = world.person("colleague", Role.SECRETARIAT)
    with pytest.raises(NotAllowed):
        actions.clear(actor=world["secretariat"], request=request, note="바쁨")
    answer = actions.clear(actor=colleague, request=request)
    assert (answer.cleared_by, fresh(request).state) == ("colleague", MaterialState.CLEARED)


def test_who_is_alone_clears_with_a_reason(world: World) -> None:
    request = drafted(world)
    with pytest.raises(ValidationError) as refused:
        actions.clear(actor=world["secretariat"], request=request)
    assert "note" in refused.value.error_dict
    answer = actions.clear(actor=world["secretariat"], request=request, note="사무국에 한 사람뿐입니다.")
    assert answer.cleared_by == answer.drafted_by == "secretariat"
    assert Event.objects.get(verb="followup.clear_material").data["own"] is True


@pytest.mark.parametrize("role", ["auditor", "chair", "member", "agency", "demand_company", "sme"])
def test_others_do_not_clear(world: World, role: str) -> None:
    request = drafted(world)
    with pytest.raises(NotAllowed):
        actions.clear(actor=world[role], request=request, note="이유")


def test_what_was_looked_at_is_what_is_cleared(world: World) -> None:
    request = drafted(world)
    actions.draft(actor=world["secretariat"], request=request, text="새 판")
    with pytest.raises(ValidationError, match="새 판"):
        actions.clear(actor=world["ministry"], request=request, version=1)
    assert actions.clear(actor=world["ministry"], request=request, version=2).version == 2


def test_a_new_version_has_to_be_cleared_anew(world: World) -> None:
    request = cleared(world)
    actions.draft(actor=world["secretariat"], request=request, text="고친 답변")
    assert fresh(request).state == MaterialState.DRAFTED
    with pytest.raises(ValidationError):
        actions.send(
            actor=world["secretariat"], request=request, sent_on=timezone.localdate(), how="전자우편"
        )


def test_the_paper_of_the_cleared_version_is_kept_and_sent(world: World) -> None:
    request = cleared(world, text="승인된 모델은 없습니다.")
    answer = actions.send(
        actor=world["secretariat"], request=request, sent_on=timezone.localdate(), how="전자우편"
    )
    request = fresh(request)
    assert request.state == MaterialState.SENT
    assert answer.paper is not None
    assert answer.spreadsheet is not None
    assert bytes(answer.paper.content).startswith(b"%PDF")
    assert hashlib.sha256(bytes(answer.paper.content)).hexdigest() == answer.sha256
    assert request.clock is not None
    assert (request.clock.state, request.clock.answered_on) == (ClockState.ANSWERED, timezone.localdate())
    with pytest.raises(ValidationError):
        actions.draft(actor=world["secretariat"], request=request, text="더")
    with pytest.raises(ValidationError):
        actions.withdraw(actor=world["secretariat"], request=request, reason="이유")


def test_the_file_that_was_really_sent_is_kept_byte_for_byte(world: World) -> None:
    request = cleared(world)
    sent = b"%PDF-1.7\nwhat the office sent"
    answer = actions.send(
        actor=world["secretariat"],
        request=request,
        sent_on=timezone.localdate(),
        how="의정자료전자유통시스템",
        copy=("시연 답변.pdf", sent),
    )
    assert answer.paper is not None
    assert bytes(answer.paper.content) == sent
    assert answer.sha256 == hashlib.sha256(sent).hexdigest()
    found = queries.readable(world["auditor"]).filter(words__icontains=answer.sha256[:12])
    assert [row.pk for row in found] == [request.pk]


def test_it_is_not_sent_before_it_was_cleared(world: World) -> None:
    request = drafted(world)
    with pytest.raises(ValidationError):
        actions.send(actor=world["secretariat"], request=request, sent_on=timezone.localdate(), how="우편")
    actions.clear(actor=world["ministry"], request=request)
    with pytest.raises(ValidationError) as refused:
        actions.send(
            actor=world["secretariat"],
            request=request,
            sent_on=timezone.localdate() - timedelta(days=1),
            how="우편",
        )
    assert "sent_on" in refused.value.error_dict


def test_another_deadline_is_another_clock(world: World) -> None:
    request = asked(world)
    assert request.clock is not None
    old = request.clock
    request = actions.change_due(
        actor=world["secretariat"], request=request, due_at=end_of(9), reason="의원실과 연장"
    )
    old.refresh_from_db()
    assert old.state == ClockState.CANCELLED
    assert request.clock is not None
    assert request.clock.pk != old.pk
    assert (request.due_at, request.clock.owner) == (end_of(9), world["secretariat"])


def test_what_was_taken_back_waits_no_longer(world: World) -> None:
    request = asked(world)
    request = actions.withdraw(actor=world["secretariat"], request=request, reason="의원실이 철회")
    assert request.state == MaterialState.WITHDRAWN
    assert request.clock is not None
    assert request.clock.state == ClockState.CANCELLED
    assert not queries.due_soon(world["secretariat"], 30).exists()


def test_the_drafter_learns_what_to_change(world: World) -> None:
    request = drafted(world)
    actions.give_back(actor=world["ministry"], request=request, reason="금액의 기준일을 적어 주세요.")
    assert fresh(request).state == MaterialState.DRAFTED
    told = Message.objects.filter(recipient=world["secretariat"], kind="material")
    assert [message.body for message in told] == ["금액의 기준일을 적어 주세요."]


@pytest.mark.parametrize(
    "words", ["승인 현황", "발굴", "시연 의원", "의원실", "D-M-", "상생협력 모델 아홉", "2026-국감-17"]
)
def test_one_search_finds_it_by_any_part(world: World, client: Client, words: str) -> None:
    drafted(world, text="상생협력 모델 아홉 건을 건의했습니다.", official_number="2026-국감-17")
    asked(world, question="전혀 다른 물음", asker_name="감사원")
    if words in ("시연 의원", "D-M-"):
        asked(world, asker_name="다른 곳")
    page = opened(client, world["auditor"], f"/followup/materials/?q={words}")
    assert "최근 3년간" in page
    if words not in ("D-M-",):
        assert "전혀 다른 물음" not in page


def opened(client: Client, user: User, address: str, status: int = 200) -> str:
    client.force_login(user, backend=BACKEND)
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def test_what_was_answered_before_is_found_by_the_question(world: World) -> None:
    request = cleared(world, text="아홉 건입니다.")
    actions.send(actor=world["secretariat"], request=request, sent_on=timezone.localdate(), how="전자우편")
    asked(world, question="구매이행 현황의 종류별 비율을 알려 주십시오.")
    (found,) = queries.similar(world["secretariat"], "상생모델 발굴과 승인의 현황 자료를 최근 3년간으로")
    assert found.request.pk == request.pk
    assert found.answer is not None
    assert found.answer.text == "아홉 건입니다."
    assert queries.similar(world["demand_company"], QUESTION) == []


def test_names_titles_and_prices_are_warned_of(world: World) -> None:
    from sangsaeng.followup.models import PurchaseCommitment

    model = world.model(upto="approve", item_text="국산 노광기 모듈")
    PurchaseCommitment.objects.create(
        code="D-P-1",
        model=model,
        buyer=world.demand,
        supplier=world.supplier,
        basis="contract",
        promised_on=date(2026, 1, 1),
        item_text="모듈",
        unit="개",
        unit_price_krw=1_234_500,
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        entered_by="agency",
        demonstration=True,
    )
    request = asked(world)
    quiet = queries.warnings(request, "승인된 모델은 9건, 지원 금액은 15억 원입니다.")
    assert quiet == []
    told = queries.warnings(
        request,
        "시연 수요기업 A가 국산 노광기 모듈을 1,234,500원에 삽니다. 공급망안정품목이며 담당자는 900101-1234567입니다.",
    )
    assert len(told) == 5
    for word in ("시연 수요기업 A", "국산 노광기 모듈", "1,234,500", "공급망안정품목", "주민등록번호"):
        assert any(word in line for line in told), word


def test_a_warning_stops_nobody(world: World) -> None:
    world.model(upto="approve")
    request = drafted(world, text="시연 수요기업 A와 협력합니다.")
    assert actions.clear(actor=world["ministry"], request=request).cleared_at is not None


ROLES = [
    ("secretariat", 200),
    ("ministry", 200),
    ("auditor", 200),
    ("chair", 403),
    ("member", 403),
    ("agency", 403),
    ("demand_company", 403),
    ("sme", 403),
]


@pytest.mark.parametrize(("role", "status"), ROLES)
def test_who_reads_the_register(world: World, client: Client, role: str, status: int) -> None:
    request = cleared(world)
    answer = request.answers.get()
    opened(client, world[role], "/followup/materials/", status)
    opened(client, world[role], f"/followup/materials/{request.code}/", status)
    assert answer.paper is not None
    opened_paper = f"/followup/materials/{request.code}/papers/{answer.paper.pk}/"
    client.force_login(world[role], backend=BACKEND)
    assert client.get(opened_paper).status_code == status
    writes = 200 if role == "secretariat" else 403
    assert client.get("/followup/materials/new/").status_code == writes
    assert client.get(f"/followup/materials/{request.code}/draft/").status_code == writes


def test_the_whole_way_through_the_pages(world: World, client: Client) -> None:
    client.force_login(world["secretariat"], backend=BACKEND)
    values = {
        "asker": "assembly",
        "asker_name": "시연 의원실",
        "question": QUESTION,
        "received_on": timezone.localdate().isoformat(),
        "due_at": (timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M"),
        "reference_on": timezone.localdate().isoformat(),
    }
    bad = client.post("/followup/materials/new/", {**values, "asker_name": ""})
    assert bad.status_code == 422
    assert QUESTION in bad.content.decode()
    client.post("/followup/materials/new/", values)
    request = MaterialRequest.objects.get()
    home = f"/followup/materials/{request.code}/"
    client.post(f"{home}draft/", {"text": "답변의 첫 판입니다."})
    assert f"{home}clear/" in client.get(home).content.decode()  # alone in the secretariat
    client.force_login(world["ministry"], backend=BACKEND)
    assert client.post(f"{home}clear/", {"version": "1", "note": ""}).status_code == 302
    client.force_login(world["secretariat"], backend=BACKEND)
    sent = SimpleUploadedFile("보낸 답변.pdf", b"%PDF-1.4 sent")
    client.post(
        f"{home}send/",
        {"sent_on": timezone.localdate().isoformat(), "how": "전자우편", "copy": sent},
    )
    request.refresh_from_db()
    assert request.state == MaterialState.SENT
    page = client.get(home).content.decode()
    assert hashlib.sha256(b"%PDF-1.4 sent").hexdigest() in page
    answer = client.get(f"{home}papers/{request.answers.get().paper_id}/")
    assert answer.content == b"%PDF-1.4 sent"
    again = client.post("/followup/materials/new/", values)  # the same question once more
    assert again.status_code == 200
    assert "답변의 첫 판입니다." in again.content.decode()
    assert MaterialRequest.objects.count() == 1
    client.post("/followup/materials/new/", {**values, "seen": "1"})
    assert MaterialRequest.objects.count() == 2


def test_the_page_costs_the_same_at_one_and_at_three(
    world: World, client: Client, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    client.force_login(world["secretariat"], backend=BACKEND)
    for number in range(3):
        drafted(world, question=f"{'가나다라마바'[number] * 8} 물음")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get("/followup/materials/").status_code == 200
        counts.append(len(captured))
    assert len(set(counts)) == 1


def test_a_demonstration_account_sees_no_real_request(world: World, client: Client) -> None:
    real = world.person("real", Role.SECRETARIAT, demonstration=False)
    request = asked(world, actor=real, asker_name="실제 의원실")
    assert not request.demonstration
    opened(client, world["secretariat"], f"/followup/materials/{request.code}/", 404)
    assert "실제 의원실" not in opened(client, world["secretariat"], "/followup/materials/")
    with pytest.raises(NotAllowed):
        actions.draft(actor=world["secretariat"], request=request, text="답변")


def test_the_first_page_tells_who_does_what_next(world: World) -> None:
    from sangsaeng.desk.todos.board import todos

    asked(world)
    (written,) = todos(world["secretariat"])
    assert "답변을 쓰세요" in written.sentence
    assert todos(world["ministry"]) == []
    second = drafted(world)
    assert [todo.href for todo in todos(world["ministry"])] == [f"/followup/materials/{second.code}/"]
    assert "검토하세요" in todos(world["secretariat"])[1].sentence  # alone
    world.person("colleague", Role.SECRETARIAT)
    assert len(todos(world["secretariat"])) == 1
    cleared(world)
    assert any("제출하세요" in todo.sentence for todo in todos(world["secretariat"]))
    for role in ("auditor", "chair", "member", "agency", "sme", "demand_company"):
        assert todos(world[role]) == []


def test_the_demonstration_answers_one_and_has_one_in_work(world: World) -> None:
    from sangsaeng.desk.demonstration.board import material

    material(people=world.people)
    first, second = MaterialRequest.objects.order_by("pk")
    assert (first.state, second.state) == (MaterialState.SENT, MaterialState.DRAFTED)
    assert first.demonstration
    assert second.demonstration
    answer = first.answers.get()
    assert answer.snapshot["sections"]
    assert answer.snapshot["as_of"] == timezone.localdate().isoformat()
    text = paper_text(answer)
    assert "발굴(협의회 건의)" in text  # a part that was chosen
    assert "진행 중" not in text  # the clocks were kept, not sent
    assert {section["key"] for section in answer.snapshot["sections"]} >= {"models", "clocks"}
