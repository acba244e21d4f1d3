"""The made-up world of `world.py`, recorded as if it were real: what the public may see of real records is asked of this one."""

from tests.proposals.world import World

from sangsaeng.parties.models import Organisation, User


class RealWorld(World):
    def organisation(self, code: str, name: str, kind: str, demonstration: bool = False) -> Organisation:
        return super().organisation(code, name, kind, demonstration=False)

    def person(
        self, name: str, role: str, organisation: Organisation | None = None, demonstration: bool = False
    ) -> User:
        return super().person(name, role, organisation, demonstration=False)
