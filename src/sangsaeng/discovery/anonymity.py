"""What may be shown of one among many: as much as at least k of them share, else less (L0 of the confidential matching)."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

#: How many must share what is visible (from the design of the confidential matching).
K = 5


@dataclass(frozen=True, slots=True)
class Holder:
    """One thing and whose it is; what is shown must be shared by k owners, not by k things of one owner."""

    owner: Hashable
    shown: Mapping[str, str]


def generalise(
    one: Mapping[str, str], among: Iterable[Holder], ladder: Sequence[Sequence[str]], k: int = K
) -> dict[str, str]:
    """The first step of the ladder whose values at least k owners share; nothing where none does.

    A step is the names of the values it shows. A value that is empty (unknown) is shown as unknown, and shared by those
    in whom it is unknown as well: that something is missing also tells.

    >>> rows = [Holder(n, {"field": "a", "place": "x" if n else "y"}) for n in range(6)]
    >>> generalise({"field": "a", "place": "x"}, rows, [["field", "place"], ["field"]])
    {'field': 'a', 'place': 'x'}
    >>> generalise({"field": "a", "place": "y"}, rows, [["field", "place"], ["field"]])
    {'field': 'a'}
    """
    holders = list(among)
    for step in ladder:
        owners = {
            each.owner
            for each in holders
            if all(each.shown.get(name, "") == one.get(name, "") for name in step)
        }
        if len(owners) >= k:
            return {name: one.get(name, "") for name in step}
    return {}
