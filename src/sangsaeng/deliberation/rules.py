"""Who may call, run and vote in a meeting, and who may read its papers."""

from typing import Any

import rules
from django.db.models import Q

from sangsaeng.deliberation.models import AgendaItem
from sangsaeng.parties.rules import PUBLIC, is_auditor, is_member, is_ministry, is_secretariat


@rules.predicate  # type: ignore[untyped-decorator]
def holds_a_seat(user: Any, thing: AgendaItem | None) -> bool:
    """The person sits on the body that deals with this item, was on the roll of its meeting, or is a deputy there;
    asked of no item, the role decides.
    """
    if thing is None:
        return True
    meeting = thing.meeting
    if user.seats.filter(body_id=meeting.body_id, is_active=True).exists():
        return True
    return bool(meeting.attendance.filter(Q(deputy=user) | Q(seat__user=user)).exists())


@rules.predicate  # type: ignore[untyped-decorator]
def same_world(user: Any, thing: Any) -> bool:
    """A demonstration account only touches what is marked as demonstration."""
    marked = getattr(thing.meeting if isinstance(thing, AgendaItem) else thing, "demonstration", False)
    return thing is None or bool(marked) or not getattr(user, "demonstration", False)


# What is said in a meeting is read by those who take part in it or watch over it, not by the parties.
reads_proceedings = is_secretariat | is_member | is_ministry | is_auditor

rules.add_perm("deliberation.set_up", same_world & is_secretariat)
rules.add_perm("deliberation.call", same_world & is_secretariat)
rules.add_perm("deliberation.run", same_world & is_secretariat)
rules.add_perm("deliberation.enter_ballot", same_world & is_secretariat)
rules.add_perm("deliberation.send_to_committee", same_world & is_secretariat)
rules.add_perm("deliberation.make_minutes", same_world & is_secretariat)
rules.add_perm("deliberation.cast", same_world & is_member & holds_a_seat)
rules.add_perm("deliberation.recuse", same_world & (is_secretariat | is_member & holds_a_seat))
rules.add_perm("deliberation.read_proceedings", same_world & reads_proceedings)
rules.add_perm("deliberation.read_ballots", same_world & (is_secretariat | is_auditor))

ACCESS: dict[str, str] = {
    "deliberation:meetings": PUBLIC,
    "deliberation:published": PUBLIC,
    "deliberation:meeting": PUBLIC,
    "deliberation:documents": PUBLIC,
    "deliberation:document": PUBLIC,
    "deliberation:call": "deliberation.call",
    "deliberation:agenda_add": "deliberation.run",
    "deliberation:agenda_off": "deliberation.run",
    "deliberation:attendance": "deliberation.run",
    "deliberation:open": "deliberation.run",
    "deliberation:remarks": "deliberation.run",
    "deliberation:ballots": "deliberation.enter_ballot",
    "deliberation:close_vote": "deliberation.run",
    "deliberation:close": "deliberation.run",
    "deliberation:minutes": "deliberation.make_minutes",
    "deliberation:send_to_committee": "deliberation.send_to_committee",
    "deliberation:vote": "deliberation.cast",
    "deliberation:recuse": "deliberation.recuse",
    "api:list_meetings": PUBLIC,
    "api:get_meeting": PUBLIC,
    "api:list_documents": PUBLIC,
}
