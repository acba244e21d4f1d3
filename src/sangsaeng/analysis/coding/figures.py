"""How good a class ranking is, measured on keywords that were held out; with bootstrap intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sangsaeng.analysis.coding.classes import Class, ClassRanker
from sangsaeng.analysis.coding.space import read_texts

SEED = 20261123
Interval = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Ranks:
    """Rank (from 1; 0 = not ranked) of the true class of each held-out keyword, and whether the best class shares
    its first 2 and 3 digits (NaN where the true class has no code)."""

    ranks: NDArray[np.int64]
    digits2: NDArray[np.float64]
    digits3: NDArray[np.float64]

    def figures(self) -> dict[str, Interval]:
        """Mean, lower and upper end of the 95 % interval of each figure."""
        ranks = self.ranks
        return {
            "ndcg_10": interval(gains(ranks)),
            "recall_50": interval(((ranks > 0) & (ranks <= 50)).astype(float)),
            "mrr_100": interval(np.where((ranks > 0) & (ranks <= 100), 1 / np.maximum(ranks, 1), 0.0)),
            "top_1": interval((ranks == 1).astype(float)),
            "top_1_3_digits": interval(self.digits3[~np.isnan(self.digits3)]),
            "top_1_2_digits": interval(self.digits2[~np.isnan(self.digits2)]),
        }


def gains(ranks: NDArray[np.int64]) -> NDArray[np.float64]:
    """nDCG@10 of each query with one true class.

    >>> gains(np.array([1, 3, 11, 0])).tolist()
    [1.0, 0.5, 0.0, 0.0]
    """
    return np.where((ranks > 0) & (ranks <= 10), 1 / np.log2(np.maximum(ranks, 1) + 1), 0.0)


def interval(values: NDArray[np.float64], *, draws: int = 1000) -> Interval:
    """Mean with the 2.5 and 97.5 percentiles of bootstrap means over queries, seed 20261123; NaN of nothing."""
    if not len(values):
        return (float("nan"),) * 3
    random = np.random.default_rng(SEED)
    means = [values[random.integers(0, len(values), len(values))].mean() for _ in range(draws)]
    low, high = np.percentile(means, (2.5, 97.5))
    return float(values.mean()), float(low), float(high)


def cross_validate(
    classes: Sequence[Class],
    keywords: Sequence[tuple[str, str]],
    *,
    folds: int = 5,
    progress: Callable[[str], None] = lambda text: None,
) -> Ranks:
    """Rank each keyword by a ranker learned from the class names and the other folds' keywords."""
    place = {each.id: number for number, each in enumerate(classes)}
    truth = np.array([place[each] for _, each in keywords])
    texts = [*(each.name for each in classes), *(text for text, _ in keywords)]
    texts = list(dict.fromkeys(texts))
    readings = dict(zip(texts, read_texts(texts), strict=True))
    ranks = np.zeros(len(keywords), np.int64)
    best = np.full(len(keywords), -1)
    fold_of = _folds([each for _, each in keywords], folds)
    for fold in range(folds):
        progress(f"교차 검증 {fold + 1}/{folds}")
        held = np.flatnonzero(fold_of == fold).tolist()
        rest = [keywords[at] for at in np.flatnonzero(fold_of != fold).tolist()]
        ranker = ClassRanker.fit(classes, rest, readings=readings)
        ranked = ranker.rank_read([readings[keywords[at][0]] for at in held], top=100)
        for at, found in zip(held, ranked, strict=True):
            places = [each.place for each in found]
            best[at] = places[0] if places else -1
            ranks[at] = places.index(truth[at]) + 1 if truth[at] in places else 0
    codes = [each.code for each in classes]
    same = [
        np.array([_same(codes, t, b, n) for t, b in zip(truth, best, strict=True)], np.float64)
        for n in (2, 3)
    ]
    return Ranks(ranks, same[0], same[1])


def _folds(labels: Sequence[str], folds: int) -> NDArray[np.int64]:
    """Fold of each keyword: those of a class are dealt out in turn, so that every fold leaves most of each class."""
    order = np.argsort(np.array(labels), kind="stable")
    result = np.zeros(len(labels), np.int64)
    result[order] = np.arange(len(labels)) % folds
    return result


def _same(codes: Sequence[str], truth: int, best: int, digits: int) -> float:
    if len(codes[truth]) < digits:
        return float("nan")
    return float(best >= 0 and codes[best][:digits] == codes[truth][:digits])
