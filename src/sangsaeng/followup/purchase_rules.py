"""Who may what: purchase commitments, their evidence, the buyer's word, and the rate of a company.

A company tells for itself and reads its own; the secretariat keeps the register; whoever may read the model whole reads
its commitments, without prices and volumes where he is tied to a competitor (queries/purchases.py). No address but the
buyer's single-use link is public.
"""

from typing import Any

import rules

from sangsaeng.followup.models.purchases import PurchaseState
from sangsaeng.parties.models import Role
from sangsaeng.parties.rules import (
    PUBLIC,
    has_role,
    is_auditor,
    is_demand_company,
    is_party,
    is_secretariat,
)
from sangsaeng.proposals.rules import same_world, sees_whole

READERS = (Role.CHAIR, Role.MEMBER, Role.MINISTRY, Role.AGENCY)


def _organisation(user: Any) -> Any:
    return getattr(user, "organisation_id", None)


@rules.predicate  # type: ignore[untyped-decorator]
def is_the_models_buyer(user: Any, model: Any) -> bool:
    """The person belongs to the demand company of the model; asked of none, the role decides."""
    return model is None or _organisation(user) == model.demand_company_id


@rules.predicate  # type: ignore[untyped-decorator]
def is_buyer(user: Any, purchase: Any) -> bool:
    """The person belongs to whoever promised to buy (or whose rate it is); asked of none, the role decides."""
    return purchase is None or (_organisation(user) is not None and _organisation(user) == purchase.buyer_id)


@rules.predicate  # type: ignore[untyped-decorator]
def is_supplier(user: Any, purchase: Any) -> bool:
    return purchase is None or (
        _organisation(user) is not None and _organisation(user) == purchase.supplier_id
    )


@rules.predicate  # type: ignore[untyped-decorator]
def reads_the_model(user: Any, purchase: Any) -> bool:
    return purchase is not None and bool(sees_whole(user, purchase.model))


@rules.predicate  # type: ignore[untyped-decorator]
def is_confirmed(user: Any, purchase: Any) -> bool:
    """A draft is read by who writes it and by the secretariat only."""
    return purchase is not None and purchase.state != PurchaseState.DRAFT


keeps = is_secretariat | is_auditor
# A demand company may be a public body; a supplier of one model may be the buyer in another.
buys = is_buyer & is_party
sells = is_supplier & is_party

rules.add_perm("followup.list_purchases", keeps | is_party | has_role(*READERS))
rules.add_perm(
    "followup.see_purchase",
    same_world & (keeps | buys | is_confirmed & (sells | has_role(*READERS) & reads_the_model)),
)
# Asked with the model.
rules.add_perm(
    "followup.record_purchase", same_world & (is_secretariat | is_demand_company & is_the_models_buyer)
)
# Asked with the commitment.
rules.add_perm("followup.write_purchase", same_world & (is_secretariat | buys))
rules.add_perm("followup.manage_purchase", same_world & is_secretariat)
rules.add_perm("followup.add_evidence", same_world & (is_secretariat | buys | sells))
rules.add_perm("followup.ask_exemption", same_world & (is_secretariat | buys))
rules.add_perm("followup.answer_purchase", same_world & buys)
# Asked with the statement, or with none.
rules.add_perm("followup.list_statements", keeps | is_party)
rules.add_perm("followup.manage_statements", same_world & is_secretariat)
rules.add_perm("followup.reply_statement", same_world & (is_secretariat | buys))
rules.add_perm("followup.see_statement", same_world & (keeps | buys))

ACCESS: dict[str, str] = {
    "followup:purchases": "followup.list_purchases",
    "followup:purchase": "followup.list_purchases",
    "followup:purchase_paper": "followup.list_purchases",
    "followup:purchase_new": "followup.record_purchase",
    "followup:purchase_edit": "followup.write_purchase",
    "followup:purchase_confirm": "followup.write_purchase",
    "followup:purchase_lapse": "followup.write_purchase",
    "followup:purchase_answer": "followup.answer_purchase",
    "followup:purchase_link": "followup.manage_purchase",
    "followup:link_revoke": "followup.manage_purchase",
    "followup:purchase_form": "followup.write_purchase",
    "followup:confirmations_upload": "followup.manage_purchase",
    "followup:term_move": "followup.manage_purchase",
    "followup:term_stop": "followup.manage_purchase",
    "followup:evidence_add": "followup.add_evidence",
    "followup:evidence_withdraw": "followup.add_evidence",
    "followup:evidence_file": "followup.list_purchases",
    "followup:exemption_ask": "followup.ask_exemption",
    "followup:exemption_decide": "followup.manage_purchase",
    "followup:exemption_file": "followup.list_purchases",
    "followup:statements": "followup.list_statements",
    "followup:statement": "followup.list_statements",
    "followup:statement_send": "followup.manage_statements",
    "followup:statement_reply": "followup.reply_statement",
    "followup:statement_extend": "followup.manage_statements",
    "followup:statement_withdraw": "followup.manage_statements",
    "followup:statement_link": "followup.manage_statements",
    # Open to whoever holds the secret of a single-use link: the view asks for it and tells nothing without it.
    "followup:confirm": PUBLIC,
}
