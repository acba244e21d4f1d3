"""When periods end: golden days worked out by hand, and what must hold for every day."""

import doctest
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sangsaeng.clocks import counting
from sangsaeng.clocks.counting import Span, Unit, due, is_working_day, moved

DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))
UNITS: st.SearchStrategy[Unit] = st.sampled_from(["days", "working_days", "months"])
LENGTHS = st.integers(1, 60)


@st.composite
def pauses(draw: st.DrawFn, start: date) -> list[Span]:
    """Up to three spans, the next never before the last."""
    found, day = [], start
    for _ in range(draw(st.integers(0, 3))):
        day += timedelta(days=draw(st.integers(0, 20)))
        last = day + timedelta(days=draw(st.integers(0, 40)))
        found.append(Span(day, last))
        day = last
    return found


def test_the_examples_of_the_docstrings_hold() -> None:
    assert doctest.testmod(counting).failed == 0


@pytest.mark.parametrize(
    ("start", "unit", "length", "end", "why"),
    [
        # days: the first day does not count
        ("2026-03-03", "days", 30, "2026-04-02", "Thursday"),
        ("2026-06-01", "days", 15, "2026-06-16", "Tuesday"),
        ("2026-06-05", "days", 15, "2026-06-22", "20 June is Saturday, so Monday"),
        ("2026-05-01", "days", 30, "2026-06-01", "31 May is Sunday"),
        # Seollal 2026: 16 to 18 February (Mon–Wed)
        ("2026-02-01", "days", 15, "2026-02-19", "16 February begins Seollal, so Thursday the 19th"),
        ("2026-01-30", "days", 15, "2026-02-19", "14 February is Saturday before Seollal"),
        # Seollal 2027: 6 to 8 February (Sat–Mon), substitute on Tuesday the 9th
        ("2027-01-22", "days", 15, "2027-02-10", "Saturday of Seollal, with a substitute day"),
        # Chuseok 2025: 5 to 7 October, substitute 8, Hangul day 9, then Friday the 10th
        ("2025-09-18", "days", 15, "2025-10-10", "3 October is National Foundation Day, then a whole week"),
        # Chuseok 2026: 24 to 26 September (Thu–Sat)
        ("2026-08-25", "days", 30, "2026-09-28", "24 September"),
        ("2026-09-20", "days", 15, "2026-10-06", "5 October is the substitute of the 3rd"),
        # year ends
        ("2026-12-02", "days", 30, "2027-01-04", "1 January is Friday, then a weekend"),
        ("2025-12-10", "days", 15, "2025-12-26", "Christmas, then Friday"),
        ("2026-12-17", "days", 15, "2027-01-04", "1 January"),
        ("2024-02-28", "days", 1, "2024-02-29", "leap day"),
        # months by the calendar: the day before the one that answers to the first
        ("2026-01-15", "months", 3, "2026-04-15", "Wednesday"),
        ("2026-02-28", "months", 3, "2026-06-01", "first day 1 March, so 31 May, a Sunday"),
        (
            "2025-11-30",
            "months",
            3,
            "2026-03-03",
            "first day 1 December: 28 February, a Saturday; 2 March substitute",
        ),
        ("2025-08-30", "months", 6, "2026-03-03", "no 31 February: its last day, moved as above"),
        ("2023-11-29", "months", 3, "2024-02-29", "first day 30 November; February of a leap year has 29"),
        ("2025-12-31", "months", 6, "2026-06-30", "a whole half-year"),
        ("2026-10-31", "months", 6, "2027-04-30", "first day 1 November"),
        ("2026-06-30", "months", 3, "2026-09-30", "first day 1 July"),
        # working days
        ("2026-09-22", "working_days", 1, "2026-09-23", "the next day"),
        ("2026-09-23", "working_days", 1, "2026-09-28", "over Chuseok"),
        ("2025-10-02", "working_days", 2, "2025-10-13", "over nine days: the 10th, then Monday"),
        ("2026-12-31", "working_days", 1, "2027-01-04", "over New Year"),
        ("2026-06-05", "working_days", 5, "2026-06-12", "Monday to Friday"),
    ],
)
def test_golden_ends(start: str, unit: Unit, length: int, end: str, why: str) -> None:
    assert due(date.fromisoformat(start), unit, length) == date.fromisoformat(end), why


