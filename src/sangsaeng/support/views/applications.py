"""Pages of applications: written in steps, checked, submitted, changed, withdrawn; read and judged by officials."""

import secrets
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sangsaeng.deliberation.actions.papers import too_big
from sangsaeng.pages import listing
from sangsaeng.pages.downloads import file_response
from sangsaeng.pages.refusals import explain
from sangsaeng.parties.rules import may, require
from sangsaeng.proposals.history import lines
from sangsaeng.records.queries import history
from sangsaeng.support import business_numbers, eligibility
from sangsaeng.support import eligibility_words as words
from sangsaeng.support.actions import applications as actions
from sangsaeng.support.actions import judging
from sangsaeng.support.forms import applications as given
from sangsaeng.support.forms.rounds import ReasonForm
from sangsaeng.support.models import (
    APPLICATION_CHIP,
    Application,
    ApplicationState,
    Certificate,
    RoundState,
)
from sangsaeng.support.queries import rounds as queries
from sangsaeng.support.queries.selection_pages import BEGUN
from sangsaeng.support.round_tables import applications_table
from sangsaeng.support.round_words import SENTENCES, exact_time
from sangsaeng.support.views.rounds import find, home
from sangsaeng.support.views.selection_parts import points

STEPS = ("firm", "figures", "strategy", "check")


def step_names() -> dict[str, str]:
    return {
        "firm": _("기업과 품목"),
        "figures": _("신청 자격의 수치"),
        "strategy": _("성장전략"),
        "check": _("확인과 제출"),
    }


def _found(request: HttpRequest, code: str) -> Application:
    found = queries.one(request.user, code)
    if found is None:
        raise Http404(_("그런 신청이 없습니다."))
    return found


def _own(request: HttpRequest, code: str) -> Application:
    found = _found(request, code)
    require(request.user, "support.keep_application", found)
    return found


def _address(application: Application, name: str = "application") -> str:
    return reverse(f"support:{name}", args=[application.code])


def _step(application: Application, step: str) -> str:
    return f"{_address(application, 'application_edit')}?step={step}"


def applications(request: HttpRequest, code: str) -> HttpResponse:
    """The applications of a round, for those who run or audit it."""
    round = find(request, code)
    require(request.user, "support.read_applications", round)
    page = listing.page(
        applications_table(round, whole="format" in request.GET),
        queries.applications(request.user, round),
        request,
    )
    if isinstance(page, HttpResponse):
        return page
    counted = queries.counts(round)
    context = {
        "round": round,
        "page": page,
        "received": queries.received(counted),
        "counts": counted,
        "untold": queries.untold(round).count(),
    }
    return render(request, "support/applications.html", context)


