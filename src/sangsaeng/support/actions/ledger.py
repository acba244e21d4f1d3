"""The ledger's verbs on a commitment: commit, contract, pay, matching funds, release, return, claw back, correct.

Every verb holds the programme first, then the model or the firm, so that two never wait in a ring, works out from the
ledger what is left, and writes movements and one event in the same transaction.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.pages.formats import won
from sangsaeng.parties.models import Organisation
from sangsaeng.parties.rules import require
from sangsaeng.proposals.actions import advance
from sangsaeng.proposals.codes import next_number
from sangsaeng.proposals.lifecycle import State
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.actions import append
from sangsaeng.support.actions.posting import check_amount, check_day, check_reason, post
from sangsaeng.support.models import (
    COMMITTED_AS,
    MONEY,
    Account,
    Commitment,
    Entry,
    Kind,
    Movement,
    Programme,
)
from sangsaeng.support.queries import ledger as queries

SUPPORTABLE = frozenset({State.APPROVED, State.SUPPORTED, State.IN_PROGRESS})
SUPPORTABLE_EARLY = SUPPORTABLE | {State.RECOMMENDED, State.AT_COMMITTEE}


def _held(
    programme: Programme, model: WinWinModel | None, recipient: Organisation | None
) -> tuple[Programme, WinWinModel | None, Organisation | None]:
    """The rows, held until the transaction ends: programme, model, firm, always in this order."""
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    if model is not None:
        model = WinWinModel.objects.select_for_update().get(pk=model.pk)
    if recipient is not None:
        recipient = Organisation.objects.select_for_update().get(pk=recipient.pk)
    return programme, model, recipient


def held(commitment: Commitment) -> Commitment:
    """The commitment read anew, with its programme and model held."""
    programme, model, recipient = _held(commitment.programme, commitment.model, commitment.recipient)
    commitment = Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
    commitment.programme, commitment.model, commitment.recipient = programme, model, recipient
    return commitment


def _check_amount(programme: Programme, amount_krw: int | None) -> None:
    if COMMITTED_AS[Kind(programme.kind)] in MONEY:
        check_amount(amount_krw)
    elif amount_krw is not None:
        raise ValidationError({"amount_krw": _("규제 개선에는 금액을 적지 않습니다.")})


def _check_open(programme: Programme, model: WinWinModel | None, recipient: Organisation | None) -> None:
    """Whether this programme may support this model or firm at all, as things stand."""
    if programme.published:
        raise ValidationError(
            {"programme": _("공개된 계획의 사실입니다. 여기에는 지원을 확정할 수 없습니다.")}
        )
    worlds = {thing.demonstration for thing in (model, recipient) if thing is not None}
    if worlds - {programme.demonstration}:
        raise ValidationError({"programme": _("시연과 실제를 섞을 수 없습니다.")})
    if model is None:
        if recipient is None:
            raise ValidationError({"recipient": _("지원할 상생모델이나 기업을 고르세요.")})
        if not programme.for_firms:
            raise ValidationError({"programme": _("상생모델에만 지원하는 사업입니다. 상생모델을 고르세요.")})
        return
    if recipient is not None and recipient.pk not in (model.demand_company_id, model.supplier_id):
        raise ValidationError({"recipient": _("이 상생모델의 참여 기업이 아닙니다.")})
    needs_approval = programme.needs_approval or programme.kind == Kind.GRANT
    if State(model.state) not in (SUPPORTABLE if needs_approval else SUPPORTABLE_EARLY):
        text = (
            _("위원회가 승인한 상생모델만 지원할 수 있습니다. 지금 상태는 ‘%(state)s’입니다.")
            if needs_approval
            else _("상생협의회가 건의한 상생모델만 지원할 수 있습니다. 지금 상태는 ‘%(state)s’입니다.")
        )
        raise ValidationError({"programme": text % {"state": State(model.state).label}})


def _check_room(
    programme: Programme, model: WinWinModel | None, recipient: Organisation | None, amount_krw: int
) -> None:
    room = queries.room(programme, model, recipient)
    for left, code, text in (
        (room.programme, "over_budget", _("사업 예산을 넘습니다. 남은 금액은 %(left)s입니다.")),
        (room.model, "over_cap", _("상생모델 하나의 한도를 넘습니다. 남은 금액은 %(left)s입니다.")),
        (room.firm, "over_firm_cap", _("기업 하나의 한도를 넘습니다. 남은 금액은 %(left)s입니다.")),
    ):
        if left is not None and amount_krw > left:
            raise ValidationError({"amount_krw": ValidationError(text % {"left": won(left)}, code=code)})


def refusals(
    *,
    programme: Programme,
    model: WinWinModel | None,
    amount_krw: int | None,
    reason: str,
    recipient: Organisation | None = None,
) -> dict[str, list[ValidationError]]:
    """Everything that speaks against a commitment, by field (programme, recipient, amount_krw, reason); empty if nothing.

    All at once, so that a person mends a form in one go; `commit` asks the same under its locks.
    """
    found: dict[str, list[ValidationError]] = {}

    def collect(check: Callable[[], object]) -> None:
        try:
            check()
        except ValidationError as error:
            for name, errors in error.error_dict.items():
                found.setdefault(name, []).extend(errors)

    collect(lambda: check_reason(reason, _("지원을 확정하는 근거를 500자 안에서 적으세요.")))
    collect(lambda: _check_open(programme, model, recipient))
    collect(lambda: _check_amount(programme, amount_krw))
    if amount_krw is not None and "amount_krw" not in found:
        room_for = amount_krw
        collect(lambda: _check_room(programme, model, recipient, room_for))
    return found


@transaction.atomic
def commit(
    *,
    actor: Any,
    programme: Programme,
    amount_krw: int | None,
    reason: str,
    model: WinWinModel | None = None,
    recipient: Organisation | None = None,
    on: date | None = None,
) -> Commitment:
    """Commit support to a model or a firm: hold programme, model, firm; check; write the commitment, its entry, the event.

    `amount_krw` in whole won, None for regulation. With a model the recipient is its supplier unless another of its
    firms is named. The first commitment on an approved model moves it to SUPPORTED. Appends «support.commit». Refuses
    with NotAllowed who is not an agency; with ValidationError an amount that is not positive, a published programme,
    mixed worlds, a model whose state does not allow it (R&D only once the committee approved), and whatever would pass
    the programme's budget, its ceiling a model or a firm, or the published ceiling of a model's R&D.
    """
    if model is not None and recipient is None:
        recipient = model.supplier
    programme, model, recipient = _held(programme, model, recipient)
    require(actor, "support.commit", model or recipient)
    if problems := refusals(
        programme=programme, model=model, recipient=recipient, amount_krw=amount_krw, reason=reason
    ):
        raise ValidationError(problems)
    commitment = Commitment.objects.create(
        code=_next_code(programme.demonstration),
        model=model,
        recipient=recipient,
        programme=programme,
        kind=COMMITTED_AS[Kind(programme.kind)],
        by=actor.username,
        reason=reason.strip(),
        demonstration=programme.demonstration,
    )
    if amount_krw is not None:
        post(
            actor=actor,
            movement=Movement.COMMIT,
            accounts=(free_account(programme), Account.COMMITTED),
            programme=programme,
            amount_krw=amount_krw,
            on=check_day(on),
            reason=reason.strip(),
            commitment=commitment,
        )
    note(actor, "commit", commitment, amount_krw=amount_krw, reason=reason.strip())
    if model is not None and State(model.state) is State.APPROVED:
        advance(actor=actor, model=model, step="support", data={"commitment": commitment.code})
    return commitment


def free_account(programme: Programme) -> Account:
    """Where a commitment takes from: what was appropriated, or the source itself where the budget is unknown."""
    return Account.SOURCE if programme.budget_krw is None else Account.AVAILABLE


def _next_code(demonstration: bool) -> str:
    """S-2026-0001, of a demonstration D-S-2026-0001; counted anew each year of Seoul's calendar."""
    key = f"{'D-' if demonstration else ''}S-{timezone.localdate().year}"
    return f"{key}-{next_number(key):04d}"


