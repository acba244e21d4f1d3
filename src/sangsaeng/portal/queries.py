"""Reads across the stages for the public: where the models stand, the one story, sources."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import get_language

from sangsaeng import facts
from sangsaeng.deliberation.models import AgendaItem, Body
from sangsaeng.discovery.models import Firm, Item, Need
from sangsaeng.proposals.lifecycle import EVER_APPROVED
from sangsaeng.proposals.models import WinWinModel


def in_language(thing: Any, name: str) -> str:
    """`thing.name_ko` or `thing.name_en`, as the page's language asks; the Korean where there is no English."""
    if (get_language() or "ko").startswith("en"):
        return getattr(thing, f"{name}_en") or getattr(thing, f"{name}_ko") or ""
    return getattr(thing, f"{name}_ko") or ""


@dataclass(frozen=True)
class Published:
    """The published counts of win-win models; found and approved are never merged."""

    as_of: str
    found: facts.ModelTotal
    approved: facts.ModelTotal
    recommended: facts.ModelTotal
    target: facts.ModelTotal

    @property
    def sources(self) -> list[facts.Source]:
        keys = dict.fromkeys([*self.found.sources, *self.approved.sources, *self.target.sources])
        return [facts.source(key) for key in keys]


@cache
def published() -> Published:
    """The newest published counts: found, approved and recommended, with the target."""

    def newest(what: str) -> facts.ModelTotal:
        return max((t for t in facts.model_totals() if t.what == what), key=lambda t: t.as_of)

    found = newest("found")
    return Published(
        as_of=str(found.as_of),
        found=found,
        approved=newest("approved"),
        recommended=newest("recommended"),
        target=newest("target"),
    )


@dataclass(frozen=True)
class Found:
    """What discovery holds: facts only."""

    items: int
    flagged: int
    needs: int
    firms: int


def found() -> Found:
    """Items, those that all sources flag, published needs and firms; three queries."""
    row = Item.objects.order_by().aggregate(
        items=Count("pk"), flagged=Count("pk", filter=Q(flag=Item.Flag.ALL))
    )
    return Found(
        items=row["items"],
        flagged=row["flagged"],
        needs=Need.objects.filter(demonstration=False).count(),
        firms=Firm.objects.filter(organisation__demonstration=False).count(),
    )


@dataclass(frozen=True)
class Story:
    """One way through the whole pipeline: a true need and item, then a demonstration model and its decisions."""

    model: WinWinModel
    need: Need
    decisions: dict[str, AgendaItem]


def story() -> Story | None:
    """The demonstration model that got furthest from a published need; None without a demonstration. 2 queries."""
    model = (
        WinWinModel.objects.filter(demonstration=True, state__in=EVER_APPROVED, need__item__isnull=False)
        .select_related("need__item")
        .order_by("code")
        .first()
    )
    if model is None or model.need is None:
        return None
    decided = AgendaItem.objects.filter(model=model).select_related("meeting__body")
    decisions = {str(Body.Kind(item.meeting.body.kind)): item for item in decided}
    return Story(model, model.need, decisions)


def cited(keys: Iterable[str]) -> list[facts.Source]:
    """The sources of those keys, each once, in order."""
    return [facts.source(key) for key in dict.fromkeys(keys)]
