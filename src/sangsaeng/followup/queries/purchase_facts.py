"""Terms of purchase commitments as the facts that `rates` counts, as of any day, in a fixed number of queries.

Evidence counts from its own day, however late it came in; evidence that was withdrawn counts on no day. A word of the
buyer, a decision on an exemption and a moved day count from the day on which they were given.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from sangsaeng.followup.models import (
    Confirmation,
    Evidence,
    Exemption,
    PurchaseCommitment,
    PurchaseState,
    PurchaseTerm,
    TermMove,
)
from sangsaeng.followup.rates import TermFacts
from sangsaeng.pages.formats import SEOUL


@lru_cache(maxsize=64)  # asked several times a term
def end_of(day: date) -> datetime:
    """The first moment after that day in Seoul."""
    return datetime.combine(day + timedelta(days=1), time(), SEOUL)


def with_all(terms: QuerySet[PurchaseTerm]) -> QuerySet[PurchaseTerm]:
    """Terms with their commitment and all that was told of them; no file's bytes."""
    return terms.select_related("purchase", "clock").prefetch_related(
        Prefetch("evidence", Evidence.objects.select_related("file").defer("file__content")),
        Prefetch("confirmations", Confirmation.objects.order_by("id")),
        Prefetch(
            "exemptions", Exemption.objects.select_related("file").defer("file__content").order_by("id")
        ),
        Prefetch("moves", TermMove.objects.order_by("id")),
    )


def last_words(terms: Iterable[PurchaseTerm]) -> dict[int, Confirmation]:
    """Term's key → what the buyer said of it last."""
    rows = Confirmation.objects.filter(term__in=[term.pk for term in terms]).order_by("id")
    return {row.term_id: row for row in rows}


def says_all(term: PurchaseTerm, word: Confirmation | None) -> bool:
    """Whether this word of the buyer is that all that was promised was bought."""
    return word is not None and word.quantity is not None and word.quantity >= term.quantity


def is_answered(term: PurchaseTerm, word: Confirmation | None) -> bool:
    """Whether this word says what was bought, so that nobody need ask again: all of it, or any quantity once it fell due.

    «Not yet» names no quantity. A smaller quantity told before the day may still grow until then.
    """
    if word is None or word.quantity is None:
        return False
    return says_all(term, word) or timezone.localtime(word.at, SEOUL).date() >= term.due_on


def due_as_of(term: PurchaseTerm, as_of: date) -> date:
    """The day on which the term fell due as it stood then: what was moved later counts its earlier day."""
    end = end_of(as_of)
    later = [move for move in term.moves.all() if move.moved_at >= end]
    return later[0].due_from if later else term.due_on


def exemption_as_of(term: PurchaseTerm, as_of: date) -> Exemption | None:
    """The accepted exemption, from the day it was decided."""
    end = end_of(as_of)
    for row in term.exemptions.all():
        if row.state == Exemption.State.ACCEPTED and row.decided_at is not None and row.decided_at < end:
            return row
    return None


def word_as_of(term: PurchaseTerm, as_of: date) -> Confirmation | None:
    """What the buyer had said of the term last by the end of that day."""
    end = end_of(as_of)
    return next((word for word in reversed(term.confirmations.all()) if word.at < end), None)


def told_by(term: PurchaseTerm, side: str, as_of: date) -> Decimal | None:
    """What one side's evidence adds up to: its deliveries, or its invoices where no delivery names a quantity.

    An order is no purchase yet. None where no quantity is named.
    """
    rows = [
        row
        for row in term.evidence.all()
        if row.side == side and row.withdrawn_at is None and row.on <= as_of and row.quantity is not None
    ]
    for kind in (Evidence.Kind.DELIVERY, Evidence.Kind.INVOICE):
        known = [row.quantity for row in rows if row.kind == kind and row.quantity is not None]
        if known:
            return sum(known, Decimal(0))
    return None


def by_buyer(term: PurchaseTerm, as_of: date) -> Decimal | None:
    """What the buyer says was bought: its last word, or its evidence where it said nothing.

    «Not yet» is nothing bought only once the term fell due, and until the supplier tells of a later delivery.
    """
    word = word_as_of(term, as_of)
    if word is None:
        return told_by(term, Evidence.Side.BUYER, as_of)
    if word.says != Confirmation.Says.NOT_YET:
        return word.quantity
    said_on = timezone.localtime(word.at, SEOUL).date()
    later = any(
        row.side != Evidence.Side.BUYER and row.withdrawn_at is None and said_on < row.on <= as_of
        for row in term.evidence.all()
    )
    return None if later or said_on < due_as_of(term, as_of) else Decimal(0)


def by_supplier(term: PurchaseTerm, as_of: date) -> Decimal | None:
    """What the supplier's evidence says, or papers that the secretariat found where the supplier told nothing."""
    own = told_by(term, Evidence.Side.SUPPLIER, as_of)
    return own if own is not None else told_by(term, Evidence.Side.SECRETARIAT, as_of)


def facts_of(term: PurchaseTerm, as_of: date) -> TermFacts:
    """One term with its prefetched rows as plain facts."""
    left_out = exemption_as_of(term, as_of)
    return TermFacts(
        purchase=term.purchase.code,
        number=term.number,
        due_on=due_as_of(term, as_of),
        promised=term.quantity,
        unit=term.purchase.unit,
        by_buyer=by_buyer(term, as_of),
        by_supplier=by_supplier(term, as_of),
        exempt=left_out.ground if left_out else "",
    )


def stands(term: PurchaseTerm, as_of: date) -> bool:
    """Whether the term is part of a confirmed promise on that day; after a lapse only what fell due before it is."""
    purchase = term.purchase
    if purchase.state == PurchaseState.DRAFT or purchase.promised_on > as_of:
        return False
    if purchase.state != PurchaseState.LAPSED or purchase.lapsed_on is None:
        return True
    return purchase.lapsed_on > as_of or due_as_of(term, as_of) <= purchase.lapsed_on


def terms_of(purchases: QuerySet[PurchaseCommitment]) -> list[PurchaseTerm]:
    """Every term of these commitments with all that was told of it; five queries, whatever their number."""
    return list(
        with_all(PurchaseTerm.objects.filter(purchase__in=purchases)).order_by("purchase_id", "number")
    )


def facts(terms: Sequence[PurchaseTerm], as_of: date) -> list[TermFacts]:
    """The facts of the terms that stand on that day; drafts and what lapsed before its day are not among them.

    A draft that lapsed was never confirmed: it has no clock, and is left out as well.
    """
    return [
        facts_of(term, as_of)
        for term in terms
        if stands(term, as_of) and (term.clock_id is not None or term.purchase.state != PurchaseState.LAPSED)
    ]
