"""The calendar: who sees which dates, on the page and in the feeds, and the text of a feed."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from tests.deliberation.conftest import HELD_AT, People

from sangsaeng.clocks import actions as clocks
from sangsaeng.deliberation import actions, ics
from sangsaeng.deliberation.models import Body, Meeting, Review, ReviewRound, Rubric, SiteVisit
from sangsaeng.deliberation.views import calendar
from sangsaeng.parties.models import User
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.models import Event

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


def _seen(user: Any) -> set[str]:
    return {entry.uid.split("-")[0] for entry in calendar.entries(user, FIRST, LAST)}


def _unfolded(content: bytes) -> list[str]:
    return content.decode().replace("\r\n ", "").split("\r\n")


@pytest.fixture
def real_meeting(people: People) -> Meeting:
    """A meeting that is no demonstration, called by a real secretariat."""
    someone = User.objects.create(username="real", role="secretariat", display_name="담당자")
    body = actions.establish_body(actor=someone, kind="council", name="상생협의회", name_en="Council")
    return actions.call_meeting(
        actor=someone, body=body, held_at=datetime(2026, 11, 10, 5, tzinfo=UTC), place="협력재단, 3층; 회의실"
    )


# The text of a calendar


def test_lines_are_folded_at_75_octets_and_never_inside_a_character() -> None:
    line = "SUMMARY:" + "가나다라" * 30
    pieces = ics.folded(line).split("\r\n")
    assert len(pieces) > 4
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert all(piece.startswith(" ") for piece in pieces[1:])
    assert "".join([pieces[0], *(piece[1:] for piece in pieces[1:])]) == line


def test_what_stands_in_a_value_cannot_begin_a_line_of_its_own() -> None:
    event = ics.Event(
        uid="x@y",
        at=datetime(2026, 11, 9, 5, tzinfo=UTC),
        stamp=datetime(2026, 11, 1, tzinfo=UTC),
        summary="제목\r\nEND:VEVENT, 끝; \\",
        cancelled=True,
    )
    lines = _unfolded(ics.calendar("달력", [event]))
    assert lines.count("END:VEVENT") == 1
    assert "SUMMARY:제목\\nEND:VEVENT\\, 끝\\; \\\\" in lines
    assert "DTSTART:20261109T050000Z" in lines
    assert "STATUS:CANCELLED" in lines
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]


def test_a_whole_day_ends_on_the_next() -> None:
    event = ics.Event(uid="x", at=date(2026, 12, 31), stamp=datetime(2026, 11, 1, tzinfo=UTC), summary="x")
    lines = _unfolded(ics.calendar("달력", [event]))
    assert "DTSTART;VALUE=DATE:20261231" in lines
    assert "DTEND;VALUE=DATE:20270101" in lines


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        ics.moment(datetime(2026, 11, 9, 5))  # noqa: DTZ001


# Who sees which dates


@pytest.mark.django_db
def test_everyone_sees_meetings_and_only_who_reads_the_proceedings_sees_visits(
    people: People, meeting: Meeting
) -> None:
    SiteVisit.objects.create(meeting=meeting, starts_at=HELD_AT + timedelta(hours=2), place="시연 공장")
    for user in (AnonymousUser(), people.sme, people.agency):
        assert _seen(user) == {"meeting"}
    for user in (people.member, people.ministry, people.auditor, people.secretariat):
        assert _seen(user) == {"meeting", "visit"}


@pytest.mark.django_db
def test_a_written_resolution_stands_on_the_day_its_answers_are_due(people: People, council: Body) -> None:
    written = actions.call_meeting(
        actor=people.secretariat,
        body=council,
        held_at=datetime(2026, 10, 30, 1, tzinfo=UTC),
        place="",
        form="written",
        deadline=datetime(2026, 11, 6, 9, tzinfo=UTC),
    )
    (entry,) = calendar.entries(AnonymousUser(), FIRST, LAST)
    assert (entry.day, entry.uid) == (date(2026, 11, 6), f"meeting-{written.code}")
    assert "서면 의결 마감" in entry.plain


@pytest.mark.django_db
def test_reviews_and_clocks_are_only_for_whom_they_wait(
    people: People, council: Body, make_model: Callable[..., WinWinModel]
) -> None:
    model = make_model()
    rubric = Rubric.objects.create(version=1, name="시연", questions=[], demonstration=True)
    round_ = ReviewRound.objects.create(
        body=council,
        code="D-R-1",
        name="시연 심사",
        rubric=rubric,
        phase="reviewing",
        due_on=date(2026, 11, 20),
        demonstration=True,
    )
    Review.objects.create(round=round_, model=model, reviewer=people.member)
    letter = actions.draft_letter(
        actor=people.secretariat,
        kind="regulation",
        addressee="시연 기관",
        title="시연 규제 개선 요청",
        body="요청합니다.",
        sender="시연 위원장",
        model=model,
    )
    actions.record_sent(
        actor=people.secretariat, letter=letter, official_number="1", sent_on=date(2026, 11, 2)
    )
    actions.record_received(actor=people.secretariat, letter=letter, received_on=date(2026, 11, 3))
    clocks.start(
        actor=people.agency,
        rule_key="support_reply",
        subject=model,
        title="시연 답변",
        addressee="시연 기관",
        received_on=date(2026, 10, 20),
        owner=people.agency,
    )
    assert _seen(people.member) == {"review"}
    assert _seen(people.second) == set()
    assert _seen(people.secretariat) == _seen(people.ministry) == {"clock"}
    assert [e.plain for e in calendar.entries(people.agency, FIRST, LAST)] == ["기한: 시연 답변"]
    assert _seen(people.sme) == _seen(AnonymousUser()) == set()
    (review,) = calendar.entries(people.member, FIRST, LAST)
    assert model.title not in review.plain
    assert model.code not in review.plain


# Pages and feeds


@pytest.mark.django_db
def test_the_page_shows_the_month_asked_for(client: Client, meeting: Meeting) -> None:
    page = client.get("/meetings/calendar/?month=2026-11").content.decode()
    assert "2026년 11월 일정" in page
    assert meeting.code in page
    assert "month=2026-10" in page
    assert "month=2026-12" in page
    assert meeting.code not in client.get("/meetings/calendar/?month=2026-12").content.decode()
    assert client.get("/meetings/calendar/?month=nonsense").status_code == 200
    assert client.get("/meetings/calendar/?month=9999-12").status_code == 404


@pytest.mark.django_db
def test_the_public_feed_holds_real_meetings_only(
    client: Client, meeting: Meeting, real_meeting: Meeting
) -> None:
    answer = client.get("/meetings/calendar.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    lines = _unfolded(answer.content)
    assert [line for line in lines if line.startswith("UID:")] == [
        f"UID:meeting-{real_meeting.code}@testserver"
    ]
    assert "LOCATION:협력재단\\, 3층\\; 회의실" in lines
    assert "DTSTART:20261110T050000Z" in lines


@pytest.mark.django_db
def test_a_feed_of_ones_own_has_a_secret_address_that_can_be_renewed(
    client: Client, people: People, meeting: Meeting, real_meeting: Meeting
) -> None:
    client.force_login(people.member)
    assert "아직 주소를 만들지" in client.get("/meetings/calendar/own/").content.decode()
    client.post("/meetings/calendar/own/")
    people.member.refresh_from_db()
    first = people.member.feed_token
    assert len(first) >= 40
    assert first in client.get("/meetings/calendar/own/").content.decode()
    client.logout()
    answer = client.get(f"/meetings/calendar/{first}.ics")
    lines = _unfolded(answer.content)
    assert "private" in answer["Cache-Control"]
    summaries = [line for line in lines if line.startswith("SUMMARY:")]
    assert len(summaries) == 1
    assert summaries[0].startswith("SUMMARY:[시연] ")
    client.force_login(people.member)
    client.post("/meetings/calendar/own/")
    client.logout()
    assert client.get(f"/meetings/calendar/{first}.ics").status_code == 404
    assert client.get("/meetings/calendar/guess.ics").status_code == 404
    told = Event.objects.filter(verb="parties.renew_feed")
    assert told.count() == 2
    assert first not in str(list(told.values_list("data", flat=True)))


@pytest.mark.django_db
def test_the_feed_of_an_account_that_was_ended_is_not_found(client: Client, people: People) -> None:
    people.member.feed_token, people.member.is_active = "x" * 43, False
    people.member.save()
    assert client.get(f"/meetings/calendar/{'x' * 43}.ics").status_code == 404
