"""The secretariat's pages: call a meeting, run it, close it, make its minutes."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.deliberation import actions, forms, notice, queries, words
from sangsaeng.deliberation.counting import count
from sangsaeng.deliberation.models import AgendaItem, Attendance, Body, Meeting
from sangsaeng.deliberation.views import find
from sangsaeng.parties.rules import require
from sangsaeng.proposals.models import WinWinModel


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


def confirm(request: HttpRequest, meeting: Meeting, **context: Any) -> HttpResponse:
    """Ask once more: heading, consequences, submit, and a way back."""
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


def call(request: HttpRequest) -> HttpResponse:
    """Call a meeting of one of the bodies."""
    bodies = Body.objects.order_by("-kind", "pk")  # the council first
    if getattr(request.user, "demonstration", False):
        bodies = bodies.filter(demonstration=True)
    form = forms.CallForm(request.POST or None, bodies=bodies)
    if request.method == "POST" and form.is_valid():
        try:
            called = actions.call_meeting(actor=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except ValidationError as refused:
            known = hasattr(refused, "error_dict") and set(refused.error_dict) <= set(form.fields)
            form.add_error(None, refused if known else refused.messages)
        else:
            messages.success(request, _("회의를 소집했습니다. 이제 안건을 올리세요."))
            if notice.is_short(called.held_at, timezone.now()):
                messages.warning(request, words.short_notice(called.bylaw))
            return redirect(home(called))
    answer = _("회의를 소집하면 그날 시행 중인 운영세칙이 이 회의에 고정됩니다.")
    return form_page(request, None, heading=_("회의 소집"), answer=answer, form=form, submit=_("회의 소집"))


def agenda_add(request: HttpRequest, code: str) -> HttpResponse:
    """Put one model on the agenda."""
    meeting = find(code)
    models = queries.candidates(meeting, request.user)
    named = models.filter(code=request.GET.get("model", "")).first()
    form = forms.AgendaForm(request.POST or None, models=models, initial={"model": named})
    if request.method == "POST" and form.is_valid():
        model = form.cleaned_data["model"]
        try:
            actions.put_on_agenda(actor=request.user, meeting=meeting, model=model)  # type: ignore[arg-type]
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            messages.success(request, _("안건으로 올렸습니다."))
            return redirect(home(meeting))
    waiting = models.count()
    answer = _("상정을 기다리는 상생모델은 %(count)d건입니다.") % {"count": waiting}
    return form_page(
        request,
        meeting,
        heading=_("안건 올리기"),
        answer=answer,
        form=form if waiting else None,
        empty=_(
            "상정할 수 있는 상생모델이 없습니다. 협의회에는 심사를 마친 모델을, 위원회에는 위원회에 보낸 모델을 올립니다."
        ),
        submit=_("안건으로 올리기"),
    )


def agenda_off(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Take an item off the agenda, with a reason."""
    item = find_item(code, number)
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        return attempt(
            request,
            lambda: actions.take_off(actor=request.user, item=item, reason=reason),  # type: ignore[arg-type]
            _("안건에서 내렸습니다."),
            home(item.meeting),
        )
    consequences = [_("모델은 상정하기 전 상태로 돌아가고 다음 회의에 다시 올릴 수 있습니다.")]
    if item.meeting.is_open:
        consequences.append(_("이 회의의 회의록에는 사유와 함께 보류로 남습니다."))
    return confirm(
        request,
        item.meeting,
        heading=_("제%(number)d호 안건 내리기") % {"number": number},
        consequences=consequences,
        form=form,
        submit=_("안건에서 내리기"),
        kind="danger",
    )


