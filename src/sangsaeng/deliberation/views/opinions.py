"""Pages of opinions (의견조회): the list, the question, the answer, what became of it."""

from datetime import timedelta
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sangsaeng.deliberation.actions import opinions as actions
from sangsaeng.deliberation.forms import reviews as forms
from sangsaeng.deliberation.models import Opinion
from sangsaeng.deliberation.queries import reviews as queries
from sangsaeng.deliberation.review_rules import ASKED_KINDS, ASKED_ROLES, BEFORE_DECISION, UNDER_DELIBERATION
from sangsaeng.pages.listing import Column, Filter, Listing, page
from sangsaeng.pages.markup import in_korean
from sangsaeng.pages.templatetags.sangsaeng import chip, day
from sangsaeng.parties.models import Organisation, Role
from sangsaeng.parties.rules import may, require
from sangsaeng.proposals.lifecycle import State
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.proposals.panels import Action, Panel
from sangsaeng.proposals.queries import whole_to

ANSWER_DAYS = 14  # what the form offers; ours, no law gives a period

CHIPS = {"accepted": "approved", "partly": "supported", "not_accepted": "not-adopted"}


def state(opinion: Opinion) -> tuple[str, str]:
    """The chip of an opinion: its kind and its word."""
    if opinion.withdrawn_at is not None:
        return "stopped", _("철회")
    if opinion.disposition:
        return CHIPS[opinion.disposition], str(Opinion.Disposition(opinion.disposition).label)
    if opinion.answered_at is not None:
        return ("completed", _("의견 없음")) if opinion.has_no_opinion else ("submitted", _("의견 도착"))
    return ("returned", _("기한 지남")) if queries.is_overdue(opinion) else ("draft", _("기다리는 중"))


def _filter(value: str) -> Q:
    waiting = Q(answered_at__isnull=True, withdrawn_at__isnull=True)
    return {
        "waiting": waiting,
        "overdue": waiting & Q(due_on__lt=timezone.localdate()),
        "answered": Q(answered_at__isnull=False),
        "undisposed": Q(answered_at__isnull=False, has_no_opinion=False, disposition=""),
        "withdrawn": Q(withdrawn_at__isnull=False),
    }[value]


STATES = (
    ("waiting", gettext_lazy("기다리는 중")),
    ("overdue", gettext_lazy("기한 지남")),
    ("answered", gettext_lazy("의견 도착")),
    ("undisposed", gettext_lazy("반영 여부를 정하지 않음")),
    ("withdrawn", gettext_lazy("철회")),
)

OPINIONS = Listing(
    name="opinions",
    columns=(
        Column(
            "model",
            gettext_lazy("모델"),
            lambda o: f"{o.model.code} {o.seen_title}",
            html=lambda o: format_html(
                '<a href="{}">{}</a><br><span class="muted">{}</span>',
                reverse("deliberation:opinion", args=(o.pk,)),
                o.model.code,
                in_korean(o.seen_title),
            ),
            sort=("model__code",),
            width=35,
        ),
        Column(
            "organisation",
            gettext_lazy("물은 곳"),
            lambda o: o.organisation.name,
            html=lambda o: in_korean(o.organisation.name),
            sort=("organisation__name",),
            width=25,
        ),
        Column(
            "due",
            gettext_lazy("기한"),
            lambda o: o.due_on,
            html=lambda o: day(o.due_on),
            sort=("due_on",),
            width=20,
        ),
        Column(
            "state", gettext_lazy("상태"), lambda o: state(o)[1], html=lambda o: chip(*state(o)), width=20
        ),
    ),
    filters=(Filter("state", gettext_lazy("상태"), lambda: STATES, _filter),),
    search=("model__code", "seen_title", "organisation__name"),
    search_label=gettext_lazy("모델이나 기관 찾기"),
    order="due",
    empty=gettext_lazy("물은 의견이 없습니다. 모델의 화면에서 의견을 물을 수 있습니다."),
)


def opinions(request: HttpRequest) -> HttpResponse:
    """What was asked: all of it for the secretariat, for a ministry or agency what was asked of it."""
    rows = queries.opinions(request.user)
    listed = page(OPINIONS, rows, request)
    if isinstance(listed, HttpResponse):
        return listed
    waiting = rows.filter(_filter("waiting")).count()
    overdue = rows.filter(_filter("overdue")).count()
    asked = getattr(request.user, "role", "") in ASKED_ROLES
    return render(
        request,
        "deliberation/opinions.html",
        {"page": listed, "waiting": waiting, "overdue": overdue, "asked": asked},
    )


def find(request: HttpRequest, pk: int) -> Opinion:
    """An opinion `user` may read; one that he may not does not exist for him."""
    return get_object_or_404(queries.opinions(request.user), pk=pk)


def address(opinion: Opinion) -> str:
    return reverse("deliberation:opinion", args=(opinion.pk,))


def opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """One question with its answer and what became of it."""
    found = find(request, pk)
    open_ = found.answered_at is None and found.withdrawn_at is None
    manages = may(request.user, "deliberation.ask_opinion", found)
    context = {
        "opinion": found,
        "model": found.model,
        "chip": state(found),
        "whole": whole_to(request.user).filter(pk=found.model_id).exists(),
        "may_answer": open_ and may(request.user, "deliberation.answer_opinion", found),
        "may_withdraw": open_ and manages,
        "may_dispose": manages and found.answered_at is not None and not found.has_no_opinion,
    }
    return render(request, "deliberation/opinion.html", context)


def _form_page(request: HttpRequest, model: WinWinModel, back: str, **context: Any) -> HttpResponse:
    return render(
        request,
        "deliberation/opinion_form.html",
        {"model": model, "title": model.title, "cancel": back, **context},
        status=400 if context["form"].errors else 200,
    )


