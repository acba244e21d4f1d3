"""Reads of fairs, each in a fixed number of queries. Whose name a person reads is decided here, never in a template."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from sangsaeng.discovery import fair_rules  # noqa: F401 - permissions must stand before the first question
from sangsaeng.discovery.models.fairs import (
    Desk,
    Fair,
    FairFirm,
    FairFollowUp,
    FairMeeting,
    FairResult,
    FairSlot,
    FairState,
    FairWish,
    Side,
)
from sangsaeng.parties.models import Role
from sangsaeng.parties.rules import may

#: A card without a name shows a region or a field only where this many firms of the fair share it.
ALIKE = 5


def seen(user: Any) -> QuerySet[Fair]:
    """The fairs this person may know of: opened ones everyone, those in preparation only who runs or audits them."""
    hidden = Q(state=FairState.DRAFT) | Q(state=FairState.CANCELLED, opened_at__isnull=True)
    if not may(user, "discovery.read_fair"):
        return Fair.objects.exclude(hidden)
    if user.demonstration:
        return Fair.objects.exclude(hidden, demonstration=False)
    return Fair.objects.all()


def listed(user: Any) -> list[Any]:
    """The fairs with how many desks and firms each has, the next ones first, past ones last; one query."""
    rows = seen(user).annotate(
        desk_count=Count("desks", filter=Q(desks__withdrawn_at__isnull=True), distinct=True),
        firm_count=Count("firms", filter=Q(firms__withdrawn_at__isnull=True), distinct=True),
    )
    today = timezone.localdate()
    past = (FairState.CLOSED, FairState.CANCELLED)
    return sorted(
        rows.order_by("first_day", "code"),
        key=lambda fair: (
            fair.state in past,
            abs((fair.first_day - today).days),
        ),
    )


def desks(fair: Fair) -> list[Desk]:
    """The desks that are in, in order; one query."""
    return list(fair.desks.filter(withdrawn_at__isnull=True).select_related("organisation", "need", "fair"))


def firms(fair: Fair) -> list[FairFirm]:
    """The firms that are in, in order; one query."""
    return list(fair.firms.filter(withdrawn_at__isnull=True).select_related("organisation", "firm", "fair"))


def own_desks(user: Any, fair: Fair) -> list[Desk]:
    if getattr(user, "role", "") != Role.DEMAND_COMPANY or not user.organisation_id:
        return []
    return [desk for desk in desks(fair) if desk.organisation_id == user.organisation_id]


def own_firm(user: Any, fair: Fair) -> FairFirm | None:
    if getattr(user, "role", "") != Role.SME or not user.organisation_id:
        return None
    own = fair.firms.filter(organisation=user.organisation_id, withdrawn_at__isnull=True)
    return own.select_related("organisation", "fair").first()


def wishes(fair: Fair) -> list[FairWish]:
    """All wishes between desks and firms that are in; one query."""
    both_in = {"desk__withdrawn_at__isnull": True, "firm__withdrawn_at__isnull": True}
    return list(FairWish.objects.filter(desk__fair=fair, **both_in))


def meetings(fair: Fair, *, cancelled: bool = False) -> QuerySet[FairMeeting]:
    """The meetings of a fair by slot and desk."""
    rows = fair.meetings.select_related(
        "desk__organisation", "desk__need", "firm__organisation", "slot", "fair"
    )
    return rows if cancelled else rows.filter(cancelled_at__isnull=True)


def slots(fair: Fair) -> list[FairSlot]:
    return list(fair.slots.all())


@dataclass(frozen=True)
class Names:
    """Whose name this person reads at this fair; made in two queries at most."""

    whole: bool
    desk_ids: frozenset[int]
    firm_ids: frozenset[int]
    alike: Counter[tuple[str, str]]
    told_by_desk: bool

    def desk(self, desk: Desk) -> str:
        """The name of a desk's company, empty where it is not told."""
        return desk.organisation.name if self.whole or desk.pk in self.desk_ids else ""

    def firm(self, firm: FairFirm) -> str:
        return firm.organisation.name if self.whole or firm.pk in self.firm_ids else ""

    def region(self, firm: FairFirm) -> str:
        """The region on a card; of a firm without a name only where enough firms share it."""
        shown = self.firm(firm) or self.alike["region", firm.region] >= ALIKE
        return firm.region if shown else ""

    def sector(self, firm: FairFirm) -> str:
        shown = self.firm(firm) or self.alike["sector", firm.sector] >= ALIKE
        return str(firm.get_sector_display()) if shown and firm.sector else ""


