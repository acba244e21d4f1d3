"""The rows of all meetings as the invariants read them: each kind once, however many votes there are."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sangsaeng.deliberation.models import (
    AgendaItem,
    Attendance,
    Ballot,
    Elector,
    Exclusion,
    Method,
    SecretBallot,
    Vote,
)
from sangsaeng.records.models import Event

Key = tuple[str, int, int]  # meeting code, item number, round
# Verbs that belonged to the one vote of an item when votes had no rounds yet.
BEFORE_ROUNDS = ("cast", "enter_ballot", "close_vote")


@dataclass
class VoteRow:
    """A vote with what belongs to it, gathered from a few queries over all of them."""

    vote: Vote
    electors: list[Elector]
    ballots: list[tuple[int, str]]
    secret: list[str]

    @property
    def name(self) -> str:
        item = self.vote.agenda_item
        return f"{item.meeting.code} #{item.number} ({self.vote.round})"

    @property
    def key(self) -> Key:
        item = self.vote.agenda_item
        return item.meeting.code, item.number, self.vote.round

    @property
    def voted(self) -> set[int]:
        return {elector.seat_id for elector in self.electors if elector.voted}

    @property
    def choices(self) -> Counter[str]:
        if self.vote.method == Method.CONSENT:
            return Counter({Ballot.Choice.FOR.value: sum(bool(e.at_close) for e in self.electors)})
        return Counter(self.secret if self.vote.is_secret else [choice for _seat, choice in self.ballots])


class Record:
    """The rows that the checks share, each kind read once."""

    @cached_property
    def votes(self) -> list[VoteRow]:
        electors: dict[int, list[Elector]] = defaultdict(list)
        for elector in Elector.objects.order_by("pk"):
            electors[elector.vote_id].append(elector)
        ballots: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for vote, seat, choice in Ballot.objects.order_by().values_list("vote_id", "seat_id", "choice"):
            ballots[vote].append((seat, choice))
        secret: dict[int, list[str]] = defaultdict(list)
        for vote, choice in (
            SecretBallot.objects.order_by().exclude(choice="").values_list("vote_id", "choice")
        ):
            secret[vote].append(choice)
        rows = Vote.objects.select_related("agenda_item__meeting__bylaw").order_by("pk")
        return [VoteRow(vote, electors[vote.pk], ballots[vote.pk], secret[vote.pk]) for vote in rows]

    @cached_property
    def events(self) -> dict[str, list[tuple[str, dict[str, Any]]]]:
        """Meeting code → its events of this stage in order: (verb, data)."""
        found: dict[str, list[tuple[str, dict[str, Any]]]] = defaultdict(list)
        rows = Event.objects.filter(subject_type="meeting", verb__startswith="deliberation.").order_by("pk")
        for code, verb, data in rows.values_list("subject_id", "verb", "data"):
            found[code].append((verb.removeprefix("deliberation."), data))
        return found

    @cached_property
    def of_votes(self) -> dict[Key, list[tuple[str, dict[str, Any]]]]:
        """The events of each round of voting; those of before votes had rounds belong to the first."""
        found: dict[Key, list[tuple[str, dict[str, Any]]]] = defaultdict(list)
        for code, events in self.events.items():
            for verb, data in events:
                if "round" in data or verb in BEFORE_ROUNDS:
                    found[code, data["item"], data.get("round", 1)].append((verb, data))
        return found

    @cached_property
    def labels(self) -> dict[int, str]:
        return dict(Elector.objects.order_by().values_list("seat_id", "seat__label").distinct())

    @cached_property
    def roll(self) -> dict[int, dict[int, int | None]]:
        """Meeting → seat on its roll → the holder."""
        found: dict[int, dict[int, int | None]] = defaultdict(dict)
        rows = Attendance.objects.order_by().values_list("meeting_id", "seat_id", "seat__user_id")
        for meeting, seat, holder in rows:
            found[meeting][seat] = holder
        return found

    @cached_property
    def excluded(self) -> dict[int, set[int]]:
        """Agenda item → the seats that have no part in it."""
        found: dict[int, set[int]] = defaultdict(set)
        for item, seat in Exclusion.objects.order_by().values_list("agenda_item_id", "seat_id"):
            found[item].add(seat)
        return found

    @cached_property
    def items(self) -> list[AgendaItem]:
        return list(
            AgendaItem.objects.select_related("meeting__body", "model")
            .defer("content", "grounds", "remarks", "figures")
            .order_by("pk")
        )

    @cached_property
    def standing(self) -> dict[int, VoteRow]:
        """Agenda item → the vote that stands."""
        return {row.vote.agenda_item_id: row for row in self.votes if not row.vote.is_annulled}

    @cached_property
    def present(self) -> dict[Key, set[str]]:
        """Vote → the labels of who was recorded as there when its electorate was frozen: the events replayed."""
        frozen: dict[Key, set[str]] = {}
        for code, events in self.events.items():
            there: set[str] = set()
            for verb, data in events:
                if verb == "record_attendance":
                    for label, how in data["attendance"].items():
                        (there.discard if how == Attendance.How.ABSENT else there.add)(label)
                elif verb in ("open_vote", "close_vote"):  # by consent both are one
                    frozen.setdefault((code, data["item"], data.get("round", 1)), set(there))
        return frozen
