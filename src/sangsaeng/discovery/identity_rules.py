"""Who looks at records that may be of one firm, and who decides."""

import rules

from sangsaeng.parties.rules import has_role, is_auditor, is_secretariat, same_world

is_system = has_role("system")

READ, KEEP, FIND = "discovery.read_identity", "discovery.keep_identity", "discovery.find_identities"
rules.add_perm(READ, same_world & (is_secretariat | is_auditor))
rules.add_perm(KEEP, same_world & is_secretariat)
rules.add_perm(FIND, is_system | is_secretariat)

ACCESS: dict[str, str] = {
    "discovery:identities": READ,
    "discovery:identities_find": KEEP,
    "discovery:identities_names": KEEP,
    "discovery:identity": READ,
    "discovery:identity_merge": KEEP,
    "discovery:identity_apart": KEEP,
    "discovery:identity_name": KEEP,
    "discovery:identity_reopen": KEEP,
    "discovery:identity_split": KEEP,
    "discovery:firm_identity": READ,
    "discovery:firm_rename": KEEP,
    "discovery:firm_former_name": KEEP,
    "discovery:firm_number": KEEP,
}
