"""Who may what: requests for material. The auditor reads all, the secretariat writes, the ministry reads and clears."""

import rules

from sangsaeng.parties.rules import is_auditor, is_ministry, is_secretariat, same_world

rules.add_perm("followup.read_material", same_world & (is_secretariat | is_ministry | is_auditor))
rules.add_perm("followup.keep_material", same_world & is_secretariat)
rules.add_perm("followup.clear_material", same_world & (is_secretariat | is_ministry))

ACCESS: dict[str, str] = {
    "followup:materials": "followup.read_material",
    "followup:material": "followup.read_material",
    "followup:material_new": "followup.keep_material",
    "followup:material_draft": "followup.keep_material",
    "followup:material_act": "followup.read_material",  # each act asks its own permission
    "followup:material_paper": "followup.read_material",
}
