"""Who keeps a firm's profile, who checks it, who may hide a firm's record."""

from typing import Any

import rules

from sangsaeng.parties.rules import is_auditor, is_secretariat, is_sme, same_world


@rules.predicate  # type: ignore[untyped-decorator]
def is_of_the_firm(user: Any, firm: Any) -> bool:
    """The person belongs to the firm; asked of none, the role decides."""
    own = getattr(user, "organisation_id", None)
    return firm is None or (own is not None and firm.organisation_id == own)


REGISTER, KEEP, CHECK, READ, HIDE = (
    "discovery.register_firm",
    "discovery.keep_profile",
    "discovery.check_profile",
    "discovery.read_profile",
    "discovery.hide_firm",
)
rules.add_perm(REGISTER, is_sme)
rules.add_perm(KEEP, same_world & is_sme & is_of_the_firm)
rules.add_perm(CHECK, same_world & is_secretariat)
rules.add_perm(READ, same_world & (is_secretariat | is_auditor | is_sme & is_of_the_firm))
rules.add_perm(HIDE, same_world & is_secretariat)

ACCESS: dict[str, str] = {
    "discovery:profiles": READ,
    "discovery:profile_register": REGISTER,
    "discovery:profile": READ,
    "discovery:profile_edit": KEEP,
    "discovery:entry_new": KEEP,
    "discovery:entry_edit": KEEP,
    "discovery:entry_withdraw": READ,
    "discovery:entry_restore": READ,
    "discovery:entry_check": CHECK,
    "discovery:entry_file": READ,
    "discovery:firm_accept": CHECK,
    "discovery:firm_hide": HIDE,
    "discovery:firm_show": HIDE,
}
