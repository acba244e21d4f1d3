"""Reads of indicators and of the list of models under way. A sum is made of like things only: kind, name and unit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone

from sangsaeng.followup import progress
from sangsaeng.followup.models import Indicator, Milestone, MilestoneState, Observation
from sangsaeng.followup.queries.milestones import OPEN, dated, late_q
from sangsaeng.proposals.lifecycle import EVER_APPROVED
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.proposals.queries import whole_to
from sangsaeng.records.models import DocumentFile

# Units whose values are shares or indices: values of several models are never added up (ours).
NOT_ADDED = frozenset({"%", "%p", "점", "배", "지수", "단계", "일", "개월", "년", "등급", "위"})


@dataclass(frozen=True)
class Measured:
    """One indicator with what was observed of it. `latest` is the newest value that was not corrected."""

    indicator: Indicator
    current: Sequence[Observation] = field(default_factory=tuple)  # not corrected, oldest year first
    corrected: Sequence[Observation] = field(default_factory=tuple)

    @property
    def latest(self) -> Observation | None:
        return self.current[-1] if self.current else None

    @property
    def latest_checked(self) -> Observation | None:
        return next((each for each in reversed(self.current) if each.checked_at is not None), None)

    @property
    def way(self) -> Decimal | None:
        """Per cent of the way from baseline to target at the latest value; None where unknown."""
        if self.latest is None:
            return None
        return progress.way(self.indicator.baseline, self.indicator.target, self.latest.value)

    @property
    def is_reached(self) -> bool | None:
        if self.latest is None:
            return None
        more = self.indicator.more_is_better
        return progress.is_reached(self.indicator.target, self.latest.value, more_is_better=more)


def measured(indicator: Indicator) -> Measured:
    """From an indicator whose observations are prefetched with `corrected_by`."""
    rows = sorted(indicator.observations.all(), key=lambda each: (each.year, each.pk))
    gone = {each.corrects_id for each in rows if each.corrects_id is not None}
    return Measured(
        indicator,
        tuple(each for each in rows if each.pk not in gone),
        tuple(each for each in rows if each.pk in gone),
    )


def _observations() -> Any:
    files = Prefetch("file", DocumentFile.objects.defer("content"))
    return Prefetch("observations", Observation.objects.prefetch_related(files).order_by("year", "id"))


def of_model(model: WinWinModel) -> list[Measured]:
    """The indicators of a model with their observations, in the order of the kinds."""
    rows = Indicator.objects.filter(model=model).prefetch_related(_observations())
    order = {kind: number for number, kind in enumerate(Indicator.Kind.values)}
    return [measured(each) for each in sorted(rows, key=lambda each: (order[each.kind], each.code))]


def seen(user: Any) -> QuerySet[Indicator]:
    """The indicators of the models that `user` may read whole."""
    return Indicator.objects.filter(model__in=whole_to(user)).select_related(
        "model__demand_company", "model__supplier"
    )


def observations_seen(user: Any) -> QuerySet[Observation]:
    return Observation.objects.filter(indicator__model__in=whole_to(user)).select_related(
        "indicator__model__demand_company", "indicator__model__supplier", "file"
    )


def unchecked(user: Any) -> QuerySet[Observation]:
    """The values that wait for a check by somebody else than who entered them, longest waiting first."""
    return (
        observations_seen(user)
        .filter(checked_at__isnull=True, corrected_by__isnull=True)
        .exclude(entered_by=getattr(user, "username", ""))
        .defer("file__content")
        .order_by("entered_at", "id")
    )


def files_seen(user: Any) -> QuerySet[DocumentFile]:
    """The evidence files of milestones and observations of the models that `user` may read whole."""
    whole = whole_to(user)
    milestones = Milestone.objects.filter(model__in=whole, reports__files=OuterRef("pk"))
    observations = Observation.objects.filter(indicator__model__in=whole, file=OuterRef("pk"))
    return DocumentFile.objects.filter(Q(Exists(milestones)) | Q(Exists(observations)))


def under_way(user: Any) -> QuerySet[WinWinModel]:
    """The models that are followed up: approved at least once, or with a milestone; of those `user` reads whole.

    Each row has `next_due`, `next_title`, `next_code`, `late`, `accepted`, `milestone_count`, `waiting` (reports to answer) and
    its indicators with their observations: a fixed number of queries however many rows.
    """
    today = timezone.localdate()
    following = dated().filter(model=OuterRef("pk"), state__in=OPEN).order_by("deadline", "code")
    late = dated().filter(late_q(today), model=OuterRef("pk")).order_by().values("model")
    live = ~Q(milestones__state=MilestoneState.DROPPED)
    return (
        whole_to(user)
        .filter(Q(state__in=EVER_APPROVED) | Q(milestones__isnull=False))
        .annotate(
            milestone_count=Count("milestones", filter=live, distinct=True),
            accepted=Count("milestones", filter=Q(milestones__state=MilestoneState.ACCEPTED), distinct=True),
            waiting=Count("milestones", filter=Q(milestones__state=MilestoneState.REPORTED), distinct=True),
            next_due=Subquery(following.values("deadline")[:1]),
            next_title=Subquery(following.values("title")[:1]),
            late=Subquery(late.annotate(n=Count("pk")).values("n")),
        )
        .select_related("demand_company", "supplier")
        .prefetch_related(Prefetch("indicators", Indicator.objects.prefetch_related(_observations())))
        .order_by(F("next_due").asc(nulls_last=True), "code")
    )


@dataclass
class Total:
    """Indicators of one kind, name and unit over several models; checked and unchecked values apart.

    `checked` is the sum of the newest checked value of each indicator, `unchecked` that of the values newer than the
    checked ones (or without any). None where there is no such value, or where the unit is not one to add up.
    """

    kind: str
    name: str
    unit: str
    models: int = 0
    checked: Decimal | None = None
    checked_models: int = 0
    unchecked: Decimal | None = None
    unchecked_models: int = 0
    years: tuple[int, ...] = ()

    @property
    def kind_label(self) -> str:
        return str(Indicator.Kind(self.kind).label)

    @property
    def is_added(self) -> bool:
        return self.unit not in NOT_ADDED

    @property
    def span(self) -> str:
        if not self.years:
            return ""
        return str(self.years[0]) if self.years[0] == self.years[-1] else f"{self.years[0]}–{self.years[-1]}"


def totals(indicators: Iterable[Indicator]) -> list[Total]:
    """Over indicators with their observations prefetched, one row for each kind, name and unit.

    Two indicators of one model that bear one name and unit cannot be; so a row counts each model once.
    """
    found: dict[tuple[str, str, str], Total] = {}
    years: dict[tuple[str, str, str], set[int]] = {}
    for indicator in indicators:
        key = (indicator.kind, indicator.name, indicator.unit)
        total = found.setdefault(key, Total(*key))
        total.models += 1
        row = measured(indicator)
        checked, latest = row.latest_checked, row.latest
        newer = latest if latest is not None and latest is not checked else None
        for value, name in ((checked, "checked"), (newer, "unchecked")):
            if value is None:
                continue
            setattr(total, f"{name}_models", getattr(total, f"{name}_models") + 1)
            years.setdefault(key, set()).add(value.year)
            if total.is_added:
                setattr(total, name, (getattr(total, name) or Decimal(0)) + value.value)
    for key, total in found.items():
        total.years = tuple(sorted(years.get(key, ())))
    order = {kind: number for number, kind in enumerate(Indicator.Kind.values)}
    return sorted(found.values(), key=lambda each: (order[each.kind], each.name, each.unit))


def totals_seen(user: Any, *, demonstration: bool) -> list[Total]:
    """The totals over the models that `user` may read whole, of one world; two queries."""
    rows = Indicator.objects.filter(model__in=whole_to(user), demonstration=demonstration)
    return totals(rows.prefetch_related(_observations()))
