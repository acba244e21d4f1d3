"""The arithmetic of the rate: only what is due counts, what is left out counts for nobody, unknown stays a range."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sangsaeng.followup.rates import Level, Rate, Standing, TermFacts, by_quarter, rate

DAY = date(2026, 11, 22)


def term(number: int, promised: int = 100, **more: object) -> TermFacts:
    given: dict[str, object] = {"purchase": "P-1", "due_on": DAY, "unit": "개", **more}
    return TermFacts(number=number, promised=Decimal(promised), **given)  # type: ignore[arg-type]


def amount(value: int) -> Decimal:
    return Decimal(value)


def test_the_example_of_the_reference_page() -> None:
    """docs/reference/purchases.md works this out by hand."""
    terms = [
        term(1, by_buyer=amount(100), by_supplier=amount(100)),
        term(2, by_supplier=amount(100)),
        term(3, by_buyer=amount(80), by_supplier=amount(100)),
        term(4, exempt="performance"),
        term(5),
        term(6, due_on=DAY + timedelta(days=1)),
    ]
    found = rate(terms, DAY)
    assert (found.due, found.counted, found.full, found.full_by_both, found.full_by_one) == (5, 4, 2, 1, 1)
    assert (found.part, found.none, found.unknown, found.not_due) == (1, 0, 1, 1)
    assert found.left_out == {"performance": 1}
    assert (found.low, found.low_by_both, found.high) == (Decimal("50.0"), Decimal("25.0"), Decimal("75.0"))
    (volume,) = found.volumes
    assert (volume.promised, volume.honoured, volume.unknown) == (400, 280, 100)
    assert (volume.low, volume.high) == (Decimal("70.0"), Decimal("95.0"))


def test_nothing_due_is_no_rate_rather_than_nought() -> None:
    found = rate([term(1, due_on=DAY + timedelta(days=1))], DAY)
    assert (found.low, found.high, found.counted) == (None, None, 0)
    assert rate([], DAY) == Rate(as_of=DAY, levels={level.value: 0 for level in Level})


def test_the_day_itself_counts_and_only_then() -> None:
    assert term(1, due_on=DAY).standing(DAY) is Standing.UNKNOWN
    assert term(1, due_on=DAY + timedelta(days=1)).standing(DAY) is Standing.NOT_DUE


def test_nothing_bought_is_not_unknown() -> None:
    assert term(1, by_buyer=amount(0)).standing(DAY) is Standing.NONE
    assert term(1).standing(DAY) is Standing.UNKNOWN


def test_units_are_never_added() -> None:
    with pytest.raises(ValueError, match="cannot be added"):
        rate([term(1), term(2, unit="kg")], DAY)
    two = rate([term(1), term(1, purchase="P-2", unit="kg")], DAY)
    assert [(v.purchase, v.unit) for v in two.volumes] == [("P-1", "개"), ("P-2", "kg")]


@pytest.mark.parametrize("bad", [{"promised": 0}, {"by_buyer": Decimal(-1)}])
def test_impossible_facts_are_refused(bad: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="nothing"):
        term(1, **bad)  # type: ignore[arg-type]


def test_quarters() -> None:
    days = [date(2026, 3, 31), date(2026, 4, 1), date(2025, 12, 31)]
    found = by_quarter([term(n, due_on=d, by_buyer=amount(100)) for n, d in enumerate(days)], DAY)
    assert [(q.year, q.quarter, q.counted, q.full) for q in found] == [
        (2025, 4, 1, 1),
        (2026, 1, 1, 1),
        (2026, 2, 1, 1),
    ]


def test_a_quarter_tells_both_sides_from_one_side() -> None:
    day = date(2026, 3, 31)
    both = term(1, due_on=day, by_buyer=amount(100), by_supplier=amount(100))
    found = by_quarter([both, term(2, due_on=day, by_supplier=amount(100))], DAY)
    assert [(q.counted, q.full, q.full_by_both, q.full_by_one) for q in found] == [(2, 2, 1, 1)]


told = st.none() | st.integers(0, 300).map(Decimal)
terms = st.lists(
    st.builds(
        TermFacts,
        purchase=st.sampled_from(["P-1", "P-2", "P-3"]),
        number=st.integers(1, 9),
        due_on=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
        promised=st.integers(1, 200).map(Decimal),
        unit=st.just("개"),
        by_buyer=told,
        by_supplier=told,
        exempt=st.sampled_from(["", "", "", "performance", "force_majeure"]),
    ),
    max_size=12,
)


@given(terms)
def test_every_term_is_somewhere_once_and_shares_are_shares(rows: list[TermFacts]) -> None:
    found = rate(rows, DAY)
    assert found.due == found.counted + sum(found.left_out.values())
    assert found.due + found.not_due == len(rows)
    assert sum(found.levels.values()) == found.counted
    if found.counted:
        assert found.low is not None
        assert found.high is not None
        assert 0 <= found.low_by_both <= found.low <= found.high <= 100  # type: ignore[operator]
    for volume in found.volumes:
        assert 0 <= volume.honoured <= volume.promised
        assert volume.low <= volume.high <= 100  # type: ignore[operator]


@given(terms, st.randoms())
def test_the_order_does_not_matter(rows: list[TermFacts], chance: object) -> None:
    turned = list(rows)
    chance.shuffle(turned)  # type: ignore[attr-defined]
    assert rate(turned, DAY) == rate(rows, DAY)


@given(terms)
def test_what_is_not_due_or_left_out_moves_no_rate(rows: list[TermFacts]) -> None:
    kept = [row for row in rows if row.due_on <= DAY and not row.exempt]
    found, of_kept = rate(rows, DAY), rate(kept, DAY)
    assert (found.low, found.high, found.volumes) == (of_kept.low, of_kept.high, of_kept.volumes)


@given(terms, st.integers(0, 300).map(Decimal))
def test_more_bought_never_lowers_the_rate(rows: list[TermFacts], more: Decimal) -> None:
    from dataclasses import replace

    raised = [
        replace(
            row,
            by_buyer=None if row.by_buyer is None else row.by_buyer + more,
            by_supplier=None if row.by_supplier is None else row.by_supplier + more,
        )
        for row in rows
    ]
    assert rate(raised, DAY).full >= rate(rows, DAY).full


@given(terms)
def test_quarters_add_up_to_the_rate(rows: list[TermFacts]) -> None:
    found, quarters = rate(rows, DAY), by_quarter(rows, DAY)
    assert sum(q.counted for q in quarters) == found.counted
    assert sum(q.full for q in quarters) == found.full
    assert sum(q.full_by_both for q in quarters) == found.full_by_both
    assert sum(q.unknown for q in quarters) == found.unknown
