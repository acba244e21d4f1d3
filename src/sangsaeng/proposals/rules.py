"""Who may draft, change, submit, screen, withdraw and see a win-win model.

Two worlds never mix: a demonstration account (시연) acts on demonstration models only, and sees others as the
public does.
"""

from collections.abc import Callable
from typing import Any

import rules

from sangsaeng.parties.models import Role
from sangsaeng.parties.rules import (
    PUBLIC,
    has_role,
    is_agency,
    is_demand_company,
    is_party,
    is_secretariat,
    is_sme,
)
from sangsaeng.proposals.lifecycle import BEFORE_APPROVAL, EDITABLE, State
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.proposals.opening import opened_to
from sangsaeng.proposals.withholding import withheld_from

predicate: Callable[[Callable[[Any, Any], bool]], Any] = rules.predicate


@predicate
def same_world(user: Any, model: Any) -> bool:
    """A demonstration account only touches what is marked as demonstration."""
    return model is None or bool(model.demonstration) or not getattr(user, "demonstration", False)


@predicate
def is_of_the_parties(user: Any, model: Any) -> bool:
    """The person belongs to the demand company or the supplier of the model."""
    organisation = getattr(user, "organisation_id", None)
    return (
        model is not None
        and organisation is not None
        and organisation in (model.demand_company_id, model.supplier_id)
    )


@predicate
def is_drafter(user: Any, model: Any) -> bool:
    return model is not None and user.pk is not None and model.created_by_id == user.pk


@predicate
def is_editable(user: Any, model: Any) -> bool:
    return model is not None and State(model.state) in EDITABLE


@predicate
def is_before_approval(user: Any, model: Any) -> bool:
    return model is not None and State(model.state) in BEFORE_APPROVAL


@predicate
def was_submitted(user: Any, model: Any) -> bool:
    return model is not None and model.submitted_at is not None


@predicate
def was_on_agenda(user: Any, model: Any) -> bool:
    return model is not None and model.on_agenda_at is not None


@predicate
def is_withheld(user: Any, model: Any) -> bool:
    """A later stage keeps the model from this person: who stepped out of a case does not read it."""
    return model is not None and WinWinModel.objects.filter(withheld_from(user), pk=model.pk).exists()


@predicate
def was_approved(user: Any, model: Any) -> bool:
    return model is not None and model.approved_at is not None


@predicate
def is_public(user: Any, model: Any) -> bool:
    """Recommended at least once; or a demonstration model from its first submission on."""
    return model is not None and (
        model.recommended_at is not None or (model.demonstration and model.submitted_at is not None)
    )


@predicate
def is_opened(user: Any, model: Any) -> bool:
    """A later stage opens the model to this person: who reviews it, or was asked for an opinion, reads it."""
    if model is None or (opened := opened_to(user)) is None:
        return False
    return WinWinModel.objects.filter(opened, pk=model.pk).exists()


concerned = is_of_the_parties & is_party | is_drafter
officials = has_role(Role.SECRETARIAT, Role.AUDITOR) | has_role(Role.MINISTRY) & ~is_withheld
council = has_role(Role.CHAIR, Role.MEMBER)
sees_whole = same_world & (
    concerned
    | officials & was_submitted
    | council & was_on_agenda & ~is_withheld
    | is_agency & was_approved
    | is_opened & ~is_withheld
)

rules.add_perm("proposals.draft", is_demand_company | is_sme | is_secretariat | is_agency)
# To whom pages offer to begin one: an agency may (기관 제안), but it is not its daily work.
rules.add_perm("proposals.draft_offered", is_demand_company | is_sme | is_secretariat)
rules.add_perm("proposals.edit", same_world & concerned & is_editable)
rules.add_perm("proposals.submit", same_world & concerned)
rules.add_perm("proposals.screen", same_world & is_secretariat)
rules.add_perm("proposals.withdraw", same_world & (concerned | is_secretariat & was_submitted))
# The steps of later stages: each asks its own permission first; this one keeps everyone else out.
rules.add_perm(
    "proposals.advance",
    same_world & has_role(Role.SECRETARIAT, Role.CHAIR, Role.MINISTRY, Role.AGENCY, "system"),
)
rules.add_perm("proposals.see_whole", sees_whole)
rules.add_perm("proposals.see", sees_whole | is_public)

# Who is shown which plans share passages: those who screen, review or decide, never who wrote or gains from one.
# After the approval an agency has other work. `see_similar` asks of one model what a panel need not ask again.
reads_similar = (
    same_world
    & was_submitted
    & ~is_of_the_parties
    & (
        has_role(Role.SECRETARIAT, Role.AUDITOR)
        | has_role(Role.CHAIR, Role.MEMBER, Role.MINISTRY) & ~is_drafter
        | is_agency & ~is_drafter & ~was_approved
    )
)
rules.add_perm("proposals.similar_panel", reads_similar)
rules.add_perm("proposals.see_similar", reads_similar & sees_whole)
rules.add_perm("proposals.judge_similar", same_world & is_secretariat & was_submitted)

ACCESS: dict[str, str] = {
    "proposals:models": PUBLIC,
    "proposals:model": PUBLIC,
    "proposals:new": "proposals.draft",
    "proposals:edit": "signed-in",
    "proposals:submit": "signed-in",
    "proposals:withdraw": "signed-in",
    "proposals:screen": "proposals.screen",
    "proposals:return": "proposals.screen",
    "proposals:similar": "signed-in",
    "proposals:similar_pair": "signed-in",
    "api:list_models": PUBLIC,
    "api:get_model": PUBLIC,
}