def names(user: Any, fair: Fair, of_desks: list[Desk], of_firms: list[FairFirm]) -> Names:
    """Officials read all names; a firm those of open desks and of blind ones once both wished; a desk those told to it.

    Whoever has a meeting with a firm at his own desk reads its name once the timetable stands.
    """
    alike: Counter[tuple[str, str]] = Counter()
    for firm in of_firms:
        alike["region", firm.region] += 1
        alike["sector", firm.sector] += 1
    if may(user, "discovery.read_fair", fair):
        return Names(True, frozenset(), frozenset(), alike, True)
    organisation = getattr(user, "organisation_id", None)
    role = getattr(user, "role", "")
    desk_ids = {desk.pk for desk in of_desks if organisation and desk.organisation_id == organisation}
    firm_ids = {firm.pk for firm in of_firms if organisation and firm.organisation_id == organisation}
    if not (role in (Role.DEMAND_COMPANY, Role.SME) and user.demonstration == fair.demonstration):
        return Names(False, frozenset(), frozenset(), alike, False)
    open_ids = {desk.pk for desk in of_desks if not desk.blind or desk.revealed_at}
    if role == Role.SME:
        mine = {desk for desk, firm in mutual(fair) if firm in firm_ids}
        return Names(False, frozenset(desk_ids | open_ids | mine), frozenset(firm_ids), alike, False)
    told = {firm.pk for firm in of_firms if firm.show_name} if desk_ids else set()
    if desk_ids and fair.has_timetable:
        rows = fair.meetings.filter(desk__in=desk_ids, cancelled_at__isnull=True)
        told |= set(rows.values_list("firm_id", flat=True))
    return Names(False, frozenset(desk_ids | open_ids), frozenset(firm_ids | told), alike, False)


def mutual(fair: Fair) -> set[tuple[int, int]]:
    """The pairs (desk, firm) of which both wished the other; one query."""
    ranked = FairWish.objects.filter(desk__fair=fair, rank__isnull=False)
    counted = Counter(ranked.values_list("desk_id", "firm_id"))
    return {pair for pair, sides in counted.items() if sides > 1}


def consenting(fair: Fair) -> tuple[list[str], list[str]]:
    """The names of companies and of firms that agreed to be named in public, once the timetable stands; two queries."""
    if not fair.has_timetable:
        return [], []
    on_desks = fair.desks.filter(consent_public=True, blind=False, withdrawn_at__isnull=True)
    on_firms = fair.firms.filter(consent_public=True, withdrawn_at__isnull=True)
    return (
        sorted(set(on_desks.values_list("organisation__name", flat=True))),
        sorted(on_firms.values_list("organisation__name", flat=True)),
    )


@dataclass(frozen=True)
class Results:
    """What came of a fair, in counts only."""

    planned: int
    held: int
    away_firms: int
    away_desks: int
    unnoted: int
    firms_met: int
    desks_met: int
    said: dict[str, dict[str, int]]
    wanted: int
    last: dict[str, int]
    models: int


def results(fair: Fair) -> Results:
    """The counts of a fair; three queries."""
    rows = list(fair.meetings.filter(cancelled_at__isnull=True))
    took = [row for row in rows if row.took_place]
    # Only what took place has results, and a contract tells of an interest: each count is a part of the one before.
    ids = {row.pk for row in took}
    said: dict[str, dict[str, int]] = {
        side: dict.fromkeys(FairResult.Outcome.values, 0) for side in Side.values
    }
    wanted: set[int] = set()
    for result in FairResult.objects.filter(meeting__fair=fair):
        if result.meeting_id in ids:
            said[result.side][result.outcome] += 1
            if result.outcome != FairResult.Outcome.NONE:
                wanted.add(result.meeting_id)
    last: dict[int, str] = {}
    coded: set[str] = set()
    for follow in FairFollowUp.objects.filter(meeting__fair=fair):
        if follow.meeting_id in ids:
            last[follow.meeting_id] = follow.outcome
            coded |= {follow.model_code} - {""}
    wanted |= {meeting for meeting, outcome in last.items() if outcome == FairFollowUp.Outcome.CONTRACT}
    counted = Counter(last.values())
    return Results(
        planned=len(rows),
        held=len(took),
        away_firms=sum(row.firm_came is False for row in rows),
        away_desks=sum(row.desk_came is False for row in rows),
        unnoted=sum(row.took_place is None for row in rows),
        firms_met=len({row.firm_id for row in took}),
        desks_met=len({row.desk_id for row in took}),
        said=said,
        wanted=len(wanted),
        last={value: counted[value] for value in FairFollowUp.Outcome.values},
        models=len(coded),
    )


def next_number(rows: QuerySet[Any]) -> int:
    """The next number of a desk or firm at a fair; the caller holds the fair."""
    return int(rows.aggregate(last=Max("number"))["last"] or 0) + 1