def note(actor: Any, verb: str, commitment: Commitment, **data: Any) -> None:
    """One event about what happened to a commitment; its subject is the model, or the commitment where there is none."""
    programme = commitment.programme
    append(
        verb=f"support.{verb}",
        subject=commitment.model or commitment,
        actor=actor,
        data={
            "commitment": commitment.code,
            "programme": programme.code,
            "programme_ko": programme.name_ko,
            "programme_en": programme.name_en,
            "kind": commitment.kind,
            **data,
        },
    )


def _begin(actor: Any, commitment: Commitment) -> Commitment:
    """Hold the commitment, ask the permission, refuse one that was cancelled or has no money."""
    commitment = held(commitment)
    require(actor, "support.commit", commitment.model or commitment.recipient)
    if commitment.cancelled_at is not None:
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
    """Check that so much stands in the account it leaves, write the entry and the event."""
    check_amount(amount_krw)
    if accounts[0] is not Account.PARTIES:
        left = queries.balance(accounts[0], commitment=commitment)
        if amount_krw > left:
            text = _("‘%(account)s’에 남은 금액 %(left)s을 넘습니다.")
            values = {"account": accounts[0].label, "left": won(left)}
            raise ValidationError({"amount_krw": ValidationError(text % values, code="over_balance")})
    entry = post(
        actor=actor,
        movement=movement,
        accounts=accounts,
        programme=commitment.programme,
        amount_krw=amount_krw,
        on=check_day(on),
        reason=reason,
        commitment=commitment,
        reference=reference.strip(),
        in_kind=in_kind,
        token=token,
    )
    data = {"entry": entry.pk, "amount_krw": amount_krw, "on": entry.on.isoformat()}
    note(actor, movement.value, commitment, **data, reason=reason, reference=entry.reference)
    return entry


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
) -> Entry:
    """Record the agreement (협약) on a committed amount with the official systems' numbers: COMMITTED → CONTRACTED.

    The parties' matching funds are promised with it. Appends «support.contract» (and «support.match_promise»). Refuses
    (ValidationError) more than was committed, an agreement without any number, dates out of order, and a share of the
    government above the programme's ratio where that is known.
    """
    commitment = _begin(actor, commitment)
    given = {
        "number": number.strip(),
        "agreement_number": agreement_number.strip(),
        "guarantee_number": guarantee_number.strip(),
    }
    if not any(given.values()) and not any(getattr(commitment, name) for name in given):
        text = _("과제번호, 협약번호, 보증번호 가운데 하나를 적으세요.")
        raise ValidationError({"agreement_number": text})
    _check_ratio(commitment, amount_krw, (matching_cash_krw or 0) + (matching_in_kind_krw or 0))
    for name, value in given.items():
        if value:
            setattr(commitment, name, value)
    commitment.agreed_on = check_day(on)
    commitment.starts_on = starts_on or commitment.starts_on
    commitment.ends_on = ends_on or commitment.ends_on
    if commitment.starts_on and commitment.ends_on and commitment.ends_on < commitment.starts_on:
        raise ValidationError({"ends_on": _("끝나는 날은 시작하는 날보다 앞설 수 없습니다.")})
    commitment.save(update_fields=[*given, "agreed_on", "starts_on", "ends_on"])
    accounts = (Account.COMMITTED, Account.CONTRACTED)
    entry = _move(actor, commitment, Movement.CONTRACT, accounts, amount_krw, on)
    promised = (Account.PARTIES, Account.MATCHING_PROMISED)
    for amount, in_kind in ((matching_cash_krw, False), (matching_in_kind_krw, True)):
        if amount:
            _move(actor, commitment, Movement.MATCH_PROMISE, promised, amount, on, in_kind=in_kind)
    return entry


