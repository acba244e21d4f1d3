"""Pages that plan milestones and act on them: one form a page, said once more where it cannot be undone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from sangsaeng.clocks.models import Clock
from sangsaeng.followup.actions import milestones as actions
from sangsaeng.followup.actions import regulation
from sangsaeng.followup.forms import outcomes as forms
from sangsaeng.followup.models import Milestone, MilestoneState
from sangsaeng.followup.queries import milestones as queries
from sangsaeng.followup.views.outcome_parts import confirm_page, find_model, form_page, home, sent, submit
from sangsaeng.parties.rules import may, require
from sangsaeng.support.models import Commitment


def milestone_new(request: HttpRequest, code: str) -> HttpResponse:
    """Plan one milestone."""
    model = find_model(request, code)
    require(request.user, "followup.plan_milestones", model)
    form = forms.Plan(sent(request)[0], model=model)

    def do(given: dict[str, Any]) -> Any:
        return actions.plan(actor=request.user, model=model, **given)

    if answer := submit(
        request, form, do, _("이정표를 정하고 기업에 알렸습니다."), lambda m: home(model, m.code)
    ):
        return answer
    return form_page(
        request,
        model,
        form,
        heading=_("이정표 정하기"),
        answer=_("예정일까지 기업이 보고하도록 기한을 시작하고, 기업의 사람에게 알립니다."),
        submit=_("이정표 정하기"),
    )


def _dated(model: Any) -> Any:
    return (
        Commitment.objects.filter(
            model=model, cancelled_at__isnull=True, starts_on__isnull=False, ends_on__isnull=False
        )
        .select_related("programme")
        .order_by("starts_on", "pk")
    )


def schedule(request: HttpRequest, code: str) -> HttpResponse:
    """Take over the default schedule of a commitment; the page shows its lines first."""
    model = find_model(request, code)
    require(request.user, "followup.plan_milestones", model)
    commitments = _dated(model)
    form = forms.Schedule(sent(request)[0], model=model, commitments=commitments)

    def do(given: dict[str, Any]) -> Any:
        return actions.plan_default(actor=request.user, model=model, **given)

    if answer := submit(
        request, form, do, _("기본 일정을 정하고 기업에 알렸습니다. 이제 고칠 수 있습니다."), home(model)
    ):
        return answer
    previews = [(each, actions.default_schedule(each)) for each in commitments]
    return form_page(
        request,
        model,
        form if previews else django_forms.Form(),
        heading=_("기본 일정 만들기"),
        answer=_(
            "협약 기간에서 보고 일정을 만듭니다. 연차·최종·성과활용 보고는 국가연구개발혁신법 제12조를 따르고, 날짜와 횟수는 우리가 정한 기본값입니다."
        ),
        submit=_("기본 일정 만들기"),
        previews=previews,
        no_commitment=not previews,
        kinds=dict(Milestone.Kind.choices),
    )


def regulation_report(request: HttpRequest, code: str) -> HttpResponse:
    """Start the statutory period of the report on regulatory relief."""
    model = find_model(request, code)
    require(request.user, "followup.plan_milestones", model)
    form = forms.RegulationForm(sent(request)[0], model=model)

    def do(given: dict[str, Any]) -> Any:
        return regulation.plan_report(actor=request.user, model=model, **given)

    done = _("규제특례 결과 보고의 법정 기한을 시작했습니다.")
    if answer := submit(request, form, do, done, lambda m: home(model, m.code)):
        return answer
    return form_page(
        request,
        model,
        form,
        heading=_("규제특례 결과 보고 정하기"),
        answer=_(
            "기업은 사업이 끝난 뒤 3개월 안에 규제특례의 결과를 보고합니다. 한 번, 1개월 연장할 수 있습니다(특별조치법 시행령 제76조제2항)."
        ),
        submit=_("법정 기한 시작하기"),
    )


def correction_order(request: HttpRequest, code: str) -> HttpResponse:
    """Start the period of a correction order."""
    model = find_model(request, code)
    require(request.user, "followup.order_correction", model)
    form = forms.OrderForm(sent(request)[0], model=model)

    def do(given: dict[str, Any]) -> Any:
        return regulation.order_correction(actor=request.user, model=model, **given)

    if answer := submit(request, form, do, _("시정명령의 기한을 시작하고 기업에 알렸습니다."), home(model)):
        return answer
    return confirm_page(
        request,
        model,
        form,
        heading=_("시정명령 기한 시작"),
        consequences=[
            _(
                "법정 기한이 시작됩니다. 6개월까지 정하고 한 번, 3개월까지 연장할 수 있습니다(시행령 제76조제4항)."
            ),
            _("지키지 않아 규제특례를 취소하려면 먼저 청문을 해야 합니다(시행령 제76조제6항)."),
        ],
        told=[_("시정명령을 받는 기업의 사람")],
        submit=_("시정명령 기한 시작하기"),
        kind="primary",
    )


def relief_take_back(request: HttpRequest, code: str, clock: str) -> HttpResponse:
    """Record that relief was taken back, after the hearing."""
    model = find_model(request, code)
    require(request.user, "followup.order_correction", model)
    found = next((each for each in queries.correction_orders(model) if each.code == clock), None)
    if found is None:
        raise Http404
    order: Clock = found
    form = forms.ReliefForm(sent(request)[0])

    def do(given: dict[str, Any]) -> Any:
        return regulation.take_back_relief(actor=request.user, model=model, clock=order, **given)

    if answer := submit(request, form, do, _("규제특례 취소를 적었습니다."), home(model)):
        return answer
    return confirm_page(
        request,
        model,
        form,
        heading=_("규제특례 취소 적기"),
        consequences=[
            _("시정명령의 기한이 끝납니다. 되돌릴 수 없습니다."),
            _("청문한 날과 청문에서 나온 말이 기록에 남습니다."),
        ],
        submit=_("규제특례 취소 적기"),
    )


@dataclass(frozen=True)
class Act:
    """One thing to do to a milestone: who may, when, by which form and action, and the words of its page."""

    permission: str
    states: frozenset[str]
    form: Callable[[HttpRequest, Any], django_forms.Form]
    do: Callable[..., Any]
    heading: str
    done: str
    consequences: tuple[str, ...] = ()
    told: bool = True
    kind: str = "primary"
    regulation: bool | None = None  # only of the report on relief, only of others, of all

    def open_to(self, user: Any, milestone: Milestone) -> bool:
        is_regulation = milestone.kind == Milestone.Kind.REGULATION
        thing: Any = milestone if self.permission == "followup.report_milestone" else milestone.model
        return (
            milestone.state in self.states
            and self.regulation in (None, is_regulation)
            and (
                self.do is not regulation.extend_report
                or bool(milestone.clock and milestone.clock.can_extend)
            )
            and may(user, self.permission, thing)
        )


PLANNED, OPEN = frozenset({MilestoneState.PLANNED}), frozenset(actions.OPEN)
REPORTED = frozenset({MilestoneState.REPORTED})


def acts() -> dict[str, Act]:
    """What can be done to a milestone, the likeliest first."""
    plan = "followup.plan_milestones"
    return {
        "report": Act(
            "followup.report_milestone",
            OPEN | REPORTED,
            lambda request, m: forms.ReportForm(*sent(request)),
            actions.report,
            _("보고하기"),
            _("보고했습니다. 사무국과 지원기관이 확인합니다."),
            told=False,
        ),
        "accept": Act(
            plan,
            REPORTED,
            lambda request, m: forms.AcceptForm(sent(request)[0]),
            actions.accept,
            _("보고 확인하기"),
            _("보고를 확인하고 기업에 알렸습니다."),
            (_("이룬 날이 정해지고 이정표가 끝납니다. 되돌릴 수 없습니다."),),
        ),
        "return": Act(
            plan,
            REPORTED,
            lambda request, m: forms.ReturnForm(sent(request)[0]),
            actions.return_report,
            _("보완 요청하기"),
            _("보완을 요청하고 기업에 알렸습니다."),
            (_("보완 기한이 시작됩니다. 기업은 다시 보고합니다."),),
            kind="secondary",
        ),
        "extend": Act(
            plan,
            PLANNED,
            lambda request, m: forms.ExtendForm(sent(request)[0]),
            regulation.extend_report,
            _("기한 연장하기"),
            _("기한을 1개월 연장했습니다."),
            (_("연장은 한 번뿐이고 되돌릴 수 없습니다."),),
            kind="secondary",
            regulation=True,
        ),
        "move": Act(
            plan,
            PLANNED,
            lambda request, m: forms.Move(sent(request)[0], initial={"due_on": m.due_on}),
            actions.move,
            _("예정일 옮기기"),
            _("예정일을 옮기고 기업에 알렸습니다."),
            (_("처음 예정일은 그대로 남고, 옮긴 이유와 함께 보입니다."),),
            kind="secondary",
            regulation=False,
        ),
        "edit": Act(
            plan,
            OPEN,
            lambda request, m: forms.Edit(
                sent(request)[0],
                model=m.model,
                initial={"title": m.title, "expected": m.expected, "responsible": m.responsible_id},
            ),
            actions.edit,
            _("내용 고치기"),
            _("이정표를 고쳤습니다."),
            told=False,
            kind="secondary",
        ),
        "drop": Act(
            plan,
            OPEN,
            lambda request, m: forms.Reason(sent(request)[0]),
            actions.drop,
            _("이정표 취소하기"),
            _("이정표를 취소하고 기업에 알렸습니다."),
            (_("기한이 끝나고 더는 알리지 않습니다. 이정표와 이유는 기록에 남습니다."),),
            kind="danger",
        ),
    }


def milestone_act(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """Do one of `acts` to a milestone; what was typed is kept on refusal."""
    milestone = get_object_or_404(queries.seen(request.user), code=code)
    words = acts().get(act)
    if words is None:
        raise Http404
    model = milestone.model
    if not words.open_to(request.user, milestone):
        thing: Any = milestone if words.permission == "followup.report_milestone" else model
        require(request.user, words.permission, thing)
        messages.error(request, _("지금은 할 수 없는 일입니다. 이정표의 상태를 확인하세요."))
        return redirect(home(model, milestone.code))
    form = words.form(request, milestone)

    def do(given: dict[str, Any]) -> Any:
        return words.do(actor=request.user, milestone=milestone, **given)

    if answer := submit(request, form, do, words.done, home(model, milestone.code)):
        return answer
    page = confirm_page if words.consequences else form_page
    return page(
        request,
        model,
        form,
        heading=words.heading,
        milestone=milestone,
        consequences=words.consequences,
        told=[_("보고할 기업의 사람")] if words.told else [],
        submit=words.heading,
        kind=words.kind,
        cancel=home(model, milestone.code),
        last_report=milestone.reports.order_by("-number").first() if act in ("accept", "return") else None,
    )
