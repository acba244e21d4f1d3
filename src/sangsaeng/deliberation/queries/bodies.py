"""Reads of the bodies: who decides, under which rules, who sits, and what is missing."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from sangsaeng.deliberation.models import AgendaItem, Body, BylawVersion, Meeting, Seat
from sangsaeng.parties.models import Role, User
from sangsaeng.parties.rules import may
from sangsaeng.records.models import DocumentFile

WARN_DAYS = 60  # how long before a term ends it is told: a rule of the house
ORDER = (Body.Kind.COUNCIL, Body.Kind.SUB_COUNCIL, Body.Kind.COMMITTEE)

WITHOUT_PAPERS = (
    Q(consented_on__isnull=True) | Q(pledged_on__isnull=True) | Q(appointed_on__isnull=True)
) & ~Q(capacity=Seat.Capacity.EX_OFFICIO)


@dataclass
class BodyRow:
    """A body as the list shows it; `chair` and the warnings only for who may know them."""

    body: Body
    members: int
    bylaw: BylawVersion | None
    chair: Seat | None = None
    without_papers: list[Seat] = field(default_factory=list)
    terms: list[Seat] = field(default_factory=list)


def bodies(user: Any, on: date) -> list[BodyRow]:
    """Every body, the council first, each sub-council behind its council; three queries whatever their number."""
    found = list(Body.objects.filter(ended_on__isnull=True).select_related("secretariat", "parent"))
    seats: dict[int, list[Seat]] = defaultdict(list)
    for seat in Seat.objects.filter(is_active=True, body__in=found).order_by("pk"):
        seats[seat.body_id].append(seat)
    bylaws: dict[int, BylawVersion] = {}
    for bylaw in BylawVersion.objects.filter(body__in=found, effective__lte=on).order_by("version"):
        bylaws[bylaw.body_id] = bylaw
    rows = []
    for body in sorted(found, key=_place):
        here = seats[body.pk]
        row = BodyRow(body=body, members=len(here), bylaw=bylaws.get(body.pk))
        if may(user, "deliberation.read_proceedings", body):
            row.chair = next((seat for seat in here if seat.is_chair), None)
        if may(user, "deliberation.set_up", body):
            row.without_papers = [s for s in here if _wants_papers(s)]
            row.terms = [s for s in here if s.term_ends_within(WARN_DAYS, on)]
        rows.append(row)
    return rows


def _place(body: Body) -> tuple[bool, int, int, int]:
    """Real ones before invented ones; a sub-council behind its council."""
    family = body.parent_id or body.pk
    return (
        body.demonstration,
        ORDER.index(Body.Kind.COMMITTEE) * (body.kind == Body.Kind.COMMITTEE),
        family,
        (body.pk if body.parent_id else 0),
    )


def _wants_papers(seat: Seat) -> bool:
    return seat.capacity != Seat.Capacity.EX_OFFICIO and not seat.has_papers


def members(body: Body) -> QuerySet[Seat]:
    """Every seat of the body, ended ones too, with its person."""
    return body.seats.select_related("user__organisation")


def without_papers(body: Body) -> QuerySet[Seat]:
    """Who sits on the body and lacks consent, pledge or letter; whoever sits by office needs none."""
    return body.seats.filter(WITHOUT_PAPERS, is_active=True)


def terms_ending(body: Body, on: date, days: int = WARN_DAYS) -> list[Seat]:
    """Whose term ends within so many days, or has ended, the first to end first."""
    seats = body.seats.filter(is_active=True, term_until__isnull=False).order_by("term_until", "pk")
    return [seat for seat in seats if seat.term_ends_within(days, on)]


def composition(body: Body) -> list[tuple[str, int]]:
    """How many sit in each capacity, in the order of the capacities; those with nobody are left out."""
    counted = Counter(body.seats.filter(is_active=True).values_list("capacity", flat=True))
    return [(str(label), counted[value]) for value, label in Seat.Capacity.choices if counted[value]]


def bylaws(body: Body) -> list[BylawVersion]:
    """Every version, the newest first, with what adopted it."""
    return list(body.bylaws.select_related("adopted_at_item__meeting__body").order_by("-version"))


def adopting_items(body: Body) -> QuerySet[AgendaItem]:
    """The adopted motions of the body, or of a sub-council's council, by which a version can be adopted."""
    return (
        AgendaItem.objects.filter(
            meeting__body__in=[body.pk, body.parent_id] if body.parent_id else [body.pk],
            kind=AgendaItem.Kind.MOTION,
            outcome=AgendaItem.Outcome.ADOPTED,
        )
        .exclude(adopted_bylaws__body=body)
        .select_related("meeting__body")
        .order_by("-decided_at")
    )


def recent_meetings(body: Body, most: int = 10) -> list[Meeting]:
    return list(body.meetings.select_related("body").order_by("-held_at", "-pk")[:most])


def may_be_appointed(body: Body) -> QuerySet[User]:
    """The members' accounts of the body's world that do not sit on it."""
    return (
        User.objects.filter(
            role__in=[Role.MEMBER, Role.CHAIR], demonstration=body.demonstration, is_active=True
        )
        .exclude(pk__in=body.seats.filter(is_active=True, user__isnull=False).values("user"))
        .order_by("display_name", "pk")
    )


def reads_seat(user: Any, seat: Seat) -> bool:
    """Who sees a seat whole, with its papers: the secretariat, the auditor, and who sits on it."""
    if seat.user_id is not None and seat.user_id == user.pk:
        return True
    return may(user, "deliberation.set_up", seat) or may(user, "deliberation.read_ballots", seat)


def appointment_papers(seat: Seat) -> QuerySet[DocumentFile]:
    """The appointment papers kept for a seat, newest first, without their bytes."""
    return DocumentFile.objects.filter(subject_type="seat", subject_id=str(seat.pk)).defer("content")
