"""Pages of requests to ministries and agencies: all of them, one of them, and what may be done to it now."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from sangsaeng.clocks import statutory
from sangsaeng.deliberation.views.acting import submit
from sangsaeng.pages import listing
from sangsaeng.pages.downloads import file_response
from sangsaeng.parties.rules import may
from sangsaeng.proposals.history import lines
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.proposals.panels import Action, Panel
from sangsaeng.records.models import DocumentFile
from sangsaeng.records.queries import documents, history
from sangsaeng.support.actions import requests as actions
from sangsaeng.support.forms import requests as given
from sangsaeng.support.models import Request, RequestState
from sangsaeng.support.queries import requests as queries
from sangsaeng.support.words_requests import REQUESTS, clock_sentence, state_chip


def requests(request: HttpRequest) -> HttpResponse:
    """All requests that the viewer may read, the open ones with the earliest end first."""
    rows = queries.readable(request.user)
    page = listing.page(REQUESTS, rows, request)
    if isinstance(page, HttpResponse):
        return page
    context = {
        "page": page,
        "open": rows.filter(queries.open_q()).count(),
        "overdue": rows.filter(queries.overdue_q()).count(),
        "may_register": may(request.user, "support.keep_requests"),
    }
    return render(request, "support/requests.html", context)


def request_new(request: HttpRequest) -> HttpResponse:
    """Register a request that was sent outside the letters of this system."""
    user: Any = request.user
    model = WinWinModel.objects.filter(code=request.GET.get("model", "")).first()
    form = given.NewRequest(
        request.POST if request.method == "POST" else None, user=user, initial={"model": model}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.register_request(actor=user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused if _fits(form, refused) else refused.messages)
        else:
            messages.success(request, _("요청을 등록했습니다. 번호는 %(code)s입니다.") % {"code": made.code})
            return redirect("support:request", made.code)
    return render(request, "support/request_new.html", {"form": form}, status=422 if form.errors else 200)


def _fits(form: forms.Form, refused: ValidationError) -> bool:
    return hasattr(refused, "error_dict") and set(refused.error_dict) <= set(form.fields)


def find(request: HttpRequest, code: str) -> Request:
    """The request, for who may read it; whoever may not learns not even that it exists."""
    return get_object_or_404(queries.readable(request.user), code=code)


@dataclass(frozen=True)
class Act:
    """One thing to do to a request: the action, its form, in which states, who may, and the words of its page."""

    do: Callable[..., Request]
    form: type[forms.Form]
    states: tuple[RequestState, ...]
    permission: str
    heading: Any
    done: Any
    consequences: tuple[Any, ...]
    kind: str = "primary"

    def open_to(self, user: Any, found: Request) -> bool:
        if found.state not in self.states:
            return False
        on_model = self.permission != "support.answer_requests"
        return may(user, self.permission, found.model if on_model else found)


_UNDER_WAY = (RequestState.RECEIVED, RequestState.SUPPLEMENT)
_TOLD = gettext_lazy("참여 기업에 알립니다.")
ACTS = {
    "receive": Act(
        actions.receive,
        given.Received,
        (RequestState.SENT,),
        "support.keep_requests",
        gettext_lazy("받은 날 적기"),
        gettext_lazy("받은 날을 적었습니다. 기한이 시작되었습니다."),
        (gettext_lazy("그날부터 법정 기한이 시작됩니다."),),
    ),
    "reply": Act(
        actions.reply,
        given.Reply,
        _UNDER_WAY,
        "support.answer_requests",
        gettext_lazy("회신 적기"),
        gettext_lazy("회신을 적었습니다."),
        (
            gettext_lazy("기한이 끝납니다. 되돌릴 수 없습니다."),
            gettext_lazy("참여 기업과 사무국에 알립니다."),
        ),
    ),
    "supplement": Act(
        actions.ask_supplement,
        given.AskSupplement,
        (RequestState.RECEIVED,),
        "support.answer_requests",
        gettext_lazy("보완 요청 적기"),
        gettext_lazy("보완 요청을 적었습니다."),
        (
            gettext_lazy("규제 개선 요청이면 기한이 멈춥니다(45일까지). 지원 요청의 기한은 멈추지 않습니다."),
            _TOLD,
        ),
    ),
    "handed-in": Act(
        actions.hand_in_supplement,
        given.HandIn,
        (RequestState.SUPPLEMENT,),
        "support.answer_requests",
        gettext_lazy("보완 제출 적기"),
        gettext_lazy("보완이 들어온 날을 적었습니다."),
        (gettext_lazy("멈춘 기한이 다시 갑니다."),),
    ),
    "extend": Act(
        actions.extend,
        given.Extend,
        (*_UNDER_WAY, RequestState.APPEALED),
        "support.answer_requests",
        gettext_lazy("기한 연장 적기"),
        gettext_lazy("기한을 연장했습니다."),
        (gettext_lazy("연장은 한 번뿐이고 되돌릴 수 없습니다."), _TOLD),
    ),
    "appeal": Act(
        actions.appeal,
        given.Appeal,
        (RequestState.REPLIED,),
        "support.appeal_request",
        gettext_lazy("이의신청 적기"),
        gettext_lazy("이의신청을 적었습니다."),
        (gettext_lazy("답변 기한이 그날부터 시작됩니다. 이 기한은 우리가 정한 것입니다."),),
    ),
    "appeal-reply": Act(
        actions.reply_appeal,
        given.ReplyAppeal,
        (RequestState.APPEALED,),
        "support.answer_requests",
        gettext_lazy("이의신청 결과 적기"),
        gettext_lazy("이의신청 결과를 적었습니다."),
        (
            gettext_lazy("요청이 종결됩니다. 되돌릴 수 없습니다."),
            gettext_lazy("참여 기업과 사무국에 알립니다."),
        ),
    ),
    "close": Act(
        actions.close,
        given.Reason,
        (RequestState.REPLIED,),
        "support.keep_requests",
        gettext_lazy("요청 종결"),
        gettext_lazy("요청을 종결했습니다."),
        (gettext_lazy("더는 이의신청을 적을 수 없습니다. 되돌릴 수 없습니다."),),
    ),
    "withdraw": Act(
        actions.withdraw,
        given.Reason,
        (RequestState.SENT, *_UNDER_WAY),
        "support.keep_requests",
        pgettext_lazy("request", "요청 철회"),
        gettext_lazy("요청을 철회했습니다."),
        (gettext_lazy("진행 중인 기한을 취소합니다. 되돌릴 수 없습니다."), _TOLD),
        "danger",
    ),
}


def _acts(user: Any, found: Request) -> list[tuple[str, Act]]:
    acts = [(key, act) for key, act in ACTS.items() if act.open_to(user, found)]
    clock = found.appeal_clock if found.state == RequestState.APPEALED else found.clock
    can_extend = clock is not None and clock.can_extend
    return [(key, act) for key, act in acts if key != "extend" or can_extend]


def one(request: HttpRequest, code: str) -> HttpResponse:
    """One request: until when who is to reply, what was asked, what became of it."""
    found = find(request, code)
    clock = found.appeal_clock or found.clock
    context = {
        "found": found,
        "chip": state_chip(found),
        "sentence": clock_sentence(found),
        "clock": clock,
        "reads_clocks": may(request.user, "clocks.read"),
        "rule": statutory.rule(clock.rule_key, clock.rule_version) if clock else None,
        "papers": documents(found),
        "acts": _acts(request.user, found),
        "lines": lines(history(found).exclude(verb="parties.tell")),
    }
    return render(request, "support/request.html", context)


def act(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """Do one of ACTS to a request, after saying what will follow; what was typed is kept on refusal."""
    found = find(request, code)
    if act not in ACTS:
        raise Http404
    back = reverse("support:request", args=[code])
    words = dict(_acts(request.user, found)).get(act)
    if words is None:
        messages.error(request, _("지금은 할 수 없는 일입니다. 요청의 상태를 확인하세요."))
        return redirect(back)
    form = words.form(request.POST or None, request.FILES or None)

    def do(values: dict[str, Any]) -> Request:
        paper = values.pop("paper", None)
        if paper is not None:
            values["paper"] = (paper.name, paper.read())
        return words.do(actor=request.user, request=found, **values)

    if (answer := submit(request, form, do, str(words.done), back)) is not None:
        return answer
    context = {
        "found": found,
        "form": form,
        "heading": words.heading,
        "submit": words.heading,
        "consequences": words.consequences,
        "kind": words.kind,
        "cancel": back,
    }
    return render(request, "support/request_act.html", context, status=422 if form.errors else 200)


def paper(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A paper that came with a request, as it came."""
    found = find(request, code)
    kept: DocumentFile = get_object_or_404(documents(found).defer(None), pk=pk)
    return file_response(bytes(kept.content), filename=kept.title, format=kept.format)


def requests_panel(request: HttpRequest, model: WinWinModel) -> Panel | None:
    """What was asked of ministries and agencies for a model; nothing before the model was recommended."""
    if model.recommended_at is None:
        return None
    rows = queries.about(request.user, model)
    may_register = may(request.user, "support.keep_requests", model)
    if not rows and not may_register:
        return None
    new = f"{reverse('support:request_new')}?model={model.code}"
    return Panel(
        _("지원·규제 요청"),
        "support/_requests_panel.html",
        {"rows": [(row, state_chip(row), clock_sentence(row)) for row in rows]},
        order=28,
        actions=(Action(new, _("요청 등록하기"), kind="secondary"),) if may_register else (),
    )
