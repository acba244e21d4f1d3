"""The published import figures of a model's item, with what happened, and beside comparable items. Public facts only."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from sangsaeng.analysis.trade.before_after import METRIC, Comparison, before_after
from sangsaeng.discovery import queries as discovery
from sangsaeng.discovery.models import Figure, Item, SupplyEvent
from sangsaeng.followup.models import Milestone, MilestoneState
from sangsaeng.proposals.models import WinWinModel


@dataclass(frozen=True)
class Imports:
    """What the page of a model's imports shows; `comparison` is None while the model is not approved."""

    item: Item
    approved_on: date | None
    figures: list[Figure]
    events: list[SupplyEvent]
    milestones: list[Milestone]
    comparison: Comparison | None
    items: dict[str, Item]
    others: dict[str, list[Figure]] = field(default_factory=dict)  # the figures of comparable items, by item


def of_model(model: WinWinModel) -> Imports:
    """The figures of the item, and the comparison around the year of approval (Seoul); a fixed number of queries.

    Comparable are items of the same kind that are single items, as the item must be itself.
    """
    item = model.item
    if item is None:
        raise ValueError("the model names no item")
    approved_on = timezone.localdate(model.approved_at) if model.approved_at else None
    figures = discovery.figures(item)
    milestones = list(model.milestones.exclude(state=MilestoneState.DROPPED).order_by("due_on", "code"))
    comparison, items = None, {item.key: item}
    others: dict[str, list[Figure]] = defaultdict(list)
    if approved_on is not None:
        near = Item.objects.filter(kind=item.kind, scope=item.scope).defer("verdict_figures")
        by_pk = {each.pk: each for each in near}
        rows = (
            Figure.objects.filter(item__in=by_pk, metric=METRIC, is_full_year=True)
            .exclude(item=item)
            .select_related("source")
        )
        for row in rows.order_by("item", "partner", "year", "row"):
            others[by_pk[row.item_id].key].append(row)
        comparison = before_after(
            item.key, figures, others, year=approved_on.year, partner=item.verdict_partner
        )
        items |= {each.key: each for each in near}
    return Imports(
        item, approved_on, figures, discovery.events(item), milestones, comparison, items, dict(others)
    )
