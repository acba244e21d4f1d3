"""Reads of purchase commitments: who sees which, who sees prices and volumes, and one commitment with all that was told.

What a viewer may not see is left out here: a person tied to a competitor gets states, never a quantity, a price, a paper.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from sangsaeng.clocks.models import OPEN
from sangsaeng.followup.models import (
    Confirmation,
    ConfirmationLink,
    Evidence,
    Exemption,
    PurchaseCommitment,
    PurchaseState,
    PurchaseTerm,
    TermMove,
)
from sangsaeng.followup.purchase_rules import READERS
from sangsaeng.followup.queries.purchase_facts import (
    facts_of,
    says_all,
    stands,
    terms_of,
    with_all,
    word_as_of,
)
from sangsaeng.followup.rates import Level, Standing, TermFacts
from sangsaeng.parties import conflicts
from sangsaeng.parties.interests import CaseFacts, suggestions
from sangsaeng.parties.models import Conflict, ConflictReason, Role
from sangsaeng.parties.rules import may
from sangsaeng.proposals.lifecycle import State
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.proposals.queries import whole_to

CASE = "winwinmodel"
# How far back a tie to a competitor is asked for: the years of the Decree's article 8 on recusal, taken over by us.
LOOK_BACK_YEARS = 3
PARTIES = (Role.DEMAND_COMPANY, Role.SME)


def seen(user: Any) -> QuerySet[PurchaseCommitment]:
    """The commitments whose existence `user` may know: the same rule as «followup.see_purchase», for the database."""
    role = getattr(user, "role", None)
    rows = PurchaseCommitment.objects.all()
    if role in (Role.SECRETARIAT, Role.AUDITOR):
        found = rows
    elif role in PARTIES and user.organisation_id is not None:
        own = Q(buyer=user.organisation_id) | Q(supplier=user.organisation_id) & ~Q(state=PurchaseState.DRAFT)
        found = rows.filter(own)
    elif role in READERS:
        found = rows.filter(model__in=whole_to(user)).exclude(state=PurchaseState.DRAFT)
    else:
        return rows.none()
    return found.filter(demonstration=True) if user.demonstration else found


def listed(user: Any) -> QuerySet[PurchaseCommitment]:
    """The rows of the list, without prices and volumes: terms in all, due, confirmed, the next day, what waits."""
    today = timezone.localdate()
    terms = PurchaseTerm.objects.filter(purchase=OuterRef("pk")).order_by()

    def count(rows: QuerySet[PurchaseTerm]) -> Subquery:
        return Subquery(rows.values("purchase").annotate(n=Count("pk", distinct=True)).values("n"))

    waiting = terms.filter(clock__state__in=OPEN)
    return (
        seen(user)
        .select_related("model", "buyer", "supplier")
        .annotate(
            terms_all=count(terms),
            terms_due=count(terms.filter(due_on__lte=today)),
            terms_waiting=count(waiting),
            terms_late=count(waiting.filter(due_on__lt=today)),
            next_due=Subquery(waiting.values("purchase").annotate(d=Min("due_on")).values("d")),
        )
    )


# What the filters of the list select; each of the commitments that have at least one such term.
def has_term(**which: Any) -> Q:
    return Q(Exists(PurchaseTerm.objects.filter(purchase=OuterRef("pk"), **which)))


def _has_word() -> Q:
    said = Confirmation.objects.filter(term__purchase=OuterRef("pk"))
    told = Evidence.objects.filter(
        term__purchase=OuterRef("pk"), side=Evidence.Side.BUYER, withdrawn_at__isnull=True
    )
    return Q(Exists(said)) | Q(Exists(told))


def _has_suppliers() -> Q:
    told = Evidence.objects.filter(term__purchase=OuterRef("pk"), withdrawn_at__isnull=True)
    return Q(Exists(told.exclude(side=Evidence.Side.BUYER)))


def told_as(value: str) -> Q:
    """Commitments of which both sides told something, one side only, or nobody."""
    buyer, supplier = _has_word(), _has_suppliers()
    return {
        "both": buyer & supplier,
        "one": buyer & ~supplier | ~buyer & supplier,
        "none": ~buyer & ~supplier,
    }[value]


def exempt_as(value: str) -> Q:
    return Q(Exists(Exemption.objects.filter(term__purchase=OuterRef("pk"), state=value)))


def due_as(value: str) -> Q:
    today = timezone.localdate()
    return {
        "late": has_term(due_on__lt=today, clock__state__in=OPEN),
        "due": has_term(due_on__lte=today),
        "coming": has_term(due_on__gte=today, clock__state__in=OPEN),
    }[value]


def tied(user: Any, models: Iterable[WinWinModel]) -> set[int]:
    """The keys of those models in which `user` is tied to a competitor of its parties. Four queries, whatever their number.

    A competitor is a party of another submitted model on the same need or item (as for recusal). A conflict that the
    secretariat dismissed no longer counts; one that it found or that was declared does, whatever it rests on.
    """
    asked = {model.pk: model for model in models}
    if getattr(user, "role", None) not in READERS or not asked:
        return set()
    found = Conflict.objects.filter(
        person=user.pk,
        case_type=CASE,
        case_id__in=[model.code for model in asked.values()],
        reason=ConflictReason.COMPETITOR,
    ).values_list("case_id", "state")
    said: dict[str, set[str]] = {}
    for code, state in found:
        said.setdefault(code, set()).add(state)
    ties = conflicts.ties_of([user])[user.pk]
    others = _same_market(asked.values()) if ties else []
    today, out = timezone.localdate(), set()
    for pk, model in asked.items():
        states = said.get(model.code, set())
        if states - {Conflict.State.DISMISSED}:
            out.add(pk)
        elif not states and ties:
            case = CaseFacts(
                frozenset({model.demand_company_id, model.supplier_id}), _competitors(model, others)
            )
            reasons = suggestions(ties, case, look_back_years=LOOK_BACK_YEARS, on=today)
            if any(each.reason == ConflictReason.COMPETITOR for each in reasons):
                out.add(pk)
    return out


def _same_market(models: Iterable[WinWinModel]) -> list[WinWinModel]:
    needs = {model.need_id for model in models if model.need_id}
    items = {model.item_id for model in models if model.item_id}
    return list(
        WinWinModel.objects.filter(Q(need__in=needs) | Q(item__in=items), submitted_at__isnull=False)
        .exclude(state=State.WITHDRAWN)
        .only("need", "item", "demand_company", "supplier", "demonstration")
    )


def _competitors(model: WinWinModel, others: Iterable[WinWinModel]) -> frozenset[int]:
    parties = {model.demand_company_id, model.supplier_id}
    firms: set[int] = set()
    for other in others:
        same = (model.need_id and other.need_id == model.need_id) or (
            model.item_id and other.item_id == model.item_id
        )
        if same and other.pk != model.pk and other.demonstration == model.demonstration:
            firms |= {other.demand_company_id, other.supplier_id}
    return frozenset(firms - parties)


def sees_amounts(user: Any, purchase: PurchaseCommitment) -> bool:
    """Whether `user`, who sees the commitment, also sees its prices, volumes, conditions, papers and evidence."""
    return not tied(user, [purchase.model])


@dataclass
class TermView:
    """One term as a viewer may see it; without `open`, no quantity, paper or word stands in it."""

    term: PurchaseTerm
    standing: Standing
    level: Level
    is_open: bool
    facts: TermFacts | None = None
    supplier: list[Evidence] = field(default_factory=list)
    buyer: list[Evidence] = field(default_factory=list)
    secretariat: list[Evidence] = field(default_factory=list)
    word: Confirmation | None = None
    words: list[Confirmation] = field(default_factory=list)
    exemptions: list[Exemption] = field(default_factory=list)
    moves: list[TermMove] = field(default_factory=list)

    @property
    def waits(self) -> bool:
        return self.term.clock is not None and self.term.clock.is_open

    @property
    def late(self) -> bool:
        return self.waits and self.term.due_on < timezone.localdate()

    @property
    def bought_whole(self) -> bool:
        """The buyer's last word is that all was bought: then there is nothing to leave out."""
        return says_all(self.term, self.word)

    @property
    def asked(self) -> Exemption | None:
        return next((e for e in self.exemptions if e.state == Exemption.State.ASKED), None)


