"""Many at once on PostgreSQL: one ballot a seat, none lost, one decision."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from tests.deliberation.conftest import People, Runner

from sangsaeng.deliberation import actions
from sangsaeng.deliberation.models import AgendaItem, Ballot, Meeting
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.models import Event

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
]
Make = Callable[..., WinWinModel]


def at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    """Run all of them in threads of their own connection; what each returned, or the refusal it met."""

    def one(call: Callable[[], Any]) -> Any:
        try:
            return call()
        except ValidationError as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


def refusals(results: list[Any]) -> int:
    return sum(isinstance(result, ValidationError) for result in results)


def test_one_member_in_twelve_browsers_casts_one_ballot(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    [item] = run.open(meeting, [make_model()])
    choices = ["for", "against", "abstain"] * 4
    results = at_once(
        [lambda c=choice: actions.cast(actor=people.member, item=item, choice=c) for choice in choices]  # type: ignore[misc]
    )
    assert refusals(results) == 11
    assert Ballot.objects.count() == 1
    assert Event.objects.filter(verb="deliberation.cast").count() == 1


def test_ballots_of_all_seats_at_once_lose_none(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    [item] = run.open(meeting, [make_model()], present=9)
    seats = list(meeting.body.seats.all())
    results = at_once([lambda s=seat: run.ballot(item, s, "for") for seat in seats * 2])  # type: ignore[misc]
    assert refusals(results) == 9
    assert sorted(Ballot.objects.values_list("seat_id", flat=True)) == sorted(seat.pk for seat in seats)


def test_a_ballot_racing_the_close_is_in_the_count_or_refused(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    [item] = run.open(meeting, [make_model()])
    run.vote(item, "fffff")
    seats = list(meeting.body.seats.all())
    calls: list[Callable[[], Any]] = [lambda: run.close_vote(item) for _ in range(3)]
    calls += [lambda s=seat: run.ballot(item, s, "against") for seat in seats[5:7]]  # type: ignore[misc]
    at_once(calls)
    closed = AgendaItem.objects.get(pk=item.pk)
    assert closed.tally is not None
    assert closed.tally.for_ + closed.tally.against == Ballot.objects.count()
    assert Event.objects.filter(verb="deliberation.close_vote").count() == 1
    assert Event.objects.filter(verb="proposals.recommend").count() == 1


def test_one_model_goes_on_one_agenda(people: People, meeting: Meeting, make_model: Make) -> None:
    model = make_model()
    results = at_once(
        [
            lambda: actions.put_on_agenda(actor=people.secretariat, meeting=meeting, model=model)
            for _ in range(4)
        ]
    )
    assert refusals(results) == 3
    assert AgendaItem.objects.count() == 1
