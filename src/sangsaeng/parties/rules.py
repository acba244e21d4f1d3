"""Who may, by role: predicates that the stages combine into named permissions.

Permissions are named «stage.verb» and registered with `rules.add_perm` in each stage's `rules.py`. An
action asks `require(user, "stage.verb", thing)`; a name that nobody registered is refused.

Each stage's `rules.py` also holds `ACCESS`: view name → PUBLIC, SIGNED_IN or the name of a permission. An
address that stands in no table is refused to everyone (site/access.py).
"""

from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from sangsaeng.parties.models import Role

PUBLIC = "public"
SIGNED_IN = "signed-in"


class NotAllowed(PermissionDenied):
    """This person may not do this; the message says so in words a user reads."""


def has_role(*roles: str) -> Any:
    """A predicate: the person signs in in one of these roles."""
    name = "role:" + "|".join(roles)
    return rules.Predicate(lambda user: getattr(user, "role", None) in roles, name=name)


is_secretariat = has_role(Role.SECRETARIAT)
is_chair = has_role(Role.CHAIR)
is_member = has_role(Role.MEMBER, Role.CHAIR)
is_demand_company = has_role(Role.DEMAND_COMPANY)
is_sme = has_role(Role.SME)
is_ministry = has_role(Role.MINISTRY)
is_agency = has_role(Role.AGENCY)
is_auditor = has_role(Role.AUDITOR)
is_party = has_role(Role.DEMAND_COMPANY, Role.SME)
is_official = has_role(Role.SECRETARIAT, Role.MINISTRY, Role.AUDITOR)


@rules.predicate  # type: ignore[untyped-decorator]
def is_oneself(user: Any, person: Any) -> bool:
    """The thing asked about is the person himself; asked of nobody, the role decides."""
    return person is None or person.pk == getattr(user, "pk", None)


@rules.predicate  # type: ignore[untyped-decorator]
def same_world(user: Any, thing: Any) -> bool:
    """A demonstration account only touches what is marked as demonstration."""
    return thing is None or bool(thing.demonstration) or not getattr(user, "demonstration", False)


# One's own ties and declarations, or as the secretariat heard them; what is found is decided by the secretariat.
speaks_for = same_world & (is_secretariat | is_member & is_oneself)
rules.add_perm("parties.affiliate", speaks_for)
rules.add_perm("parties.declare", speaks_for)
rules.add_perm("parties.decide_conflict", same_world & is_secretariat)


def may(user: Any, permission: str, thing: Any = None) -> bool:
    """Whether `user` may; a permission nobody registered is refused, never granted."""
    return bool(rules.has_perm(permission, user, thing))


def require(user: Any, permission: str, thing: Any = None) -> None:
    """Refuse with NotAllowed unless `user` may do `permission` (to `thing`)."""
    if not may(user, permission, thing):
        raise NotAllowed(_("이 일을 할 권한이 없습니다."))


ACCESS: dict[str, str] = {
    "account_login": PUBLIC,
    "account_logout": SIGNED_IN,
    "account_reauthenticate": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "mfa_index": SIGNED_IN,
    "mfa_authenticate": PUBLIC,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
}
