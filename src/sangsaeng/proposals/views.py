"""Pages of the win-win models: the list, one model, its form in steps, and the pages that ask once more."""

import secrets
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.discovery.models import Item, Need
from sangsaeng.pages.listing import page
from sangsaeng.pages.markup import english
from sangsaeng.pages.refusals import explain
from sangsaeng.parties.models import Role, User
from sangsaeng.parties.rules import may, require
from sangsaeng.proposals import actions, additions, forms, history, panels, published, queries
from sangsaeng.proposals.lifecycle import BEFORE_APPROVAL, EDITABLE, State
from sangsaeng.proposals.models import Origin, Sector, WinWinModel
from sangsaeng.proposals.similarity import panel as similarity
from sangsaeng.proposals.steps import step_line
from sangsaeng.proposals.tables import models_table, public_name
from sangsaeng.records import queries as records


def models(request: HttpRequest) -> HttpResponse:
    """Every model the viewer may know of; the published ones stand beside them as facts."""
    rows = page(models_table(), queries.listed(request.user), request)
    if isinstance(rows, HttpResponse):
        return rows
    facts = published.totals()
    context = {
        "page": rows,
        "published": facts,
        "share": round(100 * facts.found.count / facts.target.count),
        "named": published.named(),
        "may_draft": may(request.user, "proposals.draft_offered"),
    }
    return render(request, "proposals/models.html", context)


def _find(request: HttpRequest, code: str) -> Any:
    try:
        return queries.find(request.user, code)
    except WinWinModel.DoesNotExist:
        raise Http404(_("그런 상생모델이 없습니다.")) from None


def _whole(request: HttpRequest, code: str, permission: str) -> WinWinModel:
    """The model, for someone who may do something with it; to anyone else it is not there or forbidden."""
    found = _find(request, code)
    if not isinstance(found, WinWinModel):
        raise Http404(_("그런 상생모델이 없습니다."))
    require(request.user, permission, found)
    return found


def _own_actions(request: HttpRequest, model: WinWinModel) -> list[panels.Action]:
    """What this viewer may do with the model now."""
    user, state, code = request.user, State(model.state), model.code
    found = []
    if may(user, "proposals.edit", model):
        found.append(
            panels.Action(reverse("proposals:edit", args=[code]), _("이어서 작성하기"), kind="secondary")
        )
        found.append(panels.Action(reverse("proposals:submit", args=[code]), _("제출하기")))
    if may(user, "proposals.screen", model):
        if state is State.SUBMITTED:
            found.append(panels.Action(reverse("proposals:screen", args=[code]), _("심사하기")))
        elif state is State.SCREENED:
            found.append(
                panels.Action(reverse("proposals:return", args=[code]), _("보완 요청하기"), kind="secondary")
            )
    return found


def _item_name(model: WinWinModel) -> str:
    if model.item is None:
        return ""
    return model.item.name_en if english() else model.item.name_ko


def _item_reason(model: WinWinModel) -> str:
    if model.item is None:
        return ""
    return (model.item.reason_en if english() else model.item.reason_ko) or ""


def model(request: HttpRequest, code: str) -> HttpResponse:
    """One model: whole for those who may read it, else its public part."""
    found = _find(request, code)
    line = step_line(found)
    if not isinstance(found, WinWinModel):
        name = public_name(found.codename)
        context = {"model": found, "line": line, "name": name, "additions": additions.gather(found.code)}
        return render(request, "proposals/model_public.html", context)
    shown = panels.gather(request, found)
    own = _own_actions(request, found)
    buttons = own + [action for panel in shown for action in panel.actions]
    withdraw = State(found.state) in BEFORE_APPROVAL and may(request.user, "proposals.withdraw", found)
    context = {
        "model": found,
        "line": line,
        "public_name": public_name(found.codename),
        "item_name": _item_name(found),
        "item_reason": _item_reason(found),
        "item_chip": f"flag-{found.item.flag}" if found.item else "",
        "requests": list(queries.requested_support(found)),
        "panels": shown,
        "actions": buttons,
        "withdraw": withdraw,
        "history": history.lines(records.history(found)),
        "documents": list(records.documents(found)),
    }
    return render(request, "proposals/model.html", context)


STEPS = ("parties", "plan", "support", "check")


def _step_names() -> dict[str, str]:
    return {
        "parties": _("참여 기업과 품목"),
        "plan": _("계획"),
        "support": _("요청할 지원 금액"),
        "check": _("확인과 제출"),
    }


# An action's argument → the form's field.
RENAMED = {"item": "item_name", "item_text": "item_name", "need": "need_code"}


