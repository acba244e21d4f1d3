"""When a period ends, by the rules of Korean law; pure: no database, no «today».

- The first day does not count (민법 §157). A period that follows the end of a day (three months after the end
  of a project) begins at midnight, and its first day is again the day after: one rule serves both.
- It ends with its last day (민법 §159). Months run by the calendar: the last day is the one before the day that
  bears the number of the first; where the last month has no such day, its last day (민법 §160).
- A last day on a Saturday or a public holiday (Sundays are such: 관공서의 공휴일에 관한 규정 §2) moves to the next
  day that is neither (민법 §161). Substitute and temporary holidays come from the package `holidays`.
- Where a law counts the first day (정보공개법 §29②: working days from the day of receipt), that day is the first of the
  period; received on a day off, it begins with the next working day.
- A day that parties or an asker set is no period of law: it stays where they set it (`moves`).
- 행정기본법 §6① sends administrative periods to the Civil Act where no other law says otherwise.

The special act on materials, parts and equipment is silent on four points; these are our readings:

- Time for a supplement: the day it was asked for and the day it came in are both left out, as 행정절차법 시행령
  §11 has it for applications. What passes the maximum counts again.
- An extension lengthens the one period: the end is moved off a holiday once, at the very end.
- «By 30 April» names a day, not a period; it is moved off a holiday as a period's end would be.
- Whether a firm's request is a civil petition (민원 처리에 관한 법률 §19 counts working days from the first day).
  We count calendar days as the act words them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

Unit = Literal["days", "working_days", "months", "date"]
DAY = timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 2000, 2099  # the calendar of holidays is known for these


@dataclass(frozen=True, slots=True)
class Span:
    """Days that do not count, the first and the last included."""

    first: date
    last: date

    def __len__(self) -> int:
        return max(0, (self.last - self.first).days + 1)


@cache
def _holidays() -> Mapping[date, str]:
    import holidays

    return holidays.country_holidays("KR")


def is_working_day(day: date) -> bool:
    """Neither Saturday nor Sunday nor a public holiday of Korea.

    >>> is_working_day(date(2026, 9, 24)), is_working_day(date(2026, 10, 5)), is_working_day(date(2026, 10, 6))
    (False, False, True)
    """
    if not FIRST_YEAR <= day.year <= LAST_YEAR + 1:
        raise ValueError(f"the holidays of {day.year} are not known")
    return day.weekday() < 5 and day not in _holidays()


def moved(day: date) -> date:
    """`day`, or the next working day where it is none (민법 §161).

    Chuseok of 2026 is Thursday to Saturday, so an end on its first day moves to Monday:

    >>> moved(date(2026, 9, 24))
    datetime.date(2026, 9, 28)
    """
    while not is_working_day(day):
        day += DAY
    return day


def months_after(start: date, months: int) -> date:
    """The last day of so many months that begin on the day after `start` (민법 §160), not moved.

    >>> months_after(date(2026, 1, 15), 3), months_after(date(2026, 1, 30), 1), months_after(date(2026, 2, 28), 3)
    (datetime.date(2026, 4, 15), datetime.date(2026, 2, 28), datetime.date(2026, 5, 31))
    """
    first = start + DAY
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    next_year, next_month = divmod(year * 12 + month + 1, 12)
    last = date(next_year, next_month + 1, 1) - DAY
    return last if first.day > last.day else date(year, month + 1, first.day) - DAY


def _working_days_after(start: date, count: int) -> date:
    day = start
    while count > 0:
        day += DAY
        count -= is_working_day(day)
    return day


def _next_date(start: date, day_of_year: str) -> date:
    month, day = (int(part) for part in day_of_year.split("-"))
    found = date(start.year, month, day)
    return found if found >= start else date(start.year + 1, month, day)


def left_out(start: date, spans: Iterable[Span], most: int | None) -> list[date]:
    """The days after `start` that do not count, in order, each once, at most `most` of them.

    >>> asked, came = date(2026, 3, 10), date(2026, 3, 12)
    >>> [day.day for day in left_out(date(2026, 3, 2), [Span(asked, came)], None)]
    [10, 11, 12]
    >>> len(left_out(date(2026, 3, 2), [Span(asked, came)], 2))
    2
    """
    days = {span.first + n * DAY for span in spans for n in range(len(span))}
    return sorted(day for day in days if day > start)[:most]


def due(
    start: date,
    unit: Unit,
    length: int,
    *,
    extended_by: int = 0,
    pauses: Iterable[Span] = (),
    pause_most: int | None = None,
    day_of_year: str = "",
    first_day_counts: bool = False,
    moves: bool = True,
) -> date:
    """The last day of the period that `start` (receipt, or the event it follows) sets going.

    `extended_by` is in the same unit. `pauses` do not count, up to `pause_most` calendar days in all. Of unit
    «date», the next `day_of_year` («04-30») on or after `start`. With `first_day_counts` the day of `start` is the first
    of the period, for days and working days. Without `moves` the end stays where it falls: a day that somebody else set.

    >>> due(date(2026, 3, 3), "days", 30), due(date(2026, 3, 3), "days", 30, extended_by=15)
    (datetime.date(2026, 4, 2), datetime.date(2026, 4, 17))
    >>> due(date(2026, 9, 9), "days", 15)  # 24 September is the eve of Chuseok
    datetime.date(2026, 9, 28)
    >>> due(date(2026, 9, 22), "working_days", 3)
    datetime.date(2026, 9, 29)
    >>> due(date(2027, 1, 4), "date", 0, day_of_year="04-30")
    datetime.date(2027, 4, 30)
    >>> due(date(2026, 6, 1), "working_days", 10, first_day_counts=True)  # 3 June: local elections
    datetime.date(2026, 6, 15)
    >>> due(date(2026, 11, 22), "days", 6, moves=False)  # a Saturday
    datetime.date(2026, 11, 28)

    Raises ValueError for a negative length, and a year whose holidays are not known.
    """
    if length < 0 or extended_by < 0:
        raise ValueError("a period is not negative")
    if not FIRST_YEAR <= start.year <= LAST_YEAR:
        raise ValueError(f"the holidays of {start.year} are not known")
    whole = length + extended_by
    if first_day_counts and unit in ("days", "working_days"):
        start -= DAY
    if unit == "date":
        end = _next_date(start, day_of_year)
        return moved(end) if moves else end
    if unit == "months":
        end = months_after(start, whole)
    elif unit == "working_days":
        end = _working_days_after(start, whole)
    else:
        end = start + whole * DAY
    for day in left_out(start, pauses, pause_most):
        end = _one_day_more(end, day, unit, moves)
    return moved(end) if moves else end


def _one_day_more(end: date, day: date, unit: Unit, moves: bool) -> date:
    """The end once `day` does not count: a day later, if `day` lies in the period or is where it was moved to."""
    if unit == "working_days":
        return _working_days_after(end, 1) if day <= end and is_working_day(day) else end
    if day <= end:
        return end + DAY
    return day + DAY if moves and day == moved(end) else end
