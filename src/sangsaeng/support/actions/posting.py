"""The one place that writes an entry of the ledger, and what every amount, day and reason is checked for."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.support.models import MOVES, Account, Commitment, Entry, Movement, Programme

LARGEST = 10**18


def check_amount(amount_krw: Any, field: str = "amount_krw") -> int:
    """A whole number of won above nought; refuses (ValidationError) anything else, by field."""
    if amount_krw is None:
        raise ValidationError({field: _("금액을 적으세요.")})
    if isinstance(amount_krw, bool) or not isinstance(amount_krw, int) or amount_krw <= 0:
        raise ValidationError({field: _("금액은 0보다 큰 원 단위 정수로 적으세요.")})
    if amount_krw >= LARGEST:
        raise ValidationError({field: _("금액이 너무 큽니다.")})
    return amount_krw


def check_day(on: date | None, field: str = "on") -> date:
    """The day of a movement, today in Seoul unless given; one still to come is refused."""
    today = timezone.localdate()
    if on is not None and on > today:
        raise ValidationError({field: _("오늘보다 뒤의 날은 적을 수 없습니다.")})
    return on or today


def check_reason(reason: str, text: str = "") -> str:
    """The reason, stripped; refuses an empty one and more than 500 characters."""
    reason = reason.strip()
    if not reason or len(reason) > 500:
        raise ValidationError({"reason": text or _("이유를 500자 안에서 적으세요.")})
    return reason


def hold(*programmes: Programme) -> list[Programme]:
    """The rows read anew and locked until the transaction ends, in the order given.

    Rows that only refer to a programme may still be written meanwhile (no_key).
    """
    return [Programme.objects.select_for_update(no_key=True).get(pk=each.pk) for each in programmes]


def made_before(
    token: str,
    *,
    movement: Movement,
    amount_krw: int,
    commitment: Commitment | None = None,
    programme: Programme | None = None,
) -> Entry | None:
    """The entry that this token made already, so that a form or a file's row that comes twice counts once.

    Ask it under the programme's lock. Refuses (ValidationError) a token that made something else.
    """
    made = Entry.objects.filter(token=token).first() if token else None
    if made is None:
        return None
    same = (made.movement, made.amount_krw) == (movement, amount_krw)
    if commitment is not None:
        same = same and made.commitment_id == commitment.pk
    if programme is not None:
        same = same and made.from_programme_id == programme.pk
    if not same:
        raise ValidationError(
            _("같은 화면에서 다른 내용이 이미 기록되었습니다. 화면을 새로 열어 다시 적으세요.")
        )
    return made


def drawn(
    *,
    actor: Any,
    movement: Movement,
    accounts: tuple[Account, Account],
    programme: Programme,
    amount_krw: int,
    on: date,
    reason: str = "",
    to_programme: Programme | None = None,
    commitment: Commitment | None = None,
    reference: str = "",
    in_kind: bool = False,
    reverses: Entry | None = None,
    token: str = "",
) -> Entry:
    """An entry, not yet written; the caller holds the programme and has checked that there is enough.

    Raises ValueError where the accounts do not belong to the movement (or, of a counter-entry, to its reverse).
    """
    way = accounts if reverses is None else accounts[::-1]
    if way not in MOVES[movement]:
        raise ValueError(f"{movement} does not lead from {accounts[0]} to {accounts[1]}")
    return Entry(
        on=on,
        movement=movement,
        from_account=accounts[0],
        to_account=accounts[1],
        from_programme=programme,
        to_programme=to_programme or programme,
        commitment=commitment,
        model_id=commitment.model_id if commitment else None,
        recipient_id=commitment.recipient_id if commitment else None,
        kind=commitment.kind if commitment else programme.kind,
        amount_krw=amount_krw,
        in_kind=in_kind,
        reference=reference,
        by=actor.username,
        reason=reason,
        reverses=reverses,
        token=token,
        demonstration=programme.demonstration,
    )


def post(**what: Any) -> Entry:
    """Draw an entry (`drawn`) and write it."""
    entry = drawn(**what)
    entry.save(force_insert=True)
    return entry
