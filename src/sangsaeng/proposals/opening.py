"""Models that a later stage opens to someone who could not read them yet: the counterpart of `withholding`.

An earlier stage never knows a later one; so a later stage registers, in the `ready()` of its AppConfig, a
function of the person that tells which models are opened to him:

    opening.register(lambda user: Q(pk__in=...))

A reviewer reads the model he reviews, a ministry or agency the one it was asked about. What is withheld from a
person stays withheld, and a draft that was never submitted is opened to nobody.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Q

from sangsaeng.proposals.withholding import withheld_from

Opened = Callable[[Any], Q | None]
_registered: list[Opened] = []


def register(which: Opened) -> Opened:
    """Add a function to the registry, once; usable as a decorator. It returns None where it opens nothing."""
    if which not in _registered:
        _registered.append(which)
    return which


def opened_to(user: Any) -> Q | None:
    """The submitted models that are opened to `user` and not withheld from him; None where there can be none."""
    parts = [part for part in (which(user) for which in _registered) if part is not None]
    if not parts:
        return None
    opened = parts[0]
    for part in parts[1:]:
        opened |= part
    return opened & Q(submitted_at__isnull=False) & ~withheld_from(user)
