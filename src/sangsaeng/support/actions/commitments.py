"""Committing support to a model or a firm: what speaks against it, under which locks, and what is written.

The programme is held first, then the model, then the firm, so that two never wait in a ring; what is left is worked out
from the ledger under these locks.
"""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.pages.formats import won
from sangsaeng.parties.models import Organisation
from sangsaeng.parties.rules import require
from sangsaeng.proposals.actions import advance
from sangsaeng.proposals.codes import yearly
from sangsaeng.proposals.lifecycle import State
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.actions import append
from sangsaeng.support.actions.posting import check_amount, check_day, check_reason, hold, made_before, post
from sangsaeng.support.models import COMMITTED_AS, MONEY, Account, Commitment, Kind, Movement, Programme
from sangsaeng.support.queries import ledger as queries

SUPPORTABLE = frozenset({State.APPROVED, State.SUPPORTED, State.IN_PROGRESS})
SUPPORTABLE_EARLY = SUPPORTABLE | {State.RECOMMENDED, State.AT_COMMITTEE}
FIRMS = frozenset({Organisation.Kind.SME, Organisation.Kind.DEMAND_COMPANY, Organisation.Kind.FIRM})


def _held(
    programme: Programme, model: WinWinModel | None, recipient: Organisation | None
) -> tuple[Programme, WinWinModel | None, Organisation | None]:
    """The rows, held until the transaction ends: programme, model, firm, always in this order."""
    (programme,) = hold(programme)
    if model is not None:
        model = WinWinModel.objects.select_for_update().get(pk=model.pk)
    if recipient is not None:
        recipient = Organisation.objects.select_for_update(no_key=True).get(pk=recipient.pk)
    return programme, model, recipient


def held(commitment: Commitment) -> Commitment:
    """The commitment read anew, with its programme, model and firm held."""
    programme, model, recipient = _held(commitment.programme, commitment.model, commitment.recipient)
    commitment = Commitment.objects.select_for_update().get(pk=commitment.pk)
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
        _check_firm(programme, recipient)
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


def _check_firm(programme: Programme, recipient: Organisation | None) -> None:
    """Support without a model: on a programme that allows it, to a firm."""
    if recipient is None:
        raise ValidationError({"recipient": _("지원할 상생모델이나 기업을 고르세요.")})
    if not programme.for_firms:
        raise ValidationError({"programme": _("상생모델에만 지원하는 사업입니다. 상생모델을 고르세요.")})
    if recipient.kind not in FIRMS:
        raise ValidationError({"recipient": _("기업이 아닌 기관에는 지원을 확정할 수 없습니다.")})


def check_room(
    programme: Programme, model: WinWinModel | None, recipient: Organisation | None, amount_krw: int
) -> None:
    """Refuse what would pass the programme's appropriation, or the ceiling of a model or of a firm."""
    room = queries.room(programme, model, recipient)
    for left, code, text in (
        (room.programme, "over_budget", _("사업 예산을 넘습니다. 남은 금액은 %(left)s입니다.")),
        (room.model, "over_cap", _("상생모델 하나의 한도를 넘습니다. 남은 금액은 %(left)s입니다.")),
        (room.firm, "over_firm_cap", _("기업 하나의 한도를 넘습니다. 남은 금액은 %(left)s입니다.")),
    ):
        if left is not None and amount_krw > left:
            raise ValidationError({"amount_krw": ValidationError(text % {"left": won(left)}, code=code)})


def _check_then(programme: Programme, amount_krw: int, on: date) -> None:
    """On the day itself so much was appropriated and not committed; asked where the day lies back."""
    if programme.budget_krw is None or on >= timezone.localdate():
        return
    if amount_krw > queries.lowest(Account.AVAILABLE, on, programme=programme):
        raise ValidationError(
            {"on": _("그날에는 배정된 금액이 모자랍니다. 배정한 날과 확정한 날을 확인하세요.")}
        )


def refusals(
    *,
    programme: Programme,
    model: WinWinModel | None,
    amount_krw: int | None,
    reason: str,
    recipient: Organisation | None = None,
    on: date | None = None,
) -> dict[str, list[ValidationError]]:
    """Everything that speaks against a commitment, by field (programme, recipient, amount_krw, reason, on); empty if nothing.

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
    collect(lambda: check_day(on))
    if amount_krw is not None and "amount_krw" not in found:
        room_for = amount_krw
        collect(lambda: check_room(programme, model, recipient, room_for))
        if "on" not in found and "amount_krw" not in found:
            collect(lambda: _check_then(programme, room_for, check_day(on)))
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
    token: str = "",
) -> Commitment:
    """Commit support to a model or a firm: hold programme, model, firm; check; write the commitment, its entry, the event.

    `amount_krw` in whole won, None for regulation. With a model the recipient is its supplier unless another of its
    firms is named. The first commitment on an approved model moves it to SUPPORTED. Appends «support.commit». Refuses
    with NotAllowed who is not an agency; with ValidationError an amount that is not positive, a published programme,
    mixed worlds, a model whose state does not allow it (R&D only once the committee approved), and whatever would pass
    the programme's appropriation, its ceiling a model or a firm, or the published ceiling of a model's R&D. The same
    `token` a second time gives back the first commitment.
    """
    if model is not None and recipient is None:
        recipient = model.supplier
    programme, model, recipient = _held(programme, model, recipient)
    require(actor, "support.commit", model or recipient)
    if (made := _sent_twice(token, programme, model, recipient, amount_krw)) is not None:
        return made
    if problems := refusals(
        programme=programme, model=model, recipient=recipient, amount_krw=amount_krw, reason=reason, on=on
    ):
        raise ValidationError(problems)
    commitment = Commitment.objects.create(
        code=yearly("S", demonstration=programme.demonstration),
        model=model,
        recipient=recipient,
        programme=programme,
        kind=COMMITTED_AS[Kind(programme.kind)],
        committed_at=_moment_of(on),
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
            token=token,
        )
    note(actor, "commit", commitment, amount_krw=amount_krw, reason=reason.strip())
    if model is not None and State(model.state) is State.APPROVED:
        advance(actor=actor, model=model, step="support", data={"commitment": commitment.code})
    return commitment


def _sent_twice(
    token: str,
    programme: Programme,
    model: WinWinModel | None,
    recipient: Organisation | None,
    amount_krw: int | None,
) -> Commitment | None:
    """The commitment that this token made already, of the same programme, model, firm and amount."""
    if not token or amount_krw is None:
        return None
    made = made_before(token, movement=Movement.COMMIT, amount_krw=amount_krw, programme=programme)
    if made is None or made.commitment is None:
        return None
    wanted = (model.pk if model else None, recipient.pk if recipient else None)
    if (made.model_id, made.recipient_id) != wanted:
        raise ValidationError(
            _("같은 화면에서 다른 내용이 이미 기록되었습니다. 화면을 새로 열어 다시 적으세요.")
        )
    return made.commitment


def _moment_of(on: date | None) -> datetime:
    """Now; for a day that lies back, the beginning of that day in Seoul."""
    if on is None or on == timezone.localdate():
        return timezone.now()
    return timezone.make_aware(datetime.combine(on, time.min))


def free_account(programme: Programme) -> Account:
    """Where a commitment takes from: what was appropriated, or the source itself where the budget is unknown."""
    return Account.SOURCE if programme.budget_krw is None else Account.AVAILABLE


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
