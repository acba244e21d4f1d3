"""What must always hold of what a stage has recorded: named checks over rows read once, run by `sangsaeng check`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

SHOWN = 20  # rows of one finding that are named; the rest is counted
Rows = TypeVar("Rows")


@dataclass(frozen=True)
class Finding:
    """A check that does not hold: its name, what it protects, and the rows that break it."""

    check: str
    meaning: str
    rows: tuple[str, ...]

    def __str__(self) -> str:
        more = f" 외 {len(self.rows) - SHOWN}건" if len(self.rows) > SHOWN else ""
        return f"{self.check}: {self.meaning} {', '.join(self.rows[:SHOWN])}{more}"


@dataclass
class Checks(Generic[Rows]):
    """The checks of one subject: each yields the names of the rows that break it, from what `read` returns.

    Used as a decorator with what the check protects: `@check("표의 수는 …")`. `named` maps a check's name to that and to it.
    """

    read: Callable[[], Rows]
    named: dict[str, tuple[str, Callable[[Rows], Iterator[str]]]] = field(default_factory=dict)

    def __call__(
        self, meaning: str
    ) -> Callable[[Callable[[Rows], Iterator[str]]], Callable[[Rows], Iterator[str]]]:
        def add(check: Callable[[Rows], Iterator[str]]) -> Callable[[Rows], Iterator[str]]:
            self.named[check.__name__] = (meaning, check)
            return check

        return add

    def findings(self) -> list[Finding]:
        """Every check that does not hold, with the rows that break it; none where all is sound."""
        rows = self.read()
        found = []
        for name, (meaning, check) in self.named.items():
            if broken := tuple(check(rows)):
                found.append(Finding(name, meaning, broken))
        return found
