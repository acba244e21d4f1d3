"""Codes drawn by lot: they tell neither how many there are, nor which came first, nor how a thing came in."""

import secrets
from collections.abc import Iterable

from django.db import models
from django.utils import timezone

# Without letters and figures that are taken for one another when read aloud or typed.
LETTERS = "23456789ACDEFGHJKLMNPQRTUVWXYZ"


def draw(
    rows: "models.QuerySet[models.Model, models.Model]",
    head: str,
    count: int = 1,
    *,
    demonstration: bool = False,
) -> list[str]:
    """`count` codes that no row has: «N26-K7QX4M», of a demonstration «D-N26-K7QX4M»; the year is Seoul's.

    30 letters at six places are 729 million codes; the unique column decides where two draw at once.
    """
    start = f"{'D-' if demonstration else ''}{head}{timezone.localdate():%y}-"
    taken: set[str] = set(rows.filter(code__startswith=start).values_list("code", flat=True))
    found: list[str] = []
    while len(found) < count:
        code = start + "".join(secrets.choice(LETTERS) for _place in range(6))
        if code not in taken:
            taken.add(code)
            found.append(code)
    return found


def shuffled(rows: Iterable[models.Model]) -> list[models.Model]:
    """In the order of their codes, which were drawn by lot: the order tells nothing."""
    return sorted(rows, key=lambda row: str(getattr(row, "code", "")))
