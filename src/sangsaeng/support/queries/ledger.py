"""Reads of the ledger: balances, what is left, and what was planned, committed and paid, kind by kind.

A balance is what came into an account less what left it. Amounts of different kinds are different things: no function here
adds grants to loans, exposure or fund formation.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from sangsaeng.parties.models import Organisation
from sangsaeng.proposals.limits import technology_per_model
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.proposals.queries import whole_to
from sangsaeng.support.models import MONEY, Account, Commitment, Entry, Kind, Movement, Programme

HELD = (Account.COMMITTED, Account.CONTRACTED, Account.DISBURSED, Account.CLAWBACK_DUE, Account.RETURNED)


def _net(rows: QuerySet[Entry], into: Q, out: Q) -> int:
    """What `into` selects less what `out` selects, in one query."""
    totals = rows.aggregate(came=Sum("amount_krw", filter=into), left=Sum("amount_krw", filter=out))
    return int(totals["came"] or 0) - int(totals["left"] or 0)


def balance(
    account: Account,
    *,
    programme: Programme | None = None,
    commitment: Commitment | None = None,
    in_kind: bool | None = None,
    as_of: date | None = None,
) -> int:
    """What stands in an account of a programme or of a commitment, in whole won."""
    rows = Entry.objects.all()
    if commitment is not None:
        rows = rows.filter(commitment=commitment)
    if in_kind is not None:
        rows = rows.filter(in_kind=in_kind)
    if as_of is not None:
        rows = rows.filter(on__lte=as_of)
    into, out = Q(to_account=account), Q(from_account=account)
    if programme is not None:
        rows = rows.filter(Q(to_programme=programme) | Q(from_programme=programme))
        into &= Q(to_programme=programme)
        out &= Q(from_programme=programme)
    return _net(rows, into, out)


def ever_in(account: Account, *, commitment: Commitment) -> int:
    """What ever came into an account of a commitment, without what a counter-entry or a release took back."""
    rows = commitment.entries.filter(Q(to_account=account, reverses__isnull=True) | Q(from_account=account))
    back = Q(from_account=account) & (Q(reverses__isnull=False) | Q(movement=Movement.RELEASE))
    return _net(rows, Q(to_account=account, reverses__isnull=True), back)


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
    not. returned: what came back. due: what is to come back. matching: what the parties promised.
    """

    def net(*accounts: Account) -> Any:
        return _sum_of(_into(*accounts, as_of=as_of)) - _sum_of(_out_of(*accounts, as_of=as_of))

    later = (Account.CONTRACTED, Account.DISBURSED, Account.CLAWBACK_DUE, Account.RETURNED)
    return rows.annotate(
        committed_krw=net(*HELD),
        contracted_krw=net(*later),
        paid_krw=net(*later[1:]),
        returned_krw=net(Account.RETURNED),
        due_krw=net(Account.CLAWBACK_DUE),
        matching_krw=net(Account.MATCHING_PROMISED, Account.MATCHING_PAID),
        matching_paid_krw=net(Account.MATCHING_PAID),
    )


def ledger(model: WinWinModel) -> QuerySet[Commitment]:
    """Every commitment of a model with its amounts, oldest first."""
    rows = Commitment.objects.filter(model=model).select_related("programme", "recipient")
    return with_amounts(rows).order_by("id")


def live(model: WinWinModel) -> QuerySet[Commitment]:
    """The commitments of a model that were not cancelled."""
    return Commitment.objects.filter(model=model, cancelled_at__isnull=True)


def seen_ledger(user: Any, programme: Programme) -> QuerySet[Commitment]:
    """The commitments of a programme that `user` may read: those of models he reads whole; of firms, who keeps the ledger."""
    from sangsaeng.parties.rules import may

    seen = Q(model__in=whole_to(user))
    if may(user, "support.read_ledger", programme):
        seen |= Q(model__isnull=True)
    rows = Commitment.objects.filter(seen, programme=programme).select_related("model", "recipient")
    return with_amounts(rows).order_by("id")


