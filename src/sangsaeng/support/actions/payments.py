"""The agency's payment file: take in, judge, assign or set aside by hand, post to the ledger, withdraw.

A file is kept byte for byte. Posting writes what `disburse` and `give_back` write, for all rows at once: it holds the
programmes, then the models, then the firms, works out from the ledger what is left, and writes entries and events in one
transaction.
"""

import hashlib
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.parties.models import Organisation, Role
from sangsaeng.parties.rules import require
from sangsaeng.proposals.codes import yearly
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.actions import append, append_all, keep_document
from sangsaeng.records.documents.content import clean
from sangsaeng.support.models import (
    MONEY,
    Account,
    Commitment,
    Entry,
    Movement,
    PaymentFile,
    PaymentRow,
    Programme,
)
from sangsaeng.support.payment_matching import judge, known, prefix_of, token_of
from sangsaeng.support.payment_reading import MOST_BYTES, Row, read

__all__ = [
    "MOST_BYTES",
    "assign_payment",
    "bring_back_payment",
    "check_payments",
    "post_payments",
    "set_aside_payment",
    "take_payments",
    "withdraw_payments",
]

Finding = PaymentRow.Finding
State = PaymentRow.State
WAYS = {
    Movement.DISBURSE: (Account.CONTRACTED, Account.DISBURSED),
    Movement.RETURN: (Account.DISBURSED, Account.RETURNED),
}


@transaction.atomic
def take_payments(
    *,
    actor: Any,
    name: str,
    content: bytes,
    agency: Organisation | None = None,
    period_from: date | None = None,
    period_to: date | None = None,
) -> PaymentFile:
    """Take in a payment file: keep it, read every row, judge it against the ledger; appends «support.take_payments».

    The agency is the actor's own; the secretariat names one. The period is that of the payments unless given. Nothing is
    posted. Refuses (ValidationError) what is no payment table, the same file while it stands, a period the wrong way round;
    then nothing is kept.
    """
    require(actor, "support.take_payments")
    name = _name(name)
    kind, rows = read(content, name)
    demonstration = bool(actor.demonstration)
    agency = _agency(actor, agency)
    digest = hashlib.sha256(content).hexdigest()
    before = PaymentFile.objects.filter(
        file__sha256=digest, agency=agency, demonstration=demonstration, withdrawn_at__isnull=True
    ).first()
    if before is not None:
        text = _("이미 받은 파일입니다(%(code)s). 아무것도 바뀌지 않았습니다.") % {"code": before.code}
        raise ValidationError({"file": ValidationError(text, code="same_file")})
    days = [row.paid_on for row in rows if row.paid_on is not None]
    since = period_from or min(days, default=None)
    until = period_to or max(days, default=None)
    if since is not None and until is not None and since > until:
        raise ValidationError({"period_to": _("기간의 끝은 시작보다 앞설 수 없습니다.")})
    payments = PaymentFile(
        code=yearly("P", demonstration=demonstration),
        agency=agency,
        name=name,
        period_from=since,
        period_to=until,
        taken_by=actor.username,
        demonstration=demonstration,
    )
    payments.file = keep_document(
        kind="payments", title=name, subject=payments, format=kind, content=content, actor=actor
    )
    payments.save(force_insert=True)
    made = [_row(payments, row) for row in rows]
    judge(made, payments, known(made, demonstration=demonstration))
    PaymentRow.objects.bulk_create(made)
    matched = sum(row.finding == Finding.MATCHED for row in made)
    append(
        verb="support.take_payments",
        subject=payments,
        actor=actor,
        data={"name": name, "rows": len(made), "matched": matched, "sha256": digest},
    )
    return payments


def _name(name: str) -> str:
    """The file's own name, cut before its ending where it is too long."""
    stem, dot, ending = clean(name or "지급 파일").replace("\n", " ").rpartition(".")
    return f"{stem[: 199 - len(ending)]}{dot}{ending}"


def _agency(actor: Any, agency: Organisation | None) -> Organisation | None:
    """Whose payments they are: an agency's people take in their own agency's."""
    if actor.role == Role.AGENCY and actor.organisation is not None:
        return actor.organisation  # type: ignore[no-any-return]
    if agency is None:
        return None
    if agency.kind != Organisation.Kind.AGENCY:
        raise ValidationError({"agency": _("지원기관을 고르세요.")})
    if agency.demonstration != bool(actor.demonstration):
        raise ValidationError({"agency": _("시연과 실제를 섞을 수 없습니다.")})
    return agency


def _row(payments: PaymentFile, row: Row) -> PaymentRow:
    return PaymentRow(
        payments=payments,
        line=row.line,
        raw={"cells": row.cells, "numbers": row.numbers, "field": row.field},
        reference=row.reference,
        number=next(iter(row.numbers.values()), ""),
        recipient_name=row.recipient,
        paid_on=row.paid_on,
        amount_krw=row.amount_krw,
        finding=Finding.UNREADABLE if row.problem else Finding.MATCHED,
        detail=row.problem,
    )


