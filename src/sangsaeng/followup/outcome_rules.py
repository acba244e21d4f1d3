"""Who may plan, report, accept, measure and tell: milestones, indicators and stories.

Everything is asked with the model, except what waits on one firm alone, which is asked with the milestone.
"""

from typing import Any

import rules

from sangsaeng.parties.models import Role
from sangsaeng.parties.rules import SIGNED_IN, has_role, is_agency, is_party, is_secretariat
from sangsaeng.proposals.rules import is_of_the_parties, same_world, sees_whole, was_approved


@rules.predicate  # type: ignore[untyped-decorator]
def is_responsible(user: Any, milestone: Any) -> bool:
    """The person belongs to the firm that is to report on the milestone."""
    organisation = getattr(user, "organisation_id", None)
    return milestone is not None and organisation is not None and organisation == milestone.responsible_id


@rules.predicate  # type: ignore[untyped-decorator]
def sees_its_model(user: Any, milestone: Any) -> bool:
    return milestone is not None and bool(sees_whole(user, milestone.model))


officials = is_secretariat | is_agency & was_approved
concerned = is_of_the_parties & is_party

rules.add_perm("followup.see_outcomes", sees_whole)
# Asked with the model.
rules.add_perm("followup.plan_milestones", same_world & officials)
rules.add_perm("followup.keep_indicators", same_world & officials)
rules.add_perm("followup.observe", same_world & (officials | concerned))
rules.add_perm("followup.check_observation", same_world & officials)
rules.add_perm(
    "followup.order_correction", same_world & (is_secretariat | has_role(Role.MINISTRY) & sees_whole)
)
rules.add_perm("followup.write_story", same_world & is_secretariat)
rules.add_perm("followup.agree_to_story", same_world & (is_secretariat | concerned))
# Asked with the milestone: the firm that is to report, or an official who enters what came on paper.
rules.add_perm(
    "followup.report_milestone",
    same_world & (is_responsible & is_party | (is_secretariat | is_agency) & sees_its_model),
)

# Each page finds the model among those its reader may read whole, and asks for the verb's own permission.
ACCESS: dict[str, str] = {
    f"followup:{name}": SIGNED_IN
    for name in (
        "outcomes",
        "outcome",
        "imports",
        "milestone_new",
        "schedule",
        "regulation_report",
        "correction_order",
        "relief_take_back",
        "indicator_new",
        "milestone_act",
        "indicator_change",
        "observe",
        "observation_correct",
        "observation_check",
        "outcome_file",
        "story_new",
        "story",
        "story_edit",
        "story_agree",
        "story_publish",
        "story_withdraw",
    )
}
