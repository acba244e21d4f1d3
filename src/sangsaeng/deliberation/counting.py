"""Counting a meeting as it stands: who is a member, who is there, who is excluded, how they voted; reads only."""

from dataclasses import dataclass

from django.db.models import Count

from sangsaeng.deliberation.models import AgendaItem, Ballot, Meeting, Method, SecretBallot, Vote
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


def excluded_seats(item: AgendaItem) -> set[int]:
    """The seats that have no part in the item."""
    return set(item.exclusions.values_list("seat_id", flat=True))


def count(item: AgendaItem, vote: Vote | None = None) -> Counts:
    """Count an item: as `vote` stands, or, where none is given, those who could vote on it now."""
    seats = roll(item.meeting)
    excluded = excluded_seats(item) & set(seats)
    if vote is None:
        there = sum(is_there for seat, is_there in seats.items() if seat not in excluded)
        return Counts(len(seats), len(excluded), there, 0, 0, 0)
    ballots = ballots_of(vote)
    present = sum(there for _seat, there in standing(vote, seats))
    if vote.method == Method.CONSENT:
        ballots = {Ballot.Choice.FOR: present}
    return Counts(
        entitled=vote.entitled,
        excluded=len(excluded) if vote.excluded is None else vote.excluded,
        present=present,
        for_=ballots.get(Ballot.Choice.FOR, 0),
        against=ballots.get(Ballot.Choice.AGAINST, 0),
        abstain=ballots.get(Ballot.Choice.ABSTAIN, 0),
    )


def standing(vote: Vote, seats: dict[int, bool]) -> list[tuple[int, bool]]:
    """The electors who did not step out, and whether each takes part: frozen at the close, before it as of now.

    Whoever has voted takes part; in a written resolution nobody else does (our reading: the law is silent).
    """
    rows = vote.electors.filter(excluded_later=False).values_list("seat_id", "voted", "at_close")
    written = vote.agenda_item.meeting.is_written
    return [
        (seat, at_close if at_close is not None else voted or (not written and seats.get(seat, False)))
        for seat, voted, at_close in rows
    ]


def ballots_of(vote: Vote) -> dict[str, int]:
    """Choice → number of ballots, of a secret vote too."""
    if vote.is_secret:
        rows = SecretBallot.objects.filter(vote=vote).exclude(choice="")
    else:
        rows = Ballot.objects.filter(vote=vote)  # type: ignore[assignment]
    return dict(rows.order_by().values_list("choice").annotate(n=Count("pk")))


def tally_of(item: AgendaItem, counts: Counts, chair: str = "") -> Tally:
    """The tally of these counts under the bylaw that the meeting was called under."""
    return tally(
        item.meeting.bylaw,
        entitled=counts.entitled,
        excluded=counts.excluded,
        present=counts.present,
        for_=counts.for_,
        against=counts.against,
        abstain=counts.abstain,
        chair=chair,
    )