def test_a_day_of_the_year() -> None:
    def plan(start: date) -> date:
        return due(start, "date", 0, day_of_year="04-30")

    assert plan(date(2026, 1, 5)) == date(2026, 4, 30)
    assert plan(date(2026, 4, 30)) == date(2026, 4, 30)
    assert plan(date(2026, 5, 1)) == date(2027, 4, 30)
    assert plan(date(2028, 1, 3)) == date(2028, 5, 3)  # Sunday, Labour Day, Buddha's birthday


def test_a_supplement_is_left_out_with_both_its_days() -> None:
    start = date(2026, 6, 1)
    asked = Span(date(2026, 6, 8), date(2026, 6, 12))  # five days: 16 June + 5 is Sunday the 21st
    assert due(start, "days", 15, pauses=[asked]) == date(2026, 6, 22)
    one_day = Span(date(2026, 6, 8), date(2026, 6, 8))
    assert due(start, "days", 15, pauses=[one_day]) == date(2026, 6, 17)


def test_no_more_than_the_maximum_is_left_out() -> None:
    start = date(2026, 6, 1)
    long = Span(date(2026, 6, 2), date(2026, 12, 31))
    assert due(start, "days", 15, pauses=[long], pause_most=45) == date(2026, 7, 31)  # 1 June + 60
    two = [Span(date(2026, 6, 2), date(2026, 7, 11)), Span(date(2026, 7, 13), date(2026, 8, 31))]  # 40 and 50
    assert due(start, "days", 15, pauses=two, pause_most=45) == date(2026, 7, 31)


def test_a_day_of_two_pauses_is_left_out_once() -> None:
    start = date(2026, 6, 1)
    two = [Span(date(2026, 6, 8), date(2026, 6, 9)), Span(date(2026, 6, 9), date(2026, 6, 10))]
    assert due(start, "days", 15, pauses=two) == date(2026, 6, 19)


def test_a_supplement_asked_for_on_the_day_the_end_was_moved_to() -> None:
    start = date(2026, 6, 5)  # ends on Saturday the 20th, moved to Monday the 22nd
    asked = Span(date(2026, 6, 22), date(2026, 6, 24))
    assert due(start, "days", 15, pauses=[asked]) == date(2026, 6, 25)


def test_working_days_of_a_pause_only_count_as_such() -> None:
    start = date(2026, 6, 1)  # five working days end on the 9th: the 3rd is election day
    assert due(start, "working_days", 5) == date(2026, 6, 9)
    weekend = Span(date(2026, 6, 5), date(2026, 6, 7))  # one working day of three
    assert due(start, "working_days", 5, pauses=[weekend]) == date(2026, 6, 10)


def test_an_end_is_moved_once_after_the_extension() -> None:
    start = date(2026, 6, 5)  # 15 days end on a Saturday; with 30 more, on Monday 20 July
    assert due(start, "days", 15, extended_by=30) == date(2026, 7, 20)


@pytest.mark.parametrize("bad", [-1])
def test_a_negative_period_is_refused(bad: int) -> None:
    with pytest.raises(ValueError, match="negative"):
        due(date(2026, 1, 1), "days", bad)
    with pytest.raises(ValueError, match="negative"):
        due(date(2026, 1, 1), "days", 1, extended_by=bad)


def test_years_without_known_holidays_are_refused() -> None:
    with pytest.raises(ValueError, match="not known"):
        due(date(1999, 12, 31), "days", 1)
    with pytest.raises(ValueError, match="not known"):
        due(date(2099, 12, 1), "months", 30)


