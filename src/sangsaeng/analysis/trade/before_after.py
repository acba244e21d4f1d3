"""Import dependence before and after a day, beside comparable items: a comparison, not a proof of any effect.

Published figures are sparse, so the rules are strict and every number can be looked up:

- Only whole years, only one metric, one partner and one basis (value, weight, not printed) in one comparison; a lower or
  upper bound is no figure to compare.
- The year of the day itself belongs to neither side. Before are the `span` years up to the year before it, after the
  `span` years from the year after it; of each side the year nearest to the day counts that has a figure.
- Sources that disagree on a year give a range; nothing is averaged.
- Comparable are items of the same kind and scope with figures of the same metric, partner and basis on both sides; the
  nearest share before comes first.
- Where figures are missing, the result says on which side, and gives no change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

SPAN = 3
COMPARED = 5
METRIC = "import_share"
BOUNDS = frozenset({"lower_bound", "upper_bound"})
BASES = ("value", "weight", "unspecified")


class Figure(Protocol):
    """What a comparison needs of a published figure; `sangsaeng.facts.Figure` and `discovery.models.Figure` have it."""

    @property
    def partner(self) -> str | None: ...
    @property
    def year(self) -> int | None: ...
    @property
    def is_full_year(self) -> bool: ...
    @property
    def metric(self) -> str: ...
    @property
    def basis(self) -> str: ...
    @property
    def value(self) -> Decimal: ...
    @property
    def flag(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Reading:
    """The published share of one year: one value, or the range where sources disagree."""

    year: int
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Series:
    """The whole-year shares of one item, partner and basis, oldest first."""

    item: str
    partner: str
    basis: str
    readings: tuple[Reading, ...]

    def nearest_before(self, year: int, span: int) -> Reading | None:
        """The newest reading of the `span` years before `year`."""
        found = [each for each in self.readings if year - span <= each.year < year]
        return found[-1] if found else None

    def nearest_after(self, year: int, span: int) -> Reading | None:
        """The oldest reading of the `span` years after `year`."""
        found = [each for each in self.readings if year < each.year <= year + span]
        return found[0] if found else None


@dataclass(frozen=True, slots=True)
class Change:
    """One item before and after: percentage points, a range where either side is one."""

    series: Series
    before: Reading
    after: Reading

    @property
    def low(self) -> Decimal:
        return self.after.low - self.before.high

    @property
    def high(self) -> Decimal:
        return self.after.high - self.before.low


@dataclass(frozen=True, slots=True)
class Comparison:
    """What can be said. Without a `change`, `missing` names the sides («before», «after») that have no figure."""

    year: int
    span: int
    partner: str
    basis: str
    series: Series | None
    change: Change | None
    missing: tuple[str, ...]
    comparable: tuple[Change, ...]

    @property
    def comparable_range(self) -> tuple[Decimal, Decimal] | None:
        """From the lowest to the highest change of the comparable items; None without any."""
        if not self.comparable:
            return None
        return min(each.low for each in self.comparable), max(each.high for each in self.comparable)


def series_of(item: str, figures: Iterable[Figure]) -> list[Series]:
    """The series of one item that may be compared, one for each partner and basis."""
    years: dict[tuple[str, str], dict[int, list[Decimal]]] = {}
    for each in figures:
        if each.metric != METRIC or not each.is_full_year or each.year is None or not each.partner:
            continue
        if each.flag in BOUNDS:
            continue
        years.setdefault((each.partner, each.basis), {}).setdefault(each.year, []).append(each.value)
    return [
        Series(
            item,
            partner,
            basis,
            tuple(Reading(year, min(values), max(values)) for year, values in sorted(found.items())),
        )
        for (partner, basis), found in sorted(years.items())
    ]


def main_series(found: Sequence[Series], partner: str, year: int, span: int = SPAN) -> Series | None:
    """The series of the partner to be compared: figures on both sides first, then most years; value before weight."""

    def rank(each: Series) -> tuple[int, int, int]:
        sides = [each.nearest_before(year, span), each.nearest_after(year, span)]
        basis = BASES.index(each.basis) if each.basis in BASES else len(BASES)
        return (-sum(side is not None for side in sides), -len(each.readings), basis)

    return min((each for each in found if each.partner == partner), key=rank, default=None)


def main_partner(found: Sequence[Series], given: str = "") -> str:
    """The partner the item depends on: the one given where it has figures, else the one with most years, then the highest."""
    if any(each.partner == given for each in found):
        return given
    best = max(
        found,
        key=lambda each: (len(each.readings), max(r.high for r in each.readings), each.partner),
        default=None,
    )
    return best.partner if best else ""


def before_after(
    item: str,
    figures: Iterable[Figure],
    others: Mapping[str, Iterable[Figure]],
    *,
    year: int,
    partner: str = "",
    span: int = SPAN,
    most: int = COMPARED,
) -> Comparison:
    """Compare the share of an item's main partner before and after `year` with that of `others`.

    `others` are the figures of the items of the same kind and scope, by item; the item itself among them is left out.
    """
    own = series_of(item, figures)
    chosen = main_partner(own, partner)
    series = main_series(own, chosen, year, span)
    if series is None:
        return Comparison(year, span, chosen, "", None, None, ("before", "after"), ())
    before, after = series.nearest_before(year, span), series.nearest_after(year, span)
    missing = tuple(name for name, side in (("before", before), ("after", after)) if side is None)
    if before is None or after is None:
        return Comparison(year, span, chosen, series.basis, series, None, missing, ())
    change = Change(series, before, after)
    found = []
    for key, rows in others.items():
        if key == item:
            continue
        for other in series_of(key, rows):
            if (other.partner, other.basis) != (series.partner, series.basis):
                continue
            first, last = other.nearest_before(year, span), other.nearest_after(year, span)
            if first is not None and last is not None:
                found.append(Change(other, first, last))
    found.sort(key=lambda each: (_apart(each.before, before), each.series.item))
    return Comparison(year, span, chosen, series.basis, series, change, (), tuple(found[:most]))


def _apart(one: Reading, other: Reading) -> Decimal:
    """How far apart the middles of two readings are."""
    return abs((one.low + one.high) - (other.low + other.high)) / 2