def _filled(model: WinWinModel | None) -> dict[str, bool]:
    """Per step, whether what the law asks of it is written; support is done once some is asked for."""
    if model is None:
        return dict.fromkeys(STEPS, False)
    lacks = {name for name, _text in actions.missing(model)}
    return {
        "parties": "item" not in lacks,
        "plan": not lacks - {"item"},
        "support": model.requested_support.exists(),
        "check": False,
    }


def _form_page(request: HttpRequest, step: str, form: Form | None, **more: Any) -> HttpResponse:
    names, filled = _step_names(), _filled(more.get("model"))
    line = [
        {
            "label": names[each],
            "done": filled[each] and each != step,
            "open": "model" in more and each in ("parties", "plan") and not filled[each],
            "current": each == step,
            "key": each,
        }
        for each in STEPS
    ]
    submit = _("확인으로") if step == "support" else _("저장하고 다음으로")
    context = {"form": form, "line": line, "step": step, "step_name": names[step], "submit": submit, **more}
    status = 422 if form is not None and form.errors else 200
    return render(request, "proposals/form.html", context, status=status)


def _saved(request: HttpRequest) -> None:
    now = timezone.localtime()
    messages.success(request, _("%(time)s에 저장됨") % {"time": f"{now:%H:%M}"})


def _start(request: HttpRequest, user: User) -> dict[str, Any]:
    """What the address and the person already tell: item, need, where the model starts from."""
    start: dict[str, Any] = {
        "origin": Origin.AGENCY if user.role == Role.AGENCY else Origin.COMPANY,
        "token": secrets.token_urlsafe(24),
    }
    # a database refuses a NUL in a text, however it came there
    asked = {name: request.GET.get(name, "").replace("\0", "") for name in ("item", "need")}
    item = Item.objects.filter(key=asked["item"]).first()
    need = Need.objects.select_related("item").filter(code=asked["need"]).first()
    if need:
        start |= {"need_code": need.code, "origin": Origin.NEED, "title": need.title}
        if need.field in Sector.values:  # sectors of needs that models do not know are left to the person
            start["sector"] = need.field
        item = item or need.item
    if item:
        start["item_name"] = item.name_ko
    return start


