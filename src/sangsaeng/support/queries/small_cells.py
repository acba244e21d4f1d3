"""What the public may see of the ledger: rates and sums by kind, without small cells.

A sum over one or two supported models is nearly the amount of one of them. So of real records a kind with fewer than FEWEST
supported models and firms shows neither count nor sum, and no programme's sum is shown at all: from a kind's sum and the
programmes that may be shown, the one that may not could be worked out. The kinds are never added, so no total gives the rest
away either. Invented records hide nobody; they are shown whole, marked as what they are.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Q

from sangsaeng.parties.models import Role
from sangsaeng.parties.rules import may
from sangsaeng.support.models import Commitment, Kind
from sangsaeng.support.queries import ledger

FEWEST = 3


@dataclass(frozen=True)
class PublicKind:
    """What everyone may know of one kind; `supported`, sums and rate are None where they are withheld."""

    kind: Kind
    supported: int | None
    committed_krw: int | None
    paid_krw: int | None
    withheld: bool

    @property
    def label(self) -> str:
        return str(self.kind.label)

    @property
    def paid_pct(self) -> float | None:
        """Paid of what is committed, in per cent."""
        if not self.committed_krw or self.paid_krw is None:
            return None
        return round(100 * self.paid_krw / self.committed_krw, 1)


def kinds_for_public(*, demonstration: bool) -> list[PublicKind]:
    """The kinds in which anything is or was supported, in their order."""
    supported = _supported(demonstration)
    found = []
    for row in ledger.by_kind(demonstration=demonstration):
        count = supported.get(row.kind, 0)
        if not count:
            continue
        if not demonstration and count < FEWEST:
            found.append(PublicKind(row.kind, None, None, None, withheld=True))
        else:
            found.append(PublicKind(row.kind, count, row.amount_krw, row.paid_krw, withheld=False))
    return found


def _supported(demonstration: bool) -> dict[Kind, int]:
    """How many models, and firms without a model, any sum or act of a kind was ever for."""
    counted: dict[Kind, int] = {}
    rows = (
        Commitment.objects.filter(demonstration=demonstration)
        .order_by()
        .values("kind")
        .annotate(
            models=Count("model", distinct=True),
            firms=Count("recipient", filter=Q(model__isnull=True), distinct=True),
        )
    )
    for row in rows:
        counted[Kind(row["kind"])] = row["models"] + row["firms"]
    return counted


def shows_sums(user: Any) -> bool:
    """Whether this person reads the ledger's real sums whole: who keeps, audits, decides or advises; not a firm, not a visitor."""
    if not getattr(user, "is_authenticated", False) or user.demonstration:
        return False
    return may(user, "support.read_ledger") or user.role in (Role.MINISTRY, Role.CHAIR, Role.MEMBER)


SUMS = ("committed_krw", "paid_krw", "returned_krw", "left_krw", "models", "firms")


def programmes_for(user: Any, rows: Iterable[Any]) -> list[Any]:
    """Programmes of `queries.ledger.programmes` as `user` may see them: to the public, real ones without sums (`withheld`)."""
    shown, whole = list(rows), shows_sums(user)
    for row in shown:
        row.withheld = not (whole or row.demonstration or row.published)
        if row.withheld:
            for name in SUMS:
                setattr(row, name, None)
    return shown


def totals_for(user: Any, *, demonstration: bool) -> list[Any]:
    """The rows of `queries.ledger.by_kind` as `user` may see them: to the public, small real ones without sums."""
    rows: list[Any] = ledger.by_kind(demonstration=demonstration)
    if demonstration or shows_sums(user):
        return rows
    supported = _supported(demonstration)
    nothing: dict[str, Any] = {
        "amount_krw": None,
        "paid_krw": None,
        "returned_krw": None,
        "base_krw": None,
        "paid_of_known_krw": 0,
        "models": None,
    }
    return [replace(row, **nothing) if 0 < supported.get(row.kind, 0) < FEWEST else row for row in rows]
