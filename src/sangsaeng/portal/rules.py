"""Who may see the public's pages: everyone; who answers a request: the secretariat."""

import rules

from sangsaeng.parties.rules import PUBLIC, is_secretariat
from sangsaeng.portal import opening_rules

rules.add_perm("portal.answer_correction", is_secretariat)

ACCESS = {
    **opening_rules.ACCESS,
    "portal:home": PUBLIC,
    "portal:board": PUBLIC,
    "portal:stories": PUBLIC,
    "portal:story": PUBLIC,
    "portal:library": PUBLIC,
    "portal:selection": PUBLIC,
    "portal:sources": PUBLIC,
    "portal:correct": PUBLIC,
    "portal:corrections": "portal.answer_correction",
    "portal:correction": "portal.answer_correction",
}
