"""Who may what: requests to ministries and agencies."""

from typing import Any

import rules

from sangsaeng.parties.models import Role
from sangsaeng.parties.rules import SIGNED_IN, has_role, is_party, is_secretariat
from sangsaeng.proposals.rules import is_of_the_parties, same_world, sees_whole


@rules.predicate  # type: ignore[untyped-decorator]
def is_addressed(user: Any, request: Any) -> bool:
    """The person's own ministry or agency is the addressee; asked of nothing, the role decides."""
    return request is None or (
        request.organisation_id is not None
        and request.organisation_id == getattr(user, "organisation_id", None)
    )


answers = has_role(Role.MINISTRY, Role.AGENCY) & is_addressed

# Asked with the model.
rules.add_perm("support.keep_requests", same_world & is_secretariat)
rules.add_perm("support.appeal_request", same_world & (is_secretariat | is_party & is_of_the_parties))
# Asked with the request: the addressee itself, or the secretariat that enters what the paper says.
rules.add_perm("support.answer_requests", same_world & (is_secretariat | answers))
rules.add_perm("support.read_requests_about", sees_whole)

ACCESS: dict[str, str] = {
    "support:requests": SIGNED_IN,
    "support:request": SIGNED_IN,
    "support:request_new": "support.keep_requests",
    "support:request_act": SIGNED_IN,
    "support:request_paper": SIGNED_IN,
}
