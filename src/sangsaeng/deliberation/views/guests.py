"""The secretariat's pages of who sits in without a vote, and of inspections on site."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from sangsaeng.deliberation import actions
from sangsaeng.deliberation.forms import meetings as forms
from sangsaeng.deliberation.models import Guest, SiteVisit
from sangsaeng.deliberation.views.acting import attempt, confirm, find, form_page, home, posted, submit
from sangsaeng.parties.models import Organisation


def guest_add(request: HttpRequest, code: str) -> HttpResponse:
    """Note who sits in without a vote."""
    meeting = find(code)
    items = meeting.agenda.select_related("model")
    form = forms.GuestForm(posted(request), items=items)

    def add(given: dict[str, Any]) -> Guest:
        chosen = given | {"items": list(given["items"])}
        return actions.add_guest(actor=request.user, meeting=meeting, **chosen)  # type: ignore[arg-type]

    return submit(request, form, add, _("배석자를 적었습니다."), f"{home(meeting)}#guests") or form_page(
        request,
        meeting,
        heading=_("배석자 적기"),
        answer=_("배석자는 회의에 함께하지만 표결하지 않습니다."),
        form=form,
        submit=_("배석자 적기"),
    )


def guest_off(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take a guest off the list."""
    guest = get_object_or_404(
        Guest.objects.select_related("meeting__body", "meeting__bylaw"), pk=pk, meeting__code=code
    )
    if request.method == "POST":
        return attempt(
            request,
            lambda: actions.remove_guest(actor=request.user, guest=guest),  # type: ignore[arg-type]
            _("배석자를 지웠습니다."),
            f"{home(guest.meeting)}#guests",
        )
    return confirm(
        request,
        guest.meeting,
        heading=_("배석자 지우기"),
        question=guest.name,
        consequences=[_("배석자 명단에서 빠집니다. 적었던 기록은 남습니다.")],
        submit=_("배석자 지우기"),
    )


def visit_add(request: HttpRequest, code: str) -> HttpResponse:
    """Plan an inspection on site."""
    meeting = find(code)
    hosts = Organisation.objects.filter(demonstration=meeting.demonstration).order_by("name")
    form = forms.VisitForm(posted(request), hosts=hosts)
    done = submit(
        request,
        form,
        lambda given: actions.plan_visit(actor=request.user, meeting=meeting, **given),  # type: ignore[arg-type]
        _("시찰을 적었습니다."),
        f"{home(meeting)}#visits",
    )
    return done or form_page(
        request,
        meeting,
        heading=_("시찰 적기"),
        answer=_("시찰은 심의가 아닙니다. 정족수를 세지 않고 표결하지 않습니다."),
        form=form,
        submit=_("시찰 적기"),
    )


def visit_findings(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Write down what was seen on site."""
    visit = get_object_or_404(
        SiteVisit.objects.select_related("meeting__body", "meeting__bylaw"), pk=pk, meeting__code=code
    )
    form = forms.FindingsForm(posted(request), initial={"findings": visit.findings})
    done = submit(
        request,
        form,
        lambda given: actions.record_visit(actor=request.user, visit=visit, **given),  # type: ignore[arg-type]
        _("시찰 결과를 저장했습니다."),
        f"{home(visit.meeting)}#visits",
    )
    return done or form_page(
        request, visit.meeting, heading=_("시찰 결과"), form=form, submit=_("시찰 결과 저장")
    )
