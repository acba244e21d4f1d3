"""What reviews come to: a weighted mean, and beside it one that allows for severe and lenient reviewers. Pure.

score of a review  s(i, j) = Σ weight(k) · answer(k) / Σ weight(k)      on the scale of the answers, 1 to `most`
mean of a case     m(i) = mean over its reviewers j of s(i, j)
adjusted mean      a(i), from s(i, j) = a(i) + b(j) + rest, by least squares with λ Σ b(j)² added (ridge), λ = 2

b(j) is how much more lenient (+) or severe (−) reviewer j is than those who reviewed the same cases. λ draws it
towards 0: the effect of a reviewer with few reviews is hardly believed. The weights of the questions and λ are ours
(docs/reference/review.md). A case with fewer than two reviews has no adjusted mean and no spread: unknown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SHRINKAGE = 2.0
FEWEST = 2


@dataclass(frozen=True)
class CaseScore:
    """Of one case: number of reviews, mean, adjusted mean, and spread (highest − lowest); None where unknown."""

    count: int
    mean: float | None
    adjusted: float | None
    spread: float | None


NOTHING = CaseScore(0, None, None, None)


def weighted(scores: Mapping[str, int], weights: Mapping[str, int]) -> float | None:
    """The weighted mean of one review's answers; None where an answer is missing.

    >>> weighted({"a": 5, "b": 3}, {"a": 25, "b": 75})
    3.5
    >>> weighted({"a": 5}, {"a": 25, "b": 75}) is None
    True
    """
    total = sum(weights.values())
    if not total or any(scores.get(key) is None for key in weights):
        return None
    return sum(weight * scores[key] for key, weight in weights.items()) / total


def by_case(reviews: Sequence[tuple[int, int, float]]) -> dict[int, CaseScore]:
    """(case, reviewer, score) of all reviews of a round → the score of each case that has any.

    >>> found = by_case([(1, 10, 4.0), (1, 11, 2.0), (2, 10, 5.0)])
    >>> found[1].mean, found[1].spread, found[2].adjusted
    (3.0, 2.0, None)
    """
    by: dict[int, list[tuple[int, float]]] = {}
    for case, reviewer, score in reviews:
        by.setdefault(case, []).append((reviewer, score))
    lenient = leniency(reviews)
    found = {}
    for case, given in by.items():
        scores = [score for _reviewer, score in given]
        enough = len(given) >= FEWEST
        found[case] = CaseScore(
            count=len(given),
            mean=sum(scores) / len(scores),
            adjusted=sum(s - lenient[r] for r, s in given) / len(given) if enough else None,
            spread=max(scores) - min(scores) if enough else None,
        )
    return found


def leniency(reviews: Sequence[tuple[int, int, float]], shrinkage: float = SHRINKAGE) -> dict[int, float]:
    """b(j) of each reviewer: Σ over his reviews of (s − a) = (n + λ) b, with a(i) the mean of s − b over the case.

    The cases are eliminated, which leaves one equation a reviewer; λ > 0 makes them solvable always.
    """
    import numpy as np

    if not reviews:
        return {}
    cases = {case: n for n, case in enumerate(dict.fromkeys(case for case, _r, _s in reviews))}
    people = {person: n for n, person in enumerate(sorted({person for _c, person, _s in reviews}))}
    there = np.zeros((len(cases), len(people)))
    score = np.zeros((len(cases), len(people)))
    for case, person, value in reviews:
        there[cases[case], people[person]] = 1.0
        score[cases[case], people[person]] = value
    size = there.sum(axis=1, keepdims=True)
    left = np.diag(there.sum(axis=0) + shrinkage) - there.T @ (there / size)
    right = (score - there * score.sum(axis=1, keepdims=True) / size).sum(axis=0)
    solved = np.linalg.solve(left, right)
    return {person: float(solved[n]) for person, n in people.items()}
