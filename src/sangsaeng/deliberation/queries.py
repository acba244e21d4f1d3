"""Reads of meetings, and only what the caller may see: the confidential part is left out here."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from sangsaeng.deliberation.counting import Counts, tally_of
from sangsaeng.deliberation.models import (
    AgendaItem,
    Attendance,
    Ballot,
    Body,
    Elector,
    Exclusion,
    Meeting,
    Seat,
    Vote,
)
from sangsaeng.deliberation.tally import Tally, quorum_needed
from sangsaeng.pages.formats import won
from sangsaeng.parties.rules import may
from sangsaeng.proposals.lifecycle import State
from sangsaeng.proposals.models import RequestedSupport, WinWinModel
from sangsaeng.proposals.queries import ready_for_agenda, whole_to
from sangsaeng.records.models import DocumentFile
from sangsaeng.records.queries import documents


def meetings() -> QuerySet[Meeting]:
    """Recorded meetings, newest first, with the numbers of items and of items decided."""
    return (
        Meeting.objects.select_related("body")
        .annotate(
            items=Count("agenda"),
            decided=Count("agenda", filter=~Q(agenda__outcome="")),
            adopted=Count("agenda", filter=Q(agenda__outcome=AgendaItem.Outcome.ADOPTED)),
        )
        .order_by("-held_at", "-pk")
    )


def _is_known(user: Any) -> bool:
    return bool(getattr(user, "is_authenticated", False))


@dataclass
class ItemView:
    """One agenda item as `user` may see it; what he may not see does not exist here."""

    number: int
    pk: int
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
    title: str = ""
    parties: tuple[str, str] | None = None
    subject: str = ""
    remarks: list[str] = field(default_factory=list)
    note: str = ""
    recused: bool = False
    exclusions: list[Exclusion] = field(default_factory=list)
    counts: Counts | None = None
    my_ballot: Ballot | None = None
    whole: bool = False

    @property
    def is_decided(self) -> bool:
        return self.outcome != ""


@dataclass
class MeetingView:
    """A meeting as `user` may see it. `seat` is the user's own, `roll` only for who reads the proceedings."""

    meeting: Meeting
    items: list[ItemView]
    seat: Seat | None
    entitled: int
    present: int
    roll: list[tuple[Seat, Attendance | None]]
    documents: list[DocumentFile]
    proceedings: bool
    runs: bool

    @property
    def minutes_withheld(self) -> bool:
        """Whether there may be minutes that this viewer does not read: some item is not whole to him."""
        return self.proceedings and not all(item.whole for item in self.items)

    @property
    def undecided(self) -> int:
        return sum(not item.is_decided for item in self.items)


def _counts(item: AgendaItem, seats: dict[int, bool]) -> Counts:
    excluded = {e.seat_id for e in item.exclusions.all()} & set(seats)
    vote = item.vote
    choices = [b.choice for b in vote.ballots.all()] if vote else []
    return Counts(
        entitled=len(seats),
        excluded=len(excluded),
        present=sum(there for seat, there in seats.items() if seat not in excluded),
        for_=choices.count(Ballot.Choice.FOR),
        against=choices.count(Ballot.Choice.AGAINST),
        abstain=choices.count(Ballot.Choice.ABSTAIN),
    )


def _item_view(
    item: AgendaItem, seats: dict[int, bool], whole: set[int], seat: Seat | None, proceedings: bool
) -> ItemView:
    model = item.model
    recused = seat is not None and any(e.seat_id == seat.pk for e in item.exclusions.all())
    seen = item.model_id in whole and not recused
    view = ItemView(
        number=item.number,
        pk=item.pk,
        code=model.code,
        codename=model.codename,
        sector=model.get_sector_display(),
        sector_code=model.sector,
        state=model.state,
        state_label=str(State(model.state).label),
        demonstration=model.demonstration,
        outcome=item.outcome,
        outcome_label=str(AgendaItem.Outcome(item.outcome).label) if item.outcome else "",
        tally=None if recused else item.tally,
        decided_at=item.decided_at,
        support=list(item.support) if seen else [],
        recused=recused,
    )
    if seen:
        view.whole = True
        view.title = model.title
        view.parties = (model.demand_company.name, model.supplier.name)
        view.subject = model.item.name_ko if model.item else model.item_text
        view.note = item.note
    if seen and proceedings:
        view.remarks = item.remarks.splitlines()
        view.exclusions = list(item.exclusions.all())
        view.counts = _counts(item, seats)
        view.my_ballot = _ballot_of(item.vote, seat)
    return view


