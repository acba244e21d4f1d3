"""Who may open programmes and commit support, and who may see what was committed."""

import rules

from sangsaeng.parties.models import Role
from sangsaeng.parties.rules import PUBLIC, has_role, is_agency
from sangsaeng.proposals.rules import same_world, sees_whole

rules.add_perm("support.load", has_role(Role.SECRETARIAT, Role.AGENCY, "system"))
rules.add_perm("support.open_programme", has_role(Role.SECRETARIAT, Role.AGENCY))
# Asked with the model that is to be supported.
rules.add_perm("support.commit", same_world & is_agency)
rules.add_perm("support.see_commitments", sees_whole)

ACCESS: dict[str, str] = {
    "support:programmes": PUBLIC,
    "support:programme": PUBLIC,
    "support:commit": "support.commit",
    "support:cancel": "support.commit",
    "support:step": "support.commit",
    "api:list_programmes": PUBLIC,
}