def _check_ratio(commitment: Commitment, amount_krw: int, matching_krw: int) -> None:
    """The government's share of the whole (with what was agreed before) keeps to the programme's ratio, if one is known."""
    ratio = commitment.programme.ratio_pct
    if ratio is None or not isinstance(amount_krw, int):
        return
    public = amount_krw + queries.ever_in(Account.CONTRACTED, commitment=commitment)
    private = matching_krw + queries.ever_in(Account.MATCHING_PROMISED, commitment=commitment)
    if public * 100 > ratio * (public + private):
        least = -(-public * (100 - ratio) // ratio) - (private - matching_krw)
        text = _("정부 지원은 총사업비의 %(ratio)d%%까지입니다. 민간부담금을 %(least)s 이상 적으세요.")
        raise ValidationError({"matching_cash_krw": text % {"ratio": ratio, "least": won(max(least, 0))}})


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
        reason=reason,
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
) -> Entry:
    """Record what the parties paid of their matching funds, in cash or in kind. Appends «support.match_pay»."""
    commitment = _begin(actor, commitment)
    left = queries.balance(Account.MATCHING_PROMISED, commitment=commitment, in_kind=in_kind)
    if isinstance(amount_krw, int) and amount_krw > left:
        text = _("약정한 민간부담금에서 남은 금액 %(left)s을 넘습니다.") % {"left": won(left)}
        raise ValidationError({"amount_krw": ValidationError(text, code="over_balance")})
    accounts = (Account.MATCHING_PROMISED, Account.MATCHING_PAID)
    return _move(
        actor,
        commitment,
        Movement.MATCH_PAY,
        accounts,
        amount_krw,
        on,
        reference=reference,
        in_kind=in_kind,
    )


