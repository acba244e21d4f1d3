"""Forms of the ledger: record a programme, keep its budget, commit, and every verb of a commitment and of a model's support."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sangsaeng.pages.refusals import explain
from sangsaeng.parties.rules import require
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.proposals.queries import requested_support, whole_to
from sangsaeng.support import actions
from sangsaeng.support.actions.programmes import EDITABLE
from sangsaeng.support.forms import ledger as forms
from sangsaeng.support.ledger_acts import ACTS, BUDGET_ACTS
from sangsaeng.support.ledger_lists import movement_word, way
from sangsaeng.support.models import Entry, Movement, Programme
from sangsaeng.support.queries import ledger as queries
from sangsaeng.support.views.ledger import find, rooms


def _status(form: Form) -> int:
    return 422 if form.errors else 200


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _given(form: Form) -> dict[str, Any]:
    """What the form says, without what the page did not ask."""
    return dict(form.cleaned_data)


def _model(request: HttpRequest, code: str) -> WinWinModel:
    """A model that this person may support; to anyone else it is not there or forbidden."""
    model = (
        whole_to(request.user).select_related("demand_company", "supplier", "item").filter(code=code).first()
    )
    if model is None:
        raise Http404(_("그런 상생모델이 없습니다."))
    require(request.user, "support.commit", model)
    return model


# -- programmes ----------------------------------------------------------------------------------------------


def _kept(request: HttpRequest, code: str) -> Any:
    """A recorded programme that this person may keep."""
    rows: QuerySet[Programme] = queries.programmes().filter(published=False)
    found = get_object_or_404(rows, code=code)
    require(request.user, "support.keep_programme", found)
    return found


def new_programme(request: HttpRequest) -> HttpResponse:
    """Record a programme; what is not known of it stays empty."""
    form = forms.NewProgramme(_posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_programme(actor=request.user, **_given(form))
        except ValidationError as error:
            explain(form, error)
        else:
            messages.success(request, _("지원사업을 등록했습니다."))
            return redirect("support:programme", made.code)
    return render(request, "support/new_programme.html", {"form": form}, status=_status(form))


def edit_programme(request: HttpRequest, code: str) -> HttpResponse:
    """Put right the words and the window of a programme."""
    found = _kept(request, code)
    initial = {name: getattr(found, name) for name in EDITABLE}
    form = forms.EditProgramme(_posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_programme(actor=request.user, programme=found, **_given(form))
        except ValidationError as error:
            explain(form, error)
        else:
            messages.success(request, _("지원사업의 설명을 고쳤습니다."))
            return redirect("support:programme", code)
    context = {
        "programme": found,
        "form": form,
        "heading": pgettext("heading", "지원사업 설명 고치기"),
        "consequences": [_("고치기 전의 값도 기록에 남습니다. 종류, 예산, 상한은 여기서 바꿀 수 없습니다.")],
        "submit": _("지원사업 설명 고치기"),
        "kind": "primary",
        "cancel": reverse("support:programme", args=[code]),
    }
    return render(request, "support/budget.html", context, status=_status(form))


def budget(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """Put money into a programme, take some back, carry it over; after saying what follows."""
    words = BUDGET_ACTS.get(act)
    if words is None:
        raise Http404
    found = _kept(request, code)
    page = redirect("support:programme", code)
    if not words.open_to(found):
        messages.error(request, _("지금은 할 수 없는 일입니다. 지원사업의 배정 잔액을 확인하세요."))
        return page
    more = {"programme": found} if act == "carry-over" else {}
    form = words.form(_posted(request), **more)
    if request.method == "POST" and form.is_valid():
        which = {"source": found} if act == "carry-over" else {"programme": found}
        try:
            words.do(actor=request.user, **which, **_given(form))
        except ValidationError as error:
            explain(form, error)
        else:
            messages.success(request, str(words.done))
            return page
    context = {
        "programme": found,
        "form": form,
        "heading": words.heading,
        "consequences": words.consequences,
        "submit": words.submit,
        "kind": words.kind,
        "cancel": reverse("support:programme", args=[code]),
    }
    return render(request, "support/budget.html", context, status=_status(form))


# -- commitments ---------------------------------------------------------------------------------------------


def commit(request: HttpRequest, code: str) -> HttpResponse:
    """Commit support to a model; the page shows what is left, live from the ledger."""
    model = _model(request, code)
    form = forms.Commit(_posted(request), model=model)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.commit(actor=request.user, model=model, **_given(form))
        except ValidationError as error:
            explain(form, error)
        else:
            messages.success(request, _("지원을 확정했습니다."))
            return redirect("support:commitment", made.code)
    context = {
        "model": model,
        "form": form,
        "rooms": rooms(model),
        "requests": list(requested_support(model)),
    }
    return render(request, "support/commit.html", context, status=_status(form))


def commit_firm(request: HttpRequest, code: str) -> HttpResponse:
    """Commit support to a firm without a model, on a programme that allows it."""
    found = get_object_or_404(queries.programmes().filter(published=False, for_firms=True), code=code)
    require(request.user, "support.commit", found)
    form = forms.CommitFirm(_posted(request), programme=found)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.commit(actor=request.user, programme=found, **_given(form))
        except ValidationError as error:
            explain(form, error)
        else:
            messages.success(request, _("지원을 확정했습니다."))
            return redirect("support:commitment", made.code)
    context = {"programme": found, "form": form, "room": queries.room(found)}
    return render(request, "support/commit_firm.html", context, status=_status(form))


def act(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """One of the verbs of a commitment, after saying what follows; what was typed is kept on refusal."""
    words = ACTS.get(act)
    if words is None:
        raise Http404
    found = find(request.user, code)
    require(request.user, "support.commit", found.model or found.recipient)
    stands = queries.stands(found)
    page = redirect("support:commitment", code)
    if not words.open_to(found, stands):
        messages.error(request, _("지금은 할 수 없는 일입니다. 지원의 상태를 확인하세요."))
        return page
    form = words.form(_posted(request), commitment=found, stands=stands)
    if request.method == "POST" and form.is_valid():
        try:
            words.do(actor=request.user, commitment=found, **_given(form))
        except ValidationError as error:
            explain(form, error)
        else:
            messages.success(request, str(words.done))
            return page
    context = {
        "commitment": found,
        "form": form,
        "heading": words.heading,
        "consequences": words.consequences,
        "submit": words.submit,
        "kind": words.kind,
        "cancel": reverse("support:commitment", args=[code]),
    }
    return render(request, "support/act.html", context, status=_status(form))


def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an entry back by its counter-entry, after asking why."""
    entry = get_object_or_404(
        Entry.objects.select_related("commitment", "from_programme", "to_programme"), pk=pk
    )
    if entry.commitment is not None:
        found = find(request.user, entry.commitment.code)
        require(request.user, "support.commit", found.model or found.recipient)
        back = reverse("support:commitment", args=[found.code])
    else:
        require(request.user, "support.keep_programme", entry.from_programme)
        back = reverse("support:ledger", args=[entry.from_programme.code])
    form = forms.Reason(_posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct(actor=request.user, entry=entry, **_given(form))
        except ValidationError as error:
            explain(form, error)
        else:
            messages.success(request, _("바로잡는 기록을 더했습니다."))
            return redirect(back)
    consequences = [_("이 기록은 지워지지 않고, 오늘 날짜로 반대 방향의 기록이 더해집니다.")]
    if entry.movement == Movement.COMMIT:
        consequences.append(_("확정 기록을 바로잡으면 이 지원은 취소됩니다."))
    context = {
        "entry": entry,
        "word": movement_word(entry),
        "way": way(entry),
        "form": form,
        "heading": pgettext("heading", "기록 바로잡기"),
        "consequences": consequences,
        "submit": _("기록 바로잡기"),
        "kind": "danger",
        "cancel": back,
    }
    return render(request, "support/correct.html", context, status=_status(form))


# -- the steps of a model while it is supported ----------------------------------------------------------------


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
    form = form_class(_posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            act(actor=request.user, model=model, **_given(form))
        except ValidationError as error:
            explain(form, error)
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