def _refused(form: django_forms.Form, refused: ValidationError) -> None:
    known = hasattr(refused, "error_dict") and set(refused.error_dict) <= set(form.fields)
    form.add_error(None, refused if known else refused.messages)


def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Ask a ministry or agency about a model."""
    model = get_object_or_404(whole_to(request.user), code=code)
    require(request.user, "deliberation.ask_opinion", model)
    organisations = Organisation.objects.filter(kind__in=ASKED_KINDS, demonstration=model.demonstration)
    form = forms.AskForm(
        request.POST or None,
        organisations=organisations,
        initial={"due_on": timezone.localdate() + timedelta(days=ANSWER_DAYS)},
    )
    back = reverse("proposals:model", args=(code,))
    if request.method == "POST" and form.is_valid():
        try:
            asked = actions.ask_opinion(actor=request.user, model=model, **form.cleaned_data)  # type: ignore[arg-type]
        except ValidationError as refused:
            _refused(form, refused)
        else:
            messages.success(request, _("의견을 물었습니다. 그 기관의 사람에게 알렸습니다."))
            return redirect(address(asked))
    return _form_page(
        request,
        model,
        back,
        form=form,
        heading=_("의견 묻기"),
        answer=_("물은 부처나 지원기관은 이 모델을 읽을 수 있게 됩니다."),
        submit=_("의견 묻기"),
    )


def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer; or, for the secretariat, enter a letter that came."""
    found = find(request, pk)
    if request.method == "GET" and (found.answered_at or found.withdrawn_at):
        return redirect(address(found))
    form = forms.AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if form.cleaned_data["none"]:
                actions.no_opinion(actor=request.user, opinion=found)  # type: ignore[arg-type]
            else:
                actions.answer_opinion(
                    actor=request.user,  # type: ignore[arg-type]
                    opinion=found,
                    answer=form.cleaned_data["answer"],
                )
        except ValidationError as refused:
            _refused(form, refused)
        else:
            messages.success(request, _("의견을 냈습니다."))
            return redirect(address(found))
    enters = may(request.user, "deliberation.ask_opinion", found)
    return _form_page(
        request,
        found.model,
        address(found),
        opinion=found,
        title=found.seen_title,  # type: ignore[attr-defined]
        form=form,
        heading=_("의견 입력하기") if enters else _("의견 내기"),
        answer=_("문서로 받은 의견을 그대로 옮겨 적으세요. 입력한 사람이 기록에 남습니다.")
        if enters
        else _("낸 의견은 고칠 수 없습니다. 의견이 없으면 ‘의견 없음’을 고르세요."),
        question=found.question,
        submit=_("의견 저장") if enters else _("의견 내기"),
    )


def dispose(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whether an opinion was accepted, and what was done."""
    found = find(request, pk)
    initial = {"disposition": found.disposition, "action": found.action}
    form = forms.DisposeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.dispose(actor=request.user, opinion=found, **form.cleaned_data)  # type: ignore[arg-type]
        except ValidationError as refused:
            _refused(form, refused)
        else:
            messages.success(request, _("반영 결과를 적고 그 기관에 알렸습니다."))
            return redirect(address(found))
    return _form_page(
        request,
        found.model,
        address(found),
        opinion=found,
        title=found.seen_title,  # type: ignore[attr-defined]
        form=form,
        heading=_("의견 반영 결과 적기"),
        answer=_("반영 여부와 조치 내용을 적으면 의견을 낸 기관에 알립니다."),
        question=found.answer,
        submit=_("반영 결과 저장"),
    )


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a question, with a reason; asks once, because the organisation loses the model."""
    found = find(request, pk)
    form = forms.WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_opinion(actor=request.user, opinion=found, **form.cleaned_data)  # type: ignore[arg-type]
        except ValidationError as refused:
            _refused(form, refused)
        else:
            messages.success(request, _("의견 요청을 철회했습니다."))
            return redirect(address(found))
    return render(
        request,
        "deliberation/opinion_confirm.html",
        {
            "model": found.model,
            "heading": _("의견 요청 철회"),
            "consequences": [
                _("이 기관은 이 요청으로 모델을 더 읽을 수 없습니다."),
                _("철회한 이유가 그 기관에 전달됩니다."),
            ],
            "form": form,
            "submit": _("의견 요청 철회"),
            "kind": "danger",
            "cancel": address(found),
        },
        status=400 if form.errors else 200,
    )


def panel(request: HttpRequest, model: WinWinModel) -> Panel | None:
    """Opinions on the model's page, for who runs or watches over the deliberation; never for the parties."""
    user = request.user
    role = getattr(user, "role", "")
    if State(model.state) not in UNDER_DELIBERATION:  # afterwards the agenda book has them
        return None
    manages = may(user, "deliberation.ask_opinion", model)
    if not manages and role not in (Role.CHAIR, Role.MEMBER, Role.AUDITOR):
        return None
    rows = [(each, state(each)) for each in queries.opinions_of(model)]
    actions_: tuple[Action, ...] = ()
    if manages and State(model.state) in BEFORE_DECISION:
        actions_ = (
            Action(
                reverse("deliberation:opinion_ask", args=(model.code,)),
                _("의견 묻기"),
                _("부처나 지원기관이 이 모델을 읽고 의견을 냅니다."),
                kind="secondary",
            ),
        )
    if not rows and not actions_:
        return None
    links = manages or role == Role.AUDITOR
    return Panel(
        _("부처·기관의 의견"),
        "deliberation/_opinions_panel.html",
        {"rows": rows, "links": links},
        order=12,
        actions=actions_,
    )
