"""What a model brings with it for conflicts of interest, and who still has to say something; reads only."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from sangsaeng.deliberation.models import (
    AgendaItem,
    Attendance,
    Body,
    ExclusionRequest,
    Meeting,
    MeetingState,
    Seat,
)
from sangsaeng.pages.formats import SEOUL
from sangsaeng.parties import conflicts
from sangsaeng.parties.interests import CaseFacts
from sangsaeng.parties.models import Conflict, ConflictReason, Declaration, User
from sangsaeng.proposals.lifecycle import State
from sangsaeng.proposals.models import WinWinModel

CASE = "winwinmodel"
OVER = (MeetingState.CLOSED, MeetingState.CANCELLED)


def facts_of(model: WinWinModel, meeting: Meeting | None = None) -> CaseFacts:
    """The parties of a model, who competes with them, and who hosts the meeting at which it is dealt with.

    A competitor is a party of another submitted model on the same need or the same item.
    """
    parties = {model.demand_company_id, model.supplier_id}
    same = Q(pk__in=[])
    if model.need_id:
        same |= Q(need=model.need_id)
    if model.item_id:
        same |= Q(item=model.item_id)
    others = (
        WinWinModel.objects.filter(same, submitted_at__isnull=False, demonstration=model.demonstration)
        .exclude(pk=model.pk)
        .exclude(state=State.WITHDRAWN)
        .values_list("demand_company_id", "supplier_id")
    )
    competitors = {firm for pair in others for firm in pair} - parties
    hosts: set[int] = set()
    if meeting is not None:
        hosts = {key for key in meeting.site_visits.values_list("host_id", flat=True) if key}
        hosts |= {meeting.host_id} if meeting.host_id else set()
    subjects = (model.item.name_ko if model.item else "", model.item_text, model.title, model.code)
    return CaseFacts(frozenset(parties), frozenset(competitors), frozenset(hosts), subjects)


def on_the_day(meeting: Meeting) -> date:
    """The day of the meeting in Seoul: the look-back is counted from it."""
    return meeting.held_at.astimezone(SEOUL).date()


def concerned(meeting: Meeting) -> QuerySet[User]:
    """Everyone who has a part in deciding at any body of the meeting's world, and the deputies of the meeting.

    One person, one case: what is found before the council holds before the committee.
    """
    return (
        User.objects.filter(
            Q(
                seats__is_active=True,
                seats__body__ended_on=None,
                seats__body__demonstration=meeting.demonstration,
            )
            | Q(seats__attendance__meeting=meeting)
            | Q(deputised__meeting=meeting)
        )
        .select_related("organisation")
        .distinct()
    )


def people_of_seats(meeting: Meeting) -> dict[int, list[int]]:
    """Seat's key → the keys of the persons who may act for it: its holder, and a deputy at this meeting."""
    acting: dict[int, list[int]] = {}
    for key, user in meeting.body.seats.exclude(user=None).values_list("pk", "user_id"):
        acting[key] = [user]
    deputies = meeting.attendance.filter(how=Attendance.How.DEPUTY).values_list("seat_id", "deputy_id")
    for key, deputy in deputies:
        acting.setdefault(key, []).append(deputy)
    return acting


def undecided_items(model: WinWinModel | None = None) -> QuerySet[AgendaItem]:
    """The items about models that still wait for a decision, of one model where it is given, the next meeting first."""
    rows = AgendaItem.objects.filter(outcome="", model__isnull=False).exclude(meeting__state__in=OVER)
    if model is not None:
        rows = rows.filter(model=model)
    return rows.select_related(
        "meeting__body",
        "meeting__bylaw",
        "model__demand_company",
        "model__supplier",
        "model__item",
    ).order_by("meeting__held_at", "meeting_id", "number")


def on_agendas_of(user: Any) -> QuerySet[AgendaItem]:
    """The undecided items that come before a body on which this person sits, or before him as a deputy."""
    rows = undecided_items().filter(
        Q(meeting__body__in=Body.objects.filter(seats__user=user.pk, seats__is_active=True))
        | Q(meeting__in=Meeting.objects.filter(attendance__deputy=user.pk))
    )
    return rows.filter(meeting__demonstration=True) if getattr(user, "demonstration", False) else rows


def to_declare(user: Any) -> QuerySet[AgendaItem]:
    """The items on this person's agendas about which he has declared nothing yet, the next meeting first."""
    said = Declaration.objects.filter(person=user.pk, case_type=CASE, case_id=OuterRef("model__code"))
    return on_agendas_of(user).filter(
        ~Exists(said), ~Q(exclusions__seat__in=Seat.objects.filter(user=user.pk))
    )


