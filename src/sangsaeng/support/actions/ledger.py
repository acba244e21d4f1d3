"""The ledger's verbs on a commitment: contract, pay, matching funds, return, claw back, release, cancel.

Every verb holds the programme first, then the model and the firm, works out from the ledger what stands in the account
that it takes from (on its day and since), and writes its movement and one event in the same transaction. A verb that is
given the `token` of an earlier call gives back what that call wrote.
"""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.pages.formats import won
from sangsaeng.parties.rules import require
from sangsaeng.support.actions.commitments import (
    SUPPORTABLE,
    SUPPORTABLE_EARLY,
    commit,
    free_account,
    held,
    note,
    refusals,
)
from sangsaeng.support.actions.posting import check_amount, check_day, check_reason, made_before, post
from sangsaeng.support.models import MONEY, Account, Commitment, Entry, Movement
from sangsaeng.support.queries import ledger as queries

__all__ = [
    "SUPPORTABLE",
    "SUPPORTABLE_EARLY",
    "cancel",
    "claw_back",
    "commit",
    "contract",
    "disburse",
    "edit_agreement",
    "give_back",
    "held",
    "pay_matching",
    "recover",
    "refusals",
    "release",
]
NUMBERS = ("number", "agreement_number", "guarantee_number")


def _begin(actor: Any, commitment: Commitment, *, cancelled_too: bool = False) -> Commitment:
    """Hold the commitment, ask the permission, refuse one without money, or cancelled unless that may be."""
    commitment = held(commitment)
    require(actor, "support.commit", commitment.model or commitment.recipient)
    if commitment.cancelled_at is not None and not cancelled_too:
        raise ValidationError(_("이미 취소한 지원입니다."))
    if commitment.kind not in MONEY:
        raise ValidationError(_("규제 개선에는 금액을 적지 않습니다."))
    return commitment


def _move(
    actor: Any,
    commitment: Commitment,
    movement: Movement,
    accounts: tuple[Account, Account],
    amount_krw: int,
    on: date | None,
    *,
    reason: str = "",
    reference: str = "",
    in_kind: bool = False,
    token: str = "",
) -> Entry:
    """Check that so much stands in the account it leaves, on that day and ever since; write the entry and the event."""
    check_amount(amount_krw)
    if (
        made := made_before(token, movement=movement, amount_krw=amount_krw, commitment=commitment)
    ) is not None:
        return made
    on = check_day(on)
    if accounts[0] is not Account.PARTIES:
        of_kind = in_kind if accounts[0] in queries.MATCHING else None
        _check_balance(commitment, accounts[0], amount_krw, on, of_kind)
    entry = post(
        actor=actor,
        movement=movement,
        accounts=accounts,
        programme=commitment.programme,
        amount_krw=amount_krw,
        on=on,
        reason=reason,
        commitment=commitment,
        reference=reference.strip(),
        in_kind=in_kind,
        token=token,
    )
    data = {"entry": entry.pk, "amount_krw": amount_krw, "on": entry.on.isoformat()}
    note(actor, movement.value, commitment, **data, reason=reason, reference=entry.reference)
    return entry


def _check_balance(
    commitment: Commitment, account: Account, amount_krw: int, on: date, in_kind: bool | None
) -> None:
    left = queries.balance(account, commitment=commitment, in_kind=in_kind)
    if amount_krw > left:
        text = _("‘%(account)s’에 남은 금액 %(left)s을 넘습니다.")
        values = {"account": account.label, "left": won(left)}
        raise ValidationError({"amount_krw": ValidationError(text % values, code="over_balance")})
    if amount_krw > queries.lowest(account, on, commitment=commitment, in_kind=in_kind):
        text = _("그날 ‘%(account)s’에 있던 금액을 넘습니다. 앞선 기록의 날짜를 확인하세요.")
        raise ValidationError({"on": text % {"account": account.label}})


