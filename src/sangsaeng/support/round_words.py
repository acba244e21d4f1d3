"""Rounds and applications in words: times to the second, and how their events read in the record."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sangsaeng.pages.formats import SEOUL, day
from sangsaeng.pages.markup import english
from sangsaeng.proposals import history
from sangsaeng.support.models import Round, RoundState


def exact(value: datetime) -> str:
    """2026. 11. 30.(월) 18:00:00, Seoul time: a window ends to the second."""
    value = value.astimezone(SEOUL)
    return f"{day(value)}, {value:%H:%M:%S} KST" if english() else f"{day(value)} {value:%H:%M:%S}"


def exact_time(value: datetime | None) -> SafeString:
    """The same as a <time>; – where there is none."""
    if value is None:
        return SafeString("–")
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), exact(value))


def window_sentence(round: Round, at: datetime) -> str:
    """What this round asks of a firm now, in one sentence."""
    if round.state == RoundState.CANCELLED:
        return _("취소된 공고입니다. 이유: %(reason)s") % {"reason": round.cancel_reason}
    if round.state == RoundState.DRAFT:
        return _("아직 공고하지 않았습니다. 사무국과 지원기관만 볼 수 있습니다.")
    if round.state == RoundState.ANNOUNCED:
        return _("결과를 공개했습니다.")
    window = round.window(at)
    if window == "coming":
        return _("%(when)s부터 신청을 받습니다.") % {"when": exact(round.opens_at)}
    if window == "open":
        return _("%(when)s까지 신청을 받습니다.") % {"when": exact(round.closes_at)}
    return _("%(when)s에 접수를 마쳤고, 평가하고 있습니다.") % {"when": exact(round.closes_at)}


def _counted(text: Any, *names: str) -> Callable[[dict[str, Any]], str]:
    return lambda data: str(text) % {name: data.get(name, "?") for name in names}


SENTENCES: dict[str, Callable[[dict[str, Any]], str]] = {
    "support.make_round": _counted(gettext_lazy("선정 공고를 준비하기 시작했습니다.")),
    "support.save_round": _counted(gettext_lazy("선정 공고를 고쳤습니다.")),
    "support.call_round": lambda data: (
        _("다른 곳에 한 공고를 뒤늦게 기록했습니다.")
        if data.get("entered_late")
        else _("신청을 받는다고 공고했습니다.")
    ),
    "support.extend_round": _counted(gettext_lazy("접수 마감을 미뤘습니다.")),
    "support.cancel_round": _counted(gettext_lazy("공고를 취소했습니다.")),
    "support.check_eligibility": _counted(
        gettext_lazy(
            "신청 자격을 확인했습니다: 자격 있음 %(met)s건, 없음 %(not_met)s건, 확인 필요 %(unknown)s건."
        ),
        "met",
        "not_met",
        "unknown",
    ),
    "support.begin_review": _counted(
        gettext_lazy("신청 %(applications)s건의 평가를 시작했습니다."), "applications"
    ),
    "support.take_in": _counted(
        gettext_lazy(
            "접수 시스템의 파일에서 신청 %(taken)s건을 받았습니다. 받지 못한 행은 %(refused)s개입니다."
        ),
        "taken",
        "refused",
    ),
    "support.begin_application": _counted(gettext_lazy("신청서를 쓰기 시작했습니다.")),
    "support.save_application": _counted(gettext_lazy("신청서를 고쳤습니다.")),
    "support.submit_application": _counted(gettext_lazy("신청서를 냈습니다.")),
    "support.change_application": _counted(gettext_lazy("낸 신청서를 고쳤습니다.")),
    "support.arrive_late": _counted(gettext_lazy("마감 뒤에 온 신청이라 받지 않았습니다.")),
    "support.withdraw_application": _counted(gettext_lazy("신청을 철회했습니다.")),
    "support.attach_to_application": _counted(gettext_lazy("신청서에 파일을 붙였습니다.")),
    "support.detach_from_application": _counted(gettext_lazy("신청서에 붙인 파일을 뺐습니다.")),
    "support.find_ineligible": _counted(gettext_lazy("신청 자격이 없다고 정했습니다.")),
    "support.admit": _counted(gettext_lazy("신청 자격을 인정했습니다.")),
    "support.link_firm": _counted(gettext_lazy("신청을 이 시스템의 기업과 이었습니다.")),
    "support.note_told": _counted(gettext_lazy("신청 기업에 결과를 알린 것을 적었습니다.")),
}


def register() -> None:
    for verb, sentence in SENTENCES.items():
        history.register(verb, sentence)
