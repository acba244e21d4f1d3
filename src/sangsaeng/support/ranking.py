"""Ranks with stated tie-breaks. Pure: numbers in, places out; the order of the input changes nothing.

Of two with the same score (to four decimals) the first of these that differs decides, and is named at the row of the one
that stands above: the further scores in the order given (`names`), then the earlier submission, then a lot. The lot is the
SHA-256 of «seed:key», the smaller one first: whoever knows the seed can draw it again.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

FOUR = Decimal("0.0001")


def rounded(score: float | Decimal | None) -> Decimal | None:
    """To the four decimals that are kept and compared.

    >>> rounded(81.23456), rounded(None)
    (Decimal('81.2346'), None)
    """
    return None if score is None else Decimal(str(score)).quantize(FOUR)


@dataclass(frozen=True)
class Standing:
    """One that is ranked: its score, what breaks a tie in order (higher first), when it was submitted (earlier first)."""

    key: str
    score: Decimal | None
    further: tuple[Decimal | None, ...] = ()
    submitted: float | None = None


@dataclass(frozen=True)
class Place:
    """`rank` None: there is no score to rank by. `tie_break` names what put it above the next one of the same score."""

    key: str
    rank: int | None
    tie_break: str = ""


Tried = tuple[tuple[str, object], ...]


def lot(seed: str, key: str) -> str:
    """What the key draws: the smaller one stands above."""
    return hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()


def _tried(one: Standing, names: Sequence[str], seed: str) -> Tried:
    """What is compared, smaller first, each with its name; unknown stands last."""

    def high(value: Decimal | None) -> tuple[bool, Decimal]:
        return (value is None, -(value or Decimal(0)))

    early = (one.submitted is None, one.submitted or 0.0)
    further = [(name, high(value)) for name, value in zip(names, one.further, strict=True)]
    return (
        ("score", high(one.score)),
        *further,
        ("submitted", early),
        ("lot", lot(seed, one.key)),
        ("key", one.key),
    )


def rank(standings: Iterable[Standing], *, names: Sequence[str] = (), seed: str = "") -> list[Place]:
    """The places, best first; those without a score stand last, unranked.

    >>> a, b = (Standing(k, Decimal(80), (Decimal(c),)) for k, c in (("A", 70), ("B", 75)))
    >>> [(place.key, place.rank, place.tie_break) for place in rank([a, b], names=("criterion",))]
    [('B', 1, 'criterion'), ('A', 2, '')]
    """
    ordered = sorted(
        ((_tried(one, names, seed), one) for one in standings), key=lambda pair: [v for _n, v in pair[0]]
    )
    places = []
    for number, (tried, one) in enumerate(ordered, start=1):
        below = ordered[number] if number < len(ordered) else None
        tie_break = ""
        if below is not None and one.score is not None and below[1].score == one.score:
            tie_break = next(name for (name, a), (_n, b) in zip(tried, below[0], strict=True) if a != b)
        places.append(Place(one.key, number if one.score is not None else None, tie_break))
    return places


def going_on(
    places: Sequence[Place],
    scores: dict[str, Decimal | None],
    *,
    advance: int | None = None,
    least: Decimal | None = None,
) -> set[str]:
    """Who goes on: ranked among the first `advance` (None: all), and not below `least`."""
    on = set()
    for place in places:
        score = scores[place.key]
        if place.rank is None or score is None:
            continue
        if (advance is None or place.rank <= advance) and (least is None or score >= least):
            on.add(place.key)
    return on


def cut(scores: Iterable[Decimal | None]) -> Decimal | None:
    """The lowest score that still went on; None where nobody did."""
    return min((score for score in scores if score is not None), default=None)


def outcome(places: Sequence[Place], *, selected: int, reserve: int) -> dict[str, str]:
    """Key → selected, reserve or not_selected, by rank alone.

    >>> outcome([Place("A", 1), Place("B", 2), Place("C", 3)], selected=1, reserve=1)
    {'A': 'selected', 'B': 'reserve', 'C': 'not_selected'}
    """
    found = {}
    for place in places:
        if place.rank is not None and place.rank <= selected:
            found[place.key] = "selected"
        elif place.rank is not None and place.rank <= selected + reserve:
            found[place.key] = "reserve"
        else:
            found[place.key] = "not_selected"
    return found


def is_total(places: Sequence[Place]) -> bool:
    """Whether the ranks are 1, 2, 3 … without a gap or a shared one, the unranked last."""
    ranks = [place.rank for place in places]
    known = [r for r in ranks if r is not None]
    return known == list(range(1, len(known) + 1)) and all(
        not (a is None and b is not None) for a, b in pairwise(ranks)
    )
