"""Who may what: technology-purchase fairs. Everyone reads a fair's notice; names and meetings only those they concern."""

from collections.abc import Callable
from typing import Any

import rules

from sangsaeng.parties.models import Role
from sangsaeng.parties.rules import (
    PUBLIC,
    SIGNED_IN,
    has_role,
    is_demand_company,
    is_secretariat,
    is_sme,
    same_world,
)

predicate: Callable[[Callable[[Any, Any], bool]], Any] = rules.predicate


@predicate
def own_world(user: Any, thing: Any) -> bool:
    """Whoever takes part in a fair belongs to its world: real firms in real ones, the demonstration in its own."""
    return thing is None or bool(thing.demonstration) == bool(getattr(user, "demonstration", False))


@predicate
def is_of_the_side(user: Any, side: Any) -> bool:
    """The person belongs to the organisation of the desk, or of the firm."""
    organisation = getattr(user, "organisation_id", None)
    return side is not None and organisation is not None and side.organisation_id == organisation


@predicate
def is_of_the_meeting(user: Any, meeting: Any) -> bool:
    organisation = getattr(user, "organisation_id", None)
    return (
        meeting is not None
        and organisation is not None
        and organisation in (meeting.desk.organisation_id, meeting.firm.organisation_id)
    )


reads = has_role(Role.SECRETARIAT, Role.AGENCY, Role.AUDITOR)
takes_part = has_role(Role.DEMAND_COMPANY, Role.SME)
# Asked with a fair.
rules.add_perm("discovery.run_fair", same_world & is_secretariat)
rules.add_perm("discovery.read_fair", same_world & reads)
rules.add_perm("discovery.take_desk", own_world & is_demand_company)
rules.add_perm("discovery.join_fair", own_world & is_sme)
# Asked with a desk; with a firm of a fair.
rules.add_perm(
    "discovery.keep_desk", same_world & is_secretariat | own_world & is_demand_company & is_of_the_side
)
rules.add_perm("discovery.keep_fair_firm", same_world & is_secretariat | own_world & is_sme & is_of_the_side)
# Asked with a meeting: who may see it, say what came of it, note who came.
rules.add_perm("discovery.see_meeting", same_world & reads | own_world & takes_part & is_of_the_meeting)
rules.add_perm(
    "discovery.say_of_meeting", same_world & is_secretariat | own_world & takes_part & is_of_the_meeting
)
# The lists of desks and of firms, and one's own timetable: the page shows to each what the fair tells him.
rules.add_perm("discovery.see_desks", reads | takes_part)

ACCESS: dict[str, str] = {
    "discovery:fairs": PUBLIC,
    "discovery:fair": PUBLIC,
    "discovery:fair_new": "discovery.run_fair",
    "discovery:fair_edit": "discovery.run_fair",
    "discovery:fair_act": "discovery.run_fair",
    "discovery:fair_desks": "discovery.see_desks",
    "discovery:fair_desk_new": "discovery.see_desks",
    "discovery:fair_desk": "discovery.see_desks",
    "discovery:fair_desk_edit": "discovery.see_desks",
    "discovery:fair_desk_act": "discovery.see_desks",
    "discovery:fair_desk_wishes": "discovery.see_desks",
    "discovery:fair_firms": "discovery.see_desks",
    "discovery:fair_join": "discovery.see_desks",
    "discovery:fair_firm": "discovery.see_desks",
    "discovery:fair_firm_edit": "discovery.see_desks",
    "discovery:fair_firm_act": "discovery.see_desks",
    "discovery:fair_firm_wishes": "discovery.see_desks",
    "discovery:fair_bar": "discovery.run_fair",
    "discovery:fair_plan": "discovery.read_fair",
    "discovery:fair_timetable": "discovery.see_desks",
    "discovery:fair_mine": "discovery.see_desks",
    "discovery:fair_today": "discovery.see_desks",
    "discovery:fair_meeting_add": "discovery.run_fair",
    "discovery:fair_meeting": SIGNED_IN,
    "discovery:fair_meeting_act": "discovery.run_fair",
    "discovery:fair_attendance": "discovery.see_desks",
    "discovery:fair_results": PUBLIC,
}
