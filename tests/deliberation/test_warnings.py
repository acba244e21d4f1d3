"""What the pages say before a mistake is made: a vote nobody cast, short notice, another day, an empty form."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.deliberation.conftest import People, Runner
from tests.deliberation.test_pages import address, signed_in, text

from sangsaeng.deliberation import actions
from sangsaeng.deliberation.models import Body, Meeting
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.models import Event

pytestmark = pytest.mark.django_db
Make = Callable[..., WinWinModel]


def test_a_vote_that_nobody_cast_is_not_said_to_have_failed(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    run.open(meeting, [make_model()])
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
    assert called.data["notice_days"] == days


def test_opening_on_another_day_is_asked_about(people: People, council: Body, meeting: Meeting) -> None:
    office = signed_in(people.secretariat)
    assert "회의 날짜는 2026. 11. 9.(월)인데 오늘 엽니다." in text(office, address("open", meeting.code))
    today = actions.call_meeting(
        actor=people.secretariat, body=council, held_at=timezone.now(), place="시연 회의실"
    )
    assert "인데 오늘 엽니다" not in text(office, address("open", today.code))
