"""The verbs on evidence of purchases (added, withdrawn) and on exemptions (asked, decided).

A number counts once: writers of numbers wait for one another on one row, so that the same invoice is never taken twice.
"""

import hashlib
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from sangsaeng.followup import evidence_numbers as numbers
from sangsaeng.followup.actions.outcome_parts import Upload
from sangsaeng.followup.actions.purchase_parts import (
    check_open,
    hold_term,
    keep_file,
    note,
    reason_of,
    stop_clock,
    tell_sides,
)
from sangsaeng.followup.actions.purchases import LARGEST
from sangsaeng.followup.actions.settling import settle
from sangsaeng.followup.models import Evidence, Exemption, PurchaseCommitment, PurchaseTerm
from sangsaeng.followup.queries.purchase_facts import last_words, says_all
from sangsaeng.parties.rules import may, require
from sangsaeng.proposals.models import Series

Kind, Side, NumberKind = Evidence.Kind, Evidence.Side, Evidence.NumberKind
NUMBERS_ROW = "evidence-numbers"  # its row is the lock under which a number is looked up and kept


def side_of(actor: Any, purchase: PurchaseCommitment) -> Evidence.Side:
    """For which side this person speaks; the secretariat for itself unless it says whose paper it enters."""
    if may(actor, "followup.manage_purchase", purchase):
        return Side.SECRETARIAT
    return Side.BUYER if actor.organisation_id == purchase.buyer_id else Side.SUPPLIER


@transaction.atomic
def add_evidence(
    *,
    actor: Any,
    term: PurchaseTerm,
    kind: str,
    on: date,
    quantity: Decimal | None = None,
    amount_krw: int | None = None,
    number_kind: str = "",
    number: str = "",
    note_text: str = "",
    file: Upload | None = None,
    side: str = "",
) -> Evidence:
    """Lay an order, a delivery or an invoice beside a term, as one side tells of it; the other side is told.

    Appends «followup.add_evidence». A company speaks for itself; the secretariat may enter a paper that came from a side.
    Refuses (NotAllowed) strangers, and a company that speaks for the other side; (ValidationError) a promise not
    confirmed or lapsed, a day to come, a number of a wrong form, a number that was told already (see `_check_number`),
    the same file at the same term, and a delivery or invoice that shows nothing: no quantity, sum, number or file.
    """
    term = hold_term(term)
    purchase = term.purchase
    require(actor, "followup.add_evidence", purchase)
    own = side_of(actor, purchase)
    chosen = Side(side) if side else own
    if chosen != own:
        require(actor, "followup.manage_purchase", purchase)
    check_open(purchase)
    number_kind, number = _read_number(kind, number_kind, number)
    _check_told(kind, on, quantity, amount_krw, bool(number or file))
    if number:
        _check_number(term, kind, chosen, number_kind, number)
    if (
        file is not None
        and term.evidence.filter(
            file__sha256=hashlib.sha256(file[1]).hexdigest(), withdrawn_at__isnull=True
        ).exists()
    ):
        raise ValidationError({"file": _("이 차수에 이미 올린 파일입니다.")})
    row = Evidence.objects.create(
        term=term,
        kind=kind,
        side=chosen,
        on=on,
        quantity=quantity,
        amount_krw=amount_krw,
        number_kind=number_kind,
        number=number,
        note=note_text.strip()[:300],
        entered_by=actor.username,
        file=keep_file(actor, purchase, "purchase-evidence", file),
    )
    note(actor, "add_evidence", purchase, term=term.number, evidence=row.pk, kind=kind, side=row.side)
    with override("ko"):
        title = f"{term.number}차 {Kind(kind).label} 자료가 들어왔습니다({Side(chosen).label})"
    tell_sides(actor, purchase, title)
    return row


