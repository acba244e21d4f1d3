"""The pages of a fair through the door that people use: who sees what, the flow, the files, a fixed number of queries."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.discovery.fair_world import FairWorld, six_o_clock

from sangsaeng.discovery import fair_papers
from sangsaeng.discovery.actions import fair_day, fair_plan, fairs
from sangsaeng.discovery.models import Fair, FairResult, FairState
from sangsaeng.discovery.queries import fairs as queries
from sangsaeng.parties.models import Message, User
from sangsaeng.records.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> FairWorld:
    return FairWorld()


def client_of(user: User | None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def page(name: str, *args: Any) -> str:
    return reverse(f"discovery:{name}", args=args)


def text(response: Any) -> str:
    return str(response.content.decode())


def held(world: FairWorld) -> Fair:
    fair = fair_day.hold(actor=world.secretariat, fair=world.published())
    for meeting in world.meetings(fair)[:3]:
        fair_day.note_attendance(actor=world.secretariat, meeting=meeting, firm_came=True)
        fair_day.say_result(
            actor=world.secretariat, meeting=meeting, outcome="quote", note="비밀-메모", side="desk"
        )
    return fair


def test_every_page_opens_for_whom_it_concerns(world: FairWorld) -> None:
    fair = held(world)
    meeting = world.meetings(fair)[0]
    one = (fair.code,)
    for user in (world.secretariat, world.agency, world.auditor):
        client = client_of(user)
        for name, args in (
            ("fairs", ()), ("fair", one), ("fair_desks", one), ("fair_firms", one), ("fair_desk", (*one, 1)),
            ("fair_firm", (*one, 1)), ("fair_plan", one), ("fair_timetable", one), ("fair_today", one),
            ("fair_meeting", (*one, meeting.pk)), ("fair_results", one),
        ):  # fmt: skip
            assert client.get(page(name, *args)).status_code == 200, (user.role, name)
    for name, args in (("fair_edit", one), ("fair_new", ()), ("fair_bar", one), ("fair_meeting_add", one)):
        assert client_of(world.secretariat).get(page(name, *args)).status_code == 200, name
        assert client_of(world.agency).get(page(name, *args)).status_code == 403, name
    for name in ("fair_plan", "fair_timetable"):
        for user in (world.sme, world.buyer, world.member):
            assert client_of(user).get(page(name, fair.code)).status_code == 403


def test_the_public_reads_a_notice_without_names(world: FairWorld) -> None:
    fair = held(world)
    shown = text(client_of(None).get(page("fair", fair.code)))
    assert "상담석 2개" in shown
    assert "코엑스" in shown
    for secret in ("수요기업 1", "중소기업 1", "노광기", "비밀-메모"):
        assert secret not in shown
    for name in ("fair_desks", "fair_firms", "fair_today", "fair_timetable"):
        assert client_of(None).get(page(name, fair.code)).status_code in (302, 403)
    assert "0건" not in text(client_of(None).get(page("fair_results", fair.code)))
    fairs_of = fair.desks.get(number=1)
    fairs_of.consent_public = True
    fairs_of.save()
    assert "수요기업 1" in text(client_of(None).get(page("fair", fair.code)))


def test_results_are_counts_for_everybody_once_closed(world: FairWorld) -> None:
    fair = fair_day.close_fair(actor=world.secretariat, fair=held(world), summary="고맙습니다")
    shown = text(client_of(None).get(page("fair_results", fair.code)))
    assert "3건을 했습니다" in shown  # too few for what came of them: it would name somebody
    assert "공개하지 않습니다" in shown
    assert "고맙습니다" in shown
    assert "중소기업 1" not in shown
    assert (
        client_of(None)
        .get(page("fair_results", fair.code) + "?format=xlsx")["Content-Type"]
        .startswith("text/html")
    )
    chart = client_of(world.auditor).get(page("fair_results", fair.code) + "?chart=results&format=csv")
    assert "한 상담" in chart.content.decode("utf-8-sig")
    sheet = (
        client_of(world.auditor)
        .get(page("fair_results", fair.code) + "?format=csv")
        .content.decode("utf-8-sig")
    )
    assert "중소기업 1" in sheet
    assert "비밀-메모" not in sheet


def test_a_firm_goes_from_the_notice_to_its_timetable(world: FairWorld) -> None:
    fair = world.open(day=3)
    world.desk(fair, 0)
    world.desk(fair, 1, blind=True, topic="고순도 전구체")
    client = client_of(world.sme)
    assert "참가 신청하기" in text(client.get(page("fair", fair.code)))
    answer = client.post(
        page("fair_join", fair.code), {"product": "노광기용 광학 모듈", "show_name": "on", "away": ["1"]}
    )
    assert answer.status_code == 302
    assert answer["Location"] == page("fair_firm_wishes", fair.code, 1)
    shown = text(client.get(answer["Location"]))
    assert "수요기업 1" in shown
    assert "수요기업 2" not in shown  # a blind desk
    assert "이름 비공개" in shown
    assert "2 · 고순도 전구체: 희망 순위" in shown
    assert "3순위" not in shown
    bad = client.post(answer["Location"], {"w1": "1", "w2": "1"})
    assert bad.status_code == 422
    assert "두 번 골랐습니다" in text(bad)
    assert client.post(answer["Location"], {"w1": "3"}).status_code == 422  # two desks, two ranks
    assert client.post(answer["Location"], {"w1": "2", "w2": "no"}).status_code == 302
    saved = text(client.get(page("fair_firm", fair.code, 1)))
    assert "1순위: 수요기업 1" in saved
    assert "신청 마감은" in saved
    own = fair.firms.get(number=1)
    assert sorted(own.wishes.values_list("desk__number", "rank")) == [(1, 1), (2, None)]
    assert "만나지 않음" in text(client.get(page("fair_firm", fair.code, 1)))
    again = client.post(page("fair_join", fair.code), {"product": "또"})
    assert again.status_code == 422
    Fair.objects.filter(pk=fair.pk).update(wishes_until=six_o_clock(-1))
    boss = client_of(world.secretariat)
    assert boss.post(page("fair_act", fair.code, "allocate")).status_code == 302
    assert (
        client.get(page("fair_firm", fair.code, 1)).context["meetings"] == []
    )  # a plan is not a timetable yet
    assert boss.post(page("fair_act", fair.code, "publish")).status_code == 302
    told = Message.objects.filter(recipient=world.sme).latest("pk")
    assert told.url == page("fair_mine", fair.code)
    assert client.get(told.url)["Location"] == page("fair_firm", fair.code, 1)
    (shown_meeting, *_rest) = client.get(page("fair_firm", fair.code, 1)).context["meetings"][0]
    assert shown_meeting.slot.number != 1  # away then


def test_a_buyer_reads_cards_and_notes_who_came(world: FairWorld) -> None:
    fair = held(world)
    client = client_of(world.buyer)
    assert "중소기업 2" in text(client.get(page("fair_firms", fair.code)))
    assert client_of(world.sme).get(page("fair_firms", fair.code)).status_code == 403
    assert client_of(world.sme).get(page("fair_firm", fair.code, 2)).status_code == 403
    meeting = next(m for m in world.meetings(fair) if m.desk.number == 1 and m.firm_came is None)
    phone = client.get(page("fair_today", fair.code))
    assert "왔음" in text(phone)
    answer = client.post(page("fair_attendance", fair.code, meeting.pk), {"came": "yes"})
    assert answer["Location"].endswith(f"#m{meeting.pk}")
    meeting.refresh_from_db()
    assert meeting.took_place is True
    client.post(page("fair_attendance", fair.code, meeting.pk), {"came": "undo"})
    meeting.refresh_from_db()
    assert meeting.took_place is None
    wrong = client_of(world.other_buyer).post(page("fair_attendance", fair.code, meeting.pk), {"came": "yes"})
    assert wrong.status_code == 403
    assert (
        client_of(world.sme).post(page("fair_attendance", fair.code, meeting.pk), {"came": "yes"}).status_code
        == 403
    )


def test_a_note_is_read_by_its_own_side_only(world: FairWorld) -> None:
    fair = held(world)
    meeting = next(m for m in world.meetings(fair) if m.results.exists() and m.desk.number == 1)
    firm_user = User.objects.filter(organisation=meeting.firm.organisation).first() or world.person(
        "late", "sme", meeting.firm.organisation
    )
    address = page("fair_meeting", fair.code, meeting.pk)
    assert "비밀-메모" in text(client_of(world.buyer).get(address))
    assert "비밀-메모" in text(client_of(world.secretariat).get(address))
    for other in (firm_user, world.agency, world.auditor):
        assert "비밀-메모" not in text(client_of(other).get(address))
    seen = client_of(firm_user)
    assert len(seen.get(address).context["results"]) == 0  # the other's outcome after one's own
    assert (
        seen.post(address, {"form": "result", "outcome": "interested", "note": "우리-메모"}).status_code
        == 302
    )
    assert len(seen.get(address).context["results"]) == 2
    assert "우리-메모" not in text(client_of(world.buyer).get(address))
    assert FairResult.objects.filter(meeting=meeting).count() == 2
    assert client_of(world.other_buyer).get(address).status_code == 403
    follow = {
        "form": "follow",
        "on": fair.first_day.isoformat(),
        "outcome": "contract",
        "model_code": "2026-0001",
    }
    assert client_of(world.buyer).post(address, follow).status_code == 302
    assert client_of(world.buyer).post(address, {**follow, "on": "2000-01-01"}).status_code == 422
    assert "/models/new/?" in text(client_of(world.buyer).get(address))


def test_files_and_calendars(world: FairWorld) -> None:
    fair = held(world)
    boss = client_of(world.secretariat)
    whole = page("fair_timetable", fair.code)
    for wanted, kind in (("pdf", "pdf"), ("desks", "pdf"), ("firms", "pdf"), ("xlsx", "spreadsheet")):
        answer = boss.get(f"{whole}?format={wanted}")
        assert kind in answer["Content-Type"]
        assert len(answer.content) > 2000
    own = client_of(world.sme)
    calendar = own.get(page("fair_firm", fair.code, 1) + "?format=ics")
    assert calendar["Content-Type"].startswith("text/calendar")
    body = text(calendar)
    assert body.count("BEGIN:VEVENT") == len([m for m in world.meetings(fair) if m.firm.number == 1])
    assert "DTEND:" in body
    for wanted in ("pdf", "xlsx"):
        assert own.get(page("fair_firm", fair.code, 1) + f"?format={wanted}").status_code == 200
    assert (
        client_of(world.buyer)
        .get(page("fair_desk", fair.code, 1) + "?format=pdf")
        .content.startswith(b"%PDF")
    )


def test_a_sheet_to_hand_out_keeps_the_name_of_a_blind_desk(world: FairWorld) -> None:
    fair = held(world)
    desks, firms = queries.desks(fair), queries.firms(fair)
    names = queries.names(world.secretariat, fair, desks, firms)
    meeting = next(m for m in queries.meetings(fair) if m.desk.blind)
    when = (False, False, names)
    assert "이름 비공개" in fair_papers._handed(meeting, *when, set())[1]
    assert "수요기업 2" in fair_papers._handed(meeting, *when, {(meeting.desk_id, meeting.firm_id)})[1]
    assert "수요기업 2" in fair_papers.name_of(names, meeting.desk)  # officials read it in their own files


def test_the_secretariat_does_it_all_by_pages(world: FairWorld) -> None:
    boss = client_of(world.secretariat)
    first = six_o_clock(10)
    given = {
        "title": "반도체 장비 기술구매상담회", "place": "코엑스", "first_day": f"{first:%Y-%m-%d}", "opens": "10:00",
        "closes": "12:00", "slot_minutes": "25", "pause_minutes": "5", "breaks": "11:00-11:30",
        "wishes_until": f"{six_o_clock(5):%Y-%m-%dT%H:%M}",
    }  # fmt: skip
    bad = boss.post(page("fair_new"), {**given, "breaks": "점심"})
    assert bad.status_code == 422
    assert "12:00-13:00처럼" in text(bad)
    assert boss.post(page("fair_new"), given).status_code == 302
    fair = Fair.objects.get()
    assert re.fullmatch(r"F-20\d\d-01", fair.code)
    assert client_of(None).get(page("fair", fair.code)).status_code == 404
    assert boss.post(page("fair_act", fair.code, "open"), {}).status_code == 302
    assert client_of(None).get(page("fair", fair.code)).status_code == 200
    choice = {"organisation": world.buyers[0].pk, "topic": "광학 모듈"}
    assert boss.post(page("fair_desk_new", fair.code), choice).status_code == 302
    choice = {"organisation": world.firms[0].pk, "product": "광학 모듈"}
    assert boss.post(page("fair_join", fair.code), choice).status_code == 302
    early = boss.post(page("fair_act", fair.code, "allocate"), follow=True)
    assert "아직 신청을 받고" in text(early)
    Fair.objects.filter(pk=fair.pk).update(wishes_until=six_o_clock(-1))
    boss.post(page("fair_act", fair.code, "allocate"))
    fair.refresh_from_db()
    assert fair.state == FairState.ALLOCATED
    desk, firm = fair.desks.get(), fair.firms.get()
    meeting = world.meetings(fair)[0]
    slots = list(fair.slots.exclude(pk=meeting.slot_id))
    moved = boss.post(page("fair_meeting_act", fair.code, meeting.pk, "move"), {"slot": slots[0].pk})
    assert moved.status_code == 302
    assert boss.post(page("fair_meeting_act", fair.code, meeting.pk, "cancel"), {}).status_code == 422
    boss.post(page("fair_meeting_act", fair.code, meeting.pk, "cancel"), {"reason": "서로 원함"})
    assert "상담이 없는 기업 1곳" in text(boss.get(page("fair_plan", fair.code)))
    added = {"desk": desk.pk, "firm": firm.pk, "slot": slots[1].pk}
    assert boss.post(page("fair_meeting_add", fair.code), added).status_code == 302
    assert boss.post(page("fair_meeting_add", fair.code), added).status_code == 422
    assert (
        boss.post(
            page("fair_bar", fair.code), {"desk": desk.pk, "firm": firm.pk, "reason": "분쟁"}
        ).status_code
        == 302
    )
    barred = text(boss.get(page("fair_plan", fair.code)))
    assert "분쟁" in barred
    pk = fair.desks.get().wishes.get(side="").pk
    assert boss.post(page("fair_bar", fair.code), {"free": str(pk)}).status_code == 302
    assert boss.post(page("fair_act", fair.code, "cancel"), {"reason": "장소 사정"}).status_code == 302
    assert "장소 사정" in text(client_of(None).get(page("fair", fair.code)))


def test_a_withdrawal_asks_once_and_fills_the_place(world: FairWorld) -> None:
    fair = world.published()
    client = client_of(world.sme)
    address = page("fair_firm_act", fair.code, 1, "withdraw")
    assert "취소됩니다" in text(client.get(address))
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"reason": "출장"}).status_code == 302
    assert fair.firms.get(number=1).withdrawn_at is not None
    assert client_of(world.other_sme).get(address).status_code == 403


def test_the_two_worlds_stay_apart(world: FairWorld) -> None:
    fair = world.open(day=3)
    desk = world.desk(fair)
    made_up = world.person("시연", "sme", world.firms[3])
    made_up.demonstration = True
    made_up.save()
    client = client_of(made_up)
    assert "참가 신청하기</a>" not in text(client.get(page("fair", fair.code)))
    assert client.get(page("fair_desks", fair.code)).status_code == 403
    assert client.get(page("fair_desk", fair.code, desk.number)).status_code == 403
    assert client.post(page("fair_join", fair.code), {"product": "x"}).status_code == 403


@pytest.mark.parametrize(
    "name", ["fairs", "fair", "fair_desks", "fair_firms", "fair_plan", "fair_timetable", "fair_results"]
)
def test_lists_ask_the_same_number_of_questions(world: FairWorld, name: str) -> None:
    fair = world.open(day=0)
    world.desk(fair, 0)
    world.firm(fair, 0)
    fairs.wish(actor=world.secretariat, side=fair.firms.get(number=1), ranked=[1])
    fair_plan.allocate_fair(actor=world.secretariat, fair=fair)
    args = () if name == "fairs" else (fair.code,)
    client = client_of(world.secretariat)
    client.get(page(name, *args))
    with CaptureQueriesContext(connection) as few:
        client.get(page(name, *args))
    fair = fair_plan.reopen_fair(actor=world.secretariat, fair=fair)
    world.desk(fair, 1)
    for n in (1, 2, 3):
        fairs.wish(actor=world.secretariat, side=world.firm(fair, n), ranked=[1, 2])
    fair_plan.allocate_fair(actor=world.secretariat, fair=fair)
    world.open(day=0, title="또 하나")
    with CaptureQueriesContext(connection) as many:
        client.get(page(name, *args))
    assert len(many) == len(few), [q["sql"] for q in many.captured_queries]


def test_a_meeting_without_attendance_takes_no_result(world: FairWorld) -> None:
    fair = held(world)
    meeting = next(m for m in world.meetings(fair) if m.took_place is None and m.desk.number == 1)
    client = client_of(world.buyer)
    address = page("fair_meeting", fair.code, meeting.pk)
    shown = client.get(address)
    assert shown.context["result_form"] is None
    assert "출석을 먼저 적어 주세요" in text(shown)
    refused = client.post(address, {"form": "result", "outcome": "quote"})
    assert refused.status_code == 422
    assert "출석을 먼저 적어 주세요" in text(refused)
    unnoted = sum(m.took_place is None for m in world.meetings(fair))
    asked = text(client_of(world.secretariat).get(page("fair_act", fair.code, "close")))
    assert f"출석을 적지 않은 상담이 {unnoted}건 있습니다" in asked


def test_applications_may_be_closed_early(world: FairWorld) -> None:
    fair = world.open(day=3)
    world.desk(fair)
    world.firm(fair)
    boss = client_of(world.secretariat)
    plan = text(boss.get(page("fair_plan", fair.code)))
    assert page("fair_act", fair.code, "allocate") not in plan
    assert page("fair_act", fair.code, "close-wishes") in plan
    assert boss.get(page("fair_act", fair.code, "allocate"))["Location"] == page("fair_plan", fair.code)
    assert "더 신청하거나" in text(boss.get(page("fair_act", fair.code, "close-wishes")))
    assert client_of(world.sme).post(page("fair_act", fair.code, "close-wishes")).status_code == 403
    assert boss.post(page("fair_act", fair.code, "close-wishes"))["Location"] == page("fair_plan", fair.code)
    fair.refresh_from_db()
    assert not fair.takes_wishes()
    assert Message.objects.filter(recipient=world.sme, title__contains="신청을 마감했습니다").count() == 1
    assert page("fair_act", fair.code, "allocate") in text(boss.get(page("fair_plan", fair.code)))
    assert (
        boss.post(page("fair_act", fair.code, "close-wishes")).status_code == 302
    )  # refused with a sentence
    assert Event.objects.filter(verb="discovery.close_wishes").count() == 1
    assert boss.post(page("fair_act", fair.code, "allocate")).status_code == 302
    fair.refresh_from_db()
    assert fair.state == "allocated"


def test_a_fair_says_what_it_is_in_one_voice(world: FairWorld) -> None:
    boss = client_of(world.secretariat)
    draft = world.draft(day=-1)
    opened = boss.post(page("fair_act", draft.code, "open"), {"late": "on"}, follow=True)
    shown = text(opened)
    assert "신청 옮겨 적는 중" in shown
    assert "옮겨 적을 수 있습니다" in shown
    assert "신청은 다른 곳에서 받았습니다" in shown
    assert "신청을 받기 시작했습니다" not in shown
    assert "신청 받는 중" not in shown
    assert "신청 옮겨 적는 중" in text(boss.get(page("fairs")))
    world.desk(draft)
    world.firm(draft)
    boss.post(page("fair_act", draft.code, "allocate"))
    assert "이미 지난 시간에 잡힌 상담이" in text(boss.get(page("fair_plan", draft.code)))
    boss.post(page("fair_act", draft.code, "publish"))
    boss.post(page("fair_act", draft.code, "hold"))
    shown = text(boss.get(page("fair", draft.code)))
    assert "에서 열었습니다" in shown
    assert "오늘 진행" not in shown
