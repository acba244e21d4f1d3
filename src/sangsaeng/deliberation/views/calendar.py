"""The calendar: meetings for everyone, and for a signed-in person his own dates; as a page and as feeds.

A feed is read by a calendar programme that cannot sign in: the public one holds real meetings without their agenda;
a person's own has an address that nobody can guess and that can be renewed.
"""

import calendar as days_of
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from sangsaeng.clocks import queries as clocks
from sangsaeng.clocks.models import OPEN
from sangsaeng.deliberation import ics
from sangsaeng.deliberation.models import Meeting, MeetingState, Review, SiteVisit
from sangsaeng.deliberation.queries import letters as letter_queries
from sangsaeng.deliberation.review_phases import allowing
from sangsaeng.deliberation.words import meetings as words
from sangsaeng.pages.formats import SEOUL
from sangsaeng.pages.markup import in_korean
from sangsaeng.parties.actions import renew_feed
from sangsaeng.parties.models import User
from sangsaeng.parties.rules import may

FIRST_YEAR, LAST_YEAR = 2019, 2100  # the council was launched in 2019


@dataclass(frozen=True, slots=True)
class Entry:
    """One date: what, on which day (and when), where it leads. `uid` and `stamp` are for the feeds."""

    uid: str
    day: date
    at: datetime | None
    kind: str
    title: SafeString
    plain: str
    href: str
    stamp: datetime
    place: str = ""
    demonstration: bool = False
    cancelled: bool = False


def _span(first: date, last: date) -> tuple[datetime, datetime]:
    """From the start of the first day to the end of the last, in Seoul."""
    return (
        datetime.combine(first, time(), SEOUL),
        datetime.combine(last + timedelta(days=1), time(), SEOUL),
    )


def _day(value: datetime) -> date:
    return value.astimezone(SEOUL).date()


def entries(user: Any, first: date, last: date) -> list[Entry]:
    """Everything between two days that `user` may see, in order: at most five queries."""
    found = [*_meetings(first, last), *_visits(user, first, last)]
    if user.is_authenticated:
        found += [*_reviews(user, first, last), *_clocks(user, first, last)]
    return sorted(found, key=lambda e: (e.day, e.at or datetime.combine(e.day, time(), SEOUL), e.uid))


def _meetings(first: date, last: date) -> list[Entry]:
    start, end = _span(first, last)
    rows = Meeting.objects.select_related("body").filter(
        Q(held_at__gte=start, held_at__lt=end) | Q(deadline__gte=start, deadline__lt=end)
    )
    found = []
    for meeting in rows:
        at = meeting.deadline if meeting.is_written and meeting.deadline else meeting.held_at
        if start <= at < end:
            found.append(_meeting(meeting, at))
    return found


def _meeting(meeting: Meeting, at: datetime) -> Entry:
    """A meeting on its day; a written resolution on the day its answers are due."""
    name, plain = words.meeting_name(meeting), words.plain_meeting_name(meeting)
    if meeting.is_written:
        name = format_html("{} {}", name, _("서면 의결 마감"))
        plain = f"{plain} {_('서면 의결 마감')}"
    return Entry(
        uid=f"meeting-{meeting.code}",
        day=_day(at),
        at=at,
        kind=_("마감") if meeting.is_written else _("회의"),
        title=name,
        plain=plain,
        href=reverse("deliberation:meeting", args=(meeting.code,)),
        stamp=meeting.called_at,
        place="" if meeting.is_written else meeting.place,
        demonstration=meeting.demonstration,
        cancelled=meeting.state == MeetingState.CANCELLED,
    )


def _visits(user: Any, first: date, last: date) -> list[Entry]:
    """Inspections on site: where they go may tell a firm, so only who reads the proceedings sees them."""
    if not may(user, "deliberation.read_proceedings"):
        return []
    start, end = _span(first, last)
    rows = SiteVisit.objects.filter(starts_at__gte=start, starts_at__lt=end)
    if user.demonstration:
        rows = rows.filter(meeting__demonstration=True)
    return [
        Entry(
            uid=f"visit-{visit.pk}",
            day=_day(visit.starts_at),
            at=visit.starts_at,
            kind=_("시찰"),
            title=format_html("{} {}", words.meeting_name(visit.meeting), _("시찰")),
            plain=f"{words.plain_meeting_name(visit.meeting)} {_('시찰')}",
            href=reverse("deliberation:meeting", args=(visit.meeting.code,)),
            stamp=visit.meeting.called_at,
            place=visit.place,
            demonstration=visit.meeting.demonstration,
            cancelled=visit.meeting.state == MeetingState.CANCELLED,
        )
        for visit in rows.select_related("meeting__body")
    ]


def _reviews(user: User, first: date, last: date) -> list[Entry]:
    """When this person's own reviews are due, a round in one entry; no model is named."""
    rows = (
        Review.objects.filter(reviewer=user, handed_in_at__isnull=True, declined_because="")
        .filter(round__phase__in=allowing("write"), round__due_on__gte=first, round__due_on__lte=last)
        .values("round", "round__code", "round__name", "round__due_on", "round__demonstration")
        .annotate(left=Count("pk"))
        .order_by("round__due_on", "round")
    )
    found = []
    for row in rows:
        left = _("심사표 %(count)d건을 낼 날") % {"count": row["left"]}
        found.append(
            Entry(
                uid=f"review-{row['round__code']}",
                day=row["round__due_on"],
                at=None,
                kind=_("심사"),
                title=format_html("{} {}", in_korean(row["round__name"]), left),
                plain=f"{row['round__name']} {left}",
                href=reverse("desk:home"),
                stamp=datetime.combine(row["round__due_on"], time(), SEOUL),
                demonstration=row["round__demonstration"],
            )
        )
    return found