def new(request: HttpRequest) -> HttpResponse:
    """The first step of a new model; once saved it has a code, and the other steps follow."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - the access table lets nobody else in
    if request.method != "POST":
        return _form_page(request, "parties", forms.NewParties(user=user, initial=_start(request, user)))
    form = forms.NewParties(request.POST, user=user)
    if form.is_valid():
        values = form.values()
        try:
            made = actions.draft(actor=user, **values)
            if State(made.state) not in EDITABLE:
                return _closed(request, made)
            # The form sent again (Back, then save) goes into the draft it began; a new one is as it should be.
            actions.save_draft(actor=user, model=made, **{k: v for k, v in values.items() if k != "token"})
        except ValidationError as error:
            explain(form, error, renamed=RENAMED)
        else:
            _saved(request)
            return redirect(_step_url(made, "plan"))
    return _form_page(request, "parties", form)


def _step_url(model: WinWinModel, step: str) -> str:
    return f"{reverse('proposals:edit', args=[model.code])}?step={step}"


def _save(user: User, model: WinWinModel, step: str, form: Any) -> None:
    if step != "support":
        actions.save_draft(actor=user, model=model, **form.values())
        return
    wanted = form.requests()
    for kind in ("technology", "finance", "regulation"):
        if kind not in wanted:
            actions.drop_request(actor=user, model=model, kind=kind)
            continue
        content, amount = wanted[kind]
        try:
            actions.request_support(actor=user, model=model, kind=kind, content=content, amount_krw=amount)
        except ValidationError as error:
            fields = {"amount_krw": f"{kind}_krw", "content": kind}
            raise ValidationError(
                {fields.get(name, kind): errors for name, errors in error.error_dict.items()}
            ) from None


def _closed(request: HttpRequest, model: WinWinModel) -> HttpResponse:
    """Lead to the model, saying why it cannot be changed now."""
    state = State(model.state)
    if state in (State.SUBMITTED, State.SCREENED):
        text = _("심사 중이라 고칠 수 없습니다.")
    elif state is State.ON_AGENDA:
        text = _("상생협의회에 상정되어 고칠 수 없습니다.")
    else:
        text = _("‘%(state)s’ 상태라 고칠 수 없습니다.") % {"state": state.label}
    messages.error(request, text)
    return redirect("proposals:model", model.code)


def edit(request: HttpRequest, code: str) -> HttpResponse:
    """A step of the form (`?step=`), or the check before submission."""
    model = _find(request, code)
    if isinstance(model, WinWinModel) and State(model.state) not in EDITABLE:
        require(request.user, "proposals.submit", model)  # whoever might change it in another state
        return _closed(request, model)
    model = _whole(request, code, "proposals.edit")
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - the access table lets nobody else in
    step = request.GET.get("step", "parties")
    if step not in STEPS:
        raise Http404
    if step == "check":
        context = {
            "model": model,
            "missing": _missing(model),
            "requests": list(model.requested_support.all()),
        }
        return _form_page(request, step, None, **context)
    kinds: dict[str, Any] = {"parties": forms.Parties, "plan": forms.Plan, "support": forms.Support}
    kind = kinds[step]
    extra = {"user": user} if step == "parties" else {}
    if request.method != "POST":
        return _form_page(request, step, kind(initial=kind.initial_of(model), **extra), model=model)
    form = kind(request.POST, **extra)
    if form.is_valid():
        try:
            _save(user, model, step, form)
        except ValidationError as error:
            explain(form, error, renamed=RENAMED)
        else:
            _saved(request)
            return redirect(_step_url(model, STEPS[STEPS.index(step) + 1]))
    return _form_page(request, step, form, model=model)


def _missing(model: WinWinModel) -> list[dict[str, str]]:
    """What a submission still lacks, each with the step where it is written."""
    return [
        {"text": text, "url": _step_url(model, "parties" if name == "item" else "plan")}
        for name, text in actions.missing(model)
    ]


def _ask(request: HttpRequest, model: WinWinModel, form: Form | None, **words: Any) -> HttpResponse:
    """A page that says what will follow before it is done."""
    context = {"model": model, "form": form, "cancel": reverse("proposals:model", args=[model.code]), **words}
    status = 422 if form is not None and form.errors else 200
    return render(request, "proposals/confirm.html", context, status=status)


def submit(request: HttpRequest, code: str) -> HttpResponse:
    model = _whole(request, code, "proposals.submit")
    if State(model.state) not in EDITABLE:
        messages.error(request, _("이미 제출한 상생모델입니다."))
        return redirect("proposals:model", code)
    if _missing(model):
        return redirect(_step_url(model, "check"))
    if request.method == "POST":
        actions.submit(actor=request.user, model=model)
        messages.success(request, _("제출했습니다. 이제 사무국이 심사합니다."))
        return redirect("proposals:model", code)
    return _ask(
        request,
        model,
        None,
        heading=_("상생모델 제출"),
        consequences=[
            _("사무국이 내용을 읽고 심사합니다."),
            _("심사하는 동안에는 고칠 수 없습니다. 보완 요청을 받으면 다시 고칠 수 있습니다."),
        ],
        submit=_("제출하기"),
        kind="primary",
    )


def _with_reason(
    request: HttpRequest, model: WinWinModel, form_class: Any, act: Any, done: str, **words: Any
) -> HttpResponse:
    """Ask for a reason or note, act, and lead back to the model; what was typed stays on a refusal."""
    form = form_class(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            act(actor=request.user, model=model, **form.cleaned_data)
        except ValidationError as error:
            explain(form, error, renamed=RENAMED)
        else:
            messages.success(request, done)
            return redirect("proposals:model", model.code)
    return _ask(request, model, form, **words)


def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    model = _whole(request, code, "proposals.withdraw")
    return _with_reason(
        request,
        model,
        forms.Reason,
        actions.withdraw,
        _("상생모델을 철회했습니다."),
        heading=_("상생모델 철회"),
        consequences=[
            _("이 상생모델의 절차가 여기서 끝납니다. 되돌릴 수 없습니다."),
            _("기록은 지워지지 않고 철회 이유와 함께 남습니다."),
        ],
        submit=_("상생모델 철회하기"),
        kind="danger",
    )


def screen(request: HttpRequest, code: str) -> HttpResponse:
    model = _whole(request, code, "proposals.screen")
    return _with_reason(
        request,
        model,
        forms.Note,
        actions.screen,
        _("심사를 마쳤습니다. 다음 할 일: ‘협의회’에서 회의를 골라 안건으로 올리세요."),
        heading=_("상생모델 심사"),
        consequences=[_("심사를 마치면 상생협의회 안건으로 올릴 수 있습니다.")],
        submit=_("심사 마치기"),
        kind="primary",
        review=True,
        requests=list(model.requested_support.all()),
        missing=_missing(model),
        similar=similarity.summary(request.user, model),
    )


def return_for_supplement(request: HttpRequest, code: str) -> HttpResponse:
    model = _whole(request, code, "proposals.screen")
    return _with_reason(
        request,
        model,
        forms.Reason,
        actions.return_for_supplement,
        _("보완을 요청했습니다."),
        heading=_("보완 요청"),
        consequences=[_("참여 기업이 이유를 읽고 내용을 고친 뒤 다시 제출합니다.")],
        submit=_("보완 요청하기"),
        kind="primary",
    )
