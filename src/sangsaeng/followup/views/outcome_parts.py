"""What the pages of milestones, indicators and stories share: find the model, show a form, do what it says."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sangsaeng.pages.refusals import explain
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.proposals.queries import whole_to


def find_model(request: HttpRequest, code: str) -> WinWinModel:
    """The model, for whoever may read it whole; to anyone else it is not there."""
    rows = whole_to(request.user).select_related("demand_company", "supplier", "item")
    model = rows.filter(code=code).first()
    if model is None:
        raise Http404(_("그런 상생모델이 없습니다."))
    return model


def home(model: WinWinModel, anchor: str = "") -> str:
    address = reverse("followup:outcome", args=[model.code])
    return f"{address}#{anchor}" if anchor else address


def sent(request: HttpRequest) -> tuple[QueryDict | None, Any]:
    """What was sent with its files, also where nothing was filled in; (None, None) where the page is only opened."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def submit(
    request: HttpRequest, form: forms.Form, do: Callable[[dict[str, Any]], Any], done: str, back: Any
) -> HttpResponse | None:
    """Do it with what a valid form says and go `back` (an address, or made from what was done); None to show the form."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        made = do(form.cleaned_data)
    except ValidationError as refused:
        explain(form, refused)
        return None
    messages.success(request, done)
    return redirect(back(made) if callable(back) else back)


def form_page(request: HttpRequest, model: WinWinModel, form: forms.Form, **context: Any) -> HttpResponse:
    """A page with one form; 422 where something in it has to be mended."""
    frame = {"model": model, "form": form, "cancel": home(model)} | context
    status = 422 if form.errors else 200
    return render(request, "followup/outcome_form.html", frame, status=status)


def confirm_page(request: HttpRequest, model: WinWinModel, form: forms.Form, **context: Any) -> HttpResponse:
    """A page that says what follows and who is told before it is done."""
    frame = {"model": model, "form": form, "cancel": home(model)} | context
    status = 422 if form.errors else 200
    return render(request, "followup/outcome_confirm.html", frame, status=status)
