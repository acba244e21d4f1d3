"""Who may what: anyone asks, the asker reads the answer at a secret address, the secretariat keeps the register."""

import rules

from sangsaeng.parties.rules import PUBLIC, is_secretariat, same_world

rules.add_perm("portal.answer_disclosure", same_world & is_secretariat)

ACCESS = {
    "portal:disclose": PUBLIC,
    "portal:disclosed": PUBLIC,
    "portal:disclosed_paper": PUBLIC,
    "portal:disclosed_withdraw": PUBLIC,
    "portal:disclosures": "portal.answer_disclosure",
    "portal:disclosure": "portal.answer_disclosure",
    "portal:disclosure_paper": "portal.answer_disclosure",
    "portal:disclosure_ground": "portal.answer_disclosure",
}
