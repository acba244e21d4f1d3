"""How purchase commitments read: states, standings, sentences of events, the row of a list."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from sangsaeng.followup.evidence_numbers import tax_invoice_shown
from sangsaeng.followup.models import (
    PURCHASE_CHIP,
    Confirmation,
    Evidence,
    Exemption,
    PurchaseCommitment,
    PurchaseState,
)
from sangsaeng.followup.queries.purchases import TermView
from sangsaeng.followup.rates import Level, Rate, Standing
from sangsaeng.pages.formats import day
from sangsaeng.pages.markup import english, in_korean, korean_parts
from sangsaeng.pages.templatetags.sangsaeng import chip, demo_mark
from sangsaeng.proposals import history


def amount(value: Decimal | None, unit: str = "") -> str:
    """A quantity with its unit: 1,200개, 12.5 kg; unknown where there is none."""
    if value is None:
        return _("알 수 없음")
    shown = f"{value:,f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:,f}"
    gap = " " if unit and (english() or unit.isascii()) else ""
    return f"{shown}{gap}{unit}"


def state_chip(purchase: PurchaseCommitment) -> SafeString:
    state = PurchaseState(purchase.state)
    mark = demo_mark() if purchase.demonstration else ""
    return format_html("{} {}", chip(PURCHASE_CHIP[state], state.label), mark)


def standing_chip(shown: TermView) -> SafeString:
    """What a term counts as, in a word; neutral, whatever it is."""
    if shown.standing is Standing.LEFT_OUT and shown.facts is not None:
        ground = Exemption.Ground(shown.facts.exempt).label
        return chip("stopped", _("제외: %(ground)s") % {"ground": ground})
    if shown.standing is Standing.FULL and shown.level is Level.ONE:
        return chip("approved", _("한쪽 자료만"))
    kind, word = {
        Standing.NOT_DUE: ("draft", pgettext("purchase term", "기한 전")),
        Standing.LEFT_OUT: ("stopped", pgettext("purchase term", "제외")),
        Standing.FULL: ("completed", _("양쪽 확인")),
        Standing.PART: ("returned", _("일부 이행")),
        Standing.NONE: ("returned", _("아직 구매하지 않음")),
        Standing.UNKNOWN: ("submitted", pgettext("purchase term", "확인 필요")),
    }[shown.standing]
    return chip(kind, word)


def difference(shown: TermView) -> SafeString | str:
    """«공급기업 100개, 수요기업 80개» where the two sides say different quantities."""
    facts = shown.facts
    if facts is None or facts.level is not Level.DIFFERENT:
        return ""
    told = _("두 회사가 말하는 수량이 다릅니다: 공급기업 %(supplier)s, 수요기업 %(buyer)s.") % {
        "supplier": amount(facts.by_supplier, facts.unit),
        "buyer": amount(facts.by_buyer, facts.unit),
    }
    return korean_parts(told)


def number_text(row: Evidence) -> SafeString | str:
    """The kind of number and the number as it is printed on the paper."""
    if not row.number:
        return ""
    shown = (
        tax_invoice_shown(row.number) if row.number_kind == Evidence.NumberKind.TAX_INVOICE else row.number
    )
    return korean_parts(f"{row.get_number_kind_display()} {shown}")


def share(low: Any, high: Any = None) -> str:
    """66.7 %, or a range where something is unknown."""
    if low is None:
        return _("셀 차수가 없음")
    if high is None or f"{high}" == f"{low}":
        return f"{low} %"
    return f"{low}–{high} %"


def rate_sentence(found: Rate) -> str:
    """What is said of a rate in one sentence, by counts before shares."""
    if not found.counted:
        return _("기한이 되어 셀 차수가 아직 없습니다.")
    return _(
        "기한이 되어 세는 차수 %(counted)s개 가운데 %(full)s개를 모두 이행했습니다(양쪽 확인 %(both)s개, 한쪽 자료만 %(one)s개). 이행률은 건수 기준 %(share)s입니다."
    ) % {
        "counted": found.counted,
        "full": found.full,
        "both": found.full_by_both,
        "one": found.full_by_one,
        "share": share(found.low, found.high),
    }


def left_out_words(left_out: dict[str, int]) -> str:
    parts = [
        _("%(ground)s %(count)s개") % {"ground": Exemption.Ground(ground).label, "count": count}
        for ground, count in left_out.items()
    ]
    return ", ".join(parts) or _("없음")


def waiting_words(purchase: Any) -> str:
    """«4개 가운데 2개 확인 전»."""
    values = {
        "all": purchase.terms_all or 0,
        "waiting": purchase.terms_waiting or 0,
        "late": purchase.terms_late or 0,
    }
    if purchase.state == PurchaseState.DRAFT or not values["waiting"]:
        return _("%(all)s개") % values
    if values["late"]:
        return _("%(all)s개 가운데 %(waiting)s개 확인 전, 기한 지남 %(late)s개") % values
    return _("%(all)s개 가운데 %(waiting)s개 확인 전") % values


def _of_term(text: Any) -> Callable[[dict[str, Any]], str]:
    return lambda data: str(text) % {"term": data.get("term", "?")}


def _plain(text: Any) -> Callable[[dict[str, Any]], str]:
    return lambda data: str(text)


def _moved(data: dict[str, Any]) -> str:
    return _("%(term)s차의 기한을 %(before)s에서 %(after)s로 옮겼습니다.") % {
        "term": data.get("term", "?"),
        "before": day(date.fromisoformat(data["due_from"])),
        "after": day(date.fromisoformat(data["due_to"])),
    }


def _answered(data: dict[str, Any]) -> str:
    way = Confirmation.Way(data["way"]).label
    terms = ", ".join(str(number) for number in data.get("terms", []))
    return _("수요기업이 %(terms)s차를 확인했습니다(%(way)s).") % {"terms": terms, "way": way}


def _decided(data: dict[str, Any]) -> str:
    return _("%(term)s차의 제외 신청을 결정했습니다: %(state)s.") % {
        "term": data.get("term", "?"),
        "state": Exemption.State(data["state"]).label,
    }


def register_sentences() -> None:
    for verb, make in {
        "record_purchase": _plain(gettext_lazy("구매 약속을 적었습니다.")),
        "correct_purchase": _plain(gettext_lazy("구매 약속의 내용을 바로잡았습니다.")),
        "confirm_purchase": _plain(gettext_lazy("구매 약속을 확인했습니다.")),
        "lapse_purchase": _plain(gettext_lazy("구매 약속의 효력이 없어졌습니다.")),
        "finish_purchase": _plain(gettext_lazy("기다리는 차수가 없어 구매 약속의 이행이 끝났습니다.")),
        "reopen_purchase": _plain(gettext_lazy("다시 기다리는 차수가 생겼습니다.")),
        "stop_reminding": _of_term(gettext_lazy("%(term)s차의 알림을 끝냈습니다.")),
        "move_term": _moved,
        "add_evidence": _of_term(gettext_lazy("%(term)s차에 구매 자료를 더했습니다.")),
        "withdraw_evidence": _of_term(gettext_lazy("%(term)s차의 구매 자료를 철회했습니다.")),
        "ask_exemption": _of_term(gettext_lazy("%(term)s차를 이행률에서 제외해 달라고 신청했습니다.")),
        "decide_exemption": _decided,
        "answer_purchase": _answered,
        "make_link": _plain(gettext_lazy("한 번 쓰는 확인 링크를 만들었습니다.")),
        "revoke_link": _plain(gettext_lazy("확인 링크를 닫았습니다.")),
        "send_statement": _plain(gettext_lazy("기업에 구매이행 현황을 보내고 의견을 물었습니다.")),
        "reply_statement": _plain(gettext_lazy("구매이행 현황에 기업의 의견이 들어왔습니다.")),
        "extend_statement": _plain(gettext_lazy("의견을 낼 수 있는 기간을 늘렸습니다.")),
        "withdraw_statement": _plain(gettext_lazy("보낸 구매이행 현황을 철회했습니다.")),
    }.items():
        history.register(f"followup.{verb}", make)


def promise(purchase: PurchaseCommitment, total: Decimal | None, terms: int) -> SafeString:
    """The promise in one sentence; without the quantity for who may not read it."""
    names: dict[str, Any] = {
        "buyer": in_korean(purchase.buyer.name),
        "supplier": in_korean(purchase.supplier.name),
        "item": in_korean(purchase.item_text),
        "until": day(purchase.ends_on),
        "terms": terms,
    }
    if total is None:
        text = _("%(buyer)s의 구매 약속입니다: %(supplier)s의 ‘%(item)s’, %(until)s까지 차수 %(terms)s개.")
    else:
        names["total"] = in_korean(amount(total, purchase.unit))
        text = _(
            "%(buyer)s의 구매 약속입니다: %(supplier)s의 ‘%(item)s’ %(total)s, %(until)s까지 차수 %(terms)s개."
        )
    return SafeString(text % names)
