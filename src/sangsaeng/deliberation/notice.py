"""How many days before a meeting it is called, against what the statute asks for; pure, no database."""

from datetime import datetime

from sangsaeng import facts
from sangsaeng.pages.formats import SEOUL


def days_needed() -> int:
    """Days of notice before a meeting of the committee (Decree §6–9); a council's template follows it."""
    return int(facts.statutory_rule("committee_notice").value or 0)


def days_given(held_at: datetime, called_at: datetime) -> int:
    """Calendar days in Seoul from the call to the meeting; negative where the meeting's day is past.

    >>> from datetime import UTC
    >>> days_given(datetime(2026, 11, 9, 5, tzinfo=UTC), datetime(2026, 11, 2, 14, tzinfo=UTC))
    7
    """
    return (held_at.astimezone(SEOUL).date() - called_at.astimezone(SEOUL).date()).days


def is_short(held_at: datetime, called_at: datetime) -> bool:
    """Whether the notice is shorter than the statute asks for: a warning, never a refusal."""
    return days_given(held_at, called_at) < days_needed()
