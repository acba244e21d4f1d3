"""Who may see the public's pages: everyone; who answers a request: the secretariat."""

import rules

from sangsaeng.parties.rules import PUBLIC, is_secretariat
from sangsaeng.portal.disclosures import rules as disclosure_rules
from sangsaeng.portal.notices import rules as notice_rules
from sangsaeng.portal.openings import rules as opening_rules

rules.add_perm("portal.answer_correction", is_secretariat)

ACCESS = {
    **opening_rules.ACCESS,
    **notice_rules.ACCESS,
    **disclosure_rules.ACCESS,
    "portal:home": PUBLIC,
    "portal:board": PUBLIC,
    "portal:stories": PUBLIC,
    "portal:story": PUBLIC,
    "portal:data": PUBLIC,
    "portal:catalog": PUBLIC,
    "portal:dataset": PUBLIC,
    "portal:dataset_file": PUBLIC,
    "portal:dataset_schema": PUBLIC,
    "portal:feed": PUBLIC,
    "portal:sitemap": PUBLIC,
    "portal:robots": PUBLIC,
    "portal:library": PUBLIC,
    "portal:selection": PUBLIC,
    "portal:sources": PUBLIC,
    "portal:correct": PUBLIC,
    "portal:corrections": "portal.answer_correction",
    "portal:correction": "portal.answer_correction",
}
