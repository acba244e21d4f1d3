"""What the verbs on purchase commitments share: the lock, the sides, the clock of a term, papers laid beside."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from sangsaeng.clocks import actions as clocks
from sangsaeng.clocks.models import Clock
from sangsaeng.deliberation.actions.papers import kind_of
from sangsaeng.followup.actions.outcome_parts import Upload
from sangsaeng.followup.models import PurchaseCommitment, PurchaseState, PurchaseTerm
from sangsaeng.parties.actions import tell
from sangsaeng.parties.models import Role, User
from sangsaeng.parties.rules import may
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.actions import SYSTEM, append, keep_document
from sangsaeng.records.documents.content import clean
from sangsaeng.records.models import DocumentFile

RULE = "purchase_term"


def hold(purchase: PurchaseCommitment) -> PurchaseCommitment:
    """The commitment read anew, its model and itself locked until the transaction ends, always in this order."""
    model = WinWinModel.objects.select_for_update(of=("self",)).get(pk=purchase.model_id)
    held = (
        PurchaseCommitment.objects.select_for_update(of=("self",))
        .select_related("buyer", "supplier")
        .get(pk=purchase.pk)
    )
    held.model = model
    return held


def hold_term(term: PurchaseTerm) -> PurchaseTerm:
    """A term read anew, with its commitment and model held."""
    purchase = hold(term.purchase)
    held = PurchaseTerm.objects.select_for_update(of=("self",)).select_related("clock").get(pk=term.pk)
    held.purchase = purchase
    return held


def check_open(purchase: PurchaseCommitment) -> None:
    """Refuse (ValidationError) a commitment that is not confirmed yet or has lapsed; one that ended may still be added to."""
    if purchase.state == PurchaseState.DRAFT:
        raise ValidationError(_("아직 확인하지 않은 약속입니다. 먼저 약속을 확인하세요."))
    if purchase.state == PurchaseState.LAPSED:
        raise ValidationError(_("효력이 없어진 약속입니다."))


def note(actor: Any, verb: str, purchase: PurchaseCommitment, **data: Any) -> None:
    """One event about a commitment; not about the model, whose history people tied to a competitor may read."""
    append(
        verb=f"followup.{verb}", subject=purchase, actor=actor, data={"model": purchase.model.code, **data}
    )


def address_of(purchase: PurchaseCommitment) -> str:
    """The page without the prefix of a language: whoever reads the message may have another than who sent it."""
    with override("ko"):
        return reverse("followup:purchase", args=[purchase.code])


def tell_sides(
    actor: Any, purchase: PurchaseCommitment, title: str, body: str = "", *, secretariat: bool = False
) -> None:
    """A message to everyone who signs in for the buyer or the supplier (and the secretariat), but not to who acts."""
    wanted = Q(organisation__in=(purchase.buyer_id, purchase.supplier_id))
    if secretariat:
        wanted |= Q(role=Role.SECRETARIAT)
    people = User.objects.filter(wanted, is_active=True).exclude(username=actor.username)
    tell(
        actor=actor,
        recipients=people,
        kind="purchase",
        title=f"{title}: {purchase.code}"[:200],
        body=body,
        url=address_of(purchase),
        about=purchase,
    )


def clock_actor(actor: Any, thing: Any) -> Any:
    """Who acts on the clock: a company sets it in motion by what it says, and the system does it."""
    return actor if may(actor, "clocks.run", thing) else SYSTEM


def start_clock(actor: Any, term: PurchaseTerm) -> Clock:
    """The clock of a term, about the model: so nobody whose conflict stands in the model is reminded of it.

    Neither quantity nor price stands in its title, because more people read clocks than may read those.
    """
    purchase = term.purchase
    clock = clocks.start_until(
        actor=clock_actor(actor, purchase.model),
        rule_key=RULE,
        subject=purchase.model,
        title=f"{purchase.code} {term.number}차 구매이행 확인",
        addressee=purchase.buyer.name,
        until=term.due_on,
    )
    term.clock = clock
    term.save(update_fields=["clock"])
    return clock


def stop_clock(actor: Any, term: PurchaseTerm, reason: str) -> None:
    """Cancel the clock of a term with a reason, if it still runs."""
    if term.clock is not None and term.clock.is_open:
        term.clock = clocks.cancel(actor=clock_actor(actor, term.clock), clock=term.clock, reason=reason)


def keep_file(
    actor: Any, purchase: PurchaseCommitment, kind: str, file: Upload | None, field: str = "file"
) -> DocumentFile | None:
    """An uploaded file as a kept paper about the commitment; refuses (ValidationError) kinds and sizes not taken."""
    if file is None:
        return None
    name, content = file
    try:
        format_ = kind_of(content, name)
    except ValidationError as refused:
        raise ValidationError({field: refused.messages}) from None
    return keep_document(
        kind=kind, title=clean(name)[-200:], subject=purchase, format=format_, content=content, actor=actor
    )


def reason_of(text: str, field: str = "reason", most: int = 300) -> str:
    """The reason, stripped; refuses (ValidationError) an empty or too long one."""
    text = text.strip()
    if not text or len(text) > most:
        raise ValidationError({field: _("이유를 %(most)d자 안에서 적으세요.") % {"most": most}})
    return text
