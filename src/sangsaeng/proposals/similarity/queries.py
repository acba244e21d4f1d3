"""Reads of comparisons. Of a model that the viewer may not read whole, not even the code leaves the database."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from sangsaeng.analysis.similar import ENGINE_VERSION, Kind
from sangsaeng.parties.models import Role
from sangsaeng.proposals.models import Comparison, Likeness, WinWinModel
from sangsaeng.proposals.queries import whole_to
from sangsaeng.proposals.similarity import texts

ORDER = {Kind.NEAR: 0, Kind.PART: 1, Kind.SOME: 2}


def of_model(model: WinWinModel) -> QuerySet[Likeness]:
    return Likeness.objects.filter(Q(first=model) | Q(second=model))


def seen(user: Any, model: WinWinModel) -> QuerySet[Likeness]:
    """The pairs of a model whose other side `user` may read whole as well."""
    whole = whole_to(user).filter(demonstration=model.demonstration)
    return Likeness.objects.filter(Q(first=model, second__in=whole) | Q(second=model, first__in=whole))


def is_current(model: WinWinModel) -> bool:
    """Whether the plan was compared as it stands now, by the engine of now; reads `model.comparison`."""
    try:
        kept = model.comparison
    except Comparison.DoesNotExist:
        return False
    return kept.engine == ENGINE_VERSION and kept.digest == texts.digest(texts.sections(model))


@dataclass(frozen=True)
class Row:
    """A pair as one of its models sees it."""

    likeness: Likeness
    model: WinWinModel
    other: WinWinModel

    @property
    def forward(self) -> bool:
        return self.likeness.first_id == self.model.pk

    @property
    def share(self) -> float:
        """Of the model's own words, the part that stands in the other."""
        return self.likeness.share_first if self.forward else self.likeness.share_second

    @property
    def other_share(self) -> float:
        return self.likeness.share_second if self.forward else self.likeness.share_first

    @property
    def firms(self) -> str:
        """Whose the other plan is: `same` firms on both sides, `one` of them the same, or `others`."""
        ours = {self.model.demand_company_id, self.model.supplier_id}
        theirs = {self.other.demand_company_id, self.other.supplier_id}
        return {2: "same", 1: "one"}.get(len(ours & theirs), "others")

    @property
    def is_current(self) -> bool:
        ours, theirs = (texts.digest(texts.sections(each)) for each in (self.model, self.other))
        row = self.likeness
        return (row.digest_first, row.digest_second) == ((ours, theirs) if self.forward else (theirs, ours))


def rows(user: Any, model: WinWinModel) -> list[Row]:
    """The pairs of a model that `user` may see: plans of other firms first, then the larger share; one query."""
    found = seen(user, model).select_related(
        "first__demand_company",
        "first__supplier",
        "second__demand_company",
        "second__supplier",
        "judged_by",
    )
    made = [Row(each, model, each.second if each.first_id == model.pk else each.first) for each in found]
    return sorted(
        made,
        key=lambda row: (
            row.firms == "same",
            ORDER[Kind(row.likeness.kind)],
            -max(row.share, row.other_share),
            row.other.code,
        ),
    )


def hidden(user: Any, model: WinWinModel) -> int:
    """How many plans that `user` may not read share passages with this one; only officials are told that there are any."""
    if getattr(user, "role", None) not in (Role.SECRETARIAT, Role.AUDITOR):
        return 0
    return of_model(model).exclude(pk__in=seen(user, model).values("pk")).count()


@dataclass(frozen=True)
class Counts:
    """How many pairs of each kind a viewer may see, and how many of them nobody has judged."""

    kinds: dict[Kind, int]
    open: int

    @property
    def total(self) -> int:
        return sum(self.kinds.values())


def counts(user: Any, model: WinWinModel) -> Counts:
    """For the panel of a model's page; one query."""
    found = list(seen(user, model).only("kind", "judgement", "judged_texts", "digest_first", "digest_second"))
    return Counts(_by_kind(found), sum(not row.is_judged for row in found))


def counts_of(found: list[Row]) -> dict[Kind, int]:
    return _by_kind([row.likeness for row in found])


def _by_kind(found: list[Likeness]) -> dict[Kind, int]:
    return {kind: sum(row.kind == kind for row in found) for kind in Kind}