@given(DAYS, UNITS, LENGTHS)
def test_no_period_ends_on_a_weekend_or_a_holiday(start: date, unit: Unit, length: int) -> None:
    end = due(start, unit, length)
    assert is_working_day(end)
    assert end.weekday() < 5
    assert end > start


@given(DAYS, UNITS, LENGTHS, st.data())
def test_a_longer_period_never_ends_earlier(
    start: date, unit: Unit, length: int, data: st.DataObject
) -> None:
    spans = data.draw(pauses(start))
    assert due(start, unit, length, pauses=spans) <= due(start, unit, length + 1, pauses=spans)


@given(DAYS, UNITS, LENGTHS, st.integers(0, 60), st.data())
def test_a_pause_never_shortens(start: date, unit: Unit, length: int, most: int, data: st.DataObject) -> None:
    spans = data.draw(pauses(start))
    plain = due(start, unit, length)
    limited = due(start, unit, length, pauses=spans, pause_most=most)
    assert plain <= limited <= due(start, unit, length, pauses=spans)
    assert limited <= due(start, unit, length, pauses=spans, pause_most=most + 1)
    assert due(start, unit, length, pauses=spans[:-1]) <= due(start, unit, length, pauses=spans)


@given(DAYS, LENGTHS, st.integers(0, 45))
def test_a_pause_in_the_period_gives_back_its_days(start: date, length: int, days: int) -> None:
    """Of days: the unmoved end is later by exactly what was left out."""
    spans = [Span(start + timedelta(days=1), start + timedelta(days=days))]
    assert due(start, "days", length, pauses=spans) == moved(start + timedelta(days=length + days))


@given(DAYS, UNITS, LENGTHS, st.integers(1, 40))
def test_an_extension_counts_once_as_one_longer_period(
    start: date, unit: Unit, length: int, more: int
) -> None:
    assert due(start, unit, length, extended_by=more) == due(start, unit, length + more)


@given(DAYS, st.integers(1, 36))
def test_months_end_in_the_month_that_many_months_on(start: date, months: int) -> None:
    first = start + timedelta(days=1)
    end = counting.months_after(start, months)
    after = end + timedelta(days=1)
    passed = (after.year - first.year) * 12 + after.month - first.month
    if after.day == first.day:
        assert passed == months
    else:  # the last month has no such day: the period ends with the month
        assert (passed, after.day) == (months + 1, 1)
        assert end.day < first.day


@given(DAYS)
def test_an_end_moves_over_days_off_only(day: date) -> None:
    end = moved(day)
    assert not any(is_working_day(day + timedelta(days=n)) for n in range((end - day).days))
    assert (end - day).days <= 10


@pytest.mark.parametrize(
    ("start", "end", "extended"),
    [
        (date(2026, 6, 1), date(2026, 6, 15), date(2026, 6, 29)),  # Monday; 3 June is a holiday
        (date(2026, 6, 6), date(2026, 6, 19), date(2026, 7, 3)),  # Saturday: it begins with Monday
        (date(2026, 9, 23), date(2026, 10, 12), date(2026, 10, 26)),  # Chuseok, 5 and 9 October lie in it
    ],
)
def test_where_the_law_counts_the_first_day(start: date, end: date, extended: date) -> None:
    assert counting.due(start, "working_days", 10, first_day_counts=True) == end
    assert counting.due(start, "working_days", 10, extended_by=10, first_day_counts=True) == extended


@given(
    st.dates(min_value=date(2001, 1, 1), max_value=date(2060, 1, 1)), st.integers(min_value=1, max_value=30)
)
def test_so_many_working_days_lie_from_the_first_day_to_the_end(start: date, length: int) -> None:
    end = counting.due(start, "working_days", length, first_day_counts=True)
    days = [start + timedelta(days=n) for n in range((end - start).days + 1)]
    assert sum(counting.is_working_day(day) for day in days) == length
    assert counting.is_working_day(end)


@given(DAYS, st.integers(0, 400))
def test_a_day_that_was_set_stays(start: date, length: int) -> None:
    assert due(start, "days", length, moves=False) == start + timedelta(days=length)
