"""Reads of the ledger: what is committed, by programme, by model and by kind, never across kinds."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from sangsaeng.proposals.limits import technology_per_model
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.proposals.queries import whole_to
from sangsaeng.support.models import Commitment, Kind, Programme


def programmes() -> QuerySet[Programme]:
    """Every programme with `committed_krw` (None where nothing was) and `models`, from the ledger."""
    return Programme.objects.annotate(
        committed_krw=Sum("commitments__amount_krw"),
        models=Count(
            "commitments__model",
            filter=Q(commitments__reverses__isnull=True, commitments__reversed_by__isnull=True),
            distinct=True,
        ),
    ).order_by("kind", "-year", "code")


def programmes_for(model: WinWinModel) -> QuerySet[Programme]:
    """The programmes on which support for `model` may be committed: of its own world, not published facts."""
    from sangsaeng.support.models import COMMITTABLE

    return Programme.objects.filter(
        published=False, demonstration=model.demonstration, kind__in=sorted(COMMITTABLE)
    )


def committed(**which: Any) -> int:
    """The net amount of the ledger's rows that `which` selects; ask it of one kind only."""
    return int(Commitment.objects.filter(**which).aggregate(total=Sum("amount_krw"))["total"] or 0)


@dataclass(frozen=True)
class Room:
    """What may still be committed, in whole KRW; None where there is no ceiling or it is unknown."""

    programme: int | None
    model: int | None

    @property
    def least(self) -> int | None:
        known = [left for left in (self.programme, self.model) if left is not None]
        return min(known) if known else None


def room(programme: Programme, model: WinWinModel) -> Room:
    """What is left of the programme's budget, and of the model's ceiling under it, live from the ledger.

    A model's ceiling is the programme's own and, for R&D, the published one over all its grants (2bn KRW).
    """
    left = None
    if programme.budget_krw is not None:
        left = programme.budget_krw - committed(programme=programme)
    ceilings = []
    if programme.cap_per_model_krw is not None:
        ceilings.append(programme.cap_per_model_krw - committed(programme=programme, model=model))
    if programme.kind == Kind.GRANT:
        ceilings.append(technology_per_model().amount_krw - committed(kind=Kind.GRANT, model=model))
    return Room(programme=left, model=min(ceilings) if ceilings else None)


def ledger(model: WinWinModel) -> QuerySet[Commitment]:
    """Every entry of a model, oldest first, with programme and counter-entry."""
    return Commitment.objects.filter(model=model).select_related("programme", "reversed_by").order_by("id")


def live(model: WinWinModel) -> QuerySet[Commitment]:
    """The commitments of a model that were not cancelled."""
    return ledger(model).filter(reverses__isnull=True, reversed_by__isnull=True)


def seen_ledger(user: Any, programme: Programme) -> QuerySet[Commitment]:
    """The entries of a programme for models that `user` may read whole; nobody else learns of an amount."""
    return (
        Commitment.objects.filter(programme=programme, model__in=whole_to(user))
        .select_related("model", "reversed_by")
        .order_by("id")
    )


@dataclass(frozen=True)
class KindTotal:
    """What was committed of one kind; `amount_krw` is None for a kind without money."""

    kind: Kind
    amount_krw: int | None
    models: int
    programmes: int

    @property
    def label(self) -> str:
        return str(self.kind.label)


def by_kind(*, demonstration: bool) -> list[KindTotal]:
    """Net commitments kind by kind, of the marked ones or of the real ones; kinds without any are left out."""
    open_entry = Q(reverses__isnull=True, reversed_by__isnull=True)
    rows = (
        Commitment.objects.filter(demonstration=demonstration)
        .values("kind")
        .annotate(
            amount=Sum("amount_krw"),
            models=Count("model", filter=open_entry, distinct=True),
            programmes=Count("programme", filter=open_entry, distinct=True),
        )
    )
    found = {row["kind"]: row for row in rows}
    return [
        KindTotal(kind, found[kind]["amount"], found[kind]["models"], found[kind]["programmes"])
        for kind in Kind
        if kind in found
    ]
