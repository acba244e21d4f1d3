"""Pages of official letters, and of the way to the committee and back."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sangsaeng.clocks import queries as clocks
from sangsaeng.clocks import statutory
from sangsaeng.deliberation import actions
from sangsaeng.deliberation.actions.letters import draw
from sangsaeng.deliberation.forms.letters import (
    CorrectForm,
    DropForm,
    LetterForm,
    NewLetterForm,
    ReceivedForm,
    SentForm,
)
from sangsaeng.deliberation.models import Letter, Meeting
from sangsaeng.deliberation.queries import letters as queries
from sangsaeng.deliberation.words import letters as texts
from sangsaeng.deliberation.words import meetings as words
from sangsaeng.pages import listing
from sangsaeng.pages.downloads import file_response
from sangsaeng.pages.markup import english, in_korean
from sangsaeng.pages.refusals import explain
from sangsaeng.pages.templatetags.sangsaeng import chip, demo_mark
from sangsaeng.parties.models import User
from sangsaeng.parties.rules import may
from sangsaeng.proposals.history import lines
from sangsaeng.proposals.lifecycle import State
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.proposals.panels import Action, Panel
from sangsaeng.proposals.queries import whole_to
from sangsaeng.records.documents.content import office_number
from sangsaeng.records.queries import documents, history


def _chip(letter: Letter) -> SafeString:
    word, kind = queries.STATES[queries.state_of(letter)]
    return chip(kind, word)


def _address(letter: Letter) -> str:
    return reverse("deliberation:letter", args=(letter.code,))


def _titled(letter: Letter) -> SafeString:
    name = format_html('<a href="{}">{}</a>', _address(letter), in_korean(letter.title))
    return format_html("{} {}", name, demo_mark()) if letter.demonstration else name


def _to(letter: Letter) -> SafeString:
    return in_korean(letter.addressee) if letter.addressee else format_html("<em>{}</em>", _("수신 미정"))


WAITING = {
    "number": (gettext_lazy("문서번호를 기다림"), queries.STATE_Q["draft"]),
    "received": (gettext_lazy("받은 날을 기다림"), queries.STATE_Q["sent"]),
    "addressee": (gettext_lazy("수신 미정"), queries.STATE_Q["draft"] & Q(addressee="")),
}
LETTERS = listing.Listing(
    name="letters",
    columns=(
        listing.Column(
            "title", gettext_lazy("제목"), lambda x: x.title, html=_titled, sort=("title",), width=27
        ),
        listing.Column(
            "kind",
            gettext_lazy("종류"),
            lambda x: x.get_kind_display(),
            sort=("kind",),
            width=11,
            main=False,
        ),
        listing.Column(
            "addressee", gettext_lazy("수신"), lambda x: x.addressee, html=_to, sort=("addressee",), width=14
        ),
        listing.Column(
            "state",
            gettext_lazy("상태"),
            lambda x: str(queries.STATES[queries.state_of(x)][0]),
            html=_chip,
            width=9,
        ),
        listing.Column(
            "number",
            gettext_lazy("문서번호"),
            lambda x: x.official_number or None,
            html=lambda x: in_korean(x.official_number) if x.official_number else "–",
            width=9,
            main=False,
        ),
        listing.Column(
            "received_on",
            gettext_lazy("받은 날"),
            lambda x: x.received_on,
            sort=("received_on",),
            width=9,
            main=False,
        ),
        listing.Column(
            "due_on",
            gettext_lazy("기한"),
            lambda x: x.clock.due_on if x.clock else None,
            sort=("clock__due_on",),
            width=9,
        ),
        listing.Column(
            "drafted_at",
            gettext_lazy("초안을 쓴 날"),
            lambda x: timezone.localdate(x.drafted_at),
            sort=("drafted_at",),
            width=12,
            main=False,
        ),
    ),
    filters=(
        listing.Filter("kind", gettext_lazy("종류"), lambda: Letter.Kind.choices, lambda v: Q(kind=v)),
        listing.Filter(
            "state",
            gettext_lazy("상태"),
            lambda: [(key, word) for key, (word, _chip) in queries.STATES.items()],
            lambda v: queries.STATE_Q[v],
        ),
        listing.Filter(
            "waiting",
            gettext_lazy("기다리는 것"),
            lambda: [(key, word) for key, (word, _q) in WAITING.items()],
            lambda v: WAITING[v][1],
        ),
    ),
    search=("title", "addressee", "code", "official_number"),
    search_label=gettext_lazy("공문 찾기"),
    order="-drafted_at",
    empty=gettext_lazy("공문이 없습니다. 회의를 소집하거나 안건을 의결하면 초안이 만들어집니다."),
)


def letters(request: HttpRequest) -> HttpResponse:
    """All letters that the viewer may read, newest first."""
    rows = queries.readable(request.user)
    page = listing.page(LETTERS, rows, request)
    if isinstance(page, HttpResponse):
        return page
    context = {
        "page": page,
        "total": rows.count(),
        "unnumbered": rows.filter(WAITING["number"][1]).count(),
        "unreceived": rows.filter(WAITING["received"][1]).count(),
        "may_write": may(request.user, "deliberation.write_letters"),
    }
    return render(request, "deliberation/letters.html", context)


def find(request: HttpRequest, code: str) -> Letter:
    """The letter, for who may read it; whoever may not learns not even that it exists."""
    return get_object_or_404(queries.readable(request.user), code=code)


def _paragraphs(letter: Letter) -> list[dict[str, Any]]:
    items = texts.body_items(letter.body)
    return [
        {
            "sign": office_number(1, n) if len(items) > 1 else "",
            "text": item.text,
            "under": [(office_number(2, m), sub.text) for m, sub in enumerate(item.items, start=1)],
        }
        for n, item in enumerate(items, start=1)
    ]


def _clock_line(letter: Letter) -> str:
    """What the receipt brings, in a sentence; empty for a letter that starts no clock."""
    if not letter.clock_rule:
        return ""
    rule = statutory.rule(letter.clock_rule)
    told = (
        {"name": rule.name_en, "basis": rule.basis_en}
        if english()
        else {
            "name": rule.name_ko,
            "basis": rule.basis_ko,
        }
    )
    return _("받은 날을 적으면 %(name)s 기한이 그날부터 시작됩니다. 근거: %(basis)s") % told


def letter(request: HttpRequest, code: str) -> HttpResponse:
    """One letter: its text, where it stands, what comes next."""
    found = find(request, code)
    names = texts.recipients(found)
    meeting = found.meeting or (found.agenda_item.meeting if found.agenda_item else None)
    context = {
        "letter": found,
        "meeting": meeting,
        "meeting_name": words.meeting_name(meeting) if meeting else "",
        "chip": _chip(found),
        "state": queries.state_of(found),
        "recipients": names,
        "many": len(names) > 1,
        "paragraphs": _paragraphs(found),
        "clock_line": _clock_line(found),
        "clock_page": found.clock.get_absolute_url() if found.clock else "",
        "kept": documents(found),
        "lines": lines(history(found)),
        "may_write": may(request.user, "deliberation.write_letters", found),
    }
    return render(request, "deliberation/letter.html", context)


def letter_file(request: HttpRequest, code: str, format: str) -> HttpResponse:
    """The letter as it stands, drawn now; one that was sent is the file kept on that day."""
    found = find(request, code)
    kept = documents(found).defer(None).filter(format=format).first() if found.is_sent else None
    content = bytes(kept.content) if kept else draw(found, format)
    return file_response(content, filename=f"{found.code}.{format}", format=format)


def letter_keep(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the draft as it stands, as HWPX and PDF."""
    found = find(request, code)
    if request.method != "POST":
        return redirect(_address(found))
    return step(
        request,
        lambda: actions.keep_letter(actor=cast(User, request.user), letter=found),
        _("초안을 HWPX와 PDF로 보관했습니다."),
        _address(found),
    )


