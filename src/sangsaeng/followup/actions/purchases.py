"""The verbs on a purchase commitment: record, correct, confirm, move a term, stop its reminder, lapse.

Lock order: model, commitment, term, clock. A confirmed commitment has a clock a term that reminds and escalates until the
buyer has confirmed the promised quantity, or somebody ended it with a reason that both sides are told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from sangsaeng.clocks.counting import FIRST_YEAR
from sangsaeng.followup.actions.outcome_parts import Upload
from sangsaeng.followup.actions.purchase_parts import (
    hold,
    hold_term,
    keep_file,
    note,
    reason_of,
    start_clock,
    stop_clock,
    tell_sides,
)
from sangsaeng.followup.actions.settling import settle
from sangsaeng.followup.models import PurchaseCommitment, PurchaseState, PurchaseTerm, TermMove
from sangsaeng.pages.formats import day as written
from sangsaeng.parties.models import Organisation
from sangsaeng.parties.rules import require
from sangsaeng.proposals.codes import yearly
from sangsaeng.proposals.lifecycle import State
from sangsaeng.proposals.models import WinWinModel

FARTHEST = timedelta(days=3650)  # what the clock's rule allows
MOST_TERMS = 60
LARGEST = Decimal(10) ** 15
TEXTS = {
    "item_text": 200,
    "unit": 20,
    "price_basis": 300,
    "conditions": 4000,
    "basis_number": 100,
    "contact_name": 100,
}
NEEDED = ("item_text", "unit")
FIELDS = (*TEXTS, "basis", "promised_on", "starts_on", "ends_on", "unit_price_krw", "contact_mail")
# What a confirmed commitment says of itself is corrected; what it promises is agreed anew.
FIXED = ("unit", "promised_on")


@dataclass(frozen=True)
class TermGiven:
    """One term as it is entered: so much until this day."""

    due_on: date
    quantity: Decimal
    amount_krw: int | None = None


def _checked(
    given: dict[str, Any], terms: Sequence[TermGiven], errors: dict[str, list[str]]
) -> dict[str, Any]:
    """The fields stripped, with everything that speaks against them in `errors`, so that a form is mended in one go."""
    values = dict(given)
    for name, most in TEXTS.items():
        values[name] = str(values.get(name) or "").strip()
        if name in NEEDED and not values[name]:
            errors.setdefault(name, []).append(_("내용을 적으세요."))
        if len(values[name]) > most:
            errors.setdefault(name, []).append(_("%(most)d자 안에서 적으세요.") % {"most": most})
    if values.get("basis") not in PurchaseCommitment.Basis.values:
        errors.setdefault("basis", []).append(_("근거 문서의 종류를 고르세요."))
    if values["promised_on"] > timezone.localdate():
        errors.setdefault("promised_on", []).append(_("오늘보다 뒤의 날은 적을 수 없습니다."))
    if values["ends_on"] < values["starts_on"]:
        errors.setdefault("ends_on", []).append(_("끝나는 날이 시작하는 날보다 앞섭니다."))
    _check_price(values.get("unit_price_krw"), errors)
    values["contact_mail"] = str(values.get("contact_mail") or "").strip()
    if values["contact_mail"]:
        try:
            validate_email(values["contact_mail"])
        except ValidationError as refused:
            errors.setdefault("contact_mail", []).extend(refused.messages)
    _check_terms(terms, values["starts_on"], values["ends_on"], errors)
    return values


def _check_price(price: Any, errors: dict[str, list[str]]) -> None:
    if price is not None and (not isinstance(price, int) or price <= 0 or price >= LARGEST):
        errors.setdefault("unit_price_krw", []).append(_("금액은 0보다 큰 원 단위 정수로 적으세요."))


def _check_terms(
    terms: Sequence[TermGiven], starts_on: date, ends_on: date, errors: dict[str, list[str]]
) -> None:
    def wrong(number: int, text: str) -> None:
        errors.setdefault("terms", []).append(_("%(number)d차: %(text)s") % {"number": number, "text": text})

    if not terms:
        errors.setdefault("terms", []).append(_("차수를 하나 이상 적으세요."))
    if len(terms) > MOST_TERMS:
        errors.setdefault("terms", []).append(
            _("차수는 %(most)d개까지 적을 수 있습니다.") % {"most": MOST_TERMS}
        )
    for number, term in enumerate(terms, start=1):
        if not starts_on <= term.due_on <= ends_on:
            wrong(number, _("기한이 약속한 기간 밖에 있습니다."))
        elif term.due_on > timezone.localdate() + FARTHEST or term.due_on.year < FIRST_YEAR:
            wrong(number, _("기한은 10년 안의 날로 적으세요."))
        if not 0 < term.quantity < LARGEST or term.quantity != term.quantity.quantize(Decimal("0.001")):
            wrong(number, _("수량은 0보다 크게, 소수 셋째 자리까지 적으세요."))
        if term.amount_krw is not None and not 0 < term.amount_krw < LARGEST:
            wrong(number, _("금액은 0보다 큰 원 단위 정수로 적으세요."))


def _check_model(model: WinWinModel) -> None:
    if model.recommended_at is None or State(model.state) is State.WITHDRAWN:
        text = _(
            "상생협의회가 건의한 상생모델에만 구매 약속을 적을 수 있습니다. 지금 상태는 ‘%(state)s’입니다."
        )
        raise ValidationError(text % {"state": State(model.state).label})


def _check_number(model: WinWinModel, basis: str, number: str, but: int = 0) -> None:
    same = PurchaseCommitment.objects.filter(model=model, basis=basis, basis_number=number)
    if number and same.exclude(pk=but).exclude(state=PurchaseState.LAPSED).exists():
        raise ValidationError(
            {"basis_number": _("이 문서 번호로 적은 약속이 이미 있습니다. 그 약속에 차수를 확인하세요.")}
        )


def _lay_out(purchase: PurchaseCommitment, terms: Sequence[TermGiven]) -> None:
    """The terms, numbered by their days."""
    ordered = sorted(terms, key=lambda term: term.due_on)
    PurchaseTerm.objects.bulk_create(
        PurchaseTerm(
            purchase=purchase,
            number=number,
            due_on=term.due_on,
            quantity=term.quantity,
            amount_krw=term.amount_krw,
        )
        for number, term in enumerate(ordered, start=1)
    )


@transaction.atomic
def record(
    *,
    actor: Any,
    model: WinWinModel,
    terms: Sequence[TermGiven],
    item_text: str,
    unit: str,
    basis: str,
    promised_on: date,
    starts_on: date,
    ends_on: date,
    buyer: Organisation | None = None,
    paper: Upload | None = None,
    **more: Any,
) -> PurchaseCommitment:
    """Write down what was promised, as a draft with its terms; the buyer is the model's demand company unless named.

    `more`: basis_number, price_basis, unit_price_krw, conditions, contact_name, contact_mail. Terms are numbered by their
    days. Appends «followup.record_purchase». Refuses (NotAllowed) everyone but the secretariat and the model's demand
    company, and a company that names another buyer; (ValidationError) a model that was never recommended or was
    withdrawn, mixed worlds, a number of that paper already used in the model, days and sums that cannot be.
    """
    require(actor, "followup.record_purchase", model)
    model = WinWinModel.objects.select_for_update(of=("self",)).get(pk=model.pk)
    buyer = buyer or model.demand_company
    if buyer.pk != model.demand_company_id:
        require(actor, "followup.manage_purchase", model)
    _check_model(model)
    if buyer.demonstration != model.demonstration or buyer.pk == model.supplier_id:
        raise ValidationError({"buyer": _("이 상생모델의 제품을 살 기업을 고르세요.")})
    _no_others(more)
    errors: dict[str, list[str]] = {}
    given = {"item_text": item_text, "unit": unit, "basis": basis, "promised_on": promised_on}
    values = _checked(given | {"starts_on": starts_on, "ends_on": ends_on} | more, terms, errors)
    if errors:
        raise ValidationError(errors)
    _check_number(model, basis, values["basis_number"])
    purchase = PurchaseCommitment.objects.create(
        code=yearly("PU", demonstration=model.demonstration),
        model=model,
        buyer=buyer,
        supplier=model.supplier,
        entered_by=actor.username,
        demonstration=model.demonstration,
        **values,
    )
    purchase.paper = keep_file(actor, purchase, "purchase-basis", paper, "paper")
    purchase.save(update_fields=["paper"])
    _lay_out(purchase, terms)
    note(actor, "record_purchase", purchase, terms=len(terms), basis=basis)
    return purchase


def _no_others(fields: dict[str, Any]) -> None:
    if unknown := set(fields) - set(FIELDS):
        raise TypeError(f"no such field of a purchase commitment: {sorted(unknown)}")


@transaction.atomic
def correct(
    *,
    actor: Any,
    purchase: PurchaseCommitment,
    reason: str = "",
    terms: Sequence[TermGiven] | None = None,
    paper: Upload | None = None,
    **fields: Any,
) -> PurchaseCommitment:
    """Put right what is written of a commitment; of a draft its terms too. What stood there before is kept in the event.

    Appends «followup.correct_purchase» with old and new, and tells both sides once the commitment is confirmed. Refuses
    (NotAllowed) who is neither the secretariat nor the buyer; (ValidationError) one that is over, a confirmed one without a
    reason or in its unit, its day or its terms (terms are moved: `move_term`), and nothing changed.
    """
    purchase = hold(purchase)
    require(actor, "followup.write_purchase", purchase)
    is_draft = purchase.state == PurchaseState.DRAFT
    if not is_draft and purchase.state != PurchaseState.ACTIVE:
        raise ValidationError(_("이미 끝난 약속이라 고칠 수 없습니다."))
    _no_others(fields)
    present = [TermGiven(t.due_on, t.quantity, t.amount_krw) for t in purchase.terms.all()]
    if not is_draft:
        reason = reason_of(reason)
        if (terms is not None and list(terms) != present) or any(
            name in fields and fields[name] != getattr(purchase, name) for name in FIXED
        ):
            raise ValidationError(
                _("확인한 약속의 단위와 차수는 고칠 수 없습니다. 기한은 ‘기한 옮기기’로 옮기세요.")
            )
    errors: dict[str, list[str]] = {}
    now = {name: getattr(purchase, name) for name in FIELDS}
    values = _checked(now | fields, present if terms is None else terms, errors)
    if errors:
        raise ValidationError(errors)
    _check_number(purchase.model, values["basis"], values["basis_number"], but=purchase.pk)
    changed = {
        name: [_plain(now[name]), _plain(values[name])] for name in FIELDS if now[name] != values[name]
    }
    for name in changed:
        setattr(purchase, name, values[name])
    if paper is not None:
        purchase.paper = keep_file(actor, purchase, "purchase-basis", paper, "paper")
        changed["paper"] = ["", purchase.paper.title if purchase.paper else ""]
    if is_draft and terms is not None and list(terms) != present:
        purchase.terms.all().delete()
        _lay_out(purchase, terms)
        changed["terms"] = [len(present), len(terms)]
    if not changed:
        raise ValidationError(_("바뀐 것이 없습니다."))
    purchase.save()
    note(actor, "correct_purchase", purchase, reason=reason.strip(), changed=changed)
    if not is_draft:
        tell_sides(actor, purchase, "구매 약속의 내용을 바로잡았습니다", f"이유: {reason}")
    return purchase


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@transaction.atomic
def confirm(*, actor: Any, purchase: PurchaseCommitment) -> PurchaseCommitment:
    """Confirm the promise: DRAFT → ACTIVE; a clock starts for each term and both sides are told.

    Appends «followup.confirm_purchase». Refuses (NotAllowed) who is neither the secretariat nor the buyer;
    (ValidationError) one that is no draft, one whose basis has neither number nor file, a model withdrawn since.
    """
    purchase = hold(purchase)
    require(actor, "followup.write_purchase", purchase)
    if purchase.state != PurchaseState.DRAFT:
        raise ValidationError(_("이미 확인한 약속입니다."))
    _check_model(purchase.model)
    if not purchase.basis_number and purchase.paper_id is None:
        raise ValidationError(
            _("근거 문서의 번호나 파일이 있어야 확인할 수 있습니다. 먼저 고치기에서 더하세요.")
        )
    terms = list(purchase.terms.all())
    if not terms:
        raise ValidationError(_("차수를 하나 이상 적으세요."))
    purchase.confirm()
    purchase.save(update_fields=["state"])
    note(actor, "confirm_purchase", purchase, terms=len(terms))
    for term in terms:
        term.purchase = purchase
        start_clock(actor, term)
    first = f"첫 기한: {_day(terms[0].due_on)}"
    tell_sides(actor, purchase, "구매 약속이 확인되었습니다", f"차수 {len(terms)}개. {first}")
    return purchase


def _day(value: date) -> str:
    """As a message says it: messages are Korean, the language of the office."""
    with override("ko"):
        return written(value)


@transaction.atomic
def move_term(*, actor: Any, term: PurchaseTerm, due_on: date, reason: str) -> PurchaseTerm:
    """Move a term to another day, as both sides agreed: the earlier day stays on record, its clock is cancelled with the
    reason and a new one runs, both sides are told.

    The commitment's period grows where the new day lies after it. A rate as of a day before the move still counts the
    earlier day. Appends «followup.move_term». Refuses (NotAllowed) everyone but the secretariat; (ValidationError) a
    term that no longer waits, the same day, a day before the period or more than ten years ahead, no reason.
    """
    term = hold_term(term)
    purchase = term.purchase
    require(actor, "followup.manage_purchase", purchase)
    reason = reason_of(reason)
    _check_waits(term)
    if due_on == term.due_on:
        raise ValidationError({"due_on": _("지금 적혀 있는 날과 같습니다. 다른 날을 적으세요.")})
    if due_on < purchase.starts_on or due_on > timezone.localdate() + FARTHEST:
        raise ValidationError({"due_on": _("약속이 시작하는 날부터 10년 안의 날로 적으세요.")})
    before = term.due_on
    TermMove.objects.create(term=term, due_from=before, due_to=due_on, reason=reason, moved_by=actor.username)
    term.due_on = due_on
    term.save(update_fields=["due_on"])
    if due_on > purchase.ends_on:
        purchase.ends_on = due_on
        purchase.save(update_fields=["ends_on"])
    stop_clock(actor, term, reason)
    start_clock(actor, term)
    days = {"due_from": before.isoformat(), "due_to": due_on.isoformat()}
    note(actor, "move_term", purchase, term=term.number, reason=reason, **days)
    tell_sides(
        actor,
        purchase,
        f"{term.number}차 구매 기한이 옮겨졌습니다",
        f"{_day(before)} → {_day(due_on)}\n이유: {reason}",
    )
    return term


def _check_waits(term: PurchaseTerm) -> None:
    if term.purchase.state != PurchaseState.ACTIVE or term.clock is None or not term.clock.is_open:
        raise ValidationError(_("기다리는 차수가 아닙니다. 이미 확인했거나 알림이 끝났습니다."))


@transaction.atomic
def stop_reminding(*, actor: Any, term: PurchaseTerm, reason: str) -> PurchaseTerm:
    """End the reminder of a term that will not be confirmed, with a reason that both sides are told.

    The term still counts in the rate as it stands. Appends «followup.stop_reminding»; where no other term waits, the
    commitment has run its course (ACTIVE → FULFILLED). Refuses (NotAllowed) everyone but the secretariat;
    (ValidationError) a term that no longer waits, one that is not due yet, no reason.
    """
    term = hold_term(term)
    require(actor, "followup.manage_purchase", term.purchase)
    reason = reason_of(reason)
    _check_waits(term)
    if term.due_on > timezone.localdate():
        raise ValidationError(_("기한이 오지 않은 차수입니다. 기한을 옮기거나 약속 전체를 끝내세요."))
    stop_clock(actor, term, reason)
    note(actor, "stop_reminding", term.purchase, term=term.number, reason=reason)
    tell_sides(actor, term.purchase, f"{term.number}차 알림을 끝냈습니다", f"이유: {reason}")
    settle(actor, term.purchase)
    return term


@transaction.atomic
def lapse(
    *, actor: Any, purchase: PurchaseCommitment, reason: str, on: date | None = None
) -> PurchaseCommitment:
    """End a commitment before its time (효력 없음), with a recorded reason: → LAPSED; its clocks are cancelled, both told.

    Terms that fell due up to `on` (today unless given) still count. Appends «followup.lapse_purchase». Refuses
    (NotAllowed) everyone but the secretariat, and of a draft its buyer; (ValidationError) one that is over, a day to
    come or before the promise, no reason.
    """
    purchase = hold(purchase)
    is_draft = purchase.state == PurchaseState.DRAFT
    require(actor, "followup.write_purchase" if is_draft else "followup.manage_purchase", purchase)
    reason = reason_of(reason, most=500)
    if purchase.state not in (PurchaseState.DRAFT, PurchaseState.ACTIVE):
        raise ValidationError(_("이미 끝난 약속입니다."))
    on = on or timezone.localdate()
    if not purchase.promised_on <= on <= timezone.localdate():
        raise ValidationError({"on": _("약속한 날부터 오늘까지의 날로 적으세요.")})
    purchase.lapse()
    purchase.lapse_reason, purchase.lapsed_on = reason, on
    purchase.save(update_fields=["state", "lapse_reason", "lapsed_on"])
    for term in purchase.terms.select_related("clock"):
        stop_clock(actor, term, reason)
    revoke_open_links(purchase)
    note(actor, "lapse_purchase", purchase, reason=reason, on=on.isoformat())
    if not is_draft:
        tell_sides(actor, purchase, "구매 약속의 효력이 없어졌습니다", f"이유: {reason}")
    return purchase


def revoke_open_links(purchase: PurchaseCommitment) -> int:
    """Close the links of a commitment that nobody used; how many."""
    waiting = purchase.links.filter(used_at__isnull=True, revoked_at__isnull=True)
    return waiting.update(revoked_at=timezone.now())
