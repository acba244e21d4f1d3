"""Exposure: the cost is bounded place by place, nothing is lost or made up, and no spreading changes nothing."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sangsaeng.analysis.matching.exposure import (
    Candidate,
    exposures,
    gini,
    parameters,
    place,
    spread,
    trade_off,
)

SCORES = st.floats(min_value=0, max_value=1000, allow_nan=False)
FIRMS = [f"F{number:02d}" for number in range(12)]


@st.composite
def rankings(draw: st.DrawFn) -> dict[str, list[Candidate]]:
    needs = draw(st.integers(0, 6))
    return {
        f"N{number}": [
            Candidate(firm, draw(SCORES), draw(st.integers(0, 2)))
            for firm in draw(st.lists(st.sampled_from(FIRMS), unique=True))
        ]
        for number in range(needs)
    }


TOLERANCES = st.floats(min_value=0, max_value=0.9)


@given(rankings(), TOLERANCES, st.integers(1, 12))
def test_no_place_costs_more_than_the_tolerance(
    found: dict[str, list[Candidate]], tolerance: float, depth: int
) -> None:
    orders = spread(found, tolerance=tolerance, depth=depth, rounds=3)
    for need, candidates in found.items():
        scores = {each.firm: each.score for each in candidates}
        before = sorted(scores.values(), reverse=True)
        after = [scores[firm] for firm in orders[need]]
        assert sorted(orders[need]) == sorted(scores)
        for best, shown in zip(before[:depth], after[:depth], strict=True):
            assert shown >= (1 - tolerance) * best - 1e-9
    told = trade_off(found, tolerance=tolerance, depth=depth, rounds=3)
    assert told.kept >= told.worst - 1e-12
    assert told.worst >= 1 - tolerance - 1e-9


@given(rankings(), st.integers(1, 12))
def test_without_spreading_the_lists_stay_as_they_are(found: dict[str, list[Candidate]], depth: int) -> None:
    orders = spread(found, tolerance=0, depth=depth, rounds=3)
    for need, candidates in found.items():
        assert orders[need] == [e.firm for e in sorted(candidates, key=lambda e: (-e.score, e.firm))]
    told = trade_off(found, tolerance=0, depth=depth, rounds=3)
    assert (told.kept, told.worst, told.moved) == (1.0, 1.0, 0)


@given(rankings(), TOLERANCES)
def test_the_best_that_is_left_is_never_passed_by_a_lower_level(
    found: dict[str, list[Candidate]], tolerance: float
) -> None:
    orders = spread(found, tolerance=tolerance, depth=12, rounds=2)
    for need, candidates in found.items():
        by_firm = {each.firm: each for each in candidates}
        left = sorted(candidates, key=lambda e: (-e.score, e.firm))
        for firm in orders[need]:
            assert by_firm[firm].level >= left[0].level or firm == left[0].firm
            left.remove(by_firm[firm])


def test_firms_of_equal_strength_share_the_first_places() -> None:
    found = {f"N{n}": [Candidate("A", 10.0), Candidate("B", 9.9), Candidate("C", 9.8)] for n in range(6)}
    first = [order[0] for order in spread(found, tolerance=0.05, depth=1, rounds=3).values()]
    assert {firm: first.count(firm) for firm in "ABC"} == {"A": 2, "B": 2, "C": 2}
    before, after = (trade_off(found, tolerance=t, depth=1, rounds=3) for t in (0, 0.05))
    assert after.gini < before.gini
    assert after.kept >= 0.98


def test_a_firm_that_is_far_behind_never_comes_forward() -> None:
    found = [Candidate("A", 10.0), Candidate("B", 9.0)]
    assert place(found, {"A": 100.0}, tolerance=0.05, depth=5) == ["A", "B"]


def test_exposure_falls_as_in_dcg_and_ends_at_the_depth() -> None:
    assert exposures([["A", "B", "C"]], depth=2) == {"A": 1.0, "B": pytest.approx(1 / math.log2(3))}


@given(st.lists(st.floats(min_value=0, max_value=1e6), min_size=1, max_size=30))
def test_gini_lies_between_nothing_and_all(values: list[float]) -> None:
    assert 0 <= gini(values) < 1
    assert gini([values[0]] * len(values)) == pytest.approx(0, abs=1e-9)


def test_the_parameters_are_versioned_and_their_setting_is_among_those_shown() -> None:
    found = parameters()
    assert found.version.startswith("exposure ")
    assert found.tolerance in found.settings
    assert 0 in found.settings


@pytest.mark.parametrize("tolerance", [-0.1, 1, 2])
def test_a_tolerance_that_means_nothing_is_refused(tolerance: float) -> None:
    with pytest.raises(ValueError, match="tolerance"):
        place([], {}, tolerance=tolerance, depth=1)
