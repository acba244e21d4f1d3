"""Assigning reviewers: against brute force on small cases, and what is said where it cannot be done."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sangsaeng.analysis.matching.assignment import Assignment, Infeasible, assign

LEVELS = st.sampled_from([0.0, 0.5, 1.0])


@st.composite
def problems(draw: st.DrawFn, cases: int = 3, reviewers: int = 4) -> tuple[np.ndarray, np.ndarray, int, int]:
    c, r = draw(st.integers(1, cases)), draw(st.integers(1, reviewers))
    expertise = draw(st.lists(st.lists(LEVELS, min_size=r, max_size=r), min_size=c, max_size=c))
    conflict = draw(st.lists(st.lists(st.booleans(), min_size=r, max_size=r), min_size=c, max_size=c))
    return np.array(expertise), np.array(conflict), draw(st.integers(0, 2)), draw(st.integers(0, 3))


def every(conflict: np.ndarray, per_case: int, most: int) -> list[np.ndarray]:
    """Every assignment there is, by trying all."""
    cases, reviewers = conflict.shape
    rows = []
    for c in range(cases):
        free = [r for r in range(reviewers) if not conflict[c, r]]
        rows.append([set(chosen) for chosen in combinations(free, per_case)])
    found = []
    for chosen in product(*rows):
        matrix = np.array([[r in row for r in range(reviewers)] for row in chosen])
        if (matrix.sum(axis=0) <= most).all():
            found.append(matrix)
    return found


def worth(expertise: np.ndarray, conflict: np.ndarray, chosen: np.ndarray, per_case: int) -> tuple:
    """What the aims rank by: the least served of those with any expertise, the total, how uneven the loads are."""
    served = (expertise * chosen).sum(axis=1)
    concerned = (expertise * ~conflict).sum(axis=1) > 0
    least = served[concerned].min() if concerned.any() and per_case else 0
    uneven = sum(int(n) * (int(n) + 1) // 2 for n in chosen.sum(axis=0))
    return round(float(least), 2), round(float(served.sum()), 2), -uneven


@settings(max_examples=150, deadline=None)
@given(problems())
def test_it_is_the_best_of_all_or_says_that_there_is_none(problem: tuple) -> None:
    expertise, conflict, per_case, most = problem
    there = every(conflict, per_case, most)
    found = assign(expertise, conflict, per_case=per_case, most_per_reviewer=most)
    if not there:
        assert isinstance(found, Infeasible)
        return
    assert isinstance(found, Assignment)
    assert found.proven
    assert not (found.chosen & conflict).any()
    assert (found.chosen.sum(axis=1) == per_case).all()
    assert (found.loads <= most).all()
    best = max(worth(expertise, conflict, chosen, per_case) for chosen in there)
    assert worth(expertise, conflict, found.chosen, per_case) == best


@settings(max_examples=100, deadline=None)
@given(problems())
def test_the_group_it_names_is_a_smallest_one(problem: tuple) -> None:
    expertise, conflict, per_case, most = problem
    found = assign(expertise, conflict, per_case=per_case, most_per_reviewer=most)
    if isinstance(found, Assignment):
        return
    group = list(found.cases)
    assert found.needed == per_case * len(group) > found.available
    assert not every(conflict[group], per_case, most)
    for left_out in group:
        rest = [c for c in group if c != left_out]
        assert not rest or every(conflict[rest], per_case, most)
    assert found.overall >= found.lacking
    assert found.free == tuple((~conflict[c]).sum() for c in group)


def test_the_least_served_case_comes_before_the_total() -> None:
    # alone, the total would give the only two experts to the first case
    expertise = [[1.0, 1.0, 0.0, 0.0], [0.9, 0.9, 0.0, 0.0]]
    found = assign(expertise, np.zeros((2, 4), bool), per_case=2, most_per_reviewer=1)
    assert isinstance(found, Assignment)
    assert found.least == 0.9
    assert found.chosen[:, :2].sum(axis=1).tolist() == [1, 1]


def test_without_any_known_expertise_the_loads_are_even() -> None:
    found = assign(np.zeros((10, 5)), np.zeros((10, 5), bool), per_case=2, most_per_reviewer=10)
    assert isinstance(found, Assignment)
    assert found.loads.tolist() == [4, 4, 4, 4, 4]


def test_what_stands_is_kept_also_above_the_limit() -> None:
    already = np.zeros((2, 3), bool)
    already[0] = True  # three where one is asked for
    found = assign(np.ones((2, 3)), np.zeros((2, 3), bool), per_case=1, most_per_reviewer=1, already=already)
    assert isinstance(found, Infeasible)  # all three are at their limit
    assert (found.cases, found.available, found.busy) == ((1,), 0, (0, 1, 2))
    found = assign(np.ones((2, 3)), np.zeros((2, 3), bool), per_case=1, most_per_reviewer=2, already=already)
    assert isinstance(found, Assignment)
    assert (found.chosen & already == already).all()


def test_conflicts_alone_are_told_from_limits() -> None:
    conflict = np.array([[True, True, False], [False, False, False]])
    found = assign(np.zeros((2, 3)), conflict, per_case=2, most_per_reviewer=5)
    assert isinstance(found, Infeasible)
    assert found.by_conflict_alone
    assert (found.cases, found.free, found.lacking) == ((0,), (1,), 1)


def test_the_whole_lack_is_told_beside_the_smallest_group() -> None:
    found = assign(np.zeros((6, 4)), np.zeros((6, 4), bool), per_case=3, most_per_reviewer=2)
    assert isinstance(found, Infeasible)
    assert (len(found.cases), found.lacking, found.overall) == (3, 1, 10)  # 9 − 8 of the group, 18 − 8 of all


def test_the_same_input_gives_the_same_answer() -> None:
    rng = np.random.default_rng(3)
    expertise, conflict = rng.integers(0, 3, (20, 8)) / 2, rng.random((20, 8)) < 0.1
    first = assign(expertise, conflict, per_case=3, most_per_reviewer=10)
    assert isinstance(first, Assignment)
    for _again in range(3):
        other = assign(expertise, conflict, per_case=3, most_per_reviewer=10)
        assert isinstance(other, Assignment)
        assert other.pairs() == first.pairs()


@pytest.mark.parametrize("bad", [[[np.nan]], [[-1.0]], [[1.0, 2.0]], [1.0]])
def test_what_is_no_expertise_is_refused(bad: list) -> None:
    with pytest.raises(ValueError, match="expertise"):
        assign(bad, [[False]], per_case=1, most_per_reviewer=1)


def test_no_case_is_no_work() -> None:
    found = assign(np.zeros((0, 2)), np.zeros((0, 2), bool), per_case=3, most_per_reviewer=1)
    assert isinstance(found, Assignment)
    assert found.pairs() == []
