"""Who may open programmes and commit support, and who may see what was committed."""

import rules

from sangsaeng.parties.models import Role
from sangsaeng.parties.rules import PUBLIC, SIGNED_IN, has_role, is_agency, is_secretariat
from sangsaeng.proposals.rules import same_world, sees_whole
from sangsaeng.support import payment_rules, request_rules, round_rules, selection_rules

rules.add_perm("support.load", has_role(Role.SECRETARIAT, Role.AGENCY, "system"))
rules.add_perm("support.open_programme", has_role(Role.SECRETARIAT, Role.AGENCY))
# What is put into a programme, taken from it, carried over; and its entries for firms that no model names.
rules.add_perm("support.keep_programme", same_world & (is_secretariat | is_agency))
rules.add_perm("support.read_ledger", same_world & has_role(Role.SECRETARIAT, Role.AGENCY, Role.AUDITOR))
# Asked with the model or firm that is to be supported.
rules.add_perm("support.commit", same_world & is_agency)
rules.add_perm("support.see_commitments", sees_whole)

ACCESS: dict[str, str] = {
    **payment_rules.ACCESS,
    **request_rules.ACCESS,
    **round_rules.ACCESS,
    **selection_rules.ACCESS,
    "support:programmes": PUBLIC,
    "support:programme": PUBLIC,
    "support:commit": "support.commit",
    "support:step": "support.commit",
    "support:new_programme": "support.open_programme",
    "support:edit_programme": "support.keep_programme",
    "support:budget": "support.keep_programme",
    "support:ledger": "support.read_ledger",
    "support:commit_firm": "support.commit",
    "support:commitment": SIGNED_IN,
    "support:act": "support.commit",
    "support:correct": "support.keep_programme",
    "api:list_programmes": PUBLIC,
}
