"""Pages of the papers before a meeting: the agenda book and its copies, the papers of items, what is printed for the room."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sangsaeng.deliberation.actions import papers as actions
from sangsaeng.deliberation.documents import book as contents
from sangsaeng.deliberation.documents import meeting as meeting_papers
from sangsaeng.deliberation.models import Attachment, Book, BookCopy, Meeting
from sangsaeng.deliberation.queries import attached
from sangsaeng.deliberation.words import meetings as words
from sangsaeng.pages.downloads import file_response
from sangsaeng.pages.markup import in_korean
from sangsaeng.parties.rules import may, require
from sangsaeng.records.documents.agenda_book import agenda_book_document
from sangsaeng.records.documents.content import Document

# What is printed for the room, made anew each time it is asked for.
PRINTED: dict[str, tuple[str, Callable[[Meeting], Document]]] = {
    "notice": ("소집통지서", meeting_papers.notice_of),
    "scenario": ("시나리오", meeting_papers.scenario_of),
    "sheet": ("서명부", meeting_papers.sheet_of),
}


FORMATS = ("pdf", "hwpx")


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("사유"), widget=forms.Textarea(attrs={"rows": 2}), max_length=300
    )


class CopyForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("받을 사람"), max_length=100, help_text=gettext_lazy("예: 배석하는 부처 담당자")
    )
    omit = forms.TypedMultipleChoiceField(
        label=gettext_lazy("뺄 안건"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("그 사람이 배석하지 않는 안건을 고르세요."),
    )

    def __init__(self, book: Book, *given: Any) -> None:
        super().__init__(*given)
        choices = [
            (
                data["number"],
                format_html(
                    "{} {}", _("제%(number)d호 안건") % {"number": data["number"]}, in_korean(data["title"])
                ),
            )
            for data in book.items
        ]
        cast(forms.TypedMultipleChoiceField, self.fields["omit"]).choices = choices


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("파일"),
        help_text=gettext_lazy("PDF, HWPX, HWP, XLSX, DOCX, PNG, JPEG, 20 MB까지. 올린 그대로 보관합니다."),
    )


def find(code: str) -> Meeting:
    return get_object_or_404(Meeting.objects.select_related("body", "bylaw", "secretary"), code=code)


def frame(meeting: Meeting) -> dict[str, Any]:
    return {
        "meeting": meeting,
        "name": words.meeting_name(meeting),
        "back": reverse("deliberation:meeting", args=(meeting.code,)),
        "demonstration": meeting.demonstration,
    }


def _in_books(meeting: Meeting) -> dict[str, Any]:
    """The frame of a page that belongs to the agenda books."""
    return frame(meeting) | {
        "back": reverse("deliberation:books", args=(meeting.code,)),
        "above": _("의안집"),
    }


def _shown(request: HttpRequest, form: forms.Form, context: dict[str, Any]) -> HttpResponse:
    """A form, again with status 400 where it was refused."""
    return render(
        request, "deliberation/paper_form.html", context | {"form": form}, status=400 if form.errors else 200
    )


def drawn(document: Document, *, name: str, format: str) -> HttpResponse:
    """A document as PDF or HWPX under a Korean file name."""
    from sangsaeng.records.documents import hwpx, pdf

    if format not in FORMATS:
        raise Http404
    content = pdf.render_pdf(document) if format == "pdf" else hwpx.render_hwpx(document)
    return file_response(content, filename=f"{name}.{format}", format=format)


def books(request: HttpRequest, code: str) -> HttpResponse:
    """The editions of the agenda book, and who holds which copy; making the next edition."""
    meeting = find(code)
    require(request.user, "deliberation.run", meeting)
    if request.method == "POST":
        try:
            after = request.POST.get("after", "")
            made = actions.make_book(
                actor=request.user,  # type: ignore[arg-type]
                meeting=meeting,
                after=int(after) if after.isdecimal() else None,
            )
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
        else:
            messages.success(
                request,
                _("의안집 제%(edition)d판을 만들고 부수 번호를 붙여 나누었습니다.")
                % {"edition": made.edition},
            )
        return redirect("deliberation:books", code)
    editions = list(meeting.books.prefetch_related("copies"))
    for book in editions:
        now = contents.left_out(book) if not book.recalled_at else {}
        for copy in book.copies.all():
            copy.left_out = sorted(now.get(copy.seat_id or 0, frozenset()).union(copy.omitted))  # type: ignore[attr-defined]
    items = list(meeting.agenda.select_related("model"))
    laid = attached.attachments_by_item(meeting, request.user)
    unwritten = [i for i in items if not i.is_report and not i.resolution]
    return render(
        request,
        "deliberation/books.html",
        frame(meeting)
        | {
            "books": editions,
            "last": editions[0].edition if editions else 0,
            "beside": [(item, laid.get(item.pk, [])) for item in items],
            "printed": _printed(meeting),
            "unwritten": unwritten,
            "can_make": not meeting.is_over and items and not unwritten,
            "opened": sum(c.opened_at is not None for c in editions[0].copies.all()) if editions else 0,
            "copies": len(editions[0].copies.all()) if editions else 0,
        },
    )


def _printed(meeting: Meeting) -> list[tuple[str, str]]:
    """What can be printed for the room: its name in the address, and in words."""
    names = {"notice": _("소집 통지서"), "scenario": _("회의 시나리오"), "sheet": _("참석자 서명부")}
    return [(what, name) for what, name in names.items() if what == "notice" or not meeting.is_written]


def book_file(request: HttpRequest, code: str, edition: int, format: str) -> HttpResponse:
    """The whole edition, for the secretariat; not a numbered copy."""
    meeting = find(code)
    require(request.user, "deliberation.run", meeting)
    book = get_object_or_404(Book.objects.select_related("meeting__body"), meeting=meeting, edition=edition)
    document = agenda_book_document(contents.book_of(book))
    if book.recalled_at:
        document = replace(document, stamp=f"회수한 판 · {document.stamp}")
    return drawn(document, name=f"{meeting.code}-의안집-{edition}판", format=format)


def copy(request: HttpRequest, pk: int, format: str) -> HttpResponse:
    """One numbered copy, for its recipient, without what he is kept from."""
    found = _copy(pk)
    user: Any = request.user
    if format not in FORMATS:
        raise Http404
    if found.recipient_id != user.pk and not may(user, "deliberation.run", found.book.meeting):
        raise Http404
    try:
        omitted = actions.open_copy(actor=user, copy=found)
    except ValidationError as refused:
        return render(
            request,
            "deliberation/paper_gone.html",
            frame(found.book.meeting) | {"why": refused.messages[0]},
            status=410,
        )
    document = agenda_book_document(contents.book_of(found.book, found, omitted))
    name = f"{found.book.meeting.code}-의안집-{found.book.edition}판-{found.number}번"
    return drawn(document, name=name, format=format)


def _copy(pk: int) -> BookCopy:
    return get_object_or_404(
        BookCopy.objects.select_related("book__meeting__body", "seat", "recipient"), pk=pk
    )


def copy_issue(request: HttpRequest, code: str, edition: int) -> HttpResponse:
    """One more numbered copy, for somebody without a seat."""
    meeting = find(code)
    book = get_object_or_404(Book, meeting=meeting, edition=edition)
    form = CopyForm(book, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            issued = actions.issue_copy(actor=request.user, book=book, **form.cleaned_data)  # type: ignore[arg-type]
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("%(number)d번 사본을 더했습니다.") % {"number": issued.number})
            return redirect("deliberation:books", code)
    context = {"heading": _("의안집 사본 더하기"), "form": form, "submit": _("사본 더하기")}
    return _shown(request, form, _in_books(meeting) | context)


def copy_done(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Recall one copy, after asking once more; or note that its print came back."""
    found = _copy(pk)
    meeting = found.book.meeting
    if act not in ("recall", "return"):
        raise Http404
    if request.method == "POST":
        do = actions.recall_copy if act == "recall" else actions.return_copy
        do(actor=request.user, copy=found)  # type: ignore[arg-type]
        done = _("사본을 회수했습니다.") if act == "recall" else _("돌려받은 것을 적었습니다.")
        messages.success(request, done)
    if request.method == "POST" or act == "return" or found.recalled_at:
        return redirect("deliberation:books", meeting.code)
    context = {
        "heading": _("%(number)d번 사본 회수") % {"number": found.number},
        "form": forms.Form(),
        "submit": _("사본 회수"),
        "kind": "danger",
        "consequences": [
            _("이 사본은 더 열 수 없습니다. 다시 주려면 새 판을 만들어야 합니다."),
            _("인쇄한 사본은 따로 돌려받아 적어야 합니다."),
        ],
    }
    return render(request, "deliberation/paper_form.html", _in_books(meeting) | context)


