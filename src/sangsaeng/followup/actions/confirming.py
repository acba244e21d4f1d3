"""The buyer's word on each term: by an account, by a single-use link without one, or by a spreadsheet the secretariat takes in.

A word is added, never changed; the last one counts. Only the digest of a link's secret is kept, so that nobody who reads
the database can use a link.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.followup.actions.purchase_parts import check_open, hold, note, tell_sides
from sangsaeng.followup.actions.purchases import LARGEST, revoke_open_links
from sangsaeng.followup.actions.settling import settle
from sangsaeng.followup.models import Confirmation, ConfirmationLink, PurchaseCommitment, PurchaseTerm
from sangsaeng.parties.rules import require
from sangsaeng.records.actions import SYSTEM
from sangsaeng.records.models import DocumentFile

Says, Way = Confirmation.Says, Confirmation.Way
LINK_DAYS, MOST_LINK_DAYS = 14, 60  # ours
SECRET_BYTES = 32  # 256 bits: nobody guesses one, so no attempt has to be counted


@dataclass(frozen=True)
class Answer:
    """What the buyer says of one term."""

    term: PurchaseTerm
    says: str
    quantity: Decimal | None = None
    amount_krw: int | None = None
    comment: str = ""


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_link(
    *, actor: Any, purchase: PurchaseCommitment, addressee: str, days: int = LINK_DAYS
) -> tuple[ConfirmationLink, str]:
    """Make a single-use link for a buyer without an account, and close earlier ones that nobody used.

    Returns the link and its secret, which is shown this once and kept nowhere. Appends «followup.make_link». Refuses
    (NotAllowed) everyone but the secretariat; (ValidationError) a promise not confirmed or lapsed, no addressee, a period
    under one day or over 60.
    """
    purchase = hold(purchase)
    require(actor, "followup.manage_purchase", purchase)
    check_open(purchase)
    addressee = check_addressee(addressee)
    check_days(days)
    revoke_open_links(purchase)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    link = ConfirmationLink.objects.create(
        purchase=purchase,
        digest=digest_of(secret),
        addressee=addressee,
        made_by=actor.username,
        expires_at=timezone.now() + timedelta(days=days),
    )
    note(actor, "make_link", purchase, link=link.pk, days=days)
    return link, secret


def check_addressee(addressee: str) -> str:
    addressee = addressee.strip()
    if not addressee or len(addressee) > 200:
        raise ValidationError({"addressee": _("받을 사람을 200자 안에서 적으세요.")})
    return addressee


def check_days(days: int) -> None:
    if not 1 <= days <= MOST_LINK_DAYS:
        text = _("기간은 1일부터 %(most)d일까지 적으세요.") % {"most": MOST_LINK_DAYS}
        raise ValidationError({"days": text})


@transaction.atomic
def revoke_link(*, actor: Any, link: ConfirmationLink) -> ConfirmationLink:
    """Close a link that nobody used; appends «followup.revoke_link». Done twice, it changes nothing more.

    Refuses (NotAllowed) everyone but the secretariat; (ValidationError) one that was used.
    """
    link = ConfirmationLink.objects.select_for_update().get(pk=link.pk)
    about: Any = link.purchase or link.statement
    require(actor, "followup.manage_purchase", about)
    if link.used_at is not None:
        raise ValidationError(_("이미 쓴 링크입니다."))
    if link.revoked_at is None:
        link.revoked_at = timezone.now()
        link.save(update_fields=["revoked_at"])
        if link.purchase is not None:
            note(actor, "revoke_link", link.purchase, link=link.pk)
    return link


def state_of(link: ConfirmationLink | None, now: datetime | None = None) -> str:
    """«open», «used», «revoked», «expired» or «unknown»."""
    if link is None:
        return "unknown"
    if link.used_at is not None:
        return "used"
    if link.revoked_at is not None:
        return "revoked"
    return "expired" if link.expires_at <= (now or timezone.now()) else "open"


def find_link(secret: str) -> ConfirmationLink | None:
    """The link of a secret, whatever its state; found by the digest alone."""
    return (
        ConfirmationLink.objects.select_related(
            "purchase__model", "purchase__buyer", "purchase__supplier", "statement__buyer"
        )
        .filter(digest=digest_of(secret))
        .first()
    )


def take_link(secret: str) -> ConfirmationLink:
    """The link, locked and still open, for the transaction that uses it up; refuses (ValidationError) any other."""
    link = ConfirmationLink.objects.select_for_update(of=("self",)).filter(digest=digest_of(secret)).first()
    if link is None or state_of(link) != "open":
        raise ValidationError(
            _("쓸 수 없는 링크입니다. 링크를 보낸 사무국에 새 링크를 요청하세요."), code="link"
        )
    return link


@transaction.atomic
def confirm_by_link(*, secret: str, name: str, answers: Sequence[Answer]) -> list[Confirmation]:
    """Keep what the buyer says through a link, and use the link up; both sides and the secretariat are told.

    Appends «followup.answer_purchase» in the system's name with the name that was given. Refuses (ValidationError) a link
    that is unknown, used, closed or expired (code «link»), no name, no answer, and what `_checked` refuses: then the
    link stays open.
    """
    found = find_link(secret)
    if found is None or found.purchase is None:
        take_link(secret)
        raise ValidationError(
            _("쓸 수 없는 링크입니다. 링크를 보낸 사무국에 새 링크를 요청하세요."), code="link"
        )
    purchase = hold(found.purchase)
    link = take_link(secret)
    check_open(purchase)
    kept = _keep(SYSTEM, purchase, answers, name=name, way=Way.LINK, link=link)
    link.used_at = timezone.now()
    link.save(update_fields=["used_at"])
    return kept


@transaction.atomic
def confirm_by_account(
    *, actor: Any, purchase: PurchaseCommitment, answers: Sequence[Answer]
) -> list[Confirmation]:
    """Keep what the demand company says of its own terms, signed in. Appends «followup.answer_purchase».

    Refuses (NotAllowed) everyone but people of the buyer; (ValidationError) as `confirm_by_link`.
    """
    purchase = hold(purchase)
    require(actor, "followup.answer_purchase", purchase)
    check_open(purchase)
    return _keep(actor, purchase, answers, name=str(actor), way=Way.ACCOUNT)


@transaction.atomic
def confirm_by_sheet(
    *, actor: Any, purchase: PurchaseCommitment, answers: Sequence[Answer], name: str, file: DocumentFile
) -> list[Confirmation]:
    """Keep what a buyer wrote into the spreadsheet that the secretariat took in (`spreadsheet.take_in`)."""
    purchase = hold(purchase)
    require(actor, "followup.manage_purchase", purchase)
    check_open(purchase)
    return _keep(actor, purchase, answers, name=name, way=Way.SPREADSHEET, file=file)


def checked(answer: Answer) -> Answer:
    """The answer with its quantity: all that was promised for «맞음», none for «아직». Refuses (ValidationError) the rest."""
    number = answer.term.number
    if answer.says not in Says.values:
        raise ValidationError(
            _("%(number)d차: 맞음, 다름, 아직 가운데 하나를 고르세요.") % {"number": number}
        )
    quantity = answer.quantity
    if answer.says == Says.CONFIRMED:
        quantity = answer.term.quantity
    elif answer.says == Says.NOT_YET:
        quantity = None
    elif quantity is None or not 0 <= quantity < LARGEST or quantity != round(quantity, 3):
        text = _("%(number)d차: 실제로 구매한 수량을 0 이상, 소수 셋째 자리까지 적으세요.")
        raise ValidationError(text % {"number": number})
    if answer.amount_krw is not None and not 0 < answer.amount_krw < LARGEST:
        text = _("%(number)d차: 금액은 0보다 큰 원 단위 정수로 적으세요.")
        raise ValidationError(text % {"number": number})
    return Answer(answer.term, answer.says, quantity, answer.amount_krw, answer.comment.strip()[:2000])


def _keep(
    actor: Any,
    purchase: PurchaseCommitment,
    answers: Sequence[Answer],
    *,
    name: str,
    way: str,
    link: ConfirmationLink | None = None,
    file: DocumentFile | None = None,
) -> list[Confirmation]:
    """Write the words under the lock of their commitment, end the clocks of what is confirmed, tell everyone."""
    name = name.strip()
    if not name or len(name) > 100:
        raise ValidationError({"name": _("확인하는 분의 이름을 100자 안에서 적으세요.")})
    if not answers:
        raise ValidationError(_("적어도 한 차수에는 답해 주세요."))
    if any(answer.term.purchase_id != purchase.pk for answer in answers):
        raise ValidationError(_("이 약속의 차수가 아닙니다."))
    kept = []
    for answer in (checked(each) for each in answers):
        kept.append(
            Confirmation.objects.create(
                term=answer.term,
                says=answer.says,
                quantity=answer.quantity,
                amount_krw=answer.amount_krw,
                comment=answer.comment,
                name=name,
                way=way,
                link=link,
                file=file,
            )
        )
    numbers = sorted(answer.term.number for answer in answers)
    note(actor, "answer_purchase", purchase, terms=numbers, way=way, name=name)
    settle(actor, purchase)
    listed = ", ".join(f"{number}차" for number in numbers)
    tell_sides(actor, purchase, "수요기업이 구매를 확인했습니다", f"차수: {listed}", secretariat=True)
    return kept