def _clocks(user: User, first: date, last: date) -> list[Entry]:
    """The ends of the clocks that letters started, for who may read the letters, and of the clocks of one's own."""
    found = {}
    letters = letter_queries.readable(user).filter(
        clock__state__in=OPEN, clock__due_on__gte=first, clock__due_on__lte=last
    )
    for letter in letters:
        if letter.clock is not None:
            href = reverse("deliberation:letter", args=(letter.code,))
            found[letter.clock.code] = (letter.clock, letter.title, href)
    for clock in clocks.owned_by(user).filter(due_on__gte=first, due_on__lte=last):
        found.setdefault(clock.code, (clock, clock.title, clock.get_absolute_url()))
    return [
        Entry(
            uid=f"clock-{code}",
            day=clock.due_on,
            at=None,
            kind=_("기한"),
            title=format_html("{}", in_korean(title)),
            plain=f"{_('기한')}: {title}",
            href=href,
            stamp=clock.started_at,
            demonstration=clock.demonstration,
        )
        for code, (clock, title, href) in found.items()
    ]


# The page


def _asked_month(request: HttpRequest) -> date:
    """The first day of the month in the address (?month=2026-11), or of this month."""
    today = timezone.localdate()
    try:
        year, month = (int(part) for part in request.GET.get("month", "").split("-"))
        first = date(year, month, 1)
    except ValueError:
        return today.replace(day=1)
    if not FIRST_YEAR <= first.year <= LAST_YEAR:
        raise Http404
    return first


def month(request: HttpRequest) -> HttpResponse:
    """A month: as a table of weeks, and as a list on a telephone."""
    first = _asked_month(request)
    weeks = days_of.Calendar(firstweekday=6).monthdatescalendar(first.year, first.month)
    shown = entries(request.user, weeks[0][0], weeks[-1][-1])
    by_day: dict[date, list[Entry]] = {}
    for entry in shown:
        by_day.setdefault(entry.day, []).append(entry)
    inside = [entry for entry in shown if (entry.day.year, entry.day.month) == (first.year, first.month)]
    today = timezone.localdate()
    context = {
        "first": first,
        "weeks": [
            [
                {
                    "date": d,
                    "entries": by_day.get(d, []),
                    "other": d.month != first.month,
                    "today": d == today,
                }
                for d in week
            ]
            for week in weeks
        ],
        "listed": [(d, [e for e in inside if e.day == d]) for d in sorted({e.day for e in inside})],
        "count": len(inside),
        "weekdays": [WEEKDAYS_ABBR[day] for day in (6, 0, 1, 2, 3, 4, 5)],
        "earlier": (first - timedelta(days=1)).strftime("%Y-%m"),
        "later": (first + timedelta(days=31)).strftime("%Y-%m"),
        "this_month": today.strftime("%Y-%m"),
        "signed_in": request.user.is_authenticated,
        "public_feed": request.build_absolute_uri(reverse("deliberation:calendar_feed")),
    }
    return render(request, "deliberation/calendar.html", context)


# The feeds


def _feed(name: str, found: list[Entry], request: HttpRequest, *, private: bool) -> HttpResponse:
    host = request.get_host().partition(":")[0]
    events = [
        ics.Event(
            uid=f"{entry.uid}@{host}",
            at=entry.at or entry.day,
            stamp=entry.stamp,
            summary=f"[시연] {entry.plain}" if entry.demonstration else entry.plain,
            location=entry.place,
            url=request.build_absolute_uri(entry.href),
            cancelled=entry.cancelled,
        )
        for entry in found
    ]
    response = HttpResponse(ics.calendar(name, events), content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-store" if private else "public, max-age=3600"
    response["Content-Disposition"] = 'inline; filename="sangsaeng.ics"'
    response["X-Robots-Tag"] = "noindex"
    return response


def _period() -> tuple[date, date]:
    """What a feed holds: a year back and two years ahead."""
    today = timezone.localdate()
    return today - timedelta(days=366), today + timedelta(days=731)


def feed(request: HttpRequest) -> HttpResponse:
    """For everyone: the real meetings recorded here, without their agenda. No demonstration is among them."""
    with override("ko"):
        found = [e for e in entries(AnonymousUser(), *_period()) if not e.demonstration]
        return _feed(_("상생협의회 일정"), found, request, private=False)


def own_feed(request: HttpRequest, token: str) -> HttpResponse:
    """A person's own calendar, by its secret address; an unknown or renewed one is not found."""
    person = User.objects.filter(feed_token=token, is_active=True).first() if token else None
    if person is None:
        raise Http404
    with override("ko"):
        found = [e for e in entries(person, *_period()) if e.demonstration == person.demonstration]
        return _feed(_("나의 상생협의회 일정"), found, request, private=True)


def own_address(request: HttpRequest) -> HttpResponse:
    """The address of one's own feed: made on demand, shown to oneself only, renewed when it got about."""
    person = cast(User, request.user)
    if request.method == "POST":
        renew_feed(actor=person)
        messages.success(request, _("새 주소를 만들었습니다. 앞의 주소는 더 쓸 수 없습니다."))
        return redirect("deliberation:calendar_own")
    address = ""
    if person.feed_token:
        path = reverse("deliberation:calendar_own_feed", args=(person.feed_token,))
        address = request.build_absolute_uri(path)
    return render(request, "deliberation/calendar_own.html", {"address": address})
