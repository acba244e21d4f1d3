"""A secret vote: nothing on record, on disk or on a page links a ballot to a voter."""

import json
from collections import Counter
from collections.abc import Callable
from math import comb
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from tests.deliberation.conftest import People, Runner

from sangsaeng.deliberation import actions
from sangsaeng.deliberation.models import AgendaItem, Ballot, Meeting, SecretBallot, Vote
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound")]
Make = Callable[..., WinWinModel]

# Where the database keeps a row: the order in which rows lie there.
PLACE = {"sqlite": "rowid", "postgresql": "ctid"}


@pytest.fixture
def item(meeting: Meeting, make_model: Make, run: Runner) -> AgendaItem:
    [item] = run.open(meeting, [make_model()])
    run.open_vote(item, "secret")
    return item


def on_disk(vote: Vote) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT choice FROM deliberation_secretballot WHERE vote_id = %s ORDER BY {PLACE[connection.vendor]}",
            [vote.pk],
        )
        return [row[0] for row in cursor.fetchall()]


def papers(people: People, item: AgendaItem, seats: list[Any], **counts: int) -> Vote:
    given = {"for_": 0, "against": 0, "abstain": 0} | counts
    return actions.enter_papers(actor=people.secretariat, item=item, seats=seats, **given)


def test_the_record_says_who_voted_and_never_what(
    people: People, item: AgendaItem, run: Runner, meeting: Meeting
) -> None:
    assert actions.cast(actor=people.member, item=item, choice="against") is None
    with pytest.raises(ValidationError, match="이미 표를 냈습니다"):
        actions.cast(actor=people.member, item=item, choice="for")
    run.vote(item, "f-ffffs")
    run.close_vote(item)
    for event in Event.objects.filter(verb__in=["deliberation.cast", "deliberation.enter_papers"]):
        assert set(event.data) <= {"item", "round", "seat", "seats"}
        assert not {"for", "against", "abstain"} & set(json.dumps(event.data).split('"'))
    assert not Ballot.objects.exists()
    assert {f.name for f in SecretBallot._meta.get_fields()} == {"id", "vote", "choice"}
    assert Counter(SecretBallot.objects.values_list("choice", flat=True)) == {
        "for": 5,
        "against": 1,
        "abstain": 1,
    }


def test_papers_of_the_box_are_entered_together(
    people: People, item: AgendaItem, meeting: Meeting, run: Runner
) -> None:
    seats = list(meeting.body.seats.all())
    with pytest.raises(ValidationError, match="3장 이상"):
        papers(people, item, seats[2:4], for_=2)
    with pytest.raises(ValidationError, match="더한 수"):
        papers(people, item, seats[2:5], for_=2)
    with pytest.raises(ValidationError, match="더한 수"):
        papers(people, item, seats[2:5], for_=4, against=-1)
    with pytest.raises(ValidationError, match="출석하지 않은"):
        papers(people, item, seats[6:9], for_=3)
    with pytest.raises(ValidationError, match="더한 수"):
        papers(people, item, [seats[2], *seats[2:5]], for_=4)  # one member, two papers
    with pytest.raises(ValidationError, match="한 사람씩 대신 입력할 수 없습니다"):
        actions.enter_ballot(actor=people.secretariat, item=item, seat=seats[2], choice="for")
    assert not SecretBallot.objects.exclude(choice="").exists()
    papers(people, item, seats[2:5], for_=1, against=2)
    with pytest.raises(ValidationError, match="이미 표를 냈습니다"):
        papers(people, item, seats[4:7], for_=3)
    papers(people, item, [seats[0], seats[1], seats[5], seats[6]], for_=4)
    assert run.close_vote(item).outcome == "adopted"
    assert Event.objects.filter(verb="deliberation.enter_papers").count() == 2


def test_no_papers_into_another_kind_of_vote(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    [item] = run.open(meeting, [make_model()])
    seats = list(meeting.body.seats.all())[2:5]
    with pytest.raises(ValidationError, match="진행 중인 무기명"):
        papers(people, item, seats, for_=3)
    run.open_vote(item, "named")
    with pytest.raises(ValidationError, match="진행 중인 무기명"):
        papers(people, item, seats, for_=3)


@pytest.mark.parametrize("end", ["close", "annul"])
def test_the_place_of_a_ballot_is_independent_of_the_order_of_casting(
    people: People, meeting: Meeting, make_model: Make, run: Runner, end: str
) -> None:
    """The member votes first and alone says no, in many votes: his ballot must lie anywhere, by id and on disk."""
    rounds = 60
    [item] = run.open(meeting, [make_model()], present=5)
    by_id: Counter[int] = Counter()
    by_place: Counter[int] = Counter()
    for _n in range(rounds):
        vote = run.open_vote(item, "secret")
        actions.cast(actor=people.member, item=item, choice="against")
        run.vote(item, "f-fff")
        if end == "close":
            run.close_vote(item)
        actions.annul_vote(actor=people.secretariat, vote=vote, because="시험", decided_by="시험")
        assert sorted(on_disk(vote)) == ["against"] + ["for"] * 4
        by_id[[b.choice for b in SecretBallot.objects.filter(vote=vote)].index("against")] += 1
        by_place[on_disk(vote).index("against")] += 1
    for places in (by_id, by_place):
        for place in range(5):
            assert _likely(places[place], rounds, 5), (end, places)


def _likely(seen: int, rounds: int, places: int) -> bool:
    """Whether a fair draw gives a count as extreme as this more often than once in 100,000."""
    chance = [
        comb(rounds, k) * (1 / places) ** k * (1 - 1 / places) ** (rounds - k) for k in range(rounds + 1)
    ]
    return min(sum(chance[: seen + 1]), sum(chance[seen:])) > 1e-5


def test_no_page_shows_how_a_running_secret_vote_stands(
    people: People, item: AgendaItem, meeting: Meeting, client: Client
) -> None:
    """Two states of the box that differ only in choices look the same to everyone."""
    seats = list(meeting.body.seats.all())
    papers(people, item, seats[2:5], for_=3)
    before = {who: _seen(client, people, meeting, who) for who in ("secretariat", "chair", "auditor")}
    SecretBallot.objects.filter(choice="for").update(choice="against")
    after = {who: _seen(client, people, meeting, who) for who in ("secretariat", "chair", "auditor")}
    assert before == after


def _seen(client: Client, people: People, meeting: Meeting, who: str) -> list[str]:
    client.force_login(getattr(people, who), backend="django.contrib.auth.backends.ModelBackend")
    addresses = [reverse("deliberation:meeting", args=[meeting.code])]
    addresses += [reverse("deliberation:close_vote", args=[meeting.code, 1])]
    texts = []
    for address in addresses:
        answer = client.get(address, follow=True)
        text = answer.content.decode()
        texts.append("\n".join(line for line in text.splitlines() if "csrfmiddlewaretoken" not in line))
    return texts
