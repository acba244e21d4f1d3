"""Meetings at a fair: stable in their turns, fair to those without one, and a timetable in which nobody is at two desks."""

import random
import time
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sangsaeng.analysis.matching.fair import (
    Fair,
    Participant,
    allocate,
    blocking_pairs,
    choose,
    spread,
)
from sangsaeng.analysis.matching.fair_slots import idle, timetable

SLOTS = 4


@st.composite
def fairs(draw: st.DrawFn, *, absences: bool = True) -> Fair:
    """Small fairs with every sort of trouble: limits of nothing, absences, barred pairs, wishes of one side only."""

    def people(prefix: str, count: int) -> tuple[Participant, ...]:
        away = st.frozensets(st.integers(0, SLOTS - 1), max_size=3) if absences else st.just(frozenset())
        return tuple(
            Participant(f"{prefix}{n}", draw(st.integers(0, SLOTS)), draw(away)) for n in range(count)
        )

    suppliers, desks = people("s", draw(st.integers(1, 6))), people("d", draw(st.integers(1, 4)))
    pair = st.tuples(st.integers(0, len(suppliers) - 1), st.integers(0, len(desks) - 1))
    wishes = st.dictionaries(pair, st.integers(1, 5), max_size=14)
    return Fair(
        suppliers,
        desks,
        (0, 0, 1, 1),
        supplier_wishes=draw(wishes),
        desk_wishes=draw(wishes),
        fit=draw(st.dictionaries(pair, st.floats(0, 1), max_size=8)),
        barred=draw(st.frozensets(pair, max_size=4)),
    )


def most_seated(fair: Fair) -> int:
    """The most suppliers that could have a meeting at all: augmenting paths over single places of desks."""
    found = choose(fair, first_meeting_for_all=False)
    assert found is not None
    allowed = {
        pair for pair in product(range(len(fair.suppliers)), range(len(fair.desks))) if may(fair, pair)
    }
    seats = [
        (d, n) for d, each in enumerate(fair.desks) for n in range(min(each.most, SLOTS - len(each.away)))
    ]
    taken: dict[tuple[int, int], int] = {}

    def seat(s: int, seen: set[tuple[int, int]]) -> bool:
        for place in seats:
            if (s, place[0]) in allowed and place not in seen:
                seen.add(place)
                if place not in taken or seat(taken[place], seen):
                    taken[place] = s
                    return True
        return False

    can = [s for s, each in enumerate(fair.suppliers) if min(each.most, SLOTS - len(each.away)) > 0]
    return sum(seat(s, set()) for s in can)


def may(fair: Fair, pair: tuple[int, int]) -> bool:
    """Whether the rules in words let a pair meet, written down a second time."""
    s, d = pair
    if pair in fair.barred or len(fair.suppliers[s].away | fair.desks[d].away) == SLOTS:
        return False
    if pair in fair.supplier_wishes or pair in fair.desk_wishes:
        return True
    quiet = not any(w[0] == s for w in fair.supplier_wishes) or not any(w[1] == d for w in fair.desk_wishes)
    return quiet and fair.fit.get(pair, 0) > 0


@given(fairs(), st.sampled_from(["suppliers", "desks"]))
@settings(max_examples=150, deadline=None)
def test_no_pair_would_both_rather_meet(fair: Fair, proposing: str) -> None:
    choice = choose(fair, proposing=proposing, first_meeting_for_all=False)  # type: ignore[arg-type]
    assert blocking_pairs(fair, choice) == []
    for s, each in enumerate(fair.suppliers):
        turns = sorted(turn for pair, turn in choice.turns.items() if pair[0] == s)
        assert len(turns) <= min(each.most, SLOTS - len(each.away))
        assert len(set(turns)) == len(turns)
    for d, each in enumerate(fair.desks):
        assert sum(pair[1] == d for pair in choice.turns) <= min(each.most, SLOTS - len(each.away))
    assert all(may(fair, pair) for pair in choice.turns)


@given(fairs())
@settings(max_examples=150, deadline=None)
def test_as_many_as_possible_have_a_first_meeting(fair: Fair) -> None:
    choice = choose(fair)
    assert len({s for s, _d in choice.turns}) == most_seated(fair)
    plain = choose(fair, first_meeting_for_all=False)
    assert {s for s, _d in plain.turns} <= {s for s, _d in choice.turns}
    if not choice.rescued:
        assert choice == plain