def my_applications(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    rows = [
        (each, APPLICATION_CHIP[state], state.label)
        for each in queries.mine(user)
        for state in [queries.shown_state(user, each)]
    ]
    open_now = queries.grouped(user)["open"]
    return render(request, "support/my_applications.html", {"rows": rows, "open": open_now})


def apply(request: HttpRequest, code: str) -> HttpResponse:
    """The first step of a new application; a firm that has one is led to it."""
    round = find(request, code)
    user: Any = request.user
    require(user, "support.apply", round)
    if request.method != "POST" and (standing := actions.own(user, round).order_by("pk").first()):
        draft = standing.state == ApplicationState.DRAFT
        return redirect(_step(standing, "firm") if draft else _address(standing))
    initial = {
        "token": secrets.token_urlsafe(24),
        "firm_name": user.organisation.name if user.organisation else "",
    }
    form = given.NewFirmForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.begin_application(actor=user, round=round, **form.values())
            if made.state == ApplicationState.DRAFT:  # the form sent again goes into the draft it began
                values = {key: value for key, value in form.values().items() if key != "token"}
                actions.save_application(actor=user, application=made, **values)
        except ValidationError as refused:
            explain(form, refused)
        else:
            _saved(request)
            return redirect(_step(made, "figures"))
    return _form_page(request, "firm", form, round=round, cancel=home(round))


def _saved(request: HttpRequest) -> None:
    messages.success(request, _("%(time)s에 저장됨") % {"time": f"{timezone.localtime():%H:%M}"})


def _filled(application: Application | None) -> dict[str, bool]:
    if application is None:
        return dict.fromkeys(STEPS, False)
    lacks = {name for name, _text in actions.missing(application)}
    rule = eligibility.of_round(application.round)
    return {
        "firm": not lacks - {"strategy"},
        "figures": all(application.figures.get(each.key) is not None for each in rule.figures),
        "strategy": "strategy" not in lacks,
        "check": False,
    }


def _form_page(request: HttpRequest, step: str, form: Form | None, **more: Any) -> HttpResponse:
    application = more.get("application")
    names, filled = step_names(), _filled(application)
    line = [
        {
            "key": each,
            "label": names[each],
            "done": filled[each] and each != step,
            "open": application is not None and each in ("firm", "strategy") and not filled[each],
            "current": each == step,
        }
        for each in STEPS
    ]
    last = step == "strategy"
    context = {
        "form": form,
        "line": line,
        "step": step,
        "step_name": names[step],
        "submit": _("저장하고 확인으로") if last else _("저장하고 다음으로"),
        "now": exact_time(timezone.now()),
        **more,
    }
    context["closes"] = exact_time(context["round"].closes_at)
    status = 422 if form is not None and form.errors else 200
    return render(request, "support/application_form.html", context, status=status)


def _form(step: str, application: Application, data: Any) -> Any:
    if step == "figures":
        rule = eligibility.of_round(application.round)
        return given.FiguresForm(data, rule=rule, initial=given.FiguresForm.initial_of(application))
    kind = given.FirmForm if step == "firm" else given.StrategyForm
    return kind(data, initial=kind.initial_of(application))


def application_edit(request: HttpRequest, code: str) -> HttpResponse:
    """A step of the form (`?step=`), or the check before submitting."""
    arrived = timezone.now()
    found = _own(request, code)
    step = request.GET.get("step", "firm")
    if step not in STEPS:
        raise Http404
    if found.state not in (ApplicationState.DRAFT, ApplicationState.SUBMITTED):
        messages.error(request, _("이제 고칠 수 없는 신청입니다."))
        return redirect(_address(found))
    if step == "check":
        return _check_page(request, found)
    form = _form(step, found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_application(
                actor=request.user,  # type: ignore[arg-type]
                application=found,
                arrived_at=arrived,
                **form.values(),
            )
        except ValidationError as refused:
            explain(form, refused)
        else:
            _saved(request)
            return redirect(_step(found, STEPS[STEPS.index(step) + 1]))
    return _form_page(request, step, form, round=found.round, application=found, cancel=_address(found))


def _check_page(request: HttpRequest, found: Application, form: Form | None = None) -> HttpResponse:
    steps = {"strategy": "strategy"}
    verdict = words.of_application(found)
    return _form_page(
        request,
        "check",
        form,
        round=found.round,
        application=found,
        number=business_numbers.written(found.business_number),
        missing=[(_step(found, steps.get(name, "firm")), text) for name, text in actions.missing(found)],
        verdict=words.lines(verdict) if verdict else [],
        overall=verdict.state.value if verdict else "unknown",
        file_form=given.FileForm(),
        files=list(queries.files(found)),
        window=found.round.window(timezone.now()),
        opens=exact_time(found.round.opens_at),
        draft=found.state == ApplicationState.DRAFT,
    )


def application_submit(request: HttpRequest, code: str) -> HttpResponse:
    """Submit; what arrives too late is told when it closed and when it came."""
    arrived = timezone.now()
    found = _own(request, code)
    if request.method == "POST":
        try:
            done = actions.submit_application(actor=request.user, application=found, arrived_at=arrived)  # type: ignore[arg-type]
        except ValidationError as refused:
            for text in refused.messages:
                messages.error(request, text)
            return redirect(_step(found, "check"))
        messages.success(request, _("신청을 접수했습니다. 접수번호는 %(code)s입니다.") % {"code": done.code})
        return redirect(_address(done))
    return redirect(_step(found, "check"))


def application(request: HttpRequest, code: str) -> HttpResponse:
    """One application: its receipt and its state; for officials also the judgement that waits."""
    found = _found(request, code)
    user: Any = request.user
    state = queries.shown_state(user, found)
    official = may(user, "support.read_applications", found)
    verdict = words.of_application(found)
    rule = eligibility.of_round(found.round)
    events = history(found)
    if not official:  # what reviewers and officials did among themselves is not the applicant's to read
        events = events.filter(verb__in=SENTENCES)
    open_now = found.round.state == RoundState.CALLED and found.round.window(timezone.now()) == "open"
    own = may(user, "support.keep_application", found)
    draft, waiting = state is ApplicationState.DRAFT, state is ApplicationState.SUBMITTED
    context = {
        "application": found,
        "round": found.round,
        "number": business_numbers.written(found.business_number),
        "chip": APPLICATION_CHIP[state],
        "state": state,
        "received": exact_time(found.submitted_at),
        "saved": exact_time(found.saved_at),
        "closes": exact_time(found.round.closes_at),
        "figures": [
            (words.label(each), words.written(each, figures.get(each.key)))
            for figures in [verdict_figures(found, rule)]
            for each in rule.figures
        ],
        "verdict": words.lines(verdict) if verdict and not draft else [],
        "basis": words.basis(rule),
        "files": list(queries.files(found)),
        "own": own,
        "official": official,
        "may_edit": own and ((draft and found.round.state == RoundState.CALLED) or (waiting and open_now)),
        "may_withdraw": own and (draft or waiting) and found.round.state == RoundState.CALLED,
        "acts": _judgements(user, found),
        **_result(user, found),
        "history": lines(events.exclude(verb="parties.tell")),
    }
    return render(request, "support/application.html", context)


def _result(user: Any, found: Application) -> dict[str, Any]:
    """Where the result stands, its score and its certificate: for the firm once it was told, for the secretariat before."""
    office = may(user, "support.read_selection", found)
    begun = found.round.state in BEGUN and found.state not in ("draft", "submitted", "ineligible")
    if not (begun and (office or found.told_at) and may(user, "support.see_result", found)):
        return {}
    certificate = Certificate.objects.filter(application=found).first()
    return {"result": True, "score": points(found.final_score), "certificate": certificate}


def verdict_figures(found: Application, rule: eligibility.Rule) -> dict[str, Any]:
    """The stored figures as the rule knows them; what cannot be read any more is unknown."""
    try:
        return eligibility.read(rule, found.figures, timezone.localdate())
    except eligibility.FigureError:
        return {}


def application_withdraw(request: HttpRequest, code: str) -> HttpResponse:
    found = _own(request, code)
    form = given.WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_application(actor=request.user, application=found, **form.cleaned_data)  # type: ignore[arg-type]
        except ValidationError as refused:
            explain(form, refused)
        else:
            messages.success(request, _("신청을 철회했습니다."))
            return redirect(_address(found))
    context = {
        "round": found.round,
        "application": found,
        "heading": _("신청 철회하기"),
        "question": f"{found.code} {found.firm_name}",
        "consequences": [
            _("이 신청은 평가하지 않습니다. 되돌릴 수 없습니다."),
            _("접수 기간 안이면 새로 신청할 수 있습니다."),
        ],
        "form": form,
        "submit": _("신청 철회하기"),
        "kind": "danger",
        "cancel": _address(found),
    }
    return render(request, "support/round_confirm.html", context, status=422 if form.errors else 200)


def application_attach(request: HttpRequest, code: str) -> HttpResponse:
    """Lay a file beside the application."""
    found = _own(request, code)
    form = given.FileForm(request.POST or None, request.FILES or None)
    file = form.cleaned_data["file"] if request.method == "POST" and form.is_valid() else None
    if file is not None:
        try:
            too_big(file.size)
            actions.attach_to_application(
                actor=request.user,  # type: ignore[arg-type]
                application=found,
                name=file.name,
                content=file.read(),
            )
        except ValidationError as refused:
            for text in refused.messages:
                messages.error(request, text)
        else:
            messages.success(request, _("파일을 붙였습니다."))
    elif request.method == "POST":
        messages.error(request, _("붙일 파일을 고르세요."))
    return redirect(f"{_step(found, 'check')}#files")


def application_file(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    found = _found(request, code)
    kept = get_object_or_404(found.files.filter(removed_at__isnull=True).select_related("file"), pk=pk)
    return file_response(bytes(kept.file.content), filename=kept.file.title, format=kept.file.format)


def application_file_remove(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    found = _own(request, code)
    kept = get_object_or_404(found.files.select_related("application__round"), pk=pk)
    if request.method == "POST":
        try:
            actions.detach_from_application(actor=request.user, file=kept)  # type: ignore[arg-type]
        except ValidationError as refused:
            for text in refused.messages:
                messages.error(request, text)
        else:
            messages.success(request, _("파일을 뺐습니다."))
    return redirect(f"{_step(found, 'check')}#files")


JUDGEMENTS = {
    "admit": (
        judging.admit,
        gettext_lazy("신청 자격 인정하기"),
        gettext_lazy("이 신청은 평가로 갑니다."),
        gettext_lazy("신청 자격을 인정했습니다."),
        "primary",
    ),
    "refuse": (
        judging.find_ineligible,
        gettext_lazy("신청 자격 없음으로 정하기"),
        gettext_lazy("이 신청은 평가하지 않습니다. 이유를 기업이 그대로 읽습니다."),
        gettext_lazy("신청 자격이 없다고 정했습니다."),
        "danger",
    ),
    "told": (
        judging.note_told,
        gettext_lazy("따로 알린 것 적기"),
        gettext_lazy("이 시스템에 계정이 없는 기업에 언제 어떻게 알렸는지 적습니다."),
        gettext_lazy("알린 것을 적었습니다."),
        "secondary",
    ),
}


def _judgements(user: Any, found: Application) -> list[tuple[str, Any, str]]:
    """What may be judged now: (key, words, kind of button)."""
    if not may(user, "support.run_round", found):
        return []
    over = found.round.state == RoundState.REVIEWING or (
        found.round.state == RoundState.CALLED and found.round.window(timezone.now()) == "closed"
    )
    keys = []
    if over and found.state == ApplicationState.SUBMITTED:
        keys = ["admit", "refuse"]
    elif over and found.state == ApplicationState.INELIGIBLE:
        keys = ["admit", *(["told"] if found.told_at is None else [])]
    found_acts: list[tuple[str, Any, str]] = [(key, JUDGEMENTS[key][1], JUDGEMENTS[key][4]) for key in keys]
    if found.intake_id is not None and found.organisation_id is None:
        found_acts.append(("link", _("이 시스템의 기업과 잇기"), "secondary"))
    return found_acts


def _link(request: HttpRequest, found: Application) -> HttpResponse:
    """Say which firm with accounts here an application of the intake system belongs to."""
    user: Any = request.user
    form = given.LinkForm(request.POST if request.method == "POST" else None, application=found)
    if request.method == "POST" and form.is_valid():
        try:
            judging.link_firm(actor=user, application=found, **form.cleaned_data)
        except ValidationError as refused:
            explain(form, refused)
        else:
            messages.success(request, _("기업과 이었습니다."))
            return redirect(_address(found))
    context = {
        "round": found.round,
        "application": found,
        "heading": _("이 시스템의 기업과 잇기"),
        "question": f"{found.code} {found.firm_name}",
        "consequences": [
            _("그 기업의 사람들이 이 신청과 결과를 볼 수 있고, 알림을 여기에서 받습니다."),
            _("되돌릴 수 없습니다. 사업자등록번호를 확인하고 이으세요."),
        ],
        "form": form,
        "submit": _("이 시스템의 기업과 잇기"),
        "kind": "primary",
        "cancel": _address(found),
    }
    return render(request, "support/round_confirm.html", context, status=422 if form.errors else 200)


def application_judge(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """Admit, refuse, or note that the firm was told; each with a reason."""
    found = _found(request, code)
    user: Any = request.user
    require(user, "support.run_round", found)
    if act == "link":
        return _link(request, found)
    if act not in JUDGEMENTS:
        raise Http404
    do, heading, follows, done, kind = JUDGEMENTS[act]
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            do(actor=user, application=found, **form.cleaned_data)
        except ValidationError as refused:
            explain(form, refused)
        else:
            messages.success(request, done)
            return redirect(_address(found))
    context = {
        "round": found.round,
        "application": found,
        "heading": heading,
        "question": f"{found.code} {found.firm_name}",
        "consequences": [follows],
        "told": [] if act == "told" else [_("신청한 기업")],
        "form": form,
        "submit": heading,
        "kind": kind,
        "cancel": _address(found),
    }
    return render(request, "support/round_confirm.html", context, status=422 if form.errors else 200)
