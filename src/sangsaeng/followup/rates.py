"""How far purchase commitments were honoured: pure arithmetic on facts, no database, no clock.

Only terms that fell due by the reference day count. A term left out for an accepted reason (성능 미달, 불가항력) counts
neither for nor against the buyer. What nobody told of stays unknown: the share is a range, from «none of the unknown was
bought» to «all of it was». Quantities of different units never meet: they are added within one commitment only.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

NOUGHT = Decimal(0)


class Level(StrEnum):
    """How far what is known of a term was told by both sides."""

    BOTH = (
        "both"  # both sides told of it, and say the same (more than was promised counts as what was promised)
    )
    DIFFERENT = "different"  # both told of it, and say different quantities
    ONE = "one"  # one side only
    UNKNOWN = "unknown"  # nobody told a quantity


class Standing(StrEnum):
    """What a term counts as on a day."""

    NOT_DUE = "not_due"
    LEFT_OUT = "left_out"
    FULL = "full"
    PART = "part"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class TermFacts:
    """One term: what was promised until when, what each side says was bought, and why it is left out («» if it is not).

    A quantity is None where that side told nothing; 0 is «nothing was bought», which is not the same.
    """

    purchase: str
    number: int
    due_on: date
    promised: Decimal
    unit: str
    by_buyer: Decimal | None = None
    by_supplier: Decimal | None = None
    exempt: str = ""

    def __post_init__(self) -> None:
        if self.promised <= 0:
            raise ValueError("a term promises more than nothing")
        if any(told is not None and told < 0 for told in (self.by_buyer, self.by_supplier)):
            raise ValueError("nobody buys less than nothing")

    @property
    def level(self) -> Level:
        if self.by_buyer is None and self.by_supplier is None:
            return Level.UNKNOWN
        if self.by_buyer is None or self.by_supplier is None:
            return Level.ONE
        same = min(self.by_buyer, self.promised) == min(self.by_supplier, self.promised)
        return Level.BOTH if same else Level.DIFFERENT

    @property
    def told(self) -> Decimal | None:
        """The quantity that is known: what both sides agree on (the smaller), or what the one side told."""
        known = [each for each in (self.by_buyer, self.by_supplier) if each is not None]
        return min(known) if known else None

    @property
    def honoured(self) -> Decimal | None:
        """What is known to have been bought, never more than was promised: more in one term makes up for no other."""
        return None if self.told is None else min(self.told, self.promised)

    def standing(self, on: date) -> Standing:
        """What the term counts as on that day; a term due on the day itself counts."""
        if self.due_on > on:
            return Standing.NOT_DUE
        if self.exempt:
            return Standing.LEFT_OUT
        if self.honoured is None:
            return Standing.UNKNOWN
        if self.honoured == self.promised:
            return Standing.FULL
        return Standing.PART if self.honoured else Standing.NONE


@dataclass(frozen=True)
class Volume:
    """The quantities of one commitment: promised in the terms counted, known to be bought, and in terms nobody told of."""

    purchase: str
    unit: str
    promised: Decimal
    honoured: Decimal
    unknown: Decimal

    @property
    def low(self) -> Decimal | None:
        """Per cent, if nothing of the unknown was bought."""
        return _per_cent(self.honoured, self.promised)

    @property
    def high(self) -> Decimal | None:
        """Per cent, if all of the unknown was bought."""
        return _per_cent(self.honoured + self.unknown, self.promised)


@dataclass(frozen=True)
class Rate:
    """What is said of many terms on a day. `counted` = full + part + none + unknown; `due` = counted + all left out.

    `full_by_both` of the full ones were told by both sides, the others by one side only. `volumes` has one line a commitment.
    """

    as_of: date
    due: int = 0
    full: int = 0
    full_by_both: int = 0
    part: int = 0
    none: int = 0
    unknown: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    not_due: int = 0
    levels: dict[str, int] = field(default_factory=dict)
    volumes: tuple[Volume, ...] = ()

    @property
    def counted(self) -> int:
        return self.full + self.part + self.none + self.unknown

    @property
    def full_by_one(self) -> int:
        """Fully honoured by what one side tells; the other side has told nothing."""
        return self.full - self.full_by_both

    @property
    def low(self) -> Decimal | None:
        """Terms fully honoured in per cent of those counted; None where none counts."""
        return _per_cent(Decimal(self.full), Decimal(self.counted))

    @property
    def low_by_both(self) -> Decimal | None:
        """The same, of what both sides told alone."""
        return _per_cent(Decimal(self.full_by_both), Decimal(self.counted))

    @property
    def high(self) -> Decimal | None:
        """The same, if every term that nobody told of was honoured."""
        return _per_cent(Decimal(self.full + self.unknown), Decimal(self.counted))


def _per_cent(part: Decimal, whole: Decimal) -> Decimal | None:
    """Per cent with one decimal, half up as on paper; None of nothing.

    >>> _per_cent(Decimal(2), Decimal(3)), _per_cent(Decimal(0), Decimal(0))
    (Decimal('66.7'), None)
    """
    if not whole:
        return None
    return (100 * part / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


def rate(terms: Iterable[TermFacts], as_of: date) -> Rate:
    """The rate of these terms on a day. The order of the terms does not matter.

    Raises ValueError where one commitment has two units.
    """
    rows = sorted(terms, key=lambda term: (term.purchase, term.number))
    stood = [(term, term.standing(as_of)) for term in rows]
    count = Counter(standing for _term, standing in stood)
    counted = [
        (term, standing) for term, standing in stood if standing not in (Standing.NOT_DUE, Standing.LEFT_OUT)
    ]
    left_out = Counter(term.exempt for term, standing in stood if standing is Standing.LEFT_OUT)
    levels = Counter(term.level.value for term, _standing in counted)
    both = sum(standing is Standing.FULL and term.level is Level.BOTH for term, standing in counted)
    return Rate(
        as_of=as_of,
        due=len(rows) - count[Standing.NOT_DUE],
        full=count[Standing.FULL],
        full_by_both=both,
        part=count[Standing.PART],
        none=count[Standing.NONE],
        unknown=count[Standing.UNKNOWN],
        left_out=dict(sorted(left_out.items())),
        not_due=count[Standing.NOT_DUE],
        levels={level.value: levels[level.value] for level in Level},
        volumes=_volumes([term for term, _standing in counted]),
    )


def _volumes(counted: Sequence[TermFacts]) -> tuple[Volume, ...]:
    by_purchase: dict[str, list[TermFacts]] = {}
    for term in counted:
        by_purchase.setdefault(term.purchase, []).append(term)
    found = []
    for purchase, terms in by_purchase.items():
        units = {term.unit for term in terms}
        if len(units) > 1:
            raise ValueError(f"{purchase}: quantities of {sorted(units)} cannot be added")
        found.append(
            Volume(
                purchase=purchase,
                unit=units.pop(),
                promised=sum((term.promised for term in terms), NOUGHT),
                honoured=sum((term.honoured or NOUGHT for term in terms), NOUGHT),
                unknown=sum((term.promised for term in terms if term.honoured is None), NOUGHT),
            )
        )
    return tuple(found)


@dataclass(frozen=True)
class Quarter:
    """The terms that fell due in one quarter: how many count, how many of them are fully honoured,
    and how many of those by what both sides told.
    """

    year: int
    quarter: int
    counted: int
    full: int
    unknown: int
    full_by_both: int = 0

    @property
    def full_by_one(self) -> int:
        return self.full - self.full_by_both


def by_quarter(terms: Iterable[TermFacts], as_of: date) -> list[Quarter]:
    """Due against honoured, quarter by quarter, oldest first; a quarter in which nothing counts is left out."""
    found: dict[tuple[int, int], Counter[Standing]] = {}
    both: Counter[tuple[int, int]] = Counter()
    for term in terms:
        standing = term.standing(as_of)
        if standing not in (Standing.NOT_DUE, Standing.LEFT_OUT):
            key = (term.due_on.year, (term.due_on.month + 2) // 3)
            found.setdefault(key, Counter())[standing] += 1
            both[key] += standing is Standing.FULL and term.level is Level.BOTH
    return [
        Quarter(*key, sum(count.values()), count[Standing.FULL], count[Standing.UNKNOWN], both[key])
        for key, count in sorted(found.items())
    ]