def programmes_for(model: WinWinModel) -> QuerySet[Programme]:
    """The programmes on which support for `model` may be committed: of its own world, not published facts."""
    return Programme.objects.filter(published=False, demonstration=model.demonstration)


def _programme_sum(accounts: tuple[Account, ...], side: str, as_of: date | None) -> Coalesce:
    rows = Entry.objects.filter(**{f"{side}_programme": OuterRef("pk"), f"{side}_account__in": accounts})
    if as_of:
        rows = rows.filter(on__lte=as_of)
    total = rows.order_by().values(f"{side}_programme").annotate(total=Sum("amount_krw")).values("total")
    return Coalesce(Subquery(total), 0)


def programmes(as_of: date | None = None) -> QuerySet[Programme]:
    """Every programme with appropriated_krw, committed_krw, paid_krw, left_krw from the ledger, and `models`, of a day where given."""

    def net(*accounts: Account) -> Any:
        return _programme_sum(accounts, "to", as_of) - _programme_sum(accounts, "from", as_of)

    live_commitment = Q(commitments__cancelled_at__isnull=True)
    if as_of:
        live_commitment &= Q(commitments__committed_at__date__lte=as_of)
    return Programme.objects.annotate(
        committed_krw=net(*HELD),
        paid_krw=net(Account.DISBURSED, Account.CLAWBACK_DUE, Account.RETURNED),
        left_krw=net(Account.AVAILABLE),
        models=Count("commitments__model", filter=live_commitment, distinct=True),
    ).order_by("kind", "-year", "code")


@dataclass(frozen=True)
class KindTotal:
    """What was committed and paid of one kind; None for a kind without money."""

    kind: Kind
    amount_krw: int | None
    paid_krw: int | None
    models: int
    programmes: int

    @property
    def label(self) -> str:
        return str(self.kind.label)


def by_kind(*, demonstration: bool, as_of: date | None = None) -> list[KindTotal]:
    """What stands committed and paid kind by kind, of the marked ones or of the real ones; kinds without any are left out."""
    rows = Commitment.objects.filter(demonstration=demonstration)
    if as_of:
        rows = rows.filter(committed_at__date__lte=as_of)
    stands = Q(cancelled_at__isnull=True) | (Q(cancelled_at__date__gt=as_of) if as_of else Q(pk__in=[]))
    counted = {
        row["kind"]: row
        for row in rows.order_by()
        .values("kind")
        .annotate(
            models=Count("model", filter=stands, distinct=True),
            programmes=Count("programme", filter=stands, distinct=True),
        )
    }
    entries = Entry.objects.filter(demonstration=demonstration, commitment__isnull=False)
    if as_of:
        entries = entries.filter(on__lte=as_of)
    paid = (Account.DISBURSED, Account.CLAWBACK_DUE, Account.RETURNED)
    amounts = {
        row["kind"]: row
        for row in entries.order_by()
        .values("kind")
        .annotate(
            held_in=Coalesce(Sum("amount_krw", filter=Q(to_account__in=HELD)), 0),
            held_out=Coalesce(Sum("amount_krw", filter=Q(from_account__in=HELD)), 0),
            paid_in=Coalesce(Sum("amount_krw", filter=Q(to_account__in=paid)), 0),
            paid_out=Coalesce(Sum("amount_krw", filter=Q(from_account__in=paid)), 0),
        )
    }
    return [
        KindTotal(
            kind=kind,
            amount_krw=_difference(amounts.get(kind), "held") if kind in MONEY else None,
            paid_krw=_difference(amounts.get(kind), "paid") if kind in MONEY else None,
            models=counted[kind]["models"],
            programmes=counted[kind]["programmes"],
        )
        for kind in Kind
        if kind in counted
    ]


def _difference(row: dict[str, Any] | None, name: str) -> int:
    return int(row[f"{name}_in"]) - int(row[f"{name}_out"]) if row else 0


def entries_of(commitment: Commitment) -> QuerySet[Entry]:
    """The entries of a commitment, oldest first, with the counter-entry of each."""
    return commitment.entries.select_related("reversed_by", "reverses").order_by("id")
