"""Who writes notices: the secretariat and the agencies; everybody reads what is published."""

import rules

from sangsaeng.parties.rules import PUBLIC, is_agency, is_secretariat
from sangsaeng.proposals.rules import same_world

rules.add_perm("portal.write_notices", same_world & (is_secretariat | is_agency))

ACCESS = {
    "portal:notices": PUBLIC,
    "portal:notice": PUBLIC,
    "portal:notice_sheet": PUBLIC,
    "portal:notice_new": "portal.write_notices",
    "portal:notice_edit": "portal.write_notices",
    "portal:notice_publish": "portal.write_notices",
    "portal:notice_withdraw": "portal.write_notices",
}
