"""The proof that a notice went out: to whom, when, and when each opened it; reads only."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from sangsaeng.deliberation.models import Meeting, Seat
from sangsaeng.parties.models import Message
from sangsaeng.records.actions import subject_of

NOTICE = "notice"


@dataclass(frozen=True)
class Dispatch:
    """One member: the last notice sent to him, and when he first opened it."""

    seat: Seat
    name: str
    has_account: bool
    sent_at: datetime | None
    read_at: datetime | None


def _notices(meeting: Meeting) -> QuerySet[Message]:
    """The notices of the meeting, also of an earlier day where it was postponed."""
    subject_type, subject_id = subject_of(meeting)
    return Message.objects.filter(subject_type=subject_type, subject_id=subject_id, kind=NOTICE)


def sent_and_opened(meeting: Meeting) -> tuple[int, int]:
    """To how many the last notice was sent, and how many of them have opened it; one query."""
    found = _notices(meeting).filter(sent_at__gte=meeting.notified_at or meeting.called_at)
    told = found.aggregate(to=Count("pk"), opened=Count("read_at"))
    return told["to"], told["opened"]


def dispatched(meeting: Meeting) -> list[Dispatch]:
    """A row for each active seat, in the order of the seats; two queries."""
    last: dict[int, Message] = {}
    for message in _notices(meeting).order_by("sent_at", "pk"):
        last[message.recipient_id] = message
    seats = meeting.body.seats.filter(is_active=True).select_related("user")
    return [
        Dispatch(
            seat=seat,
            name=seat.user.display_name if seat.user else "",
            has_account=seat.user_id is not None,
            sent_at=last[seat.user_id].sent_at if seat.user_id in last else None,
            read_at=last[seat.user_id].read_at if seat.user_id in last else None,
        )
        for seat in seats
    ]