def _ballot_of(vote: Vote | None, seat: Seat | None) -> Ballot | None:
    if vote is None or seat is None:
        return None
    return next((b for b in vote.ballots.all() if b.seat_id == seat.pk), None)


def meeting_view(user: Any, meeting: Meeting) -> MeetingView:
    """The meeting with its agenda, read in a fixed number of queries whatever the length of the agenda.

    A recused member sees of that item what the public sees, and no counts. The proceedings (who was there,
    what was said) are for the members, the secretariat, the ministry and the auditor.
    """
    proceedings = may(user, "deliberation.read_proceedings", meeting)
    agenda = list(
        meeting.agenda.select_related(
            "model", "model__demand_company", "model__supplier", "model__item"
        ).prefetch_related(Prefetch("exclusions", Exclusion.objects.select_related("seat")), "votes__ballots")
    )
    known = {a.seat_id: a for a in meeting.attendance.select_related("seat")}
    if meeting.is_called:
        active = list(Seat.objects.filter(body_id=meeting.body_id, is_active=True))
    else:
        active = [a.seat for a in known.values()]
    seats = {s.pk: s.pk in known and known[s.pk].is_there for s in active}
    own = None
    whole: set[int] = set()
    if _is_known(user):
        own = Seat.objects.filter(body_id=meeting.body_id, user=user, is_active=True).first()
        if agenda:
            ids = [item.model_id for item in agenda]
            whole = set(whole_to(user).filter(pk__in=ids).values_list("pk", flat=True))
    items = [_item_view(item, seats, whole, own, proceedings) for item in agenda]
    papers = documents(meeting)
    if not _reads_minutes(user, meeting, agenda, items):
        papers = papers.filter(public=True)
    return MeetingView(
        meeting=meeting,
        items=items,
        seat=own,
        entitled=len(seats),
        present=sum(seats.values()),
        roll=[(s, known.get(s.pk)) for s in active] if proceedings else [],
        documents=list(papers) if meeting.is_closed else [],
        proceedings=proceedings,
        runs=may(user, "deliberation.run", meeting),
    )


def _reads_minutes(user: Any, meeting: Meeting, agenda: list[AgendaItem], items: list[ItemView]) -> bool:
    """The minutes show every item whole and what was said: for who may see all of that."""
    return may(user, "deliberation.read_proceedings", meeting) and all(item.whole for item in items)


def readable_documents(user: Any) -> QuerySet[DocumentFile]:
    """The papers of meetings that `user` may read: public ones, and minutes of meetings he may read whole.

    Minutes are withheld from whoever was excluded from an item, or may not see a model on the agenda whole.
    """
    papers = DocumentFile.objects.filter(subject_type="meeting").defer("content")
    if not may(user, "deliberation.read_proceedings"):
        return papers.filter(public=True)
    hidden = AgendaItem.objects.exclude(model__in=whole_to(user)) | AgendaItem.objects.filter(
        exclusions__seat__user=user
    )
    open_to = Meeting.objects.filter(~Exists(hidden.filter(meeting=OuterRef("pk"))))
    if user.demonstration:
        open_to = open_to.filter(demonstration=True)
    return papers.filter(Q(public=True) | Q(subject_id__in=open_to.values("code")))


def candidates(meeting: Meeting, user: Any) -> QuerySet[WinWinModel]:
    """The models that can be put on the agenda of this meeting, longest waiting first."""
    rows = ready_for_agenda(user)
    if meeting.body.kind == Body.Kind.COMMITTEE:
        rows = whole_to(user).filter(state=State.AT_COMMITTEE).order_by("state_since", "code")
    waiting = AgendaItem.objects.filter(model=OuterRef("pk"), outcome="")
    return rows.filter(~Exists(waiting), demonstration=meeting.demonstration)


