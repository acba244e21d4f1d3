"""The meeting desk, a member's own page and messages: what is missing, what waits, who has opened what."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.deliberation.conftest import People, Runner
from tests.deliberation.test_pages import address, signed_in, text

from sangsaeng.deliberation import actions
from sangsaeng.deliberation.models import AgendaItem, Body, Meeting
from sangsaeng.parties.models import Message
from sangsaeng.proposals.models import WinWinModel

pytestmark = pytest.mark.django_db
Make = Callable[..., WinWinModel]


@pytest.fixture
def coming(people: People, council: Body) -> Meeting:
    return actions.call_meeting(
        actor=people.secretariat,
        body=council,
        held_at=timezone.now() + timedelta(days=10),
        place="시연 회의실",
    )


def states(people: People, meeting: Meeting) -> dict[str, str]:
    """Sentence → state of every row of the checklist."""
    page = signed_in(people.secretariat).get(address("meeting", meeting.code))
    return {row.sentence: row.state for row in page.context["checklist"]}


def test_the_desk_says_what_is_missing_at_each_step(
    people: People, coming: Meeting, make_model: Make, run: Runner
) -> None:
    assert states(people, coming)["안건이 없습니다. 하나 이상 올려야 통지하고 열 수 있습니다."] == "blocked"
    office = signed_in(people.secretariat)
    office.post(address("agenda_add", coming.code), {"model": make_model().pk})
    found = states(people, coming)
    assert found["의결주문이나 보고 내용을 쓰지 않은 안건: 제1호"] == "waiting"
    assert found["위원 2명이 안건 1건의 이해관계를 아직 신고하지 않았습니다."] == "waiting"
    paper = {"resolution": "지원을 건의한다.", "grounds": "이유", "content": "내용", "paper_number": ""}
    office.post(address("paper", coming.code, 1), paper)
    office.post(address("notice", coming.code))
    found = states(people, coming)
    assert found["안건마다 의안을 썼습니다."] == "done"
    assert found["회의 10일 전에 2명에게 통지했고 0명이 열어 보았습니다."] == "done"
    run.attend(coming, 7)
    office.post(address("open", coming.code))
    assert states(people, coming)["결정하지 않은 안건이 있어 폐회할 수 없습니다: 제1호"] == "blocked"
    run.open_vote(AgendaItem.objects.get())
    assert states(people, coming)["표결 중입니다: 제1호 0/7명"] == "blocked"
    assert "checklist" not in signed_in(people.member).get(address("meeting", coming.code)).context


def test_a_notice_proves_to_whom_it_went_and_who_opened_it(people: People, coming: Meeting) -> None:
    office, path = signed_in(people.secretariat), address("notice", coming.code)
    assert "안건을 하나 이상 올린 뒤에 통지하세요." in text(office, path)
    actions.put_motion(actor=people.secretariat, meeting=coming, title="시연 안건", resolution="시연")
    assert "회의 10일 전입니다" in text(office, path)
    office.post(path)
    notice = Message.objects.get(recipient=people.member, kind="notice")
    read = reverse("desk:message", args=(notice.pk,))
    assert read in text(signed_in(people.member), address("mine"))
    assert signed_in(people.chair).get(read).status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None
    assert "시연 안건" in text(signed_in(people.member), read)
    notice.refresh_from_db()
    first = notice.read_at
    text(signed_in(people.member), read)
    notice.refresh_from_db()
    assert first is not None
    assert notice.read_at == first
    assert "2명에게 통지했고 1명이 열어 보았습니다" in text(office, path)
    office.post(
        address("postpone", coming.code),
        {"held_at": (timezone.localtime() + timedelta(days=20)).strftime("%Y-%m-%dT%H:%M"), "reason": "일정"},
    )
    assert any("통지하지 않았습니다" in sentence for sentence in states(people, coming))
    office.post(path)
    assert "2명에게 통지했고 0명이 열어 보았습니다" in text(office, path)


def test_the_frame_counts_what_is_not_opened(people: People, coming: Meeting) -> None:
    actions.put_motion(actor=people.secretariat, meeting=coming, title="시연 안건", resolution="시연")
    actions.send_notice(actor=people.secretariat, meeting=coming)
    member, box = signed_in(people.member), reverse("desk:messages")
    assert "알림 <strong>1</strong>" in text(member, box)
    assert "읽지 않은 알림이 1건 있습니다." in text(member, box)
    member.get(reverse("desk:message", args=(Message.objects.get(recipient=people.member).pk,)))
    assert "읽지 않은 알림이 없습니다." in text(member, box)
    assert "알림 <strong>" not in text(member, box)
    assert "시연 상생협의회" not in text(signed_in(people.sme), box)


def test_a_meeting_is_called_off_adjourned_and_resumed_in_the_browser(
    people: People, coming: Meeting, council: Body, run: Runner
) -> None:
    office = signed_in(people.secretariat)
    assert "사유" in office.post(address("cancel", coming.code), {"reason": ""}).content.decode()
    office.post(address("cancel", coming.code), {"reason": "의결 정족수를 채우기 어렵습니다."})
    page = text(office, address("meeting", coming.code))
    assert "소집을 취소한 회의입니다." in page
    assert address("open", coming.code) not in page
    assert "정족수를 채우기" not in text(signed_in(None), address("meeting", coming.code))
    second = actions.call_meeting(
        actor=people.secretariat, body=council, held_at=timezone.now(), place="시연 회의실"
    )
    actions.put_motion(actor=people.secretariat, meeting=second, title="시연 안건", resolution="시연")
    run.attend(second, 7)
    for name, state in (("open", "open"), ("adjourn", "adjourned"), ("resume", "open")):
        office.post(address(name, second.code))
        second.refresh_from_db()
        assert second.state == state
    office.post(address("adjourn", second.code))
    assert address("resume", second.code) in text(office, address("meeting", second.code))
    assert "정회 중입니다" in text(office, address("live", second.code))


def test_guests_and_site_visits_stand_on_the_meeting(people: People, coming: Meeting) -> None:
    office = signed_in(people.secretariat)
    office.post(
        address("guest_add", coming.code), {"name": "시연 손님", "category": "sme", "position": "대표"}
    )
    office.post(
        address("visit_add", coming.code),
        {"starts_at": "2026-12-01T10:00", "place": "시연 공장", "purpose": ""},
    )
    visit = coming.site_visits.get()
    office.post(address("visit_findings", coming.code, visit.pk), {"findings": "라인을 보았습니다."})
    for user, seen in ((people.secretariat, True), (people.member, True), (people.sme, False), (None, False)):
        page = text(signed_in(user), address("meeting", coming.code))
        assert ("시연 손님" in page) is seen
        assert ("라인을 보았습니다." in page) is seen
    office.post(address("guest_off", coming.code, coming.guests.get().pk))
    assert not coming.guests.exists()


def test_a_report_keeps_its_table_and_is_received(people: People, coming: Meeting, run: Runner) -> None:
    office, path = signed_in(people.secretariat), address("agenda_report", coming.code)
    given = {"title": "시연 지원계획", "content": "계획", "table_title": "시연 예산", "table_unit": "백만 원"}
    wrong = office.post(path, given | {"table": "구분,계획\n융자"}).content.decode()
    assert "첫 줄과 같은 수의 칸을" in wrong
    assert "융자" in wrong
    office.post(path, given | {"table": "구분\t계획\n시연 융자\t10,000"})
    item = coming.agenda.get()
    assert item.figures[0]["rows"] == [["시연 융자", "10,000"]]
    assert "시연 융자" in text(signed_in(people.member), address("meeting", coming.code))
    assert "시연 융자" not in text(signed_in(people.sme), address("meeting", coming.code))
    run.attend(coming, 7)
    office.post(address("open", coming.code))
    assert "보고를 듣고 접수합니다." in text(office, address("live", coming.code))
    office.post(address("note_report", coming.code, 1))
    item.refresh_from_db()
    assert item.outcome == "noted"
    assert "보고 접수" in text(signed_in(None), address("meeting", coming.code))


def test_a_member_finds_votes_declarations_and_the_next_meeting_on_one_page(
    people: People, coming: Meeting, make_model: Make, run: Runner
) -> None:
    member, mine = signed_in(people.member), address("mine")
    assert "다음 회의는" in text(member, mine)
    [item] = run.open(coming, [make_model()])
    page = text(member, mine)
    assert address("conflict_declare", item.model.code if item.model else "") in page
    assert "비밀 품목" not in page
    run.open_vote(item)
    assert address("vote", coming.code, 1) in text(member, mine)
    member.post(address("vote", coming.code, 1), {"declare": "none"})
    member.post(address("vote", coming.code, 1), {"choice": "for"})
    page = text(member, mine)
    assert address("vote", coming.code, 1) not in page
    assert "이해관계를 신고할 안건" not in page
    assert signed_in(people.second).get(mine).status_code == 200
    assert signed_in(people.secretariat).get(mine).status_code == 403


@pytest.mark.parametrize(("name", "most"), [("mine", 12), ("meeting", 15), ("live_part", 12)])
def test_more_items_ask_no_more_of_the_database(
    people: People, council: Body, make_model: Make, run: Runner, name: str, most: int
) -> None:
    counts = []
    for models in (1, 3):
        meeting = actions.call_meeting(
            actor=people.secretariat, body=council, held_at=timezone.now(), place="시연 회의실"
        )
        for _ in range(models):
            actions.put_on_agenda(actor=people.secretariat, meeting=meeting, model=make_model())
        actions.send_notice(actor=people.secretariat, meeting=meeting)
        run.attend(meeting, 7)
        actions.open_meeting(actor=people.secretariat, meeting=meeting)
        for item in meeting.agenda.select_related("meeting__body", "meeting__bylaw", "model"):
            run.open_vote(item, "named")
        client = signed_in(people.member if name == "mine" else people.secretariat)
        path = address(name) if name == "mine" else address(name, meeting.code)
        text(client, path)
        with CaptureQueriesContext(connection) as captured:
            text(client, path)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= most, counts
