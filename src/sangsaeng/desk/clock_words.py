"""The clocks in words: the columns of their list, how much is left, and the sentences of their record."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from sangsaeng.clocks import statutory
from sangsaeng.clocks.models import CHIP, Clock, ClockState
from sangsaeng.clocks.queries import today
from sangsaeng.pages.formats import day
from sangsaeng.pages.listing import Column, Filter, Listing
from sangsaeng.pages.markup import english, in_korean
from sangsaeng.pages.templatetags.sangsaeng import chip, demo_mark
from sangsaeng.proposals.history import register

UNIT_TEXT = {
    "days": gettext_lazy("%(n)d일"),
    "working_days": gettext_lazy("근무일 %(n)d일"),
    "months": gettext_lazy("%(n)d개월"),
}


def state_chip(clock: Clock) -> str:
    return chip(CHIP[ClockState(clock.state)], clock.get_state_display())


def days_text(clock: Clock) -> str:
    """How much is left, or how late it is; nothing where nothing runs."""
    if clock.is_running:
        left = clock.days_left(today())
        if left > 0:
            return _("%(n)d일 남음") % {"n": left}
        return _("오늘") if left == 0 else _("%(n)d일 지남") % {"n": -left}
    if clock.answered_on is None:
        return ""
    late = (clock.answered_on - clock.due_on).days
    return _("%(n)d일 늦음") % {"n": late} if late > 0 else _("기한 안")


def days_chip(clock: Clock) -> str:
    """The same, with what has passed and what is near marked by shape and colour too."""
    text = days_text(clock)
    if not text or not clock.is_running:
        return text or "–"
    left = clock.days_left(today())
    if left < 0:
        return chip("flag-all", text)
    return chip("flag-some", text) if left <= max(clock.warn_before, default=0) else text


def length_text(unit: str, number: int) -> str:
    return str(UNIT_TEXT[unit]) % {"n": number}


def term_text(clock: Clock) -> str:
    """30일, 근무일 20일, 3개월, 4월 30일: how long the rule gives."""
    if clock.unit != "date":
        return length_text(clock.unit, clock.length)
    month, number = (int(part) for part in clock.day_of_year.split("-"))
    return f"{number} {date(2000, month, 1):%B}" if english() else f"{month}월 {number}일"


def rule_choices() -> list[tuple[str, str]]:
    """Every rule by its name in the language of the page."""
    return [(rule.key, rule.name_en if english() else rule.name_ko) for rule in statutory.rules().values()]


def _title(clock: Clock) -> str:
    mark = format_html(" {}", demo_mark()) if clock.demonstration else ""
    return format_html("{}{}", in_korean(clock.title), mark)


CLOCKS = Listing(
    name="clocks",
    columns=(
        Column(
            "title",
            pgettext_lazy("clock", "무엇"),
            value=lambda c: c.title,
            html=_title,
            link=lambda c: reverse("desk:clock", args=[c.code]),
            sort=("title",),
            width=28,
        ),
        Column(
            "code",
            pgettext_lazy("code", "번호"),
            value=lambda c: c.code,
            sort=("code",),
            width=12,
            main=False,
        ),
        Column(
            "rule",
            gettext_lazy("규칙"),
            value=lambda c: c.rule_name,
            sort=("rule_key",),
            width=16,
            main=False,
        ),
        Column("addressee", gettext_lazy("답할 곳"), value=lambda c: c.addressee, width=14, lang="ko"),
        Column("due", gettext_lazy("기한"), value=lambda c: c.due_on, sort=("rank", "due_on"), width=13),
        Column("left", gettext_lazy("남은 날"), value=days_text, html=days_chip, width=10, main=False),
        Column(
            "state",
            gettext_lazy("상태"),
            value=lambda c: c.get_state_display(),
            html=state_chip,
            sort=("state",),
            width=10,
        ),
    ),
    filters=(
        Filter(
            "state",
            gettext_lazy("상태"),
            choices=lambda: (("open", gettext_lazy("끝나지 않은 것")), *ClockState.choices),
            apply=lambda value: Q(rank__lt=2) if value == "open" else Q(state=value),
        ),
        Filter(
            "rule",
            gettext_lazy("규칙"),
            choices=rule_choices,
            apply=lambda value: Q(rule_key=value),
        ),
        Filter(
            "basis",
            gettext_lazy("근거"),
            choices=lambda: (("law", gettext_lazy("법정 기한")), ("ours", gettext_lazy("스스로 정한 기한"))),
            apply=lambda value: Q(is_statutory=value == "law"),
        ),
    ),
    search=("code", "title", "addressee"),
    order="due",
    empty=gettext_lazy("도는 기한이 없습니다. 공문의 접수일을 적으면 여기에 나타납니다."),
    search_label=gettext_lazy("번호, 제목이나 답할 곳"),
)


def _on(data: dict[str, Any], key: str) -> str:
    value = data.get(key)
    return day(date.fromisoformat(value)) if value else "–"


def _started(data: dict[str, Any]) -> str:
    dates = {"received": _on(data, "received_on"), "due": _on(data, "due_on")}
    return _("%(received)s에 받은 것으로 기한을 시작했습니다. 기한은 %(due)s입니다.") % dates


def _paused(data: dict[str, Any]) -> str:
    return _("보완을 요청해 %(day)s부터 기한을 멈췄습니다.") % {"day": _on(data, "from_on")}


def _resumed(data: dict[str, Any]) -> str:
    if "used_up" in data:
        text = _("뺄 수 있는 보완 기간 %(days)s일을 모두 써서 다시 시작했습니다. 기한은 %(due)s입니다.")
        return text % {"days": data["used_up"], "due": _on(data, "due_on")}
    dates = {"day": _on(data, "until_on"), "due": _on(data, "due_on")}
    return _("%(day)s에 보완이 들어와 다시 시작했습니다. 기한은 %(due)s입니다.") % dates


def _extended(data: dict[str, Any]) -> str:
    text = _("기한을 %(length)s 연장했습니다. 기한은 %(due)s입니다.")
    return text % {"length": length_text(data["unit"], data["by"]), "due": _on(data, "due_to")}


def _answered(data: dict[str, Any]) -> str:
    text = (
        _("%(day)s에 기한을 넘겨 답했습니다.") if data.get("late") else _("%(day)s에 기한 안에 답했습니다.")
    )
    return text % {"day": _on(data, "answered_on")}


def _corrected(data: dict[str, Any]) -> str:
    text = _("받은 날을 %(before)s에서 %(after)s로 바로잡았습니다. 기한은 %(due)s입니다.")
    dates = {
        "before": _on(data, "received_from"),
        "after": _on(data, "received_to"),
        "due": _on(data, "due_to"),
    }
    return text % dates


def _warned(data: dict[str, Any]) -> str:
    return _("기한이 다가온다고 %(count)d명에게 알렸습니다.") % {"count": len(data.get("to", []))}


def _escalated(data: dict[str, Any]) -> str:
    return _("기한이 되었거나 지났다고 %(count)d명에게 알렸습니다.") % {"count": len(data.get("to", []))}


def _recounted(data: dict[str, Any]) -> str:
    return _("공휴일이 바뀌어 기한을 다시 계산했습니다. 기한은 %(due)s입니다.") % {"due": _on(data, "due_to")}


SENTENCES: dict[str, Callable[[dict[str, Any]], str]] = {
    "clocks.start": _started,
    "clocks.pause": _paused,
    "clocks.resume": _resumed,
    "clocks.extend": _extended,
    "clocks.answer": _answered,
    "clocks.cancel": lambda data: _("기한을 취소했습니다."),
    "clocks.correct": _corrected,
    "clocks.hand_over": lambda data: _("기한의 담당자를 바꾸었습니다."),
    "clocks.warn": _warned,
    "clocks.escalate": _escalated,
    "clocks.recount": _recounted,
}


def register_sentences() -> None:
    """Say how the record of a clock reads; called once, when the desk is ready."""
    for verb, sentence in SENTENCES.items():
        register(verb, sentence)