@transaction.atomic
def give_back(*, actor: Any, commitment: Commitment, amount_krw: int, on: date, reason: str) -> Entry:
    """Record what a firm gave back unasked (반납): DISBURSED → RETURNED. Appends «support.return»."""
    commitment = _begin(actor, commitment)
    accounts = (Account.DISBURSED, Account.RETURNED)
    return _move(actor, commitment, Movement.RETURN, accounts, amount_krw, on, reason=check_reason(reason))


@transaction.atomic
def claw_back(*, actor: Any, commitment: Commitment, amount_krw: int, on: date, reason: str) -> Entry:
    """Decide that paid support is to be paid back (환수 결정): DISBURSED → CLAWBACK_DUE. Appends «support.claw_back»."""
    commitment = _begin(actor, commitment)
    accounts = (Account.DISBURSED, Account.CLAWBACK_DUE)
    return _move(actor, commitment, Movement.CLAW_BACK, accounts, amount_krw, on, reason=check_reason(reason))


@transaction.atomic
def recover(*, actor: Any, commitment: Commitment, amount_krw: int, on: date, reference: str = "") -> Entry:
    """Record what came in of a claw-back (환수금 납입): CLAWBACK_DUE → RETURNED. Appends «support.recover»."""
    commitment = _begin(actor, commitment)
    accounts = (Account.CLAWBACK_DUE, Account.RETURNED)
    return _move(actor, commitment, Movement.RECOVER, accounts, amount_krw, on, reference=reference)


@transaction.atomic
def release(
    *, actor: Any, commitment: Commitment, amount_krw: int, reason: str, on: date | None = None
) -> list[Entry]:
    """Release an amount that was committed and not paid (first what is not yet agreed); it is free again.

    Appends «support.release» for each entry. Refuses (ValidationError) more than there is.
    """
    commitment = _begin(actor, commitment)
    check_amount(amount_krw)
    reason = check_reason(reason)
    stands = {
        account: queries.balance(account, commitment=commitment)
        for account in (Account.COMMITTED, Account.CONTRACTED)
    }
    if amount_krw > sum(stands.values()):
        text = _("아직 지급하지 않은 금액 %(left)s을 넘습니다.") % {"left": won(sum(stands.values()))}
        raise ValidationError({"amount_krw": ValidationError(text, code="over_balance")})
    free, entries = free_account(commitment.programme), []
    for account, there in stands.items():
        part = min(amount_krw, there)
        if part:
            accounts = (account, free)
            entries.append(_move(actor, commitment, Movement.RELEASE, accounts, part, on, reason=reason))
            amount_krw -= part
    return entries


