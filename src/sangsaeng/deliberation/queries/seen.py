"""A meeting as one person may see it; what he may not see is not in these objects at all."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, Subquery

from sangsaeng.deliberation import annexes
from sangsaeng.deliberation.models import (
    AgendaItem,
    Attendance,
    Ballot,
    Elector,
    Exclusion,
    Guest,
    Meeting,
    Method,
    Seat,
    SiteVisit,
    Vote,
    VoteState,
)
from sangsaeng.deliberation.tally import Tally
from sangsaeng.parties.rules import may
from sangsaeng.proposals.lifecycle import State
from sangsaeng.proposals.queries import whole_to
from sangsaeng.proposals.rules import is_public
from sangsaeng.records.models import DocumentFile
from sangsaeng.records.queries import documents

PROCEEDINGS_PAPERS = ("minutes", "minutes_signed")


@dataclass(frozen=True)
class Voter:
    """A seat that may vote in a round. `choice` only in a vote that is no secret and is over, for who may read it."""

    seat: Seat
    voted: bool
    excluded_later: bool
    choice: str = ""
    choice_label: str = ""
    entered: bool = False


@dataclass(frozen=True)
class VoteView:
    """One round of voting. A secret one names nobody and has no count before its close."""

    pk: int
    round: int
    method: str
    method_label: str
    question: str
    state: str
    deadline: datetime | None
    opened_at: datetime
    closed_at: datetime | None
    tally: Tally | None
    annulled_because: str = ""
    annulled_by: str = ""
    electors: int = 0
    voted: int = 0
    voters: tuple[Voter, ...] = ()
    mine: str = ""
    my_choice: str = ""

    @property
    def is_open(self) -> bool:
        return self.state == VoteState.OPEN

    @property
    def is_secret(self) -> bool:
        return self.method == Method.SECRET

    @property
    def is_written(self) -> bool:
        return self.method == Method.WRITTEN

    @property
    def all_in(self) -> bool:
        return self.is_open and 0 < self.electors <= self.voted

    @property
    def left(self) -> int:
        return self.electors - self.voted


@dataclass
class ItemView:
    """One agenda item as a person may see it: without a model's names unless he may read it whole."""

    number: int
    pk: int
    kind: str
    kind_label: str
    code: str
    codename: str
    sector: str
    sector_code: str
    state: str
    state_label: str
    demonstration: bool
    outcome: str
    outcome_label: str
    tally: Tally | None
    decided_at: datetime | None
    support: list[str]
    batch: int | None = None
    urgent: bool = False
    paper_number: str = ""
    manner: str = ""
    conditions: str = ""
    title: str = ""
    parties: tuple[str, str] | None = None
    subject: str = ""
    resolution: str = ""
    grounds: str = ""
    content: str = ""
    figures: list[dict[str, Any]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    note: str = ""
    recused: bool = False
    whole: bool = False
    proceedings: bool = False
    exclusions: list[Exclusion] = field(default_factory=list)
    is_voting: bool = False
    vote: VoteView | None = None
    annulled: list[VoteView] = field(default_factory=list)

    @property
    def is_decided(self) -> bool:
        return self.outcome != ""

    @property
    def is_report(self) -> bool:
        return self.kind == AgendaItem.Kind.REPORT

    @property
    def is_model(self) -> bool:
        return self.kind == AgendaItem.Kind.MODEL

    @property
    def name(self) -> str:
        """The title where it may be read, else the codename or the kind of item."""
        return self.title or self.codename or self.kind_label

    @property
    def has_paper(self) -> bool:
        """Whether its paper says what is to be resolved; a report needs its content or figures."""
        return bool(self.content or self.figures) if self.is_report else bool(self.resolution)

    @property
    def may_vote(self) -> bool:
        """The viewer's own ballot is still out."""
        return self.vote is not None and self.vote.is_open and self.vote.mine == "out"


@dataclass(frozen=True)
class Batch:
    """Undecided items that are put together (일괄상정)."""

    number: int
    items: list[ItemView]

    @property
    def is_voting(self) -> bool:
        return any(item.is_voting for item in self.items)

    @property
    def may_vote(self) -> bool:
        return any(item.may_vote for item in self.items)


@dataclass
class MeetingView:
    """A meeting as `user` may see it. `seat` is the one he acts for, `roll` only for who reads the proceedings."""

    meeting: Meeting
    items: list[ItemView]
    seat: Seat | None
    is_deputy: bool
    entitled: int
    present: int
    roll: list[tuple[Seat, Attendance | None]]
    documents: list[DocumentFile]
    guests: list[Guest]
    visits: list[SiteVisit]
    proceedings: bool
    runs: bool

    @property
    def minutes_withheld(self) -> bool:
        """Whether there may be minutes that this viewer does not read: some item is not whole to him."""
        return self.proceedings and not all(item.whole for item in self.items)

    @property
    def undecided(self) -> int:
        return sum(not item.is_decided for item in self.items)

    @property
    def batches(self) -> list["Batch"]:
        """Undecided items put together."""
        found: dict[int, list[ItemView]] = {}
        for item in self.items:
            if item.batch and not item.is_decided:
                found.setdefault(item.batch, []).append(item)
        return [Batch(number, items) for number, items in found.items()]


def meeting_view(user: Any, meeting: Meeting) -> MeetingView:
    """The meeting with its agenda, read in a fixed number of queries whatever the length of the agenda.

    A recused member sees of that item what the public sees, and no counts. The proceedings (who was there,
    what was said) are for the members, the secretariat, the ministry and the auditor.
    """
    proceedings = may(user, "deliberation.read_proceedings", meeting)
    known = {a.seat_id: a for a in meeting.attendance.select_related("seat", "deputy")}
    if meeting.is_called:
        active = list(Seat.objects.filter(body_id=meeting.body_id, is_active=True))
    else:
        active = [a.seat for a in known.values()]
    there = {s.pk: s.pk in known and known[s.pk].is_there for s in active}
    own, deputy = _acting(user, active, known)
    agenda = list(_agenda(user, meeting, proceedings))
    whole = {item.model_id for item in agenda if item.is_whole}
    waiting = [
        item.model for item in agenda if proceedings and item.model is not None and not item.is_decided
    ]
    reader = _Reader(
        own,
        proceedings,
        reads_ballots=may(user, "deliberation.read_ballots", meeting),
        whole=whole,
        added=annexes.gather(meeting, waiting),
    )
    items = [reader.item(item) for item in agenda]
    return MeetingView(
        meeting=meeting,
        items=items,
        seat=own,
        is_deputy=deputy,
        entitled=len(there),
        present=sum(there.values()),
        roll=[(s, known.get(s.pk)) for s in active] if proceedings else [],
        documents=_papers(meeting, whole=proceedings and all(item.whole for item in items)),
        guests=_guests(meeting) if proceedings else [],
        visits=_visits(meeting) if proceedings else [],
        proceedings=proceedings,
        runs=may(user, "deliberation.run", meeting),
    )


def acting_seat(user: Any, meeting: Meeting) -> tuple[Seat | None, bool]:
    """The seat this person acts for at the meeting, and whether as its deputy; none where his own has a deputy."""
    known = {a.seat_id: a for a in meeting.attendance.select_related("seat", "deputy")}
    active = [a.seat for a in known.values()]
    if meeting.is_called:
        active = list(Seat.objects.filter(body_id=meeting.body_id, is_active=True))
    return _acting(user, active, known)


def _acting(user: Any, roll: list[Seat], known: dict[int, Attendance]) -> tuple[Seat | None, bool]:
    if not getattr(user, "is_authenticated", False):
        return None, False
    for noted in known.values():
        if noted.deputy_id == user.pk:
            return noted.seat, True
    own = next((seat for seat in roll if seat.user_id == user.pk), None)
    if own is None or (own.pk in known and known[own.pk].how == Attendance.How.DEPUTY):
        return None, False
    return own, False


def _agenda(user: Any, meeting: Meeting, proceedings: bool) -> Any:
    """The items with all that is shown of them; `is_whole` says whether `user` may read the model whole."""
    rows = (
        meeting.agenda.select_related("model", "model__demand_company", "model__supplier", "model__item")
        .annotate(is_whole=Exists(whole_to(user).filter(pk=OuterRef("model"))))
        .prefetch_related(Prefetch("exclusions", Exclusion.objects.select_related("seat")))
    )
    if not proceedings:
        return rows.prefetch_related("votes")
    ballot = Ballot.objects.filter(vote=OuterRef("vote"), seat=OuterRef("seat"))
    electors = Elector.objects.select_related("seat").annotate(
        choice=Subquery(ballot.values("choice")), entered_by=Subquery(ballot.values("entered_by"))
    )
    return rows.prefetch_related(Prefetch("votes__electors", electors))


def _guests(meeting: Meeting) -> list[Guest]:
    """The guests in one query, each with the numbers of the items he sits in for; none means the whole meeting."""
    if not getattr(meeting, "has_guests", True):
        return []
    rows = meeting.guests.annotate(item_number=F("items__number")).order_by("category", "id", "item_number")
    guests: dict[int, Guest] = {}
    for row in rows:
        guest = guests.setdefault(row.pk, row)
        if row.item_number:
            guest.item_numbers = (*guest.item_numbers, row.item_number)
    return list(guests.values())


def _visits(meeting: Meeting) -> list[SiteVisit]:
    there = getattr(meeting, "has_visits", True)
    return list(meeting.site_visits.select_related("host")) if there else []


def _papers(meeting: Meeting, *, whole: bool) -> list[DocumentFile]:
    """The papers of a closed meeting: public ones, and the minutes for who may see every item whole."""
    if not meeting.is_closed:
        return []
    papers = documents(meeting)
    shown = Q(public=True) | Q(kind__in=PROCEEDINGS_PAPERS) if whole else Q(public=True)
    return list(papers.filter(shown))


@dataclass(frozen=True)
class _Reader:
    """Who reads: the seat he acts for, whether the proceedings and ballots are his to read, what is whole to him.

    `added` holds the tables of later stages for the models that wait for a decision.
    """

    seat: Seat | None
    proceedings: bool
    reads_ballots: bool
    whole: set[int]
    added: annexes.Tables = field(default_factory=dict)

    def item(self, item: AgendaItem) -> ItemView:
        recused = self.seat is not None and any(e.seat_id == self.seat.pk for e in item.exclusions.all())
        seen = not recused and (item.model_id in self.whole if item.model_id else self.proceedings)
        # a visitor does not learn that a model lies before the council which he is not to know of
        model = item.model if self.proceedings or seen or is_public(None, item.model) else None
        view = ItemView(
            number=item.number,
            pk=item.pk,
            kind=item.kind,
            kind_label=str(AgendaItem.Kind(item.kind).label),
            code=model.code if model else "",
            codename=model.codename if model else "",
            sector=str(model.get_sector_display()) if model else "",
            sector_code=model.sector if model else "",
            state=model.state if model else "",
            state_label=str(State(model.state).label) if model else "",
            demonstration=item.meeting.demonstration,
            outcome=item.outcome,
            outcome_label=str(AgendaItem.Outcome(item.outcome).label) if item.outcome else "",
            tally=None if recused else item.tally,
            decided_at=item.decided_at,
            support=list(item.support) if seen else [],
            batch=item.batch,
            urgent=item.added_urgently,
            paper_number=item.paper_number,
            recused=recused,
        )
        if seen:
            self._add_the_case(view, item)
        if self.proceedings:  # also for one who stepped out: that the room deals with it, and no more
            view.is_voting = any(vote.is_open for vote in item.votes.all())
        if seen and self.proceedings:
            self._add_the_proceedings(view, item)
        return view

    def _add_the_case(self, view: ItemView, item: AgendaItem) -> None:
        view.whole = True
        view.title = item.name
        view.note, view.manner, view.conditions = item.note, item.manner, item.conditions
        if item.model:
            view.parties = (item.model.demand_company.name, item.model.supplier.name)
            view.subject = item.model.item.name_ko if item.model.item else item.model.item_text

    def _add_the_proceedings(self, view: ItemView, item: AgendaItem) -> None:
        view.proceedings = True
        view.resolution, view.grounds, view.content = item.resolution, item.grounds, item.content
        view.figures = [*item.figures, *self.added.get(item.model_id or 0, ())]
        view.remarks = item.remarks.splitlines()
        view.exclusions = list(item.exclusions.all())
        rounds = [self._vote(vote) for vote in sorted(item.votes.all(), key=lambda vote: vote.round)]
        standing = [each for each in rounds if each.state != VoteState.ANNULLED]
        view.vote = standing[-1] if standing else None
        view.annulled = [each for each in rounds if each.state == VoteState.ANNULLED]

    def _vote(self, vote: Vote) -> VoteView:
        electors: list[Any] = list(vote.electors.all())
        own = next((e for e in electors if self.seat is not None and e.seat_id == self.seat.pk), None)
        mine = ""
        if own is not None and not own.excluded_later:
            mine = "in" if own.voted else "out"
        readable = self.reads_ballots and not vote.is_open
        return VoteView(
            pk=vote.pk,
            round=vote.round,
            method=vote.method,
            method_label=str(Method(vote.method).label),
            question=vote.question,
            state=vote.state,
            deadline=vote.deadline,
            opened_at=vote.opened_at,
            closed_at=vote.closed_at,
            tally=vote.tally,
            annulled_because=vote.annulled_because,
            annulled_by=vote.annulled_by,
            electors=sum(not e.excluded_later for e in electors),
            voted=sum(e.voted for e in electors),
            voters=() if vote.is_secret else tuple(_voter(e, readable=readable) for e in electors),
            mine=mine,
            my_choice=_choice_label(own.choice) if own is not None else "",
        )


def _choice_label(choice: str | None) -> str:
    return str(Ballot.Choice(choice).label) if choice else ""


def _voter(elector: Any, *, readable: bool) -> Voter:
    choice = (elector.choice or "") if readable else ""
    return Voter(
        seat=elector.seat,
        voted=elector.voted,
        excluded_later=elector.excluded_later,
        choice=choice,
        choice_label=_choice_label(choice),
        entered=elector.entered_by is not None and elector.entered_by != elector.seat.user_id,
    )