@transaction.atomic
def contract(
    *,
    actor: Any,
    commitment: Commitment,
    amount_krw: int,
    on: date,
    number: str = "",
    agreement_number: str = "",
    guarantee_number: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    matching_cash_krw: int | None = None,
    matching_in_kind_krw: int | None = None,
    token: str = "",
) -> Entry:
    """Record the agreement (협약) on a committed amount with the official systems' numbers: COMMITTED → CONTRACTED.

    The parties' matching funds are promised with it. Appends «support.contract» (and «support.match_promise»). Refuses
    (ValidationError) more than was committed, an agreement without any number, dates out of order, and a share of the
    government above the programme's ratio where that is known.
    """
    commitment = _begin(actor, commitment)
    check_amount(amount_krw)
    promises = [
        ("matching_cash_krw", matching_cash_krw, False),
        ("matching_in_kind_krw", matching_in_kind_krw, True),
    ]
    promised = [(check_amount(amount, name), in_kind) for name, amount, in_kind in promises if amount]
    made = made_before(token, movement=Movement.CONTRACT, amount_krw=amount_krw, commitment=commitment)
    if made is not None:
        return made
    _write_numbers(commitment, number, agreement_number, guarantee_number)
    _write_period(commitment, starts_on or commitment.starts_on, ends_on or commitment.ends_on)
    commitment.agreed_on = check_day(on)
    commitment.save(update_fields=[*NUMBERS, "agreed_on", "starts_on", "ends_on"])
    accounts = (Account.COMMITTED, Account.CONTRACTED)
    entry = _move(actor, commitment, Movement.CONTRACT, accounts, amount_krw, on, token=token)
    for amount, in_kind in promised:
        parties = (Account.PARTIES, Account.MATCHING_PROMISED)
        _move(actor, commitment, Movement.MATCH_PROMISE, parties, amount, on, in_kind=in_kind)
    check_ratio(commitment)
    return entry


def _write_numbers(
    commitment: Commitment, number: str, agreement_number: str, guarantee_number: str, *, clear: bool = False
) -> None:
    """Set the numbers given (with `clear` also the empty ones); refuses where none remains."""
    for name, value in zip(NUMBERS, (number, agreement_number, guarantee_number), strict=True):
        if len(value.strip()) > 60:
            raise ValidationError({name: _("번호는 60자까지 적을 수 있습니다.")})
        if value.strip() or clear:
            setattr(commitment, name, value.strip())
    if not any(getattr(commitment, name) for name in NUMBERS):
        text = _("과제번호, 협약번호, 보증번호 가운데 하나를 적으세요.")
        raise ValidationError({"agreement_number": text})


def _write_period(commitment: Commitment, starts_on: date | None, ends_on: date | None) -> None:
    if starts_on and ends_on and ends_on < starts_on:
        raise ValidationError({"ends_on": _("끝나는 날은 시작하는 날보다 앞설 수 없습니다.")})
    commitment.starts_on, commitment.ends_on = starts_on, ends_on