def test_a_choice_that_is_not_stable_is_seen_as_such() -> None:
    both = (Participant("a", 1), Participant("b", 1))
    fair = Fair(both, (Participant("A", 1),), (0,), {(0, 0): 1, (1, 0): 1}, {(0, 0): 1, (1, 0): 2})
    wrong = choose(fair, kept={(1, 0): 1})
    assert blocking_pairs(fair, wrong) == [(0, 0)]


def test_nobody_goes_without_for_another_s_second_meeting() -> None:
    """The desk likes the first firm best, but holds its place for the firm that has none."""
    suppliers = (Participant("many", 2), Participant("one", 2))
    desks = (Participant("A", 1), Participant("B", 1))
    fair = Fair(suppliers, desks, (0, 0), {(0, 0): 1, (0, 1): 2, (1, 1): 1}, {(0, 1): 1, (1, 1): 2})
    assert choose(fair).pairs == [(0, 0), (1, 1)]


def test_a_first_meeting_is_moved_for_a_firm_that_has_one_wish_only() -> None:
    suppliers = (Participant("two wishes", 1), Participant("one wish", 1))
    desks = (Participant("A", 1), Participant("B", 1))
    fair = Fair(suppliers, desks, (0,), {(0, 0): 1, (0, 1): 2, (1, 0): 1}, {(0, 0): 1, (1, 0): 2})
    assert choose(fair, first_meeting_for_all=False).pairs == [(0, 0)]
    choice = choose(fair)
    assert (choice.pairs, choice.moved, choice.rescued) == ([(0, 1), (1, 0)], 1, (1,))
    assert blocking_pairs(fair, choice) == [(0, 0)]


def check_table(fair: Fair, placed: dict[tuple[int, int], int]) -> None:
    seen: set[tuple[str, int, int]] = set()
    for (s, d), slot in placed.items():
        assert slot not in fair.suppliers[s].away
        assert slot not in fair.desks[d].away
        for key in (("s", s, slot), ("d", d, slot)):
            assert key not in seen
            seen.add(key)


@given(fairs())
@settings(max_examples=100, deadline=None)
def test_nobody_is_at_two_desks_and_each_loss_is_named(fair: Fair) -> None:
    found = allocate(fair)
    check_table(fair, found.table.placed)
    assert set(found.choice.turns) == set(found.table.placed)
    assert not set(found.unplaced) & set(found.table.placed)
    seated = {s for s, _d in found.table.placed}
    assert set(found.without) == {s for s, each in enumerate(fair.suppliers) if each.most} - seated
    assert found.spread == spread(fair, set(found.table.placed), idle=found.table.idle)
    assert allocate(fair) == found


@given(fairs(absences=False))
@settings(max_examples=100, deadline=None)
def test_without_absences_every_meeting_has_a_slot(fair: Fair) -> None:
    found = allocate(fair, first_meeting_for_all=False)
    assert found.table.complete
    assert found.blocking == 0
    assert not found.unplaced


@given(
    st.sets(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=6),
    st.dictionaries(
        st.tuples(st.sampled_from("sd"), st.integers(0, 2)), st.frozensets(st.integers(0, 2)), max_size=5
    ),
)
@settings(max_examples=150, deadline=None)
def test_no_timetable_places_more(
    pairs: set[tuple[int, int]], away: dict[tuple[str, int], frozenset[int]]
) -> None:
    found = timetable(pairs, slots=3, away=away)
    ordered = sorted(pairs)

    def most(at: int, taken: frozenset[tuple[str, int, int]]) -> int:
        if at == len(ordered):
            return 0
        s, d = ordered[at]
        best = most(at + 1, taken)
        for slot in range(3):
            both = {("s", s, slot), ("d", d, slot)}
            if not both & taken and slot not in away.get(("s", s), ()) and slot not in away.get(("d", d), ()):
                best = max(best, 1 + most(at + 1, taken | both))
        return best

    assert len(found.placed) == most(0, frozenset())
    assert len(found.placed) + len(found.apart) + len(found.left) == len(pairs)


