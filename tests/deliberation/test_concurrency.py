"""Many at once on PostgreSQL: one ballot a seat, none lost, one decision."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from tests.deliberation.conftest import People, Runner

from sangsaeng.deliberation import actions
from sangsaeng.deliberation.invariants import findings
from sangsaeng.deliberation.models import AgendaItem, Ballot, Exclusion, Meeting, SecretBallot, Vote
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
    run.open_vote(item)
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
    run.open_vote(item)
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


def test_secret_ballots_at_once_fill_one_slot_each(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    [item] = run.open(meeting, [make_model()], present=9)
    vote = run.open_vote(item, "secret")
    seats = list(meeting.body.seats.all())
    box = {"seats": seats[2:], "for_": 5, "against": 1, "abstain": 1}
    calls: list[Callable[[], Any]] = [
        *[lambda u=user: actions.cast(actor=u, item=item, choice="for") for user in [people.chair] * 3],  # type: ignore[misc]
        *[lambda u=user: actions.cast(actor=u, item=item, choice="against") for user in [people.member] * 3],  # type: ignore[misc]
        *[lambda: actions.enter_papers(actor=people.secretariat, item=item, **box)] * 3,
    ]
    assert refusals(at_once(calls)) == 6
    filled = SecretBallot.objects.filter(vote=vote).exclude(choice="")
    assert Counter(filled.values_list("choice", flat=True)) == {"for": 6, "against": 2, "abstain": 1}
    assert vote.electors.filter(voted=True).count() == 9
    assert findings() == []


def test_a_vote_is_opened_once_and_annulled_once(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    [item] = run.open(meeting, [make_model()])
    assert refusals(at_once([lambda: run.open_vote(item, "secret")] * 4)) == 3
    vote = Vote.objects.get()
    because = {"because": "잘못", "decided_by": "전원"}
    calls: list[Callable[[], Any]] = [
        *[lambda: actions.annul_vote(actor=people.secretariat, vote=vote, **because)] * 4,
        lambda: actions.cast(actor=people.member, item=item, choice="for"),
    ]
    assert refusals(at_once(calls)) in (3, 4)
    assert Event.objects.filter(verb="deliberation.annul_vote").count() == 1
    assert findings() == []


def test_who_steps_out_or_leaves_while_voting_did_one_or_the_other(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    for model in (make_model(), make_model()):
        actions.put_on_agenda(actor=people.secretariat, meeting=meeting, model=model)
    [first, second] = run.open(meeting, []) or list(meeting.agenda.all())
    seat = meeting.body.seats.get(user=people.member)
    run.open_vote(first)
    run.open_vote(second)
    at_once(
        [
            lambda: actions.cast(actor=people.member, item=first, choice="for"),
            lambda: actions.recuse(
                actor=people.member, item=first, seat=seat, reason=Exclusion.Reason.SELF_RECUSAL
            ),
            lambda: actions.cast(actor=people.member, item=second, choice="for"),
            lambda: run.there(meeting, seat, "absent"),
        ]
    )
    assert Ballot.objects.filter(vote__agenda_item=first).count() + first.exclusions.count() == 1
    assert findings() == []


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
