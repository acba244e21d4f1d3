"""What follows for the clocks and the state of a purchase commitment from what was said and decided of its terms."""

from typing import Any

from django.utils import timezone

from sangsaeng.clocks import actions as clocks
from sangsaeng.followup.actions.purchase_parts import clock_actor, note, start_clock
from sangsaeng.followup.models import Exemption, PurchaseCommitment, PurchaseState
from sangsaeng.followup.queries.purchase_facts import is_answered, last_words


def settle(actor: Any, purchase: PurchaseCommitment) -> None:
    """After every word and decision: end the clocks of terms of which the buyer said what was bought (less than was
    promised counts as said once the term fell due), start anew those he took back with «not yet», and bring the commitment's state in line with whether any term still waits. The caller holds the commitment.

    Appends «followup.finish_purchase» or «followup.reopen_purchase» where the state changes.
    """
    if purchase.state not in (PurchaseState.ACTIVE, PurchaseState.FULFILLED):
        return
    terms = list(purchase.terms.select_related("clock").prefetch_related("exemptions"))
    words = last_words(terms)
    for term in terms:
        term.purchase = purchase
        answered = is_answered(term, words.get(term.pk))
        clock = term.clock
        if clock is None or any(e.state == Exemption.State.ACCEPTED for e in term.exemptions.all()):
            continue
        if answered and clock.is_open:
            term.clock = clocks.answer(
                actor=clock_actor(actor, clock),
                clock=clock,
                answered_on=timezone.localdate(),
                text="수요기업이 구매를 확인했습니다.",
            )
        elif not answered and clock.answered_on is not None:
            start_clock(actor, term)
    waits = any(term.clock is not None and term.clock.is_open for term in terms)
    if not waits and purchase.state == PurchaseState.ACTIVE:
        purchase.finish()
        purchase.save(update_fields=["state"])
        note(actor, "finish_purchase", purchase)
    elif waits and purchase.state == PurchaseState.FULFILLED:
        purchase.reopen()
        purchase.save(update_fields=["state"])
        note(actor, "reopen_purchase", purchase)