def open_votes(user: Any) -> QuerySet[AgendaItem]:
    """The items on which this person can vote now: in session, there, not excluded, no ballot yet."""
    seats = Seat.objects.filter(user=user, is_active=True)
    return (
        AgendaItem.objects.filter(
            meeting__state="open",
            outcome="",
            votes__state="open",
            votes__electors__seat__in=seats,
            votes__electors__voted=False,
            votes__electors__excluded_later=False,
        )
        .exclude(exclusions__seat__in=seats)
        .select_related("meeting", "meeting__body", "model")
        .order_by("meeting__held_at", "number")
    )


def running(user: Any) -> QuerySet[Meeting]:
    """The meetings that are called or open and that this person runs, the next first."""
    rows = Meeting.objects.exclude(state="closed").select_related("body").order_by("held_at")
    if not may(user, "deliberation.run"):
        return rows.none()
    return rows.filter(demonstration=True) if user.demonstration else rows


def next_called(model: WinWinModel, kind: str) -> Meeting | None:
    """The next meeting of that kind of body that is called and not yet open, for this model's agenda."""
    rows = Meeting.objects.filter(state="called", body__kind=kind, demonstration=model.demonstration)
    return rows.select_related("body").order_by("held_at", "pk").first()


def without_minutes(user: Any) -> QuerySet[Meeting]:
    """The closed meetings of which this person may make the minutes and none are kept, longest closed first."""
    rows = Meeting.objects.filter(state="closed").select_related("body").order_by("closed_at", "pk")
    if not may(user, "deliberation.make_minutes"):
        return rows.none()
    kept = DocumentFile.objects.filter(subject_type="meeting", kind="minutes", subject_id=OuterRef("code"))
    rows = rows.filter(~Exists(kept))
    return rows.filter(demonstration=True) if user.demonstration else rows


def decisions_seen(user: Any, model: WinWinModel) -> list[AgendaItem]:
    """The agenda items of a model at both bodies, oldest first, in one query; without those that `user`
    was excluded from.
    """
    rows = AgendaItem.objects.filter(model=model).select_related("meeting", "meeting__body")
    if _is_known(user):
        rows = rows.filter(~Exists(Exclusion.objects.filter(agenda_item=OuterRef("pk"), seat__user=user)))
    return list(rows.order_by("meeting__held_at", "pk"))


def recused_from(user: Any) -> Q:
    """The models of the agenda items that `user` was excluded from: their papers are kept from him."""
    return Q(pk__in=Exclusion.objects.filter(seat__user=user.pk).values("agenda_item__model"))


def support_labels(kinds: list[str] | tuple[str, ...]) -> list[str]:
    """기술개발, 정책금융, 규제 개선."""
    return [str(RequestedSupport.Kind(kind).label) for kind in kinds]


def support_asked(item: AgendaItem, kinds: list[str]) -> list[str]:
    """The kinds of support with the amounts asked for: 기술개발 20억 원, 규제 개선."""
    asked = {row.kind: row.amount_krw for row in item.model.requested_support.all()}
    labels = zip(kinds, support_labels(kinds), strict=True)
    return [f"{label} {won(asked[kind])}" if asked.get(kind) else label for kind, label in labels]


@dataclass(frozen=True)
class Recorded:
    """How many meetings this system holds, made-up ones apart from real ones."""

    real: int
    demonstration: int


def recorded_counts() -> Recorded:
    counted = dict(Meeting.objects.order_by().values_list("demonstration").annotate(n=Count("pk")))
    return Recorded(real=counted.get(False, 0), demonstration=counted.get(True, 0))


def quorum(view: MeetingView) -> int:
    """How many members must be there for the meeting to open."""
    return quorum_needed(view.meeting.bylaw, entitled=view.entitled)


def seats_to_enter(item: AgendaItem) -> tuple[list[Seat], int]:
    """The seats without an account whose vote on an item is still out, and how many ballots are in."""
    electors = Elector.objects.filter(vote__agenda_item=item, vote__state="open", excluded_later=False)
    waiting = [e.seat for e in electors.filter(voted=False).select_related("seat__user")]
    return [seat for seat in waiting if not seat.can_vote_alone], electors.filter(voted=True).count()


def running_tally(item: AgendaItem, counts: Counts) -> Tally:
    """What the vote would come to if it were closed now."""
    return tally_of(item, counts)
