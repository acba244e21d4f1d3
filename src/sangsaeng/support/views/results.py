"""Results as the applicant sees them: the list of one's own, one result with its reasons, the notice, giving up."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from sangsaeng.pages.downloads import file_response
from sangsaeng.parties.rules import may, require
from sangsaeng.support.actions.deciding import give_up as give_up_action
from sangsaeng.support.documents import notice_document
from sangsaeng.support.forms import selection as forms
from sangsaeng.support.models import APPLICATION_CHIP, Application, ApplicationState, RoundState, Stage
from sangsaeng.support.queries import selection_pages as pages
from sangsaeng.support.views.selection_parts import act, points
from sangsaeng.support.words_selection import tie_break


def chip_of(application: Application) -> tuple[str, str]:
    return APPLICATION_CHIP[ApplicationState(application.state)], application.get_state_display()


def my_results(request: HttpRequest) -> HttpResponse:
    """The results that this person or his firm was told."""
    rows = list(pages.my_results(request.user))
    context = {"rows": [(a, chip_of(a), getattr(a, "certificate", None)) for a in rows]}
    return render(request, "support/selection_mine.html", context)


def find(request: HttpRequest, code: str) -> pages.ResultView:
    """A result this person may see; else it is not there for him."""
    application = Application.objects.filter(code=code).first()
    office = application is not None and may(request.user, "support.read_selection", application)
    found = pages.result(request.user, code, office=office)
    if found is None:
        raise Http404
    require(request.user, "support.see_result", found.application)
    return found


def result(request: HttpRequest, code: str) -> HttpResponse:
    """One result: what, why, own scores by stage and criterion beside the cut, and how to ask for an explanation."""
    found = find(request, code)
    application = found.application
    may_act = may(request.user, "support.give_up", application) and found.certificate is None
    about = {"about": _("%(code)s 평가 결과 설명 요청") % {"code": code}}
    context = {
        "view": found,
        "application": application,
        "round": found.round,
        "chip": chip_of(application),
        "stages": [_stage(view) for view in found.stages],
        "final_score": points(application.final_score),
        "final_cut": points(found.final_cut),
        "final_tie_break": tie_break(application.final_tie_break),
        "certificate": found.certificate,
        "explain": f"{reverse('portal:correct')}?{urlencode(about)}",
        "office": may(request.user, "support.read_selection", application),
        "may_give_up": may_act
        and application.state
        in (ApplicationState.UNDER_REVIEW, ApplicationState.SELECTED, ApplicationState.RESERVE),
        "may_issue": may(request.user, "support.select", application)
        and application.state == ApplicationState.SELECTED
        and found.round.state == RoundState.ANNOUNCED
        and found.certificate is None,
    }
    return render(request, "support/selection_result.html", context)


def _stage(view: pages.StageView) -> dict[str, Any]:
    adjusted = view.stage.ranked_by == Stage.RankedBy.ADJUSTED
    return {
        "view": view,
        "raw": points(view.raw),
        "adjusted": points(view.adjusted),
        "ranked_by": view.stage.get_ranked_by_display(),
        "score": points(view.adjusted if adjusted else view.raw),
        "cut": points(view.cut),
        "tie_break": tie_break(view.tie_break),
        "criteria": [(criterion, points(mean)) for criterion, mean in view.criteria],
    }


def notice(request: HttpRequest, code: str) -> HttpResponse:
    """The notice of the result as PDF, made anew from the record."""
    from sangsaeng.records.documents import pdf

    found = find(request, code)
    if found.application.told_at is None:
        raise Http404
    document = notice_document(found, written_at=timezone.now())
    name = f"{_('평가 결과 통지서')} {code}.pdf"
    return file_response(pdf.render_pdf(document), filename=name, format="pdf")


def give_up(request: HttpRequest, code: str) -> HttpResponse:
    """Give the application or the place up, after saying what follows."""
    application = get_object_or_404(Application.objects.select_related("round"), code=code)
    require(request.user, "support.give_up", application)
    own = application.told_at is not None
    to = (
        reverse("support:result", args=[code])
        if own
        else reverse("support:round", args=[application.round.code])
    )
    return act(
        request,
        lambda reason: give_up_action(actor=request.user, application=application, reason=reason),  # type: ignore[arg-type]
        done=_("포기해 철회로 처리했습니다."),
        to=to,
        form=forms.ReasonForm(request.POST or None),
        round=application.round,
        heading=_("신청 포기"),
        question=f"{application.code} {application.firm_name}",
        consequences=[
            _("신청이 철회로 바뀌며 되돌릴 수 없습니다."),
            _("선정된 자리라면 예비 순서에 따라 다른 기업이 선정될 수 있습니다."),
        ],
        submit=_("포기하기"),
        kind="danger",
    )