def _read_number(kind: str, number_kind: str, number: str) -> tuple[str, str]:
    """The number in the form in which it is kept; refuses (ValidationError, field «number») what cannot be one."""
    if kind not in Kind.values:
        raise ValidationError({"kind": _("자료의 종류를 고르세요.")})
    number = number.strip()
    if not number or not number_kind:
        if number:
            raise ValidationError({"number_kind": _("번호의 종류를 고르세요.")})
        if number_kind:
            raise ValidationError({"number": _("번호를 적거나 ‘번호 없음’을 고르세요.")})
        return "", ""
    try:
        if number_kind == NumberKind.TAX_INVOICE:
            if kind != Kind.INVOICE:
                raise ValidationError({"kind": _("승인번호는 세금계산서 자료에 적으세요.")})
            return number_kind, numbers.tax_invoice(number, today=timezone.localdate())
        if number_kind == NumberKind.PROCUREMENT:
            return number_kind, numbers.procurement(number)
    except numbers.NumberError as error:
        raise ValidationError({"number": _why(number_kind, error.why)}) from None
    if number_kind != NumberKind.OWN or len(number) > 60:
        raise ValidationError({"number": _("%(most)d자 안에서 적으세요.") % {"most": 60}})
    return number_kind, number


def _why(number_kind: str, why: str) -> str:
    if number_kind == NumberKind.PROCUREMENT:
        return _("나라장터 계약번호를 숫자와 영문자 8자부터 30자까지로 적으세요.")
    if why == "day":
        return _("승인번호의 처음 8자리가 오늘까지의 날짜가 아닙니다. 세금계산서에서 다시 확인하세요.")
    return _("승인번호는 24자입니다(날짜 8자리와 16자). 예: 20260331-10000000-00000001")


def _check_told(
    kind: str, on: date, quantity: Decimal | None, amount_krw: int | None, has_proof: bool
) -> None:
    errors: dict[str, str] = {}
    if on > timezone.localdate():
        errors["on"] = _("오늘보다 뒤의 날은 적을 수 없습니다.")
    if quantity is not None and (not 0 < quantity < LARGEST or quantity != round(quantity, 3)):
        errors["quantity"] = _("수량은 0보다 크게, 소수 셋째 자리까지 적으세요.")
    if amount_krw is not None and not 0 < amount_krw < LARGEST:
        errors["amount_krw"] = _("금액은 0보다 큰 원 단위 정수로 적으세요.")
    if kind != Kind.ORDER and quantity is None and amount_krw is None and not has_proof:
        errors["quantity"] = _("수량, 금액, 번호, 파일 가운데 하나는 있어야 합니다.")
    if errors:
        raise ValidationError(errors)


def _check_number(term: PurchaseTerm, kind: str, side: str, number_kind: str, number: str) -> None:
    """Refuse a number told before. Both sides may tell of the same paper at the same term; nothing else is told twice.

    A tax invoice belongs to one term in the whole register; a procurement contract to one commitment; a company's own
    number to one term among what the same two companies tell of the same kind.
    """
    Series.objects.get_or_create(key=NUMBERS_ROW)
    Series.objects.select_for_update().get(key=NUMBERS_ROW)
    same = Evidence.objects.filter(number_kind=number_kind, number=number, withdrawn_at__isnull=True)
    if same.filter(term=term, kind=kind, side=side).exists():
        raise ValidationError({"number": _("이 차수에 이미 적은 번호입니다.")})
    if number_kind == NumberKind.PROCUREMENT:
        elsewhere = same.exclude(term__purchase=term.purchase)
    else:
        elsewhere = same.exclude(term=term)
    if number_kind == NumberKind.OWN:
        purchase = term.purchase
        elsewhere = elsewhere.filter(
            kind=kind,
            side=side,
            term__purchase__buyer=purchase.buyer_id,
            term__purchase__supplier=purchase.supplier_id,
        )
    if elsewhere.exists():
        raise ValidationError(
            {"number": _("다른 구매 약속이나 차수에 이미 적은 번호입니다. 한 번호는 한 번만 셉니다.")}
        )


@transaction.atomic
def withdraw_evidence(*, actor: Any, evidence: Evidence, reason: str) -> Evidence:
    """Take evidence back with a reason; it stays on record, struck out, and both sides are told.

    Appends «followup.withdraw_evidence». Refuses (NotAllowed) everyone but the side that told it and the secretariat;
    (ValidationError) one withdrawn before, a lapsed promise, no reason.
    """
    term = hold_term(evidence.term)
    require(actor, "followup.add_evidence", term.purchase)
    row = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    if side_of(actor, term.purchase) != row.side:
        require(actor, "followup.manage_purchase", term.purchase)
    check_open(term.purchase)
    reason = reason_of(reason)
    if row.withdrawn_at is not None:
        raise ValidationError(_("이미 철회한 자료입니다."))
    row.withdrawn_at, row.withdrawn_because = timezone.now(), reason
    row.save(update_fields=["withdrawn_at", "withdrawn_because"])
    note(actor, "withdraw_evidence", term.purchase, term=term.number, evidence=row.pk, reason=reason)
    tell_sides(actor, term.purchase, f"{term.number}차 자료를 철회했습니다", f"이유: {reason}")
    return row


