"""How the events of support read in a model's history."""

from typing import Any

from django.utils.translation import gettext as _

from sangsaeng.pages.formats import won
from sangsaeng.pages.markup import english
from sangsaeng.proposals import history


def _details(data: dict[str, Any]) -> dict[str, str]:
    name = data.get("programme_en" if english() else "programme_ko", "")
    amount = data.get("amount_krw")
    return {"programme": name, "amount": "" if amount is None else won(abs(amount))}


def _committed(data: dict[str, Any]) -> str:
    details = _details(data)
    if not details["amount"]:
        return _("지원을 확정했습니다: %(programme)s.") % details
    return _("지원을 확정했습니다: %(programme)s %(amount)s.") % details


def _cancelled(data: dict[str, Any]) -> str:
    details = _details(data)
    if not details["amount"]:
        return _("지원 확정을 취소했습니다: %(programme)s.") % details
    return _("지원 확정을 취소했습니다: %(programme)s %(amount)s.") % details


def register() -> None:
    history.register("support.commit", _committed)
    history.register("support.cancel", _cancelled)