@dataclass
class PurchaseView:
    """One commitment with its terms, as a viewer may see it."""

    purchase: PurchaseCommitment
    is_open: bool
    terms: list[TermView]
    links: list[ConfirmationLink]


def view(user: Any, purchase: PurchaseCommitment, as_of: date | None = None) -> PurchaseView:
    """The page of one commitment; a fixed number of queries, however many terms and papers it has."""
    day = as_of or timezone.localdate()
    is_open = sees_amounts(user, purchase)
    rows = []
    for term in with_all(purchase.terms.order_by("number")):
        facts = facts_of(term, day)
        # A lapsed or unconfirmed term counts nowhere: it is shown as one that is not due.
        standing = facts.standing(day) if stands(term, day) and term.clock_id else Standing.NOT_DUE
        shown = TermView(term, standing, facts.level, is_open)
        if is_open:
            _fill(shown, facts, word_as_of(term, day))
        rows.append(shown)
    manages = may(user, "followup.manage_purchase", purchase)
    links = list(purchase.links.all()) if manages else []
    return PurchaseView(purchase, is_open, rows, links)


def for_buyer(purchase: PurchaseCommitment) -> PurchaseView:
    """What the buyer itself is shown, by account or link: its own terms whole. The caller has asked who it is."""
    day = timezone.localdate()
    rows = []
    for term in with_all(purchase.terms.order_by("number")):
        facts = facts_of(term, day)
        shown = TermView(term, facts.standing(day), facts.level, is_open=True)
        _fill(shown, facts, word_as_of(term, day))
        rows.append(shown)
    return PurchaseView(purchase, True, rows, [])


