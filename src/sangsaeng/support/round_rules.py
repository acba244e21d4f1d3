"""Who may what: selection rounds: call, application, eligibility."""

from collections.abc import Callable
from typing import Any

import rules

from sangsaeng.parties.models import Role
from sangsaeng.parties.rules import PUBLIC, SIGNED_IN, has_role, is_agency, is_secretariat, is_sme
from sangsaeng.proposals.rules import same_world

predicate: Callable[[Callable[[Any, Any], bool]], Any] = rules.predicate


@predicate
def is_of_the_firm(user: Any, application: Any) -> bool:
    """The person began the application, or belongs to the organisation that applies."""
    if application is None or getattr(user, "pk", None) is None:
        return False
    organisation = getattr(user, "organisation_id", None)
    return bool(
        application.applicant_id == user.pk
        or (organisation is not None and application.organisation_id == organisation)
    )


runs = same_world & (is_secretariat | is_agency)
# Asked with a round, or with an application of it.
rules.add_perm("support.run_round", runs)
rules.add_perm(
    "support.read_applications", same_world & has_role(Role.SECRETARIAT, Role.AGENCY, Role.AUDITOR)
)
# Asked with a round; and with one's own application.
rules.add_perm("support.apply", same_world & is_sme)
rules.add_perm("support.keep_application", same_world & is_sme & is_of_the_firm)
rules.add_perm(
    "support.see_application",
    same_world & (has_role(Role.SECRETARIAT, Role.AGENCY, Role.AUDITOR) | is_sme & is_of_the_firm),
)

ACCESS: dict[str, str] = {
    "support:rounds": PUBLIC,
    "support:round": PUBLIC,
    "support:round_guide": PUBLIC,
    "support:round_new": "support.run_round",
    "support:round_edit": "support.run_round",
    "support:round_act": "support.run_round",
    "support:applications": "support.read_applications",
    "support:intake": "support.run_round",
    "support:intake_template": "support.run_round",
    "support:intake_file": "support.read_applications",
    "support:apply": "support.apply",
    "support:my_applications": "support.apply",
    "support:application": SIGNED_IN,
    "support:application_edit": "support.apply",
    "support:application_submit": "support.apply",
    "support:application_withdraw": "support.apply",
    "support:application_attach": "support.apply",
    "support:application_file": SIGNED_IN,
    "support:application_file_remove": "support.apply",
    "support:application_judge": "support.run_round",
}