def test_an_impossible_plan_says_who_lacks_slots() -> None:
    found = timetable([(0, 0), (1, 0), (2, 0)], slots=3, away={("d", 0): frozenset({0})})
    assert len(found.left) == 1
    assert [(each.node, each.meetings, each.free) for each in found.short] == [(("d", 0), 3, 2)]
    found = timetable([(0, 0)], slots=2, away={("d", 0): frozenset({0}), ("s", 0): frozenset({1})})
    assert found.apart == ((0, 0),)


def test_why_somebody_goes_without() -> None:
    suppliers = (
        Participant("full", 1),
        Participant("wins", 1),
        Participant("barred", 1),
        Participant("no time", 1, frozenset({0})),
        Participant("no wish", 1),
    )
    desks = (Participant("A", 1), Participant("B", 1, frozenset({1})))
    wishes = {(0, 0): 1, (1, 0): 1, (2, 0): 1, (3, 1): 1}
    found = allocate(Fair(suppliers, desks, (0, 0), wishes, {(1, 0): 1}, barred=frozenset({(2, 0)})))
    assert found.without == {0: "full", 2: "barred", 3: "no_time", 4: "no_wish"}
    assert found.empty_desks == (1,)


def test_a_late_withdrawal_leaves_the_others_where_they_are() -> None:
    """The place that a firm gives up goes to a firm that wished for it; every other meeting keeps its slot."""
    fair = _large(3, suppliers=30, desks=5, slots=6)
    before = allocate(fair).table.placed
    gone = next(s for s, _d in before)
    touched = frozenset(("d", d) for s, d in before if s == gone)
    kept = {pair: slot for pair, slot in before.items() if pair[0] != gone}
    suppliers = tuple(
        Participant(each.key, 0) if s == gone else each for s, each in enumerate(fair.suppliers)
    )
    after = allocate(
        Fair(
            suppliers,
            fair.desks,
            fair.sessions,
            {pair: rank for pair, rank in fair.supplier_wishes.items() if pair[0] != gone},
            {pair: rank for pair, rank in fair.desk_wishes.items() if pair[0] != gone},
        ),
        kept=kept,
        touched=touched,
    ).table.placed
    assert kept.items() <= after.items()
    assert all(("d", d) in touched for _s, d in set(after) - set(kept))
    assert len(after) > len(kept)


def _large(seed: int, *, suppliers: int, desks: int, slots: int, away: float = 0.0) -> Fair:
    chance = random.Random(seed)

    def absent(most: int) -> frozenset[int]:
        gone = chance.random() < away
        return frozenset(chance.sample(range(slots), chance.randint(1, most))) if gone else frozenset()

    wishes = {
        (s, d): rank
        for s in range(suppliers)
        for rank, d in enumerate(chance.sample(range(desks), 4), start=1)
    }
    back = {
        (s, d): rank
        for d in range(desks)
        for rank, s in enumerate(chance.sample(range(suppliers), 6), start=1)
    }
    return Fair(
        tuple(Participant(f"s{n}", chance.randint(1, 4), absent(slots // 2)) for n in range(suppliers)),
        tuple(Participant(f"d{n}", slots, absent(slots // 4)) for n in range(desks)),
        tuple(int(slot >= slots // 2) for slot in range(slots)),
        wishes,
        back,
    )


@pytest.mark.parametrize("away", [0.0, 0.4])
def test_two_hundred_firms_and_thirty_desks_take_seconds(away: float) -> None:
    fair = _large(1, suppliers=200, desks=30, slots=16, away=away)
    began = time.perf_counter()
    found = allocate(fair)
    taken = time.perf_counter() - began
    check_table(fair, found.table.placed)
    assert found.spread.suppliers_meeting == 200
    assert not found.unplaced
    assert found.table.idle <= (0 if not away else 60)
    assert taken < 5


def test_waiting_is_counted_within_a_session_only() -> None:
    assert idle([0, 3], [0, 0, 1, 1]) == 0
    assert idle([0, 3], [0, 0, 0, 0]) == 2


def test_what_names_nobody_is_refused() -> None:
    one = (Participant("a", 1),)
    with pytest.raises(ValueError, match="names nobody"):
        Fair(one, one, (0,), {(0, 1): 1})
    with pytest.raises(ValueError, match="slot that is not there"):
        Fair((Participant("a", 1, frozenset({3})),), one, (0,))
    with pytest.raises(ValueError, match="limit"):
        Fair((Participant("a", -1),), one, (0,))
