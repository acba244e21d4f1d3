"""The same form twice, two browsers, a vote that was closed meanwhile, a seat that ends: a clear answer each time."""

from collections.abc import Callable

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.deliberation.conftest import People, Runner

from sangsaeng.deliberation import actions
from sangsaeng.deliberation.models import AgendaItem, Ballot, Meeting
from sangsaeng.parties.models import User
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound")]


@pytest.fixture
def item(meeting: Meeting, make_model: Callable[..., WinWinModel], run: Runner) -> AgendaItem:
    [item] = run.open(meeting, [make_model()])
    return item


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def send(client: Client, item: AgendaItem, choice: str) -> list[str]:
    """Send the form of the vote; what the person is told."""
    answer: HttpResponse = client.post(
        reverse("deliberation:vote", args=[item.meeting.code, item.number]), {"choice": choice}
    )
    assert answer.status_code == 302
    return [str(message) for message in get_messages(answer.wsgi_request)]  # type: ignore[attr-defined]


def test_the_same_form_sent_twice_is_one_ballot(people: People, item: AgendaItem, run: Runner) -> None:
    run.open_vote(item)
    client = browser(people.member)
    assert send(client, item, "for") == ["표를 냈습니다."]
    assert send(client, item, "for")[-1] == "이미 표를 냈습니다. 낸 표는 고칠 수 없습니다."
    assert Ballot.objects.get().choice == "for"
    assert Event.objects.filter(verb="deliberation.cast").count() == 1


def test_the_second_browser_is_told_that_the_ballot_is_in(
    people: People, item: AgendaItem, run: Runner
) -> None:
    run.open_vote(item)
    at_desk, on_phone = browser(people.member), browser(people.member)
    assert send(at_desk, item, "against") == ["표를 냈습니다."]
    assert send(on_phone, item, "for") == ["이미 표를 냈습니다. 낸 표는 고칠 수 없습니다."]
    assert Ballot.objects.get().choice == "against"


def test_a_vote_that_comes_too_soon_or_too_late_is_told_so(
    people: People, item: AgendaItem, run: Runner
) -> None:
    client = browser(people.member)
    assert "지금은 표결 중이 아닙니다" in send(client, item, "for")[0]
    run.vote(item, "f-fffff")
    run.close_vote(item)
    assert send(client, item, "for")[-1] == "이미 결정한 안건입니다."
    assert Ballot.objects.count() == 6


def test_a_round_annulled_while_the_form_was_open_takes_no_ballot(
    people: People, item: AgendaItem, run: Runner
) -> None:
    vote = run.open_vote(item)
    actions.annul_vote(actor=people.secretariat, vote=vote, because="잘못", decided_by="전원")
    client = browser(people.member)
    assert "지금은 표결 중이 아닙니다" in send(client, item, "for")[0]
    run.open_vote(item)
    assert send(client, item, "for")[-1] == "표를 냈습니다."


def test_nobody_else_votes_whatever_he_sends(people: People, item: AgendaItem, run: Runner) -> None:
    run.open_vote(item)
    address = reverse("deliberation:vote", args=[item.meeting.code, item.number])
    for user in (people.secretariat, people.second, people.ministry, people.demand_company, people.auditor):
        assert browser(user).post(address, {"choice": "for"}).status_code == 403
    assert Client().post(address, {"choice": "for"}).status_code in (302, 403)
    assert "찬성, 반대, 기권" in send(browser(people.member), item, "everything")[0]
    assert not Ballot.objects.exists()


def test_a_seat_does_not_end_in_the_middle_of_a_vote(people: People, item: AgendaItem, run: Runner) -> None:
    run.open_vote(item)
    seat = item.meeting.body.seats.get(user=people.member)
    with pytest.raises(ValidationError, match="진행 중인 표결"):
        actions.end_seat(actor=people.secretariat, seat=seat, ended_by="resigned")
    run.vote(item, "fffffff")
    run.close_vote(item)
    actions.end_seat(actor=people.secretariat, seat=seat, ended_by="resigned")
    closed = AgendaItem.objects.get(pk=item.pk)
    assert closed.tally is not None
    assert (closed.tally.entitled, closed.tally.for_) == (9, 7)  # the ballot stays


def test_a_member_whose_seat_ended_stays_on_the_roll_and_votes_to_the_end_of_the_meeting(
    people: People, item: AgendaItem, run: Runner
) -> None:
    """The roll (재적) was fixed when the meeting opened: our reading."""
    seat = item.meeting.body.seats.get(user=people.member)
    actions.end_seat(actor=people.secretariat, seat=seat, ended_by="resigned")
    vote = run.open_vote(item)
    assert vote.entitled == 9
    assert vote.electors.filter(seat=seat).exists()
    assert send(browser(people.member), item, "for") == ["표를 냈습니다."]
