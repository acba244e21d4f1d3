"""Pages of a reviewer, «평가할 신청»: what waits, one assessment saved as one goes, handed in, taken back, declined."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sangsaeng.pages.downloads import file_response
from sangsaeng.pages.formats import moment
from sangsaeng.pages.refusals import explain
from sangsaeng.parties.conflicts import is_conflicted
from sangsaeng.parties.rules import require
from sangsaeng.support import eligibility_words, selection_rubrics
from sangsaeng.support.actions import assessments as actions
from sangsaeng.support.forms import selection as forms
from sangsaeng.support.models import ApplicationFile, ApplicationState, Assessment
from sangsaeng.support.queries import selection as queries
from sangsaeng.support.views.selection_parts import act


def state(given: Assessment) -> tuple[str, str]:
    """The chip of an assessment: its kind and its word."""
    if given.declined_because:
        return "stopped", _("사양")
    if given.handed_in_at is not None:
        return "approved", _("냄")
    if given.stage.closed_at is not None:
        return "stopped", _("내지 않고 마감")
    return ("submitted", _("저장됨")) if given.saved_at else ("draft", _("아직 안 씀"))


def is_open(given: Assessment) -> bool:
    return given.stage.closed_at is None and given.application.state == ApplicationState.UNDER_REVIEW


def mine(request: HttpRequest) -> HttpResponse:
    """What this person assesses: first what waits."""
    held = list(queries.assessments_of(request.user))
    waiting = [a for a in held if a.handed_in_at is None and not a.declined_because and is_open(a)]
    rest = [a for a in held if a not in waiting]
    context = {
        "waiting": [(a, state(a)) for a in waiting],
        "rest": [(a, state(a)) for a in rest],
        "done": sum(a.handed_in_at is not None for a in held),
    }
    return render(request, "support/assessments_mine.html", context)


def find(request: HttpRequest, pk: int) -> Assessment:
    found = get_object_or_404(queries.assessments_of(request.user), pk=pk)
    require(request.user, "support.assess", found)
    return found


def assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the application, score each criterion; kept as a draft until it is handed in."""
    found = find(request, pk)
    conflicted = is_conflicted(request.user, found.application)
    readable = not found.declined_because and not conflicted
    writable = readable and is_open(found) and found.handed_in_at is None
    form = forms.AssessmentForm(request.POST or None, assessment=found) if writable else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            saved = actions.save_assessment(
                actor=request.user,  # type: ignore[arg-type]
                assessment=found,
                scores=form.scores(),
                comment=form.cleaned_data["comment"],
            )
        except ValidationError as refused:
            explain(form, refused)
        else:
            return _after_saving(request, saved)
    sheet = selection_rubrics.sheet(found.stage)
    files = ApplicationFile.objects.filter(application=found.application, removed_at__isnull=True)
    verdict = eligibility_words.of_application(found.application) if readable else None
    context = {
        "given": found,
        "application": found.application,
        "verdict": eligibility_words.lines(verdict) if verdict else [],
        "round": found.stage.round,
        "chip": state(found),
        "form": form,
        "sheet": sheet,
        "readable": readable,
        "files": list(files.select_related("file").defer("file__content")) if readable else [],
        "answers": [(c, found.scores.get(c.key)) for c in sheet.criteria],
        "may_take_back": readable and is_open(found) and found.handed_in_at is not None,
        "may_decline": is_open(found) and not found.declined_because,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "support/assessment.html", context, status=status)


def _after_saving(request: HttpRequest, saved: Assessment) -> HttpResponse:
    here = reverse("support:assessment", args=[saved.pk])
    if "hand_in" not in request.POST:
        messages.success(request, _("%(when)s에 저장됨") % {"when": moment(saved.saved_at)})
        return redirect(here)
    if lacking := actions.missing(saved):
        text = _("저장했지만 아직 낼 수 없습니다. 적지 않은 것: %(what)s") % {"what": ", ".join(lacking)}
        messages.warning(request, text)
        return redirect(here)
    return redirect("support:assessment_hand_in", saved.pk)


def hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    found = find(request, pk)
    return act(
        request,
        lambda: actions.hand_in_assessment(actor=request.user, assessment=found),  # type: ignore[arg-type]
        done=_("평가표를 냈습니다."),
        to=reverse("support:my_assessments"),
        template="support/assessment_confirm.html",
        given=found,
        heading=_("평가표 내기"),
        consequences=[
            _("점수가 이 단계의 순위에 들어갑니다."),
            _("의견과 점수의 평균은 신청 기업이 이름 없이 봅니다."),
            _("단계를 마감할 때까지 철회해 고칠 수 있습니다."),
        ],
        submit=_("평가표 내기"),
        cancel=reverse("support:assessment", args=[pk]),
    )


def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    found = find(request, pk)
    return act(
        request,
        lambda: actions.take_back_assessment(actor=request.user, assessment=found),  # type: ignore[arg-type]
        done=_("평가표를 철회했습니다. 고친 뒤 다시 내세요."),
        to=reverse("support:assessment", args=[pk]),
        template="support/assessment_confirm.html",
        given=found,
        heading=_("평가표 철회"),
        consequences=[_("다시 낼 때까지 순위에 들어가지 않습니다."), _("적은 내용은 그대로 남습니다.")],
        submit=_("평가표 철회"),
    )


def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Decline, for a conflict or another reason."""
    found = find(request, pk)
    return act(
        request,
        lambda **given: actions.decline_assessment(actor=request.user, assessment=found, **given),  # type: ignore[arg-type]
        done=_("평가를 사양했습니다. 사무국이 다른 사람을 정합니다."),
        to=reverse("support:my_assessments"),
        form=forms.DeclineForm(request.POST or None),
        template="support/assessment_confirm.html",
        given=found,
        heading=_("이해관계 신고와 사양"),
        consequences=[
            _("이 신청을 평가위원으로서 더 읽을 수 없습니다."),
            _("이해관계를 고르면 사무국의 기록에 남고, 이 신청의 다른 단계도 맡지 않습니다."),
        ],
        told=[_("사무국(현황판에서 봅니다)")],
        submit=_("사양하기"),
        kind="danger",
        cancel=reverse("support:assessment", args=[pk]),
    )


def paper(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """A file that the applicant laid beside the application, for who assesses it."""
    found = find(request, pk)
    if found.declined_because or is_conflicted(request.user, found.application):
        return redirect("support:assessment", pk)
    kept = get_object_or_404(
        ApplicationFile.objects.select_related("file"),
        application=found.application,
        pk=file,
        removed_at__isnull=True,
    ).file
    return file_response(bytes(kept.content), filename=kept.title, format=kept.format)
