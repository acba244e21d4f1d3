"""A fair as the allocation reads it: rows of the database as numbers, and back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sangsaeng.discovery import fair_fit
from sangsaeng.discovery.models.fairs import Desk, Fair, FairFirm, FairMeeting, FairSlot, FairWish, Side
from sangsaeng.discovery.queries import fairs as queries
from sangsaeng.pages.formats import SEOUL

if TYPE_CHECKING:
    from sangsaeng.analysis.matching import fair as matching
    from sangsaeng.analysis.matching.fair_slots import Slot


def slots_of(fair: Fair) -> "tuple[Slot, ...]":
    """The slots that the terms of the fair give."""
    from sangsaeng.analysis.matching.fair_slots import make_slots

    days = [fair.first_day + timedelta(days=n) for n in range((fair.last_day - fair.first_day).days + 1)]

    def at(day: Any, text: str | time) -> datetime:
        return datetime.combine(day, text if isinstance(text, time) else time.fromisoformat(text), SEOUL)

    return make_slots(
        [(at(day, fair.opens), at(day, fair.closes)) for day in days],
        minutes=fair.slot_minutes,
        pause=fair.pause_minutes,
        breaks=[(at(day, start), at(day, end)) for day in days for start, end in fair.breaks],
    )


@dataclass(frozen=True)
class Problem:
    """The rows, and the same as the allocation reads them; a number there is a place in these lists."""

    desks: list[Desk]
    firms: list[FairFirm]
    slots: list[FairSlot]
    asked: "matching.Fair"
    fit: Mapping[tuple[int, int], fair_fit.Fit]

    def pair(self, meeting: FairMeeting) -> tuple[int, int] | None:
        """The numbers of a meeting's two sides; None where one has withdrawn."""
        at_firm = next((n for n, firm in enumerate(self.firms) if firm.pk == meeting.firm_id), None)
        at_desk = next((n for n, desk in enumerate(self.desks) if desk.pk == meeting.desk_id), None)
        return None if at_firm is None or at_desk is None else (at_firm, at_desk)


def problem(fair: Fair, *, with_fit: bool = True) -> Problem:
    """Everything the allocation needs, in four queries. A firm never meets a desk of its own organisation.

    A weak fit suggests no meeting: better an empty slot than half an hour wasted on both sides.
    """
    from sangsaeng.analysis.matching import fair as matching

    desks, firms, slots, wishes = (
        queries.desks(fair),
        queries.firms(fair),
        queries.slots(fair),
        queries.wishes(fair),
    )
    place = {slot.number: n for n, slot in enumerate(slots)}
    desk_at = {desk.pk: n for n, desk in enumerate(desks)}
    firm_at = {firm.pk: n for n, firm in enumerate(firms)}
    fit = fair_fit.fits(desks, firms) if with_fit else {}

    def pair(wish: FairWish) -> tuple[int, int]:
        return firm_at[wish.firm_id], desk_at[wish.desk_id]

    def ranked(side: str) -> dict[tuple[int, int], int]:
        return {pair(wish): wish.rank for wish in wishes if wish.side == side and wish.rank is not None}

    barred = {pair(wish) for wish in wishes if wish.rank is None}
    barred |= {
        (n, m)
        for n, firm in enumerate(firms)
        for m, desk in enumerate(desks)
        if firm.organisation_id == desk.organisation_id
    }

    def away(side: Desk | FairFirm) -> frozenset[int]:
        return frozenset(place[number] for number in side.away if number in place)

    asked = matching.Fair(
        suppliers=tuple(matching.Participant(str(firm.number), firm.most, away(firm)) for firm in firms),
        desks=tuple(
            matching.Participant(str(desk.number), min(desk.most, len(slots)), away(desk)) for desk in desks
        ),
        sessions=tuple(slot.session for slot in slots),
        supplier_wishes=ranked(Side.FIRM),
        desk_wishes=ranked(Side.DESK),
        fit={(firm_at[f], desk_at[d]): each.fit for (f, d), each in fit.items() if each.band != "weak"},
        barred=frozenset(barred),
    )
    return Problem(desks, firms, slots, asked, fit)
