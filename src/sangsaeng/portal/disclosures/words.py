"""The register of disclosure requests in words: its columns, its chips, the sentences of the record."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sangsaeng.clocks.queries import today
from sangsaeng.pages.listing import Column, Filter, Listing
from sangsaeng.pages.templatetags.sangsaeng import chip, day, demo_mark
from sangsaeng.portal.models import DisclosureRequest
from sangsaeng.proposals import history

State = DisclosureRequest.State
CHIPS = {
    State.RECEIVED: "submitted",
    State.OPEN: "approved",
    State.PARTLY: "supported",
    State.CLOSED: "not-adopted",
    State.ABSENT: "stopped",
    State.TRANSFERRED: "stopped",
    State.WITHDRAWN: "stopped",
}


def state_chip(asked: DisclosureRequest) -> SafeString:
    return chip(CHIPS[State(asked.state)], asked.get_state_display())


def _code(asked: DisclosureRequest) -> SafeString:
    mark = format_html(" {}", demo_mark()) if asked.demonstration else ""
    return format_html("{}{}", asked.code, mark)


def due_text(asked: DisclosureRequest) -> str:
    """The end of the period, and how it stands to today while nobody has answered."""
    if asked.clock is None:
        return "–"
    if asked.state != State.RECEIVED:
        return day(asked.clock.due_on)
    left = asked.clock.days_left(today())
    if left < 0:
        return format_html(
            "<div>{}<br>{}</div>", day(asked.clock.due_on), chip("flag-all", _("%(n)d일 지남") % {"n": -left})
        )
    word = _("오늘") if left == 0 else _("%(n)d일 남음") % {"n": left}
    return format_html(
        "<div>{}<br>{}</div>", day(asked.clock.due_on), chip("flag-some", word) if left <= 5 else word
    )


REGISTER = Listing(
    name="disclosures",
    columns=(
        Column(
            "code",
            gettext_lazy("접수번호"),
            value=lambda r: r.code,
            html=_code,
            link=lambda r: reverse("portal:disclosure", args=[r.code]),
            sort=("code",),
            width=20,
        ),
        Column("text", gettext_lazy("청구 내용"), value=lambda r: r.text[:80], width=30, lang="ko"),
        Column(
            "received",
            gettext_lazy("접수일"),
            value=lambda r: r.received_on,
            sort=("received_on",),
            width=15,
            main=False,
        ),
        Column(
            "due",
            gettext_lazy("결정 기한"),
            value=lambda r: r.clock.due_on if r.clock else None,
            html=due_text,
            sort=("clock__due_on",),
            width=15,
        ),
        Column(
            "answered",
            gettext_lazy("결정일"),
            value=lambda r: r.answered_on,
            sort=("answered_on",),
            width=10,
            main=False,
        ),
        Column(
            "state",
            gettext_lazy("결정"),
            value=lambda r: str(r.get_state_display()),
            html=state_chip,
            sort=("state",),
            width=10,
        ),
    ),
    filters=(
        Filter(
            "state", gettext_lazy("결정"), choices=lambda: State.choices, apply=lambda value: Q(state=value)
        ),
    ),
    search=("code", "text", "answer"),
    order="-received",
    empty=gettext_lazy("들어온 청구가 없습니다. 누구나 공개 화면에서 청구할 수 있습니다."),
    search_label=gettext_lazy("접수번호나 내용"),
)


def _answered(data: dict[str, Any]) -> str:
    return _("정보공개 청구에 답했습니다: %(state)s.") % {"state": State(data["state"]).label}


def _looked(data: dict[str, Any]) -> str:
    return (
        _("공개하지 않던 것을 공개했습니다.")
        if data.get("opened")
        else _("공개하지 않는 것의 끝날을 새로 정했습니다.")
    )


def register() -> None:
    history.register("portal.ask_disclosure", lambda data: _("정보공개 청구가 들어왔습니다."))
    history.register("portal.answer_disclosure", _answered)
    history.register("portal.withdraw_disclosure", lambda data: _("정보공개 청구를 취하했습니다."))
    history.register("portal.look_again", _looked)
