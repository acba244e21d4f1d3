"""Where later stages name firms: each registers what it holds, so that the scan for records of one firm sees it.

identity_sources.register(mentions)   # in the ready() of its AppConfig; mentions(demonstration) -> Iterable[Mention]
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mention:
    """A firm as a later stage names it: by the organisation it knows, or by a name alone; with a number where it has one."""

    name: str
    where: str
    number: str = ""
    organisation: int | None = None


Source = Callable[[bool], Iterable[Mention]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Let the scan ask this source; the same one only once."""
    if source not in _sources:
        _sources.append(source)


def mentions(demonstration: bool) -> list[Mention]:
    """What every stage holds of one world."""
    return [mention for source in _sources for mention in source(demonstration)]
