"""Tables that later stages add to the papers of models on an agenda.

An earlier stage never knows a later one; so a later stage registers, in the `ready()` of its AppConfig, a function of the
meeting and of the models on its agenda, all at once, so that a long agenda costs no more queries than a short one:

    from sangsaeng.deliberation import annexes

    annexes.register(lambda meeting, models: {models[0].pk: [{"title": …, "unit": …, "columns": […], "rows": […], "as_of": …}]})

The tables have the form of `AgendaItem.figures`. They are frozen with the agenda book (documents/book.py), and stand on the
page of an item that waits for its decision; afterwards the book says what the members saw. Whoever stepped out of an item
gets neither. Members tied to a competitor of a party may read them: they must hold no price and no volume.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sangsaeng.deliberation.models import Meeting
from sangsaeng.proposals.models import WinWinModel

Tables = dict[int, list[dict[str, Any]]]
MakeTables = Callable[[Meeting, Sequence[WinWinModel]], Tables]
_registered: list[MakeTables] = []


def register(make: MakeTables) -> MakeTables:
    """Add a function to the registry, once; usable as a decorator."""
    if make not in _registered:
        _registered.append(make)
    return make


def gather(meeting: Meeting, models: Sequence[WinWinModel]) -> Tables:
    """Model's key → the tables of every later stage, in the order in which they were registered."""
    found: Tables = {}
    for make in _registered if models else ():
        for pk, tables in make(meeting, models).items():
            found.setdefault(pk, []).extend(tables)
    return found