def attendance(request: HttpRequest, code: str) -> HttpResponse:
    """Who is there: one row a seat."""
    meeting = find(code)
    view = queries.meeting_view(request.user, meeting)
    initial = {seat.pk: noted.how for seat, noted in view.roll if noted}
    if request.GET.get("all") == Attendance.How.PRESENT:
        initial = {seat.pk: Attendance.How.PRESENT for seat, _noted in view.roll}
    form = forms.SeatsForm(
        request.POST or None,
        seats=[seat for seat, _noted in view.roll],
        choices=forms.ATTENDANCE,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        values = form.values()
        return attempt(
            request,
            lambda: actions.record_attendance(
                actor=request.user,  # type: ignore[arg-type]
                meeting=meeting,
                attendance=values,
            ),
            _("출석을 기록했습니다."),
            home(meeting),
        )
    answer = _(
        "재적 %(entitled)d명 가운데 %(present)d명이 출석했습니다. 열려면 %(quorum)d명이 있어야 합니다."
    ) % {
        "entitled": view.entitled,
        "present": view.present,
        "quorum": queries.quorum(view),
    }
    return form_page(
        request,
        meeting,
        heading=_("출석 기록"),
        answer=answer,
        grid=form,
        grid_label=_("출석 여부"),
        submit=_("출석 저장"),
        note=_("폐회할 때까지 고칠 수 있습니다."),
        fill="?all=present",
        fill_label=_("모두 출석으로 채우기"),
    )


def open(request: HttpRequest, code: str) -> HttpResponse:
    """Open the meeting, after saying what follows."""
    meeting = find(code)
    if request.method == "POST":
        return attempt(
            request,
            lambda: actions.open_meeting(actor=request.user, meeting=meeting),  # type: ignore[arg-type]
            _("회의를 열었습니다."),
            home(meeting),
        )
    view = queries.meeting_view(request.user, meeting)
    question = _(
        "재적 %(entitled)d명 가운데 %(present)d명이 출석했습니다. 의사정족수는 %(quorum)d명입니다."
    ) % {
        "entitled": view.entitled,
        "present": view.present,
        "quorum": queries.quorum(view),
    }
    return confirm(
        request,
        meeting,
        heading=_("개회하기"),
        question=question,
        consequences=[
            *words.other_day(meeting.held_at, timezone.now()),
            _("지금의 위원 명부가 이 회의의 재적으로 고정됩니다."),
            _("출석한 위원이 안건마다 표결할 수 있습니다."),
            _("의사정족수에 미치지 못하면 열리지 않습니다."),
        ],
        submit=_("개회하기"),
    )


def remarks(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The gist of what was said on an item."""
    item = find_item(code, number)
    form = forms.RemarksForm(request.POST or None, initial={"remarks": item.remarks})
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["remarks"]
        return attempt(
            request,
            lambda: actions.write_remarks(actor=request.user, item=item, remarks=text),  # type: ignore[arg-type]
            _("발언 요지를 저장했습니다."),
            home(item.meeting),
        )
    heading = _("제%(number)d호 안건 발언 요지") % {"number": number}
    return form_page(request, item.meeting, heading=heading, form=form, submit=_("발언 요지 저장"))


def ballots(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Enter what members without an account said in the room; asks once, because no ballot is changed."""
    item = find_item(code, number)
    require(request.user, "deliberation.enter_ballot", item)
    seats, cast = queries.seats_to_enter(item)
    form = forms.SeatsForm(
        request.POST if request.method == "POST" else None, seats=seats, choices=forms.CHOICES
    )
    heading = _("제%(number)d호 안건 표 입력") % {"number": number}
    if request.method == "POST" and form.is_valid() and form.values():
        values = form.values()
        if request.POST.get("confirmed"):
            return attempt(
                request,
                lambda: _enter_all(request, item, values),
                _("표 %(count)d개를 입력했습니다.") % {"count": len(values)},
                home(item.meeting),
            )
        labels = dict(forms.CHOICES)
        return render(
            request,
            "deliberation/ballots_confirm.html",
            {
                "meeting": item.meeting,
                "item": item,
                "name": words.meeting_name(item.meeting),
                "heading": heading,
                "entries": [
                    (seat, f"seat-{seat.pk}", value, labels[value]) for seat, value in values.items()
                ],
                "cancel": home(item.meeting),
            },
        )
    if request.method == "POST" and form.is_valid():
        form.add_error(None, _("표를 하나 이상 고르세요."))
    answer = _(
        "출석한 위원 가운데 %(cast)d명이 표를 냈습니다. 계정이 없는 위원 %(left)d명의 표를 입력할 수 있습니다."
    ) % {
        "cast": cast,
        "left": len(seats),
    }
    return form_page(
        request,
        item.meeting,
        heading=heading,
        answer=answer,
        grid=form if seats else None,
        grid_label=_("낼 표"),
        submit=_("입력할 표 확인하기"),
        empty=_("입력할 표가 없습니다. 계정이 있는 위원은 직접 표결합니다."),
        note=_("회의장에서 말한 그대로 입력하세요. 입력한 사람이 기록에 남고, 낸 표는 고칠 수 없습니다."),
        onward=reverse("deliberation:close_vote", args=(code, number)) if cast else "",
        onward_label=_("표결 마감"),
        status=400 if request.method == "POST" else 200,
    )


def _enter_all(request: HttpRequest, item: AgendaItem, values: dict[Any, str]) -> None:
    """All of them or none."""
    with transaction.atomic():
        for seat, choice in values.items():
            actions.enter_ballot(actor=request.user, item=item, seat=seat, choice=choice)  # type: ignore[arg-type]


def close_vote(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Close the vote: the page shows what it comes to before anything is decided."""
    item = find_item(code, number)
    counted = queries.running_tally(item, count(item))
    carried = counted.outcome == "carried"
    form = None if carried else forms.NotCarriedForm(request.POST or None, kind=item.meeting.body.kind)
    if request.method == "POST" and (form is None or form.is_valid()):
        given = form.cleaned_data if form else {}
        return attempt(
            request,
            lambda: actions.close_vote(actor=request.user, item=item, **given),  # type: ignore[arg-type]
            _("표결을 마감했습니다."),
            home(item.meeting),
        )
    hindrance = words.why_not_closed(counted)
    if hindrance:
        messages.warning(request, hindrance)
        return redirect(home(item.meeting))
    return confirm(
        request,
        item.meeting,
        heading=_("제%(number)d호 안건 표결 마감") % {"number": number},
        question=words.working(counted),
        consequences=words.what_closing_brings(item.meeting.body.kind, counted, item.support),
        form=form,
        submit=_("표결 마감"),
        kind="danger",
    )


def close(request: HttpRequest, code: str) -> HttpResponse:
    """Close the meeting."""
    meeting = find(code)
    if request.method == "POST":
        return attempt(
            request,
            lambda: actions.close_meeting(actor=request.user, meeting=meeting),  # type: ignore[arg-type]
            _("폐회했습니다. 이제 회의록을 만드세요."),
            home(meeting),
        )
    waiting = [
        _("제%(number)d호 안건") % {"number": number}
        for number in meeting.agenda.filter(outcome="").values_list("number", flat=True)
    ]
    return confirm(
        request,
        meeting,
        heading=_("폐회"),
        question=_("아직 결정하지 않은 안건이 있어 폐회할 수 없습니다: %(numbers)s")
        % {"numbers": ", ".join(waiting)}
        if waiting
        else _("안건을 모두 결정했습니다."),
        consequences=[
            _("안건, 출석, 발언 요지를 더는 고칠 수 없습니다."),
            _("결정하지 않은 안건이 있으면 폐회하지 않습니다."),
        ],
        submit=_("폐회하기"),
        kind="danger",
    )


def minutes(request: HttpRequest, code: str) -> HttpResponse:
    """Make the minutes of a closed meeting."""
    meeting = find(code)
    if request.method == "POST":
        return attempt(
            request,
            lambda: actions.make_minutes(actor=request.user, meeting=meeting),  # type: ignore[arg-type]
            _("회의록을 만들었습니다."),
            home(meeting),
        )
    consequences = [
        _("기록에서 회의록을 PDF와 HWPX로 만들어 보관합니다."),
        _("다시 만들면 앞서 만든 것도 그대로 남습니다."),
    ]
    return confirm(
        request, meeting, heading=_("회의록 만들기"), consequences=consequences, submit=_("회의록 만들기")
    )


def send_to_committee(request: HttpRequest, code: str) -> HttpResponse:
    """Send a recommended model on to the committee."""
    try:
        model = WinWinModel.objects.get(code=code)
    except WinWinModel.DoesNotExist:
        raise Http404 from None
    back = reverse("proposals:model", args=(code,))
    if request.method == "POST":
        return attempt(
            request,
            lambda: actions.send_to_committee(actor=request.user, model=model),  # type: ignore[arg-type]
            _("위원회에 보냈습니다."),
            back,
        )
    context = {
        "heading": _("위원회에 보내기"),
        "question": _("%(code)s: 협의회의 건의를 경쟁력강화위원회에 보냅니다.") % {"code": model.code},
        "consequences": [
            _("모델은 위원회 상태가 됩니다. 승인이 아닙니다."),
            _("승인은 위원회가 따로 회의를 열어 결정합니다."),
        ],
        "submit": _("위원회에 보내기"),
        "kind": "primary",
        "cancel": back,
        "name": model.code,
        "demonstration": model.demonstration,
    }
    return render(request, "deliberation/confirm.html", context)
