"""Who may see the public's pages: everyone; who answers a request: the secretariat."""

import rules

from sangsaeng.parties.rules import PUBLIC, is_secretariat

rules.add_perm("portal.answer_correction", is_secretariat)

ACCESS = {
    "portal:home": PUBLIC,
    "portal:board": PUBLIC,
    "portal:library": PUBLIC,
    "portal:selection": PUBLIC,
    "portal:sources": PUBLIC,
    "portal:correct": PUBLIC,
    "portal:corrections": "portal.answer_correction",
    "portal:correction": "portal.answer_correction",
}
