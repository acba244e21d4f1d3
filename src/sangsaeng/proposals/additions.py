"""What later stages add to the public part of a model: fields that were opened by a recorded decision.

An earlier stage never knows a later one; so a later stage registers, in the `ready()` of its AppConfig, a function of a
model's code that returns what is open to everyone:

    additions.register(lambda code: [Addition("item", _("품목"), "…", "…", date(2026, 11, 2))])
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sangsaeng.pages.markup import english


@dataclass(frozen=True)
class Addition:
    """One opened field: its name, the words agreed on in both languages, and since when it is open."""

    field: str
    label: str
    value_ko: str
    value_en: str
    opened_on: date

    @property
    def value(self) -> str:
        return (self.value_en if english() else "") or self.value_ko


MakeAdditions = Callable[[str], list[Addition]]
_registered: list[MakeAdditions] = []


def register(make: MakeAdditions) -> MakeAdditions:
    """Add a function to the registry, once; usable as a decorator."""
    if make not in _registered:
        _registered.append(make)
    return make


def gather(code: str) -> list[Addition]:
    """Everything that is open of the model of this code."""
    return [addition for make in _registered for addition in make(code)]
