"""The figures an answer rests on: taken once as of its reference date, frozen, with the time and the number of the event.

Follow-up does not know the board, which stands later in the pipeline; the desk registers what it counts:

    snapshots.register(make, tables=lambda: [("models.found", _("발굴한 모델"))])
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from sangsaeng.records.queries import stamp

# (who counts, the day, of which world, the parts and lists wished for) → {"sections": […], "tables": […], "chosen": […]}
Maker = Callable[[Any, date, bool, Sequence[str]], dict[str, Any]]
Tables = Callable[[], Sequence[tuple[str, str]]]
_registered: list[tuple[Maker, Tables]] = []


def register(make: Maker, *, tables: Tables) -> None:
    """Say who counts; the last one registered counts."""
    _registered[:] = [(make, tables)]


def tables() -> list[tuple[str, str]]:
    """The tables that may be laid beside the figures, by key and name."""
    return list(_registered[0][1]()) if _registered else []


def take(*, user: Any, as_of: date, demonstration: bool, wished: Sequence[str] = ()) -> dict[str, Any]:
    """All figures and the wished lists as plain JSON, with the day, the moment and the newest event they were taken at.

    `chosen` are the parts of the board that go into the paper; the rest is kept in the house.
    """
    newest = stamp()
    made = _registered[0][0](user, as_of, demonstration, wished) if _registered else {}
    return {
        "as_of": as_of.isoformat(),
        "taken_at": timezone.now().isoformat(),
        "event": newest[0] if newest else 0,
        "demonstration": demonstration,
        "sections": made.get("sections", []),
        "tables": made.get("tables", []),
        "chosen": made.get("chosen", []),
    }


def digest(text: str, snapshot: dict[str, Any]) -> str:
    """SHA-256 of an answer's text and figures: the record keeps it, so that a change to the row would be found out."""
    whole = json.dumps([text, snapshot], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(whole.encode()).hexdigest()
