"""Models that a later stage keeps from someone who could otherwise read them whole.

An earlier stage never knows a later one; so a later stage registers, in the `ready()` of its AppConfig, a
function of the person that tells which models are kept from him:

    withholding.register(lambda user: Q(pk__in=...))

Members of the council and of ministries are asked about: whoever stepped out of a case no longer reads its papers.
A conflict of interest that stands in a model keeps it from the person without any registering, from the moment
it stands: `parties` knows of it, whichever stage found it.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Q

from sangsaeng.parties.conflicts import conflicted_cases

Withheld = Callable[[Any], Q]
_registered: list[Withheld] = []


def register(which: Withheld) -> Withheld:
    """Add a function to the registry, once; usable as a decorator."""
    if which not in _registered:
        _registered.append(which)
    return which


def withheld_from(user: Any) -> Q:
    """The models that are kept from `user`: those in which he has a conflict, and what later stages say."""
    kept = Q(code__in=conflicted_cases(user, "winwinmodel"))
    for which in _registered:
        kept |= which(user)
    return kept
