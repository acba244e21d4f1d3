"""The live page of a meeting: the running item, who is there, the vote as it comes in, what comes next."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.deliberation.models import MEETING_CHIP, Meeting, MeetingState
from sangsaeng.deliberation.queries.seen import ItemView, MeetingView, meeting_view
from sangsaeng.deliberation.tally import quorum_needed
from sangsaeng.deliberation.views.acting import find, home
from sangsaeng.deliberation.words import meetings as words
from sangsaeng.deliberation.words import votes as vote_words
from sangsaeng.parties.rules import require


@dataclass(frozen=True)
class Room:
    """Who can take part in the running item, and whether that is enough; in persons."""

    entitled: int
    excluded: int
    present: int
    quorum: int

    @property
    def is_enough(self) -> bool:
        return self.present >= self.quorum


def live(request: HttpRequest, code: str) -> HttpResponse:
    """The whole page; it asks for its changing part every few seconds."""
    return render(request, "deliberation/live.html", _context(request, code))


def live_part(request: HttpRequest, code: str) -> HttpResponse:
    """The part that changes."""
    return render(request, "deliberation/_live.html", _context(request, code))


def _context(request: HttpRequest, code: str) -> dict[str, Any]:
    meeting = find(code)
    require(request.user, "deliberation.read_proceedings", meeting)
    view = meeting_view(request.user, meeting)
    item = running_item(view)
    kind = meeting.body.kind
    now = timezone.now()
    return {
        "meeting": meeting,
        "view": view,
        "name": words.meeting_name(meeting),
        "plain_name": words.plain_meeting_name(meeting),
        "state_chip": MEETING_CHIP[MeetingState(meeting.state)],
        "state_label": MeetingState(meeting.state).label,
        "item": item,
        "vote": item.vote if item else None,
        "method": vote_words.method_sentence(item.vote.method) if item and item.vote else "",
        "room": room_of(view, item),
        "left": time_left(item.vote.deadline, now) if item and item.vote and item.vote.deadline else "",
        "next": next_in_words(meeting, view, item),
        "others": [
            (
                each,
                words.chip_kind(kind, each.outcome, each.kind),
                words.outcome_word(kind, each.outcome, each.kind),
            )
            for each in view.items
        ],
        "decided": sum(each.is_decided for each in view.items),
        "now": now,
        "back": home(meeting),
    }


def running_item(view: MeetingView) -> ItemView | None:
    """The item that is being dealt with, the same for everyone: with an open vote, else the first that is not decided."""
    waiting = [item for item in view.items if not item.is_decided]
    voting = [item for item in waiting if item.is_voting]
    return (voting or waiting or [None])[0]  # type: ignore[list-item]


def room_of(view: MeetingView, item: ItemView | None) -> Room:
    """Attendance against quorum, for the running item without those who stepped out of it.

    Where the viewer himself stepped out, the whole meeting's figures: nothing is told of that item.
    """
    seats = {seat.pk for seat, _noted in view.roll}
    out = set() if item is None or item.recused else {e.seat_id for e in item.exclusions} & seats
    there = [seat.pk for seat, noted in view.roll if noted is not None and noted.is_there]
    return Room(
        entitled=len(seats),
        excluded=len(out),
        present=sum(seat not in out for seat in there),
        quorum=quorum_needed(view.meeting.bylaw, entitled=len(seats), excluded=len(out)),
    )


def time_left(deadline: datetime, now: datetime) -> str:
    """2일 3시간 남음; nothing finer than minutes."""
    minutes = int((deadline - now).total_seconds() // 60)
    if minutes < 0:
        return _("기한이 지났습니다.")
    days, hours = minutes // 1440, minutes % 1440 // 60
    if days:
        return _("%(days)d일 %(hours)d시간 남았습니다.") % {"days": days, "hours": hours}
    if hours:
        return _("%(hours)d시간 %(minutes)d분 남았습니다.") % {"hours": hours, "minutes": minutes % 60}
    return _("%(minutes)d분 남았습니다.") % {"minutes": minutes}


def next_in_words(meeting: Meeting, view: MeetingView, item: ItemView | None) -> str:
    """What comes next, in one sentence."""
    if meeting.is_cancelled:
        return _("소집을 취소한 회의입니다.")
    if meeting.is_closed:
        return _("폐회했습니다. 사무국이 회의록을 만듭니다.")
    if meeting.is_adjourned:
        return _("정회 중입니다. 의사정족수를 확인하고 속개합니다.")
    if meeting.is_called:
        return _("아직 열지 않았습니다. 성원을 확인하고 개회를 선포합니다.")
    if item is None:
        return _("안건을 모두 결정했습니다. 폐회를 선포합니다.") if view.items else _("올린 안건이 없습니다.")
    if item.recused:
        return _("회피하신 안건을 다루고 있습니다. 끝나면 다시 함께합니다.")
    if item.is_report:
        return _("보고를 듣고 접수합니다.")
    vote = item.vote
    if vote is not None and vote.is_open:
        if vote.all_in:
            return _("표가 모두 들어왔습니다. 표결 마감을 선포합니다.")
        return _("표를 기다립니다. %(count)d명 남았습니다.") % {"count": vote.left}
    if meeting.is_written:
        return _("사무국이 서면 표결을 시작합니다.")
    return _("심의를 마치면 이의가 있는지 묻거나 표결을 시작합니다.")
