"""Votes: one round a question, its electorate frozen, its ballots never changed."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from sangsaeng.deliberation.models.bodies import Method, Seat
from sangsaeng.deliberation.models.meetings import AgendaItem
from sangsaeng.deliberation.tally import Tally
from sangsaeng.parties.models import User
from sangsaeng.records.models import DocumentFile
from sangsaeng.records.states import GuardedState


class VoteState(models.TextChoices):
    OPEN = "open", _("표결 중")
    CLOSED = "closed", _("표결 마감")
    ANNULLED = "annulled", _("무효")


class Vote(GuardedState):
    """One round of voting on an agenda item: open → closed → annulled.

    A wrong vote is never edited: it is annulled with the decision that annulled it, and the next round is taken.
    `entitled` counts the members (재적) when the vote opened, `excluded` those without a part in the item when it
    was closed; the rows of `Elector` are those who may vote.
    `working` is the stored `Tally` with the deciding rule, `rule_version` the bylaw it was computed from.
    """

    agenda_item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="votes")
    round = models.PositiveSmallIntegerField()
    method = models.CharField(max_length=10, choices=Method)
    question = models.CharField(max_length=500, blank=True)
    state = FSMField(default=VoteState.OPEN, choices=VoteState.choices, protected=True)
    entitled = models.PositiveSmallIntegerField()
    excluded = models.PositiveSmallIntegerField(null=True, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    deadline = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    working = models.JSONField(null=True, blank=True)
    rule_version = models.PositiveSmallIntegerField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=AgendaItem.Outcome, blank=True)
    chair_decided = models.CharField(max_length=10, blank=True)
    annulled_at = models.DateTimeField(null=True, blank=True)
    annulled_because = models.CharField(max_length=500, blank=True)
    annulled_by = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["agenda_item", "round"]
        constraints = [
            models.UniqueConstraint(fields=["agenda_item", "round"], name="one_vote_a_round"),
            models.UniqueConstraint(
                fields=["agenda_item"],
                condition=models.Q(state__in=["open", "closed"]),
                name="one_standing_vote_an_item",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="annulled")
                | (
                    models.Q(annulled_at__isnull=False)
                    & ~models.Q(annulled_because="")
                    & ~models.Q(annulled_by="")
                ),
                name="an_annulled_vote_says_why_and_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agenda_item} {self.round}"

    @transition(field=state, source=VoteState.OPEN, target=VoteState.CLOSED)
    def close(self) -> None: ...

    @transition(field=state, source=[VoteState.OPEN, VoteState.CLOSED], target=VoteState.ANNULLED)
    def annul(self) -> None: ...

    @property
    def is_open(self) -> bool:
        return bool(self.state == VoteState.OPEN)

    @property
    def is_closed(self) -> bool:
        return bool(self.state == VoteState.CLOSED)

    @property
    def is_annulled(self) -> bool:
        return bool(self.state == VoteState.ANNULLED)

    @property
    def is_secret(self) -> bool:
        return self.method == Method.SECRET

    @property
    def tally(self) -> Tally | None:
        return Tally.from_data(self.working) if self.working else None


class Elector(models.Model):
    """A seat that may vote in a round, frozen when it opened. `voted` says that, never when, never how.

    `excluded_later` marks one who stepped out after the vote had opened, before a ballot of his was in.
    `at_close` freezes who was still there, or had voted, when the vote was closed.
    """

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="electors")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="electorates")
    voted = models.BooleanField(default=False)
    excluded_later = models.BooleanField(default=False)
    at_close = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ["seat_id"]
        constraints = [
            models.UniqueConstraint(fields=["vote", "seat"], name="one_elector_a_seat"),
            models.CheckConstraint(
                condition=~models.Q(voted=True, excluded_later=True), name="an_excluded_elector_did_not_vote"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vote} {self.seat}"


class Ballot(models.Model):
    """One vote of one seat in one round; never changed, never deleted. `scan` is the signed paper, where one was entered."""

    class Choice(models.TextChoices):
        FOR = "for", _("찬성")
        AGAINST = "against", _("반대")
        ABSTAIN = "abstain", _("기권")

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="ballots")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="ballots")
    choice = models.CharField(max_length=10, choices=Choice)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    scan = models.ForeignKey(
        DocumentFile, null=True, blank=True, on_delete=models.PROTECT, related_name="ballots"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["seat_id"]
        constraints = [models.UniqueConstraint(fields=["vote", "seat"], name="one_ballot_a_seat_and_vote")]

    def __str__(self) -> str:
        return f"{self.vote} {self.seat}"


class SecretBallot(models.Model):
    """A ballot that knows no voter, no time and no order.

    As many empty slots as electors are made when a secret vote opens; a voter fills one picked at random, and at the
    close all rows are written anew in random order, so that neither ids nor the places of rows on disk tell
    who voted what.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="secret_ballots")
    choice = models.CharField(max_length=10, choices=Ballot.Choice, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.id)