def _hold(actor: Any, payments: PaymentFile) -> PaymentFile:
    """The file, read anew and locked; refuses one that was withdrawn."""
    require(actor, "support.take_payments", payments)
    payments = PaymentFile.objects.select_for_update(of=("self",)).get(pk=payments.pk)
    if payments.withdrawn_at is not None:
        raise ValidationError(_("철회한 파일입니다. 필요하면 다시 올리세요."))
    return payments


def _hold_row(actor: Any, row: PaymentRow) -> PaymentRow:
    payments = _hold(actor, row.payments)
    row = PaymentRow.objects.select_for_update(of=("self",)).get(pk=row.pk)
    row.payments = payments
    if row.state == State.POSTED:
        raise ValidationError(_("이미 대장에 반영한 행입니다. 잘못된 지급은 대장에서 바로잡으세요."))
    return row


def _because(reason: str) -> str:
    reason = reason.strip()
    if not reason or len(reason) > 300:
        raise ValidationError({"reason": _("이유를 300자 안에서 적으세요.")})
    return reason


def _judge_anew(payments: PaymentFile, rows: list[PaymentRow] | None = None) -> list[PaymentRow]:
    """Every row of the file (read, unless given), those that wait judged anew and kept."""
    rows = list(payments.rows.all()) if rows is None else rows
    changed = judge(rows, payments, known(rows, demonstration=payments.demonstration))
    fields = ["finding", "detail", "commitment", "state", "decided_because"]
    PaymentRow.objects.bulk_update(changed, fields, batch_size=500)
    return rows


@transaction.atomic
def check_payments(*, actor: Any, payments: PaymentFile) -> PaymentFile:
    """Judge the waiting rows anew against the ledger of now (대조), after a number or an agreement was put right there.

    Appends «support.check_payments».
    """
    payments = _hold(actor, payments)
    rows = _judge_anew(payments)
    matched = sum(row.state == State.WAITING and row.finding == Finding.MATCHED for row in rows)
    append(verb="support.check_payments", subject=payments, actor=actor, data={"matched": matched})
    return payments


@transaction.atomic
def assign_payment(*, actor: Any, row: PaymentRow, commitment: Commitment, reason: str) -> PaymentRow:
    """Say by hand to which commitment a waiting row belongs, and why; judges the file anew, appends «support.assign_payment».

    Refuses (ValidationError) a row that cannot be read, one set aside or posted, a commitment of the other world or without
    money, an empty reason.
    """
    row = _hold_row(actor, row)
    reason = _because(reason)
    if row.state != State.WAITING:
        raise ValidationError(_("제외한 행입니다. 먼저 되돌리세요."))
    if row.raw.get("field"):
        raise ValidationError(
            _("읽을 수 없는 행은 지정할 수 없습니다. 파일을 고쳐 다시 올리거나 제외하세요.")
        )
    if commitment.demonstration != row.payments.demonstration:
        raise ValidationError({"commitment": _("시연과 실제를 섞을 수 없습니다.")})
    if commitment.kind not in MONEY:
        raise ValidationError({"commitment": _("규제 개선에는 금액을 적지 않습니다.")})
    row.commitment, row.decided_because, row.decided_by = commitment, reason, actor.username
    row.save(update_fields=["commitment", "decided_because", "decided_by"])
    _judge_anew(row.payments)
    data = {"line": row.line, "commitment": commitment.code, "reason": reason}
    append(verb="support.assign_payment", subject=row.payments, actor=actor, data=data)
    row.refresh_from_db()
    return row


@transaction.atomic
def set_aside_payment(*, actor: Any, row: PaymentRow, reason: str) -> PaymentRow:
    """Leave a row out of the ledger, and why; it can be brought back. Appends «support.set_aside_payment»."""
    row = _hold_row(actor, row)
    reason = _because(reason)
    if row.state == State.SET_ASIDE:
        raise ValidationError(_("이미 제외한 행입니다."))
    row.state, row.decided_because, row.decided_by = State.SET_ASIDE, reason, actor.username
    row.save(update_fields=["state", "decided_because", "decided_by"])
    _judge_anew(row.payments)
    data = {"line": row.line, "reason": reason}
    append(verb="support.set_aside_payment", subject=row.payments, actor=actor, data=data)
    return row


@transaction.atomic
def bring_back_payment(*, actor: Any, row: PaymentRow) -> PaymentRow:
    """Undo a setting aside: the row waits again and is judged anew. Appends «support.bring_back_payment»."""
    row = _hold_row(actor, row)
    if row.state != State.SET_ASIDE:
        raise ValidationError(_("제외한 행이 아닙니다."))
    row.state, row.decided_because, row.decided_by = State.WAITING, "", ""
    row.save(update_fields=["state", "decided_because", "decided_by"])
    _judge_anew(row.payments)
    append(verb="support.bring_back_payment", subject=row.payments, actor=actor, data={"line": row.line})
    row.refresh_from_db()
    return row