def step(request: HttpRequest, do: Callable[[], Any], done: str, back: str) -> HttpResponse:
    try:
        do()
    except ValidationError as refused:
        for text in refused.messages:
            messages.error(request, text)
    else:
        messages.success(request, done)
    return redirect(back)


def _form(
    request: HttpRequest, form: Any, do: Callable[[], Any], done: Any, context: dict[str, Any]
) -> HttpResponse:
    """Show the form, or do it and go back; what was typed is kept on refusal."""
    if request.method == "POST" and form.is_valid():
        try:
            made = do()
        except ValidationError as refused:
            explain(form, refused)
        else:
            messages.success(request, done)
            return redirect(_address(made))
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "deliberation/letter_form.html", context | {"form": form}, status=status)


def _about(request: HttpRequest) -> dict[str, Any]:
    """What a new letter is about, from the address: ?model= or ?meeting=."""
    about: dict[str, Any] = {}
    if code := request.GET.get("model"):
        about["model"] = get_object_or_404(whole_to(request.user), code=code)
    if code := request.GET.get("meeting"):
        about["meeting"] = get_object_or_404(Meeting.objects.select_related("body"), code=code)
    return about


def letter_new(request: HttpRequest) -> HttpResponse:
    """Write a letter by hand."""
    about = _about(request)
    initial = {"kind": request.GET.get("kind", Letter.Kind.OTHER)}
    if meeting := about.get("meeting"):
        initial["sender"] = texts.chair_of(meeting.body)
    form = NewLetterForm(request.POST or None, initial=initial)

    def do() -> Letter:
        values = form.fields_for_action()
        return actions.draft_letter(actor=cast(User, request.user), **values, **about)

    subject = about.get("model") or about.get("meeting")
    context = {
        "heading": _("공문 쓰기"),
        "answer": _("초안을 만듭니다. 이 시스템은 공문을 보내지 않습니다."),
        "submit": _("초안 저장"),
        "cancel": reverse("deliberation:letters"),
        "about": subject.code if subject else "",
    }
    return _form(request, form, do, _("공문 초안을 만들었습니다."), context)


