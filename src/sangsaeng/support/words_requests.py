"""Requests in words: the columns of their list, one sentence about their clock, and the sentences of the record."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from sangsaeng.clocks.queries import today
from sangsaeng.pages.formats import day
from sangsaeng.pages.listing import Column, Filter, Listing
from sangsaeng.pages.markup import in_korean
from sangsaeng.pages.templatetags.sangsaeng import chip, demo_mark
from sangsaeng.proposals import history
from sangsaeng.support.models import REQUEST_CHIP, Request, RequestState
from sangsaeng.support.queries.requests import open_q, overdue_q


def state_chip(request: Request) -> SafeString:
    return chip(REQUEST_CHIP[RequestState(request.state)], request.get_state_display())


def clock_sentence(request: Request) -> str:
    """Who is to do what by when, or what came of it, in one sentence."""
    clock = request.appeal_clock if request.state == RequestState.APPEALED else request.clock
    if request.state == RequestState.SENT:
        return _("받은 날을 기다립니다. 기한은 받은 날부터 셉니다.")
    if request.state == RequestState.SUPPLEMENT and clock is not None and clock.is_paused:
        return _("보완을 기다리느라 기한이 멈췄습니다.")
    if clock is not None and clock.is_open:
        left = clock.days_left(today())
        values = {"due": day(clock.due_on), "n": abs(left)}
        if left < 0:
            return _("%(due)s까지였습니다. %(n)d일 지났습니다.") % values
        return _("%(due)s까지 답해야 합니다. %(n)d일 남았습니다.") % values
    if request.appeal_replied_on:
        told = {"day": day(request.appeal_replied_on), "reply": request.get_appeal_reply_display()}
        return _("이의신청에 %(day)s 답이 왔습니다: %(reply)s.") % told
    if request.replied_on:
        told = {"day": day(request.replied_on), "reply": request.get_reply_display()}
        return _("%(day)s 답이 왔습니다: %(reply)s.") % told
    return _("철회한 요청입니다.") if request.state == RequestState.WITHDRAWN else ""


def _titled(request: Request) -> SafeString:
    address = reverse("support:request", args=[request.code])
    name = format_html('<a href="{}">{}</a>', address, in_korean(request.title))
    return format_html("{} {}", name, demo_mark()) if request.demonstration else name


def _due(request: Request) -> Any:
    clock = request.appeal_clock if request.state == RequestState.APPEALED else request.clock
    return clock.due_on if clock is not None else None


REQUESTS = Listing(
    name="requests",
    columns=(
        Column("title", gettext_lazy("제목"), lambda r: r.title, html=_titled, sort=("title",), width=30),
        Column(
            "kind", gettext_lazy("종류"), lambda r: r.get_kind_display(), sort=("kind",), width=10, main=False
        ),
        Column(
            "model",
            gettext_lazy("상생모델"),
            lambda r: r.model.code,
            link=lambda r: reverse("proposals:model", args=[r.model.code]),
            sort=("model__code",),
            width=12,
            main=False,
        ),
        Column("addressee", gettext_lazy("받는 기관"), lambda r: r.addressee, width=14, lang="ko"),
        Column(
            "received",
            gettext_lazy("받은 날"),
            lambda r: r.received_on,
            sort=("received_on",),
            width=11,
            main=False,
        ),
        Column("due", gettext_lazy("기한"), _due, sort=("clock__due_on",), width=11),
        Column(
            "state",
            gettext_lazy("상태"),
            lambda r: r.get_state_display(),
            html=state_chip,
            sort=("state",),
            width=12,
        ),
    ),
    filters=(
        Filter("kind", gettext_lazy("종류"), lambda: Request.Kind.choices, lambda v: Q(kind=v)),
        Filter("state", gettext_lazy("상태"), lambda: RequestState.choices, lambda v: Q(state=v)),
        Filter(
            "waiting",
            gettext_lazy("기다리는 것"),
            lambda: [
                ("open", pgettext_lazy("request", "끝나지 않은 것")),
                ("overdue", pgettext_lazy("request", "기한이 지난 것")),
            ],
            lambda v: overdue_q() if v == "overdue" else open_q(),
        ),
    ),
    search=("title", "code", "addressee", "official_number", "content", "reply_text"),
    search_label=gettext_lazy("요청 찾기"),
    order="due",
    empty=gettext_lazy(
        "요청이 없습니다. 위원회가 승인하면 요청 공문의 초안이 만들어지고, 받은 날을 적으면 여기에 옵니다."
    ),
)

SENTENCES = {
    "support.register_request": gettext_lazy("지원·규제 요청을 등록했습니다."),
    "support.receive_request": gettext_lazy("요청을 받은 날을 적었습니다."),
    "support.ask_supplement": gettext_lazy("보완을 요청했습니다."),
    "support.hand_in_supplement": gettext_lazy("보완이 들어왔습니다."),
    "support.extend_request": gettext_lazy("답변 기한을 연장했습니다."),
    "support.reply_request": gettext_lazy("요청에 회신했습니다."),
    "support.appeal_request": gettext_lazy("회신에 이의를 신청했습니다."),
    "support.reply_appeal": gettext_lazy("이의신청에 답했습니다."),
    "support.close_request": gettext_lazy("요청을 종결했습니다."),
    "support.withdraw_request": gettext_lazy("요청을 철회했습니다."),
}


def register() -> None:
    for verb, text in SENTENCES.items():
        history.register(verb, lambda data, text=text: str(text))  # type: ignore[misc]