@transaction.atomic
def cancel(*, actor: Any, commitment: Commitment, reason: str) -> Commitment:
    """Cancel a commitment: release whatever is not paid, mark it cancelled with the reason, append «support.cancel».

    What was paid stays in the ledger until it is given back or clawed back. The model keeps its state. Refuses
    (ValidationError) one that is cancelled already, and an empty reason.
    """
    commitment = held(commitment)
    require(actor, "support.commit", commitment.model or commitment.recipient)
    if commitment.cancelled_at is not None:
        raise ValidationError(_("이미 취소한 지원입니다."))
    reason = check_reason(reason, _("취소하는 이유를 500자 안에서 적으세요."))
    unpaid = sum(
        queries.balance(each, commitment=commitment) for each in (Account.COMMITTED, Account.CONTRACTED)
    )
    if unpaid:
        release(actor=actor, commitment=commitment, amount_krw=unpaid, reason=reason)
    commitment.cancelled_at, commitment.cancel_reason = timezone.now(), reason
    commitment.save(update_fields=["cancelled_at", "cancel_reason"])
    note(actor, "cancel", commitment, amount_krw=unpaid or None, reason=reason)
    return commitment


@transaction.atomic
def correct(*, actor: Any, entry: Entry, reason: str) -> Entry:
    """Take an entry back by its counter-entry, with today's date; append «support.correct».

    Refuses (ValidationError) a counter-entry, one that was taken back already, and one whose amount has moved on since
    (take back the later entries first), and what a counter-entry would make pass a ceiling.
    """
    if entry.commitment is not None:
        held(entry.commitment)
    else:
        for pk in sorted({entry.from_programme_id, entry.to_programme_id}):
            Programme.objects.select_for_update().get(pk=pk)
    entry = Entry.objects.select_related("commitment", "from_programme", "to_programme").get(pk=entry.pk)
    owner = entry.commitment.model or entry.commitment.recipient if entry.commitment else None
    require(
        actor,
        "support.commit" if entry.commitment else "support.keep_programme",
        owner or entry.from_programme,
    )
    reason = check_reason(reason)
    if entry.reverses_id is not None:
        raise ValidationError(_("바로잡은 기록은 다시 바로잡을 수 없습니다. 새로 기록하세요."))
    if Entry.objects.filter(reverses=entry).exists():
        raise ValidationError(_("이미 바로잡은 기록입니다."))
    _can_go_back(entry)
    counter = post(
        actor=actor,
        movement=Movement(entry.movement),
        accounts=(entry.to_account, entry.from_account),
        programme=entry.to_programme,
        to_programme=entry.from_programme,
        amount_krw=entry.amount_krw,
        on=check_day(None),
        reason=reason,
        commitment=entry.commitment,
        in_kind=entry.in_kind,
        reverses=entry,
    )
    data = {
        "entry": counter.pk,
        "reverses": entry.pk,
        "movement": entry.movement,
        "amount_krw": entry.amount_krw,
    }
    if entry.commitment is not None:
        note(actor, "correct", entry.commitment, **data, reason=reason)
    else:
        append(
            verb="support.correct", subject=entry.from_programme, actor=actor, data={**data, "reason": reason}
        )
    return counter


def _can_go_back(entry: Entry) -> None:
    """The amount still stands where the entry put it, and taking it back passes no ceiling."""
    target = Account(entry.to_account)
    if target is Account.AVAILABLE:
        if entry.amount_krw > queries.balance(target, programme=entry.to_programme):
            raise ValidationError(_("이 금액은 이미 다른 지원에 확정되었습니다."))
    elif target is not Account.SOURCE and entry.amount_krw > queries.balance(
        target, commitment=entry.commitment
    ):
        raise ValidationError(_("이 금액으로 뒤에 한 기록이 있습니다. 그 기록부터 바로잡으세요."))
    if entry.movement == Movement.RELEASE and entry.commitment is not None:  # the amount is committed again
        _check_room(
            entry.from_programme, entry.commitment.model, entry.commitment.recipient, entry.amount_krw
        )