def _fill(shown: TermView, facts: TermFacts, word: Confirmation | None) -> None:
    term = shown.term
    shown.facts, shown.word, shown.words = facts, word, list(term.confirmations.all())
    for row in term.evidence.all():
        side = {Evidence.Side.BUYER: shown.buyer, Evidence.Side.SUPPLIER: shown.supplier}
        side.get(Evidence.Side(row.side), shown.secretariat).append(row)
    shown.exemptions, shown.moves = list(term.exemptions.all()), list(term.moves.all())


def of_model(user: Any, model: WinWinModel) -> QuerySet[PurchaseCommitment]:
    """The commitments under one model, for its page."""
    return listed(user).filter(model=model).order_by("promised_on", "pk")


def purchases_of(organisation_id: int) -> QuerySet[PurchaseCommitment]:
    """What one company promised to buy."""
    return PurchaseCommitment.objects.filter(buyer=organisation_id)


def waiting_terms(user: Any) -> QuerySet[PurchaseTerm]:
    """The terms of commitments `user` sees whose clock still runs, the earliest day first."""
    return (
        PurchaseTerm.objects.filter(purchase__in=seen(user), clock__state__in=OPEN)
        .select_related("purchase__model", "purchase__buyer", "purchase__supplier")
        .order_by("due_on", "pk")
    )


def exemptions_to_decide(user: Any) -> QuerySet[Exemption]:
    """What companies asked to be left out and nobody has decided, the oldest first."""
    return (
        Exemption.objects.filter(state=Exemption.State.ASKED, term__purchase__in=seen(user))
        .select_related("term__purchase")
        .order_by("asked_at")
    )


def own_world(user: Any) -> list[PurchaseTerm]:
    """Every term of what `user` sees in his own world, for charts: facts and demonstration are never in one count."""
    return terms_of(seen(user).filter(demonstration=user.demonstration))


@dataclass(frozen=True)
class Counts:
    """The figures of the list's first sentence, of the viewer's own world."""

    purchases: int
    terms: int
    late: int


def counts(user: Any) -> Counts:
    rows = seen(user).filter(demonstration=user.demonstration).exclude(state=PurchaseState.DRAFT)
    terms = PurchaseTerm.objects.filter(purchase__in=rows)
    late = Q(clock__state__in=OPEN, due_on__lt=timezone.localdate())
    found = terms.aggregate(all=Count("pk"), late=Count("pk", filter=late))
    return Counts(rows.count(), found["all"], found["late"])


def untold(user: Any) -> QuerySet[PurchaseTerm]:
    """The waiting terms of `user`'s company, with whether its supplier told of them already (`told_by_supplier`)."""
    told = Evidence.objects.filter(
        term=OuterRef("pk"), side=Evidence.Side.SUPPLIER, withdrawn_at__isnull=True
    ).exclude(kind=Evidence.Kind.ORDER)
    return waiting_terms(user).annotate(told_by_supplier=Exists(told))
