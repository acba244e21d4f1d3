"""An entry that was wrong is taken back by its counter-entry; nothing in the ledger is changed or deleted."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from sangsaeng.parties.rules import require
from sangsaeng.records.actions import append
from sangsaeng.support.actions.commitments import check_room, held, note
from sangsaeng.support.actions.ledger import check_ratio, let_go, mark_cancelled
from sangsaeng.support.actions.posting import check_day, check_reason, hold, post
from sangsaeng.support.models import Account, Commitment, Entry, Movement
from sangsaeng.support.queries import ledger as queries


@transaction.atomic
def correct(*, actor: Any, entry: Entry, reason: str) -> Entry:
    """Take an entry back by its counter-entry, with today's date; append «support.correct».

    Taking back the first entry of a commitment cancels the commitment; what a correction frees in one that was cancelled
    is released at once. Refuses (ValidationError) a counter-entry, one that was taken back already, one whose amount has
    moved on since (take back the later entries first), a release of a cancelled commitment, and what would pass a ceiling
    or the government's share.
    """
    commitment = _hold(entry)
    entry = Entry.objects.select_related("from_programme", "to_programme").get(pk=entry.pk)
    if commitment is None:
        for programme in (entry.from_programme, entry.to_programme):
            require(actor, "support.keep_programme", programme)
    else:
        require(actor, "support.commit", commitment.model or commitment.recipient)
        entry.from_programme = entry.to_programme = commitment.programme
    reason = check_reason(reason)
    if entry.reverses_id is not None:
        raise ValidationError(_("바로잡은 기록은 다시 바로잡을 수 없습니다. 새로 기록하세요."))
    if Entry.objects.filter(reverses=entry).exists():
        raise ValidationError(_("이미 바로잡은 기록입니다."))
    _can_go_back(entry, commitment)
    counter = post(
        actor=actor,
        movement=Movement(entry.movement),
        accounts=(Account(entry.to_account), Account(entry.from_account)),
        programme=entry.to_programme,
        to_programme=entry.from_programme,
        amount_krw=entry.amount_krw,
        on=check_day(None),
        reason=reason,
        commitment=commitment,
        in_kind=entry.in_kind,
        reverses=entry,
    )
    _note(actor, entry, counter, commitment)
    if commitment is not None:
        _settle(actor, entry, commitment, reason)
    return counter


def _hold(entry: Entry) -> Commitment | None:
    """The commitment of the entry, held; of a budget's entry, its programmes, the lower id first."""
    if entry.commitment is not None:
        return held(entry.commitment)
    hold(*sorted({entry.from_programme, entry.to_programme}, key=lambda programme: programme.pk))
    return None


def _can_go_back(entry: Entry, commitment: Commitment | None) -> None:
    """The amount still stands where the entry put it, and taking it back passes no ceiling."""
    target = Account(entry.to_account)
    if target is Account.AVAILABLE:
        if entry.amount_krw > queries.balance(target, programme=entry.to_programme):
            raise ValidationError(_("이 금액은 이미 다른 지원에 확정되었습니다."))
    elif target not in (Account.SOURCE, Account.PARTIES):
        in_kind = entry.in_kind if target in queries.MATCHING else None
        if entry.amount_krw > queries.balance(target, commitment=commitment, in_kind=in_kind):
            raise ValidationError(_("이 금액으로 뒤에 한 기록이 있습니다. 그 기록부터 바로잡으세요."))
    if entry.movement == Movement.RELEASE and commitment is not None:
        if commitment.cancelled_at is not None:
            raise ValidationError(_("취소한 지원은 되살릴 수 없습니다. 지원을 새로 확정하세요."))
        if target is not Account.PARTIES:  # the amount is committed again
            check_room(commitment.programme, commitment.model, commitment.recipient, entry.amount_krw)


def _settle(actor: Any, entry: Entry, commitment: Commitment, reason: str) -> None:
    """What follows of a correction for its commitment."""
    if entry.movement == Movement.COMMIT and commitment.cancelled_at is None:
        let_go(actor, commitment, reason)
        mark_cancelled(commitment, reason)
    elif commitment.cancelled_at is not None:
        let_go(actor, commitment, reason)
    else:
        check_ratio(commitment)
    if entry.movement == Movement.CONTRACT and not queries.balance(*queries.AGREED, commitment=commitment):
        commitment.agreed_on = None
        commitment.save(update_fields=["agreed_on"])


def _note(actor: Any, entry: Entry, counter: Entry, commitment: Commitment | None) -> None:
    data = {
        "entry": counter.pk,
        "reverses": entry.pk,
        "movement": entry.movement,
        "amount_krw": entry.amount_krw,
        "reason": counter.reason,
    }
    if commitment is not None:
        note(actor, "correct", commitment, **data)
        return
    for programme in sorted({entry.from_programme, entry.to_programme}, key=lambda each: each.pk):
        append(verb="support.correct", subject=programme, actor=actor, data=data)