def book_recall(request: HttpRequest, code: str, edition: int) -> HttpResponse:
    """Recall a whole edition, with a reason."""
    meeting = find(code)
    book = get_object_or_404(Book.objects.select_related("meeting"), meeting=meeting, edition=edition)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.recall_book(actor=request.user, book=book, reason=form.cleaned_data["reason"])  # type: ignore[arg-type]
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            messages.success(request, _("의안집 제%(edition)d판을 회수했습니다.") % {"edition": edition})
            return redirect("deliberation:books", code)
    context = {
        "heading": _("의안집 제%(edition)d판 회수") % {"edition": edition},
        "form": form,
        "submit": _("의안집 회수"),
        "kind": "danger",
        "consequences": [
            _("이 판의 사본은 더 열 수 없습니다."),
            _("인쇄한 사본은 따로 돌려받아 적어야 합니다."),
        ],
    }
    return _shown(request, form, _in_books(meeting) | context)


def printed(request: HttpRequest, code: str, what: str, format: str) -> HttpResponse:
    """Notice, script or signature sheet, made from the records as they stand now; a written resolution has no room."""
    meeting = find(code)
    require(request.user, "deliberation.run", meeting)
    if meeting.is_written and what != "notice":
        raise Http404
    name, make = PRINTED[what]
    return drawn(make(meeting), name=f"{meeting.code}-{name}", format=format)


