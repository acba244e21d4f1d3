"""Exposure spread over firms: among firms of nearly equal score, those seen least so far come first.

The cost is bounded place by place: whoever stands at a place has at least (1 − tolerance) of the best score that is
left, and so at least (1 − tolerance) of the score that stood there before. A list's DCG therefore keeps at least that
share too. A lower level (band) never passes a higher one. The parameters are versioned data of ours (`exposure.yaml`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Candidate:
    """A firm ranked for a need: its score (≥ 0) and its level, which a firm of a lower level never passes."""

    firm: str
    score: float
    level: int = 0


@dataclass(frozen=True, slots=True)
class Parameters:
    """How far exposure is spread; `version` goes into every ranking."""

    version: str
    tolerance: float
    depth: int
    rounds: int
    settings: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class TradeOff:
    """What one tolerance costs and gives.

    kept: mean over needs of the list's DCG against the unspread list (gain = score); worst: the least of them.
    gini: of the exposure over all firms that stand in a list (0: all alike). top_share: what the ten most seen firms
    take of it. moved: how many of the places seen hold another firm than before; seen: how many firms are seen.
    """

    tolerance: float
    kept: float
    worst: float
    gini: float
    top_share: float
    moved: int
    seen: int


@lru_cache(maxsize=1)
def parameters() -> Parameters:
    """The parameters in force, of `exposure.yaml`.

    >>> 0 < parameters().tolerance < 1
    True
    """
    import yaml

    loaded = yaml.safe_load((_HERE / "exposure.yaml").read_text(encoding="utf-8"))
    return Parameters(
        version=loaded["version"],
        tolerance=float(loaded["tolerance"]),
        depth=int(loaded["depth"]),
        rounds=int(loaded["rounds"]),
        settings=tuple(float(each) for each in loaded["settings"]),
    )


def worth(place: int) -> float:
    """What a place (from 1) is worth as exposure: 1 at the first, falling as in DCG.

    >>> worth(1), round(worth(3), 2)
    (1.0, 0.5)
    """
    return 1 / math.log2(1 + place)


def exposures(orders: Iterable[Sequence[str]], *, depth: int) -> dict[str, float]:
    """How much each firm is seen over all lists, by the worth of its places among the first `depth`."""
    found: dict[str, float] = {}
    for order in orders:
        for place, firm in enumerate(order[:depth], 1):
            found[firm] = found.get(firm, 0.0) + worth(place)
    return found


def _sorted(candidates: Iterable[Candidate]) -> list[Candidate]:
    return sorted(candidates, key=lambda each: (-each.score, each.firm))


def place(
    candidates: Iterable[Candidate], seen: Mapping[str, float], *, tolerance: float, depth: int
) -> list[str]:
    """The firms in the order they are shown, given how much each is seen elsewhere.

    At each of the first `depth` places stands the least seen of those whose score is at least (1 − tolerance) of the
    best left and whose level is not below that of the best left; ties by score, then id. The rest follow by score.
    ValueError for a tolerance outside 0–1.

    >>> pair = [Candidate("a", 10.0), Candidate("b", 9.8), Candidate("c", 5.0)]
    >>> place(pair, {"a": 3.0}, tolerance=0.05, depth=10), place(pair, {"a": 3.0}, tolerance=0, depth=10)
    (['b', 'a', 'c'], ['a', 'b', 'c'])
    """
    if not 0 <= tolerance < 1:
        raise ValueError("the tolerance must be at least 0 and less than 1")
    left = _sorted(candidates)
    if tolerance == 0:
        return [each.firm for each in left]
    shown: list[str] = []
    while left and len(shown) < depth:
        best = left[0]
        floor, chosen = (1 - tolerance) * best.score, 0
        for number, each in enumerate(left):
            if each.score < floor:
                break
            if each.level >= best.level and seen.get(each.firm, 0.0) < seen.get(left[chosen].firm, 0.0):
                chosen = number
        shown.append(left.pop(chosen).firm)
    return shown + [each.firm for each in left]


def spread(
    rankings: Mapping[str, Sequence[Candidate]], *, tolerance: float, depth: int, rounds: int
) -> dict[str, list[str]]:
    """The order of each need's list, with exposure spread over all of them; equal input gives equal orders.

    Begins from the unspread lists; each round goes through the needs by key and places each list anew, knowing what
    all the other lists show.
    """
    orders = {need: [each.firm for each in _sorted(found)] for need, found in rankings.items()}
    if tolerance == 0:
        return orders
    seen = exposures(orders.values(), depth=depth)
    for _round in range(rounds):
        changed = False
        for need in sorted(orders):
            before = orders[need]
            for number, firm in enumerate(before[:depth], 1):
                seen[firm] -= worth(number)
            orders[need] = place(rankings[need], seen, tolerance=tolerance, depth=depth)
            changed = changed or orders[need] != before
            for number, firm in enumerate(orders[need][:depth], 1):
                seen[firm] = seen.get(firm, 0.0) + worth(number)
        if not changed:
            break
    return orders


def dcg(scores: Sequence[float], *, depth: int) -> float:
    """The worth of a list's first `depth` places, each times its score."""
    return sum(score * worth(number) for number, score in enumerate(scores[:depth], 1))


def gini(values: Iterable[float]) -> float:
    """0 where all are alike, towards 1 where one has all; 0 for nothing.

    >>> gini([1, 1]), gini([0, 0, 0, 1])
    (0.0, 0.75)
    """
    ordered = sorted(values)
    total, count = sum(ordered), len(ordered)
    if not total:
        return 0.0
    weighted = sum(number * value for number, value in enumerate(ordered, 1))
    return max(0.0, (2 * weighted) / (count * total) - (count + 1) / count)


def trade_off(
    rankings: Mapping[str, Sequence[Candidate]], *, tolerance: float, depth: int, rounds: int
) -> TradeOff:
    """What spreading with this tolerance would cost in quality and give in evenness."""
    orders = spread(rankings, tolerance=tolerance, depth=depth, rounds=rounds)
    kept, moved = [], 0
    for need, found in rankings.items():
        before = _sorted(found)
        scores = {each.firm: each.score for each in found}
        full = dcg([each.score for each in before], depth=depth)
        if full > 0:
            kept.append(dcg([scores[firm] for firm in orders[need]], depth=depth) / full)
        moved += sum(
            each.firm != firm for each, firm in zip(before[:depth], orders[need][:depth], strict=True)
        )
    seen = exposures(orders.values(), depth=depth)
    values = [seen.get(firm, 0.0) for firm in {each.firm for found in rankings.values() for each in found}]
    total = sum(values)
    return TradeOff(
        tolerance=tolerance,
        kept=min(1.0, sum(kept) / len(kept)) if kept else 1.0,
        worst=min([1.0, *kept]),
        gini=gini(values),
        top_share=sum(sorted(values, reverse=True)[:10]) / total if total else 0.0,
        moved=moved,
        seen=sum(value > 0 for value in values),
    )
