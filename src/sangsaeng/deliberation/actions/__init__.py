"""The verbs of deliberation: the only code that writes its tables."""

from sangsaeng.deliberation.actions.agenda import put_on_agenda, send_to_committee, take_off, write_remarks
from sangsaeng.deliberation.actions.bodies import add_seat, adopt_bylaw, establish_body, template_rule
from sangsaeng.deliberation.actions.conflicts import recuse
from sangsaeng.deliberation.actions.meetings import (
    call_meeting,
    close_meeting,
    make_minutes,
    open_meeting,
    record_attendance,
)
from sangsaeng.deliberation.actions.votes import cast, close_vote, enter_ballot

__all__ = [
    "add_seat",
    "adopt_bylaw",
    "call_meeting",
    "cast",
    "close_meeting",
    "close_vote",
    "enter_ballot",
    "establish_body",
    "make_minutes",
    "open_meeting",
    "put_on_agenda",
    "record_attendance",
    "recuse",
    "send_to_committee",
    "take_off",
    "template_rule",
    "write_remarks",
]
