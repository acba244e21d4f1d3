"""Codes and codenames: they tell neither firm nor item, and are never given twice.

Of real models both are drawn by lot: numbered in order, the gaps between the public ones would tell how many drafts there are
that nobody is to know of, and which was begun first. Those of the demonstration, where nothing is secret, count in order.
"""

import secrets
from collections.abc import Callable

from django.utils import timezone

from sangsaeng.proposals.models import Series, WinWinModel

LETTERS = "가나다라마바사아자차카타파하"
ROMAN = dict(
    zip(
        LETTERS,
        ["Ga", "Na", "Da", "Ra", "Ma", "Ba", "Sa", "A", "Ja", "Cha", "Ka", "Ta", "Pa", "Ha"],
        strict=True,
    )
)
BLOCK = 99


def next_number(key: str) -> int:
    """The next number of a series; its row stays locked until the transaction ends, so none is given twice."""
    Series.objects.get_or_create(key=key)
    row = Series.objects.select_for_update().get(key=key)
    row.last += 1
    row.save(update_fields=["last"])
    return row.last


def _draw(below: int) -> int:
    return secrets.randbelow(below)


def _lot(series: str, field: str, make: Callable[[int], str], room: int, like: str) -> str:
    """A code by lot out of `room`, ten times as many once half are given, that no model has; the series' row is held until the transaction ends."""
    Series.objects.get_or_create(key=series)
    Series.objects.select_for_update().get(key=series)
    taken = set(WinWinModel.objects.filter(**{f"{field}__startswith": like}).values_list(field, flat=True))
    while 2 * len(taken) >= room:
        room *= 10
    while (code := make(_draw(room) + 1)) in taken:
        pass
    return code


def next_numbers(key: str, count: int) -> range:
    """The next `count` numbers of a series in one go, as `next_number` gives one."""
    Series.objects.get_or_create(key=key)
    row = Series.objects.select_for_update().get(key=key)
    first = row.last + 1
    row.last += count
    row.save(update_fields=["last"])
    return range(first, first + count)


def yearly(letters: str, *, demonstration: bool, width: int = 4) -> str:
    """The next number of a kind of thing: Q-2026-0001, of a demonstration D-Q-2026-0001; counted anew each year of Seoul's calendar."""
    key = f"{'D-' if demonstration else ''}{letters}-{timezone.localdate().year}"
    return f"{key}-{next_number(key):0{width}d}"


def next_code(*, demonstration: bool) -> str:
    """2026-4831 by lot, of a demonstration D-2026-01 in order; the year is that of Seoul's calendar."""
    year = timezone.localdate().year
    if demonstration:
        return f"D-{year}-{next_number(f'D-{year}'):02d}"
    return _lot(str(year), "code", lambda number: f"{year}-{number:04d}", 9_999, f"{year}-")


def codename(number: int, *, demonstration: bool = False) -> str:
    """과제 가-07 for 7, 과제 나-01 for 100, 과제 가가-01 for 1387.

    >>> codename(7), codename(100), codename(1387), codename(3, demonstration=True)
    ('과제 가-07', '과제 나-01', '과제 가가-01', '시연 과제 가-03')
    """
    block, rest = divmod(number - 1, BLOCK)
    letters = ""
    block += 1
    while block:
        block, digit = divmod(block - 1, len(LETTERS))
        letters = LETTERS[digit] + letters
    return f"{'시연 ' if demonstration else ''}과제 {letters}-{rest + 1:02d}"


def next_codename(*, demonstration: bool) -> str:
    """A codename that no model has; one series for all years, so that it is never used again."""
    if demonstration:
        return codename(next_number("codename-D"), demonstration=True)
    return _lot("codename", "codename", codename, len(LETTERS) * BLOCK, "과제 ")


def codename_in_english(name: str) -> str:
    """How a codename is written in English.

    >>> codename_in_english("과제 가-07"), codename_in_english("시연 과제 가나-03")
    ('Project Ga-07', 'Demonstration project GaNa-03')
    """
    word = "Demonstration project" if name.startswith("시연") else "Project"
    tail = name.removeprefix("시연 ").removeprefix("과제 ")
    return f"{word} {''.join(ROMAN.get(letter, letter) for letter in tail)}"
