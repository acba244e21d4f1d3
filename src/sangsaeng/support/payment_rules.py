"""Who may what: the agencies' payment files, and the report on the annual plan."""

import rules

from sangsaeng.parties.models import Role
from sangsaeng.parties.rules import has_role, is_agency, is_auditor, is_secretariat
from sangsaeng.proposals.rules import same_world

keeps = same_world & (is_agency | is_secretariat)
rules.add_perm("support.read_payments", keeps | same_world & is_auditor)
rules.add_perm("support.take_payments", keeps)
rules.add_perm("support.post_payments", keeps)
# The results of the plan go to the council and the committee; the public sees rates by kind on its own pages.
rules.add_perm(
    "support.read_annual",
    has_role(Role.SECRETARIAT, Role.AGENCY, Role.MINISTRY, Role.AUDITOR, Role.CHAIR, Role.MEMBER),
)

ACCESS: dict[str, str] = {
    "support:annual_report": "support.read_annual",
    "support:annual_put": "deliberation.run",
    "support:payments": "support.read_payments",
    "support:payment": "support.read_payments",
    "support:payment_take": "support.take_payments",
    "support:payment_template": "support.take_payments",
    "support:payment_export": "support.read_payments",
    "support:payment_file": "support.read_payments",
    "support:payment_post": "support.post_payments",
    "support:payment_check": "support.take_payments",
    "support:payment_withdraw": "support.take_payments",
    "support:payment_assign": "support.take_payments",
    "support:payment_set_aside": "support.take_payments",
    "support:payment_bring_back": "support.take_payments",
}