def undeclared(meeting: Meeting) -> list[tuple[Seat, AgendaItem]]:
    """Who has not said whether he has a conflict in which undecided item: for the meeting desk. Three queries.

    Seats whose holder has no account are not among them: nobody can declare there. Who is excluded need not say more.
    """
    items = list(undecided_items().filter(meeting=meeting).prefetch_related("exclusions"))
    seats = list(meeting.body.seats.filter(is_active=True, user__isnull=False))
    said = set(
        Declaration.objects.filter(
            case_type=CASE, case_id__in=[item.model.code for item in items if item.model]
        )
        .values_list("person_id", "case_id")
        .distinct()
    )
    return [
        (seat, item)
        for item in items
        if item.model is not None
        for seat in seats
        if (seat.user_id, item.model.code) not in said
        and all(exclusion.seat_id != seat.pk for exclusion in item.exclusions.all())
    ]


@dataclass
class Row:
    """One person in the matrix of a case: where he sits, what he declared, what was found."""

    person: User
    seats: list[Seat] = field(default_factory=list)
    declaration: Declaration | None = None
    conflicts: list[Conflict] = field(default_factory=list)

    @property
    def stands(self) -> bool:
        return any(conflict.stands for conflict in self.conflicts)

    @property
    def to_confirm(self) -> bool:
        return any(conflict.state == Conflict.State.SUGGESTED for conflict in self.conflicts)

    def worst(self, reason: str) -> Conflict | None:
        """The conflict of this reason that weighs most: one that stands before one to be confirmed."""
        order = {Conflict.State.STANDS: 0, Conflict.State.SUGGESTED: 1, Conflict.State.DISMISSED: 2}
        mine = [conflict for conflict in self.conflicts if conflict.reason == reason]
        return min(mine, key=lambda conflict: order[Conflict.State(conflict.state)], default=None)


def matrix(model: WinWinModel) -> list[Row]:
    """Everyone who sits on a body of the model's world or has a conflict in it, the ones with a conflict first."""
    rows: dict[int, Row] = {}
    seats = (
        Seat.objects.filter(
            is_active=True,
            user__isnull=False,
            body__demonstration=model.demonstration,
            body__ended_on=None,
        )
        .select_related("user", "body")
        .order_by("body_id", "pk")
    )
    for seat in seats:
        if seat.user is not None:
            rows.setdefault(seat.user.pk, Row(seat.user)).seats.append(seat)
    for conflict in conflicts.of_case(model):
        rows.setdefault(conflict.person_id, Row(conflict.person)).conflicts.append(conflict)
    for key, declaration in conflicts.declared(model).items():
        if key in rows:
            rows[key].declaration = declaration
    return sorted(rows.values(), key=lambda row: (not row.stands, not row.to_confirm))


def waiting_requests(items: Iterable[AgendaItem]) -> QuerySet[ExclusionRequest]:
    """The requests for exclusion on these items that nobody decided yet."""
    return ExclusionRequest.objects.filter(agenda_item__in=items, outcome="").select_related(
        "seat", "asked_by", "agenda_item__meeting__body", "agenda_item__model"
    )


def requests_of(user: Any, model: WinWinModel) -> QuerySet[ExclusionRequest]:
    """What this person's side asked for in a model: all of its organisation's requests, newest first."""
    return (
        ExclusionRequest.objects.filter(
            agenda_item__model=model, asked_by__organisation=getattr(user, "organisation_id", None)
        )
        .exclude(asked_by__organisation=None)
        .select_related("seat", "agenda_item__meeting__body")
        .order_by("-pk")
    )


REASONS = list(ConflictReason.choices)


@dataclass(frozen=True)
class OpenCase:
    """A waiting item with the numbers the secretariat looks at."""

    item: AgendaItem
    asked: int
    silent: int
    to_confirm: int
    standing: int
    requests: int


def open_cases(*, demonstration_only: bool) -> list[OpenCase]:
    """The waiting items, each with who is to declare, who has not, what is to be confirmed; six queries."""
    rows = undecided_items()
    if demonstration_only:
        rows = rows.filter(meeting__demonstration=True)
    items = [item for item in rows if item.model is not None]
    codes = [item.model.code for item in items if item.model]
    holders: dict[int, set[int]] = {}
    for body, user in Seat.objects.filter(
        body__in={item.meeting.body_id for item in items}, is_active=True, user__isnull=False
    ).values_list("body_id", "user_id"):
        holders.setdefault(body, set()).add(user or 0)
    of_cases = {"case_type": CASE, "case_id__in": codes}
    said = set(Declaration.objects.filter(**of_cases).values_list("case_id", "person_id"))
    states = list(Conflict.objects.filter(**of_cases).values_list("case_id", "person_id", "state"))
    asked = list(waiting_requests(items).values_list("agenda_item_id", flat=True))
    found = []
    for item in items:
        code = item.model.code if item.model else ""
        people = holders.get(item.meeting.body_id, set())
        out = {person for case, person, state in states if case == code and state == Conflict.State.STANDS}
        open_ = [
            person for case, person, state in states if (case, state) == (code, Conflict.State.SUGGESTED)
        ]
        silent = {person for person in people - out if (code, person) not in said}
        found.append(OpenCase(item, len(people), len(silent), len(open_), len(out), asked.count(item.pk)))
    return found
