"""Who may what: stages, assessments, results and certificates of selection rounds."""

from collections.abc import Callable
from typing import Any

import rules
from django.db.models import Q

from sangsaeng.deliberation.review_rules import REVIEWER_ROLES
from sangsaeng.parties.rules import PUBLIC, SIGNED_IN, has_role, is_auditor, is_secretariat, same_world

predicate: Callable[[Callable[[Any, Any], bool]], Any] = rules.predicate


@predicate
def is_its_reviewer(user: Any, assessment: Any) -> bool:
    """The assessment is the person's own, and of his world; asked of none, the role decides."""
    return assessment is None or (
        assessment.reviewer_id == user.pk
        and (assessment.application.demonstration or not getattr(user, "demonstration", False))
    )


@predicate
def is_the_applicant(user: Any, application: Any) -> bool:
    """The person applied, or belongs to the firm that did."""
    return (
        application is not None
        and getattr(user, "pk", None) is not None
        and (
            application.applicant_id == user.pk
            or (
                application.organisation_id is not None
                and application.organisation_id == getattr(user, "organisation_id", None)
            )
        )
    )


rules.add_perm("support.select", same_world & is_secretariat)
rules.add_perm("support.read_selection", same_world & (is_secretariat | is_auditor))
rules.add_perm("support.assess", has_role(*REVIEWER_ROLES) & is_its_reviewer)
rules.add_perm("support.see_result", same_world & (is_secretariat | is_auditor | is_the_applicant))
rules.add_perm("support.give_up", same_world & (is_secretariat | is_the_applicant))


def whose(user: Any) -> Q:
    """The applications of this person or of his firm."""
    if getattr(user, "pk", None) is None:
        return Q(pk__in=())
    own = Q(applicant=user.pk)
    return own | Q(organisation=user.organisation_id) if user.organisation_id else own


ACCESS: dict[str, str] = {
    "support:my_assessments": "support.assess",
    "support:assessment": "support.assess",
    "support:assessment_hand_in": "support.assess",
    "support:assessment_take_back": "support.assess",
    "support:assessment_decline": "support.assess",
    "support:assessment_file": "support.assess",
    "support:selection": "support.read_selection",
    "support:selection_case": "support.read_selection",
    "support:selection_unassign": "support.select",
    "support:selection_assign": "support.select",
    "support:selection_close": "support.select",
    "support:selection_reopen": "support.select",
    "support:selection_tell": "support.select",
    "support:selection_decide": "support.select",
    "support:selection_announce": "support.select",
    "support:selection_promote": "support.select",
    "support:selected": PUBLIC,
    "support:my_results": SIGNED_IN,
    "support:result": SIGNED_IN,
    "support:result_notice": SIGNED_IN,
    "support:give_up": SIGNED_IN,
    "support:issue_certificate": "support.select",
    "support:certificates": SIGNED_IN,
    "support:verify_certificate": PUBLIC,
    "support:certificate": SIGNED_IN,
    "support:certificate_paper": SIGNED_IN,
    "support:certificate_publish": "support.select",
    "support:certificate_withdraw_name": "support.select",
    "support:certificate_extend": "support.select",
    "support:certificate_notice": "support.select",
    "support:certificate_hearing": "support.select",
    "support:certificate_decision": "support.select",
}
