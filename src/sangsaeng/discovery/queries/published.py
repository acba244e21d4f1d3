"""Reads of discovery: what each page needs, in as few queries as it can be had. Made-up rows are never counted."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat, Substr

from sangsaeng.discovery.choices import Scope
from sangsaeng.discovery.models import (
    FactsLoad,
    Figure,
    Firm,
    Item,
    Match,
    Need,
    Ranking,
    Selection,
    SizeStatus,
    SupplyEvent,
    SupplyPair,
)

Flag = Item.Flag


@dataclass(frozen=True)
class ItemCounts:
    """How the items stand under the `ews` rule, and on what figures the judged ones rest."""

    items: int
    flagged_all: int
    flagged_some: int
    not_flagged: int
    unknown: int
    groups: int
    statistics: int
    by_weight: int
    basis_unprinted: int
    newest_year: int | None
    oldest_year: int | None


def item_counts() -> ItemCounts:
    """One query over all items."""
    judged = ~Q(flag=Flag.UNKNOWN)
    row = Item.objects.order_by().aggregate(
        items=Count("pk"),
        flagged_all=Count("pk", filter=Q(flag=Flag.ALL)),
        flagged_some=Count("pk", filter=Q(flag=Flag.SOME)),
        not_flagged=Count("pk", filter=Q(flag=Flag.NONE)),
        unknown=Count("pk", filter=Q(flag=Flag.UNKNOWN)),
        groups=Count("pk", filter=Q(scope=Scope.GROUP)),
        statistics=Count("pk", filter=Q(scope=Scope.STATISTIC)),
        by_weight=Count("pk", filter=judged & Q(verdict_basis="weight")),
        basis_unprinted=Count("pk", filter=judged & Q(verdict_basis__contains="unspecified")),
    )
    years = (
        Item.objects.filter(judged, verdict_year__isnull=False)
        .order_by("verdict_year")
        .values_list("verdict_year", flat=True)
        .distinct()
    )
    known = list(years)
    return ItemCounts(
        **row, newest_year=known[-1] if known else None, oldest_year=known[0] if known else None
    )


@dataclass(frozen=True)
class Counts:
    """What the home page says of discovery; facts only."""

    items: int
    flagged_all: int
    flagged_some: int
    firms: int
    needs: int
    matches: int
    newest_flagged: list[Item]


def counts(*, newest: int = 5) -> Counts:
    """Items, those flagged by all or some sources, firms, needs, ranked pairs, and the newest flagged items."""
    items = Item.objects.order_by().aggregate(
        items=Count("pk"),
        flagged_all=Count("pk", filter=Q(flag=Flag.ALL)),
        flagged_some=Count("pk", filter=Q(flag=Flag.SOME)),
    )
    return Counts(
        **items,
        firms=Firm.objects.filter(organisation__demonstration=False).count(),
        needs=Need.objects.filter(demonstration=False).count(),
        matches=Match.objects.filter(need__demonstration=False).count(),
        newest_flagged=list(newest_flagged()[:newest]),
    )


def newest_flagged() -> QuerySet[Item]:
    """Single items that all or some sources flag, newest figures first, then the largest share."""
    return Item.objects.filter(flag__in=[Flag.ALL, Flag.SOME], scope=Scope.ITEM).order_by(
        F("verdict_year").desc(nulls_last=True), F("share_high").desc(nulls_last=True), "key"
    )


def items() -> QuerySet[Item]:
    """Items for the list; `hs_written` is the HS number with its dot (2811.11), so that both ways of writing find it."""
    written = Concat(Substr("hs_code", 1, 4), Value("."), Substr("hs_code", 5, 2), Substr("hs_code", 7))
    empty = Value("", output_field=CharField())
    return Item.objects.defer("verdict_figures").annotate(
        hs_written=Case(When(hs_code="", then=empty), default=written, output_field=CharField())
    )


def item_partners() -> list[str]:
    """The countries that verdicts name first."""
    rows = Item.objects.exclude(verdict_partner="").order_by().values_list("verdict_partner", flat=True)
    return sorted(rows.distinct())


def item_years() -> list[int]:
    rows = Item.objects.filter(verdict_year__isnull=False).order_by("-verdict_year")
    return [year for year in rows.values_list("verdict_year", flat=True).distinct() if year is not None]


def item(key: str) -> Item:
    """One item with its sources; Item.DoesNotExist where there is none."""
    return Item.objects.select_related("source", "hs_code_source").get(key=key)


def figures(of: Item) -> list[Figure]:
    """Every published figure of an item with its source, by metric, partner and period."""
    return list(
        Figure.objects.filter(item=of)
        .select_related("source")
        .order_by("metric", "period_start", "partner", "row")
    )


def events(of: Item) -> list[SupplyEvent]:
    """The supply events that touched an item, oldest first, with their sources."""
    return list(of.events.select_related("source").prefetch_related("other_sources"))


def _match_count() -> Any:
    per_need = (
        Match.objects.filter(need=OuterRef("pk"))
        .order_by()
        .values("need")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return Coalesce(Subquery(per_need), Value(0))


def needs() -> QuerySet[Need]:
    """Published needs for the list, with their item and how many firms are ranked."""
    return (
        Need.objects.filter(demonstration=False)
        .select_related("item")
        .only(
            "code", "title", "demonstration", "demand_firm", "demand_firm_basis", "field", "year", "granularity",
            "item__key", "item__name_ko", "item__name_en", "item__flag",
        )
        .annotate(candidates=_match_count())
    )  # fmt: skip


def needs_of(item: Item) -> list[Need]:
    return list(needs().filter(item=item).order_by("-year", "code"))


def need_counts() -> dict[str, int]:
    """Published needs: all, with a linked item, whose buyer is not named, with at least one ranked firm."""
    found = Need.objects.filter(demonstration=False).order_by()
    row = found.aggregate(
        needs=Count("pk"),
        linked=Count("pk", filter=Q(item__isnull=False)),
        undisclosed=Count("pk", filter=Q(demand_firm_basis="undisclosed")),
    )
    ranked = Match.objects.filter(need__demonstration=False).order_by().values("need").distinct().count()
    return row | {"ranked": ranked}


def need_years() -> list[int]:
    rows = Need.objects.filter(demonstration=False, year__isnull=False).order_by("-year")
    return [year for year in rows.values_list("year", flat=True).distinct() if year is not None]


def need_fields() -> list[str]:
    rows = Need.objects.filter(demonstration=False).order_by("field").values_list("field", flat=True)
    return list(rows.distinct())


def need(code: str) -> Need:
    """One need with its item and source; Need.DoesNotExist where there is none."""
    return Need.objects.select_related("item", "source").get(code=code)


def matches(of: Need) -> list[Match]:
    """The firms ranked for a need, best first."""
    return list(of.matches.select_related("firm__organisation").order_by("rank"))


def latest_ranking() -> Ranking | None:
    return Ranking.objects.first()


def latest_load() -> FactsLoad | None:
    return FactsLoad.objects.first()


def match(need_code: str, firm_code: str) -> Match:
    """One ranked pair with both sides; Match.DoesNotExist where the firm was not ranked for the need."""
    return (
        Match.objects.select_related("need__item", "need__source", "firm__organisation")
        .prefetch_related("firm__sources")
        .get(need__code=need_code, firm__code=firm_code)
    )


def alternatives(to: Match, *, number: int = 3) -> list[Match]:
    """The firms ranked next to this one for the same need: those before and after it, nearest ranks first."""
    near = to.need.matches.select_related("firm__organisation").exclude(pk=to.pk)
    found = list(near.filter(rank__gte=to.rank - number, rank__lte=to.rank + number))
    found.sort(key=lambda other: (abs(other.rank - to.rank), other.rank))
    return sorted(found[:number], key=lambda other: other.rank)


def firms() -> QuerySet[Firm]:
    """Real firms for the list, with their selections."""
    return (
        Firm.objects.filter(organisation__demonstration=False)
        .select_related("organisation")
        .prefetch_related(Prefetch("selections", Selection.objects.order_by("date", "code")))
    )


def firm_counts() -> dict[str, int]:
    """Real firms: all, by how their product text was checked, and selected by a public programme."""
    found = Firm.objects.filter(organisation__demonstration=False).order_by()
    check = Firm.ProductCheck
    return found.aggregate(
        firms=Count("pk"),
        sourced=Count("pk", filter=Q(product_check=check.SOURCED)),
        partly=Count("pk", filter=Q(product_check=check.PARTLY)),
        unchecked=Count("pk", filter=Q(product_check=check.UNCHECKED)),
    )


def firm_sectors() -> list[str]:
    rows = Firm.objects.filter(organisation__demonstration=False).exclude(sector="").order_by("sector")
    return list(rows.values_list("sector", flat=True).distinct())


def firm_provinces() -> list[str]:
    """The first words of the regions on file."""
    rows = Firm.objects.filter(organisation__demonstration=False).exclude(region="").order_by()
    return sorted({region.split(" ")[0] for region in rows.values_list("region", flat=True).distinct()})


def firm(code: str) -> Firm:
    """One firm with everything on its page; Firm.DoesNotExist where there is none."""
    return (
        Firm.objects.select_related("organisation")
        .prefetch_related(
            "sources",
            "registrations",
            "sites",
            Prefetch("sizes", SizeStatus.objects.select_related("source")),
            Prefetch("selections", Selection.objects.prefetch_related("sources")),
            Prefetch("pairs", SupplyPair.objects.select_related("item", "source")),
        )
        .get(code=code)
    )


def matches_of(firm: Firm, *, number: int = 50) -> list[Match]:
    """The needs of its own world a firm is ranked for, best rank first, at most `number`."""
    return list(
        firm.matches.filter(need__demonstration=firm.organisation.demonstration)
        .select_related("need")
        .order_by("rank", "-score", "need__code")[:number]
    )


def pairs_of(item: Item) -> list[SupplyPair]:
    """Published pairs of demand company and supplier on an item."""
    shown = item.pairs.exclude(
        firm__is_shown=False
    )  # a firm whose record was taken out is not named here either
    return list(shown.select_related("firm__organisation", "source"))
