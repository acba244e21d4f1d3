"""Counting who may vote on an item and how they did; reads only."""

from dataclasses import dataclass

from django.db.models import Count

from sangsaeng.deliberation.models import AgendaItem, Ballot, Meeting
from sangsaeng.deliberation.tally import Tally, tally


@dataclass(frozen=True, slots=True)
class Counts:
    """Persons: the members at opening (재적), the excluded, the present without them, and the ballots."""

    entitled: int
    excluded: int
    present: int
    for_: int
    against: int
    abstain: int

    @property
    def cast(self) -> int:
        return self.for_ + self.against + self.abstain


def roll(meeting: Meeting) -> dict[int, bool]:
    """Seat → whether its holder is there: the roll fixed at opening, before it the active seats."""
    there = {a.seat_id: a.is_there for a in meeting.attendance.all()}
    if meeting.is_called:
        active = meeting.body.seats.filter(is_active=True).values_list("pk", flat=True)
        return {seat: there.get(seat, False) for seat in active}
    return there


def count(item: AgendaItem) -> Counts:
    """Count from the tables, in three queries."""
    seats = roll(item.meeting)
    excluded = set(item.exclusions.values_list("seat_id", flat=True)) & set(seats)
    ballots = dict(item.ballots.order_by().values_list("choice").annotate(n=Count("pk")))
    return Counts(
        entitled=len(seats),
        excluded=len(excluded),
        present=sum(there for seat, there in seats.items() if seat not in excluded),
        for_=ballots.get(Ballot.Choice.FOR, 0),
        against=ballots.get(Ballot.Choice.AGAINST, 0),
        abstain=ballots.get(Ballot.Choice.ABSTAIN, 0),
    )


def tally_of(item: AgendaItem, counts: Counts) -> Tally:
    """The tally of these counts under the bylaw that the meeting was called under."""
    return tally(
        item.meeting.bylaw,
        entitled=counts.entitled,
        excluded=counts.excluded,
        present=counts.present,
        for_=counts.for_,
        against=counts.against,
        abstain=counts.abstain,
    )
