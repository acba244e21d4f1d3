"""Who may what: the agencies' payment files, and the report on the annual plan."""

import rules

from sangsaeng.parties.rules import is_agency, is_secretariat
from sangsaeng.proposals.rules import same_world

keeps = same_world & (is_agency | is_secretariat)
rules.add_perm("support.take_payments", keeps)
rules.add_perm("support.post_payments", keeps)

ACCESS: dict[str, str] = {}
