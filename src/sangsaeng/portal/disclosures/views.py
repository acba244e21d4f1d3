"""Pages of disclosure requests: the public's form, the secret address of the answer, and the secretariat's register."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from sangsaeng.pages import listing
from sangsaeng.pages.downloads import file_response
from sangsaeng.parties.rules import NotAllowed
from sangsaeng.portal.actions import VISITOR
from sangsaeng.portal.disclosures import actions, forms, queries, words
from sangsaeng.portal.disclosures.grounds import LAW, shown
from sangsaeng.portal.models import DisclosureRequest
from sangsaeng.proposals.history import lines
from sangsaeng.records.queries import history


def _try(form: django_forms.Form, do: Callable[[], Any]) -> Any:
    try:
        return do()
    except ValidationError as refused:
        known = hasattr(refused, "error_dict") and set(refused.error_dict) <= set(form.fields)
        form.add_error(None, refused if known else refused.messages)
        return None


def _secret(response: HttpResponse) -> HttpResponse:
    """A page at a secret address is neither kept nor told on by a browser, nor found by a search engine."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def disclose(request: HttpRequest) -> HttpResponse:
    """Anybody asks; then the secret address at which the answer will stand."""
    form = forms.AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actor: Any = request.user if request.user.is_authenticated else VISITOR
        asked = _try(form, lambda: actions.ask_disclosure(actor=actor, **form.cleaned_data))
        if asked is not None:
            messages.success(request, _("접수했습니다. 접수번호는 %(code)s입니다.") % {"code": asked.code})
            return _secret(redirect("portal:disclosed", asked.token))
    context = {"form": form, "demonstration": actions.is_only_demonstration(), "law": LAW}
    return render(request, "portal/disclose.html", context, status=422 if form.errors else 200)


def _by_token(token: str) -> DisclosureRequest:
    try:
        return actions.by_token(token)
    except NotAllowed as refused:
        raise Http404(_("그런 청구가 없습니다.")) from refused


@never_cache
def disclosed(request: HttpRequest, token: str) -> HttpResponse:
    """The asker's page: until when an answer comes, and the answer."""
    asked = _by_token(token)
    context = {
        "asked": asked,
        "chip": words.state_chip(asked),
        "grounds": shown(asked.grounds),
        "address": request.build_absolute_uri(reverse("portal:disclosed", args=[token])),
        "law": LAW,
    }
    return _secret(render(request, "portal/disclosed.html", context))


@never_cache
def disclosed_paper(request: HttpRequest, token: str) -> HttpResponse:
    return _secret(_paper(_by_token(token)))


def _paper(asked: DisclosureRequest) -> HttpResponse:
    if asked.paper is None:
        raise Http404
    return file_response(bytes(asked.paper.content), filename=f"{asked.paper.title}.pdf", format="pdf")


@never_cache
def disclosed_withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """The asker withdraws, after being asked once."""
    asked = _by_token(token)
    form = django_forms.Form(request.POST if request.method == "POST" else None)
    back = reverse("portal:disclosed", args=[token])
    if request.method == "POST" and _try(
        form, lambda: actions.withdraw_disclosure(request=asked, token=token)
    ):
        messages.success(request, _("청구를 취하했습니다."))
        return _secret(redirect(back))
    context = {
        "asked": asked,
        "heading": _("청구 취하"),
        "question": asked.code,
        "consequences": [_("답변을 하지 않습니다. 되돌릴 수 없고, 필요하면 다시 청구하세요.")],
        "form": form,
        "submit": _("청구 취하하기"),
        "cancel": back,
    }
    return _secret(
        render(request, "portal/disclosure_confirm.html", context, status=422 if form.errors else 200)
    )


def disclosures(request: HttpRequest) -> HttpResponse:
    """The register, with what waits first."""
    page = listing.page(words.REGISTER, queries.register(request.user), request)
    if isinstance(page, HttpResponse):
        return page
    context = {
        "page": page,
        "waiting": queries.waiting(request.user).count(),
        "lapsed": queries.lapsed(request.user),
    }
    return render(request, "portal/disclosures.html", context)


def _found(request: HttpRequest, code: str) -> DisclosureRequest:
    return get_object_or_404(queries.register(request.user).select_related("paper"), code=code)


def disclosure(request: HttpRequest, code: str) -> HttpResponse:
    """One request, and the form of its answer with what stays closed."""
    asked = _found(request, code)
    posted = request.POST if request.method == "POST" else None
    form = forms.AnswerForm(posted)
    grounds = [forms.GroundForm(posted, prefix=f"g{n}") for n in range(1, forms.GROUNDS + 1)]
    if request.method == "POST" and all([form.is_valid(), *(each.is_valid() for each in grounds)]):
        given = [ground for each in grounds if (ground := each.given()) is not None]
        do = lambda: actions.answer_disclosure(  # noqa: E731
            actor=request.user, request=asked, grounds=given, **form.cleaned_data
        )
        if _try(form, do) is not None:
            messages.success(request, _("답했습니다. 청구인은 자기 주소에서 읽을 수 있습니다."))
            return redirect("portal:disclosure", code)
    context = {
        "asked": asked,
        "chip": words.state_chip(asked),
        "form": form,
        "ground_forms": grounds,
        "grounds": shown(asked.grounds),
        "waits": asked.state == DisclosureRequest.State.RECEIVED,
        "law": LAW,
        "lines": lines(history(asked)),
    }
    bad = form.errors or any(each.errors for each in grounds)
    return render(request, "portal/disclosure.html", context, status=422 if bad else 200)


def disclosure_paper(request: HttpRequest, code: str) -> HttpResponse:
    return _paper(_found(request, code))


def disclosure_ground(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Look again at one thing that stayed closed."""
    asked = _found(request, code)
    ground = next((each for each in shown(asked.grounds) if each.number == number), None)
    if ground is None:
        raise Http404
    form = forms.AgainForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        do = lambda: actions.look_again(  # noqa: E731
            actor=request.user, request=asked, number=number, **form.cleaned_data
        )
        if _try(form, do) is not None:
            messages.success(request, _("적었습니다."))
            return redirect("portal:disclosure", code)
    context = {
        "asked": asked,
        "ground": ground,
        "form": form,
        "cancel": reverse("portal:disclosure", args=[code]),
    }
    return render(request, "portal/disclosure_ground.html", context, status=422 if form.errors else 200)
