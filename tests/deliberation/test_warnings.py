"""What the pages say before a mistake is made: a vote nobody cast, short notice, another day, an empty form."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.deliberation.conftest import People, Runner
from tests.deliberation.test_pages import address, signed_in, text

from sangsaeng.deliberation import actions
from sangsaeng.deliberation.models import Body, Meeting
from sangsaeng.deliberation.queries import meetings as queries
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.models import Event

pytestmark = pytest.mark.django_db
Make = Callable[..., WinWinModel]


def test_a_vote_that_nobody_cast_is_not_said_to_have_failed(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    [item] = run.open(meeting, [make_model()])
    run.open_vote(item)
    office = signed_in(people.secretariat)
    for answer in (
        office.get(address("close_vote", meeting.code, 1), follow=True),
        office.post(address("close_vote", meeting.code, 1), follow=True),
    ):
        page = answer.content.decode()
        assert "아직 아무도 표결하지 않았습니다. 표결을 받은 뒤 마감하세요." in page
        assert "부결" not in page


@pytest.mark.parametrize(("days", "short"), [(6, True), (7, False), (30, False)])
def test_short_notice_is_said_and_recorded_but_not_refused(
    people: People, council: Body, days: int, short: bool
) -> None:
    day = timezone.localtime() + timedelta(days=days)
    form = {"body": council.pk, "held_at": day.strftime("%Y-%m-%dT23:30"), "place": "시연 회의실"}
    page = signed_in(people.secretariat).post(address("call"), form, follow=True).content.decode()
    assert ("통지 기간 7일보다 짧습니다" in page) is short
    called = Event.objects.get(verb="deliberation.call_meeting")
    assert called.data["short_notice"] is short
    assert called.data["days_of_notice"] == days


def test_opening_on_another_day_is_asked_about(people: People, council: Body, meeting: Meeting) -> None:
    office = signed_in(people.secretariat)
    assert "회의 날짜는 2026. 11. 9.(월)인데 오늘 엽니다." in text(office, address("open", meeting.code))
    today = actions.call_meeting(
        actor=people.secretariat, body=council, held_at=timezone.now(), place="시연 회의실"
    )
    assert "인데 오늘 엽니다" not in text(office, address("open", today.code))


def test_a_council_without_rules_of_its_own_says_whose_rule_it_follows(meeting: Meeting) -> None:
    page = text(signed_in(None), address("meeting", meeting.code))
    assert "예시 규칙" in page
    assert "협의회 규정은 법에 없어 위원회 규정(시행령 제7조~제9조)을 본뜬 예시를 적용합니다." in page
    assert "법적 근거" not in page
    assert "The law has no rule for the council" in text(
        signed_in(None), f"/en{address('meeting', meeting.code)}"
    )


def test_an_empty_ballot_form_stays_and_says_what_is_missing(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    [item] = run.open(meeting, [make_model()])
    run.open_vote(item)
    office = signed_in(people.secretariat)
    answer = office.post(address("ballots", meeting.code, 1), {})
    assert answer.status_code == 400
    assert "표를 하나 이상 고르세요." in answer.content.decode()
    here, closing = address("meeting", meeting.code), address("close_vote", meeting.code, 1)
    assert f'<a class="button" href="{closing}">' in text(office, here)
    run.vote(item, "fffffff")
    page = text(office, here)
    assert f'<a class="button primary" href="{closing}">' in page
    assert address("ballots", meeting.code, 1) not in page
    assert closing in text(office, address("ballots", meeting.code, 1))


def test_a_screened_model_leads_the_secretariat_to_an_agenda(
    people: People, council: Body, make_model: Make
) -> None:
    model = make_model()
    page, office = reverse("proposals:model", args=(model.code,)), signed_in(people.secretariat)
    assert "회의에 상정하기" in text(office, page)
    assert address("call") in text(office, page)
    called = actions.call_meeting(
        actor=people.secretariat, body=council, held_at=timezone.now(), place="시연 회의실"
    )
    there = f"{address('agenda_add', called.code)}?model={model.code}"
    assert there in text(office, page)
    assert "checked" in text(office, there)
    assert "회의에 상정하기" not in text(signed_in(people.ministry), page)
    actions.put_on_agenda(actor=people.secretariat, meeting=called, model=model)
    assert "회의에 상정하기" not in text(office, page)
    assert "열 회의가 없으면 새로 소집하세요." in text(office, address("meetings"))
    assert "새로 소집하세요" not in text(signed_in(people.member), address("meetings"))


def test_a_closed_meeting_waits_for_its_minutes(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    [item] = run.open(meeting, [make_model()])
    assert not queries.without_minutes(people.secretariat).exists()
    run.vote(item, "fffffff")
    run.close_vote(item)
    run.close(meeting)
    assert list(queries.without_minutes(people.secretariat)) == [meeting]
    assert not queries.without_minutes(people.member).exists()
    actions.make_minutes(actor=people.secretariat, meeting=meeting)
    assert not queries.without_minutes(people.secretariat).exists()


def test_everyone_can_be_filled_in_as_present(people: People, meeting: Meeting) -> None:
    office, path = signed_in(people.secretariat), address("attendance", meeting.code)
    assert '?all=present">모두 출석으로 채우기' in text(office, path)
    assert text(office, path).count(" checked") == 0
    assert text(office, f"{path}?all=present").count(" checked") == 9


def test_a_day_without_bylaws_is_said_at_the_date(people: People, council: Body) -> None:
    form = {"body": council.pk, "held_at": "2020-01-01T14:00", "place": "시연 회의실"}
    answer = signed_in(people.secretariat).post(address("call"), form)
    assert answer.context["form"].errors["held_at"] == [
        "그날 시행 중인 운영세칙이 없습니다. 운영세칙은 2026. 2. 1.(일)부터 있습니다."
    ]


def test_a_voter_goes_on_to_the_next_item_that_waits(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    first, second = make_model(), make_model()
    first.requested_support.filter(kind="technology").update(amount_krw=2_000_000_000)
    for item in run.open(meeting, [first, second]):
        run.open_vote(item)
    member = signed_in(people.member)
    member.post(address("vote", meeting.code, 1), {"declare": "none"})
    page = text(member, address("vote", meeting.code, 1))
    assert "기술개발 20억" in page
    assert "?choice=for" in page
    went = member.post(address("vote", meeting.code, 1), {"choice": "for"})
    assert went.headers["Location"] == address("vote", meeting.code, 2)
    went = member.post(address("vote", meeting.code, 2), {"choice": "for"})
    assert went.headers["Location"] == address("meeting", meeting.code)


def test_what_is_decided_and_what_is_not_is_said_before_closing(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    items = run.open(meeting, [make_model(), make_model()])
    office, closing = signed_in(people.secretariat), address("close", meeting.code)
    run.vote(items[0], "fffffaa")
    run.close_vote(items[0])
    asked = text(office, closing)
    assert "폐회할 수 없습니다: 제2호 안건" in asked
    actions.take_off(actor=people.secretariat, item=items[1], reason="시간이 모자랐습니다.")
    assert "안건을 모두 결정했습니다." in text(office, closing)
    page = text(office, address("meeting", meeting.code))
    assert "안건 2건을 모두 결정했습니다." in page
    assert "0건이 아직" not in page
    run.close(meeting)
    assert "아직 만든 회의록이 없습니다." in text(office, address("meeting", meeting.code))


def test_the_row_of_later_meetings_is_not_counted(people: People) -> None:
    page = text(signed_in(None), address("meetings"))
    assert "회의는 7건입니다. 마지막 줄 ‘제8차와 그 뒤 회의’는" in page