def check_ratio(commitment: Commitment) -> None:
    """The government's share of what was agreed, as it stands now, keeps to the programme's ratio, if one is known."""
    ratio = commitment.programme.ratio_pct
    if ratio is None:
        return
    public = queries.balance(*queries.AGREED, commitment=commitment)
    private = queries.balance(*queries.MATCHING, commitment=commitment)
    if public * 100 > ratio * (public + private):
        least = -(-public * (100 - ratio) // ratio)
        text = _(
            "정부 지원은 총사업비의 %(ratio)d%%까지입니다. 민간부담금은 모두 %(least)s 이상이어야 합니다."
        )
        raise ValidationError({"matching_cash_krw": text % {"ratio": ratio, "least": won(least)}})


@transaction.atomic
def edit_agreement(
    *,
    actor: Any,
    commitment: Commitment,
    reason: str,
    number: str = "",
    agreement_number: str = "",
    guarantee_number: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Commitment:
    """Put right the official numbers and the period of an agreement; appends «support.edit_agreement» with both values.

    Refuses (ValidationError) before there is an agreement, without any number, dates out of order, and no reason.
    """
    commitment = _begin(actor, commitment, cancelled_too=True)
    if commitment.agreed_on is None:
        raise ValidationError(_("아직 협약이 없습니다. 협약을 먼저 기록하세요."))
    names = (*NUMBERS, "starts_on", "ends_on")
    before = {name: str(getattr(commitment, name) or "") for name in names}
    _write_numbers(commitment, number, agreement_number, guarantee_number, clear=True)
    _write_period(commitment, starts_on, ends_on)
    commitment.save(update_fields=names)
    after = {name: str(getattr(commitment, name) or "") for name in names}
    changed = {name: [before[name], after[name]] for name in names if before[name] != after[name]}
    note(actor, "edit_agreement", commitment, changed=changed, reason=check_reason(reason))
    return commitment


@transaction.atomic
def disburse(
    *,
    actor: Any,
    commitment: Commitment,
    amount_krw: int,
    on: date,
    reference: str = "",
    reason: str = "",
    token: str = "",
) -> Entry:
    """Record a payment (지급; of a guarantee or loan, its execution): CONTRACTED → DISBURSED. Appends «support.disburse»."""
    commitment = _begin(actor, commitment)
    accounts = (Account.CONTRACTED, Account.DISBURSED)
    return _move(
        actor,
        commitment,
        Movement.DISBURSE,
        accounts,
        amount_krw,
        on,
        reason=reason.strip(),
        reference=reference,
        token=token,
    )


@transaction.atomic
def pay_matching(
    *,
    actor: Any,
    commitment: Commitment,
    amount_krw: int,
    on: date,
    in_kind: bool = False,
    reference: str = "",
    token: str = "",
) -> Entry:
    """Record what the parties paid of their matching funds, in cash or in kind. Appends «support.match_pay»."""
    commitment = _begin(actor, commitment)
    accounts = (Account.MATCHING_PROMISED, Account.MATCHING_PAID)
    return _move(
        actor,
        commitment,
        Movement.MATCH_PAY,
        accounts,
        amount_krw,
        on,
        in_kind=in_kind,
        reference=reference,
        token=token,
    )


@transaction.atomic
def give_back(
    *,
    actor: Any,
    commitment: Commitment,
    amount_krw: int,
    on: date,
    reason: str,
    reference: str = "",
    token: str = "",
) -> Entry:
    """Record what a firm gave back unasked (반납), of a cancelled commitment too: DISBURSED → RETURNED.

    Appends «support.return».
    """
    commitment = _begin(actor, commitment, cancelled_too=True)
    accounts = (Account.DISBURSED, Account.RETURNED)
    return _move(
        actor,
        commitment,
        Movement.RETURN,
        accounts,
        amount_krw,
        on,
        reason=check_reason(reason),
        reference=reference,
        token=token,
    )


@transaction.atomic
def claw_back(
    *,
    actor: Any,
    commitment: Commitment,
    amount_krw: int,
    on: date,
    reason: str,
    reference: str = "",
    token: str = "",
) -> Entry:
    """Decide that paid support is to be paid back (환수 결정), of a cancelled commitment too: DISBURSED → CLAWBACK_DUE.

    Appends «support.claw_back».
    """
    commitment = _begin(actor, commitment, cancelled_too=True)
    accounts = (Account.DISBURSED, Account.CLAWBACK_DUE)
    return _move(
        actor,
        commitment,
        Movement.CLAW_BACK,
        accounts,
        amount_krw,
        on,
        reason=check_reason(reason),
        reference=reference,
        token=token,
    )


@transaction.atomic
def recover(
    *, actor: Any, commitment: Commitment, amount_krw: int, on: date, reference: str = "", token: str = ""
) -> Entry:
    """Record what came in of a claw-back (환수금 납입), of a cancelled commitment too: CLAWBACK_DUE → RETURNED.

    Appends «support.recover».
    """
    commitment = _begin(actor, commitment, cancelled_too=True)
    accounts = (Account.CLAWBACK_DUE, Account.RETURNED)
    return _move(
        actor, commitment, Movement.RECOVER, accounts, amount_krw, on, reference=reference, token=token
    )


@transaction.atomic
def release(
    *,
    actor: Any,
    commitment: Commitment,
    amount_krw: int,
    reason: str,
    on: date | None = None,
    token: str = "",
) -> list[Entry]:
    """Release an amount that was committed and not paid (first what is not yet agreed); it is free again.

    Appends «support.release» for each entry. Refuses (ValidationError) more than there is.
    """
    commitment = _begin(actor, commitment)
    check_amount(amount_krw)
    reason = check_reason(reason)
    if token and (made := list(commitment.entries.filter(token__in=(token, f"{token}+")).order_by("id"))):
        return made
    return release_unpaid(actor, commitment, amount_krw, reason, check_day(on), token=token)


def release_unpaid(
    actor: Any, commitment: Commitment, amount_krw: int, reason: str, on: date, *, token: str = ""
) -> list[Entry]:
    """The entries of a release; the commitment is held. Refuses more than stands unpaid."""
    stands = {each: queries.balance(each, commitment=commitment) for each in queries.UNPAID}
    if amount_krw > sum(stands.values()):
        text = _("아직 지급하지 않은 금액 %(left)s을 넘습니다.") % {"left": won(sum(stands.values()))}
        raise ValidationError({"amount_krw": ValidationError(text, code="over_balance")})
    free, entries = free_account(commitment.programme), []
    for account, there in stands.items():
        part = min(amount_krw, there)
        if part:
            accounts = (account, free)
            entries.append(
                _move(actor, commitment, Movement.RELEASE, accounts, part, on, reason=reason, token=token)
            )
            amount_krw -= part
            token = f"{token}+" if token else ""
    return entries


def let_go(actor: Any, commitment: Commitment, reason: str) -> int:
    """Release all that stands unpaid, and what the parties promised and did not pay; how much of support that was."""
    unpaid = queries.balance(*queries.UNPAID, commitment=commitment)
    today = check_day(None)
    if unpaid:
        release_unpaid(actor, commitment, unpaid, reason, today)
    for in_kind in (False, True):
        promised = queries.balance(Account.MATCHING_PROMISED, commitment=commitment, in_kind=in_kind)
        if promised:
            accounts = (Account.MATCHING_PROMISED, Account.PARTIES)
            _move(
                actor, commitment, Movement.RELEASE, accounts, promised, today, reason=reason, in_kind=in_kind
            )
    return unpaid


@transaction.atomic
def cancel(*, actor: Any, commitment: Commitment, reason: str) -> Commitment:
    """Cancel a commitment: release whatever is not paid, mark it cancelled with the reason, append «support.cancel».

    The parties' promise ends with it. What was paid stays in the ledger until it is given back or clawed back. The model
    keeps its state. Refuses (ValidationError) one that is cancelled already, and an empty reason.
    """
    commitment = held(commitment)
    require(actor, "support.commit", commitment.model or commitment.recipient)
    if commitment.cancelled_at is not None:
        raise ValidationError(_("이미 취소한 지원입니다."))
    reason = check_reason(reason, _("취소하는 이유를 500자 안에서 적으세요."))
    released = let_go(actor, commitment, reason)
    mark_cancelled(commitment, reason)
    note(actor, "cancel", commitment, amount_krw=released or None, reason=reason)
    return commitment


def mark_cancelled(commitment: Commitment, reason: str) -> None:
    commitment.cancelled_at, commitment.cancel_reason = timezone.now(), reason
    commitment.save(update_fields=["cancelled_at", "cancel_reason"])
