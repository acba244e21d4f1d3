"""The secretariat's pages of a meeting: call it, tell the members, open, adjourn, close it, make its minutes."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.deliberation import actions, notice
from sangsaeng.deliberation.counting import roll
from sangsaeng.deliberation.forms import meetings as forms
from sangsaeng.deliberation.models import Attendance, Body, Meeting
from sangsaeng.deliberation.queries import meetings as queries
from sangsaeng.deliberation.queries.dispatch import dispatched
from sangsaeng.deliberation.tally import quorum_needed
from sangsaeng.deliberation.views.acting import (
    at_item,
    attempt,
    confirm,
    find,
    find_item,
    form_page,
    home,
    posted,
    submit,
)
from sangsaeng.deliberation.words import meetings as words

__all__ = ["at_item", "attempt", "confirm", "find", "find_item", "form_page", "home"]


def call(request: HttpRequest) -> HttpResponse:
    """Call a meeting of one of the bodies."""
    bodies = Body.objects.filter(ended_on=None).order_by("-kind", "pk")  # the council first
    if getattr(request.user, "demonstration", False):
        bodies = bodies.filter(demonstration=True)
    form = forms.CallForm(posted(request), bodies=bodies)
    if request.method == "POST" and form.is_valid():
        try:
            called = actions.call_meeting(actor=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except ValidationError as refused:
            known = hasattr(refused, "error_dict") and set(refused.error_dict) <= set(form.fields)
            form.add_error(None, refused if known else refused.messages)
        else:
            messages.success(request, _("회의를 소집했습니다. 이제 안건을 올리세요."))
            if notice.is_short(called.bylaw, called.held_at, timezone.now(), urgent=called.is_urgent):
                messages.warning(request, words.short_notice(called.bylaw, urgent=called.is_urgent))
            return redirect(home(called))
    answer = _("회의를 소집하면 그날 시행 중인 운영세칙이 이 회의에 고정됩니다.")
    return form_page(request, None, heading=_("회의 소집"), answer=answer, form=form, submit=_("회의 소집"))


def send_notice(request: HttpRequest, code: str) -> HttpResponse:
    """To whom the notice went and who opened it when; and, before the opening, to send it."""
    meeting = find(code)
    if request.method == "POST":
        return attempt(
            request,
            lambda: actions.send_notice(actor=request.user, meeting=meeting),  # type: ignore[arg-type]
            _("소집을 통지했습니다."),
            home(meeting),
        )
    now = timezone.now()
    rows = dispatched(meeting)
    short = notice.is_short(meeting.bylaw, meeting.held_at, now, urgent=meeting.is_urgent)
    context = {
        "meeting": meeting,
        "name": words.meeting_name(meeting),
        "rows": rows,
        "to": sum(row.sent_at is not None for row in rows),
        "opened": sum(row.read_at is not None for row in rows),
        "may_send": meeting.is_called and meeting.agenda.exists(),
        "given": notice.days_given(meeting.held_at, now),
        "needed": notice.days_needed(meeting.bylaw, urgent=meeting.is_urgent),
        "warning": words.short_notice(meeting.bylaw, urgent=meeting.is_urgent) if short else "",
        "cancel": home(meeting),
    }
    return render(request, "deliberation/notice.html", context)


def postpone(request: HttpRequest, code: str) -> HttpResponse:
    """Move a called meeting to another time."""
    meeting = find(code)
    form = forms.PostponeForm(posted(request))
    done = submit(
        request,
        form,
        lambda given: actions.postpone(actor=request.user, meeting=meeting, **given),  # type: ignore[arg-type]
        _("회의를 미뤘습니다. 다시 통지하세요."),
        home(meeting),
    )
    return done or confirm(
        request,
        meeting,
        heading=_("회의 미루기"),
        consequences=[
            _("앞서 보낸 통지는 효력을 잃습니다. 새 일시로 다시 통지해야 합니다."),
            _("안건과 적용하는 운영세칙은 그대로입니다."),
        ],
        told=[_("아직 아무에게도 알리지 않습니다. 다시 통지할 때 모든 위원에게 알립니다.")],
        form=form,
        submit=_("회의 미루기"),
    )


def cancel(request: HttpRequest, code: str) -> HttpResponse:
    """Call a called meeting off."""
    meeting = find(code)
    form = forms.ReasonForm(posted(request))
    done = submit(
        request,
        form,
        lambda given: actions.cancel_meeting(actor=request.user, meeting=meeting, **given),  # type: ignore[arg-type]
        _("소집을 취소했습니다."),
        home(meeting),
    )
    told = _("소집 통지를 받은 위원에게 사유를 알립니다.")
    return done or confirm(
        request,
        meeting,
        heading=_("소집 취소"),
        consequences=[
            _("되돌릴 수 없습니다. 다시 열려면 새 회의를 소집합니다."),
            _("안건은 보류로 남고, 모델은 상정하기 전 상태로 돌아갑니다."),
        ],
        told=[told if meeting.notified_at else _("아직 통지하지 않아 알림을 받는 사람이 없습니다.")],
        form=form,
        submit=_("소집 취소"),
        kind="danger",
    )


def attendance(request: HttpRequest, code: str) -> HttpResponse:
    """Who is there: one row a seat, with its deputy where the bylaw allows one."""
    meeting = find(code)
    noted = {a.seat_id: a for a in meeting.attendance.all()}
    on_roll = roll(meeting)
    seats = list(meeting.body.seats.filter(pk__in=on_roll))
    initial = {key: each.how for key, each in noted.items()}
    if request.GET.get("all") == Attendance.How.PRESENT:
        initial = {seat.pk: Attendance.How.PRESENT for seat in seats}
    form = forms.AttendanceForm(
        posted(request),
        seats=seats,
        initial=initial,
        deputies=queries.possible_deputies(meeting) if meeting.bylaw.delegation_hops else None,
        named={key: each.deputy_id for key, each in noted.items() if each.deputy_id},
        by_sheet=bool(noted) and all(each.by_sheet for each in noted.values()),
    )
    done = submit(
        request,
        form,
        lambda given: actions.record_attendance(
            actor=request.user,  # type: ignore[arg-type]
            meeting=meeting,
            attendance=form.values(),
            deputies=form.deputies(),
            by_sheet=given["by_sheet"],
        ),
        _("출석을 기록했습니다."),
        home(meeting),
    )
    if done:
        return done
    return render(
        request,
        "deliberation/attendance.html",
        {
            "meeting": meeting,
            "name": words.meeting_name(meeting),
            "cancel": home(meeting),
            "form": form,
            "answer": _attendance(meeting, on_roll),
        },
    )


def _attendance(meeting: Meeting, on_roll: dict[int, bool]) -> str:
    return _(
        "재적 %(entitled)d명 가운데 %(present)d명이 출석했습니다. 열려면 %(quorum)d명이 있어야 합니다."
    ) % {
        "entitled": len(on_roll),
        "present": sum(on_roll.values()),
        "quorum": quorum_needed(meeting.bylaw, entitled=len(on_roll)),
    }


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
    on_roll = roll(meeting)
    question = _(
        "재적 %(entitled)d명 가운데 %(present)d명이 출석했습니다. 의사정족수는 %(quorum)d명입니다."
    ) % {
        "entitled": len(on_roll),
        "present": sum(on_roll.values()),
        "quorum": quorum_needed(meeting.bylaw, entitled=len(on_roll)),
    }
    consequences = [
        *words.other_day(meeting.held_at, timezone.now()),
        *(
            []
            if meeting.notified_at
            else [_("소집 통지를 아직 보내지 않았습니다. 통지 없이 연 것으로 기록에 남습니다.")]
        ),
        _("지금의 위원 명부가 이 회의의 재적으로 고정됩니다."),
    ]
    if meeting.is_written:
        question = _("재적 %(entitled)d명에게 서면으로 묻습니다.") % {"entitled": len(on_roll)}
        consequences.append(_("안건마다 표결을 시작하면 위원이 기한까지 표를 낼 수 있습니다."))
    else:
        consequences += [
            _("출석한 위원이 안건마다 표결할 수 있습니다."),
            _("의사정족수에 미치지 못하면 열리지 않습니다."),
        ]
    return confirm(
        request,
        meeting,
        heading=_("개회하기"),
        question=question,
        consequences=consequences,
        submit=_("개회하기"),
    )


def adjourn(request: HttpRequest, code: str) -> HttpResponse:
    """Adjourn the meeting."""
    meeting = find(code)
    form = forms.AdjournForm(posted(request))
    done = submit(
        request,
        form,
        lambda given: actions.adjourn(actor=request.user, meeting=meeting, **given),  # type: ignore[arg-type]
        _("정회했습니다."),
        home(meeting),
    )
    return done or confirm(
        request,
        meeting,
        heading=_("정회하기"),
        consequences=[
            _("다시 열 때까지 표결하거나 결정할 수 없습니다."),
            _("다시 열 때 의사정족수를 다시 확인합니다."),
        ],
        form=form,
        submit=_("정회하기"),
    )


def resume(request: HttpRequest, code: str) -> HttpResponse:
    """Go on with an adjourned meeting."""
    meeting = find(code)
    if request.method == "POST":
        return attempt(
            request,
            lambda: actions.resume(actor=request.user, meeting=meeting),  # type: ignore[arg-type]
            _("회의를 이어서 엽니다."),
            home(meeting),
        )
    return confirm(
        request,
        meeting,
        heading=_("속개하기"),
        question=_attendance(meeting, roll(meeting)),
        consequences=[_("의사정족수에 미치지 못하면 열리지 않습니다.")],
        submit=_("속개하기"),
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
    """Make the minutes of a closed meeting; where they are made, what follows is done on the page of its results."""
    meeting = find(code)
    if meeting.minutes.exists():
        return redirect("deliberation:results", code)
    if request.method == "POST":
        return attempt(
            request,
            lambda: actions.make_minutes(actor=request.user, meeting=meeting),  # type: ignore[arg-type]
            _("회의록을 만들었습니다."),
            home(meeting),
        )
    consequences = [
        _("기록에서 회의록을 PDF와 HWPX로 만들어 보관합니다."),
        _("나중에 덧붙일 말은 고치지 않고 새 판으로 만듭니다. 앞서 만든 것도 그대로 남습니다."),
    ]
    return confirm(
        request,
        meeting,
        heading=_("회의록 만들기"),
        consequences=consequences,
        told=[_("위원장과 간사에게 서명할 회의록이 있다고 알립니다.")],
        submit=_("회의록 만들기"),
    )
