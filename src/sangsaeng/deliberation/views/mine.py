"""A member's one page: the next meeting, my papers, my conflicts to declare, my votes, my reviews, my messages."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from sangsaeng.deliberation.models import AgendaItem, BookCopy, Meeting
from sangsaeng.deliberation.queries import conflicts as interests
from sangsaeng.deliberation.queries import meetings as queries
from sangsaeng.deliberation.queries.reviews import my_reviews
from sangsaeng.deliberation.words import meetings as words
from sangsaeng.deliberation.words import votes as vote_words
from sangsaeng.parties.models import Message

SHOWN = 5


@dataclass(frozen=True)
class Waiting:
    """An item that waits for this person."""

    number: int
    name: str
    meeting: str
    href: str
    due: datetime | None = None
    method: str = ""


def mine(request: HttpRequest) -> HttpResponse:
    """Everything that a member needs for his meetings, on one page."""
    user: Any = request.user
    meetings = list(queries.upcoming(user)[: SHOWN + 1])
    unread = list(Message.objects.filter(recipient=user, read_at=None)[:SHOWN])
    copies = BookCopy.objects.filter(
        recipient=user, recalled_at=None, book__recalled_at=None, book__meeting__in=meetings
    ).select_related("book__meeting__body")
    context = {
        "next": meetings[0] if meetings else None,
        "next_name": words.meeting_name(meetings[0]) if meetings else "",
        "later": [(words.meeting_name(each), each) for each in meetings[1:]],
        "notice": _notice(meetings[0], unread) if meetings else None,
        "votes": [_vote(item) for item in queries.open_votes(user)],
        "to_declare": [_declaration(item) for item in interests.to_declare(user)],
        "copies": list(copies[:SHOWN]),
        "reviews": list(my_reviews(user)[:SHOWN]),
        "messages_unread": unread,
    }
    return render(request, "deliberation/mine.html", context)


def _notice(meeting: Meeting, unread: list[Message]) -> Message | None:
    """The notice of the meeting that was not opened yet."""
    return next((each for each in unread if each.kind == "notice" and each.subject_id == meeting.code), None)


def _vote(item: AgendaItem) -> Waiting:
    vote = item.vote
    return Waiting(
        number=item.number,
        name=item.name,
        meeting=words.meeting_name(item.meeting),
        href=reverse("deliberation:vote", args=(item.meeting.code, item.number)),
        due=vote.deadline if vote else None,
        method=vote_words.method_sentence(vote.method) if vote else "",
    )


def _declaration(item: AgendaItem) -> Waiting:
    return Waiting(
        number=item.number,
        # before a declaration the codename is enough
        name=item.model.codename if item.model else item.title,
        meeting=words.meeting_name(item.meeting),
        href=reverse("deliberation:conflict_declare", args=(item.model.code if item.model else "",)),
        due=item.meeting.held_at,
    )
