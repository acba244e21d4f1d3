"""What the pages that do something share: find the thing, ask once more, do it, say what came of it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from sangsaeng.deliberation.models import AgendaItem, Attachment, Book, Guest, Meeting, SiteVisit
from sangsaeng.deliberation.words import meetings as words


def find(code: str) -> Meeting:
    """The meeting, and what else there is of it, so that what is not there is not asked for."""
    meetings = Meeting.objects.select_related("body", "bylaw").annotate(
        has_guests=Exists(Guest.objects.filter(meeting=OuterRef("pk"))),
        has_files=Exists(Attachment.objects.filter(meeting=OuterRef("pk"), removed_at=None)),
        has_visits=Exists(SiteVisit.objects.filter(meeting=OuterRef("pk"))),
        latest_book=Subquery(
            Book.objects.filter(meeting=OuterRef("pk"), recalled_at=None)
            .order_by("-edition")
            .values("edition")[:1]
        ),
    )
    return get_object_or_404(meetings, code=code)


def find_item(code: str, number: int) -> AgendaItem:
    return get_object_or_404(
        AgendaItem.objects.select_related(
            "meeting__body", "meeting__bylaw", "model__demand_company", "model__supplier", "model__item"
        ),
        meeting__code=code,
        number=number,
    )


def home(meeting: Meeting) -> str:
    return reverse("deliberation:meeting", args=(meeting.code,))


def at_item(item: AgendaItem) -> str:
    return f"{home(item.meeting)}#item-{item.number}"


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, also where nothing was filled in; None where the page is only opened."""
    return request.POST if request.method == "POST" else None


def attempt(request: HttpRequest, do: Callable[[], Any], done: str, back: str) -> HttpResponse:
    """Do it and go back with a word; what the action refuses is said there."""
    try:
        do()
    except ValidationError as refused:
        for text in refused.messages:
            messages.error(request, text)
    else:
        messages.success(request, done)
    return redirect(back)


def submit(
    request: HttpRequest, form: forms.Form, do: Callable[[dict[str, Any]], Any], done: str, back: str
) -> HttpResponse | None:
    """Do it with what a valid form says and go back with a word; None where the form has to be shown (again).

    What the action refuses stands in the form, beside what was typed.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        do(form.cleaned_data)
    except ValidationError as refused:
        known = hasattr(refused, "error_dict") and set(refused.error_dict) <= set(form.fields)
        form.add_error(None, refused if known else refused.messages)
        return None
    messages.success(request, done)
    return redirect(back)


def confirm(request: HttpRequest, meeting: Meeting, **context: Any) -> HttpResponse:
    """Ask once more: heading, consequences, who is told, submit, and a way back."""
    frame = {
        "cancel": home(meeting),
        "kind": "primary",
        "name": words.meeting_name(meeting),
        "demonstration": meeting.demonstration,
    }
    return render(request, "deliberation/confirm.html", frame | context)


def form_page(
    request: HttpRequest, meeting: Meeting | None, status: int = 200, **context: Any
) -> HttpResponse:
    cancel = home(meeting) if meeting else reverse("deliberation:meetings")
    name = words.meeting_name(meeting) if meeting else ""
    return render(
        request,
        "deliberation/form.html",
        {"cancel": cancel, "meeting": meeting, "name": name} | context,
        status=status,
    )


def check_entries(
    request: HttpRequest,
    meeting: Meeting,
    *,
    heading: str,
    answer: str,
    entries: list[tuple[Any, Any]],
    hidden: list[tuple[str, Any]],
    submit: str,
    again: str,
) -> HttpResponse:
    """Show what was entered once more before it is kept for good; `hidden` sends it again."""
    return render(
        request,
        "deliberation/entries_confirm.html",
        {
            "meeting": meeting,
            "name": words.meeting_name(meeting),
            "heading": heading,
            "answer": answer,
            "entries": entries,
            "hidden": hidden,
            "submit": submit,
            "again": again,
            "cancel": home(meeting),
        },
    )
