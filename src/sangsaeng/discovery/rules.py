"""Who may do what in discovery: everyone reads what is published; the secretariat or the system loads it."""

import rules

from sangsaeng.discovery import fair_rules, identity_rules, match_rules, profile_rules, survey_rules
from sangsaeng.parties.models import Role
from sangsaeng.parties.rules import PUBLIC, has_role, is_secretariat

is_system = has_role("system")
drafts_models = has_role(Role.DEMAND_COMPANY, Role.SME, Role.SECRETARIAT)

LOAD, RANK, OFFER = "discovery.load_facts", "discovery.rank_matches", "discovery.offer_draft"
rules.add_perm(LOAD, is_system | is_secretariat)
rules.add_perm(RANK, is_system | is_secretariat)
# Whether a page offers to draft a win-win model; the drafting itself is asked of the stage that does it.
rules.add_perm(OFFER, drafts_models)

ACCESS: dict[str, str] = {
    **match_rules.ACCESS,
    **profile_rules.ACCESS,
    **survey_rules.ACCESS,
    **identity_rules.ACCESS,
    **fair_rules.ACCESS,
    "discovery:items": PUBLIC,
    "discovery:item": PUBLIC,
    "discovery:needs": PUBLIC,
    "discovery:need": PUBLIC,
    "discovery:match": PUBLIC,
    "discovery:firms": PUBLIC,
    "discovery:firm": PUBLIC,
    "api:list_items": PUBLIC,
    "api:get_item": PUBLIC,
    "api:list_needs": PUBLIC,
    "api:get_need": PUBLIC,
    "api:list_matches": PUBLIC,
    "api:list_firms": PUBLIC,
    "api:get_firm": PUBLIC,
}
