"""Codes and codenames: numbered in order, so that they tell neither firm nor item, and never given twice."""

from django.utils import timezone

from sangsaeng.proposals.models import Series

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


def next_code(*, demonstration: bool) -> str:
    """2026-001, of a demonstration D-2026-01; counted anew each year of Seoul's calendar."""
    year = timezone.localdate().year
    if demonstration:
        return f"D-{year}-{next_number(f'D-{year}'):02d}"
    return f"{year}-{next_number(str(year)):03d}"


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
    """The next codename; one series for all years, so that a codename is never used again."""
    return codename(next_number("codename-D" if demonstration else "codename"), demonstration=demonstration)


def codename_in_english(name: str) -> str:
    """How a codename is written in English.

    >>> codename_in_english("과제 가-07"), codename_in_english("시연 과제 가나-03")
    ('Project Ga-07', 'Demonstration project GaNa-03')
    """
    word = "Demonstration project" if name.startswith("시연") else "Project"
    tail = name.removeprefix("시연 ").removeprefix("과제 ")
    return f"{word} {''.join(ROMAN.get(letter, letter) for letter in tail)}"
