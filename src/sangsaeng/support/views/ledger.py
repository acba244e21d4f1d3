"""Pages of support: the plan as published, what was committed by kind, one programme, and the agency's forms."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sangsaeng import facts
from sangsaeng.pages import charts
from sangsaeng.pages.downloads import rows_response
from sangsaeng.parties.rules import require
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.proposals.published import cite
from sangsaeng.proposals.queries import requested_support, whole_to
from sangsaeng.support import actions
from sangsaeng.support.charts import kind_charts
from sangsaeng.support.forms import ledger as forms
from sangsaeng.support.models import Commitment
from sangsaeng.support.plan import plan_rows, selection_rows
from sangsaeng.support.queries import ledger as queries


def _programme_rows(rows: list[Any]) -> list[list[Any]]:
    return [
        [
            each.code,
            each.name,
            str(each.get_kind_display()),
            each.budget_krw,
            each.committed_krw,
            each.models,
            _("시연") if each.demonstration else "",
        ]
        for each in rows
    ]


def programmes(request: HttpRequest) -> HttpResponse:
    """The plan of 2021 as facts; beside it, never in one sum, what was committed here kind by kind."""
    recorded = list(queries.programmes().filter(published=False))
    drawn = [chart for world in (False, True) for chart in kind_charts(recorded, demonstration=world)]
    if (download := charts.answer(request, drawn)) is not None:
        return download
    wanted = request.GET.get("format")
    if wanted in ("csv", "xlsx"):
        header = [
            pgettext("code", "번호"),
            _("지원사업"),
            _("종류"),
            _("예산(원)"),
            _("확정(원)"),
            _("상생모델 수"),
            _("시연"),
        ]
        return rows_response(str(_("지원사업")), header, _programme_rows(recorded), wanted)
    context = {
        "plan": plan_rows(),
        "selections": selection_rows(),
        "recorded": recorded,
        "charts": drawn,
        "kinds": queries.by_kind(demonstration=False),
        "demonstration_kinds": queries.by_kind(demonstration=True),
        "sources": [cite(key) for key in _plan_sources()],
    }
    return render(request, "support/programmes.html", context)


def _plan_sources() -> list[str]:
    return list(dict.fromkeys(key for each in facts.support_plan() for key in each.sources))


def programme(request: HttpRequest, code: str) -> HttpResponse:
    """One programme: its terms, what is left of it, and the entries that the viewer may see."""
    found: Any = get_object_or_404(queries.programmes(), code=code)
    committed = found.committed_krw or 0
    entries = list(queries.seen_ledger(request.user, found)) if request.user.is_authenticated else []
    context = {
        "programme": found,
        "committed": committed,
        "left": None if found.budget_krw is None else found.budget_krw - committed,
        "entries": entries,
        "sources": [cite(key) for key in found.source.split(";") if key],
    }
    return render(request, "support/programme.html", context)


def _model(request: HttpRequest, code: str) -> WinWinModel:
    """A model that this person may support; to anyone else it is not there or forbidden."""
    model = (
        whole_to(request.user).select_related("demand_company", "supplier", "item").filter(code=code).first()
    )
    if model is None:
        raise Http404(_("그런 상생모델이 없습니다."))
    require(request.user, "support.commit", model)
    return model


def _explain(form: Form, error: ValidationError) -> None:
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def _status(form: Form) -> int:
    return 422 if form.errors else 200


def commit(request: HttpRequest, code: str) -> HttpResponse:
    """Commit support to a model; the page shows what is left, live from the ledger."""
    model = _model(request, code)
    form = forms.Commit(request.POST if request.method == "POST" else None, model=model)
    if request.method == "POST" and form.is_valid():
        try:
            actions.commit(actor=request.user, model=model, **form.cleaned_data)
        except ValidationError as error:
            _explain(form, error)
        else:
            messages.success(request, _("지원을 확정했습니다."))
            return redirect("proposals:model", code)
    rooms = [(each, queries.room(each, model)) for each in queries.programmes_for(model)]
    context = {"model": model, "form": form, "rooms": rooms, "requests": list(requested_support(model))}
    return render(request, "support/commit.html", context, status=_status(form))


def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a commitment by a counter-entry, after asking why."""
    entry = get_object_or_404(Commitment.objects.select_related("model", "programme"), pk=pk)
    model = _model(request, entry.model.code)
    form = forms.Reason(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.cancel(actor=request.user, commitment=entry, **form.cleaned_data)
        except ValidationError as error:
            _explain(form, error)
        else:
            messages.success(request, _("지원 확정을 취소했습니다."))
            return redirect("proposals:model", model.code)
    context = {
        "model": model,
        "entry": entry,
        "form": form,
        "heading": _("지원 확정 취소"),
        "consequences": [
            _("확정 기록은 지워지지 않고, 반대 금액의 취소 기록이 더해집니다."),
            _("남은 예산과 한도가 그만큼 늘어납니다. 상생모델의 상태는 바뀌지 않습니다."),
        ],
        "submit": _("지원 확정 취소하기"),
        "cancel": reverse("proposals:model", args=[model.code]),
    }
    return render(request, "support/confirm.html", context, status=_status(form))


def _step_words(step: str) -> dict[str, Any]:
    """Per step: the action, its form, and the words of its page."""
    words: dict[str, dict[str, Any]] = {
        "start": {
            "act": actions.start,
            "form_class": forms.Note,
            "heading": _("이행 시작"),
            "consequences": [_("상생모델이 ‘이행 중’ 상태가 됩니다.")],
            "submit": _("이행 시작하기"),
            "kind": "primary",
            "done": _("이행을 시작했습니다."),
        },
        "complete": {
            "act": actions.complete,
            "form_class": forms.Note,
            "heading": _("완료 처리"),
            "consequences": [_("상생모델이 ‘완료’ 상태가 되고 절차가 끝납니다. 되돌릴 수 없습니다.")],
            "submit": _("완료 처리하기"),
            "kind": "primary",
            "done": _("완료 처리했습니다."),
        },
        "stop": {
            "act": actions.stop,
            "form_class": forms.Reason,
            "heading": _("지원 중단"),
            "consequences": [
                _("상생모델이 ‘중단’ 상태가 되고 절차가 끝납니다. 되돌릴 수 없습니다."),
                _("확정한 지원은 저절로 취소되지 않습니다. 필요하면 하나씩 취소하세요."),
            ],
            "submit": _("지원 중단하기"),
            "kind": "danger",
            "done": _("지원을 중단했습니다."),
        },
    }
    if step not in words:
        raise Http404
    return words[step]


def step(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """Start, complete or stop the supported work, after saying what will follow."""
    words = _step_words(step)
    model = _model(request, code)
    act, form_class, done = words.pop("act"), words.pop("form_class"), words.pop("done")
    form = form_class(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            act(actor=request.user, model=model, **form.cleaned_data)
        except ValidationError as error:
            _explain(form, error)
        else:
            messages.success(request, done)
            return redirect("proposals:model", code)
    context = {
        "model": model,
        "form": form,
        "cancel": reverse("proposals:model", args=[code]),
        **words,
    }
    return render(request, "support/confirm.html", context, status=_status(form))
