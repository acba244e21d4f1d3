"""What a later stage does when an addressee received a letter.

An earlier stage never knows a later one; so a later stage registers, in the `ready()` of its AppConfig, a function of the
actor and the letter. It is called in the transaction in which the day of receipt is recorded or put right.
"""

from collections.abc import Callable
from typing import Any

from sangsaeng.deliberation.models import Letter

Received = Callable[[Any, Letter], object]
_registered: list[Received] = []


def register(then: Received) -> Received:
    """Add a function to the registry, once; usable as a decorator."""
    if then not in _registered:
        _registered.append(then)
    return then


def tell(actor: Any, letter: Letter) -> None:
    """Call every registered function; what one refuses takes the receipt back with it."""
    for then in _registered:
        then(actor, letter)
