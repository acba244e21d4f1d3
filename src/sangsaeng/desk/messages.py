"""A person's own box: what he was told, and when he first opened it."""

from typing import Any, cast

from django.db.models import Case, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from sangsaeng.pages import listing
from sangsaeng.pages.listing import Column, Filter, Listing
from sangsaeng.pages.markup import in_korean
from sangsaeng.pages.templatetags.sangsaeng import chip, moment
from sangsaeng.parties.actions import open_message
from sangsaeng.parties.models import Message, User

PAGES = {
    "winwinmodel": "proposals:model",
    "meeting": "deliberation:meeting",
    "letter": "deliberation:letter",
    "clock": "desk:clock",
}


def _title(message: Message) -> str:
    title = format_html(
        '<a href="{}">{}</a>', reverse("desk:message", args=(message.pk,)), in_korean(message.title)
    )
    return title if message.read_at else format_html("<strong>{}</strong>", title)


def _state(message: Message) -> str:
    return chip("completed", _("읽음")) if message.read_at else chip("submitted", _("안 읽음"))


MESSAGES = Listing(
    name="messages",
    columns=(
        Column("title", _("제목"), lambda m: m.title, html=_title, width=55),
        Column(
            "sent_at",
            _("받은 때"),
            lambda m: m.sent_at,
            html=lambda m: moment(m.sent_at),
            sort=("sent_at",),
            width=25,
        ),
        Column(
            "state",
            _("상태"),
            lambda m: str(_("읽음") if m.read_at else _("안 읽음")),
            html=_state,
            sort=("unread", "sent_at"),
            width=20,
        ),
    ),
    filters=(
        Filter(
            "state",
            _("상태"),
            lambda: [("unread", _("안 읽음")), ("read", _("읽음"))],
            lambda v: Q(read_at__isnull=v == "unread"),
        ),
    ),
    search=("title", "body"),
    search_label=_("알림 찾기"),
    order="-sent_at",
    empty=_("받은 알림이 없습니다. 소집 통지나 기한 알림이 오면 여기에 나타납니다."),
)


def of(user: User) -> QuerySet[Message]:
    """Everything this person was told, newest first."""
    unread = Case(When(read_at=None, then=Value(1)), default=Value(0))
    return Message.objects.filter(recipient=user).annotate(unread=unread)


def messages(request: HttpRequest) -> HttpResponse:
    """All messages of whoever is signed in."""
    rows = of(cast(User, request.user))
    page = listing.page(MESSAGES, rows, request)
    if isinstance(page, HttpResponse):
        return page
    unread = rows.filter(read_at=None).count()
    return render(request, "desk/messages.html", {"page": page, "unread": unread})


def message(request: HttpRequest, pk: int) -> HttpResponse:
    """One message; opening it is noted once. Nobody opens someone else's."""
    user: Any = request.user
    found = get_object_or_404(of(user), pk=pk)
    opened = open_message(actor=user, message=found)
    return render(request, "desk/message.html", {"message": opened, "href": _about(opened)})


def _about(found: Message) -> str:
    """Where the message leads; empty where it leads nowhere."""
    if found.url.startswith("/") and not found.url.startswith("//"):
        return found.url
    name = PAGES.get(found.subject_type)
    try:
        return reverse(name, args=(found.subject_id,)) if name else ""
    except NoReverseMatch:
        return ""