@transaction.atomic
def withdraw_payments(*, actor: Any, payments: PaymentFile, reason: str) -> PaymentFile:
    """Withdraw a file of which nothing was posted; the file and its event stay. Appends «support.withdraw_payments»."""
    payments = _hold(actor, payments)
    reason = _because(reason)
    if payments.posted_at is not None:
        raise ValidationError(
            _("대장에 반영한 파일은 철회할 수 없습니다. 잘못된 지급은 대장에서 바로잡으세요.")
        )
    payments.withdrawn_at, payments.withdrawn_because = timezone.now(), reason
    payments.save(update_fields=["withdrawn_at", "withdrawn_because"])
    append(verb="support.withdraw_payments", subject=payments, actor=actor, data={"reason": reason})
    return payments


def _hold_ledger(commitments: set[int]) -> None:
    """Programmes, then models, then firms, then commitments, each in the order of their keys."""
    wanted = Commitment.objects.filter(pk__in=commitments)
    keys = list(wanted.values_list("programme", "model", "recipient"))
    for table, at in ((Programme, 0), (WinWinModel, 1), (Organisation, 2)):
        pks = {key[at] for key in keys if key[at] is not None}
        list(table.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk").values_list("pk"))
    list(
        Commitment.objects.select_for_update(of=("self",))
        .filter(pk__in=commitments)
        .order_by("pk")
        .values_list("pk")
    )


@transaction.atomic
def post_payments(*, actor: Any, payments: PaymentFile) -> int:
    """Post every matched row to the ledger (반영): payments CONTRACTED → DISBURSED, returns DISBURSED → RETURNED.

    Holds the file, then the ledger's rows, judges again under the locks, writes the entries (token: agency and 지급번호),
    links the rows, and appends «support.disburse» or «support.return» for each and «support.post_payments». Returns how
    many were posted; rows that no longer match stay waiting. Refuses (ValidationError) a file without a matching row.
    """
    require(actor, "support.post_payments", payments)
    payments = _hold(actor, payments)
    first = _judge_anew(payments)
    held = {row.commitment_id for row in first if _is_ready(row) and row.commitment_id is not None}
    _hold_ledger(held)
    rows = [row for row in _judge_anew(payments, first) if _is_ready(row) and row.commitment_id in held]
    if not rows:
        raise ValidationError(_("반영할 행이 없습니다. 확인할 행을 먼저 정리하세요."))
    entries = Entry.objects.bulk_create([_entry(actor, payments, row) for row in rows])
    _link(payments, held)
    append_all(actor=actor, events=[_event(entry) for entry in entries])
    payments.posted_at = timezone.now()
    payments.save(update_fields=["posted_at"])
    append(verb="support.post_payments", subject=payments, actor=actor, data={"rows": len(rows)})
    return len(rows)


def _is_ready(row: PaymentRow) -> bool:
    return row.state == State.WAITING and row.finding == Finding.MATCHED


def _movement(row: PaymentRow) -> Movement:
    return Movement.RETURN if (row.amount_krw or 0) < 0 else Movement.DISBURSE


def _entry(actor: Any, payments: PaymentFile, row: PaymentRow) -> Entry:
    movement, commitment = _movement(row), row.commitment
    back = movement is Movement.RETURN
    assert commitment is not None  # noqa: S101 - a row that matches has its commitment
    assert row.paid_on is not None and row.amount_krw is not None  # noqa: S101, PT018 - and could be read
    came, went = WAYS[movement]
    # As `posting.post` writes one; made here so that all of a file go in at once.
    return Entry(
        on=row.paid_on,
        movement=movement,
        from_account=came,
        to_account=went,
        from_programme=commitment.programme,
        to_programme=commitment.programme,
        commitment=commitment,
        model_id=commitment.model_id,
        recipient_id=commitment.recipient_id,
        kind=commitment.kind,
        amount_krw=abs(row.amount_krw),
        reference=row.reference,
        by=actor.username,
        reason=f"지급 파일 {payments.code} {row.line}행" + (", 환불" if back else ""),
        token=token_of(payments.agency_id, row.reference, back=back),
        demonstration=payments.demonstration,
    )


def _link(payments: PaymentFile, held: set[int]) -> None:
    """Join the posted rows to their entries in two statements, however many there are."""
    for movement in WAYS:
        entry = Entry.objects.filter(
            reference=OuterRef("reference"),
            commitment=OuterRef("commitment"),
            movement=movement,
            token__startswith=prefix_of(payments.agency_id),
        )
        waiting = payments.rows.filter(state=State.WAITING, finding=Finding.MATCHED, commitment__in=held)
        sign = {"amount_krw__lt": 0} if movement is Movement.RETURN else {"amount_krw__gt": 0}
        waiting.filter(**sign).update(entry=Subquery(entry.values("pk")[:1]), state=State.POSTED)


def _event(entry: Entry) -> tuple[str, Any, dict[str, Any]]:
    commitment = entry.commitment
    assert commitment is not None  # noqa: S101 - made from one a moment ago
    programme = commitment.programme
    data = {
        "commitment": commitment.code,
        "programme": programme.code,
        "programme_ko": programme.name_ko,
        "programme_en": programme.name_en,
        "kind": commitment.kind,
        "entry": entry.pk,
        "amount_krw": entry.amount_krw,
        "on": entry.on.isoformat(),
        "reason": entry.reason,
        "reference": entry.reference,
    }
    return f"support.{entry.movement}", commitment.model or commitment, data
