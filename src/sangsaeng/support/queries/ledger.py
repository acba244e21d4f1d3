"""Reads of the ledger: balances, what is left, and what was planned, committed and paid, kind by kind.

A balance is what came into an account less what left it. Amounts of different kinds are different things: no function here
adds grants to loans, exposure or fund formation.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from sangsaeng.parties.models import Organisation, Role
from sangsaeng.parties.rules import may
from sangsaeng.proposals.limits import technology_per_model
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.proposals.queries import whole_to
from sangsaeng.support.models import COMMITTED_AS, MONEY, Account, Commitment, Entry, Kind, Programme

PAID = (Account.DISBURSED, Account.CLAWBACK_DUE, Account.RETURNED)
AGREED = (Account.CONTRACTED, *PAID)
HELD = (Account.COMMITTED, *AGREED)
UNPAID = (Account.COMMITTED, Account.CONTRACTED)
MATCHING = (Account.MATCHING_PROMISED, Account.MATCHING_PAID)


def _net(rows: QuerySet[Entry], into: Q, out: Q) -> int:
    """What `into` selects less what `out` selects, in one query."""
    totals = rows.aggregate(came=Sum("amount_krw", filter=into), left=Sum("amount_krw", filter=out))
    return int(totals["came"] or 0) - int(totals["left"] or 0)


def balance(
    *accounts: Account,
    programme: Programme | None = None,
    commitment: Commitment | None = None,
    in_kind: bool | None = None,
    as_of: date | None = None,
) -> int:
    """What stands in these accounts together, of a programme or of a commitment, in whole won."""
    rows = Entry.objects.all()
    if in_kind is not None:
        rows = rows.filter(in_kind=in_kind)
    if as_of is not None:
        rows = rows.filter(on__lte=as_of)
    if commitment is not None:
        rows = rows.filter(commitment=commitment)
        return _net(rows, Q(to_account__in=accounts), Q(from_account__in=accounts))
    came, left = rows.filter(to_account__in=accounts), rows.filter(from_account__in=accounts)
    if programme is not None:  # each side by an index that covers it
        came, left = came.filter(to_programme=programme), left.filter(from_programme=programme)
    sums = [side.aggregate(total=Sum("amount_krw"))["total"] or 0 for side in (came, left)]
    return int(sums[0]) - int(sums[1])


def lowest(
    account: Account,
    since: date,
    *,
    programme: Programme | None = None,
    commitment: Commitment | None = None,
    in_kind: bool | None = None,
) -> int:
    """The least that stands in an account at the end of any day from `since` on: so much may leave it on that day.

    A movement that is entered late, with its true day, must not have made the account negative in between.
    """
    stands = balance(account, programme=programme, commitment=commitment, in_kind=in_kind)
    if since >= timezone.localdate():
        return stands
    rows = Entry.objects.filter(on__gt=since)
    into, out = Q(to_account=account), Q(from_account=account)
    if commitment is not None:
        rows = rows.filter(commitment=commitment)
    if programme is not None:
        into, out = into & Q(to_programme=programme), out & Q(from_programme=programme)
    if in_kind is not None:
        rows = rows.filter(in_kind=in_kind)
    days = (
        rows.filter(into | out)
        .order_by()
        .values("on")
        .annotate(
            came=Coalesce(Sum("amount_krw", filter=into), 0), left=Coalesce(Sum("amount_krw", filter=out), 0)
        )
        .order_by("-on")
    )
    least = stands
    for each in days:  # back in time, a day at a time
        stands -= each["came"] - each["left"]
        least = min(least, stands)
    return least


def committed(**which: Any) -> int:
    """What stands committed (whether agreed, paid or given back since) of the entries that `which` selects; ask it of one kind only."""
    free = (Account.AVAILABLE, Account.SOURCE)
    rows = Entry.objects.filter(commitment__isnull=False, **which)
    return _net(
        rows,
        Q(from_account__in=free, to_account__in=HELD),
        Q(to_account__in=free, from_account__in=HELD),
    )


@dataclass(frozen=True)
class Room:
    """What may still be committed, in whole KRW; None where there is no ceiling or it is unknown."""

    programme: int | None
    model: int | None
    firm: int | None = None

    @property
    def least(self) -> int | None:
        known = [left for left in (self.programme, self.model, self.firm) if left is not None]
        return min(known) if known else None


def room(
    programme: Programme, model: WinWinModel | None = None, recipient: Organisation | None = None
) -> Room:
    """What is left of the programme's appropriation, and of the ceilings of a model and of a firm under it.

    A model's ceiling is the programme's own and, for R&D, the published one over all its grants (2bn KRW).
    """
    left = None
    if programme.budget_krw is not None:
        left = balance(Account.AVAILABLE, programme=programme)
    ceilings = []
    if model is not None and programme.cap_per_model_krw is not None:
        ceilings.append(programme.cap_per_model_krw - committed(from_programme=programme, model=model))
    if model is not None and programme.kind == Kind.GRANT:
        ceilings.append(technology_per_model().amount_krw - committed(kind=Kind.GRANT, model=model))
    firm = None
    if recipient is not None and programme.cap_per_firm_krw is not None:
        firm = programme.cap_per_firm_krw - committed(from_programme=programme, recipient=recipient)
    return Room(programme=left, model=min(ceilings) if ceilings else None, firm=firm)


def _sum_of(condition: Q, field: str = "entries") -> Coalesce:
    """A column of commitments: the sum of their entries that `condition` selects."""
    amount = Case(When(condition, then=F(f"{field}__amount_krw")), default=Value(0))
    return Coalesce(Sum(amount), 0)


def _into(*accounts: Account, as_of: date | None = None) -> Q:
    when = Q(entries__on__lte=as_of) if as_of else Q()
    return Q(entries__to_account__in=accounts) & when


def _out_of(*accounts: Account, as_of: date | None = None) -> Q:
    when = Q(entries__on__lte=as_of) if as_of else Q()
    return Q(entries__from_account__in=accounts) & when


def with_amounts(rows: QuerySet[Commitment], as_of: date | None = None) -> QuerySet[Commitment]:
    """Commitments with committed_krw, contracted_krw, paid_krw, returned_krw, due_krw, matching_krw (of a day where given).

    committed: all that was committed and not released. contracted: what was agreed of it. paid: what was paid, returned or
    not. returned: what came back. due: what is to come back. matching: what the parties promised, paid of it or not.
    """

    def net(*accounts: Account) -> Any:
        return _sum_of(_into(*accounts, as_of=as_of)) - _sum_of(_out_of(*accounts, as_of=as_of))

    return rows.annotate(
        committed_krw=net(*HELD),
        contracted_krw=net(*AGREED),
        paid_krw=net(*PAID),
        returned_krw=net(Account.RETURNED),
        due_krw=net(Account.CLAWBACK_DUE),
        matching_krw=net(*MATCHING),
        matching_paid_krw=net(Account.MATCHING_PAID),
    )


def ledger(model: WinWinModel) -> QuerySet[Commitment]:
    """Every commitment of a model with its amounts, oldest first."""
    rows = Commitment.objects.filter(model=model).select_related("programme", "recipient")
    return with_amounts(rows).order_by("id")


def live(model: WinWinModel) -> QuerySet[Commitment]:
    """The commitments of a model that were not cancelled."""
    return Commitment.objects.filter(model=model, cancelled_at__isnull=True)


def seen(user: Any) -> QuerySet[Commitment]:
    """The commitments that `user` may read: of models he reads whole; to firms, those to his own, or all who keeps the ledger."""
    if not getattr(user, "is_authenticated", False):
        return Commitment.objects.none()
    which = Q(model__in=whole_to(user))
    firms = Q(model__isnull=True)
    if may(user, "support.read_ledger"):
        which |= firms & Q(demonstration=True) if user.demonstration else firms
    elif user.organisation_id and user.role in (Role.DEMAND_COMPANY, Role.SME):
        which |= firms & Q(recipient=user.organisation_id)
    return Commitment.objects.filter(which).select_related("programme", "model", "recipient")


def seen_ledger(user: Any, programme: Programme) -> QuerySet[Commitment]:
    """The commitments of a programme that `user` may read, with their amounts, oldest first."""
    return with_amounts(seen(user).filter(programme=programme)).order_by("id")


def seen_entries(user: Any, programme: Programme) -> QuerySet[Entry]:
    """The entries of a programme for who keeps or audits the ledger: its budget, and the commitments he may read."""
    if not may(user, "support.read_ledger", programme):
        return Entry.objects.none()
    of_it = Q(from_programme=programme) | Q(to_programme=programme)
    mine = Q(commitment__isnull=True) | Q(commitment__in=seen(user).values("pk"))
    return Entry.objects.filter(of_it, mine).select_related(
        "commitment", "model", "recipient", "from_programme", "to_programme", "reverses", "reversed_by"
    )


def programmes_for(model: WinWinModel) -> QuerySet[Programme]:
    """The programmes on which support for `model` may be committed: of its own world, not published facts."""
    return Programme.objects.filter(published=False, demonstration=model.demonstration)


def _programme_sum(accounts: tuple[Account, ...], side: str, as_of: date | None, **which: Any) -> Coalesce:
    rows = Entry.objects.filter(
        **{f"{side}_programme": OuterRef("pk"), f"{side}_account__in": accounts}, **which
    )
    if as_of:
        rows = rows.filter(on__lte=as_of)
    total = rows.order_by().values(f"{side}_programme").annotate(total=Sum("amount_krw")).values("total")
    return Coalesce(Subquery(total), 0)


def programmes(as_of: date | None = None) -> QuerySet[Programme]:
    """Every programme with its sums from the ledger (of a day where given), and `models` and `firms` with live support.

    appropriated_krw: put in, carried over and cut. committed_krw: committed and not released. paid_krw: paid, returned
    or not. returned_krw: what came back of it. left_krw: appropriated and not committed.
    """

    def net(*accounts: Account, **which: Any) -> Any:
        return _programme_sum(accounts, "to", as_of, **which) - _programme_sum(
            accounts, "from", as_of, **which
        )

    live_commitment = Q(commitments__cancelled_at__isnull=True)
    if as_of:
        live_commitment |= Q(commitments__cancelled_at__date__gt=as_of)
        live_commitment &= Q(commitments__committed_at__date__lte=as_of)
    return Programme.objects.annotate(
        appropriated_krw=net(Account.AVAILABLE, commitment__isnull=True),
        committed_krw=net(*HELD),
        paid_krw=net(*PAID),
        returned_krw=net(Account.RETURNED),
        left_krw=net(Account.AVAILABLE),
        models=Count("commitments__model", filter=live_commitment, distinct=True),
        firms=Count(
            "commitments__recipient",
            filter=live_commitment & Q(commitments__model__isnull=True),
            distinct=True,
        ),
    ).order_by("kind", "-year", "code")


@dataclass(frozen=True)
class KindTotal:
    """What was committed and paid of one kind; None for a kind without money, or where it is not known."""

    kind: Kind
    amount_krw: int | None
    paid_krw: int | None
    models: int
    programmes: int
    planned_krw: int | None = None
    appropriated_krw: int | None = None
    returned_krw: int | None = None
    unknown_budgets: int = 0
    base_krw: int | None = None
    paid_of_known_krw: int = 0

    @property
    def label(self) -> str:
        return str(self.kind.label)

    @property
    def rate(self) -> float | None:
        """Per cent paid of what was appropriated (of a fund: formed), where the budget is known; None where nothing is."""
        return 100 * self.paid_of_known_krw / self.base_krw if self.base_krw else None


def by_kind(*, demonstration: bool, as_of: date | None = None) -> list[KindTotal]:
    """Planned, appropriated, committed, paid, kind by kind, of the marked programmes or of the real ones.

    What a fund was formed with is one kind, what it invested another: the first is planned and appropriated, the second
    committed and paid, with the first's appropriation as the base of its rate. Kinds without any programme are left out.
    """
    rows = list(programmes(as_of).filter(published=False, demonstration=demonstration))
    standing = _standing_kinds(demonstration, as_of)
    found = []
    for kind in Kind:
        own = [each for each in rows if each.kind == kind]
        base = own or [each for each in rows if COMMITTED_AS[Kind(each.kind)] == kind]
        if base:
            found.append(_kind_total(kind, own, base, standing.get(kind, (0, 0))))
    return found


def _standing_kinds(demonstration: bool, as_of: date | None) -> dict[str, tuple[int, int]]:
    """Models and programmes with live commitments, by the kind of the commitment."""
    rows = Commitment.objects.filter(demonstration=demonstration)
    live_then = Q(cancelled_at__isnull=True)
    if as_of:
        rows = rows.filter(committed_at__date__lte=as_of)
        live_then |= Q(cancelled_at__date__gt=as_of)
    counted = (
        rows.filter(live_then)
        .order_by()
        .values("kind")
        .annotate(models=Count("model", distinct=True), programmes=Count("programme", distinct=True))
    )
    return {row["kind"]: (row["models"], row["programmes"]) for row in counted}


def _kind_total(kind: Kind, own: list[Any], base: list[Any], standing: tuple[int, int]) -> KindTotal:
    """One kind's row: `own` programmes are of this kind, `base` those whose commitments are."""
    spends = [each for each in base if COMMITTED_AS[Kind(each.kind)] == kind]
    known = [each for each in base if each.budget_krw is not None]
    has_money, is_spent = kind != Kind.REGULATION, kind in MONEY

    def total(rows: list[Any], name: str) -> int:
        return sum(getattr(each, name) for each in rows)

    return KindTotal(
        kind=kind,
        amount_krw=total(spends, "committed_krw") if is_spent else None,
        paid_krw=total(spends, "paid_krw") if is_spent else None,
        returned_krw=total(spends, "returned_krw") if is_spent else None,
        models=standing[0],
        programmes=standing[1] or len(own),
        planned_krw=sum(p.budget_krw for p in known) if has_money and own and known else None,
        appropriated_krw=total(known, "appropriated_krw") if has_money and own and known else None,
        unknown_budgets=len(base) - len(known) if has_money else 0,
        base_krw=total(known, "appropriated_krw") if is_spent and known else None,
        paid_of_known_krw=total(known, "paid_krw") if is_spent else 0,
    )


def entries_of(commitment: Commitment) -> QuerySet[Entry]:
    """The entries of a commitment, oldest first, with the counter-entry of each."""
    return commitment.entries.select_related("reversed_by", "reverses").order_by("id")


def stands(commitment: Commitment) -> dict[str, int]:
    """What stands in each account of a commitment now, in one query."""
    found: dict[str, int] = {}
    for source, target, amount in commitment.entries.values_list("from_account", "to_account", "amount_krw"):
        found[source] = found.get(source, 0) - amount
        found[target] = found.get(target, 0) + amount
    return found


def later_years(programme: Programme) -> QuerySet[Programme]:
    """Where what is left of a programme may be carried over: of its kind and world, a later year, a known budget."""
    return Programme.objects.filter(
        published=False,
        demonstration=programme.demonstration,
        kind=programme.kind,
        year__gt=programme.year or 9999,
        budget_krw__isnull=False,
    ).order_by("year", "code")