def letter_act(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """Edit, record as sent or received, put right, drop: each with its form."""
    found = find(request, code)
    if act not in ACTS:
        raise Http404
    make, do, heading, answer, submit, done, kind = ACTS[act]
    form = make(found, request.POST if request.method == "POST" else None)
    context = {
        "letter": found,
        "heading": heading,
        "answer": answer,
        "submit": submit,
        "kind": kind,
        "cancel": _address(found),
        "clock_line": _clock_line(found) if act in ("received", "correct") else "",
    }
    return _form(request, form, lambda: do(actor=request.user, letter=found, **_values(form)), done, context)


def _values(form: forms.Form) -> dict[str, Any]:
    return form.fields_for_action() if isinstance(form, LetterForm) else form.cleaned_data


ACTS: dict[str, tuple[Callable[[Letter, Any], Any], Callable[..., Letter], Any, Any, Any, Any, str]] = {
    "edit": (
        LetterForm.of,
        actions.edit_letter,
        gettext_lazy("공문 고치기"),
        gettext_lazy("보내기 전까지 고칠 수 있습니다."),
        gettext_lazy("초안 저장"),
        gettext_lazy("공문을 고쳤습니다."),
        "primary",
    ),
    "sent": (
        lambda _letter, data: SentForm(data),
        actions.record_sent,
        gettext_lazy("문서번호와 보낸 날 적기"),
        gettext_lazy(
            "공문 시스템에서 보낸 뒤에 적습니다. 적으면 지금의 내용이 보관되고 더는 고칠 수 없습니다."
        ),
        gettext_lazy("보낸 것으로 기록"),
        gettext_lazy("보낸 것으로 기록했습니다."),
        "primary",
    ),
    "received": (
        lambda _letter, data: ReceivedForm(data),
        actions.record_received,
        gettext_lazy("받은 날 적기"),
        gettext_lazy("받는 기관이 공문을 접수한 날을 적습니다."),
        gettext_lazy("받은 날 기록"),
        gettext_lazy("받은 날을 기록했습니다."),
        "primary",
    ),
    "correct": (
        lambda letter, data: CorrectForm(data, initial={"received_on": letter.received_on}),
        actions.correct_received_on,
        gettext_lazy("받은 날 바로잡기"),
        gettext_lazy("앞에 적은 날과 사유가 기록에 함께 남습니다."),
        gettext_lazy("받은 날 바로잡기"),
        gettext_lazy("받은 날을 바로잡았습니다."),
        "primary",
    ),
    "drop": (
        lambda _letter, data: DropForm(data),
        actions.drop_letter,
        gettext_lazy("공문 쓰지 않기"),
        gettext_lazy("초안은 지워지지 않고 사유와 함께 남습니다. 되돌릴 수 없습니다."),
        gettext_lazy("쓰지 않기로 하기"),
        gettext_lazy("쓰지 않기로 했습니다."),
        "danger",
    ),
}


# On the page of a model


def letters_panel(request: HttpRequest, model: WinWinModel) -> Panel | None:
    """The letters about a model with the clocks that run, for who may read letters."""
    if not may(request.user, "deliberation.read_letters", model):
        return None
    found = queries.letters_about(request.user, model)
    running = list(clocks.running(request.user).filter(subject_type="winwinmodel", subject_id=model.code))
    offered: tuple[Action, ...] = ()
    there = model.state == State.AT_COMMITTEE
    if (
        there
        and may(request.user, "deliberation.send_to_committee", model)
        and not queries.waits_at_committee(model)
    ):
        offered = (
            Action(
                reverse("deliberation:take_back_from_committee", args=(model.code,)),
                _("위원회에서 철회"),
                _("위원회 안건으로 오르기 전에만 할 수 있습니다."),
                kind="danger",
            ),
        )
    if not found and not running and not offered:
        return None
    rows = [{"letter": each, "chip": _chip(each), "to": _to(each)} for each in found]
    context = {"rows": rows, "clocks": running, "today": clocks.today()}
    return Panel(_("공문과 기한"), "deliberation/letter_panel.html", context, order=45, actions=offered)
