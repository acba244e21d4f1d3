"""How many days before a meeting its notice goes out, against what the bylaw asks for; pure, no database."""

from datetime import datetime
from typing import Protocol

from sangsaeng.pages.formats import SEOUL


class NoticeRule(Protocol):
    """What is asked of a version of the bylaws (운영세칙), in calendar days."""

    notice_days: int
    urgent_notice_days: int


def days_needed(rule: NoticeRule, *, urgent: bool = False) -> int:
    """Days of notice that the bylaw asks for (the committee: 7, urgent ones by the day before; Decree §7)."""
    return rule.urgent_notice_days if urgent else rule.notice_days


def days_given(held_at: datetime, sent_at: datetime) -> int:
    """Calendar days in Seoul from the notice to the meeting; negative where the meeting's day is past.

    >>> from datetime import UTC
    >>> days_given(datetime(2026, 11, 9, 5, tzinfo=UTC), datetime(2026, 11, 2, 14, tzinfo=UTC))
    7
    """
    return (held_at.astimezone(SEOUL).date() - sent_at.astimezone(SEOUL).date()).days


def is_short(rule: NoticeRule, held_at: datetime, sent_at: datetime, *, urgent: bool = False) -> bool:
    """Whether the notice is shorter than the bylaw asks for: a warning that stays on record, never a refusal."""
    return days_given(held_at, sent_at) < days_needed(rule, urgent=urgent)
