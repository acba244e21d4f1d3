"""Who may ask for, agree to, decide and take back the opening of a field to the public."""

from typing import Any

import rules

from sangsaeng.parties.models import Role
from sangsaeng.parties.rules import has_role, is_party, is_secretariat
from sangsaeng.proposals.rules import is_of_the_parties, same_world, was_submitted


@rules.predicate  # type: ignore[untyped-decorator]
def is_of_an_owner(user: Any, opening: Any) -> bool:
    """The person belongs to a firm that has to agree."""
    return opening is not None and getattr(user, "organisation_id", None) in opening.owner_ids


rules.add_perm("portal.read_openings", has_role(Role.SECRETARIAT, Role.AUDITOR) | is_party)
# Asked with the model.
rules.add_perm(
    "portal.propose_opening", same_world & was_submitted & (is_secretariat | is_party & is_of_the_parties)
)
# Asked with the opening. Both withdraw: a firm takes its own consent back whenever it wants.
of_an_owner = is_party & is_of_an_owner
rules.add_perm("portal.consent", same_world & (is_secretariat | of_an_owner))
rules.add_perm("portal.withdraw_opening", same_world & (is_secretariat | of_an_owner))
rules.add_perm("portal.decide_opening", same_world & is_secretariat)

ACCESS: dict[str, str] = {
    "portal:openings": "portal.read_openings",
    "portal:opening": "portal.read_openings",
    "portal:opening_new": "portal.read_openings",
    "portal:opening_consent": "portal.read_openings",
    "portal:opening_decide": "portal.decide_opening",
    "portal:opening_withdraw": "portal.read_openings",
    "portal:opening_paper": "portal.read_openings",
}
