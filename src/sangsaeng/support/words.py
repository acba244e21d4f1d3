"""How the events of programmes and of the ledger read, and how a commitment stands in one word."""

from functools import partial
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from sangsaeng.pages.formats import won
from sangsaeng.pages.markup import english
from sangsaeng.pages.templatetags.sangsaeng import chip
from sangsaeng.proposals import history
from sangsaeng.support.models import MONEY, Kind

# What was committed, with its amount where it has one.
ABOUT_SUPPORT: dict[str, tuple[Promise, Promise]] = {
    "commit": (
        gettext_lazy("지원을 확정했습니다: %(programme)s %(amount)s."),
        gettext_lazy("지원을 확정했습니다: %(programme)s."),
    ),
    "cancel": (
        gettext_lazy("지원 확정을 취소했습니다: %(programme)s %(amount)s."),
        gettext_lazy("지원 확정을 취소했습니다: %(programme)s."),
    ),
}
ABOUT_MONEY: dict[str, Promise] = {
    "contract": gettext_lazy("협약을 맺었습니다: %(programme)s %(amount)s."),
    "match_promise": gettext_lazy("민간부담금을 약정했습니다: %(programme)s %(amount)s."),
    "disburse": gettext_lazy("지급했습니다: %(programme)s %(amount)s."),
    "match_pay": gettext_lazy("민간부담금을 집행했습니다: %(programme)s %(amount)s."),
    "return": gettext_lazy("지원금을 반납받았습니다: %(programme)s %(amount)s."),
    "claw_back": gettext_lazy("환수를 결정했습니다: %(programme)s %(amount)s."),
    "recover": gettext_lazy("환수금을 받았습니다: %(programme)s %(amount)s."),
    "release": gettext_lazy("확정한 금액을 해제했습니다: %(programme)s %(amount)s."),
    "edit_agreement": gettext_lazy("협약의 번호나 기간을 고쳤습니다: %(programme)s."),
}
ABOUT_A_PROGRAMME: dict[str, Promise] = {
    "appropriate": gettext_lazy("지원사업에 예산을 배정했습니다: %(amount)s."),
    "reduce": gettext_lazy("지원사업의 예산을 줄였습니다: %(amount)s."),
    "carry_over": gettext_lazy("예산을 이월했습니다: %(from)s에서 %(to)s(으)로 %(amount)s."),
    "edit_programme": gettext_lazy("지원사업의 설명을 고쳤습니다."),
}


def _details(data: dict[str, Any]) -> dict[str, Any]:
    name = data.get("programme_en" if english() else "programme_ko", "")
    amount = data.get("amount_krw")
    told = {"from": data.get("from", ""), "to": data.get("to", "")}
    return {"programme": name, "amount": "" if amount is None else won(abs(amount)), **told}


def _about_support(verb: str, data: dict[str, Any]) -> str:
    details = _details(data)
    with_amount, without = ABOUT_SUPPORT[verb]
    return str(with_amount if details["amount"] else without) % details


def _about_money(text: Promise, data: dict[str, Any]) -> str:
    return str(text) % _details(data)


def _corrected(data: dict[str, Any]) -> str:
    return _("잘못 적은 기록을 바로잡았습니다: %(amount)s.") % _details(data)


def register() -> None:
    for verb in ABOUT_SUPPORT:
        history.register(f"support.{verb}", partial(_about_support, verb))
    for verb, text in (ABOUT_MONEY | ABOUT_A_PROGRAMME).items():
        history.register(f"support.{verb}", partial(_about_money, text))
    history.register("support.correct", _corrected)


# How a commitment stands: the chip's kind and its word, of the first that fits.
STATES: dict[str, tuple[str, Promise]] = {
    "due": ("returned", pgettext_lazy("commitment", "환수 중")),
    "cancelled": ("stopped", pgettext_lazy("commitment", "취소")),
    "paid": ("completed", pgettext_lazy("commitment", "지급 완료")),
    "paying": ("supported", pgettext_lazy("commitment", "지급 중")),
    "agreed": ("approved", pgettext_lazy("commitment", "협약")),
    "committed": ("submitted", pgettext_lazy("commitment", "확정")),
}


def state_of(commitment: Any) -> str:
    """Where a commitment with its amounts (`queries.with_amounts`) stands, as a key of STATES."""
    if commitment.due_krw:
        return "due"
    if commitment.cancelled_at is not None:
        return "cancelled"
    if commitment.kind not in MONEY or not commitment.contracted_krw:
        return "committed"
    if not commitment.paid_krw:
        return "agreed"
    return "paid" if commitment.paid_krw == commitment.committed_krw else "paying"


def state_chip(commitment: Any) -> SafeString:
    return chip(*STATES[state_of(commitment)])


def budget_word(kind: str) -> str:
    """What the budget of a programme of this kind is, so that nobody reads an exposure as money spent."""
    words = {
        Kind.FUND_FORMED: _("조성액(투자액이 아님)"),
        Kind.GUARANTEE_EXPOSURE: _("보증 규모(지출이 아님)"),
    }
    return words.get(Kind(kind), _("예산"))