def attach(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Lay a file beside an item."""
    meeting = find(code)
    item = get_object_or_404(meeting.agenda.select_related("meeting__body"), number=number)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        try:
            actions.too_big(given.size)
            actions.attach(actor=request.user, item=item, name=given.name, content=given.read())  # type: ignore[arg-type]
        except ValidationError as refused:
            form.add_error("file", refused.messages)
        else:
            messages.success(request, _("파일을 붙였습니다."))
            return redirect("deliberation:meeting", code)
    context = {
        "heading": _("제%(number)d호 안건에 파일 붙이기") % {"number": number},
        "submit": _("파일 붙이기"),
        "upload": True,
        "laid": attached.attachments_of(item, request.user),
    }
    return _shown(request, form, frame(meeting) | context)


def attachment(request: HttpRequest, pk: int) -> HttpResponse:
    """A file laid beside an item, for whoever may see the item whole. Who may not learns not even that it exists."""
    found = get_object_or_404(Attachment.objects.select_related("meeting"), pk=pk)
    kept = get_object_or_404(attached.attachments(request.user, found.meeting), pk=pk)
    return file_response(bytes(kept.file.content), filename=kept.file.title, format=kept.file.format)


def attachment_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file from an item's side again."""
    found = get_object_or_404(
        Attachment.objects.select_related("file", "meeting__body").defer("file__content"), pk=pk
    )
    if request.method == "POST":
        try:
            actions.remove_attachment(actor=request.user, attachment=found)  # type: ignore[arg-type]
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
        else:
            messages.success(request, _("붙인 파일을 뺐습니다. 파일은 기록에 남습니다."))
    return redirect("deliberation:meeting", found.meeting.code)
