"""Who may what: the agencies' payment files, and the report on the annual plan."""

import rules

from sangsaeng.parties.rules import is_agency, is_secretariat
from sangsaeng.proposals.rules import same_world

keeps = same_world & (is_agency | is_secretariat)
rules.add_perm("support.take_payments", keeps)
rules.add_perm("support.post_payments", keeps)

ACCESS: dict[str, str] = {
    "support:payments": "support.take_payments",
    "support:payment": "support.take_payments",
    "support:payment_take": "support.take_payments",
    "support:payment_template": "support.take_payments",
    "support:payment_export": "support.take_payments",
    "support:payment_file": "support.take_payments",
    "support:payment_post": "support.post_payments",
    "support:payment_check": "support.take_payments",
    "support:payment_withdraw": "support.take_payments",
    "support:payment_assign": "support.take_payments",
    "support:payment_set_aside": "support.take_payments",
    "support:payment_bring_back": "support.take_payments",
}
