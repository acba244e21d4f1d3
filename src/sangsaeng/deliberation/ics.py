"""Calendars as text, for the feeds of meetings; fairs write theirs with the same."""

from sangsaeng.pages.ics import FOLD, PRODUCT, Event, calendar, escaped, folded, moment

__all__ = ["FOLD", "PRODUCT", "Event", "calendar", "escaped", "folded", "moment"]
