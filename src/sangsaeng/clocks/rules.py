"""Who may start, run and read the clocks. Their pages stand on the desk, so no address is listed here."""

from typing import Any

import rules

from sangsaeng.parties.models import Role
from sangsaeng.parties.rules import has_role, is_agency, is_auditor, is_chair, is_ministry, is_secretariat


@rules.predicate  # type: ignore[untyped-decorator]
def same_world(user: Any, thing: Any) -> bool:
    """A demonstration account only touches what is marked as demonstration."""
    return (
        thing is None
        or bool(getattr(thing, "demonstration", False))
        or not getattr(user, "demonstration", False)
    )


is_system = has_role("system")
runs = is_secretariat | is_ministry | is_agency

rules.add_perm("clocks.start", same_world & (runs | is_system))
rules.add_perm("clocks.run", same_world & (runs | is_system))
rules.add_perm("clocks.remind", has_role("system", Role.SECRETARIAT))
rules.add_perm("clocks.read", same_world & (runs | is_auditor | is_chair))