def _check_not_whole(term: PurchaseTerm) -> None:
    """Refuse to leave out a term of which the buyer's last word is that all was bought: it is honoured, and counts."""
    if says_all(term, last_words([term]).get(term.pk)):
        raise ValidationError(
            _(
                "수요기업이 모두 구매했다고 확인한 차수는 제외할 수 없습니다. 확인이 틀렸다면 수요기업이 먼저 답을 고치세요."
            )
        )


@transaction.atomic
def ask_exemption(
    *, actor: Any, term: PurchaseTerm, ground: str, explanation: str, file: Upload | None
) -> Exemption:
    """Ask that a term be left out: performance below what was agreed, or force majeure, with the paper that shows it.

    Appends «followup.ask_exemption»; the secretariat and the supplier are told. Until it is decided the term counts.
    Refuses (NotAllowed) who is neither the buyer nor the secretariat; (ValidationError) no explanation or no file, a term
    that has an exemption asked or accepted or that the buyer confirmed as bought whole, a promise not confirmed or lapsed.
    """
    term = hold_term(term)
    require(actor, "followup.ask_exemption", term.purchase)
    check_open(term.purchase)
    if ground not in Exemption.Ground.values:
        raise ValidationError({"ground": _("제외하는 이유를 고르세요.")})
    if file is None:
        raise ValidationError({"file": _("근거 파일을 올리세요. 예: 시험성적서, 재난 확인서")})
    explanation = reason_of(explanation, "explanation", 4000)
    if term.exemptions.exclude(state=Exemption.State.REFUSED).exists():
        raise ValidationError(_("이 차수는 이미 제외를 신청했거나 제외되었습니다."))
    _check_not_whole(term)
    row = Exemption.objects.create(
        term=term,
        ground=ground,
        explanation=explanation,
        file=keep_file(actor, term.purchase, "purchase-exemption", file),
        asked_by=actor.username,
    )
    note(actor, "ask_exemption", term.purchase, term=term.number, exemption=row.pk, ground=ground)
    with override("ko"):
        title = f"{term.number}차 제외를 신청했습니다({Exemption.Ground(ground).label})"
    tell_sides(actor, term.purchase, title, secretariat=True)
    return row


@transaction.atomic
def decide_exemption(*, actor: Any, exemption: Exemption, accept: bool, decision: str) -> Exemption:
    """Decide on an exemption with a reason; an accepted one takes the term out of the rate and ends its reminder.

    Appends «followup.decide_exemption»; both sides are told. Where no other term waits, the commitment has run its course.
    Refuses (NotAllowed) everyone but the secretariat; (ValidationError) one decided before, no reason, and to
    accept one without a paper or of a term that the buyer confirmed as bought whole.
    """
    term = hold_term(exemption.term)
    require(actor, "followup.manage_purchase", term.purchase)
    check_open(term.purchase)
    row = Exemption.objects.select_for_update(of=("self",)).get(pk=exemption.pk)
    decision = reason_of(decision, "decision", 500)
    if row.state != Exemption.State.ASKED:
        raise ValidationError(_("이미 결정한 신청입니다."))
    if accept and row.file_id is None:
        raise ValidationError(_("근거 파일이 없어 인정할 수 없습니다."))
    if accept:
        _check_not_whole(term)
    row.state = Exemption.State.ACCEPTED if accept else Exemption.State.REFUSED
    row.decided_by, row.decided_at, row.decision = actor.username, timezone.now(), decision
    row.save(update_fields=["state", "decided_by", "decided_at", "decision"])
    note(
        actor,
        "decide_exemption",
        term.purchase,
        term=term.number,
        ground=row.ground,
        state=row.state,
        reason=decision,
    )
    with override("ko"):
        word = Exemption.State(row.state).label
    tell_sides(actor, term.purchase, f"{term.number}차 제외 신청: {word}", f"이유: {decision}")
    if accept:
        with override("ko"):
            stop_clock(actor, term, f"{Exemption.Ground(row.ground).label} 인정: {decision}"[:500])
        settle(actor, term.purchase)
    return row
