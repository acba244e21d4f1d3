"""Reads of meetings: lists, what waits for whom, what can be put on an agenda. One meeting is read in `seen`."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from sangsaeng.deliberation.counting import Counts, tally_of
from sangsaeng.deliberation.models import (
    AgendaItem,
    Attendance,
    Body,
    Elector,
    Exclusion,
    Meeting,
    MeetingState,
    Minutes,
    MinutesSignature,
    Seat,
    VoteState,
)
from sangsaeng.deliberation.queries.conflicts import CASE
from sangsaeng.deliberation.queries.seen import PROCEEDINGS_PAPERS, MeetingView
from sangsaeng.deliberation.tally import Tally, quorum_needed
from sangsaeng.pages.formats import won
from sangsaeng.parties.models import Declaration, User
from sangsaeng.parties.rules import may
from sangsaeng.proposals.lifecycle import State
from sangsaeng.proposals.models import RequestedSupport, WinWinModel
from sangsaeng.proposals.queries import ready_for_agenda, whole_to
from sangsaeng.records.models import DocumentFile

# The kind under which the scan of a signed ballot paper is kept.
BALLOT_PAPER = "ballot_paper"


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


def readable_documents(user: Any) -> QuerySet[DocumentFile]:
    """The papers of meetings that `user` may read: public ones, and minutes of meetings he may read whole.

    Minutes are withheld from whoever was excluded from an item, or may not see a model on the agenda whole. Scans of
    ballot papers are for who may read ballots; numbered copies and signed sheets have pages of their own.
    """
    papers = DocumentFile.objects.filter(subject_type="meeting").defer("content")
    if not may(user, "deliberation.read_proceedings"):
        return papers.filter(public=True)
    hidden = AgendaItem.objects.filter(model__isnull=False).exclude(
        model__in=whole_to(user)
    ) | AgendaItem.objects.filter(exclusions__seat__user=user)
    open_to = Meeting.objects.filter(~Exists(hidden.filter(meeting=OuterRef("pk"))))
    if user.demonstration:
        open_to = open_to.filter(demonstration=True)
    readable = Q(public=True) | Q(kind__in=PROCEEDINGS_PAPERS, subject_id__in=open_to.values("code"))
    if may(user, "deliberation.read_ballots"):
        ballots = Q(kind=BALLOT_PAPER)
        readable |= ballots & Q(demonstration=True) if user.demonstration else ballots
    return papers.filter(readable)


def candidates(meeting: Meeting, user: Any) -> QuerySet[WinWinModel]:
    """The models that can be put on the agenda of this meeting, longest waiting first."""
    rows = ready_for_agenda(user)
    if meeting.body.kind == Body.Kind.COMMITTEE:
        rows = whole_to(user).filter(state=State.AT_COMMITTEE).order_by("state_since", "code")
    waiting = AgendaItem.objects.filter(model=OuterRef("pk"), outcome="")
    return rows.filter(~Exists(waiting), demonstration=meeting.demonstration)


def waiting_electors(user: Any) -> QuerySet[Elector]:
    """The places in open votes that this person can still fill: of his own seat unless a deputy sits for it, or as deputy."""
    noted = Attendance.objects.filter(meeting=OuterRef("vote__agenda_item__meeting"), seat=OuterRef("seat"))
    own = Q(seat__user=user) & ~Exists(noted.filter(how=Attendance.How.DEPUTY))
    # who was there when the vote opened and left has no vote until he is back; in writing nobody is «there»
    left = Exists(noted.filter(how=Attendance.How.ABSENT))
    there = Q(vote__agenda_item__meeting__form=Meeting.Form.WRITTEN) | ~left
    in_time = Q(vote__deadline__isnull=True) | Q(vote__deadline__gte=timezone.now())
    return Elector.objects.filter(
        own | Exists(noted.filter(deputy=user)),
        in_time,
        there,
        vote__state=VoteState.OPEN,
        vote__agenda_item__outcome="",
        vote__agenda_item__meeting__state=MeetingState.OPEN,
        voted=False,
        excluded_later=False,
    )


def open_votes(user: Any) -> QuerySet[AgendaItem]:
    """The items on which this person can vote now: a vote is open, he is an elector, his ballot is still out."""
    return (
        AgendaItem.objects.filter(votes__in=waiting_electors(user).values("vote"))
        .select_related("meeting__body", "model")
        .prefetch_related("votes")
        .order_by("meeting__held_at", "number")
    )


def declared_codes(user: Any, codes: list[str]) -> set[str]:
    """Those of these models about which this person has declared whether he has a conflict."""
    said = Declaration.objects.filter(person=user, case_type=CASE, case_id__in=codes)
    return set(said.values_list("case_id", flat=True))


def running(user: Any) -> QuerySet[Meeting]:
    """The meetings that are not over and that this person runs, the next first."""
    over = (MeetingState.CLOSED, MeetingState.CANCELLED)
    rows = Meeting.objects.exclude(state__in=over).select_related("body").order_by("held_at")
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
    rows = rows.filter(~Exists(Minutes.objects.filter(meeting=OuterRef("pk"))))
    return rows.filter(demonstration=True) if user.demonstration else rows


def decisions_seen(user: Any, model: WinWinModel) -> list[AgendaItem]:
    """The agenda items of a model at both bodies, oldest first, in one query; without those that `user`
    was excluded from.
    """
    rows = AgendaItem.objects.filter(model=model).select_related("meeting", "meeting__body")
    if getattr(user, "is_authenticated", False):
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
    asked = {}
    if item.model:
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


def waiting_seats(item: AgendaItem) -> list[Seat]:
    """The seats whose ballot on an item is still out in the open vote."""
    electors = Elector.objects.filter(
        vote__agenda_item=item, vote__state=VoteState.OPEN, excluded_later=False
    )
    return [e.seat for e in electors.filter(voted=False).select_related("seat__user")]


def running_tally(item: AgendaItem, counts: Counts, chair: str = "") -> Tally:
    """What the vote would come to if it were closed now."""
    return tally_of(item, counts, chair)


def possible_deputies(meeting: Meeting) -> QuerySet[User]:
    """Who may sit for a member at this meeting: in the role of a member, of the same world, without a seat on the body."""
    members = Seat.objects.filter(body_id=meeting.body_id, is_active=True, user__isnull=False)
    return (
        User.objects.filter(role__in=("chair", "member"), is_active=True, demonstration=meeting.demonstration)
        .exclude(pk__in=members.values("user"))
        .order_by("display_name", "pk")
    )


def upcoming(user: Any) -> QuerySet[Meeting]:
    """The meetings that are not over of the bodies this person sits on, or at which he is a deputy; the next first."""
    over = (MeetingState.CLOSED, MeetingState.CANCELLED)
    sits = Q(body__in=Seat.objects.filter(user=user, is_active=True).values("body"))
    rows = Meeting.objects.filter(sits | Q(pk__in=Attendance.objects.filter(deputy=user).values("meeting")))
    rows = rows.exclude(state__in=over).select_related("body", "bylaw").order_by("held_at", "pk")
    return rows.filter(demonstration=True) if user.demonstration else rows


def unsigned_minutes(user: Any) -> QuerySet[Minutes]:
    """The newest versions that wait for this person's signature: as who held the chair's seat, or as who kept the meeting."""
    later = Minutes.objects.filter(meeting=OuterRef("meeting"), version__gt=OuterRef("version"))
    signed = MinutesSignature.objects.filter(minutes=OuterRef("pk"))
    chaired = Attendance.objects.filter(
        ~Q(how=Attendance.How.ABSENT) | Q(meeting__form=Meeting.Form.WRITTEN),
        meeting=OuterRef("meeting"),
        seat__is_chair=True,
        seat__user=user,
    )
    as_chair = Exists(chaired) & ~Exists(signed.filter(role=MinutesSignature.Role.CHAIR))
    as_secretary = Q(meeting__secretary=user) & ~Exists(signed.filter(role=MinutesSignature.Role.SECRETARY))
    rows = Minutes.objects.filter(~Exists(later)).filter(as_chair | as_secretary)
    rows = rows.filter(meeting__demonstration=True) if user.demonstration else rows
    return rows.select_related("meeting__body").defer("content").order_by("made_at")


def annulling_items(item: AgendaItem) -> QuerySet[AgendaItem]:
    """The adopted items of later meetings of the same body: one of them may annul what this item decided."""
    return (
        AgendaItem.objects.filter(
            meeting__body=item.meeting.body,
            meeting__held_at__gte=item.meeting.held_at,
            outcome=AgendaItem.Outcome.ADOPTED,
        )
        .exclude(pk=item.pk)
        .exclude(meeting=item.meeting)
        .select_related("meeting", "model")
        .order_by("-meeting__held_at", "number")
    )
