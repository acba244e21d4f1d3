"""Meetings of both bodies driven through random orders of acts: what is refused leaves no trace, what is done keeps
every invariant, and who may vote, who voted and what was counted agree with a bookkeeping of the test's own."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.deliberation.conftest import People

from sangsaeng.deliberation import actions
from sangsaeng.deliberation.invariants import findings
from sangsaeng.deliberation.models import (
    AgendaItem,
    Attendance,
    Ballot,
    Body,
    BylawVersion,
    Elector,
    Exclusion,
    Meeting,
    SecretBallot,
    Vote,
)
from sangsaeng.parties import actions as parties
from sangsaeng.parties.models import Conflict, Message, Role, User
from sangsaeng.parties.rules import NotAllowed
from sangsaeng.proposals.lifecycle import State
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.actions import keep_document
from sangsaeng.records.models import DocumentFile, Event

TABLES = (
    Meeting,
    AgendaItem,
    Attendance,
    Exclusion,
    Vote,
    Elector,
    Ballot,
    SecretBallot,
    WinWinModel,
    Conflict,
)
COUNTED = (Event, Message)
METHODS = ("", "open", "named", "secret", "written", "consent")
HOW = ("present", "remote", "absent", "deputy")
CHOICES = tuple(Ballot.Choice.values)
few = st.sampled_from((0, 0, 0, 1, 1, 2, 3, 5, 7))  # which of the things there are: the n-th, counted round
place = st.integers(0, 5)


@dataclass
class World:
    """What every run starts from: both bodies with six seats, three of them with an account, and waiting models."""

    secretariat: User
    bodies: list[Body]
    deputies: dict[int, User]
    scan: DocumentFile
    method: str = ""


@dataclass
class Round:
    """One round of voting as the test keeps its own books of it."""

    vote: Vote
    electorate: set[int]
    late: bool
    cast: dict[int, str] = field(default_factory=dict)


def everything() -> list[Any]:
    rows: list[Any] = [list(table.objects.order_by("pk").values_list()) for table in TABLES]  # type: ignore[attr-defined]
    return [*rows, *(table.objects.count() for table in COUNTED)]  # type: ignore[attr-defined]


class Meetings(RuleBasedStateMachine):
    def __init__(self, world: World) -> None:
        super().__init__()
        self.world, self.me = world, world.secretariat
        self.rounds: dict[int, Round] = {}
        self.changed = (
            True  # since the invariants were last asked; a refusal changes nothing, as `attempt` sees
        )
        self.frame = transaction.atomic()
        self.frame.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.frame.__exit__(None, None, None)

    # -- help ------------------------------------------------------------------------------------------
    def attempt(self, act: Callable[[], Any]) -> Any:
        """What the act returns, or None where it was refused: then nothing at all has changed."""
        before = everything()
        try:
            result = act()
        except (ValidationError, NotAllowed):
            assert everything() == before
            return None
        self.changed = True
        return True if result is None else result

    def meeting(self, n: int) -> Meeting:
        rows = list(Meeting.objects.select_related("body", "bylaw").order_by("pk"))
        return rows[n % len(rows)]

    def nth(self, n: int, order: Callable[[AgendaItem, bool], Any]) -> AgendaItem:
        """The n-th of the items in the order of item and whether a vote on it is open."""
        rows = AgendaItem.objects.select_related("meeting__body", "meeting__bylaw", "model").order_by("pk")
        voting = set(Vote.objects.filter(state="open").values_list("agenda_item_id", flat=True))
        ordered = sorted(rows, key=lambda item: order(item, item.pk in voting))
        return ordered[n % len(ordered)]

    def item(self, n: int) -> AgendaItem:
        """One of the items: first those with an open vote, then those that wait."""
        return self.nth(n, lambda item, voting: (not voting, item.is_decided))

    def waiting(self, n: int) -> AgendaItem:
        """One of the items: first those that can be voted on and are not."""
        return self.nth(n, lambda item, voting: (item.is_decided, item.meeting.state != "open", voting))

    def round(self, item: AgendaItem) -> Round | None:
        vote = Vote.objects.filter(agenda_item=item, state="open").first()
        return self.rounds[vote.pk] if vote else None

    def may_vote(self, item: AgendaItem, seat: Any) -> bool:
        """Who may vote, told without the code under test."""
        meeting, open_round = Meeting.objects.get(pk=item.meeting_id), self.round(item)
        if open_round is None or meeting.state != "open" or open_round.late:
            return False
        noted = Attendance.objects.get(meeting=meeting, seat=seat)
        return (
            seat.pk in open_round.electorate
            and seat.pk not in open_round.cast
            and not Exclusion.objects.filter(agenda_item=item, seat=seat).exists()
            and (noted.how != "absent" or meeting.form == "written")
        )

    def there_are(self) -> bool:
        return Meeting.objects.exists()

    def there_are_items(self) -> bool:
        return AgendaItem.objects.exists()

    # -- the meeting -----------------------------------------------------------------------------------
    @initialize()
    def first(self) -> None:
        """Both bodies in session, in the middle of a vote, so that runs reach what follows."""
        for body in self.world.bodies:
            meeting = actions.call_meeting(actor=self.me, body=body, held_at=timezone.now(), place="시연")
            for model in self.models(body)[:2]:
                actions.put_on_agenda(actor=self.me, meeting=meeting, model=model)
            actions.put_motion(actor=self.me, meeting=meeting, title="안건", resolution="의결")
            there = dict.fromkeys(body.seats.all(), "present")
            actions.record_attendance(actor=self.me, meeting=meeting, attendance=there)
            actions.open_meeting(actor=self.me, meeting=meeting)
            self.begin(meeting.agenda.select_related("meeting__body", "meeting__bylaw")[0], self.world.method)

    def models(self, body: Body) -> list[WinWinModel]:
        state = State.AT_COMMITTEE if body.kind == "committee" else State.SCREENED
        waiting = AgendaItem.objects.filter(outcome="", model__isnull=False).values("model")
        return list(WinWinModel.objects.filter(state=state).exclude(pk__in=waiting).order_by("pk"))

    @rule(which=st.integers(0, 1), form=st.sampled_from(["in_person", "written"]))
    @precondition(lambda self: Meeting.objects.count() < 4)
    def call(self, which: int, form: str) -> None:
        body = self.world.bodies[which]
        assert self.attempt(
            lambda: actions.call_meeting(
                actor=self.me, body=body, held_at=timezone.now(), place="시연", form=form
            )
        )

    @rule(n=few, m=few, motion=st.booleans())
    @precondition(there_are)
    def put_on(self, n: int, m: int, motion: bool) -> None:
        meeting = self.meeting(n)
        models = list(WinWinModel.objects.order_by("pk"))
        if motion:
            act: Callable[[], Any] = lambda: actions.put_motion(  # noqa: E731
                actor=self.me, meeting=meeting, title="안건", resolution="의결"
            )
        else:
            model = models[m % len(models)]
            act = lambda: actions.put_on_agenda(actor=self.me, meeting=meeting, model=model)  # noqa: E731
        self.attempt(act)

    @rule(n=few, m=place, how=st.sampled_from(HOW))
    @precondition(there_are)
    def attend(self, n: int, m: int, how: str) -> None:
        """One comes, leaves, or sends a deputy."""
        meeting = self.meeting(n)
        seats = list(meeting.body.seats.all())
        seat, deputy = seats[m % 6], self.world.deputies[meeting.body_id]
        self.attempt(
            lambda: actions.record_attendance(
                actor=self.me, meeting=meeting, attendance={seat: how}, deputies={seat: deputy}
            )
        )
        assert Attendance.objects.filter(meeting=meeting, how="deputy").count() <= 1

    @rule(n=few)
    @precondition(there_are)
    def open(self, n: int) -> None:
        meeting = self.meeting(n)
        self.attempt(lambda: actions.open_meeting(actor=self.me, meeting=meeting))

    @rule(n=few, step=st.sampled_from(["resume", "adjourn", "resume", "close_meeting"]))
    @precondition(there_are)
    def step(self, n: int, step: str) -> None:
        meeting = self.meeting(n)
        if self.attempt(lambda: getattr(actions, step)(actor=self.me, meeting=meeting)):
            assert not Vote.objects.filter(agenda_item__meeting=meeting, state="open").exists()

    @rule(n=few)
    @precondition(there_are)
    def cancel(self, n: int) -> None:
        meeting = self.meeting(n)
        self.attempt(lambda: actions.cancel_meeting(actor=self.me, meeting=meeting, reason="취소"))

    @rule(n=few)
    @precondition(there_are_items)
    def take_off(self, n: int) -> None:
        item = self.item(n)
        self.attempt(lambda: actions.take_off(actor=self.me, item=item, reason="다음에"))

    # -- who has no part in it -------------------------------------------------------------------------
    @rule(n=few, m=place, reason=st.sampled_from(["self_recusal", "by_law"]))
    @precondition(there_are_items)
    def recuse(self, n: int, m: int, reason: str) -> None:
        item = self.item(n)
        seat = list(item.meeting.body.seats.all())[m % 6]
        voted = (open_round := self.round(item)) is not None and seat.pk in open_round.cast
        done = self.attempt(lambda: actions.recuse(actor=self.me, item=item, seat=seat, reason=reason))
        assert not (done and voted)

    @rule(n=few, m=place)
    @precondition(there_are_items)
    def declare(self, n: int, m: int) -> None:
        """A conflict comes to light, and nobody has touched the agenda yet."""
        item, case = self.item(n), self.item(n).model
        seat = list(item.meeting.body.seats.all())[m % 3]
        if case is not None and seat.user is not None:
            person = seat.user
            self.attempt(lambda: parties.declare(actor=person, person=person, case=case, reasons=["equity"]))

    # -- the vote --------------------------------------------------------------------------------------
    @rule(n=few, method=st.sampled_from(METHODS), late=st.booleans())
    @precondition(there_are_items)
    def open_vote(self, n: int, method: str, late: bool) -> None:
        self.begin(self.waiting(n), method, late)

    def begin(self, item: AgendaItem, method: str, late: bool = False) -> None:
        late = late and item.meeting.is_written
        deadline = timezone.now() - timedelta(seconds=1) if late else None
        vote = self.attempt(
            lambda: actions.open_vote(actor=self.me, item=item, method=method, deadline=deadline)
        )
        if vote is not None:
            out = set(Exclusion.objects.filter(agenda_item=item).values_list("seat_id", flat=True))
            rows = Attendance.objects.filter(meeting=item.meeting)
            there = {a.seat_id for a in rows if a.how != "absent" or item.meeting.is_written}
            self.rounds[vote.pk] = Round(vote, there - out, late)

    @rule(n=few, choices=st.lists(st.sampled_from(CHOICES), min_size=6, max_size=6), close=st.booleans())
    @precondition(there_are_items)
    def everyone(self, n: int, choices: list[str], close: bool) -> None:
        """Everyone who may and has not voted does; then it is closed."""
        item = self.item(n)
        open_round = self.round(item)
        if open_round is None:
            return
        self.changed = True
        pairs = zip(item.meeting.body.seats.all(), choices, strict=True)
        left = [(seat, choice) for seat, choice in pairs if self.may_vote(item, seat)]
        if open_round.vote.is_secret:
            left = left if len(left) >= 3 else []
            counts = Counter(choice for _seat, choice in left)
            papers = {"for_": counts["for"], "against": counts["against"], "abstain": counts["abstain"]}
            if left:
                box = [seat for seat, _choice in left]
                actions.enter_papers(actor=self.me, item=item, seats=box, **papers)
        else:
            for seat, choice in left:
                actions.enter_ballot(actor=self.me, item=item, seat=seat, choice=choice, scan=self.world.scan)
        open_round.cast |= {seat.pk: choice for seat, choice in left}
        if close:
            self.end(item, "rejected", "for")

    @rule(n=few, m=place, choice=st.sampled_from(CHOICES), times=st.integers(1, 2))
    @precondition(there_are_items)
    def cast(self, n: int, m: int, choice: str, times: int) -> None:
        """Who acts for a seat with an account votes, perhaps twice."""
        item = self.item(n)
        seat = list(item.meeting.body.seats.all())[m % 3]
        noted = Attendance.objects.filter(meeting=item.meeting, seat=seat).first()
        actor = noted.deputy if noted and noted.deputy else seat.user
        for _time in range(times):
            expected = self.may_vote(item, seat)
            accepted = self.attempt(lambda: actions.cast(actor=actor, item=item, choice=choice))  # type: ignore[arg-type]
            assert bool(accepted) == expected
            if expected:
                self.round(item).cast[seat.pk] = choice  # type: ignore[union-attr]
        if noted and noted.deputy and seat.user:
            owner = seat.user
            assert not self.attempt(lambda: actions.cast(actor=owner, item=item, choice=choice))

    @rule(n=few, m=place, choice=st.sampled_from(CHOICES), scanned=st.booleans())
    @precondition(there_are_items)
    def enter(self, n: int, m: int, choice: str, scanned: bool) -> None:
        item = self.item(n)
        seat = list(item.meeting.body.seats.all())[m % 6]
        open_round = self.round(item)
        secret = open_round is not None and open_round.vote.is_secret
        expected = not secret and (scanned or seat.user is None) and self.may_vote(item, seat)
        scan = self.world.scan if scanned else None
        accepted = self.attempt(
            lambda: actions.enter_ballot(actor=self.me, item=item, seat=seat, choice=choice, scan=scan)
        )
        assert bool(accepted) == expected
        if expected and open_round is not None:
            open_round.cast[seat.pk] = choice

    @rule(n=few, which=st.sets(st.integers(0, 5), min_size=2), against=st.integers(0, 3), wrong=st.booleans())
    @precondition(there_are_items)
    def enter_papers(self, n: int, which: set[int], against: int, wrong: bool) -> None:
        item = self.item(n)
        seats = [seat for k, seat in enumerate(item.meeting.body.seats.all()) if k in which]
        against = min(against, len(seats))
        open_round = self.round(item)
        expected = (
            open_round is not None
            and open_round.vote.is_secret
            and not wrong
            and len(seats) >= 3
            and all(self.may_vote(item, seat) for seat in seats)
        )
        accepted = self.attempt(
            lambda: actions.enter_papers(
                actor=self.me,
                item=item,
                seats=seats,
                for_=len(seats) - against + wrong,
                against=against,
                abstain=0,
            )
        )
        assert bool(accepted) == expected
        if expected and open_round is not None:
            papers = ["against"] * against + ["for"] * (len(seats) - against)
            open_round.cast |= dict(zip([seat.pk for seat in seats], papers, strict=True))

    @rule(
        n=few,
        otherwise=st.sampled_from(["", "returned", "rejected"]),
        chair=st.sampled_from(["", "for", "against"]),
    )
    @precondition(there_are_items)
    def close_vote(self, n: int, otherwise: str, chair: str) -> None:
        self.end(self.item(n), otherwise, chair)

    def end(self, item: AgendaItem, otherwise: str, chair: str) -> None:
        open_round = self.round(item)
        closed = self.attempt(
            lambda: actions.close_vote(
                actor=self.me, item=item, otherwise=otherwise, reason="사유", chair_decides=chair
            )
        )
        if closed is None:
            return
        assert open_round is not None
        counts = Counter(open_round.cast.values())
        tally = closed.tally
        assert (tally.for_, tally.against, tally.abstain) == (
            counts["for"],
            counts["against"],
            counts["abstain"],
        )

    @rule(n=few)
    @precondition(there_are_items)
    def consent(self, n: int) -> None:
        item = self.waiting(n)
        resolved = self.attempt(lambda: actions.resolve_by_consent(actor=self.me, item=item))
        if resolved is not None:
            assert resolved.outcome == "adopted"
            self.keep_books()

    @rule(n=few)
    @precondition(there_are)
    def batch(self, n: int) -> None:
        meeting = self.meeting(n)
        numbers = list(meeting.agenda.filter(outcome="").values_list("number", flat=True))
        batch = self.attempt(lambda: actions.put_together(actor=self.me, meeting=meeting, numbers=numbers))
        if batch is not None:
            self.attempt(lambda: actions.resolve_batch(actor=self.me, meeting=meeting, batch=batch))
            self.keep_books()

    def keep_books(self) -> None:
        for vote in Vote.objects.filter(method="consent").exclude(pk__in=self.rounds):
            self.rounds[vote.pk] = Round(vote, set(vote.electors.values_list("seat_id", flat=True)), False)

    @rule(n=few, m=few, later=st.booleans())
    @precondition(lambda self: Vote.objects.exists())
    def annul(self, n: int, m: int, later: bool) -> None:
        votes = list(Vote.objects.select_related("agenda_item__meeting__body").order_by("state", "pk"))
        vote = votes[n % len(votes)]
        decided = AgendaItem.objects.filter(outcome="adopted", model=None).select_related("meeting")
        by = list(decided)[m % len(decided)] if later and decided else None
        self.attempt(
            lambda: actions.annul_vote(
                actor=self.me, vote=vote, because="잘못", decided_by="전원", by_item=by
            )
        )

    # -- what must hold --------------------------------------------------------------------------------
    @invariant()
    def all_of_it_holds(self) -> None:
        if self.changed:
            assert [str(finding) for finding in findings()] == []
            self.the_books_agree()
            self.changed = False

    def the_books_agree(self) -> None:
        stored: dict[int, set[int]] = {pk: set() for pk in self.rounds}
        for vote, seat in Elector.objects.filter(voted=True).values_list("vote_id", "seat_id"):
            stored[vote].add(seat)
        assert stored == {pk: set(each.cast) for pk, each in self.rounds.items()}
        choices: dict[int, Counter[str]] = {pk: Counter() for pk in self.rounds}
        for table in (Ballot.objects.all(), SecretBallot.objects.exclude(choice="")):
            for vote, choice in table.values_list("vote_id", "choice"):
                choices[vote][choice] += 1
        assert choices == {pk: Counter(each.cast.values()) for pk, each in self.rounds.items()}


@pytest.fixture
def world(people: People, make_model: Callable[..., WinWinModel]) -> World:
    bodies, deputies = [], {}
    for kind in ("council", "committee"):
        body = actions.establish_body(
            actor=people.secretariat, kind=kind, name=f"시연 {kind}", demonstration=True
        )
        holders = [people.chair, people.member, people.second]
        for n in range(6):
            actions.add_seat(
                actor=people.secretariat,
                body=body,
                label=f"시연 위원 {n}",
                capacity="sme",
                user=holders[n] if n < 3 else None,
                is_chair=n == 0,
            )
        deputies[body.pk] = User.objects.create(
            username=f"deputy-{kind}", role=Role.MEMBER, display_name="시연 대리인", demonstration=True
        )
        bodies.append(body)
    BylawVersion.objects.update(delegation_hops=1)
    BylawVersion.objects.filter(body=bodies[0]).update(tie_rule="chair")
    for state in [State.SCREENED] * 3 + [State.AT_COMMITTEE] * 3:
        make_model(state)
    scan = keep_document(
        kind="ballot_scan",
        title="표결서",
        subject=bodies[0],
        format="pdf",
        content=b"%PDF-1.7",
        actor=people.secretariat,
    )
    return World(people.secretariat, bodies, deputies, scan)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["named", "secret"])
def test_meetings_in_any_order_keep_every_invariant(world: World, method: str) -> None:
    world.method = method
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        lambda: Meetings(world),
        settings=settings(max_examples=14, stateful_step_count=40, deadline=None, print_blob=True),
    )
