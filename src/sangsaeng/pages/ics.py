"""Calendars as text (iCalendar, RFC 5545): the little of it that a feed of dates needs; pure, no database.

Lines end with CR LF and are folded at 75 octets, never inside a character; times are UTC; a UID never changes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

PRODUCT = "-//Sangsaeng//Calendar//KO"
FOLD = 75


@dataclass(frozen=True, slots=True)
class Event:
    """One entry. `at` is a day, or a moment with its zone; without `ends` it is not known how long it lasts."""

    uid: str
    at: date | datetime
    stamp: datetime
    summary: str
    location: str = ""
    description: str = ""
    url: str = ""
    cancelled: bool = False
    ends: datetime | None = None


def escaped(text: str) -> str:
    """Text as a value (§3.3.11).

    >>> escaped("가; 나, 다\\\\\\n라")
    '가\\\\; 나\\\\, 다\\\\\\\\\\\\n라'
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in text if c in "\n\t" or (ord(c) >= 32 and ord(c) != 127))
    for raw, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        kept = kept.replace(raw, written)
    return kept


def folded(line: str) -> str:
    """The line in pieces of at most 75 octets, each but the first after a space (§3.1)."""
    pieces, piece, size = [], "", 0
    for char in line:
        octets = len(char.encode())
        if size + octets > FOLD:
            pieces.append(piece)
            piece, size = " ", 1
        piece += char
        size += octets
    return "\r\n".join([*pieces, piece])


def moment(value: datetime) -> str:
    """A time in UTC (§3.3.5).

    >>> from datetime import timezone
    >>> moment(datetime(2026, 11, 9, 14, 0, tzinfo=timezone(timedelta(hours=9))))
    '20261109T050000Z'
    """
    if value.tzinfo is None:
        raise ValueError("a time in a calendar needs its zone")
    return f"{value.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _event(event: Event) -> list[str]:
    lines = ["BEGIN:VEVENT", f"UID:{escaped(event.uid)}", f"DTSTAMP:{moment(event.stamp)}"]
    if isinstance(event.at, datetime):
        lines.append(f"DTSTART:{moment(event.at)}")
        if event.ends is not None:
            lines.append(f"DTEND:{moment(event.ends)}")
    else:
        lines.append(f"DTSTART;VALUE=DATE:{event.at:%Y%m%d}")
        lines.append(f"DTEND;VALUE=DATE:{event.at + timedelta(days=1):%Y%m%d}")
        lines.append("TRANSP:TRANSPARENT")
    lines.append(f"SUMMARY:{escaped(event.summary)}")
    for name, value in (("LOCATION", event.location), ("DESCRIPTION", event.description)):
        if value:
            lines.append(f"{name}:{escaped(value)}")
    if event.url:
        lines.append(f"URL:{event.url}")
    lines.append("STATUS:CANCELLED" if event.cancelled else "STATUS:CONFIRMED")
    return [*lines, "END:VEVENT"]


def calendar(name: str, events: Iterable[Event]) -> bytes:
    """The whole calendar under a name; the same events give the same bytes."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        f"NAME:{escaped(name)}",
        f"X-WR-CALNAME:{escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
    ]
    for event in events:
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return "".join(folded(line) + "\r\n" for line in lines).encode()
